'use strict';

// Messages are read and written in the middle of one another's turns, where no code of the user's nor
// of a guest's may run. Yet V8 looks at what it is given: resolving a promise asks an object for
// `then`, reacting to one asks it for `constructor`. Here both are kept from finding any code:
// lib/records/promises.js does it this way, and stand-ins (lib/stand-ins/handler.js) ask whether they are to be quiet.

const { types } = require('node:util');
const { lookUp } = require('../peek.js');
const { handlerOf } = require('../stand-ins/marks.js');

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect;

let quiet = false;

/**
 * @template T
 * @param {() => T} action in which no stand-in asks its guest for a property
 * @returns {T}
 */
function quietly(action) {
  const before = quiet;
  quiet = true;
  try {
    return action();
  } finally {
    quiet = before;
  }
}

/** @returns {boolean} whether a stand-in is to answer `get` without its guest */
function isQuiet() {
  return quiet;
}

/**
 * What reading a property quietly finds.
 * @param {object} object
 * @param {string} key
 * @returns {{ value: any } | undefined} undefined if it would run code
 */
function quietValue(object, key) {
  const found = lookUp(object, key);
  if (found === undefined || handlerOf(found.owner) !== undefined) return { value: undefined };
  const { property } = found;
  return property && 'value' in property ? { value: property.value } : undefined;
}

/**
 * Does something while a property of an object reads as undefined. The object is as before
 * afterwards, in the order of its keys too.
 * @param {object} object
 * @param {string} key
 * @param {() => void} action
 * @returns {boolean} false if that cannot be done, and was not
 */
function without(object, key, action) {
  if (types.isProxy(object)) return false;
  const own = getOwnPropertyDescriptor(object, key);
  return own === undefined ? bare(object, action) : shadowed(object, key, own, action);
}

/**
 * Does something while an object inherits nothing. An own `constructor` would do for a promise, but
 * once one has it V8 takes the slow path for all of the process.
 * @param {object} object
 * @param {() => void} action
 */
function bare(object, action) {
  const prototype = getPrototypeOf(object);
  if (!setPrototypeOf(object, null)) return false;
  try {
    quietly(action);
  } finally {
    setPrototypeOf(object, prototype);
  }
  return true;
}

/**
 * Does something while a property of an object's own is undefined.
 * @param {object} object
 * @param {string} key
 * @param {PropertyDescriptor} own
 * @param {() => void} action
 */
function shadowed(object, key, own, action) {
  if (!own.configurable && !own.writable) return false;
  const shadow = own.configurable ? { configurable: true, value: undefined } : { value: undefined };
  if (!defineProperty(object, key, shadow)) return false;
  try {
    quietly(action);
  } finally {
    defineProperty(object, key, own);
  }
  return true;
}

/**
 * Does something that reads a property of an object, but runs no code for it: now, or else, where the
 * property cannot be hidden, in a turn of its own, in which code may run. What that throws is the
 * object's own fault, and nobody is there to hear it.
 * @param {object} object
 * @param {string} key
 * @param {(value: any) => boolean} isHarmless whether it may be read if it has this value
 * @param {() => void} action
 */
function reading(object, key, isHarmless, action) {
  const found = quietValue(object, key);
  if (found !== undefined && isHarmless(found.value)) quietly(action);
  else if (!without(object, key, action)) queueMicrotask(() => attempt(action));
}

/** @param {() => void} action */
function attempt(action) {
  try {
    action();
  } catch {
    // See `reading`.
  }
}

module.exports = { isQuiet, reading };
