'use strict';

// Writing a message: the one encoder of this side, as src/wire/writer.rs is of the other. What a
// handle stands for is the membrane's business: it is passed in as `side`.

const { create } = require('../errors.js');
const { arena, float, floatWords, makeRoom, trimArena } = require('./arena.js');
const {
  Attribute,
  Flag,
  Given,
  LONG,
  Tag,
  WELL_KNOWN_SYMBOLS,
  attributesOf,
} = require('./format.js');

/** @typedef {import('../wire.js').Side} Side */
/** @typedef {import('../wire.js').Allowance} Allowance */
/**
 * A word that is open, for a handle of what the guest has of a primordial of ours (lib/counterparts.js).
 * @typedef {{ at: number, object: object, path: import('../intrinsics.js').Path }} Open
 */

/**
 * Who says that there is no time for more, by an error.
 * @typedef {{ lookAtClock: () => void }} Clock
 */

/** Strings up to here are written and read unit by unit; longer ones by Buffer, at 60 ns. */
const SHORT = 48;

/** After how many words of texts and bytes it is looked whether there is time for more. */
const PATIENCE = 1 << 20;

/**
 * How many units the texts of a message may have besides the longest. One text may be in many places, for a word
 * each: a guest fills an array of the host's with it, and each of them would be written.
 */
const MOST_UNITS = 2 ** 28;

/** Ten times as fast as a loop. */
const NARROW = /^[\0-\xff]*$/;
// It is compiled now, for both kinds of texts: where the stack is nearly exhausted V8 would end the process.
for (const text of ['a', '\u0100', 'a', '\u0100', 'a', '\u0100']) NARROW.test(text);

/** Writes one message at a time: nothing may come between its first word and its entry. */
class Writer {
  /** How many words are written. */
  at = 0;
  /** Where the body begins. */
  #body = 0;
  /** From where on the clock is looked at. */
  #patience = PATIENCE;
  /** How many units the texts have that are not short, and the longest of them. */
  #units = 0;
  #longest = 0;
  /** @type {Clock | undefined} */
  #clock;
  /** Where a word is filled in before the message is sent. @type {Open[]} */
  open = [];

  /**
   * @param {number} opcode
   * @param {Clock} [clock]
   */
  begin(opcode, clock) {
    trimArena();
    arena.words[0] = opcode;
    this.at = 1;
    this.#clock = clock;
    this.#patience = PATIENCE;
    this.#units = 0;
    this.#longest = 0;
    if (this.open.length > 0) this.open = [];
  }

  /** The message is written; what would keep a context that nobody has any more is let go. */
  end() {
    this.#clock = undefined;
  }

  /**
   * Says what the request may take: the first of its sections.
   * @param {Allowance} allowance
   */
  allowance({ timeout, memory, stack, breakOnSigint }) {
    this.flag(Flag.Allowance);
    const at = this.reserve();
    let given = breakOnSigint ? Given.Sigint : 0;
    if (timeout !== undefined) {
      given |= Given.Timeout;
      this.number(timeout);
    }
    if (memory !== undefined) {
      given |= Given.Memory;
      this.number(memory);
    }
    if (stack !== undefined) {
      given |= Given.Stack;
      this.word(stack);
    }
    this.fill(at, given);
  }

  /**
   * Begins the body anew, under another opcode.
   * @param {number} opcode
   */
  restart(opcode) {
    arena.words[0] = (arena.words[0] & ~0xff) | opcode;
    this.at = this.#body;
    this.open = this.open.filter(({ at }) => at < this.#body);
  }

  /**
   * Writes a body; if what is in it cannot cross, another one in its place.
   * @param {number} opcode of the message
   * @param {() => void} write
   * @param {(error: unknown) => void} instead
   */
  either(opcode, write, instead) {
    try {
      write();
    } catch (error) {
      this.restart(opcode);
      instead(error);
    }
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
    for (const place of this.open) {
      if (place.at >= start) place.at -= body.length;
      else if (place.at >= this.#body) place.at += this.at - start;
    }
  }

  /** @param {number} flag one of `Flag` */
  flag(flag) {
    arena.words[0] |= flag;
  }

  /** @param {number} words */
  #ensure(words) {
    makeRoom(this.at + words);
    if (this.at < this.#patience) return;
    this.#patience = this.at + PATIENCE;
    this.#clock?.lookAtClock();
  }

  /** @param {number} units of one more text */
  #count(units) {
    this.#units += units;
    if (units > this.#longest) this.#longest = units;
    if (this.#units - this.#longest <= MOST_UNITS) return;
    throw create('ERR_RSVM_TOO_LARGE', `Text of more than ${MOST_UNITS} units`);
  }

  /** @param {number} word */
  word(word) {
    makeRoom(this.at + 1);
    arena.words[this.at] = word;
    this.at += 1;
  }

  /**
   * @param {number} first
   * @param {number} second
   */
  words(first, second) {
    const { at } = this;
    makeRoom(at + 2);
    const { words } = arena;
    words[at] = first;
    words[at + 1] = second;
    this.at = at + 2;
  }

  /** @returns {number} the place of a word whose value is not known yet, for `fill` */
  reserve() {
    this.word(0);
    return this.at - 1;
  }

  /**
   * Leaves a word open, and notes what for.
   * @param {Omit<Open, 'at'>} what
   */
  leaveOpen(what) {
    this.open.push({ ...what, at: this.reserve() });
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
    this.words(floatWords[0], floatWords[1]);
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
    // The methods of anything else are code that would run in the middle of the message.
    if (typeof text !== 'string') throw new TypeError('The message has a text here');
    const { length } = text;
    this.#ensure((length >> 1) + 4);
    if (length <= SHORT) {
      this.#shortText(text);
      return;
    }
    this.#count(length);
    const narrow = NARROW.test(text);
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
    // Shifts have 32 bits.
    const words = Math.ceil(bytes.length / 4);
    this.#ensure(words);
    arena.bytes.set(bytes, this.at * 4);
    this.at += words;
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
        if (digits.length > SHORT) this.#count(digits.length);
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
      this.words(Tag.Int, number);
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
      side.symbols.put(symbol);
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
        this.words(Tag.Int, index);
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

module.exports = { Writer };
