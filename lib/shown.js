'use strict';

// How something of a guest's is shown that V8 or Node would take too long for: the digits of a BigInt take the
// square of their number, 15 s for one of 2^26 bits; of an object that holds a text Node lists every index, 1 GB
// for one of 50 million; of a name it escapes each character; and what is reached in many ways is shown as often.
// lib/console.js, lib/stand-ins/inspection.js and lib/uncatchable.js ask; lib/records/promises.js says what promises
// were settled with. How much of names is shown that can be cut is lib/prints.js's to say.

const { types } = require('node:util');
const { isObject, ownValue, seek } = require('./peek.js');
const { NAMES, SHORT, isLongName, lengthOfName } = require('./prints.js');
const { firstEntries, getter, method } = require('./records/primordials.js');

/** A longer number is nobody's to read. */
const MOST_BITS = 1 << 16;
/** Nor is a longer text that is an object. */
const MOST_UNITS = 1 << 16;
/** Nothing is shown as deep. */
const MOST_LEVELS = 100;

const bigIntOf = method(BigInt.prototype, 'valueOf');
const sourceOf = getter(RegExp.prototype, 'source');
const sizeOfMap = getter(Map.prototype, 'size');
const sizeOfSet = getter(Set.prototype, 'size');
const symbolOf = method(Symbol.prototype, 'valueOf');
const textOf = method(String.prototype, 'valueOf');

/** What promises of guests were settled with, where that may be long. @type {WeakMap<object, unknown>} */
const outcomes = new WeakMap();

const LONG_NUMBER = `a BigInt of more than ${MOST_BITS} bits`;
const LONG_TEXT = `a String of more than ${MOST_UNITS} characters`;
const LONG_PATTERN = `a RegExp of more than ${MOST_UNITS} characters`;
const LONG_SYMBOL = `a Symbol of more than ${MOST_UNITS} characters`;
const LONG_NAME = `a name of more than ${MOST_UNITS} characters`;

/**
 * @param {unknown} value no object
 * @returns {string | undefined} what it is, if it is too long
 */
function longPrimitive(value) {
  if (typeof value === 'symbol') return isLongName(value) ? LONG_SYMBOL : undefined;
  const isLong = typeof value === 'bigint' && BigInt.asIntN(MOST_BITS, value) !== value;
  return isLong ? LONG_NUMBER : undefined;
}

/**
 * @param {object} value no proxy
 * @returns {string | undefined} what it is, without its members, if that is too long
 */
function longSlot(value) {
  if (types.isBigIntObject(value)) return longPrimitive(bigIntOf(value));
  if (types.isSymbolObject(value)) return longPrimitive(symbolOf(value));
  if (types.isStringObject(value) && textOf(value).length > MOST_UNITS) return LONG_TEXT;
  if (types.isRegExp(value) && sourceOf(value).length > MOST_UNITS) return LONG_PATTERN;
  return undefined;
}

/**
 * A promise cannot be asked what it was settled with.
 * @param {object} promise
 * @param {unknown} outcome
 */
function noteOutcome(promise, outcome) {
  if (typeof outcome === 'bigint' || typeof outcome === 'symbol' || isObject(outcome)) {
    outcomes.set(promise, outcome);
  }
}

/**
 * @param {unknown[]} values that are shown together
 * @param {number} levels how deep is looked
 * @param {number} [most] how many elements of each list are shown
 * @returns {unknown[]} each value, or what is said in its place
 */
function shortenedAll(values, levels, most) {
  const look = new Look(most);
  return values.map((value) => {
    if (typeof value === 'string' || typeof value === 'number') return value;
    const long = look.longIn(value, levels);
    if (long === undefined) return value;
    return isObject(value) ? `an object with ${long}` : long;
  });
}

/**
 * @param {unknown} value
 * @returns {unknown} the value, or what is said in its place
 */
function shortened(value) {
  return shortenedAll([value], MOST_LEVELS)[0];
}

/** How many elements and entries of a list Node shows if it is not told. */
const USUAL_LENGTH = 100;
/** The keys of a longer list are not asked for: of 10^7 elements they take 15 s. */
const LONG_LIST = 10_000;

/**
 * What weighs as much as a value: so many elements that are not shown, which Node counts or lists the keys of
 * each time; so many bits of a number; so many characters of a text that is an object.
 */
const UNSHOWN = 10;
const BITS = 64;
const UNITS = 10;
/** An error with a cause: Node compares the lines of its stack with those of the cause's, each with each. */
const CAUSE_WEIGHT = 200;

/**
 * @param {object} value no proxy
 * @returns {number} how many elements a list has, or entries a collection; of anything else 0
 */
function sizeOf(value) {
  if (types.isMap(value)) return sizeOfMap(value);
  return types.isSet(value) ? sizeOfSet(value) : lengthOf(value);
}

/**
 * @param {object} value no proxy
 * @returns {number} how many elements a list has; of anything else 0
 */
function lengthOf(value) {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  return isList ? Number(/** @type {any} */ (value).length ?? 0) : 0;
}

/**
 * The keys of an object that are shown.
 * @param {object} value no proxy
 * @param {number} most how many elements of a list
 * @returns {PropertyKey[]}
 */
function keysOf(value, most) {
  const length = lengthOf(value);
  if (length > LONG_LIST) return Array.from({ length: most }, (_, place) => `${place}`);
  const keys = Reflect.ownKeys(value);
  if (length <= most) return keys;
  return keys.filter((key) => typeof key === 'symbol' || !(Number(key) >= most));
}

/**
 * The members of an object that are shown: what a promise was settled with, what a collection holds, and own
 * data properties.
 * @param {object} value no proxy
 * @param {PropertyKey[]} keys
 * @param {number} most how many entries of a collection
 * @returns {unknown[]}
 */
function membersOf(value, keys, most) {
  const members = [outcomes.get(value)];
  const isMap = types.isMap(value);
  if (isMap || types.isSet(value)) members.push(...firstEntries(value, isMap, most).flat());
  for (const key of keys) members.push(ownValue(value, key));
  return members;
}

/**
 * The lengths of what Node shows of an object as names: its keys, and what is under some of them in functions and
 * errors.
 * @param {object} value no proxy
 * @param {PropertyKey[]} keys
 * @returns {number[]}
 */
function namesIn(value, keys) {
  const lengths = keys.map(lengthOfName);
  const hasStack = typeof ownValue(value, 'stack') === 'string';
  for (const name of NAMES) {
    const text = ownValue(value, name);
    // Of a trace Node takes the message as it stands there.
    if (typeof text !== 'string' || (name === 'message' && hasStack)) continue;
    if (isName(value, name, isErrorHere)) lengths.push(text.length);
  }
  return lengths;
}

/**
 * @param {unknown} value
 * @param {PropertyKey} key
 * @param {(value: object) => boolean} isError
 * @returns {boolean} whether Node shows a text that is there as a name
 */
function isName(value, key, isError) {
  if (!NAMES.has(key)) return false;
  if (key === Symbol.toStringTag) return true;
  if (typeof value === 'function') return key === 'name';
  return isObject(value) && isError(value);
}

/** @param {object} object */
const isErrors = (object) => object === Error.prototype;

/** @param {object} value no proxy */
function isErrorHere(value) {
  return types.isNativeError(value) || seek(value, isErrors) === Error.prototype;
}

/**
 * Looks for what is too long to be shown. Only slots and own data properties are read, of objects that are
 * no proxies: what stands for a guest's object is shown by its view, which has none.
 */
class Look {
  /** @type {Set<unknown>} */
  #seen = new Set();
  #most;

  /** @param {number} [most] how many elements of each list are shown */
  constructor(most = USUAL_LENGTH) {
    this.#most = most;
  }

  /**
   * @param {unknown} value
   * @param {number} levels how deep is shown
   * @returns {string | undefined} what of it, if anything, is too long
   */
  longIn(value, levels) {
    if (!isObject(value)) return longPrimitive(value);
    if (levels < 0 || types.isProxy(value)) return undefined;
    if (this.#seen.has(value)) return undefined;
    this.#seen.add(value);
    const slot = longSlot(value);
    if (slot !== undefined) return slot;
    const keys = keysOf(value, this.#most);
    if (namesIn(value, keys).some((length) => length > MOST_UNITS)) return LONG_NAME;
    if (ArrayBuffer.isView(value)) return undefined;
    for (const member of membersOf(value, keys, this.#most)) {
      const found = this.longIn(member, levels - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/**
 * How much there is to show of graphs of objects. The guest's plain ones are asked for one after the
 * other, which its deadline ends; nothing ends what Node does with real built-ins, whose members it shows
 * as often as they are reached: three levels of 400 dates took 20 s.
 */
class Weight {
  #left;

  /** @param {number} most how many values are shown */
  constructor(most) {
    this.#left = most;
  }

  get isTooMuch() {
    return this.#left < 0;
  }

  /** @returns {number} how many more may be shown */
  get left() {
    return this.#left;
  }

  /**
   * @param {unknown} value
   * @param {number} levels how deep it is shown
   * @param {number} [most] how many elements of each list
   * @param {boolean} [isInner] whether it is shown in another one
   */
  add(value, levels, most = USUAL_LENGTH, isInner = false) {
    this.#left -= weightOf(value, isInner);
    if (!isObject(value) || levels < 0 || types.isProxy(value) || this.isTooMuch) return;
    const keys = keysOf(value, most);
    for (const length of namesIn(value, keys)) if (length > SHORT) this.#left -= length / UNITS;
    for (const member of membersOf(value, keys, most)) {
      if (this.isTooMuch) return;
      this.add(member, levels - 1, most, true);
    }
  }
}

/**
 * @param {unknown} value
 * @param {boolean} isInner
 * @returns {number} what it takes to show a value without its members
 */
function weightOf(value, isInner) {
  if (typeof value === 'bigint') return value.toString(16).length / (BITS / 4) + 1;
  if (!isObject(value) || types.isProxy(value)) return 1;
  if (types.isStringObject(value)) return textOf(value).length / UNITS + 1;
  if (types.isNativeError(value)) return Object.hasOwn(value, 'cause') ? CAUSE_WEIGHT : 1;
  return isInner ? Math.min(sizeOf(value), LONG_LIST) / UNSHOWN + 1 : 1;
}

module.exports = { Look, MOST_LEVELS, Weight, isName, noteOutcome, shortened, shortenedAll };
