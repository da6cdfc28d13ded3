'use strict';

// Node's `AsyncResource`, whose methods take what they are called on for one: Node's C++ gets the numbers that it
// should have, and ends the process where there are none. So what a guest calls them on is one that has those.
// lib/receivers.js asks here. No code of the user's runs.

const { AsyncResource } = require('node:async_hooks');
const { isObject, ownValue } = require('./peek.js');
const { refuse } = require('./rules.js');

const sample = new AsyncResource('rsvm', { requireManualDestroy: true });

/** Under which Node finds them. */
const NUMBERS = Reflect.ownKeys(sample).filter((key) => typeof ownValue(sample, key) === 'number');

const { prototype: PROTOTYPE } = AsyncResource;
const METHODS = new Set(
  Reflect.ownKeys(PROTOTYPE)
    .filter((key) => key !== 'constructor')
    .map((key) => ownValue(PROTOTYPE, key)),
);

/**
 * @param {unknown} object
 * @returns {boolean} whether Node has made it one: also of a class of a guest's
 */
function isResource(object) {
  return isObject(object) && NUMBERS.every((key) => typeof ownValue(object, key) === 'number');
}

/**
 * @param {unknown} callee
 * @param {any} receiver
 * @returns {any} what it is called on
 * @throws {TypeError} if it needs another
 */
function receiverOf(callee, receiver) {
  if (METHODS.has(callee) && !isResource(receiver)) refuse();
  return receiver;
}

module.exports = { METHODS, receiverOf };
