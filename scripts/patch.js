'use strict';

/**
 * Mends the crates that patches/ says something of, before cargo builds them: copies them from where
 * cargo has them to .engine/, with the edits made, and has cargo take those (`paths` in
 * .cargo/config.toml). Without this, `cargo build` builds the crates as they were published.
 */

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, Problem, fingerprintOf, ifThere, main, say } = require('./project');

const PATCHES = path.join(ROOT, 'patches');
const MENDED = path.join(ROOT, '.engine');
const CONFIG = path.join(ROOT, '.cargo', 'config.toml');
/** Tells what the copies were made from. */
const STAMP = path.join(MENDED, 'patches.json');

/**
 * What is looked for stands once in its file. It goes, if something is `put` in its place; something
 * is added `before` or `after` it otherwise.
 * @typedef {object} Edit
 * @property {string} [why] an edit without a reason belongs to the one before it
 * @property {string} file in the crate
 * @property {string} find
 * @property {string} [put]
 * @property {string} [before]
 * @property {string} [after]
 *
 * @typedef {{ crate: string, edits: Edit[] }} Patch
 */

/** Makes the copies, unless they are there. */
function patch() {
  // The configuration names this folder.
  const fingerprint = `${ROOT} ${fingerprintOf(['Cargo.lock', 'scripts/patch.js', 'patches'])}`;
  if (isDone(fingerprint)) return;
  // First of all, or `cargo metadata` would name the copies for the sources, and a run that is
  // interrupted would leave half of them for cargo to take.
  fs.rmSync(CONFIG, { force: true });

  const files = fs.readdirSync(PATCHES).filter((file) => file.endsWith('.js'));
  /** @type {Patch[]} */
  const patches = files.flatMap((file) => require(path.join(PATCHES, file)));
  const crates = [...new Set(patches.map(({ crate }) => crate))];
  say(`mending ${crates.join(', ')}`);
  const sources = publishedSources();
  for (const crate of crates) {
    const edits = patches.flatMap((it) => (it.crate === crate ? it.edits : []));
    copy(sources(crate), path.join(MENDED, crate), edited(sources(crate), edits));
  }

  fs.mkdirSync(path.dirname(CONFIG), { recursive: true });
  const paths = crates.map((crate) => JSON.stringify(path.join(MENDED, crate)));
  fs.writeFileSync(CONFIG, `# Written by scripts/patch.js.\npaths = [${paths.join(', ')}]\n`);
  fs.writeFileSync(STAMP, JSON.stringify({ fingerprint }));
}

/** @param {string} fingerprint */
function isDone(fingerprint) {
  return ifThere(() => {
    const stamp = JSON.parse(fs.readFileSync(STAMP, 'utf8'));
    return stamp.fingerprint === fingerprint && fs.existsSync(CONFIG);
  });
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
 * The files of a crate that are not as they were published, by their names there.
 * @param {string} source
 * @param {Edit[]} edits
 * @returns {Map<string, Buffer>}
 */
function edited(source, edits) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const { file, find, put, before = '', after = '' } of edits) {
    const name = path.join(source, file);
    const text = texts.get(name) ?? fs.readFileSync(name, 'utf8');
    const parts = text.split(find);
    if (parts.length !== 2) {
      const start = JSON.stringify(find.trim().slice(0, 60));
      throw new Problem(
        `patches/ does not fit ${name}: it has ${parts.length - 1} times what begins with ${start}.`,
      );
    }
    texts.set(name, parts.join(put ?? before + find + after));
  }
  return new Map([...texts].map(([name, text]) => [name, Buffer.from(text)]));
}

/**
 * Copies a folder. What is the same is left as it is: cargo builds anew what has another time.
 * @param {string} from
 * @param {string} to
 * @param {Map<string, Buffer>} changed what to write in the place of files
 */
function copy(from, to, changed) {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [from, to].map((folder) => path.join(folder, entry.name));
    if (entry.isDirectory()) {
      copy(source, target, changed);
    } else {
      const content = changed.get(source) ?? fs.readFileSync(source);
      const isThere = fs.existsSync(target) && fs.readFileSync(target).equals(content);
      if (!isThere) fs.writeFileSync(target, content);
    }
  }
}

if (require.main === module) main(patch);

module.exports = patch;
