'use strict';

// What stands for shared memory where it cannot be refused: in a map or a set, whose content crosses when
// nobody asks for it. A guest that has one gets the error when it uses it, as it does when it reads a property
// that holds one. lib/membrane.js asks.

const { create } = require('../errors.js');

/** @returns {Error} */
function refusal() {
  return create('ERR_RSVM_UNSUPPORTED', 'Sharing memory with a guest');
}

function refuse() {
  throw refusal();
}

/** Has a trap for every operation. @type {ProxyHandler<object>} */
const handler = new Proxy({}, { get: () => refuse });

/** @type {WeakMap<object, object>} */
const standing = new WeakMap();

/**
 * @param {object} shared memory, or a view of some
 * @returns {object} always the same one
 */
function unshared(shared) {
  const known = standing.get(shared);
  if (known !== undefined) return known;
  const made = new Proxy({}, handler);
  standing.set(shared, made);
  return made;
}

module.exports = { refusal, unshared };
