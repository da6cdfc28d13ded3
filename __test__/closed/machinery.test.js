'use strict';

// The machinery: a sandbox made of proxies keeps handlers, targets and tables, and whoever gets hold of
// one can ask it for the real objects; vm2 lost its handler to `util.inspect` with `showProxy`, and
// a proxy whose target answers for itself (`Array.isArray`, an invariant) gives away what it is.

const { describe, expect, test } = require('@jest/globals');
const util = require('node:util');
const { rsvm } = require('../helpers/rsvm');
const { context, holdsHere, watchForMarks } = require('../helpers/hostile');

watchForMarks();

describe('stand-ins in the guest', () => {
  test('show none of their traps or shadows', () => {
    const run = context();
    const keys = (/** @type {string} */ name) => run(`Reflect.ownKeys(${name}).map(String).join()`);
    expect(keys('plain')).toBe('nested');
    expect(keys('list')).toBe('0,1,length');
    expect(keys('arrow')).toBe('length,name');
    expect(run('typeof arrow.get + typeof plain.ownKeys')).toBe('undefinedundefined');
  });
  holdsHere(
    'with receivers that are not the stand-in',
    `const child = Object.create(plain); child.nested; child.x = 1; if (Object.hasOwn(plain, "x")) escaped = true;
     const p = new Proxy(plain, {}); look(p.nested); Reflect.get(plain, "nested", arrow); Reflect.set(plain, "y", 1, list)`,
  );
  test('as the prototype, target and handler of others', () => {
    const run = context();
    expect(run('Object.create(plain).nested === plain.nested')).toBe(true);
    expect(run('new Proxy(plain, {}).nested === plain.nested')).toBe(true);
    expect(run('new Proxy({}, plain).x')).toBe(undefined);
    expect(run('Object.setPrototypeOf({}, account).greet === account.greet')).toBe(true);
  });
  holdsHere(
    'frozen, sealed and closed',
    `for (const o of [plain, list, account, arrow]) {
       Object.preventExtensions(o); Object.seal(o); Object.freeze(o);
       for (const d of Object.values(Object.getOwnPropertyDescriptors(o))) look(d.value);
       look(Object.getPrototypeOf(o));
     }`,
  );
  holdsHere(
    'that are compared, keyed and held weakly',
    'const m = new Map([[plain, 1]]), w = new WeakMap([[plain, plain]]); look(m.keys().next().value); look(w.get(plain)); look(new WeakRef(plain).deref()); for (const k of m.keys()) look(k)',
  );
  test('cannot be forged by what looks like one', () => {
    const run = context({ see: (/** @type {any} */ o) => Object.keys(o).join() });
    expect(run('see({ id: 0, membrane: {}, traits: 3 })')).toBe('id,membrane,traits');
  });
});

describe('stand-ins in the host', () => {
  test('show their handler to no code of the guest’s', () => {
    const run = context({ seen: /** @type {any[]} */ ([]) });
    const value = run('({ get a() { seen.push(this); return 1 }, b: { c: 1 } })');
    expect(util.inspect(value, { showProxy: true, getters: true })).toContain('Proxy');
    expect(run('seen.every((o) => o.membrane === undefined && !("traits" in o))')).toBe(true);
  });
  test('are not taken for one of another context', () => {
    const [one, two] = [context({ f: () => {} }), context({ f: () => {} })];
    const object = one('({ secret: 1 })');
    const sandbox = rsvm.createContext({ object });
    expect(rsvm.runInContext('object.secret', sandbox)).toBe(1);
    two('globalThis.kept = 1');
    expect(one('typeof kept')).toBe('undefined');
  });
  test('keep an object of one guest out of the chain of another’s', () => {
    const theirs = context({})('({ name: "theirs" })');
    const run = context({ theirs });
    expect(run('Reflect.setPrototypeOf(theirs, { polluted: 1 })')).toBe(false);
    expect(theirs.polluted).toBe(undefined);
  });
});

describe('functions of this package', () => {
  test('that a guest is called with or sees are no way to its modules', () => {
    const run = context();
    const found = run(`(() => {
      const names = [];
      for (const f of [console.log, console.error, Object.getOwnPropertyDescriptor(globalThis, 'console')?.value?.log]) {
        if (f) names.push(typeof f.constructor.constructor('return typeof process + typeof require + typeof module')());
        names.push(String(f).includes('membrane'));
      }
      return names.join();
    })()`);
    expect(found).not.toContain('true');
  });
  test('an error of this package names none of its files', () => {
    const shared = new SharedArrayBuffer(8);
    const run = context({ give: () => shared, deep: (/** @type {Function} */ f) => f() });
    const text = run('try { give() } catch (e) { String(e) + e.stack + e.code }');
    expect(text).toContain('ERR_RSVM_UNSUPPORTED');
    expect(text).not.toContain(__dirname.slice(0, __dirname.indexOf('__test__')));
  });
});
