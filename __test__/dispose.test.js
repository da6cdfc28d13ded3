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
