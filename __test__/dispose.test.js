'use strict';

// `dispose` ends a context before its object is collected; what needs the engine then says so.

const vm = require('..');

const DISPOSED = expect.objectContaining({ code: 'ERR_RSVM_CONTEXT_DISPOSED' });

test('nothing runs in a context that was disposed of', () => {
  const context = vm.createContext({ a: 1 });
  const script = new vm.Script('a = 2');
  script.runInContext(context);
  vm.dispose(context);
  expect(() => vm.runInContext('a', context)).toThrow(DISPOSED);
  expect(() => script.runInContext(context)).toThrow(DISPOSED);
  expect(context).toEqual({ a: 2 });
});

test('what the guest has given throws', () => {
  const context = vm.createContext({});
  const { f, object } = vm.runInContext('({ f: () => 1, object: { a: 1 } })', context);
  vm.dispose(context);
  expect(() => f()).toThrow(DISPOSED);
  expect(() => object.a).toThrow(DISPOSED);
});

test('others are not concerned', () => {
  const [first, second] = [vm.createContext({}), vm.createContext({})];
  const f = vm.runInContext('() => 1', second);
  vm.dispose(first);
  expect(f()).toBe(1);
});

test('twice is once', () => {
  const context = vm.createContext({});
  vm.dispose(context);
  expect(() => vm.dispose(context)).not.toThrow();
});

test('not while its guest waits for the host', () => {
  const context = vm.createContext({ dispose: () => vm.dispose(context) });
  const error = vm.runInContext('try { dispose() } catch (error) { error }', context);
  expect(error).toMatchObject({ code: 'ERR_RSVM_CONTEXT_BUSY' });
  expect(vm.runInContext('1 + 1', context)).toBe(2);
});

test.each([[{}], [[]], [undefined], [1]])('refuses %p, which is no context', (value) => {
  expect(() => vm.dispose(value)).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
  );
});

test('promises and jobs of an ended context end quietly', async () => {
  const context = vm.createContext({ log: [] });
  vm.runInContext('Promise.resolve().then(() => log.push(1))', context);
  vm.dispose(context);
  await new Promise(setImmediate);
  expect(context.log).toEqual([]);
});

test('contexts that take turns, some of which end in between', () => {
  const contexts = Array.from({ length: 12 }, (_, index) => vm.createContext({ index }));
  const calls = contexts.map((context) => vm.runInContext('(next) => index + next()', context));
  const all = (/** @type {number} */ from) =>
    calls.slice(from).reduceRight(
      (next, call) => () => call(next),
      () => 0,
    );
  for (let from = 0; from < 12; from++) {
    const sum = (11 * 12) / 2 - (from * (from - 1)) / 2;
    for (let i = 0; i < 3; i++) expect(all(from)()).toBe(sum);
    for (const [index, call] of calls.entries()) {
      if (index >= from) expect(call(() => 1)).toBe(index + 1);
    }
    vm.dispose(contexts[from]);
    expect(() => all(from)()).toThrow(DISPOSED);
  }
});

test('a context ends while another one runs', () => {
  const [first, second] = [vm.createContext({}), vm.createContext({})];
  vm.runInContext('1', second);
  const f = vm.runInContext('(end) => { end(); return 1 }', first);
  expect(f(() => vm.dispose(second))).toBe(1);
  expect(() => vm.runInContext('1', second)).toThrow(DISPOSED);
  expect(f(() => 0)).toBe(1);
});

test('a promise of its guest’s that is pending is rejected, which is nobody’s news', async () => {
  /** @type {unknown[]} */
  const reported = [];
  const unhandled = (/** @type {unknown} */ reason) => reported.push(reason);
  process.on('unhandledRejection', unhandled);
  try {
    const context = vm.createContext({});
    const pending = vm.runInContext('new Promise(() => {})', context);
    vm.runInContext('new Promise(() => {})', context);
    vm.dispose(context);
    await expect(pending).rejects.toMatchObject({ code: 'ERR_RSVM_CONTEXT_DISPOSED' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(reported).toEqual([]);
  } finally {
    process.off('unhandledRejection', unhandled);
  }
});
