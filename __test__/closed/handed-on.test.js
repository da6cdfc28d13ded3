'use strict';

// Functions of Node's that trust what they are called with, handed on: a guest that may call `clearImmediate`,
// and gets nothing but immediates into it, put it where Node calls it with something of the host's own. Node
// counted that as one that was cleared, and the event loop stopped; `queueMicrotask`, which takes no event, threw
// where nobody catches. Whatever way Node comes to such a function, it must be one that keeps to the rules.

const { describe, expect, test } = require('@jest/globals');
const both = require('../helpers/both');
const child = require('../helpers/child');
const { rsvm } = require('../helpers/rsvm');

const SETUP = `
  const { EventEmitter } = require('node:events');
  const { Readable } = require('node:stream');
  const emitter = new EventEmitter();
  const controller = new AbortController();
  const sandbox = { clearImmediate, queueMicrotask, emitter, signal: controller.signal, Readable, ReadableStream,
    EventEmitter, on: emitter.on.bind(emitter), made: () => ({}), list: () => [], streams: [] };
  const alive = (text) => setTimeout(() => setImmediate(() => console.log(text)), 20);
  setTimeout(() => {
    for (const word of ['first', 'second']) setImmediate(() => console.log(word));
    for (const stream of sandbox.streams) stream.cancel({}).catch(() => {});
    process.nextTick(() => { try { emitter.emit('x', {}) } catch {} });
    controller.abort();
    alive('alive');
  }, 1);
`;

/** Where a guest puts `F`. @type {Record<string, string>} */
const PLACES = {
  'an object': 'streams.push(new ReadableStream({ cancel: F }))',
  'a frozen object': 'streams.push(new ReadableStream(Object.freeze({ cancel: F })))',
  'what a getter answers': 'streams.push(new ReadableStream({ get cancel() { return F } }))',
  'what a Proxy answers': 'streams.push(new ReadableStream(new Proxy({ cancel: F }, {})))',
  'what is inherited': 'streams.push(new ReadableStream(Object.create({ cancel: F })))',
  'a date': 'streams.push(new ReadableStream(Object.assign(new Date(), { cancel: F })))',
  'an error': 'streams.push(new ReadableStream(Object.assign(new Error(), { cancel: F })))',
  'its global': 'cancel = F; streams.push(new ReadableStream(globalThis))',
  'an object of the host’s':
    'const o = made(); o.cancel = F; streams.push(new ReadableStream(o)); 1',
  'a getter of an object of the host’s':
    'const o = Object.defineProperty(made(), "cancel", { get: () => F }); streams.push(new ReadableStream(o)); 1',
  'an array of the host’s':
    'const l = list(); l.push(F); const o = made(); o.cancel = l[0]; streams.push(new ReadableStream(o)); 1',
  'a setter of Node’s': 'signal.onabort = F; 1',
  'a listener': 'signal.addEventListener("abort", { handleEvent: F })',
  'a class that extends one of Node’s':
    'class Own extends Readable {} Own.prototype._read = F; new Own().on("error", () => {}).read(); 1',
  'an argument of Node’s': 'emitter.on("x", F); 1',
  'an argument of what is bound': 'on("x", F); 1',
  'a listener that answers no event': 'emitter.once("x", F); 1',
  'what the program awaits': '({ then: F })',
  'what the program converts': '({ [Symbol.toPrimitive]: F })',
  'what the program writes as JSON': '({ a: { toJSON: F } })',
  'what the program asks for its instances': '({ [Symbol.hasInstance]: F })',
  'a date that the program writes as JSON': '({ a: Object.assign(new Date(), { toJSON: F }) })',
};

describe.each(['clearImmediate', 'queueMicrotask'])('%s in', (name) => {
  test.each(Object.entries(PLACES))('%s', async (_, code) => {
    const source = `${SETUP}
      const made = require('rsvm').runInNewContext(${JSON.stringify(code.replaceAll(/\bF\b/g, name))}, sandbox);
      const later = Promise.resolve(made).catch(() => {});
      for (const use of [() => String(made), () => JSON.stringify(made), () => ({}) instanceof made])
        try { use() } catch {}`;
    const { code: exit, stdout } = await child(source, { limit: 20_000 });
    expect(stdout).toBe('first\nsecond\nalive\n');
    expect(exit).toBe(0);
  });
});

test('node:vm ends with it', async () => {
  const source = `${SETUP} require('node:vm').runInNewContext('signal.onabort = queueMicrotask', sandbox)`;
  expect((await child(source)).stdout).not.toContain('alive');
});

describe('is the one function', () => {
  test('for a guest', () => {
    both((vm) => {
      const { signal } = new AbortController();
      const sandbox = { setTimeout, signal, list: [1], o: {}, at: (/** @type {any} */ o) => o.a };
      return vm.runInNewContext(
        `signal.onabort = setTimeout; list.push(setTimeout); o.a = setTimeout; again = setTimeout;
         [signal.onabort === setTimeout, list[1] === setTimeout, list.includes(setTimeout), o.a === setTimeout,
          again === setTimeout, at(o) === setTimeout, at({ a: setTimeout }) === setTimeout].join()`,
        sandbox,
      );
    });
  });
  test('for the program, as an argument, in an object, and as what it gets back', () => {
    both((vm) => {
      /** @type {unknown[]} */
      const seen = [];
      const same = (/** @type {any} */ f, /** @type {any} */ o) => {
        seen.push(f === setTimeout, o.f === setTimeout, { ...o }.f === setTimeout);
        const [first] = o.list;
        seen.push(first === setTimeout, o.get() === setTimeout, o.set.has(setTimeout));
        return o;
      };
      const run = (/** @type {string} */ code) => vm.runInNewContext(code, { setTimeout, same });
      run(
        'same(setTimeout, { f: setTimeout, list: [setTimeout], get: () => setTimeout, set: new Set([setTimeout]) })',
      );
      return [
        ...seen,
        run('setTimeout') === setTimeout,
        run('(x) => x')(setTimeout) === setTimeout,
      ];
    });
  });
  test('for a setter of the program’s', () => {
    both((vm) => {
      class Own {
        /** @type {unknown} */
        kept;
        set f(/** @type {unknown} */ f) {
          this.kept = f;
        }
      }
      const own = new Own();
      vm.runInNewContext('own.f = setTimeout', { own, setTimeout });
      return own.kept === setTimeout;
    });
  });
  test('that the program may call as its own', async () => {
    const source = `
      const box = { setTimeout };
      require('rsvm').runInNewContext('later = setTimeout', box);
      process.on('exit', (code) => console.log(code));
      box.later(() => { throw new Error('own') }, 1);`;
    const { stdout, stderr } = await child(source);
    expect(stdout).toBe('1\n');
    expect(stderr).not.toContain('RSVM_UNCAUGHT');
  });
  test('of which a listener can be removed', () => {
    const { signal } = new AbortController();
    const box = { signal, queueMicrotask };
    const code = `signal.addEventListener('x', queueMicrotask); signal.removeEventListener('x', queueMicrotask);
      signal.onabort = queueMicrotask; signal.onabort = null; signal.dispatchEvent(new Event('x'))`;
    expect(rsvm.runInNewContext(code, { ...box, Event })).toBe(true);
  });
});
