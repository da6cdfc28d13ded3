'use strict';

/**
 * `npm run build` (release) and `npm run build:dev`: compiles the engine into
 * rsvm.<platform>.node beside index.js, and rsvm-engine.<platform>, which runs it in a process of its
 * own, unless those that are there came from the same sources.
 */

require('./node-version');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const patch = require('./patch');
const {
  ROOT,
  TARGET,
  Problem,
  fingerprintOf,
  ifThere,
  install,
  main,
  readText,
  say,
  since,
} = require('./project');

/** What the compiled engine is made of, relative to the project. */
const SOURCES = ['Cargo.toml', 'Cargo.lock', 'build.rs', 'src', 'patches', 'scripts/patch.js'];

/** Tells what the files were built from; it lies with the build, so they go together. */
const STAMP = path.join(TARGET, 'rsvm-build.json');

/**
 * Builds unless up to date.
 * @param {'release' | 'dev'} profile
 * @returns {Promise<boolean>} whether there was something to build
 */
async function build(profile) {
  const fingerprint = fingerprintOf(SOURCES);
  if (upToDate(fingerprint, profile)) return false;

  const folder = profile === 'dev' ? 'debug' : profile;
  const host = hostTarget();
  const output = path.join(TARGET, host, folder);
  const first = !fs.existsSync(output);
  install();
  patch();
  say(
    first
      ? `building the engine (${profile}): 5-9 minutes on 2 cores, once; later builds take about two`
      : `building the engine again (${profile}): about two minutes, more if its dependencies changed`,
  );
  const start = performance.now();
  const addon = await compile(profile, host);
  const files = [addon, placeExecutable(addon, output)].map(look);
  fs.writeFileSync(STAMP, JSON.stringify({ files, profile, fingerprint }));
  say(`built ${addon} in ${since(start)}`);
  return true;
}

/**
 * Runs `napi build --platform --no-js`, with `--release` or without. It gives cargo a target in any
 * case, so all of our builds are in the folder of one: this machine's.
 * @param {'release' | 'dev'} profile
 * @param {string} target
 * @returns {Promise<string>} the .node file, relative to the project
 */
async function compile(profile, target) {
  const { NapiCli } = require('@napi-rs/cli');
  const { error: print } = console;
  // It warns that it will not overwrite index.d.ts with types of its own: that is the intention.
  console.error = (...args) => {
    if (!String(args[1]).includes('`type-def` feature')) print(...args);
  };
  try {
    const options = {
      cwd: ROOT,
      target,
      targetDir: TARGET,
      platform: true,
      noJsBinding: true,
      release: profile === 'release',
    };
    const { task } = await new NapiCli().build(options);
    const output = (await task).find(({ kind }) => kind === 'node');
    if (!output) throw new Error('it left no .node file');
    return path.relative(ROOT, output.path);
  } catch (error) {
    throw new Problem(`The engine did not build: ${error.message}.`);
  } finally {
    console.error = print;
  }
}

/**
 * @param {string} fingerprint
 * @param {string} profile
 */
function upToDate(fingerprint, profile) {
  return ifThere(() => {
    const stamp = JSON.parse(fs.readFileSync(STAMP, 'utf8'));
    return (
      stamp.fingerprint === fingerprint &&
      stamp.profile === profile &&
      JSON.stringify(stamp.files.map(look)) === JSON.stringify(stamp.files)
    );
  });
}

/**
 * Puts the executable that cargo has built along with the addon beside it.
 * @param {string} addon
 * @param {string} output where cargo leaves what it builds
 * @returns {string} the executable, relative to the project
 */
function placeExecutable(addon, output) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const placed = addon.replace(/rsvm\.(.+)\.node$/, `rsvm-engine.$1${suffix}`);
  const built = path.join(output, `rsvm-engine${suffix}`);
  const target = path.join(ROOT, placed);
  if (!fs.existsSync(built)) {
    throw new Problem(
      `The engine was built, but cargo did not leave ${built}, which is part of it.`,
    );
  }
  // A copy that is renamed: one that runs cannot be written to.
  fs.copyFileSync(built, `${target}.new`);
  fs.renameSync(`${target}.new`, target);
  return placed;
}

/**
 * @param {string | { file: string }} seen a file relative to the project, or what was seen of it
 */
function look(seen) {
  const file = typeof seen === 'string' ? seen : seen.file;
  const { size, mtimeMs } = fs.statSync(path.join(ROOT, file));
  return { file, size, modified: mtimeMs };
}

/** Says what is missing for a build; answers the target that the compiler builds for. */
function hostTarget() {
  const oldest = /^rust-version = "(.+)"/m.exec(readText('Cargo.toml'))?.[1] ?? '';
  const cargo = spawnSync('cargo', ['--version', '--verbose'], { encoding: 'utf8' });
  if (cargo.status !== 0) {
    throw new Problem(
      `rsvm needs Rust ${oldest} or newer, and found no cargo: ` +
        'install Rust from https://rustup.rs and run this again.',
    );
  }
  const version = /^release: (.+)$/m.exec(cargo.stdout)?.[1] ?? '';
  if (olderThan(version, oldest)) {
    throw new Problem(
      `rsvm needs Rust ${oldest} or newer, and this is ${version}: ` +
        'run "rustup update", or install Rust from https://rustup.rs, and run this again.',
    );
  }
  if (process.platform !== 'win32' && spawnSync('cc', ['--version']).status !== 0) {
    const darwin = process.platform === 'darwin';
    throw new Problem(
      'rsvm needs a C compiler, and found no cc: ' +
        `run "${darwin ? 'xcode-select --install' : 'apt-get install build-essential'}" and run this again.`,
    );
  }
  return /^host: (.+)$/m.exec(cargo.stdout)?.[1] ?? '';
}

/**
 * @param {string} version
 * @param {string} oldest
 */
function olderThan(version, oldest) {
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

module.exports = { build };

if (require.main === module) {
  main(async () => {
    const built = await build(process.argv.includes('--dev') ? 'dev' : 'release');
    if (!built) console.log('the engine is up to date');
  });
}
