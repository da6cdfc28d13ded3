'use strict';

// Parts of a `Blob`, for guests. Node's C++ takes numbers of 32 bits for the ends of one, and ends the process where
// it gets others: all that are no such integers in Node 20, and in all versions those of a blob of more than 4 GiB,
// which takes no memory to make of smaller ones. Whoever has a `Response` has blobs. lib/cleared.js says that this is
// called. The guest's conversions run, as they would in Node's.

const { Blob } = require('node:buffer');
const { NODE } = require('./constants.js');
const { lookUp, ownValue } = require('./peek.js');

const { slice } = Blob.prototype;
const sizeOf = lookUp(Blob.prototype, 'size')?.property?.get;

/** The largest number that the C++ takes. */
const MOST = 2 ** 32 - 1;

/** Since when Node makes integers of what it is given. */
const CONVERTING = 22;

/**
 * @param {any} value
 * @param {number} size
 * @returns {number} the end in the blob that it means
 */
function endOf(value, size) {
  const number = Math.trunc(+value) || 0;
  return number < 0 ? Math.max(size + number, 0) : Math.min(number, size);
}

/**
 * @this {any}
 * @param {any} [start]
 * @param {any} [end]
 * @param {any} [type]
 * @returns {any}
 */
function safeSlice(start, end, type) {
  const size = Reflect.apply(/** @type {() => number} */ (sizeOf), this, []);
  if (NODE >= CONVERTING && size <= MOST) return Reflect.apply(slice, this, [start, end, type]);
  const from = start === undefined ? 0 : endOf(start, size);
  const to = end === undefined ? size : endOf(end, size);
  if (Math.max(from, to) > MOST) throw new RangeError('The blob is too large for parts of it');
  return Reflect.apply(slice, this, [from, to, type]);
}

/** What is called instead, by function. @type {[Function, Function][]} */
const INSTEAD = [[ownValue(Blob.prototype, 'slice'), safeSlice]];

module.exports = { INSTEAD };
