'use strict';

// What the properties of memory and of promises tell. Node reads the length and the place of a view by name and
// hands them to its C++, which believes them: a guest's view that says it is longer than it is has the host read
// and write its own memory. V8 constructs what waits for a promise by what its `constructor` leads to, in a job
// where nobody catches, and Node numbers promises by a property: a guest's constructor that throws, or a promise
// that takes no more properties, ends the process. A guest has three ways to say something there: properties of
// the object, its class, and objects of the host's in its chain of prototypes, which it writes to; by
// `Reflect.set` with a receiver it would write them to the host's own, too.

const { describe, expect, test } = require('@jest/globals');
const { types } = require('node:util');
const zlib = require('node:zlib');
const child = require('../helpers/child');
const { rsvm } = require('../helpers/rsvm');

/** @param {string} code */
const of = (code, sandbox = {}) => rsvm.runInNewContext(code, sandbox, { timeout: 5000 });

const LIES =
  'byteLength: { value: 1e9 }, length: { value: 1e9 }, byteOffset: { value: 8 }, buffer: { value: {} }, ' +
  'maxByteLength: { value: 1e9 }, resizable: { value: true }, detached: { value: true }, BYTES_PER_ELEMENT: { value: 8 }';
const GETTERS = LIES.replaceAll(/(\w+): \{ value: ([^}]+\}?) \}/g, 'get $1() { return $2 }')
  .replaceAll('),', ')')
  .replaceAll('},', '}');

/** @type {Record<string, (kind: string, make: string) => string>} */
const WAYS = {
  'own properties': (_, make) => `Object.defineProperties(${make}, { ${LIES} })`,
  'own properties that stay': (_, make) =>
    `Object.preventExtensions(Object.defineProperties(${make}, { ${LIES} }))`,
  'a class': (kind, make) => `class X extends ${kind} { ${GETTERS} }; ${make.replace(kind, 'X')}`,
  'a class of a class': (kind, make) =>
    `class Y extends ${kind} { ${GETTERS} }; class X extends Y {}; ${make.replace(kind, 'X')}`,
  'a class that is changed': (kind, make) =>
    `class X extends ${kind} {}; it = ${make.replace(kind, 'X')}; keep(it); Object.defineProperties(X.prototype, { ${LIES} }); it`,
  'the global': (_, make) =>
    `Object.defineProperties(globalThis, { ${LIES} }); Object.setPrototypeOf(${make}, globalThis)`,
  'an object of the host': (_, make) =>
    `Object.defineProperties(given, { ${LIES} }); Object.setPrototypeOf(${make}, given)`,
  'an object of the host’s that is changed': (_, make) =>
    `it = Object.setPrototypeOf(${make}, given); keep(it); Object.defineProperties(given, { ${LIES} }); it`,
  'a map': (_, make) =>
    `Object.setPrototypeOf(${make}, Object.defineProperties(new Map(), { ${LIES} }))`,
  'a date, and then the right one': (kind, make) =>
    `Object.setPrototypeOf(${make}, Object.setPrototypeOf(Object.defineProperties(new Date(), { ${LIES} }), ${kind}.prototype))`,
  'a proxy': (_, make) =>
    `Object.setPrototypeOf(${make}, new Proxy({}, { get: (_, key) => key.length ? 1e9 : 1 }))`,
  'a prototype of another kind': (_, make) => `Object.setPrototypeOf(${make}, Map.prototype)`,
  'a prototype of another element': (_, make) =>
    `Object.setPrototypeOf(${make}, Float64Array.prototype)`,
  'no prototype': (_, make) => `Object.setPrototypeOf(${make}, null)`,
};

/** @type {Record<string, [string, (object: any) => unknown[], unknown[]]>} */
const KINDS = {
  Uint8Array: [
    'new Uint8Array(4)',
    (it) => [it.length, it.byteLength, it.byteOffset, it.buffer.byteLength, it.BYTES_PER_ELEMENT],
    [4, 4, 0, 4, 1],
  ],
  DataView: [
    'new DataView(new ArrayBuffer(4), 2)',
    (it) => [it.byteLength, it.byteOffset, it.buffer.byteLength],
    [2, 2, 4],
  ],
  ArrayBuffer: [
    'new ArrayBuffer(4)',
    (it) => [
      it.byteLength,
      it.maxByteLength,
      it.resizable,
      'detached' in ArrayBuffer.prototype && it.detached,
    ],
    [4, 4, false, false],
  ],
};

describe.each(Object.entries(KINDS))('of a guest’s %s', (kind, [make, tell, truth]) => {
  test.each(Object.entries(WAYS))('it tells the truth, whatever does %s', (_, way) => {
    const it = of(way(kind, make), { given: {}, keep: (/** @type {any} */ object) => object });
    expect(tell(it)).toEqual(truth);
    // Nor does what the host assigns change it.
    Reflect.set(it, 'byteLength', 1e9);
    expect(tell(it)).toEqual(truth);
  });
});

test('what Node does with such a view is done with its bytes', () => {
  const it = of(`class X extends Uint8Array { ${GETTERS} }; new X([1, 2, 3, 4])`);
  expect([...zlib.inflateSync(zlib.deflateSync(it))]).toEqual([1, 2, 3, 4]);
  expect([...Buffer.concat([it])]).toEqual([1, 2, 3, 4]);
  expect(Buffer.alloc(8).copy(it)).toBe(4);
});

test('what else a class of memory has is the class’s', () => {
  const view = of(
    'class X extends DataView { get length() { return 77 } first() { return this.getUint8(0) + this.byteLength } }; new X(new Uint8Array([5, 6]).buffer)',
  );
  expect([view.length, view.first(), view.constructor.name]).toEqual([77, 7, 'X']);
  const bytes = of(
    'class X extends Uint8Array { get last() { return this[this.length - 1] } }; new X([5, 6])',
  );
  expect([bytes.last, bytes instanceof Uint8Array, bytes.constructor.name]).toEqual([6, true, 'X']);
});

describe('of the host’s own', () => {
  class View extends Uint8Array {}
  class Later extends Promise {}
  const sandbox = () => ({
    plain: /** @type {any} */ ({}),
    bytes: Buffer.from('bytes'),
    view: new View(4),
    promise: Promise.resolve(1),
    View,
    Later,
  });
  test.each([
    'Reflect.set(plain, "byteLength", 1e9, bytes)',
    'plain.byteLength = 1e9; Reflect.set(plain, "__proto__", plain, bytes)',
    'Reflect.set(plain, "constructor", function () {}, promise)',
    'Object.defineProperty(View.prototype, "byteLength", { get() { return 1e9 } })',
    'Object.defineProperty(View.prototype, "length", { value: 1e9 })',
    'View.prototype.buffer = {}',
    'plain.byteLength = 1e9; View.prototype.__proto__ = plain',
    'View.prototype.__proto__ = null',
    'plain.byteLength = 1e9; Object.setPrototypeOf(View.prototype, plain)',
    'Later.prototype.constructor = function () {}',
    'Object.defineProperty(Later.prototype, "constructor", { value: {} })',
    'Object.setPrototypeOf(Later.prototype, plain)',
    'Object.defineProperty(Later, Symbol.species, { value: function () {} })',
    'plain[Symbol.species] = function () {}; Object.setPrototypeOf(Later, plain)',
  ])('nobody is told by %s', (code) => {
    const box = sandbox();
    try {
      of(code, box);
    } catch (error) {
      expect(String(error)).toMatch(/TypeError/);
    }
    for (const it of [box.bytes, box.view, new View(4)]) {
      expect([it.length, it.byteLength]).toEqual(it === box.bytes ? [5, 5] : [4, 4]);
      expect(it.buffer).toBeInstanceOf(ArrayBuffer);
    }
    expect(box.promise.constructor).toBe(Promise);
    expect(Later.resolve(1).constructor).toBe(Later);
    expect(/** @type {any} */ (Later)[Symbol.species]).toBe(Later);
  });
  test('a guest’s class of a host’s class of memory', () => {
    const it = of(`class X extends View { ${GETTERS} }; new X(4)`, sandbox());
    expect([it.length, it.byteLength, it instanceof View]).toEqual([4, 4, true]);
  });
});

/** Whatever it constructs throws when it is settled. */
const THROWING =
  'function C(f) { f(() => { throw 1 }, () => { throw 2 }); return {} } Object.defineProperty(C, Symbol.species, { value: C });';

/** @type {Record<string, string>} */
const PROMISES = {
  'an own constructor': `${THROWING} const p = Promise.resolve(1); p.constructor = C; p`,
  'an own constructor of a rejected one': `${THROWING} const p = Promise.reject(1); p.constructor = C; p`,
  'an own constructor that stays': `${THROWING} Object.defineProperty(Promise.resolve(1), 'constructor', { value: C })`,
  'a class that says so': `${THROWING} class P extends Promise { get ['constructor']() { return C } } P.resolve(1)`,
  'a class that is one': `class P extends Promise { constructor(f) { super((a, b) => f(() => { throw 1 }, () => { throw 2 })) } } Object.setPrototypeOf(Promise.resolve(1), P.prototype)`,
  'a class whose species it is': `${THROWING} class P extends Promise { static get [Symbol.species]() { return C } } P.resolve(1)`,
  'the global': `${THROWING} globalThis.constructor = C; Object.setPrototypeOf(Promise.resolve(1), globalThis)`,
  'an object of the host': `${THROWING} given[Symbol.species] = C; Object.setPrototypeOf(Promise.resolve(1), Object.defineProperty({}, 'constructor', { get: () => given }))`,
  'a proxy': `${THROWING} Object.setPrototypeOf(Promise.resolve(1), new Proxy(Promise.prototype, { get: (t, k) => k === 'constructor' ? C : t[k] }))`,
};

/** @type {Record<string, string>} */
const WAITS = {
  await: 'await it',
  then: 'it.then(() => {}, () => {})',
  'then of the language': 'Promise.prototype.then.call(it, () => {}, () => {})',
  finally: 'it.finally(() => {}).catch(() => {})',
  all: 'await Promise.all([it])',
  race: 'await Promise.race([it])',
  any: 'await Promise.any([it])',
  allSettled: 'await Promise.allSettled([it])',
  'an async function’s result': 'await (async () => it)()',
  'async iteration': 'for await (const one of [it]) void one',
};

const ALIVE = { code: 0, stdout: 'alive\n' };

describe('who waits for a guest’s promise lives on, whatever is made by', () => {
  test.each(Object.entries(PROMISES))('%s', async (_, code) => {
    const waits = Object.values(WAITS).map((wait) => `async (it) => { ${wait} }`);
    const ended = await child(`
      const vm = require('rsvm');
      const make = () => vm.runInNewContext(${JSON.stringify(code)}, { given: {} });
      for (const wait of [${waits.join()}]) wait(make()).catch(() => {});
      setTimeout(() => console.log('alive'), 50);`);
    expect(ended).toMatchObject(ALIVE);
  });
});

describe('a guest’s promise that takes no more properties', () => {
  test.each([
    ['an AsyncLocalStorage', 'new hooks.AsyncLocalStorage().run({}, wait)'],
    ['a hook', 'hooks.createHook({ init() {} }).enable(); wait()'],
    [
      'a hook that comes later',
      'setTimeout(() => hooks.createHook({ init() {} }).enable(), 1); wait()',
    ],
  ])('is awaited under %s', async (_, run) => {
    const ended = await child(`
      const vm = require('rsvm');
      const hooks = require('node:async_hooks');
      let go;
      const sandbox = { set go(f) { go = f }, f: async () => { await 1 } };
      const codes = ['Promise.resolve(1)', 'new Promise((f) => { go = f })', 'f()', '(class extends Promise {}).resolve(1)'];
      const made = codes.map((code) => vm.runInNewContext('Object.freeze(' + code + ')', sandbox));
      const wait = () => {
        for (const code of codes) made.push(vm.runInNewContext('Object.freeze(' + code + ')', sandbox));
        for (const it of made) {
          (async () => { await it })();
          it.then(() => {});
          Promise.all([it]);
          vm.runInNewContext('it.then(() => {})', { it });
          setTimeout(() => it.then(() => {}), 5);
        }
        go(1);
      };
      ${run};
      setTimeout(() => console.log('alive'), 50);`);
    expect(ended).toMatchObject(ALIVE);
  });
});

describe('a class of promises of the guest’s', () => {
  const P =
    'class P extends Promise { then(...a) { P.asked = (P.asked ?? 0) + 1; return super.then(...a) } more() { return this.constructor === P } }';
  test('is the class of its instances, and its methods are theirs', async () => {
    const sandbox = /** @type {any} */ ({});
    const it = of(`${P} globalThis.P = P; P.resolve(2)`, sandbox);
    expect(types.isPromise(it)).toBe(true);
    expect([it instanceof sandbox.P, it.constructor === sandbox.P, it.more()]).toEqual([
      true,
      true,
      true,
    ]);
    expect(await it).toBe(2);
    expect(sandbox.P.asked).toBeGreaterThan(0);
    expect(it.constructor[Symbol.species]).toBe(Promise);
    expect(await sandbox.P.all([it, 3])).toEqual([2, 3]);
  });
  test('makes those of the guest’s own code', async () => {
    expect(
      await of(
        `${P} const it = P.resolve(2).finally(() => {}); it.then((n) => [n, it instanceof P].join())`,
      ),
    ).toBe('2,true');
  });
});
