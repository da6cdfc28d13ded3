'use strict';

// What a guest calls on objects of ours by a method of the language's: where the method needs an
// internal slot of its receiver, as that of a generator or a weak map, and where it changes all of an
// array, which element by element would be a crossing each. src/engine/forward.rs is who asks;
// lib/operations.js has it read here what a guest calls, and asks here what `instanceof` calls.

const { types } = require('node:util');
const { reader } = require('./crossing.js');
const { ITERATORS, MEMBER, methodsOf, nameOf, numberOf, otherMethods } = require('./intrinsics.js');
const { ownIntrinsic } = require('./realms.js');
const { Tag } = require('./wire.js');

const ARRAY = numberOf('Array');
const GENERATOR = numberOf('%GeneratorPrototype%');

/** Whose methods they are (OWNERS in src/engine/forward.rs), and arrays. */
const RECEIVERS = [
  ...['Array', 'SharedArrayBuffer', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry'],
  ...['%GeneratorPrototype%', '%AsyncGeneratorPrototype%', ...ITERATORS],
].map(numberOf);

/** What a guest gets for a method that it is to do itself, element by element. */
const NOT_DONE = Symbol('not done');

/** The longest array of which a guest may have all elements moved: nothing stops that. */
const MOVED_MAX = 1 << 20;

/** What is called in the place of methods of arrays. @type {WeakSet<Function>} */
const ofArrays = new WeakSet();

/** Methods that touch the end of an array only. */
const AT_END = new Set(['push', 'pop']);

/**
 * @param {Function} method of arrays
 * @param {PropertyKey} key its name
 * @returns {Function} the same for arrays of ours that are nothing else
 */
function arrayMethod(method, key) {
  /** @this {any} */
  function onArray(/** @type {any[]} */ ...args) {
    if (types.isProxy(this) || !Array.isArray(this)) return NOT_DONE;
    if (this.length > MOVED_MAX && !AT_END.has(/** @type {string} */ (key))) return NOT_DONE;
    return Reflect.apply(method, this, args);
  }
  ofArrays.add(onArray);
  return onArray;
}

/**
 * @param {Function} f that a guest calls
 * @returns {boolean} whether it puts what it is given into an array of ours
 */
function isOfArrays(f) {
  return ofArrays.has(f);
}

/**
 * @param {number} index
 * @returns {Map<PropertyKey, Function>} the methods as they are now
 */
function methodsFor(index) {
  const methods = methodsOf(ownIntrinsic(index) ?? {});
  if (index !== ARRAY) return methods;
  return new Map([...methods].map(([key, method]) => [key, arrayMethod(method, key)]));
}

const receiverMethods = new Map(RECEIVERS.map((index) => [index, methodsFor(index)]));

/**
 * @param {any} receiver
 * @returns {Map<PropertyKey, Function> | undefined} its methods, if it is an iterator of a kind that
 *   a guest has none of
 */
function otherMethodsOf(receiver) {
  if (typeof receiver !== 'object' || receiver === null || types.isProxy(receiver)) {
    return undefined;
  }
  return otherMethods(Reflect.getPrototypeOf(receiver) ?? undefined);
}

/**
 * @param {number} index
 * @param {PropertyKey} key
 * @returns {Function | undefined} a method that a guest may call on an object of ours
 */
function receiverMethod(index, key) {
  const method = receiverMethods.get(index)?.get(key);
  if (index !== GENERATOR) return method;
  return /** @this {any} */ function (/** @type {any[]} */ ...args) {
    const found = otherMethodsOf(this)?.get(key) ?? method;
    if (found === undefined) {
      throw new TypeError(`${String(key)} called on an incompatible receiver`);
    }
    return Reflect.apply(found, this, args);
  };
}

/**
 * Reads what a guest calls: one of our objects, or a method that needs one for its receiver.
 * @param {import('./membrane.js').Membrane} membrane
 * @returns {any}
 */
function readCallee(membrane) {
  const head = reader.word();
  if ((head & 0xff) !== Tag.Intrinsic) return reader.valueAfter(head, membrane);
  const index = head >>> 8;
  if ((index & MEMBER) === 0) return membrane.intrinsic(index);
  const key = reader.key(membrane);
  reader.word();
  return receiverMethod(index & ~MEMBER, key);
}

const ordinaryHasInstance = Function.prototype[Symbol.hasInstance];

const { [Symbol.hasInstance]: hasInstance } = {
  /**
   * The same, and none of the language's, for which a guest has its own.
   * @this {Function}
   * @param {unknown} value
   */
  [Symbol.hasInstance](value) {
    return Reflect.apply(ordinaryHasInstance, this, [value]);
  },
};

/**
 * @param {any} f
 * @param {any} found what it has under `Symbol.hasInstance`
 * @returns {any} what a guest gets for that: a bound function has its class in a slot, and the guest's own method
 *   would look for a `prototype`
 */
function instanceTest(f, found) {
  if (typeof f !== 'function' || types.isProxy(f) || Object.hasOwn(f, 'prototype')) return found;
  return typeof found === 'function' && nameOf(found) !== undefined ? hasInstance : found;
}

module.exports = { NOT_DONE, instanceTest, isOfArrays, readCallee };
