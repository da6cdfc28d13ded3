'use strict';

// Maps and sets: all entries in their order. Bringing one up to date keeps what it has and the order
// of it where both agree, so that an iteration that is under way goes on.

const { reader, writer } = require('../crossing.js');
const { eachOfMap, eachOfSet, getter, method } = require('./primordials.js');

/** @typedef {import('./index.js').Kind} Kind */

const OwnMap = Map;
const OwnSet = Set;
const mapSize = getter(Map.prototype, 'size');
const mapSet = method(Map.prototype, 'set');
const mapDelete = method(Map.prototype, 'delete');
const mapClear = method(Map.prototype, 'clear');
const setSize = getter(Set.prototype, 'size');
const setAdd = method(Set.prototype, 'add');
const setHas = method(Set.prototype, 'has');
const setDelete = method(Set.prototype, 'delete');
const setClear = method(Set.prototype, 'clear');

/**
 * @param {Map<any, any>} object
 * @returns {any[]} key, value, key, value …
 */
function entriesOf(object) {
  /** @type {any[]} */
  const entries = [];
  eachOfMap(object, (/** @type {any} */ value, /** @type {any} */ key) => {
    entries.push(key, value);
  });
  return entries;
}

/**
 * @param {Set<any>} object
 * @returns {any[]}
 */
function valuesOf(object) {
  /** @type {any[]} */
  const values = [];
  eachOfSet(object, (/** @type {any} */ value) => {
    values.push(value);
  });
  return values;
}

/** @type {Kind} */
const map = {
  getHead: () => () => new OwnMap(),
  put(object, membrane) {
    const entries = entriesOf(object);
    writer.word(entries.length / 2);
    for (const part of entries) writer.value(part, membrane);
    return entries;
  },
  get(object, membrane) {
    const count = reader.count() * 2;
    const entries = new Array(count);
    for (let i = 0; i < count; i += 1) entries[i] = reader.value(membrane);
    update(object, entries);
    return entries;
  },
  differs(object, entries) {
    if (mapSize(object) * 2 !== entries.length) return true;
    let same = true;
    let at = 0;
    eachOfMap(object, (/** @type {any} */ value, /** @type {any} */ key) => {
      same = same && Object.is(key, entries[at]) && Object.is(value, entries[at + 1]);
      at += 2;
    });
    return !same;
  },
};

/**
 * @param {Map<any, any>} object
 * @param {any[]} entries
 */
function update(object, entries) {
  const kept = new OwnSet();
  for (let i = 0; i < entries.length; i += 2) setAdd(kept, entries[i]);
  const before = entriesOf(object);
  for (let i = 0; i < before.length; i += 2) {
    if (!setHas(kept, before[i])) mapDelete(object, before[i]);
  }
  for (let i = 0; i < entries.length; i += 2) mapSet(object, entries[i], entries[i + 1]);
  const after = entriesOf(object);
  if (after.every((part, i) => i % 2 === 1 || Object.is(part, entries[i]))) return;
  mapClear(object);
  for (let i = 0; i < entries.length; i += 2) mapSet(object, entries[i], entries[i + 1]);
}

/** @type {Kind} */
const set = {
  getHead: () => () => new OwnSet(),
  put(object, membrane) {
    const values = valuesOf(object);
    writer.values(values, membrane);
    return values;
  },
  get(object, membrane) {
    const values = reader.values(membrane);
    const kept = new OwnSet();
    for (const value of values) setAdd(kept, value);
    for (const value of valuesOf(object)) if (!setHas(kept, value)) setDelete(object, value);
    for (const value of values) setAdd(object, value);
    if (!valuesOf(object).every((value, i) => Object.is(value, values[i]))) {
      setClear(object);
      for (const value of values) setAdd(object, value);
    }
    return values;
  },
  differs(object, values) {
    if (setSize(object) !== values.length) return true;
    let same = true;
    let at = 0;
    eachOfSet(object, (/** @type {any} */ value) => {
      same = same && Object.is(value, values[at]);
      at += 1;
    });
    return !same;
  },
};

module.exports = { map, set };
