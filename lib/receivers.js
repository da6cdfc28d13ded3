'use strict';

// What a guest calls functions of Node's on. Some take their `this` for one of their own whatever it is (lib/timers.js,
// lib/storages.js, lib/resources.js). And it may be what the whole process has (lib/process-wide.js), to which they may
// write. Most do not care, so that to refuse the call would break programs (`util.format.apply(util.format, …)`): they
// are called on something else. lib/calls.js asks before each call, lib/ruled.js where a guest hands one on. No code of
// the user's runs.

const { types } = require('node:util');
const { isNodes } = require('./node-sources.js');
const { lookUp, ownValue } = require('./peek.js');
const { isExported, isProcessWide, mayBePrototype } = require('./process-wide.js');
const resources = require('./resources.js');
const storages = require('./storages.js');
const timers = require('./timers.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

const textOf = Function.prototype.toString;

/** What sets a property of its `this`, as `EventEmitter.init` does. */
const WRITING = /\bthis(?:\.\w+|\[\w+\]) = /;

/** What was found out of methods. @type {WeakMap<Function, boolean>} */
const known = new WeakMap();

/**
 * @param {Function} f
 * @returns {boolean} whether it writes to what it is called on, by its text
 */
function isWriting(f) {
  const found = known.get(f) ?? WRITING.test(Reflect.apply(textOf, f, []));
  known.set(f, found);
  return found;
}

/**
 * @param {object} receiver
 * @param {any} f
 * @returns {boolean} whether it is a method of the object, or a getter, its own or an inherited one
 */
function hasMethod(receiver, f) {
  const name = ownValue(f, 'name');
  if (typeof name === 'string' && lookUp(receiver, name)?.property?.value === f) return true;
  let owner = /** @type {object | null} */ (receiver);
  for (; owner !== null && !types.isProxy(owner); owner = Reflect.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) {
      const property = Reflect.getOwnPropertyDescriptor(owner, key);
      if (property?.value === f || (property?.get !== undefined && property.get === f)) return true;
    }
  }
  return false;
}

/**
 * @param {any} f
 * @param {object} receiver
 * @param {Membrane} membrane
 * @returns {any} what it is called on: in the place of a prototype, what inherits its methods from it; else nothing,
 *   but of a method the object itself
 */
function receiverOf(f, receiver, membrane) {
  const isPrototype = mayBePrototype(receiver);
  if (!isPrototype && typeof receiver !== 'function' && !isExported(receiver)) return receiver;
  // Some are their own methods: `EventEmitter.EventEmitter`.
  const isMethod = f !== receiver && hasMethod(receiver, f);
  if (isMethod && !isPrototype && !isWriting(f)) return receiver;
  if (!isProcessWide(receiver, membrane) || !isNodes(f)) return receiver;
  return isMethod && isPrototype ? Object.create(receiver) : undefined;
}

/** Those that are called on their own alone, wherever a guest has them called. */
const TRUSTING = new Set(
  [...timers.METHODS.keys(), ...storages.METHODS, ...resources.METHODS].filter(
    (f) => f !== undefined,
  ),
);

/**
 * @param {unknown} f
 * @param {any} receiver
 * @returns {any} what one of those is called on; of others the same
 * @throws {TypeError} if it would end the process
 */
function trustedBy(f, receiver) {
  if (!TRUSTING.has(f)) return receiver;
  return resources.receiverOf(f, storages.receiverOf(f, timers.receiverOf(f, receiver)));
}

/**
 * @param {unknown} f
 * @returns {boolean} whether it takes its `this` for one of its own
 */
function isTrusting(f) {
  return TRUSTING.has(f);
}

module.exports = { isTrusting, receiverOf, trustedBy };
