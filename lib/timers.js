'use strict';

// Node's timers, which trust what they are given: an object that says it is a timer is linked into the
// lists that every turn of the event loop goes through, and counted. One of a guest's own made the
// process end, or never end. So a guest is not shown what Node keeps in a timer, and what it calls with
// something else than a timer gets none; nor is a guest's object one that the host's own code gives them.
// lib/hidden.js, lib/plain.js, lib/calls.js and lib/stand-ins/handler.js ask here.

const timers = require('node:timers');
const { types } = require('node:util');
const { framesBelow } = require('./frames.js');
const { isObject } = require('./peek.js');
const { refuse } = require('./rules.js');

const KINDS = [timers.setTimeout(() => {}, 0), timers.setImmediate(() => {})];
for (const timer of KINDS) {
  timers.clearTimeout(/** @type {any} */ (timer));
  timers.clearImmediate(/** @type {any} */ (timer));
}

/** The prototypes of Node's timers. */
const PROTOTYPES = KINDS.map((timer) => /** @type {object} */ (Reflect.getPrototypeOf(timer)));

const [TIMEOUT, IMMEDIATE] = PROTOTYPES;

/** What Node keeps in them by name. @type {Set<PropertyKey>} */
const KEYS = new Set(KINDS.flatMap(Object.keys).filter((key) => key.startsWith('_')));

/** Where Node reads it. @type {Set<unknown>} */
const FILES = new Set(['node:timers', 'node:internal/timers', 'node:internal/linkedlist']);

/** What takes a timer that `setTimeout` makes. @type {Set<unknown>} */
const TAKING = new Set(
  ['clearTimeout', 'clearInterval', 'enroll', 'unenroll', 'active', '_unrefActive']
    .map((name) => Reflect.getOwnPropertyDescriptor(timers, name)?.value)
    .concat([clearTimeout, clearInterval])
    .filter((f) => typeof f === 'function'),
);

const CLASSES = new Set(PROTOTYPES.map((prototype) => prototype.constructor));

/** What is a method of one: the prototype that has it. @type {Map<unknown, object>} */
const METHODS = new Map(
  PROTOTYPES.flatMap((prototype) =>
    Reflect.ownKeys(prototype).map((key) => [
      Reflect.getOwnPropertyDescriptor(prototype, key)?.value,
      prototype,
    ]),
  ),
);

/**
 * @param {unknown} object
 * @param {object} prototype
 * @returns {boolean} whether it is a timer of that kind
 */
function isOf(object, prototype) {
  if (typeof object !== 'object' || object === null || types.isProxy(object)) return false;
  return Reflect.getPrototypeOf(object) === prototype;
}

/**
 * @param {unknown} object
 * @returns {boolean}
 */
function isTimer(object) {
  return PROTOTYPES.some((prototype) => isOf(object, prototype));
}

/**
 * Whether a property is what Node itself keeps in a timer: what it calls, and which timers come before
 * and after. It trusts all of it, in every turn of the event loop. What is under symbols is kept in any
 * object of Node's (lib/node-state.js).
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {boolean}
 */
function isKeptInTimer(object, key) {
  if (!isTimer(object)) return false;
  return typeof key === 'string' && key.startsWith('_') && Object.hasOwn(object, key);
}

/** @param {any[]} args */
const timeoutsOnly = (args) =>
  args.map((value) => (isObject(value) && !isOf(value, TIMEOUT) ? undefined : value));

/** @param {any[]} args */
const immediatesOnly = (args) => args.filter((value) => isOf(value, IMMEDIATE));

/**
 * @param {unknown} Class
 * @returns {boolean} whether it is a class of timers, which makes them of whatever it is given
 */
function isTimerClass(Class) {
  return CLASSES.has(/** @type {Function} */ (Class));
}

/**
 * What a guest calls them with. `clearImmediate` counts whatever it is given, a number too.
 * @type {import('./rules.js').Ruling[]}
 */
const RULES = [
  [TAKING, timeoutsOnly],
  [[timers.clearImmediate, clearImmediate], immediatesOnly],
  [CLASSES, refuse],
];

/**
 * Whether Node's timers ask an object of a guest's whether it is a timer, who did not come by a call of the
 * guest's: `clearTimeout(guestObject)` in the host's code. None is. It takes 10 µs, for these keys.
 * @param {PropertyKey} key
 * @param {Function} trap that asks
 * @returns {boolean}
 */
function isAskedByTimers(key, trap) {
  return KEYS.has(key) && FILES.has(framesBelow(trap, 1)[0]?.getFileName());
}

/**
 * @param {PropertyKey} key
 * @returns {true | undefined} what they get: with `_destroyed` they leave it at once
 */
function answerToTimers(key) {
  return key === '_destroyed' || undefined;
}

/**
 * @param {unknown} callee
 * @param {any} receiver
 * @returns {any} what it calls it on
 */
function receiverOf(callee, receiver) {
  if (!isObject(receiver)) return receiver;
  const prototype = METHODS.get(callee);
  return prototype === undefined || isOf(receiver, prototype) ? receiver : undefined;
}

module.exports = {
  KEYS,
  METHODS,
  RULES,
  answerToTimers,
  isAskedByTimers,
  isKeptInTimer,
  isTimer,
  isTimerClass,
  receiverOf,
};
