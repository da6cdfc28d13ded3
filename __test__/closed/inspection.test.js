'use strict';

// Console and inspection: the host prints what it got, and a guest prints through the host's console.
// Node looks into proxies, calls custom inspections with `util.inspect`, reads `constructor.name` and
// runs getters on request; what a guest prints must neither run in the host nor forge its other lines
// beyond what text can.

const { afterEach, beforeEach, describe, expect, jest: mocks, test } = require('@jest/globals');
const { Console } = require('node:console');
const { Writable } = require('node:stream');
const assert = require('node:assert');
const util = require('node:util');
const { rsvm } = require('../helpers/rsvm');
const { PRELUDE, context, holds, holdsHere, watchForMarks } = require('../helpers/hostile');

watchForMarks();

/** A console that prints to nowhere. */
function printing() {
  return new Console(new Writable({ write: (_chunk, _encoding, done) => done() }));
}

/** Shows everything that it is called with. */
const SHOWY = `new (class Showy {
  get a() { look(this); return { get b() { look(this); return 1 } } }
  static get name() { look(this); return 'Named' }
  get [Symbol.toStringTag]() { look(this); return 'Tagged' }
  get ['constructor']() { look(this); return Showy }
  toString(...a) { a.forEach(look); return 'text' }
  toJSON(...a) { a.forEach(look); return {} }
  [Symbol.for('nodejs.util.inspect.custom')](...a) { a.forEach(look); for (const x of a) if (typeof x === 'function') escaped = true; return this }
})()`;

/** @type {[string, (value: any, to: Console) => void][]} */
const PRINTING = [
  ['log', (value, to) => to.log(value, '%s %o', value)],
  [
    'log with a format',
    (value, to) =>
      to.log('%s %o %O %j %d %i %f %c', value, value, value, value, value, value, value, value),
  ],
  ['dir', (value, to) => to.dir(value, { showHidden: true, depth: 9, getters: true })],
  ['table', (value, to) => to.table([value, value])],
  ['group', (value, to) => to.group(value)],
  ['assert', (value, to) => to.assert(false, value)],
  ['count', (value, to) => to.count(value)],
  ['time', (value, to) => to.time(value)],
];

describe('the host prints', () => {
  test.each(PRINTING)('by %s', (_, print) => {
    const run = context();
    run(PRELUDE);
    for (const code of [
      SHOWY,
      `new Proxy(${SHOWY}, {})`,
      `new Map([[${SHOWY}, 1]])`,
      `Object.assign(new Error('x'), { s: ${SHOWY} })`,
    ]) {
      const value = run(code);
      try {
        print(value, printing());
      } catch {
        // It may fail to be printed.
      }
    }
    expect(run('escaped')).toBe(false);
  });
  holds(
    'and an inspection changes how everything is printed',
    `return { [Symbol.for('nodejs.util.inspect.custom')](d, o, inspect) { inspect.defaultOptions = { depth: 0 }; return '' } }`,
    {
      use: (value) => util.inspect(value),
      judge() {
        const changed = util.inspect.defaultOptions.depth === 0;
        util.inspect.defaultOptions = { depth: 2 };
        return changed;
      },
    },
  );
  test('what the guest throws while it is looked at stays there', () => {
    const value = context()(
      '({ get a() { throw 1 }, [Symbol.for("nodejs.util.inspect.custom")]() { throw 2 } })',
    );
    expect(() => util.inspect(value, { getters: true })).not.toThrow();
  });
  test('a circle is seen to be one', () => {
    expect(util.inspect(context()('const o = { a: {} }; o.a.o = o; o'))).toContain('Circular');
  });
});

describe('the host compares', () => {
  /** @type {[string, (value: any) => void][]} */
  const COMPARING = [
    ['deepStrictEqual', (value) => assert.deepStrictEqual(value, { a: 1 })],
    ['deepEqual', (value) => assert.deepEqual({ a: [value] }, { a: [{}] })],
    [
      'throws',
      (value) =>
        assert.throws(() => {
          throw value;
        }, value),
    ],
    ['ifError', (value) => assert.ifError(value)],
    ['match', (value) => assert.match(value, /x/)],
    ['isDeepStrictEqual', (value) => void util.isDeepStrictEqual(value, new Map([[value, 1]]))],
  ];
  test.each(COMPARING)('by %s', (_, compare) => {
    const run = context();
    run(PRELUDE);
    const value = run(SHOWY);
    try {
      compare(value);
    } catch {
      // They are not equal.
    }
    expect(run('escaped')).toBe(false);
  });
});

describe('the guest prints', () => {
  /** @type {string[]} */
  let lines;
  beforeEach(() => {
    lines = [];
    jest
      .spyOn(console, 'log')
      .mockImplementation((...args) => void lines.push(util.format(...args)));
  });
  afterEach(() => mocks.restoreAllMocks());

  const run = (/** @type {string} */ code) => rsvm.runInNewContext(`${PRELUDE} ${code}`, {});

  test('through methods that are its own', () => {
    expect(
      run(
        'check(console.log.constructor); look(console); for (const k of Reflect.ownKeys(console)) look(console[k]); escaped',
      ),
    ).toBe(false);
  });
  test('and its values are looked at as any', () => {
    expect(run(`console.log(${SHOWY}); escaped`)).toBe(false);
    expect(lines.length).toBe(1);
  });
  test('and learns nothing of what the host’s console does', () => {
    mocks.spyOn(console, 'log').mockImplementation(() => /** @type {any} */ ({ secret: 1 }));
    expect(run('console.log(1)')).toBe(undefined);
  });
  test('and cannot replace the host’s console', () => {
    const { log } = console;
    run(
      'console.log = () => {}; delete console.error; Object.setPrototypeOf(console, { info() {} })',
    );
    expect(console.log).toBe(log);
    expect(typeof console.error).toBe('function');
  });
  test('only what a console can print', () => {
    for (const method of ['_stdout', 'Console', 'constructor', '__proto__', '_times']) {
      expect(run(`typeof console[${JSON.stringify(method)}] === 'object' && escaped`)).toBe(false);
    }
    expect(run('typeof console._stdout')).toBe('undefined');
  });
  test('nowhere with console: "ignore"', () => {
    const sandbox = rsvm.createContext({}, { console: 'ignore' });
    rsvm.runInContext('globalThis.console?.log(1)', sandbox);
    expect(lines).toEqual([]);
  });
});

holdsHere(
  'a view of a proxy',
  `return new Proxy(plain, { get(t, k, r) { look(r); return Reflect.get(t, k, r) } })`,
  {
    use: (value) => util.inspect(value, { showProxy: true, getters: true }),
  },
);
