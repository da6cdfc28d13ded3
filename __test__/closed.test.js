'use strict';

// The boundary is closed: no program in a guest gets hold of anything of the host's that it was not
// given. Each group is a class of escapes that worked against other sandboxes, with its mechanism;
// the last tests walk everything that a guest can reach and look for the host in it.

const { afterEach, describe, expect, test } = require('@jest/globals');
const { EventEmitter } = require('node:events');
const util = require('node:util');
const fc = require('fast-check');
const { rsvm } = require('./helpers/rsvm');

/** What escaped code would leave behind: `mark` is run by whoever has the host's `process`. */
const MARK = 'rsvmEscaped';
const host = /** @type {any} */ (globalThis);
afterEach(() => {
  /* eslint-disable jest/no-standalone-expect -- no test may leave a mark */
  expect(host[MARK]).toBe(undefined);
  expect(/** @type {any} */ (process)[MARK]).toBe(undefined);
  /* eslint-enable jest/no-standalone-expect */
  delete host[MARK];
});

/** A sandbox as a user's: functions, classes and objects of every kind. */
function rich() {
  class Account {
    static bank = { name: 'bank' };
    #secret = 1;
    constructor(/** @type {string} */ owner) {
      this.owner = owner;
    }
    greet() {
      return `${this.owner} ${this.#secret}`;
    }
    get view() {
      return { owner: this.owner };
    }
  }
  return {
    number: 1,
    plain: { nested: { list: [1, { deep: true }] } },
    list: [1, [2]],
    arrow: (/** @type {any[]} */ ...args) => args,
    method: {
      m() {
        return this;
      },
    }.m,
    sloppy: new Function('return this'),
    async: async () => 1,
    *generator() {
      yield {};
    },
    async *asyncGenerator() {
      yield {};
    },
    throws: () => {
      throw new TypeError('from the host');
    },
    throwsData: () => {
      throw Object.assign(new Error('x'), { data: { a: 1 } });
    },
    apply: (/** @type {Function} */ f, /** @type {any[]} */ ...args) => f(...args),
    construct: (/** @type {any} */ F) => new F(),
    Account,
    account: new Account('me'),
    bound: function () {
      return this;
    }.bind({ bound: true }),
    nullProto: Object.assign(Object.create(null), { a: 1 }),
    date: new Date(0),
    regexp: /x/g,
    map: new Map([['k', { v: 1 }]]),
    set: new Set([{ v: 1 }]),
    weak: new WeakMap(),
    buffer: Buffer.from('bytes'),
    bytes: new Uint8Array(4),
    url: new URL('http://example.com'),
    error: new RangeError('an error', { cause: new Error('its cause') }),
    promise: Promise.resolve({ a: 1 }),
    emitter: new EventEmitter(),
    proxy: new Proxy({ inside: {} }, {}),
    symbol: Symbol('s'),
    console: { log() {} },
    get accessor() {
      return { made: true };
    },
    args: (function () {
      return arguments;
    })(),
  };
}

/** @param {any} [sandbox] */
function context(sandbox = rich()) {
  const made = rsvm.createContext(sandbox);
  return (/** @type {string} */ code) => rsvm.runInContext(code, made);
}

const NAMES = Object.keys(rich());

/** Source that answers whether a function makes code of the host: only there is a `process`. */
const IS_HOST = `((F) => {
  const seen = {};
  // Async functions run to their end at once, generators when they are asked.
  try { F('seen', 'seen.process = typeof process')(seen).next() } catch {}
  return seen.process !== undefined && seen.process !== 'undefined';
})`;

/**
 * Runs an attack. It escaped if it answers `true`, or left its mark.
 * @param {string} name
 * @param {string} code
 * @param {(sandbox: any) => any} [extend]
 */
function holds(name, code, extend = () => ({})) {
  // eslint-disable-next-line jest/valid-title -- a parameter
  test(name, async () => {
    const sandbox = rich();
    Object.assign(sandbox, extend(sandbox));
    const run = context(sandbox);
    run(`isHost = ${IS_HOST}; escaped = false; check = (F) => { if (isHost(F)) escaped = true }`);
    try {
      run(`(() => { ${code} })()`);
    } catch {
      // An attack that is refused has not escaped.
    }
    await new Promise(setImmediate);
    expect(run('escaped')).toBe(false);
  });
}

/** The oldest way: any function's constructor compiles code in the realm of that function. */
describe('walks to a constructor', () => {
  const walks = [
    'constructor.constructor',
    'constructor',
    '__proto__.constructor.constructor',
    'constructor.prototype.constructor.constructor',
    '__proto__.__proto__.constructor.constructor',
  ];
  test.each(NAMES)('from %s', (name) => {
    const run = context();
    run(`isHost = ${IS_HOST}`);
    for (const walk of walks) {
      expect([walk, run(`{ let F; try { F = ${name}.${walk} } catch {} isHost(F) }`)]).toEqual([
        walk,
        false,
      ]);
    }
    const reflected = `{
      let at = Object(${name}), found = false;
      for (let i = 0; at && i < 20; i++) {
        const own = Object.getOwnPropertyDescriptor(at, 'constructor');
        if (own && own.value) { found = found || isHost(own.value) || isHost(own.value.constructor) }
        at = Object.getPrototypeOf(at);
      }
      found }`;
    expect(run(reflected)).toBe(false);
  });

  for (const kind of ['async', 'generator', 'asyncGenerator']) {
    holds(
      `from the function kind of ${kind}`,
      `
      const F = Object.getPrototypeOf(${kind}).constructor;
      const made = F('globalThis.${MARK} = typeof process');
      made(); if (${kind === 'async'}) made().then?.(() => {});
      check(Object.getPrototypeOf(${kind}).constructor.__proto__);
      check(${kind}().constructor?.constructor);`,
    );
  }
  holds(
    'through what is bound',
    'check(bound.constructor); check(bound().constructor.constructor)',
  );
  holds(
    'through this of a sloppy host function',
    'const t = sloppy(); check(t.constructor.constructor); t.process && (escaped = true)',
  );
  holds(
    'through the result of a host function',
    'check(arrow(1).constructor.constructor); check(arrow.call(1).map.constructor)',
  );
  holds(
    'through a static member',
    'check(Account.bank.constructor.constructor); check(Account.__proto__.constructor)',
  );
  holds(
    'through an accessor’s halves',
    'check(Object.getOwnPropertyDescriptor(Account.prototype, "view").get.constructor)',
  );
  holds(
    'through __lookupGetter__',
    'check(Account.prototype.__lookupGetter__("view").constructor); check(account.__lookupGetter__("view").constructor)',
  );
  holds(
    'through species and concat',
    'class X extends Array { static get [Symbol.species]() { return Account } } const made = new X(1).map((x) => x); check(made.constructor.constructor)',
  );
  holds(
    'through iterators',
    'check(list[Symbol.iterator]().next.constructor); check(map.entries?.().next.constructor); check(generator().next.constructor)',
  );
});

/** An error made by the host's own machinery was never wrapped by sandboxes that wrap what is given. */
describe('what is thrown', () => {
  holds('by a host function', 'try { throws() } catch (e) { check(e.constructor.constructor) }');
  holds('with data', 'try { throwsData() } catch (e) { check(e.data.constructor.constructor) }');
  holds(
    'by V8 for a wrong call',
    'try { Account() } catch (e) { check(e.constructor.constructor) } try { new arrow() } catch (e) { check(e.constructor.constructor) }',
  );
  holds(
    'by V8 for a wrong receiver',
    'try { Account.prototype.greet.call({}) } catch (e) { check(e.constructor.constructor) }',
  );
  holds(
    'by V8 for a symbol',
    'try { buffer.write(Symbol()) } catch (e) { check(e.constructor.constructor) }',
  );
  holds(
    'by V8 when the stack is exhausted',
    `
    const deep = (n) => { try { return apply(deep, n + 1) } catch (e) { check(e.constructor.constructor); throw e } };
    try { deep(0) } catch (e) { check(e.constructor.constructor) }`,
  );
  holds('and its cause', 'check(error.cause.constructor.constructor)');
  holds(
    'as a rejection',
    'Promise.reject(error).catch((e) => check(e.constructor.constructor)); promise.then((v) => check(v.constructor.constructor))',
  );
  holds(
    'by a host function that a guest’s function threw into',
    'try { apply(() => { throw { get constructor() { return 1 } } }) } catch (e) { check(e.constructor) }',
  );
  test('names no path of the host', () => {
    const run = context();
    const seen = run(`(() => {
      const texts = [];
      for (const f of [throws, throwsData, () => new arrow(), () => Account(), () => apply(throws), () => list.forEach(throws)]) {
        try { f() } catch (e) { texts.push(e.stack, e.message, String(e)); for (const k of Reflect.ownKeys(e)) texts.push(String(e[k])) }
      }
      texts.push(error.stack, error.cause.stack);
      return texts.join('\\n');
    })()`);
    expect(seen).toContain('from the host');
    for (const secret of [__dirname, 'node:', 'node_modules', 'lib/', 'closed.test']) {
      expect(seen).not.toContain(secret);
    }
  });
});

/** A function's caller, its arguments and the call sites of a stack lead to the host's frames. */
describe('who called', () => {
  holds(
    'caller and arguments',
    `
    function f() { for (const k of ['caller', 'arguments', 'callee']) { try { check(f[k]?.constructor?.constructor) } catch {} } }
    apply(f); [1].forEach(f); arrow.caller && check(arrow.caller.constructor)`,
  );
  holds(
    'of a host function',
    'for (const f of [sloppy, arrow, method, apply]) for (const k of ["caller", "arguments"]) { const d = Object.getOwnPropertyDescriptor(f, k); if (d || f[k]) escaped = true; Object.getOwnPropertyDescriptor(Object.getPrototypeOf(f), k)?.get?.call(f) && (escaped = true) }',
  );
  holds(
    'prepareStackTrace',
    `
    Error.prepareStackTrace = (e, sites) => { for (const s of sites) { check(s.getThis?.()?.constructor?.constructor); check(s.getFunction?.()?.constructor) } return sites };
    Error.stackTraceLimit = 100;
    try { throws() } catch (e) { void e.stack } try { null.x } catch (e) { void e.stack } void new Error().stack; error.stack`,
  );
  holds(
    'the host’s prepareStackTrace',
    'error.constructor.prepareStackTrace = (e, s) => { escaped = true }; try { throws() } catch (e) { void e.stack }',
  );
});

/** Arguments that the host passes to a guest's function are the host's; so is its `this`. */
describe('callbacks', () => {
  holds(
    'arguments',
    'apply((...a) => a.forEach((x) => check(x.constructor.constructor)), plain, list, arrow)',
  );
  holds(
    'this',
    'apply(function () { this && check(this.constructor.constructor) }); emitter.on("e", function () { check(this.constructor.constructor) }); emitter.emit("e")',
  );
  holds('new.target', 'class N { constructor() { check(new.target.constructor) } } construct(N)');
  holds(
    'a Proxy’s traps',
    `
    const traps = {};
    for (const t of Reflect.ownKeys(Reflect)) if (typeof Reflect[t] === 'function') traps[t] = (...a) => { for (const x of a) try { check(x.constructor.constructor) } catch {} return Reflect[t](...a) };
    const p = new Proxy(function () {}, traps);
    arrow(p); apply(p, plain); construct(p); plain.p = p; Object.assign(plain, p); list.includes(p); emitter.on('x', p); emitter.emit('x', {}); Account.prototype.greet.call(p)`,
  );
  holds(
    'getters on an argument',
    'const o = { get a() { check((() => {}).constructor); return 1 } }; arrow(o); Object.assign(plain, o); emitter.emit("x", o)',
  );
  holds(
    'toString and valueOf',
    'const o = { toString() { check(arguments.callee?.caller?.constructor); return "x" }, [Symbol.toPrimitive](h) { check(h.constructor.constructor); return "x" } }; buffer.write(o); url.searchParams.append(o, o)',
  );
  holds(
    'thenables',
    'arrow({ then(resolve, reject) { check(resolve.constructor); check(reject.constructor) } }); apply(async () => ({ then(r) { check(r.constructor) } }))',
  );
});

/** Prototypes are shared by everything in a realm: one property there changes all code. */
describe('pollution', () => {
  test('of the guest’s prototypes stays in the guest', () => {
    const run = context();
    run(`
      for (const C of [Object, Function, Array, String, Number, Error, Promise, Map, Date, RegExp]) C.prototype.polluted = 'yes';
      for (const o of [plain, list, arrow, Account, account, date, map, error, promise, buffer, url, emitter]) {
        try { o.__proto__.polluted = 'yes' } catch {}
        try { o.constructor.prototype.polluted = 'yes' } catch {}
        try { Object.getPrototypeOf(o).constructor.prototype.__proto__.polluted = 'yes' } catch {}
      }`);
    for (const value of [
      {},
      [],
      () => {},
      'x',
      1,
      new Error('x'),
      Promise.resolve(),
      new Map(),
      new Date(),
      /x/,
    ]) {
      expect(/** @type {any} */ (value).polluted).toBe(undefined);
    }
  });
  test('of built-ins stays in the guest', () => {
    const run = context();
    run(`Array.prototype.push = Array.prototype.map = Object.keys = JSON.stringify = Reflect.ownKeys = () => 'guest';
      for (const o of [list, plain, map]) { try { o.constructor.prototype.constructor.from = () => 'guest' } catch {} }`);
    expect([1].map((x) => x)).toEqual([1]);
    expect(JSON.stringify({})).toBe('{}');
    expect(Array.from([1])).toEqual([1]);
  });
  holds(
    '__defineGetter__ on what is shared',
    'plain.__proto__.__defineGetter__("mine", () => 1); ({}).mine; Object.prototype.__defineSetter__("trap", function (v) { check(v.constructor.constructor) }); apply(() => {})',
  );
  test('setting the prototype of a built-in prototype', () => {
    const before = Object.getPrototypeOf(Array.prototype);
    context()(
      'try { Object.setPrototypeOf(Object.getPrototypeOf(list), { mine: 1 }) } catch {} try { list.__proto__.__proto__ = { mine: 1 } } catch {}',
    );
    expect(Object.getPrototypeOf(Array.prototype)).toBe(before);
    expect(/** @type {any} */ ([]).mine).toBe(undefined);
  });
});

/** The host looks at what it got: whatever runs then must run in the guest, on the guest's objects. */
describe('hostile results', () => {
  const LOOK = 'look = (x) => { try { check(x.constructor.constructor) } catch {} }';
  /** @type {[string, (value: any) => unknown][]} */
  const uses = [
    ['util.inspect', (value) => util.inspect(value)],
    [
      'util.inspect with getters',
      (value) => util.inspect(value, { getters: true, showHidden: true, depth: 9 }),
    ],
    ['util.inspect with proxies', (value) => util.inspect(value, { showProxy: true })],
    ['util.format', (value) => util.format('%s %o %O %j %d', value, value, value, value, value)],
    ['await', async (value) => value],
    ['Promise.resolve', (value) => Promise.resolve(value)],
    ['JSON.stringify', (value) => JSON.stringify(value)],
    ['spread', (value) => ({ ...value })],
    ['array spread', (value) => [...value]],
    ['a template', (value) => `${value}`],
    ['comparison', (value) => [value == 1, value < 2, value > 'x']], // eslint-disable-line eqeqeq -- the loose one converts
    ['isDeepStrictEqual', (value) => util.isDeepStrictEqual(value, { a: 1 })],
    ['structuredClone', (value) => structuredClone(value)],
    ['instanceof', (value) => ({}) instanceof value],
    ['in', (value) => 'a' in value],
    ['Object.assign', (value) => Object.assign({}, value)],
    ['new Error with it as cause', (value) => util.inspect(new Error('x', { cause: value }))],
    ['expect', (value) => expect(value).not.toEqual({ never: 1 })],
    ['concat', (value) => [].concat(value)],
    ['Array.from', (value) => Array.from(value)],
    [
      'delete and set',
      (value) => {
        value.a = {};
        delete value.a;
      },
    ],
    ['call', (value) => value({}, [])],
    ['new', (value) => new value({})],
    ['Date', (value) => new Date(value)],
    ['a property key', (value) => ({})[value]],
  ];
  /** @type {Record<string, string>} */
  const results = {
    getters:
      '({ get a() { look(this); return 1 }, get then() { look(this); return undefined }, get toJSON() { look(this) }, get constructor() { look(this); return arrow } })',
    conversions:
      '({ [Symbol.toPrimitive]: (...a) => { a.forEach(look); return 1 }, toString(...a) { a.forEach(look); return "x" }, toJSON(...a) { a.forEach(look); return {} } })',
    thenable: '({ then(...a) { a.forEach(look); a[0]({ done: this }) } })',
    'custom inspection':
      '({ [Symbol.for("nodejs.util.inspect.custom")](...a) { a.forEach(look); gave = a; for (const x of a) if (typeof x === "function") { x.defaultOptions = { depth: 0 }; escaped = true } return this } })',
    iterator:
      '({ [Symbol.iterator](...a) { a.forEach(look); return { next: (...b) => { b.forEach(look); return { done: true } } } } })',
    Proxy:
      'new Proxy(function () {}, new Proxy({}, { get: (_, t) => (...a) => { a.forEach(look); return Reflect[t](...a) } }))',
    'Proxy of an array':
      'new Proxy([], new Proxy({}, { get: (_, t) => (...a) => { a.forEach(look); return Reflect[t](...a) } }))',
    class:
      'class X { constructor(...a) { a.forEach(look) } static [Symbol.hasInstance](...a) { a.forEach(look) } }; X',
    error:
      'Object.assign(new Error("x"), { get stack() { look(this) }, toString: (...a) => { a.forEach(look); return "x" } })',
    array:
      'Object.assign([1], { constructor: { [Symbol.species]: function (...a) { a.forEach(look) } }, map: (...a) => a.forEach(look) })',
  };
  describe.each(Object.keys(results))('%s', (kind) => {
    test.each(uses)('%s', async (_, use) => {
      const run = context();
      run(
        `isHost = ${IS_HOST}; escaped = false; check = (F) => { if (isHost(F)) escaped = true }; ${LOOK}`,
      );
      const value = run(results[kind]);
      try {
        // A thenable may answer itself for ever.
        await Promise.race([use(value), new Promise((resolve) => setTimeout(resolve, 20))]);
      } catch {
        // A hostile value may fail; it may not escape.
      }
      expect(run('escaped')).toBe(false);
    });
  });
});

/** A guest may replace every built-in; our own code in the guest must not use what it finds there. */
describe('tampered built-ins', () => {
  test('do not change how values cross', () => {
    const run = context({
      plain: { a: 1, list: [1, 2] },
      f: (/** @type {any} */ o) => o.x,
      echo: (/** @type {any} */ o) => o,
    });
    run(`{
      const evil = function () { throw new Error('evil') };
      const replace = [];
      for (const owner of [Object, Reflect, Array, Function, Symbol, Proxy, Map, WeakMap, Promise, JSON, Error,
                           Object.prototype, Array.prototype, Function.prototype, Map.prototype, String.prototype]) {
        for (const key of Reflect.ownKeys(owner)) {
          const d = Object.getOwnPropertyDescriptor(owner, key);
          if (typeof d.value === 'function' && d.writable) replace.push([owner, key]);
        }
      }
      for (const key of ['get', 'set', 'value', 'writable', 'enumerable', 'configurable']) replace.push([Object.prototype, key]);
      for (let i = 0; i < replace.length; i++) replace[i][0][replace[i][1]] = evil;
    }`);
    expect(run('plain.a')).toBe(1);
    expect(run('plain.list[1]')).toBe(2);
    expect(run('f({ x: 5 })')).toBe(5);
    const own = run('({ y: 6, z: [7] })');
    expect([own.y, own.z[0], Reflect.ownKeys(own)]).toEqual([6, 7, ['y', 'z']]);
    expect(run('plain.b = 2; plain.b')).toBe(2);
    expect(run('echo(plain) === plain')).toBe(true);
    expect(() => run('null.x')).toThrow(TypeError);
  });
  holds(
    'Array.prototype setters',
    'for (let i = 0; i < 5; i++) Object.defineProperty(Array.prototype, i, { set(v) { check(v.constructor.constructor) }, get() { return arrow } }); arrow(plain, list); apply((...a) => a, plain)',
  );
  holds(
    'Object.prototype.get',
    'Object.prototype.get = function () { escaped = escaped || isHost(this.constructor.constructor) }; Object.defineProperty(plain, "x", { value: 1 }); plain.x',
  );
  holds(
    'Proxy and Reflect',
    'Proxy = function (t, h) { check(h.get.constructor); escaped = true }; Reflect.construct = (...a) => { escaped = true }; arrow({}); apply(() => ({}), {}); new Account("x")',
  );
  holds(
    'Error',
    'Error = TypeError = RangeError = function () { escaped = true }; try { throws() } catch {} try { null.x } catch {} try { Account() } catch {}',
  );
  holds(
    'Symbol.hasInstance on functions',
    'Function.prototype[Symbol.hasInstance]; Object.defineProperty(Function.prototype, Symbol.hasInstance, { value: (x) => { check(x.constructor.constructor); return true } }); plain instanceof Account',
  );
});

/** The handlers of our own proxies hold handles: one that gets out could be forged. */
describe('the machinery', () => {
  test('shows none of its traps or shadows', () => {
    const run = context();
    const keys = (/** @type {string} */ name) => run(`Reflect.ownKeys(${name}).map(String).join()`);
    expect(keys('plain')).toBe('nested');
    expect(keys('list')).toBe('0,1,length');
    expect(keys('arrow')).toBe('length,name');
    expect(run('typeof arrow.get + typeof plain.ownKeys')).toBe('undefinedundefined');
  });
  holds(
    'receivers that are not the stand-in',
    'const child = Object.create(plain); child.nested; child.x = 1; Object.hasOwn(plain, "x") && (escaped = true); const p = new Proxy(plain, {}); p.nested; Reflect.get(plain, "nested", arrow); Reflect.set(plain, "y", 1, list)',
  );
  test('a stand-in as the prototype, target and handler of others', () => {
    const run = context();
    expect(run('Object.create(plain).nested === plain.nested')).toBe(true);
    expect(run('new Proxy(plain, {}).nested === plain.nested')).toBe(true);
    expect(run('new Proxy({}, plain).x')).toBe(undefined);
    expect(run('Object.setPrototypeOf({}, account).greet === account.greet')).toBe(true);
  });
});

/** Symbols are values that both sides know: one that Node.js gives a meaning to is a switch. */
describe('symbols', () => {
  holds(
    'Node’s own registered ones',
    `
    for (const name of ['nodejs.util.inspect.custom', 'nodejs.util.promisify.custom', 'nodejs.rejection', 'nodejs.dispose', 'nodejs.asyncDispose', 'nodejs.stream.readable', 'undici.globalDispatcher.1'])
      for (const o of [plain, list, arrow, emitter, url, buffer, Account])
        try { const v = o[Symbol.for(name)]; if (v) check(v.constructor); o[Symbol.for(name)] = (...a) => { for (const x of a) check(x?.constructor?.constructor) } } catch {}`,
  );
  holds(
    'keys of every object',
    'for (const o of [plain, list, arrow, emitter, url, buffer, Account, error, promise]) for (const s of Object.getOwnPropertySymbols(o)) try { check(o[s].constructor.constructor) } catch {}',
  );
  test('unknown well-known symbols are the guest’s', () => {
    expect(context()('Symbol.iterator in list && typeof list[Symbol.iterator]')).toBe('function');
  });
});

/** Every intrinsic of the realms that this test knows; none may be told apart from outside by a guest. */
function hostIntrinsics() {
  const found = new Set();
  const visit = (/** @type {any} */ value) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (found.has(value) || value === globalThis) return;
    found.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
      for (const part of [descriptor?.value, descriptor?.get, descriptor?.set]) visit(part);
    }
    visit(Reflect.getPrototypeOf(value));
  };
  const names = [
    'Object',
    'Function',
    'Array',
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'EvalError',
    'AggregateError',
    'Date',
    'RegExp',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'Promise',
    'Proxy',
    'Reflect',
    'JSON',
    'Math',
    'Symbol',
    'BigInt',
    'Number',
    'String',
    'Boolean',
    'ArrayBuffer',
    'DataView',
    'Uint8Array',
    'Float64Array',
    'BigInt64Array',
    'Atomics',
    'Intl',
    'eval',
    'parseInt',
    'FinalizationRegistry',
  ];
  for (const name of names) visit(host[name]);
  visit(Object.getPrototypeOf(function* () {}));
  visit(Object.getPrototypeOf(async function () {}));
  visit(Object.getPrototypeOf(async function* () {}));
  visit([][Symbol.iterator]());
  visit(new Map()[Symbol.iterator]());
  visit(''.matchAll(/./g));
  return found;
}

/**
 * Walks what a guest can reach. It hands each thing that is not its own to `judge`, which is a host
 * function and therefore gets the original: a host's intrinsic that a guest held would come home as
 * itself, and the guest's own as a stand-in.
 */
const WALK = `(judge, roots, choose, limit) => {
  const seen = new Set(), queue = [...roots];
  const add = (value) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (seen.has(value)) return;
    seen.add(value); queue.push(value);
  };
  const attempt = (f) => { try { add(f()) } catch (e) { add(e) } };
  while (queue.length && seen.size < limit) {
    const value = queue.splice(choose(queue.length), 1)[0];
    judge(value);
    let keys = [];
    try { keys = Reflect.ownKeys(value) } catch (e) { add(e) }
    attempt(() => keys);
    attempt(() => Reflect.getPrototypeOf(value));
    attempt(() => value.constructor);
    attempt(() => value.__proto__);
    attempt(() => Object(value).valueOf());
    attempt(() => value[Symbol.iterator]?.());
    attempt(() => value[Symbol.asyncIterator]?.());
    for (const key of keys.slice(0, 60)) {
      attempt(() => value[key]);
      let d; try { d = Reflect.getOwnPropertyDescriptor(value, key) } catch (e) { add(e) }
      if (!d) continue;
      attempt(() => d); attempt(() => d.value); attempt(() => d.get); attempt(() => d.set);
      attempt(() => d.get?.call(value)); attempt(() => value.__lookupGetter__(key));
    }
    if (typeof value === 'function') {
      if (value === judge) continue;
      attempt(() => value.bind({}));
      attempt(() => Reflect.construct(Object, [], value));
      attempt(() => class extends value {});
      if (harmless(value)) { attempt(() => value()); attempt(() => value.call({})); attempt(() => new value('x')); attempt(() => Reflect.apply(value, value, [value, {}])) }
    }
  }
  return seen.size;
}`;

describe('everything that a guest can reach', () => {
  test('holds no intrinsic of the host', () => {
    const intrinsics = hostIntrinsics();
    expect(intrinsics.size).toBeGreaterThan(500);
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }), (choices) => {
        const sandbox = rich();
        const run = context(sandbox);
        /** @type {any[]} */
        const leaked = [];
        let at = 0;
        const judge = (/** @type {any} */ value) => {
          if (
            intrinsics.has(value) ||
            value === globalThis ||
            value === process ||
            value === require
          ) {
            leaked.push(value);
          }
        };
        const choose = (/** @type {number} */ length) => choices[at++ % choices.length] % length;
        // Calling whatever is found would end the walk at the host's own functions with effects.
        const own = new Set(
          /** @type {any[]} */ ([
            sandbox.arrow,
            sandbox.method,
            sandbox.sloppy,
            sandbox.throws,
            sandbox.throwsData,
            sandbox.Account,
            sandbox.generator,
            sandbox.async,
            sandbox.bound,
            sandbox.apply,
            sandbox.construct,
          ]),
        );
        const harmless = (/** @type {any} */ f) => own.has(f);
        run('var harmless');
        sandbox.harmless = harmless;
        const walk = run(WALK);
        const size = walk(
          judge,
          run(`[${NAMES.filter((n) => n !== 'console').join()}, globalThis]`),
          choose,
          1500,
        );
        expect(size).toBeGreaterThan(300);
        expect(leaked).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  test('would be found: the walk sees an intrinsic that is given away', () => {
    const intrinsics = hostIntrinsics();
    expect(intrinsics.has(Object.getPrototypeOf(Function))).toBe(true);
    // What is given is replaced, so that even then there is nothing to be found.
    const run = context({ leak: Function, proto: Object.prototype, all: globalThis });
    expect(run('leak === Function && proto === Object.prototype && all === globalThis')).toBe(true);
    expect(run('typeof all.process')).toBe('undefined');
  });
});
