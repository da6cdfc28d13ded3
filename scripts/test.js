'use strict';

/**
 * `npm test`: everything, from a fresh clone to the closing line `N passed, N failed`.
 * `npm test -- --only=lint,jest` runs some of it (by a step's name or its group's); with
 * `--list`, says what there is.
 *
 * About the Rust steps. Compiling Boa is what takes the time, so it is compiled once: the tests
 * run in the release profile, for the same target and with the same features as the addon, and so
 * find every dependency compiled. (Without the addon's features Cargo compiles Boa again, because
 * Node-API's crates switch on features of crates that both use; the dev profile would, too.)
 * Clippy cannot share that: it wants metadata only, for both sets of features, which takes about
 * as long as nothing else here but the build. It stays in the release profile to share the build
 * scripts and procedural macros.
 */

require('./node-version');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { SKIPPED } = require('../__test__/helpers/skip');
const { build } = require('./build');
const { consumers } = require('./consumers');
const patch = require('./patch');
const { ROOT, TARGET, Problem, install, main, say, since, tool } = require('./project');

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped]
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} group
 * @property {() => Counts | Promise<Counts>} run
 */

/** Where everything of a release build is, whoever asks for it: see build.js. */
const CARGO = ['--release', '--target', 'host-tuple'];
const CLIPPY = ['clippy', ...CARGO, '--all-targets', '--quiet'];
const DENY = ['--', '-D', 'warnings'];

/** @type {Step[]} The quick ones first: a typo need not wait for a compiler. */
const STEPS = [
  command('rustfmt', 'lint', 'cargo', ['fmt', '--check']),
  node('eslint', 'lint', [tool('eslint'), '--max-warnings=0', '.']),
  node('prettier', 'lint', [tool('prettier'), '--check', '--log-level=warn', '.']),
  node('types of the code', 'lint', [tool('tsc'), '-p', '.']),
  node('types for users', 'types', [tool('tsc'), '-p', '__test__/types']),
  { name: 'build', group: 'build', run: buildStep },
  { name: 'cargo test', group: 'rust', run: cargoTest },
  { name: 'jest', group: 'jest', run: () => jest('in-process') },
  { name: 'jest, process level', group: 'jest', run: () => jest('process') },
  { name: 'processes', group: 'process', run: processes },
  node('examples', 'examples', ['examples/main.js']),
  { name: 'consumers', group: 'consumers', run: consumers },
  command('clippy', 'clippy', 'cargo', [...CLIPPY, ...DENY]),
  command('clippy, engine alone', 'clippy', 'cargo', [...CLIPPY, '--no-default-features', ...DENY]),
];

/** @returns {Step[]} */
function chosen() {
  const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
  if (!only) return STEPS;
  const wanted = only.split(',');
  const steps = STEPS.filter(({ name, group }) => wanted.includes(name) || wanted.includes(group));
  if (steps.length === 0) {
    throw new Problem(`no step is called ${only}: see "npm test -- --list".`);
  }
  return steps;
}

async function test() {
  const steps = chosen();
  if (process.argv.includes('--list')) {
    for (const { name, group } of steps) console.log(`${group.padEnd(10)}${name}`);
    return;
  }

  install();
  if (steps.some(({ group }) => group === 'rust' || group === 'clippy')) patch();
  const report = [];
  for (const step of steps) {
    say(`\n── ${step.name} ${'─'.repeat(Math.max(0, 70 - step.name.length))}`);
    const start = performance.now();
    const counts = await outcome(step);
    const time = since(start);
    console.log(`${counts.passed} passed, ${counts.failed} failed in ${time}: ${step.name}`);
    report.push({ ...counts, name: step.name, time });
  }

  say('\n── all of it');
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, passed, failed, skipped = 0, time } of report) {
    const left = skipped ? `, ${skipped} SKIPPED` : '';
    const verdict = `${passed} passed${failed ? `, ${failed} FAILED` : ''}${left}`;
    console.log(`${name.padEnd(24)}${time.padStart(14)}   ${verdict}`);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  if (total.failed > 0) process.exitCode = 1;
  const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
}

/**
 * Runs a step. One that broke, or that ran nothing, has failed.
 * @param {Step} step
 * @returns {Promise<Counts>}
 */
async function outcome(step) {
  try {
    const counts = await step.run();
    if (counts.passed + counts.failed + (counts.skipped ?? 0) > 0) return counts;
    console.error('This step ran nothing.');
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
  }
  return { passed: 0, failed: 1 };
}

/**
 * A step that is one command and counts as one test.
 * @param {string} name
 * @param {string} group
 * @param {string} file
 * @param {string[]} args
 * @returns {Step}
 */
function command(name, group, file, args) {
  return { name, group, run: async () => one((await execute(file, args)).code === 0) };
}

/**
 * The same of one that Node.js runs.
 * @param {string} name
 * @param {string} group
 * @param {string[]} args
 * @returns {Step}
 */
function node(name, group, args) {
  return command(name, group, process.execPath, args);
}

/** @param {boolean} ok */
function one(ok) {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function buildStep() {
  await build('release');
  return one(true);
}

async function cargoTest() {
  // Tests run on threads of one process; a panic that the engine catches prints only if it fails.
  const { code, output } = await execute('cargo', ['test', ...CARGO, '--no-fail-fast']);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const line = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm;
  for (const [, passed, failed, ignored] of output.matchAll(line)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
  // It did not compile, or a test took the process with it before the counts.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** @param {'in-process' | 'process'} level where the contexts of the tests have their engines */
async function jest(level) {
  const file = path.join(TARGET, 'jest.json');
  fs.rmSync(file, { force: true });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const args = [tool('jest'), '--json', `--outputFile=${file}`];
  const { code } = await execute(process.execPath, args, {
    // The JSON goes to standard output, too.
    stdout: 'ignore',
    env: { RSVM_TEST_LEVEL: level },
  });
  if (!fs.existsSync(file)) return one(false);
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const counts = {
    passed: report.numPassedTests,
    // A file that did not even load has no tests to count.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/**
 * Scripts about how a process lives and ends: each in its own, passing by the exit code 0. If the first
 * line is `// flags: …`, it names the flags for Node.js.
 */
async function processes() {
  const folder = path.join('__test__', 'process');
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const name of fs.readdirSync(path.join(ROOT, folder)).sort()) {
    if (!name.endsWith('.js')) continue;
    const file = path.join(folder, name);
    const source = fs.readFileSync(path.join(ROOT, file), 'utf8');
    const flags = /^\/\/ flags: (.+)/.exec(source)?.[1].split(' ') ?? [];
    const start = performance.now();
    const { code, signal } = await execute(process.execPath, [...flags, file], { limit: 300_000 });
    let how = `FAILED: ${signal ? `ended by ${signal}` : `exit code ${code}`}`;
    if (code === 0) how = 'ok';
    if (code === SKIPPED) how = `SKIPPED: not on ${process.platform}`;
    console.log(`${name}: ${how} (${since(start)})`);
    if (code === 0) counts.passed += 1;
    else if (code === SKIPPED) counts.skipped += 1;
    else counts.failed += 1;
  }
  return counts;
}

/**
 * Runs a command before the user's eyes and keeps what it wrote to standard output.
 * @param {string} file
 * @param {string[]} args
 * @param {object} [options]
 * @param {number} [options.limit] milliseconds to live
 * @param {'pipe' | 'ignore'} [options.stdout]
 * @param {Record<string, string>} [options.env] besides this process's own
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, output: string }>}
 */
function execute(file, args, { limit = 45 * 60_000, stdout = 'pipe', env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdout, 'inherit'],
      timeout: limit,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
}

main(test);
