'use strict';

// The map in docs/architecture.md: it has each file of lib/ and src/, or the folder that one is in, and nothing
// that is not there.

const { expect, test } = require('@jest/globals');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const [MAP] = fs
  .readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8')
  .split('## The layers')[1]
  .split('Three rules keep it apart');

/** As `seat.rs`, `lib/wire.js`, `../allocator.rs` and `records/`. */
const NAMES = [...MAP.matchAll(/[\w./-]+(?:\.js|\.rs|\/)(?!\w)/g)].map(([name]) =>
  name.replace(/^\.\.\//, ''),
);

const FILES = ['lib', 'src'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:js|rs)$/.test(name))
    .map((name) => path.join(folder, name).split(path.sep).join('/')),
);

/** Sources of tests, and the folders that hold all else. */
const isSilent = (/** @type {string} */ file) => /(?:^|\/)tests(?:\/|\.rs$)/.test(file);

/**
 * @param {string} file
 * @param {string} name one of the map's
 */
function isNamed(file, name) {
  if (name === 'lib/' || name === 'src/') return false;
  return name.endsWith('/') ? `/${file}`.includes(`/${name}`) : `/${file}`.endsWith(`/${name}`);
}

test('has each file', () => {
  const missing = FILES.filter(
    (file) => !isSilent(file) && !NAMES.some((name) => isNamed(file, name)),
  );
  expect(missing).toEqual([]);
});

test('has nothing else', () => {
  const known = [...FILES, 'index.js', 'process.js'];
  expect(known.length).toBeGreaterThan(200);
  const others = NAMES.filter(
    (name) => name !== 'lib/' && !known.some((file) => isNamed(file, name)),
  );
  expect(others).toEqual([]);
});
