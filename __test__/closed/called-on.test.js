'use strict';

// What functions of Node's are called on. Those that write to their `this` wrote to what the whole process has;
// setters of a class or a module set theirs on whatever object they are called; and the inner classes that
// Node's classes extend are not told by anybody what to check. To refuse each call on what is the process' broke
// programs, most of whose calls do not care (`util.format.apply(util.format, …)`).

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- in every Node supported here
const { AsyncLocalStorage, AsyncResource, executionAsyncResource } = require('node:async_hooks');
const crypto = require('node:crypto');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const stream = require('node:stream');
const tty = require('node:tty');
const util = require('node:util');
const zlib = require('node:zlib');
const { describe, expect, test } = require('@jest/globals');
const both = require('../helpers/both');
const child = require('../helpers/child');
const { context, watchForMarks } = require('../helpers/hostile');

watchForMarks();

const GIVEN = { Buffer, EventEmitter, crypto, fs, path, stream, tty, util, zlib };

describe('what does not write', () => {
  test.each([
    'util.format.apply(util.format, ["%s", 1])',
    'path.join.apply(path.join, ["a", "b"])',
    'path.join.call(util, "a", "b")',
    'fs.existsSync.call(fs.existsSync, "/")',
    'Buffer.from.apply(Buffer.from, ["x"]).length',
    'typeof tty.WriteStream.prototype.getColorDepth()',
    'EventEmitter.prototype.eventNames().length',
    'util.inspect(EventEmitter.prototype)',
    'util.types.isProxy(EventEmitter.prototype)',
    'new stream.PassThrough() instanceof stream.Writable',
    'Object.getPrototypeOf(fs.ReadStream) === stream.Readable',
  ])('%s', (code) => {
    both((vm) => vm.runInNewContext(code, { ...GIVEN }));
  });
});

test.each([
  'EventEmitter.prototype.on("x", () => {})',
  'EventEmitter.prototype.setMaxListeners(3)',
  'EventEmitter.prototype.on.call(path, "x", () => {})',
  'EventEmitter.prototype.on.call(fs.ReadStream, "x", () => {})',
  'stream.Stream.call(EventEmitter)',
  'EventEmitter.call(EventEmitter)',
  'EventEmitter.EventEmitter()',
  'EventEmitter.init?.()',
])('%s writes to nothing of the process’', (code) => {
  const shape = () =>
    [EventEmitter, EventEmitter.prototype, path, fs.ReadStream].map((object) =>
      Reflect.ownKeys(object).map((key) => [
        key,
        Reflect.getOwnPropertyDescriptor(object, key)?.value,
      ]),
    );
  const before = shape();
  context({ ...GIVEN })(`try { ${code} } catch {}`);
  expect(shape()).toEqual(before);
});

test.each([
  ['EventEmitter, "defaultMaxListeners"', '1', () => EventEmitter.defaultMaxListeners],
  [
    'EventEmitter, "captureRejections"',
    'true',
    () => Reflect.get(EventEmitter, 'captureRejections'),
  ],
  ['util.inspect, "defaultOptions"', '{ depth: 0 }', () => util.inspect.defaultOptions.depth],
])('the setter of %s sets nothing, whatever it is called on', (of, value, own) => {
  const before = own();
  const run = context({ ...GIVEN, emitter: new EventEmitter(), call: () => {} });
  for (const receiver of ['{}', 'undefined', 'EventEmitter', 'class extends EventEmitter {}']) {
    const set = `Object.getOwnPropertyDescriptor(${of}).set`;
    expect(run(`try { ${set}.call(${receiver}, ${value}); 'done' } catch (e) { e.name }`)).toBe(
      'TypeError',
    );
    run(`emitter.once('x', ${set}); try { emitter.emit('x', ${value}) } catch {}`);
    expect(own()).toBe(before);
  }
});

test('nor does that of a module', async () => {
  const code =
    'Object.getOwnPropertyDescriptor(http, "globalAgent").set.call({}, { addRequest: steal })';
  const source = `
    const http = require('node:http');
    const { globalAgent } = http;
    try { require('rsvm').runInNewContext(${JSON.stringify(code)}, { http, steal() {} }) }
    catch (error) { console.log(error.name, http.globalAgent === globalAgent) }`;
  expect((await child(source)).stdout).toBe('TypeError true\n');
});

test.each([
  'Object.getPrototypeOf(crypto.KeyObject)',
  'crypto.KeyObject.__proto__',
  'Object.getPrototypeOf(crypto.KeyObject.prototype).constructor',
  'Object.getPrototypeOf(zlib.Deflate)',
  'Object.getPrototypeOf(zlib.createDeflate().constructor.prototype).constructor',
  'Object.getPrototypeOf(Object.getPrototypeOf(zlib.Deflate))',
])('an inner class of Node’s is not called: %s', async (Class) => {
  const code = `for (const call of [() => f({}, 'x'), () => new f({}, 'x'), () => Reflect.construct(f, [{}], class {})]) {
    try { call() } catch (error) { print(error.name) }
  }`;
  const source = `
    const box = { crypto: require('node:crypto'), zlib: require('node:zlib'), print: console.log };
    require('rsvm').runInNewContext(${JSON.stringify(`const f = ${Class}; ${code}`)}, box); console.log('alive');`;
  expect((await child(source)).stdout).toBe('TypeError\nTypeError\nTypeError\nalive\n');
});

describe('a method that takes its `this` for one of its own', () => {
  // Node's C++ ends the process where the numbers are missing that an `AsyncResource` has.
  const RESOURCES = [
    'r.runInAsyncScope.call({}, f)',
    'r.runInAsyncScope.call(5, f)',
    'r.runInAsyncScope.call(Object.create(r), f)',
    'r.runInAsyncScope.call(new Proxy(r, {}), f)',
    'r.runInAsyncScope.call(f, f)',
    'AsyncResource.prototype.runInAsyncScope(f)',
    'class Q extends AsyncResource {} Q.prototype.runInAsyncScope(f)',
    '[f].map(r.runInAsyncScope)',
    'list.map(r.runInAsyncScope, {})',
    'r.emitDestroy.call({})',
    'r.bind.call({ runInAsyncScope: r.runInAsyncScope }, f)()',
    'emitter.on("x", r.runInAsyncScope); emitter.emit("x", f)',
    'target.addEventListener("x", r.runInAsyncScope); target.dispatchEvent(new Event("x"))',
    'run({ runInAsyncScope: r.runInAsyncScope }, f)',
  ];

  test('is not called on another', async () => {
    const source = `
      const { AsyncResource, createHook } = require('node:async_hooks');
      const { EventEmitter } = require('node:events');
      createHook({ destroy() {} }).enable();
      process.on('warning', () => {});
      for (const code of ${JSON.stringify(RESOURCES)}) {
        const box = {
          r: new AsyncResource('X'), AsyncResource, emitter: new EventEmitter(), target: new EventTarget(),
          Event, list: [1], run: (o, f) => o.runInAsyncScope(f),
        };
        try { require('rsvm').runInNewContext('const f = () => 1;' + code, box) }
        catch (error) { if (error.name !== 'TypeError') throw error }
      }
      setTimeout(() => console.log('alive'), 20);`;
    expect((await child(source)).stdout).toBe('alive\n');
  });

  test.each([
    'r.runInAsyncScope((x) => x + 1, null, 1)',
    'new (class extends AsyncResource {})("X").runInAsyncScope(() => 1)',
    'r.bind(() => 1)()',
    'AsyncResource.bind(() => 1)()',
    'typeof r.asyncId() + typeof r.triggerAsyncId()',
    'run(r, () => 1)',
    'storage.run(5, () => AsyncResource.bind(() => storage.getStore()))()',
  ])('but on one of its own: %s', (code) => {
    both((vm) =>
      vm.runInNewContext(code, {
        AsyncResource,
        r: new AsyncResource('X'),
        storage: new AsyncLocalStorage(),
        run: (/** @type {any} */ resource, /** @type {Function} */ f) =>
          resource.runInAsyncScope(f),
      }),
    );
  });

  test('is none that an emitter calls on itself', () => {
    const storage = new AsyncLocalStorage();
    const emitter = new EventEmitter();
    const run = context({ storage, emitter });
    run('emitter._enable = () => {}; emitter.kResourceStore = "chosen"');
    try {
      run('emitter.on("x", storage.enterWith); emitter.emit("x", {})');
    } catch {
      // It is called on nothing.
    }
    expect(executionAsyncResource()).not.toHaveProperty('chosen');
  });
});
