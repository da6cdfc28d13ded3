'use strict';

// How a process with live contexts ends: cleanly, with the exit code that it would have without them.

const assert = require('node:assert');
const child = require('../helpers/child');

const SETUP = `
  const vm = require('rsvm');
  const contexts = Array.from({ length: 20 }, (_, i) => vm.createContext({ i, call: (f) => f(), exit: () => process.exit(7) }));
  globalThis.kept = contexts.map((c) => vm.runInContext('({ f: () => i, p: new Promise(() => {}) })', c));
  const [c] = contexts;`;

/** @type {[name: string, source: string, code: number, stderr: RegExp][]} */
const CASES = [
  ['at the end of the main thread', '', 0, /^$/],
  ['by process.exit', 'process.exit(3)', 3, /^$/],
  [
    'by process.exit in the middle of a host call',
    'vm.runInContext("call(() => exit())", c)',
    7,
    /^$/,
  ],
  [
    'by an uncaught error of the guest',
    'vm.runInContext("throw new TypeError(\'guest says no\')", c)',
    1,
    /TypeError: guest says no/,
  ],
  [
    'by an uncaught error through both',
    'vm.runInContext("call(() => { throw new Error(\'deep\') })", c)',
    1,
    /Error: deep/,
  ],
  ['by an uncaught primitive of the guest', 'vm.runInContext("throw 5", c)', 1, /5/],
  ['by an uncaught object of the guest', 'vm.runInContext("throw { a: 1 }", c)', 1, /\{ a: 1 \}/],
  [
    'by an uncaught error in a timer that calls the guest through the host',
    'const f = vm.runInContext("() => { null.x }", c); setTimeout(() => f(), 1)',
    1,
    /TypeError/,
  ],
  [
    'with an exit listener that runs a guest',
    'process.on("exit", () => { if (vm.runInContext("i + 1", c) !== 1) process.exitCode = 9 })',
    0,
    /^$/,
  ],
  [
    'after a run that timed out',
    'try { vm.runInContext("while (true) {}", c, { timeout: 20 }) } catch (e) { if (e.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw e }',
    0,
    /^$/,
  ],
  [
    'after a run that timed out while a deep text was compiled',
    'try { vm.runInContext(`var a = 1; a${"+a".repeat(170000)}`, c, { timeout: 50 }) } catch (e) { if (e.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw e }',
    0,
    /^$/,
  ],
  ['with process.exitCode set', 'process.exitCode = 4', 4, /^$/],
];

async function main() {
  for (const [name, source, code, stderr] of CASES) {
    const result = await child(`${SETUP}\n${source}`);
    assert.deepStrictEqual(
      { name, code: result.code, signal: result.signal },
      { name, code, signal: null },
      result.stderr,
    );
    assert.match(result.stderr, stderr, name);
  }
}

main();
