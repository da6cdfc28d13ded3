'use strict';

// Objects of Node's that are taken for others: Node tells what an object is by what it finds in it, under symbols
// that it inherits as well. A hash that was given a key for its prototype was a key for `createHmac`, whose C++ then
// looked for the key's bytes where the hash has something else.

const crypto = require('node:crypto');
const { EventEmitter } = require('node:events');
const { describe, expect, test } = require('@jest/globals');
const both = require('../helpers/both');
const { context, watchForMarks } = require('../helpers/hostile');

watchForMarks();

class Own {}

const make = () => ({
  hash: crypto.createHash('sha1'),
  key: crypto.createSecretKey(Buffer.from('abc')),
  emitter: new EventEmitter(),
  timer: setTimeout(() => {}, 0),
  own: new Own(),
  plain: {},
  base: { where: 'base' },
  named: Object.defineProperty(
    {},
    'link',
    /** @type {any} */ (Object.getOwnPropertyDescriptor(Object.prototype, '__proto__')),
  ),
});

describe.each([
  ['hash', 'key'],
  ['hash', 'base'],
  ['emitter', 'null'],
  ['timer', 'base'],
  ['plain', 'key'],
  ['own', 'Object.getPrototypeOf(emitter)'],
])('%s is not given %s for its prototype', (object, prototype) => {
  test.each([
    `Object.setPrototypeOf(${object}, ${prototype})`,
    `${object}.__proto__ = ${prototype}`,
    `Object.prototype.__lookupSetter__('__proto__').call(${object}, ${prototype})`,
    `Reflect.set(named, 'link', ${prototype}, ${object})`,
    `Reflect.set(plain, '__proto__', ${prototype}, ${object})`,
  ])('by %s', (code) => {
    const sandbox = /** @type {any} */ (make());
    const before = Object.getPrototypeOf(sandbox[object]);
    context(sandbox)(
      `try { ${code} } catch (error) { if (!(error instanceof TypeError)) throw error }`,
    );
    expect(Object.getPrototypeOf(sandbox[object])).toBe(before);
  });
});

describe('what it has', () => {
  test.each([
    'Object.setPrototypeOf(emitter, Object.getPrototypeOf(emitter)) === emitter',
    'Object.setPrototypeOf(own, Object.getPrototypeOf(own)) === own',
    'const up = Object.getPrototypeOf(hash); Reflect.setPrototypeOf(up, Object.getPrototypeOf(up))',
    '"use strict"; emitter.__proto__ = emitter.__proto__; true',
    `class Mine extends emitter.constructor { constructor() { super(); Object.setPrototypeOf(this, new.target.prototype) } }
     new Mine() instanceof Mine`,
    'Reflect.setPrototypeOf(own, base) && own.where',
  ])('it may be given again, and the program’s own: %s', (code) => {
    both((vm) => vm.runInNewContext(code, make()));
  });
});
