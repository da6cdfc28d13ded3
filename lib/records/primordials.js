'use strict';

// Methods of the built-ins as they are when this file is loaded, as functions of their receiver:
// what anybody puts in their place later is never called on the way between two engines.

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

module.exports = { TypedArray, eachOfMap, eachOfSet, getter, method };
