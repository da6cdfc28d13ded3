// flags: --expose-gc --max-old-space-size=512
'use strict';

// Contexts end with their sandbox: 10,000 made and dropped in one synchronous loop, then over many
// turns, then with guests whose objects and the host's refer to each other, leave memory flat. And a
// hundred that hold 20 MB each are not all kept until V8 happens to collect: it is told of them.

const assert = require('node:assert');
const vm = require('../..');
const { settle, rss } = require('../helpers/memory');

/**
 * An engine takes some 300 KB, so 10,000 that stayed would be 3 GB. What allocators keep for later
 * differs by a few dozen contexts' worth from one machine to the next.
 */
const ALLOWED = 500;

/** @param {number} i */
function one(i) {
  const sandbox = vm.createContext({ i });
  assert.strictEqual(vm.runInContext('i + 1', sandbox), i + 1);
}

/** Both heaps refer to each other through the context. @param {number} i */
function tied(i) {
  /** @type {any} */
  const sandbox = { i, payload: new Array(100).fill(i) };
  sandbox.hold = { sandbox, callback: () => sandbox.i };
  sandbox.on = (/** @type {any} */ f) => (sandbox.kept = f);
  vm.createContext(sandbox);
  vm.runInContext(
    'const mine = [hold, globalThis]; on(() => [mine, hold.sandbox, hold.callback()])',
    sandbox,
  );
  assert.strictEqual(sandbox.kept()[2], i);
}

/**
 * Nobody forces V8 to collect in between. It does so by itself when what it is told of is half of what
 * its heap may be, which is why this process has a bound for that.
 */
async function large() {
  let most = 0;
  for (let i = 0; i < 100; i += 1) {
    const sandbox = vm.createContext({});
    vm.runInContext(
      'let held = new Uint8Array(20e6); for (let i = 0; i < 20e6; i += 4096) held[i] = 1',
      sandbox,
    );
    await new Promise(setImmediate);
    most = Math.max(most, rss());
  }
  return most;
}

async function main() {
  for (let i = 0; i < 500; i += 1) one(i);
  await settle();
  const before = rss();

  for (let i = 0; i < 10_000; i += 1) one(i);
  const during = rss();
  await settle();
  report('one synchronous loop', before, Math.max(during, rss()));

  for (let i = 0; i < 10_000; i += 1) {
    one(i);
    if (i % 50 === 0) await new Promise(setImmediate);
  }
  await settle();
  report('many turns', before, rss());

  for (let i = 0; i < 3000; i += 1) {
    tied(i);
    if (i % 50 === 0) await new Promise(setImmediate);
  }
  await settle();
  report('cycles through both heaps', before, rss());

  report('large ones', before, await large());
}

/**
 * @param {string} what
 * @param {number} from
 * @param {number} to
 */
function report(what, from, to) {
  console.log(`${what}: ${from.toFixed(0)} MB before, ${to.toFixed(0)} MB at most`);
  assert.ok(to - from < ALLOWED, `${what} grew by ${(to - from).toFixed(0)} MB`);
}

main();
