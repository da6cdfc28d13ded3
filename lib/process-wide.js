'use strict';

// What is the whole process', and not the program's to give away: the classes of Node's, their prototypes
// and methods, what Node's modules export, and the console. Whoever gives a guest a Buffer or an URL gives it
// that one; what a guest wrote on the class behind it would be in every other one, and the host's own code
// would run it. lib/operations.js asks before it changes something for a guest, and lib/calls.js before it calls
// what may. The classes of the language need no such rule: a guest has its own.
//
// Nothing is read but own data properties, and no module is loaded.

const { EventEmitter } = require('node:events');
const { isBuiltin } = require('node:module');
const stream = require('node:stream');
const { inherits, types } = require('node:util');
const { nameOf, numberOf } = require('./intrinsics.js');
const { isNodes, unadvised } = require('./node-sources.js');
const { isObject, lookUp, ownValue } = require('./peek.js');
const { learnRealmOf } = require('./realms.js');
const { refuse } = require('./rules.js');
const { isBuiltInOfOthers } = require('./stand-ins/others.js');

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
/** The functions among it. @type {WeakSet<Function>} */
const known = new WeakSet();
/**
 * What no guest calls: setters, which set something for the whole process whatever they are called on, and classes
 * that only others extend, whose C++ takes what it is given for what those give it.
 * @type {WeakSet<Function>}
 */
const refused = new WeakSet();
/** Methods of the classes among it that Node calls itself, with what it has looked at. @type {WeakSet<Function>} */
const inner = new WeakSet();
/** Of those, the ones that are given nothing but what they call at their end. */
const GIVEN_NOTHING = new Set(['_construct', '_destroy', '_final', '_read']);
/** What stands before a module's name in Node's list of what it has loaded. */
const LOADED = 'NativeModule ';
/** How many modules Node had loaded when they were looked at. */
let loaded = -1;

/** Looks at the modules that were loaded since; at first that takes 25 ms. */
function collect() {
  const { moduleLoadList = [] } = /** @type {any} */ (process);
  if (moduleLoadList.length === loaded) return;
  loaded = moduleLoadList.length;
  /** @type {Set<Function>} */
  const classes = new Set();
  for (const entry of moduleLoadList) {
    const name = entry.startsWith(LOADED) ? entry.slice(LOADED.length) : '';
    // Not of its inner ones; some of the others are in no list but this one.
    if (GIVING.has(name) || !isBuiltin(`node:${name}`)) continue;
    /** @type {any} */
    const exports = unadvised(() => require(`node:${name}`));
    if (!isObject(exports)) continue;
    // That a class is Node's own is seen without this list.
    if (typeof exports === 'function') classes.add(exports);
    else exported.add(exports);
    for (const key of Reflect.ownKeys(exports)) {
      refuseSetter(exports, key);
      const isLazy = LAZY.has(key);
      const member = isLazy ? unadvised(() => Reflect.get(exports, key)) : ownValue(exports, key);
      addMember(member, LEVELS, isLazy, classes);
    }
  }
  for (const f of classes) addKnown(f);
  for (const f of classes) refuseInner(f);
  for (const f of classes) noteInner(ownValue(f, 'prototype'));
}

/** @param {Function} f that a module exports */
function addKnown(f) {
  known.add(f);
  refused.delete(f);
  // Of what is deprecated, that is what warns; it inherits from the function itself.
  const parent = Reflect.getPrototypeOf(f);
  const isSame = ownValue(parent, 'prototype') === ownValue(f, 'prototype');
  if (isSame && typeof parent === 'function' && nameOf(parent) === undefined) addKnown(parent);
}

/**
 * @param {object} owner
 * @param {PropertyKey} key
 */
function refuseSetter(owner, key) {
  const set = Reflect.getOwnPropertyDescriptor(owner, key)?.set;
  if (set !== undefined) refused.add(set);
}

/**
 * Refuses what an exported class extends and no module exports, as `Zlib`, which `Deflate` extends.
 * @param {Function} Class
 */
function refuseInner(Class) {
  let parent = Reflect.getPrototypeOf(Class);
  for (; typeof parent === 'function' && isInner(parent); parent = Reflect.getPrototypeOf(parent)) {
    refused.add(parent);
  }
  const prototype = ownValue(Class, 'prototype');
  let at = isObject(prototype) ? Reflect.getPrototypeOf(prototype) : null;
  for (; at !== null && !types.isProxy(at); at = Reflect.getPrototypeOf(at)) {
    const constructor = ownValue(at, 'constructor');
    if (typeof constructor === 'function' && isInner(constructor)) refused.add(constructor);
  }
}

/** @param {unknown} prototype of a class of Node's */
function noteInner(prototype) {
  let at = isObject(prototype) ? prototype : null;
  for (; at !== null && !types.isProxy(at); at = Reflect.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      if (typeof key !== 'string' || !key.startsWith('_') || GIVEN_NOTHING.has(key)) continue;
      const value = ownValue(at, key);
      if (typeof value === 'function') inner.add(value);
    }
  }
}

/**
 * @param {Function} f that a class of Node's extends
 * @returns {boolean} whether nobody has it but Node
 */
function isInner(f) {
  if (types.isProxy(f) || known.has(f)) return false;
  learnRealmOf(f);
  // Those that are the global's alone are made when somebody looks.
  return nameOf(f) === undefined && !Object.hasOwn(globalThis, String(ownValue(f, 'name')));
}

/**
 * @param {any} member of what a module exports
 * @param {number} levels how deep its own members are, too
 * @param {boolean} isOne whether it is to be kept whatever its class is
 * @param {Set<Function>} classes gets the functions
 */
function addMember(member, levels, isOne, classes) {
  if (!isObject(member) || types.isProxy(member)) return;
  if (typeof member === 'function') classes.add(member);
  else if (isOne || Array.isArray(member) || isPlainObject(member)) exported.add(member);
  else return;
  if (levels === 0) return;
  for (const key of Reflect.ownKeys(member)) {
    refuseSetter(member, key);
    if (key !== 'prototype') addMember(ownValue(member, key), levels - 1, false, classes);
  }
}

/**
 * A guest has looked at an object of the host's, and been given what it found there: whether that is one that
 * nobody calls must be known before it is called.
 * @param {unknown} object
 * @param {unknown} found a setter, or the prototype
 */
function noteFound(object, found) {
  if (!isObject(found) || nameOf(found) !== undefined) return;
  const isOne = typeof object === 'function' || mayBePrototype(object) || isPlainObject(object);
  if (isOne) collect();
}

/**
 * The same of a method by its name.
 * @param {PropertyKey} key
 * @param {unknown} found
 */
function noteMethod(key, found) {
  if (typeof found === 'function' && typeof key === 'string' && key.startsWith('_')) collect();
}

/**
 * @param {unknown} f
 * @returns {boolean} whether it is one that Node calls with what it has looked at: some of it is for its C++
 */
function isInnerMethod(f) {
  return inner.has(/** @type {Function} */ (f));
}

/**
 * @param {unknown} f
 * @returns {boolean} whether no guest calls it
 */
function isRefused(f) {
  return refused.has(/** @type {Function} */ (f));
}

/**
 * @param {unknown} value
 * @returns {value is object} whether it is an object of a module's, such as `path.posix`
 */
function isPlainObject(value) {
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
function isNodesPrototype(object) {
  const { value: constructor, enumerable } =
    Reflect.getOwnPropertyDescriptor(object, 'constructor') ?? {};
  if (constructor === undefined) {
    if (isOfGenerators(object)) return true;
    return ['next', 'return'].some((key) => isNodes(ownValue(object, key)));
  }
  // An inner class of Node's may have the class that it extends for its `constructor`. So may an instance of
  // that, where the property is one to enumerate.
  const prototype = ownValue(constructor, 'prototype');
  const isInnerOne = !enumerable && prototype === Reflect.getPrototypeOf(object);
  const isOf = prototype === object || isInnerOne;
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
 * @param {object} object
 * @returns {boolean} whether modules export it, and it is no function
 */
function isExported(object) {
  return exported.has(object);
}

/**
 * @param {unknown} object one of the host's
 * @param {Membrane} membrane
 * @returns {boolean} whether no guest may change it
 */
function isProcessWide(object, membrane) {
  if (!isObject(object) || membrane.sandbox() === globalThis) return false;
  if (types.isProxy(object)) return isBuiltInOfOthers(object, membrane);
  collect();
  if (exported.has(object)) return true;
  const isFunction = typeof object === 'function';
  // As nearly all that is written to.
  if (!isFunction && hasUsualChain(object)) return false;
  // Guests have those of the language themselves.
  if (!membrane.owns(object) || nameOf(object) !== undefined) return false;
  return isFunction ? isNodes(object) : isNodesPrototype(object) || isSingle(object);
}

/**
 * @param {unknown} object one of the host's
 * @param {PropertyKey} key
 * @param {Membrane} membrane
 * @returns {boolean} whether no guest may write the property. To what modules export, and to an object that
 *   there is one of, it may add properties: nobody looks for them
 */
function isFixed(object, key, membrane) {
  if (!isProcessWide(object, membrane)) return false;
  if (types.isProxy(object)) return true;
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
 * @param {unknown} value
 * @returns {boolean} whether it may be the prototype of a class, as its own `constructor` says
 */
function mayBePrototype(value) {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return Object.hasOwn(value, 'constructor');
}

/**
 * @param {unknown} value one of the host's
 * @param {Membrane} membrane
 * @returns {boolean} whether it is a prototype that no guest may change
 */
function isSharedPrototype(value, membrane) {
  return mayBePrototype(value) && isProcessWide(value, membrane);
}

/**
 * @param {(args: any[], membrane: Membrane) => boolean} isSetting whether something is set for the whole process
 * @returns {import('./rules.js').Rule}
 */
const unless = (isSetting) => (args, membrane) => (isSetting(args, membrane) ? refuse() : args);

/**
 * What sets something for the whole process, and comes with the classes of objects that are given.
 * @type {import('./rules.js').Ruling[]}
 */
const RULES = [
  // Without targets it is the default of all.
  [[Reflect.get(EventEmitter, 'setMaxListeners')], unless((args) => args.length < 2)],
  [[Reflect.get(stream, 'setDefaultHighWaterMark')], refuse],
  [[inherits], unless(([Class], membrane) => isProcessWide(Class, membrane))],
];

module.exports = {
  RULES,
  isExported,
  isFixed,
  isInnerMethod,
  isProcessWide,
  isRefused,
  isSetByClass,
  isSharedPrototype,
  mayBePrototype,
  noteFound,
  noteMethod,
};
