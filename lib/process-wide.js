'use strict';

// What is the whole process', and not the program's to give away: the classes of Node's, their prototypes
// and methods, what Node's modules export, and the console. Whoever gives a guest a Buffer or an URL gives it
// that one; what a guest wrote on the class behind it would be in every other one, and the host's own code
// would run it. lib/operations.js asks before it changes something for a guest. The classes of the language
// need no such rule: a guest has its own.
//
// Nothing is read but own data properties, and no module is loaded.

const { EventEmitter } = require('node:events');
const { isBuiltin } = require('node:module');
const stream = require('node:stream');
const { inherits, types } = require('node:util');
const { lookUp } = require('./chain.js');
const { ownValue } = require('./discovery.js');
const { nameOf, numberOf } = require('./intrinsics.js');
const { isNodes, unadvised } = require('./node-sources.js');
const { isObject } = require('./stand-ins.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

/** Classes of which the process has one instance. */
const SINGLE = new Set(['Crypto', 'Navigator', 'Performance', 'Scheduler', 'SubtleCrypto']);

/** Modules of which whoever has something has the process, or that export what is the program's. */
const GIVING = new Set(['cluster', 'module', 'process', 'worker_threads']);
/** What the prototypes of generator functions inherit from. */
const GENERATORS = new Set(['%GeneratorPrototype%', '%AsyncGeneratorPrototype%'].map(numberOf));
/** What modules export by a getter, which loads nothing that matters. @type {Set<PropertyKey>} */
const LAZY = new Set(['globalAgent', 'promises']);
/** `os.constants.errno`, `util.inspect.colors.red` */
const LEVELS = 2;

/** What the modules that are loaded export, and the objects among that. @type {WeakSet<object>} */
const exported = new WeakSet();
/** How a module is named in Node's list of what it has loaded. */
const LOADED = 'NativeModule ';
/** How many modules Node had loaded when they were looked at. */
let loaded = -1;

/** Looks at the modules that were loaded since. */
function collect() {
  const { moduleLoadList = [] } = /** @type {any} */ (process);
  if (moduleLoadList.length === loaded) return;
  loaded = moduleLoadList.length;
  for (const entry of moduleLoadList) {
    const name = entry.startsWith(LOADED) ? entry.slice(LOADED.length) : '';
    // Not of its inner ones; some of the others are in no list but this one.
    if (GIVING.has(name) || !isBuiltin(`node:${name}`)) continue;
    /** @type {any} */
    const exports = unadvised(() => require(`node:${name}`));
    if (!isObject(exports)) continue;
    // A class is one whoever exports it.
    if (typeof exports !== 'function') exported.add(exports);
    for (const key of Reflect.ownKeys(exports)) {
      const isLazy = LAZY.has(key);
      const member = isLazy ? unadvised(() => Reflect.get(exports, key)) : ownValue(exports, key);
      addMember(member, LEVELS, isLazy);
    }
  }
}

/**
 * @param {any} member of what a module exports
 * @param {number} levels how deep its own members are, too
 * @param {boolean} isOne whether it is one, whatever its class
 */
function addMember(member, levels, isOne) {
  if (!isObject(member) || types.isProxy(member)) return;
  if (isOne || Array.isArray(member) || isPlain(member)) exported.add(member);
  else if (typeof member !== 'function') return;
  if (levels === 0) return;
  for (const key of Reflect.ownKeys(member)) {
    if (key !== 'prototype') addMember(ownValue(member, key), levels - 1, false);
  }
}

/**
 * @param {unknown} value
 * @returns {value is object} whether it is an object of a module's, such as `path.posix`
 */
function isPlain(value) {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype = Reflect.getPrototypeOf(value);
  return prototype === null || Object.hasOwn(prototype, 'hasOwnProperty');
}

/**
 * Whether an object is the prototype of what a generator function makes. Nothing leads from it to the
 * function, and nothing at all to some of Node's (that of the iterator of a stream): so those of the
 * program's count, too, on which nobody writes.
 * @param {object} object that has no `constructor`
 * @returns {boolean}
 */
function isOfGenerators(object) {
  const prototype = Reflect.getPrototypeOf(object);
  const name = prototype === null ? undefined : nameOf(prototype);
  if (name === undefined || name.key !== undefined || !GENERATORS.has(name.index)) return false;
  return !types.isGeneratorObject(object);
}

/**
 * @param {object} object that is no function
 * @returns {boolean} whether it is a prototype of Node's: that of a class, or of a kind of iterator
 */
function isPrototype(object) {
  const { value: constructor, enumerable } =
    Reflect.getOwnPropertyDescriptor(object, 'constructor') ?? {};
  if (constructor === undefined) {
    if (isOfGenerators(object)) return true;
    return ['next', 'return'].some((key) => isNodes(ownValue(object, key)));
  }
  // Some have an inner class that calls itself by the name of the one that it extends; and so do instances.
  const prototype = ownValue(constructor, 'prototype');
  const isInner = !enumerable && prototype === Reflect.getPrototypeOf(object);
  const isOf = prototype === object || isInner;
  return isOf && isNodes(constructor);
}

/**
 * @param {object} object
 * @returns {boolean} whether it is the one instance of a class of Node's
 */
function isSingle(object) {
  if (object === console) return true;
  const constructor = ownValue(Reflect.getPrototypeOf(object), 'constructor');
  return SINGLE.has(ownValue(constructor, 'name')) && isNodes(constructor);
}

/**
 * @param {unknown} object one of the host's
 * @param {Membrane} membrane
 * @returns {boolean} whether no guest may change it
 */
function isProcessWide(object, membrane) {
  if (!isObject(object) || types.isProxy(object) || membrane.sandbox() === globalThis) return false;
  collect();
  if (exported.has(object)) return true;
  const isFunction = typeof object === 'function';
  // As nearly all that is written to.
  if (!isFunction && hasUsualChain(object)) return false;
  // Guests have those of the language themselves.
  if (!membrane.owns(object) || nameOf(object) !== undefined) return false;
  return isFunction ? isNodes(object) : isPrototype(object) || isSingle(object);
}

/**
 * @param {unknown} object one of the host's
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean} whether no guest may write the property: to what modules export, and to what there is
 *   one of, it may add what nobody looks for
 */
function isFixed(object, key, membrane) {
  if (!isProcessWide(object, membrane)) return false;
  const isOne =
    exported.has(/** @type {object} */ (object)) || isSingle(/** @type {object} */ (object));
  return !isOne || key in /** @type {object} */ (object);
}

/**
 * @param {object} object
 * @returns {boolean} whether it is a plain object or array
 */
function hasUsualChain(object) {
  const prototype = Reflect.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
  return !Object.hasOwn(object, 'constructor');
}

/**
 * @param {object} object of the host's
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean} whether a class of Node's sets the property for the whole process, whatever inherits
 *   it: `EventEmitter.defaultMaxListeners`
 */
function isSetByClass(object, key, membrane) {
  if (typeof object !== 'function') return false;
  const { owner, property } = lookUp(object, key) ?? {};
  if (property?.set === undefined || typeof owner !== 'function') return false;
  return isProcessWide(owner, membrane);
}

/**
 * @param {object} receiver
 * @param {any} f
 * @returns {boolean} whether it is a method of the object, or a getter, its own or an inherited one
 */
function hasMethod(receiver, f) {
  const name = ownValue(f, 'name');
  if (typeof name === 'string' && lookUp(receiver, name)?.property?.value === f) return true;
  let owner = /** @type {object | null} */ (receiver);
  for (; owner !== null && !types.isProxy(owner); owner = Reflect.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) {
      const property = Reflect.getOwnPropertyDescriptor(owner, key);
      if (property?.value === f || (property?.get !== undefined && property.get === f)) return true;
    }
  }
  return false;
}

/**
 * @param {unknown} receiver
 * @param {Membrane} membrane
 * @param {any} f
 * @returns {boolean} whether a function called on it changes what is Node's: any on a prototype, and on a class or
 *   on what a module exports one that is no method of it (`EventEmitter.prototype.on.call(URL, …)`)
 */
function isShared(receiver, membrane, f) {
  if (!isObject(receiver) || types.isProxy(receiver)) return false;
  if (typeof receiver === 'object') {
    if (Object.hasOwn(receiver, 'constructor')) return isProcessWide(receiver, membrane);
    if (!exported.has(receiver)) return false;
  }
  return !hasMethod(receiver, f) && isProcessWide(receiver, membrane);
}

/**
 * What sets something for the whole process, and comes with the classes of objects that are given: when it
 * does, by its arguments.
 * @type {[unknown, (args: any[], membrane: Membrane) => boolean][]}
 */
const SETTING = [
  // Without targets it is the default of all.
  [Reflect.get(EventEmitter, 'setMaxListeners'), (args) => args.length < 2],
  [Reflect.get(stream, 'setDefaultHighWaterMark'), () => true],
  [inherits, ([Class], membrane) => isProcessWide(Class, membrane)],
];

/**
 * What a guest calls them with.
 * @type {[unknown, (args: any[], membrane: Membrane) => any[]][]}
 */
const RULES = SETTING.filter(([f]) => f !== undefined).map(([f, isSetting]) => [
  f,
  (args, membrane) => {
    if (isSetting(args, membrane)) throw new TypeError('Illegal invocation');
    return args;
  },
]);

module.exports = { RULES, isFixed, isProcessWide, isSetByClass, isShared };
