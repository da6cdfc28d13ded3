'use strict';

// Resolving a promise asks an object for `then`. Where that the value is no thenable is known
// already, a stand-in must not ask its guest: another message may be under way.

let quiet = false;

/** @param {() => void} action */
function quietly(action) {
  quiet = true;
  try {
    action();
  } finally {
    quiet = false;
  }
}

/** @returns {boolean} whether a stand-in is to answer `get` without its guest */
function isQuiet() {
  return quiet;
}

module.exports = { isQuiet, quietly };
