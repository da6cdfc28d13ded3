// flags: --expose-gc
'use strict';

// What is awaited of a guest comes, however often the host's garbage and the guest's are collected
// meanwhile, though nothing of the user's holds the promise; and it keeps no context that is garbage as a whole.

const assert = require('node:assert');
const { setTimeout: sleep } = require('node:timers/promises');
const { rss, settle } = require('../helpers/memory');
const vm = require('../..');
const apart = require('../../process');

const REQUESTS = 50;
/** In contexts of their own. */
const APART = 10;
const SETTLED = 200_000;
const CONTEXTS = 20;
const ALLOWED = 60;

/** What the engine collects by itself comes of it, too. */
const GARBAGE = 'for (let i = 0; i < 2000; i++) [{}];';
const CODE = `(async () => { await sleep(30); ${GARBAGE} await sleep(30); ${GARBAGE} return 1 })()`;

/** Collects garbage again and again. */
function collecting() {
  return setInterval(() => /** @type {any} */ (globalThis).gc(), 5);
}

/**
 * @param {() => Promise<number>} request
 * @param {number} asked how often
 * @returns {Promise<number>} how many were answered in time
 */
async function answered(request, asked) {
  let count = 0;
  const ask = async () => {
    const one = await request();
    count += one;
  };
  for (let i = 0; i < asked; i += 1) void ask();
  const interval = collecting();
  for (let i = 0; i < 100 && count < asked; i += 1) await sleep(20);
  clearInterval(interval);
  return count;
}

/** @param {typeof vm} level */
async function requests(level) {
  const sandbox = level.createContext({ sleep });
  assert.strictEqual(await answered(() => level.runInContext(CODE, sandbox), REQUESTS), REQUESTS);
  level.dispose(sandbox);
  const inNew = () => level.runInNewContext(CODE, { sleep });
  assert.strictEqual(await answered(inNew, APART), APART, 'whose sandbox nobody holds');
}

async function settledOnes() {
  const make = vm.runInNewContext('async () => 1');
  const before = rss();
  for (let i = 0; i < SETTLED; i += 1) {
    await make();
    if (i % 20_000 === 0) await settle();
  }
  await settle();
  const grown = rss() - before;
  assert.ok(grown < ALLOWED, `promises that have settled are not kept: ${grown.toFixed(0)} MB`);
}

async function contexts() {
  /** @type {WeakRef<object>[]} */
  const sandboxes = [];
  const promises = [];
  for (let i = 0; i < CONTEXTS; i += 1) {
    const sandbox = vm.createContext({});
    sandboxes.push(new WeakRef(sandbox));
    promises.push(vm.runInContext('new Promise(() => {})', sandbox));
  }
  await settle();
  const left = sandboxes.filter((sandbox) => sandbox.deref() !== undefined).length;
  assert.ok(left < CONTEXTS / 2, `${left} contexts are kept by what never comes of them`);
  assert.strictEqual(promises.length, CONTEXTS);
}

async function main() {
  await requests(vm);
  await requests(apart);
  await settledOnes();
  await contexts();
  console.log('all that was awaited came');
}

main();
