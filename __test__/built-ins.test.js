'use strict';

// Built-ins that stand in the place of the engine's, because those panic or have no end: compared
// with node:vm where it is the language that answers.

const { describe, expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const both = require('./helpers/both');
const { rsvm } = require('./helpers/rsvm');

const answerOf = (vm, code) => vm.runInNewContext(`{ ${code} }`);

describe('Proxy', () => {
  test.each([
    'Proxy.name + Proxy.length + ("prototype" in Proxy) + Reflect.ownKeys(Proxy)',
    'Proxy.revocable.name + Proxy.revocable.length + Proxy',
    'try { Proxy({}, {}) } catch (error) { error.name }',
    'try { Reflect.apply(Proxy, Proxy, [{}, {}]) } catch (error) { error.name }',
    'try { new Proxy(1, {}) } catch (error) { error.name }',
    'try { class P extends Proxy {} } catch (error) { error.name }',
    'const all = []; for (const k in new Proxy(Object.create({ a: 1 }), {})) all.push(k); all.join()',
    'const all = []; for (const k in new Proxy(new Proxy({ b: 2, __proto__: { a: 1 } }, {}), {})) all.push(k); all.join()',
    'Reflect.ownKeys(new Proxy({ a: 1 }, {})).join() + Object.keys(Proxy.revocable({ a: 1 }, {}).proxy)',
    'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); try { proxy.x } catch (error) { error.name }',
    'class P extends Object {}; String(Reflect.construct(Proxy, [new P(), {}], P) instanceof P)',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

describe('DataView', () => {
  const answer =
    'const answer = (f) => { try { return String(f()) } catch (error) { return error.name } };';
  const view = `${answer} const view = new DataView(new ArrayBuffer(8)); const done = [];
    const say = (word, value) => ({ valueOf() { done.push(word); return value } });`;
  test.each([
    'view.x = 1; answer(() => view.getInt8({ valueOf() { view.y = 2; return 1 } }))',
    'answer(() => view.setInt8(0, { valueOf() { Object.freeze(view); return 5 } })) + view.getInt8(0)',
    'answer(() => view.setFloat32({ valueOf() { Object.setPrototypeOf(view, null); return 4 } }, 1.5, true))',
    'answer(() => view.setBigInt64(say("at", 0), say("value", 7n), say("little", 1))) + done + view.getBigInt64(0, true)',
    'answer(() => view.setUint16(say("at", 1), say("value", 70000), {})) + done + view.getUint16(1, {})',
    'answer(() => view.setUint8(say("at", 99), say("value", 1))) + done',
    'answer(() => view.setUint8({}, {})) + answer(() => view.setInt32([], [])) + view.getInt32()',
    'answer(() => view.getUint8(-1)) + answer(() => view.getUint8(8)) + answer(() => view.getUint8(1n)) + answer(() => view.setBigInt64(0, 1))',
    'answer(() => view.getInt8.call({}, say("at", 0))) + done',
    'view.getInt8.length + view.setInt8.length + view.getInt8.name + view.setBigInt64.name + ("prototype" in view.getInt8)',
    'answer(() => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const v = new DataView(b); return v.setInt32({ valueOf() { b.resize(2); return 0 } }, 1) })',
  ])('%s', (code) => {
    expect(answerOf(rsvm, view + code)).toBe(answerOf(nodeVm, view + code));
  });
});

describe('a proxy in its own prototype chain', () => {
  const ROUND = [
    'const p = new Proxy({}, {}); Object.setPrototypeOf(p, p); p.x',
    'const t = {}; t.__proto__ = new Proxy(t, {}); t.x',
    'const t = {}; t.__proto__ = new Proxy(t, {}); "x" in t',
    'const t = {}; t.__proto__ = new Proxy(t, {}); t.x = 1',
    'const h = {}; const p = new Proxy({}, h); Reflect.setPrototypeOf(h, p); p.x',
    'const t = {}; Object.setPrototypeOf(t, Object.create(new Proxy(Object.create(t), {}))); t.x',
    'const t = {}; t.__proto__ = Proxy.revocable(new Proxy(t, {}), {}).proxy; t.x',
    'const h = {}; const t = {}; t.__proto__ = new Proxy({}, new Proxy(h, {})); h.__proto__ = t; t.x',
  ];

  test.each(ROUND)('%s', (code) => {
    const caught = `try { ${code} } catch (error) { error.name + ': ' + error.message }`;
    expect(answerOf(rsvm, caught)).toBe(answerOf(nodeVm, caught));
  });

  test.each([
    'const t = {}; t.__proto__ = new Proxy({ y: 1 }, {}); t.y',
    'const p = new Proxy({}, { get: (t, key) => key }); Object.prototype.isPrototypeOf.call(Object.create(p), p) + Object.create(p).z',
    'const a = {}; try { a.__proto__ = { __proto__: a } } catch (error) { error.name }',
    'const a = {}; Reflect.setPrototypeOf(a, Object.create(a))',
    'const p = new Proxy({}, {}); Object.setPrototypeOf(p, { q: 2 }) === p && p.q',
    'try { Object.setPrototypeOf(null, {}) } catch (error) { error.name }',
    'Object.setPrototypeOf(1, {}) + Object.setPrototypeOf.name + Reflect.setPrototypeOf.length',
    'const set = Object.getOwnPropertyDescriptor(Object.prototype, "__proto__").set; set.name + set.length + set.call(1, {})',
  ])('elsewhere: %s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });

  test('leaves the context as it was', () => {
    const context = rsvm.createContext({});
    for (const code of ROUND) {
      expect(() => rsvm.runInContext(`{ ${code} }`, context)).toThrow('Maximum call stack');
    }
    expect(rsvm.runInContext('1 + 1', context)).toBe(2);
  });
});

describe('ArrayBuffer.prototype.slice', () => {
  const species = (body, length = 16) =>
    `const b = new ArrayBuffer(${length}, { maxByteLength: 32 }); new Uint8Array(b).set([1, 2, 3, 4, 5, 6, 7, 8]);
     b.constructor = { [Symbol.species]: function (n) { ${body} } };
     try { new Uint8Array(b.slice(1, 6)).join() } catch (error) { error.name }`;

  test.each([
    species('b.resize(4); return new ArrayBuffer(n)'),
    species('b.resize(0); return new ArrayBuffer(n)'),
    species('b.resize(32); return new ArrayBuffer(n + 2)'),
    species('return new ArrayBuffer(n - 1)'),
    species('return b'),
    species('return {}'),
    species('return new SharedArrayBuffer(n)'),
    'const b = new ArrayBuffer(8); [b.slice(2, -1), b.slice(-3), b.slice(6, 2), b.slice(NaN, Infinity), b.slice(-Infinity)].map((s) => s.byteLength).join()',
    'class B extends ArrayBuffer {}; const s = new B(4).slice(1); String(s instanceof B) + s.byteLength',
    'const b = new ArrayBuffer(4); b.constructor = undefined; b.slice(1).byteLength',
    'const b = new ArrayBuffer(4); b.constructor = { [Symbol.species]: null }; b.slice(1).byteLength',
    'const b = new ArrayBuffer(4); b.constructor = 1; try { b.slice(1) } catch (error) { error.name }',
    'try { ArrayBuffer.prototype.slice.call({}) } catch (error) { error.name }',
    'try { ArrayBuffer.prototype.slice.call(new SharedArrayBuffer(1)) } catch (error) { error.name }',
    'ArrayBuffer.prototype.slice.name + ArrayBuffer.prototype.slice.length',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

describe('a typed array of another kind', () => {
  const KINDS = [
    'Int8',
    'Uint8',
    'Uint8Clamped',
    'Int16',
    'Uint16',
    'Int32',
    'Uint32',
    'Float32',
    'Float64',
  ];
  test.each(KINDS)('has its elements converted: %sArray', (kind) => {
    const values = [
      0.5,
      1.5,
      2.5,
      -0.5,
      255.5,
      256,
      257,
      300,
      -1,
      -129,
      65537,
      2 ** 31,
      2 ** 32 + 5,
      1e20,
      NaN,
      Infinity,
      -Infinity,
    ];
    both((vm) =>
      vm
        .runInNewContext(
          'KINDS.map((from) => [...new globalThis[kind + "Array"](new globalThis[from + "Array"](values))])',
          { KINDS, kind, values },
        )
        .map((/** @type {number[]} */ list) => list.join()),
    );
  });
});

describe('Atomics', () => {
  test.each([
    'const t = new Int8Array(4); [Atomics.store(t, 0, 300), t[0], Atomics.add(t, 0, 1.9), Atomics.load(t, 0), Atomics.compareExchange(t, 0, 45, 7), t[0]].join()',
    'const t = new Uint16Array(2); [Atomics.and(t, 1, 3), Atomics.or(t, 1, -1), Atomics.xor(t, 1, 1), Atomics.sub(t, 1, 65534), Atomics.exchange(t, "1", 9), t[1]].join()',
    'const t = new BigInt64Array(1); [Atomics.store(t, 0, 2n ** 65n), Atomics.add(t, 0, 5n), t[0]].join()',
    'Object.is(Atomics.store(new Int8Array(1), 0, -0), 0) + " " + Atomics.store(new Int8Array(1), 0, Infinity)',
    'const log = []; const of = (n) => ({ valueOf() { log.push(n); return n } }); Atomics.compareExchange(new Int8Array(4), of(1), of(2), of(3)); log.join()',
    'try { Atomics.add(new Float64Array(1), 0, { valueOf() { throw 5 } }) } catch (error) { error.name }',
    'try { Atomics.add(new Int8Array(1), 1, { valueOf() { throw 5 } }) } catch (error) { error.name }',
    'try { Atomics.add(new BigInt64Array(1), 0, 1) } catch (error) { error.name }',
    'Atomics.add.name + Atomics.add.length + Atomics.compareExchange.length + Atomics.load.length',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });

  test.each(['add', 'and', 'compareExchange', 'exchange', 'or', 'store', 'sub', 'xor'])(
    '%s of an element that is gone when the value is known',
    (name) => {
      const shrink = '{ valueOf() { b.resize(4); return 1 } }';
      const code = `const b = new ArrayBuffer(16, { maxByteLength: 32 }); const t = new Int32Array(b);
        try { Atomics.${name}(t, 3, ${shrink}, ${shrink}) } catch (error) { error instanceof RangeError || error instanceof TypeError }`;
      expect(rsvm.runInNewContext(code)).toBe(true);
      expect(rsvm.runInNewContext(code.replace(' 3, {', ` ${shrink.replace('1', '3')}, {`))).toBe(
        true,
      );
    },
  );
});

describe('flat', () => {
  test.each([
    '[1, [2, [3, [4]]]].flat().length + "," + [1, [2, [3, [4]]]].flat(Infinity)',
    '[[, 1], , [2, ,]].flat().length + [].flat.length + [].flat.name',
    '[1, [2]].flat(-1).length + " " + [1, [2, [3]]].flat("1").length + [[1]].flat(NaN).length',
    'class A extends Array {}; const f = A.of(1, [2]).flat(); String(f instanceof A) + f.length',
    'Array.prototype.flat.call({ length: 3, 0: [1, 2], 2: 3 }).join()',
    '[new Proxy([1, [2]], {})].flat(1).length',
    'const log = []; const a = new Proxy([[1]], { get: (t, key) => (log.push(String(key)), t[key]), has: (t, key) => (log.push("has " + key), key in t) }); Array.prototype.flat.call(a); log.join()',
    'const a = [1]; a.constructor = { [Symbol.species]: function (n) { this.n = n } }; JSON.stringify(a.flat())',
    'const a = [1]; a.constructor = 1; try { a.flat() } catch (error) { error.name }',
    'const a = []; a[0] = a; try { a.flat(Infinity) } catch (error) { error.name + error.message }',
    'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; try { a.flat(Infinity) } catch (error) { error.name + error.message }',
    'try { Array.prototype.flat.call(null) } catch (error) { error.name }',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });

  test('a length without an end is stopped', () => {
    const context = rsvm.createContext({});
    const code = 'Array.prototype.flat.call({ length: 2 ** 53 - 1 })';
    expect(() => rsvm.runInContext(code, context, { timeout: 20 })).toThrow('after 20ms');
    expect(rsvm.runInContext('[1, [2]].flat().join()', context)).toBe('1,2');
  });
});

describe('the source of a regular expression', () => {
  test.each([
    String.raw`String(/a\/b[/\]/]\\/g) + new RegExp('/').source + new RegExp('\\/').source`,
    String.raw`new RegExp('[^/]/[/\\]/]').source + new RegExp('\\\\/').source + /[\/]/.source`,
    String.raw`new RegExp('').source + new RegExp('\n\u2028').source + RegExp.prototype.source`,
    String.raw`new RegExp(/\//.source + /[/]/.source).test('//') + ' ' + new RegExp(/\//).test('/')`,
    'try { Object.getOwnPropertyDescriptor(RegExp.prototype, "source").get.call({}) } catch (error) { error.name }',
    'const { get, set, enumerable } = Object.getOwnPropertyDescriptor(RegExp.prototype, "source"); get.name + set + enumerable',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

describe('Date', () => {
  const TEXTS = [
    '2020/01/02',
    'January 1, 2020',
    'Jan 1 2020 10:00',
    '2020-01-01 10:00',
    'Tue, 01 Nov 1994 08:12:31 GMT',
    'Tue Mar 01 2022 10:00:00 GMT+0100 (CET)',
    '1/1/2020 1:30 pm',
    '2000-01-01t00:00:00z',
    '2020-01-01T00:00:00.123456Z',
    '2020-13-01',
    'nonsense',
    '',
    'x'.repeat(1025),
  ];
  test.each(TEXTS)('of the text %s', (text) => {
    const code = `String([Date.parse(text), new Date(text).getTime(), +new Date({ toString: () => text, valueOf: null })])`;
    expect(rsvm.runInNewContext(code, { text })).toBe(nodeVm.runInNewContext(code, { text }));
  });

  test.each([
    'String(new Date(0)) + new Date(2020, 6, 1).toTimeString() + new Date(NaN)',
    '`${new Date(1e12)}` + (new Date(5) + 1)',
    'Date.name + Date.length + String(Reflect.ownKeys(Date)) + Date',
    'String(Date.prototype.constructor === Date) + (new Date().constructor === Date)',
    'JSON.stringify(Object.getOwnPropertyDescriptor(Date, "prototype").writable)',
    'class D extends Date { year() { return this.getUTCFullYear() } }; new D("Jan 1, 2020").year() + String(new D(0))',
    'Object.getPrototypeOf(Reflect.construct(Date, [5], Array)) === Array.prototype',
    'String([new Date(new Date(7)), new Date(undefined), new Date(null), new Date("5"), new Date(2020, 1)].map(Number))',
    'typeof Date() + (Date() === String(new Date()) || Date() === String(new Date()))',
    'try { new Date(Symbol.iterator) } catch (error) { error.name }',
    'try { Date.parse({ toString() { throw 5 } }) } catch (error) { error }',
    'const log = []; new Date({ [Symbol.toPrimitive](hint) { log.push(hint); return 1 } }); log.join()',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

/** V8 asks for other pairs since Node 26. */
const ASKS_AS_V8_DOES = Number.parseInt(process.versions.node, 10) < 26;

describe('the order in which a comparator is asked', () => {
  const LENGTHS = [0, 1, 2, 3, 10, 33, 63];
  const COMPARATORS = ['x - y', 'y - x', 'x > y', 'x < y', '1', '-1', '(x * 31 + y * 17) % 3 - 1'];
  test.each(COMPARATORS)('%s', (order) => {
    const code = `JSON.stringify([${LENGTHS}].map((length) => {
        const items = Array.from({ length }, (_, index) => (index * 7919 + 13) % 20);
        const asked = [];
        const compare = (x, y) => (asked.push([x, y]), ${order});
        return [items.toSorted?.(compare), items.sort(compare), ASKS && asked];
      }))`;
    both((vm) => vm.runInNewContext(code, { ASKS: ASKS_AS_V8_DOES }));
  });

  test('many elements are sorted, and stably', () => {
    const code = `const items = Array.from({ length: 5000 }, (_, index) => [(index * 7919) % 50, index]);
      JSON.stringify(items.sort(([x], [y]) => x - y)) + items.map(String).sort()`;
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

test('the text of a class begins as one', () => {
  const code = `[class A { m() {} }, class {}, class extends Array {}, function f() {}, () => 1, Map]
    .map((item) => /^class\\b/.test(item)).join()`;
  expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
});

describe('what RegExp says of the last match', () => {
  const SAID =
    '["$1", "$2", "$9", "$&", "$`", "$\'", "$+", "$_", "input", "lastMatch", "lastParen", "leftContext", "rightContext"].map((name) => RegExp[name]).join("|")';
  test.each([
    '/(a)(b)?/.exec("xaby")',
    '/(a)(b)?/.exec("xaby"); /nothing/.test("xaby")',
    '"abc".replace(/b(c)/g, () => RegExp.$1 + RegExp["$`"])',
    '"x1y2".split(/(\\d)/)',
    '"x1y2".match(/\\d/g)',
    '[..."a1b2".matchAll(/([a-z])\\d/g)]',
    '"query".search(/(u)/)',
    'class Mine extends RegExp {}; new Mine("(w)").exec("word")',
    '/(a)/.exec("a"); RegExp.$1 = "b"',
    '/(a)/.exec("a"); RegExp.input = 5',
    'RegExp.input = 5; /(b)/.exec("ab")',
    '/(a)/.exec("a"); try { RegExp.input = Symbol() } catch (error) { error.name }',
  ])('%s', (code) => {
    const all = `${code}; ${SAID}`;
    expect(answerOf(rsvm, all)).toBe(answerOf(nodeVm, all));
  });

  test('it is there for texts that are compiled by the guest, too', () => {
    const code = 'const name = "Reg" + "Exp"; eval(`/(q)/.test("q"); ${name}.$1`)';
    expect(answerOf(rsvm, code)).toBe('q');
  });

  test('an exec of the guest stays', () => {
    const context = rsvm.createContext({});
    rsvm.runInContext('/x/.constructor.prototype.exec = () => null', context);
    expect(rsvm.runInContext('/x/.test("x") + RegExp.$1', context)).toBe('false');
  });

  test('the accessors are as they are in Node', () => {
    const code = `const { get, set, enumerable, configurable } = Object.getOwnPropertyDescriptor(RegExp, '$1');
      [get.name, set.name, enumerable, configurable, RegExp.prototype.exec.name, RegExp.prototype.exec.length].join()`;
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

describe('strings that are repeated', () => {
  test.each([
    '"ab".repeat(3) + "é\u{1F600}".repeat(2) + "x".repeat(0) + "".repeat(1e9) + "y".repeat("2.9")',
    'try { "x".repeat(-1) } catch (error) { error.name + error.message }',
    'try { "x".repeat(Infinity) } catch (error) { error.name + error.message }',
    'try { "x".repeat(2 ** 29) } catch (error) { error.name + error.message }',
    'try { String.prototype.repeat.call(null, 1) } catch (error) { error.name + error.message }',
    'try { "x".repeat(1n) } catch (error) { error.name }',
    '"abc".padStart(8, "12") + "abc".padEnd(8, "12") + "abc".padStart(2) + "abc".padEnd(6) + "|"',
    '"abc".padStart(9, "\u{1F600}") + "abc".padStart(10, "") + "abc".padEnd(5, undefined) + "|"',
    'try { "a".padEnd(2 ** 30) } catch (error) { error.name + error.message }',
    'try { String.prototype.padEnd.call(undefined) } catch (error) { error.name + error.message }',
    'const order = []; const say = (n, v) => ({ toString() { order.push(n); return v }, valueOf() { order.push(n); return v } }); "a".padStart(say("length", 3), say("filler", "b")); order.join()',
    'String.prototype.repeat.name + String.prototype.padEnd.length + String.prototype.padStart.name',
    '"x".repeat(6e7).length',
  ])('%s', (code) => {
    expect(answerOf(rsvm, code)).toBe(answerOf(nodeVm, code));
  });
});

test('texts in texts are found, of bytes and of more, from any place', () => {
  both((vm) =>
    vm.runInNewContext(`
      const texts = ['', 'a', 'aa', 'aab', 'abaab', 'xaabaab', 'a\\u0101b', '\\u0101', '\\ud83d\\ude00a', '\\ude00'];
      const found = [];
      for (const text of texts) for (const part of texts) {
        for (const from of [undefined, -1, 0, 1, 2, 3, 7, 8, Infinity]) {
          found.push(text.indexOf(part, from), text.includes(part, from), text.lastIndexOf(part, from));
        }
        found.push(text.split(part).join('|'), text.replaceAll(part, '-'), text.replace(part, '-'), text.split(part, 2).length);
      }
      JSON.stringify(found)`),
  );
});

describe('what is written in the language itself', () => {
  const REPLACED = [
    'Object',
    'Reflect',
    'Array',
    'JSON',
    'String',
    'Number',
    'Symbol',
    'TypeError',
  ];

  test.each(REPLACED)('works where the sandbox has another %s', (name) => {
    both((vm) => vm.runInNewContext('(1.5).toLocaleString("en")', { [name]: 5 }));
    both((vm) => vm.runInNewContext('"a".localeCompare("b", "de")', { [name]: 5 }));
  });
});
