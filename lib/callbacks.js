'use strict';

// Functions of the host's that a guest has Node call back: listeners, timers, whatever Node's functions take. What
// one of them throws where nobody catches, and a promise that it answers and nobody looks at, would end the process
// by the guest's doing. So in the place of such a function Node gets another, which lib/ruled.js makes; here is
// where it stands in, what becomes of a promise, and how a listener is found again that is to be removed.
// lib/calls.js asks before each call. No code of the user's runs.

const { EventEmitter } = require('node:events');
const { Readable } = require('node:stream');
const util = require('node:util');
const { MessagePort } = require('node:worker_threads');
const { callerOf } = require('./frames.js');
const { isKnownNodes } = require('./node-sources.js');
const { lookUp, ownValue } = require('./peek.js');
const { withoutSpecies } = require('./records/promises.js');
const { handlerOf } = require('./stand-ins/marks.js');
const { isListening, isUncatchable, tell } = require('./uncatchable.js');

const EVENTS = 'node:events';

/**
 * @param {object} owner
 * @param {PropertyKey} key
 * @returns {any} a method of its own or an inherited one
 */
const method = (owner, key) => lookUp(owner, key)?.property?.value;

const { rawListeners } = EventEmitter.prototype;
const removeEventListener = method(EventTarget.prototype, 'removeEventListener');

/** What removes a listener that was added by `on`, or by `once`, which keeps it in another. */
const OF_EMITTERS = new Set(
  [EventEmitter, Readable].map(({ prototype }) => method(prototype, 'removeListener')),
);
/** The same of an `EventTarget`. */
const OF_TARGETS = new Set([
  removeEventListener,
  ...['off', 'removeListener'].map((key) => method(MessagePort.prototype, key)),
]);

/** What looks at what it is given, and changes nothing. */
const TELLING = new Set([
  ...[util.format, util.formatWithOptions, util.inspect, util.isDeepStrictEqual],
  ...Reflect.ownKeys(util.types).map((key) => ownValue(util.types, key)),
]);

/** What calls nothing of what it is given, and hands it to others, or tells whether it is the one that it knows. */
const LOOKING = new Set([
  ...TELLING,
  ...OF_EMITTERS,
  ...OF_TARGETS,
  ...[EventEmitter.prototype, MessagePort.prototype].flatMap((prototype) =>
    ['emit', 'listenerCount'].map((key) => method(prototype, key)),
  ),
  method(EventEmitter, 'listenerCount'),
  util.inherits,
]);

/**
 * @param {unknown} value
 * @returns {boolean} whether it is a function of the host's
 */
function isOfHost(value) {
  return typeof value === 'function' && handlerOf(value) === undefined;
}

/**
 * @param {any} f
 * @returns {boolean} whether it may be given anything
 */
function isTelling(f) {
  return TELLING.has(f);
}

/**
 * @param {any} f that is not the program's
 * @returns {boolean} whether it is known to be Node's, and may call what it is given
 */
function mayCallBack(f) {
  return !LOOKING.has(f) && isKnownNodes(f);
}

/**
 * A function of the host's that a guest has Node call has answered a promise.
 * @param {Promise<any>} promise
 * @param {Function} below what Node has called
 * @returns {any} what Node gets
 */
function answered(promise, below) {
  // An `EventTarget` throws in a tick what the promise is rejected with.
  const isListener = isListening(below);
  const isIgnored = isListener || callerOf(below) === EVENTS || isUncatchable(below);
  if (!isIgnored) return promise;
  withoutSpecies(
    promise,
    () => {},
    (reason) => {
      if (!tell(promise, reason)) throw reason;
    },
  );
  return isListener ? undefined : promise;
}

/**
 * A guest is about to remove a listener, which the host may have added, or the guest: then it is another function
 * that stands there.
 * @param {any} f that the guest calls
 * @param {any} receiver
 * @param {any[]} args
 * @param {Function | undefined} other that stands for the listener
 * @returns {any[]} what it is to remove
 */
function removed(f, receiver, args, other) {
  if (other === undefined) return args;
  const [type, , ...rest] = args;
  // Once it has been asked for the text of an object, that may be another.
  if (typeof type !== 'string' && typeof type !== 'symbol') return args;
  const others = [type, other, ...rest];
  if (OF_EMITTERS.has(f)) {
    const listeners = Reflect.apply(rawListeners, receiver, [type]);
    const isThere = listeners.some((one) => one === other || ownValue(one, 'listener') === other);
    return isThere ? others : args;
  }
  // Of those nobody tells which they have.
  if (OF_TARGETS.has(f)) Reflect.apply(removeEventListener, receiver, others);
  return args;
}

module.exports = { answered, isOfHost, isTelling, mayCallBack, removed };
