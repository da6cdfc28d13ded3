'use strict';

// The attributes of properties that were changed stay when others are deleted or become accessors, in
// random sequences of operations on objects of every kind, compared with node:vm; and globals that are
// made late are what those are that are made at once.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const both = require('./helpers/both');
const { rsvm } = require('./helpers/rsvm');

const KINDS = [
  '{}',
  '{ x: 1, a: 2, y: 3 }',
  '[1, 2]',
  'function () {}',
  'class { static x = 1; static a() {} }',
  'new Error("e")',
  '/r/',
  'new Map',
  'Object.create({ x: 9 })',
  '{ x: 1, [Symbol.for("q")]: 2, a: 3 }',
  '(function () { return arguments })(1, 2)',
  'new Proxy({ x: 1, a: 2, y: 3 }, {})',
];
const KEYS = ['"x"', '"a"', '"y"', '"length"', '"prototype"', '"message"', '0', 'Symbol.for("q")'];

const named = fc.constantFrom(...KEYS);
const attributes = fc.record(
  { enumerable: fc.boolean(), configurable: fc.boolean() },
  { requiredKeys: [] },
);
const ofData = fc.record(
  {
    value: fc.nat(9),
    writable: fc.boolean(),
    enumerable: fc.boolean(),
    configurable: fc.boolean(),
  },
  { requiredKeys: [] },
);
const text = (/** @type {object} */ it) => JSON.stringify(it);
const operation = fc.oneof(
  fc.tuple(named, ofData).map(([key, it]) => `Object.defineProperty(o, ${key}, ${text(it)})`),
  fc.tuple(named, ofData).map(([key, it]) => `Reflect.defineProperty(o, ${key}, ${text(it)})`),
  fc
    .tuple(named, attributes)
    .map(([key, it]) => `Object.defineProperty(o, ${key}, { get() {}, ...${text(it)} })`),
  fc
    .tuple(ofData, ofData)
    .map(([x, y]) => `Object.defineProperties(o, { x: ${text(x)}, y: ${text(y)} })`),
  named.map((key) => `o.__defineSetter__(${key}, () => {})`),
  named.map((key) => `delete o[${key}]`),
  named.map((key) => `o[${key}] = 5`),
  // Not `Object.seal`: V8 leaves a function's prototype writable when a sealed one is frozen.
  fc.constantFrom(
    'Object.setPrototypeOf(o, { w: 1 })',
    'Object.preventExtensions(o)',
    'Object.freeze(o)',
  ),
);

const SHOW = `
  // Functions and errors have properties of V8's besides those of the language.
  const extra = ['stack', 'arguments', 'caller'];
  const show = (o) => Reflect.ownKeys(o).filter((key) => !extra.includes(key)).map((key) => {
    const { get, set, value, ...rest } = Object.getOwnPropertyDescriptor(o, key);
    return [String(key), typeof get, typeof set, typeof value, JSON.stringify(rest)].join(' ');
  });`;

test('random operations leave the attributes that they leave on node:vm', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KINDS),
      fc.array(operation, { minLength: 2, maxLength: 10 }),
      (kind, operations) => {
        const steps = operations.map(
          (it) => `try { ${it}; done.push(1) } catch (e) { done.push(e.name) }`,
        );
        const code = `{ ${SHOW} const o = ${/^[{fc]/.test(kind) ? `(${kind})` : kind};
          const done = []; ${steps.join('\n')}; [done.join(), ...show(o)].join('\\n') }`;
        both((vm) => vm.runInNewContext(code, {}));
      },
    ),
    { numRuns: 400 },
  );
});

test.each([
  [
    'a deletion',
    "const o = { x: 1, a: 1, y: 1 }; Object.defineProperty(o, 'x', { writable: false, configurable: false }); delete o.a; o",
  ],
  [
    'an accessor',
    "const o = { x: 1, a: 1, y: 1 }; Object.defineProperty(o, 'x', { enumerable: false }); Object.defineProperty(o, 'a', { get: Math.abs }); o",
  ],
  [
    'a seal',
    "const o = Object.seal({ x: 1, a: 2, y: 3 }); Object.defineProperty(o, 'a', { writable: false }); o",
  ],
  [
    "a global's",
    "var x = 1, a = 1; globalThis.y = 2; globalThis.z = 3; Object.defineProperty(globalThis, 'y', { enumerable: false }); delete globalThis.z; ({ y: globalThis.y })",
  ],
])('what was defined stays behind %s', (_, code) => {
  both((vm) => {
    const context = vm.createContext({});
    const made = vm.runInContext(code, context);
    const own = (/** @type {object} */ it) => text(Object.getOwnPropertyDescriptors(it));
    return [own(made), own(context)];
  });
});

test('what the host defines through a proxy stays, too', () => {
  both((vm) => {
    const made = vm.runInNewContext('({ x: 1, a: 1, y: 1 })', {});
    Object.defineProperty(made, 'x', { enumerable: false });
    delete made.a;
    return Object.getOwnPropertyDescriptors(made);
  });
});

describe('globals that are made late', () => {
  const late = ['console', 'WebAssembly'];

  test.each(late)('%s is a data property to code that makes up the name', (name) => {
    const [first, ...rest] = name;
    const made = `${JSON.stringify(first)} + ${JSON.stringify(rest.join(''))}`;
    both((vm) => {
      const code = `{ const d = Object.getOwnPropertyDescriptor(globalThis, ${made});
        [typeof d.value, d.writable, d.enumerable, d.configurable, String(d.value)].join() }`;
      return vm.runInNewContext(code, {});
    });
    both((vm) => vm.runInNewContext(`globalThis[${made}] === globalThis[${made}]`, {}));
    both((vm) => vm.runInNewContext(`Object.keys(globalThis[${made}]).length > 2`, {}));
  });

  test.each(late)('%s is a data property to the host', (name) => {
    both((vm) => {
      const global = vm.runInNewContext('globalThis', {});
      const { value, ...rest } = Object.getOwnPropertyDescriptor(global, name) ?? {};
      return [typeof value, rest, value === global[name]];
    });
  });

  test('a frozen global has them once and for all', () => {
    const context = /** @type {any} */ (rsvm).createContext(rsvm.constants.DONT_CONTEXTIFY);
    const names = late.map((it) => `globalThis['${it.slice(0, 3)}' + '${it.slice(3)}']`);
    rsvm.runInContext('Object.freeze(globalThis)', context);
    for (const name of names) {
      expect(rsvm.runInContext(`${name} === ${name}`, context)).toBe(true);
    }
    expect(Object.isFrozen(context)).toBe(true);
  });

  test('a later context is without what the first one left', () => {
    const names = `Reflect.ownKeys(globalThis).map(String).join()`;
    const of = () => rsvm.runInNewContext(names, {});
    const first = of();
    expect(of()).toBe(first);
    both((vm) => vm.runInNewContext("'TypedArray' in globalThis", {}));
  });

  test('one that the sandbox brings comes first', () => {
    both((vm) => vm.runInNewContext('console', { console: 5 }));
    both((vm) => vm.runInNewContext('globalThis["cons" + "ole"]', { console: 5 }));
    both((vm) => {
      const sandbox = new Proxy({ console: 5 }, {});
      return vm.runInNewContext('console', sandbox);
    });
    both((vm) => {
      const sandbox = vm.createContext({});
      vm.runInContext('globalThis["cons" + "ole"] = 7', sandbox);
      return [sandbox.console, vm.runInContext('console', sandbox)];
    });
  });
});
