'use strict';

// What a guest throws where nobody can catch it: in a call that comes straight from Node's internals
// (a timer, a tick, an event), or as a rejection that nobody handles. Node would end the process;
// instead the guest's error becomes a warning, unless `process` has a listener for such errors.
// lib/handler.js asks about calls that failed, lib/records/promises.js rejects promises through
// here. It reads the stack and `process`, and nothing of the guest's.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- in every Node supported here
const { executionAsyncId, executionAsyncResource } = require('node:async_hooks');
const { types } = require('node:util');
const { Script } = require('node:vm');
const { shortened } = require('./shown.js');

const TASK_QUEUES = 'node:internal/process/task_queues';
const EVENT_TARGET = 'node:internal/event_target';

/**
 * Files of Node's that catch what a listener throws, and throw it again in a tick of its own, where
 * no caller is left.
 */
const RETHROWING = new Set([EVENT_TARGET, 'node:diagnostics_channel']);

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

/** @type {((below: Function, limit: number) => NodeJS.CallSite[]) | undefined} */
let read;

/**
 * @param {Function} below whose caller is the first frame
 * @param {number} limit
 * @returns {NodeJS.CallSite[]}
 */
function framesBelow(below, limit) {
  read ??= /** @type {NonNullable<typeof read>} */ (new Script(REALM).runInNewContext());
  return read(below, limit);
}

/**
 * Whether the promise jobs, of the functions in task_queues, are what runs: what one of them throws
 * rejects a promise. The same function runs ticks, which have a resource.
 * @returns {boolean}
 */
function isPromiseJob() {
  return executionAsyncId() === 0 || types.isPromise(executionAsyncResource());
}

/**
 * What one frame says of a throw that reaches it.
 * @param {NodeJS.CallSite} frame
 * @returns {boolean | undefined} whether nobody can catch it; undefined if its caller decides
 */
function verdictOf(frame) {
  const file = frame.getFileName();
  // A built-in has no file; code that was evaluated has none either.
  if (file == null) return frame.isEval() ? false : undefined;
  if (!file.startsWith('node:')) return false;
  if (RETHROWING.has(file)) return true;
  if (file !== TASK_QUEUES || frame.getFunctionName() === null) return undefined;
  return frame.getFunctionName() === 'runMicrotask' || !isPromiseJob();
}

/** @returns {boolean} whether the host hears of errors that nobody catches, and the process goes on */
function isCaught() {
  return (
    process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()
  );
}

/**
 * @param {Function} below the function whose caller would have to catch
 * @returns {boolean} whether what is thrown to it now would end the process
 */
function isUncatchable(below) {
  if (isCaught()) return false;
  let isCalled = false;
  for (const count of FRAMES) {
    const frames = framesBelow(below, count);
    isCalled = frames.length > 0;
    const verdict = frames.map(verdictOf).find((found) => found !== undefined);
    if (verdict !== undefined) return verdict;
  }
  // Without any frame it is a promise job, as native code runs them.
  return isCalled;
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
 * Says what a guest threw. Only slots and own data properties are read: a warning must not run the
 * guest's code, nor fail.
 * @param {unknown} error
 * @param {string} [code]
 */
function warn(error, code = 'RSVM_UNCAUGHT') {
  const what =
    code === 'RSVM_UNHANDLED_REJECTION'
      ? 'A guest did not handle the rejection of a promise'
      : 'A guest threw where nobody can catch it';
  process.emitWarning(`${what}: ${summary(error)}`, { code, detail: ownText(error, 'stack') });
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function summary(error) {
  if (types.isNativeError(error)) return ownText(error, 'message') ?? 'an error';
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
  if (!types.isNativeError(error)) return undefined;
  const value = Reflect.getOwnPropertyDescriptor(error, key)?.value;
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

module.exports = { isListening, isUncatchable, rejectSparingly, warn };
