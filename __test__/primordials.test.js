'use strict';

// What the host gives of the language's own: a guest gets its own of each that it has, by whatever way it is
// given, also what it compiles when it is first asked for. What it has none of is inert.

const nodeVm = require('node:vm');
const { describe, expect, test } = require('@jest/globals');
const { rsvm } = require('./helpers/rsvm');

/** @typedef {[PropertyKey, 'value' | 'get' | 'set'][]} Path */

const NAMES = nodeVm
  .runInNewContext('Object.getOwnPropertyNames(globalThis)')
  .filter((/** @type {string} */ name) => name !== 'console' && name !== 'globalThis');

/**
 * @param {any} global
 * @returns {Map<object, Path>} all that its globals of the language lead to, with the way there
 */
function primordialsOf(global) {
  /** @type {Map<object, Path>} */
  const found = new Map();
  const visit = (/** @type {any} */ value, /** @type {Path} */ path) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (value === global || found.has(value)) return;
    found.set(value, path);
    for (const key of Reflect.ownKeys(value)) {
      // Node's own, and Jest's.
      if (key === 'prepareStackTrace' || key === 'JSTag') continue;
      if (String(key).includes('$$jest')) continue;
      const descriptor = /** @type {any} */ (Reflect.getOwnPropertyDescriptor(value, key));
      for (const field of /** @type {const} */ (['value', 'get', 'set'])) {
        visit(descriptor[field], [...path, [key, field]]);
      }
    }
  };
  for (const name of NAMES) visit(global[name], [[name, 'value']]);
  return found;
}

/** Compares what it is given with what the guest has there, before it looks for that. */
const COMPARE = `(paths, give) => paths.map((path, i) => {
  const given = give(i);
  let own = globalThis[path[0][0]];
  for (const [key, field] of path.slice(1)) {
    own = own && Object.getOwnPropertyDescriptor(own, key)?.[field];
  }
  if (own !== undefined) return given === own ? 'own' : 'another';
  return given === Function.prototype ? 'inert' : 'alive';
})`;

const main = /** @type {any} */ (Object.getPrototypeOf(process.nextTick)).constructor;
const REALMS = { 'this realm': globalThis, 'the main realm': main('return globalThis')() };

describe.each(Object.entries(REALMS))('of %s', (_realm, global) => {
  test.each([
    ['a mirrored sandbox', {}],
    ['a sandbox that is a proxy', new Proxy({}, {})],
  ])('all are the guest’s own, with %s', (_name, sandbox) => {
    const primordials = primordialsOf(global);
    const values = [...primordials.keys()];
    const paths = [...primordials.values()];
    expect(values.length).toBeGreaterThan(500);
    const compare = rsvm.runInNewContext(COMPARE, sandbox);
    /** @type {string[]} */
    const verdicts = [...compare(paths, (/** @type {number} */ i) => values[i])];
    const shown = paths.map((path) => path.map(([key]) => String(key)).join('.'));
    const as = (/** @type {string} */ said) => shown.filter((_path, at) => verdicts[at] === said);
    expect(as('another')).toEqual([]);
    expect(as('alive')).toEqual([]);
    // Those of `RegExp` are data properties there, and modules never run.
    const inert = as('inert').filter((path) => !/^(RegExp|WebAssembly)\./.test(path));
    expect(inert).toEqual([]);
  });
});

const host = /** @type {any} */ (globalThis);
const LATE = ['Intl', 'WebAssembly', 'Float16Array', 'SuppressedError', 'DisposableStack']
  .concat('AsyncDisposableStack', 'Temporal', 'Iterator')
  .filter((name) => name in host);

describe.each(LATE)('%s', (name) => {
  const given = host[name];

  test.each([
    ['under its own name', { [name]: given }, `Object.keys(globalThis).length === 1`],
    ['under another', { given }, `given === ${name}`],
    ['in an object', { o: { given } }, `o.given === ${name}`],
    ['in a map', { map: new Map([[1, given]]) }, `map.get(1) === ${name} && map.size === 1`],
    ['by a function', { give: () => given }, `give() === ${name}`],
    [
      'to a function',
      { call: (/** @type {any} */ f) => f(given, [given]) },
      `call((x, [y]) => x === ${name} && x === y)`,
    ],
    [
      'as what is thrown',
      {
        fail: () => {
          throw given;
        },
      },
      `try { fail() } catch (e) { e === ${name} }`,
    ],
    [
      'by a getter',
      {
        get given() {
          return given;
        },
      },
      `given === ${name}`,
    ],
    [
      'by a promise',
      { p: { then: (/** @type {any} */ f) => f(given) } },
      `p.then((x) => x === ${name})`,
    ],
  ])('is the guest’s when it is given %s', (_how, sandbox, code) => {
    expect(rsvm.runInNewContext(code, sandbox)).toBe(true);
  });

  test('is the guest’s when it comes beside records and texts', () => {
    const context = rsvm.createContext({});
    const f = rsvm.runInContext(
      `(x, map, text, y, date) => [x === ${name}, map.get('k') === x, map.get('d').getTime(), text, y === x, date.getTime()].join()`,
      context,
    );
    const map = new Map(
      /** @type {[string, any][]} */ ([
        ['k', given],
        ['d', new Date(5)],
      ]),
    );
    expect(f(given, map, 'a text', given, new Date(7))).toBe('true,true,5,a text,true,7');
    expect(f(given, map, 'a text', given, new Date(8))).toBe('true,true,5,a text,true,8');
  });

  test('is inert where the guest has put something else in its place', () => {
    const context = rsvm.createContext({ give: () => given, other: {} });
    rsvm.runInContext(`${name} = other`, context);
    const code = `give() === Function.prototype || typeof give()`;
    // That with a number is its own in any case.
    const isNumbered = name === 'Intl' || name === 'Iterator';
    expect(rsvm.runInContext(code, context)).toBe(isNumbered ? typeof given : true);
  });
});

test('a guest that makes a proxy of its own is asked, and fails by itself', () => {
  const context = rsvm.createContext({ give: () => WebAssembly.compile, n: 0 });
  rsvm.runInContext(
    `WebAssembly = new Proxy({}, { getOwnPropertyDescriptor() { n += 1; give(); throw new Error('mine') } })`,
    context,
  );
  expect(() => rsvm.runInContext('give()', context)).toThrow('mine');
  expect(rsvm.runInContext('n', context)).toBe(1);
});

test('a message that cannot be written leaves nothing open', () => {
  const context = rsvm.createContext({});
  const f = rsvm.runInContext('(...all) => all.length', context);
  const shared = new Uint8Array(new SharedArrayBuffer(8));
  expect(() => f(WebAssembly, shared, 'x'.repeat(100))).not.toThrow(/handle/);
  expect(f('x'.repeat(100), WebAssembly, 1)).toBe(3);
});

test('what the guest lets go while it is asked for one is there when it is given again', () => {
  const context = rsvm.createContext({});
  const objects = Array.from({ length: 100 }, (_item, i) => ({ i, f: () => i }));
  const take = rsvm.runInContext(
    '(...all) => { for (const o of all) if (o.f() !== o.i) throw o }',
    context,
  );
  take(...objects);
  // The guest is to collect before the next message, which is that question.
  const ballast = Array.from({ length: 2e6 }, (_item, i) => ({ i }));
  const others = Array.from({ length: 100 }, (_item, i) => ({ i, f: () => i }));
  const again = rsvm.runInContext(
    '(Collator, ...all) => all.every((o) => o.f() === o.i) && Collator === Intl.Collator.prototype',
    context,
  );
  expect(again(Intl.Collator.prototype, ...others, ...objects)).toBe(true);
  expect(ballast).toHaveLength(2e6);
});

test('classes of the host’s that extend them have the guest’s behind them', () => {
  class Own extends Intl.Collator {}
  const code =
    'Object.getPrototypeOf(Own) === Intl.Collator && Object.getPrototypeOf(Own.prototype) === Intl.Collator.prototype';
  expect(rsvm.runInNewContext(code, { Own })).toBe(true);
});

test('what the host’s array methods look at is not a guest’s to change', () => {
  const { [Symbol.unscopables]: names } = /** @type {any} */ (Array.prototype);
  const code = 'names.mine = true; names === Array.prototype[Symbol.unscopables]';
  expect(rsvm.runInNewContext(code, { names })).toBe(true);
  expect(names).not.toHaveProperty('mine');
});
