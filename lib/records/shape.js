'use strict';

// What a record has beside its internal state: a prototype, own properties, and whether more can be
// added. Read from slots, so that no code runs.

const { types } = require('node:util');
const { reader, writer } = require('../crossing.js');
const { isNodesKey } = require('../node-state.js');
const { KEYS } = require('../timers.js');
const { Attribute, RecordKind, Tag, attributesOf, flagsOf } = require('../wire.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { isExtensible, ownKeys, preventExtensions, setPrototypeOf } = Reflect;

/** The prototypes that a receiver gives a record anyway. @type {Record<number, object>} */
const DEFAULTS = {
  [RecordKind.Date]: Date.prototype,
  [RecordKind.RegExp]: RegExp.prototype,
  [RecordKind.Map]: Map.prototype,
  [RecordKind.Set]: Set.prototype,
  [RecordKind.ArrayBuffer]: ArrayBuffer.prototype,
  [RecordKind.DataView]: DataView.prototype,
  [RecordKind.Promise]: Promise.prototype,
};

/**
 * @param {object} object
 * @param {number} kind
 * @param {Membrane} membrane
 */
function put(object, kind, membrane) {
  const prototype = getPrototypeOf(object);
  if (prototype !== null && prototype === DEFAULTS[kind]) writer.word(Tag.Absent);
  else writer.value(prototype, membrane);
  writer.word(isExtensible(object) ? 1 : 0);
  const own = ownData(object, kind).filter(({ key }) => !isOfHost(object, key, membrane));
  writer.word(own.length);
  for (const { key, descriptor } of own) {
    writer.key(key, membrane);
    writer.word(attributesOf(descriptor));
    writer.value(descriptor.value, membrane);
  }
}

/**
 * @param {object} object
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean} whether a property is what Node keeps in a promise: what follows it, and its domain
 */
function isOfHost(object, key, membrane) {
  if (!types.isPromise(object)) return false;
  return key === 'domain' || isNodesKey(object, key, membrane);
}

/**
 * The own data properties that are not made by the internal state. Those of a typed array are not
 * looked for: only a list of all its elements would tell.
 * @param {object} object
 * @param {number} kind
 */
function ownData(object, kind) {
  /** @type {{ key: PropertyKey, descriptor: PropertyDescriptor }[]} */
  const own = [];
  if (kind === RecordKind.TypedArray) return own;
  const isString = kind === RecordKind.Boxed && types.isStringObject(object);
  for (const key of ownKeys(object)) {
    if (kind === RecordKind.RegExp && key === 'lastIndex') continue;
    if (isString && (key === 'length' || (typeof key === 'string' && /^\d+$/.test(key)))) continue;
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (descriptor !== undefined && 'value' in descriptor) own.push({ key, descriptor });
  }
  return own;
}

/**
 * @typedef {object} Shape
 * @property {object | null | undefined} prototype
 * @property {boolean} extensible
 * @property {{ key: PropertyKey, descriptor: PropertyDescriptor }[]} own
 */

/**
 * @param {Membrane} membrane
 * @returns {Shape}
 */
function get(membrane) {
  const prototype = membrane.readPrototype();
  const extensible = reader.word() === 1;
  const own = [];
  for (let count = reader.word(); count > 0; count -= 1) {
    const key = reader.key(membrane);
    const descriptor = flagsOf(reader.word() & ~Attribute.Value);
    descriptor.value = reader.value(membrane);
    own.push({ key, descriptor });
  }
  return { prototype, extensible, own };
}

/**
 * Gives a record a property that the guest's has.
 * @param {object} object
 * @param {PropertyKey} key
 * @param {PropertyDescriptor} descriptor
 */
function define(object, key, descriptor) {
  // It would pass for a timer.
  if (!KEYS.has(key)) defineProperty(object, key, descriptor);
}

/**
 * Gives an object that was just made its shape.
 * @param {object} object
 * @param {Shape} shape
 */
function apply(object, { prototype, extensible, own }) {
  if (prototype !== undefined) setPrototypeOf(object, prototype);
  for (const { key, descriptor } of own) define(object, key, descriptor);
  if (!extensible) preventExtensions(object);
}

module.exports = { apply, define, get, put };
