'use strict';

// What a property of a sandbox is, as both sides have it: which there are, and when two are the same.
// lib/mirror/index.js keeps one for each property, lib/mirror/close-look.js compares with them, lib/mirror/live.js
// asks what a declaration is.

const { types } = require('node:util');
const { getOwn, isHiddenOwn, isStack } = require('../hidden.js');
const { nameOf } = require('../intrinsics.js');
const { isObject } = require('../peek.js');
const { Attribute, attributesOf } = require('../wire.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

/** As a `var` declares a property; such a one is configurable on the sandbox, as with node:vm. */
const DECLARED =
  Attribute.Value |
  Attribute.HasWritable |
  Attribute.Writable |
  Attribute.HasEnumerable |
  Attribute.Enumerable |
  Attribute.HasConfigurable;

/** As a built-in of the global is. */
const HIDDEN =
  Attribute.Value |
  Attribute.HasWritable |
  Attribute.Writable |
  Attribute.HasEnumerable |
  Attribute.HasConfigurable |
  Attribute.Configurable;

const FLAGS = Attribute.Writable | Attribute.Enumerable | Attribute.Configurable;

/**
 * A property as both sides have it.
 * @typedef {object} Entry
 * @property {number} attributes
 * @property {any} value
 * @property {any} get
 * @property {any} set
 * @property {boolean} inherited
 */

/**
 * Whether the guest has changed nothing but the attributes of an accessor of the sandbox's: it sends
 * the halves that are new, and there is none. With the attributes as they were, it took the halves away.
 * @param {PropertyDescriptor} sent
 * @param {number} attributes
 * @param {Entry | undefined} known
 * @returns {boolean}
 */
function keepsAccessor(sent, attributes, known) {
  if (known === undefined || (known.attributes | attributes) & Attribute.Value) return false;
  if (sent.get !== undefined || sent.set !== undefined) return false;
  return ((known.attributes ^ attributes) & FLAGS) !== 0;
}

/**
 * @param {PropertyDescriptor} descriptor
 * @param {boolean} inherited
 * @returns {Entry}
 */
function entryOf(descriptor, inherited) {
  const { value, get, set } = descriptor;
  return { attributes: attributesOf(descriptor), value, get, set, inherited };
}

/** How long a chain of prototypes is looked at. */
const MAX_CHAIN = 1000;

/**
 * Every property of a sandbox that a guest is to see: the own ones, and those of the prototypes below
 * Object.prototype, whose members the guest's global inherits of its own. A prototype that is a proxy may run
 * code of the user's.
 * @param {object} sandbox
 * @param {Membrane} membrane
 * @returns {Map<PropertyKey, Entry>}
 */
function entriesOf(sandbox, membrane) {
  /** @type {Map<PropertyKey, Entry>} */
  const found = new Map();
  let object = /** @type {object | null} */ (sandbox);
  for (let depth = 0; object !== null && depth < MAX_CHAIN; depth += 1) {
    if (depth > 0 && isObjectPrototype(object)) break;
    for (const key of Reflect.ownKeys(object)) {
      if (found.has(key)) continue;
      const descriptor = shownProperty(object, key, membrane);
      if (descriptor !== undefined) found.set(key, entryOf(descriptor, depth > 0));
    }
    if (depth > 0 && types.isProxy(object)) break;
    object = Reflect.getPrototypeOf(object);
  }
  return found;
}

/**
 * @param {object} object
 * @returns {boolean} whether it is the `Object.prototype` of some realm
 */
function isObjectPrototype(object) {
  return nameOf(object) !== undefined && Reflect.getPrototypeOf(object) === null;
}

/**
 * @param {object} object the sandbox, or what it inherits from
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {PropertyDescriptor | undefined} the property as a guest is to see it, if it is
 */
function shownProperty(object, key, membrane) {
  if (isStack(object, key) !== false) return getOwn(object, key, membrane);
  if (isHiddenOwn(object, key, membrane)) return undefined;
  return Reflect.getOwnPropertyDescriptor(object, key);
}

/**
 * @param {Entry} left
 * @param {Entry} right
 * @returns {boolean}
 */
function sameEntry(left, right) {
  return (
    Object.is(left.value, right.value) &&
    left.get === right.get &&
    left.set === right.set &&
    left.inherited === right.inherited &&
    sameAttributes(left.attributes, right.attributes)
  );
}

/** What a `var` declares cannot be configured in the guest; on the sandbox it can. */
const DECLARED_FLAGS = DECLARED & FLAGS;

/**
 * @param {number} guest the attributes there
 * @param {number} host those on the sandbox
 * @returns {boolean} whether these are of the same property
 */
function sameAttributes(guest, host) {
  if (guest === host) return true;
  const added = guest ^ host;
  return added === Attribute.Configurable && (guest & FLAGS) === DECLARED_FLAGS;
}

/**
 * @param {PropertyKey} key
 * @returns {boolean} whether a guest has a built-in of that name
 */
function namesBuiltIn(key) {
  const own = Reflect.getOwnPropertyDescriptor(globalThis, key)?.value;
  return isObject(own) && nameOf(own) !== undefined;
}

/**
 * Whether an own property holds a primordial under its own name: a guest has its own there already.
 * @param {PropertyKey} key
 * @param {Entry} entry
 * @returns {boolean}
 */
function isOwnPrimordial(key, entry) {
  const { value, inherited } = entry;
  if (inherited) return false;
  if (value === globalThis) return key === 'globalThis';
  if (key === 'undefined' || key === 'NaN' || key === 'Infinity') return true;
  if (!isObject(value) || nameOf(value) === undefined) return false;
  return /** @type {any} */ (value).name === key || /** @type {any} */ (globalThis)[key] === value;
}

module.exports = {
  DECLARED,
  FLAGS,
  HIDDEN,
  entriesOf,
  entryOf,
  isOwnPrimordial,
  keepsAccessor,
  namesBuiltIn,
  sameAttributes,
  sameEntry,
};
