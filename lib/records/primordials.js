'use strict';

// Methods of the built-ins as they are when this file is loaded, as functions of their receiver:
// what anybody puts in their place later is never called on the way between two engines. For the records, and
// for what looks into others' objects (lib/shown.js, lib/cloned.js, lib/later.js).

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/**
 * A method as a function whose first argument is the receiver.
 * @param {any} owner
 * @param {PropertyKey} key
 * @returns {(receiver: any, ...args: any[]) => any}
 */
function method(owner, key) {
  const f = owner[key];
  return (receiver, ...args) => apply(f, receiver, args);
}

/**
 * An accessor as a function of the receiver; one that this engine lacks answers undefined.
 * @param {object} owner
 * @param {PropertyKey} key
 * @returns {(receiver: any) => any}
 */
function getter(owner, key) {
  const get = getOwnPropertyDescriptor(owner, key)?.get;
  const none = /** @type {any[]} */ ([]);
  return get === undefined ? () => undefined : (receiver) => apply(get, receiver, none);
}

const TypedArray = /** @type {any} */ (getPrototypeOf(Uint8Array));

const eachOfMap = method(Map.prototype, 'forEach');
const eachOfSet = method(Set.prototype, 'forEach');

/**
 * @param {any} made an iterator
 * @returns {(iterator: any) => IteratorResult<any>}
 */
const nextOf = (made) => method(getPrototypeOf(made), 'next');

const iteratorOfMap = method(Map.prototype, 'entries');
const iteratorOfSet = method(Set.prototype, 'entries');
const nextOfMap = nextOf(new Map().entries());
const nextOfSet = nextOf(new Set().entries());

/**
 * @param {any} collection a map or a set
 * @param {boolean} isMap
 * @param {number} most
 * @returns {[any, any][]} so many of its first entries
 */
function firstEntries(collection, isMap, most) {
  const iterator = isMap ? iteratorOfMap(collection) : iteratorOfSet(collection);
  const next = isMap ? nextOfMap : nextOfSet;
  /** @type {[any, any][]} */
  const entries = [];
  for (let step; entries.length < most && !(step = next(iterator)).done;) entries.push(step.value);
  return entries;
}

module.exports = { TypedArray, eachOfMap, eachOfSet, firstEntries, getter, method };
