'use strict';

// Workers have engines of their own, and may be terminated in the middle of anything: the process
// goes on and ends cleanly.

const assert = require('node:assert');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const vm = require('../..');

const COUNT = 30;

const SETUP = `
  const { parentPort, workerData } = require('node:worker_threads');
  const vm = require(workerData.path);
  const sandbox = vm.createContext({ n: workerData.n, ready: () => parentPort.postMessage('ready'), wait: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), spin: () => { for (;;); } });`;

/** What a Worker does when it is terminated. @type {Record<string, string>} */
const DOING = {
  'in a host call that waits': 'vm.runInContext("ready(); [1].forEach(() => wait())", sandbox)',
  'in a host call of a run with a timeout':
    'vm.runInContext("ready(); wait()", sandbox, { timeout: 50 })',
  'in a host call that never ends': 'vm.runInContext("ready(); spin()", sandbox)',
  'in a guest deep in calls':
    'sandbox.call = (f, n) => f(n - 1); vm.runInContext("const f = (n) => n ? call(f, n) : (ready(), wait()); f(50)", sandbox)',
  idle: 'ready = sandbox.ready; vm.runInContext("globalThis.kept = { a: 1 }", sandbox); ready(); setInterval(() => {}, 1000)',
};

/**
 * @param {string} source
 * @param {number} n
 * @returns {Worker}
 */
function start(source, n) {
  const workerData = { n, path: require.resolve('../..') };
  return new Worker(`${SETUP}\n${source}`, { eval: true, workerData });
}

/**
 * @param {Worker} worker
 * @param {string} event
 */
function once(worker, event) {
  return new Promise((resolve, reject) => {
    worker.once(event, resolve);
    if (event !== 'error') worker.once('error', reject);
  });
}

async function main() {
  const here = vm.createContext({ n: 1 });

  for (const [name, source] of Object.entries(DOING)) {
    for (let i = 0; i < COUNT; i += 6) {
      const workers = Array.from({ length: 6 }, (_, n) => start(source, n));
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    assert.strictEqual(vm.runInContext('n += 1', here) > 1, true, name);
  }

  // By now the watchdog would have prodded the threads of those that had a timeout, which are gone.
  await sleep(1000);

  const answers = Array.from({ length: 10 }, (_, n) => {
    const worker = start('parentPort.postMessage(vm.runInContext("n * n", sandbox))', n);
    return Promise.all([once(worker, 'message'), once(worker, 'exit')]);
  });
  assert.deepStrictEqual(
    await Promise.all(answers),
    Array.from({ length: 10 }, (_, n) => [n * n, 0]),
  );

  const failing = start('vm.runInContext("throw new RangeError(\'in a worker\')", sandbox)', 0);
  const error = /** @type {Error} */ (await once(failing, 'error'));
  assert.match(error.message, /in a worker/);
}

main();
