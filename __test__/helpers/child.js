'use strict';

// `child(source)`: a program in a process of its own, for what a test's process would not survive, or
// would not see: how it ends, what it prints, which flags it has.

const { spawn } = require('node:child_process');
const path = require('node:path');
const { specifier } = require('./rsvm');

const ROOT = path.join(__dirname, '..', '..');

/**
 * Runs a script in a process of its own, where `require('rsvm')` is this package, at the level of
 * isolation that the tests run at.
 * @param {string} source
 * @param {object} [options]
 * @param {string[]} [options.flags] for Node.js
 * @param {number} [options.limit] milliseconds until it is killed
 * @param {Record<string, string>} [options.env] besides this process's own
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
module.exports = function child(source, { flags = [], limit = 60_000, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const process_ = spawn(
      process.execPath,
      [...flags, '-e', source.replaceAll("'rsvm'", `'${specifier}'`)],
      {
        cwd: ROOT,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: limit,
        killSignal: 'SIGKILL',
      },
    );
    let stdout = '';
    let stderr = '';
    process_.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    process_.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    process_.on('error', reject);
    process_.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
};
