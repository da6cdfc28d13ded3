'use strict';

// Ctrl+C during a run with `breakOnSigint`: the run ends, listeners hear nothing of it, runs within
// runs end one at a time, and afterwards the signal does what it did before.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { skip } = require('../helpers/skip');

/** Each is run in a process of its own, on node:vm and on rsvm at both levels; `interrupt` sends the signal soon. */
const CASES = {
  alone: `
    interrupt();
    log(attempt(() => vm.runInThisContext('for (;;);', { breakOnSigint: true })));
    log(vm.runInThisContext('1 + 1', { breakOnSigint: true }));`,
  listener: `
    let heard = 0;
    process.on('SIGINT', () => { heard += 1; });
    interrupt();
    log(attempt(() => vm.runInThisContext('for (;;);', { breakOnSigint: true })));
    log(heard, process.listenerCount('SIGINT'));
    interrupt();
    setTimeout(() => { log(heard); process.exit(); }, 1200);`,
  nested: `
    globalThis.inner = () =>
      attempt(() => vm.runInNewContext('for (;;);', {}, { breakOnSigint: true }));
    Object.assign(globalThis, { log, interrupt });
    interrupt();
    const code = 'log(inner()); interrupt(); for (;;);';
    log(attempt(() => vm.runInThisContext(code, { breakOnSigint: true })));`,
  within: `
    globalThis.inner = () => vm.runInNewContext('for (;;);');
    interrupt();
    log(attempt(() => vm.runInThisContext('inner()', { breakOnSigint: true })));
    log(vm.runInThisContext('1 + 1'));`,
  restored: `
    interrupt();
    log(attempt(() => vm.runInThisContext('for (;;);', { breakOnSigint: true })));
    interrupt();
    setTimeout(() => log('still there'), 3000);`,
  notAsked: `
    interrupt();
    vm.runInThisContext('for (;;);');`,
};

const PRELUDE = `
  const log = (...args) => console.log(...args);
  const attempt = (run) => {
    try { return run(); } catch (error) { return error.code + ': ' + error.message; }
  };
  const interrupt = () => {
    require('node:child_process').spawn('sh', ['-c', 'sleep 0.5; kill -INT ' + process.pid], {
      stdio: 'ignore', detached: true,
    }).unref();
  };`;

/**
 * @param {string} vm
 * @param {string} source
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string }>}
 */
function run(vm, source) {
  return new Promise((resolve) => {
    const program = `${PRELUDE} const vm = require(${JSON.stringify(vm)}); ${source}`;
    const child = spawn(process.execPath, ['-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.on('close', (code, signal) => resolve({ code, signal, stdout }));
  });
}

async function main() {
  // Windows has no signals to send.
  if (process.platform === 'win32') return skip();
  for (const [name, source] of Object.entries(CASES)) {
    const expected = await run('node:vm', source);
    for (const level of ['index.js', 'process.js']) {
      const ours = await run(path.join(__dirname, '..', '..', level), source);
      assert.deepStrictEqual(ours, expected, `${name} of ${level}`);
    }
  }
}

main();
