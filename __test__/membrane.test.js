'use strict';

// Objects of one side on the other: always the same stand-in, live, called and constructed like the
// original, and in agreement with the language's rules for what cannot change. node:vm is the oracle
// where it can be: there both sides are one heap.

const { describe, expect, test } = require('@jest/globals');
const { EventEmitter } = require('node:events');
const assert = require('node:assert');
const util = require('node:util');
const fc = require('fast-check');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');

/** @param {any} [sandbox] */
function context(sandbox = {}) {
  const made = rsvm.createContext(sandbox);
  return (/** @type {string} */ code) => rsvm.runInContext(code, made);
}

describe('identity', () => {
  test('a guest’s object is one object to the host', () => {
    const run = context();
    run('object = { inner: {} }; f = () => object; list = [object, object]');
    const object = run('object');
    expect(run('object')).toBe(object);
    expect(run('f')()).toBe(object);
    expect(run('list')[0]).toBe(object);
    expect(run('list')[1]).toBe(object);
    expect(object.inner).toBe(object.inner);
    expect(run('object.inner')).toBe(object.inner);
    expect(run('({})')).not.toBe(run('({})'));
  });

  test('a guest’s object comes home as itself', () => {
    const run = context();
    run('object = {}; list = []; f = function () {}; class C {}; error = new Error("x")');
    for (const name of ['object', 'list', 'f', 'C', 'error', 'f.prototype', 'Math', 'Array']) {
      expect([name, run(`(value) => value === ${name}`)(run(name))]).toEqual([name, true]);
    }
  });

  test('a host’s object is one object to the guest', () => {
    const object = { inner: {} };
    const run = context({ object, list: [object, object], get: () => object });
    const checks = ['object', 'list[0]', 'list[1]', 'get()', 'Object(object)'];
    for (const check of checks) expect([check, run(`${check} === object`)]).toEqual([check, true]);
    expect(run('object.inner === list[0].inner')).toBe(true);
    expect(run('const set = new Set([object, list[0], get()]); set.size')).toBe(1);
    expect(run('const weak = new WeakMap([[object, "found"]]); weak.get(list[1])')).toBe('found');
  });

  test('a host’s object comes home as itself', () => {
    const values = [
      {},
      [],
      () => {},
      class {},
      Object.create(null),
      new Proxy({}, {}),
      new (class {})(),
    ];
    const run = context();
    const identity = run('(value) => value');
    const boxed = run('(value) => ({ value, list: [value] })');
    for (const value of values) {
      expect(identity(value)).toBe(value);
      expect(boxed(value).value).toBe(value);
      expect(boxed(value).list[0]).toBe(value);
    }
  });

  test('an object travels through two contexts', () => {
    const [one, two] = [context(), context()];
    const object = one('shared = { n: 1 }; shared');
    const pass = two('(value) => { kept = value; return value }');
    expect(pass(object)).toBe(object);
    two('kept.n += 1');
    expect(one('shared.n')).toBe(2);
    expect(one('(value) => value === shared')(two('kept'))).toBe(true);
  });

  test('stays while one side holds it', () => {
    const run = context();
    run('kept = {}; weak = new WeakMap()');
    run('(key) => weak.set(key, 1)')(run('kept'));
    for (let i = 0; i < 5000; i += 1) run('({})');
    expect(run('weak.get(kept)')).toBe(1);
  });
});

describe('functions', () => {
  test('of the guest are called with this, arguments and results', () => {
    const run = context();
    expect(run('(function (a, b) { return [this.n, a, b].join() })').call({ n: 1 }, 2, 3)).toBe(
      '1,2,3',
    );
    expect(run('(function () { return arguments.length })')(1, 2, 3)).toBe(3);
    expect(run('(a, b = 2, ...c) => a + b + c.length')(1)).toBe(3);
    expect(run('"use strict"; (function () { return this })').call(5)).toBe(5);
    expect(run('(function () { "use strict"; return this })')()).toBe(undefined);
    const [own, method] = [{}, run('(function () { return this })')];
    expect(method.call(own)).toBe(own);
    expect(method.bind(own)()).toBe(own);
    expect(method.apply(own, [1])).toBe(own);
  });

  test('of the host are called with this, arguments and results', () => {
    const calls = /** @type {any[]} */ ([]);
    const run = context({
      /** @this {any} @param {any[]} args */
      f: function f(...args) {
        calls.push([this, args]);
        return args.length;
      },
    });
    expect(run('"use strict"; f(1, "a")')).toBe(2);
    expect(run('f.call({ n: 5 }, 1)')).toBe(1);
    expect(run('f.apply(null, [1, 2, 3])')).toBe(3);
    expect(run('f.bind({ n: 6 }, 1)(2)')).toBe(2);
    expect(run('[10, 20].map(f).join()')).toBe('3,3');
    expect(run('Reflect.apply(f, 7, [])')).toBe(0);
    expect(calls[1][0].n).toBe(5);
    expect(calls[3][0].n).toBe(6);
    expect(calls[6][0]).toBe(7);
  });

  test('have their name and length', () => {
    const run = context({
      hostFunction: function named(/** @type {any} */ a, /** @type {any} */ b) {
        return [a, b];
      },
    });
    const guest = run('(function inside(a, b, c) {})');
    expect([guest.name, guest.length]).toEqual(['inside', 3]);
    expect(run('[hostFunction.name, hostFunction.length].join()')).toBe('named,2');
    expect(run('typeof hostFunction')).toBe('function');
    expect(typeof guest).toBe('function');
    expect(guest).toBeInstanceOf(/** @type {any} */ (Object.getPrototypeOf(guest)).constructor);
    expect(run('hostFunction instanceof Function')).toBe(true);
  });

  test('that cannot be constructed are not', () => {
    const run = context({ arrow: () => {}, method: { m() {} }.m });
    expect(() => new (run('() => {}'))()).toThrow(TypeError);
    expect(() => new (run('({ m() {} }).m'))()).toThrow(TypeError);
    expect(() => new (run('async function f() {} f'))()).toThrow(TypeError);
    expect(() => run('new arrow()')).toThrow(TypeError);
    expect(() => run('new method()')).toThrow(TypeError);
    expect(() => run('class K {} K')()).toThrow(TypeError);
  });

  test('carry properties', () => {
    const f = Object.assign(() => {}, { tag: 'host' });
    const run = context({ f });
    expect(run('f.tag')).toBe('host');
    run('f.tag = "guest"; f.more = 1');
    expect([f.tag, /** @type {any} */ (f).more]).toEqual(['guest', 1]);
    const guest = run('g = () => {}; g.tag = 1; g');
    guest.tag += 1;
    expect(run('g.tag')).toBe(2);
  });

  test('as comparators, replacers and iterators', () => {
    const run = context({
      compare: (/** @type {number} */ a, /** @type {number} */ b) => b - a,
      upper: (/** @type {string} */ s) => s.toUpperCase(),
    });
    expect(run('[1, 3, 2].sort(compare).join()')).toBe('3,2,1');
    expect(run('"abc".replace(/b/, upper)')).toBe('aBc');
    expect([1, 3, 2].sort(run('(a, b) => b - a'))).toEqual([3, 2, 1]);
    expect('abc'.replace(/b/, run('(s) => s + s'))).toBe('abbc');
    expect([...run('(function* () { yield 1; yield 2 })()')]).toEqual([1, 2]);
    expect(Array.from(run('[1, 2, 3]'), run('(n) => n * 2'))).toEqual([2, 4, 6]);
  });
});

describe('classes', () => {
  test('of the guest are constructed and extended', () => {
    const run = context();
    const Point = run(`class Point {
      static origin() { return new Point(0, 0) }
      #secret = 7;
      constructor(x, y) { this.x = x; this.y = y; this.target = new.target === Point }
      get sum() { return this.x + this.y }
      reveal() { return this.#secret }
    } Point`);
    const point = new Point(1, 2);
    expect([point.x, point.y, point.sum, point.reveal(), point.target]).toEqual([1, 2, 3, 7, true]);
    expect(point).toBeInstanceOf(Point);
    expect(point.constructor).toBe(Point);
    expect(Object.getPrototypeOf(point)).toBe(Point.prototype);
    expect(Point.origin()).toBeInstanceOf(Point);
    expect(run('(p) => p instanceof Point')(point)).toBe(true);
    class Named extends Point {
      constructor(/** @type {string} */ name) {
        super(3, 4);
        this.name = name;
      }
    }
    const named = new Named('n');
    expect(named).toBeInstanceOf(Named);
    expect([named.name, named.sum, named.reveal(), named.target]).toEqual(['n', 7, 7, false]);
  });

  test('of the host are constructed and extended', () => {
    class Account {
      static made = 0;
      #balance;
      constructor(/** @type {number} */ balance) {
        this.#balance = balance;
        Account.made += 1;
      }
      add(/** @type {number} */ n) {
        this.#balance += n;
        return this;
      }
      get balance() {
        return this.#balance;
      }
    }
    const run = context({ Account });
    expect(run('new Account(5).add(6).balance')).toBe(11);
    expect(run('new Account(1) instanceof Account')).toBe(true);
    expect(run('Account.made')).toBe(2);
    expect(() => run('Account(5)')).toThrow(TypeError);
    run(
      'class Rich extends Account { constructor() { super(1000) } get double() { return this.balance * 2 } }',
    );
    expect(
      run(
        'const rich = new Rich(); [rich.balance, rich.double, rich instanceof Rich, rich instanceof Account].join()',
      ),
    ).toBe('1000,2000,true,true');
    expect(run('new Account(3)')).toBeInstanceOf(Account);
    expect(run('new Rich()')).toBeInstanceOf(Account);
  });

  test('with Reflect.construct and new.target', () => {
    const run = context({ Host: class Host {} });
    expect(
      run(
        'class Other {} ; Object.getPrototypeOf(Reflect.construct(Host, [], Other)) === Other.prototype',
      ),
    ).toBe(true);
    const Guest = run('class Guest {} Guest');
    class Other {}
    expect(Object.getPrototypeOf(Reflect.construct(Guest, [], Other))).toBe(Other.prototype);
  });
});

describe('the host’s array methods', () => {
  const list = 'slice,map,filter,concat,splice,flat,flatMap'.split(',');

  test.each(list)('%s: of an array of the guest’s they make one of the host’s', (name) => {
    both((vm) => {
      const array = vm.runInNewContext('[1, 2]');
      const method = /** @type {any} */ (Array.prototype)[name];
      const made = method.call(array, name === 'splice' || name === 'slice' ? 0 : () => [1]);
      return [util.types.isProxy(made), made.constructor === Array, [...made].length];
    });
  });

  test('make one of a class of the guest’s that extends its Array', () => {
    both((vm) => {
      const array = vm.runInNewContext('(class Mine extends Array {}).of(1, 2)');
      const made = Array.prototype.map.call(array, (n) => Number(n) * 2);
      return [made.constructor.name, made.constructor === array.constructor, made[1]];
    });
  });

  test('make one of a class of the host’s that extends the guest’s Array', () => {
    both((vm) => {
      class Mine extends vm.runInNewContext('Array') {}
      return Mine.of(1, 2).map(Number).constructor === Mine;
    });
  });
});

describe('mutation', () => {
  test('of a guest’s object is seen by both', () => {
    const run = context();
    const object = run('object = { a: 1, list: [1, 2] }; object');
    object.a = 2;
    object.b = { deep: true };
    object.list.push(3);
    delete object.a;
    expect(run('JSON.stringify(object)')).toBe('{"list":[1,2,3],"b":{"deep":true}}');
    run('object.c = 1; object.list.length = 0; delete object.b');
    expect(object.c).toBe(1);
    expect(object.list).toHaveLength(0);
    expect('b' in object).toBe(false);
  });

  test('of a host’s object is seen by both', () => {
    /** @type {any} */
    const object = { a: 1, list: [1, 2] };
    const run = context({ object });
    run('object.a = 2; object.b = { deep: true }; object.list.push(3); delete object.a');
    expect(JSON.stringify(object)).toBe('{"list":[1,2,3],"b":{"deep":true}}');
    object.c = 1;
    object.list.length = 0;
    expect(run('[object.c, object.list.length].join()')).toBe('1,0');
  });

  test('in the middle of a call is seen at once', () => {
    const object = { n: 0 };
    const run = context({ object, bump: () => (object.n += 1) });
    expect(run('object.n = 10; bump(); object.n += 1; bump(); object.n')).toBe(13);
    expect(
      run('let seen = []; for (let i = 0; i < 3; i++) { seen.push(object.n); bump() } seen.join()'),
    ).toBe('13,14,15');
    const guest = run('inner = { n: 0 }; up = () => ++inner.n; inner');
    const up = run('up');
    expect(guest.n).toBe(0);
    up();
    expect(guest.n).toBe(1);
    guest.n = 5;
    expect(up()).toBe(6);
  });

  test('of prototypes', () => {
    const run = context();
    const object = run(
      'proto = { greet() { return "hi " + this.name } }; object = { name: "g" }; object',
    );
    Object.setPrototypeOf(object, run('proto'));
    expect(object.greet()).toBe('hi g');
    expect(run('object.greet()')).toBe('hi g');
    const base = { where: 'host' };
    Object.setPrototypeOf(object, base);
    expect(run('object.where')).toBe('host');
    const own = {};
    const set = context({ own, base })('(prototype) => Reflect.setPrototypeOf(own, prototype)');
    expect(set(base)).toBe(true);
    expect(/** @type {any} */ (own).where).toBe('host');
    expect(set(null)).toBe(true);
    expect(Object.getPrototypeOf(own)).toBe(null);
    expect(() => Object.setPrototypeOf(run('proto'), object)).not.toThrow();
    expect(() => Object.setPrototypeOf(object, object)).toThrow(TypeError);
  });

  test('of arrays by their methods', () => {
    both((vm) => {
      const sandbox = vm.createContext({ list: [3, 1, 2] });
      vm.runInContext(
        'list.push(5, 4); list.sort(); list.reverse(); list.splice(1, 2, "x"); list.unshift(0)',
        sandbox,
      );
      const guest = vm.runInContext('guest = [3, 1, 2]; guest', sandbox);
      guest.push(5, 4);
      guest.sort();
      guest.reverse();
      guest.splice(1, 2, 'x');
      guest.unshift(0);
      return [sandbox.list, [...guest], vm.runInContext('guest.join()', sandbox), guest.length];
    });
  });
});

describe('what a stand-in looks like', () => {
  test('arrays are arrays', () => {
    const run = context({ list: [1, 2, 3] });
    expect(Array.isArray(run('[1, 2]'))).toBe(true);
    expect([...run('[1, 2]'), ...run('new Array(2)')]).toEqual([1, 2, undefined, undefined]);
    expect([0].concat(run('[1, 2]'))).toEqual([0, 1, 2]);
    expect(run('Array.isArray(list) && [0].concat(list).length')).toBe(4);
    expect(run('const [a, ...b] = list; b.join()')).toBe('2,3');
    expect(1 in run('[, 1]') && !(0 in run('[, 1]'))).toBe(true);
  });

  test('is printed with its contents', () => {
    const run = context();
    expect(util.inspect(run('({ a: 1, b: [1, { c: 2 }] })'))).toBe('{ a: 1, b: [ 1, { c: 2 } ] }');
    expect(util.inspect(run('[1, "two", null]'))).toBe("[ 1, 'two', null ]");
    expect(util.inspect(run('(function named() {})'))).toBe('[Function: named]');
    expect(util.inspect(run('class A {} A'))).toBe('[class A]');
    expect(util.inspect(run('class B { x = 1 } new B()'))).toBe('B { x: 1 }');
    expect(util.inspect(run('Object.create(null)'))).toBe('[Object: null prototype] {}');
    expect(util.inspect(run('const o = { n: 1 }; o.self = o; o'))).toBe(
      '<ref *1> { n: 1, self: [Circular *1] }',
    );
    expect(util.inspect(run('({ get a() { return 1 } })'))).toBe('{ a: [Getter] }');
    expect(util.format('%s %o', run('"text"'), 1)).toBe('text 1');
  });

  describe('is printed by who asks for no custom inspection', () => {
    const values = {
      objects: '({ a: 1, b: { c: [1, { d: 2 }] }, get e() { return 1 } })',
      arrays: '[1, , [2]]',
      functions:
        '[function f() {}, () => {}, async function g() {}, Object.assign((x) => x, { y: 1 })]',
      instances: '[new (class A { x = 1 })(), new (class B extends Array {})(1, 2)]',
      'without a prototype': 'Object.assign(Object.create(null), { a: 1 })',
      circles: 'const o = { n: [] }; o.n.push(o); o',
      'sealed ones': 'Object.freeze([1, Object.freeze({ a: 1 })])',
      'with a tag of their own': '[Object.assign([1], { [Symbol.toStringTag]: "Own" })]',
      'with a tag that is inherited':
        '[new (class X { get [Symbol.toStringTag]() { return "Tag" } })(), Object.create({ [Symbol.toStringTag]: "Q" })]',
      generators: '[(function* () {})(), (async function* () {})(), [][Symbol.iterator]()]',
    };
    // Node 26 says of a proxy that it is one.
    const shown = (/** @type {any} */ value, options = {}) =>
      util
        .inspect(value, { customInspect: false, depth: 5, breakLength: Infinity, ...options })
        .replaceAll('Proxy(', '')
        .replaceAll(')', '');

    test.each(Object.entries(values))('%s', (_name, code) => {
      both((vm) => shown(vm.runInNewContext(code)));
    });

    test('as it is now', () => {
      both((vm) => {
        const object = vm.runInNewContext('({ a: 1, b: 2 })');
        const before = shown(object);
        delete object.a;
        object.c = [3];
        return [before, shown(object), Object.keys(object), 'a' in object];
      });
    });

    test('in what an assertion says', () => {
      expect(() => assert.deepEqual(context()('({ a: [1] })'), { a: [2] })).toThrow(/a: .*\[\s+1/);
    });

    test('with proxies shown as such', () => {
      const text = util.inspect(context()('[1, { a: 1 }]'), {
        showProxy: true,
        depth: 5,
        breakLength: Infinity,
        compact: 9,
      });
      expect(text).toBe('Proxy [ [ 1, Proxy [ { a: 1 }, [a guest] ] ], [a guest] ]');
    });
  });

  test.each([
    'Object.create(Date.prototype)',
    'Object.create(Symbol.prototype)',
    'Object.create(Map.prototype)',
    'new (class { toString() { return "text" } })()',
    'new (class { [Symbol.toPrimitive]() { return "primitive" } })()',
    'new (class { toString() { return "text" } [Symbol.toPrimitive]() { return "primitive" } })()',
    '({ [Symbol.toPrimitive]: () => "own" })',
    '({ toString: null })',
    'Object.assign(Object.create(null), { toString: () => "own" })',
    'Object.create(null)',
  ])('is printed as a text: %s', (code) => {
    both((vm) => {
      const value = vm.runInNewContext(code);
      // Whatever was printed before.
      util.inspect(value, { customInspect: false });
      return [util.format('%s', value), util.format('%s', value)];
    });
  });

  test.each(['({ a: { b: [1] } })', '[1, [2]]', 'Object.create(null)', 'new Map([[{}, [1]]])'])(
    'is printed with what is hidden, and nothing of ours: %s',
    (code) => {
      both((vm) => util.inspect(vm.runInNewContext(code), { showHidden: true, depth: 5 }));
    },
  );

  test('is compared, serialised and spread', () => {
    const run = context();
    const object = run('({ a: 1, b: [1, { c: null }], [Symbol.for("s")]: 2 })');
    expect({ ...object }).toMatchObject({ a: 1 });
    expect(JSON.stringify(object)).toBe('{"a":1,"b":[1,{"c":null}]}');
    expect(Object.entries(object).length).toBe(2);
    expect(Object.assign({}, object)[Symbol.for('s')]).toBe(2);
    const { a, ...rest } = object;
    expect([a, Object.keys(rest)]).toEqual([1, ['b']]);
    expect(`${run('({ toString: () => "text" })')}`).toBe('text');
    expect(+run('({ valueOf: () => 5 })')).toBe(5);
    expect(run('(o) => JSON.stringify(o)')({ x: [1, { y: 2 }] })).toBe('{"x":[1,{"y":2}]}');
    expect(run('(o) => Object.entries({ ...o }).join()')({ x: 1, y: 2 })).toBe('x,1,y,2');
    expect(
      run('(o) => { const seen = []; for (const k in o) seen.push(k); return seen.join() }')({
        x: 1,
        y: 2,
      }),
    ).toBe('x,y');
  });

  test('a guest’s iterators run in the guest', () => {
    const run = context();
    const iterator = run('(function* () { const got = yield 1; yield got * 2 })()');
    expect(iterator.next().value).toBe(1);
    expect(iterator.next(21).value).toBe(42);
    expect(iterator.next().done).toBe(true);
    const iterable = run('({ *[Symbol.iterator]() { yield "a"; yield "b" } })');
    expect([...iterable]).toEqual(['a', 'b']);
    expect([...run('[1, 2].values()')]).toEqual([1, 2]);
    expect(run('(iterator) => iterator.next().done')(iterator)).toBe(true);
  });

  test('a host’s iterators run in the host', () => {
    const run = context({
      *generator() {
        const got = yield 1;
        yield got * 2;
      },
      list: () => [1, 2].values(),
      iterable: {
        *[Symbol.iterator]() {
          yield 'a';
          yield 'b';
        },
      },
    });
    expect(
      run('const i = generator(); [i.next().value, i.next(21).value, i.next().done].join()'),
    ).toBe('1,42,true');
    expect(run('[...list()].join()')).toBe('1,2');
    expect(run('[...iterable].join()')).toBe('a,b');
  });

  test('revoked proxies of either side', () => {
    const { proxy, revoke } = Proxy.revocable({ a: 1 }, {});
    const run = context({ proxy });
    expect(run('proxy.a')).toBe(1);
    revoke();
    expect(run('try { proxy.a } catch (e) { e instanceof TypeError }')).toBe(true);
    const guest = run('r = Proxy.revocable({ a: 1 }, {}); r.proxy');
    expect(guest.a).toBe(1);
    run('r.revoke()');
    expect(() => guest.a).toThrow(TypeError);
    expect(run('(p) => p === r.proxy')(guest)).toBe(true);
  });

  test.each([
    ['an object', () => ({})],
    ['an array', () => []],
    ['a function', () => () => 1],
    ['a map', () => new Map()],
  ])('a proxy of %s that is revoked before it crosses', (_, make) => {
    both((vm) => {
      const { proxy, revoke } = Proxy.revocable(/** @type {object} */ (make()), {});
      const behind = Object.create(proxy);
      const map = Object.setPrototypeOf(new Map([[1, proxy]]), proxy);
      revoke();
      const sandbox = vm.createContext({ proxy, behind, map, n: 1, list: [proxy] });
      const run = (/** @type {string} */ code) => vm.runInContext(code, sandbox);
      const same = run('(p) => p === proxy');
      const name = (/** @type {string} */ code) => run(`try { ${code} } catch (e) { e.name }`);
      return [
        run('typeof proxy'),
        run('n'),
        same(proxy),
        run('list[0] === proxy'),
        run('Map.prototype.get.call(map, 1) === proxy'),
        ...['proxy.a', 'proxy.a = 1', 'Object.keys(proxy)', 'behind.a', 'map.size'].map(name),
        ...['Object.getPrototypeOf(proxy)', 'delete proxy.a', '"a" in proxy', 'proxy()'].map(name),
      ];
    });
  });
});

/** Objects that cannot change, by how; `make` is source that both sides understand. */
const LOCKED = [
  ['frozen', 'Object.freeze({ a: 1, b: {} })'],
  ['frozen array', 'Object.freeze([1, 2])'],
  ['sealed', 'Object.seal({ a: 1 })'],
  ['not extensible', 'Object.preventExtensions({ a: 1 })'],
  ['fixed property', 'Object.defineProperty({}, "a", { value: 1 })'],
  ['fixed accessor', 'Object.defineProperty({}, "a", { get() { return 1 } })'],
  ['fixed, without getter', 'Object.defineProperty({}, "a", { set(v) {} })'],
  ['writable but not configurable', 'Object.defineProperty({}, "a", { value: 1, writable: true })'],
  ['frozen function', 'Object.freeze(function (a) { "use strict" })'],
  ['frozen class', 'Object.freeze(class { static a = 1 })'],
  ['frozen with symbols', 'Object.freeze({ [Symbol.iterator]: 1, a: 2 })'],
  ['frozen, null prototype', 'Object.freeze(Object.assign(Object.create(null), { a: 1 }))'],
  ['an arguments object', '(function () { return arguments })(1, 2)'],
  ['a strict arguments object', '(function () { "use strict"; return arguments })(1, 2)'],
  ['a bound function', '(function (a) {}).bind(null)'],
];

/** What is asked of them; each answers data, and must never throw because of a proxy's invariants. */
const EXAMINE = `(object) => {
  const attempt = (f) => { try { return f() } catch (e) { return 'threw ' + e.name } };
  const attributes = (d) => d && [ 'value' in d, d.writable, d.enumerable, d.configurable, typeof d.get, typeof d.set ].join();
  const keys = Reflect.ownKeys(object);
  return JSON.stringify([
    keys.map(String),
    keys.map((key) => attempt(() => attributes(Reflect.getOwnPropertyDescriptor(object, key)))),
    attempt(() => Reflect.isExtensible(object)), attempt(() => Object.isFrozen(object)), attempt(() => Object.isSealed(object)),
    attempt(() => Reflect.set(object, 'a', 5)), attempt(() => Reflect.set(object, 'fresh', 5)),
    attempt(() => Reflect.has(object, 'a')), attempt(() => Reflect.has(object, 'fresh')),
    attempt(() => Reflect.deleteProperty(object, 'a')), attempt(() => Reflect.deleteProperty(object, 'none')),
    attempt(() => Reflect.defineProperty(object, 'a', { value: 7 })),
    attempt(() => Reflect.defineProperty(object, 'late', { value: 7, configurable: false })),
    attempt(() => Reflect.setPrototypeOf(object, null)),
    attempt(() => Reflect.getPrototypeOf(object) === null),
    attempt(() => { 'use strict'; object.a = 9 }),
    attempt(() => { 'use strict'; delete object.a }),
    attempt(() => { Object.freeze(object); return Object.isFrozen(object) }),
    attempt(() => { Object.defineProperty(object, 'after', { value: 1 }) }),
    Reflect.ownKeys(object).map(String),
    attempt(() => typeof object.a),
  ]);
}`;

describe('what cannot change', () => {
  test.each(LOCKED)('%s: of the guest, examined by the host', (_, make) => {
    const examine = (0, eval)(EXAMINE);
    const answers = [nodeVm, rsvm].map((vm) => examine(vm.runInNewContext(`(${make})`)));
    expect(JSON.parse(answers[1])).toEqual(JSON.parse(answers[0]));
  });

  test.each(LOCKED)('%s: of the host, examined by the guest', (name, make) => {
    const answers = [nodeVm, rsvm].map((vm) => {
      const object = (0, eval)(`(${make})`);
      return vm.runInNewContext(EXAMINE)(object);
    });
    expect(JSON.parse(answers[1])).toEqual(JSON.parse(answers[0]));
  });

  test('becomes so on the owner’s side after the stand-in was seen', () => {
    const run = context();
    const object = run('object = { a: 1 }; object');
    expect(Object.isFrozen(object)).toBe(false);
    run('Object.freeze(object)');
    expect(Object.isFrozen(object)).toBe(true);
    expect(Reflect.set(object, 'a', 2)).toBe(false);
    expect(object.a).toBe(1);
    const own = { a: 1 };
    const other = context({ own });
    expect(other('Object.isFrozen(own)')).toBe(false);
    Object.freeze(own);
    expect(other('Object.isFrozen(own) && Reflect.set(own, "a", 2) === false && own.a === 1')).toBe(
      true,
    );
  });

  test('a fixed property that is writable becomes read-only through the stand-in', () => {
    const fixed = () => Object.defineProperty({}, 'a', { value: 1, writable: true });
    const lock = `(object) => {
      Reflect.getOwnPropertyDescriptor(object, 'a');
      return Reflect.defineProperty(object, 'a', { writable: false }) && Reflect.set(object, 'a', 2) === false;
    }`;
    const guest = context()('Object.defineProperty({}, "a", { value: 1, writable: true })');
    expect((0, eval)(lock)(guest)).toBe(true);
    expect(context()(lock)(fixed())).toBe(true);
  });

  test('loses properties on its owner’s side', () => {
    const run = context();
    const object = run('object = Object.preventExtensions({ a: 1, b: 2, c: 3, d: 4 }); object');
    expect(Object.isExtensible(object)).toBe(false);
    run('delete object.a; delete object.b; delete object.c');
    expect('a' in object).toBe(false);
    expect(Reflect.getOwnPropertyDescriptor(object, 'b')).toBe(undefined);
    expect(Reflect.ownKeys(object)).toEqual(['d']);
    const own = Object.preventExtensions({ a: 1, b: 2, c: 3, d: 4 });
    const other = context({ own });
    expect(other('Object.isExtensible(own)')).toBe(false);
    for (const name of ['a', 'b', 'c']) Reflect.deleteProperty(own, name);
    expect(other('"a" in own')).toBe(false);
    expect(other('Reflect.getOwnPropertyDescriptor(own, "b")')).toBe(undefined);
    expect(other('Reflect.ownKeys(own).join()')).toBe('d');
  });

  test('a fixed property that is writable changes its value', () => {
    const run = context();
    const object = run(
      'object = Object.defineProperty({}, "a", { value: 1, writable: true }); object',
    );
    expect(Reflect.getOwnPropertyDescriptor(object, 'a')?.value).toBe(1);
    run('object.a = 2');
    expect(object.a).toBe(2);
    expect(Reflect.getOwnPropertyDescriptor(object, 'a')?.value).toBe(2);
    run('Object.defineProperty(object, "a", { writable: false })');
    expect(Reflect.getOwnPropertyDescriptor(object, 'a')).toMatchObject({
      value: 2,
      writable: false,
    });
  });
});

/**
 * The property-based tests: two objects begin the same, one in rsvm seen through its stand-in, and
 * one in node:vm. After each random operation both answer the same and look the same.
 */
const KEYS = ['a', 'b', 'c', '0', '1', 'length', 'toString', '__proto__'];
const key = fc.oneof(
  fc.constantFrom(...KEYS),
  fc.constant(Symbol.iterator),
  fc.constant(Symbol.for('k')),
);
const value = fc.oneof(
  fc.integer(),
  fc.constantFrom(undefined, null, true, -0, NaN, 'text', '\ud800', 10n, Symbol.for('v')),
);
const flag = fc.constantFrom(undefined, true, false);
const operation = fc.oneof(
  fc.tuple(fc.constant('get'), key),
  fc.tuple(fc.constant('set'), key, value),
  fc.tuple(fc.constant('has'), key),
  fc.tuple(fc.constant('deleteProperty'), key),
  fc.tuple(fc.constant('getOwnPropertyDescriptor'), key),
  fc
    .tuple(
      fc.constant('defineProperty'),
      key,
      fc.record(
        { value, writable: flag, enumerable: flag, configurable: flag },
        { requiredKeys: [] },
      ),
    )
    // An array takes `true` for the length 1. No proxy with traps can: the language compares what
    // is asked for with what then stands there (ECMA-262, 10.5.6, step 15).
    .filter(
      ([, name, { value: asked }]) =>
        name !== 'length' ||
        asked === undefined ||
        (typeof asked === 'number' && Object.is(asked >>> 0, asked)),
    ),
  fc.tuple(fc.constant('defineAccessor'), key, flag, flag),
  fc.tuple(fc.constant('setPrototypeOf'), fc.constantFrom(null, 'other')),
  fc.tuple(fc.constant('preventExtensions')),
  fc.tuple(fc.constant('freeze')),
  fc.tuple(fc.constant('seal')),
  fc.tuple(fc.constant('isExtensible')),
  fc.tuple(fc.constant('ownKeys')),
  fc.tuple(fc.constant('assign'), key, value),
  fc.tuple(fc.constant('push'), value),
  fc.tuple(fc.constant('spread')),
);

/** As source: it is run by the host on the guest's object and by the guest on the host's. */
const OPERATE = `(target, other, [name, key, ...rest]) => {
  const show = (v) => {
    if (typeof v === 'symbol') return v.toString();
    if (typeof v === 'bigint') return v + 'n';
    if (typeof v === 'number') return Object.is(v, -0) ? '-0' : String(v);
    if (typeof v === 'function') return 'function';
    if (v === target) return 'target';
    if (v === other) return 'other';
    if (typeof v === 'object' && v !== null) return 'object';
    return v === undefined ? 'undefined' : JSON.stringify(v);
  };
  const describe = (d) => d && Object.keys(d).map((k) => k + ':' + show(d[k])).join();
  const run = () => {
    switch (name) {
      case 'defineProperty': {
        const descriptor = {};
        for (const field of Object.keys(rest[0])) {
          if (field === 'value' || rest[0][field] !== undefined) descriptor[field] = rest[0][field];
        }
        return Reflect.defineProperty(target, key, descriptor);
      }
      case 'defineAccessor': return Reflect.defineProperty(target, key, {
        get: rest[0] ? function () { return 'got' } : undefined,
        set: rest[0] === false ? function (v) {} : undefined, configurable: rest[1] });
      case 'setPrototypeOf': return Reflect.setPrototypeOf(target, key === null ? null : other);
      case 'getOwnPropertyDescriptor': return describe(Reflect.getOwnPropertyDescriptor(target, key));
      case 'freeze':
      case 'seal':
        // By hand: V8's own way, for arrays and functions, is not always what the language says.
        Reflect.preventExtensions(target);
        return Reflect.ownKeys(target).every((k) => {
          const d = Reflect.getOwnPropertyDescriptor(target, k);
          const fix = name === 'freeze' && 'value' in d ? { configurable: false, writable: false } : { configurable: false };
          return Reflect.defineProperty(target, k, fix);
        });
      case 'ownKeys': return Reflect.ownKeys(target).map(String).join();
      case 'assign': return Object.assign(target, { [key]: rest[0] }) === target;
      case 'push': return Array.prototype.push.call(target, key);
      case 'spread': return Object.keys({ ...target }).join();
      case 'set': return Reflect.set(target, key, rest[0]);
      default: return Reflect[name](target, key);
    }
  };
  let answer;
  try { answer = show(run()) } catch (e) { answer = 'threw ' + (e && e.name) }
  let look;
  try {
    look = Reflect.ownKeys(target).map((k) => String(k) + ' ' + describe(Reflect.getOwnPropertyDescriptor(target, k)));
  } catch (e) { look = ['threw ' + (e && e.message)] }
  return JSON.stringify([answer, look, Reflect.isExtensible(target), Reflect.getPrototypeOf(target) === null]);
}`;

const STARTS = [
  '({ a: 1, b: "two" })',
  '[1, 2, 3]',
  '({ method(a, b) {} }).method',
  'Object.create({ a: 5, get b() { return 6 } })',
  '(class { static a = 1 })',
  '(() => {})',
];

test('the length of an array that cannot be written', () => {
  const [fix, look] = [
    `(list) => Object.defineProperty(list, 'length', { writable: false })`,
    `(list) => JSON.stringify([{ ...list }, Object.getOwnPropertyDescriptor(list, 'length')])`,
  ];
  const sandbox = rsvm.createContext({ list: [1, 2, 3] });
  expect(rsvm.runInContext(`(${fix})(list); (${look})(list)`, sandbox)).toBe(
    (0, eval)(look)(sandbox.list),
  );
  const ours = rsvm.runInContext(`const own = [1, 2, 3]; (${fix})(own); own`, sandbox);
  expect((0, eval)(look)(ours)).toBe(rsvm.runInContext(`(${look})(own)`, sandbox));
});

describe('random operations', () => {
  /**
   * @param {(start: string) => (operation: any) => [expected: string, actual: string]} subject
   */
  function expectAlike(subject) {
    fc.assert(
      fc.property(
        fc.constantFrom(...STARTS),
        fc.array(operation, { maxLength: 25 }),
        (start, steps) => {
          const perform = subject(start);
          for (const step of steps) {
            const [expected, actual] = perform(step);
            expect(JSON.parse(actual)).toEqual(JSON.parse(expected));
          }
        },
      ),
      { numRuns: 300 },
    );
  }

  const operate = (0, eval)(OPERATE);
  const guests = new Map([nodeVm, rsvm].map((vm) => [vm, vm.createContext({})]));
  const run = (/** @type {any} */ vm, /** @type {string} */ code) =>
    vm.runInContext(code, guests.get(vm));
  const other = '({ a: "inherited" })';

  test('of the host on a guest’s object', () => {
    expectAlike((start) => {
      const [theirs, own] = [nodeVm, rsvm].map((vm) => [run(vm, start), run(vm, other)]);
      return (step) => [operate(theirs[0], theirs[1], step), operate(own[0], own[1], step)];
    });
  });

  test('of the guest on a host’s object', () => {
    const [theirs, own] = [nodeVm, rsvm].map((vm) => run(vm, OPERATE));
    expectAlike((start) => {
      const subject = () => [(0, eval)(start), { a: 'inherited' }];
      const [[one, oneBase], [two, twoBase]] = [subject(), subject()];
      return (step) => [theirs(one, oneBase, step), own(two, twoBase, step)];
    });
  });

  test('of both sides in turn on a guest’s object', () => {
    const inGuest = run(rsvm, OPERATE);
    expectAlike((start) => {
      const [theirs, own] = [nodeVm, rsvm].map((vm) => [run(vm, start), run(vm, other)]);
      let turn = 0;
      return (step) => {
        turn += 1;
        const perform = turn % 2 ? operate : inGuest;
        return [operate(theirs[0], theirs[1], step), perform(own[0], own[1], step)];
      };
    });
  });
});

describe('differences from node:vm that are meant', () => {
  test('a function has no `caller` and no `arguments` on the other side', () => {
    const f = new Function();
    expect(context({ f })('Reflect.ownKeys(f).join()')).toBe('length,name,prototype');
    expect(Reflect.ownKeys(context()('(function () {})'))).toEqual(['length', 'name', 'prototype']);
    // Since Node 26 functions have them only by inheritance.
    const keys = Reflect.ownKeys(nodeVm.runInNewContext('(function () {})'));
    expect(keys.includes('caller')).toBe(Object.hasOwn(f, 'caller'));
  });
});

describe('of what kind it is', () => {
  test.each([
    'async function af() {}',
    'function* g() {}',
    'async function* ag() {}',
    '({ async m() {}, *n() {}, async *o() {}, p() {} })',
    'async () => 1',
    'new Proxy([1, 2], {})',
    '({ items: new Proxy([1, { a: 1 }], {}) })',
    'new Proxy([1, 2], { get: (list, key, self) => (key === "0" ? 9 : Reflect.get(list, key, self)) })',
  ])('is shown: %s', (code) => {
    both((vm) => {
      const shown = vm.runInNewContext(`(${code})`);
      // Node 26 says of a proxy that it is one.
      const said = util.inspect(shown).replace(/Proxy\((\[.*?\])\)/g, '$1');
      return [said, JSON.stringify(shown), Array.isArray(shown)];
    });
  });

  test('an array behind a proxy of the guest’s changes as one', () => {
    both((vm) => {
      const list = vm.runInNewContext('new Proxy([1, 2], {})');
      list.push(7);
      const grown = [...list];
      list.length = 1;
      return [grown, list.length, list.map((item) => item + 1), list.concat([3])].map(String);
    });
  });
});

describe('for…in lists what an object of the host’s inherits', () => {
  function Old() {
    this.own = 1;
  }
  Old.prototype.method = () => {};
  const values = {
    emitter: new EventEmitter(),
    url: new URL('http://a/b?c'),
    old: new Old(),
    deep: Object.create(Object.create({ a: 1 }, { hidden: { value: 1 } })),
    instance: new (class {
      own = 1;
      method() {}
    })(),
    plain: { a: 1, b: 2 },
    bare: Object.assign(Object.create(null), { a: 1 }),
    list: [1, 2],
  };

  test.each(Object.keys(values))('%s', (name) => {
    for (const before of ['', 'value.x; value.y; value.x;']) {
      const code = `${before} { const keys = []; for (const key in value) keys.push(key); keys.join() }`;
      both((vm) => vm.runInNewContext(code, { value: values[name] }));
    }
  });

  test('as it is now', () => {
    both((vm) => {
      const object = Object.create({ a: 1 });
      const keys = vm.runInNewContext(
        '() => { const keys = []; for (const key in object) keys.push(key); return keys.join() }',
        { object },
      );
      const before = keys();
      Object.setPrototypeOf(object, { b: 1 });
      return [before, keys(), Object.setPrototypeOf(object, null) && keys()];
    });
  });
});

describe('the host’s for…in over a guest’s object', () => {
  const describing = (/** @type {string} */ target) =>
    `new Proxy(${target}, { ownKeys: () => ['x', 'y'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) })`;

  function listed(/** @type {any} */ object) {
    const names = [];
    for (const name in object) names.push(name);
    return names;
  }

  test.each([
    ['that describes whatever it is asked for', describing('{}')],
    ['the same of a class', describing('new (class extends class { a() {} } { b() {} })()')],
    ['the same, behind what is frozen', describing('Object.create(Object.freeze({ q: 1 }))')],
    ['the same, behind what has hidden ones', describing('Object.create({ a: 1, get b() {} })')],
    ['that hides what it inherits', 'Object.create({ a: 1, b: 2 }, { a: { value: 1 } })'],
    ['of a class', 'new (class extends class { a() {} } { b = 1; c() {} })()'],
    ['that is an array', '[1, 2]'],
  ])('%s', (_name, code) => {
    both((vm) => {
      const object = vm.runInNewContext(code);
      // Nor are all keys taken for such, whoever has gone along the chain before.
      const all = [];
      for (let at = object; at !== null; at = Object.getPrototypeOf(at)) {
        all.push(Reflect.ownKeys(at).length > 2 || Object.getOwnPropertyNames(at).sort());
      }
      return [listed(object), all, listed(object)];
    });
  });

  test('calls the traps of a Proxy as V8 does', () => {
    const code = `const log = []; const logging = new Proxy({}, {
      get: (_, trap) => (...args) => { log.push(trap, String(args[1])); return Reflect[trap](...args) },
    }); [new Proxy({ a: 1, b: 2 }, logging), log]`;
    both((vm) => {
      const [object, log] = vm.runInNewContext(code);
      return [listed(object), [...log]];
    });
  });
});

describe('a primordial that the host makes the prototype of a guest’s object', () => {
  test.each([
    ['({ a: 1 })', Object.prototype],
    ['[1]', Array.prototype],
    ['new (class A {})()', Object.prototype],
    ['(() => {})', Function.prototype],
  ])('is found there: %s', (code, prototype) => {
    both((vm) => {
      const object = vm.runInNewContext(code);
      const isSet = Reflect.setPrototypeOf(object, prototype);
      const found = Object.getPrototypeOf(object) === prototype;
      const isOne = object instanceof prototype.constructor;
      Reflect.setPrototypeOf(object, null);
      const left = Object.getPrototypeOf(object) === null;
      return [isSet, found, isOne, left];
    });
  });

  test('or that either side has made one of another kind of object', () => {
    both((vm) => {
      const told = (/** @type {any} */ o) => [o.a, o[0], o.b, typeof o.map, 'map' in o];
      const [guest, list] = vm.runInNewContext(
        '[Object.setPrototypeOf({ a: 1 }, Array.prototype), Object.setPrototypeOf([1], Object.prototype)]',
      );
      const sandbox = {
        o: Object.setPrototypeOf({ a: 1 }, Array.prototype),
        l: Object.setPrototypeOf([1], Object.prototype),
      };
      return [
        told(guest),
        told(list),
        vm.runInNewContext(`(${told})(o).concat((${told})(l)).join()`, sandbox),
      ];
    });
  });

  test('until the guest makes it another', () => {
    both((vm) => {
      const [object, change] = vm.runInNewContext(
        'const it = {}; [it, () => void Object.setPrototypeOf(it, Array.prototype)]',
      );
      Object.setPrototypeOf(object, Object.prototype);
      change();
      return [Object.getPrototypeOf(object) === Object.prototype, typeof object.map];
    });
  });
});
