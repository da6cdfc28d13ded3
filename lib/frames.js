'use strict';

// Who calls: the frames below a function of this package's, and whether it is code of Node's own that asks.
// lib/uncatchable.js looks there for somebody who catches, lib/stand-ins/unheard.js for who writes to a guest's
// object, and lib/timers.js for who reads one. It runs no code of the user's.

const { Script } = require('node:vm');

const PREFIX = 'node:';

/**
 * How many frames are read at a time: the first one tells, of a call that the program makes, and costs a
 * third. Of a call that Node begins, all frames are Node's, and never this many.
 */
const FRAMES = [1, 50];

/**
 * Reads the stack in a realm of its own: `Error.prepareStackTrace` and `Error.stackTraceLimit` of the
 * host's may do anything, and must stay what they are.
 */
const REALM = `
  Error.prepareStackTrace = (_, sites) => sites;
  (below, limit) => {
    const here = {};
    Error.stackTraceLimit = limit;
    Error.captureStackTrace(here, below);
    return here.stack;
  }`;

/** @type {((below: Function, limit: number) => NodeJS.CallSite[] | string) | undefined} */
let read;

/**
 * @param {Function} below whose caller is the first frame
 * @param {number} limit
 * @returns {NodeJS.CallSite[]} none while a stack is put together, as of a guest's error whose `name` is a getter
 */
function framesBelow(below, limit) {
  read ??= /** @type {NonNullable<typeof read>} */ (new Script(REALM).runInNewContext());
  const frames = read(below, limit);
  // V8 calls nobody for a stack within that, and makes a text.
  return Array.isArray(frames) ? frames : [];
}

/**
 * @param {Function} below
 * @returns {string | undefined} the file of who calls it, himself or by built-ins, which have none
 */
function callerOf(below) {
  for (const count of FRAMES) {
    for (const frame of framesBelow(below, count)) {
      const file = frame.getFileName();
      if (file != null) return file;
    }
  }
  return undefined;
}

/**
 * @param {Function} below
 * @returns {boolean} whether it is Node's own code that calls it
 */
function isCalledByNode(below) {
  return callerOf(below)?.startsWith(PREFIX) === true;
}

module.exports = { FRAMES, PREFIX, callerOf, framesBelow, isCalledByNode };
