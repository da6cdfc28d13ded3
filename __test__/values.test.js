'use strict';

// Every primitive is the same on both sides, bit for bit, wherever it stands: as an argument, a
// result, a property, a key, an element.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');

const sandbox = rsvm.createContext({ host: (/** @type {any} */ value) => value });
const identity = rsvm.runInContext('(value) => value', sandbox);
const through = rsvm.runInContext('(value) => host(value)', sandbox);
const box = rsvm.runInContext('(value) => ({ value })', sandbox);
const list = rsvm.runInContext('(...values) => values', sandbox);
const keyed = rsvm.runInContext('(key) => ({ [key]: 1 })', sandbox);

/**
 * Sends a value to the guest and back in every way there is.
 * @param {any} value
 */
function expectExact(value) {
  expect(Object.is(identity(value), value)).toBe(true);
  expect(Object.is(through(value), value)).toBe(true);
  expect(Object.is(box(value).value, value)).toBe(true);
  expect(Object.is(list(0, value)[1], value)).toBe(true);
  sandbox.global = value;
  expect(Object.is(rsvm.runInContext('copy = global', sandbox), value)).toBe(true);
  expect(Object.is(sandbox.copy, value)).toBe(true);
}

describe('numbers', () => {
  const numbers = [
    0,
    -0,
    1,
    -1,
    0.1,
    NaN,
    Infinity,
    -Infinity,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    -Number.MIN_VALUE,
    Number.EPSILON,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    2 ** 31,
    2 ** 31 - 1,
    -(2 ** 31),
    -(2 ** 31) - 1,
    2 ** 32,
    2 ** 32 - 1,
    2 ** 53,
    1e21,
    1e-7,
  ];
  test.each(numbers.map((n) => [Object.is(n, -0) ? '-0' : String(n), n]))('%s', (_, number) => {
    expectExact(number);
  });

  test('any', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger()), (number) => {
        expectExact(number);
      }),
      { numRuns: 500 },
    );
  });

  test('are what the guest computes', () => {
    expect(Object.is(rsvm.runInContext('-0', sandbox), -0)).toBe(true);
    expect(Object.is(rsvm.runInContext('1 * 0', sandbox), 0)).toBe(true);
    expect(Object.is(rsvm.runInContext('1 * -0', sandbox), -0)).toBe(true);
    expect(rsvm.runInContext('0 / 0', sandbox)).toBe(NaN);
    expect(rsvm.runInContext('2 ** 31', sandbox)).toBe(2147483648);
    expect(rsvm.runInContext('0x7fffffff + 1 | 0', sandbox)).toBe(-2147483648);
    expect(rsvm.runInContext('(n) => 1 / n', sandbox)(-0)).toBe(-Infinity);
  });
});

describe('undefined, null and booleans', () => {
  test.each([[undefined], [null], [true], [false]])('%s', (value) => expectExact(value));

  test('a missing argument is none', () => {
    const count = rsvm.runInContext('(...args) => args.length', sandbox);
    expect([count(), count(undefined), count(undefined, undefined)]).toEqual([0, 1, 2]);
  });
});

describe('bigints', () => {
  const bigints = [0n, 1n, -1n, 255n, 256n, -256n];
  for (const bits of [31, 32, 53, 63, 64, 127, 128, 1000, 100_000]) {
    bigints.push(2n ** BigInt(bits), 2n ** BigInt(bits) - 1n, -(2n ** BigInt(bits)));
  }
  test.each(bigints.map((n) => [n.toString(16).slice(0, 20), n]))('0x%s…', (_, bigint) => {
    expectExact(bigint);
  });

  test('any', () => {
    fc.assert(fc.property(fc.bigInt(), (bigint) => expectExact(bigint)));
  });

  test('are computed with', () => {
    const multiply = rsvm.runInContext('(a, b) => a * b', sandbox);
    expect(multiply(10n ** 50n, -(10n ** 50n))).toBe(-(10n ** 100n));
  });
});

describe('symbols', () => {
  const names = Reflect.ownKeys(Symbol).filter(
    (name) => typeof (/** @type {any} */ (Symbol)[name]) === 'symbol',
  );
  test.each(names.map((name) => [name]))('Symbol.%s is the guest’s own', (name) => {
    const symbol = /** @type {any} */ (Symbol)[name];
    expectExact(symbol);
    const same = rsvm.runInContext(`(symbol) => symbol === Symbol.${String(name)}`, sandbox);
    expect(same(symbol)).toBe(true);
  });

  test('registered ones are registered', () => {
    const symbol = Symbol.for('rsvm.values');
    expectExact(symbol);
    const check = '(s) => [s === Symbol.for("rsvm.values"), Symbol.keyFor(s)].join()';
    expect(rsvm.runInContext(check, sandbox)(symbol)).toBe('true,rsvm.values');
    expect(rsvm.runInContext('Symbol.for("rsvm.guest")', sandbox)).toBe(Symbol.for('rsvm.guest'));
    expect(rsvm.runInContext('host(Symbol.for("x")) === Symbol.for("x")', sandbox)).toBe(true);
  });

  test.each([[undefined], [''], ['name'], ['имя'], ['\ud800']])('unique: Symbol(%j)', (name) => {
    const symbol = Symbol(name);
    expectExact(symbol);
    expect(rsvm.runInContext('(s) => [typeof s, s.description]', sandbox)(symbol)).toHaveLength(2);
    expect(rsvm.runInContext('(s) => s.description', sandbox)(symbol)).toBe(name);
  });

  test('the guest’s are themselves', () => {
    const make = rsvm.runInContext('const s = Symbol("guest"); () => s', sandbox);
    const symbol = make();
    expect(typeof symbol).toBe('symbol');
    expect(symbol.description).toBe('guest');
    expect(make()).toBe(symbol);
    expect(rsvm.runInContext('(x) => x === s', sandbox)(symbol)).toBe(true);
    expect(rsvm.runInContext('Symbol("guest")', sandbox)).not.toBe(symbol);
    expect(rsvm.runInContext('Symbol()', sandbox).description).toBe(undefined);
  });

  test('are keys', () => {
    const symbol = Symbol('key');
    expect(Reflect.ownKeys(keyed(symbol))).toEqual([symbol]);
    expect(keyed(symbol)[symbol]).toBe(1);
    const read = rsvm.runInContext('(object, key) => object[key]', sandbox);
    expect(read({ [symbol]: 'found' }, symbol)).toBe('found');
  });

  test('the same symbol in two contexts', () => {
    const other = rsvm.createContext({});
    const symbol = rsvm.runInContext('Symbol("travels")', other);
    expectExact(symbol);
    expect(rsvm.runInContext('(a, b) => a === b', other)(symbol, identity(symbol))).toBe(true);
  });
});

describe('strings', () => {
  const sizes = [0, 1, 2, 3, 4, 5, 23, 24, 25, 47, 48, 49, 50, 255, 256, 65535, 65536, 2 ** 20];
  const alphabets = {
    ASCII: 'abcdefg',
    'Latin-1': 'aé\xff\x80\0',
    'two bytes': 'aπ漢',
    'astral characters': '😀𝒳',
    'lone surrogates': '\udc00\ud800',
  };
  const cases = Object.entries(alphabets).flatMap(([name, alphabet]) =>
    sizes.map((size) => [name, size, alphabet]),
  );
  test.each(/** @type {[string, number, string][]} */ (cases))('%s: %i', (_, size, alphabet) => {
    const text = alphabet.repeat(Math.ceil(size / alphabet.length)).slice(0, size);
    expectExact(text);
    expect(rsvm.runInContext('(text) => text.length', sandbox)(text)).toBe(size);
  });

  test('of which only the last unit is wide', () => {
    for (const size of [1, 2, 47, 48, 49, 100]) {
      expectExact(`${'a'.repeat(size - 1)}\u0100`);
      expectExact(`\u0100${'a'.repeat(size - 1)}`);
    }
  });

  test('of 16 million units', () => {
    for (const unit of ['a', 'π']) {
      const text = unit.repeat(2 ** 24 + 1);
      expect(identity(text) === text).toBe(true);
    }
  });

  test('are joined, sliced and flattened', () => {
    let rope = '';
    for (let i = 0; i < 1000; i += 1) rope += `${i}é`;
    expectExact(rope);
    expectExact(rope.slice(100, 200));
    expect(rsvm.runInContext('(a, b) => a + b', sandbox)(rope, '漢')).toBe(`${rope}漢`);
    expect(rsvm.runInContext('(a) => a.slice(5, 60)', sandbox)(rope)).toBe(rope.slice(5, 60));
  });

  test('any UTF-16', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 120 });
    fc.assert(
      fc.property(units, (codes) => expectExact(String.fromCharCode(...codes))),
      { numRuns: 500 },
    );
  });

  test('that differ in one unit are told apart', () => {
    // Names of properties are remembered; a mistake would answer one for another.
    const short = fc.string({ minLength: 1, maxLength: 24, unit: 'binary' });
    fc.assert(
      fc.property(fc.array(short, { maxLength: 50 }), (texts) => {
        expect([...list(...texts)]).toEqual(texts);
      }),
      { numRuns: 300 },
    );
  });

  test('are keys', () => {
    const names = ['', '0', '00', '-0', '1.5', '4294967294', '4294967295', '2147483648', 'NaN'];
    names.push('\ud800', 'toString', 'constructor', '😀', 'a'.repeat(100));
    for (const name of names) expect(Reflect.ownKeys(keyed(name))).toEqual([name]);
    const back = rsvm.runInContext('(object) => Reflect.ownKeys(object)', sandbox);
    for (const name of names) expect([...back({ [name]: 1 })]).toEqual([name]);
  });
});

describe('functions of the language', () => {
  test.each([
    'encodeURI',
    'encodeURIComponent',
    'decodeURI',
    'decodeURIComponent',
    'escape',
    'unescape',
    'parseInt',
    'parseFloat',
    'isNaN',
    'isFinite',
  ])('%s is the guest’s own', (name) => {
    const host = /** @type {any} */ (globalThis)[name];
    both((vm) => vm.runInNewContext('[f("%41 b"), f.name, f.length]', { f: host }).join());
    expect(rsvm.runInNewContext(`f === ${name}`, { f: host })).toBe(true);
  });
});

describe('many arguments', () => {
  test.each([0, 1, 10, 1000, 20_000])('%i', (count) => {
    const values = Array.from({ length: count }, (_, i) => i);
    const triangle = values.reduce((a, b) => a + b, 0);
    expect(list(...values)).toHaveLength(count);
    const sum = rsvm.runInContext('(...n) => n.reduce((a, b) => a + b, 0)', sandbox);
    expect(sum(...values)).toBe(triangle);
    const total = (/** @type {number[]} */ ...n) => n.reduce((a, b) => a + b, 0);
    const call = rsvm.runInContext(
      '(f, count) => f(...Array.from({ length: count }, (_, i) => i))',
      sandbox,
    );
    expect(call(total, count)).toBe(triangle);
  });

  test('of every kind', () => {
    const values = [undefined, null, true, 1, -0, 1.5, 'text', 'π', 5n, Symbol.iterator, sandbox];
    const back = list(...values);
    values.slice(0, -1).forEach((value, i) => expect(Object.is(back[i], value)).toBe(true));
  });
});

describe('data', () => {
  /**
   * Copies data by reading it, as deep as it goes.
   * @param {any} value
   * @returns {any}
   */
  function copy(value) {
    if (Array.isArray(value)) return Array.from(value, copy);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.keys(value).map((key) => [key, copy(value[key])]));
  }
  const copyInGuest = rsvm.runInContext(
    `(function copy(value) {
      if (Array.isArray(value)) return Array.from(value, (item) => copy(item));
      if (value === null || typeof value !== 'object') return value;
      const entries = Object.keys(value).map((key) => [key, copy(value[key])]);
      return Object.fromEntries(entries);
    })`,
    sandbox,
  );
  const data = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });

  test('that the guest copies and the host reads is the same', () => {
    fc.assert(
      fc.property(data, (value) => {
        const theirs = copyInGuest(value);
        expect(copy(theirs)).toStrictEqual(copy(value));
      }),
      { numRuns: 300 },
    );
  });

  test('is the same through JSON on either side', () => {
    const stringify = rsvm.runInContext('(value) => JSON.stringify(value)', sandbox);
    const parse = rsvm.runInContext('(text) => JSON.parse(text)', sandbox);
    fc.assert(
      fc.property(data, (value) => {
        const text = JSON.stringify(value);
        expect(stringify(value)).toBe(text);
        expect(JSON.stringify(parse(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('comes home as itself', () => {
    fc.assert(fc.property(fc.object(), (value) => expectExact(value)));
  });
});
