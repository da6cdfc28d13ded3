'use strict';

// What a guest calls and constructs functions of the host's with. Some of Node's take what they are given for
// what they expect, or do with it what nobody can catch: each has a rule of what it gets (lib/timers.js,
// lib/cloned.js, lib/uncatchable.js), also where the guest has another function of Node's call it. And none is
// given what it would change for the whole process (lib/process-wide.js). lib/operations.js calls these.

const { types } = require('node:util');
const cloned = require('./cloned.js');
const { isNodes } = require('./node-sources.js');
const processWide = require('./process-wide.js');
const { isObject } = require('./stand-ins.js');
const timers = require('./timers.js');
const uncatchable = require('./uncatchable.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */
/**
 * What a function gets for what a guest calls it with. It may throw.
 * @typedef {(args: any[], membrane: Membrane) => any[]} Rule
 */

/** @type {Map<unknown, Rule>} */
const RULES = new Map([
  ...timers.RULES,
  ...cloned.RULES,
  ...uncatchable.RULES,
  ...processWide.RULES,
]);

/** What stands for functions with rules where a guest hands them on. @type {WeakMap<Membrane, Map<any, any>>} */
const ruled = new WeakMap();

/**
 * @param {any} f that has a rule
 * @param {Membrane} membrane
 * @returns {any} the same function, which keeps to its rule whoever calls it: always the same one, so that a
 *   listener can be removed
 */
function ruledBy(f, membrane) {
  const known = ruled.get(membrane) ?? new Map();
  ruled.set(membrane, known);
  const rule = /** @type {Rule} */ (RULES.get(f));
  if (!known.has(f)) {
    const traps = {
      apply: (/** @type {any} */ _, /** @type {any} */ receiver, /** @type {any[]} */ args) =>
        Reflect.apply(f, receiver, rule(args, membrane)),
      construct: (/** @type {any} */ _, /** @type {any[]} */ args) =>
        Reflect.construct(f, rule(args, membrane)),
    };
    known.set(f, new Proxy(f, traps));
  }
  return known.get(f);
}

/**
 * @param {any} value
 * @returns {boolean} whether it may be the prototype of a class
 */
function isPrototype(value) {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return Object.hasOwn(value, 'constructor');
}

/**
 * @param {any} f
 * @param {any[]} args
 * @param {Membrane} membrane
 * @returns {any[]} what a guest that calls or constructs a function of the host's gives it
 * @throws {TypeError} if it would change what is the whole process'
 */
function argumentsFor(f, args, membrane) {
  const rule = RULES.get(f);
  const isAnyObject = args.some(isObject);
  // As nearly always.
  if (rule === undefined && !isAnyObject) return args;
  const given = isAnyObject ? withRules(f, args, membrane) : args;
  return rule === undefined ? given : rule(given, membrane);
}

/**
 * @param {any} f
 * @param {any[]} args
 * @param {Membrane} membrane
 * @returns {any[]} what it is given, if it is Node's and would call a function with a rule
 */
function withRules(f, args, membrane) {
  const isRuled = args.some((value) => RULES.has(value));
  if ((!isRuled && !args.some(isPrototype)) || !isNodes(f)) return args;
  if (args.some((value) => isPrototype(value) && processWide.isProcessWide(value, membrane))) {
    throw new TypeError('Illegal invocation');
  }
  return args.map((value) => (RULES.has(value) ? ruledBy(value, membrane) : value));
}

/**
 * @param {any} f
 * @param {any} receiver
 * @param {Membrane} membrane
 * @returns {any} what a guest that calls it gives it for `this`
 * @throws {TypeError} the same
 */
function receiverFor(f, receiver, membrane) {
  if (!isObject(receiver)) return receiver;
  if (processWide.isShared(receiver, membrane, f)) throw new TypeError('Illegal invocation');
  return timers.receiverOf(f, receiver);
}

module.exports = { argumentsFor, receiverFor };
