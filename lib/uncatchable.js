'use strict';

// What a guest throws where nobody can catch it: in a call that comes straight from Node's internals
// (a timer, a tick, an event), or as a rejection that nobody handles. Node would end the process;
// instead the guest's error becomes a warning, unless `process` has a listener for such errors.
// lib/stand-ins/handler.js and lib/stand-ins/guard.js ask about traps that failed, lib/jobs.js warns of jobs that did,
// lib/records/promises.js rejects promises through here, and lib/calls.js has the rules of what a guest hands to
// timers and ticks. It reads the stack and `process`, and nothing of the guest's.

const { setImmediate: atTurnsEnd } = require('node:timers');
const { types } = require('node:util');
const { FRAMES, PREFIX, framesBelow } = require('./frames.js');
const { isWithin, linesWith } = require('./node-sources.js');
const { ownValue } = require('./peek.js');
const { bounded, endsPrint } = require('./prints.js');
const { shortened } = require('./shown.js');
const { handlerOf } = require('./stand-ins/marks.js');

const TASK_QUEUES = 'node:internal/process/task_queues';
const EVENT_TARGET = 'node:internal/event_target';
const STREAM_END = 'node:internal/streams/destroy';
const STREAM_FROM = 'node:internal/streams/from';
const WEB_STREAMS = 'node:internal/webstreams/';
/** Makes streams of the web's of Node's and the other way round: events call it, and promises that nobody looks at. */
const ADAPTERS = 'node:internal/webstreams/adapters';
/** How the functions there begin that catch what they call throws. */
const SETTLING = ['function done(', ' settle() {'];
const WARNING = 'node:internal/process/warning';
const EXECUTION = 'node:internal/process/execution';
/** Ends the process for what a hook throws, and calls hooks for each tick, as a warning makes one. */
const HOOKS = 'node:internal/async_hooks';

/** Functions of Node's that catch what they call throws, by file. @type {Map<string, string>} */
const CATCHING = new Map([
  ['node:internal/streams/readable', 'read'],
  [STREAM_END, 'constructNT'],
]);

/**
 * Files of Node's that catch what a listener throws, and throw it again in a tick of its own, where
 * no caller is left.
 */
const RETHROWING = new Set([EVENT_TARGET, HOOKS, 'node:diagnostics_channel']);

/** Where Node has V8 run promise jobs. @type {Set<number> | undefined} */
let jobLines;

/**
 * @param {NodeJS.CallSite} frame of the function that runs ticks, and promise jobs after them
 * @returns {boolean} whether it is these that run: what one of them throws rejects a promise
 */
function runsJobs(frame) {
  jobLines ??= linesWith('internal/process/task_queues', 'runMicrotasks()');
  return jobLines.has(frame.getLineNumber() ?? 0);
}

/**
 * What one frame says of a throw that reaches it.
 * @param {NodeJS.CallSite} frame
 * @param {number} index 0 is the caller
 * @param {NodeJS.CallSite[]} frames
 * @returns {boolean | undefined} whether nobody can catch it; undefined if its caller decides
 */
function verdictOf(frame, index, frames) {
  const file = frame.getFileName();
  // A built-in has no file; code that was evaluated has none either.
  if (file == null) return frame.isEval() ? false : undefined;
  // It is what calls the listeners of rejections.
  if (file === __filename) return undefined;
  if (!file.startsWith(PREFIX)) return false;
  if (RETHROWING.has(file)) return true;
  if (file.startsWith(WEB_STREAMS)) return file === ADAPTERS && !settles(frame) ? undefined : false;
  const name = frame.getFunctionName();
  if (index === 0 && catches(file, name)) return false;
  if (file === STREAM_FROM || isAsync(file, name, frame.getLineNumber() ?? 0)) return false;
  if (file !== TASK_QUEUES || name === null) return undefined;
  if (name === 'runMicrotask' || !runsJobs(frame)) return true;
  return frames[index - 1]?.getFileName() === ADAPTERS;
}

/**
 * @param {NodeJS.CallSite} frame of a function of the adapters
 * @returns {boolean} whether it catches what it calls throws
 */
function settles(frame) {
  const module = ADAPTERS.slice(PREFIX.length);
  return SETTLING.some((text) => isWithin(module, text, frame.getLineNumber() ?? 0));
}

/**
 * @param {string} file
 * @param {string | null} name of a function there
 * @param {number} line where it is
 * @returns {boolean} whether what it throws rejects its promise; another function may have the name, as the `once` of
 *   emitters does
 */
function isAsync(file, name, line) {
  return name !== null && isWithin(file.slice(PREFIX.length), `async function ${name}(`, line);
}

/**
 * @param {string} file
 * @param {string | null} name of a function there
 * @returns {boolean} whether it catches what it calls throws
 */
function catches(file, name) {
  const method = name?.slice(name.lastIndexOf('.') + 1);
  return method !== undefined && CATCHING.get(file) === method;
}

/** @returns {boolean} whether the host hears of errors that nobody catches, and the process goes on */
function isCaught() {
  return (
    process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()
  );
}

/** @returns {boolean} whether a listener of such errors is being called: nobody catches what that throws */
function isOfLastResort() {
  return framesBelow(isOfLastResort, FRAMES[1]).some(
    (frame) => frame.getFileName() === EXECUTION && frame.getFunctionName() === null,
  );
}

/**
 * @param {Function} below the function whose caller would have to catch
 * @param {boolean} [isNative] whether it is known to be Node's C++ that calls
 * @returns {boolean} whether what is thrown to it now would end the process
 */
function isUncatchable(below, isNative = false) {
  if (isCaught() && !isOfLastResort()) return false;
  let isCalled = false;
  for (const count of FRAMES) {
    const frames = framesBelow(below, count);
    isCalled = frames.some((frame) => frame.getFileName() != null);
    const verdict = frames.map(verdictOf).find((known) => known !== undefined);
    if (verdict !== undefined) return verdict;
  }
  // Without any frame but of built-ins it is a promise job, as native code runs them.
  return isCalled || isNative;
}

/**
 * @param {Function} below
 * @returns {boolean} whether the caller is an `EventTarget`, which throws in a tick what a promise
 *   that a listener returns is rejected with
 */
function isListening(below) {
  return framesBelow(below, 1)[0]?.getFileName() === EVENT_TARGET;
}

/**
 * @param {Function} below
 * @returns {boolean} whether what is thrown now, while the `stack` of what a guest has thrown is read,
 *   would end the process: a stream reads it, in an asynchronous function of Node's that nobody awaits
 */
function isUncatchableStack(below) {
  const isStream = framesBelow(below, 1)[0]?.getFileName() === STREAM_END;
  return isStream ? !isCaught() : isUncatchable(below);
}

/**
 * How many warnings of one kind a turn of the event loop shows; of the others it is said how many there were. A
 * guest's loop of 10,000 rejected promises printed 6 MB.
 */
const MOST_WARNINGS = 10;

/** How many there were in this turn, by their code. @type {Map<string, number>} */
const warned = new Map();
let isTurnNoted = false;

/**
 * Says what a guest threw. Only slots and own data properties are read: a warning must not run the
 * guest's code, nor fail.
 * @param {unknown} error
 * @param {string} [code]
 */
function warn(error, code = 'RSVM_UNCAUGHT') {
  if (endsPrint(error)) return;
  // A listener of warnings that throws, or a hook, would be called for it again without an end.
  const isCalledAgain = framesBelow(warn, FRAMES[1]).some((frame) => {
    return frame.getFileName() === WARNING || frame.getFileName() === HOOKS;
  });
  const count = (warned.get(code) ?? 0) + 1;
  warned.set(code, count);
  if (!isTurnNoted && !isCalledAgain) {
    isTurnNoted = true;
    atTurnsEnd(sayHowMany);
  }
  if (count > MOST_WARNINGS) return;
  const text = `${happened(code)}: ${summary(error)}`;
  const detail = ownText(error, 'stack');
  if (isCalledAgain) /** @type {any} */ (process)._rawDebug(`[${code}] ${text}\n${detail ?? ''}`);
  else process.emitWarning(text, { code, detail });
}

/** @param {string} code */
function happened(code) {
  return code === 'RSVM_UNHANDLED_REJECTION'
    ? 'A guest did not handle the rejection of a promise'
    : 'A guest threw where nobody can catch it';
}

/** The turn is over: of what was not shown it is said that it was. */
function sayHowMany() {
  const counts = [...warned];
  warned.clear();
  isTurnNoted = false;
  for (const [code, count] of counts) {
    const left = count - MOST_WARNINGS;
    if (left > 0) process.emitWarning(`${happened(code)}: ${left} more`, { code });
  }
}

/**
 * @param {any[]} args
 * @returns {any[]} the same, but that what is called first throws nothing
 */
function caught(args) {
  const f = args[0];
  if (typeof f !== 'function') return args;
  const action = (/** @type {any[]} */ ...given) => {
    try {
      f(...given);
    } catch (error) {
      if (isCaught()) throw error;
      warn(error);
    }
  };
  return [action, ...args.slice(1)];
}

/**
 * What a guest gives to functions that call one later, with nobody around it. A microtask cannot be told from a
 * promise job from Node 24 on, so that each is caught in. In a timer or a tick a guest's function is seen to be one
 * when it throws; one of the host's is not (`setTimeout(setTimeout)`).
 * @type {import('./rules.js').Ruling[]}
 */
const RULES = [
  [[queueMicrotask], caught],
  [
    [setTimeout, setInterval, setImmediate, process.nextTick],
    (args) => (handlerOf(args[0]) === undefined ? caught(args) : args),
  ],
];

/**
 * @param {unknown} error
 * @returns {string}
 */
function summary(error) {
  if (types.isNativeError(error)) return bounded(ownText(error, 'message') ?? 'an error');
  const isObject = typeof error === 'object' && error !== null;
  if (isObject || typeof error === 'function') return `a thrown ${typeof error}`;
  return String(shortened(error));
}

/**
 * @param {unknown} error
 * @param {string} key
 * @returns {string | undefined} an own property of an error, if it is a text
 */
function ownText(error, key) {
  const value = types.isNativeError(error) ? ownValue(error, key) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/**
 * Rejects a promise for a guest. Node notes the domain that a promise is rejected in, and tells that
 * one before it ends the process, if nobody has handled the promise by the end of the turn.
 * @param {object} promise
 * @param {unknown} reason
 * @param {() => void} reject
 */
function rejectSparingly(promise, reason, reject) {
  const { domain } = /** @type {any} */ (process);
  // One of the host's own domains is somebody who catches. A test runner's `process` cannot be set.
  const isSet = !domain && Reflect.set(process, 'domain', { emit: () => tell(promise, reason) });
  try {
    reject();
  } finally {
    if (isSet) Reflect.set(process, 'domain', domain);
  }
}

/**
 * Nobody handled a rejection.
 * @param {any} promise
 * @param {unknown} reason
 * @returns {boolean} whether this was taken care of
 */
function tell(promise, reason) {
  if (process.listenerCount('unhandledRejection') === 0 && isCaught()) return false;
  if (!process.emit('unhandledRejection', reason, promise)) {
    warn(reason, 'RSVM_UNHANDLED_REJECTION');
  }
  return true;
}

module.exports = {
  RULES,
  isListening,
  isUncatchable,
  isUncatchableStack,
  rejectSparingly,
  tell,
  warn,
};
