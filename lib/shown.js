'use strict';

// How a number of a guest's is shown where V8 would write it at length: the digits of a BigInt take
// the square of their number, 15 s for one of 2^26 bits. lib/console.js, lib/inspection.js and
// lib/uncatchable.js ask.

const { types } = require('node:util');
const { method } = require('./records/primordials.js');

/** A longer number is nobody's to read. */
const MOST_BITS = 1 << 16;
/** Nothing is shown as deep. */
const MOST_LEVELS = 100;

const bigIntOf = method(BigInt.prototype, 'valueOf');
const eachOfMap = method(Map.prototype, 'forEach');
const eachOfSet = method(Set.prototype, 'forEach');

/** What promises of guests were settled with, where that may be long. @type {WeakMap<object, unknown>} */
const outcomes = new WeakMap();

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
 * Whether a long number is shown with an object. Only slots and own data properties are read, of
 * objects that are no proxies: what stands for a guest's object is shown by its view, which has none.
 * @param {unknown} value
 * @param {number} levels how deep is shown
 * @param {Set<unknown>} seen
 * @returns {boolean}
 */
function showsLong(value, levels, seen) {
  if (typeof value === 'bigint') return isLong(value);
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  if (levels < 0 || types.isProxy(value) || ArrayBuffer.isView(value)) return false;
  if (seen.has(value)) return false;
  seen.add(value);
  if (types.isBigIntObject(value) && isLong(bigIntOf(value))) return true;
  let found = false;
  /** @param {unknown[]} members */
  const look = (...members) => {
    found ||= members.some((member) => showsLong(member, levels - 1, seen));
  };
  look(outcomes.get(value));
  // What else a callback is called with is the set itself.
  if (types.isMap(value)) eachOfMap(value, look);
  else if (types.isSet(value)) eachOfSet(value, look);
  for (const key of Reflect.ownKeys(value)) {
    if (found) break;
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
  if (!showsLong(value, levels, new Set())) return value;
  const what = `a BigInt of more than ${MOST_BITS} bits`;
  return typeof value === 'bigint' ? what : `an object with ${what}`;
}

module.exports = { MOST_LEVELS, noteOutcome, shortened };
