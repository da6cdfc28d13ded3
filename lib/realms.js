'use strict';

// Which realms of V8's objects come from: the host's own, and others that are met (`node:vm`, a test
// runner). Their primordials are learned when the first object of a realm is about to cross, which is in
// the middle of a message: what code of the user's that runs cannot enter an engine (`isLearning`). What
// cannot be found is inert for a guest: nothing that is a built-in of another realm crosses as itself.
// lib/membrane.js asks here for each object that it sends for the first time, lib/node-state.js of what it looks
// at before that; lib/forward.js takes the host's own primordials from here.

const { types } = require('node:util');
const { constructorOf, discover, isBuiltIn } = require('./discovery.js');
const {
  nameOf,
  numberOf,
  remember,
  rememberInert,
  rememberMembers,
  rememberOther,
  rememberTree,
} = require('./intrinsics.js');
const { isObject, ownValue } = require('./peek.js');

/** How long a chain of prototypes is looked at. */
const MAX_CHAIN = 1000;

/** @typedef {import('./discovery.js').Roots} Roots */

/** The global objects of the realms that are known. @type {WeakSet<object>} */
const globals = new WeakSet();
/** The primordials of this realm, by number. @type {any[]} */
const own = [];
/** The prototypes by which objects of other realms are known. @type {WeakSet<object>} */
const foreign = new WeakSet();
let hasForeign = false;
let learning = false;

/**
 * Learns the primordials of a realm.
 * @param {Roots} roots
 * @returns {unknown[]} those that have numbers
 */
function learnRealm(roots) {
  const { global, entries, others, unnumbered } = discover(roots);
  if (isObject(global)) globals.add(global);
  // Owners before members: `Object.prototype.constructor` is `Object`, not a member.
  entries.forEach((value, index) => remember(value, { index }));
  if (own.length === 0) own.push(...entries);
  const isOne = learning ? (/** @type {Function} */ f) => isBuiltIn(f) : undefined;
  entries.forEach((entry, index) => rememberMembers(entry, index, isOne));
  others.forEach(rememberOther);
  for (const [key, one] of Object.entries(unnumbered)) rememberTree(one, [{ key, field: 0 }]);
  return entries;
}

/**
 * @param {Function} evaluate a realm's `Function`
 * @returns {Roots}
 */
function rootsOf(evaluate) {
  const prototype = ownValue(evaluate, 'prototype');
  const object = Reflect.getPrototypeOf(prototype);
  return {
    object: /** @type {object} */ (object),
    Object: ownValue(object, 'constructor'),
    function: prototype,
    Function: evaluate,
  };
}

learnRealm(rootsOf(Function));
// In a Jest test this file runs in another realm than Node's own modules do.
const main = /** @type {any} */ (Object.getPrototypeOf(process.nextTick)).constructor;
if (main !== Function) learnRealm(rootsOf(main));

/** @returns {boolean} whether code of the user's that runs now does so in the middle of a message */
function isLearning() {
  return learning;
}

/**
 * Learns the realm of an object that is about to cross, if it is one that was not met before: the last
 * prototype of its chain is then an `Object.prototype` without a name.
 * @param {object} object
 */
function learnRealmOf(object) {
  const root = rootOf(object);
  if (nameOf(root) !== undefined && !(hasForeign && foreign.has(root))) return;
  if (nameOf(root) === undefined && !types.isProxy(root)) learnFrom(root);
  if (!isBuiltInOf(object, root)) return;
  rememberInert(object);
  foreign.add(object);
  hasForeign = true;
}

/**
 * @param {object} object
 * @returns {object} the first of its chain that has a name, or the last one
 */
function rootOf(object) {
  let last = object;
  for (let depth = 0; depth < MAX_CHAIN && !types.isProxy(last); depth += 1) {
    const next = Reflect.getPrototypeOf(last);
    if (next === null) break;
    last = next;
    // As nearly always.
    if (nameOf(next) !== undefined) break;
  }
  return last;
}

/** @param {object} object the last of a chain of prototypes */
function learnFrom(object) {
  const method = ownValue(object, '__lookupGetter__');
  const prototype = isBuiltIn(method, '__lookupGetter__') && Reflect.getPrototypeOf(method);
  const evaluate = ownValue(prototype, 'constructor');
  if (!isBuiltIn(evaluate, 'Function')) return;
  learning = true;
  try {
    const known = learnRealm({
      object,
      Object: ownValue(object, 'constructor'),
      function: /** @type {object} */ (prototype),
      Function: evaluate,
    });
    for (const primordial of known) if (isObject(primordial)) foreign.add(primordial);
    hasForeign = true;
  } finally {
    learning = false;
  }
}

/**
 * @param {object} object
 * @param {object} root of its chain
 * @returns {boolean} whether it is a built-in of another realm without a name, or the prototype or
 *   namespace of some
 */
function isBuiltInOf(object, root) {
  if (nameOf(object) !== undefined || types.isProxy(object)) return false;
  if (isBuiltIn(object)) return true;
  const constructor = constructorOf(object);
  if (constructor !== undefined) return ownValue(constructor, 'prototype') === object;
  // An `Object.prototype` that has lost what it is known by.
  if (isBuiltIn(ownValue(object, 'hasOwnProperty'))) return true;
  // A module's namespace has a tag, too.
  if (!foreign.has(root) || !Object.hasOwn(object, Symbol.toStringTag)) return false;
  return Reflect.ownKeys(object).some((key) => isBuiltIn(ownValue(object, key)));
}

/**
 * @param {object} object
 * @returns {boolean} whether it is the global of a realm of the host's
 */
function isHostGlobal(object) {
  return globals.has(object);
}

/**
 * @param {number} index
 * @returns {any} this realm's own primordial for a number that a guest sent
 */
function ownIntrinsic(index) {
  return own[index];
}

/** The kinds that arrive as the real thing (RECORD_PROTOTYPES in src/engine/intrinsics.rs). */
const FIRST_RECORD = numberOf('Error');
const LAST_RECORD = numberOf('BigInt');

/**
 * @param {number} index
 * @returns {object | undefined} this realm's own prototype of such a kind, if that is what it is
 */
function recordPrototype(index) {
  const isOne = index % 2 === 1 && index >= FIRST_RECORD && index <= LAST_RECORD;
  return isOne ? own[index] : undefined;
}

module.exports = { isHostGlobal, isLearning, learnRealmOf, ownIntrinsic, recordPrototype };
