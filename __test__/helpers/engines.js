'use strict';

// The processes of engines, as the operating system sees them (Linux).

const fs = require('node:fs');

/** @typedef {{ pid: number, parent: number, state: string }} Process */

/** @returns {Process[]} all of this machine, except those that ended and wait to be counted */
function engines() {
  const found = [];
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name);
    const known = Number.isInteger(pid) ? lookAt(pid) : undefined;
    if (known !== undefined && known.state !== 'Z') found.push(known);
  }
  return found;
}

/**
 * @param {number} pid
 * @returns {Process | undefined} undefined if it is no engine's, or is gone
 */
function lookAt(pid) {
  try {
    const line = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(line) ?? [];
    return name?.startsWith('rsvm-engine') ? { pid, parent: Number(parent), state } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {number} [host] whose engines; this process by default
 * @returns {number[]} the processes' numbers
 */
function enginesOf(host = process.pid) {
  return engines()
    .filter(({ parent }) => parent === host)
    .map(({ pid }) => pid);
}

/** @param {number[]} pids @returns {number[]} those that still run */
function alive(pids) {
  return pids.filter((pid) => {
    const seen = lookAt(pid);
    return seen !== undefined && seen.state !== 'Z';
  });
}

/**
 * Waits until a condition holds.
 * @param {() => boolean} condition
 * @param {number} [limit] in milliseconds
 * @returns {Promise<boolean>} whether it came to hold
 */
async function until(condition, limit = 20_000) {
  const end = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}

module.exports = { alive, enginesOf, until };
