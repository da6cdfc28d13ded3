'use strict';

// What a guest may not do to the prototype chain of a host's object: put an object of a guest's into
// it. The host would find what the guest wrote there wherever it looks for something that the object
// has not, in every object that inherits from that one. The host's own code may, and a guest's class
// may extend a host's: then it is a new object that has the chain. Nor does it give a class' state to an object of
// another class of Node's, whose C++ finds in both what it wants. lib/operations.js asks
// here before it sets a prototype or a property for a guest, lib/mirror/live.js before it gives a sandbox that is
// a proxy what the guest put on its global. No code runs here.

const { types } = require('node:util');
const { nameOf } = require('./intrinsics.js');
const { isOfNode } = require('./node-state.js');
const { isObject, lookUp, seek } = require('./peek.js');
const { isOrMakesTold } = require('./records/told.js');
const { handlerOf } = require('./stand-ins/marks.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

const KEY = '__proto__';
/** The field of the descriptor, as lib/intrinsics.js counts them. */
const SETTER = 2;

/**
 * @param {unknown} prototype
 * @param {Membrane} membrane
 * @returns {boolean} whether an object of a guest's is in the chain that begins with it
 */
function leadsToGuest(prototype, membrane) {
  if (!isObject(prototype)) return false;
  const end = seek(prototype, (at) => !membrane.owns(at));
  // Asking a proxy of the host's would run its traps; whoever made it has chosen what it answers.
  return end !== null && (!membrane.owns(end) || handlerOf(end) !== undefined);
}

/**
 * @param {unknown} prototype
 * @param {object} object of the host's
 * @returns {boolean} whether it is its prototype, as can be told without running a trap
 */
function isPrototypeOf(prototype, object) {
  return !types.isProxy(object) && Reflect.getPrototypeOf(object) === prototype;
}

/**
 * @param {object} object
 * @param {unknown} prototype
 * @param {Membrane} membrane
 * @returns {boolean} whether a guest may make it the prototype of the object
 */
function maySetPrototype(object, prototype, membrane) {
  if (!membrane.owns(object)) return true;
  if (isOrMakesTold(object) || isOfNode(object) || leadsToGuest(prototype, membrane)) return false;
  return !isObject(prototype) || !isOfNode(prototype);
}

/**
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {boolean} whether setting the property sets the prototype of the receiver, as far as can
 *   be told without running a trap
 */
function isPrototypeSetter(object, key) {
  const found = lookUp(object, key);
  if (found === undefined) return false;
  if (found.property === undefined) return key === KEY;
  const { set } = found.property;
  const name = set && nameOf(set);
  return name !== undefined && name.key === KEY && name.field === SETTER;
}

/**
 * @param {object} object
 * @param {PropertyKey} key
 * @param {unknown} value
 * @param {unknown} receiver
 * @param {Membrane} membrane
 * @returns {boolean} whether a guest may set the property
 */
function maySet(object, key, value, receiver, membrane) {
  // Few values that are set are objects, or null.
  if (!isObject(value) && value !== null) return true;
  if (!isObject(receiver) || !membrane.owns(receiver)) return true;
  if (!isPrototypeSetter(object, key) || isPrototypeOf(value, receiver)) return true;
  return maySetPrototype(receiver, value, membrane);
}

module.exports = { isPrototypeOf, maySet, maySetPrototype };
