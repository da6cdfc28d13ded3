'use strict';

// The graph walk: whatever a guest can reach from a rich sandbox, by every reflective operation and by
// calling what may be called, is handed back to the host, which looks for an intrinsic of its own in
// it. Single paths are what the other files are about; this one finds those that nobody thought of.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const nodeVm = require('node:vm');
const { NAMES, context, rich } = require('../helpers/hostile');

const host = /** @type {any} */ (globalThis);

/** Every intrinsic of the realms that this test knows; none may be told apart from outside by a guest. */
function hostIntrinsics() {
  const found = new Set();
  const visit = (/** @type {any} */ value) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (found.has(value) || value === globalThis) return;
    found.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
      for (const part of [descriptor?.value, descriptor?.get, descriptor?.set]) visit(part);
    }
    visit(Reflect.getPrototypeOf(value));
  };
  const names = [
    'Object',
    'Function',
    'Array',
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'EvalError',
    'AggregateError',
    'Date',
    'RegExp',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'Promise',
    'Proxy',
    'Reflect',
    'JSON',
    'Math',
    'Symbol',
    'BigInt',
    'Number',
    'String',
    'Boolean',
    'ArrayBuffer',
    'DataView',
    'Uint8Array',
    'Float64Array',
    'BigInt64Array',
    'Atomics',
    'Intl',
    'eval',
    'parseInt',
    'FinalizationRegistry',
  ];
  for (const name of names) visit(host[name]);
  visit(Object.getPrototypeOf(function* () {}));
  visit(Object.getPrototypeOf(async function () {}));
  visit(Object.getPrototypeOf(async function* () {}));
  visit([][Symbol.iterator]());
  visit(new Map()[Symbol.iterator]());
  visit(''.matchAll(/./g));
  visit(new Intl.Segmenter().segment('a'));
  visit(new Intl.Segmenter().segment('a')[Symbol.iterator]());
  return found;
}

/**
 * Walks what a guest can reach. It hands each thing that is not its own to `judge`, which is a host
 * function and therefore gets the original: a host's intrinsic that a guest held would come home as
 * itself, and the guest's own as a stand-in.
 */
const WALK = `(judge, roots, choose, limit) => {
  const seen = new Set(), queue = [...roots];
  const add = (value) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (seen.has(value)) return;
    seen.add(value); queue.push(value);
  };
  const attempt = (f) => { try { add(f()) } catch (e) { add(e) } };
  while (queue.length && seen.size < limit) {
    const value = queue.splice(choose(queue.length), 1)[0];
    judge(value);
    let keys = [];
    try { keys = Reflect.ownKeys(value) } catch (e) { add(e) }
    attempt(() => keys);
    attempt(() => Reflect.getPrototypeOf(value));
    attempt(() => value.constructor);
    attempt(() => value.__proto__);
    attempt(() => Object(value).valueOf());
    attempt(() => value[Symbol.iterator]?.());
    attempt(() => value[Symbol.asyncIterator]?.());
    for (const key of keys.slice(0, 60)) {
      attempt(() => value[key]);
      let d; try { d = Reflect.getOwnPropertyDescriptor(value, key) } catch (e) { add(e) }
      if (!d) continue;
      attempt(() => d); attempt(() => d.value); attempt(() => d.get); attempt(() => d.set);
      attempt(() => d.get?.call(value)); attempt(() => value.__lookupGetter__(key));
    }
    if (typeof value === 'function') {
      if (value === judge) continue;
      attempt(() => value.bind({}));
      attempt(() => Reflect.construct(Object, [], value));
      attempt(() => class extends value {});
      if (harmless(value)) { attempt(() => value()); attempt(() => value.call({})); attempt(() => new value('x')); attempt(() => Reflect.apply(value, value, [value, {}])) }
    }
  }
  return seen.size;
}`;

/**
 * Walks what a guest reaches from a rich sandbox.
 * @param {(sandbox: any) => (code: string) => any} open makes a context and answers how code runs in it
 * @param {Set<unknown>} intrinsics
 * @param {number[]} choices which way to go
 * @param {number} limit how far
 * @returns {{ size: number, leaked: unknown[] }} how much there was, and what of it is the host's own
 */
function walkFrom(open, intrinsics, choices, limit) {
  const sandbox = /** @type {any} */ (rich());
  const run = open(sandbox);
  /** @type {any[]} */
  const leaked = [];
  let at = 0;
  const judge = (/** @type {any} */ value) => {
    const isPower = value === globalThis || value === process || value === require;
    if (intrinsics.has(value) || isPower) leaked.push(value);
  };
  const choose = (/** @type {number} */ length) => choices[at++ % choices.length] % length;
  // Calling whatever is found would end the walk at the host's own functions with effects.
  const own = new Set([
    sandbox.arrow,
    sandbox.method,
    sandbox.sloppy,
    sandbox.throws,
    sandbox.throwsData,
    sandbox.Account,
    sandbox.generator,
    sandbox.async,
    sandbox.bound,
    sandbox.apply,
    sandbox.construct,
  ]);
  run('var harmless');
  sandbox.harmless = (/** @type {any} */ f) => own.has(f);
  const roots = run(`[${NAMES.filter((n) => n !== 'console').join()}, globalThis]`);
  const size = run(WALK)(judge, roots, choose, limit);
  return { size, leaked };
}

describe('everything that a guest can reach', () => {
  test('holds no intrinsic of the host', () => {
    const intrinsics = hostIntrinsics();
    expect(intrinsics.size).toBeGreaterThan(500);
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }), (choices) => {
        const { size, leaked } = walkFrom(context, intrinsics, choices, 1500);
        expect(size).toBeGreaterThan(300);
        expect(leaked).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  test('would be found: the same walk finds them where node:vm has the guest', () => {
    const open = (/** @type {any} */ sandbox) => {
      const made = nodeVm.createContext(sandbox);
      return (/** @type {string} */ code) => nodeVm.runInContext(code, made);
    };
    const { leaked } = walkFrom(open, hostIntrinsics(), [0], 1500);
    expect(leaked).toContain(Object.prototype);
    expect(leaked).toContain(Function);
  });

  test('what is given away of them is replaced', () => {
    const run = context({ leak: Function, proto: Object.prototype, all: globalThis });
    expect(run('leak === Function && proto === Object.prototype && all === globalThis')).toBe(true);
    expect(run('typeof all.process')).toBe('undefined');
  });
});
