'use strict';

// The stack of a guest's error as the host sees it: the guest's frames, and below them those of the
// host that led there, without this package's own. As with an error of V8's, the text is put together
// when it is read first, which takes ten times what it takes to have the frames. lib/records/errors.js has
// such errors made, lib/constructed.js gives them another; lib/context.js and lib/later.js show where they left a run.

const { sep } = require('node:path');
const { types } = require('node:util');
const { Script } = require('node:vm');
const { AT, callSitesOf } = require('./call-sites.js');

/** Nothing of index.js and process.js is ever called, so they are in no stack. */
const OWN = __dirname + sep;

/** The fewest frames that are taken: this package's own are among them. */
const LEAST_FRAMES = 30;

/**
 * V8 has the realm that an error was made in put its stack together. Guests' errors are made in one
 * of their own, whose `Error.prepareStackTrace` is ours: the host's may be anything, and stays so.
 *
 * Before an error that ends the process, Node prints the line that made or threw it last, unless that
 * line says not to (`GetErrorSource` in Node's src/node_errors.cc): the guest's line stands in the
 * stack, and this package's would hide it.
 */
const REALM = `
  (prepare) => {
    Error.prepareStackTrace = prepare;
    return (name, limit) => {
      Error.stackTraceLimit = limit;
      const list = name === 'AggregateError' ? [[]] : [];
      return new globalThis[name](...list); // node-do-not-add-exception-line
    };
  }`;

/** @type {((name: string, limit: number) => any) | undefined} */
let make;

/**
 * What the stack of an error is made of, that nobody has read yet.
 * @typedef {object} Parts
 * @property {string} trace the guest's: a first line and frames
 * @property {number} limit how many frames of the host's belong below it
 * @property {boolean} isInner whether it came while the host did what a guest had asked for, and has not left the
 *   outermost run yet: what is shown of it may come to that guest, who is to see nothing of the host's
 * @property {string[]} [lines] those, if they had to be put together at once
 * @property {string} [decoration] what stands before all
 */

/** @type {WeakMap<object, Parts>} */
const unread = new WeakMap();

/**
 * Makes an error without a message, whose stack is to be a guest's.
 * @param {Function} Kind one of the host's own classes of errors
 * @param {string} name its name in every realm
 * @returns {Error}
 */
function bareError(Kind, name) {
  make ??= /** @type {NonNullable<typeof make>} */ (realmOfErrors());
  const { stackTraceLimit } = Error;
  const error = make(name, Math.max(Number(stackTraceLimit) || 0, LEAST_FRAMES));
  Reflect.deleteProperty(error, 'errors');
  Reflect.setPrototypeOf(error, Kind.prototype);
  return error;
}

/** @returns {unknown} what makes errors in that realm, whose frames are this package's */
function realmOfErrors() {
  return new Script(REALM, { filename: __filename }).runInNewContext()(stackOf);
}

/**
 * Gives such an error its stack.
 * @param {Error} error
 * @param {string} trace the guest's
 * @param {boolean} isSyntax whether it may tell of a text that never ran
 * @param {boolean} isInner whether a guest waits for what the host does with it
 */
function giveStack(error, trace, isSyntax, isInner) {
  const parts = { trace, limit: limitFor(trace, isSyntax), isInner };
  // Node maps positions to sources in its own realm only.
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- in every Node supported here
  const isMapped = process.sourceMapsEnabled;
  unread.set(error, isMapped ? { ...parts, lines: frameLines() } : parts);
}

/**
 * @param {string} trace
 * @param {boolean} isSyntax
 * @returns {number} how many frames of the host's belong below a guest's
 */
function limitFor(trace, isSyntax) {
  const above = trace.split(AT).length - 1;
  // A guest has put a text of its own there, or wants no frames.
  if (above === 0 && !isSyntax) return 0;
  const { stackTraceLimit } = Error;
  return typeof stackTraceLimit === 'number' ? Math.max(0, stackTraceLimit - above) : 0;
}

/**
 * What V8 asks for the stack of an error that was made here, when it is read.
 * @param {object} error
 * @param {NodeJS.CallSite[]} sites
 * @returns {unknown}
 */
function stackOf(error, sites) {
  const parts = unread.get(error);
  // The host has captured another.
  if (parts === undefined) return prepared(error, sites);
  unread.delete(error);
  const { trace, decoration } = parts;
  const limit = parts.isInner ? 0 : parts.limit;
  const made = preparedByProgram(error, { ...parts, limit }, sites);
  if (made !== undefined) {
    return typeof made === 'string' && decoration ? `${decoration}\n${made}` : made;
  }
  const host = limit === 0 ? [] : (parts.lines ?? linesOf(sites)).slice(0, limit);
  return [decoration, trace, ...host].filter((part) => part !== undefined).join('\n');
}

/** The name of what Node has for `Error.prepareStackTrace` unless a program has its own. */
const NODES = 'ErrorPrepareStackTrace';

/**
 * What a program's own `Error.prepareStackTrace` makes of the stack, which may map positions to sources: Node asks
 * it for errors of every realm.
 * @param {object} error
 * @param {Parts} parts
 * @param {NodeJS.CallSite[]} sites
 * @returns {unknown} undefined if there is none, or it fails
 */
function preparedByProgram(error, { trace, limit, lines }, sites) {
  const { prepareStackTrace } = Error;
  if (typeof prepareStackTrace !== 'function' || prepareStackTrace.name === NODES) return undefined;
  const guests = callSitesOf(trace);
  if (guests.length === 0 || lines !== undefined) return undefined;
  const host = sites.filter((site) => !frameOfOurs(String(site))).slice(0, limit);
  try {
    return prepareStackTrace(
      /** @type {Error} */ (error),
      /** @type {any} */ ([...guests, ...host]),
    );
  } catch {
    return undefined;
  }
}

/**
 * @param {object} error
 * @param {NodeJS.CallSite[]} sites
 * @returns {unknown} what the host's own errors have for a stack
 */
function prepared(error, sites) {
  const { prepareStackTrace } = Error;
  if (typeof prepareStackTrace === 'function') {
    return prepareStackTrace(/** @type {Error} */ (error), sites);
  }
  return [String(error), ...sites.map((site) => `    at ${site}`)].join('\n');
}

/**
 * @param {NodeJS.CallSite[]} sites
 * @returns {string[]} a line for each that is the host's
 */
function linesOf(sites) {
  try {
    return hostLines(String(prepared({}, sites)));
  } catch {
    // The host's own `Error.prepareStackTrace` failed.
    return [];
  }
}

/** @returns {string[]} the same of the frames that lead here */
function frameLines() {
  /** @type {{ stack?: string }} */
  const here = {};
  const { stackTraceLimit } = Error;
  Reflect.set(Error, 'stackTraceLimit', Math.max(stackTraceLimit, LEAST_FRAMES));
  try {
    Error.captureStackTrace(here, frameLines);
    return hostLines(String(here.stack));
  } catch {
    return [];
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/**
 * @param {string} stack
 * @returns {string[]} its frames outside this package
 */
function hostLines(stack) {
  const lines = stack.split('\n').slice(1);
  return lines.filter((line) => !frameOfOurs(line));
}

/**
 * @param {string} frame
 * @returns {boolean} whether it is one of this package's
 */
function frameOfOurs(frame) {
  return frame.includes(OWN);
}

/**
 * @param {any} error
 * @returns {string | undefined} what is the guest's of a stack that was given and that nobody has read
 */
function traceOf(error) {
  return unread.get(error)?.trace;
}

/**
 * No guest waits any more for what is done with an error.
 * @param {any} error that leaves the outermost run
 */
function leftRun(error) {
  const parts = unread.get(error);
  if (parts !== undefined) parts.isInner = false;
}

/** Errors that show their place already: it is where they left the innermost run. */
const shown = new WeakSet();

/**
 * Puts the source line and a caret before the stack, as Node does for an error that leaves a run
 * (`displayErrors`).
 * @template T
 * @param {T} error
 * @param {import('./session.js').Session} session that the error came from
 * @returns {T}
 */
function decorated(error, session) {
  const { thrown } = session;
  session.thrown = undefined;
  if (!types.isNativeError(error) || thrown?.error !== error || shown.has(error)) return error;
  const parts = unread.get(error);
  if (parts !== undefined) {
    parts.decoration = thrown.decoration;
    shown.add(error);
    // The REPL, which has a domain, reads stacks by a function of its own, that of an error whose stack is not
    // a text yet.
    if (/** @type {any} */ (process).domain) void error.stack;
    return error;
  }
  const descriptor = Reflect.getOwnPropertyDescriptor(error, 'stack');
  const stack = descriptor?.get === undefined ? descriptor?.value : error.stack;
  if (typeof stack === 'string' && descriptor?.writable !== false) {
    shown.add(error);
    error.stack = `${thrown.decoration}\n${stack}`;
  }
  return error;
}

module.exports = { bareError, decorated, frameOfOurs, giveStack, leftRun, traceOf };
