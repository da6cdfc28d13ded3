'use strict';

// The words of errors: V8's, in place of the engine's own. Programs tell by them whether a text is
// wrong or only unfinished, and people search the web for them.

const { describe, expect, test } = require('@jest/globals');
const oracle = require('node:vm');
const both = require('./helpers/both');
const outcome = require('./helpers/outcome');
const { rsvm } = require('./helpers/rsvm');

/** Texts that throw; message, line and caret are compared. */
const RUNTIME = [
  'let t = t',
  'new C; class C {}',
  'function f() { return k.a }\nf(); let k = 1',
  'null.foo',
  'undefined.foo',
  'var a; a.foo',
  'var a = {}; a.b.c',
  'o = {a: null}; o.a.b',
  'null.x = 1',
  'var u; u[0] = 1',
  'var a = {}; a.b()',
  'var a = 1; a()',
  'f = () => 1; f()()',
  'new Date().foo()',
  'new 1',
  'var f = () => 1; new f',
  'var o = {}; new o.x',
  'missing',
  'missing()',
  'missing.foo',
  'foo(missing)',
  'class A{}; A()',
  'const c = 1; c = 2',
  '"use strict"; und = 1',
  'var o={}; Object.defineProperty(o,"a",{value:1}); Object.defineProperty(o,"a",{value:2})',
  'Object.keys(null)',
  'BigInt("x")',
  'new Array(-1)',
  '[].reduce((a, b) => a)',
  'decodeURIComponent("%")',
  'Map()',
];

/** Runs of which the message alone is compared: the engine has another place for these errors. */
const SAID = [
  'undefinedObject = undefined; undefinedObject.method()',
  'let o = {}; o.a.b',
  'let o = {}; o.a.b.c = 1',
  'let o = {}; o.a.b()',
  'let o = null; o.c',
  'let o; o?.a.b; o.c',
  'this.foo.bar',
  'new Error("x", { cause: 1 }).cause.y.z',
  '(() => { let l; l.f() })()',
  '(() => { let l = {}; l.x.f() })()',
  '(() => { let l = { x: {} }; l.x.y.f() })()',
  '(() => { let l; l.x++ })()',
  '(() => { let l; l.x += 1 })()',
  'const a = {}; (() => a.b.c(a.d))()',
  '"use strict"; const o = Object.freeze({ a: 1 }); o.a = 2',
  '"use strict"; const o = Object.freeze([1]); o[0] = 2',
  '"use strict"; const o = Object.freeze([1]); o.length = 0',
  '"use strict"; const o = Object.freeze({}); o.b = 2',
  '"use strict"; const o = { get a() { return 1 } }; o.a = 2',
  '"use strict"; class A { get a() { return 1 } }; const o = new A(); o.a = 2',
  '"use strict"; const o = "text"; o.length = 2',
  '"use strict"; const o = 5; o.x = 2',
  '"use strict"; undefined = 1',
  '"use strict"; const o = Object.freeze({ a: 1 }); delete o.a',
  '"use strict"; (() => { const o = Object.freeze({ a: 1 }); o.a = 2 })()',
  '[].forEach()',
  'const o = {}; [].some(o.missing)',
  'new Promise()',
  'new Promise("x")',
  '"x".repeat(-1)',
  'for (const x of 5) {}',
  'for (const x of {}) {}',
  'for (const x of null) {}',
  'const o = {}; for (const x of o.list) {}',
  'const o = {}; for (const x of o) {}',
  '[...5]',
  '[...{}]',
  'new Map(1)',
  'new Set(5)',
  'const [a] = {}',
  'const [a] = null',
  'const { a } = null',
  'const o = {}; const { a } = o.missing',
  'let x; ({ x } = null)',
  'const { a: { b } } = {}',
  '(() => { let l; const { a, b } = l })()',
  '(({ a }) => a)()',
  'function f({ x }) {} f(null)',
  'class A extends undefined {}',
  'class A extends 5 {}',
  'const o = {}; class A extends o.Base {}',
  'class A { #x = 1; static t(o) { return o.#x } } A.t({})',
  'class A { #x = 1; static t(o) { o.#x = 1 } } A.t({})',
  'class A { #m() {} static t(o) { o.#m() } } A.t({})',
  'class A { get #x() { return 1 } static t() { new A().#x = 1 } } A.t()',
  'class A { static #m() {} static t() { A.#m = 1 } } A.t()',
  '"a" in "b"',
  '1 in undefined',
  'const o = {}; "k" in o.missing',
  'new RegExp("(")',
  'new RegExp(")", "g")',
  'new RegExp("[b-a]")',
  'new RegExp("a**")',
  'new RegExp("[")',
  'const pattern = "("; new RegExp(pattern)',
  '/(/',
  '/a)/g',
  '/[b-a]/',
  '/(?<a>.)(?<a>.)/',
  'let a = { valueOf: () => ({}), toString: () => ({}) }; a + 1',
  'Reflect.apply(() => {}, null)',
];

/** What is told of a value that no variable of all scripts has. */
const LOCAL = [
  '(() => { let a = null; a.b })()',
  '((o) => o.x.y)({ x: null })',
  '(() => { let a = null; a["k"] = 1 })()',
  '((key) => { let a = null; a[key] })("some")',
  'null[{}]',
  'null[Symbol("s")]',
  '(() => { let a = null; a.method() })()',
  '"use strict"; ((o) => { o.a = 2 })(Object.freeze({ a: 1 }))',
  '"use strict"; ((o) => { o.b = 2 })(Object.freeze([]))',
  '"use strict"; ((o) => { o.push(2) })(Object.freeze([1]))',
  '"use strict"; ((o) => { o.pop() })(Object.freeze([1]))',
  '"use strict"; ((o) => { o.x = 1 })(new Proxy({}, { set: () => false }))',
  '"use strict"; ((o) => { delete o.x })(new Proxy({}, { deleteProperty: () => false }))',
  '"use strict"; ((f) => { f.name = 2 })(() => 1)',
  '"use strict"; ((o) => { o.a = 1 })(new (class Q { get a() { return 1 } })())',
  '"use strict"; ((o) => { o.x = 1 })(Object.create(null, { x: { value: 1 } }))',
  '"use strict"; ((o) => { delete o.length })([])',
  '"use strict"; ((o) => { o.x = 1 })(Symbol("s"))',
  '"use strict"; ((o) => { o.x = 1 })(true)',
  '((o) => { Object.defineProperty(o, "x", { value: 1 }) })(Object.freeze({}))',
  '((o) => { Object.defineProperty(o, "x", { value: 1 }) })(Object.freeze({ x: 2 }))',
  'Object.defineProperty({}, "a", 1)',
  'Object.defineProperties({}, { a: "x" })',
  'Object.create({}, { a: null })',
  'Reflect.defineProperty({}, "a", 1)',
  'Object.defineProperty({}, "a", { get: 1 })',
  'Object.defineProperty({}, "a", { set: {} })',
  'Object.defineProperty({}, "a", { get() {}, value: 1 })',
  'new Map([1])',
  'new Map([Symbol("q")])',
  'new WeakMap(["ab"])',
  'Object.fromEntries(["ab"])',
  'Object.setPrototypeOf(Object.freeze({}), {})',
  'Object.setPrototypeOf(Object.freeze([]), {})',
  'Object.freeze({}).__proto__ = {}',
  'var a = {}, b = Object.create(a); Object.setPrototypeOf(a, b)',
  'var a = {}, b = Object.create(a); a.__proto__ = b',
  'Object.prototype.__proto__ = {}',
  'Object.setPrototypeOf(new Proxy({}, { setPrototypeOf: () => false }), {})',
  'Object.setPrototypeOf(null, {})',
  'Error.captureStackTrace(null)',
  '[].flatMap(1)',
  '[].sort(1)',
  'new FinalizationRegistry(1)',
  'new Uint8Array(-1)',
  'new BigInt64Array(-1)',
  'new ArrayBuffer(-1)',
  'new Uint32Array(new ArrayBuffer(3))',
  'new Float64Array(new ArrayBuffer(12))',
  'new Uint32Array(new ArrayBuffer(8), 1)',
  'new Uint8Array(new ArrayBuffer(8), -1)',
  'new Uint32Array(new ArrayBuffer(8), 16)',
  'new Uint32Array(new ArrayBuffer(8), 4, 4)',
  'new DataView(new ArrayBuffer(1), 2)',
  'new DataView(new ArrayBuffer(1), -1)',
  'new DataView(new ArrayBuffer(1)).getInt8(-1)',
  'new DataView(new ArrayBuffer(1)).setInt8(-1, 1)',
  'BigInt.asIntN(-1, 1n)',
  '((k, o) => k in o)("key", "text")',
  '((k, o) => k in o)(Symbol("z"), 5)',
  '((B) => { class A extends B {} })(undefined)',
  '((B) => { class A extends B {} })(() => 1)',
  '((v) => new Set(v))(true)',
  '((v) => new Map(v))({})',
  '((v) => Array.from(new Set(v)))("x" + 5 > 4)',
  '((o) => { for (const x of o) {} })(null)',
  'class B {} const C = B; C()',
  '((f) => [1].map(f))(3)',
  '((f) => [1].forEach(f))({})',
  '((f) => [1, 2].reduce(f))("text")',
  '((f) => [1].find(f))(null)',
  '((f) => [1].every(f))(Symbol())',
  '((f) => new Uint8Array(1).map(f))(3)',
  '((f) => new Uint8Array(1).some(f))(3)',
  '((f) => new Map().forEach(f))(3)',
  '((f) => new Set().forEach(f))({})',
  '((f) => new Promise(f))(5)',
  '((n) => "x".repeat(n))(-3)',
  '((v) => Object.create(v))(1)',
  '((v) => Object.setPrototypeOf({}, v))(1)',
  '((v) => String.prototype.trim.call(v))(null)',
  '((v) => Array.prototype.map.call(v, () => 1))(undefined)',
  '((v) => Array.prototype.push.call(v, 1))(null)',
  '((v) => Object.prototype.hasOwnProperty.call(v, "x"))(null)',
  '((v) => Map.prototype.get.call(v, 1))({})',
  '((v) => Set.prototype.has.call(v, 1))([])',
  '((v) => RegExp.prototype.exec.call(v, "a"))(5)',
  '((v) => Reflect.apply(v))(null)',
  '((v) => Reflect.apply(v))({})',
  '((v) => Symbol.keyFor(v))(1)',
  '((v) => BigInt(v))(null)',
  '((v) => BigInt(v))(1.5)',
  '((v) => String.fromCodePoint(v))(NaN)',
  '((v) => v`t`)(1)',
  '((v) => (0, v.w)())({})',
  '((v) => new (v.w)())({})',
  '((v) => v?.w())({})',
  '((v) => { for (const x of v) {} for (const y of []) {} })(5)',
  '((v) => { [...[]]; [...v] })({})',
  '((v) => { const [a] = []; const [b] = v })({})',
  '((v) => { const [[a]] = v })([1])',
  '((v) => { const { a: { b } } = v; const { c } = {} })({})',
  '((n) => n ** 2)(10n)',
  '((v) => Number.prototype.toFixed.call(v))("text")',
  '((v) => Symbol.prototype.toString.call(v))(1)',
  '((v) => BigInt.prototype.toString.call(v))(1)',
  '((v) => Boolean.prototype.valueOf.call(v))(1)',
  '((v) => Reflect.ownKeys(v))(1)',
  '((v) => Reflect.get(v, "x"))(null)',
  '((v) => Promise.prototype.then.call(v))({})',
  '((v) => Promise.resolve.call(v))({})',
  '((v) => { class A extends v {} })(new Proxy({}, {}))',
  '((F) => { F.prototype = 1; class A extends F {} })(function () {})',
  'Object.freeze(new Uint8Array(1))',
  'const it = new Uint8Array(1); try { Object.freeze(it) } catch {} Object.isExtensible(it)',
];

/** Built-ins that are called without `new`, or on what they are not for. */
const RECEIVERS = [
  'Set()',
  'WeakMap()',
  'WeakSet()',
  'WeakRef({})',
  'FinalizationRegistry(() => {})',
  'DataView(new ArrayBuffer(1))',
  'Object.getPrototypeOf(Uint8Array)()',
  'Object.getOwnPropertyDescriptor(Map.prototype, "size").get.call({})',
  'WeakMap.prototype.get.call({}, {})',
  'WeakSet.prototype.add.call({}, {})',
  'WeakRef.prototype.deref.call({})',
  'Date.prototype.getTime.call({})',
  'Date.prototype.valueOf.call(1)',
  'Date.prototype.toISOString.call({})',
  'Date.prototype.setFullYear.call(1)',
  'Date.prototype[Symbol.toPrimitive].call(1, "x")',
  'Date.prototype[Symbol.toPrimitive].call({}, "x")',
  'RegExp.prototype.compile.call({})',
  'Object.getOwnPropertyDescriptor(RegExp.prototype, "flags").get.call(1)',
  'Object.getOwnPropertyDescriptor(RegExp.prototype, "source").get.call({})',
  'Object.getOwnPropertyDescriptor(Symbol.prototype, "description").get.call(1)',
  'Symbol()[Symbol.toPrimitive].call(1)',
  'String.prototype.valueOf.call({})',
  'Function.prototype.toString.call(1)',
  'Object.defineProperties(1, {})',
  'Promise.prototype.finally.call(1)',
  'new ArrayBuffer(1).resize(2)',
  'Uint8Array.of.call(1)',
  'Uint8Array.prototype.set.call({})',
  'Uint8Array.prototype.fill.call([])',
];

/** Built-ins that are given what they cannot use. */
const ARGUMENTS = [
  '[].with(1, 1)',
  'new Uint8Array(1).with(5, 1)',
  'Array.from(1, 1)',
  'Uint8Array.from(1, 1)',
  'Object.setPrototypeOf(1)',
  'Reflect.setPrototypeOf({}, 1)',
  'Object.prototype.__defineGetter__.call({}, "a", 1)',
  'Object.prototype.__defineSetter__.call({}, "a", 1)',
  'decodeURI("%ff")',
  '({ [Symbol.toPrimitive]: () => ({}) }) + 1',
  'new ArrayBuffer(2, { maxByteLength: 1 })',
  'new DataView(new ArrayBuffer(1), 0, 2)',
  'new Uint8Array(1).set([1], -1)',
  'Atomics.wait(new Int32Array(1), 0, 0)',
  'new Function("/*", "*/){")',
  'eval("super.x")',
  'eval("super()")',
  'eval("new.target")',
  'Object.getPrototypeOf(new Proxy({}, { getPrototypeOf: () => 1 }))',
  'Object.keys(new Proxy({}, { ownKeys: () => ["a", "a"] }))',
  'Object.preventExtensions(new Proxy({}, { preventExtensions: () => false }))',
];

/** What V8 prints for what is called, constructed or iterated, and has no name. */
const UNNAMED = [
  ...[
    'a || b',
    'a, b',
    'a = 1',
    'a ? b : 1',
    'a + b * 2 - 1',
    'a + b + 1',
    'a !== b',
    '!a',
    'a++',
  ].map((callee) => `let a = 0, b = 1; (${callee})()`),
  ...['g()', 'a.b', 'g + 1', '-g', 'typeof g', 'g ? 1 : 2', 'a[0]', '`a`', '`a${a}`', '1, 2'].map(
    (key) => `const a = [], f = [], g = () => 1; f[${key}]()`,
  ),
  ...['(f())', 'f[0]', 'f["a"].b', '(f.a || 1)', '(f.a)', '5', '"a"', '/x/', '(() => 1)'].map(
    (callee) => `const f = () => ({}); f.a = {}; new ${callee}`,
  ),
  ...[
    '/x/g',
    '5.',
    '1n',
    '`a`',
    '`a${1}b`',
    '[1, "a"]',
    '(class {})',
    '(() => 1)',
    'new Date()',
  ].map((object) => `${object}.y()`),
  ...['a?.b()', 'a?.["b"]()', 'a.b?.()', 'a?.[0]()', 'a?.b?.c()'].map(
    (call) => `const a = { b: {}, 0: 1 }; ${call}`,
  ),
  ...['")"', '"a", { b: ")" }, [1]', '() => { return ")" }', '`)${1}`'].map(
    (given) => `const x = { y() { return 5 } }; x.y(${given}).z()`,
  ),
  '(class {})()',
  'class A { m() { super.nope() } } new A().m()',
  'class A { m() { super["nope"]() } } new A().m()',
  'class A { #f = 1; m() { this.#f() } } new A().m()',
  'class A { #f = 1; m() { this?.#f() } } new A().m()',
  '({}).x()',
  '({ a: 1 }).x()',
  '({ a: 1, b: [2, 3], }).x()',
  '({ a() {}, ...{} }).a.b()',
  '({ a: 1 })()',
  'new ({})',
  'new ({ a: 1 }).x',
  'new (new Proxy({}, {}))',
  '[...{ a: 1 }]',
  'for (const x of { a: 1, b: 2 });',
  'const [x] = { a: 1 }',
  '[{ a: 1 }].b()',
];

/** What is iterated or taken apart, with the place. */
const ITERATED = [
  ...[
    'o.p',
    'o.m()',
    'new Date',
    '() => 1',
    'class {}',
    'void 0',
    '/x/',
    'o ? 1 : 2',
    '-o',
    'this.q',
  ],
  ...['o', 'f()', '5', '{}', 'f', 'o || 5', '(o)', 'nope()', 'o.nope()', 'nope().b', '(nope())'],
].flatMap((value) =>
  ['var [x] = ', 'for (const x of ', '[1, ...'].map((head) => {
    const tail = { v: '', f: ');', '[': ']' }[head[0]];
    return `const o = { m() {} }, f = () => 5; var nope; ${head}${value}${tail}`;
  }),
);

const TAKEN_APART = [
  ...['q || null', 'q && q.x', 'q ?? null', 'q?.x', '(0, null)', 'void 0', 'q ? q.x : null'],
  ...['[1].find((x) => x > 2)', '"a".match(/b/)', 'new Map().get(1)', 'this.zz'],
].map((value) => `var q; const { a } = ${value}`);

const BOUND = [
  'for (const { a } of [null]);',
  'for (var { a } of [undefined]);',
  'for (const [k, v] of [1]);',
  'let x; for ({ a: x } of [null]);',
  'try { throw null } catch ({ message }) {}',
  'const [{ b }] = []',
  'const { 5: b } = null',
  'let x; [x] = 5',
  'const f = (x) => x; f(...5)',
  'const f = (x) => x; let a; f(...a || a)',
  'const f = (x) => x; let a; f(...a, 1)',
  'Math.max(...{})',
];

/** What an asynchronous function iterates and takes apart. */
const AWAITED = [
  ...['const [a] = await g()', '[...await g()]', 'for (const x of await g());'],
  ...['const { a } = await h()', 'const { a, b } = await h().x', '(await g())()'],
  ...['5', 'g()', 'h()', 'o.x', 'null', '{}', 'nope()'].map(
    (it) => `for await (const x of ${it});`,
  ),
];

/** Classes, proxies and operators. */
const OTHERS = [
  'class B extends null { constructor() { super() } } new B()',
  'const N = null; class B extends N { constructor() { super(...[1]) } } new B()',
  'class A { static t(o) { return #x in o } #x } A.t(5)',
  ...['get: 1', 'get: "a"', 'get: {}'].map((trap) => `new Proxy({}, { ${trap} }).x`),
  'new Proxy({}, { set: 1 }).x = 1',
  '"x" in new Proxy({}, { has: 1 })',
  'Object.keys(new Proxy({}, { ownKeys: "a" }))',
  'function F() {} F.prototype = 5; ({}) instanceof F',
  'function F() {} F.prototype = null; ({}) instanceof F',
  'null[Symbol.iterator]',
  'let u; u[Symbol.iterator]()',
];

/** Where code runs whose own `catch` reads the message. */
const CAUGHT = {
  'a script': (/** @type {string} */ code) => code,
  'what `new Function` makes': (/** @type {string} */ code) =>
    `new Function(${JSON.stringify(`return ${code}`)})()`,
};

/**
 * A text as one that reads the message of its own error.
 * @param {string} text
 */
function caught(text) {
  const [, mode, code] = /** @type {string[]} */ (/^("use strict"; )?([^]*)$/.exec(text));
  return `(() => { ${mode ?? ''}try { ${code}\n } catch (e) { return e.name + ': ' + e.message } })()`;
}

describe('a run that throws', () => {
  test.each(RUNTIME)('%s', (source) => {
    both((vm) => outcome(() => vm.runInNewContext(source, {}, 'f.js')));
  });

  test.each(SAID)('%s', (source) => {
    both((vm) => vm.runInNewContext(source));
  });

  test.each([...LOCAL, ...RECEIVERS, ...ARGUMENTS, ...UNNAMED])('%s', (source) => {
    both((vm) => vm.runInNewContext(source));
  });

  test.each([...ITERATED, ...TAKEN_APART, ...BOUND, ...OTHERS])('%s', (source) => {
    both((vm) => outcome(() => vm.runInNewContext(source, {}, 'f.js')));
  });

  test.each(AWAITED)('%s', async (source) => {
    const code = `var o = {}, nope, g = async () => ({}), h = async () => null;
      (async () => { ${source} })().then(() => 'none', (e) => e.message)`;
    const [expected, found] = await Promise.all(
      [oracle, rsvm].map((it) => it.runInNewContext(code)),
    );
    expect(found).toBe(expected);
  });

  test.each(['o.a = 2', 'o.b = 2', 'delete o.a', 'o.g = 1'])(
    '%s of what the host has frozen',
    (code) => {
      const make = () => ({
        o: Object.freeze({
          a: 1,
          get g() {
            return 1;
          },
        }),
      });
      both((it) => it.runInNewContext(`"use strict"; ${code}`, make()));
    },
  );

  test('leaves messages alone that are the guest’s own', () => {
    both((vm) => outcome(() => vm.runInNewContext('throw new TypeError("my own words")')));
  });
});

describe.each(Object.entries(CAUGHT))('an error that is caught in %s', (_, wrap) => {
  test.each([...RUNTIME, ...SAID, ...LOCAL])('%s', (source) => {
    both((vm) => vm.runInNewContext(wrap(caught(source))));
  });
});

describe('a message', () => {
  test('is made without the guest’s code', () => {
    const code = `
      let asked = 0;
      const get = () => { asked += 1; return 'name' };
      for (const f of [Math.max, (() => 1).bind(), () => 1, class {}]) {
        Object.defineProperty(f, 'name', { get });
        f.toString = get;
        try { class A extends f.x {} } catch {}
        try { Symbol.keyFor(f) } catch {}
        try { 'x' in 1 in f() } catch {}
      }
      const o = { get constructor() { return get() }, get [Symbol.toStringTag]() { return get() } };
      try { Symbol.keyFor(o) } catch {}
      try { (() => { 'use strict'; Object.freeze(o).y = 1 })() } catch {}
      asked`;
    both((vm) => vm.runInNewContext(code));
  });

  test('does not wait for the digits of a BigInt', () => {
    const code = `"use strict"; try { (1n << ${2 ** 25}n).x = 1 } catch (e) { e.message }`;
    const message = "Cannot create property 'x' on bigint 'a long BigInt'";
    expect(rsvm.runInNewContext(code, {}, { timeout: 5000 })).toBe(message);
  });

  test('has no more of a text than is read', () => {
    const code = '"use strict"; try { "x".repeat(1e7).y = 1 } catch (e) { e.message.length }';
    expect(rsvm.runInNewContext(code)).toBeLessThan(20_000);
  });
});

describe('what guest code says itself', () => {
  test.each([
    "const config = 1; throw new Error('config is not defined')",
    "throw new Error('not a callable function')",
    "throw new TypeError('value with type `string` is not iterable')",
    "class Mine extends Error { constructor() { super('x is not defined') } } throw new Mine()",
    "throw Error('cannot get property of null')",
  ])('%s', (code) => {
    both((vm) => vm.runInNewContext(code));
  });
});

describe('an assignment to a global that cannot be written', () => {
  const GUEST = 'Object.defineProperty(globalThis, "x", { value: 1 });';

  test.each([
    ['that the host has made so', '', () => Object.defineProperty({}, 'x', { value: 1 })],
    ['of a frozen sandbox', '', () => Object.freeze({ x: 1 })],
    ['that the guest has made so', GUEST, () => ({})],
  ])('%s', (_, before, make) => {
    both((vm) => {
      const box = vm.createContext(make());
      vm.runInContext(before, box);
      vm.runInContext('"use strict"; x = 2', box);
    });
    both((vm) => vm.runInNewContext(`"use strict"; ${before} x = 2`, make()));
  });
});
