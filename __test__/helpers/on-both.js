'use strict';

// Node's own answer about modules, for which it needs a flag: each scenario is run by a child process
// on node:vm and by another on this package, and must come to the same.

const { test, expect, beforeAll } = require('@jest/globals');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { level } = require('./rsvm');

const ROOT = path.join(__dirname, '..', '..');
const OURS = level === 'process' ? path.join(ROOT, 'process.js') : ROOT;
const PRELUDE = path.join(__dirname, 'scenarios.js');

/** @typedef {import('./scenarios.js').Tools} Tools */
/** @typedef {(tools: Tools) => unknown} Scenario must not use anything but its argument */

/**
 * @param {string} target what is required as `vm`
 * @param {Record<string, string>} scenarios
 * @returns {Promise<Record<string, string>>} what each came to
 */
function run(target, scenarios) {
  const args = ['--no-warnings', '--experimental-vm-modules', PRELUDE, target];
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      args,
      { timeout: 120_000 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr, { cause: error }));
        else resolve(JSON.parse(stdout));
      },
    );
    child.stdin?.end(JSON.stringify(scenarios));
  });
}

/**
 * Declares a test for each scenario.
 * @param {Record<string, Scenario>} scenarios
 */
// eslint-disable-next-line jest/no-export -- it is a helper that declares tests
module.exports = function onBoth(scenarios) {
  /** @type {Record<string, string>} */
  let node;
  /** @type {Record<string, string>} */
  let rsvm;
  beforeAll(async () => {
    const sources = Object.fromEntries(
      Object.entries(scenarios).map(([name, scenario]) => [name, String(scenario)]),
    );
    node = await run('node:vm', sources);
    rsvm = await run(OURS, sources);
  }, 240_000);
  test.each(Object.keys(scenarios))('%s', (name) => {
    expect(node[name]).not.toContain('is not defined');
    expect(rsvm[name]).toBe(node[name]);
  });
};
