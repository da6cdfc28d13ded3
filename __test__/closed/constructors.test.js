'use strict';

// Walks to a constructor: any function's `constructor` compiles code in the realm of that function.
// It is the oldest way out of `node:vm` (`this.constructor.constructor('return process')()`), and
// proxies around what is given fell to every path that their authors had not thought of.

const { describe, expect, test } = require('@jest/globals');
const {
  MARK,
  NAMES,
  PRELUDE,
  context,
  holds,
  holdsHere,
  watchForMarks,
} = require('../helpers/hostile');

watchForMarks();

const WALKS = [
  'constructor.constructor',
  'constructor',
  '__proto__.constructor.constructor',
  'constructor.prototype.constructor.constructor',
  '__proto__.__proto__.constructor.constructor',
];

const REFLECTED = (/** @type {string} */ name) => `{
  let at = Object(${name}), found = false;
  for (let i = 0; at && i < 20; i++) {
    const own = Object.getOwnPropertyDescriptor(at, 'constructor');
    if (own && own.value) { found = found || isHost(own.value) || isHost(own.value.constructor) }
    at = Object.getPrototypeOf(at);
  }
  found }`;

describe('from what the sandbox holds', () => {
  test.each(NAMES)('%s', (name) => {
    const run = context();
    run(PRELUDE);
    for (const walk of WALKS) {
      const found = run(`{ let F; try { F = ${name}.${walk} } catch {} isHost(F) }`);
      expect([walk, found]).toEqual([walk, false]);
    }
    expect(run(REFLECTED(name))).toBe(false);
  });
});

describe('through functions', () => {
  for (const kind of ['async', 'generator', 'asyncGenerator']) {
    holds(
      `of the kind of ${kind}`,
      `const F = Object.getPrototypeOf(${kind}).constructor;
       const made = F('globalThis.${MARK} = typeof process')();
       if (made.next) made.next();
       check(Object.getPrototypeOf(F));`,
    );
  }
  holds('that are bound', 'check(bound.constructor); look(bound())');
  holds(
    'that answer the sloppy this',
    'const t = sloppy(); look(t); if (t.process) t.process.rsvmEscaped = 1',
  );
  holds('that answer their arguments', 'look(arrow(1)); look(arrow.call(1).map)');
  holds(
    'that are halves of an accessor',
    'look(Object.getOwnPropertyDescriptor(Account.prototype, "view"));check(Object.getOwnPropertyDescriptor(Account.prototype, "view").get.constructor)',
  );
  holds(
    'of an accessor of the global',
    'const d = Object.getOwnPropertyDescriptor(globalThis, "lazy"); check((d.get ?? d.value).constructor); look(lazy)',
    { extend: () => Object.defineProperty({}, 'lazy', { get: () => ({}), enumerable: true }) },
  );
  holds(
    'that __lookupGetter__ finds',
    'check(Account.prototype.__lookupGetter__("view").constructor); check(account.__lookupGetter__("view").constructor)',
  );
});

describe('through other reflection', () => {
  holds('static members', 'look(Account.bank); check(Account.__proto__.constructor)');
  holds(
    'Reflect with a receiver',
    'check(Reflect.get(arrow, "constructor", {})); check(Reflect.get(Reflect.getPrototypeOf(arrow), "constructor"))',
  );
  holds(
    'every descriptor of every prototype',
    `for (let at = account; at; at = Object.getPrototypeOf(at))
       for (const d of Object.values(Object.getOwnPropertyDescriptors(at)))
         for (const part of [d.value, d.get, d.set]) if (part) check(part.constructor)`,
  );
  holds(
    'species',
    'class X extends Array { static get [Symbol.species]() { return Account } } check(new X(1).map((x) => x).constructor.constructor); look(new X(1).map((x) => x).owner)',
  );
  holds(
    'iterators',
    'look(list[Symbol.iterator]()); check(map.entries().next.constructor); check(generator().next.constructor)',
  );
  holds(
    'a key that changes between two conversions',
    'let n = 0; const key = { toString: () => (n++ % 2 ? "constructor" : "name") }; for (let i = 0; i < 4; i++) check(arrow[key])',
  );
  holds('with', 'with (arrow) { check(constructor) }');
  holds(
    'a subclass',
    'class X extends Account { constructor() { super("x"); check(super.greet.constructor) } } new X()',
  );
  holds('a binding pattern', 'const { constructor: { constructor: F } } = plain; check(F)');
  holds('a sloppy method that boxes a primitive', 'look(sloppy.call(1)); look(sloppy.call("x"))');
  holdsHere(
    'a class of the guest that passes for a function of the host',
    'class F extends Function {} check(construct(F)); check(new F("return this").constructor); check(Reflect.construct(Function, ["return typeof process"], arrow)().constructor?.constructor)',
  );
  holdsHere(
    'a function that the host constructs by',
    'check(construct(Function)); construct(class { constructor() { check(new.target.constructor) } })',
  );
});
