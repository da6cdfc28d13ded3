'use strict';

// The close look at a sandbox: whether every own property is as it was, with its attributes, symbols,
// accessors and what is not enumerable (100 ns each). It is taken for a run, and for the first few messages
// of a turn of the event loop; all the others have lib/mirror/glance.js, or this would be what they cost.
// lib/mirror/index.js has one for each sandbox. It reads own properties of an object that is no proxy, and so
// runs no code.

const { nameOf } = require('../intrinsics.js');
const { Attribute } = require('../wire.js');
const { FLAGS, sameAttributes } = require('./entries.js');

/** @typedef {import('./entries.js').Entry} Entry */

/**
 * How many messages of a turn are begun with a close look, and at how many properties at most: all of
 * them, or a million names, would leave no call quick.
 */
const CLOSE_LOOKS = 8;
const CLOSE_PROPERTIES = 1000;

/** Counts the turns while somebody wants to know. What waits for the next one holds no mirror. */
let turn = 1;
let isWatched = false;

function watchTurn() {
  if (isWatched) return;
  isWatched = true;
  queueMicrotask(() => {
    isWatched = false;
    turn += 1;
  });
}

class CloseLook {
  /** @type {any} */
  #sandbox;
  /** What the properties were. @type {Map<PropertyKey, Entry>} */
  #entries = new Map();
  /** The names of all own ones, if nothing is inherited. @type {string[] | undefined} */
  #names;
  /** Their symbols. @type {symbol[]} */
  #symbols = [];
  /** @type {object | null} */
  #prototype = null;
  /** How many more looks there are in this turn, and the turn in which none was left. */
  #left = CLOSE_LOOKS;
  #exhausted = 0;

  /** @param {object} sandbox */
  constructor(sandbox) {
    this.#sandbox = sandbox;
  }

  /**
   * Remembers the sandbox.
   * @param {Map<PropertyKey, Entry>} entries what the guest has of it, kept up to date
   */
  remember(entries) {
    this.#entries = entries;
    this.#prototype = Reflect.getPrototypeOf(this.#sandbox);
    const inherits = this.#prototype !== null && nameOf(this.#prototype) === undefined;
    this.#names = inherits ? undefined : Object.getOwnPropertyNames(this.#sandbox);
    this.#symbols = Object.getOwnPropertySymbols(this.#sandbox);
  }

  /**
   * @param {number} size how many properties there are to look at
   * @returns {boolean} whether there is a look left in this turn, which is taken now
   */
  take(size) {
    if (size > CLOSE_PROPERTIES) return false;
    if (this.#left === 0) {
      if (this.#exhausted === turn) return false;
      this.#left = CLOSE_LOOKS;
    }
    this.#left -= 1;
    if (this.#left === 0) {
      this.#exhausted = turn;
      watchTurn();
    }
    return true;
  }

  /** @returns {boolean} whether every own property is as it was, attributes and all */
  looksSame() {
    const sandbox = this.#sandbox;
    const names = this.#names;
    if (names === undefined || Reflect.getPrototypeOf(sandbox) !== this.#prototype) return false;
    // Together a quarter of what Reflect.ownKeys takes.
    return (
      this.#areSame(Object.getOwnPropertyNames(sandbox), names) &&
      this.#areSame(Object.getOwnPropertySymbols(sandbox), this.#symbols)
    );
  }

  /**
   * @param {PropertyKey[]} keys
   * @param {PropertyKey[]} known
   * @returns {boolean} whether these are the properties that were known, as they were
   */
  #areSame(keys, known) {
    const { length } = keys;
    if (length !== known.length) return false;
    for (let i = 0; i < length; i += 1) {
      const key = keys[i];
      if (key !== known[i] || !this.#isSame(key)) return false;
    }
    return true;
  }

  /**
   * @param {PropertyKey} key of an own property
   * @returns {boolean}
   */
  #isSame(key) {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    const { value, writable, enumerable, configurable, get, set } =
      /** @type {PropertyDescriptor} */ (Reflect.getOwnPropertyDescriptor(this.#sandbox, key));
    const flags =
      (writable ? Attribute.Writable : 0) |
      (enumerable ? Attribute.Enumerable : 0) |
      (configurable ? Attribute.Configurable : 0);
    return (
      Object.is(value, entry.value) &&
      get === entry.get &&
      set === entry.set &&
      sameAttributes(entry.attributes & FLAGS, flags)
    );
  }
}

module.exports = { CloseLook };
