'use strict';

// What Node keeps of its own in the objects that it gives out: its state, under symbols that nobody else has, and
// objects of its C++, which end the process when they are used otherwise than Node does, or are found in another
// object. Whoever was given the object was not given these. lib/hidden.js hides them, lib/plain.js leaves objects
// that have them to it, lib/records/shape.js leaves them out, lib/operations.js has noted here what a guest
// constructs and gives another prototype; lib/membrane.js, lib/prototypes.js, lib/stand-ins/unheard.js and
// lib/stand-ins/handler.js ask what is one. No code of the user's runs but the constructor that a guest calls.

const { types } = require('node:util');
const { nameOf } = require('./intrinsics.js');
const { isDescribedInNode, isNodes } = require('./node-sources.js');
const { isObject, lookUp, ownValue, seek } = require('./peek.js');
const { learnRealmOf } = require('./realms.js');
const { handlerOf } = require('./stand-ins/marks.js');
const { keepMade } = require('./storages.js');
const { isTimerClass } = require('./timers.js');
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
 * with a stand-in, behind which nobody sees Node's.
 * @type {WeakSet<object>}
 */
const made = new WeakSet();

/** Names under which Node has objects of its C++ for all to see: of a socket, and of what TLS is made of. */
const PLAIN = new Set(['parser', 'ssl', 'context']);

/** How many instances of such classes are being constructed: Node may hand one to the guest before it is noted. */
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
  if (isTimerClass(newTarget)) throw new TypeError('Illegal constructor');
  if (newTarget === f || !makesNodes(f)) return Reflect.construct(f, args, newTarget);
  if (makesNodes(newTarget)) return Reflect.construct(f, args, newTarget);
  // Its chain begins with a stand-in, behind which nobody sees Node's.
  making += 1;
  try {
    const object = Reflect.construct(f, args, newTarget);
    if (handlerOf(object) !== undefined) return object;
    made.add(object);
    keepMade(object, f);
    return object;
  } finally {
    making -= 1;
  }
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
  const end = seek(object, (at) => isNodesOwn(ownValue(at, 'constructor')));
  if (end !== null && !types.isProxy(end)) return true;
  return making > 0 && handlerOf(end) !== undefined;
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
 * Whether a key of an object's own is one of Node's, on whatever object: a program may have copied all that one of
 * Node's has. The program's own symbols are told by their descriptions, and by their having been given to the
 * guest, in an object that is none of Node's, or whose class is the program's.
 * @param {unknown} object
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean}
 */
function isNodesKey(object, key, membrane) {
  if (typeof key !== 'symbol' || isCommonSymbol(key) || !isObject(object)) return false;
  const code = membrane.symbols.known(key);
  if (code !== undefined && code < 0) return false;
  const isDescribed = isDescribedInNode(key);
  if (code !== undefined) return isDescribed !== false && isOfNode(object) && !isExtended(object);
  // A promise is of the language, and Node keeps in it what it follows.
  const isOne = isDescribed ?? (types.isPromise(object) || isOfNode(object));
  return isOne || isInternal(ownValue(object, key));
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
  return lookUp(Reflect.getPrototypeOf(object), 'getAsyncId')?.property !== undefined;
}

/**
 * Whether an object is one that Node hands on by itself, as it does its parsers and requests to whatever stands for
 * a socket or a handle: nobody has meant to give it. One of an addon's the program gives.
 * @param {object} object that no guest knows
 * @returns {boolean}
 */
function isHandedOnByNode(object) {
  if (typeof object !== 'object' || types.isProxy(object)) return false;
  const prototype = Reflect.getPrototypeOf(object);
  // As nearly always.
  if (prototype === null || nameOf(prototype) !== undefined) return false;
  return isFollowed(object) && isInternal(object);
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
 * @returns {boolean} whether it has an object of Node's C++
 */
function hasInternal(object) {
  if (types.isProxy(object)) return false;
  return Reflect.ownKeys(object).some((key) => mayHoldInternal(key, ownValue(object, key)));
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
  hasInternal,
  holdsInternal,
  isHandedOnByNode,
  isInternal,
  isNodesKey,
  isOfNode,
  isState,
  mayHoldInternal,
};
