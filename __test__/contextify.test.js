'use strict';

// Which objects become contexts, and when: node:vm's rules, and the one extension that an object
// literal with properties is made a context by running code in it.

const { describe, expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');

describe('createContext', () => {
  test('answers its object', () => {
    const object = { a: 1 };
    expect(rsvm.createContext(object)).toBe(object);
    expect(rsvm.isContext(object)).toBe(true);
    expect(rsvm.createContext(object)).toBe(object);
  });

  test('makes an object', () => {
    both((vm) => {
      const made = vm.createContext();
      return [vm.isContext(made), Object.keys(made), vm.runInContext('x = 1', made), made.x];
    });
  });

  const kinds = {
    array: () => [1, 2],
    function: () => function f() {},
    instance: () =>
      new (class Thing {
        a = 1;
      })(),
    'null prototype': () => Object.assign(Object.create(null), { a: 1 }),
    frozen: () => Object.freeze({ a: 1 }),
    date: () => new Date(0),
    error: () => new Error('x'),
  };
  test.each(Object.entries(kinds))('takes %s as Node does', (_, make) => {
    both((vm) => {
      const context = vm.createContext(make());
      return [vm.isContext(context), vm.runInContext('typeof a', context)];
    });
  });

  test.each([[null], [1], ['text'], [true], [Symbol('s')], [5n]])(
    'refuses %p as Node does',
    (value) => {
      both((vm) => vm.createContext(/** @type {any} */ (value)));
    },
  );

  test('a context that exists is left alone', () => {
    const sandbox = rsvm.createContext({ a: 1 });
    rsvm.runInContext('let kept = 5', sandbox);
    rsvm.createContext(sandbox);
    expect(rsvm.runInContext('kept', sandbox)).toBe(5);
  });

  test('what inherits from a context is none', () => {
    const sandbox = rsvm.createContext({});
    expect(rsvm.isContext(Object.create(sandbox))).toBe(false);
  });

  test('a context of the one is none of the other', () => {
    expect(rsvm.isContext(nodeVm.createContext({}))).toBe(false);
    expect(nodeVm.isContext(rsvm.createContext({}))).toBe(false);
  });
});

describe('DONT_CONTEXTIFY', () => {
  test('gives the global object itself', () => {
    const global = rsvm.createContext(/** @type {any} */ (rsvm.constants.DONT_CONTEXTIFY));
    expect(rsvm.isContext(global)).toBe(true);
    rsvm.runInContext('var a = 1; globalThis.b = 2', global);
    expect([global.a, global.b]).toEqual([1, 2]);
    global.c = 3;
    expect(rsvm.runInContext('c', global)).toBe(3);
    expect(rsvm.runInContext('globalThis', global)).toBe(global);
    expect(global.Array).toBe(rsvm.runInContext('Array', global));
  });
});

describe('running in an object that is no context', () => {
  test('makes an object literal with properties one', () => {
    const context = { a: 1, b: 2 };
    expect(new rsvm.Script('a + b').runInContext(context)).toBe(3);
    expect(rsvm.isContext(context)).toBe(true);
    const other = { x: 5 };
    expect(rsvm.runInContext('x += 1', other)).toBe(6);
    expect(other.x).toBe(6);
    rsvm.runInContext('let state = 1', other);
    expect(rsvm.runInContext('state', other)).toBe(1);
  });

  test('one without prototype, and one with symbols only', () => {
    expect(rsvm.runInContext('a', Object.assign(Object.create(null), { a: 1 }))).toBe(1);
    expect(rsvm.runInContext('1', /** @type {any} */ ({ [Symbol('s')]: 1 }))).toBe(1);
  });

  const refused = {
    'an empty object': {},
    'an array': [],
    'a filled array': [1],
    'a function': () => {},
    'an instance': new (class Thing {
      a = 1;
    })(),
    'a Map': new Map([[1, 2]]),
    'a Date': new Date(),
    'a Proxy': new Proxy({ a: 1 }, {}),
    'a context of node:vm that is empty': nodeVm.createContext({}),
  };
  test.each(Object.entries(refused))('refuses %s', (name, object) => {
    for (const run of [
      () => rsvm.runInContext('1', /** @type {any} */ (object)),
      () => new rsvm.Script('1').runInContext(/** @type {any} */ (object)),
    ]) {
      let error = /** @type {any} */ (undefined);
      try {
        run();
      } catch (e) {
        error = e;
      }
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_INVALID_ARG_TYPE');
    }
    if (typeof object === 'object') expect(rsvm.isContext(object)).toBe(false);
  });

  test('runInNewContext takes anything that createContext does', () => {
    both((vm) => [
      vm.runInNewContext('1'),
      vm.runInNewContext('2', {}),
      vm.runInNewContext('this[0]', [3]),
    ]);
  });

  test('a Proxy that was made a context works', () => {
    both((vm) => {
      /** @type {string[]} */
      const target = /** @type {any} */ ({ a: 1 });
      const proxy = new Proxy(target, {});
      vm.createContext(proxy);
      return [vm.runInContext('a', proxy), vm.runInContext('b = 2; b', proxy), target];
    });
  });
});
