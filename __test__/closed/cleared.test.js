'use strict';

// Memory as others have left it: each buffer leads to `Buffer.allocUnsafe`, which answers a part of the pool that
// the host's own buffers come from, or what the allocator has, with what was in there.

const { AsyncResource } = require('node:async_hooks');
const buffer = require('node:buffer');
const { expect, test } = require('@jest/globals');
const both = require('../helpers/both');
const { rsvm } = require('../helpers/rsvm');

const { allocUnsafe, allocUnsafeSlow } = Buffer;

/** Leaves secrets, in the pool and elsewhere. */
function leave() {
  for (let i = 0; i < 100; i += 1) {
    Buffer.from(`secret${i}`.repeat(100));
    allocUnsafe(3000).fill('secret');
    allocUnsafeSlow(20_000).fill('secret');
  }
}

test.each([
  'bytes.constructor.allocUnsafe(size)',
  'bytes.constructor.allocUnsafeSlow(size)',
  '(SlowBuffer ?? bytes.constructor.allocUnsafe)(size)',
  'new (SlowBuffer ?? bytes.constructor.alloc)(size)',
  'bytes.constructor.allocUnsafe.call({}, size)',
  'resource.runInAsyncScope(bytes.constructor.allocUnsafe, null, size)',
])('%s is cleared', (code) => {
  const sandbox = {
    bytes: Buffer.from('x'),
    SlowBuffer: Reflect.get(buffer, 'SlowBuffer'),
    resource: new AsyncResource('rsvm'),
    size: 0,
  };
  for (const size of [100, 3000, 20_000]) {
    leave();
    sandbox.size = size;
    for (let i = 0; i < 20; i += 1) {
      const made = rsvm.runInNewContext(code, sandbox);
      expect(made).toHaveLength(size);
      expect(made.every((/** @type {number} */ byte) => byte === 0)).toBe(true);
    }
  }
});

test.each(['"x"', '-1', '', '1.5', '{}'])('what it is asked for is looked at: %s', (size) => {
  both((vm) =>
    vm.runInNewContext(`bytes.constructor.allocUnsafe(${size}).length`, {
      bytes: Buffer.from('x'),
    }),
  );
});
