'use strict';

// What Node quotes of who calls it: the text at the frame above, which is this package's where a guest calls.

const { describe, expect, test } = require('@jest/globals');
const assert = require('node:assert');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');

/**
 * @param {string} code
 * @param {any} [vm]
 * @returns {any} the assertion's error
 */
function failed(code, vm = rsvm) {
  try {
    vm.runInNewContext(
      code,
      { assert, ok: (/** @type {any} */ value) => assert(value) },
      'none.js',
    );
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('what an assertion says of the expression that failed', () => {
  test.each([
    'assert(0)',
    'assert.ok(0)',
    'assert.strict(0);',
    '[0].forEach((it) => assert(it))',
    'assert.call(undefined, 0, undefined)',
  ])('%s: nothing of this package', (code) => {
    const { message, generatedMessage, actual } = failed(code);
    const quoted = 'The expression evaluated to a falsy value:\n\n  <code of a guest>\n';
    expect(['0 == true', quoted]).toContain(message);
    expect([generatedMessage, actual]).toEqual([true, 0]);
  });

  test.each(['assert(0, "m")', 'assert()', 'assert.equal(1, 2)', 'ok(0)'])('%s', (code) => {
    both((vm) => {
      const { message, generatedMessage } = failed(code, vm);
      return [message, generatedMessage];
    });
  });
});
