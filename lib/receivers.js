'use strict';

// What a guest calls functions of Node's on, where that is what the whole process has (lib/process-wide.js): it may
// write to its `this`. Most do not care, so that to refuse the call would break programs
// (`util.format.apply(util.format, …)`): they are called on something else. lib/calls.js asks before each call. No
// code of the user's runs.

const { types } = require('node:util');
const { isNodes } = require('./node-sources.js');
const { lookUp, ownValue } = require('./peek.js');
const { isExported, isProcessWide, mayBePrototype } = require('./process-wide.js');

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

module.exports = { receiverOf };
