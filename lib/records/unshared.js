'use strict';

// Memory that does not cross: what others share, and what is larger than a message. A guest gets the error when it
// is given such. Where that cannot be refused (in a map or a set, whose content crosses when nobody asks for it)
// something stands for it, and the guest gets the error when it uses that, as it does when it reads a property that
// holds such memory. lib/membrane.js asks.

const { create } = require('../errors.js');

/** With what else is in it, a message has to have less than 2 GiB. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

/** @returns {Error} */
const isShared = () => create('ERR_RSVM_UNSUPPORTED', 'Sharing memory with a guest');

/** @returns {Error} */
const isLarge = () => create('ERR_RSVM_TOO_LARGE', 'Memory of 2 GiB');

/**
 * @param {import('./index.js').Kind} kind
 * @param {object} object
 * @returns {(() => Error) | undefined} the error that it does not cross for
 */
function refusalOf({ isShared: isOfOthers, bytesIn }, object) {
  if (bytesIn === undefined) return undefined;
  if (isOfOthers?.(object)) return isShared;
  return bytesIn(object) > MOST_BYTES ? isLarge : undefined;
}

/**
 * @param {() => Error} refusal
 * @returns {object} what throws for every operation
 */
function standFor(refusal) {
  const refuse = () => {
    throw refusal();
  };
  return new Proxy({}, new Proxy({}, { get: () => refuse }));
}

/** @type {WeakMap<object, object>} */
const standing = new WeakMap();

/**
 * @param {object} memory
 * @param {() => Error} refusal
 * @returns {object} what stands for it: always the same one
 */
function unshared(memory, refusal) {
  const known = standing.get(memory);
  if (known !== undefined) return known;
  const made = standFor(refusal);
  standing.set(memory, made);
  return made;
}

module.exports = { refusalOf, unshared };
