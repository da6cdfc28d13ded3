'use strict';

// `both(vm => …)`: the same on node:vm and on rsvm. It is how most tests say what is right without
// writing it down.

const { expect } = require('@jest/globals');
const nodeVm = require('node:vm');
const { rsvm } = require('./rsvm');

/**
 * What a run comes to: `{ value }`, or the thrown error's `{ class, code, message }`; a thrown
 * primitive is `{ thrown }`.
 * @param {() => unknown} run
 */
function outcome(run) {
  try {
    return { value: run() };
  } catch (error) {
    if (error === null || typeof error !== 'object') return { thrown: error };
    return { class: error.name, code: error.code, message: error.message };
  }
}

/**
 * Does the same on node:vm, which is the oracle, and on rsvm, and expects the same outcome. What
 * `run` returns is compared by value, so return the sandbox too if it matters.
 * @template T
 * @param {(vm: typeof nodeVm) => T} run
 * @returns what it came to on both
 */
module.exports = function both(run) {
  const expected = outcome(() => run(nodeVm));
  expect(outcome(() => run(/** @type {any} */ (rsvm)))).toEqual(expected);
  return expected;
};
