'use strict';

// Loops in which objects cross and are dropped at once; each answers how many.

const assert = require('node:assert');
const vm = require('../..');

const ALLOWED = 150;

const sandbox = vm.createContext({
  take: (/** @type {any} */ value) => value.n,
  make: () => ({ n: 1 }),
});
const makeInGuest = vm.runInContext('(n) => ({ n })', sandbox);
const takeInGuest = vm.runInContext('(value) => value.n', sandbox);
const loopOut = vm.runInContext(
  '(count) => { let sum = 0; for (let i = 0; i < count; i++) sum += take({ n: 1 }); return sum }',
  sandbox,
);
const loopIn = vm.runInContext(
  '(count) => { let sum = 0; for (let i = 0; i < count; i++) sum += make().n; return sum }',
  sandbox,
);

/** What the host does in a loop of its own. @type {Record<string, (count: number) => number>} */
const LOOPS = {
  'guest’s objects to the host, the host loops': (count) => {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += makeInGuest(1).n;
    return sum;
  },
  'host’s objects to the guest, the host loops': (count) => {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += takeInGuest({ n: 1 });
    return sum;
  },
  'guest’s objects to the host, the guest loops': loopOut,
  'host’s objects to the guest, the guest loops': loopIn,
};

/**
 * @param {string} what
 * @param {number} from
 * @param {number} to
 */
function report(what, from, to) {
  console.log(`${what}: ${from.toFixed(0)} MB before, ${to.toFixed(0)} MB after`);
  assert.ok(to - from < ALLOWED, `${what} grew by ${(to - from).toFixed(0)} MB`);
}

module.exports = { LOOPS, report };
