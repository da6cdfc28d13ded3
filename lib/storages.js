'use strict';

// Node's `AsyncLocalStorage`, where hooks keep it: as long as one is in use, Node calls what it finds under a name of
// each that was enabled, for every asynchronous resource of the host's, and in the middle of whatever is done. A
// guest that was given one, for its `run`, must not have its own function called there, nor choose the name of what
// is written in the resource. lib/hidden.js, lib/calls.js and lib/node-state.js ask here.

const { AsyncLocalStorage } = require('node:async_hooks');
const { isObject, ownValue, seek } = require('./peek.js');

const { prototype: PROTOTYPE } = AsyncLocalStorage;

/** What Node calls of one by itself. From Node 24 on there is nothing of the kind. */
const CALLED = Reflect.ownKeys(PROTOTYPE).filter((key) => String(key).startsWith('_'));

/** What Node trusts of one. @type {Set<PropertyKey>} */
const KEYS = new Set(CALLED.length === 0 ? [] : [...CALLED, ...stateKeys()]);

/** @returns {PropertyKey[]} what one keeps */
function stateKeys() {
  const storage = new AsyncLocalStorage();
  storage.disable();
  return Reflect.ownKeys(storage);
}

const METHODS = new Set(
  CALLED.length === 0 ? [] : Reflect.ownKeys(PROTOTYPE).map((key) => ownValue(PROTOTYPE, key)),
);

/** Those of a guest's classes, whose chain begins with a stand-in. @type {WeakSet<object>} */
const ofGuests = new WeakSet();

/**
 * @param {object} object
 * @returns {boolean}
 */
function isStorage(object) {
  return ofGuests.has(object) || seek(object, (at) => at === PROTOTYPE) === PROTOTYPE;
}

/**
 * @param {unknown} object
 * @param {PropertyKey} key
 * @returns {boolean} whether a guest may not write the property, as Node relies on it
 */
function isKeptInStorage(object, key) {
  return KEYS.has(key) && isObject(object) && isStorage(object);
}

/**
 * @param {unknown} callee
 * @param {any} receiver
 * @returns {any} what it calls it on
 */
function receiverOf(callee, receiver) {
  return isObject(receiver) && METHODS.has(callee) && !isStorage(receiver) ? undefined : receiver;
}

/**
 * A guest's class has made an object by a class of the host's: what Node calls of a storage is Node's own, whatever
 * the guest's class has under the name.
 * @param {object} object
 * @param {any} Class the host's
 */
function keepMade(object, Class) {
  const prototype = ownValue(Class, 'prototype');
  if (CALLED.length === 0 || !isObject(prototype) || !isStorage(prototype)) return;
  ofGuests.add(object);
  for (const key of CALLED) {
    Object.defineProperty(object, key, { value: ownValue(PROTOTYPE, key) });
  }
}

module.exports = { METHODS, isKeptInStorage, keepMade, receiverOf };
