'use strict';

// Reading plain data without a crossing for each property: the host's half of
// src/engine/snapshot.rs. A snapshot is the own properties of a plain object or array that holds
// nothing but plain data; those of the small objects in it come with it, and a small object that a
// function returns comes with its own. lib/handler.js reads a guest's, lib/operations.js writes one
// of the host's.

const { types } = require('node:util');
const { reader, writer } = require('./session.js');
const { handlerOf, isObject } = require('./stand-ins.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

/** The forms of a snapshot on the wire; `Alike` has the keys of the last object of its message. */
const Form = Object.freeze({ None: 0, Object: 1, Array: 2, Alike: 3 });

/** How many properties a snapshot may have, with those that come with it. */
const MAX_PROPERTIES = 100_000;
/** How many properties an object may have whose snapshot comes without being asked for. */
const MAX_SMALL = 32;
/** From how many words on a snapshot is copied, so that texts are decoded when they are read. */
const MANY_WORDS = 4096;
/** Of how many properties of an object: a bit for each. */
const MOST_LATE = 31;

/** The keys of an object and where the value of each is; objects of one message share theirs. */
class Shape {
  /** @param {PropertyKey[]} keys */
  constructor(keys) {
    this.keys = keys;
    this.places = new Map(keys.map((key, place) => [key, place]));
  }
}

/**
 * A copy of the own properties of a guest's object. With a shape for ten thousand records it takes a
 * fifth of the time of as many objects without a prototype, which V8 keeps as dictionaries.
 */
class ObjectSnapshot {
  #shape;
  #copy;
  #late;

  /**
   * @param {Shape} shape
   * @param {any[]} values in the order of the shape's keys
   * @param {import('./wire/copy.js').Copy | undefined} copy
   * @param {number} late a bit for each value that is the place of a text in the copy
   */
  constructor(shape, values, copy, late) {
    this.#shape = shape;
    this.values = values;
    this.#copy = copy;
    this.#late = late;
  }

  /** Whether it can be read no more. */
  get isOver() {
    return this.#late !== 0 && /** @type {any} */ (this.#copy).isGone;
  }

  /** @returns {any[]} a list of its own */
  keys() {
    return [...this.#shape.keys];
  }

  /** @param {PropertyKey} key */
  has(key) {
    return this.#shape.places.has(key);
  }

  /**
   * @param {PropertyKey} key
   * @returns {any} undefined, too, if there is no such property
   */
  get(key) {
    const place = this.#shape.places.get(key);
    if (place === undefined) return undefined;
    if (place < MOST_LATE && this.#late & (1 << place)) {
      this.values[place] = /** @type {any} */ (this.#copy).text(this.values[place]);
      this.#late &= ~(1 << place);
    }
    return this.values[place];
  }

  /**
   * @param {PropertyKey} key
   * @returns {PropertyDescriptor | undefined}
   */
  property(key) {
    if (!this.has(key)) return undefined;
    return { value: this.get(key), writable: true, enumerable: true, configurable: true };
  }
}

/** A copy of the elements of a guest's array. */
class ArraySnapshot {
  /** @param {any[]} values nothing else refers to them */
  constructor(values) {
    this.values = values;
  }

  /** Whether it can be read no more. */
  get isOver() {
    return false;
  }

  /** @returns {any[]} */
  keys() {
    return Reflect.ownKeys(this.values);
  }

  /** @param {PropertyKey} key */
  has(key) {
    return Object.hasOwn(this.values, key);
  }

  /** @param {PropertyKey} key */
  get(key) {
    return this.has(key) ? this.values[/** @type {any} */ (key)] : undefined;
  }

  /** @param {PropertyKey} key */
  property(key) {
    return Reflect.getOwnPropertyDescriptor(this.values, key);
  }
}

/** @typedef {ObjectSnapshot | ArraySnapshot} Snapshot */

/**
 * Reads a snapshot of a guest's object, and gives those that come with it to the stand-ins that they
 * are of.
 * @param {Membrane} membrane
 * @returns {Snapshot | undefined} undefined if the object has none
 */
function readSnapshot(membrane) {
  const latest = { shape: new Shape([]) };
  const copy = reader.left > MANY_WORDS ? membrane.session.copyMessage() : undefined;
  const snapshot = readOwn(membrane, latest, copy);
  if (snapshot === undefined) return undefined;
  const { values } = snapshot;
  for (let place = reader.word(); place !== 0; place = reader.word()) {
    const member = readOwn(membrane, latest, copy);
    handlerOf(values[place - 1])?.keepSnapshot(member);
  }
  return snapshot;
}

/**
 * Reads what a guest's function returned.
 * @param {Membrane} membrane
 * @returns {any}
 */
function readResult(membrane) {
  const value = reader.value(membrane);
  if (isObject(value)) {
    const snapshot = readSnapshot(membrane);
    if (snapshot !== undefined) handlerOf(value)?.keepSnapshot(snapshot);
  }
  return value;
}

/**
 * @param {Membrane} membrane
 * @param {{ shape: Shape }} latest the last one of the message
 * @param {import('./wire/copy.js').Copy | undefined} copy
 * @returns {Snapshot | undefined}
 */
function readOwn(membrane, latest, copy) {
  const form = reader.word();
  if (form === Form.None) return undefined;
  if (form === Form.Array) return new ArraySnapshot(reader.values(membrane));
  if (form === Form.Object) latest.shape = new Shape(reader.keys(membrane));
  const { shape } = latest;
  const count = shape.keys.length;
  const values = new Array(count);
  let late = 0;
  for (let i = 0; i < count; i += 1) {
    const text = copy !== undefined && i < MOST_LATE ? reader.passText() : -1;
    if (text >= 0) late |= 1 << i;
    values[i] = text >= 0 ? text : reader.value(membrane);
  }
  return new ObjectSnapshot(shape, values, copy, late);
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
  // Nor is a module's namespace, which cannot be extended.
  return !types.isTypedArray(object) && !inheritsKeys(object);
}

/**
 * @param {object} object
 * @returns {boolean} whether `for…in` lists more than its own keys, which a guest's then has to ask for
 */
function inheritsKeys(object) {
  let prototype = Reflect.getPrototypeOf(object);
  while (prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype) {
    if (types.isProxy(prototype) || Object.keys(prototype).length > 0) return true;
    prototype = Reflect.getPrototypeOf(prototype);
  }
  return false;
}

/**
 * Writes the snapshot of one of our objects. Runs no code of the user's.
 * @param {any} object
 * @param {Membrane} membrane
 */
function writeSnapshot(object, membrane) {
  writeTree(object, membrane, MAX_PROPERTIES);
}

/**
 * Writes what a function returned. Behind an object stands its snapshot if it is small: it is most
 * often read at once.
 * @param {any} value
 * @param {Membrane} membrane
 */
function writeResult(value, membrane) {
  writer.value(value, membrane);
  if (!isObject(value)) return;
  if (membrane.isStandIn(value)) writeTree(value, membrane, MAX_SMALL);
  else writer.word(Form.None);
}

/**
 * Writes an object's snapshot, and after it those of its small members, each behind its place plus
 * one, to a zero.
 * @param {any} object
 * @param {Membrane} membrane
 * @param {number} most how many properties there may be in all
 */
function writeTree(object, membrane, most) {
  const own = ownData(object, most);
  if (own === undefined) {
    writer.word(Form.None);
    return;
  }
  let left = most - own.values.length;
  let keys = writeOwn(own, membrane, undefined);
  own.values.forEach((value, place) => {
    if (typeof value !== 'object' || value === null || !membrane.isStandIn(value)) return;
    const member = ownData(value, Math.min(left, MAX_SMALL));
    if (member === undefined) return;
    left -= member.values.length;
    writer.word(place + 1);
    keys = writeOwn(member, membrane, keys);
  });
  writer.word(0);
}

/**
 * What a snapshot is made of: the keys that are sent, none for an array, and the values.
 * @typedef {{ keys: PropertyKey[] | undefined, values: any[] }} Own
 */

/**
 * @param {Own} own
 * @param {Membrane} membrane
 * @param {PropertyKey[] | undefined} latest the keys of the last object of the message
 * @returns {PropertyKey[] | undefined} they, now
 */
function writeOwn({ keys, values }, membrane, latest) {
  if (keys === undefined) {
    writer.word(Form.Array);
    writer.values(values, membrane);
    return latest;
  }
  if (latest !== undefined && areSame(keys, latest)) {
    writer.word(Form.Alike);
  } else {
    writer.word(Form.Object);
    writer.word(keys.length);
    for (const key of keys) writer.key(key, membrane);
  }
  for (const value of values) writer.value(value, membrane);
  return keys;
}

/**
 * @param {PropertyKey[]} some
 * @param {PropertyKey[]} others
 */
function areSame(some, others) {
  return some.length === others.length && some.every((key, i) => key === others[i]);
}

/**
 * @param {any} object
 * @param {number} most how many properties it may have
 * @returns {Own | undefined} its own properties, if all of them are plain data
 */
function ownData(object, most) {
  if (!isPlain(object)) return undefined;
  // A quarter of what Reflect.ownKeys takes: there are no symbols as a rule.
  const names = Object.getOwnPropertyNames(object);
  const symbols = Object.getOwnPropertySymbols(object);
  if (names.length + symbols.length > most) return undefined;
  const keys = symbols.length === 0 ? names : [...names, ...symbols];
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
  return { keys: isArray ? undefined : keys, values };
}

module.exports = { plainProperty, readResult, readSnapshot, writeResult, writeSnapshot };
