'use strict';

// The codes that are rsvm's own: the table of them in docs/differences.md has those that lib/ uses, with
// their classes, and no others.

const { expect, test } = require('@jest/globals');
const fs = require('node:fs');
const path = require('node:path');
const { create } = require('../lib/errors.js');

const ROOT = path.join(__dirname, '..');
const read = (/** @type {string} */ file) => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** Code and class, as the table has them. */
const rows = [
  ...read('docs/differences.md').matchAll(/^\| `((?:ERR_)?RSVM_\w+)` \| (.+?) \|/gm),
].map(([, code, kind]) => ({ code, kind: kind.replaceAll('`', '') }));

/**
 * @param {string} file
 * @param {RegExp} code
 * @returns {string[]} the codes in it
 */
const codesIn = (file, code) => [...new Set(read(file).match(code))];

test('every code is in the table, and the table has no others', () => {
  const used = [
    ...codesIn('lib/errors.js', /\bERR_RSVM_\w+(?=: \{)/g),
    ...codesIn('lib/native.js', /\bERR_RSVM_\w+/g),
    ...codesIn('lib/uncatchable.js', /(?<=')RSVM_\w+/g),
  ];
  expect(rows.map(({ code }) => code).sort()).toEqual(used.sort());
  const files = fs.readdirSync(path.join(ROOT, 'lib'), { recursive: true }).map(String);
  const anywhere = files
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => codesIn(path.join('lib', file), /\b(?:ERR_)?RSVM_[A-Z_]+\b/g));
  expect([...new Set(anywhere)].sort()).toEqual(used.sort());
});

/** Warnings have no class; the error of the loader, which has to work alone, is in native.test.js. */
const made = rows.filter(({ code }) => /^ERR_(?!RSVM_NATIVE_LOAD)/.test(code));

test.each(made)('$code is of $kind', ({ code, kind }) => {
  expect(create(code).constructor.name).toBe(kind);
});
