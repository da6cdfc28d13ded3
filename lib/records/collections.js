'use strict';

// Maps and sets: all entries in their order. Bringing one up to date keeps what it has and the order
// of it where both agree, so that an iteration that is under way goes on. The clock is looked at
// meanwhile: a guest can choose keys that V8 puts in one place, where 30,000 take 18 s. lib/records/index.js has
// these among the kinds of records.

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
    updateMap(object, entries);
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

/** How many keys there are between two looks at the clock: of 100,000 in one place each takes less than 1 ms. */
const PATIENCE = 64;

/**
 * Does something at every so many places of a list, as long as there is time.
 * @param {any[]} list
 * @param {number} step
 * @param {(at: number) => void} action
 */
function each(list, step, action) {
  for (let at = 0; at < list.length; at += step) {
    if (at % (step * PATIENCE) === 0) reader.lookAtClock();
    action(at);
  }
}

/**
 * Takes out what is not to be there any more.
 * @param {any[]} before
 * @param {any[]} after
 * @param {number} step from one key to the next
 * @param {(key: any) => void} remove
 */
function takeOut(before, after, step, remove) {
  if (before.length === 0) return;
  const kept = new OwnSet();
  each(after, step, (at) => setAdd(kept, after[at]));
  each(before, step, (at) => {
    if (!setHas(kept, before[at])) remove(before[at]);
  });
}

/**
 * @param {Map<any, any>} object
 * @param {any[]} entries
 */
function updateMap(object, entries) {
  const add = (/** @type {number} */ at) => mapSet(object, entries[at], entries[at + 1]);
  takeOut(entriesOf(object), entries, 2, (key) => mapDelete(object, key));
  each(entries, 2, add);
  const after = entriesOf(object);
  if (after.every((part, i) => i % 2 === 1 || Object.is(part, entries[i]))) return;
  mapClear(object);
  each(entries, 2, add);
}

/**
 * @param {Set<any>} object
 * @param {any[]} values
 */
function updateSet(object, values) {
  const add = (/** @type {number} */ at) => setAdd(object, values[at]);
  takeOut(valuesOf(object), values, 1, (value) => setDelete(object, value));
  each(values, 1, add);
  if (valuesOf(object).every((value, i) => Object.is(value, values[i]))) return;
  setClear(object);
  each(values, 1, add);
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
    updateSet(object, values);
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
