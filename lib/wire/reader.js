'use strict';

// Reading a message: the one decoder of this side, as src/wire/reader.rs is of the other. What a
// handle stands for is the membrane's business: it is passed in as `side`.

const { create } = require('../errors.js');
const { arena, float, floatWords } = require('./arena.js');
const { Attribute, Flag, LONG, Tag, WELL_KNOWN_SYMBOLS, flagsOf } = require('./format.js');

/** @typedef {import('../wire.js').Side} Side */

/**
 * Until when a message may be read; then who sent it is given up.
 * @typedef {import('../hurry.js').Hurry} Hurry
 */

/** @returns {Error} */
const truncated = () => create('ERR_RSVM_PROTOCOL', 'it ends too early');

/** After how many values it is looked whether there is time for more. */
const PATIENCE = 1024;

/** Of how many digits a number is looked at by itself: a million take 2 ms. */
const LONG_DIGITS = 1 << 12;
/** With its sign: V8 has none of more than 2^30 bits. */
const MOST_DIGITS = 2 ** 28 + 1;

/** How many short texts are remembered, and how many words each may take. */
const REMEMBERED = 1024;
const REMEMBERED_WORDS = 6;

/**
 * Property names cross again and again; a remembered one costs a comparison of its words instead of
 * a new string.
 */
class TextMemory {
  #words = new Int32Array(REMEMBERED * REMEMBERED_WORDS);
  /** @type {(string | undefined)[]} */
  #texts = new Array(REMEMBERED).fill(undefined);

  /**
   * @param {number} at the first word of the text
   * @param {number} length in bytes, at most four times REMEMBERED_WORDS
   * @returns {string}
   */
  get(at, length) {
    const { words } = arena;
    const count = (length + 3) >> 2;
    let hash = length;
    for (let i = 0; i < count; i += 1) hash = (Math.imul(hash, 31) + words[at + i]) | 0;
    const slot = (hash ^ (hash >>> 15)) & (REMEMBERED - 1);
    const known = this.#texts[slot];
    const base = slot * REMEMBERED_WORDS;
    if (known !== undefined && known.length === length) {
      let same = true;
      for (let i = 0; i < count; i += 1) same = same && this.#words[base + i] === words[at + i];
      if (same) return known;
    }
    const text = arena.bytes.latin1Slice(at * 4, at * 4 + length);
    for (let i = 0; i < count; i += 1) this.#words[base + i] = words[at + i];
    this.#texts[slot] = text;
    return text;
  }
}

const remembered = new TextMemory();

/** @type {(string | undefined)[]} */
const NO_TEXTS = [];

/**
 * Reads the message in the arena, from its first word. What lies behind its last one is of other
 * messages, of other contexts too: a guest that has taken its process over can claim any length.
 */
class Reader {
  at = 0;
  /** How many words the message has. */
  end = 0;
  /** Where the message says where its long texts begin. */
  #places = 0;
  /** Those that were read. @type {(string | undefined)[]} */
  #texts = NO_TEXTS;
  /** @type {Hurry | undefined} */
  #hurry;
  #patience = PATIENCE;

  /**
   * @param {number} words how many the message has
   * @param {Hurry | undefined} hurry
   * @returns {number} the opcode and the flags
   */
  begin(words, hurry) {
    this.#hurry = hurry;
    this.at = 0;
    this.end = words;
    this.#texts = NO_TEXTS;
    const head = this.word();
    if (head & Flag.Texts) this.#beginTexts();
    return head;
  }

  /** The message ends with a list of texts. */
  #beginTexts() {
    const count = arena.words[this.end - 1];
    if (count < 0 || count > this.end - 2) throw truncated();
    this.end -= count + 1;
    this.#places = this.end;
    this.#texts = new Array(count);
  }

  /**
   * A text of the list, which is made once however often it is named.
   * @param {number} place
   * @returns {string}
   */
  #textAt(place) {
    if (place >= this.#texts.length) throw truncated();
    const known = this.#texts[place];
    if (known !== undefined) return known;
    const { at } = this;
    this.at = arena.words[this.#places + place] >>> 0;
    const text = this.text();
    this.at = at;
    this.#texts[place] = text;
    return text;
  }

  /** @returns {object} what `goOn` takes, when the message is in the arena again */
  leave() {
    const { at, end } = this;
    return { at, end, places: this.#places, texts: this.#texts, hurry: this.#hurry };
  }

  /** @param {any} left what `leave` returned */
  goOn({ at, end, places, texts, hurry }) {
    this.#hurry = hurry;
    this.at = at;
    this.end = end;
    this.#places = places;
    this.#texts = texts;
  }

  /** @returns {number} */
  word() {
    const { at } = this;
    if (at >= this.end) throw truncated();
    this.at = at + 1;
    return arena.words[at];
  }

  /**
   * How many of something follow, of which each takes a word or more.
   * @returns {number}
   */
  count() {
    const count = this.word();
    if (count < 0 || count > this.end - this.at) throw truncated();
    return count;
  }

  /**
   * Passes over so many bytes, which are there.
   * @param {number} bytes
   * @returns {number} where they begin, in bytes
   */
  #pass(bytes) {
    const { at } = this;
    if (!(bytes >= 0 && bytes <= (this.end - at) * 4)) throw truncated();
    this.at = at + Math.ceil(bytes / 4);
    return at * 4;
  }

  /** How many words are left. */
  get left() {
    return this.end - this.at;
  }

  /** @returns {number} */
  number() {
    floatWords[0] = this.word();
    floatWords[1] = this.word();
    return float[0];
  }

  /**
   * @param {number} head
   * @returns {number}
   */
  #length(head) {
    const payload = head >>> 8;
    return payload === LONG ? this.word() >>> 0 : payload;
  }

  /** @returns {string} */
  text() {
    return this.#textOf(this.word());
  }

  /**
   * @param {number} head
   * @returns {string}
   */
  #textOf(head) {
    const length = this.#length(head);
    if ((head & 0xff) === Tag.Utf16) {
      const at = this.#pass(length * 2);
      return arena.bytes.ucs2Slice(at, at + length * 2);
    }
    const at = this.#pass(length);
    if (length <= REMEMBERED_WORDS * 4) return remembered.get(at >> 2, length);
    return arena.bytes.latin1Slice(at, at + length);
  }

  /**
   * Passes over a text.
   * @returns {number} the word where it begins; -1 if what comes next is none
   */
  passText() {
    const { at } = this;
    const head = this.word();
    const tag = head & 0xff;
    if (tag !== Tag.Latin1 && tag !== Tag.Utf16) {
      this.at = at;
      return -1;
    }
    this.#pass(this.#length(head) * (tag === Tag.Utf16 ? 2 : 1));
    return at;
  }

  /**
   * So many bytes, copied out.
   * @param {number} length
   * @returns {Uint8Array<ArrayBuffer>}
   */
  bytes(length) {
    const at = this.#pass(length);
    const copy = new Uint8Array(length);
    copy.set(arena.bytes.subarray(at, at + length));
    return copy;
  }

  /**
   * @param {Side} side
   * @returns {any}
   */
  value(side) {
    return this.valueAfter(this.word(), side);
  }

  /**
   * @param {number} head the first word of the value, which was read
   * @param {Side} side
   * @returns {any}
   */
  valueAfter(head, side) {
    // The most frequent, and small enough to be read in line.
    if (head === Tag.Int) return this.word();
    return head === Tag.Undefined ? undefined : this.#other(head, side);
  }

  /**
   * @param {number} head
   * @param {Side} side
   * @returns {any}
   */
  #other(head, side) {
    this.#patience -= 1;
    if (this.#patience === 0) this.lookAtClock();
    switch (head & 0xff) {
      case Tag.Undefined:
      case Tag.Absent:
        return undefined;
      case Tag.Null:
        return null;
      case Tag.False:
        return false;
      case Tag.True:
        return true;
      case Tag.Int:
        return this.word();
      case Tag.Number:
        return this.number();
      case Tag.Latin1:
      case Tag.Utf16:
        return this.#textOf(head);
      case Tag.TextAt:
        return this.#textAt(head >>> 8);
      case Tag.Mine:
        return side.mine(this.word(), head >>> 8);
      case Tag.Yours:
        return side.yours(this.word());
      default:
        return this.#rare(head, side);
    }
  }

  /**
   * @param {number} head
   * @param {Side} side
   * @returns {any}
   */
  #rare(head, side) {
    const payload = head >>> 8;
    switch (head & 0xff) {
      case Tag.BigInt: {
        const length = this.#length(head);
        if (length > MOST_DIGITS) throw create('ERR_RSVM_TOO_LARGE', 'A BigInt');
        if (length > LONG_DIGITS) this.lookAtClock();
        const digits = Buffer.from(this.bytes(length)).toString('latin1');
        return digits[0] === '-' ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`);
      }
      case Tag.WellKnownSymbol:
        return WELL_KNOWN_SYMBOLS[payload] ?? Symbol.for(`well-known ${payload}`);
      case Tag.RegisteredSymbol:
        return Symbol.for(this.text());
      case Tag.MineSymbol: {
        const id = this.word();
        return side.symbols.theirs(id, payload === 0 ? undefined : this.text());
      }
      case Tag.YoursSymbol:
        return side.symbols.ours(this.word());
      case Tag.Intrinsic:
        return side.intrinsic(payload);
      case Tag.Global:
        return side.global();
      case Tag.Record:
        return side.record(this.word(), payload);
      default:
        throw create('ERR_RSVM_PROTOCOL', 'unknown value');
    }
  }

  /** What a guest says in a second may take a minute to read, or to do: a timeout holds for that, too. */
  lookAtClock() {
    this.#patience = PATIENCE;
    if (this.#hurry?.isOver) throw this.#hurry.giveUp();
  }

  /**
   * A property key as the language has them: a string or a symbol.
   * @param {Side} side
   * @returns {string | symbol}
   */
  key(side) {
    const key = this.value(side);
    if (typeof key === 'string' || typeof key === 'symbol') return key;
    // An object would pass for a key that is not hidden, and become one that is when its text is asked for.
    if (!Number.isInteger(key) || key < 0) throw create('ERR_RSVM_PROTOCOL', 'not a property key');
    return String(key);
  }

  /**
   * @param {Side} side
   * @returns {any[]}
   */
  values(side) {
    const count = this.count();
    // As most calls have few arguments: an array that is filled by index costs twice as much.
    if (count === 0) return [];
    if (count === 1) return [this.value(side)];
    if (count === 2) return [this.value(side), this.value(side)];
    const values = new Array(count);
    for (let i = 0; i < count; i += 1) values[i] = this.value(side);
    return values;
  }

  /**
   * @param {Side} side
   * @returns {(string | symbol)[]}
   */
  keys(side) {
    const count = this.count();
    const keys = new Array(count);
    for (let i = 0; i < count; i += 1) keys[i] = this.key(side);
    return keys;
  }

  /**
   * @param {Side} side
   * @returns {PropertyDescriptor | undefined}
   */
  descriptor(side) {
    const attributes = this.word();
    return attributes & Attribute.Absent ? undefined : this.descriptorAfter(attributes, side);
  }

  /**
   * @param {number} attributes the word that was read
   * @param {Side} side
   * @returns {PropertyDescriptor}
   */
  descriptorAfter(attributes, side) {
    const descriptor = flagsOf(attributes);
    if (attributes & Attribute.Value) descriptor.value = this.value(side);
    if (attributes & Attribute.Get) descriptor.get = this.value(side);
    if (attributes & Attribute.Set) descriptor.set = this.value(side);
    return descriptor;
  }
}

module.exports = { Reader };
