'use strict';

// What Node keeps of its own: objects of its C++, lists and numbers that it trusts, under symbols and behind
// names that begin with `_`. A guest that was given a TextDecoder found its decoder with
// `Object.getOwnPropertySymbols`, put another object there, and ended the process; one that was given nothing
// returned a Proxy that said yes to whatever symbol Node's code asked it for.

/* eslint-disable n/no-unsupported-features/node-builtins -- whatever Node has, a guest may be given */
const { describe, expect, test } = require('@jest/globals');
const crypto = require('node:crypto');
const { AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const http = require('node:http');
const { Socket } = require('node:net');
const { createGzip } = require('node:zlib');
const both = require('../helpers/both');
const child = require('../helpers/child');
const { context, watchForMarks } = require('../helpers/hostile');

watchForMarks();

const SYMBOLS = `const keep = (o) => Object.getOwnPropertySymbols(o).filter((s) => Symbol.keyFor(s) === undefined && !String(s).includes('(Symbol.'));`;

describe('an object of Node’s', () => {
  const GIVEN = () => ({
    decoder: new TextDecoder('latin1'),
    hash: crypto.createHash('sha256'),
    key: crypto.createSecretKey(Buffer.alloc(16)),
    signal: new AbortController().signal,
    emitter: new EventEmitter(),
    blob: new Blob(['x']),
    gzip: createGzip(),
    url: new URL('http://a/'),
    headers: new Headers(),
  });
  test.each(Object.keys(GIVEN()))('shows no symbols of Node’s: %s', (name) => {
    const run = context({ ...GIVEN(), list: [GIVEN()], make: GIVEN });
    const count = (/** @type {string} */ object) =>
      run(`(() => { ${SYMBOLS} let n = 0;
        for (let at = ${object}; at; at = Object.getPrototypeOf(at)) n += keep(at).length + keep(at.constructor).length;
        return n })()`);
    expect(count(name)).toBe(0);
    expect(count(`make().${name}`)).toBe(0);
    expect(run(`list.length; list[0].${name}; 1`) && count(`list[0].${name}`)).toBe(0);
  });
  test('is not read or written under one that a guest got hold of', () => {
    const emitter = new EventEmitter();
    const [kept] = Object.getOwnPropertySymbols(emitter);
    const run = context({ emitter, kept, plain: { [kept]: 1 } });
    expect(
      run(
        `[emitter[kept], kept in emitter, Object.hasOwn(emitter, kept), Reflect.set(emitter, kept, 5),
          Reflect.set({}, kept, 5, emitter), Reflect.defineProperty(emitter, kept, { value: 5 }),
          Reflect.deleteProperty(emitter, kept), plain[kept]].join()`,
      ),
    ).toBe(',false,false,false,false,false,false,1');
    expect(Reflect.get(emitter, kept)).toBe(false);
  });
  test('gives no object of Node’s C++', () => {
    const gzip = createGzip();
    const run = context({ gzip, make: () => ({ gzip }) });
    const told = (/** @type {string} */ object) =>
      run(`[typeof ${object}._handle, Object.getOwnPropertyDescriptor(${object}, '_handle').value,
        Object.values(${object}).some((v) => v && v.init), typeof ${object}.write].join()`);
    expect(told('gzip')).toBe('undefined,,false,function');
    expect(told('make().gzip')).toBe('undefined,,false,function');
    gzip.close();
  });
  test('nor that of a class which the program made of it', () => {
    class Mine extends EventEmitter {
      _handle = /** @type {any} */ (createGzip())._handle;
      _mine = { a: 1 };
    }
    expect(context({ it: new Mine() })('[typeof it._handle, it._mine.a].join()')).toBe(
      'undefined,1',
    );
  });
  test.each([
    ['one that a class of the guest’s makes', 'new (class extends TextDecoder {})()'],
    [
      'one that is constructed for a class of the guest’s',
      'Reflect.construct(TextDecoder, [], class {})',
    ],
    [
      'one that Node’s constructor shows',
      '(() => { let it; new (class extends Socket { on() { it ??= this } emit() { it ??= this } once() { it ??= this } })({ readable: true, signal }); return it ?? {} })()',
    ],
    ['a copy of one', 'copy(new TextDecoder("utf-16le"))'],
    ['a Proxy of one', 'proxy'],
  ])('shows no state, nor does %s', (_, code) => {
    const proxy = new Proxy(new TextDecoder('utf-16le'), {});
    const run = context({
      TextDecoder,
      Socket,
      signal: AbortSignal.abort(),
      proxy,
      copy: (/** @type {any} */ o) => ({ ...o }),
    });
    expect(
      run(
        `(() => { ${SYMBOLS} const it = ${code};
          return keep(it).filter((s) => typeof it[s] === 'object' && it[s] !== null).length })()`,
      ),
    ).toBe(0);
  });
  test('is known as one where it is made for a class that is none of Node’s', () => {
    const run = context({
      TextDecoder,
      EventEmitter,
      Mine: class extends EventEmitter {},
      Old: class {},
    });
    const symbols = 'Object.getOwnPropertySymbols(Reflect.construct(TextDecoder, [], Old)).length';
    expect(run(symbols)).toBe(0);
    expect(run('Reflect.construct(EventEmitter, [], Mine).listenerCount("x")')).toBe(0);
  });
  test('stays one, whatever a guest makes its prototype', () => {
    const { signal } = new AbortController();
    signal.addEventListener('abort', () => {});
    const timer = setTimeout(() => {}, 1);
    clearTimeout(timer);
    const run = context({ signal, timer });
    const symbols = `const bare = (object) => {
        const prototype = Object.getPrototypeOf(object);
        Reflect.setPrototypeOf(object, null);
        const found = [Object.getOwnPropertySymbols(object).length, Reflect.set(object, '_idleNext', 1)];
        Reflect.setPrototypeOf(object, prototype);
        return [...found, Object.getOwnPropertySymbols(object).length];
      };
      [...bare(signal), ...bare(timer)].join()`;
    expect(run(symbols)).toBe('0,true,0,0,false,0');
    expect(Object.getPrototypeOf(signal)).toBe(AbortSignal.prototype);
  });
  test('has no parser, and no part of TLS, for a guest', async () => {
    const server = http.createServer((request, response) => {
      const run = context({ request });
      response.end(run('String([request.socket.parser, request.client.parser, request.url])'));
    });
    await new Promise((resolve) => server.listen(0, () => resolve(undefined)));
    const { port } = /** @type {any} */ (server.address());
    const answer = await fetch(`http://localhost:${port}/x`).then((response) => response.text());
    server.close();
    server.closeAllConnections();
    expect(answer).toBe(',,/x');
  });
  test('is extended by a class of the host’s behind one of the guest’s', () => {
    both((vm) => {
      const Base = vm.runInNewContext(
        '(class extends EventEmitter { constructor() { super(); this.base = 1; } })',
        { EventEmitter },
      );
      class Own extends Base {}
      const own = new Own();
      const heard = [];
      own.on('x', (/** @type {any} */ value) => heard.push(value));
      own.emit('x', 2);
      return [heard, own.base, own instanceof EventEmitter, own instanceof Base];
    });
  });
  test('cannot be made to look like a prototype', () => {
    const log = function () {};
    const run = context({ hash: crypto.createHash('md5'), log });
    expect(run('log.prototype = hash; Reflect.set(hash, "constructor", log)')).toBe(false);
  });
  test('has symbols of the guest’s', () => {
    const code =
      'const s = Symbol(); emitter[s] = 5; [emitter[s], s in emitter, delete emitter[s], s in emitter].join()';
    both((vm) => vm.runInNewContext(code, { emitter: new EventEmitter() }));
  });
});

describe('a copy that the program made of an object of Node’s', () => {
  const COPIES = {
    'by a spread': (/** @type {any} */ o) => ({ ...o }),
    'in an object of a class': (/** @type {any} */ o) => Object.assign(new (class Own {})(), o),
    'in an array': (/** @type {any} */ o) => Object.assign([], o),
    'in a map': (/** @type {any} */ o) => Object.assign(new Map(), o),
    'in an error': (/** @type {any} */ o) => Object.assign(new Error('x'), o),
    'in a function': (/** @type {any} */ o) => Object.assign(() => {}, o),
    'without a prototype': (/** @type {any} */ o) => Object.assign(Object.create(null), o),
    'behind a Proxy': (/** @type {any} */ o) => new Proxy({ ...o }, {}),
  };
  test.each(Object.entries(COPIES))('shows no symbols of Node’s: %s', (_, copy) => {
    for (const original of [new Socket(), new AbortController().signal, crypto.createHash('md5')]) {
      const made = copy(original);
      expect(Object.getOwnPropertySymbols(made)).not.toEqual([]);
      const run = context({ made, make: () => copy(original), list: [made] });
      for (const object of ['made', 'make()', 'list[0]', '({ ...made })']) {
        expect(run(`Object.getOwnPropertySymbols(${object}).length`)).toBe(0);
      }
    }
  });
});

describe('a promise of the host’s', () => {
  test('does not tell whose it is', () => {
    const storage = new AsyncLocalStorage();
    storage.run({ secret: 1 }, () => {
      const run = context({ load: async () => 1 });
      expect(run('const p = load(); Object.getOwnPropertySymbols(p).length')).toBe(0);
    });
  });
});

describe('a symbol of the program’s', () => {
  test('marks an object of Node’s', () => {
    both((vm) => {
      const mark = Symbol('user');
      const emitter = Object.assign(new EventEmitter(), { [mark]: { id: 1 } });
      const sandbox = vm.createContext({ emitter, mark });
      const seen = vm.runInContext('emitter[mark].id', sandbox);
      vm.runInContext('emitter[mark] = 5', sandbox);
      return [seen, emitter[mark]];
    });
  });

  const own = Symbol('own');
  class Mine extends EventEmitter {
    [own]() {
      return this.emit('x');
    }
  }
  const plain = { [own]: 1 };
  class Plain {
    [own] = 1;
  }
  test.each([
    'mine[own]()',
    'mine[own] = 5; [mine[own], own in mine, Object.hasOwn(mine, own), delete mine[own], typeof mine[own]].join()',
    'plain[own] + made[own]',
    'Object.getOwnPropertySymbols(plain).length + Object.getOwnPropertySymbols(made).length',
    'new (class extends Mine {})()[own]()',
    'new (class extends Plain {})()[own]',
    'const it = new (class extends Mine { constructor() { super(); this[own] = 5 } })(); [it[own], Reflect.ownKeys(it).includes(own)].join()',
    'class Other extends Mine { constructor() { super(); this.constructor.name } }; new Other().constructor === Other',
    'new (class extends Mine { constructor() { super(); this.on("x", () => {}) } })()[own]()',
  ])('works in its own objects, and in its classes of Node’s: %s', (code) => {
    both((vm) =>
      vm.runInNewContext(code, { own, Mine, Plain, mine: new Mine(), plain, made: new Plain() }),
    );
  });
});

describe('a guest’s object', () => {
  const PROXY = `new Proxy(function () {}, new Proxy({}, { get: (_, trap) => {
    if (!(trap in Reflect)) return;
    return (...args) => { seen.push(String(args[1])); return trap === 'get' ? args[2] : Reflect[trap](...args) } } }))`;
  test('is not asked for a symbol that it never heard of', () => {
    const sandbox = { seen: [] };
    const guest = context(sandbox)(PROXY);
    const own = Symbol('own');
    expect(guest[own]).toBe(undefined);
    expect(own in guest).toBe(false);
    expect(Object.hasOwn(guest, own)).toBe(false);
    expect(delete guest[own]).toBe(true);
    expect(sandbox.seen.join()).not.toContain('own');
  });
  test('has what the host’s classes have under one', () => {
    const own = Symbol('own');
    const made = Symbol('made');
    class Base {
      constructor() {
        Reflect.set(this, own, 1);
      }
      static [own] = 'static';
      [made]() {
        return Reflect.get(this, own);
      }
    }
    both((vm) => {
      const Guest = vm.runInNewContext('class Guest extends Base {}; Guest', { Base });
      const guest = new Guest();
      return [guest[made](), made in guest, Guest[own], Object.hasOwn(Guest, own)];
    });
  });
  test('has what the host writes under one', () => {
    const own = Symbol('own');
    both((vm) => {
      const guest = vm.runInNewContext('({})');
      guest[own] = 1;
      return [guest[own], own in guest, Object.getOwnPropertySymbols(guest).length];
    });
  });
  test('keeps what Node writes there, and does not see it', () => {
    const code = `function Old() { EventEmitter.call(this) } Old.prototype = Object.create(EventEmitter.prototype);
      const old = new Old(); let n = 0; old.on('x', () => (n += 1)); old.once('x', () => (n += 10)); old.emit('x'); old.emit('x'); n`;
    expect(both((vm) => vm.runInNewContext(code, { EventEmitter }))).toEqual({ value: 12 });
    const run = context({ EventEmitter });
    run(code);
    expect(run('Object.getOwnPropertySymbols(old).length')).toBe(0);
    const old = run('old');
    expect(Object.getOwnPropertySymbols(old).length).toBeGreaterThan(0);
    expect(Object.isFrozen(Object.freeze(old))).toBe(true);
    expect(Object.getOwnPropertySymbols(old).length).toBeGreaterThan(0);
  });
  test('inherits no state of an instance of Node’s', () => {
    const run = context({
      key: crypto.createSecretKey(Buffer.alloc(4)),
      hash: crypto.createHash('md5'),
    });
    for (const code of [
      'Object.create(key)',
      'new Proxy({}, { n: 0, getPrototypeOf() { return this.n++ % 2 ? hash : key } })',
    ]) {
      expect(() => crypto.createHmac('sha256', run(code))).toThrow('must be of type');
    }
  });
});

test.each([
  [
    'a decoder’s decoder',
    '{ TextDecoder, hash: crypto.createHash("sha256") }',
    `${SYMBOLS}
    const d = new TextDecoder('utf-16le', { fatal: true }); for (const s of keep(d)) d[s] = hash[keep(hash)[0]];
    d.decode(new Uint8Array(64).fill(65), { stream: true })`,
  ],
  [
    'a circle of listeners',
    '{ signal: controller.signal }',
    `${SYMBOLS}
    signal.addEventListener('abort', () => {});
    for (const s of keep(signal)) try { const l = signal[s].get('abort').next; l.next = l; l.removed = true } catch {}`,
  ],
  [
    'a class of C++',
    '{ hash: crypto.createHash("sha256") }',
    `${SYMBOLS}
    for (const s of keep(hash)) try { new hash[s].constructor() } catch {}`,
  ],
  ['a handle', '{ gzip: require("node:zlib").createGzip() }', 'gzip._handle.init()'],
  [
    'a Proxy that says yes',
    '{}',
    `new Proxy({}, { get: (t, k, r) => (typeof k === 'symbol' && k !== Symbol.toPrimitive ? r : 1) })`,
  ],
])('%s does not end the process', async (_, sandbox, code) => {
  const source = `const crypto = require('node:crypto'); const controller = new AbortController();
    let value; try { value = require('rsvm').runInNewContext(${JSON.stringify(code)}, ${sandbox}) } catch {}
    for (const use of [() => new Blob([value]), () => crypto.createHmac('sha256', value), () => crypto.createPublicKey(value)])
      try { use() } catch {}
    controller.abort(); console.log('alive'); process.exit()`;
  const { stdout, code: exit } = await child(source);
  expect([stdout, exit]).toEqual(['alive\n', 0]);
});
