'use strict';

// Methods of arrays, whose elements the engine moves at once where nobody could see them come and go: on
// arrays of every kind, in every state, they do what V8's do. And those of the host's arrays, that the
// host changes for its guest.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const both = require('./helpers/both');

/** Arrays, as source. */
const ARRAYS = [
  '[]',
  '[1, 2, 3, 4, 5]',
  '[1.5, 2, -0, NaN]',
  '[{ a: 1 }, "x", undefined, null, 7n]',
  '[1, , 3]',
  'new Array(5)',
  'Object.assign([1, 2], { extra: 1 })',
  'Object.freeze([1, 2, 3])',
  'Object.seal([1, 2, 3])',
  'Object.preventExtensions([1, 2, 3])',
  'Object.defineProperty([1, 2, 3], 1, { get() { return "got" }, set() {}, configurable: true })',
  'Object.defineProperty([1, 2, 3], 2, { configurable: false })',
  'new (class A extends Array {})(1, 2, 3)',
  'Object.setPrototypeOf([1, 2, 3], { __proto__: Array.prototype, 5: "inherited" })',
  'Object.setPrototypeOf([1, 2, 3], null)',
  'Object.assign([1, 2, 3], { constructor: { [Symbol.species]: function () { return [9, 9, 9, 9, 9, 9] } } })',
  'Object.assign([1, 2, 3], { constructor: { [Symbol.species]: function () { return a } } })',
  'Object.assign([1, 2, 3], { constructor: { [Symbol.species]: function (n) { a.length = 1; return [] } } })',
  'Object.assign([1, 2, 3], { constructor: { [Symbol.species]: function () { return Object.freeze([]) } } })',
  '(function () { return arguments })(1, 2, 3)',
  '({ 0: "a", 1: "b", length: 2 })',
];

/** Arguments, as source. */
const VALUES = [
  '0',
  '1',
  '2',
  '-1',
  '9',
  '1.5',
  '"x"',
  'undefined',
  '{}',
  'NaN',
  '-0',
  '4294967295',
];
const LATE = '({ valueOf() { a.length = 2; a[3] = "late"; return 1 } })';

const METHODS =
  'push pop shift unshift splice reverse fill slice concat indexOf lastIndexOf includes copyWithin'.split(
    ' ',
  );

/** Applies methods one after the other, and tells of each what it answered and what the array is then. */
const program = (/** @type {string} */ array, /** @type {[string, string[]][]} */ calls) => `
  const told = [];
  const tell = (value) =>
    value !== null && typeof value === 'object'
      ? [Array.isArray(value), value === a, value.length, ...Reflect.ownKeys(value).map(String).map((key) => key + ':' + String(value[key]))]
      : Object.is(value, -0) ? '-0' : String(value);
  let a;
  a = ${array};
  ${calls
    .map(
      ([name, args]) => `
  try { told.push('${name}', tell([].${name}.call(a${args.map((it) => `, ${it}`).join('')}))) }
  catch (error) { told.push('${name}', error.name) }
  told.push(tell(a));`,
    )
    .join('')}
  JSON.stringify(told)`;

const call = fc.tuple(
  fc.constantFrom(...METHODS),
  fc.array(fc.constantFrom(...VALUES, 'a', '[7, 8]', LATE), { maxLength: 4 }),
);

/**
 * What a program answers in both, if it is not an array of billions.
 * @param {string} code
 */
const same = (code) => both((vm) => vm.runInNewContext(code));

describe('methods of arrays', () => {
  test.each(ARRAYS)('as V8’s do on %s', (array) => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 5 }), (calls) => {
        // V8 does not go on behind an end that has come nearer meanwhile.
        fc.pre(!calls.some(([name, args]) => name === 'fill' && args.includes(LATE)));
        // Two more elements behind the last that there can be is an error in the one and a long walk in the other.
        fc.pre(!calls.some(([, args]) => args.includes('4294967295') && args.length > 1));
        expect(same(program(array, calls)).value ?? 'an error').toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  test('see what arrays inherit', () => {
    same(`
      Array.prototype[3] = 'inherited';
      Object.defineProperty(Object.prototype, 6, { set(value) { log.push(value) }, configurable: true });
      const log = [];
      const a = [1, 2, 3];
      const results = [a.concat([4]), a.push(5), a.unshift(6, 7), a.push(8), new Array(4).fill(0), a.splice(1, 0, 'x', 'y')];
      JSON.stringify([results, a, log, a.slice(), [1, , 2].includes('inherited')])`);
  });

  test('fill what was made with a length', () => {
    same(`
      const sum = (list) => list.reduce((a, b) => a + b, 0);
      const a = new Array(1000).fill(2); a[5] = 'x'; a.push(1);
      const b = new Array(3); b.fill({}); b[0].x = 1; b.length = 5; b.fill(7, 4);
      JSON.stringify([a.length, a[5], sum(new Array(70).fill(1.5)), b, Object.keys(b), new Array(3).fill().map((_, i) => i)])`);
  });

  test('fill no more than there was when they were called', () => {
    same(`
      const a = new Array(3); a.fill('x', { valueOf() { a.length = 9; return 0 } });
      const b = new Array(3); b.fill('x', 0, { valueOf() { b.push('late'); return 3 } });
      JSON.stringify([a, a.length, b, b.length])`);
  });

  test('whose length cannot be written', () => {
    same(`
      const a = Object.defineProperty([1, 2, 3], 'length', { writable: false }), said = [];
      for (const act of [() => a.push(1), () => a.pop(), () => a.shift(), () => a.unshift(0), () => a.splice(0, 1), () => a.fill(7), () => a.reverse()])
        try { act(); said.push(a.join()) } catch (error) { said.push(error.name, a.join(), a.length) }
      JSON.stringify(said)`);
  });

  test('apply takes an array of arguments', () => {
    same(
      'String([Math.max.apply(null, [1, 5, 3]), Math.max(...[7, 1]), [].concat.apply([], [[1], [2, 3]])])',
    );
    same('String.fromCharCode.apply(null, Array.from({ length: 200 }, (_, i) => i))');
    same('(function () { return JSON.stringify([...arguments]) }).apply(1, [1, , 3])');
  });
});

describe('arrays of the host', () => {
  const CALLS = [
    'push(5)',
    'push(5, 6, { x: 1 })',
    'pop()',
    'shift()',
    'unshift(0)',
    'splice(1, 2, "a", "b", "c")',
    'splice(-1)',
    'reverse()',
    'fill(7, 1, 3)',
    'copyWithin(0, 2)',
  ];
  test.each(CALLS)('are changed where they are: %s', (source) => {
    both((vm) => {
      const list = /** @type {any[]} */ ([1, 2, { y: 2 }, 4]);
      const sandbox = { list, keep: list[2] };
      const answer = vm.runInNewContext(`list.${source}`, sandbox);
      const again = vm.runInNewContext(
        `Array.prototype.${source.replace('(', '.call(list, ').replace(', )', ')')}`,
        sandbox,
      );
      return [list, answer === list, again, list.includes(sandbox.keep), list.length];
    });
  });

  test('which are frozen, are not', () => {
    both((vm) => vm.runInNewContext('"use strict"; list.push(1)', { list: Object.freeze([1]) }));
    both((vm) => vm.runInNewContext('"use strict"; list.shift()', { list: Object.freeze([1]) }));
  });

  test('and proxies of arrays are asked as the language says', () => {
    both((vm) => {
      /** @type {string[]} */
      const log = [];
      const list = new Proxy([1, 2], {
        get: (target, key, receiver) => {
          log.push(`get ${String(key)}`);
          return Reflect.get(target, key, receiver);
        },
        set: (target, key, value) => {
          log.push(`set ${String(key)} ${value}`);
          return Reflect.set(target, key, value);
        },
      });
      const answer = vm.runInNewContext('list.push(7)', { list });
      return [answer, log];
    });
  });

  test('a guest’s array that the host hands back stays the guest’s', () => {
    both((vm) => {
      const sandbox = vm.createContext({ list: /** @type {any} */ (undefined) });
      sandbox.list = vm.runInContext('mine = [1, 2]', sandbox);
      return vm.runInContext(
        'list.push(3); list.shift(); JSON.stringify([mine, list === mine])',
        sandbox,
      );
    });
  });
});
