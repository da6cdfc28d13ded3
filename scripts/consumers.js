'use strict';

/**
 * The step `consumers` of the tests: programs that people use with node:vm, started as they start
 * them, with rsvm in the place of `vm` (`__test__/consumers/`). They are installed on demand and
 * out of the tree, in target/consumers; without a registry the step is skipped, and says so.
 */

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, TARGET, npm, say, since } = require('./project');

const SOURCE = path.join(ROOT, '__test__', 'consumers');
const FOLDER = path.join(TARGET, 'consumers');
/** One program; each takes a second or two. */
const LIMIT = 120_000;

/** Whether the programs are installed as the lockfile has them; installs them if not. */
function install() {
  const lock = fs.readFileSync(path.join(SOURCE, 'package-lock.json'), 'utf8');
  const installed = path.join(FOLDER, 'node_modules', '.installed');
  if (fs.existsSync(installed) && fs.readFileSync(installed, 'utf8') === lock) return true;
  say('installing jsdom, happy-dom and @edge-runtime/vm for this step: seconds, once');
  const quiet = ['ci', '--loglevel=error', '--no-fund', '--no-audit'];
  if (npm(quiet, FOLDER) !== 0) return false;
  fs.writeFileSync(installed, lock);
  return true;
}

/** @returns {{ passed: number, failed: number, skipped: number }} */
function consumers() {
  fs.mkdirSync(FOLDER, { recursive: true });
  for (const name of fs.readdirSync(SOURCE)) {
    fs.copyFileSync(path.join(SOURCE, name), path.join(FOLDER, name));
  }
  const programs = fs
    .readdirSync(SOURCE)
    .filter((name) => name.endsWith('.mjs') && name !== 'replace-vm.mjs');
  if (!install()) {
    console.error(`SKIPPED: npm cannot install what ${programs.join(', ')} need.`);
    return { passed: 0, failed: 0, skipped: programs.length };
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const program of programs) {
    const start = performance.now();
    const { status, signal } = spawnSync(
      process.execPath,
      ['--import', './replace-vm.mjs', program],
      { cwd: FOLDER, env: { ...process.env, RSVM: ROOT }, stdio: 'inherit', timeout: LIMIT },
    );
    const how = status === 0 ? 'ok' : `FAILED: ${signal ?? `exit code ${status}`}`;
    console.log(`${program}: ${how} (${since(start)})`);
    counts[status === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

module.exports = { consumers };
