'use strict';

// What functions of Node's are called on. Those that write to their `this` wrote to what the whole process has;
// setters of a class or a module set theirs on whatever object they are called; and the inner classes that
// Node's classes extend are not told by anybody what to check. To refuse each call on what is the process' broke
// programs, most of whose calls do not care (`util.format.apply(util.format, …)`).

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
