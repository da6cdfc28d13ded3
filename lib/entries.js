'use strict';

// What a property of a sandbox is, as both sides have it, and when two are the same. lib/mirror.js keeps
// one for each property, lib/close-look.js compares with them, lib/live.js asks what a declaration is.

const { nameOf } = require('./intrinsics.js');
const { isObject } = require('./stand-ins.js');
const { Attribute, attributesOf } = require('./wire.js');

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

/** The attributes of a `var` here and there. */
const DECLARED_FLAGS = DECLARED & FLAGS;

/**
 * @param {number} guest
 * @param {number} host
 * @returns {boolean}
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
function isBuiltIn(key) {
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
  entryOf,
  isBuiltIn,
  isOwnPrimordial,
  keepsAccessor,
  sameAttributes,
  sameEntry,
};
