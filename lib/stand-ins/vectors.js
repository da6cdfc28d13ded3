'use strict';

// Arrays of a guest's that Node hands to its C++ as they are: the buffers of `fs.writev` and `fs.readv`. A stand-in
// is an array to JavaScript, and none to C++, which ends the process. Node looks at each of the elements first, and
// gets no answer there. lib/stand-ins/handler.js asks for each view that is read of an array. Nothing else is done.

const { create } = require('../errors.js');
const { callerOf } = require('../frames.js');

/** Where Node looks at them (`validateBufferArray`), and at no other array's views. */
const LOOKS = 'node:internal/fs/utils';

/**
 * @param {Function} trap that reads an element
 * @throws {TypeError} if C++ is about to get the array
 */
function refuseVector(trap) {
  // To look who asks takes 10 µs.
  if (callerOf(trap) !== LOOKS) return;
  throw create(
    'ERR_RSVM_UNSUPPORTED',
    "An array of a guest's for the buffers of fs.readv or fs.writev",
  );
}

module.exports = { refuseVector };
