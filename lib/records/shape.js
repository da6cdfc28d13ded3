'use strict';

// What a record has beside its internal state: a prototype, own properties, and whether more can be
// added. Read from slots, so that no code runs. lib/records/ledger.js has it written behind the head of a
// record; lib/records/errors.js, whose records have no such head, takes the own properties alone.

const { types } = require('node:util');
const { reader, writer } = require('../crossing.js');
const { isNodesKey } = require('../node-state.js');
const { MOST_NAMES, SHORT, isLongName, lengthOfName } = require('../prints.js');
const { propertyHandedOn } = require('../ruled.js');
const { isTold, mayInherit } = require('./told.js');
const { KEYS } = require('../timers.js');
const { RecordKind, Tag, attributesOf, flagsOf } = require('../wire.js');

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
 * An own data property.
 * @typedef {{ key: PropertyKey, descriptor: PropertyDescriptor }} Own
 */

/** @typedef {(key: PropertyKey) => boolean} IsLeftOut */

/** @type {IsLeftOut} */
const never = () => false;

/** What an object has for its text: its elements and its length. @type {IsLeftOut} */
const isOfText = (key) => key === 'length' || (typeof key === 'string' && /^\d+$/.test(key));

/**
 * The properties of each kind that do not cross: its internal state makes them, or Node keeps its domain in a
 * promise.
 * @type {Record<number, (object: object) => IsLeftOut>}
 */
const LEFT_OUT = {
  [RecordKind.RegExp]: () => (key) => key === 'lastIndex',
  [RecordKind.Boxed]: (object) => (types.isStringObject(object) ? isOfText : never),
  [RecordKind.Promise]: () => (key) => key === 'domain',
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
  // To list those of a typed array would list all of its elements.
  const isListed = kind !== RecordKind.TypedArray;
  putOwn(isListed ? ownData(object, membrane, LEFT_OUT[kind]?.(object)) : [], membrane);
}

/**
 * @param {object} object
 * @param {Membrane} membrane
 * @param {IsLeftOut} [isLeftOut]
 * @returns {Own[]} its own data properties, without what Node keeps in it
 */
function ownData(object, membrane, isLeftOut = never) {
  /** @type {Own[]} */
  const own = [];
  for (const key of ownKeys(object)) {
    if (isLeftOut(key) || isNodesKey(object, key, membrane)) continue;
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (descriptor !== undefined && 'value' in descriptor) own.push({ key, descriptor });
  }
  return own;
}

/**
 * @param {Own[]} own
 * @param {Membrane} membrane
 */
function putOwn(own, membrane) {
  writer.word(own.length);
  for (const { key, descriptor } of own) {
    writer.key(key, membrane);
    writer.word(attributesOf(descriptor));
    writer.value(descriptor.value, membrane);
  }
}

/**
 * @param {Membrane} membrane
 * @returns {Own[]} without those of which Node, which shows real built-ins without asking anybody, would show too much
 */
function getOwn(membrane) {
  const own = [];
  let left = MOST_NAMES;
  for (let count = reader.word(); count > 0; count -= 1) {
    const key = reader.key(membrane);
    const descriptor = flagsOf(reader.word());
    descriptor.value = reader.value(membrane);
    const length = lengthOfName(key);
    if (length > SHORT) left -= length;
    if (left < 0 || isLongName(key)) continue;
    own.push({ key, descriptor: propertyHandedOn(descriptor, membrane) });
  }
  return own;
}

/**
 * @typedef {object} Shape
 * @property {object | null | undefined} prototype
 * @property {boolean} extensible
 * @property {Own[]} own
 */

/**
 * @param {Membrane} membrane
 * @returns {Shape}
 */
function get(membrane) {
  const prototype = membrane.readPrototype();
  const extensible = reader.word() === 1;
  return { prototype, extensible, own: getOwn(membrane) };
}

/**
 * Gives a record a property that the guest's has.
 * @param {object} object
 * @param {PropertyKey} key
 * @param {PropertyDescriptor} descriptor
 */
function define(object, key, descriptor) {
  // It would pass for a timer, or for what is told of memory.
  if (!KEYS.has(key) && !isTold(object, key)) defineProperty(object, key, descriptor);
}

/**
 * Gives an object that was just made its shape.
 * @param {object} object
 * @param {Shape} shape
 * @param {Membrane} membrane
 */
function apply(object, { prototype, extensible, own }, membrane) {
  if (prototype !== undefined && mayInherit(object, prototype, membrane)) {
    setPrototypeOf(object, prototype);
  }
  for (const { key, descriptor } of own) define(object, key, descriptor);
  // Node numbers promises by a property of theirs, and its C++ ends the process where it cannot.
  if (!extensible && !types.isPromise(object)) preventExtensions(object);
}

module.exports = { apply, define, get, getOwn, ownData, put, putOwn };
