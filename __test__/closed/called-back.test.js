'use strict';

// Functions of the host's that a guest has Node call: one that throws where nobody catches, or answers a promise
// that rejects and that nobody looks at, ended the process, though it was the guest that chose where it is called.
// And timers made by their classes, which look at nothing that they are given.

const { EventEmitter } = require('node:events');
const { describe, expect, test } = require('@jest/globals');
const both = require('../helpers/both');
const child = require('../helpers/child');
const { rsvm } = require('../helpers/rsvm');

const SETUP = `
  const vm = require('rsvm');
  const { EventEmitter } = require('node:events');
  const { AsyncLocalStorage } = require('node:async_hooks');
  const controller = new AbortController();
  const sandbox = {
    setTimeout, setInterval, setImmediate, queueMicrotask, nextTick: process.nextTick, fetch, controller, Event,
    emitter: new EventEmitter(), target: new EventTarget(), channel: new MessageChannel(),
    readFile: require('node:fs').readFile, storage: new AsyncLocalStorage(), log: console.log,
    load: async () => { await null; throw new Error('of the host') }, bad: () => { throw new Error('of the host') },
  };
  const run = (code) => {
    vm.runInNewContext(code, sandbox);
    setTimeout(() => { console.log('alive'); process.exit(0) }, 100);
  };
`;

/** @type {Record<string, string>} */
const PLACES = {
  'a timer': 'setTimeout(F, 1)',
  'a timer that comes again': 'setInterval(F, 10)',
  'an immediate': 'setImmediate(F)',
  'a tick': 'nextTick(F)',
  'a microtask': 'queueMicrotask(F)',
  'a call of Node’s C++': 'readFile("/", F)',
  'a listener of a signal': 'controller.signal.addEventListener("abort", F); controller.abort()',
  'a handler of a signal': 'controller.signal.onabort = F; controller.abort()',
  'a setter that is called':
    'controller.signal.__lookupSetter__("onabort").call(controller.signal, F); controller.abort()',
  'a handler of a port': 'channel.port1.onmessage = F; channel.port2.postMessage(1)',
  'a listener of a port': 'channel.port1.on("message", F); channel.port2.postMessage(1)',
  'a listener that is an object':
    'target.addEventListener("x", { handleEvent: F }); target.dispatchEvent(new Event("x"))',
};

describe.each(['load', 'bad', 'controller.constructor'])('%s in', (name) => {
  test.each(Object.entries(PLACES))('%s', async (_, code) => {
    const source = `${SETUP} run(${JSON.stringify(`${code.replaceAll(/\bF\b/g, name)}; 1`)});`;
    const { stdout, stderr, code: exit } = await child(source);
    expect(stdout).toBe('alive\n');
    expect(stderr).toMatch(/RSVM_UNCAUGHT|RSVM_UNHANDLED_REJECTION/);
    expect(exit).toBe(0);
  });
});

test.each([
  'emitter.on("x", load); emitter.emit("x")',
  'emitter.on("x", emitter.constructor.once); emitter.emit("x", 5)',
  'setTimeout(fetch, 1, "bad url")',
  'setTimeout(setTimeout[Symbol.for("nodejs.util.promisify.custom")], 1, "q")',
])('%s ends in a warning', async (code) => {
  const { stdout, stderr } = await child(`${SETUP} run(${JSON.stringify(`${code}; 1`)});`);
  expect(stdout).toBe('alive\n');
  expect(stderr).toContain('RSVM_UNHANDLED_REJECTION');
});

test.each([
  'new (setTimeout(() => {}, 1).constructor)(5, 1).refresh()',
  'Reflect.construct(class {}, [], setTimeout(() => {}, 1).constructor)',
  'Reflect.construct(Own, [], setTimeout(() => {}, 1).constructor)',
  'new (class extends setTimeout(() => {}, 1).constructor {})(5, 1)',
  'new (setImmediate(() => {}).constructor)(5)',
])('a timer is not made by its class: %s', async (code) => {
  const source = `${SETUP} sandbox.Own = class {};
    run(${JSON.stringify(`var said; try { const timer = ${code}; said = Object.hasOwn(timer, '_onTimeout') } catch (e) { said = e.name } log(said)`)})`;
  expect((await child(source)).stdout).toMatch(/^(?:TypeError|false)\nalive\n$/);
});

test('who can catch it, does', async () => {
  const source = `${SETUP}
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    process.on('unhandledRejection', (error) => console.log('unhandled', error.message));
    run('setTimeout(bad, 1); setTimeout(load, 1); storage.run(1, load).catch((error) => log("rejected", error.message)); 1');`;
  const { stdout, stderr } = await child(source);
  expect(stdout.split('\n').sort()).toEqual([
    '',
    'alive',
    'rejected of the host',
    'uncaught of the host',
    'unhandled of the host',
  ]);
  expect(stderr).toBe('');
});

describe('the function is the same one', () => {
  const f = () => {};
  const make = () => ({ emitter: new EventEmitter(), f, target: new EventTarget(), Event, n: 0 });

  test.each([
    'emitter.on("x", f); [emitter.listeners("x")[0] === f, emitter.rawListeners("x")[0] === f].join()',
    'emitter.on("x", f); emitter.off("x", f); emitter.listenerCount("x")',
    'emitter.once("x", f); emitter.removeListener("x", f); emitter.listenerCount("x")',
    'emitter.prependListener("x", f); emitter.listenerCount("x", f)',
    'let is; emitter.on("newListener", (_, g) => { is = g === f }); emitter.once("x", f); is',
    'let is; emitter.on("x", (g) => { is = g === f }); emitter.emit("x", f); is',
    'const c = { f }; c.f === f',
  ])('for the guest: %s', (code) => {
    both((vm) => vm.runInNewContext(code, make()));
  });
  test.each(['on', 'addListener', 'prependListener'])('for the host, of %s', (add) => {
    both((vm) => {
      const { emitter } = make();
      vm.runInNewContext(`emitter.${add}('x', f)`, { emitter, f });
      const isIt = emitter.listeners('x')[0] === f;
      emitter.removeListener('x', f);
      return [isIt, emitter.listenerCount('x')];
    });
  });
  test('that the guest removes of what the host has added', () => {
    both((vm) => {
      const { emitter, target } = make();
      let calls = 0;
      const count = () => void (calls += 1);
      emitter.on('x', count);
      emitter.once('x', count);
      target.addEventListener('x', count);
      vm.runInNewContext(
        'emitter.off("x", count); emitter.off("x", count); target.removeEventListener("x", count)',
        { emitter, target, count },
      );
      target.dispatchEvent(new Event('x'));
      return [calls, emitter.listenerCount('x')];
    });
  });
  test('that the guest removes of what it has added', () => {
    both((vm) => {
      const { target } = make();
      let calls = 0;
      const count = () => void (calls += 1);
      vm.runInNewContext('target.addEventListener("x", f); target.removeEventListener("x", f)', {
        target,
        f: count,
      });
      target.dispatchEvent(new Event('x'));
      return calls;
    });
  });
  test('that another listener is given, or a function of the program’s', () => {
    const { emitter } = make();
    /** @type {unknown[]} */
    const seen = [];
    emitter.on('x', (g) => seen.push(g));
    const note = (/** @type {unknown} */ g) => seen.push(g);
    rsvm.runInNewContext('emitter.emit("x", f); note(f); bound(f)', {
      emitter,
      f,
      note,
      bound: note.bind(null),
    });
    expect(seen).toEqual([f, f, f]);
    expect(seen.every((g) => g === f)).toBe(true);
  });
});
