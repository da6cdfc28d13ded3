'use strict';

// The levels of isolation: where the engine of a context lives. `require('rsvm')` makes contexts in
// the process unless it is told otherwise, `require('rsvm/process')` in processes of their own. The
// functions of both are made by lib/api.js; their classes are the same but for what is noted here,
// which the constructors ask for by `new.target`. lib/session.js starts engines through `startEngine`.

const { create } = require('./errors.js');
const native = require('./native.js');

/** @typedef {'in-process' | 'process'} Isolation */

const IN_PROCESS = 'in-process';
const PROCESS = 'process';
const LEVELS = Object.freeze([IN_PROCESS, PROCESS]);

/** The classes of `rsvm/process`. @type {WeakSet<object>} */
const atProcessLevel = new WeakSet();

/**
 * Whoever drops a context need not wait for the next one to be made until its process ends.
 * @type {FinalizationRegistry<number>}
 */
const dropped = new FinalizationRegistry((id) => native.dispose(id));

/**
 * @template {Function} T
 * @param {T} Class
 * @returns {T} the same, whose instances are at the process level
 */
function apart(Class) {
  // A proxy, so that both have one prototype: `new process.Script('1') instanceof Script`.
  const copy = new Proxy(Class, {});
  atProcessLevel.add(copy);
  return copy;
}

/**
 * @param {Function} Class what was constructed: one of ours, or what extends it
 * @returns {Isolation}
 */
function isolationOf(Class) {
  for (let at = Class; at !== null; at = Object.getPrototypeOf(at)) {
    if (atProcessLevel.has(at)) return PROCESS;
  }
  return IN_PROCESS;
}

/**
 * @param {Isolation} isolation
 * @param {object} owner with whom the engine ends
 * @returns {number} the engine's number
 */
function startEngine(isolation, owner) {
  const id = native.create(isolation === PROCESS ? 1 : 0);
  if (id === 0) throw create('ERR_RSVM_ENGINE_LOST', native.lost());
  native.own(id, owner);
  if (isolation === PROCESS) dropped.register(owner, id);
  return id;
}

module.exports = { IN_PROCESS, LEVELS, PROCESS, apart, isolationOf, startEngine };
