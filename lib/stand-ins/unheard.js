'use strict';

// Symbols of the host's that a guest has never heard of, where the host asks a guest's object for one. No object
// of a guest's has a property under it, but by what it inherits from the host's; only the traps of a Proxy would
// notice, and answer what they like. Node tells its own objects by such symbols, and its C++ takes what it finds
// there for what it put there: one answer ended the process. So no guest is asked, and what Node itself writes
// under such a symbol stays here. lib/stand-ins/guest-object.js and lib/stand-ins/handler.js call these.

const { AsyncResource } = require('node:async_hooks');
const { isCalledByNode } = require('../frames.js');
const { isState } = require('../node-state.js');
const { lookUp } = require('../peek.js');
const { isCommonSymbol } = require('../wire.js');
const { handlerOf } = require('./marks.js');

/** @typedef {import('./guest-object.js').GuestObject} GuestObject */
/** @typedef {import('../membrane.js').Membrane} Membrane */

/**
 * What Node keeps in each promise, and looks for before it ends the process for a rejection: then a class of
 * the guest's that extends `Promise` is not even asked what it inherits from.
 */
const IN_PROMISES = new Set(
  Reflect.ownKeys(new AsyncResource('RSVM')).filter((key) => typeof key === 'symbol'),
);

/** Under which Node was seen to write to an object of a guest's. @type {WeakSet<any>} */
const written = new WeakSet();

/**
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {key is symbol}
 */
function isUnheard(key, membrane) {
  if (typeof key !== 'symbol' || isCommonSymbol(key)) return false;
  return membrane.symbols.known(key) === undefined;
}

/**
 * Whether a write is of Node's own. It takes 10 µs, of a symbol that is new to the guest.
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @param {Function} trap that the writer calls
 * @returns {key is symbol}
 */
function isWrittenByNode(key, membrane, trap) {
  if (!isUnheard(key, membrane)) return false;
  if (!written.has(key) && !isCalledByNode(trap)) return false;
  written.add(key);
  return true;
}

/**
 * @param {GuestObject} object
 * @param {symbol} key unheard of
 * @returns {object | null} in which to look for it
 */
function ownerFor(object, key) {
  const { kept } = object;
  if (kept !== undefined && Object.hasOwn(kept, key)) return kept;
  if (IN_PROMISES.has(key)) return null;
  const beyond = object.beyond();
  if (beyond === null || handlerOf(beyond) !== undefined) return beyond;
  // What inherits from an instance of Node's is none: a guest would mix the state of several.
  const found = lookUp(beyond, key);
  return found === undefined || isState(found.owner) ? null : beyond;
}

/**
 * @param {GuestObject} object
 * @param {symbol} key unheard of
 * @param {any} receiver
 * @returns {any}
 */
function getUnheard(object, key, receiver) {
  const owner = ownerFor(object, key);
  return owner === null ? undefined : Reflect.get(owner, key, receiver);
}

/**
 * @param {GuestObject} object
 * @param {symbol} key unheard of
 * @returns {boolean}
 */
function hasUnheard(object, key) {
  const owner = ownerFor(object, key);
  return owner !== null && Reflect.has(owner, key);
}

/**
 * @param {GuestObject} object
 * @param {symbol} key unheard of
 * @param {any} value
 * @param {any} receiver
 * @returns {boolean}
 */
function setUnheard(object, key, value, receiver) {
  return Reflect.set(ownerFor(object, key) ?? Object.create(null), key, value, receiver);
}

module.exports = { getUnheard, hasUnheard, isUnheard, isWrittenByNode, setUnheard };
