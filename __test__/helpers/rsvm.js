'use strict';

// The package at the level of isolation that the tests run at: in the process, or with
// RSVM_TEST_LEVEL=process every context in a process of its own. A test that is about one of them
// requires that one, or asks `level`.

const level = process.env.RSVM_TEST_LEVEL === 'process' ? 'process' : 'in-process';

/** What a program says to `require`, or imports, for the same. */
const specifier = level === 'process' ? 'rsvm/process' : 'rsvm';

/** @type {typeof import('../..')} */
const rsvm = level === 'process' ? require('../../process') : require('../..');

module.exports = { level, rsvm, specifier };
