// Methods that newer versions of the language have and Boa does not; newer.rs puts functions that call
// these in place. What they need of the language is taken here.
'use strict';

(function ({
  Array,
  Math,
  Number,
  Object,
  Reflect,
  String,
  Symbol,
  SyntaxError,
  TypeError,
  Uint8Array,
}) {
  const { apply, construct, defineProperty } = Reflect;
  const { asyncIterator, iterator } = Symbol;
  const OwnArray = Array;
  const OwnUint8Array = Uint8Array;
  const { floor, min } = Math;
  const charCodeAt = String.prototype.charCodeAt;
  const join = OwnArray.prototype.join;
  const kindOf = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(OwnUint8Array.prototype),
    Symbol.toStringTag,
  ).get;

  function isConstructor(value) {
    try {
      construct(Object, [], value);
      return true;
    } catch {
      return false;
    }
  }

  function add(array, index, value) {
    const property = {
      __proto__: null,
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    };
    if (!defineProperty(array, index, property)) {
      throw new TypeError(`Cannot add property ${index}, object is not extensible`);
    }
  }

  function methodOf(items, key) {
    if (items === undefined || items === null) {
      throw new TypeError(
        `Cannot read properties of ${items} (reading 'Symbol(${key.description})')`,
      );
    }
    const method = items[key];
    if (method === undefined || method === null) return undefined;
    if (typeof method === 'function') return method;
    throw new TypeError(
      `Array.fromAsync requires that the property of the first argument, items[Symbol.${key.description.slice(7)}], when exists, be a function`,
    );
  }

  // ECMA-262, 23.1.2.2
  async function fromAsync(Class, items, mapper, receiver) {
    if (mapper !== undefined && typeof mapper !== 'function') {
      throw new TypeError(`${typeof mapper === 'symbol' ? 'Symbol()' : mapper} is not a function`);
    }
    const map = async (value, index) =>
      mapper === undefined ? value : apply(mapper, receiver, [value, index]);
    let found = methodOf(items, asyncIterator);
    const isAsync = found !== undefined;
    if (!isAsync) found = methodOf(items, iterator);
    let index = 0;
    if (found !== undefined) {
      const list = isConstructor(Class) ? new Class() : [];
      const key = isAsync ? asyncIterator : iterator;
      for await (const value of { __proto__: null, [key]: () => apply(found, items, []) }) {
        add(list, index, await map(value, index));
        index += 1;
      }
      list.length = index;
      return list;
    }
    const source = Object(items);
    const length = min(floor(source.length) > 0 ? floor(source.length) : 0, 2 ** 53 - 1);
    const list = isConstructor(Class) ? new Class(length) : new OwnArray(length);
    for (; index < length; index += 1) {
      add(list, index, await map(await source[index], index));
    }
    list.length = length;
    return list;
  }

  // ECMA-262, 27.1.3.1 and 27.1.4.1
  function dispose(target) {
    const end = target.return;
    if (end !== undefined && end !== null) apply(end, target, []);
  }
  async function asyncDispose(target) {
    const end = target.return;
    if (end !== undefined && end !== null) await apply(end, target, [undefined]);
  }

  // ECMA-262, 23.3
  const COMMON = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const ALPHABETS = { __proto__: null, base64: `${COMMON}+/`, base64url: `${COMMON}-_` };
  const DIGITS = '0123456789abcdef';
  const PART = 4096;

  function check(bytes, name) {
    let kind;
    try {
      kind = apply(kindOf, bytes, []);
    } catch {
      // It is no typed array.
    }
    if (kind === 'Uint8Array') return;
    const isObject = (typeof bytes === 'object' && bytes !== null) || typeof bytes === 'function';
    const shown = isObject ? `#<${kind ?? 'Object'}>` : `${String(bytes)}`;
    throw new TypeError(
      `Method Uint8Array.prototype.${name} called on incompatible receiver ${shown}`,
    );
  }

  function checkText(text) {
    if (typeof text !== 'string') throw new TypeError('input argument must be a string');
  }

  function settings(options) {
    if (options === undefined) return { __proto__: null };
    if ((typeof options !== 'object' || options === null) && typeof options !== 'function') {
      throw new TypeError('invalid_argument');
    }
    return options;
  }

  function choice(options, name, choices) {
    const chosen = options[name];
    if (chosen === undefined) return choices[0];
    for (let i = 0; i < choices.length; i += 1) if (choices[i] === chosen) return chosen;
    throw new TypeError(`invalid option ${typeof chosen === 'symbol' ? 'Symbol()' : chosen}`);
  }

  const alphabetOf = (options) => ALPHABETS[choice(options, 'alphabet', ['base64', 'base64url'])];

  // Which value each unit stands for, by alphabet.
  const values = { __proto__: null };
  function valuesOf(alphabet) {
    let table = values[alphabet];
    if (table === undefined) {
      table = new OwnUint8Array(128).fill(255);
      for (let i = 0; i < 64; i += 1) table[apply(charCodeAt, alphabet, [i])] = i;
      values[alphabet] = table;
    }
    return table;
  }

  // Writes text in pieces: a string that grows by units is copied for each.
  function pieces(count, unitsOf) {
    const parts = [];
    for (let at = 0; at < count; at += PART) {
      let part = '';
      const end = min(at + PART, count);
      for (let i = at; i < end; i += 1) part += unitsOf(i);
      parts[parts.length] = part;
    }
    return apply(join, parts, ['']);
  }

  function toBase64(bytes, given) {
    check(bytes, 'toBase64');
    const options = settings(given);
    const alphabet = alphabetOf(options);
    const isPadded = !options.omitPadding;
    const { length } = bytes;
    return pieces(Math.ceil(length / 3), (group) => {
      const at = group * 3;
      const word = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      const known = alphabet[word >> 18] + alphabet[(word >> 12) & 63];
      if (at + 2 < length) return known + alphabet[(word >> 6) & 63] + alphabet[word & 63];
      const pad = isPadded ? '=' : '';
      return at + 1 < length ? known + alphabet[(word >> 6) & 63] + pad : known + pad + pad;
    });
  }

  function toHex(bytes) {
    check(bytes, 'toHex');
    return pieces(bytes.length, (i) => DIGITS[bytes[i] >> 4] + DIGITS[bytes[i] & 15]);
  }

  const isBlank = (unit) => unit === 32 || unit === 9 || unit === 10 || unit === 12 || unit === 13;
  const INVALID = 'Found a character that cannot be part of a valid base64 string.';
  const SINGLE = 'The base64 input terminates with a single character, excluding padding (=).';
  const BITS = 'The base64 input terminates with non-zero padding bits.';
  const PADDING = 61;

  // FromBase64 (ECMA-262, 23.3.3.5): how much was read, the bytes, and what is wrong with the rest.
  function decodeBase64(text, { alphabet, handling }, most) {
    const table = valuesOf(alphabet);
    const bytes = [];
    const done = (read, error) => ({ read, bytes, error });
    if (most === 0) return done(0);
    const skip = (at) => {
      let next = at;
      while (next < text.length && isBlank(apply(charCodeAt, text, [next]))) next += 1;
      return next;
    };
    let read = 0;
    let chunk = 0;
    let filled = 0;
    const flush = (isStrict) => {
      if (filled === 2) {
        if (isStrict && (chunk & 15) !== 0) return BITS;
        bytes[bytes.length] = chunk >> 4;
      } else if (filled === 3) {
        if (isStrict && (chunk & 3) !== 0) return BITS;
        bytes[bytes.length] = chunk >> 10;
        bytes[bytes.length] = (chunk >> 2) & 255;
      }
      return undefined;
    };
    for (let at = 0; ;) {
      at = skip(at);
      if (at === text.length) {
        if (filled === 0) return done(text.length);
        if (handling === 'stop-before-partial') return done(read);
        if (handling === 'strict' || filled === 1) return done(read, SINGLE);
        flush(false);
        return done(text.length);
      }
      const unit = apply(charCodeAt, text, [at]);
      at += 1;
      if (unit === PADDING) {
        if (filled < 2) return done(read, INVALID);
        at = skip(at);
        if (filled === 2) {
          if (at === text.length) {
            if (handling === 'stop-before-partial') return done(read);
            return done(read, INVALID);
          }
          if (apply(charCodeAt, text, [at]) === PADDING) at = skip(at + 1);
          else return done(read, INVALID);
        }
        if (at < text.length) return done(read, INVALID);
        const problem = flush(handling === 'strict');
        return problem === undefined ? done(text.length) : done(read, problem);
      }
      const value = unit < 128 ? table[unit] : 255;
      if (value === 255) return done(read, INVALID);
      const left = most - bytes.length;
      if ((left === 1 && filled === 2) || (left === 2 && filled === 3)) return done(read);
      chunk = (chunk << 6) | value;
      filled += 1;
      if (filled === 4) {
        bytes[bytes.length] = chunk >> 16;
        bytes[bytes.length] = (chunk >> 8) & 255;
        bytes[bytes.length] = chunk & 255;
        chunk = 0;
        filled = 0;
        read = at;
        if (bytes.length === most) return done(read);
      }
    }
  }

  function decodeHex(text, most) {
    const bytes = [];
    const problem = 'Input string must contain hex characters in even length';
    if (text.length % 2 !== 0) return { read: 0, bytes, error: problem };
    let read = 0;
    for (; read < text.length && bytes.length < most; read += 2) {
      const byte = digit(text, read) * 16 + digit(text, read + 1);
      if (!(byte >= 0)) return { read, bytes, error: problem };
      bytes[bytes.length] = byte;
    }
    return { read, bytes, error: undefined };
  }

  function digit(text, at) {
    const unit = apply(charCodeAt, text, [at]);
    if (unit >= 48 && unit <= 57) return unit - 48;
    const letter = unit | 32;
    return letter >= 97 && letter <= 102 ? letter - 87 : NaN;
  }

  function made({ bytes, error }) {
    if (error !== undefined) throw new SyntaxError(error);
    const array = new OwnUint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i += 1) array[i] = bytes[i];
    return array;
  }

  function put(target, { read, bytes, error }) {
    for (let i = 0; i < bytes.length; i += 1) target[i] = bytes[i];
    if (error !== undefined) throw new SyntaxError(error);
    return { read, written: bytes.length };
  }

  const HANDLINGS = ['loose', 'strict', 'stop-before-partial'];
  function reading(given) {
    const options = settings(given);
    const alphabet = alphabetOf(options);
    return { alphabet, handling: choice(options, 'lastChunkHandling', HANDLINGS) };
  }

  return {
    fromAsync,
    dispose,
    asyncDispose,
    pause(_, iterations) {
      if (iterations === undefined || Number.isInteger(iterations)) return;
      throw new TypeError('Atomics.pause argument must be undefined or an integer');
    },
    toBase64,
    toHex,
    fromBase64(_, text, options) {
      checkText(text);
      return made(decodeBase64(text, reading(options), 2 ** 53));
    },
    fromHex(_, text) {
      checkText(text);
      return made(decodeHex(text, 2 ** 53));
    },
    setFromBase64(bytes, text, options) {
      check(bytes, 'setFromBase64');
      checkText(text);
      return put(bytes, decodeBase64(text, reading(options), bytes.length));
    },
    setFromHex(bytes, text) {
      check(bytes, 'setFromHex');
      checkText(text);
      return put(bytes, decodeHex(text, bytes.length));
    },
  };
});
