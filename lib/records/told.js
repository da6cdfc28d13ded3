'use strict';

// What the properties of memory and of promises say, and who believes them. Node reads by name how long a view is
// and where it begins, and its C++ takes the numbers as they are: with those of a guest it reads and writes the
// memory of the process. And V8 has what a promise's `constructor` leads to make the promise of who waits for it,
// in jobs where nobody catches what that throws. So neither is a guest's to say. lib/records/shape.js gives a
// record no such property, nor a prototype that could come to have one; lib/stand-ins/handler.js answers by what
// is here where a guest's class has one; and on the host's own lib/hidden.js and lib/prototypes.js keep a guest
// from writing them. Nothing of a guest's runs.

const { types } = require('node:util');
const { ownValue, seek } = require('../peek.js');
const { isProcessWide } = require('../process-wide.js');
const { handlerOf } = require('../stand-ins/marks.js');
const { prototypeOfView } = require('./buffers.js');
const { TypedArray } = require('./primordials.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

const { getPrototypeOf } = Reflect;
const { isView } = ArrayBuffer;
const OwnPromise = Promise;

/** What the language tells of memory. @type {Set<PropertyKey>} */
const OF_MEMORY = new Set([
  'length',
  'byteLength',
  'byteOffset',
  'buffer',
  'BYTES_PER_ELEMENT',
  'maxByteLength',
  'resizable',
  'growable',
  'detached',
]);

const CONSTRUCTOR = 'constructor';

/** What a guest does not write to the host's. @type {Set<PropertyKey>} */
const KEPT = new Set([...OF_MEMORY, CONSTRUCTOR, Symbol.species]);

/** Whose accessors tell it. @type {Set<object>} */
const MEMORY = new Set([
  ArrayBuffer.prototype,
  SharedArrayBuffer.prototype,
  DataView.prototype,
  TypedArray.prototype,
]);

/**
 * @param {object} object
 * @returns {object | undefined} the prototype of this realm's that memory is born with; undefined for anything else
 */
function memoryPrototype(object) {
  if (isView(object)) return prototypeOfView(object);
  if (!types.isAnyArrayBuffer(object)) return undefined;
  return types.isSharedArrayBuffer(object) ? SharedArrayBuffer.prototype : ArrayBuffer.prototype;
}

/**
 * @param {unknown} object
 * @param {PropertyKey} key
 * @returns {object | undefined} the language's prototype that tells it, if the object is memory and the property
 *   one that tells of it
 */
function tellerOf(object, key) {
  if (!OF_MEMORY.has(key) || typeof object !== 'object' || object === null) return undefined;
  const prototype = memoryPrototype(object);
  return prototype !== undefined && key in prototype ? prototype : undefined;
}

/**
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {boolean} whether an own property of a guest's record is not given to the one here
 */
function isTold(object, key) {
  if (key === CONSTRUCTOR) return types.isPromise(object);
  return tellerOf(object, key) !== undefined;
}

/**
 * @param {object} prototype
 * @returns {boolean} whether it is the language's one of promises or of memory
 */
function tells(prototype) {
  return prototype === OwnPromise.prototype || MEMORY.has(prototype);
}

/**
 * @param {unknown} object of the host's
 * @returns {boolean} whether it is memory or a promise, or a prototype or class of such
 */
function isOrMakesTold(object) {
  const first = typeof object === 'function' ? ownValue(object, 'prototype') : object;
  const end = typeof first === 'object' ? seek(first, tells) : null;
  if (end !== null && !types.isProxy(end)) return true;
  // A class of a guest's may have made it from one of the host's. To ask V8 of all takes longer than the rest.
  if (handlerOf(end) === undefined || end === object || typeof object === 'function') return false;
  return types.isPromise(object) || memoryPrototype(/** @type {object} */ (object)) !== undefined;
}

/**
 * @param {unknown} object of the host's
 * @param {PropertyKey} key
 * @returns {boolean} whether a guest may not write the property
 */
function isKeptFromGuests(object, key) {
  return KEPT.has(key) && isOrMakesTold(object);
}

/**
 * Whether a record may have a prototype: a stand-in, which answers by what is here, or what no guest can change.
 * The sandbox, another record and what else a guest writes to would answer by themselves.
 * @param {object} object just made
 * @param {object | null} prototype
 * @param {Membrane} membrane
 * @returns {boolean}
 */
function mayInherit(object, prototype, membrane) {
  const born = types.isPromise(object) ? OwnPromise.prototype : memoryPrototype(object);
  if (born === undefined || handlerOf(prototype) !== undefined) return true;
  let at = prototype;
  while (at !== null && at !== born && isProcessWide(at, membrane)) at = getPrototypeOf(at);
  return at === born;
}

/** The handlers of what guests have for the `constructor` of a promise. @type {WeakSet<object>} */
const classes = new WeakSet();

/**
 * @param {any} constructor what a guest's class says that a promise's is
 * @returns {any} what V8 may have for it: the guest's class, which then makes none of the host's promises; of what
 *   else it may be (a function of the host's, on which the guest has put a species) nobody can tell
 */
function promiseClass(constructor) {
  const handler = handlerOf(constructor);
  if (handler === undefined) return OwnPromise;
  classes.add(handler);
  return constructor;
}

/**
 * @param {object} handler
 * @returns {boolean} whether it is that of what a promise was seen to have for its `constructor`
 */
function isPromiseClass(handler) {
  return classes.has(handler);
}

module.exports = {
  isKeptFromGuests,
  isOrMakesTold,
  isPromiseClass,
  isTold,
  mayInherit,
  promiseClass,
  tellerOf,
};
