// flags: --expose-gc
'use strict';

// The package loaded again and again over one addon, as test runners do for each of their files: the
// copies do not disturb each other, and those that nobody has any more end with their engines.

const assert = require('node:assert');
const { setTimeout: sleep } = require('node:timers/promises');

const COPIES = 120;
/** What the engine of a copy keeps. */
const BYTES = 8 * 2 ** 20;

/** @returns {any} a copy with modules of its own */
function load(name = '../..') {
  for (const file of Object.keys(require.cache)) {
    if (!file.endsWith('.node')) delete require.cache[file];
  }
  module.children = [];
  return require(name);
}

async function takeTurns() {
  const [one, two] = [load(), load()];
  assert.notStrictEqual(one, two);
  const outer = one.createContext({ n: 1, double: (/** @type {number} */ n) => n * 2 });
  const inner = two.createContext({ n: 5, outer: () => one.runInContext('double(n)', outer) });
  outer.inner = () => two.runInContext('n + outer()', inner);
  assert.strictEqual(one.runInContext('inner() + inner()', outer), 14);
  // Each has to make room of its own for what is long.
  outer.long = 'x'.repeat(3e6);
  inner.long = one.runInContext('long + long', outer);
  assert.strictEqual(two.runInContext('long.length + outer()', inner), 6_000_002);
  assert.strictEqual(one.runInContext('long.length', outer), 3e6);
}

async function waitAtOnce() {
  const copies = Array.from({ length: 3 }, () => load('../../process'));
  const count = 'let n = 0; while (n < 1e5) n++; n';
  const runs = copies.flatMap((rsvm) =>
    [1, 2].map(() => rsvm.runInContextAsync(count, rsvm.createContext({}))),
  );
  load('../../process').runInNewContext('1');
  assert.deepStrictEqual(await Promise.all(runs), Array(6).fill(1e5));
}

async function end() {
  const before = process.memoryUsage.rss();
  for (let i = 0; i < COPIES; i += 1) {
    const rsvm = load();
    const context = rsvm.createContext({});
    rsvm.runInContext(`const kept = 'x'.repeat(${BYTES})`, context);
    if (i % 10 === 9) {
      /** @type {any} */ (globalThis).gc();
      await sleep(10);
    }
  }
  const grown = process.memoryUsage.rss() - before;
  assert.ok(grown < (COPIES / 2) * BYTES, `${COPIES} copies took ${grown} bytes`);
}

takeTurns().then(waitAtOnce).then(end);
