'use strict';

// What one guest is handed of another's, beside the objects that were given: their prototypes and constructors, and
// methods of the language. By `constructor.constructor` of one of them it would have all of the other guest, and
// what it wrote there the other's code would run. So of a primordial it gets its own, as of the host's, and a
// built-in function it may call, but not change. lib/membrane.js asks here where it writes an object, and
// lib/process-wide.js where a guest is about to change one. Nothing of a guest's is asked.

const { Trait, intrinsicOf } = require('../wire.js');
const { handlerOf } = require('./marks.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

/**
 * @param {object} proxy that is not the guest's own
 * @returns {import('../intrinsics.js').Name | undefined} how a guest's own is named, if it stands for a primordial
 *   of another guest's
 */
function nameOfOthers(proxy) {
  const index = intrinsicOf(handlerOf(proxy)?.traits ?? 0);
  return index < 0 ? undefined : { index };
}

/**
 * @param {object} proxy
 * @param {Membrane} membrane
 * @returns {boolean} whether it stands for a built-in function of another guest's
 */
function isBuiltInOfOthers(proxy, membrane) {
  const handler = handlerOf(proxy);
  if (handler === undefined || handler.membrane === membrane) return false;
  return (handler.traits & Trait.BuiltIn) !== 0;
}

module.exports = { isBuiltInOfOthers, nameOfOthers };
