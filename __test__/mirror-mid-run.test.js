'use strict';

// What one side does to the global while a run is in the middle: the host in a function that the guest
// calls, the guest before it calls one. The other side sees it at once, whatever it is done with.

const { describe, expect, test } = require('@jest/globals');
const both = require('./helpers/both');

const S = Symbol('s');

/**
 * A guest that calls `act`, in which the host changes the sandbox, and looks.
 * @param {string} name
 * @param {() => any} make
 * @param {(sandbox: any) => unknown} act
 * @param {string} look
 */
function seenByGuest(name, make, act, look) {
  // eslint-disable-next-line jest/valid-title -- a parameter
  test(name, () => {
    both((vm) => {
      const sandbox = make();
      Object.assign(sandbox, { act: () => void act(sandbox), S });
      vm.createContext(sandbox);
      const first = vm.runInContext(`act(); ${look}`, sandbox);
      return [first, vm.runInContext(look, sandbox)];
    });
  });
}

/**
 * A guest that changes its global and calls `look`, in a run and in a function that the host calls.
 * @param {string} name
 * @param {string} change
 * @param {PropertyKey} [key]
 */
function seenByHost(name, change, key = 'a') {
  describe.each(['run', 'function'])('%s', (kind) => {
    // eslint-disable-next-line jest/valid-title -- a parameter
    test(name, () => {
      both((vm) => {
        /** @type {unknown[]} */
        const seen = [];
        /** @type {any} */
        const sandbox = { a: 1, S };
        const look = () => {
          const found = Reflect.getOwnPropertyDescriptor(sandbox, key);
          seen.push(found && { ...found, get: typeof found.get });
        };
        sandbox.look = look;
        vm.createContext(sandbox);
        if (kind === 'run') vm.runInContext(`${change}; look()`, sandbox);
        else vm.runInContext(`(() => { ${change}; look() })`, sandbox)();
        look();
        return seen;
      });
    });
  });
}

const hidden = () =>
  Object.defineProperty({}, 'h', { value: 1, writable: true, configurable: true });
const define =
  (/** @type {PropertyKey} */ key, /** @type {PropertyDescriptor} */ descriptor) =>
  (/** @type {any} */ sandbox) =>
    Object.defineProperty(sandbox, key, descriptor);

describe('what the host does in a function that the guest calls', () => {
  seenByGuest(
    'adds',
    () => ({}),
    (it) => (it.a = 1),
    'a',
  );
  seenByGuest('adds hidden', () => ({}), define('a', { value: 1, configurable: true }), 'typeof a');
  seenByGuest(
    'hides a built-in',
    () => ({}),
    define('Map', { value: 1, configurable: true }),
    'Map',
  );
  seenByGuest(
    'adds an accessor',
    () => ({}),
    define('a', { get: () => 5, configurable: true }),
    'a',
  );
  seenByGuest('makes an accessor', () => ({ a: 1 }), define('a', { get: () => 5 }), 'a');
  seenByGuest('changes what is hidden', hidden, (it) => (it.h = 2), 'h');
  seenByGuest('deletes what is hidden', hidden, (it) => delete it.h, 'typeof h');
  seenByGuest(
    'hides',
    () => ({ a: 1 }),
    define('a', { enumerable: false }),
    'Object.keys(globalThis).includes("a")',
  );
  seenByGuest('forbids to write', () => ({ a: 1 }), define('a', { writable: false }), 'a = 2; a');
  seenByGuest('freezes', () => ({ a: 1 }), Object.freeze, 'a = 2; a');
  seenByGuest('seals', () => ({ a: 1 }), Object.seal, 'String(delete globalThis.a) + typeof a');
  seenByGuest(
    'adds a symbol',
    () => ({}),
    (it) => (it[S] = 4),
    'globalThis[S]',
  );
  seenByGuest(
    'changes a symbol',
    () => ({ [S]: 1 }),
    (it) => (it[S] = 4),
    'globalThis[S]',
  );
  seenByGuest(
    'deletes a symbol',
    () => ({ [S]: 1 }),
    (it) => delete it[S],
    'globalThis[S]',
  );
  seenByGuest(
    'gives a prototype',
    () => ({}),
    (it) => Object.setPrototypeOf(it, { p: 3 }),
    'typeof p',
  );
  seenByGuest(
    'changes the prototype',
    () => Object.create({ p: 3, q: 4 }),
    (it) => {
      const prototype = Object.getPrototypeOf(it);
      prototype.p = 4;
      prototype.r = 5;
      delete prototype.q;
    },
    'p + typeof q + typeof r',
  );
});

describe('what the guest has done before it calls a function', () => {
  seenByHost('assigns', 'a = 2');
  seenByHost('deletes', 'delete globalThis.a');
  seenByHost('defines', 'Object.defineProperty(globalThis, "a", { value: 5 })');
  seenByHost('hides', 'Object.defineProperty(globalThis, "a", { enumerable: false })');
  seenByHost('makes an accessor', 'Object.defineProperty(globalThis, "a", { get() {} })');
  seenByHost('assigns to a built-in', 'Array = 5', 'Array');
  seenByHost('assigns to a symbol', 'globalThis[S] = 1', S);
  seenByHost(
    'defines a symbol',
    'Object.defineProperty(globalThis, S, { value: 2, configurable: true })',
    S,
  );
});

describe('a sandbox of many properties, or with indices', () => {
  const many = () => Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`k${i}`, i]));
  test.each([
    ['an index', () => /** @type {any} */ ({ 3: 'x', a: 1 })],
    ['many properties', many],
    ['an array', () => /** @type {any} */ ([1, 2, 3])],
  ])('is the same on both sides: %s', (_, make) => {
    both((vm) => {
      const sandbox = make();
      /** @type {unknown[]} */
      const seen = [];
      sandbox.look = (/** @type {string[]} */ ...keys) =>
        seen.push(keys.map((key) => sandbox[key]));
      vm.createContext(sandbox);
      const run = (/** @type {string} */ code) => vm.runInContext(code, sandbox);
      run('a = 2; globalThis[3] = "y"; globalThis[4] = 1; look("a", "3", "4")');
      run(
        'k7 = "z"; look("k7"); delete globalThis[3]; look("3"); delete globalThis.k8; look("k8")',
      );
      sandbox[5] = 'five';
      sandbox.k9 = 'nine';
      seen.push(run('[globalThis[5], k9, globalThis[4]]').join());
      run('Object.defineProperty(globalThis, "k10", { value: 10, writable: false }); look("k10")');
      seen.push(Object.getOwnPropertyDescriptor(sandbox, 'k10'));
      run(
        'for (let i = 0; i < 40; i++) { delete globalThis["k" + i]; globalThis["n" + i] = i } look("n39")',
      );
      seen.push(Object.keys(sandbox).filter((key) => key !== 'look'));
      return seen;
    });
    expect.hasAssertions();
  });
});

describe.each([['freeze'], ['seal'], ['preventExtensions']])('a sandbox after %s', (how) => {
  const close = /** @type {(sandbox: any) => any} */ (Reflect.get(Object, how));
  test.each([
    'function f() { return 5 } act(1); f()',
    'var t = 0; for (var i = 0; i < 20; i++) { t += act(i) } t',
    'nn = 1; act(0); typeof nn + nn',
    'let l = 1; class C {} act(0); typeof C + l',
    'a = 2; act(0); String([a, delete globalThis.a, typeof a])',
    'function g() { return 5 } () => g()',
    'var d = 1; act(0); delete globalThis.d; act(0); d = 3; act(0); d',
  ])('takes what the guest declares for itself: %s', (code) => {
    both((vm) => {
      const sandbox = vm.createContext(close({ a: 1, act: (/** @type {number} */ x) => x }));
      const first = vm.runInContext(code, sandbox);
      const answer = typeof first === 'function' ? first() : first;
      const names = '[typeof f, typeof i, typeof nn, typeof g, typeof d, typeof a].join()';
      return [answer, vm.runInContext(names, sandbox), Object.keys(sandbox)];
    });
    expect.hasAssertions();
  });
});

describe('what the sandbox inherits', () => {
  class Listener extends Map {
    /** @returns {number} */
    count() {
      return this.size;
    }
  }
  test.each([
    ['an array', () => [1, 2, 3], 'String([typeof push, typeof concat, length, this[0]])'],
    ['a map', () => new Map([[1, 2]]), 'String([typeof get, typeof size])'],
    ['an instance of a class of maps', () => new Listener([[1, 2]]), 'this.count() + size'],
    ['a date', () => new Date(0), 'typeof getTime + typeof valueOf'],
    ['a buffer', () => Buffer.from('ab'), 'String([length, typeof slice, this[1]])'],
    ['an error', () => new RangeError('re'), 'String([name, message])'],
    ['a function', () => function named() {}, 'String([typeof call, typeof bind, name, length])'],
    ['an object without a prototype', () => Object.create(null), 'typeof toString'],
  ])('%s', (_, make, code) => {
    both((vm) => vm.runInContext(code, vm.createContext(make())));
    expect.hasAssertions();
  });
});
