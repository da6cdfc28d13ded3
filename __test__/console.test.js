'use strict';

// The console of a guest: the host's, unless the sandbox brings one or the context is silent.

const { afterEach, beforeEach, describe, expect, test } = require('@jest/globals');
const { format, inspect } = require('node:util');
const both = require('./helpers/both');
const child = require('./helpers/child');
const { rsvm } = require('./helpers/rsvm');

describe('the console of a context', () => {
  const methods = /** @type {const} */ ([
    'log',
    'info',
    'warn',
    'error',
    'debug',
    'trace',
    'dir',
    'table',
    'assert',
    'group',
    'groupEnd',
  ]);
  const printing = methods.slice(0, 6);
  /** @type {Record<string, any>} */
  let spies;
  beforeEach(() => {
    spies = {};
    for (const method of methods) {
      spies[method] = jest.spyOn(console, method).mockImplementation(() => {});
    }
  });
  afterEach(() => jest.restoreAllMocks());

  test.each(printing)('%s reaches the host’s', (method) => {
    rsvm.runInNewContext(`console.${method}('text', 1, null)`);
    expect(spies[method]).toHaveBeenCalledTimes(1);
    expect(spies[method]).toHaveBeenCalledWith('text', 1, null);
  });

  test('has the host’s print, and read no format, options or columns but those that say how', () => {
    rsvm.runInNewContext(`
      console.log('%o %%o %s', { a: 1 }, 'b');
      console.dir({ a: 1 }, { depth: 1, compact: false, showProxy: true, stylize() {}, getters: true, sorted() {} });
      console.table([{ a: 1, b: 2 }], ['a', { toString: () => 'b' }]);
      console.table('text');
      console.assert(false, '%o', {});
      console.assert(true, 'not this');
      console.nothing?.();`);
    expect(spies.log.mock.calls).toEqual([['%O %%o %s', { a: 1 }, 'b'], ['text']]);
    expect(spies.dir.mock.calls).toEqual([
      [{ a: 1 }, { depth: 1, compact: false, customInspect: true }],
    ]);
    expect(spies.table.mock.calls).toEqual([[[{ a: 1, b: 2 }], ['a', 'b']]]);
    expect(spies.assert.mock.calls).toEqual([[false, '%O', {}]]);
  });

  test('counts, times and indents for itself', () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const sandbox = rsvm.createContext({});
    const other = rsvm.createContext({});
    const code = `console.count(); console.count('x'); console.count(); console.countReset(); console.count();
      console.countReset('none'); console.time('t'); console.time('t'); console.timeLog('t', 5); console.timeEnd('t'); console.timeEnd('t');
      console.group('in'); console.group(); console.log('deep'); console.groupEnd(); console.groupEnd(); console.groupEnd(); console.log('out');`;
    rsvm.runInContext(code, sandbox);
    rsvm.runInContext('console.count(); console.group(); console.log("other")', other);
    const said = spies.log.mock.calls.map((args) =>
      args.map((it) => String(it).replace(/^[\d.]+ms$/, 'ms')),
    );
    expect(said).toEqual([
      ['default: 1'],
      ['x: 1'],
      ['default: 2'],
      ['default: 1'],
      ['%s: %s', 't', 'ms', '5'],
      ['%s: %s', 't', 'ms'],
      ['in'],
      ['deep'],
      ['out'],
      ['default: 1'],
      ['other'],
    ]);
    expect(warned.mock.calls.map(([text]) => text)).toEqual([
      "Count for 'none' does not exist",
      "Label 't' already exists for console.time()",
      "No such label 't' for console.timeEnd()",
    ]);
    expect(spies.group.mock.calls.length).toBe(spies.groupEnd.mock.calls.length);
    expect(spies.group).toHaveBeenCalledTimes(3);
  });

  test('prints what is too much for a table or a number in another way', () => {
    rsvm.runInNewContext(`
      console.table(Array.from({ length: 1000 }, (_, i) => ({ ['k' + i]: 1 })));
      console.log(1n << 100000n, 5n); console.count('x'.repeat(5000));`);
    expect(spies.table).not.toHaveBeenCalled();
    expect(spies.log).toHaveBeenCalledTimes(3);
    expect(spies.log.mock.calls[1]).toEqual(['a BigInt of more than 65536 bits', 5n]);
    expect(spies.log.mock.calls[2][0]).toHaveLength(1003);
  });

  test.each([
    ['wrapped', 'Object(long)'],
    ['wrapped, in an array', '[[Object(long)]]'],
    ['in an object', '({ a: { b: [long] } })'],
    ['in a map', 'new Map([[1, new Map([[long, 1]])]])'],
    ['in a set', 'new Set([{ a: new Set([long]) }])'],
    ['of an error', 'Object.assign(new Error("x"), { long })'],
    ['as a cause', 'new Error("x", { cause: { a: [new Error("y", { cause: long })] } })'],
    ['of a promise', 'Promise.resolve(Object(long))'],
    ['of a function', 'Object.assign(() => 1, { long })'],
    ['of a custom inspection', '({ [Symbol.for("nodejs.util.inspect.custom")]: () => long })'],
  ])('shows the digits of no long BigInt: %s', async (_, value) => {
    const sandbox = rsvm.createContext({});
    rsvm.runInContext(`const long = 1n << 1000000n; const value = ${value}`, sandbox);
    await new Promise(setImmediate);
    rsvm.runInContext(
      'console.log(value); console.dir(value, { depth: null }); console.table([value]); console.log("%s", value)',
      sandbox,
    );
    const said = [...spies.log.mock.calls, ...spies.dir.mock.calls, ...spies.table.mock.calls];
    expect(said).toHaveLength(4);
    for (const args of said) {
      const text = inspect(args, { depth: 9 });
      expect(text).toContain('a BigInt of more than 65536 bits');
      expect(text).not.toMatch(/\d{100}/);
    }
  });

  test('prints no more than can be read of a graph, a text or a buffer', () => {
    rsvm.runInNewContext(`
      let dag = { end: 1 }; for (let i = 0; i < 60; i++) dag = { a: dag, b: dag };
      console.log('%j %s %j %j', dag, 'x', { a: [1] }, 5); const circle = {}; circle.it = circle; console.log('%j', circle);
      console.log(new String('x'.repeat(1e6)), new String('short'));
      console.dir(new ArrayBuffer(1e6), { maxArrayLength: 1e9, maxStringLength: null, breakLength: 90 });`);
    expect(spies.log.mock.calls[0]).toEqual([
      '%s %s %s %s',
      'JSON of more than 100000 values or 16777216 characters',
      'x',
      '{"a":[1]}',
      '5',
    ]);
    expect(spies.log.mock.calls[1]).toEqual(['%s', '[Circular]']);
    const [long, short] = spies.log.mock.calls[2];
    expect(long).toBe('an object with a String of more than 65536 characters');
    expect(inspect(short)).toBe("[String: 'short']");
    expect(spies.dir.mock.calls[0][1]).toEqual({
      maxArrayLength: 100_000,
      maxStringLength: 100_000,
      breakLength: 90,
      customInspect: true,
    });
  });

  test('prints no more characters than can be read, with what their lines are indented by', () => {
    rsvm.runInNewContext(`
      console.log('%%'.repeat(1e5), 1);
      console.log('x'.repeat(2 ** 24));
      console.log('x'.repeat(2 ** 23), 'x'.repeat(2 ** 23), 'x');
      for (let i = 0; i < 100; i++) console.group();
      console.log('\\n'.repeat(1e5));
      console.log('\\n'.repeat(5e4));`);
    const tooLong = ['more than 16777216 characters'];
    expect(spies.log.mock.calls).toEqual([
      ['%s', '%%'.repeat(1e5), 1],
      ['x'.repeat(2 ** 24)],
      tooLong,
      tooLong,
      ['\n'.repeat(5e4)],
    ]);
  });

  test('prints no graph of built-ins as often as it is reached', () => {
    const many = (/** @type {string} */ made) =>
      `const mk = (m) => { const it = ${made}; for (let i = 0; i < 400; i++) it['p' + i] = m; return it };
       console.log('x', mk(mk(mk(1))), mk(1));`;
    const maps =
      'let m = new Map(); for (let i = 0; i < 40; i++) m = new Map([[1, m], [2, m]]); console.dir(m, { depth: 98 }); console.log(m)';
    const tooMuch = 'an object of more than 100000 values';
    for (const made of ['new Date(0)', 'new Error("x")', 'Object(1)', 'new Uint8Array(4)']) {
      rsvm.runInNewContext(many(made));
      const [text, graph, rest] = spies.log.mock.calls.at(-1) ?? [];
      expect([text, graph, rest]).toEqual(['x', tooMuch, tooMuch]);
    }
    rsvm.runInNewContext(maps);
    expect(spies.dir.mock.calls[0][0]).toBe(tooMuch);
    expect(inspect(spies.log.mock.calls.at(-1)?.[0])).toMatch(/^Map\(2\) /);
    rsvm.runInNewContext('console.log(new Uint8Array(1e6), new Map([[1, new Set([2])]]))');
    expect(inspect(spies.log.mock.calls.at(-1)?.[1])).toBe('Map(1) { 1 => Set(1) { 2 } }');
  });

  test('passes objects that can be read', () => {
    rsvm.runInNewContext('console.log({ a: [1, { b: 2 }] })');
    expect(spies.log.mock.calls[0][0].a[1].b).toBe(2);
  });

  test('answers undefined, whatever the host’s answers', () => {
    spies.log.mockImplementation(() => process);
    expect(rsvm.runInNewContext('console.log(1) === undefined')).toBe(true);
  });

  test('its methods can be taken apart', () => {
    rsvm.runInNewContext('const { log } = console; log("apart"); ["each"].forEach(log)');
    expect(spies.log).toHaveBeenCalledWith('apart');
    expect(spies.log).toHaveBeenCalledTimes(2);
  });

  test('is the guest’s own object', () => {
    const sandbox = rsvm.createContext({});
    expect(
      rsvm.runInContext('typeof console.log.constructor("return typeof process")()', sandbox),
    ).toBe('string');
    expect(rsvm.runInContext('console.log.constructor("return typeof process")()', sandbox)).toBe(
      'undefined',
    );
    rsvm.runInContext('console.log = () => "mine"; console.extra = 1', sandbox);
    expect(rsvm.runInContext('console.log() + console.extra', sandbox)).toBe('mine1');
    expect(/** @type {any} */ (console).extra).toBe(undefined);
  });

  test('is not on the sandbox', () => {
    const sandbox = rsvm.createContext({});
    rsvm.runInContext('console.log(1)', sandbox);
    expect(Object.keys(sandbox)).toEqual([]);
  });

  test('is the sandbox’s if it has one', () => {
    const log = jest.fn();
    const sandbox = rsvm.createContext({ console: { log } });
    rsvm.runInContext('console.log("to the sandbox")', sandbox);
    expect(log).toHaveBeenCalledWith('to the sandbox');
    expect(spies.log).not.toHaveBeenCalled();
    expect(() => rsvm.runInContext('console.warn("x")', sandbox)).toThrow(TypeError);
  });

  test('is the host’s if that is what the sandbox has', () => {
    rsvm.runInContext('console.log("User code executed!")', rsvm.createContext({ console }));
    expect(spies.log).toHaveBeenCalledWith('User code executed!');
  });

  test('may be silent', () => {
    const sandbox = rsvm.createContext({}, /** @type {any} */ ({ console: 'ignore' }));
    rsvm.runInContext('console.log("unheard"); console.error("unheard")', sandbox);
    for (const method of methods) expect(spies[method]).not.toHaveBeenCalled();
  });
});

test.each([
  'new (class { toString() { return "text" } })()',
  'new (class { [Symbol.toPrimitive]() { return "primitive" } })()',
  'Object.create({ toString() { return "inherited" } })',
  '({ toString: 5 })',
  '({ toString() { return "own" } })',
  'Object.create(null)',
  '[1, 2]',
  'new (class Q {})()',
  'new (class M extends Map { toString() { return "map" } })()',
])('%%s of %s is what Node makes of its own', (code) => {
  both((vm) => format('%s %d', vm.runInNewContext(`(${code})`), 5));
});

describe('what is printed', () => {
  /** @param {string} code */
  async function printed(code) {
    const { stdout, stderr } = await child(
      `require('rsvm').runInNewContext(${JSON.stringify(code)})`,
    );
    return [stdout, stderr];
  }

  test('goes where the host’s goes', async () => {
    expect(await printed('console.log("out"); console.error("err")')).toEqual(['out\n', 'err\n']);
  });
  test('is formatted', async () => {
    expect(await printed('console.log("%s is %d", "x", 5, { a: 1 })')).toEqual([
      'x is 5 { a: 1 }\n',
      '',
    ]);
  });
  test('shows objects as Node shows its own', async () => {
    const code =
      'console.log({ a: [1, { b: null }] }, [1, 2], function f() {}, class A {}, Symbol("s"), -0, 10n)';
    const [stdout] = await printed(code);
    expect(stdout).toBe(
      '{ a: [ 1, { b: null } ] } [ 1, 2 ] [Function: f] [class A] Symbol(s) -0 10n\n',
    );
  });
});
