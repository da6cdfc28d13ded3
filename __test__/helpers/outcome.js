'use strict';

// `outcome(run)`: what a run comes to as far as it is the engine's, for errors whose line and caret are
// compared: without the host's frames.

/** @param {() => unknown} run */
module.exports = function outcome(run) {
  try {
    return { value: run() };
  } catch (error) {
    const { name, message, stack } = /** @type {Error} */ (error);
    return { name, message, shown: String(stack).split('\n    at ')[0] };
  }
};
