'use strict';

// The traps of a proxy of the host's, by what a guest does with it: the same as with node:vm, in the same
// order. The guest's engine performs the operations of ECMA-262 on it, and has no others.

const both = require('./helpers/both');

const OF_OBJECTS = `
  Object.keys(p)
  Reflect.ownKeys(p)
  Object.getOwnPropertyNames(p)
  Object.getOwnPropertySymbols(p)
  p.a
  p.absent
  p[Symbol.iterator]
  "a" in p
  Reflect.has(p, "absent")
  p.a = 5
  p.new = 5
  p.a++
  p.a ??= 3
  Reflect.set(p, "a", 1)
  Reflect.set(p, "a", 1, {})
  Reflect.get(p, "a", {})
  delete p.a
  Reflect.deleteProperty(p, "absent")
  Object.freeze(p)
  Object.isFrozen(p)
  Object.isFrozen(Object.freeze(p))
  Object.seal(p)
  Object.isSealed(p)
  Object.preventExtensions(p)
  Object.isExtensible(p)
  Object.keys(Object.preventExtensions(p))
  Object.getPrototypeOf(p)
  Reflect.setPrototypeOf(p, null)
  p.__proto__
  Reflect.defineProperty(p, "q", { value: 1 })
  Reflect.defineProperty(p, "q", { value: 1, configurable: true })
  Reflect.defineProperty(p, "a", { get() {} })
  Object.getOwnPropertyDescriptor(p, "a")
  Object.getOwnPropertyDescriptor(p, "absent")
  Object.getOwnPropertyDescriptors(p)
  Object.entries(p)
  Object.values(p)
  Object.entries(Object.freeze(p))
  Object.assign({}, p)
  ({ ...p })
  var { a, ...rest } = p
  JSON.stringify(p)
  Object.hasOwn(p, "a")
  p.hasOwnProperty("a")
  p.propertyIsEnumerable("a")
  String(p)
  p + ""
  Object.prototype.toString.call(p)
  with (p) a
  Object.create(p).a
  Object.create(p).a = 1
  Array.isArray(p)
  Array.from(p)
  [].concat(p)
  new Proxy(p, {}).a
  Object.keys(new Proxy(p, {}))
`;

const OF_FUNCTIONS = `
  p()
  p(1, 2)
  new p()
  p.call(1)
  p.apply(1, [2])
  p.bind(1)
  p.bind(1)()
  p.name
  p.length
  ({}) instanceof p
  new (class extends p {})()
  String(p)
  typeof p
  Reflect.construct(p, [], Object)
  Reflect.construct(Object, [], p)
  [1].map(p)
  p\`x\`
  Object.keys(p)
  Reflect.ownKeys(p).includes("prototype")
  Object.isFrozen(Object.freeze(p))
`;

const OF_ARRAYS = `
  p.length
  p[0]
  p[9]
  p.push(1)
  p.pop()
  p.shift()
  p.unshift(3)
  [...p]
  Math.max(...p)
  p.map((x) => x)
  p.filter((x) => x)
  p.reduce((a, b) => a + b)
  p.concat([1])
  [].concat(p)
  p.slice(1)
  p.splice(0, 1)
  p.length = 0
  p.indexOf(2)
  p.includes(2)
  p.join()
  String(p)
  p.sort()
  p.reverse()
  p.fill(0)
  p.copyWithin(0, 1)
  p.flat()
  p.at(-1)
  p.find((x) => x == 2)
  p.entries().next()
  for (const x of p);
  const [first, ...others] = p
  Object.keys(p)
  Array.isArray(p)
  Array.from(p)
  JSON.stringify(p)
  Object.freeze(p)
`;

/**
 * A proxy, and the traps of it that were called.
 * @param {object} target
 */
function traced(target) {
  /** @type {string[]} */
  const log = [];
  const traps = new Proxy(
    {},
    {
      get:
        (_, /** @type {keyof typeof Reflect} */ trap) =>
        (/** @type {any[]} */ ...args) => {
          const [, key] = args;
          const isKey = typeof key === 'string' || typeof key === 'symbol';
          log.push(isKey ? `${trap} ${String(key)}` : trap);
          return /** @type {any} */ (Reflect[trap])(...args);
        },
    },
  );
  return { log, proxy: new Proxy(target, traps) };
}

/** @param {any} value */
const shown = (value) => (Object(value) === value ? typeof value : String(value));

describe.each(
  /** @type {[string, () => object, string][]} */ ([
    ['an object', () => ({ a: 1, b: { c: 2 } }), OF_OBJECTS],
    ['a frozen object', () => Object.freeze({ a: 1 }), OF_OBJECTS],
    [
      'an accessor',
      () => ({
        get a() {
          return 1;
        },
      }),
      OF_OBJECTS,
    ],
    [
      'a function',
      () =>
        function f(/** @type {any} */ x) {
          return x;
        },
      OF_FUNCTIONS,
    ],
    ['a class', () => class F {}, OF_FUNCTIONS],
    ['an array', () => [1, 2, 3], OF_ARRAYS],
    ['a frozen array', () => Object.freeze([1, 2, 3]), OF_ARRAYS],
  ]),
)('the traps of %s', (_, make, codes) => {
  test.each(codes.trim().split(/\n\s*/))('%s', (code) => {
    both((vm) => {
      const { log, proxy } = traced(make());
      const context = vm.createContext({ p: proxy });
      try {
        return [shown(vm.runInContext(code, context)), ...log];
      } catch (error) {
        // What is said of a refusal is not what V8 says of proxies, and takes a look at the property.
        if (/^getOwn/.test(log.at(-1) ?? '')) log.pop();
        return [error.name, ...log];
      }
    });
  });
});
