'use strict';

// Messages that are begun and never sent, since something in them cannot cross: the guest is told later
// what they would have told it, and holds nothing of what they named.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const child = require('./helpers/child');
const { rsvm: vm } = require('./helpers/rsvm');

/** What cannot cross, by itself or in something that crosses with its content. */
const UNCROSSABLE = [
  () => new SharedArrayBuffer(8),
  () => new Uint8Array(new SharedArrayBuffer(8)),
  () => Object.assign(new Error('x'), { shared: new SharedArrayBuffer(1) }),
];

/**
 * @param {(...args: any[]) => unknown} f a guest's
 * @param {unknown[]} args
 */
function fails(f, ...args) {
  expect(() => f(...args)).toThrow(expect.objectContaining({ code: 'ERR_RSVM_UNSUPPORTED' }));
}

describe.each(UNCROSSABLE.map((make) => [String(make).slice(6), make]))('with %s', (_, make) => {
  test('what was set, changed and deleted is heard of by the next message', () => {
    const sandbox = vm.createContext(/** @type {any} */ ({ gone: 1, changed: 1 }));
    const f = vm.runInContext('(x) => typeof x', sandbox);
    const o = vm.runInContext('({})', sandbox);
    delete sandbox.gone;
    sandbox.changed = 2;
    sandbox.made = 3;
    fails(f, make());
    fails(() => (o.p = make()));
    expect(vm.runInContext('[typeof gone, changed, made]', sandbox)).toEqual(['undefined', 2, 3]);
    vm.runInContext('changed += 1', sandbox);
    expect(sandbox.changed).toBe(3);
  });

  test('and by a function that answers in its place', () => {
    const sandbox = vm.createContext(/** @type {any} */ ({ gone: 1 }));
    const f = vm.runInContext('(x) => typeof x', sandbox);
    sandbox.go = () => {
      delete sandbox.gone;
      sandbox.made = 1;
      fails(f, make());
    };
    expect(vm.runInContext('go(); [typeof gone, typeof made]', sandbox)).toEqual([
      'undefined',
      'number',
    ]);
  });

  test('other contexts hear nothing of it', () => {
    const sandbox = vm.createContext(/** @type {any} */ ({}));
    const other = vm.createContext(/** @type {any} */ ({ n: 1 }));
    const f = vm.runInContext('(x) => typeof x', sandbox);
    sandbox.n = 2;
    fails(f, make());
    expect(vm.runInContext('n', other)).toBe(1);
    expect(vm.runInContext('n', sandbox)).toBe(2);
  });
});

test('a value of the sandbox that cannot cross fails runs for as long as it is there', () => {
  const sandbox = vm.createContext(/** @type {any} */ ({ gone: 1 }));
  vm.runInContext('gone', sandbox);
  delete sandbox.gone;
  sandbox.shared = new SharedArrayBuffer(1);
  fails(() => vm.runInContext('1', sandbox));
  fails(() => vm.runInContext('1', sandbox));
  delete sandbox.shared;
  sandbox.made = 1;
  expect(vm.runInContext('[typeof gone, typeof made]', sandbox)).toEqual(['undefined', 'number']);
});

test('what is refused by a sandbox stays a declaration of the guest’s', () => {
  const sandbox = vm.createContext(Object.preventExtensions({ n: 1 }));
  const f = vm.runInContext('var own = 1; (x) => typeof x', sandbox);
  sandbox.n = 2;
  fails(f, new SharedArrayBuffer(1));
  expect(vm.runInContext('[own, n]', sandbox)).toEqual([1, 2]);
});

const NAMES = ['a', 'b', 'c', 'd'];
const name = fc.constantFrom(...NAMES);
const value = fc.oneof(
  fc.integer(),
  fc.constantFrom('text', null, undefined, Symbol.for('s')),
  fc.constant('object').map(() => ({})),
);
const argument = fc.oneof(
  { weight: 3, arbitrary: value },
  { weight: 1, arbitrary: fc.constantFrom(...UNCROSSABLE).map((make) => make()) },
);
const step = fc.oneof(
  fc.record({ set: name, value }),
  fc.record({ remove: name }),
  fc.record({ hide: name, value }),
  fc.record({ call: fc.array(argument, { maxLength: 4 }), inside: fc.boolean() }),
  fc.record({ assign: name }),
);

test('whatever cannot cross, and wherever: the guest’s global is what the sandbox is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const sandbox = vm.createContext(
        /** @type {any} */ ({ host: (/** @type {any} */ f) => f() }),
      );
      const take = vm.runInContext('(...args) => args.length', sandbox);
      const within = vm.runInContext('(f) => host(f)', sandbox);
      const look = vm.runInContext(
        `() => ${JSON.stringify(NAMES)}.map((name) => Object.getOwnPropertyDescriptor(globalThis, name))`,
        sandbox,
      );
      for (const each of steps) perform(each, { sandbox, take, within });
      // A call looks quickly, a run closely.
      vm.runInContext('0', sandbox);
      const seen = Array.from(look(), (found) => found && { ...found });
      expect(seen).toEqual(NAMES.map((each) => Object.getOwnPropertyDescriptor(sandbox, each)));
    }),
    { numRuns: 150 },
  );
});

/**
 * @param {any} each
 * @param {{ sandbox: any, take: Function, within: Function }} context
 */
function perform(each, { sandbox, take, within }) {
  if ('set' in each) sandbox[each.set] = each.value;
  else if ('remove' in each) delete sandbox[each.remove];
  else if ('assign' in each) vm.runInContext(`${each.assign} = {}`, sandbox);
  else if ('hide' in each) {
    const { value: hidden } = each;
    const attributes = { writable: true, enumerable: false, configurable: true };
    Object.defineProperty(sandbox, each.hide, { value: hidden, ...attributes });
  } else {
    const call = () => attempt(() => take(...each.call));
    if (each.inside) within(call);
    else call();
  }
}

/** @param {() => unknown} action */
function attempt(action) {
  try {
    action();
  } catch (error) {
    expect(error).toHaveProperty('code', 'ERR_RSVM_UNSUPPORTED');
  }
}

test('records are described anew, with what changed meanwhile', () => {
  const sandbox = vm.createContext({ map: new Map([['a', 1]]), date: new Date(1) });
  const f = vm.runInContext('(x) => [map.size, date.getTime(), x?.size]', sandbox);
  const late = new Map([[1, 1]]);
  sandbox.map.set('b', 2);
  sandbox.date.setTime(2);
  fails(f, late, new SharedArrayBuffer(1));
  late.set(2, 2);
  expect(f(late)).toEqual([2, 2, 2]);
  late.set(3, 3);
  sandbox.map.set('c', 3);
  expect(f(late)).toEqual([3, 2, 3]);
});

test('what such a message named is held by nobody', async () => {
  const { stdout, stderr } = await child(
    `const vm = require('rsvm');
    const f = vm.runInContext('(x) => x', vm.createContext({}));
    let refs = [];
    function call() {
      const object = {};
      const shared = new SharedArrayBuffer(1);
      refs.push(new WeakRef(object), new WeakRef(shared));
      try { f(object, shared) } catch {}
    }
    for (let i = 0; i < 100; i += 1) call();
    f(1);
    setTimeout(() => {
      gc();
      console.log(refs.filter((ref) => ref.deref() !== undefined).length);
    }, 1);`,
    { flags: ['--expose-gc'] },
  );
  expect({ stdout: Number(stdout) < 5, stderr }).toEqual({ stdout: true, stderr: '' });
});

test('nor is what an answer would have named', async () => {
  const { stdout, stderr } = await child(
    `const vm = require('rsvm');
    const refs = [];
    const give = () => {
      const shared = new SharedArrayBuffer(1);
      refs.push(new WeakRef(shared));
      return shared;
    };
    const context = vm.createContext({ give });
    vm.runInContext('for (let i = 0; i < 100; i += 1) { try { give() } catch {} }', context);
    setTimeout(() => {
      gc();
      vm.runInContext('1', context);
      console.log(refs.filter((ref) => ref.deref() !== undefined).length);
    }, 1);`,
    { flags: ['--expose-gc'] },
  );
  expect({ stdout: Number(stdout) < 5, stderr }).toEqual({ stdout: true, stderr: '' });
});

test('a record that the guest had let go is kept up to date when it comes again', () => {
  const map = new Map([[1, 1]]);
  const sandbox = vm.createContext(/** @type {any} */ ({ get: () => map }));
  vm.runInContext('get().size', sandbox);
  // Until its collector has found that.
  for (let i = 0; i < 6; i += 1) {
    vm.runInContext('for (let i = 0; i < 300000; i += 1) ({ a: [i] })', sandbox);
  }
  vm.runInContext('globalThis.again = get()', sandbox);
  for (let size = 2; size < 5; size += 1) {
    map.set(size, size);
    expect(vm.runInContext('again.size', sandbox)).toBe(size);
  }
});
