'use strict';

// Texts that are decoded when somebody asks for them. Of ten thousand records that come at once a
// field or two are read as a rule, and the texts of the others are a fifth of what all of it takes.
// They lie in a copy of their message, which lives only as long as what was read holds
// (lib/session.js): otherwise whoever keeps one record would keep all of them.

const { arena } = require('./arena.js');
const { LONG, Tag } = require('./format.js');

/** A copy of a message; of no use any more when it has been let go. */
class Copy {
  /** @type {Int32Array | undefined} */
  #words;
  /** The same. @type {any} */
  #bytes;

  /** @param {number} words how many the message in the arena has */
  constructor(words) {
    this.#words = arena.words.slice(0, words);
    this.#bytes = Buffer.from(this.#words.buffer);
  }

  get isGone() {
    return this.#words === undefined;
  }

  letGo() {
    this.#words = undefined;
    this.#bytes = undefined;
  }

  /**
   * @param {number} at a word that `Reader.passText` has passed over
   * @returns {string}
   */
  text(at) {
    const words = /** @type {Int32Array} */ (this.#words);
    const head = words[at];
    const isLong = head >>> 8 === LONG;
    const length = isLong ? words[at + 1] >>> 0 : head >>> 8;
    const start = (at + (isLong ? 2 : 1)) * 4;
    return (head & 0xff) === Tag.Utf16
      ? this.#bytes.ucs2Slice(start, start + length * 2)
      : this.#bytes.latin1Slice(start, start + length);
  }
}

/** How many copies are kept at a time. */
const MOST_COPIES = 16;

/** The copies of messages that hold what is still true of a guest's objects: those made last. */
class Copies {
  /** @type {Copy[]} */
  #copies = [];

  /**
   * @param {number} words how many the message in the arena has
   * @returns {Copy} of it, which is let go with the others, or when there are many
   */
  add(words) {
    const copy = new Copy(words);
    if (this.#copies.push(copy) > MOST_COPIES) this.#copies.shift()?.letGo();
    return copy;
  }

  letGo() {
    if (this.#copies.length === 0) return;
    for (const copy of this.#copies) copy.letGo();
    this.#copies = [];
  }
}

module.exports = { Copies, Copy };
