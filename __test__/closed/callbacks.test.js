'use strict';

// Callbacks: what the host passes to a guest's function is the host's, and so is its `this`. Sandboxes
// that wrapped what they gave forgot what they called with: the arguments of a Proxy's traps, the
// functions that a thenable is given, the receiver of an event, the hint of a conversion.

const { describe } = require('@jest/globals');
const { holds, holdsHere, watchForMarks } = require('../helpers/hostile');

watchForMarks();

const EVERY_TRAP = `
  const traps = {};
  for (const t of Reflect.ownKeys(Reflect))
    if (typeof Reflect[t] === 'function') traps[t] = (...a) => { a.forEach(look); return Reflect[t](...a) };
  const trap = (target) => new Proxy(target, traps);`;

describe('called by the host', () => {
  holds('arguments', 'apply((...a) => a.forEach(look), plain, list, arrow)');
  holds('this of an event', 'emitter.on("e", function () { look(this) }); emitter.emit("e")');
  holds('this of a method', 'plain.m = function () { look(this) }; callMethod(plain)', {
    extend: () => ({ callMethod: (/** @type {any} */ o) => o.m() }),
  });
  holdsHere('this of a plain call', 'apply(function () { if (this) look(this) })');
  holdsHere('new.target', 'class N { constructor() { look(new.target) } } construct(N)');
  holds('arguments of an array method', 'forEach(list, (...a) => a.forEach(look))', {
    extend: () => ({ forEach: (/** @type {any[]} */ l, /** @type {any} */ f) => l.forEach(f) }),
  });
  holds('what is passed to a generator', 'use({ *[Symbol.iterator]() { look(yield 1) } })', {
    extend: () => ({
      use(/** @type {any} */ iterable) {
        const iterator = iterable[Symbol.iterator]();
        iterator.next({});
        iterator.next({});
      },
    }),
  });
  holds('a replacer and a reviver', 'json(function (k, v) { look(this); look(v); return v })', {
    extend: () => ({
      json(/** @type {any} */ f) {
        JSON.stringify({ a: {} }, f);
        JSON.parse('{"a":{}}', f);
      },
    }),
  });
  holds(
    'a tag',
    'tag((strings, ...rest) => { look(strings); look(strings.raw); rest.forEach(look) })',
    {
      extend: () => ({ tag: (/** @type {any} */ f) => f`a${{}}b` }),
    },
  );
  holds(
    'the resource of a timer',
    'return new Promise((done) => later(function () { look(this); done() }))',
    {
      extend: () => ({ later: (/** @type {any} */ f) => void setTimeout(f, 1) }),
      use: (done) => done,
    },
  );
});

describe('called by an operation of the host’s', () => {
  holds(
    'traps of a Proxy',
    `${EVERY_TRAP} apply((p) => p, trap(function () {})); assign(trap({}), plain); define(trap({}))`,
    {
      extend: () => ({
        assign: (/** @type {any} */ to, /** @type {any} */ from) => Object.assign(to, from),
        define: (/** @type {any} */ to) =>
          Object.defineProperty(to, 'x', { value: {}, configurable: true }),
      }),
    },
  );
  holdsHere(
    'traps of a Proxy, wherever a proxy can stand',
    `${EVERY_TRAP} const p = trap(function () {});
     arrow(p); apply(p, plain); construct(p); plain.p = p; Object.assign(plain, p); list.includes(p);
     emitter.on('x', p); emitter.emit('x', {}); Account.prototype.greet.call(p)`,
  );
  holds('setters', 'assign({ set a(v) { look(v) } }, { a: plain })', {
    extend: () => ({
      assign: (/** @type {any} */ o, /** @type {any} */ v) => Object.assign(o, v, { a: {} }),
    }),
  });
  holdsHere(
    'getters',
    'const o = { get a() { look(this); return 1 } }; arrow(o); Object.assign(plain, o); emitter.emit("x", o)',
  );
  holdsHere(
    'conversions',
    'const o = { toString(...a) { a.forEach(look); look(arguments.callee.caller); return "x" }, [Symbol.toPrimitive](...a) { a.forEach(look); return "x" } }; buffer.write(o); url.searchParams.append(o, o)',
  );
  holdsHere('thenables', 'return { then(...a) { a.forEach(look) } }', {
    use: async (value) => value,
  });
  holdsHere(
    'thenables in thenables',
    'return { then(f) { f({ then(...a) { a.forEach(look) } }) } }',
    {
      use: async (value) => value,
    },
  );
  holds(
    'reactions to a promise',
    'promise.then((v) => look(v)); Object.getPrototypeOf(promise).then.call(promise, look)',
    {
      use: () => new Promise(setImmediate),
    },
  );
  holds(
    'a custom promise constructor',
    'promise.constructor = { [Symbol.species]: class { constructor(f) { look(f); f(() => {}, () => {}) } } }; promise.then(() => {})',
  );
  holds('hasInstance', 'return { [Symbol.hasInstance](v) { look(v) } }', {
    use: (value) => ({}) instanceof value,
  });
  holds(
    'a setter of the global',
    'Object.defineProperty(globalThis, "late", { set: look, configurable: true })',
    {
      use(_, sandbox) {
        sandbox.late = {};
      },
    },
  );
});
