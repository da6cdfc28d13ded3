'use strict';

// What is the whole process', and not the program's to give away: the classes of Node's, their prototypes
// and methods. Whoever gives a guest a Buffer or an URL gives it that one; what a guest wrote on the class
// behind it would be in every other one, and the host's own code would run it. lib/operations.js asks before
// it changes something for a guest. The classes of the language need no such rule: a guest has its own.
//
// They are collected from what Node's modules export, as far as the modules are loaded, when a guest first
// writes to something that looks like one. Nothing else is read but own data properties.

const { types } = require('node:util');
const { nameOf } = require('./intrinsics.js');
const { isObject } = require('./stand-ins.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

/** The modules that have classes. */
const MODULES = [
  'assert async_hooks buffer child_process cluster console crypto dgram diagnostics_channel dns domain',
  'events fs fs/promises http http2 https module net perf_hooks readline readline/promises repl stream',
  'stream/promises stream/web string_decoder timers timers/promises tls tty url util v8 vm',
  'worker_threads zlib',
].flatMap((names) => names.split(' '));

/**
 * Classes that are globals, by the module that has them: to read the name of one that is not loaded loads it,
 * which may take 30 ms of a guest's time.
 * @type {Map<string, string>}
 */
const GLOBALS = new Map();
for (const [module, classes] of [
  ['internal/abort_controller', 'AbortController AbortSignal'],
  ['internal/blob', 'Blob'],
  ['internal/crypto/webcrypto', 'Crypto CryptoKey SubtleCrypto'],
  ['internal/deps/undici/undici', 'CloseEvent EventSource FormData Headers MessageEvent Request'],
  ['internal/deps/undici/undici', 'Response WebSocket'],
  ['internal/encoding', 'TextDecoder TextEncoder'],
  ['internal/event_target', 'CustomEvent Event EventTarget'],
  ['internal/file', 'File'],
  ['internal/navigator', 'Navigator'],
  ['internal/per_context/domexception', 'DOMException'],
  ['internal/url', 'URL URLSearchParams'],
  ['internal/webstorage', 'Storage'],
  ['internal/worker/io', 'BroadcastChannel MessageChannel MessagePort'],
]) {
  for (const name of classes.split(' ')) GLOBALS.set(name, module);
}

/** The functions and prototypes that were found. */
const found = new WeakSet();
/** How many modules Node had loaded then. */
let loaded = -1;

/**
 * @param {unknown} value
 * @returns {boolean} whether it is an object of this kind that was not found yet; now it is
 */
function isNew(value) {
  if (!isObject(value) || types.isProxy(value) || found.has(value)) return false;
  // Guests have those of the language themselves.
  if (nameOf(value) !== undefined) return false;
  found.add(value);
  return true;
}

/**
 * @param {object} object
 * @param {PropertyKey} key
 */
function ownProperty(object, key) {
  return Reflect.getOwnPropertyDescriptor(object, key);
}

/** @param {object} object whose functions are added, the classes among them with all that they have */
function addMembers(object) {
  for (const key of Reflect.ownKeys(object)) {
    const property = ownProperty(object, key);
    for (const member of [property?.value, property?.get, property?.set]) {
      addFunction(member);
    }
  }
}

/** @param {any} f */
function addFunction(f) {
  if (typeof f !== 'function' || !isNew(f)) return;
  addChain(ownProperty(f, 'prototype')?.value);
  addMembers(f);
  addFunction(Reflect.getPrototypeOf(f));
}

/** @param {unknown} prototype */
function addChain(prototype) {
  for (let at = prototype; isNew(at); at = Reflect.getPrototypeOf(/** @type {object} */ (at))) {
    addMembers(/** @type {object} */ (at));
  }
}

/**
 * What of Node's has a class that no module exports, by the module that has it. To load one for that would
 * take 20 ms of a guest's time.
 * @type {Map<string, () => object[]>}
 */
const SAMPLES = new Map([
  [
    'timers',
    () => {
      const timeout = setTimeout(() => {}, 0);
      const immediate = setImmediate(() => {});
      clearTimeout(timeout);
      clearImmediate(immediate);
      return [timeout, immediate];
    },
  ],
  ['internal/url', () => [new URLSearchParams().entries(), process, console]],
  [
    'events',
    () => {
      const { EventEmitter, on } = require('node:events');
      const events = on(new EventEmitter(), 'never');
      void events.return?.();
      return [events];
    },
  ],
  ['stream', () => [require('node:stream').Readable.from([])[Symbol.asyncIterator]()]],
  [
    'worker_threads',
    () => {
      const { port1, port2 } = new MessageChannel();
      port1.close();
      return [port2];
    },
  ],
  [
    'internal/deps/undici/undici',
    () => ['Headers', 'FormData'].map((name) => new (Reflect.get(globalThis, name))().entries()),
  ],
]);

/** Adds what modules export that were loaded since. */
function collect() {
  const { moduleLoadList = [] } = /** @type {any} */ (process);
  if (moduleLoadList.length === loaded) return;
  loaded = moduleLoadList.length;
  const names = new Set(moduleLoadList);
  const isLoaded = (/** @type {string} */ name) => names.has(`NativeModule ${name}`);
  for (const [name, make] of SAMPLES) {
    if (!isLoaded(name)) continue;
    SAMPLES.delete(name);
    for (const sample of make()) addChain(Reflect.getPrototypeOf(sample));
  }
  for (const name of MODULES) {
    if (isLoaded(name)) addMembers(require(`node:${name}`));
  }
  for (const [name, module] of GLOBALS) {
    if (isLoaded(module)) addFunction(Reflect.get(globalThis, name));
  }
}

/**
 * Some classes are loaded when their name is read; this one is loaded.
 * @param {any} constructor
 */
function addLoaded(constructor) {
  const name = ownProperty(constructor, 'name')?.value;
  if (GLOBALS.has(name)) addFunction(Reflect.get(globalThis, name));
}

/**
 * @param {unknown} object one of the host's
 * @param {Membrane} membrane
 * @returns {boolean} whether no guest may change it
 */
function isProcessWide(object, membrane) {
  if (!isObject(object) || types.isProxy(object) || membrane.sandbox() === globalThis) return false;
  const isFunction = typeof object === 'function';
  // As nearly all that is written to.
  if (!isFunction && hasUsualChain(object)) return false;
  if (!membrane.owns(object)) return false;
  const constructor = isFunction ? object : ownProperty(object, 'constructor')?.value;
  collect();
  if (typeof constructor === 'function' && !types.isProxy(constructor)) addLoaded(constructor);
  return found.has(object);
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
  for (
    let at = /** @type {object | null} */ (object);
    at !== null;
    at = Reflect.getPrototypeOf(at)
  ) {
    if (types.isProxy(at)) return false;
    const property = ownProperty(at, key);
    if (property === undefined) continue;
    return property.set !== undefined && typeof at === 'function' && isProcessWide(at, membrane);
  }
  return false;
}

/**
 * @param {unknown} receiver
 * @param {Membrane} membrane
 * @returns {boolean} whether a method called on it changes a prototype of Node's
 */
function isSharedPrototype(receiver, membrane) {
  if (typeof receiver !== 'object' || receiver === null || types.isProxy(receiver)) return false;
  return Object.hasOwn(receiver, 'constructor') && isProcessWide(receiver, membrane);
}

module.exports = { isProcessWide, isSetByClass, isSharedPrototype };
