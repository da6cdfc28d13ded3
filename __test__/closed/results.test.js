'use strict';

// Hostile results: what a guest returns is looked at by the host, and whatever runs then runs with the
// host's objects at hand: a getter's receiver, a conversion's hint, a thenable's functions, Node's own
// inspection, which hands `util.inspect` to whom it asks. Each kind of value meets each use of it.

const { beforeAll, describe, expect, test } = require('@jest/globals');
const util = require('node:util');
const { PRELUDE, context, holds, watchForMarks } = require('../helpers/hostile');

watchForMarks();

/** @type {Record<string, (value: any) => unknown>} */
const USES = {
  'util.inspect': (value) => util.inspect(value),
  'util.inspect with getters': (value) =>
    util.inspect(value, { getters: true, showHidden: true, depth: 9 }),
  'util.inspect with proxies': (value) => util.inspect(value, { showProxy: true }),
  'util.inspect, sorted and coloured': (value) =>
    util.inspect({ value }, { sorted: true, colors: true, compact: false, numericSeparator: true }),
  'util.inspect with it as options': (value) => util.inspect({ a: 1 }, value),
  'util.format': (value) => util.format('%s %o %O %j %d', value, value, value, value, value),
  await: async (value) => value,
  'Promise.resolve': (value) => Promise.resolve(value),
  'Promise.all': (value) => Promise.all(value),
  'for await': async (value) => {
    for await (const part of value) void part;
  },
  'JSON.stringify': (value) => JSON.stringify(value),
  spread: (value) => ({ ...value }),
  'array spread': (value) => [...value],
  'a template': (value) => `${value}`,
  comparison: (value) => [value == 1, value < 2, value > 'x'], // eslint-disable-line eqeqeq -- the loose one converts
  isDeepStrictEqual: (value) => util.isDeepStrictEqual(value, { a: 1 }),
  structuredClone: (value) => structuredClone(value),
  instanceof: (value) => ({}) instanceof value,
  in: (value) => 'a' in value,
  'Object.assign': (value) => Object.assign({}, value),
  'new Error with it as cause': (value) => util.inspect(new Error('x', { cause: value })),
  expect: (value) => expect(value).not.toEqual({ never: 1 }),
  concat: (value) => [].concat(value),
  'Array.from': (value) => Array.from(value),
  'Object.fromEntries': (value) => Object.fromEntries(value),
  'a prototype': (value) => /** @type {any} */ (Object.create(value)).a,
  'delete and set': (value) => {
    value.a = {};
    delete value.a;
  },
  call: (value) => value({}, []),
  new: (value) => new value({}),
  'a superclass': (value) => new (class extends value {})(),
  Date: (value) => new Date(value),
  'a property key': (value) => ({})[/** @type {any} */ (value)],
  'a descriptor': (value) => Object.defineProperty({}, 'x', value),
  'a pattern': (value) => 'text'.replace(value, 'x'),
  'a sort order': (value) => [2, 1].sort(value),
};

/** @type {Record<string, string>} */
const RESULTS = {
  getters:
    'return ({ get a() { look(this); return 1 }, get then() { look(this); return undefined }, get toJSON() { look(this) }, get constructor() { look(this); return arrow } })',
  conversions:
    'return ({ [Symbol.toPrimitive]: (...a) => { a.forEach(look); return 1 }, toString(...a) { a.forEach(look); return "x" }, toJSON(...a) { a.forEach(look); return {} } })',
  thenable: 'return ({ then(...a) { a.forEach(look); a[0]({ done: this }) } })',
  'custom inspection':
    'return ({ [Symbol.for("nodejs.util.inspect.custom")](...a) { a.forEach(look); for (const x of a) if (typeof x === "function") escaped = true; return this } })',
  'a map with a custom inspection':
    'class M extends Map { [Symbol.for("nodejs.util.inspect.custom")](...a) { a.forEach(look); for (const x of a) if (typeof x === "function") escaped = true; return "x" } }; return new M([[{}, {}]])',
  iterator:
    'return ({ [Symbol.iterator](...a) { a.forEach(look); return { next: (...b) => { b.forEach(look); return { done: true } } } } })',
  'an async iterator':
    'return ({ [Symbol.asyncIterator](...a) { a.forEach(look); return { next: (...b) => { b.forEach(look); return { then(...c) { c.forEach(look); c[0]({ done: true }) } } } } } })',
  Proxy:
    'return new Proxy(function () {}, new Proxy({}, { get: (_, t) => (...a) => { a.forEach(look); return Reflect[t](...a) } }))',
  'Proxy of an array':
    'return new Proxy([], new Proxy({}, { get: (_, t) => (...a) => { a.forEach(look); return Reflect[t](...a) } }))',
  class:
    'class X { constructor(...a) { a.forEach(look) } static [Symbol.hasInstance](...a) { a.forEach(look) } }; return X',
  error:
    'return Object.assign(new Error("x"), { get stack() { look(this) }, toString: (...a) => { a.forEach(look); return "x" } })',
  'an error of errors':
    'const e = new AggregateError([{ get a() { look(this) } }], "x", { cause: { get b() { look(this) } } }); e[Symbol.for("nodejs.util.inspect.custom")] = (...a) => { a.forEach(look); for (const x of a) if (typeof x === "function") escaped = true; return "x" }; return e',
  array:
    'return Object.assign([1], { constructor: { [Symbol.species]: function (...a) { a.forEach(look) } }, map: (...a) => a.forEach(look) })',
  'a regular expression':
    'return Object.assign(/x/g, { exec(...a) { a.forEach(look); return null }, [Symbol.replace]: (...a) => { a.forEach(look); return "x" } })',
  promise:
    'return Object.assign(Promise.resolve({}), { then(...a) { a.forEach(look) }, constructor: { [Symbol.species]: function (...a) { a.forEach(look) } } })',
};

describe.each(Object.keys(RESULTS))('%s', (kind) => {
  /** @type {(code: string) => any} */
  let run;
  beforeAll(() => {
    run = context();
    run(PRELUDE);
  });
  test.each(Object.keys(USES))('%s', async (name) => {
    run('escaped = false; tried = new WeakSet()');
    const value = run(`(() => { ${RESULTS[kind]} })()`);
    try {
      // A thenable may answer itself for ever.
      await Promise.race([USES[name](value), new Promise((resolve) => setTimeout(resolve, 20))]);
    } catch {
      // A hostile value may fail; it may not escape.
    }
    expect(run('escaped')).toBe(false);
  });
});

describe('the same on node:vm is an escape', () => {
  holds('of an inspection', RESULTS['custom inspection'], {
    use: (v) => util.inspect(v),
  });
  holds('of a proxy', RESULTS.Proxy, { use: (v) => v({}, []) });
  holds('of a class', 'return class { constructor(...a) { a.forEach(look) } }', {
    use: (V) => new V({}),
  });
  holds(
    'of an iterator',
    'return { [Symbol.iterator]: () => ({ next: () => ({ done: true }), return: look }) }',
    {
      use: (v) => v[Symbol.iterator]().return({}),
    },
  );
});

describe('what is said of a result', () => {
  test('is what it is to the host, whatever it says', () => {
    const run = context();
    const date = run('const d = new Date(0); Date.prototype.valueOf = () => NaN; d');
    expect(Date.prototype.getTime.call(date)).toBe(0);
    expect(new Date(date).getTime()).toBe(0);
    expect(util.types.isDate(run('({ __proto__: Date.prototype })'))).toBe(false);
    expect(Array.isArray(run('({ __proto__: Array.prototype })'))).toBe(false);
    expect(util.types.isNativeError(run('({ __proto__: Error.prototype, message: "x" })'))).toBe(
      false,
    );
  });
  test('may be another thing each time', () => {
    const run = context();
    const flips = run('let n = 0; ({ get a() { return n++ } })');
    expect([flips.a, flips.a]).toEqual([0, 1]);
  });
});
