'use strict';

// The guest's global and the sandbox show the same properties: whatever one side does to them, the
// other sees. node:vm is the oracle, step by step; where a difference is meant it stands in the table
// of the README, and at the end of this file.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');
const { describe: describeValue, picture } = require('./helpers/picture');

const SINCE_26 = Number.parseInt(process.versions.node, 10) >= 26;

/**
 * A string is run in the context; a function is what the host does to the sandbox meanwhile.
 * @typedef {string | ((sandbox: any) => unknown)} Step
 */

/**
 * What each step answers (or throws) and what the sandbox looks like after it.
 * @param {any} vm
 * @param {() => any} make
 * @param {Step[]} steps
 */
function film(vm, make, steps) {
  const sandbox = vm.createContext(make());
  return steps.map((step) => {
    let outcome;
    try {
      const value = typeof step === 'string' ? vm.runInContext(step, sandbox) : step(sandbox);
      outcome = { value: describeValue(value) };
    } catch (error) {
      outcome = { thrown: error?.name ?? error };
    }
    return { step: String(step), ...outcome, sandbox: picture(sandbox) };
  });
}

/**
 * @param {string} name
 * @param {() => any} make the sandbox; called once for each implementation
 * @param {Step[]} steps
 */
function same(name, make, ...steps) {
  // eslint-disable-next-line jest/valid-title -- a parameter
  test(name, () => {
    expect(film(rsvm, make, steps)).toEqual(film(nodeVm, make, steps));
  });
}

const empty = () => ({});

test('undefined is the value where it stands by itself, whatever the sandbox has', () => {
  both((vm) => {
    const sandbox = vm.createContext(/** @type {any} */ ({ undefined: 1, NaN: 2, n: 3 }));
    const run = (/** @type {string} */ code) => vm.runInContext(code, sandbox);
    const look = '[typeof undefined, void 0 === undefined, (() => undefined)(), NaN, n]';
    const seen = [run(look)];
    sandbox.undefined = 5;
    sandbox.n = 4;
    seen.push(run(`undefined = 7; ${look}`), sandbox.undefined);
    delete sandbox.undefined;
    seen.push(run(look), run('var undefined; typeof undefined'), Object.keys(sandbox));
    return seen;
  });
});

test.each([
  ['x: 1', 'Object.defineProperty(globalThis, "x", { value: 2, configurable: false })'],
  ['x: 1', 'Object.defineProperty(globalThis, "x", { configurable: false }); x = 5'],
  ['x() {}', 'Object.defineProperty(globalThis, "x", { configurable: false })'],
  ['x: 1', 'var x = 3'],
  ['x: 1', 'function x() {}'],
  ['x() {}', 'function x() {}'],
  ['x() {}', 'var x = 1'],
  ['', 'var x = 1'],
  ['x: 1', 'delete globalThis.x; var x = 2'],
])('of { %s } is configurable what only was declared: %s', (box, code) => {
  both((vm) => {
    const sandbox = nodeVm.runInThisContext(`({ ${box} })`);
    vm.runInContext(code, vm.createContext(sandbox));
    const found = Object.getOwnPropertyDescriptor(sandbox, 'x');
    const { enumerable, configurable } = /** @type {PropertyDescriptor} */ (found);
    return [enumerable, configurable, vm.runInContext('typeof x', sandbox)];
  });
});

test.each([
  'var b; a = 1',
  'var b; a = 1; b = 2',
  'x = 1; var y = 2',
  'function f() {} a = 1; var c = 2; function g() {}',
  'total = 0; var items = [1, 2]; for (var i of items) total += i; label = "x"',
  'var a, b, c; c = 1; b = 1',
  'let l = 1; z = 1; var q',
  'q = 1; function q2() {} var q3 = 3',
  'var a; b = 1; var c = undefined; d = 2',
  'if (1) { function h() {} } k = 1; var m = 1',
  'globalThis.k = 1; var m = 2; this.j = 3; n = 4',
  'zz = 1; (function () { yy = 2; })(); var xx = 3',
  'try { nobody; } catch (e) { ww = 1; } var vv = 2',
  'Object.defineProperty(globalThis, "dd", { value: 1, enumerable: true }); var ee = 1',
  'existing = 5; new1 = 1; var new2 = 2; existing = 6; new3 = 3',
  'var a = a || 1, b = typeof c; var c = b; (d) => d; e = 1; var [f, { g }] = [1, { g: 2 }]',
  'var one = 1; for (two = 0; two < 3; two += 1) var three = two; four = 1',
])('come to the sandbox in the order in which they are assigned: %s', (code) => {
  both((vm) => {
    const sandbox = vm.createContext({ existing: 1 });
    const orders = [];
    for (const text of [code, 'later = 1; var last = 2; b = 3', code]) {
      vm.runInContext(text, sandbox);
      orders.push(Object.keys(sandbox).join());
    }
    return orders;
  });
});

test.each([
  'var one = 1; function two() {} three = 3; var four',
  'function b() {} var a; function c() {} var b, d; function a() {}',
  'for (var i of [1]); try { var t } catch {} function f() {} var { x, y: [z] } = { y: [] }; async function* g() {}',
  'eval("var p = 1; function q() {} var r"); function s() {} var t',
])('are properties of the global in the order in which they are declared: %s', (code) => {
  both((vm) => {
    const global = vm.createContext(vm.constants?.DONT_CONTEXTIFY ?? {});
    vm.runInContext('before = Object.getOwnPropertyNames(globalThis)', global);
    return vm.runInContext(
      `${code}; Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name)).join()`,
      global,
    );
  });
});

describe('data properties', () => {
  same('are read', () => ({ a: 1, b: 'two', c: null, d: undefined }), '[a, b, c, d]');
  same('are written', () => ({ a: 1 }), 'a = 2', 'a += 1', 'globalThis.a = 9', 'this.a++');
  same('are created', empty, 'a = 1', 'globalThis.b = 2', 'this.c = 3', 'a + b + c');
  same('are deleted', () => ({ a: 1, b: 2 }), 'delete a', 'typeof a', 'delete globalThis.b', 'b');
  same('come back after deletion', () => ({ a: 1 }), 'delete a', 'a = 2', 'a');
  same('keep their order', () => ({ z: 1, a: 2 }), 'm = 3', 'delete z', 'z = 4');
  same('may be undefined', empty, 'a = undefined', '"a" in globalThis', 'typeof a');
  same('hold numbers exactly', empty, 'a = -0', 'b = NaN', 'c = 2 ** 53', 'd = 1 / a');
  same(
    'that change from 0 to -0 and to NaN and back are seen to',
    () => ({ n: 0 }),
    'n = -0',
    (sandbox) => (sandbox.n = 0),
    '1 / n',
    'n = NaN',
    (sandbox) => (sandbox.n = NaN),
    'n',
  );
  same('hold objects', empty, 'o = { x: 1 }; o', 'o.x = 2', (sandbox) => (sandbox.o.x = 3), 'o.x');
  same(
    'are enumerated',
    () => ({ a: 1, b: 2 }),
    'Object.keys(globalThis)',
    '{ const k = []; for (const x in globalThis) k.push(x); k }',
  );
  same(
    'are enumerated in their order, though the guest has some of the names itself',
    () => ({ a: 1, console: 2, b: 3, Map: 4, c: 5 }),
    'Object.keys(globalThis)',
    (sandbox) => void (sandbox.Set = 6),
    'Object.keys(globalThis)',
    (sandbox) => void delete sandbox.console,
    'Object.keys(globalThis)',
  );
  same(
    'are asked for',
    () => ({ a: 1 }),
    '"a" in globalThis',
    '"b" in globalThis',
    'Object.hasOwn(globalThis, "a")',
  );
  same(
    'with a name that is none',
    empty,
    'globalThis["not a name"] = 1',
    'globalThis["not a name"]',
  );
  same(
    'with odd names',
    () => ({ '': 1, __proto__x: 2, ключ: 3, '\ud800': 4 }),
    'globalThis[""]',
    'ключ',
    'globalThis["\\ud800"]',
  );
  same(
    'called __proto__',
    () =>
      Object.defineProperty({}, '__proto__', {
        value: 5,
        writable: true,
        enumerable: true,
        configurable: true,
      }),
    'Object.getOwnPropertyDescriptor(globalThis, "__proto__").value',
  );
});

describe('keys', () => {
  same(
    'of an array’s kind',
    () => ({ 0: 'zero', 2: 'two' }),
    'globalThis[0]',
    'globalThis[1] = "one"',
    'delete globalThis[2]',
    'this[0] + this[1]',
  );
  same(
    'around 2^32',
    empty,
    'globalThis[4294967295] = 2',
    'globalThis[4294967296] = 3',
    'globalThis["-1"] = 4',
    'globalThis["01"] = 5',
  );
  const symbol = Symbol('key');
  same(
    'that are symbols, from the host',
    () => ({ [symbol]: 1, read: symbol }),
    'globalThis[read]',
    'globalThis[read] = 2',
    'globalThis[read]',
    'delete globalThis[read]',
  );
  same(
    'that are well-known symbols',
    () => ({ [Symbol.toStringTag]: 'Sandbox' }),
    'globalThis[Symbol.toStringTag]',
    'Object.prototype.toString.call(globalThis)',
  );
  same(
    'that are the guest’s symbols stay the guest’s',
    empty,
    'const s = Symbol("mine"); globalThis[s] = 1; globalThis[s]',
    'Object.getOwnPropertySymbols(globalThis).includes(s)',
    'globalThis[s]',
  );
});

describe('attributes', () => {
  const hidden = () =>
    Object.defineProperty({}, 'h', { value: 1, configurable: true, writable: true });
  same(
    'of a hidden property',
    hidden,
    'h',
    'h = 2',
    'Object.keys(globalThis).includes("h")',
    'Object.getOwnPropertyDescriptor(globalThis, "h")',
  );
  const readOnly = () =>
    Object.defineProperty({}, 'r', { value: 1, configurable: true, enumerable: true });
  same('of a read-only property', readOnly, 'r = 2', 'r', '"use strict"; r = 3', 'r');
  const fixed = () => Object.defineProperty({}, 'f', { value: 1, enumerable: true });
  same('of a fixed property', fixed, 'f', 'delete f', 'f = 2', 'f');
  same(
    'given by the guest',
    empty,
    'Object.defineProperty(globalThis, "a", { value: 1, writable: true, enumerable: false, configurable: true }); a',
    'Object.getOwnPropertyDescriptor(globalThis, "a")',
    'a = 2',
    'Object.defineProperty(globalThis, "a", { enumerable: true }); Object.keys(globalThis).includes("a")',
  );
  same(
    'given by the guest, read-only',
    empty,
    'Object.defineProperty(globalThis, "a", { value: 1, configurable: true }); a',
    'a = 2',
    'a',
  );
  same(
    'changed by the host',
    () => ({ a: 1 }),
    'a',
    (sandbox) => void Object.defineProperty(sandbox, 'a', { enumerable: false }),
    'Object.keys(globalThis).includes("a")',
    'a = 2',
    (sandbox) => void Object.defineProperty(sandbox, 'a', { enumerable: true }),
    'a',
  );
});

describe('accessors', () => {
  const counter = () => ({
    calls: /** @type {any[]} */ ([]),
    get value() {
      this.calls.push('get');
      return this.calls.length;
    },
    set value(next) {
      this.calls.push(`set ${next}`);
    },
  });
  same('of the sandbox are called', counter, 'value', 'value = 5', 'value++', 'calls.length');
  same(
    'without a setter',
    () => ({
      get only() {
        return 7;
      },
    }),
    'only',
    'only = 1',
    'only',
  );
  same(
    'without a setter, in strict mode',
    () => ({
      get only() {
        return 7;
      },
    }),
    '"use strict"; only = 1',
    '"use strict"; globalThis.only = 1',
  );
  same(
    'without a getter',
    () => ({
      set into(/** @type {any} */ v) {
        this.got = v;
      },
    }),
    'into',
    'into = 3',
    'got',
  );
  same(
    'see what the guest wrote before',
    () => ({
      n: 1,
      get twice() {
        return this.n * 2;
      },
    }),
    'n = 21; twice',
    'n++; twice',
  );
  same(
    'change what the guest reads after',
    () => ({
      n: 1,
      get bump() {
        this.n += 10;
        return this.n;
      },
    }),
    'bump + n',
    'n',
  );
  same(
    'of the guest',
    empty,
    'let inner = 1; Object.defineProperty(globalThis, "acc", { get() { return inner; }, set(v) { inner = v; }, configurable: true, enumerable: true }); acc',
    'acc = 4',
    (sandbox) => sandbox.acc,
    (sandbox) => {
      sandbox.acc = 6;
    },
    'inner',
    'acc',
  );
  same(
    'turn into data and back',
    () => ({
      get a() {
        return 1;
      },
    }),
    'a',
    (sandbox) =>
      void Object.defineProperty(sandbox, 'a', {
        value: 2,
        configurable: true,
        writable: true,
        enumerable: true,
      }),
    'a',
    'a = 3',
    (sandbox) =>
      void Object.defineProperty(sandbox, 'a', {
        get: () => 4,
        configurable: true,
        enumerable: true,
      }),
    'a',
  );
});

describe('inherited properties', () => {
  class Base {
    constructor() {
      /** @type {number} */
      this.own = 1;
    }
    method() {
      return 'method';
    }
    get computed() {
      return 'computed';
    }
  }
  class Derived extends Base {
    other() {
      return `other ${this instanceof Derived}`;
    }
  }
  same(
    'of a class instance are seen',
    () => new Derived(),
    'own',
    'method()',
    'computed',
    'typeof other',
  );
  same(
    'of a created object are seen',
    () => Object.create({ inherited: 5 }),
    'inherited',
    'typeof inherited',
  );
  same(
    'are shadowed by an assignment',
    () => Object.create({ inherited: 5 }),
    'inherited = 6',
    'inherited',
    (sandbox) => Object.hasOwn(sandbox, 'inherited'),
  );
  same(
    'come and go with the prototype',
    () => Object.create(null),
    (sandbox) => void Object.setPrototypeOf(sandbox, { late: 1 }),
    'late',
    (sandbox) => void Object.setPrototypeOf(sandbox, null),
    'typeof late',
  );
  same(
    'of Object.prototype are the guest’s',
    empty,
    'typeof toString',
    'typeof hasOwnProperty',
    'globalThis.hasOwnProperty("a")',
  );
  same(
    'of a null prototype',
    () => Object.assign(Object.create(null), { a: 1 }),
    'a',
    'b = 2',
    'typeof toString',
  );
});

describe('declarations', () => {
  same('var', empty, 'var a = 1', 'a', 'a = 2', 'var a', 'a');
  same('var of what the sandbox has', () => ({ a: 1 }), 'var a; a', 'var a = 2; a');
  same('var without a value', empty, 'var a', 'typeof a', '"a" in globalThis', 'a = 1');
  same(
    'var in a block and a loop',
    empty,
    'for (var i = 0; i < 3; i++) { var inside = i }',
    'i + inside',
  );
  same(
    'function',
    empty,
    'function f() { return 1 }',
    'f()',
    'function f() { return 2 }',
    'f()',
    (sandbox) => sandbox.f(),
  );
  same(
    'function of what the sandbox has',
    () => ({ f: 1 }),
    'function f() { return 2 } f()',
    'f()',
  );
  same('function in a block', empty, '{ function g() { return 3 } } g()', 'g()');
  same(
    'let and const stay off the sandbox',
    empty,
    'let a = 1; const b = 2',
    'a + b',
    'a = 5',
    'a',
    'b = 1',
    (sandbox) => sandbox.a,
  );
  same('let twice', empty, 'let a = 1', 'let a = 2', 'a');
  same('class', empty, 'class A { m() { return 1 } }', 'new A().m()', 'class A {}', 'typeof A');
  same(
    'let over a property of the sandbox',
    () => ({ a: 1 }),
    'let a = 2; a',
    'a',
    'globalThis.a',
    (sandbox) => sandbox.a,
  );
  same('var after let', empty, 'let a = 1', 'var a = 2', 'a');
  same(
    'a failed initialiser leaves the name dead',
    empty,
    'let a = (() => { throw new Error("x") })()',
    'a',
    'typeof a',
  );
  same(
    'async, generators and destructuring',
    empty,
    'async function f() {} function* g() { yield 1 } var { x, ...rest } = { x: 1, y: 2 }',
    '[...g()]',
    '[x, rest]',
  );
  same('undeclared, strict', empty, '"use strict"; a = 1', 'typeof a');
  same(
    'undeclared in a function, strict',
    empty,
    '(function () { "use strict"; leak = 1 })()',
    'typeof leak',
  );
  same(
    'deleting a name, strict',
    () => ({ a: 1 }),
    '"use strict"; delete globalThis.a',
    'typeof a',
  );
  same(
    'eval declares',
    empty,
    'eval("var e = 1"); e',
    'eval("let hidden = 1")',
    'typeof hidden',
    '(0, eval)("var f = 2"); f',
  );
  same(
    'what Function makes',
    empty,
    'new Function("a", "return typeof a + typeof globalThis")(1)',
    'Function("this.made = 3")()',
    'made',
  );
});

describe('a sandbox that cannot change', () => {
  const make = () => ({ a: 1, o: { x: 1 } });
  for (const [name, lock] of /** @type {[string, (o: any) => any][]} */ ([
    ['frozen', Object.freeze],
    ['sealed', Object.seal],
    ['not extensible', Object.preventExtensions],
  ])) {
    same(`${name}: sloppy`, () => lock(make()), 'a = 2', 'a', 'o.x = 2', 'o.x');
    same(`${name}: deleting`, () => lock(make()), 'delete a', 'typeof a');
  }
  same(
    'not extensible: sloppy assignment of a new name',
    () => Object.preventExtensions(make()),
    'b = 1',
    (sandbox) => 'b' in sandbox,
  );
});

describe('built-ins', () => {
  same(
    'are the guest’s own',
    empty,
    'Object.getPrototypeOf(function () {}) === Function.prototype',
    '[] instanceof Array',
    'new Error instanceof Error',
  );
  same(
    'are hidden by the sandbox’s',
    () => ({ Math: { abs: () => 'mine' } }),
    'Math.abs(-1)',
    'typeof Math.max',
  );
  same(
    'come back when the sandbox’s go',
    () => ({ JSON: 1 }),
    'JSON',
    (sandbox) => delete sandbox.JSON,
    'typeof JSON.parse',
  );
  same(
    'overwritten by the guest are on the sandbox',
    empty,
    'Array = 5',
    'Array',
    '[1, 2].map((x) => x * 2)',
    (sandbox) => sandbox.Array,
  );
  same(
    'overwritten with var and function',
    empty,
    'var Map = 1; Map',
    'function parseInt() { return "mine" } parseInt("5")',
  );
  same('can be deleted', empty, 'delete globalThis.JSON', 'typeof JSON');
  same(
    'that cannot be changed',
    empty,
    'undefined = 1; undefined',
    'NaN = 1; NaN',
    '"use strict"; Infinity = 1',
    'delete globalThis.undefined',
  );
  same(
    'are not enumerable',
    empty,
    'Object.keys(globalThis)',
    'Object.getOwnPropertyDescriptor(globalThis, "Array").enumerable',
  );
});

describe('the host', () => {
  same(
    'changes between runs',
    () => ({ a: 1 }),
    'a',
    (sandbox) => (sandbox.a = 2),
    'a',
    (sandbox) => (sandbox.b = 3),
    'a + b',
    (sandbox) => delete sandbox.a,
    'typeof a',
  );
  same(
    'adds and removes many',
    empty,
    (sandbox) => {
      for (let i = 0; i < 100; i += 1) sandbox[`k${i}`] = i;
    },
    'k0 + k99',
    (sandbox) => {
      for (let i = 0; i < 100; i += 2) delete sandbox[`k${i}`];
    },
    '[typeof k0, k1, typeof k98, k99]',
  );
  same(
    'replaces an object by an equal one',
    () => ({ o: { x: 1 } }),
    'globalThis.kept = o; o.x',
    (sandbox) => void (sandbox.o = { x: 1 }),
    'o === kept',
  );
  same(
    'renames: the same number of keys',
    () => ({ a: 1 }),
    'a',
    (sandbox) => {
      delete sandbox.a;
      sandbox.b = 1;
    },
    'typeof a + typeof b',
  );
  same(
    'reorders',
    () => ({ a: 1, b: 2 }),
    'a + b',
    (sandbox) => {
      delete sandbox.a;
      sandbox.a = 1;
    },
    'a + b',
  );

  same(
    'sees the guest’s changes in a callback',
    () => {
      const sandbox = {
        a: 1,
        seen: /** @type {any[]} */ ([]),
        look: () => sandbox.seen.push(sandbox.a),
      };
      return sandbox;
    },
    'a = 2; look(); a = 3; look(); seen.length',
    (sandbox) => sandbox.seen,
  );
  same(
    'sees a new and a deleted one in a callback',
    () => {
      /** @type {any} */
      const sandbox = { a: 1, look: () => [...Object.keys(sandbox), 'fresh' in sandbox].join() };
      return sandbox;
    },
    'fresh = 1; delete a; look()',
    'var declared = 1; look()',
  );
  same(
    'changes in a callback',
    () => {
      /** @type {any} */
      const sandbox = {
        a: 1,
        bump() {
          sandbox.a += 1;
          sandbox.added = 'yes';
          delete sandbox.gone;
        },
        gone: 1,
      };
      return sandbox;
    },
    'bump(); [a, added, typeof gone]',
    'a += 10; bump(); a',
  );
  same(
    'changes in a callback what the guest just wrote',
    () => {
      /** @type {any} */
      const sandbox = {
        a: 0,
        set() {
          sandbox.a = 'host';
        },
      };
      return sandbox;
    },
    'a = "guest"; set(); a',
    '(() => { a = "guest"; set(); return a })()',
  );
  same(
    'calls back into the guest, both change',
    () => {
      /** @type {any} */
      const sandbox = {
        n: 0,
        twice(/** @type {() => void} */ f) {
          sandbox.n += 1;
          f();
          sandbox.n += 1;
          f();
          return sandbox.n;
        },
      };
      return sandbox;
    },
    'twice(() => { n *= 10 })',
    'n',
    'twice(() => { n = n + 1; globalThis.last = n })',
    'last',
  );
});

describe('the guest’s global in itself', () => {
  const self = () => {
    /** @type {any} */
    const sandbox = { a: 1 };
    sandbox.self = sandbox;
    return sandbox;
  };
  test('a reference of the sandbox to itself is the global', () => {
    const sandbox = rsvm.createContext(self());
    expect(rsvm.runInContext('self === globalThis', sandbox)).toBe(true);
    expect(rsvm.runInContext('self.b = 5; b', sandbox)).toBe(5);
    expect(sandbox.b).toBe(5);
    expect(sandbox.self).toBe(sandbox);
  });
  test('a reference of the global to itself is the sandbox', () => {
    const sandbox = rsvm.createContext({});
    rsvm.runInContext('me = globalThis; you = this', sandbox);
    expect(sandbox.me).toBe(sandbox);
    expect(sandbox.you).toBe(sandbox);
    expect(rsvm.runInContext('me === globalThis && you === globalThis', sandbox)).toBe(true);
  });
  test('a run that answers the global answers something that has its properties', () => {
    for (const vm of [nodeVm, rsvm]) {
      const sandbox = vm.createContext({ a: 1 });
      const global = vm.runInContext('globalThis', sandbox);
      expect(global.a).toBe(1);
      global.a = 2;
      expect(sandbox.a).toBe(2);
      expect(vm.runInContext('globalThis', sandbox)).toBe(global);
      expect(vm.runInContext('a', sandbox)).toBe(2);
      expect(global.Array).toBe(vm.runInContext('Array', sandbox));
    }
  });
  same(
    'this and globalThis',
    empty,
    'this === globalThis',
    '(function () { return this === globalThis })()',
    '(function () { "use strict"; return this })()',
    'typeof globalThis',
    '(() => this === globalThis)()',
  );
  same('names what does not exist', empty, 'typeof nothing', 'nothing', 'globalThis.nothing');
  same(
    'holds nothing of Node.js',
    empty,
    '[typeof require, typeof process, typeof module, typeof Buffer, typeof setTimeout, typeof global, typeof __dirname]',
  );
});

/** @param {string} code */
function isScript(code) {
  try {
    return Boolean(new nodeVm.Script(code));
  } catch {
    return false;
  }
}

describe('in the middle of a run', () => {
  /** Every way to give the sandbox’s `x` another value; `seen()` is how the host sees it then. */
  const WAYS = [
    'x = 5; seen()',
    'x /* = */ = 5; seen()',
    'x += 5; seen()',
    'x **= 2; seen()',
    'x &&= 5; seen()',
    'x ??= 5; seen()',
    'x++; seen()',
    '--x\n;seen()',
    'var x = 5; seen()',
    'function x() {} seen()',
    'function/**/x() {} seen()',
    'function // (\n x() {} seen()',
    'async function* x() {} seen()',
    'function\u00a0x() {} seen()',
    '{ function x() {} } seen()',
    '// instanceof\nx = 5; seen()',
    '[x] = [5]; seen()',
    '[, ...x] = [1, 5]; seen().length',
    '({ x } = { x: 5 }); seen()',
    '({ y: x = 5 } = {}); seen()',
    '({ y: { z: [x] } } = { y: { z: [5] } }); seen()',
    'for (x of [5]) seen()',
    'for (x in { five: 1 }) seen()',
    'for (var x of [5]) seen()',
    'let r = []; for ([x] of [[5], [6]]) r.push(seen()); r.join()',
    'with ({}) x = 5; seen()',
    '(() => x = 5)(); seen()',
    '(function () { this.x = 5 })(); seen()',
    'globalThis.x = 5; seen()',
    'globalThis["x"] = 5; seen()',
    'Reflect.set(globalThis, "x", 5); seen()',
    'Object.assign(this, { x: 5 }); seen()',
    'eval("x = 5"); seen()',
    '(0, eval)("var x = 5"); seen()',
    'new Function("x = 5")(); seen()',
    'new Function("a = (x = 5)", "")(); seen()',
    'new Function("return th" + "is")().x = 5; seen()',
    '\\u0078 = 5; seen()',
    '\\u{78} = 5; seen()',
    'self.x = 5; seen()',
    'Object.defineProperty(Object.prototype, "me", { get: Object.prototype.valueOf }); me.x = 5; seen()',
    'set(5); seen()',
    'hé = 5; seen()',
    'hé.x = 5; seen()',
  ];
  const PLACES = {
    'of a script': (/** @type {string} */ code) => [code],
    'of a function': (/** @type {string} */ code) => [`eval(${JSON.stringify(code)})`],
    'of an earlier text': (/** @type {string} */ code) => [
      `run = () => { let result; result = eval(${JSON.stringify(code)}); return result }`,
      'run()',
    ],
  };

  test.each(WAYS)('%s', (code) => {
    for (const place of Object.values(PLACES)) {
      const show = (/** @type {any} */ vm) => {
        const sandbox = vm.createContext({ x: 1, hé: 2, other: 3 });
        // Whoever has the global could assign to anything.
        if (code.includes('self')) sandbox.self = sandbox;
        sandbox.seen = () => (typeof sandbox.x === 'function' ? 'function' : sandbox.x);
        sandbox.set = (/** @type {any} */ value) => {
          sandbox.x = value;
        };
        return place(code).map((text) => {
          const value = vm.runInContext(text, sandbox);
          return [typeof value === 'function' || value, sandbox.x, sandbox.hé].map(String);
        });
      };
      expect(show(rsvm)).toEqual(show(nodeVm));
    }
  });

  test('whatever an expression does to a name', () => {
    const token = fc.constantFrom(
      ...'x x x other 2 + - * % & | ^ ? : < > ! ~ = ( ) [ ] { } , ; . ...'.split(' '),
      ...'++ -- ** && || ?? == != <= >= << >> >>> => += -= *= **= &&= ||= ??= >>>='.split(' '),
      ...'var let for of in delete typeof void yield async function /**/ <!-- -->'.split(' '),
      '\n',
      '// x\n',
    );
    const text = fc.array(token, { minLength: 1, maxLength: 9 });
    const property = fc.property(text, fc.constantFrom('', ' '), (tokens, between) => {
      const code = `${tokens.join(between)}\n;seen()`;
      if (!isScript(code)) return;
      const show = (/** @type {any} */ vm) => {
        const sandbox = vm.createContext({ x: 2, other: 3 });
        sandbox.seen = () => String(sandbox.x);
        try {
          return [vm.runInContext(code, sandbox), String(sandbox.x)];
        } catch (error) {
          return [error.name, String(sandbox.x)];
        }
      };
      const shown = show(rsvm);
      // What the engine does not parse is no matter of the mirror's.
      if (shown[0] !== 'SyntaxError') {
        expect({ code, shown }).toEqual({ code, shown: show(nodeVm) });
      }
    });
    fc.assert(property, { numRuns: 4000 });
  });

  test('a value that the host makes an accessor is one at once', () => {
    const show = (/** @type {any} */ vm) => {
      const sandbox = vm.createContext({ x: 1, y: 2 });
      const double = vm.runInContext('(a) => a * 2', sandbox);
      sandbox.change = () => {
        const get = () => double(sandbox.y);
        Object.defineProperty(sandbox, 'x', { get, enumerable: true, configurable: true });
      };
      return vm.runInContext('const before = x; change(); [before, x, y].join()', sandbox);
    };
    expect(show(rsvm)).toBe(show(nodeVm));
  });

  test('a getter that throws takes the place of a value', () => {
    const show = (/** @type {any} */ vm) => {
      const sandbox = vm.createContext({ x: 1, y: 2 });
      sandbox.change = () => {
        Object.defineProperty(sandbox, 'x', {
          get() {
            throw new Error('no x');
          },
        });
        return 'changed';
      };
      return vm.runInContext('change() + y + typeof change', sandbox);
    };
    expect(show(rsvm)).toBe(show(nodeVm));
  });
});

describe('runInThisContext', () => {
  const host = /** @type {any} */ (globalThis);
  test('sees and changes the host’s globals', () => {
    host.rsvmMirror = { count: 1 };
    try {
      expect(rsvm.runInThisContext('rsvmMirror.count += 1; rsvmMirror')).toBe(host.rsvmMirror);
      expect(host.rsvmMirror.count).toBe(2);
      rsvm.runInThisContext(
        'rsvmMirror = 5; var rsvmDeclared = 6; function rsvmFunction() { return 7 }',
      );
      expect(host.rsvmMirror).toBe(5);
      expect(host.rsvmDeclared).toBe(6);
      expect(host.rsvmFunction()).toBe(7);
      expect(rsvm.runInThisContext('delete rsvmMirror; typeof rsvmMirror')).toBe('undefined');
      expect('rsvmMirror' in host).toBe(false);
    } finally {
      for (const name of ['rsvmMirror', 'rsvmDeclared', 'rsvmFunction']) {
        Reflect.deleteProperty(host, name);
      }
    }
  });
  test('does not see local variables', () => {
    const local = 1;
    expect(rsvm.runInThisContext('typeof local')).toBe('undefined');
    expect(local).toBe(1);
  });
});

describe('contexts', () => {
  test('do not see each other’s variables', () => {
    const [one, two] = [rsvm.createContext({ x: 1 }), rsvm.createContext({ x: 2 })];
    rsvm.runInContext('x += 10; only = "one"', one);
    expect(rsvm.runInContext('[x, typeof only].join()', two)).toBe('2,undefined');
    expect(rsvm.runInContext('Array.prototype.mark = 1; [].mark', one)).toBe(1);
    expect(rsvm.runInContext('[].mark', two)).toBe(undefined);
    expect(/** @type {any} */ ([]).mark).toBe(undefined);
  });
  test('share an object that both sandboxes hold', () => {
    const shared = { n: 0 };
    const [one, two] = [rsvm.createContext({ shared }), rsvm.createContext({ shared })];
    rsvm.runInContext('shared.n += 1', one);
    rsvm.runInContext('shared.n += 1', two);
    expect(shared.n).toBe(2);
  });
});

/** Each is a row of the README's table. */
describe('differences from node:vm that are meant', () => {
  /**
   * @param {string} name
   * @param {() => any} make
   * @param {string} code
   * @param {{ nodeVm: unknown, rsvm: unknown }} expected
   */
  function differs(name, make, code, expected) {
    // eslint-disable-next-line jest/valid-title -- a parameter
    test(name, () => {
      const run = (/** @type {any} */ vm) => {
        const sandbox = vm.createContext(make());
        try {
          return vm.runInContext(code, sandbox);
        } catch (error) {
          return error.name;
        }
      };
      expect({ nodeVm: run(nodeVm), rsvm: run(rsvm) }).toEqual(expected);
    });
  }

  const rangeError = () => ({
    get bad() {
      throw new RangeError('no');
    },
  });
  const seen = 'let seen; try { bad } catch (e) { seen = e instanceof RangeError } seen';
  differs('an error of the host’s is one of the guest’s', rangeError, seen, {
    nodeVm: false,
    rsvm: true,
  });
  differs(
    'host data is an instance of the guest’s classes',
    () => ({ list: [1] }),
    'list instanceof Array',
    {
      nodeVm: false,
      rsvm: true,
    },
  );
  differs('an index from 2^31 on is a property', () => ({ 2147483648: 2 }), 'this[2147483648]', {
    nodeVm: undefined,
    rsvm: 2,
  });
  differs('2^32 - 2 is its own name', () => ({}), 'this[4294967294] = 1; this["-2"]', {
    nodeVm: 1,
    rsvm: undefined,
  });
  differs('`delete` answers what it did', () => ({ a: 1 }), 'var a = 2; delete globalThis.a', {
    nodeVm: false,
    rsvm: true,
  });
  test('what `var` declared is not deleted', () => {
    const has = (/** @type {any} */ vm) => {
      const sandbox = vm.createContext({});
      return [vm.runInContext('var a = 2; delete globalThis.a', sandbox), 'a' in sandbox];
    };
    expect(has(nodeVm)).toEqual([false, false]);
    expect(has(rsvm)).toEqual([false, true]);
  });
  test('the global as a property of the sandbox is the sandbox', () => {
    const own = (/** @type {any} */ vm) => {
      const sandbox = vm.createContext({});
      vm.runInContext('me = globalThis', sandbox);
      return sandbox.me === sandbox;
    };
    expect([own(nodeVm), own(rsvm)]).toEqual([false, true]);
  });
});

describe('what is redefined', () => {
  const accessor = () => ({
    get a() {
      return 1;
    },
    set a(value) {
      this.z = value;
    },
  });

  test.each([
    "Object.defineProperty(globalThis, 'a', { get: () => 77, configurable: true })",
    "Object.defineProperty(globalThis, 'a', { set(value) { globalThis.y = value }, configurable: true })",
    "Object.defineProperty(globalThis, 'a', { get: () => 5, set(value) { globalThis.y = value } })",
  ])('of an accessor of the sandbox: %s', (code) => {
    both((vm) => {
      const sandbox = vm.createContext(accessor());
      vm.runInContext(`${code}; a = 3`, sandbox);
      const read = [sandbox.a, vm.runInContext('a', sandbox), sandbox.y, sandbox.z];
      sandbox.a = 9;
      return [...read, sandbox.a, sandbox.y, sandbox.z, Object.keys(sandbox)];
    });
  });

  test('an accessor of the sandbox that gets other attributes stays one', () => {
    const run = (/** @type {any} */ vm) => {
      const sandbox = vm.createContext(accessor());
      const source = "Object.defineProperty(globalThis, 'a', { enumerable: false }); a = 3; a";
      vm.runInContext(source, sandbox);
      const { get, set, ...attributes } = /** @type {PropertyDescriptor} */ (
        Object.getOwnPropertyDescriptor(sandbox, 'a')
      );
      return [typeof get, typeof set, attributes, vm.runInContext('a = 4; a', sandbox), sandbox.z];
    };
    const kept = ['function', 'function', { enumerable: false, configurable: true }, 1, 4];
    expect(run(rsvm)).toEqual(kept);
    // Before Node 26 it became undefined.
    if (SINCE_26) expect(run(nodeVm)).toEqual(kept);
  });

  test('that the host sets where the chain ends in the guest’s Object.prototype', () => {
    both((vm) => {
      const sandbox = vm.createContext({});
      const base = Object.create(vm.runInContext('Object.prototype', sandbox));
      Object.setPrototypeOf(sandbox, base);
      for (const key of ['foo', 'console', 'Array', 'Map', 'Intl', 'escape']) {
        sandbox[key] = { a: 1 };
      }
      const code = '[typeof console, Array.a, Intl.a, escape.a, foo.a, typeof Map]';
      return [[...vm.runInContext(code, sandbox)], Object.keys(sandbox)];
    });
  });

  test('stays what it is when another property is deleted', () => {
    both((vm) => {
      const sandbox = vm.createContext({ a: 1, Map: 5, b: 2, escape: 3, c: 4 });
      vm.runInContext('delete a; delete b; c = 6', sandbox);
      return [Object.keys(sandbox), vm.runInContext('typeof Map + Map', sandbox)];
    });
  });
});
