'use strict';

// How a primitive of a guest's is shown where V8 would write it at length: the digits of a BigInt take
// the square of their number, 15 s for one of 2^26 bits. lib/console.js and lib/uncatchable.js ask.

/** A longer number is nobody's to read. */
const MOST_BITS = 1 << 16;

/**
 * @param {unknown} value
 * @returns {unknown} the value, or what is said in its place
 */
function shortened(value) {
  const isLong = typeof value === 'bigint' && BigInt.asIntN(MOST_BITS, value) !== value;
  return isLong ? `a BigInt of more than ${MOST_BITS} bits` : value;
}

module.exports = { shortened };
