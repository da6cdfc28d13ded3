'use strict';

/** What the scripts share: where things are, how to run a command, how to install. */

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** Where cargo leaves what it builds, for whatever a script runs: here, wherever the user has it otherwise. */
const TARGET = path.join(ROOT, 'target');
process.env.CARGO_TARGET_DIR = TARGET;

/**
 * The tools' own files: what npm links to them is a script of the shell's on Windows, which Node starts
 * through a shell alone, and a shell takes a path with a space for two words.
 */
const TOOLS = {
  eslint: 'eslint/bin/eslint.js',
  jest: 'jest/bin/jest.js',
  prettier: 'prettier/bin/prettier.cjs',
  tsc: 'typescript/bin/tsc',
};

/** Ends the script with one line that says what is wrong and what to do about it. */
class Problem extends Error {}

/**
 * Runs a script's main function; a Problem is told in one line.
 * @param {() => void | Promise<void>} body
 */
async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** @param {string} text */
function say(text) {
  console.log(process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
}

/** @param {number} start from `performance.now()` */
function since(start) {
  const seconds = (performance.now() - start) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * @param {keyof typeof TOOLS} name
 * @returns {string} the file of a tool, which Node.js runs
 */
function tool(name) {
  return path.join(ROOT, 'node_modules', TOOLS[name]);
}

/**
 * Runs a command to its end in front of the user.
 * @param {string} command
 * @param {string[]} args
 * @param {string} [cwd]
 * @returns {number} its exit code
 */
function run(command, args, cwd = ROOT) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

/**
 * Runs the npm that runs this script, or else the one that came with Node.js.
 * @param {string[]} args
 * @param {string} [cwd]
 * @returns {number} its exit code
 */
function npm(args, cwd) {
  const { npm_execpath: own } = process.env;
  if (own?.endsWith('.js')) return run(process.execPath, [own, ...args], cwd);
  if (process.platform !== 'win32') return run('npm', args, cwd);
  const beside = path.join(
    path.dirname(process.execPath),
    'node_modules',
    'npm',
    'bin',
    'npm-cli.js',
  );
  return run(process.execPath, [beside, ...args], cwd);
}

/** Whether node_modules holds, version by version, what the lockfile asks for. */
function installed() {
  return ifThere(() => {
    const wanted = readJson('package-lock.json').packages;
    const present = readJson('node_modules/.package-lock.json').packages;
    return Object.keys(wanted).every(
      (key) => key === '' || wanted[key].optional || wanted[key].version === present[key]?.version,
    );
  });
}

/** Runs `npm ci`, unless there is nothing to install. */
function install() {
  if (installed()) return;
  say('installing the development tools: about a minute, once');
  if (npm(['ci', '--loglevel=error', '--no-fund', '--no-audit']) !== 0) {
    throw new Problem(
      'npm ci failed: see its message above, and run this again when it is solved.',
    );
  }
}

/** @param {string} file relative to the project */
function readText(file) {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** @param {string} file relative to the project */
function readJson(file) {
  return JSON.parse(readText(file));
}

/**
 * @param {() => boolean} isSo what files say
 * @returns {boolean} also false if one of them is not there
 */
function ifThere(isSo) {
  try {
    return isSo();
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * A hash over files and folders: over content, since a fresh clone has fresh times.
 * @param {string[]} names relative to the project
 * @returns {string}
 */
function fingerprintOf(names) {
  const hash = createHash('sha256');
  /** @param {string} name */
  const add = (name) => {
    const file = path.join(ROOT, name);
    if (!fs.existsSync(file)) return;
    if (fs.statSync(file).isDirectory()) {
      for (const entry of fs.readdirSync(file).sort()) add(`${name}/${entry}`);
    } else {
      const content = fs.readFileSync(file);
      hash.update(`${name}\0${content.length}\0`).update(content);
    }
  };
  names.forEach(add);
  return hash.digest('hex');
}

module.exports = {
  ROOT,
  TARGET,
  Problem,
  fingerprintOf,
  ifThere,
  install,
  main,
  npm,
  readText,
  run,
  say,
  since,
  tool,
};
