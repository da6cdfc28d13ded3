'use strict';

// What ends an engine does not end the process: each program runs in a process of its own, which
// then makes another context, lets the event loop turn, and exits cleanly.

const assert = require('node:assert');
const path = require('node:path');
const child = require('../helpers/child');

const ROOT = path.join(__dirname, '..', '..');

/** @type {[name: string, code: string][]} */
const CASES = [
  [
    'an overflow of the native stack',
    'let p = {}; const q = new Proxy(p, {}); Object.setPrototypeOf(p, q); p.x',
  ],
  ['a regular expression that backtracks', '/(a+)+$/.test("a".repeat(40) + "b")'],
  ['a loop of native code', 'Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1)'],
  ['an array of 2^32', 'Array.prototype.slice.call({ length: 2 ** 32 - 1 })'],
  ['a flat array of everything', 'const a = [1]; for (;;) a.push(...a)'],
  [
    'a comparator of nonsense',
    'Array.from({ length: 999 }, Math.random).sort(() => Math.random() - 0.5)',
  ],
];

/** With little memory: a run may end anywhere in what takes it. */
const HUNGRY = [
  'const a = []; for (;;) a.push({ a: [1, 2, 3] })',
  'const a = []; for (;;) a.push(() => a)',
  'let o = null; for (;;) o = { o }',
  'const m = new Map(); for (let i = 0; ; i++) m.set({}, i)',
  'Array.from({ length: 1e9 }, () => ({}))',
];

/** What the guest leaves behind is stopped, too, with a warning. */
const ENDLESS_JOBS = [
  'Promise.resolve().then(() => { for (;;); })',
  '(async () => { for (;;) await 0 })()',
  '(function f() { Promise.resolve().then(f) })()',
];

const AFTER = `
  assert.strictEqual(vm.runInNewContext('[1, 2].map((x) => x + 1).join()'), '2,3');
  for (let i = 0; i < 50; i += 1) vm.runInNewContext('Array.from({ length: 1000 }, () => ({}))');
  setTimeout(() => process.stdout.write('alive'), 10);`;

async function test() {
  for (const [name, code] of CASES) {
    const run = `
      const assert = require('node:assert');
      const vm = require(${JSON.stringify(ROOT)});
      try { vm.runInNewContext(${JSON.stringify(code)}, {}, { timeout: 200 }) } catch {}
      ${AFTER}`;
    const inWorker = `
      const { Worker } = require('node:worker_threads');
      new Worker(${JSON.stringify(run)}, { eval: true });`;
    for (const script of [run, inWorker]) {
      const { code: exit, signal, stdout, stderr } = await child(script);
      assert.deepStrictEqual(
        { exit, signal, stdout, stderr },
        { exit: 0, signal: null, stdout: 'alive', stderr: '' },
        `${name}${script === run ? '' : ' (in a worker)'}`,
      );
    }
  }
  const hungry = await child(`
    const assert = require('node:assert');
    const vm = require(${JSON.stringify(ROOT)});
    const neighbour = vm.createContext({});
    for (let round = 0; round < 4; round += 1) {
      for (const code of ${JSON.stringify(HUNGRY)}) {
        const limits = { memory: (20 + round) * 2 ** 20 };
        const context = vm.createContext({}, { limits });
        assert.throws(() => vm.runInContext('{' + code + '}', context), /ERR_RSVM|memory/);
        assert.strictEqual(vm.runInContext('1 + 1', neighbour), 2, code);
        vm.dispose(context);
      }
      // Left in the middle of what it makes.
      assert.throws(() => vm.runInNewContext('new Array(1e8).fill({}).map(Object)', {}, { timeout: 30 }));
      assert.strictEqual(vm.runInContext('1 + 1', neighbour), 2);
    }
    ${AFTER}`);
  assert.strictEqual(hungry.stdout, 'alive', hungry.stderr);
  for (const code of ENDLESS_JOBS) {
    const {
      code: exit,
      stdout,
      stderr,
    } = await child(`
      const vm = require(${JSON.stringify(ROOT)});
      vm.runInNewContext(${JSON.stringify(code)}, {}, { timeout: 50 });
      setTimeout(() => process.stdout.write('alive'), 10);`);
    assert.deepStrictEqual({ exit, stdout }, { exit: 0, stdout: 'alive' }, `${code}: ${stderr}`);
    assert.match(stderr, /ERR_SCRIPT_EXECUTION_TIMEOUT/);
  }
}

test();
