'use strict';

// The primordials of the host's realms, by the numbers that src/engine/intrinsics.rs has for them.
// Whichever of them would cross to a guest is named by its number, and the guest's own takes its
// place: that is what closes the boundary. lib/realms.js finds them. lib/membrane.js asks here for each object
// that it sends for the first time, and others ask whether an object is the language's.

const { types } = require('node:util');
const { isObject } = require('./peek.js');

/** Each is a constructor and its prototype; in the order of CONSTRUCTORS in intrinsics.rs. */
const CONSTRUCTORS = [
  'Object',
  'Function',
  'Array',
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AggregateError',
  'Date',
  'RegExp',
  'Map',
  'Set',
  'Promise',
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  '%TypedArray%',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'BigInt',
  'Proxy',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'FinalizationRegistry',
  'Iterator',
  '%GeneratorFunction%',
  '%AsyncFunction%',
  '%AsyncGeneratorFunction%',
];

/** In the order of OBJECTS in intrinsics.rs. */
const OBJECTS = [
  'Reflect',
  'Math',
  'JSON',
  'Atomics',
  '%GeneratorPrototype%',
  '%AsyncGeneratorPrototype%',
  '%ArrayIteratorPrototype%',
  '%MapIteratorPrototype%',
  '%SetIteratorPrototype%',
  '%StringIteratorPrototype%',
  '%RegExpStringIteratorPrototype%',
  '%AsyncIteratorPrototype%',
  '%ThrowTypeError%',
  'eval',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'decodeURI',
  'decodeURIComponent',
  'encodeURI',
  'encodeURIComponent',
  'escape',
  'unescape',
  'Intl',
];

/** Primordials that have no number: Boa has but one of them, `Float16Array` (lib/counterparts.js). */
const UNNUMBERED = [
  'WebAssembly',
  'DisposableStack',
  'AsyncDisposableStack',
  'SuppressedError',
  'Float16Array',
  'Temporal',
];

/** Those of iterators that have state. */
const ITERATORS = OBJECTS.filter((name) => /^%(Array|Map|Set|.*String)Iterator/.test(name));

/**
 * @param {string} name one of OBJECTS, or of CONSTRUCTORS for its prototype
 * @returns {number}
 */
function numberOf(name) {
  const constructor = CONSTRUCTORS.indexOf(name);
  if (constructor >= 0) return 2 * constructor + 1;
  return 2 * CONSTRUCTORS.length + OBJECTS.indexOf(name);
}

const GENERATOR = numberOf('%GeneratorPrototype%');

/** Stands in a number for "a member of": its key and the field of its descriptor follow. */
const MEMBER = 1 << 20;
const FIELDS = /** @type {const} */ (['value', 'get', 'set']);

/**
 * How a primordial is named: its own number, or its owner's and its place there. Where the number alone does not
 * lead to it in every guest, the way does.
 * @typedef {{ index: number, key?: PropertyKey, field?: number, path?: Path }} Name
 *
 * The way, from the primordial of a number or from the global.
 * @typedef {{ from?: number, steps: Step[] }} Path
 * @typedef {{ key: PropertyKey, field: number }} Step
 */

/** Methods and accessors that a guest is given when a text first names one (src/engine/builtins/newer.rs). */
const NEWER = new Set([
  'fromAsync',
  'transfer',
  'transferToFixedLength',
  'detached',
  'isError',
  'pause',
  'fromBase64',
  'fromHex',
  'toBase64',
  'toHex',
  'setFromBase64',
  'setFromHex',
  /** @type {any} */ (Symbol).dispose,
  /** @type {any} */ (Symbol).asyncDispose,
]);

/** @type {WeakMap<object, Name>} */
const names = new WeakMap();
/**
 * @param {unknown} value
 * @param {Name} name
 */
function remember(value, name) {
  if (isObject(value) && !names.has(value)) names.set(value, name);
}

/**
 * Names a class of this package's as one of the language's.
 * @param {Function} Class
 * @param {string} name one of CONSTRUCTORS
 */
function rememberAs(Class, name) {
  const index = numberOf(name);
  remember(Class, { index: index - 1 });
  remember(Class.prototype, { index });
}

/**
 * Names the functions that an intrinsic has for members, and what objects it owns.
 * @param {unknown} owner
 * @param {number} index
 * @param {(f: Function) => boolean} [isOne] whether one is the language's, where the user may have set others
 */
function rememberMembers(owner, index, isOne = () => true) {
  if (!isObject(owner)) return;
  for (const key of Reflect.ownKeys(owner)) {
    const descriptor = /** @type {any} */ (Reflect.getOwnPropertyDescriptor(owner, key));
    FIELDS.forEach((name, field) => {
      const value = descriptor[name];
      const intrinsic = typeof value === 'function' ? isOne(value) : isOwned(value, key);
      if (!intrinsic) return;
      const isFound = NEWER.has(key) || typeof value === 'object';
      const path = isFound ? { from: index, steps: [{ key, field }] } : undefined;
      remember(value, { index: index | MEMBER, key, field, path });
    });
  }
}

/**
 * Names what has no number, and all that it leads to.
 * @param {unknown} value
 * @param {Step[]} steps
 */
function rememberTree(value, steps) {
  if (!isObject(value) || types.isProxy(value)) return;
  const known = names.get(value);
  // The classes of `Intl` are its members, by its number.
  if (known !== undefined && (known.path !== undefined || steps.length > 2)) return;
  const { key, field } = steps[steps.length - 1];
  remember(value, { index: MEMBER, key, field, path: { steps } });
  for (const name of Reflect.ownKeys(value)) {
    const descriptor = /** @type {any} */ (Reflect.getOwnPropertyDescriptor(value, name));
    FIELDS.forEach((part, at) => {
      const member = descriptor[part];
      const isPart = typeof member === 'function' || name === 'prototype' || hasTag(member);
      if (isPart) rememberTree(member, [...steps, { key: name, field: at }]);
    });
  }
}

/**
 * Prototypes of iterators that a guest has none of, with their methods as they are now.
 * @type {WeakMap<object, Map<PropertyKey, Function>>}
 */
const otherIterators = new WeakMap();

/**
 * Names what a guest has none of: it gets something inert for it.
 * @param {unknown} value
 */
function rememberInert(value) {
  remember(value, { index: MEMBER, key: '%other%', field: 0 });
}

/**
 * Does so with a prototype of iterators. Its methods are named as if they were a generator's, so that
 * a guest forwards them (lib/forward.js).
 * @param {object} prototype
 */
function rememberOther(prototype) {
  rememberInert(prototype);
  otherIterators.set(prototype, methodsOf(prototype));
  rememberMembers(prototype, GENERATOR);
}

/**
 * @param {unknown} value
 * @returns {boolean} whether it is an object with a tag, as those that a primordial owns are: `Intl.Collator.prototype`
 */
function hasTag(value) {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return Object.hasOwn(value, Symbol.toStringTag);
}

/**
 * @param {unknown} value
 * @param {PropertyKey} key
 * @returns {boolean} whether it is an object that a primordial owns under the key
 */
function isOwned(value, key) {
  return hasTag(value) || (key === Symbol.unscopables && isObject(value));
}

/**
 * @param {object} object
 * @returns {Name | undefined} how the guest's own is named, if the object is a primordial
 */
function nameOf(object) {
  return names.get(object);
}

/**
 * @param {object} object
 * @returns {string} the name of the constructor that it is the prototype of, if that is a primordial
 */
function constructorNameOf(object) {
  const name = names.get(object);
  const isOne = name !== undefined && name.key === undefined && name.index % 2 === 1;
  return (isOne && CONSTRUCTORS[name.index >> 1]) || '';
}

/**
 * @param {object | undefined} prototype
 * @returns {Map<PropertyKey, Function> | undefined} its methods, if it is one of iterators that a guest
 *   has none of
 */
function otherMethods(prototype) {
  return prototype && otherIterators.get(prototype);
}

/**
 * @param {object} owner
 * @returns {Map<PropertyKey, Function>}
 */
function methodsOf(owner) {
  const methods = new Map();
  for (const key of Reflect.ownKeys(owner)) {
    const value = Reflect.getOwnPropertyDescriptor(owner, key)?.value;
    if (typeof value === 'function' && key !== 'constructor') methods.set(key, value);
  }
  return methods;
}

module.exports = {
  CONSTRUCTORS,
  FIELDS,
  ITERATORS,
  MEMBER,
  OBJECTS,
  UNNUMBERED,
  constructorNameOf,
  methodsOf,
  nameOf,
  numberOf,
  otherMethods,
  remember,
  rememberAs,
  rememberInert,
  rememberMembers,
  rememberOther,
  rememberTree,
};
