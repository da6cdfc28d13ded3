'use strict';

// Reading plain data without a crossing for each property: the host's half of
// src/engine/snapshot.rs. A snapshot is the own properties of a plain object or array that holds
// nothing but plain data; lib/handler.js reads a guest's, lib/operations.js writes one of the host's.

const { types } = require('node:util');
const { reader, writer } = require('./session.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

/** The forms of a snapshot on the wire. */
const Form = Object.freeze({ None: 0, Object: 1, Array: 2 });

/** How many properties a snapshot may have. */
const MAX_PROPERTIES = 100_000;

/**
 * Reads a snapshot of a guest's object.
 * @param {Membrane} membrane
 * @returns {any} a copy that nothing else refers to; undefined if the object has no snapshot
 */
function readSnapshot(membrane) {
  const form = reader.word();
  if (form === Form.Array) return reader.values(membrane);
  if (form === Form.None) return undefined;
  const copy = Object.create(null);
  for (let count = reader.word(); count > 0; count -= 1) {
    const key = reader.key(membrane);
    copy[key] = reader.value(membrane);
  }
  return copy;
}

/**
 * The own data property of an object that is no proxy: reading it runs no code.
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {PropertyDescriptor | undefined}
 */
function plainProperty(object, key) {
  if (types.isProxy(object)) return undefined;
  const property = Reflect.getOwnPropertyDescriptor(object, key);
  return property !== undefined && 'value' in property ? property : undefined;
}

/**
 * @param {PropertyDescriptor | undefined} property
 * @returns {property is PropertyDescriptor & { value: any }}
 */
function isPlainData(property) {
  return (
    property !== undefined &&
    'value' in property &&
    property.writable === true &&
    property.enumerable === true &&
    property.configurable === true
  );
}

/**
 * @param {any} object
 * @returns {boolean} whether reading its properties is all that there is to it
 */
function isPlain(object) {
  if (typeof object !== 'object' || types.isProxy(object) || !Object.isExtensible(object)) {
    return false;
  }
  return !(types.isTypedArray(object) || types.isModuleNamespaceObject(object));
}

/**
 * Writes the snapshot of one of our objects. Runs no code of the user's.
 * @param {any} object
 * @param {Membrane} membrane
 */
function writeSnapshot(object, membrane) {
  const values = isPlain(object) ? valuesOf(object) : undefined;
  if (values === undefined) {
    writer.word(Form.None);
  } else if (Array.isArray(object)) {
    writer.word(Form.Array);
    writer.values(values, membrane);
  } else {
    writer.word(Form.Object);
    const keys = Reflect.ownKeys(object);
    writer.word(keys.length);
    keys.forEach((key, index) => {
      writer.key(key, membrane);
      writer.value(values[index], membrane);
    });
  }
}

/**
 * @param {any} object
 * @returns {any[] | undefined} the values of its own properties, if all of them are plain data
 */
function valuesOf(object) {
  const keys = Reflect.ownKeys(object);
  if (keys.length > MAX_PROPERTIES) return undefined;
  const isArray = Array.isArray(object);
  // The last key of an array is its length; a hole or a further property leaves another count.
  if (isArray && keys.length !== object.length + 1) return undefined;
  // The copy's length can be written, and would be reported so.
  if (isArray && !Reflect.getOwnPropertyDescriptor(object, 'length')?.writable) return undefined;
  const count = isArray ? object.length : keys.length;
  const values = new Array(count);
  for (let i = 0; i < count; i += 1) {
    const property = Reflect.getOwnPropertyDescriptor(object, keys[i]);
    if (!isPlainData(property)) return undefined;
    if (isArray && keys[i] !== String(i)) return undefined;
    values[i] = property.value;
  }
  return values;
}

module.exports = { plainProperty, readSnapshot, writeSnapshot };
