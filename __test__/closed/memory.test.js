'use strict';

// Shared memory: a view handed over brings the buffer behind it, and with Node's pool the bytes of
// other requests; a buffer that both sides hold changes after it was checked, or is detached under a
// native call. Here bytes are copied, and only those of the views that crossed.

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
  test('that the guest detaches or shrinks is short, and nothing else', () => {
    const run = context();
    const bytes = run('own = new Uint8Array(new ArrayBuffer(8, { maxByteLength: 8 }))');
    run('own.buffer.resize(2)');
    expect(bytes.length).toBe(2);
    run('own.buffer.transfer?.()');
    expect([bytes.length, bytes[5]]).toEqual([run('own.length'), undefined]);
  });
  test('a length that lies is not believed', () => {
    const run = context({ copy: (/** @type {any} */ v) => Buffer.from(v).length });
    expect(run('copy(Object.defineProperty(new Uint8Array(2), "length", { value: 1e9 }))')).toBe(2);
  });
});
