'use strict';

// The guest's buffers that are longer here than there. Node's C++ may be at work on any of them, in threads of its
// own and between two turns, with the length that it had: of one that is made shorter meanwhile it reads memory
// that is gone, or ends the process. So no guest makes one shorter here, nor detaches it: what it has cut off is
// zeros. lib/records/buffers.js asks here what of one is the guest's. That the memory counts as the guest's is
// what src/engine/records/image.rs sees to. Only slots are read.

const { TypedArray, getter, method } = require('./primordials.js');

const OwnUint8Array = Uint8Array;
const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
const resize = method(ArrayBuffer.prototype, 'resize');
const fill = method(TypedArray.prototype, 'fill');

/**
 * How long such a buffer is to the guest, and was here when that was said.
 * @type {WeakMap<ArrayBuffer, { there: number, here: number }>}
 */
const shorter = new WeakMap();

/**
 * @param {ArrayBuffer} buffer of the guest's
 * @returns {number} how many of its bytes the guest has
 */
function lengthThere(buffer) {
  const length = bufferLength(buffer);
  const known = shorter.get(buffer);
  // The host may have given it another length since, which the guest hears of.
  return known !== undefined && known.here === length ? known.there : length;
}

/**
 * @param {ArrayBuffer} buffer of the guest's
 * @param {number} length that it has there now
 */
function setLengthThere(buffer, length) {
  const here = bufferLength(buffer);
  if (length === here) {
    shorter.delete(buffer);
  } else if (length > here) {
    shorter.delete(buffer);
    resize(buffer, length);
  } else {
    fill(new OwnUint8Array(buffer, length), 0);
    shorter.set(buffer, { there: length, here });
  }
}

module.exports = { lengthThere, setLengthThere };
