'use strict';

// Where along a chain of prototypes a property is found, without running any code: a proxy ends the look, as
// its traps decide what it has and inherits. lib/hidden.js, lib/prototypes.js, lib/process-wide.js and
// lib/records/quiet.js ask, and say each for itself what it means that nobody can tell.

const { types } = require('node:util');

const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/**
 * @typedef {object} Found
 * @property {object} owner that has the property, or a proxy
 * @property {PropertyDescriptor | undefined} property undefined of a proxy
 */

/**
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {Found | undefined} undefined if no object in the chain has the property
 */
function lookUp(object, key) {
  for (let owner = /** @type {object | null} */ (object); owner !== null;) {
    if (types.isProxy(owner)) return { owner, property: undefined };
    const property = getOwnPropertyDescriptor(owner, key);
    if (property !== undefined) return { owner, property };
    owner = getPrototypeOf(owner);
  }
  return undefined;
}

module.exports = { lookUp };
