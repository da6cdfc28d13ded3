'use strict';

// What code of a program does to the very object whose method asks for it: a panic of the engine,
// which borrows its objects while it works on them, would lose the context.

const child = require('./helpers/child');

/** The objects, as source. */
const KINDS = {
  array: '[3, 1, 2]',
  'array with holes': '[1, , 3]',
  'typed array': 'new Uint8Array([3, 1, 2])',
  'typed array of bigints': 'new BigInt64Array([3n, 1n])',
  'resizable typed array': 'new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }))',
  buffer: 'new ArrayBuffer(8, { maxByteLength: 16 })',
  view: 'new DataView(new ArrayBuffer(8, { maxByteLength: 16 }))',
  map: 'new Map([[1, 2], [3, 4]])',
  set: 'new Set([1, 2])',
  'weak map': 'new WeakMap([[key, 1]])',
  date: 'new Date(0)',
  pattern: '/a(b)?/dg',
  string: 'new String("abcab")',
  number: 'new Number(3)',
  bigint: 'Object(5n)',
  symbol: 'Object(Symbol("x"))',
  error: 'new AggregateError([1])',
  function: '(function f(a, b) { return a })',
  'bound function': '(function f(a) { return a }).bind(1)',
  class: 'class A { static s = 1 }',
  generator: '(function* () { try { yield 1; again(); yield 2 } finally { again() } })()',
  'async generator': '(async function* () { yield 1; again(); yield 2 })()',
  promise: 'Promise.resolve(1)',
  arguments: '(function (a, b) { return arguments })(1, 2)',
  'array iterator': '[1, 2, 3].values()',
  'iterator of an array with an accessor':
    '(() => { const a = [1, 2, 3]; Object.defineProperty(a, 0, { get() { again(); return 1 } }); return a.values() })()',
  'iterator of an array-like':
    'Array.prototype.values.call({ get length() { again(); return 2 }, get 0() { again() } })',
  'map iterator': 'new Map([[1, 2]]).entries()',
  'set iterator': 'new Set([1, 2]).values()',
  'string iterator': '"abc"[Symbol.iterator]()',
  'pattern iterator': '"abab".matchAll(/a/g)',
  proxy:
    'new Proxy([1, 2], { get(t, k) { again(); return Reflect.get(t, k) }, ownKeys(t) { again(); return Reflect.ownKeys(t) } })',
};

/** Calls every method of `o` with arguments that call every method of `o` while they are looked at. */
const program = (/** @type {string} */ kind) => `
  const key = {};
  let o, all = [], deep = 0, left = 0;
  const methodsOf = (object) => {
    const methods = [];
    for (let it = object; it && it !== Object.prototype; it = Object.getPrototypeOf(it)) {
      for (const name of Reflect.ownKeys(it)) {
        const { value, get, set } = Object.getOwnPropertyDescriptor(it, name);
        methods.push(...[value, get, set].filter((method) => typeof method === 'function'));
      }
    }
    return methods;
  };
  const attempt = (work) => { try { return work() } catch {} };
  function again() {
    if (deep > 0) return;
    deep++;
    for (const method of all) {
      for (const given of [[], [0], [1, 2], [key, 1], [(x) => x]]) {
        if (left-- < 0) break;
        attempt(() => method.apply(o, given));
      }
    }
    attempt(() => { o.length = 0 });
    attempt(() => { o[0] = 1 });
    attempt(() => { let n = 0; for (const x of o) if (n++ > 3) break });
    attempt(() => Object.freeze(o));
    deep--;
  }
  const seen = {
    valueOf() { again(); return 1 },
    toString() { again(); return 'a' },
    get length() { again(); return 2 },
    get 0() { again(); return 1 },
    get size() { again(); return 2 },
    has() { again(); return true },
    keys() { again(); return [].values() },
    then(resolve) { again(); resolve(1) },
    get configurable() { again(); return true },
  };
  const iterated = {
    *[Symbol.iterator]() { again(); yield [1, 2] },
    [Symbol.toPrimitive](hint) { again(); return hint === 'string' ? 'b' : 2 },
    get constructor() { again(); return class {} },
    [Symbol.replace]() { again(); return 'x' },
  };
  const called = () => { again(); return [1] };
  const arguments_ = [
    [seen], [iterated], [called], [called, seen], [seen, seen], [0, seen], [iterated, iterated],
    [0, 0, seen], ['a', called], [0n, iterated], [[seen, iterated]], [{ get: called, value: 1 }],
  ];
  let calls = 0;
  for (let index = 0; attempt(() => (o = ${kind}, all = methodsOf(o)).length) > index; index++) {
    for (const given of arguments_) {
      attempt(() => { o = ${kind}; all = methodsOf(o) });
      left = 40;
      const answer = attempt(() => all[index].apply(o, given));
      left = 40;
      attempt(() => answer.next(seen));
      attempt(() => new all[index](...given));
      calls++;
    }
  }
  calls`;

const programs = Object.fromEntries(
  Object.entries(KINDS).map(([kind, source]) => [kind, program(source)]),
);

test('no method of any kind loses the context', async () => {
  // A process of its own: the programs leave promises behind that are rejected.
  const { stdout } = await child(
    `
    const vm = require('rsvm');
    for (const [kind, code] of Object.entries(${JSON.stringify(programs)})) {
      const context = vm.createContext({}, { console: 'ignore' });
      let answer;
      try { answer = [vm.runInContext(code, context) > 0, vm.runInContext('1 + 1', context)] }
      catch (error) { answer = String(error) }
      console.log(JSON.stringify([kind, answer]));
    }`,
    { limit: 100_000 },
  );
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toEqual(Object.keys(KINDS).map((kind) => [kind, [true, 2]]));
}, 120_000);
