'use strict';

// Shared memory: a view handed over brings the buffer behind it, and with Node's pool the bytes of
// other requests; a buffer that both sides hold changes after it was checked, or is detached under a
// native call. Here bytes are copied, and only those of the views that crossed.

const { closeSync, openSync, readvSync, writevSync } = require('node:fs');
const { devNull } = require('node:os');
const { promisify } = require('node:util');
const { gunzip, gzip } = require('node:zlib');
const { describe, expect, test } = require('@jest/globals');
const { rsvm } = require('../helpers/rsvm');
const { context, holds, holdsHere, watchForMarks } = require('../helpers/hostile');

watchForMarks();

const SECRET = 'a secret of the host';

/** A program that leaves a secret behind if `bytes` lead to more of the buffer than they show. */
const reading = (/** @type {string} */ buffer) =>
  `escaped = String.fromCharCode(...new Uint8Array(${buffer})).includes('secret')`;

describe('what is beside a view', () => {
  /** @returns {Uint8Array} two bytes of a buffer with a secret */
  const part = () => new TextEncoder().encode(`xx${SECRET}`).subarray(0, 2);

  holds('is not read through its buffer', reading('part.buffer'), {
    extend: () => ({ part: part() }),
  });
  holds('nor through a DataView', reading('view.buffer'), {
    extend: () => ({ view: new DataView(part().buffer, 0, 2) }),
  });
  holds('nor through a view that the guest makes', reading('new DataView(part.buffer).buffer'), {
    extend: () => ({ part: part() }),
  });
  holds('nor through a view that the host makes of it', reading('whole(part).buffer'), {
    extend: () => ({
      part: part(),
      whole: (/** @type {any} */ v) => new Uint8Array(v.buffer, 0, 2),
    }),
  });
  holds(
    'nor through a buffer that is sent back',
    'escaped = show(part.buffer).includes("secret")',
    {
      extend: () => ({
        part: part(),
        show: (/** @type {any} */ b) => Buffer.from(b).toString('latin1'),
      }),
    },
  );
  holds('nor written', 'new Uint8Array(part.buffer).fill(0)', {
    extend: () => ({ part: part() }),
    judge: ({ part: given }) => !Buffer.from(given.buffer).includes(SECRET),
  });
  holds('nor is Node’s pool', 'escaped = pooled.buffer.byteLength > 100', {
    extend: () => ({ pooled: Buffer.from('pooled') }),
  });
  holdsHere(
    'nor anything of a callback’s',
    'apply((b) => { escaped = b.buffer.byteLength > 100 }, pooled)',
    {
      extend: () => ({ pooled: Buffer.from('pooled') }),
    },
  );
});

describe('a buffer of the host’s', () => {
  const judge = (/** @type {any} */ { bytes }) => bytes.length !== 4;
  holdsHere('is not detached by the guest', 'try { bytes.buffer.transfer() } catch {}', { judge });
  holds('is not resized by the guest', 'own.resize(0)', {
    extend: () => ({ own: new ArrayBuffer(8, /** @type {any} */ ({ maxByteLength: 16 })) }),
    judge: ({ own }) => own.byteLength !== 8,
  });
  test('is not shared', () => {
    for (const shared of [new SharedArrayBuffer(8), new Uint8Array(new SharedArrayBuffer(8))]) {
      expect(() => rsvm.runInNewContext('x', { x: shared })).toThrow(
        expect.objectContaining({ code: 'ERR_RSVM_UNSUPPORTED' }),
      );
    }
  });
  test('that is detached in the middle stays well-behaved', () => {
    const buffer = new ArrayBuffer(8);
    const run = context({ buffer, detach: () => structuredClone(buffer, { transfer: [buffer] }) });
    run('view = new Uint8Array(buffer); view[0] = 1; detach(); view[0] = 2');
    expect(buffer.byteLength).toBe(0);
    expect(run('view.length')).toBe(0);
  });
});

describe('a buffer of the guest’s', () => {
  test('does not change while the host runs', () => {
    const run = context();
    const bytes = run('own = new Uint8Array([1, 2, 3])');
    const checked = bytes[0];
    run('0');
    expect(bytes[0]).toBe(checked);
    run('own[0] = 9');
    expect(bytes[0]).toBe(9);
  });
  test('that the guest shrinks or detaches stays as long for the host, and is cleared there', () => {
    const run = context();
    const bytes = run('own = new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 })).fill(7)');
    run('own.buffer.resize(2)');
    expect([...bytes]).toEqual([7, 7, 0, 0, 0, 0, 0, 0]);
    bytes[1] = 5;
    expect(run('[own.length, own[1]].join()')).toBe('2,5');
    run('own[0] = 3; own.buffer.resize(4); own[3] = 1');
    expect([...bytes]).toEqual([3, 5, 0, 1, 0, 0, 0, 0]);
    // One that crosses now is as long as the guest's.
    expect([...run('new Uint8Array(own.buffer, 1)')]).toEqual([5, 0, 1]);
    run('own.buffer.resize(16); own[15] = 2');
    expect([bytes.length, bytes[15]]).toEqual([16, 2]);
    bytes.buffer.resize(6);
    expect(run('own.length')).toBe(6);
    run('own.buffer.transfer?.()');
    expect(bytes.length).toBe(6);
    expect(run('globalThis.own.buffer') === bytes.buffer).toBe(true);
  });
  test.each(['own.resize(0)', 'own.transfer ? own.transfer() : own.resize(0)'])(
    'on which Node works meanwhile: %s',
    async (source) => {
      const run = context();
      const view = run(
        'own = new ArrayBuffer(1 << 24, { maxByteLength: 1 << 24 }); new Uint8Array(own)',
      );
      const zipped = promisify(gzip)(view);
      run(source);
      expect(await promisify(gunzip)(await zipped)).toHaveLength(1 << 24);
    },
  );
  test('of which Node’s C++ would get the array', () => {
    const run = context();
    const file = openSync(devNull, 'r+');
    const views = run('[new Uint8Array(3), new Uint8Array(2)]');
    const calls = [writevSync, readvSync].map((call) => () => call(file, views));
    for (const call of calls) {
      expect(call).toThrow(expect.objectContaining({ code: 'ERR_RSVM_UNSUPPORTED' }));
    }
    expect(writevSync(file, [...views])).toBe(5);
    closeSync(file);
  });
  test('a length that lies is not believed', () => {
    const run = context({ copy: (/** @type {any} */ v) => Buffer.from(v).length });
    expect(run('copy(Object.defineProperty(new Uint8Array(2), "length", { value: 1e9 }))')).toBe(2);
  });
});
