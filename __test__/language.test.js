'use strict';

// The language itself, where the engine as it was published is wrong (patches/): each program says what
// happened, on node:vm and here.

const { describe, expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const both = require('./helpers/both');
const sameReport = require('./helpers/report');
const { rsvm } = require('./helpers/rsvm');

/** What a program of promises says by `L(...)` until they are settled, on both. */
const reportLater = async (/** @type {string} */ code) => {
  const said = { node: [], rsvm: [] };
  for (const [name, vm] of Object.entries({ node: nodeVm, rsvm })) {
    await vm.runInNewContext(`(async () => { ${code} })()`, {
      L: (...it) => said[name].push(it.map(String).join(' ')),
    });
  }
  return said;
};

const COUNTED = `function* G(tag = '') { try { yield 1; yield 2; yield 3 } finally { L('closed' + tag) } }`;

/** Scopes have an index of their names from eight on. */
describe('a scope of many names', () => {
  const KINDS = ['var', 'let', 'const'];

  /**
   * A function that declares so many names in every way, and others inside of it that hide half of them.
   * @param {number} count
   */
  const program = (count) => {
    const each = (/** @type {(i: number) => string} */ say) =>
      Array.from({ length: count }, (_, i) => say(i)).join(' ');
    return `
      (function (${each((i) => (i % 5 === 4 ? `n${i} = ${i},` : ''))} ...rest) {
        ${each((i) => (i % 5 < 3 ? `${KINDS[i % 5]} n${i} = ${i};` : ''))}
        ${each((i) => (i % 5 === 3 ? `function n${i}() { return ${i}; }` : ''))}
        const sum = () => [${each((i) => `n${i},`)}].map((it) => (typeof it === 'function' ? it() : it)).join();
        L(sum());
        (() => {
          ${each((i) => (i % 2 ? `let n${i} = -${i};` : ''))}
          { ${each((i) => (i % 3 ? '' : `const n${i} = 'block ${i}';`))} L([${each((i) => `n${i},`)}].map(String).join()); }
          ${each((i) => (i % 2 ? `n${i} += 1;` : ''))}
          L([${each((i) => (i % 2 ? `n${i},` : ''))}].join());
        })();
        L(sum());
        try { n2 = 1; } catch (e) { L(e.message); }
        L(typeof missing, rest.length);
      })(${each((i) => (i % 5 === 4 ? 'undefined,' : ''))} 1, 2);
      L(typeof n0);`;
  };

  test.each([5, 7, 8, 9, 10, 20, 500])('of %i', (count) => {
    sameReport(program(count));
    sameReport(`eval(${JSON.stringify(program(count))})`);
    sameReport(`with ({ n1: 'with' }) { ${program(count)} }`);
  });

  test('is one of a script, too, and of the next', () => {
    both((vm) => {
      const context = vm.createContext({});
      const names = Array.from({ length: 50 }, (_, i) => `n${i}`);
      const declared = names.map((name, i) => `${KINDS[i % 3]} ${name} = ${i};`).join(' ');
      vm.runInContext(declared, context);
      expect(() => vm.runInContext('let n1', context)).toThrow('n1');
      return vm.runInContext(`n1 += 1; [${names.join()}].join()`, context);
    });
  });
});

describe('loops and their iterators', () => {
  test.each([
    'for (let a of [1,2,3]) { o: for (let b of [10,20]) { for (let c of [5]) { break o } } L(a) }',
    'for (const k of "xy") { B: { for (const y of [1,2]) { L(k, y); break B } } }',
    'for (const k of "xy") { B: for (;;) { for (const y of [1,2]) { L(k, y); break B } } }',
    'A: { for (const k of G()) { break A } } L("after")',
    'A: for (const a of G("outer")) for (const k of G("inner")) break A',
    'A: for (const a of G("outer")) for (const k of G("inner")) continue A',
    'for (const x of [1,2]) { A: { for (const k in { p: 1, q: 2 }) { L(k); break A } } L(x) }',
    'A: for (const x of [1,2,3]) { try { for (const y of G()) { break A } } finally { L("finally") } }',
    '(() => { for (const x of [1,2]) for (const y of G(x)) return })()',
    'for (let v of "ab") { try { for (const k in { x: 1, y: 2 }) { null.a } } catch (e) {} L(v) }',
    'for (const o of [{ a: -1 }, { b: 2 }]) { try { for (const k in o) { if (o[k] < 0) throw new RangeError } L("ok") } catch (e) { L(e.name) } }',
    'for (const x of [1,2]) { try { for (const y of G()) { throw 1 } } catch (e) { L(e, x) } }',
    'for (const x of [1,2]) { try { for (const y of (function* () { throw 1 })()) ; } catch (e) { L(e, x) } }',
    'for (const x of [1,2]) { try { for (const y of { [Symbol.iterator]: () => ({ next() { return 1 } }) }) ; } catch (e) { L(e.name, x) } }',
    'for (const x of [1,2]) { try { for (const y of { [Symbol.iterator]: () => ({ next: () => ({ get value() { throw 5 } }) }) }) ; } catch (e) { L(e, x) } }',
    'for (const x of [1,2]) { try { for (const y of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return() { throw 7 } }) }) { break } } catch (e) { L(e, x) } }',
    'for (const x of [1,2]) { try { A: for (const w of [1,2]) for (const y of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return() { throw 7 } }) }) { continue A } } catch (e) { L(e, x) } }',
    'for (const x of [1,2]) { try { [...(function* () { yield 1; throw 3 })()] } catch (e) { L(e, x) } }',
    'function* A() { for (const x of G()) yield x } const it = A(); it.next(); L(JSON.stringify(it.return(5)))',
    'function* A() { for (const x of G()) yield x } for (const x of A()) { L(x); break }',
    'function* A() { for (const x of G("outer")) for (const y of G("inner")) yield y } for (const x of A()) break',
    'function* A() { try { for (const x of G()) yield x } finally { L("mine") } } for (const x of A()) break',
    'function* A() { for (const x of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return() { throw 7 } }) }) yield x } const it = A(); it.next(); try { it.return(5) } catch (e) { L(e) }',
    'function* A() { for (const x of G()) yield x } const it = A(); it.next(); try { it.throw(9) } catch (e) { L(e) }',
    'function* A() { yield* G() } for (const x of [1,2]) { for (const y of A()) { L(x, y); break } }',
  ])('%s', (code) => {
    sameReport(COUNTED + code);
  });

  test.each([
    'async function* A() { for (const x of G()) yield x } for await (const x of A()) { L(x); break }',
    'async function* A() { for await (const x of G()) yield x } const it = A(); await it.next(); const r = await it.return(5); L(JSON.stringify(r))',
    'for (const x of [1,2]) { A: { for await (const y of [1,2]) { L(x, y); break A } } }',
    'for (const x of [1,2]) { try { for await (const y of [Promise.reject(4)]) ; } catch (e) { L(e, x) } }',
    'for (const x of [1,2]) { for (const y of [1,2]) { await null; L(x, y) } }',
  ])('%s', async (code) => {
    const said = await reportLater(COUNTED + code);
    expect(said.rsvm).toEqual(said.node);
  });
});

describe('patterns', () => {
  test.each([
    'for (const o of [1,2]) { try { let [a] = (function* () { throw 1 })() } catch (e) {} L(o) }',
    'for (const o of [1,2]) { try { let [a = (() => { throw 2 })()] = G() } catch (e) { L(e) } L(o) }',
    'const it = { [Symbol.iterator]() { return this }, next() { L("next"); return { done: true } }, return() { L("return") } }; let [a, b, , ...c] = it; L(a, b, c.length)',
    'let [x, [y]] = [1, G()]; L(x, y)',
    'let w; ({ ["a"]: w = 5 } = {}); L(w)',
    'let w; ({ 1: w = 5 } = { 1: 2 }); L(w)',
    'let w; ({ ["a"]: [w] } = { a: [3] }); L(w)',
    'let w; ({ 1: { w } } = { 1: { w: 4 } }); L(w)',
    'let w; [{ 1: w = 5 }] = [{}]; L(w)',
    'let w; const k = "z"; for ({ [k]: w = 5 } of [{}, { z: 1 }]) L(w)',
    'L((({ 1: w = 5 }) => w)({}), (({ ["a"]: [w] }) => w)({ a: [8] }))',
    'let w; ({ a: w = function () {} } = {}); L(w.name)',
  ])('%s', (code) => {
    sameReport(COUNTED + code);
  });
});

describe('exceptions', () => {
  test.each([
    'function f() { try { throw 1 } catch (e) { throw 2 } finally { try { throw 3 } catch (e) {} } } try { L(f()) } catch (e) { L("caught", e) }',
    'function f() { try { throw 1 } catch (e) { throw 2 } finally { try { JSON.parse("{") } catch (e) {} } } try { f() } catch (e) { L("caught", e) }',
    'function f() { try { throw 1 } catch (e) { throw 2 } finally { return 3 } } L(f())',
    'function f() { try { throw 1 } catch (e) { return 2 } finally { L("finally") } } L(f())',
    'function f() { for (const x of [1,2]) { try { throw 1 } catch (e) { continue } finally { L(x) } } return 4 } L(f())',
    'function f() { try { return 1 } catch (e) { } finally { L("finally") } } L(f())',
    'function* f() { try { yield 1 } catch (e) { throw 2 } finally { yield 3 } } const it = f(); it.next(); L(JSON.stringify(it.return(5)), JSON.stringify(it.next()))',
    'function* f() { try { throw 1 } catch (e) { throw 2 } finally { yield 3 } } const it = f(); L(JSON.stringify(it.next())); try { throw 9 } catch (e) {} try { it.next() } catch (e) { L(e) }',
    'function* f() { try { throw 1 } catch (e) { yield 2 } finally { L("finally") } } const it = f(); it.next(); L(JSON.stringify(it.return(6)))',
    'try { try { throw 1 } catch (e) { throw e + 1 } finally { L("f") } } catch (e) { L(e) }',
  ])('%s', (code) => {
    sameReport(code);
  });

  test('what is thrown while a finally awaits', async () => {
    const said = await reportLater(`
      async function f() { try { throw 1 } catch (e) { throw 2 } finally { await 1 } }
      const settled = f().then((v) => L('res', v), (e) => L('rej', e));
      try { throw 9 } catch (e) {}
      await settled`);
    expect(said.rsvm).toEqual(said.node);
  });
});

describe('variables', () => {
  test.each([
    'L((() => { let v = "5"; return v++ + 1 })(), (() => { let v = "5"; return v-- + 1 })())',
    'L((() => { let v; return v++ })(), (() => { let v = true; return v++ })(), (() => { let v = 5n; return v++ + v })())',
    '(() => { let v = "0"; if (v++) L("yes"); else L("no"); L(v, typeof v) })()',
    '(() => { let i = 1; i = i++; L(i); let j = 1; j = j++ + j++; L(j) })()',
    '(() => { let v = { valueOf() { L("valueOf"); return 4 } }; const w = v++; L(w, v) })()',
    'try { (() => { let v = Symbol(); v++ })() } catch (e) { L(e.name) }',
    'v = 9; var w = (v ||= 7); L(w)',
    'v = 0; var w = (v ||= 7); L(w, v)',
    'var v = 1, w; w = (v ??= 2); L(w); w = (v &&= 3); L(w, v)',
    'with ({ v: 1 }) { var w = (v ||= 2); L(w) }',
    'function f() { eval(""); var v = 1; var w = (v ||= 5); return w } L(f())',
    '"use strict"; try { nowhere ||= 1 } catch (e) { L(e.name) }',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('properties that moved', () => {
  test.each([
    'const p = { c: 3, d: 4, e: 5 }, o = Object.create(p), g = (o) => o.d; L(g(o)); delete p.c; L(g(o))',
    'const p = { c: 3, d: 4 }, o = Object.create(p), g = (o) => o.d; L(g(o)); delete p.c; L(g(o))',
    'class A { a() { return "a" } b() { return "b" } c() { return "c" } } const o = new A, g = (o) => o.c(); L(g(o)); delete A.prototype.a; L(g(o))',
    'const p = { c: 1, d: 4, e: 5 }, o = Object.create(p), g = (o) => o.d; g(o); delete p.d; L(g(o)); p.d = 9; L(g(o))',
    'const p = { d: 4, e: 5 }, o = Object.create(p), g = (o) => o.d; g(o); Object.defineProperty(p, "d", { get() { return 7 } }); L(g(o))',
    'const p = { get d() { return 4 }, e: 5 }, o = Object.create(p), g = (o) => o.d; g(o); Object.defineProperty(p, "d", { value: () => 7 }); L(typeof g(o))',
    'const p = { a: 1, set d(v) { L("set", v) }, e: 5 }, o = Object.create(p), f = (o) => { o.d = 1 }; f(o); delete p.a; f(o)',
    'const p = { set d(v) { L("set", v) }, e: 5 }, o = Object.create(p), f = (o) => { o.d = 1 }; f(o); Object.defineProperty(p, "d", { value: 2, writable: true }); f(o); L(Object.keys(o))',
    'const o = { get k() { delete this.k; return (this.k = () => "called") }, other: 5 }, read = () => o.k; L(typeof read(), typeof read(), typeof read())',
    'class A { get k() { const v = {}; Object.defineProperty(this, "k", { value: v }); return v } } const o = new A, read = () => o.k; L(read() === read(), read() === o.k)',
    'class A { get k() { delete this.x; return this.y } } const o = new A; o.x = 1; o.y = 2; o.z = 3; const read = () => o.k; L(read(), read()); o.x = 1; L(read(), read())',
    'Object.prototype.q = 1; Object.prototype.r = 2; const read = (o) => o.r; L(read({})); delete Object.prototype.q; L(read({}))',
    'globalThis.a1 = 1; globalThis.b1 = 2; const read = () => b1; L(read()); delete globalThis.a1; L(read())',
    'const o = Object.create({ f() { return 1 } }), call = () => o.f(); L(call()); Object.setPrototypeOf(o, { f() { return 2 } }); L(call()); Object.getPrototypeOf(o).f = () => 3; L(call())',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('declarations', () => {
  test.each([
    'function f(a, b = 1) { var a; return a } L(f(5))',
    'function f(a, b = () => a) { var a; a = 7; return [a, b()] } L(f(5))',
    'function f(a, b = 1) { var a = 6; return a } L(f(5))',
    'function f(a, b = 1) { function a() {} return typeof a } L(f(5))',
    'function f(a = 1, { c } = { c: 2 }) { var c, d; return [c, d] } L(f())',
    'try { eval("(function () { let a; let a })") } catch (e) { L(e.name) }',
    'try { eval("(function () { let a; var a })") } catch (e) { L(e.name) }',
    'try { eval("() => { const a = 1; { var a } }") } catch (e) { L(e.name) }',
    'try { eval("(class { m() { let a; class a {} } })") } catch (e) { L(e.name) }',
    'L((function () { function a() { return 1 } function a() { return 2 } var a; return a() })())',
    'L((function () { let a = 1; { let a = 2; var b = a } return [a, b] })())',
    'for (const v of [1, 2, 1]) switch (v) { case 1: let x = v; L(x); case 2: { L("two") } }',
    'const fs = []; for (const v of [1, 2]) switch (v) { case 1: default: let x = v; fs.push(() => x) } L(fs.map((f) => f()))',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('collections and numbers', () => {
  test.each([
    'for (const x of [2.5e-18, 9.6e-23, -1e-20, 1e-11, 5e-11, 1.5e-7, 0.1, -0, 123.456]) L([0, 2, 9, 10, 11, 20, 100].map((n) => x.toFixed(n)))',
    'for (const x of [12345, 25, 1.25, -25, 0.5, 1e-300, 123456789, 0]) L([0, 1, 2, 3, 10, 100].map((n) => x.toExponential(n)))',
    'for (const x of [1e-101, -2.5e-200, 5e-324, 1e-7, 123.456, 1e21]) L([1, 3, 21, 100].map((n) => x.toPrecision(n)))',
    'L(["99999999999999999", "123456789012345678901234567890", "-0009007199254740993", "0x1fffffffffffff", "12px", "", "-"].map((it) => parseInt(it)))',
    'const all = []; for (const k in new Proxy(Object.create({ a: 1 }), { getPrototypeOf: () => ({ b: 1 }) })) all.push(k); L(all)',
    'const s = new Set([1, 2, 3]); for (const x of s) { L(x); if (x === 2) { s.clear(); s.add(7) } } L(s.size)',
    'const m = new Map([[1, 1], [2, 2]]); m.forEach((v, k) => { L(k); if (k === 1) { m.clear(); m.set(3, 3) } }); L(m.size, [...m.keys()])',
    'const s = new Set([1, 2, 3]); for (const x of s) { s.clear(); L(x) } s.add(4); L([...s])',
    'const m = new Map([[1, 1], [2, 2]]); for (const k of m.keys()) { L(k); m.clear(); if (k < 3) { m.set(k + 1, 0); m.delete(k + 1); m.set(k + 2, 0) } }',
    'const s = new Set([1]); const it = s.values(); it.next(); s.clear(); s.add(2); s.add(3); L(JSON.stringify([...it]))',
    'L(1 ** NaN, (-1) ** NaN, 1 ** Infinity, 1.0 ** "x", 2 ** NaN, NaN ** 0)',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('functions that are made of texts', () => {
  test.each([
    'L(new Function().toString(), new Function("a", "b = 1", "return a").toString())',
    'L(new Function("return function foo() { return 1 }")().toString())',
    'L(new Function("a = function (x) { return x }", "return a")().toString())',
    'L(new Function("return { m() { return 1 }, get g() { return 2 } }")().m.toString())',
    'L(Object.getPrototypeOf(async function () {}).constructor("await 1").toString())',
    'L(Object.getPrototypeOf(function* () {}).constructor("a", "yield a").toString())',
    'L(Object.getPrototypeOf(async function* () {}).constructor("yield await 1").toString())',
    'L(new Function("a, b", "c", "return a + b + c")(1, 2, 3), new Function("a,", "return a").length)',
    'L(new Function("/* c */ a // d\\n", "b", "return a * b")(3, 4))',
    'L(new Function("...rest", "return rest.length")(1, 2), new Function("{ a, b = 2 }", "return a + b")({ a: 1 }))',
    'L(new Function("\'use strict\'; return this")() === undefined)',
    'L(new Function("return typeof this")(), new Function("return new.target")(), new Function("eval(\'var q = 5\'); return q")())',
    'L(new Function("a", "var a; { let a = 2 } return a")(1), (new Function("this.x = 1"), typeof new (new Function("this.x = 1"))().x))',
    'for (const [a, b] of [["/*", "*/){"], ["a", "}{"], ["a) {", "}"], ["", "super.x"], ["a", "let a"], ["a, a", "\'use strict\'"], ["a)/*", "*/{"], ["a) {}; function x(", ""]]) try { L(new Function(a, b)) } catch (e) { L(e.name) }',
    'L(new Function("return arguments.callee.name")(), new Function("a", "").name)',
    'try { new Function("\\n\\nnull.x")() } catch (e) { L(/<anonymous>:5:6/.test(e.stack)) }',
    'L(eval("(function q() { return () => 7 })")().toString())',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('the texts of classes', () => {
  test.each([
    'class A { } L(A.toString(), String(class{}))',
    'class A { constructor(a) { this.a = a } /* c */ static x = 1; #p = () => 2 } L(A.toString())',
    'class A {} class B extends A { m() { return class C { } } } L(String(B), String(new B().m()))',
    'const o = { K: class extends Array { constructor() { super() } } }; L(o.K.toString())',
    'L(String(class A { static s = class { toString() {} } }.s))',
    'L(eval("(class Q { q() { } })").toString(), new Function("return class Z { }")().toString())',
    'L(`${class { [`k${1}`]() {} }}`)',
    'L(String(Array), String(class A { }.prototype.constructor), String((class { static m() {} }).m))',
    'class \u{41}b { "é"() {} } L(String(\u{41}b))',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('conversions within conversions', () => {
  test.each([
    'let n = 0; const o = { valueOf() { return ++n > 3 ? n : +o + 1 } }; L(+o, n)',
    'let n = 0; const o = { toString() { return ++n > 3 ? "end" : `<${o}>` } }; L(`${o}`)',
    'const o = { [Symbol.toPrimitive]: (h) => h === "number" ? 1 : `${+o}` }; L(`${o}`, +o)',
    'const a = []; a.push(a, 1, [a]); L(String(a), a + "", a.join("-"))',
    'const o = { toString() { return [o] + "" } }; try { L(String(o)) } catch (e) { L(e.name) }',
    'const o = { toString() { return this + "" } }; try { L(o + "") } catch (e) { L(e.name) }',
    'const a = [{ toString() { return String(a) } }]; L(String(a))',
    'const d = new Date(0); d.valueOf = () => +d; try { L(+d) } catch (e) { L(e.name) }',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('what a script answers', () => {
  test.each([
    '5; var x = (() => 1)()',
    '3; let k = (() => 9)()',
    '9; var e = eval("7")',
    'if (true) { 3; var z = [1].map((x) => x) }',
    '5; if (false) 1',
    '5; if (true) {}',
    '5; if (true) { 6 } else { 7 }',
    '6; if (0) 1; else ;',
    '5; for (; false; ) 1',
    '5; while (false);',
    '5; do {} while (false)',
    '4; for (const x of []) x',
    '4; for (const x in { a: 1 }) {}',
    'for (const x of [1, 2]) x',
    'for (var i = 0; i < 3; i++) { i; if (i === 1) continue }',
    'for (var i = 0; i < 3; i++) { i; if (i === 1) break }',
    'do { 5; break } while (0)',
    'do { 5; continue } while (0)',
    'do { break } while (0)',
    'while (true) { 8; break }',
    'a: for (;;) { 1; for (;;) { 2; break a } }',
    'a: for (const x of [1, 2]) { x; for (;;) { continue a } }',
    'x: { 5; break x }',
    'x: { 5; { break x } }',
    'x: { 5; { 6; break x } 7 }',
    '5; label: {}',
    '4; x: for (;;) { break x }',
    '5; try {} finally {}',
    'try { 1 } finally { 2 }',
    'try { 1; throw 0 } catch { 2 } finally { 3 }',
    'try { 1; throw 0 } catch {}',
    '7; try { throw 0 } catch (e) { e; var q = e }',
    'do { try { 39 } finally { 42; break } } while (false)',
    'do { try { 39 } finally { break } } while (false)',
    'do { 1; try { 39 } catch {} finally { continue } } while (false)',
    '5; switch (0) {}',
    '8; switch (1) { case 0: 7 }',
    'switch (1) { case 1: 7; break }',
    'switch (1) { case 1: 7; default: }',
    'switch (1) { case 1: 7; case 2: { 8; break } }',
    '3; with ({}) {}',
    '3; with ({ a: 4 }) a',
    '1; {}',
    '1; { 2 } {}',
    '1;;;; debugger',
    '1; function f() {}',
    '1; class A {}',
    '5; for (var i of [1]) { [1].forEach(() => 2); var zz = 2 }',
    'eval("1; if (false) 2")',
    'eval("5; var q = (() => 1)()")',
    '9; eval("var u = 1")',
    '(() => { 1; if (true) { 2 } })()',
    'new Function("1; { 2 }")()',
    '"use strict"; 3; let m = Math.max(1, 2)',
  ])('%s', (code) => {
    both((vm) => vm.runInNewContext(code));
  });
});

describe('super calls', () => {
  test.each([
    'class A { constructor() { this.x = 5 } } class B extends A { constructor() { L(super().x) } } new B()',
    'class A { m() { return this } } class B extends A { constructor() { super().m().y = 1 } } L(new B().y)',
    'class A { constructor() { return () => 7 } } class B extends A { constructor() { L(super()()) } } new B()',
    'class A { constructor() { this.x = [1] } } class B extends A { constructor() { L(super()["x"][0], this.x.length) } } new B()',
    'class A {} class B extends A { constructor() { super()?.z?.q } } L(typeof new B())',
    'class A {} class B extends A { constructor() { super(); } } L(new B() instanceof A)',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('fields of classes', () => {
  test.each([
    'class A { static n = 0; id = ++A.n } L(new A().id, new A().id, A.n)',
    'class A { static #n = 5; id = A.#n++; static n() { return A.#n } } L(new A().id, new A().id, A.n())',
    'class A { static n = 0; static next() { return ++this.n } id = A.next() } class B extends A { x = (B.y = 2) } L(new B().id, B.y)',
    'class A { a = Object.freeze(A) } new A(); L(Object.isFrozen(A))',
    'class A { a = Object.defineProperty(A, "z", { value: 3 }).z } L(new A().a)',
    'class A { a = Object.setPrototypeOf(A, null) === A } L(new A().a)',
    'class A extends Error { a = eval("A.q = 4") } L(new A().a, A.q)',
    'class A { constructor() { return A } } class B extends A { #p = 1; x = B.#f(this); static #f(o) { return o.#p } } new B(); L(A.x)',
    'class A { #m() { return 1 } a = (A.k = this.#m()) } new A(); L(A.k)',
    'try { class A { static { Object.freeze(this) } static x = 1 } } catch (e) { L(e.name) }',
    'try { class A { static { Object.freeze(this) } static ["x" + 1] = 1 } } catch (e) { L(e.name) }',
    'try { class A { static { Object.defineProperty(this, "y", { value: 1 }) } static y = 2 } } catch (e) { L(e.name) }',
    'class A { static { Object.freeze(this) } static #x = 1; static g() { return this.#x } } L(A.g())',
    'class A { constructor() { return Object.freeze({}) } } class B extends A { #x = 7; #m() { return 8 } static g(o) { return [o.#x, o.#m()] } } L(B.g(new B()))',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('numbers out of range', () => {
  test.each([
    'for (const K of [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array]) L([2 ** 63, -(2 ** 63), 2 ** 64 + 2 ** 12, 1e300, -1e19, 2 ** 53 + 2, -1.5, 300.7, -0].map((n) => new K([n])[0]))',
    'for (const n of [2 ** 64 + 2 ** 13, -1, 65537.9, 1e21, -(2 ** 63)]) L(String.fromCharCode(n).charCodeAt(0))',
    'for (const t of ["1_000", "\\ufeff12 ", "\\u008512", "-5", "+5", "0x", "0x-1", "0b+1", "0o17", "", "-", "1e3", "0B11"]) try { L(BigInt(t)) } catch (e) { L(e.name) }',
    'L(1n == "1_0", "0x10" == 16n, 10n < "1_1")',
  ])('%s', (code) => {
    sameReport(code);
  });
});

/** Each says what it came to, or the class of what it threw. */
describe('words of the grammar that are names, too', () => {
  test.each([
    'var async = (x) => x + 1; async(1)',
    'var async = (...x) => x.length; async(1, ...[2, 3],)',
    'var async = (x) => x; async\n(1)',
    'var async = (x) => () => x; async(1)() + 2',
    'var async = (x) => x.a; async({ a: 1 })',
    'var async = (y) => y; async((x) => x)(3) + async(async (x) => x).name',
    'var async = 1; async ? async (x) => x : 1; ({ async }).async',
    'var async = (x) => x; function* g() { yield async(yield 1) } [...g()]',
    'var async = String.raw; async`x` + async?.({ raw: ["y"] })',
    'async function h() { var async = (x) => x; return async(await 1) } h.name',
    '(async (a, { b, c = 2 }, [d] = [4], ...e) => a).toString()',
    '(async (a, { b, c = 2 }, [d] = [4], ...e) => 1).length',
    'var f = async (x) => x, { g = async () => {} } = {}; f.name + g.name',
    'async (x) => {}\n(1)',
    'async (x) => {} + 1',
    'async (a)\n=> a',
    'async ({ a = 1 })',
    'async (a, ...b, c) => 1',
    'async (...a = []) => a',
    'async (await) => 1',
    'async (a = 1, a = 2) => 1',
    '"use strict"; async (eval) => 1',
    'async (a) => { let a }',
    'async ({ a }) => { "use strict" }',
    'async (,) => 1',
    'new async(1)',
    '[async => async, of => of, async of => of, let => let].map(String)',
    'of: for (;;) break of; let: 1',
    'for (async of => {}; false;); for (var of of [1]) of',
    'var of = (x) => x; of(1)',
  ])('%s', (code) => {
    both((vm) => String(vm.runInNewContext(code)));
  });

  test('of modules', async () => {
    const { SourceTextModule, SyntheticModule } = rsvm;
    const library = new SyntheticModule(['of', 'async', 'default'], function setAll() {
      for (const name of ['of', 'async', 'default']) this.setExport(name, name);
    });
    const text =
      'import of, { async } from "x"; import { of as it } from "x"; export { of, async, it }';
    const module = new SourceTextModule(text);
    await module.link(() => library);
    await module.evaluate();
    expect({ ...module.namespace }).toEqual({ of: 'default', async: 'async', it: 'of' });
    expect(() => new SourceTextModule('import { if } from "x"')).toThrow(SyntaxError);
  });
});

describe('what many properties are put in and taken out of', () => {
  test.each([10, 40, 1500])('an object of %i', (count) => {
    sameReport(`
      const o = {}; for (let i = 0; i < ${count}; i++) o['k' + i] = i;
      Object.defineProperty(o, 'acc', { get() { return 'got' }, configurable: true, enumerable: true });
      for (let i = 0; i < ${count}; i += 3) delete o['k' + i];
      o.k0 = 'again'; o.k1 = 'changed'; delete o.k2; o.k2 = 'last';
      L(Object.entries(o).join()); L(JSON.stringify(o).length, o.acc, 'k3' in o);
      for (const key of Object.keys(o)) if (key !== 'acc') delete o[key];
      o.z = 1; L(Object.keys(o), o.acc, o.z); delete o.acc; L(Object.keys(o));
      Object.defineProperty(o, 'z', { get() { return 2 } }); L(o.z, delete o.z, o.z);
      for (let turn = 0; turn < 100; turn++) { o.y = turn; o.x = -turn; L(o.y + o.x); delete o.y }
      class A { m() { return 'm' } } const a = new A(); for (let i = 0; i < ${count}; i++) a['p' + i] = i;
      for (let i = 0; i < ${count}; i++) delete a['p' + i];
      L(a.m(), Object.keys(a).length, a instanceof A);`);
  });

  test('caches of places in the code see to it', () => {
    sameReport(`
      const o = {}; for (let i = 0; i < 1500; i++) o['k' + i] = i;
      o.x = 1;
      const set = (v) => { o.x = v }, get = () => o.toString, inherited = () => q.hasOwnProperty, q = Object.create(o);
      for (let i = 0; i < 20; i++) { set(i); get(); inherited() }
      Object.defineProperty(o, 'x', { writable: false }); set(99); L(o.x);
      o.toString = 5; L(get()); o.hasOwnProperty = 3; L(inherited()); delete o.toString; L(typeof get());`);
  });

  test('maps and sets, in and behind their iterators', () => {
    sameReport(`
      const m = new Map(), s = new Set();
      for (let i = 0; i < 200; i++) { m.set(i, -i); s.add(i) }
      const early = m.keys(), late = s.values(); early.next(); for (let i = 0; i < 150; i++) late.next();
      for (let i = 0; i < 199; i += 2) { m.delete(i); s.delete(i) }
      L([...early].slice(0, 5), [...late].slice(0, 5), m.size, s.size, m.has(2), m.get(3));
      for (let i = 0; i < 500; i++) { const [oldest] = m.keys(); m.delete(oldest); m.set(oldest + 1000, i) }
      L([...m].slice(0, 3), [...m].slice(-3), m.size);
      for (const x of s) { s.delete(x); if (x < 150) s.add(x + 300) } L([...s]);
      m.forEach((v, k) => { m.delete(k); if (k % 7 === 0) m.set(k + 1e6, v) }); L([...m.keys()].length, m.size);
      m.clear(); m.set('a', 1); L([...m], new Set([1, 2, 3]).isSubsetOf?.(new Set([1, 2, 3, 4])) ?? true);
      const t = new Set([1, 2, 3, 4]); t.delete(1); t.delete(2);
      L([...(t.difference?.(new Set([3])) ?? [4])], [...(t.union?.(new Set([9])) ?? [3, 4, 9])], t.isDisjointFrom?.(new Set([1])) ?? true);
      const empty = new Set([1]); empty.delete(1); L(empty.size, [...empty], empty.isSubsetOf?.(new Set()) ?? true);`);
  });

  test('long chains of operators', () => {
    sameReport(`
      for (const op of ['+', ',', '||', '&&']) L(new Function('return (' + Array(4000).fill(1).join(op) + ')')());
      L(new Function('x', 'return ' + Array.from({ length: 900 }, (_, i) => 'x === ' + i + ' ? ' + i + ' : ').join('') + '-1')(77));`);
  });
});

describe('the length of an array', () => {
  test.each([
    'const set = (a, n) => { a.length = n; return a }; for (const n of [2, 3, 0]) L(set([1, 2, 3, 4], n).join(), Object.keys(set([1, 2, 3, 4], n)))',
    'const a = []; for (let i = 0; i < 5; i++) { a.length = 0; a.push(i, i); L(a.length, a[1], a[2]) }',
    'const a = [1, 2, 3, 4]; for (let i = 0; i < 3; i++) { a.length -= 1; L(a[3], a[2], a[1]) }',
    'const a = [1, 2, 3, 4]; while (a.length) { a.length--; L(a.join()) }',
    'class A extends Array { clear() { this.length = 0; return this } } for (let i = 0; i < 3; i++) L(A.from([1, 2]).clear()[1])',
    'for (const n of [1, -1, "x", "2", 1.5, { valueOf: () => 1 }]) { const a = [1, 2, 3]; try { a.length = n; L(a.length, typeof a.length) } catch (e) { L(e.name, a.length) } }',
    '"use strict"; const set = (a) => { a.length = 1; return a.length }; L(set([1, 2]), set([1, 2])); try { set(Object.freeze([1, 2])) } catch (e) { L(e.name) }',
  ])('%s', (code) => {
    sameReport(code);
  });
});

test('import() at the limit of calls is no end of the engine', () => {
  const sandbox = rsvm.createContext({});
  const importModuleDynamically = () => /** @type {any} */ (new Promise(() => {}));
  const run = () =>
    rsvm.runInContext('function f() { import("x"); f() } f()', sandbox, {
      importModuleDynamically,
    });
  expect(run).toThrow(RangeError);
  expect(rsvm.runInContext('1 + 1', sandbox)).toBe(2);
});

describe('names that a statement declares', () => {
  test.each([
    'var x = "g"; function f(xs) { switch (true) { case xs.some((x) => x < 0): return x } } L(f([-1]))',
    'function f(xs) { switch (true) { case xs.every((x) => x > 5): } const x = xs.length; return x } L(f([1]))',
    'var d = 1; function f() { switch (1) { case (d = 5, (d) => 0): } } f(); L(d)',
    'function f(n) { switch (n) { case (function () { var v = 1; { function h() {} } return 1 })(): return typeof v + typeof h } } L(f(1))',
    'function f(n) { switch (n) { case 1: var v = 2; function g() {} } return v + typeof g } L(f(1), f(2))',
    'function f() { if (1) { function i() {} } for (let i = 0; i < 2; i++) {} i = 5; return i } L(f(), typeof i)',
    'function f() { { function h() {} } { let h = 2 } return typeof h } L(f())',
    'function f() { { let h = 2; { function h() {} } } return typeof h } L(f())',
    'function f() { { function h() {} } for (const h of [1]) { { function h() {} } } for (let h in {}) {} return typeof h } L(f())',
    'function f() { switch (1) { case 1: function h() {} } switch (1) { default: let h } return typeof h } L(f())',
    'function f(a, opts = {}) { if (a) { function helper() { return "ok" } } return helper() } L(f(1), typeof helper)',
    'function f(a, b = () => a) { var a; L(a, b()); a = 5; { function a2() {} } return [a, b(), typeof a2] } L(f(1))',
    'function f(a = 1) { for (const x of [1, 2]) { function g() { return x } } return g() } L(f(), typeof g)',
    'function f(a = 1) { try { throw 1 } catch (e) { function g() { return e } } var v; return [g(), v, typeof f] } L(f(), f())',
    'function f(a = 1, ...rest) { if (a) { function a3() { return rest } } { let a3 = 2; L(a3) } return a3() } L(f(1, 2, 3))',
    'const f = (a = 1) => { { function inner() { return a } } return [inner(), (() => inner())()] }; L(f(), f(2), typeof inner)',
    'class K { m(a = 1) { { function inner() { return a } } return inner() } } L(new K().m(), new K().m(4), typeof inner)',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('the object that is meant', () => {
  test.each([
    'class Base { onEvent(e) { return "base " + e } } class D extends Base { handler = (e) => super.onEvent(e) } L(new D().handler(1))',
    'class A { static m() { return "static" } m() { return "proto" } } class B extends A { f = super.m(); #p = super.m(); ["z"] = super.m(); static s = super.m(); p() { return this.#p } } const b = new B(); L(b.f, b.z, b.p(), B.s)',
    'class A { set v(x) { L("set", x) } } class B extends A { f = (super.v = 3); g = eval("super.v = 4") } L(Object.keys(new B()))',
    'function f(o) { "use strict"; o.y = 1; return "done" } const a = { set y(v) {} }, b = { get y() { return 1 } }; for (const o of [a, a, b, a, Object.create(b), b]) try { L(f(o)) } catch (e) { L(e.name) }',
    'function f(o) { o.y = 1; return o.y } L(f({ set y(v) {} }), f({ get y() { return 2 } }), f({ get y() { return 3 } }))',
    'const arr = [1, 2, 3], o = { __proto__: arr, m(i, v) { super[i] = v } }; for (let i = 0; i < 3; i++) o.m(i, 9); L(arr, Object.keys(o))',
    'const { "1": z = 9, "7": y = 8, length: n } = "hey"; L(z, y, n); L((({ "0": a, ...c }) => [a, JSON.stringify(c)])("hey"))',
    'for (const s of ["ab", "cd"]) { const { "0": a, 1: b, ["1"]: c } = s; L(a, b, c) }',
    'var async = 8, g = 2; L(async / 4 / g); async / 4 / g; const f = (async) => async / 2; L(f(4)); { async / 2 }',
    'var of = 1, a = { b: "x" }; function* g(o) { yield of; yield let_; yield /=/.source; yield async => async / 2 } var let_ = 3; L([...g()].map(String))',
    'class P { #p = 1; *g(o) { yield #p in o } } L([...new P().g(new P())], [...new P().g({})])',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('`this` of arrow functions, and the names around a class', () => {
  test.each([
    'const o = { g() { return (() => () => this)()() === this } }; L(o.g())',
    'const o = { x: 1, g() { return [1].map(() => [2].map(() => this.x)) } }; L(o.g())',
    'const o = { g() { (() => { (() => { this.leak = 1 })() })(); return [o.leak, globalThis.leak] } }; L(o.g())',
    'class A { #p = 1; g() { return (() => () => this.#p)()() } static s() { return (() => () => this)()() === A } f = () => () => this } const a = new A(); L(a.g(), A.s(), a.f()() === a)',
    'function F() { this.f = () => () => this } const a = new F(); L(a.f()() === a, (function () { return (() => () => this)()() }).call(a) === a)',
    'const o = { *g() { yield (() => () => this)()() === this }, get h() { return (() => { { let x = 1; return () => { x; return this } } })()() === this } }; L(o.g().next().value, o.h)',
    'L((function () { return (() => () => arguments)()() })(1).length, typeof new (function () { this.t = (() => () => new.target)()() })().t)',
    'L((() => () => this)()() === globalThis, Function("return (() => () => this)()()").call(5) == 5)',
    'const o = { g() { return (() => () => () => () => this)()()()() === this }, h() { return [1].some(() => [1].every(() => this === o)) } }; L(o.g(), o.h())',
    '(function () { let r = "v"; class X { [(() => r)()]() { return 1 } get [(() => r + 1)()]() { return 2 } static *[(() => r + 2)()]() { yield 3 } } const x = new X(); L(x.v(), x.v1, [...X.v2()]) })()',
    '((...a) => { class X { [a[0]]() { return 4 } } L(new X().k()) })("k")',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('a name before its declaration', () => {
  test.each([
    'try { (() => { y = 1; let y; L(y) })() } catch (e) { L(e.name, e.message) }',
    'try { (() => { [y] = [1]; let y })() } catch (e) { L(e.name) }',
    'try { (() => { ({ y } = { y: 1 }); let y })() } catch (e) { L(e.name) }',
    'try { (() => { for (y of [1]); let y })() } catch (e) { L(e.name) }',
    'try { (() => { for (y in { a: 1 }); let y })() } catch (e) { L(e.name) }',
    'try { (() => { let y = (y = 1) })() } catch (e) { L(e.name) }',
    'try { (() => { y += 1; let y })() } catch (e) { L(e.name) }',
    'try { (() => { y++; let y })() } catch (e) { L(e.name) }',
    'try { (() => { const y = (y = 1) })() } catch (e) { L(e.name) }',
    'try { (() => { y = 1; const y = 2 })() } catch (e) { L(e.name) }',
    'try { (() => { y ??= 1; let y = 2 })() } catch (e) { L(e.name) }',
    'try { (() => { y &&= 1; let y = 2 })() } catch (e) { L(e.name) }',
    '(() => { for (let i = 0; i < 2; i++) { try { q = i } catch (e) { L(e.name) } let q = 5; q = 6; L(q) } })()',
    '(() => { let f = () => { q = 1 }; try { f() } catch (e) { L(e.name) } let q = 2; f(); L(q) })()',
    '(function () { let t = 0; try { t = 1; u = 2; } catch (e) { L(e.name) } let u = 3; L(t, u) })()',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('a return that a finally cancels', () => {
  test.each([
    'L((() => { try { return 42 } finally { L: try { return 43 } finally { break L } } })())',
    'L((() => { try { return 42 } finally { do { try { return 43 } finally { continue } } while (false) } })())',
    'L((() => { try { return 42 } finally { try { try { return 43 } finally { throw 1 } } catch {} } })())',
    'L([...(function* () { try { return 42 } finally { L: try { return 43 } finally { yield 1; break L } } })()])',
    'L((() => { for (const x of [1, 2, 3]) { try { return x } finally { if (x < 3) continue } } })())',
    'L((() => { let n = 0; for (;;) { try { return n++ } finally { if (n < 4) continue } } })())',
    'function f(n) { try { return n ? f(n - 1) : "end" } finally { L: try { return "lost" } finally { break L } } } L(f(3))',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('ways out of two finallys', () => {
  test.each([
    'L((() => { let n = 0; for (;;) { try { try { n++; if (n < 3) continue; break } finally {} } finally {} } return n })())',
    'L((() => { let n = 0; for (;;) { try { try { n++; if (n < 3) continue; return "R" + n } finally { n += 10 } } finally { n += 100 } } })())',
    'L((() => { out: for (const a of [1, 2, 3]) { for (const b of [1, 2]) { try { try { if (b === 2) continue out; if (a === 3) break out; if (a + b > 9) return 1 } finally { L("i", a, b) } } finally { L("o", a, b) } } } return "end" })())',
    'L((() => { a: { b: { try { try { try { if (L) break b; break a } finally { L(1) } } finally { L(2) } } finally { L(3) } } L("after b") } return "end" })())',
    'function* g() { for (const x of [1, 2, 3]) { try { try { if (x === 2) continue; yield x; if (x === 3) return 9 } finally { L("f", x) } } finally { L("g", x) } } } L([...g()])',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('the left operand is read first', () => {
  test.each([
    '(function () { let a = 1; L(a + (a = 5), a - a++, a * (({ x: a } = { x: 7 }), a), a == (a = 2), a < (a = 9), a & (a = 3)) })()',
    '(function () { let a = 1, b = 2; a = b + ((b = a), 0); L(a, b) })()',
    '(function () { let a = "x"; L(a in ((a = "y"), { x: 1 }), a + ++a + a) })()',
    '(function () { let i = 0; while (i < (i = i + 1, 5) && i < 4) L(i); L(i) })()',
  ])('%s', (code) => {
    sameReport(code);
  });
});

describe('programs that are read', () => {
  test.each([
    'var { a: { b }, ...c } = { a: { b: 1 }, d: 2 }; L(b, JSON.stringify(c))',
    'const k = "x", o = {}; (({ [k]: [p], ...q }) => L(p, JSON.stringify(q)))({ x: [1], y: 2 }); ({ ["a"]: o.x, ...o.r } = { a: 1, d: 2 }); L(JSON.stringify(o))',
    'try { (() => { switch (0) { case 1: class x {} default: L(typeof x) } })() } catch (e) { L(e.name) }',
    '(() => { for (let i = 0; i < 3; i++) switch (i) { case 0: let x = "a" + i; L(x); break; case 1: try { L(x) } catch (e) { L(e.name) } break; default: try { x = 1 } catch (e) { L(e.name) } } })()',
    'class B { "constructor"() { this.x = 1 } } L(new B().x)',
    'class B extends Array { "constructor"() { super(); this.x = 1 } } L(new B().x)',
    'let a, o = {}; [(a)] = [1]; ({ x: (o.p) } = { x: 2 }); [...(o.rest)] = [3, 4]; ([(a) = 5] = []); L(a, o.p, o.rest)',
    'for (const n of [1, 2]) { if (n) break\n; else L(n) } L("out")',
    'class C { async\n m() { return 1 } } const c = new C(); L("async" in c, c.m())',
    'class C { arguments = () => 1 } L(new C().arguments())',
    'L(10 ** 308 === 1e308, Math.pow(10, 308) === 10 ** 308, 3 ** 40, (-2) ** -3)',
    'L(Object.keys(Object.getOwnPropertyDescriptors(RegExp.prototype)).includes("lastIndex"))',
  ])('%s', (code) => {
    sameReport(code);
  });
  test.each([
    'var { a b } = {}',
    'var [a b] = []',
    'var [a {}, b] = []',
    '(({ a b }) => 1)',
    'class A { set p() {} }',
    'class A { set p(a, b) {} }',
    'class A { set p(...a) {} }',
    '"use strict"; [eval] = 1',
    '"use strict"; [arguments] = 1',
    '/\\b+/',
    '/\\B*/',
    'class B { constructor() {} "constructor"() {} }',
    '({ async m() { yield 1 } })',
    '0b1e1',
    '(a *= b) => 1',
    'new a?.b()',
  ])('not %s', (code) => {
    both((vm) => {
      try {
        return String(new vm.Script(code));
      } catch (error) {
        return /** @type {Error} */ (error).name;
      }
    });
  });
  test.each(['import { a b } from "m"', 'import { a,, b } from "m"', 'export { a b }; let a, b'])(
    'not %s',
    (code) => {
      expect(() => new rsvm.SourceTextModule(code)).toThrow(SyntaxError);
    },
  );
});

test('built-in iterators are awaited as others are', async () => {
  const said = await reportLater(`
    const list = [1, Promise.resolve(2)]; list[Symbol.asyncIterator] = list[Symbol.iterator];
    for await (const x of list) L(x);
    const set = new Set([3]); set[Symbol.asyncIterator] = set[Symbol.values ?? Symbol.iterator];
    for await (const x of set) L(x);
    for await (const x of { [Symbol.asyncIterator]: () => "ab"[Symbol.iterator]() }) L(x);
    async function* g() { yield* { [Symbol.asyncIterator]: () => [5][Symbol.iterator]() } }
    for await (const x of g()) L(x);`);
  expect(said.rsvm).toEqual(said.node);
});
