'use strict';

// What a guest's object held when it was read: its own properties, and whether what is not among them is
// inherited. lib/snapshot.js reads them from messages; the stand-in of the object answers with one as long
// as nothing of the guest's has run (lib/stand-ins/guest-object.js). They touch nothing else, but the copy of a
// message in which their texts may still lie.

const { ARRAY_NAMES, Inherits, OBJECT_NAMES } = require('../wire.js');

/** Of how many values of an object the text may be left in the copy: a bit for each. */
const MOST_LATE = 31;

/** The keys of an object and where the value of each is; objects of one message share theirs. */
class Shape {
  /** @param {PropertyKey[]} keys */
  constructor(keys) {
    this.keys = keys;
    this.places = new Map(keys.map((key, place) => [key, place]));
  }
}

/**
 * A copy of the own properties of a guest's object. With a shape for ten thousand records it takes a
 * fifth of the time of as many objects without a prototype, which V8 keeps as dictionaries.
 */
class ObjectSnapshot {
  #shape;
  #inherits;
  #copy;
  #late;

  /**
   * @param {Shape} shape
   * @param {any[]} values in the order of the shape's keys
   * @param {number} inherits one of `Inherits`
   * @param {import('../wire/copy.js').Copy | undefined} copy
   * @param {number} late a bit for each value that is the place of a text in the copy
   */
  constructor(shape, values, inherits, copy, late) {
    this.#shape = shape;
    this.#inherits = inherits;
    this.values = values;
    this.#copy = copy;
    this.#late = late;
  }

  /** Whether it can be read no more. */
  get isOver() {
    return this.#late !== 0 && /** @type {any} */ (this.#copy).isGone;
  }

  /** @returns {any[]} a list of its own */
  keys() {
    return [...this.#shape.keys];
  }

  /** @param {PropertyKey} key */
  has(key) {
    return this.#shape.places.has(key);
  }

  /**
   * @param {PropertyKey} key that the object does not have itself
   * @returns {boolean} whether it is known that it does not inherit it either
   */
  lacks(key) {
    // The language's may be what arrays inherit, whatever the object is.
    if (this.#inherits === Inherits.Language) {
      return !OBJECT_NAMES.has(key) && !ARRAY_NAMES.has(key);
    }
    return this.#inherits === Inherits.Nothing;
  }

  /**
   * @param {PropertyKey} key
   * @returns {any} undefined, too, if there is no such property
   */
  get(key) {
    const place = this.#shape.places.get(key);
    if (place === undefined) return undefined;
    if (place < MOST_LATE && this.#late & (1 << place)) {
      this.values[place] = /** @type {any} */ (this.#copy).text(this.values[place]);
      this.#late &= ~(1 << place);
    }
    return this.values[place];
  }

  /**
   * @param {PropertyKey} key
   * @returns {PropertyDescriptor | undefined}
   */
  property(key) {
    if (!this.has(key)) return undefined;
    return { value: this.get(key), writable: true, enumerable: true, configurable: true };
  }
}

/** A copy of the elements of a guest's array. */
class ArraySnapshot {
  #inherits;

  /**
   * @param {any[]} values nothing else refers to them
   * @param {number} inherits one of `Inherits`
   */
  constructor(values, inherits) {
    this.values = values;
    this.#inherits = inherits;
  }

  /** Whether it can be read no more. */
  get isOver() {
    return false;
  }

  /** @returns {any[]} */
  keys() {
    return Reflect.ownKeys(this.values);
  }

  /** @param {PropertyKey} key */
  has(key) {
    return Object.hasOwn(this.values, key);
  }

  /**
   * @param {PropertyKey} key that the array does not have itself
   * @returns {boolean} whether it is known that it does not inherit it either
   */
  lacks(key) {
    if (this.#inherits !== Inherits.Language) return false;
    return !OBJECT_NAMES.has(key) && !ARRAY_NAMES.has(key);
  }

  /** @param {PropertyKey} key */
  get(key) {
    return this.has(key) ? this.values[/** @type {any} */ (key)] : undefined;
  }

  /** @param {PropertyKey} key */
  property(key) {
    return Reflect.getOwnPropertyDescriptor(this.values, key);
  }
}

/** @typedef {ObjectSnapshot | ArraySnapshot} Snapshot */

module.exports = { ArraySnapshot, MOST_LATE, ObjectSnapshot, Shape };
