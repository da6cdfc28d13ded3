'use strict';

// Whether the host's heap has grown by what guests may hold of it: in a guest, an object of the host's
// is a small one, however much it holds, and the guest's collector sees no reason to run. 1,200 results of
// 800 KB that nobody had any more were kept. lib/handles.js asks, and has a guest collect.

const { getHeapStatistics } = require('node:v8');

/** By how much it grows between two collections of guests, in bytes, and by which part of it. */
const GROWTH = 64 << 20;
const GROWTH_PART = 2;

/** The least that there was since the last time that it had grown. */
let low = Infinity;

/** @returns {boolean} whether it has grown by much since this was last so */
function hasGrown() {
  const { used_heap_size: inside, external_memory: outside } = getHeapStatistics();
  const used = inside + outside;
  low = Math.min(low, used);
  if (used - low < Math.max(GROWTH, low / GROWTH_PART)) return false;
  low = used;
  return true;
}

module.exports = { hasGrown };
