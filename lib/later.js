'use strict';

// Runs that do not hold the thread: for an engine in a process of its own the event loop goes on
// while the guest runs, and what it asks of the host is done between other things. An engine in this
// process runs on the calling thread, before the promise is returned. lib/api.js and lib/script.js
// call this; how turns are awaited is lib/session.js's business.

const { types } = require('node:util');
const { create } = require('./errors.js');
const { decorated } = require('./stack.js');
const { readRunOptions } = require('./options.js');
const { isObject } = require('./peek.js');
const { getter, method } = require('./records/primordials.js');
const { writeArguments } = require('./snapshot.js');
const { Opcode } = require('./wire.js');

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('./options.js').RunOptions & { signal: AbortSignal | undefined }} LaterOptions */

/** How many arguments a call may have: a guest's array has as many as it says, and each is asked for. */
const MOST_ARGUMENTS = 65_535;

// Asked and subscribed to by Node's own methods: no code of a signal's runs.
const wasAborted = getter(AbortSignal.prototype, 'aborted');
const reasonOf = getter(AbortSignal.prototype, 'reason');
const subscribe = method(EventTarget.prototype, 'addEventListener');
const unsubscribe = method(EventTarget.prototype, 'removeEventListener');

/**
 * @param {any} signal
 * @returns {boolean} whether it is one of Node's, which knows its own by what they have: a guest's proxy
 *   would have that too, and be given what ends the run
 */
function isSignal(signal) {
  if (!isObject(signal) || types.isProxy(signal)) return false;
  try {
    return typeof wasAborted(signal) === 'boolean';
  } catch {
    return false;
  }
}

/**
 * @param {any} options
 * @returns {LaterOptions}
 */
function readLaterOptions(options) {
  const read = readRunOptions(options);
  const signal = options?.signal;
  if (signal !== undefined && !isSignal(signal)) {
    throw create('ERR_INVALID_ARG_TYPE', 'options.signal', 'AbortSignal', signal);
  }
  return { ...read, signal };
}

/**
 * Enters a request, whose thread is free meanwhile if it can be.
 * @template T
 * @param {Context} context
 * @param {AbortSignal | undefined} signal
 * @param {() => void} write begins the request and writes it
 * @param {(reply: import('./wire/reader.js').Reader) => T} read
 * @returns {Promise<T>}
 */
async function exchange({ session }, signal, write, read) {
  const stop = () => session.interrupt();
  if (signal !== undefined) subscribe(signal, 'abort', stop);
  try {
    if (signal !== undefined && wasAborted(signal)) throw reasonOf(signal);
    if (session.isRunning) throw create('ERR_RSVM_CONTEXT_RUNNING');
    write();
    return session.isApart ? await session.exchangeLater(read) : read(session.exchange());
  } catch (error) {
    throw signal !== undefined && wasAborted(signal) ? reasonOf(signal) : error; // node-do-not-add-exception-line
  } finally {
    if (signal !== undefined) unsubscribe(signal, 'abort', stop);
  }
}

/**
 * @param {Context} context
 * @param {string} source
 * @param {import('./context.js').CompileOptions} options
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<number>} what `runLater` takes
 */
async function compileLater(context, source, options, signal) {
  const write = () => context.beginCompile(source, options);
  try {
    return await exchange(context, signal, write, (reply) => reply.word());
  } catch (error) {
    throw decorated(error, context.session);
  }
}

/**
 * @param {Context} context
 * @param {number} handle
 * @param {LaterOptions} options
 * @returns {Promise<any>} of the value of the last statement; if that is a promise, of its value
 */
async function runLater(context, handle, options) {
  const write = () => context.beginScript(handle, options);
  try {
    return await exchange(context, options.signal, write, (reply) => context.resultOf(reply));
  } catch (error) {
    throw options.displayErrors ? decorated(error, context.session) : error;
  }
}

/**
 * @param {Context} context
 * @param {Function} f of the context's guest
 * @param {readonly any[]} args
 * @param {LaterOptions} options
 * @returns {Promise<any>} of what it returns
 */
async function callLater(context, f, args, options) {
  const { membrane, session } = context;
  // Of a guest's array, the elements are asked for, which a message that is begun does not survive.
  const length = Number(args.length);
  if (length > MOST_ARGUMENTS) {
    throw create('ERR_OUT_OF_RANGE', 'args.length', `<= ${MOST_ARGUMENTS}`, length);
  }
  const list = Array.from({ length }, (_, place) => args[place]);
  const write = () => {
    const request = session.begin(Opcode.Call, options.allowance);
    request.value(f, membrane);
    request.value(undefined, membrane);
    writeArguments(list, membrane);
  };
  return exchange(context, options.signal, write, (reply) => context.resultOf(reply));
}

module.exports = { callLater, compileLater, readLaterOptions, runLater };
