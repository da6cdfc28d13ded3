'use strict';

// What an engine is told when its guest is made: what the guest may do, what its global is, and what of the
// language the host's own realm has, as a guest has neither more nor less than that. lib/context.js has it
// written; src/engine/setup.rs reads it. It looks at the realm that this file is loaded in, and at the
// options.

const { types } = require('node:util');
const { NODE } = require('./constants.js');

/** Bits of the first word (src/engine/setup.rs). */
const Setup = Object.freeze({
  Strings: 1,
  Console: 1 << 1,
  Mirror: 1 << 2,
  OneRealm: 1 << 3,
  Live: 1 << 4,
  RunsJobs: 1 << 5,
  ByAttributes: 1 << 6,
  Disposables: 1 << 7,
  Temporal: 1 << 8,
});

/** Globals that the engine has and an older V8 does not, in the order of the word's bits. */
const NEWER = ['Iterator', 'Float16Array'];
const absentGlobals = NEWER.reduce(
  (bits, name, at) => (name in globalThis ? bits : bits | (1 << at)),
  0,
);

/** Methods that came with Node 22, 24 and 26, each with others, in the order of the bits. */
const METHODS = ['fromAsync' in Array, 'isError' in Error, 'fromBase64' in Uint8Array];
const newerMethods = METHODS.reduce((bits, isThere, at) => (isThere ? bits | (1 << at) : bits), 0);

/** Since then the attributes of a sandbox's property decide whether `let` may declare its name. */
const BY_ATTRIBUTES = NODE >= 26;

/**
 * @param {object | undefined} sandbox
 * @param {import('./options.js').ContextOptions} options
 * @returns {number}
 */
function flagsFor(sandbox, options) {
  let flags = BY_ATTRIBUTES ? Setup.ByAttributes : 0;
  if ('DisposableStack' in globalThis) flags |= Setup.Disposables;
  if ('Temporal' in globalThis) flags |= Setup.Temporal;
  if (options.strings) flags |= Setup.Strings;
  if (options.console !== 'ignore') flags |= Setup.Console;
  if (options.microtaskMode === 'afterEvaluate') flags |= Setup.RunsJobs;
  if (sandbox !== undefined) flags |= Setup.Mirror;
  if (sandbox === globalThis) flags |= Setup.OneRealm;
  if (types.isProxy(sandbox)) flags |= Setup.Live;
  return flags;
}

/**
 * Writes the body of the request.
 * @param {import('./wire/writer.js').Writer} request
 * @param {object | undefined} sandbox
 * @param {import('./options.js').ContextOptions} options
 */
function writeSetup(request, sandbox, options) {
  request.word(flagsFor(sandbox, options));
  request.word(absentGlobals);
  request.word(newerMethods);
}

module.exports = { writeSetup };
