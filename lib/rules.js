'use strict';

// What a rule of a callee is: what a function of the host's gets for what a guest calls it with. lib/timers.js,
// lib/cloned.js, lib/uncatchable.js and lib/process-wide.js have a table of rules each, which lib/ruled.js puts
// together; lib/calls.js keeps to them, and refuses what has none.

/** @typedef {import('./membrane.js').Membrane} Membrane */

/**
 * It may throw.
 * @typedef {(args: any[], membrane: Membrane) => any[]} Rule
 */

/**
 * Functions, and the rule of each of them; undefined stands for one that this Node has not.
 * @typedef {[functions: Iterable<unknown>, rule: Rule]} Ruling
 */

/**
 * @returns {never}
 * @throws {TypeError} as V8 does for a method of its own on what it is not for
 */
function refuse() {
  throw new TypeError('Illegal invocation');
}

/**
 * @param {Ruling[]} rulings
 * @returns {Map<unknown, Rule>} by function
 */
function byFunction(rulings) {
  const rules = new Map();
  for (const [functions, rule] of rulings) {
    for (const f of functions) if (f !== undefined) rules.set(f, rule);
  }
  return rules;
}

module.exports = { byFunction, refuse };
