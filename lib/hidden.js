'use strict';

// What of a host's object a guest is not shown, beside what lib/intrinsics.js replaces: who called a
// function and with what, and the frames of a stack. An error arrives without its stack
// (lib/records/errors.js); here it is about whatever else has one: a DOMException, an object that
// inherits from an error, one that a stack was captured for. lib/operations.js asks here.

const { types } = require('node:util');

/** Of functions; they are not there for a guest. */
const CALLER = new Set(['caller', 'arguments']);

const STACK = 'stack';
const FRAMES = /\n\s+at [^]*$/;

/**
 * @param {any} object
 * @param {PropertyKey} key
 * @returns {boolean} whether there is no such property for a guest
 */
function isHidden(object, key) {
  return typeof object === 'function' && CALLER.has(/** @type {string} */ (key));
}

/**
 * Whether a property holds a stack as the engine made it, and not what somebody calls a stack: that
 * one is enumerable.
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {boolean | undefined} undefined for a proxy, which cannot be looked into
 */
function isStack(object, key) {
  if (key !== STACK) return false;
  for (let at = /** @type {object | null} */ (object); at !== null;) {
    if (types.isProxy(at)) return undefined;
    const property = Reflect.getOwnPropertyDescriptor(at, key);
    if (property !== undefined) return property.enumerable !== true;
    at = Reflect.getPrototypeOf(at);
  }
  return false;
}

/**
 * What a guest may know of a property that is or may be a stack: the error, and not where it was
 * made. What the host's `Error.prepareStackTrace` made of one may be its call sites.
 * @param {unknown} value
 * @param {boolean | undefined} isCertain
 * @returns {unknown}
 */
function withoutFrames(value, isCertain) {
  if (typeof value === 'string') return value.replace(FRAMES, '');
  return isCertain ? undefined : value;
}

/**
 * What a guest reads.
 * @param {object} object
 * @param {PropertyKey} key
 * @param {unknown} receiver
 * @returns {any}
 */
function get(object, key, receiver) {
  if (isHidden(object, key)) return undefined;
  const value = Reflect.get(object, key, receiver);
  const isCertain = isStack(object, key);
  return isCertain === false ? value : withoutFrames(value, isCertain);
}

/**
 * The property that a guest sees. In some versions of V8 a stack is an accessor, whose function is
 * the host's.
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {PropertyDescriptor | undefined}
 */
function getOwn(object, key) {
  if (isHidden(object, key)) return undefined;
  const property = Reflect.getOwnPropertyDescriptor(object, key);
  if (property === undefined) return undefined;
  const isCertain = isStack(object, key);
  if (isCertain === false || (!isCertain && !('value' in property))) return property;
  const { configurable, enumerable } = property;
  const found = 'value' in property ? property.value : Reflect.get(object, key);
  return { configurable, enumerable, writable: true, value: withoutFrames(found, isCertain) };
}

module.exports = { get, getOwn, isHidden, isStack };
