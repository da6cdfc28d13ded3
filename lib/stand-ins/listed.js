'use strict';

// What `for…in` of the host's lists of a guest's objects that others inherit from. V8 takes from the chain all keys
// of a proxy, also those that cannot be enumerated, and asks of each the object whose chain it is: a Proxy of the
// guest's that describes whatever it is asked for would list `Object.prototype`, too, which is a stand-in here.
// So a stand-in whose keys are asked for in such a walk gives those only that can be enumerated. There is no other
// sign of such a walk than who asks, and what was asked before. lib/stand-ins/handler.js asks here.

const { framesBelow } = require('../frames.js');

/**
 * @param {import('./handler.js').GuestHandler} handler of whose keys are asked for
 * @param {Function} trap that is asked
 * @returns {boolean} whether it is for a walk of `for…in`, or for what takes those only, too, that can be enumerated
 *   (`{ ...object }`)
 */
function isListed({ membrane, standIn }, trap) {
  if (membrane.inherited !== standIn) return false;
  membrane.inherited = null;
  // What gives all keys is a built-in, which has a frame of its own without a file.
  const frame = framesBelow(trap, 1)[0];
  return frame !== undefined && (frame.getFileName() != null || frame.isEval());
}

module.exports = { isListed };
