'use strict';

// Workers have engines of their own, and may be terminated in the middle of anything: the process
// goes on and ends cleanly.

const assert = require('node:assert');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const vm = require('../..');

const ROUNDS = 5;
const AT_ONCE = 6;

const SETUP = `
  const { parentPort, workerData } = require('node:worker_threads');
  const vm = require(workerData.path);
  const ready = () => parentPort.postMessage('ready');
  const sandbox = vm.createContext({ n: workerData.n, ready, wait: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), spin: () => { for (;;); } });`;

/** What a Worker does when it is terminated. @type {Record<string, string>} */
const DOING = {
  'in a host call that waits': 'vm.runInContext("ready(); [1].forEach(() => wait())", sandbox)',
  'in a host call of a run with a timeout':
    'vm.runInContext("ready(); wait()", sandbox, { timeout: 50 })',
  'in a host call that never ends': 'vm.runInContext("ready(); spin()", sandbox)',
  'in a guest deep in calls':
    'sandbox.call = (f, n) => f(n - 1); vm.runInContext("const f = (n) => n ? call(f, n) : (ready(), wait()); f(50)", sandbox)',
  idle: 'vm.runInContext("globalThis.kept = { a: 1 }", sandbox); ready(); setInterval(() => {}, 1000)',
};

/** What an engine does then that Node cannot end itself. @type {Record<string, string>} */
const ENDLESS = {
  'in a guest that loops': 'vm.runInContext("ready(); for (;;);", sandbox)',
  'in a guest that only calls':
    'vm.runInContext("ready(); const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2); f(90)", sandbox)',
  'in a job that loops':
    'vm.runInContext("(async () => { await 1; ready(); for (;;); })()", sandbox)',
  'in native code': "vm.runInContext(\"ready(); /^(a+)+$/.test('a'.repeat(99) + 'b')\", sandbox)",
  'while a run in a process of its own is awaited':
    'vm.runInContextAsync("ready(); for (;;);", vm.createContext({ ready }, { isolation: "process" }))',
  'while an engine works in a process of its own':
    'vm.runInContext("ready(); for (;;);", vm.createContext({ ready }, { isolation: "process" }))',
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

/**
 * Terminates some Workers that do the same.
 * @param {string} source
 * @param {string} name
 */
async function terminated(source, name) {
  const workers = Array.from({ length: AT_ONCE }, (_, n) => start(source, n));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const codes = await Promise.all(workers.map((worker) => worker.terminate()));
  assert.deepStrictEqual(codes, Array(AT_ONCE).fill(1), name);
}

async function main() {
  const here = vm.createContext({ n: 1 });

  for (let i = 0; i < ROUNDS; i++) {
    for (const [name, source] of Object.entries(DOING)) await terminated(source, name);
  }
  for (const [name, source] of Object.entries(ENDLESS)) await terminated(source, name);
  assert.strictEqual(vm.runInContext('n += 1', here), 2);

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
