'use strict';

// A process in which only Workers load the addon, one after the other: threads that come later get the
// addresses of those that ended, the first of which had prepared the library.

const assert = require('node:assert');
const { once } = require('node:events');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const ROUNDS = 8;
const AT_ONCE = 2;

const SOURCE = `
  const vm = require(${JSON.stringify(path.join(__dirname, '..', '..'))});
  const sandbox = vm.createContext({ records: Array.from({ length: 100 }, (_, n) => ({ n })) });
  const sum = vm.runInContext('let sum = 0; for (const { n } of records) sum += n; sum', sandbox);
  require('node:worker_threads').parentPort.postMessage(sum);`;

async function round() {
  const workers = Array.from({ length: AT_ONCE }, () => new Worker(SOURCE, { eval: true }));
  const answers = workers.map(async (worker) => {
    const [[sum]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    return sum;
  });
  assert.deepStrictEqual(await Promise.all(answers), new Array(AT_ONCE).fill(4950));
}

async function main() {
  for (let i = 0; i < ROUNDS; i += 1) await round();
}

main();
