'use strict';

const both = require('./both');

/**
 * Runs a program on node:vm and on rsvm that says what happens by `L(...)`, and expects the same.
 * @param {string} code
 */
module.exports = function sameReport(code) {
  both((vm) => {
    /** @type {string[]} */
    const said = [];
    try {
      const L = (/** @type {unknown[]} */ ...it) => said.push(it.map(String).join(' '));
      vm.runInNewContext(code, { L }, { timeout: 5000 });
    } catch (error) {
      said.push(`threw ${/** @type {any} */ (error)?.name ?? error}`);
    }
    return said;
  });
};
