'use strict';

// What is given to functions of the host's that a guest calls, and that copy what they get (`structuredClone` and
// its like) or take arrays as V8 has them. V8 copies no proxies, and stand-ins are such: the functions get copies
// of what is behind those. lib/calls.js has it done before each call.

const fs = require('node:fs');
const { BroadcastChannel, MessagePort, Worker } = require('node:worker_threads');
const { types } = require('node:util');
const { eachOfMap, eachOfSet } = require('./records/primordials.js');
const { handlerOf } = require('./stand-ins/marks.js');
const { Trait } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

const CLONERS = [
  globalThis.structuredClone,
  ...[BroadcastChannel, MessagePort, Worker].map((Class) => Class.prototype.postMessage),
];

/** Functions whose C++ takes a list for an array of V8's: a stand-in, which is none, would end the process. */
const TAKING_LISTS = [
  ...[fs.readv, fs.readvSync, fs.writev, fs.writevSync],
  Reflect.get(process, 'setgroups'),
];

/**
 * @param {any} value
 * @returns {any} an array of ours for one of a guest's
 */
function listOf(value) {
  return handlerOf(value) !== undefined && Array.isArray(value) ? Array.from(value) : value;
}

/**
 * @param {any[]} args
 * @param {Membrane} membrane
 * @returns {any[]}
 */
function clones(args, membrane) {
  const made = new Map();
  return args.map((value) => copyOf(value, membrane, made));
}

/** @param {any[]} args */
const lists = (args) => args.map(listOf);

/**
 * What a guest calls them with.
 * @type {import('./rules.js').Ruling[]}
 */
const RULES = [
  [CLONERS, clones],
  [TAKING_LISTS, lists],
];

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

module.exports = { RULES };
