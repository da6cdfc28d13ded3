'use strict';

// The message format, as src/wire has it: a message is a sequence of 32-bit words in the arena, an
// ArrayBuffer that the addon writes into too. lib/session.js and lib/membrane.js write and read
// messages with the two classes here. What a handle stands for is the membrane's business: it is
// passed in as `side`.

const native = require('./native.js');

/** What a message asks for, or how it answers (src/wire/message.rs). */
const Opcode = Object.freeze({
  Get: 0x01,
  Set: 0x02,
  Has: 0x03,
  Delete: 0x04,
  OwnKeys: 0x05,
  GetOwn: 0x06,
  Define: 0x07,
  GetPrototype: 0x08,
  SetPrototype: 0x09,
  IsExtensible: 0x0a,
  PreventExtensions: 0x0b,
  Call: 0x0c,
  Construct: 0x0d,
  Snapshot: 0x0e,
  Fetch: 0x0f,
  Compile: 0x20,
  Run: 0x21,
  CompileFunction: 0x22,
  RunJobs: 0x23,
  DropScript: 0x24,
  Setup: 0x25,
  Settle: 0x26,
  Limit: 0x2f,
  Console: 0x40,
  Import: 0x41,
  Observe: 0x42,
  Return: 0x60,
  Throw: 0x61,
  Fault: 0x62,
});

/** Which sections stand between a message's head and its body, in this order. */
const Flag = Object.freeze({
  Releases: 1 << 8,
  Patches: 1 << 9,
  Jobs: 1 << 10,
  Rejections: 1 << 11,
  Updates: 1 << 12,
  /** All of those above. */
  Sections: 0x1f << 8,
  /** No section: nothing of the sender's ran for this answer. */
  Quiet: 1 << 13,
});

/** The fields of a property descriptor. */
const Attribute = Object.freeze({
  Value: 1,
  Get: 1 << 1,
  Set: 1 << 2,
  HasWritable: 1 << 3,
  Writable: 1 << 4,
  HasEnumerable: 1 << 5,
  Enumerable: 1 << 6,
  HasConfigurable: 1 << 7,
  Configurable: 1 << 8,
  Absent: 1 << 9,
});

/** What a side says of an object that it sends (src/wire/value.rs). */
const Trait = Object.freeze({
  Callable: 1,
  Constructor: 1 << 1,
  Array: 1 << 2,
  Class: 1 << 3,
  Arguments: 1 << 4,
  Global: 1 << 5,
  Prototype: 1 << 6,
  Record: 1 << 7,
});

const RecordKind = Object.freeze({
  Error: 1,
  Date: 2,
  RegExp: 3,
  Map: 4,
  Set: 5,
  ArrayBuffer: 6,
  TypedArray: 7,
  DataView: 8,
  Boxed: 9,
  Promise: 10,
});

const Tag = Object.freeze({
  Undefined: 0,
  Null: 1,
  False: 2,
  True: 3,
  Int: 4,
  Number: 5,
  Latin1: 6,
  Utf16: 7,
  BigInt: 8,
  WellKnownSymbol: 9,
  RegisteredSymbol: 10,
  MineSymbol: 11,
  YoursSymbol: 12,
  Mine: 13,
  Yours: 14,
  Intrinsic: 15,
  Global: 16,
  Record: 17,
  Absent: 18,
});

/** In the order of src/wire/value.rs; the last two are missing in older engines. */
const WELL_KNOWN_SYMBOLS = [
  Symbol.asyncIterator,
  Symbol.hasInstance,
  Symbol.isConcatSpreadable,
  Symbol.iterator,
  Symbol.match,
  Symbol.matchAll,
  Symbol.replace,
  Symbol.search,
  Symbol.species,
  Symbol.split,
  Symbol.toPrimitive,
  Symbol.toStringTag,
  Symbol.unscopables,
  /** @type {any} */ (Symbol).dispose,
  /** @type {any} */ (Symbol).asyncDispose,
];

/** A payload of all ones says that the length is in a word of its own. */
const LONG = 0xffffff;
/** Strings up to here are written and read unit by unit; longer ones by Buffer, at 60 ns. */
const SHORT = 48;
const FIRST_ARENA_BYTES = 1 << 16;

/**
 * The arena, seen as the kinds of memory that messages hold; `bytes` is a Buffer, whose raw string
 * methods (`latin1Slice` and its like) its declared type does not have.
 * @type {{ words: Int32Array, units: Uint16Array, bytes: any }}
 */
const arena = { words: new Int32Array(0), units: new Uint16Array(0), bytes: Buffer.alloc(0) };

/** For the two words of a number. */
const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/**
 * Makes room for so many words. What was written stays.
 * @param {number} words
 */
function growArena(words) {
  const { bytes } = arena;
  const buffer = new ArrayBuffer(Math.max(FIRST_ARENA_BYTES, 2 ** Math.ceil(Math.log2(words * 4))));
  arena.words = new Int32Array(buffer);
  arena.units = new Uint16Array(buffer);
  arena.bytes = Buffer.from(buffer);
  bytes.copy(arena.bytes);
  native.setArena(buffer);
}
growArena(1);

/** @returns {Int32Array} what is in the arena now */
function copyArena() {
  return arena.words.slice();
}

/** @param {Int32Array} words what `copyArena` returned */
function restoreArena(words) {
  if (words.length > arena.words.length) growArena(words.length);
  arena.words.set(words);
}

/**
 * What encodes and decodes the values that only a membrane knows.
 * @typedef {object} Side
 * @property {(object: object) => void} putObject
 * @property {(symbol: symbol) => void} putSymbol
 * @property {(id: number, traits: number) => any} mine
 * @property {(id: number) => any} yours
 * @property {(id: number, description: string | undefined) => symbol} mineSymbol
 * @property {(id: number) => symbol} yoursSymbol
 * @property {(index: number) => any} intrinsic
 * @property {() => any} global
 * @property {(id: number, kind: number) => any} record
 */

/** Writes one message at a time: nothing may come between its first word and its entry. */
class Writer {
  /** How many words are written. */
  at = 0;
  /** Where the body begins. */
  #body = 0;

  /** @param {number} opcode */
  begin(opcode) {
    this.at = 0;
    this.word(opcode);
  }

  /**
   * Begins the body anew, under another opcode.
   * @param {number} opcode
   */
  restart(opcode) {
    arena.words[0] = (arena.words[0] & ~0xff) | opcode;
    this.at = this.#body;
  }

  /** The sections are complete: what is written next is the body. */
  beginBody() {
    this.#body = this.at;
  }

  /**
   * Makes what was written from `start` on the last of the sections: what records hold is only known
   * when the body that names them is written, but is to be read before.
   * @param {number} start
   */
  moveToSections(start) {
    const body = arena.words.slice(this.#body, start);
    arena.words.copyWithin(this.#body, start, this.at);
    arena.words.set(body, this.at - body.length);
  }

  /** @param {number} flag one of `Flag` */
  flag(flag) {
    arena.words[0] |= flag;
  }

  /** @param {number} words */
  #ensure(words) {
    if (this.at + words > arena.words.length) growArena(this.at + words);
  }

  /** @param {number} word */
  word(word) {
    if (this.at === arena.words.length) growArena(this.at + 1);
    arena.words[this.at] = word;
    this.at += 1;
  }

  /** @returns {number} the place of a word whose value is not known yet, for `fill` */
  reserve() {
    this.word(0);
    return this.at - 1;
  }

  /**
   * @param {number} at
   * @param {number} word
   */
  fill(at, word) {
    arena.words[at] = word;
  }

  /** @param {number} number */
  number(number) {
    float[0] = number;
    this.word(floatWords[0]);
    this.word(floatWords[1]);
  }

  /**
   * @param {number} tag
   * @param {number} length
   */
  #tagged(tag, length) {
    if (length < LONG) {
      this.word(tag | (length << 8));
    } else {
      this.word(tag | (LONG << 8));
      this.word(length);
    }
  }

  /** @param {string} text */
  text(text) {
    const { length } = text;
    this.#ensure((length >> 1) + 4);
    if (length <= SHORT) {
      this.#shortText(text);
      return;
    }
    const narrow = /^[\0-\xff]*$/.test(text);
    this.#tagged(narrow ? Tag.Latin1 : Tag.Utf16, length);
    if (narrow) arena.bytes.latin1Write(text, this.at * 4);
    else arena.bytes.ucs2Write(text, this.at * 4);
    this.at += narrow ? (length + 3) >> 2 : (length + 1) >> 1;
  }

  /** @param {string} text */
  #shortText(text) {
    const { length } = text;
    const { bytes, units, words } = arena;
    const start = this.at + 1;
    let all = 0;
    for (let i = 0, to = start * 4; i < length; i += 1, to += 1) {
      const unit = text.charCodeAt(i);
      all |= unit;
      bytes[to] = unit;
    }
    if (all < 256) {
      words[this.at] = Tag.Latin1 | (length << 8);
      this.at = start + ((length + 3) >> 2);
      return;
    }
    words[this.at] = Tag.Utf16 | (length << 8);
    for (let i = 0, to = start * 2; i < length; i += 1, to += 1) units[to] = text.charCodeAt(i);
    this.at = start + ((length + 1) >> 1);
  }

  /**
   * Bytes, padded to a whole word.
   * @param {Uint8Array} bytes
   */
  bytes(bytes) {
    this.#ensure((bytes.length >> 2) + 1);
    arena.bytes.set(bytes, this.at * 4);
    this.at += (bytes.length + 3) >> 2;
  }

  /**
   * @param {any} value
   * @param {Side} side
   */
  value(value, side) {
    switch (typeof value) {
      case 'number':
        this.#numeric(value);
        break;
      case 'string':
        this.text(value);
        break;
      case 'object':
        if (value === null) this.word(Tag.Null);
        else side.putObject(value);
        break;
      case 'function':
        side.putObject(value);
        break;
      case 'boolean':
        this.word(value ? Tag.True : Tag.False);
        break;
      case 'undefined':
        // `document.all` and its like say so too.
        if (value === undefined) this.word(Tag.Undefined);
        else side.putObject(value);
        break;
      case 'bigint': {
        const digits = value.toString(16);
        this.#tagged(Tag.BigInt, digits.length);
        this.bytes(Buffer.from(digits, 'latin1'));
        break;
      }
      default:
        this.#symbol(/** @type {any} */ (value), side);
    }
  }

  /** @param {number} number */
  #numeric(number) {
    // -0 is the one integer that is not its own 32-bit integer.
    if ((number | 0) === number && (number !== 0 || Object.is(number, 0))) {
      this.word(Tag.Int);
      this.word(number);
    } else {
      this.word(Tag.Number);
      this.number(number);
    }
  }

  /**
   * @param {symbol} symbol
   * @param {Side} side
   */
  #symbol(symbol, side) {
    const index = WELL_KNOWN_SYMBOLS.indexOf(symbol);
    if (index >= 0) {
      this.word(Tag.WellKnownSymbol | (index << 8));
      return;
    }
    const key = Symbol.keyFor(symbol);
    if (key === undefined) {
      side.putSymbol(symbol);
    } else {
      this.word(Tag.RegisteredSymbol);
      this.text(key);
    }
  }

  /**
   * A property key: an array index as a number.
   * @param {PropertyKey} key
   * @param {Side} side
   */
  key(key, side) {
    if (typeof key === 'string') {
      const index = +key;
      if ((index | 0) === index && index >= 0 && String(index) === key) {
        this.word(Tag.Int);
        this.word(index);
      } else {
        this.text(key);
      }
    } else {
      this.value(key, side);
    }
  }

  /**
   * @param {ArrayLike<any>} values
   * @param {Side} side
   */
  values(values, side) {
    const { length } = values;
    this.word(length);
    for (let i = 0; i < length; i += 1) this.value(values[i], side);
  }

  /**
   * @param {PropertyDescriptor | undefined} descriptor
   * @param {Side} side
   */
  descriptor(descriptor, side) {
    if (descriptor === undefined) {
      this.word(Attribute.Absent);
      return;
    }
    this.word(attributesOf(descriptor));
    if ('value' in descriptor) this.value(descriptor.value, side);
    if ('get' in descriptor) this.value(descriptor.get, side);
    if ('set' in descriptor) this.value(descriptor.set, side);
  }
}

/**
 * @param {PropertyDescriptor} descriptor
 * @returns {number}
 */
function attributesOf(descriptor) {
  let attributes = 0;
  if ('value' in descriptor) attributes |= Attribute.Value;
  if ('get' in descriptor) attributes |= Attribute.Get;
  if ('set' in descriptor) attributes |= Attribute.Set;
  if ('writable' in descriptor) {
    attributes |= Attribute.HasWritable | (descriptor.writable ? Attribute.Writable : 0);
  }
  if ('enumerable' in descriptor) {
    attributes |= Attribute.HasEnumerable | (descriptor.enumerable ? Attribute.Enumerable : 0);
  }
  if ('configurable' in descriptor) {
    attributes |=
      Attribute.HasConfigurable | (descriptor.configurable ? Attribute.Configurable : 0);
  }
  return attributes;
}

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

/** Reads the message in the arena, from its first word. */
class Reader {
  at = 0;

  /** @returns {number} the opcode and the flags */
  begin() {
    this.at = 0;
    return this.word();
  }

  /** @returns {number} */
  word() {
    const word = arena.words[this.at];
    this.at += 1;
    return word;
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
    const { at } = this;
    if ((head & 0xff) === Tag.Utf16) {
      this.at += (length + 1) >> 1;
      return arena.bytes.ucs2Slice(at * 4, at * 4 + length * 2);
    }
    this.at += (length + 3) >> 2;
    if (length <= REMEMBERED_WORDS * 4) return remembered.get(at, length);
    return arena.bytes.latin1Slice(at * 4, at * 4 + length);
  }

  /**
   * So many bytes, copied out.
   * @param {number} length
   * @returns {Uint8Array<ArrayBuffer>}
   */
  bytes(length) {
    const { at } = this;
    this.at += (length + 3) >> 2;
    const copy = new Uint8Array(length);
    copy.set(arena.bytes.subarray(at * 4, at * 4 + length));
    return copy;
  }

  /**
   * @param {Side} side
   * @returns {any}
   */
  value(side) {
    const head = this.word();
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
        const digits = Buffer.from(this.bytes(length)).toString('latin1');
        return digits[0] === '-' ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`);
      }
      case Tag.WellKnownSymbol:
        return WELL_KNOWN_SYMBOLS[payload] ?? Symbol.for(`well-known ${payload}`);
      case Tag.RegisteredSymbol:
        return Symbol.for(this.text());
      case Tag.MineSymbol: {
        const id = this.word();
        return side.mineSymbol(id, payload === 0 ? undefined : this.text());
      }
      case Tag.YoursSymbol:
        return side.yoursSymbol(this.word());
      case Tag.Intrinsic:
        return side.intrinsic(payload);
      case Tag.Global:
        return side.global();
      default:
        return side.record(this.word(), payload);
    }
  }

  /**
   * A property key as the language has them: a string or a symbol.
   * @param {Side} side
   * @returns {string | symbol}
   */
  key(side) {
    const key = this.value(side);
    return typeof key === 'number' ? String(key) : key;
  }

  /**
   * @param {Side} side
   * @returns {any[]}
   */
  values(side) {
    const count = this.word();
    const values = new Array(count);
    for (let i = 0; i < count; i += 1) values[i] = this.value(side);
    return values;
  }

  /**
   * @param {Side} side
   * @returns {(string | symbol)[]}
   */
  keys(side) {
    const count = this.word();
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
    if (attributes & Attribute.Absent) return undefined;
    const descriptor = flagsOf(attributes);
    if (attributes & Attribute.Value) descriptor.value = this.value(side);
    if (attributes & Attribute.Get) descriptor.get = this.value(side);
    if (attributes & Attribute.Set) descriptor.set = this.value(side);
    return descriptor;
  }
}

/**
 * A descriptor with the boolean fields that the attributes announce; it inherits nothing, so that
 * nothing on Object.prototype becomes a field of it.
 * @param {number} attributes
 * @returns {PropertyDescriptor}
 */
function flagsOf(attributes) {
  /** @type {PropertyDescriptor} */
  const descriptor = Object.create(null);
  if (attributes & Attribute.HasWritable) {
    descriptor.writable = (attributes & Attribute.Writable) !== 0;
  }
  if (attributes & Attribute.HasEnumerable) {
    descriptor.enumerable = (attributes & Attribute.Enumerable) !== 0;
  }
  if (attributes & Attribute.HasConfigurable) {
    descriptor.configurable = (attributes & Attribute.Configurable) !== 0;
  }
  return descriptor;
}

module.exports = {
  Attribute,
  Flag,
  Opcode,
  Reader,
  RecordKind,
  Tag,
  Trait,
  Writer,
  attributesOf,
  copyArena,
  flagsOf,
  growArena,
  restoreArena,
};
