'use strict';

// Finds the compiled engine and loads it: the file that `npm run build` leaves beside index.js, or
// else the prebuilt package for this platform. This module stands for the addon: its exports are
// the addon's, for whoever in lib/ has one to call. The executable for engines in processes of their own lies
// beside the addon. A test runs this file alone, so it requires nothing of lib/.

const path = require('node:path');
const { isMainThread } = require('node:worker_threads');

const ROOT = path.join(__dirname, '..');

/**
 * The names that a build for this process may bear. On Linux both C libraries are tried: loading
 * the wrong one fails cleanly, and asking which one is in use costs more than that.
 */
function targets() {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return [`${base}-msvc`];
  if (process.platform !== 'linux') return [base];
  return [`${base}-gnu`, `${base}-musl`];
}

/** @returns {Record<string, any>} the addon's exports */
function load() {
  const failures = [];
  let cause;

  for (const target of targets()) {
    const file = path.join(ROOT, `rsvm.${target}.node`);
    for (const candidate of [file, `rsvm-${target}`]) {
      try {
        return loadFrom(require.resolve(candidate), target);
      } catch (error) {
        const absent = error.code === 'MODULE_NOT_FOUND';
        failures.push(`  - ${candidate}: ${absent ? 'not found' : reason(error, candidate)}`);
        if (!absent) cause ??= error;
      }
    }
  }

  const message = [
    `rsvm could not load its engine for ${process.platform}-${process.arch}, Node.js ${process.version}. Tried:`,
    ...failures,
    `Build it: run "npm run build" in ${ROOT} (it needs Rust 1.91 or newer: https://rustup.rs).`,
  ].join('\n');
  const error = new Error(message, cause && { cause });
  throw Object.assign(error, { code: 'ERR_RSVM_NATIVE_LOAD' });
}

/**
 * @param {string} file the addon
 * @param {string} target
 * @returns {Record<string, any>} its exports
 */
function loadFrom(file, target) {
  // Another copy of this module, which a test runner makes for each of its files, has engines of
  // its own: what it writes into its memory is not seen here.
  const addon = require(file).open();
  const executable = `rsvm-engine.${target}${process.platform === 'win32' ? '.exe' : ''}`;
  addon.setProgram(path.join(path.dirname(file), executable), file);
  if (!isMainThread) addon.tend();
  return addon;
}

/**
 * @param {any} error
 * @param {string} candidate which the dynamic linker names again
 */
function reason(error, candidate) {
  const [line] = String(error?.message ?? error).split('\n', 1);
  return line.replace(`${candidate}: `, '');
}

module.exports = load();
