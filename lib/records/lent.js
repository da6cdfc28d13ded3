'use strict';

// Which bytes of the host's buffers a guest may see: of one that was named itself all, of one that only
// views were sent of those of the views; the rest is zeros to it (a view of Node's pool must not hand over
// the pool). lib/records/buffers.js copies by it in both directions, and lib/membrane.js asks when a buffer
// is named; what was lent is kept there, for as long as the buffer lives. Only slots are read.

const { types } = require('node:util');
const { TypedArray, getter, method } = require('./primordials.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

const OwnUint8Array = Uint8Array;
const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
const copyInto = method(TypedArray.prototype, 'set');
const transfer = structuredClone;

/**
 * Which bytes of a buffer the other side may see: all, or some ranges, in order, with something between
 * any two.
 * @typedef {{ all: boolean, ranges: [number, number][] }} Lent
 */

/** Of the guest's own buffers. @type {Lent} */
const ALL = { all: true, ranges: [] };

/**
 * @param {ArrayBuffer} buffer one of ours
 * @param {Membrane} membrane
 * @returns {Lent}
 */
function ownLent(buffer, membrane) {
  let lent = membrane.lent.get(buffer);
  if (lent === undefined) {
    lent = { all: false, ranges: [] };
    membrane.lent.set(buffer, lent);
  }
  return lent;
}

/**
 * @param {ArrayBuffer} buffer of either side
 * @param {Membrane} membrane
 * @returns {Lent}
 */
function lentOf(buffer, membrane) {
  return membrane.owns(buffer) ? ownLent(buffer, membrane) : ALL;
}

/**
 * A view of a buffer is sent: its bytes may be seen.
 * @param {ArrayBuffer} buffer
 * @param {Membrane} membrane
 * @param {number} offset
 * @param {number} bytes
 */
function lend(buffer, membrane, offset, bytes) {
  if (!membrane.owns(buffer)) return;
  const lent = ownLent(buffer, membrane);
  const end = offset + bytes;
  if (bytes === 0 || covers(lent, offset, end)) return;
  if (bytes === bufferLength(buffer)) lent.all = true;
  else addRange(lent.ranges, offset, end);
  membrane.ledger.lent(buffer);
}

/**
 * @param {Lent} lent
 * @param {number} start
 * @param {number} end
 */
function covers({ all, ranges }, start, end) {
  if (all) return true;
  const range = ranges[placeOf(ranges, end)];
  return range !== undefined && range[0] <= start;
}

/**
 * A program may make a view for each of a million calls: what they see together is kept, and not each.
 * @param {[number, number][]} ranges
 * @param {number} start
 * @param {number} end
 */
function addRange(ranges, start, end) {
  const first = placeOf(ranges, start);
  let from = start;
  let to = end;
  let last = first;
  for (; last < ranges.length && ranges[last][0] <= to; last += 1) {
    from = Math.min(from, ranges[last][0]);
    to = Math.max(to, ranges[last][1]);
  }
  ranges.splice(first, last - first, [from, to]);
}

/**
 * @param {[number, number][]} ranges
 * @param {number} start
 * @returns {number} the place of the first of them that does not end before
 */
function placeOf(ranges, start) {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle][1] < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A buffer is named itself: all of it may be seen, unless Node shares it among its own.
 * @param {ArrayBuffer} buffer
 * @param {Membrane} membrane
 */
function lendAll(buffer, membrane) {
  if (types.isSharedArrayBuffer(buffer) || !membrane.owns(buffer)) return;
  const lent = ownLent(buffer, membrane);
  if (lent.all || isPool(buffer)) return;
  lent.all = true;
  membrane.ledger.lent(buffer);
}

/**
 * @param {ArrayBuffer} buffer
 * @param {Membrane} membrane
 * @param {number} offset
 * @param {number} bytes negative for all that follow
 * @returns {boolean} whether the guest may see all of that part
 */
function isLent(buffer, membrane, offset, bytes) {
  const end = bytes < 0 ? bufferLength(buffer) : offset + bytes;
  return covers(lentOf(buffer, membrane), offset, end);
}

/**
 * What a guest may see of a buffer of ours, which is the buffer itself if that is all.
 * @param {ArrayBuffer} buffer
 * @param {Membrane} membrane
 * @returns {ArrayBuffer}
 */
function seen(buffer, membrane) {
  const lent = ownLent(buffer, membrane);
  const bytes = lent.all ? undefined : bytesOf(buffer);
  return bytes === undefined ? buffer : /** @type {any} */ (imageOf(bytes, lent).buffer);
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {Uint8Array | undefined} its bytes, unless it is detached
 */
function bytesOf(buffer) {
  try {
    return new OwnUint8Array(buffer);
  } catch {
    return undefined;
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {Lent} lent
 * @returns {Uint8Array} a copy of what may be seen
 */
function imageOf(bytes, lent) {
  const image = new OwnUint8Array(bytes.length);
  if (lent.all) image.set(bytes);
  // The buffer may have been made shorter since.
  else applyPart(image, { start: 0, bytes }, lent);
  return image;
}

/**
 * Takes over what the other side has written, as far as it may see it.
 * @param {Uint8Array} target
 * @param {{ start: number, bytes: Uint8Array }} part
 * @param {Lent} lent
 */
function applyPart(target, { start, bytes }, lent) {
  const ranges = lent.all ? [[0, target.length]] : lent.ranges;
  for (const [from, to] of ranges) {
    const first = Math.max(from, start);
    const last = Math.min(to, start + bytes.length, target.length);
    if (first < last) copyInto(target, bytes.subarray(first - start, last - start), first);
  }
}

// Node 20 lacks it; what it is for is in `isPool`.
const { isMarkedAsUntransferable } = /** @type {any} */ (require('node:worker_threads')); // eslint-disable-line n/no-unsupported-features/node-builtins -- asked for first

/** The size of a page of WebAssembly's memory, whose buffers cannot be transferred either. */
const PAGE = 1 << 16;

/**
 * @param {ArrayBuffer} buffer
 * @returns {boolean} whether it holds what Node allocated for many, as the pools of its `Buffer`s do:
 *   those are marked, so that nobody transfers what belongs to others
 */
function isPool(buffer) {
  if (isMarkedAsUntransferable !== undefined) return isMarkedAsUntransferable(buffer);
  const size = bufferLength(buffer);
  const isPages = size % PAGE === 0 && size !== Buffer.poolSize;
  return !isPages && !isTransferable(buffer);
}

/**
 * Whether Node 20 would transfer a buffer, which it does not do here: that one is named twice is an
 * error, and found before anything is done; one that is marked is passed over before that. A guess by
 * the size took every buffer of 8,192 bytes for a pool.
 * @param {ArrayBuffer} buffer
 */
function isTransferable(buffer) {
  try {
    transfer(null, { transfer: [buffer, buffer] });
    return false;
  } catch {
    return true;
  }
}

module.exports = { ALL, applyPart, bytesOf, imageOf, isLent, lend, lendAll, lentOf, seen };
