'use strict';

// The targets of the proxies that stand in for a guest's objects: each is of the kind that the guest's
// object is, as `typeof`, `Array.isArray` and Node's inspection look for it there. lib/stand-ins/inspection.js has
// them made, lib/stand-ins/handler.js keeps them in agreement with what its traps report (ECMA-262, 10.5). In the
// guest there is nothing of the kind: its stand-ins are no proxies.

const { runInThisContext } = require('node:vm');
const { Trait } = require('../wire.js');

/** @typedef {import('./handler.js').GuestHandler} GuestHandler */

/**
 * What is put in the place of an object's keys and values, of those that are shown only.
 * @typedef {object} Showing
 * @property {(key: string | symbol) => string | symbol} key
 * @property {(value: any, key: string | symbol) => any} value
 */

/**
 * Takes from a shadow what its object has no more.
 * @param {any} shadow
 * @param {(string | symbol)[]} keys the object's own
 */
function forgetAbsent(shadow, keys) {
  const present = new Set(keys);
  for (const key of Reflect.ownKeys(shadow)) {
    if (!present.has(key)) Reflect.deleteProperty(shadow, key);
  }
}

/**
 * Gives a shadow the object's properties and prototype as they are now.
 * @param {any} shadow
 * @param {GuestHandler} handler of the object
 * @param {Showing} [showing]
 */
function fill(shadow, handler, showing) {
  Reflect.setPrototypeOf(shadow, handler.getPrototypeOf(shadow));
  fillProperties(shadow, handler, showing);
}

/**
 * The same without the prototype.
 * @param {any} shadow
 * @param {GuestHandler} handler
 * @param {Showing} [showing]
 */
function fillProperties(shadow, handler, showing) {
  const keys = handler.ownKeys(shadow);
  forgetAbsent(shadow, keys);
  for (const key of keys) {
    const descriptor = handler.ownProperty(key);
    if (descriptor === undefined) continue;
    if (showing === undefined) Reflect.defineProperty(shadow, key, descriptor);
    else defineShown(shadow, key, descriptor, showing);
  }
}

/**
 * @param {any} shadow
 * @param {string | symbol} key
 * @param {PropertyDescriptor} descriptor
 * @param {Showing} showing
 */
function defineShown(shadow, key, descriptor, showing) {
  const name = showing.key(key);
  const value = 'value' in descriptor ? showing.value(descriptor.value, key) : undefined;
  const isReplaced = name !== key || value !== descriptor.value;
  if ('value' in descriptor) descriptor.value = value;
  // The traps would have to agree with what is fixed, and it is not what the object has.
  if (isReplaced) descriptor.configurable = true;
  Reflect.defineProperty(shadow, name, descriptor);
}

/**
 * A function that cannot be constructed. Node shows of which kind it is, and a generator function has
 * a `prototype`.
 * @param {number} traits
 */
function plainFunction(traits) {
  const isAsync = traits & Trait.Async;
  if (traits & Trait.Generator) return isAsync ? { async *call() {} }.call : { *call() {} }.call;
  return isAsync ? { async call() {} }.call : { call() {} }.call;
}

/**
 * A function that can be constructed. Its `prototype` cannot be configured, so one whose original
 * has none (a bound function) must be a bound function too.
 * @param {number} traits
 */
function constructorFunction(traits) {
  const shadow = function () {};
  return traits & Trait.Prototype ? shadow : shadow.bind(undefined);
}

/** Of sloppy code: that of strict code has a `callee` that cannot be configured. */
const argumentsObject = runInThisContext('(function () { return arguments; })');

/**
 * An object of the kind that a stand-in must have for its target.
 * @param {number} traits
 * @returns {any}
 */
function shadowFor(traits) {
  if (traits & Trait.Constructor) return constructorFunction(traits);
  if (traits & Trait.Callable) return plainFunction(traits);
  if (traits & Trait.Array) return [];
  if (traits & Trait.Arguments) return argumentsObject();
  return {};
}

module.exports = { fill, fillProperties, forgetAbsent, shadowFor };
