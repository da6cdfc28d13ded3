'use strict';

// How the primordials of one realm of V8's are found, whatever its globals are by now: by syntax, which
// leads to most of them, by what the realm's own methods answer, and by name for those that nothing else leads to.
// No code of the user's runs but where a global is read, which the sandbox answers in a context of
// `node:vm`; nothing is believed but a built-in of the right name. lib/realms.js says when; lib/node-sources.js
// asks what a built-in is.

const { types } = require('node:util');
const { CONSTRUCTORS, OBJECTS, UNNUMBERED } = require('./intrinsics.js');
const { isObject, ownValue } = require('./peek.js');

const textOf = Function.prototype.toString;
/**
 * The text of a built-in; no source can have it. That of a bound function has no name, and that of an export
 * of WebAssembly's has a number for one.
 */
const BUILT_IN = /^function (?!\d+\()[^(]+\(\) \{ \[native code\] \}$/;

/**
 * The first objects of a realm, each of which tells of the next without code being run.
 * @typedef {object} Roots
 * @property {object} object `Object.prototype`
 * @property {Function} Object
 * @property {object} function `Function.prototype`
 * @property {Function} Function
 */

/**
 * @param {unknown} value
 * @param {string} [name] if it must have that one
 * @returns {value is Function} whether it is a built-in function
 */
function isBuiltIn(value, name) {
  if (typeof value !== 'function' || types.isProxy(value)) return false;
  const text = Reflect.apply(textOf, value, []);
  return name === undefined ? BUILT_IN.test(text) : text === `function ${name}() { [native code] }`;
}

/**
 * @param {unknown} prototype
 * @returns {Function | undefined} the built-in that it is the prototype of
 */
function constructorOf(prototype) {
  const constructor = ownValue(prototype, 'constructor');
  return isBuiltIn(constructor) ? constructor : undefined;
}

/**
 * @param {() => T} look
 * @returns {T | undefined} undefined if it fails
 * @template T
 */
function tried(look) {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/**
 * @param {any} object
 * @returns {any} undefined of nothing
 */
function prototypeOf(object) {
  return object === undefined ? undefined : (Reflect.getPrototypeOf(object) ?? undefined);
}

/**
 * What a method of a realm answers, if it is the one that the realm began with.
 * @param {unknown} owner
 * @param {PropertyKey} key
 * @param {unknown} receiver
 * @param {unknown[]} args
 * @returns {any}
 */
function answerOf(owner, key, receiver, ...args) {
  const method = ownValue(owner, key);
  return isBuiltIn(method) ? tried(() => Reflect.apply(method, receiver, args)) : undefined;
}

/** A function's body whose values are all made by syntax: nothing that has a name is looked at. */
const SYNTAX = `
  const thrown = (f) => { try { f(); } catch (error) { return error; } };
  return {
    receiver: function () { return this; },
    generator: function* () {},
    async: async function () {},
    asyncGenerator: async function* () {},
    strict: (function () { 'use strict'; return arguments; })(),
    Array: [],
    RegExp: /./g,
    Promise: (async () => {})(),
    TypeError: thrown(() => null.x),
    RangeError: thrown(() => { [].length = -1; }),
    ReferenceError: thrown(() => { x; let x; }),
  };`;

/** Primitives by the classes that wrap them. */
const PRIMITIVES = {
  String: '',
  Number: 0,
  Boolean: false,
  Symbol: Symbol.iterator,
  BigInt: BigInt(0),
};

/**
 * The prototypes that syntax leads to.
 * @param {Roots} roots
 * @returns {Record<string, any>}
 */
function prototypesIn(roots) {
  const found = tried(() => roots.Function(SYNTAX)()) ?? {};
  const { generator, async, asyncGenerator, receiver } = found;
  /** @type {Record<string, any>} */
  const prototypes = {
    Object: roots.object,
    Function: roots.function,
    '%GeneratorFunction%': prototypeOf(generator),
    '%AsyncFunction%': prototypeOf(async),
    '%AsyncGeneratorFunction%': prototypeOf(asyncGenerator),
  };
  for (const name of ['Array', 'RegExp', 'Promise', 'TypeError', 'RangeError', 'ReferenceError']) {
    prototypes[name] = prototypeOf(found[name]);
  }
  prototypes.Error = prototypeOf(prototypes.TypeError);
  if (receiver !== undefined) {
    for (const [name, value] of Object.entries(PRIMITIVES)) {
      prototypes[name] = prototypeOf(Reflect.apply(receiver, value, []));
    }
  }
  prototypes['%GeneratorPrototype%'] = ownValue(prototypes['%GeneratorFunction%'], 'prototype');
  const asyncPrototype = ownValue(prototypes['%AsyncGeneratorFunction%'], 'prototype');
  prototypes['%AsyncGeneratorPrototype%'] = asyncPrototype;
  prototypes['%AsyncIteratorPrototype%'] = prototypeOf(asyncPrototype);
  const callee = found.strict && Reflect.getOwnPropertyDescriptor(found.strict, 'callee');
  prototypes['%ThrowTypeError%'] = callee?.get;
  prototypes.global = receiver && Reflect.apply(receiver, undefined, []);
  return prototypes;
}

/**
 * The prototypes of iterators, by their makers.
 * @param {(name: string) => any} prototype of a class of the realm
 * @returns {Record<string, any>}
 */
function iteratorsIn(prototype) {
  const made = (
    /** @type {string} */ name,
    /** @type {PropertyKey} */ key,
    /** @type {any} */ on,
  ) => prototypeOf(answerOf(prototype(name), key, on));
  const empty = (/** @type {string} */ name) => {
    const constructor = constructorOf(prototype(name));
    return constructor && tried(() => Reflect.construct(constructor, []));
  };
  const array = made('Array', 'values', []);
  return {
    '%ArrayIteratorPrototype%': array,
    '%MapIteratorPrototype%': made('Map', 'entries', empty('Map')),
    '%SetIteratorPrototype%': made('Set', 'entries', empty('Set')),
    '%StringIteratorPrototype%': made('String', Symbol.iterator, ''),
    '%RegExpStringIteratorPrototype%': made('RegExp', Symbol.matchAll, /./g),
    '%IteratorPrototype%': prototypeOf(array),
  };
}

/**
 * Prototypes of iterators that only newer versions of V8 have, and of the segments of a text.
 * @param {any} iterator `%IteratorPrototype%`
 * @param {any} values an iterator of the realm
 * @param {any} Segmenter
 * @returns {object[]}
 */
function othersIn(iterator, values, Segmenter) {
  const segmenter = isBuiltIn(Segmenter)
    ? tried(() => Reflect.construct(Segmenter, []))
    : undefined;
  const segments = segmenter && answerOf(prototypeOf(segmenter), 'segment', segmenter, '');
  const others = [
    segments,
    segments && answerOf(prototypeOf(segments), Symbol.iterator, segments),
    answerOf(iterator, 'map', values, () => {}),
    answerOf(ownValue(iterator, 'constructor'), 'from', undefined, { next() {} }),
  ];
  return others.filter(isObject).map(prototypeOf).filter(isObject);
}

/**
 * What a realm has under a name, if that is what it began with. It is the sandbox that answers, in a
 * context of `node:vm`.
 * @param {any} global
 * @param {string} name
 * @returns {any}
 */
function globalOf(global, name) {
  const value = global && tried(() => Reflect.get(global, name));
  if (isBuiltIn(value, name)) return value;
  if (ownValue(value, Symbol.toStringTag) !== name) return undefined;
  return Reflect.ownKeys(value).some((key) => isBuiltIn(ownValue(value, key))) ? value : undefined;
}

const bind = Function.prototype.bind;

/** What classes are constructed with that need something. @type {Record<string, unknown[]>} */
const ARGUMENTS = {
  AggregateError: [[]],
  DataView: [new ArrayBuffer(0)],
  FinalizationRegistry: [() => {}],
  Promise: [() => {}],
  WeakRef: [{}],
};

/**
 * What a realm's class has its objects inherit, where nothing else tells: what is constructed by our class for a
 * bound function, which has no `prototype`, inherits it from the realm of that (ECMA-262, 10.1.14).
 * @param {Function} evaluate the realm's `Function`
 * @param {string} name of the class
 * @returns {object | undefined}
 */
function defaultOf(evaluate, name) {
  const ours = Reflect.get(globalThis, name);
  if (name === 'Function' || !isBuiltIn(ours, name)) return undefined;
  const bound = Reflect.apply(bind, evaluate, []);
  const made = tried(() => Reflect.construct(ours, ARGUMENTS[name] ?? [], bound));
  const found = prototypeOf(made);
  return found === ours.prototype ? undefined : found;
}

/**
 * What was found of a realm.
 * @typedef {object} Found
 * @property {unknown} global
 * @property {unknown[]} entries the constructors, each with its prototype, and the other objects that
 *   have numbers; undefined where there is none
 * @property {object[]} others prototypes of iterators that a guest has none of
 * @property {Record<string, any>} unnumbered namespaces and classes without numbers, by name
 */

/**
 * @param {Roots} roots
 * @returns {Found}
 */
function discover(roots) {
  const found = prototypesIn(roots);
  const { global } = found;
  const classOf = (/** @type {string} */ name) => globalOf(global, name);
  const typedArray = CONSTRUCTORS.filter((name) => /^[A-Z].+Array$/.test(name))
    .map(classOf)
    .find((constructor) => constructor !== undefined);
  const prototype = (/** @type {string} */ name) => {
    const constructor = name === '%TypedArray%' ? prototypeOf(typedArray) : classOf(name);
    found[name] ??= ownValue(constructor, 'prototype') ?? defaultOf(roots.Function, name);
    return found[name];
  };
  Object.assign(found, iteratorsIn(prototype));
  found.Iterator = found['%IteratorPrototype%'];
  const classes = CONSTRUCTORS.flatMap((name) => [
    constructorOf(prototype(name)) ?? classOf(name),
    prototype(name),
  ]);
  const values = answerOf(found.Array, 'values', []);
  return {
    global,
    entries: [...classes, ...OBJECTS.map((name) => found[name] ?? classOf(name))],
    others: othersIn(found.Iterator, values, ownValue(classOf('Intl'), 'Segmenter')),
    unnumbered: Object.fromEntries(['Intl', ...UNNUMBERED].map((name) => [name, classOf(name)])),
  };
}

module.exports = { constructorOf, discover, isBuiltIn };
