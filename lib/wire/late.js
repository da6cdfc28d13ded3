'use strict';

// Texts that are decoded when somebody asks for them. Of ten thousand records that come at once a
// field or two are read as a rule, and the texts of the others are a sixth of what all of it takes.
// They lie in a copy of their message, which lives only as long as what was read holds
// (lib/session.js): otherwise whoever keeps one record would keep all of them.

const { arena } = require('./arena.js');

/** A copy of a message; of no use any more when it has been let go. */
class Copy {
  /** @type {any} */
  #bytes;

  /** @param {number} words how many the message in the arena has */
  constructor(words) {
    this.#bytes = Buffer.from(arena.bytes.subarray(0, words * 4));
  }

  get isGone() {
    return this.#bytes === undefined;
  }

  letGo() {
    this.#bytes = undefined;
  }

  /**
   * @param {number} at in bytes
   * @param {number} bytes
   * @param {boolean} isWide whether a unit takes two bytes
   * @returns {string}
   */
  text(at, bytes, isWide) {
    const end = at + bytes;
    return isWide ? this.#bytes.ucs2Slice(at, end) : this.#bytes.latin1Slice(at, end);
  }
}

/** Where a text lies in a copy. */
class LateText {
  #copy;
  #at;
  #bytes;
  #isWide;

  /**
   * @param {Copy} copy
   * @param {number} at in bytes
   * @param {number} bytes
   * @param {boolean} isWide
   */
  constructor(copy, at, bytes, isWide) {
    this.#copy = copy;
    this.#at = at;
    this.#bytes = bytes;
    this.#isWide = isWide;
  }

  /**
   * A value, decoded if it is a late text. Asks nothing of any other object: it may be a stand-in.
   * @param {any} value
   * @returns {any}
   */
  static decode(value) {
    if (typeof value !== 'object' || value === null || !(#copy in value)) return value;
    return value.#copy.text(value.#at, value.#bytes, value.#isWide);
  }
}

module.exports = { Copy, LateText };
