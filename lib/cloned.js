'use strict';

// What a guest calls functions of the host's with that copy, as `structuredClone` and its like, or that take
// arrays as V8 has them. V8 copies no proxies, and stand-ins are such, so they are given copies of what stands
// behind those.
// lib/operations.js asks here before each call.

const fs = require('node:fs');
const { BroadcastChannel, MessagePort, Worker } = require('node:worker_threads');
const { types } = require('node:util');
const { eachOfMap, eachOfSet } = require('./records/primordials.js');
const { handlerOf, isObject } = require('./stand-ins.js');
const { Trait } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

/** @type {Set<unknown>} */
const CLONERS = new Set([
  globalThis.structuredClone,
  ...[BroadcastChannel, MessagePort, Worker].map((Class) => Class.prototype.postMessage),
]);

/**
 * What takes a list as it is for V8, where a stand-in of an array is none: it would end the process.
 * @type {Set<unknown>}
 */
const TAKING_LISTS = new Set(
  [...[fs.readv, fs.readvSync, fs.writev, fs.writevSync], Reflect.get(process, 'setgroups')].filter(
    (f) => typeof f === 'function',
  ),
);

/**
 * @param {any} value
 * @returns {any} an array of ours for one of a guest's
 */
function listOf(value) {
  return handlerOf(value) !== undefined && Array.isArray(value) ? Array.from(value) : value;
}

/**
 * @param {unknown} callee
 * @param {any[]} args
 * @param {Membrane} membrane
 * @returns {any[]} what it is to be called with
 */
function argumentsFor(callee, args, membrane) {
  if (!args.some(isObject)) return args;
  if (TAKING_LISTS.has(callee)) return args.map(listOf);
  if (!CLONERS.has(callee)) return args;
  const copies = new Map();
  return args.map((value) => copyOf(value, membrane, copies));
}

/**
 * @param {any} value
 * @param {Membrane} membrane
 * @param {Map<object, object>} copies what was copied already, so that circles are
 * @returns {any} a copy of what is a stand-in or has some in it, or the value
 */
function copyOf(value, membrane, copies) {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const handler = handlerOf(value);
  if (handler?.membrane === membrane) {
    const isArray = (handler.traits & Trait.Array) !== 0;
    return copyProperties(value, isArray ? new Array(value.length) : {}, membrane, copies);
  }
  if (types.isMap(value)) {
    const copy = new Map();
    copies.set(value, copy);
    eachOfMap(value, (/** @type {any} */ member, /** @type {any} */ key) => {
      copy.set(copyOf(key, membrane, copies), copyOf(member, membrane, copies));
    });
    return copy;
  }
  if (types.isSet(value)) {
    const copy = new Set();
    copies.set(value, copy);
    eachOfSet(value, (/** @type {any} */ member) => {
      copy.add(copyOf(member, membrane, copies));
    });
    return copy;
  }
  return value;
}

/**
 * Copies what V8 would: the own properties that are enumerable and have a string for their key.
 * @param {any} from
 * @param {any} to
 * @param {Membrane} membrane
 * @param {Map<object, object>} copies
 */
function copyProperties(from, to, membrane, copies) {
  copies.set(from, to);
  for (const key of Object.keys(from)) {
    Object.defineProperty(to, key, {
      value: copyOf(from[key], membrane, copies),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return to;
}

module.exports = { argumentsFor };
