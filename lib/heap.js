'use strict';

// Whether the host's heap has grown by what guests may hold of it: in a guest, an object of the host's
// is a small one, however much it holds, and the guest's collector sees no reason to run. 1,200 results of
// 800 KB that nobody had any more were kept. lib/handles.js asks, and has a guest collect.

const { getHeapStatistics } = require('node:v8');

/**
 * By how much it grows between two collections of guests, in bytes, and by which part of it; but by no
 * more than this part of what it may have.
 */
const GROWTH = 64 << 20;
const GROWTH_PART = 1 / 2;
const LIMIT_PART = 1 / 8;

/** The least that there was since the last time that it had grown. */
let low = Infinity;

/** @returns {boolean} whether it has grown by much since this was last so */
function hasGrown() {
  const { used_heap_size, external_memory, heap_size_limit } = getHeapStatistics();
  const used = used_heap_size + external_memory;
  low = Math.min(low, used);
  const much = Math.min(Math.max(GROWTH, low * GROWTH_PART), heap_size_limit * LIMIT_PART);
  if (used - low < much) return false;
  low = used;
  return true;
}

module.exports = { hasGrown };
