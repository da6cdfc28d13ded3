'use strict';

// Functions of Node's that answer memory as whoever had it last has left it: what others read and wrote, secrets
// among it. Whoever has a buffer has them by its class. A guest that calls one gets memory that is cleared.
// lib/operations.js asks before each call, lib/ruled.js where a guest hands one on. Here is also what lib/blobs.js has
// called for another.

const buffer = require('node:buffer');
const blobs = require('./blobs.js');
const { ownValue } = require('./peek.js');

const { Buffer } = buffer;
const { alloc } = Buffer;

/** @param {any} size it is looked at as the others do */
const cleared = (size) => Reflect.apply(alloc, Buffer, [size]);

const CLEARED = [
  ownValue(Buffer, 'allocUnsafe'),
  ownValue(Buffer, 'allocUnsafeSlow'),
  // It is of no class, and Node 25 has it no more.
  ownValue(buffer, 'SlowBuffer'),
].filter((f) => typeof f === 'function');

const INSTEAD = new Map(blobs.INSTEAD);
for (const f of CLEARED) INSTEAD.set(f, cleared);

/**
 * @param {any} f that a guest calls or constructs
 * @returns {any} what is called for it; it is no class
 */
function calledFor(f) {
  return INSTEAD.get(f) ?? f;
}

module.exports = { calledFor };
