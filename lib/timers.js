'use strict';

// Node's timers, which trust what they are given: an object that says it is a timer is linked into the
// lists that every turn of the event loop goes through, and counted. One of a guest's own made the
// process end, or never end. So a guest is not shown what Node keeps in a timer, and what it calls with
// something else than a timer gets none. lib/hidden.js, lib/plain.js and lib/operations.js ask here.

const timers = require('node:timers');
const { types } = require('node:util');
const { isObject } = require('./stand-ins.js');

/** The prototypes of Node's timers. */
const PROTOTYPES = [timers.setTimeout(() => {}, 0), timers.setImmediate(() => {})].map((timer) => {
  timers.clearTimeout(/** @type {any} */ (timer));
  timers.clearImmediate(/** @type {any} */ (timer));
  return /** @type {object} */ (Reflect.getPrototypeOf(timer));
});

/** What takes a timer. @type {Set<unknown>} */
const TAKING = new Set(
  [
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
    'enroll',
    'unenroll',
    'active',
    '_unrefActive',
  ]
    .map((name) => Reflect.getOwnPropertyDescriptor(timers, name)?.value)
    .concat([clearTimeout, clearInterval, clearImmediate]),
);

/** What is a method of one. @type {Set<unknown>} */
const METHODS = new Set(
  PROTOTYPES.flatMap((prototype) =>
    Reflect.ownKeys(prototype).map(
      (key) => Reflect.getOwnPropertyDescriptor(prototype, key)?.value,
    ),
  ),
);

/**
 * @param {unknown} object
 * @returns {boolean}
 */
function isTimer(object) {
  if (typeof object !== 'object' || object === null || types.isProxy(object)) return false;
  return PROTOTYPES.some((prototype) => Reflect.getPrototypeOf(object) === prototype);
}

/**
 * Whether a property is what Node itself keeps in a timer: what it calls, and which timers come before
 * and after. It trusts all of it, in every turn of the event loop.
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {boolean}
 */
function isKeptInTimer(object, key) {
  if (!isTimer(object)) return false;
  return (typeof key === 'symbol' || String(key).startsWith('_')) && Object.hasOwn(object, key);
}

/**
 * @param {unknown} value
 * @returns {unknown} the value, unless it is an object that is no timer
 */
function timerOnly(value) {
  return !isObject(value) || isTimer(value) ? value : undefined;
}

/**
 * @param {unknown} callee
 * @param {any[]} args
 * @returns {any[]} what a guest calls a function of ours with
 */
function argumentsOf(callee, args) {
  return args.some(isObject) && TAKING.has(callee) ? args.map(timerOnly) : args;
}

/**
 * @param {unknown} callee
 * @param {any} receiver
 * @returns {any} what it calls it on
 */
function receiverOf(callee, receiver) {
  return isObject(receiver) && METHODS.has(callee) ? timerOnly(receiver) : receiver;
}

module.exports = { argumentsOf, isKeptInTimer, isTimer, receiverOf };
