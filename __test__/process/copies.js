'use strict';

// Several copies of the package in one process, as package managers leave them: each finds room for its
// thread-local storage, of which the C library keeps little for libraries that come late, and what stops
// the guests of one does not disturb those of the others.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { copyOfPackage } = require('../helpers/copy');

const COPIES = 5;
const OVERFLOW = 'let p = {}; for (let i = 0; i < 1e6; i++) p = new Proxy(p, {}); p.x';

/** @param {any} rsvm */
function use(rsvm) {
  const context = rsvm.createContext({
    add: (/** @type {number} */ a, /** @type {number} */ b) => a + b,
  });
  assert.strictEqual(rsvm.runInContext('add(40, 2)', context), 42);
  const endless = () => rsvm.runInContext('for (;;);', context, { timeout: 20 });
  assert.throws(endless, { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  assert.throws(() => rsvm.runInNewContext(OVERFLOW), /./);
  assert.strictEqual(rsvm.runInContext('add(1, 2)', context), 3);
}

const folders = Array.from({ length: COPIES }, copyOfPackage);
try {
  const copies = folders.map((folder) => require(path.join(folder, 'index.js')));
  copies.push(require('../..'));
  for (const rsvm of [...copies, ...copies.reverse()]) use(rsvm);
} finally {
  for (const folder of folders) fs.rmSync(folder, { recursive: true });
}
