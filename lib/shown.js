'use strict';

// How something of a guest's is shown that V8 or Node would take too long for: the digits of a BigInt take the
// square of their number, 15 s for one of 2^26 bits; of an object that holds a text Node lists every index, 1 GB
// for one of 50 million; and what is reached in many ways is shown as often. lib/console.js,
// lib/stand-ins/inspection.js and lib/uncatchable.js ask; lib/records/promises.js says what promises were settled
// with.

const { types } = require('node:util');
const { isObject } = require('./peek.js');
const { firstEntries, getter, method } = require('./records/primordials.js');

/** A longer number is nobody's to read. */
const MOST_BITS = 1 << 16;
/** Nor is a longer text that is an object. */
const MOST_UNITS = 1 << 16;
/** Nothing is shown as deep. */
const MOST_LEVELS = 100;

const bigIntOf = method(BigInt.prototype, 'valueOf');
const sizeOfMap = getter(Map.prototype, 'size');
const sizeOfSet = getter(Set.prototype, 'size');
const textOf = method(String.prototype, 'valueOf');

/** What promises of guests were settled with, where that may be long. @type {WeakMap<object, unknown>} */
const outcomes = new WeakMap();

const LONG_NUMBER = `a BigInt of more than ${MOST_BITS} bits`;
const LONG_TEXT = `a String of more than ${MOST_UNITS} characters`;

/** @param {unknown} value */
function isLong(value) {
  return typeof value === 'bigint' && BigInt.asIntN(MOST_BITS, value) !== value;
}

/**
 * A promise cannot be asked what it was settled with.
 * @param {object} promise
 * @param {unknown} outcome
 */
function noteOutcome(promise, outcome) {
  if (typeof outcome === 'bigint' || (typeof outcome === 'object' && outcome !== null)) {
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
    return typeof value === 'bigint' ? long : `an object with ${long}`;
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
 * The members of an object that are shown: what a promise was settled with, what a collection holds, and own
 * data properties.
 * @param {object} value no proxy
 * @param {number} most how many elements of a list
 * @returns {unknown[]}
 */
function membersOf(value, most) {
  const members = [outcomes.get(value)];
  const isMap = types.isMap(value);
  if (isMap || types.isSet(value)) members.push(...firstEntries(value, isMap, most).flat());
  const length = lengthOf(value);
  const keys =
    length > LONG_LIST
      ? Array.from({ length: most }, (_, place) => `${place}`)
      : Reflect.ownKeys(value);
  for (const key of keys) {
    const isHidden = length > most && Number(key) >= most;
    if (!isHidden) members.push(Reflect.getOwnPropertyDescriptor(value, key)?.value);
  }
  return members;
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
    if (typeof value === 'bigint') return isLong(value) ? LONG_NUMBER : undefined;
    if (!isObject(value)) return undefined;
    if (levels < 0 || types.isProxy(value) || ArrayBuffer.isView(value)) return undefined;
    if (this.#seen.has(value)) return undefined;
    this.#seen.add(value);
    if (types.isBigIntObject(value) && isLong(bigIntOf(value))) return LONG_NUMBER;
    if (types.isStringObject(value) && textOf(value).length > MOST_UNITS) return LONG_TEXT;
    for (const member of membersOf(value, this.#most)) {
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

  /**
   * @param {unknown} value
   * @param {number} levels how deep it is shown
   * @param {number} [most] how many elements of each list
   * @param {boolean} [isInner] whether it is shown in another one
   */
  add(value, levels, most = USUAL_LENGTH, isInner = false) {
    this.#left -= weightOf(value, isInner);
    if (!isObject(value) || levels < 0 || types.isProxy(value) || this.isTooMuch) return;
    for (const member of membersOf(value, most)) {
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

module.exports = { Look, MOST_LEVELS, Weight, noteOutcome, shortened, shortenedAll };
