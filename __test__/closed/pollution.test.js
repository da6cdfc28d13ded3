'use strict';

// Prototype pollution: everything in a realm shares its prototypes, so that one property written
// there changes all code. Guests reached them as `given.__proto__`, as `given.constructor.prototype`,
// or put an object of their own into the chain of one that they were given.

/* eslint-disable n/no-unsupported-features/node-builtins -- whatever Node has, a guest may be given */
const { AsyncResource, createHook } = require('node:async_hooks');
const { KeyObject, createSecretKey } = require('node:crypto');
const { channel: makeChannel } = require('node:diagnostics_channel');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { createHistogram } = require('node:perf_hooks');
const stream = require('node:stream');
const { scheduler, setInterval: setIntervalLater } = require('node:timers/promises');
const util = require('node:util');
const { describe, expect, test } = require('@jest/globals');
const { rsvm } = require('../helpers/rsvm');
const { context, escapes, holds, holdsHere, rich, watchForMarks } = require('../helpers/hostile');

const { Readable } = stream;

watchForMarks();

const clean = (/** @type {PropertyKey} */ key) =>
  [{}, [], () => {}, 'x', 1, new Error('x'), Promise.resolve(), new Map(), new Date(), /x/].every(
    (value) => /** @type {any} */ (value)[key] === undefined,
  );

/**
 * An attack that would write `polluted` somewhere in the host.
 * @param {(value: any) => any} [victim] of the sandbox, besides the built-ins
 */
const judged = (victim = () => ({})) => ({
  judge(/** @type {any} */ sandbox) {
    const harmed = !clean('polluted') || victim(sandbox).polluted !== undefined;
    for (const owner of [Object, Function, Array, Error, Map, Date]) {
      delete (/** @type {any} */ (owner.prototype).polluted);
    }
    return harmed;
  },
});

describe('of what all objects inherit', () => {
  holds('by __proto__', 'plain.__proto__.polluted = 1; list.__proto__.polluted = 1', judged());
  holds('by constructor.prototype', 'map.constructor.prototype.polluted = 1', judged());
  holds(
    'by Object.getPrototypeOf',
    'Object.getPrototypeOf(Object.getPrototypeOf(account)).polluted = 1',
    judged(),
  );
  holds('by what a host function answers', 'arrow(1).__proto__.polluted = 1', judged());
  holds(
    'by what a callback is given',
    'apply((o) => { o.__proto__.polluted = 1 }, plain)',
    judged(),
  );
  holds(
    'by what is thrown',
    'try { throws() } catch (e) { e.__proto__.__proto__.polluted = 1 }',
    judged(),
  );
  holds(
    'by __defineGetter__',
    'plain.__defineGetter__.call(plain.__proto__, "polluted", () => 1)',
    judged(),
  );
  holds('by a function of the host’s that writes', 'write(plain.__proto__, "polluted", 1)', {
    ...judged(),
    extend: () => ({ write: Reflect.set }),
  });
  holdsHere(
    'by the guest’s own',
    'Object.prototype.polluted = 1; write(Object.prototype, "polluted", 1); Array.prototype.polluted = 1',
    {
      ...judged(),
      extend: () => ({ write: Reflect.set }),
    },
  );
  test('of every built-in, through everything', () => {
    context()(`
      for (const C of [Object, Function, Array, String, Number, Error, Promise, Map, Date, RegExp]) C.prototype.polluted = 'yes';
      for (const o of [plain, list, arrow, Account, account, date, map, error, domError, promise, buffer, url, emitter, segments, generator(), list.values()]) {
        for (let at = o, i = 0; at && i < 9; i++) {
          try { if (i) at.polluted = 'yes' } catch {}
          try { at.constructor.prototype.polluted = 'yes' } catch {}
          at = Object.getPrototypeOf(at);
        }
      }`);
    expect(clean('polluted')).toBe(true);
    for (const value of [new Intl.Segmenter().segment('x'), [].values(), (function* () {})()]) {
      expect(/** @type {any} */ (value).polluted).toBe(undefined);
    }
  });
  test('of built-ins’ methods', () => {
    context()(`
      Array.prototype.push = Array.prototype.map = Object.keys = JSON.stringify = Reflect.ownKeys = () => 'guest';
      for (const o of [list, plain, map]) { try { o.constructor.prototype.constructor.from = () => 'guest' } catch {} }
      segments.__proto__.containing = list.values().__proto__.next = () => 'guest'`);
    expect([1].map((x) => x)).toEqual([1]);
    expect([...[1, 2]]).toEqual([1, 2]);
    expect(JSON.stringify({})).toBe('{}');
    expect(new Intl.Segmenter().segment('x').containing(0)).toMatchObject({ segment: 'x' });
  });
});

describe('of a prototype chain', () => {
  const plain = judged((sandbox) => sandbox.plain);
  const WAYS = {
    'Object.setPrototypeOf': 'Object.setPrototypeOf(plain, { polluted: 1 })',
    'Reflect.setPrototypeOf': 'Reflect.setPrototypeOf(plain, { polluted: 1 })',
    __proto__: 'plain.__proto__ = { polluted: 1 }',
    'the setter of __proto__': 'plain.__lookupSetter__("__proto__").call(plain, { polluted: 1 })',
    'Reflect.set with a receiver': 'Reflect.set(account, "__proto__", { polluted: 1 }, plain)',
    'a Proxy':
      'Object.setPrototypeOf(plain, new Proxy({}, { get: (_, k) => (k === "polluted" ? 1 : undefined) }))',
    'an array, a function, a map':
      'for (const o of [[], () => {}, new Map()]) try { plain.__proto__ = Object.assign(o, { polluted: 1 }) } catch {}',
    'its prototype’s prototype':
      'const base = arrow({})[0]; Object.setPrototypeOf(link, { polluted: 1 })',
    'an object that the host derived from the guest’s': 'plain.__proto__ = derive({ polluted: 1 })',
    'an instance of a class of the guest’s':
      'plain.__proto__ = new (class extends Account { get polluted() { return 1 } })()',
  };
  /** @param {any} sandbox */
  const extend = (sandbox) => {
    const link = {};
    Object.setPrototypeOf(sandbox.plain, link);
    return { link, derive: (/** @type {any} */ base) => Object.create(base) };
  };
  for (const [name, code] of Object.entries(WAYS)) holds(`by ${name}`, code, { ...plain, extend });

  test.each(['Object.setPrototypeOf(o, {})', 'o.__proto__ = {}'])(
    'is refused in words: %s',
    (code) => {
      const refused = () => context({ o: {} })(code);
      expect(refused).toThrow(
        "Immutable prototype object '#<Object>' cannot have their prototype set",
      );
    },
  );
  holdsHere('of an accessor that somebody gave another name', 'named.link = { polluted: 1 }', {
    extend: () => ({
      named: Object.defineProperty(
        {},
        'link',
        /** @type {any} */ (Object.getOwnPropertyDescriptor(Object.prototype, '__proto__')),
      ),
    }),
    judge: (sandbox) => sandbox.named.polluted !== undefined,
  });
  holds(
    'of a class',
    'Object.setPrototypeOf(Account.prototype, { polluted: 1 })',
    judged((sandbox) => sandbox.account),
  );
  holds(
    'of a Proxy',
    'proxy.__proto__ = { polluted: 1 }',
    judged((sandbox) => sandbox.proxy),
  );
  holdsHere(
    'of a built-in prototype',
    'try { list.__proto__.__proto__ = { mine: 1 } } catch {} Object.setPrototypeOf(Object.getPrototypeOf(list), { mine: 1 })',
    {
      judge: () => !clean('mine'),
    },
  );
  test('of a sandbox that is a Proxy', () => {
    const target = /** @type {any} */ ({});
    const sandbox = rsvm.createContext(new Proxy(target, {}));
    for (const code of [
      'var __proto__ = { polluted: 1 }',
      'globalThis.__proto__ = { polluted: 1 }',
    ]) {
      try {
        rsvm.runInContext(code, sandbox);
      } catch {
        // Refused.
      }
      expect(target.polluted).toBe(undefined);
    }
  });
  test('is refused as for an immutable prototype, and stays possible with the host’s own', async () => {
    const base = { where: 'base' };
    const run = context({ ...rich(), base });
    expect(run('Reflect.setPrototypeOf(plain, {})')).toBe(false);
    expect(run('try { plain.__proto__ = {} } catch (e) { e instanceof TypeError }')).toBe(true);
    expect(run('Reflect.setPrototypeOf(plain, base) && plain.where')).toBe('base');
    expect(run('Reflect.setPrototypeOf(plain, null) && plain.where')).toBe(undefined);
    expect(run('const own = {}; own.__proto__ = plain; Object.getPrototypeOf(own) === plain')).toBe(
      true,
    );
    expect(
      run('class Mine extends Account { more() { return this.greet() } }; new Mine("you").more()'),
    ).toBe('you 1');
  });
});

describe('of what is the whole process’', () => {
  class Own {}
  // One that is listened to is of another class.
  const channel = makeChannel('rsvm');
  channel.subscribe(() => {});
  const GIVEN = {
    buffer: Buffer.from('x'),
    url: new URL('http://a/'),
    emitter: new EventEmitter(),
    signal: new AbortController().signal,
    encoder: new TextEncoder(),
    readable: new Readable(),
    EventEmitter,
    own: new Own(),
    fail: () => structuredClone(() => {}),
    stream: new ReadableStream(),
    body: new Response('x').body,
    key: createSecretKey(Buffer.from('key')),
    list: new net.BlockList(),
    file: fs.createReadStream(__filename),
    histogram: createHistogram(),
    compression: new CompressionStream('gzip'),
    hook: createHook({}),
    channel,
    entries: new Headers().entries(),
    chunks: Readable.from(['a'])[Symbol.asyncIterator](),
    ticks: setIntervalLater(1),
    mime: new util.MIMEType('a/b').params.keys(),
    scheduler,
    path,
    util,
    fs,
    console,
    crypto,
  };
  const run = () => context({ ...GIVEN });

  test.each([
    ['buffer.__proto__', () => Buffer.prototype],
    ['buffer.constructor', () => Buffer],
    ['url.constructor.prototype', () => URL.prototype],
    ['emitter.__proto__', () => EventEmitter.prototype],
    ['EventEmitter', () => EventEmitter],
    ['signal.__proto__.__proto__', () => EventTarget.prototype],
    ['encoder.__proto__', () => TextEncoder.prototype],
    ['readable.constructor', () => Readable],
    ['(() => { try { fail() } catch (e) { return e.__proto__ } })()', () => DOMException.prototype],
    ['stream.__proto__', () => ReadableStream.prototype],
    ['body.__proto__', () => ReadableStream.prototype],
    ['key.__proto__', () => Object.getPrototypeOf(GIVEN.key)],
    ['key.__proto__.__proto__', () => Object.getPrototypeOf(Object.getPrototypeOf(GIVEN.key))],
    ['list.constructor', () => net.BlockList],
    ['file.__proto__', () => fs.ReadStream.prototype],
    ['histogram.__proto__', () => Object.getPrototypeOf(GIVEN.histogram)],
    ['compression.__proto__', () => CompressionStream.prototype],
    ['hook.__proto__', () => Object.getPrototypeOf(GIVEN.hook)],
    ['channel.__proto__', () => Object.getPrototypeOf(channel)],
    ['entries.__proto__', () => Object.getPrototypeOf(GIVEN.entries)],
    ['key.__proto__.__proto__.__proto__', () => Object.getPrototypeOf(KeyObject.prototype)],
    ['key.__proto__.__proto__.__proto__.constructor', () => Object.getPrototypeOf(KeyObject)],
  ])('%s', (code, own) => {
    const shape = () => JSON.stringify(Reflect.ownKeys(own()).map(String));
    const before = shape();
    const kept = Reflect.getPrototypeOf(own());
    const said = run()(`const it = ${code}; it.polluted = 1;
      [Reflect.set(it, 'toString', () => 'mine'), Reflect.defineProperty(it, 'polluted', { value: 1 }),
       Reflect.deleteProperty(it, Reflect.ownKeys(it)[0]), Reflect.setPrototypeOf(it, null),
       Reflect.preventExtensions(it), delete it.polluted].join()`);
    expect(said).toBe('false,false,false,false,false,false');
    expect(shape()).toBe(before);
    expect(Reflect.getPrototypeOf(own())).toBe(kept);
  });
  test.each([
    ['chunks.__proto__', () => Object.getPrototypeOf(GIVEN.chunks)],
    ['ticks.__proto__', () => Object.getPrototypeOf(GIVEN.ticks)],
    ['mime.__proto__', () => Object.getPrototypeOf(GIVEN.mime)],
    ['readable[Symbol.asyncIterator]().__proto__', () => Object.getPrototypeOf(GIVEN.chunks)],
  ])('what a generator function of Node’s makes: %s', (code, own) => {
    const shape = () => Reflect.ownKeys(own()).map(String).join();
    const before = shape();
    const kept = Reflect.getPrototypeOf(own());
    // In some versions an iterator is of no kind of its own, and this is the guest's own prototype.
    run()(`const it = ${code}; Reflect.set(it, 'next', () => 'mine'); Reflect.set(it, 'polluted', 1);
      Reflect.setPrototypeOf(it, null); Reflect.preventExtensions(it)`);
    expect(shape()).toBe(before);
    expect(Reflect.getPrototypeOf(own())).toBe(kept);
    expect(Reflect.isExtensible(own())).toBe(true);
  });
  test.each([
    'emitter.constructor.setMaxListeners(3)',
    'emitter.constructor.setMaxListeners(3, EventEmitter.prototype)',
    'emitter.constructor.once(EventEmitter.prototype, "x")',
    'new emitter.constructor.once(EventEmitter.prototype, "x")',
    'readable.constructor.setDefaultHighWaterMark(false, 1)',
    'emitter.on("y", emitter.constructor.setMaxListeners); emitter.emit("y", 3)',
    'emitter.emit("y", EventEmitter.prototype)',
    'resource.runInAsyncScope(emitter.on, EventEmitter.prototype, "x", () => 1)',
    'util.inherits(url.constructor, class {})',
  ])('%s is refused', (code) => {
    const shape = () => [
      EventEmitter.defaultMaxListeners,
      ...Reflect.ownKeys(EventEmitter.prototype),
      Reflect.get(stream, 'getDefaultHighWaterMark')?.(false),
      Object.getPrototypeOf(URL.prototype) === Object.prototype,
    ];
    const before = shape();
    const guest = context({ ...GIVEN, resource: new AsyncResource('rsvm') });
    expect(guest(`try { ${code}; 'done' } catch (e) { e.name }`)).toBe('TypeError');
    expect(shape()).toEqual(before);
  });
  test('classes and instances are given to Node’s functions', () => {
    const guest = context({ EventEmitter, util, emitter: new EventEmitter() });
    expect(
      guest(`function Own() {} util.inherits(Own, EventEmitter); EventEmitter.setMaxListeners(3, emitter);
        [new Own() instanceof EventEmitter, emitter.getMaxListeners(), util.inspect(EventEmitter).length > 0].join()`),
    ).toBe('true,3,true');
    expect(EventEmitter.defaultMaxListeners).toBe(10);
  });
  test.each([
    ['path', 'join', () => path],
    ['path.posix', 'sep', () => path.posix],
    ['util.types', 'isDate', () => util.types],
    ['util.inspect.styles', 'number', () => util.inspect.styles],
    ['util.inspect.colors.red', '0', () => util.inspect.colors.red],
    ['scheduler', 'wait', () => scheduler],
    ['fs.promises', 'readFile', () => fs.promises],
    ['console', 'log', () => console],
    ['crypto', 'randomUUID', () => crypto],
    ['crypto.subtle', 'digest', () => crypto.subtle],
  ])('%s keeps what it has, and may get more', (code, key, own) => {
    const before = /** @type {any} */ (own())[key];
    const said = run()(`const it = ${code};
      [Reflect.set(it, '${key}', 'mine'), Reflect.defineProperty(it, '${key}', { value: 'mine' }),
       Reflect.deleteProperty(it, '${key}'), Reflect.setPrototypeOf(it, {}), Reflect.preventExtensions(it),
       Object.isExtensible(it), Reflect.set(it, 'rsvmTest', 1)].join()`);
    expect(said).toBe('false,false,false,false,false,true,true');
    expect(/** @type {any} */ (own())[key]).toBe(before);
    delete (/** @type {any} */ (own()).rsvmTest);
  });
  test('a method of another’s is not called on it', () => {
    const guest = run();
    for (const code of [
      'EventEmitter.prototype.on.call(url.constructor, "x", () => {})',
      'EventEmitter.prototype.on.call(path, "x", () => {})',
      'Object.getOwnPropertyDescriptor(EventEmitter, "defaultMaxListeners").set.call(EventEmitter, 1)',
    ]) {
      expect(guest(`try { ${code}; 'done' } catch (e) { e.name }`)).toBe('TypeError');
    }
    expect(guest('[path.join("a", "b"), buffer.constructor.from("x").length].join()')).toBe(
      `${path.join('a', 'b')},1`,
    );
  });
  test('its instances are used, even those that have a constructor of their own', () => {
    const guest = context({ histogram: createHistogram(), ReadableStream, TransformStream });
    expect(guest('histogram.record(1); histogram.count')).toBe(1);
    expect(guest('typeof new ReadableStream().tee()[0].getReader().read')).toBe('function');
    expect(guest('typeof new TransformStream().writable.getWriter().write')).toBe('function');
  });
  test('instances and the program’s own classes are not', () => {
    const guest = run();
    expect(
      guest('url.hostname = "b"; emitter.mine = 1; own.__proto__.polluted = 1; url.href'),
    ).toBe('http://b/');
    expect(/** @type {any} */ (Own.prototype).polluted).toBe(1);
    expect(
      guest('class Mine extends EventEmitter { m() { return this.emit("e") } } new Mine().m()'),
    ).toBe(false);
  });
});

describe('of data', () => {
  test('an own key __proto__ is data, as JSON.parse makes it', async () => {
    const value = context()('JSON.parse(\'{"__proto__":{"polluted":1}}\')');
    expect(Object.getPrototypeOf(value).polluted).toBe(undefined);
    expect({ ...value }.polluted).toBe(undefined);
    expect(Object.keys(value)).toEqual(['__proto__']);
  });
  test('a result’s prototype is not the host’s to be polluted', async () => {
    expect(
      await escapes(rsvm, 'return { constructor: { prototype: Object.prototype } }', {
        ...judged(),
        use: (value) => Object.assign(value.constructor.prototype, { polluted: 1 }),
      }),
    ).toBe(false);
  });
});
