'use strict';

/**
 * `npm run soak`: two threads make, use, stop, kill and drop contexts of both levels for five minutes
 * (`-- --seconds=30` for a shorter look). At the end memory must be flat, and no process, descriptor
 * or thread may be left behind that was not there before.
 */

require('./node-version');
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { parseArgs } = require('node:util');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { build } = require('./build');
const { main, say } = require('./project');

const THREADS = 2;
/** How many contexts a thread keeps, so that they are of different ages. */
const KEPT = 20;
/** Which of them are ended at once rather than dropped. */
const DISPOSED_EVERY = 3;
/** How often the process is looked at, in milliseconds. */
const LOOK_EVERY = 2000;
/** By how much the last third of the time may be above the middle one, in MB. */
const GROWTH = 64;

/**
 * What guests do; `ends` is the code of the error that the run ends with, if it does.
 * @type {{ code: string, ends?: string, level?: string, limits?: object, lost?: boolean }[]}
 */
const PROGRAMS = [
  { code: 'let sum = 0; for (const { n } of records) sum += n; sum' },
  { code: 'kept = records.map((record) => ({ ...record, more: [record] })); kept.length' },
  { code: 'call(() => call(() => records.length))' },
  { code: 'Promise.resolve(records).then((all) => { kept = new Map(all.entries()) }); 1' },
  { code: 'new Date(0); /a/g.exec("a"); new Uint8Array(1000).fill(1); kept = [1, 2].sort(); 1' },
  { code: 'eval("1 + 1"); new Function("return 2")()' },
  { code: 'while (true) {}', ends: 'ERR_SCRIPT_EXECUTION_TIMEOUT' },
  { code: 'call(() => { for (;;); })', ends: 'ERR_SCRIPT_EXECUTION_TIMEOUT' },
  { code: '(function f() { f() })()', ends: '' },
  {
    code: '(() => { const a = []; for (;;) a.push("x".repeat(9999) + a.length); })()',
    ends: 'ERR_RSVM_MEMORY_LIMIT',
    limits: { memory: 32 << 20 },
  },
  // Native code that does not come back is only killed without a loss in a process of its own.
  {
    code: `/^(a+)+$/.test('${'a'.repeat(40)}b')`,
    ends: 'ERR_SCRIPT_EXECUTION_TIMEOUT',
    level: 'process',
    lost: true,
  },
];

/**
 * Makes contexts and runs a program in each, until the time is over.
 * @param {{ seed: number, seconds: number }} options
 * @returns {Promise<number>} how many contexts there were
 */
async function work({ seed, seconds }) {
  const levels = [
    { name: 'here', vm: require('..') },
    { name: 'process', vm: require('../process') },
  ];
  /** @type {{ vm: any, context: object }[]} */
  const kept = [];
  const end = Date.now() + seconds * 1000;
  let made = 0;
  for (; Date.now() < end; made += 1) {
    const program = PROGRAMS[(seed + made * 7) % PROGRAMS.length];
    const { name, vm } = levels[(seed + (made >> 2)) % levels.length];
    if (program.level !== undefined && program.level !== name) continue;
    kept.push({ vm, context: use(vm, program) });
    if (kept.length > KEPT) {
      const [{ vm: itsVm, context }] = kept.splice(made % KEPT, 1);
      if (made % DISPOSED_EVERY === 0) itsVm.dispose(context);
    }
    if (made % 10 === 0) await new Promise(setImmediate);
  }
  return made;
}

/**
 * @param {any} vm
 * @param {typeof PROGRAMS[number]} program
 * @returns {object} the context, which can still be used if nothing was lost
 */
function use(vm, { code, ends, limits, lost }) {
  const sandbox = {
    records: Array.from({ length: 20 }, (_, n) => ({ n })),
    call: (/** @type {() => any} */ f) => f(),
    kept: undefined,
  };
  const context = vm.createContext(sandbox, limits ? { limits } : undefined);
  let error;
  try {
    // What ends by itself may wait for its turn on a busy machine.
    const timeout = ends === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 50 : 10_000;
    vm.runInContext(code, context, { timeout });
  } catch (caught) {
    error = caught;
  }
  assert.strictEqual(error !== undefined, ends !== undefined, `${code}: ${error}`);
  if (ends) assert.strictEqual(error.code, ends, `${code}: ${error}`);
  if (!lost) assert.strictEqual(vm.runInContext('1 + 1', context), 2, code);
  return context;
}

/** What the process has that could be left behind. */
function look() {
  const count = (/** @type {string} */ folder) => fs.readdirSync(folder).length;
  return {
    rss: process.memoryUsage().rss / 2 ** 20,
    descriptors: count('/proc/self/fd'),
    threads: count('/proc/self/task'),
    children: childrenOf(process.pid),
  };
}

/** @param {number} pid */
function childrenOf(pid) {
  return fs.readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = fs.readFileSync(path.join('/proc', name, 'stat'), 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
    } catch {
      return false;
    }
  }).length;
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/**
 * @param {number} seed
 * @param {number} seconds
 * @returns {Promise<number>}
 */
function thread(seed, seconds) {
  const worker = new Worker(__filename, { workerData: { seed, seconds } });
  return new Promise((resolve, reject) => {
    let made = 0;
    worker.on('message', (count) => (made = count));
    worker.on('error', reject);
    worker.on('exit', () => resolve(made));
  });
}

async function soak() {
  if (process.platform !== 'linux') return say('the soak looks into /proc, which is Linux’ alone');
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' } } });
  const seconds = Number(values.seconds);
  await build('release');

  // A first round starts what is started once for a process.
  await Promise.all([thread(0, 2), thread(1, 2)]);
  await sleep(1000);
  const before = look();
  const threads = Array.from({ length: THREADS }, (_, seed) => thread(seed, seconds));
  const done = Promise.all(threads);
  /** @type {number[]} */
  const rss = [];
  for (let over = false; !over;) {
    over = await Promise.race([done.then(() => true), sleep(LOOK_EVERY, false)]);
    rss.push(look().rss);
  }
  const made = (await done).reduce((sum, count) => sum + count, 0);
  await sleep(2000);
  const after = look();

  const third = Math.ceil(rss.length / 3);
  const [middle, last] = [rss.slice(third, 2 * third), rss.slice(2 * third)].map(median);
  console.log({ made, before, after, middle, last });
  assert.ok(last - middle < GROWTH, `memory grew from ${middle} MB to ${last} MB`);
  assert.ok(after.descriptors <= before.descriptors, 'descriptors are left');
  assert.ok(after.threads <= before.threads, 'threads are left');
  assert.strictEqual(after.children, 0, 'processes are left');
  return say(`${made} contexts in ${seconds} s, and nothing is left of them`);
}

if (isMainThread) {
  main(soak);
} else {
  work(workerData).then((made) => parentPort?.postMessage(made));
}
