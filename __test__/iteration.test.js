'use strict';

// Loops, patterns and spreads over built-in iterators, which are stepped without their protocol
// (patches/steps.js) where no program can tell.

const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');

/** What a program comes to, as text, on both. */
const same = (/** @type {string} */ code) => both((vm) => String(vm.runInNewContext(code)));

describe('a loop sees', () => {
  test.each([
    [
      'an array that grows and shrinks',
      'const a = [1, 2, 3], o = []; for (const x of a) { o.push(x); if (x === 1) a.length = 2; if (o.length === 2) a.push(7) } o',
    ],
    [
      'one that is shifted',
      'const a = [1, 2, 3], o = [], it = a.values(); for (const x of it) { o.push(x); a.shift() } a.push(9, 9, 9); [o, it.next().done]',
    ],
    [
      'holes, and what is inherited for them',
      'Array.prototype[1] = "p"; const o = []; for (const x of [1, , 3]) o.push(x); o',
    ],
    [
      'accessors',
      'const a = [1, 2], o = []; Object.defineProperty(a, 0, { get: () => "g" }); for (const x of a) o.push(x); o',
    ],
    [
      'numbers of each kind',
      'const o = []; for (const a of [[1, 2], [1.5, 2], [1, "s"], [NaN, -0, 1]]) for (const x of a) o.push(Object.is(x, -0) ? "-0" : x); o',
    ],
    [
      'keys and entries',
      'const o = []; for (const [i, x] of ["a", "b"].entries()) o.push(i + x); for (const i of ["a", "b"].keys()) o.push(i); o',
    ],
    [
      'typed arrays',
      'const o = []; for (const x of new Uint8Array([1, 2])) o.push(x); for (const x of new BigInt64Array([3n])) o.push(x); o',
    ],
    [
      'a typed array that is shortened',
      'const b = new ArrayBuffer(4, { maxByteLength: 8 }), o = []; for (const x of new Uint8Array(b)) { o.push(x); if (b.resize) b.resize(2) } o.length > 0',
    ],
    [
      'one that is out of its bounds',
      'const b = new ArrayBuffer(4, { maxByteLength: 8 }); if (!b.resize) throw new TypeError("none"); const u = new Uint8Array(b, 2), it = u.values(); b.resize(1); try { it.next() } catch (e) { e.name }',
    ],
    [
      'array-likes',
      'const o = []; for (const x of Array.prototype.values.call({ length: 2, 0: "a", 1: "b" })) o.push(x); o',
    ],
    ['proxies of arrays', 'const o = []; for (const x of new Proxy([1, 2], {})) o.push(x); o'],
    [
      'arrays of a class',
      'class A extends Array {} const o = []; for (const x of A.of(1, 2)) o.push(x); o',
    ],
    ['arguments', 'const o = []; (function () { for (const x of arguments) o.push(x) })(1, 2); o'],
    [
      'a map that changes',
      'const m = new Map([[1, 2], [3, 4]]), o = []; for (const [k, v] of m) { o.push(k, v); if (k === 1) { m.delete(3); m.set(5, 6) } } o',
    ],
    [
      'a set that changes',
      'const s = new Set([1, 2]), o = []; for (const x of s) { o.push(x); if (x < 5) s.add(x + 2) } o',
    ],
    ['the entries of a set', '[...new Set([1]).entries()]'],
    ['characters', 'const o = []; for (const c of "a\\u{1F600}\\ud800b") o.push(c.length); o'],
    [
      'names',
      'const o = []; for (const k in { a: 1, 2: 1, __proto__: { b: 1, a: 2 } }) o.push(k); o',
    ],
    [
      'names that go',
      'const p = { a: 1, b: 2 }, o = []; for (const k in p) { o.push(k); delete p.b } o',
    ],
    [
      'an iterator that is left and taken up',
      'const it = [1, 2, 3].values(), o = []; for (const x of it) { o.push(x); break } for (const x of it) o.push(x); o',
    ],
    ['nothing of one that is done', 'const it = [1].values(); [...it]; [...it].length'],
    ['a promise for each', 'Promise.all([1, 2].values()) instanceof Promise'],
  ])('%s', (_, code) => {
    same(code);
  });
});

describe('a program sees every step', () => {
  test.each([
    [
      'of a `next` of its own',
      'const p = Object.getPrototypeOf([].values()), n = p.next; let c = 0; p.next = function () { c++; return n.call(this) }; const o = []; for (const x of [1, 2]) o.push(x); [o, c]',
    ],
    [
      'of one that is set during the loop, which has the old',
      'const p = Object.getPrototypeOf([].values()), o = []; for (const x of [1, 2, 3]) { o.push(x); p.next = () => ({ done: true }) } o',
    ],
    [
      'of one for maps',
      'const p = Object.getPrototypeOf(new Map().keys()); p.next = () => ({ done: true }); [...new Map([[1, 2]])].length',
    ],
    [
      'of an iterator of its own',
      'Array.prototype[Symbol.iterator] = function* () { yield "mine" }; [...[1, 2]]',
    ],
    [
      'by the prototype of results',
      'Object.prototype.value = 5; const o = []; for (const x of { [Symbol.iterator]() { let n = 0; return { next: () => n++ < 2 ? {} : { done: 1 } } } }) o.push(x); o',
    ],
    [
      'on what borrows a `next`',
      'const it = { next: [].values().next, [Symbol.iterator]() { return this } }; try { [...it] } catch (e) { e.name }',
    ],
    [
      'on a proxy of an iterator',
      'const it = new Proxy([1].values(), {}); try { [...it] } catch (e) { e.name }',
    ],
    [
      'where `return` is called',
      'const p = Object.getPrototypeOf([].values()); let c = 0; p.return = () => { c++; return {} }; for (const x of [1, 2]) break; const [a] = [1, 2]; for (const x of [1]); c',
    ],
  ])('%s', (_, code) => {
    same(code);
  });
});

describe('what is spread is appended, whatever Array.prototype has', () => {
  const SETTER =
    'const l = []; Object.defineProperty(Array.prototype, 0, { set(v) { l.push(v) }, get: () => 9, configurable: true });';
  test.each([
    '[...new Set([1, 2])]',
    '((...z) => z)(...new Set([5, 6]))',
    'const [...q] = new Set([7]); q',
    '[0, ...[1]]',
  ])('%s', (code) => {
    same(`${SETTER} let r = eval(${JSON.stringify(code)}); l + '|' + r`);
  });
});

describe('an iterator that is stepped by what it steps over goes on', () => {
  test.each([
    'const a = [1, 2, 3], it = a.values(); Object.defineProperty(a, 0, { get: () => it.next().value }); it.next().value',
    'const a = [1, 2, 3], it = a.values(), o = []; Object.defineProperty(a, 0, { get() { for (const x of it) return x } }); for (const x of it) o.push(x); o',
    'let n = 0; const l = { get length() { if (n++ < 1) it.next(); return 2 }, 0: "a", 1: "b" }, it = Array.prototype.values.call(l); [...it]',
    'const m = new Map([[1, 2], [3, 4]]), it = m.keys(), o = []; for (const k of it) o.push(k, it.next().value); o',
  ])('%s', (code) => {
    same(code);
  });
});

describe('what cannot be iterated is told of as in V8', () => {
  test.each([
    'Math.max(...o)',
    'Math.max(1, ...o)',
    'new Set(...o)',
    'f(...[1], ...o)',
    'new p.F(1, ...o)',
    '[...o]',
    '[1, ...o]',
    '(function* () { yield* o })().next()',
    'let [a] = o',
    '[b] = o',
    'for (const x of o);',
    'new Map([o])',
    'Array.from(o)',
    'Object.fromEntries(o)',
  ])('%s', (code) => {
    for (const value of [
      '{}',
      'undefined',
      '5',
      'null',
      '{ [Symbol.iterator]: () => ({ next: () => 7 }) }',
    ]) {
      same(`var o = ${value}, p = { F: function () {} }, f = p.F, b; ${code}`);
    }
  });
});

test('a step that has no end is stopped', () => {
  for (const code of [
    'for (const x of Array.prototype.values.call({ length: 2 ** 53 - 1 }));',
    'for (;;) for (const x of [1, 2, 3]);',
    'for (;;) [...new Set([1, 2])]',
  ]) {
    const run = () => rsvm.runInNewContext(code, {}, { timeout: 50 });
    expect(run).toThrow(expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }));
  }
});
