'use strict';

// What of a host's object a guest is not shown, beside what lib/intrinsics.js replaces: who called a
// function and with what, and the frames of a stack. An error arrives without its stack
// (lib/records/errors.js); here it is about whatever else has one: a DOMException, an object that
// inherits from an error, one that a stack was captured for. lib/operations.js asks here, and lib/mirror.js of
// what a sandbox has and inherits; lib/handler.js asks what a function of the guest's is called on.

const { types } = require('node:util');
const { lookUp } = require('./chain.js');
const { nameOf } = require('./intrinsics.js');
const { learnRealmOf } = require('./realms.js');
const { isKeptInTimer } = require('./timers.js');

/** Of functions; they are not there for a guest. */
const CALLER = new Set(['caller', 'arguments']);

const STACK = 'stack';
/** Where the frames begin. */
const FRAMES = /\n[ \t]+at /;

/**
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {boolean} whether a guest is not shown that the object itself has the property
 */
function isHiddenOwn(object, key) {
  if (typeof object !== 'function') return isKeptInTimer(object, key);
  return CALLER.has(/** @type {string} */ (key));
}

/**
 * Whether there is no such property for a guest. A function gives its caller away to whatever inherits
 * from it, so it is the owner that counts.
 * @param {any} object
 * @param {PropertyKey} key
 * @returns {boolean | undefined} undefined if a proxy of the host's decides
 */
function isHidden(object, key) {
  if (!CALLER.has(/** @type {string} */ (key))) return isKeptInTimer(object, key);
  for (let at = object; at !== null; at = Reflect.getPrototypeOf(at)) {
    if (typeof at === 'function') return true;
    if (types.isProxy(at)) return undefined;
    if (Object.hasOwn(at, key)) return false;
  }
  return false;
}

/**
 * Whether a property holds a stack as the engine made it, and not what somebody calls a stack: that
 * one is enumerable. No guest makes it so (`agreed`).
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {boolean | undefined} undefined for a proxy, which cannot be looked into
 */
function isStack(object, key) {
  if (key !== STACK) return false;
  const found = lookUp(object, key);
  if (found === undefined) return false;
  return found.property && found.property.enumerable !== true;
}

/**
 * What becomes of a property that a guest defines: a stack that it gives no other value stays what it
 * is known by.
 * @param {object} object
 * @param {PropertyKey} key
 * @param {PropertyDescriptor} descriptor
 * @returns {PropertyDescriptor}
 */
function agreed(object, key, descriptor) {
  const isOther = 'value' in descriptor || 'get' in descriptor || 'set' in descriptor;
  if (isOther || isStack(object, key) === false) return descriptor;
  return { ...descriptor, enumerable: false };
}

/**
 * What a guest may know of a property that is or may be a stack: the error, and not where it was
 * made. What the host's `Error.prepareStackTrace` made of one may be its call sites.
 * @param {unknown} value
 * @param {boolean | undefined} isCertain
 * @returns {unknown}
 */
function withoutFrames(value, isCertain) {
  if (typeof value === 'string') {
    const frames = value.search(FRAMES);
    return frames < 0 ? value : value.slice(0, frames);
  }
  return isCertain || hasCallSites(value) ? undefined : value;
}

/**
 * @param {unknown} value
 * @returns {boolean} whether it is what V8 gives `Error.prepareStackTrace`: objects that lead to
 *   functions
 */
function hasCallSites(value) {
  return Array.isArray(value) && !types.isProxy(value) && value.some(isCallSite);
}

/** @param {unknown} value */
function isCallSite(value) {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype = Reflect.getPrototypeOf(value);
  return (
    prototype !== null && !types.isProxy(prototype) && Object.hasOwn(prototype, 'getEvalOrigin')
  );
}

/**
 * @param {PropertyKey} key
 * @param {unknown} value
 * @returns {boolean} whether it is what a function says of its caller, read through a proxy
 */
function tellsOfCaller(key, value) {
  return key === 'caller' ? typeof value === 'function' : types.isArgumentsObject(value);
}

/**
 * What a guest reads.
 * @param {object} object
 * @param {PropertyKey} key
 * @param {unknown} receiver
 * @returns {any}
 */
function get(object, key, receiver) {
  const hidden = isHidden(object, key);
  if (hidden) return undefined;
  const value = Reflect.get(object, key, receiver);
  if (hidden === undefined && tellsOfCaller(key, value)) return undefined;
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
  if (isHiddenOwn(object, key)) return undefined;
  const property = Reflect.getOwnPropertyDescriptor(object, key);
  if (property === undefined) return undefined;
  const isCertain = isStack(object, key);
  if (isCertain === false || (!isCertain && !('value' in property))) return property;
  const { configurable, enumerable } = property;
  const found = 'value' in property ? property.value : Reflect.get(object, key);
  return { configurable, enumerable, writable: true, value: withoutFrames(found, isCertain) };
}

const textOf = Function.prototype.toString;

/**
 * Whether an object is one of Node's C++ that calls back with itself for `this`, as a job of `crypto` or
 * a request of `fs` does. Nobody was given its class, which ends the process when it is called otherwise
 * than Node does.
 * @param {unknown} object that the guest does not know
 * @returns {boolean}
 */
function isInternal(object) {
  if (typeof object !== 'object' || object === null || types.isProxy(object)) return false;
  learnRealmOf(object);
  const prototype = Reflect.getPrototypeOf(object);
  if (prototype === null || types.isProxy(prototype) || nameOf(prototype) !== undefined) {
    return false;
  }
  const made = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof made !== 'function' || types.isProxy(made) || nameOf(made) !== undefined) return false;
  return Reflect.apply(textOf, made, []).endsWith('{ [native code] }');
}

module.exports = {
  agreed,
  get,
  getOwn,
  isHidden,
  isHiddenOwn,
  isInternal,
  isStack,
};
