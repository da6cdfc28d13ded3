'use strict';

// How functions of the host's are called for a guest: from a place that is quoted by nobody. Node's `assert(value)`
// says what its caller wrote, which it reads at the frame above it: from the text that V8 has of that, or from the
// file. That frame is this package's, and so is what it would show. lib/operations.js calls by this; it touches
// nothing.

const path = require('node:path');
const { runInThisContext } = require('node:vm');

/** There is none. Being one of this package's, it is in no stack (lib/stack.js). */
const FILE = path.join(__dirname, 'unquoted');

/** What is quoted: Node 26 throws something else if there is nothing at all. */
const QUOTED = '<code of a guest>';

/**
 * Makes a function of a single call, whose place V8 is told to be in the comment behind it.
 * @param {string} parameters
 * @param {string} call
 * @returns {(...args: any[]) => any}
 */
function calling(parameters, call) {
  const text = `((${parameters}) => ${call}) // ${QUOTED}`;
  const columnOffset = text.indexOf(QUOTED) - text.indexOf(call);
  return runInThisContext(text, { filename: FILE, columnOffset });
}

const callOne = calling('f, first', 'f(first)');
const callTwo = calling('f, first, second', 'f(first, second)');
const callAny = calling('apply, f, receiver, args', 'apply(f, receiver, args)');
const { apply: reflectApply } = Reflect;

/**
 * `Reflect.apply`, which takes as long as all that is read of a short call, without it where the
 * language has another way.
 * @param {Function} f
 * @param {any} receiver
 * @param {any[]} args
 */
function apply(f, receiver, args) {
  if (receiver === undefined && args.length === 1) return callOne(f, args[0]);
  if (receiver === undefined && args.length === 2) return callTwo(f, args[0], args[1]);
  return callAny(reflectApply, f, receiver, args);
}

module.exports = { apply };
