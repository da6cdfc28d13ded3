'use strict';

// What of a host's object a guest is not shown, beside what lib/intrinsics.js replaces: who called a
// function and with what, and the frames of a stack. An error arrives without its stack
// (lib/records/errors.js); here it is about whatever else has one: a DOMException, an object that
// inherits from an error, one that a stack was captured for. And what Node keeps of its own
// (lib/node-state.js, lib/timers.js, lib/storages.js). lib/operations.js asks here, and lib/mirror/index.js of what a sandbox has
// and inherits.

const { types } = require('node:util');
const { guestsOwnFrames } = require('./constructed.js');
const { holdsInternal, isNodesKey, isOfNode } = require('./node-state.js');
const { isObject, lookUp } = require('./peek.js');
const { isKeptFromGuests } = require('./records/told.js');
const { isKeptInStorage } = require('./storages.js');
const { isKeptInTimer } = require('./timers.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

/** Of functions; they are not there for a guest. */
const CALLER = new Set(['caller', 'arguments']);

const STACK = 'stack';
/** Where the frames begin. */
const FRAMES = /\n[ \t]+at /;

/**
 * @param {object} object
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean} whether a guest is not shown that the object itself has the property
 */
function isHiddenOwn(object, key, membrane) {
  if (typeof object === 'function' && CALLER.has(/** @type {string} */ (key))) return true;
  return isKeptInTimer(object, key) || isNodesKey(object, key, membrane);
}

/**
 * @param {any} object
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean} whether a guest may not write or delete the property, as Node or V8 rely on it, or as it tells
 *   prototypes from instances (`constructor`)
 */
function isKept(object, key, membrane) {
  if (isKeptInTimer(object, key) || isNodesKey(object, key, membrane)) return true;
  if (isKeptInStorage(object, key)) return true;
  // Whatever has this is a timer for Node's, which link it into their lists.
  if (key === '_onTimeout') return true;
  if (!isObject(object)) return false;
  return isKeptFromGuests(object, key) || (key === 'constructor' && isOfNode(object));
}

/**
 * Whether there is no such property for a guest. A function gives its caller away to whatever inherits
 * from it, so it is the owner that counts.
 * @param {any} object
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean | undefined} undefined if a proxy of the host's decides
 */
function isHidden(object, key, membrane) {
  if (typeof key === 'symbol') return isNodesKey(lookUp(object, key)?.owner, key, membrane);
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
 * @param {object} object
 * @param {unknown} value
 * @param {boolean | undefined} isCertain
 * @param {Membrane} membrane
 * @returns {unknown} the same with the frames that are the guest's own
 */
function shownStack(object, value, isCertain, membrane) {
  const shown = withoutFrames(value, isCertain);
  if (typeof value !== 'string' || shown === value) return shown;
  return shown + guestsOwnFrames(object, value, membrane);
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
 * @param {Membrane} membrane
 * @returns {any}
 */
function get(object, key, receiver, membrane) {
  const hidden = isHidden(object, key, membrane);
  if (hidden) return undefined;
  const value = Reflect.get(object, key, receiver);
  if (hidden === undefined && tellsOfCaller(key, value)) return undefined;
  if (holdsInternal(object, key, value)) return undefined;
  const isCertain = isStack(object, key);
  return isCertain === false ? value : shownStack(object, value, isCertain, membrane);
}

/**
 * The property that a guest sees. In some versions of V8 a stack is an accessor, whose function is
 * the host's.
 * @param {object} object
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {PropertyDescriptor | undefined}
 */
function getOwn(object, key, membrane) {
  if (isHiddenOwn(object, key, membrane)) return undefined;
  const property = Reflect.getOwnPropertyDescriptor(object, key);
  if (property === undefined) return undefined;
  if (holdsInternal(object, key, property.value)) return { ...property, value: undefined };
  const isCertain = isStack(object, key);
  if (isCertain === false || (!isCertain && !('value' in property))) return property;
  const { configurable, enumerable } = property;
  const found = 'value' in property ? property.value : Reflect.get(object, key);
  const value = shownStack(object, found, isCertain, membrane);
  return { configurable, enumerable, writable: true, value };
}

module.exports = {
  agreed,
  get,
  getOwn,
  isHidden,
  isHiddenOwn,
  isKept,
  isStack,
};
