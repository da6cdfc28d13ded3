'use strict';

// How something of a guest's is shown that V8 or Node would take too long for: the digits of a BigInt
// take the square of their number, 15 s for one of 2^26 bits; of an object that holds a text Node lists
// every index, 1 GB for one of 50 million. lib/console.js, lib/inspection.js and lib/uncatchable.js ask.

const { types } = require('node:util');
const { method } = require('./records/primordials.js');
const { isObject } = require('./stand-ins.js');

/** A longer number is nobody's to read. */
const MOST_BITS = 1 << 16;
/** Nor is a longer text that is an object. */
const MOST_UNITS = 1 << 16;
/** Nothing is shown as deep. */
const MOST_LEVELS = 100;

const bigIntOf = method(BigInt.prototype, 'valueOf');
const textOf = method(String.prototype, 'valueOf');
const eachOfMap = method(Map.prototype, 'forEach');
const eachOfSet = method(Set.prototype, 'forEach');

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
 * What of an object, if anything, is too long to be shown with it. Only slots and own data properties
 * are read, of objects that are no proxies: what stands for a guest's object is shown by its view, which
 * has none.
 * @param {unknown} value
 * @param {number} levels how deep is shown
 * @param {Set<unknown>} seen
 * @returns {string | undefined}
 */
function longIn(value, levels, seen) {
  if (typeof value === 'bigint') return isLong(value) ? LONG_NUMBER : undefined;
  if (!isObject(value)) return undefined;
  if (levels < 0 || types.isProxy(value) || ArrayBuffer.isView(value)) return undefined;
  if (seen.has(value)) return undefined;
  seen.add(value);
  if (types.isBigIntObject(value) && isLong(bigIntOf(value))) return LONG_NUMBER;
  if (types.isStringObject(value) && textOf(value).length > MOST_UNITS) return LONG_TEXT;
  /** @type {string | undefined} */
  let found;
  /** @param {unknown[]} members */
  const look = (...members) => {
    for (const member of members) {
      found ??= longIn(member, levels - 1, seen);
    }
  };
  look(outcomes.get(value));
  // What else a callback is called with is the set itself.
  if (types.isMap(value)) eachOfMap(value, look);
  else if (types.isSet(value)) eachOfSet(value, look);
  for (const key of Reflect.ownKeys(value)) {
    if (found !== undefined) break;
    look(Reflect.getOwnPropertyDescriptor(value, key)?.value);
  }
  return found;
}

/**
 * @param {unknown} value
 * @param {number} [levels] how deep is looked
 * @returns {unknown} the value, or what is said in its place
 */
function shortened(value, levels = MOST_LEVELS) {
  if (typeof value === 'string' || typeof value === 'number') return value;
  const long = longIn(value, levels, new Set());
  if (long === undefined) return value;
  return typeof value === 'bigint' ? long : `an object with ${long}`;
}

module.exports = { MOST_LEVELS, noteOutcome, shortened };
