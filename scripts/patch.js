'use strict';

/**
 * Mends the crates that patches/ says something of, before cargo builds them: copies them from where
 * cargo has them to .engine/, makes the edits there, and has cargo take those (`paths` in
 * .cargo/config.toml). Without this, `cargo build` builds the crates as they were published.
 */

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, Problem, say } = require('./project');

const PATCHES = path.join(ROOT, 'patches');
const MENDED = path.join(ROOT, '.engine');
const CONFIG = path.join(ROOT, '.cargo', 'config.toml');
/** Tells what the copies were made from. */
const STAMP = path.join(MENDED, 'patches.json');

/**
 * @typedef {object} Edit
 * @property {string} [why] the edits without a reason belong to the one before them
 * @property {string} file in the crate
 * @property {string} find what stands there once
 * @property {string} put what is to stand there
 */

/** Makes the copies, unless they are there. */
function patch() {
  const fingerprint = fingerprintOf();
  if (isDone(fingerprint)) return;
  fs.rmSync(MENDED, { recursive: true, force: true });
  fs.rmSync(CONFIG, { force: true });

  const files = fs.readdirSync(PATCHES).filter((file) => file.endsWith('.js'));
  const patches = files.map((file) => require(path.join(PATCHES, file)));
  const crates = [...new Set(patches.map(({ crate }) => crate))];
  say(`mending ${crates.join(', ')}`);
  const sources = publishedSources();
  for (const crate of crates) {
    copy(sources(crate), path.join(MENDED, crate));
  }
  for (const { crate, edits } of patches) {
    for (const edit of edits) make(crate, edit);
  }

  fs.mkdirSync(path.dirname(CONFIG), { recursive: true });
  const paths = crates.map((crate) => JSON.stringify(path.join(MENDED, crate)));
  fs.writeFileSync(CONFIG, `# Written by scripts/patch.js.\npaths = [${paths.join(', ')}]\n`);
  fs.writeFileSync(STAMP, JSON.stringify({ fingerprint }));
}

/**
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [from, to].map((folder) => path.join(folder, entry.name));
    if (entry.isDirectory()) copy(source, target);
    else fs.copyFileSync(source, target);
  }
}

/** What the copies depend on. */
function fingerprintOf() {
  const hash = createHash('sha256').update(ROOT);
  for (const file of ['Cargo.lock', 'scripts/patch.js']) {
    hash.update(fs.readFileSync(path.join(ROOT, file)));
  }
  for (const file of fs.readdirSync(PATCHES).sort()) {
    hash.update(file).update(fs.readFileSync(path.join(PATCHES, file)));
  }
  return hash.digest('hex');
}

/** @param {string} fingerprint */
function isDone(fingerprint) {
  try {
    return (
      JSON.parse(fs.readFileSync(STAMP, 'utf8')).fingerprint === fingerprint &&
      fs.existsSync(CONFIG)
    );
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Where cargo has the crates, downloaded if need be.
 * @returns {(crate: string) => string}
 */
function publishedSources() {
  const { error, status, stdout, stderr } = spawnSync(
    'cargo',
    ['metadata', '--format-version', '1', '--locked', '--filter-platform', 'host-tuple'],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (error || status !== 0) {
    throw new Problem(`cargo could not get the engine's sources: ${error?.message ?? stderr}`);
  }
  const { packages } = JSON.parse(stdout);
  return (crate) => {
    const found = packages.find((/** @type {{ name: string }} */ it) => it.name === crate);
    if (!found) throw new Problem(`patches/ mends ${crate}, which is not used.`);
    return path.dirname(found.manifest_path);
  };
}

/**
 * @param {string} crate
 * @param {Edit} edit
 */
function make(crate, { file, find, put }) {
  const target = path.join(MENDED, crate, file);
  const text = fs.readFileSync(target, 'utf8');
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Problem(
      `patches/ does not fit ${crate}: ${file} has ${parts.length - 1} times what begins with ${JSON.stringify(find.trim().slice(0, 60))}.`,
    );
  }
  fs.writeFileSync(target, parts.join(put));
}

module.exports = patch;
