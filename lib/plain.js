'use strict';

// Which of the host's objects are plain data, so that looking at them runs no code, and what such an
// object holds. lib/snapshot.js writes it, lib/operations.js answers single reads with it.

const { types } = require('node:util');
const { isTimer } = require('./timers.js');
const { nameOf } = require('./intrinsics.js');
const { isDescribedInNode } = require('./node-sources.js');
const { mayHoldInternal } = require('./node-state.js');
const { ARRAY_NAMES, Inherits, OBJECT_NAMES, isCommonSymbol } = require('./wire.js');

/**
 * After how many answers a prototype is looked at again: 4 µs for that of arrays, as much as eight
 * calls. What is added to one by an assignment is seen at once.
 */
const ANSWERS = 64;

/** What a guest asks for in any case. @type {Set<PropertyKey>} */
const ASKED = new Set(['__proto__', 'constructor', 'length', Symbol.unscopables]);

/** A prototype of the language's: whether it has nothing but what it came with. */
class Prototype {
  #object;
  #names;
  #answers = 0;
  #isPristine = false;

  /**
   * @param {object} object
   * @param {Set<PropertyKey>} names of the language's
   */
  constructor(object, names) {
    this.#object = object;
    this.#names = names;
  }

  /** @returns {boolean} */
  isPristine() {
    if (this.#answers === 0) {
      this.#answers = ANSWERS;
      this.#isPristine = Reflect.ownKeys(this.#object).every((key) => this.#isOfLanguage(key));
    }
    this.#answers -= 1;
    return this.#isPristine;
  }

  /** @param {PropertyKey} key of an own property */
  #isOfLanguage(key) {
    if (!this.#names.has(key)) return false;
    const value = Reflect.getOwnPropertyDescriptor(this.#object, key)?.value;
    return ASKED.has(key) || (typeof value === 'function' && nameOf(value) !== undefined);
  }
}

const objects = new Prototype(Object.prototype, OBJECT_NAMES);
const arrays = new Prototype(Array.prototype, ARRAY_NAMES);

/** What has no properties of its own lists what arrays and objects inherit. @type {unknown[]} */
const NOTHING = [];

/** @returns {boolean} whether arrays inherit something to enumerate */
function inheritEnumerable() {
  for (const key in NOTHING) return key !== undefined;
  return false;
}

/**
 * @param {object} object that is no proxy
 * @returns {number} what the object inherits, as far as a guest can know that by itself
 */
function inheritedBy(object) {
  const prototype = Reflect.getPrototypeOf(object);
  if (prototype === null) return Inherits.Nothing;
  if (inheritEnumerable() || !objects.isPristine()) return Inherits.Asked;
  // A guest finds what its own object of that kind inherits.
  const isOfLanguage = Array.isArray(object)
    ? prototype === Array.prototype && arrays.isPristine()
    : prototype === Object.prototype;
  return isOfLanguage ? Inherits.Language : Inherits.Asked;
}

/**
 * The own data property of an object that is no proxy: reading it runs no code.
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {PropertyDescriptor | undefined}
 */
function plainProperty(object, key) {
  if (types.isProxy(object)) return undefined;
  const property = Reflect.getOwnPropertyDescriptor(object, key);
  return property !== undefined && 'value' in property ? property : undefined;
}

/**
 * @param {PropertyDescriptor | undefined} property
 * @returns {property is PropertyDescriptor & { value: any }}
 */
function isPlainData(property) {
  return (
    property !== undefined &&
    'value' in property &&
    property.writable === true &&
    property.enumerable === true &&
    property.configurable === true
  );
}

/**
 * @param {any} object
 * @returns {boolean} whether reading its properties is all that there is to it
 */
function isPlain(object) {
  if (typeof object !== 'object' || types.isProxy(object) || !Object.isExtensible(object)) {
    return false;
  }
  // Nor is a module's namespace, which cannot be extended, nor what a guest is not shown all of.
  return !types.isTypedArray(object) && !isTimer(object) && !inheritsKeys(object);
}

/**
 * @param {object} object
 * @returns {boolean} whether `for…in` lists more than its own keys, which a guest's then has to ask for
 */
function inheritsKeys(object) {
  let prototype = Reflect.getPrototypeOf(object);
  while (prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype) {
    if (types.isProxy(prototype) || Object.keys(prototype).length > 0) return true;
    prototype = Reflect.getPrototypeOf(prototype);
  }
  return false;
}

/**
 * @param {symbol} symbol
 * @returns {boolean} whether it may be one that only Node knows
 */
function mayBeNodes(symbol) {
  return !isCommonSymbol(symbol) && isDescribedInNode(symbol) !== false;
}

/**
 * What a snapshot is made of: the keys that are sent, none for an array, the values, and what is
 * inherited.
 * @typedef {{ keys: PropertyKey[] | undefined, values: any[], inherits: number }} Own
 */

/**
 * @param {any} object
 * @param {number} most how many properties it may have
 * @returns {Own | undefined} its own properties, if all of them are plain data
 */
function ownData(object, most) {
  if (!isPlain(object)) return undefined;
  // A quarter of what Reflect.ownKeys takes: there are no symbols as a rule.
  const names = Object.getOwnPropertyNames(object);
  const symbols = Object.getOwnPropertySymbols(object);
  if (names.length + symbols.length > most) return undefined;
  if (symbols.some(mayBeNodes)) return undefined;
  const keys = symbols.length === 0 ? names : [...names, ...symbols];
  const isArray = Array.isArray(object);
  // The last key of an array is its length; a hole or a further property leaves another count.
  if (isArray && keys.length !== object.length + 1) return undefined;
  // The copy's length can be written, and would be reported so.
  if (isArray && !Reflect.getOwnPropertyDescriptor(object, 'length')?.writable) return undefined;
  const count = isArray ? object.length : keys.length;
  const values = new Array(count);
  for (let i = 0; i < count; i += 1) {
    const property = Reflect.getOwnPropertyDescriptor(object, keys[i]);
    if (!isPlainData(property)) return undefined;
    if (isArray && keys[i] !== String(i)) return undefined;
    if (mayHoldInternal(keys[i], property.value)) return undefined;
    values[i] = property.value;
  }
  return { keys: isArray ? undefined : keys, values, inherits: inheritedBy(object) };
}

module.exports = { ownData, plainProperty };
