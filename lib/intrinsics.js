'use strict';

// The primordials of the host's realms, by the numbers that src/engine/intrinsics.rs has for them.
// Whichever of them would cross to a guest is named by its number, and the guest's own takes its
// place: that is what closes the boundary. lib/membrane.js asks here for each object that it sends
// for the first time.

const { types } = require('node:util');
const { isObject } = require('./stand-ins.js');

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

/**
 * Primordials that have no number: Boa has but one of them, `Float16Array`. A guest gets something inert
 * in their place. Their members are named as members of `Object`.
 */
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
 * How a primordial is named: its own number, or its owner's and its place there.
 * @typedef {{ index: number, key?: PropertyKey, field?: number }} Name
 */

/**
 * The intrinsics of a realm that no global names, found by the syntax that makes them.
 * @param {Function} evaluate the realm's `Function`
 * @returns {Record<string, any>}
 */
function hidden(evaluate) {
  return evaluate(`
    const proto = Object.getPrototypeOf;
    const generator = proto(function* () {});
    const asyncGenerator = proto(async function* () {});
    return {
      '%TypedArray%': proto(Int8Array),
      '%GeneratorFunction%': generator.constructor,
      '%AsyncFunction%': proto(async function () {}).constructor,
      '%AsyncGeneratorFunction%': asyncGenerator.constructor,
      '%GeneratorPrototype%': generator.prototype,
      '%AsyncGeneratorPrototype%': asyncGenerator.prototype,
      '%ArrayIteratorPrototype%': proto([][Symbol.iterator]()),
      '%MapIteratorPrototype%': proto(new Map().entries()),
      '%SetIteratorPrototype%': proto(new Set().entries()),
      '%StringIteratorPrototype%': proto(''[Symbol.iterator]()),
      '%RegExpStringIteratorPrototype%': proto(/./g[Symbol.matchAll]('')),
      '%AsyncIteratorPrototype%': proto(proto(asyncGenerator.prototype)),
      '%IteratorPrototype%': proto(proto([][Symbol.iterator]())),
      // Iterators that only newer versions of V8 have, and the segments of a text.
      others: [
        proto(new Intl.Segmenter().segment('')),
        proto(new Intl.Segmenter().segment('')[Symbol.iterator]()),
        typeof Iterator === 'function' ? proto([].values().map(() => {})) : undefined,
        typeof Iterator === 'function' ? proto(Iterator.from({ next() {} })) : undefined,
      ],
      '%ThrowTypeError%': Object.getOwnPropertyDescriptor(
        (function () { 'use strict'; return arguments; })(), 'callee').get,
      global: globalThis,
    };
  `)();
}

/** @type {WeakMap<object, Name>} */
const names = new WeakMap();
/** The global objects of the realms that are known. @type {WeakSet<object>} */
const globals = new WeakSet();
/** @type {any[]} */
const own = [];

/**
 * @param {unknown} value
 * @param {Name} name
 */
function remember(value, name) {
  if (isObject(value) && !names.has(value)) names.set(value, name);
}

/**
 * Names the functions that an intrinsic has for members.
 * @param {unknown} owner
 * @param {number} index
 */
function rememberMembers(owner, index) {
  if (!isObject(owner)) return;
  for (const key of Reflect.ownKeys(owner)) {
    const descriptor = /** @type {any} */ (Reflect.getOwnPropertyDescriptor(owner, key));
    FIELDS.forEach((name, field) => {
      const value = descriptor[name];
      const intrinsic = typeof value === 'function' || isNamespace(value);
      if (intrinsic) remember(value, { index: index | MEMBER, key, field });
    });
  }
}

/**
 * Prototypes of iterators that a guest has none of, with their methods as they are now.
 * @type {WeakMap<object, Map<PropertyKey, Function>>}
 */
const otherIterators = new WeakMap();

/**
 * Names a prototype that a guest has none of: it gets something inert for it. Its methods are named
 * as if they were a generator's, so that a guest forwards them (lib/forward.js).
 * @param {object | undefined} prototype
 */
function rememberOther(prototype) {
  if (prototype === undefined) return;
  remember(prototype, { index: MEMBER, key: '%other%', field: 0 });
  otherIterators.set(prototype, methodsOf(prototype));
  rememberMembers(prototype, GENERATOR);
}

/**
 * @param {unknown} value
 * @returns {boolean} whether it is an object that a primordial owns, such as `Intl.Collator.prototype`
 */
function isNamespace(value) {
  return typeof value === 'object' && value !== null && Symbol.toStringTag in value;
}

/**
 * Learns the primordials of the realm of a `Function` constructor.
 * @param {Function} evaluate
 */
function learnRealm(evaluate) {
  const found = hidden(evaluate);
  globals.add(found.global);
  /** @param {string} name */
  const get = (name) => found[name] ?? found.global[name];
  const Iterator = found.global.Iterator ?? { prototype: found['%IteratorPrototype%'] };
  const entries = CONSTRUCTORS.flatMap((name) => {
    const constructor = name === 'Iterator' ? Iterator : get(name);
    return [constructor, constructor?.prototype];
  });
  entries.push(...OBJECTS.map(get));
  // Owners before members: `Object.prototype.constructor` is `Object`, not a member.
  entries.forEach((value, index) => remember(value, { index }));
  if (own.length === 0) own.push(...entries);
  entries.forEach(rememberMembers);
  for (const prototype of found.others) rememberOther(prototype);
  for (const name of ['Intl', ...UNNUMBERED]) {
    const namespace = found.global[name];
    remember(namespace, { index: MEMBER, key: name, field: 0 });
    rememberMembers(namespace, 0);
    rememberMembers(namespace?.prototype, 0);
    if (namespace?.prototype) remember(namespace.prototype, { index: MEMBER, key: name, field: 0 });
    if (typeof namespace === 'object') {
      for (const key of Reflect.ownKeys(namespace)) {
        const prototype = namespace[key]?.prototype;
        remember(prototype, { index: MEMBER, key, field: 0 });
        rememberMembers(prototype, 0);
      }
    }
  }
}

learnRealm(Function);
// In a Jest test this file runs in another realm than Node's own modules do.
const main = /** @type {any} */ (Object.getPrototypeOf(process.nextTick)).constructor;
if (main !== Function) learnRealm(main);

/**
 * Learns the realm of an object that is about to cross, if it is one that was not met before: the
 * last prototype of its chain is then an `Object.prototype` without a name.
 * @param {object} object
 */
function learnRealmOf(object) {
  let last = object;
  for (let depth = 0; depth < 1000 && !types.isProxy(last); depth += 1) {
    const next = Reflect.getPrototypeOf(last);
    if (next === null) break;
    // As nearly always.
    if (names.has(next)) return;
    last = next;
  }
  if (names.has(last) || types.isProxy(last)) return;
  if (!Object.hasOwn(last, '__lookupGetter__')) return;
  const constructor = constructorOf(last);
  const prototype = constructor && Reflect.getPrototypeOf(constructor);
  const evaluate = prototype && constructorOf(prototype);
  if (!evaluate || names.has(constructor) || !isFunctionConstructor(evaluate)) return;
  try {
    learnRealm(evaluate);
  } catch {
    // It has other things under the names of its own primordials, as the sandbox of another context may.
  }
}

const textOf = Function.prototype.toString;
const FUNCTION_TEXT = textOf.call(Function);

/**
 * Whether a function is a realm's `Function`, whose text no source can have. It is called in the middle
 * of a message, and anything may stand as the `constructor` of a constructor.
 * @param {Function} f that is no proxy
 */
function isFunctionConstructor(f) {
  return Reflect.apply(textOf, f, []) === FUNCTION_TEXT;
}

/**
 * @param {any} prototype
 * @returns {Function | undefined} what is under its own key, if looking at it runs no code
 */
function constructorOf(prototype) {
  if (types.isProxy(prototype)) return undefined;
  const constructor = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof constructor === 'function' && !types.isProxy(constructor) ? constructor : undefined;
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
 * @param {object} object
 * @returns {boolean} whether it is the global of a realm of the host's
 */
function isHostGlobal(object) {
  return globals.has(object);
}

/**
 * @param {number} index
 * @returns {any} this realm's own primordial for a number that a guest sent
 */
function ownIntrinsic(index) {
  return own[index];
}

/** The kinds that arrive as the real thing (RECORD_PROTOTYPES in src/engine/intrinsics.rs). */
const FIRST_RECORD = CONSTRUCTORS.indexOf('Error');
const LAST_RECORD = CONSTRUCTORS.indexOf('BigInt');

/**
 * @param {number} index
 * @returns {object | undefined} this realm's own prototype of such a kind, if that is what it is
 */
function recordPrototype(index) {
  const kind = index >> 1;
  const isOne = index % 2 === 1 && kind >= FIRST_RECORD && kind <= LAST_RECORD;
  return isOne ? own[index] : undefined;
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
  ITERATORS,
  MEMBER,
  constructorNameOf,
  isHostGlobal,
  learnRealmOf,
  methodsOf,
  nameOf,
  numberOf,
  otherMethods,
  ownIntrinsic,
  recordPrototype,
};
