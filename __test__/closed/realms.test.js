'use strict';

// Objects of another realm of V8's: those that `node:vm` makes have primordials of their own, whose
// `Function` would compile code for V8. They are found when the first object of the realm crosses,
// whatever its globals are by then; what is not found is inert.

const nodeVm = require('node:vm');
const { describe, expect, test } = require('@jest/globals');
const { rsvm } = require('../helpers/rsvm');

const OBJECTS = `({
  f() {}, a: [1], asynchronous: async () => {}, g: function* () {},
  m: typeof Map === 'function' ? new Map([[1, 2]]) : undefined,
  d: typeof Date === 'function' ? new Date() : undefined,
  e: (() => { try { null.x; } catch (e) { return e; } })(), p: (async () => 1)(),
})`;

/** Ways from an object to what compiles code. */
const WAYS = [
  'o.constructor.constructor',
  'o.f.constructor',
  'o.f.__proto__.constructor',
  'o.a.constructor.constructor',
  'o.asynchronous.constructor',
  'o.asynchronous.__proto__.constructor',
  'o.g.constructor',
  'o.g.prototype.__proto__.constructor',
  'o.m.constructor.constructor',
  'o.m.__proto__.constructor',
  'o.m.get.constructor',
  'o.d.constructor.constructor',
  'o.e.constructor.constructor',
  'o.e.__proto__.__proto__.constructor',
  'o.p.constructor.constructor',
  'o.p.then.constructor',
];

/** Code that was compiled in a realm of V8's finds this array among the globals, and adds to it. */
const mark = /** @type {number[]} */ ([]);
const CODE = "if (typeof mark === 'object') mark.push(1); return 1";

/** Has code compiled by each way, one after the other in one guest. */
const TRY = `
  for (const way of ways) {
    try {
      const compile = new Function('o', 'return ' + way)(o);
      const made = compile(code)();
      if (made && typeof made.next === 'function') made.next();
    } catch {}
  }`;

/**
 * @param {string} code
 * @param {object} [globals]
 * @param {import('node:vm').RunningScriptInNewContextOptions} [options]
 */
const make = (code, globals = {}, options) =>
  nodeVm.runInNewContext(code, Object.assign(globals, { mark }), options);

/** @type {Record<string, () => any>} */
const REALMS = {
  'as it began': () => make(OBJECTS),
  'without compiling': () => make(OBJECTS, {}, { contextCodeGeneration: { strings: false } }),
  'with a class for Map': () => make(OBJECTS, { Map: class Mine {} }),
  'with the Map of the host': () => make(OBJECTS, { Map }),
  'whose globals throw': () => {
    const get = (/** @type {any} */ target, /** @type {PropertyKey} */ key) => {
      if (key === 'Intl' || key === 'Set') throw new Error('no');
      return Reflect.get(target, key);
    };
    return make(OBJECTS, new Proxy({}, { get }));
  },
  'without __lookupGetter__': () => make(`delete Object.prototype.__lookupGetter__; ${OBJECTS}`),
  'without Object.prototype.constructor': () =>
    make(`delete Object.prototype.constructor; ${OBJECTS}`),
  'whose functions inherit from a proxy': () =>
    make(`Object.setPrototypeOf(Function.prototype, new Proxy(Object.prototype, {})); ${OBJECTS}`),
  'with a guest’s object on a primordial': () =>
    make(`Promise.lib = lib; ${OBJECTS}`, { lib: rsvm.runInNewContext('({})') }),
  'without Function.prototype.constructor': () =>
    make(`delete Function.prototype.constructor; ${OBJECTS}`),
};
for (const name of ['Intl', 'Map', 'Set', 'Int8Array', 'Symbol', 'Object', 'Function', 'Promise']) {
  REALMS[`where ${name} is null`] = () => make(OBJECTS, { [name]: null });
  REALMS[`where ${name} was deleted`] = () =>
    make(`var made = () => ${OBJECTS}; delete globalThis.${name}; made()`);
}

describe('an object of a realm', () => {
  test('would lead there', () => {
    const o = make(OBJECTS);
    o.f.constructor(CODE)();
    expect(mark.splice(0)).toEqual([1]);
  });

  test.each(Object.entries(REALMS))('%s has no way to its Function', (_, makeRealm) => {
    const context = rsvm.createContext({ o: makeRealm(), ways: WAYS, code: CODE });
    rsvm.runInContext(TRY, context);
    expect(mark.splice(0)).toEqual([]);
  });

  test('that was learned has the guest’s primordials', () => {
    const context = rsvm.createContext({ o: REALMS['where Intl is null']() });
    const code =
      '[o.constructor === Object, o.f.constructor === Function, o.a instanceof Array, o.m instanceof Map, o.e instanceof TypeError].join()';
    expect(rsvm.runInContext(code, context)).toBe('true,true,true,true,true');
  });
});

describe('an Object.prototype', () => {
  test.each([
    '',
    'delete Object.prototype.constructor;',
    'delete Object.prototype.__lookupGetter__;',
  ])('is not a guest’s to write to: %s', (before) => {
    const realm = nodeVm.createContext({});
    const o = nodeVm.runInContext(`${before} ({})`, realm);
    rsvm.runInNewContext('try { Object.getPrototypeOf(o).polluted = 1 } catch {}', { o });
    expect(nodeVm.runInContext('({}).polluted', realm)).toBe(undefined);
  });
});

test('what the user has put on a primordial stays what it is', () => {
  const hostFunction = () => 42;
  const url = new URL('http://a/');
  const realm = nodeVm.createContext({});
  Object.assign(nodeVm.runInContext('Math', realm), { random: hostFunction, url });
  const sandbox = { o: nodeVm.runInContext('({})', realm), hostFunction, url };
  expect(rsvm.runInNewContext('[o.x, hostFunction(), url.href].join()', sandbox)).toBe(
    ',42,http://a/',
  );
});

test('a realm that cannot compile is learned', () => {
  const code = '({ a: [3, 1], m: new Map([[1, 2]]), e: new TypeError("x"), d: new Date(0) })';
  const o = nodeVm.runInNewContext(code, {}, { contextCodeGeneration: { strings: false } });
  const said =
    '[o.a.map((x) => x).length, [...o.a].length, o.m.get(1), o.e instanceof TypeError, o.d instanceof Date].join()';
  expect(rsvm.runInNewContext(said, { o })).toBe('2,2,2,true,true');
});

describe('a realm whose global asks a guest', () => {
  test('is learned although the guest cannot be asked in the middle of a message', () => {
    const guest = rsvm.createContext({});
    const sandbox = rsvm.runInContext('({})', guest);
    nodeVm.runInNewContext('x = []; function f() {}', sandbox);
    expect(rsvm.runInContext('1 + 1', guest)).toBe(2);
    expect(sandbox.x).toEqual([]);
    expect(typeof sandbox.f).toBe('function');
  });

  test('leaves the message whole in which its objects cross', () => {
    const context = rsvm.createContext({});
    const counted = rsvm.runInContext('({ n: 0 })', context);
    const globals = new Proxy(
      {},
      {
        get(target, key) {
          counted.n += 1;
          return Reflect.get(target, key);
        },
      },
    );
    const array = nodeVm.runInNewContext('[1, 2]', globals);
    const sum = rsvm.runInContext('(list) => list[0] + list[1]', context);
    expect(sum(array)).toBe(3);
    expect(rsvm.runInContext('1 + 1', context)).toBe(2);
  });
});

test('the prototype of asynchronous iterators is the guest’s', () => {
  const code = `
    const prototype = Object.getPrototypeOf(Object.getPrototypeOf(Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype))));
    let at = o, found = false;
    for (let i = 0; i < 6 && at; i += 1) { at.polluted = 1; at = Object.getPrototypeOf(at); }
    prototype`;
  async function* generate() {
    yield 1;
  }
  rsvm.runInNewContext(code, { o: generate() });
  const own = Object.getPrototypeOf(
    Object.getPrototypeOf(Object.getPrototypeOf(generate.prototype)),
  );
  expect(Reflect.ownKeys(own)).not.toContain('polluted');
});
