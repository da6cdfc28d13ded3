'use strict';

// A copy of the package in a folder of its own, as another version of it somewhere in node_modules is.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');
const IS_CODE = /^(index\.js|process\.js|package\.json|rsvm.*\.node|rsvm-engine\..*)$/;

/** @param {string} file @param {string} folder */
function copy(file, folder) {
  const target = path.join(folder, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(path.join(ROOT, file), target);
}

/** @returns {string} the folder, to be removed */
function copyOfPackage() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rsvm-'));
  const lib = fs.readdirSync(path.join(ROOT, 'lib'), { recursive: true }).map(String);
  for (const file of lib.filter((name) => name.endsWith('.js'))) {
    copy(path.join('lib', file), folder);
  }
  for (const file of fs.readdirSync(ROOT).filter((name) => IS_CODE.test(name))) copy(file, folder);
  return folder;
}

module.exports = { copyOfPackage };
