'use strict';

// The tables of what has crossed, as src/engine/handles.rs has them on the other side: our objects that a
// guest holds, and the symbols of both. What we hold of a guest's is kept by lib/held.js. lib/membrane.js
// has one of each.

const { writer } = require('./crossing.js');
const { create } = require('./errors.js');
const { hasGrown } = require('./heap.js');
const { bounded } = require('./prints.js');
const { kindOf } = require('./records/index.js');
const { Due, Tag, Trait } = require('./wire.js');

/** @returns {Error} */
const unknownHandle = () => create('ERR_RSVM_PROTOCOL', 'a handle that was not issued');

/** How many objects are given handles between two looks at the heap, which take 0.4 µs each. */
const LOOK_EVERY = 8;

/** Constructs something without a look at what is constructed. */
const CONSTRUCTIBLE = { construct: () => ({}) };

/**
 * Whether a function may be called with `new`. Nothing of its own runs, and nobody is asked for its
 * `prototype`: a guest may be in its prototype chain, and this is in the middle of a message to it.
 * @param {Function} f
 * @returns {boolean}
 */
function isConstructor(f) {
  try {
    Reflect.construct(new Proxy(f, CONSTRUCTIBLE), []);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {object} object
 * @returns {number}
 */
function traitsOf(object) {
  if (typeof object === 'function') {
    return Trait.Callable | (isConstructor(object) ? Trait.Constructor : 0);
  }
  return isArray(object) ? Trait.Array : 0;
}

/**
 * @param {object} object
 * @returns {boolean} whether it is an array; a proxy that was revoked, which cannot be asked, is none
 */
function isArray(object) {
  try {
    return Array.isArray(object);
  } catch {
    return false;
  }
}

/** Our objects that a guest holds, each under a handle from when it crosses to when it is released. */
class Exports {
  /** @type {(object | undefined)[]} */
  #objects = [];
  /**
   * The handles. Not weak: they are held in any case, and entries of a WeakMap that lives on cost the
   * collector five times as much (measured over 10,000).
   * @type {Map<object, number>}
   */
  #ids = new Map();
  /** @type {number[]} */
  #traits = [];
  /** @type {number[]} */
  #kinds = [];
  /** @type {number[]} */
  #free = [];
  /** Those that the message under way is the first to name. @type {number[]} */
  #fresh = [];
  #issued = 0;
  #session;

  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * @param {object} object
   * @returns {number} its new handle
   */
  issue(object) {
    this.#issued += 1;
    // What the guest has let go holds memory until its collector runs.
    if (this.#issued % LOOK_EVERY === 0 && hasGrown()) this.#session.due = Due.Guest;
    const id = this.#free.pop() ?? this.#objects.length;
    this.#objects[id] = object;
    this.#traits[id] = traitsOf(object);
    this.#kinds[id] = kindOf(object);
    this.#ids.set(object, id);
    this.#fresh.push(id);
    return id;
  }

  /** Begins a message. */
  begin() {
    if (this.#fresh.length > 0) this.#fresh = [];
  }

  /** @returns {number[]} the handles that the guest has not heard of, if the message was not sent */
  get fresh() {
    return this.#fresh;
  }

  /**
   * @param {number} id
   * @returns {boolean} whether there was such a handle
   */
  release(id) {
    const object = this.#objects[id];
    if (object === undefined) return false;
    this.#objects[id] = undefined;
    this.#ids.delete(object);
    this.#free.push(id);
    return true;
  }

  /**
   * @param {object} object
   * @returns {number | undefined}
   */
  idOf(object) {
    return this.#ids.get(object);
  }

  /**
   * @param {number} id that a guest names
   * @returns {any}
   * @throws {Error} ERR_RSVM_PROTOCOL if it holds no such object
   */
  get(id) {
    const object = this.#objects[id];
    if (object === undefined) throw unknownHandle();
    return object;
  }

  /**
   * @param {number} id
   * @returns {any} undefined if it was released
   */
  find(id) {
    return this.#objects[id];
  }

  /**
   * @param {number} id
   * @returns {number} what the guest is told of the object
   */
  traits(id) {
    return this.#traits[id];
  }

  /**
   * @param {number} id
   * @returns {number} the kind of record that the object is, or 0
   */
  kind(id) {
    return this.#kinds[id];
  }
}

/** The symbols of both sides that are neither registered nor well known. They are not released. */
class Symbols {
  /** The handle of one of ours, `~handle` of one of the guest's. @type {Map<symbol, number>} */
  #codes = new Map();
  /** @type {symbol[]} */
  #ours = [];
  /** @type {Map<number, symbol>} */
  #theirs = new Map();

  /**
   * @param {symbol} symbol
   * @returns {number} its handle if it is ours, issued now if it has none; `~handle` if it is the guest's
   */
  codeOf(symbol) {
    const known = this.#codes.get(symbol);
    if (known !== undefined) return known;
    const id = this.#ours.push(symbol) - 1;
    this.#codes.set(symbol, id);
    return id;
  }

  /**
   * @param {symbol} symbol
   * @returns {number | undefined} the same, if it has crossed
   */
  known(symbol) {
    return this.#codes.get(symbol);
  }

  /**
   * Writes one.
   * @param {symbol} symbol
   */
  put(symbol) {
    const code = this.codeOf(symbol);
    if (code < 0) {
      writer.words(Tag.YoursSymbol, ~code);
      return;
    }
    const { description } = symbol;
    writer.words(Tag.MineSymbol | (description === undefined ? 0 : 1 << 8), code);
    if (description !== undefined) writer.text(description);
  }

  /**
   * @param {number} id of the guest's
   * @param {string | undefined} description
   * @returns {symbol}
   */
  theirs(id, description) {
    let symbol = this.#theirs.get(id);
    if (symbol === undefined) {
      // It is what is shown of it, and nothing else.
      symbol = Symbol(description && bounded(description));
      this.#theirs.set(id, symbol);
      this.#codes.set(symbol, ~id);
    }
    return symbol;
  }

  /**
   * @param {number} id of ours, that a guest names
   * @returns {symbol}
   * @throws {Error} ERR_RSVM_PROTOCOL if there is no such handle
   */
  ours(id) {
    const symbol = this.#ours[id];
    if (symbol === undefined) throw unknownHandle();
    return symbol;
  }
}

module.exports = { Exports, Symbols };
