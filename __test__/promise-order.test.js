'use strict';

// When what waits for a promise of the other side has its turn: after as many of the host's microtasks as on
// node:vm, which is the oracle. A promise of another realm is waited for as a thenable is, which takes two turns
// more than one of one's own.

const nodeVm = require('node:vm');
const { expect, test } = require('@jest/globals');
const { rsvm } = require('./helpers/rsvm');

/**
 * @typedef {object} Scene
 * @property {(source: string) => any} run
 * @property {any} sandbox
 * @property {(name: any) => void} log
 * @property {(count: number) => void} ticks so many microtasks of the host's in a row, each logged
 */

/** @type {[string, (scene: Scene) => void][]} */
const SCENES = [
  [
    'the host awaits a promise of the guest’s',
    ({ run, log, ticks }) => {
      const promise = run('Promise.resolve(1)');
      ticks(8);
      (async () => log(await promise))();
    },
  ],
  [
    'the host reacts to one',
    ({ run, log, ticks }) => {
      const promise = run('Promise.resolve(1)');
      ticks(5);
      promise.then(() => log('a')).then(() => log('b'));
    },
  ],
  [
    'the host calls an async function of the guest’s',
    ({ run, log, ticks }) => {
      const f = run('(async () => { await null; return 1; })');
      ticks(10);
      (async () => {
        await f();
        log('a');
        await f();
        log('b');
      })();
    },
  ],
  [
    'the host resolves with one',
    ({ run, log, ticks }) => {
      const promise = run('Promise.resolve(1)');
      ticks(8);
      new Promise((resolve) => resolve(promise)).then(() => log('a'));
      Promise.resolve(promise).then(() => log('b'));
      (async () => promise)().then(() => log('c'));
      promise.finally(() => log('d')).then(() => log('e'));
    },
  ],
  [
    'the host combines them',
    ({ run, log, ticks }) => {
      const promise = run('Promise.resolve(1)');
      ticks(10);
      Promise.all([promise, 1]).then(() => log('all'));
      Promise.race([promise]).then(() => log('race'));
      Promise.allSettled([promise]).then(() => log('settled'));
      Promise.any([promise]).then(() => log('any'));
    },
  ],
  [
    'the host iterates an async generator of the guest’s',
    ({ run, log, ticks }) => {
      const make = run('(async function* () { yield 1; yield 2; })');
      ticks(16);
      (async () => {
        for await (const one of make()) log(one);
        log('end');
      })();
    },
  ],
  [
    'a promise of the guest’s that settles later',
    ({ run, log, ticks }) => {
      const [promise, resolve] = run('var f; [new Promise((resolve) => { f = resolve; }), f]');
      (async () => log(await promise))();
      Promise.resolve().then(() => {
        resolve('now');
        ticks(5);
      });
    },
  ],
  [
    'the guest awaits a promise of the host’s',
    ({ run, sandbox, ticks }) => {
      sandbox.promise = Promise.resolve(1);
      ticks(8);
      run('(async () => { log(await promise); log(await promise); })()');
    },
  ],
  [
    'the guest reacts to one, among its own',
    ({ run, sandbox, ticks }) => {
      sandbox.promise = Promise.resolve(1);
      run('Promise.resolve().then(() => log("a")).then(() => log("b")); 1');
      ticks(5);
      run(
        'promise.then(() => log("c")).then(() => log("d")); Promise.resolve().then(() => log("e")); 1',
      );
    },
  ],
  [
    'the guest calls an async function of the host’s',
    ({ run, sandbox, ticks }) => {
      sandbox.f = async () => 5;
      ticks(12);
      run('(async () => { for (let i = 0; i < 3; i += 1) { await f(); log(i); } })()');
    },
  ],
  [
    'the guest resolves with one',
    ({ run, sandbox, ticks }) => {
      sandbox.promise = Promise.resolve(1);
      ticks(8);
      run(`new Promise((resolve) => resolve(promise)).then(() => log('a'));
      Promise.resolve(promise).then(() => log('b'));
      (async () => promise)().then(() => log('c'));
      promise.finally(() => log('d')).then(() => log('e'));`);
    },
  ],
  [
    'the guest combines them',
    ({ run, sandbox, ticks }) => {
      sandbox.promise = Promise.resolve(1);
      ticks(10);
      run(`Promise.all([promise, 1]).then(() => log('all'));
      Promise.race([promise]).then(() => log('race'));
      Promise.allSettled([promise]).then(() => log('settled'));
      Promise.any([promise]).then(() => log('any'));`);
    },
  ],
  [
    'the guest iterates what the host makes',
    ({ run, sandbox, ticks }) => {
      sandbox.make = async function* make() {
        yield 1;
        yield 2;
      };
      sandbox.each = [1, 2].map(async (one) => one);
      ticks(18);
      run('(async () => { for await (const one of make()) log(one); log("end"); })()');
      run('(async () => { for await (const one of each) log(-one); log("-end"); })()');
    },
  ],
  [
    'one of the host’s that is rejected',
    ({ run, sandbox, ticks }) => {
      sandbox.f = async () => {
        throw new RangeError('r');
      };
      ticks(8);
      run(
        '(async () => { try { await f(); } catch (error) { log(error.message); } finally { log("f"); } })()',
      );
    },
  ],
  [
    'one of the host’s that settles later',
    ({ run, sandbox, ticks }) => {
      /** @type {any} */
      let resolve;
      sandbox.promise = new Promise((f) => {
        resolve = f;
      });
      run('(async () => { log(await promise); })()');
      Promise.resolve().then(() => {
        resolve('now');
        ticks(6);
      });
    },
  ],
  [
    'both call one another',
    ({ run, sandbox, log, ticks }) => {
      sandbox.f = async (/** @type {number} */ x) => x + 1;
      const g = run('(async (x) => { const y = await f(x); log(`g${y}`); return f(y); })');
      ticks(16);
      (async () => log(`h${await g(1)}`))();
    },
  ],
];

/**
 * @param {any} vm
 * @param {(scene: Scene) => void} play
 * @returns {Promise<string>} what was logged, in order
 */
async function played(vm, play) {
  /** @type {any[]} */
  const order = [];
  const log = (/** @type {any} */ name) => void order.push(name);
  const sandbox = vm.createContext({ log });
  const ticks = (/** @type {number} */ count) => {
    let last = Promise.resolve();
    for (let i = 0; i < count; i += 1) last = last.then(() => log(`.${i}`));
  };
  play({ run: (source) => vm.runInContext(source, sandbox), sandbox, log, ticks });
  await new Promise((resolve) => {
    setTimeout(resolve, 10);
  });
  return order.join(' ');
}

test.each(SCENES)('%s', async (_, play) => {
  expect(await played(rsvm, play)).toBe(await played(nodeVm, play));
});
