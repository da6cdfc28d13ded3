// flags: --expose-gc
'use strict';

// Processes of engines end with their context, their worker and their host, however that dies, and
// none is left behind. On Linux, where they can be counted.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { Worker } = require('node:worker_threads');
const vm = require('../../process');
const { alive, enginesOf, until } = require('../helpers/engines');
const { skip } = require('../helpers/skip');

const PROCESS_JS = path.join(__dirname, '..', '..', 'process.js');

/** Makes contexts, one of which is busy if so asked, and prints that they are there. */
const host = (/** @type {string} */ ending) => `
  const vm = require(${JSON.stringify(PROCESS_JS)});
  const contexts = [1, 2, 3].map((n) => vm.createContext({ n, host: (f) => f() }));
  contexts.forEach((context) => vm.runInContext('n', context));
  require('node:fs').writeSync(1, 'ready');
  ${ending}`;

/**
 * @param {string} ending
 * @param {(child: import('node:child_process').ChildProcess) => void} [end]
 */
async function hostEnds(ending, end) {
  const child = spawn(process.execPath, ['-e', host(ending)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise((resolve) => child.on('exit', resolve));
  await new Promise((resolve) => child.stdout?.on('data', resolve));
  const engines = enginesOf(child.pid);
  end?.(child);
  await closed;
  assert.ok(await until(() => alive(engines).length === 0), `left behind after: ${ending}`);
  return engines.length;
}

async function hosts() {
  const kill = (/** @type {import('node:child_process').ChildProcess} */ child) =>
    child.kill('SIGKILL');
  assert.ok((await hostEnds('setTimeout(() => {}, 1e6)', kill)) >= 3);
  // With a guest that never ends, inside of a run that waits for it.
  assert.ok((await hostEnds("vm.runInContext('while (true);', contexts[0])", kill)) >= 3);
  await hostEnds('setTimeout(() => {}, 50)');
  await hostEnds('setTimeout(() => process.exit(3), 50)');
  await hostEnds(
    "vm.runInContext('host(() => process.exit(3))', Object.assign(contexts[0], { process }))",
  );
  await hostEnds('setTimeout(() => process.abort(), 50)');
}

async function workers() {
  const before = enginesOf();
  const source = `${host('')} vm.runInContext('while (true) host(() => 1)', contexts[0])`;
  const worker = new Worker(source.replace("require('node:fs').writeSync(1, 'ready');", ''), {
    eval: true,
  });
  assert.ok(await until(() => enginesOf().length >= before.length + 3));
  await worker.terminate();
  const spare = 1;
  const few = () => enginesOf().length <= before.length + spare;
  assert.ok(await until(few), 'left behind by a worker');
}

async function contexts() {
  const spare = 1;
  const context = vm.createContext({});
  vm.runInContext('1', context);
  /** @type {any} */ (vm).dispose(context);
  assert.ok(await until(() => enginesOf().length <= spare), 'left behind by dispose');
  // Dropped ones, while others are made.
  for (let i = 0; i < 60; i += 1) vm.runInNewContext('1');
  assert.ok(enginesOf().length < 65);
  // Nobody makes another: the collector is all that ends them.
  const collected = await until(() => {
    /** @type {any} */ (globalThis).gc();
    return enginesOf().length <= spare;
  });
  assert.ok(collected, 'left behind by contexts that were dropped');
}

async function main() {
  await contexts();
  await workers();
  await hosts();
}

if (process.platform === 'linux') main();
else skip();
