'use strict';

// Looking at an object without running any code of the user's or of a guest's: no getter is called, and a proxy,
// whose traps would run, is never asked. All of lib/ looks this way where a message is under way, or where what
// is found decides what a guest may do. Where a proxy leaves a question open, whoever asks says what that means.

const { types } = require('node:util');

const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/**
 * As `Object(value) === value`, which makes an object of every number.
 * @param {any} value
 * @returns {value is object}
 */
function isObject(value) {
  if (typeof value === 'object') return value !== null;
  // `document.all` says that it is undefined.
  return typeof value === 'function' || (typeof value === 'undefined' && value !== undefined);
}

/**
 * @param {unknown} object
 * @param {PropertyKey} key
 * @returns {any} the value of an own data property; undefined, too, of a proxy and of what is no object
 */
function ownValue(object, key) {
  if (!isObject(object) || types.isProxy(object)) return undefined;
  return getOwnPropertyDescriptor(object, key)?.value;
}

/**
 * @typedef {object} Found
 * @property {object} owner that has the property, or a proxy, which ends the look
 * @property {PropertyDescriptor | undefined} property undefined of a proxy
 */

/**
 * Looks for a property along the prototypes.
 * @param {object | null} object
 * @param {PropertyKey} key
 * @returns {Found | undefined} undefined if no object in the chain has the property
 */
function lookUp(object, key) {
  for (let owner = object; owner !== null;) {
    if (types.isProxy(owner)) return { owner, property: undefined };
    const property = getOwnPropertyDescriptor(owner, key);
    if (property !== undefined) return { owner, property };
    owner = getPrototypeOf(owner);
  }
  return undefined;
}

/**
 * Looks for an object along the prototypes.
 * @param {object | null} object
 * @param {(at: object) => boolean} isSought is not asked of a proxy
 * @returns {object | null} the first that is sought, or the proxy that ends the look; null if there is neither
 */
function seek(object, isSought) {
  let at = object;
  while (at !== null && !types.isProxy(at) && !isSought(at)) at = getPrototypeOf(at);
  return at;
}

module.exports = { isObject, lookUp, ownValue, seek };
