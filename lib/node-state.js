'use strict';

// What Node keeps of its own in the objects that it gives out: its state, under symbols that nobody else has,
// and objects of its C++, which end the process when they are used otherwise than Node does, or change
// places. Whoever was given the object was not given these. lib/hidden.js hides them, lib/plain.js leaves
// objects that have them to it, lib/unheard.js and lib/handler.js ask what is one. No code of the user's runs.

const { types } = require('node:util');
const { ownValue } = require('./discovery.js');
const { nameOf } = require('./intrinsics.js');
const { isDescribedInNode, isNodes } = require('./node-sources.js');
const { learnRealmOf } = require('./realms.js');
const { handlerOf, isObject } = require('./stand-ins.js');
const { noteTimer } = require('./timers.js');
const { isCommonSymbol } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

const textOf = Function.prototype.toString;

/**
 * @param {unknown} f
 * @returns {boolean} whether it is a function of Node's, and none of the language's
 */
function isNodesOwn(f) {
  return typeof f === 'function' && nameOf(f) === undefined && isNodes(f);
}

/**
 * Instances of classes of a guest's that extend one of Node's, which are the host's, and whose chain begins
 * with a stand-in, behind which nobody sees Node's; and those of which a guest has changed the prototype.
 * @type {WeakSet<object>}
 */
const made = new WeakSet();

/** Names under which Node has objects of its C++ for all to see: of a socket, and of what TLS is made of. */
const PLAIN = new Set(['parser', 'ssl', 'context']);

/** How many such are being constructed, of which a constructor of Node's may tell the guest. */
let making = 0;

/**
 * @param {any} f
 * @returns {boolean} whether what the function constructs is of Node
 */
function makesNodes(f) {
  const prototype = ownValue(f, 'prototype');
  return isObject(prototype) && isOfNode(prototype);
}

/**
 * `Reflect.construct` for a guest.
 * @param {any} f the host's
 * @param {any[]} args
 * @param {any} newTarget
 * @returns {any}
 */
function construct(f, args, newTarget) {
  if (newTarget === f || !makesNodes(f)) return Reflect.construct(f, args, newTarget);
  if (makesNodes(newTarget)) return Reflect.construct(f, args, newTarget);
  // Behind what it inherits from nobody sees Node's, if it is there at all.
  making += 1;
  try {
    const object = Reflect.construct(f, args, newTarget);
    if (handlerOf(object) === undefined) made.add(object);
    return object;
  } finally {
    making -= 1;
  }
}

/**
 * A guest is about to give the object another prototype: it stays what it is.
 * @param {unknown} object
 */
function note(object) {
  if (!isObject(object) || typeof object === 'function' || !isOfNode(object)) return;
  made.add(object);
  noteTimer(object);
}

/**
 * @param {object} object
 * @returns {boolean} whether it is an instance or a prototype of a class of Node's, or a function of Node's
 */
function isOfNode(object) {
  if (made.has(object)) return true;
  if (types.isProxy(object)) return false;
  learnRealmOf(object);
  if (typeof object === 'function') return isNodesOwn(object);
  let at = /** @type {object | null} */ (object);
  while (at !== null && !types.isProxy(at)) {
    if (isNodesOwn(ownValue(at, 'constructor'))) return true;
    at = Reflect.getPrototypeOf(at);
  }
  return making > 0 && handlerOf(at) !== undefined;
}

/**
 * @param {object} object that is of Node
 * @returns {boolean} whether the program has extended the class, and may have its own in there
 */
function isExtended(object) {
  if (made.has(object)) return true;
  const constructor =
    ownValue(object, 'constructor') ?? ownValue(Reflect.getPrototypeOf(object), 'constructor');
  return typeof constructor === 'function' && !isNodesOwn(constructor);
}

/**
 * @param {unknown} object
 * @returns {boolean} whether what it has under symbols is the state of an instance, and no method of a class
 */
function isState(object) {
  if (typeof object !== 'object' || object === null) return false;
  const constructor = ownValue(object, 'constructor');
  return ownValue(constructor, 'prototype') !== object && isOfNode(object);
}

/**
 * Whether a key of an object's own is one of Node's. The program's own symbols are told by their descriptions,
 * and by their having been given to the guest, in an object whose class is the program's.
 * @param {unknown} object
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean}
 */
function isNodesKey(object, key, membrane) {
  if (typeof key !== 'symbol' || isCommonSymbol(key) || !isObject(object)) return false;
  const code = membrane.symbols.known(key);
  if (code !== undefined && code < 0) return false;
  // One that was copied from an object of Node's, with all that it has.
  if (code === undefined && isInternal(ownValue(object, key))) return true;
  const isNew = code === undefined;
  // A promise is of the language, and Node keeps in it what it follows.
  const mayBe =
    (isNew && types.isPromise(object)) || (isOfNode(object) && (isNew || !isExtended(object)));
  // To look for a description takes 20 ms.
  return mayBe && isDescribedInNode(key);
}

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
  const Class = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof Class !== 'function' || types.isProxy(Class) || nameOf(Class) !== undefined) {
    return false;
  }
  return Reflect.apply(textOf, Class, []).endsWith('{ [native code] }');
}

/**
 * @param {object} object that is internal
 * @returns {boolean} whether it is of Node's C++, and not of an addon's: as what Node follows through its
 *   asynchronous calls
 */
function isFollowed(object) {
  let at = Reflect.getPrototypeOf(object);
  while (at !== null && !types.isProxy(at)) {
    if (Object.hasOwn(at, 'getAsyncId')) return true;
    at = Reflect.getPrototypeOf(at);
  }
  return false;
}

/**
 * @param {PropertyKey} key
 * @param {unknown} value
 * @returns {boolean} whether a property may hold an object of Node's C++, by its name and what it holds
 */
function mayHoldInternal(key, value) {
  if (typeof value !== 'object' || value === null) return false;
  if (typeof key !== 'symbol' && !String(key).startsWith('_') && !PLAIN.has(String(key))) {
    return false;
  }
  // A prototype, as `__proto__` leads to, is of a class.
  return isInternal(value) && !Object.hasOwn(value, 'constructor');
}

/**
 * @param {object} object
 * @param {PropertyKey} key
 * @param {unknown} value
 * @returns {boolean} whether a property of an object of Node's holds one of its C++, or of a proxy, which may
 *   be of such; in a class of the program's it may be an addon's
 */
function holdsInternal(object, key, value) {
  if (!mayHoldInternal(key, value)) return false;
  if (types.isProxy(object)) return true;
  if (!isOfNode(object)) return false;
  return !isExtended(object) || isFollowed(/** @type {object} */ (value));
}

module.exports = {
  construct,
  holdsInternal,
  isInternal,
  isNodesKey,
  isOfNode,
  isState,
  mayHoldInternal,
  note,
};
