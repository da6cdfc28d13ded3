'use strict';

// Objects of the host with a guest's object in their prototype chain. They cross while a message to
// that guest is being written, so nobody may look through the chain then: an answer would come in the
// middle of it.

const { expect, test } = require('@jest/globals');
const { inspect, types } = require('node:util');
const { rsvm } = require('./helpers/rsvm');

/** One of each kind that crosses in a way of its own. @type {Record<string, () => object>} */
const OURS = {
  object: () => ({ a: 1 }),
  array: () => [1, 2],
  function: () => function () {},
  arrow: () => () => 1,
  'bound function': () => function () {}.bind(),
  class: () => class {},
  proxy: () => new Proxy({ z: 1 }, {}),
  arguments: () => (() => arguments)(),
  date: () => new Date(0),
  regexp: () => /x/g,
  map: () => new Map([[1, 2]]),
  set: () => new Set([1]),
  error: () => new TypeError('e'),
  'aggregate error': () => new AggregateError([1], 'e'),
  promise: () => Promise.resolve(1),
  buffer: () => new ArrayBuffer(4),
  'typed array': () => new Uint8Array(4),
  view: () => new DataView(new ArrayBuffer(4)),
  number: () => Object(1),
  generator: () => (function* () {})(),
};

const THEIRS = [
  '({ g: 1 })',
  'Object.create(null)',
  'Function.prototype',
  'Error.prototype',
  'new Proxy({}, {})',
  'new Proxy(function () {}, { get: (target, key) => log.push(String(key)) })',
  '(class G extends Map { get size() { return log.push("size") } }).prototype',
  '({ get constructor() { log.push("constructor"); return class {} }, get prototype() { log.push("prototype") } })',
  '({ get name() { log.push("name") }, get message() { log.push("message") }, get then() { log.push("then") } })',
];

/** How one crosses: into the guest, in an answer, and on the sandbox. */
const CROSSINGS = [
  (context, object) => rsvm.runInContext('(value) => typeof value', context)(object),
  (context, object) => {
    context.answer = () => object;
    return rsvm.runInContext('typeof answer()', context);
  },
  (context, object) => {
    context.given = object;
    return rsvm.runInContext('typeof given', context);
  },
];

test.each(Object.keys(OURS))('%s', (kind) => {
  for (const source of THEIRS) {
    for (const cross of CROSSINGS) {
      const context = rsvm.createContext({});
      const theirs = rsvm.runInContext(`var log = []; var theirs = ${source}; theirs`, context);
      for (const prototype of [theirs, Object.create(theirs)]) {
        const object = OURS[kind]();
        Object.setPrototypeOf(object, prototype);
        rsvm.runInContext('log.length = 0', context);
        expect(cross(context, object)).toBe(typeof object);
        if (kind !== 'proxy') expect(rsvm.runInContext('log.join()', context)).toBe('');
      }
    }
  }
});

test("a bound function of the guest's is inspected in the middle of its run", () => {
  let seen;
  const look = (value) => {
    seen = inspect(value);
    return types.isProxy(value);
  };
  expect(rsvm.runInNewContext('look(function f() {}.bind())', { look })).toBe(true);
  expect(seen).toBe('[Function: bound f]');
  expect(rsvm.runInNewContext('look(Proxy)', { look })).toBe(true);
  expect(seen).toBe('[Function: Proxy]');
});
