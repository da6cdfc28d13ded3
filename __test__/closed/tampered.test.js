'use strict';

// Tampered built-ins: a sandbox whose half in the guest is JavaScript uses built-ins that the guest
// can replace before it is called: its own `WeakMap.prototype.get` then hands over the real objects,
// its setter on `Array.prototype` catches arguments, its `Object.prototype.get` becomes a descriptor's.

const { describe, expect, test } = require('@jest/globals');
const { context, holdsHere, rich, watchForMarks } = require('../helpers/hostile');

watchForMarks();

/** Uses everything that crosses. */
const CROSS = `
  const crossed = [];
  for (const step of [
    () => arrow({ a: 1 }), () => apply((x) => x, { b: 1 }), () => plain.nested, () => (plain.x = { y: 1 }),
    () => 'nested' in plain, () => Object.keys(plain), () => [...list], () => new Account('x').view,
    () => throws(), () => Account(), () => map.get('k'), () => promise.then((v) => crossed.push(v)), () => delete plain.x,
    () => emitter.emit('x', {}), () => Object.defineProperty(plain, 'd', { value: {}, configurable: true }),
  ]) { try { crossed[crossed.length] = step() } catch (e) { crossed[crossed.length] = e } }
  for (let i = 0; i < crossed.length; i++) look(crossed[i]);`;

/** Everything that is called with something of the host's shows it to `look`. */
const SPY = (/** @type {string} */ owner, /** @type {string} */ keys) => `
  for (const key of ${keys}) {
    const original = ${owner}[key];
    ${owner}[key] = function (...a) { for (let i = 0; i < a.length; i++) look(a[i]); look(this); return original.apply(this, a) };
  }`;

describe('values cross as they are', () => {
  test('with every built-in replaced', () => {
    const run = context({
      plain: { a: 1, list: [1, 2] },
      f: (/** @type {any} */ o) => o.x,
      echo: (/** @type {any} */ o) => o,
    });
    run(`{
      const evil = function () { throw new Error('evil') };
      const replace = [];
      for (const owner of [Object, Reflect, Array, Function, Symbol, Proxy, Map, WeakMap, Promise, JSON, Error,
                           Object.prototype, Array.prototype, Function.prototype, Map.prototype, String.prototype]) {
        for (const key of Reflect.ownKeys(owner)) {
          const d = Object.getOwnPropertyDescriptor(owner, key);
          if (typeof d.value === 'function' && d.writable) replace.push([owner, key]);
        }
      }
      for (const key of ['get', 'set', 'value', 'writable', 'enumerable', 'configurable']) replace.push([Object.prototype, key]);
      for (let i = 0; i < replace.length; i++) replace[i][0][replace[i][1]] = evil;
    }`);
    expect(run('plain.a')).toBe(1);
    expect(run('plain.list[1]')).toBe(2);
    expect(run('f({ x: 5 })')).toBe(5);
    const own = run('({ y: 6, z: [7] })');
    expect([own.y, own.z[0], Reflect.ownKeys(own)]).toEqual([6, 7, ['y', 'z']]);
    expect(run('plain.b = 2; plain.b')).toBe(2);
    expect(run('echo(plain) === plain')).toBe(true);
    expect(() => run('null.x')).toThrow(TypeError);
  });

  test('with every global deleted', () => {
    const run = context();
    run(
      'for (const key of Reflect.ownKeys(globalThis)) if (!["arrow", "plain", "throws", "globalThis"].includes(key)) delete globalThis[key]',
    );
    expect(run('arrow(1)[0] + plain.nested.list[0]')).toBe(2);
    expect(() => run('throws()')).toThrow('from the host');
  });

  test('with the prototypes cut', () => {
    const run = context();
    run(
      'for (const C of [Array, Error, TypeError, Map, Promise, Function]) Object.setPrototypeOf(C.prototype, null)',
    );
    expect(run('arrow(1)').length).toBe(1);
    expect(run('({ a: [1] })').a[0]).toBe(1);
    expect(() => run('throws()')).toThrow('from the host');
  });
});

describe('nothing of the host’s comes by', () => {
  holdsHere(
    'setters of Array.prototype',
    `for (let i = 0; i < 5; i++) Object.defineProperty(Array.prototype, i, { set(v) { look(v) }, get() { return arrow }, configurable: true }); ${CROSS}`,
  );
  holdsHere(
    'fields of descriptors',
    `for (const k of ['get', 'set', 'value']) Object.defineProperty(Object.prototype, k, { get() { look(this); return undefined }, set(v) { look(v); look(this) }, configurable: true }); ${CROSS}`,
  );
  holdsHere(
    'Proxy and Reflect',
    `Proxy = function (t, h) { look(t); look(h); escaped = true }; ${SPY('Reflect', 'Reflect.ownKeys(Reflect).filter((k) => typeof Reflect[k] === "function")')} ${CROSS}`,
  );
  holdsHere('errors', `Error = TypeError = RangeError = function () { escaped = true }; ${CROSS}`);
  holdsHere(
    'collections',
    `${SPY('Map.prototype', '["get", "set", "has"]')} ${SPY('WeakMap.prototype', '["get", "set", "has"]')} ${SPY('Set.prototype', '["add"]')} ${CROSS}`,
  );
  holdsHere(
    'promises',
    `${SPY('Promise.prototype', '["then", "catch"]')} Object.defineProperty(Promise, Symbol.species, { get() { look(this); return Promise } }); ${CROSS}`,
  );
  holdsHere('functions', `${SPY('Function.prototype', '["call", "bind"]')} ${CROSS}`);
  holdsHere(
    'iterators',
    `${SPY('Array.prototype', '[Symbol.iterator, "push", "map", "forEach"]')} ${SPY('[][Symbol.iterator]().__proto__', '["next"]')} ${CROSS}`,
  );
  holdsHere(
    'Symbol.hasInstance of functions',
    `Object.defineProperty(Function.prototype, Symbol.hasInstance, { value: (x) => { look(x); return true } }); plain instanceof Account; ${CROSS}`,
  );
  holdsHere(
    'toString and toJSON',
    `Object.prototype.toJSON = Object.prototype.toString = function () { look(this); return 'x' }; ${CROSS}`,
  );
  holdsHere(
    'then of all objects',
    `Object.defineProperty(Object.prototype, 'then', { get() { look(this); return undefined }, configurable: true }); ${CROSS}`,
  );
  holdsHere(
    'what is assigned to a built-in of the sandbox',
    'plain.constructor.keys = look; Object.keys(plain); look(Object.keys)',
    { judge: () => String(Object.keys).includes('native code') === false },
  );
  test('the steps are not all refused', () => {
    const sandbox = rich();
    const run = context(sandbox);
    expect(
      run(`look = () => {}; ${CROSS} crossed.filter((x) => !(x instanceof Error)).length`),
    ).toBeGreaterThan(10);
  });
});
