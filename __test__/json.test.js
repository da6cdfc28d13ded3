'use strict';

// JSON is the engine's own here (src/engine/builtins/json), where Boa's is slow, stops at 127 levels
// and overflows. node:vm is the oracle: the same answers, the same order of what guest code sees, the
// same errors.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');

/** @param {any} vm @param {string} source @returns {string} */
function outcome(vm, source) {
  // Later versions of Node say the line and the column, too.
  return vm
    .runInNewContext(
      `try { String(${source}) } catch (error) { error.name + ': ' + error.message }`,
      { console: undefined },
    )
    .replace(/ \(line \d+ column \d+\)/, '');
}

describe('JSON.parse', () => {
  test.each([
    '',
    ' ',
    'a',
    '{a',
    '{',
    '[',
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '{"a" 1}',
    '{"a":}',
    '{"a"',
    '{"a":1 "b"}',
    '[1 2]',
    '[1,2',
    '1 2',
    '"abc',
    '"a\nb"',
    '"\\q"',
    '"\\u12"',
    '"\\u12g4"',
    '"\\',
    '-',
    '-a',
    '1.',
    '1.e1',
    '1e',
    '1e+',
    '01',
    '-01',
    '00',
    '+1',
    '.5',
    'tru',
    'trux',
    'nul',
    'undefined',
    "'a'",
    '\u00a01',
    '\ufeff1',
    'ä',
    'NaN',
    '[object Object]',
    'Infinity ',
    `${'x'.repeat(60)}`,
    `[${'1,'.repeat(30)}x${',1'.repeat(30)}]`,
    `["${'y'.repeat(60)}"] tail`,
  ])('refuses %j as V8 does', (text) => {
    const source = `JSON.parse(${JSON.stringify(text)})`;
    expect(outcome(rsvm, source)).toBe(outcome(nodeVm, source));
  });

  test.each([
    '-0',
    '1E400',
    '-1e-400',
    '0.1',
    '123456789012345678901234567890',
    '2147483648',
    '-2147483648',
    '"\\u0041\\ud83d\\ude00\\ud800\\n\\/"',
    '{"__proto__": 1, "constructor": 2}',
    '{"b": 1, "2": 2, "a": 3, "1": 4, "b": 5}',
    ' [ 1 , { } , [ ] , "" , null ] ',
    '{"":{"":{}}}',
  ])('reads %s', (text) => {
    both((vm) => {
      const value = vm.runInNewContext(`JSON.parse(${JSON.stringify(text)})`);
      return [value, Object.is(value, -0)];
    });
  });

  test('any JSON, as V8 reads and writes it', () => {
    const here = rsvm.createContext({ text: '', space: 0 });
    const script = new rsvm.Script('JSON.stringify(JSON.parse(text), null, space)');
    const property = fc.property(
      fc.json({ stringUnit: 'binary' }),
      fc.constantFrom(0, 2, 20, '--'),
      (text, space) => {
        Object.assign(here, { text, space });
        expect(script.runInContext(here)).toBe(JSON.stringify(JSON.parse(text), null, space));
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  test('a reviver sees the same in the same order', () => {
    both((vm) =>
      vm.runInNewContext(`
        const log = [];
        const result = JSON.parse('{"a":[1,{"b":2}],"2":"x","drop":1}', function (key, value) {
          log.push([key, JSON.stringify(value), JSON.stringify(this)].join(' '));
          if (key === 'drop') return undefined;
          return typeof value === 'number' ? value + 1 : value;
        });
        JSON.stringify([log, result])`),
    );
  });

  test('a reviver is told the source of a primitive that is as it was', () => {
    const source = `
      const told = [];
      JSON.parse('{"a":[1.0,"\\\\u0041",{}],"b":-0,"c":1e3,"b":12345678901234567890,"d":1}', function (key, value, about) {
        told.push(key + ':' + Object.keys(about) + ':' + about.source);
        if (key === 'a') { this.c = 5; this.d = { e: 1 }; }
        return value;
      });
      told.join(' ')`;
    const answer =
      '0:source:1.0 1:source:"\\u0041" 2::undefined a::undefined b:source:12345678901234567890 ' +
      'c::undefined e::undefined d::undefined ::undefined';
    expect(rsvm.runInNewContext(source)).toBe(answer);
    // Since Node 21.
    if ('rawJSON' in JSON) expect(nodeVm.runInNewContext(source)).toBe(answer);
  });

  test('depth has no end', () => {
    both((vm) =>
      vm.runInNewContext(
        `const deep = JSON.parse('['.repeat(50000) + ']'.repeat(50000));
        let depth = 0;
        for (let at = deep; at !== undefined; at = at[0]) depth++;
        depth`,
      ),
    );
  });
});

describe('JSON.stringify', () => {
  test.each([
    'undefined',
    '() => 1',
    'Symbol()',
    'NaN',
    '-0',
    '1e21',
    '"\\u2028\\ud800\\udc00\\udc00\\u0007\\"\\\\"',
    '[undefined, () => 1, Symbol(), , NaN]',
    '{ a: undefined, b() {}, c: Symbol(), [Symbol()]: 1, d: null }',
    '[new Number(1), new String("x"), new Boolean(false), Object(Symbol())]',
    'new Date(0)',
    'new Map([[1, 2]])',
    'new Uint8Array([1, 2])',
    'new Error("x")',
    '/a/g',
    'Object.create({ inherited: 1 }, { hidden: { value: 1 }, shown: { value: 2, enumerable: true } })',
    '{ get a() { return 1; }, 2: 1, b: 2, 1: 0 }',
    '{ toJSON(key) { return "json " + key; } }',
    '{ a: { toJSON(key) { return key; } } }',
    'new Proxy([1, 2], {})',
    'new Proxy({ a: 1 }, { ownKeys: () => ["b", "a"], getOwnPropertyDescriptor: (t, k) => ({ value: 1, enumerable: k !== "c", configurable: true }), get: (t, k) => String(k) })',
    '(function () { return arguments; })(1, 2)',
    '10n',
    'Object(10n)',
    '(() => { BigInt.prototype.toJSON = function () { return "big " + this; }; return [10n]; })()',
    '(() => { const a = {}; a.a = a; return a; })()',
    '(() => { const a = []; a[1] = { x: a }; return a; })()',
    '(() => { class C {} const c = new C(); c.d = { e: { f: { g: [c] } } }; return { c }; })()',
    '{ get a() { throw new TypeError("mine"); } }',
  ])('%s', (value) => {
    for (const rest of [
      '',
      ', null, 2',
      ', (key, value) => value',
      ', ["a", 1, 1, new String("b")], "\\t"',
    ]) {
      const source = `JSON.stringify(${value}${rest})`;
      expect([source, outcome(rsvm, source)]).toEqual([source, outcome(nodeVm, source)]);
    }
  });

  test('what JSON.rawJSON makes is written as it is', () => {
    const source =
      'JSON.stringify({ a: JSON.rawJSON("1.0"), b: [JSON.rawJSON(\'"x"\')], c: Object.create(null) })';
    expect(rsvm.runInNewContext(source)).toBe('{"a":1.0,"b":["x"],"c":{}}');
    if ('rawJSON' in JSON) {
      expect(nodeVm.runInNewContext(source)).toBe('{"a":1.0,"b":["x"],"c":{}}');
    }
  });

  test('a replacer sees the same in the same order', () => {
    both((vm) =>
      vm.runInNewContext(`
        const log = [];
        const text = JSON.stringify({ a: [1, { b: 2 }], toJSON() { return { c: this.a }; } }, function (key, value) {
          log.push([key, typeof value, Array.isArray(this), Object.keys(this).join()].join(' '));
          return key === 'b' ? undefined : value;
        }, '>');
        [text, ...log].join('\\n')`),
    );
  });

  test.each([
    'JSON.stringify(1, Array)',
    'JSON.stringify({ toJSON() { return { a: { toJSON: this.toJSON } }; } })',
    '(() => { let o = {}; for (let i = 0; i < 200000; i++) o = { o }; return JSON.stringify(o); })()',
    '(() => { const o = { toJSON() { return JSON.stringify([{ o }]); } }; return JSON.stringify(o); })()',
    'JSON.parse("1", function f() { return JSON.parse("1", f); })',
  ])('%s ends in a RangeError', (source) => {
    const box = rsvm.createContext({});
    expect(() => rsvm.runInContext(source, box)).toThrow(
      expect.objectContaining({ name: 'RangeError' }),
    );
    expect(rsvm.runInContext('JSON.stringify([1])', box)).toBe('[1]');
  });

  test('an array as long as a proxy says is stopped', () => {
    const box = rsvm.createContext({});
    const run = () =>
      rsvm.runInContext(
        'JSON.stringify(new Proxy([], { get: (t, k) => (k === "length" ? 2 ** 53 - 1 : undefined) }))',
        box,
        { timeout: 50 },
      );
    expect(run).toThrow(expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }));
    expect(rsvm.runInContext('1 + 1', box)).toBe(2);
  });

  test('what it is', () => {
    both((vm) =>
      vm.runInNewContext(
        '[JSON.parse, JSON.stringify].map((f) => [f.name, f.length, "prototype" in f, String(f)].join()).join() + Object.getOwnPropertyNames(JSON).filter((name) => !/raw/i.test(name)).sort()',
      ),
    );
  });
});
