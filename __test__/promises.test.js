'use strict';

// Promises across the boundary: real ones on both sides, settled on both, with unhandled rejections
// reported once. What the process sees is looked at from outside, in processes of their own.

const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { describe, expect, test } = require('@jest/globals');
const { level, rsvm, specifier } = require('./helpers/rsvm');
const child = require('./helpers/child');

const OURS = path.join(__dirname, '..', level === 'process' ? 'process.js' : 'index.js');

/**
 * @param {object} [sandbox]
 * @returns {(source: string) => any}
 */
function context(sandbox = {}) {
  rsvm.createContext(sandbox);
  return (source) => rsvm.runInContext(source, sandbox);
}

describe('settling', () => {
  test('a guest’s promise, now and later', async () => {
    const run = context();
    await expect(run('Promise.resolve({ a: 1 })')).resolves.toHaveProperty('a', 1);
    await expect(run('Promise.reject(new RangeError("r"))')).rejects.toThrow(RangeError);
    const later = run('new Promise((resolve) => { globalThis.resolve = resolve; })');
    run('resolve(7)');
    await expect(later).resolves.toBe(7);
    await expect(run('(async () => { await null; throw 3; })()')).rejects.toBe(3);
  });

  test('a host’s promise, now and later', async () => {
    /** @type {(value: number) => void} */
    let resolve = () => {};
    const run = context({
      now: Promise.resolve(1),
      later: new Promise((f) => {
        resolve = f;
      }),
      async fail() {
        throw new TypeError('f');
      },
    });
    await expect(run('(async () => await now + 1)()')).resolves.toBe(2);
    const waiting = run('later.then((x) => x * 2)');
    resolve(21);
    await expect(waiting).resolves.toBe(42);
    await expect(run('fail().catch((e) => e instanceof TypeError && e.message)')).resolves.toBe(
      'f',
    );
    await expect(run('Promise.all([now, 2, later]).then((all) => all.join())')).resolves.toBe(
      '1,2,21',
    );
  });

  test('a guest’s promise among many records', async () => {
    const run = context({ kept: [] });
    const source = `Promise.resolve([]).then(() => { kept.push(new Map([[1, 2]])) });
      (async () => { await 1; return 5 })()`;
    for (let i = 0; i < 700; i++) {
      expect(await run(source)).toBe(5);
    }
  });

  test('many of a guest’s promises, in one job', async () => {
    const run = context({ maps: Array.from({ length: 300 }, () => new Map()) });
    const promises = run(
      `maps.forEach((map) => map.size);
       var resolvers = [];
       Array.from({ length: 500 }, (_, n) => new Promise((f) => resolvers.push(() => f(n))))`,
    );
    const all = Promise.all(promises);
    run('Promise.resolve().then(() => resolvers.forEach((f) => f())); 1');
    expect(await all).toHaveLength(500);
  });

  test('thenables of either side', async () => {
    const run = context({ thenable: { then: (/** @type {any} */ f) => f(5) } });
    await expect(run('(async () => await thenable)()')).resolves.toBe(5);
    await expect(run('({ then(f) { f(6); } })')).resolves.toBe(6);
  });

  test('a value that has `then` later is not asked for it', async () => {
    const run = context();
    const promise = run(
      'var asked = 0; const value = {}; const p = Promise.resolve(value);' +
        'Object.defineProperty(value, "then", { get() { asked++; } }); p',
    );
    expect(run('asked')).toBe(0);
    expect(promise).toBeInstanceOf(Promise);
  });

  test('the same promise is the same object', () => {
    const own = Promise.resolve();
    const run = context({ own });
    expect(run('own')).toBe(own);
    const theirs = run('var theirs = new Promise(() => {}); theirs');
    expect(run('theirs')).toBe(theirs);
    expect(run('(x) => x === theirs')(theirs)).toBe(true);
  });

  test('subclasses and tampered constructors', async () => {
    const run = context();
    const promise = run('class P extends Promise { more() { return 1; } } P.resolve(2)');
    expect(promise.more()).toBe(1);
    expect(await promise).toBe(2);
    run(
      'Promise.prototype.then = () => { throw 1; }; Object.defineProperty(Promise, Symbol.species, { get() { throw 2; } })',
    );
    expect(await run('Promise.resolve(3)')).toBe(3);
  });

  test('reactions of both sides take turns', async () => {
    /** @type {string[]} */
    const order = [];
    const run = context({ log: (/** @type {string} */ x) => void order.push(x) });
    const done = Promise.resolve()
      .then(() => order.push('h1'))
      .then(() => order.push('h2'))
      .then(() => order.push('h3'));
    run('Promise.resolve().then(() => log("g1")).then(() => log("g2")).then(() => log("g3"))');
    await done;
    await null;
    expect(order.join()).toBe('h1,g1,h2,g2,h3,g3');
  });
});

/**
 * What a process of its own prints.
 * @param {string} source
 */
function printed(source) {
  const program = `
    const rsvm = require(${JSON.stringify(OURS)});
    process.on('unhandledRejection', (reason, promise) =>
      console.log('unhandled', reason?.message ?? reason, promise instanceof Promise));
    process.on('rejectionHandled', () => console.log('handled later'));
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
    (async () => { ${source} })();`;
  return execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }).trim();
}

describe('rejections that nobody handles', () => {
  test.each([
    ['of the guest', 'rsvm.runInNewContext("Promise.reject(new Error(1)); 1")', 'unhandled 1 true'],
    [
      'of an async function',
      'rsvm.runInNewContext("(async () => { throw 2; })(); 1")',
      'unhandled 2 true',
    ],
    ['handled by the guest', 'rsvm.runInNewContext("Promise.reject(3).catch(() => {}); 1")', ''],
    [
      'handled by the guest, with the promise here',
      'rsvm.runInNewContext("const p = Promise.reject(3); p.catch(() => {}); p")',
      '',
    ],
    ['handled by the host', 'rsvm.runInNewContext("Promise.reject(4)").catch(() => {})', ''],
    [
      'handled by the guest after all',
      `const c = rsvm.createContext();
       rsvm.runInContext('var p = Promise.reject(5); 1', c);
       await turn();
       rsvm.runInContext('p.catch(() => {}); 1', c);`,
      'unhandled 5 true\nhandled later',
    ],
    [
      'of the host, called by the guest',
      'rsvm.runInNewContext("fail(); 1", { fail: async () => { throw 6; } })',
      'unhandled 6 true',
    ],
    [
      'of the host, called and handled by the guest',
      'rsvm.runInNewContext("fail().catch(() => {}); 1", { fail: async () => { throw 6; } })',
      '',
    ],
    [
      'of the host, called by the guest, which returns it to who handles it',
      'await rsvm.runInNewContext("(f) => f()")(async () => { throw 6; }).catch(() => {})',
      '',
    ],
    [
      'of the host, given to the guest, which ignores it',
      'rsvm.runInNewContext("typeof p", { p: Promise.reject(new Error(8)) })',
      'unhandled 8 true',
    ],
    [
      'of the host, which the guest only returns',
      'rsvm.runInNewContext("p", { p: Promise.reject(new Error(8)) })',
      'unhandled 8 true',
    ],
    [
      'of the host, handled by the guest after all',
      `const c = rsvm.createContext({ p: Promise.reject(new Error(9)) });
       rsvm.runInContext('p', c);
       await turn();
       rsvm.runInContext('p.catch(() => {}); 1', c);`,
      'unhandled 9 true\nhandled later',
    ],
    [
      'of the host, handled by the host, ignored by the guest',
      'const p = Promise.reject(7); p.catch(() => {}); rsvm.runInNewContext("1", { p })',
      '',
    ],
  ])('%s', (_, source, expected) => {
    expect(printed(source)).toBe(expected);
  });
});

describe('with nobody listening', () => {
  /** @param {string} source */
  const warnings = async (source) => {
    const program = `
      const rsvm = require('${specifier}');
      process.on('warning', ({ code }) => console.log(code));
      (async () => { ${source} })();`;
    return (await child(program)).stdout.trim();
  };

  test.each([
    [
      'a promise that the host waits for is the host’s',
      `const late = '(async () => { await 1; await 2; throw new Error("late"); })()';
       await rsvm.runInNewContext(late).catch((error) => console.log(error.message));`,
      'late',
    ],
    [
      'a promise of the host’s that a run answers is the caller’s to handle',
      `const sandbox = rsvm.createContext({ fail: async () => { throw new Error('ours'); } });
       const f = rsvm.runInContext('() => fail()', sandbox);
       for (const run of [
         () => rsvm.runInContext('fail()', sandbox),
         () => rsvm.runInContextAsync('fail()', sandbox),
         () => rsvm.callAsync(f, sandbox),
       ]) await run().catch((error) => console.log(error.message));`,
      'ours\nours\nours',
    ],
    [
      'one that it was given long before, too',
      `const sandbox = rsvm.createContext({});
       const promise = rsvm.runInContext('var fail; new Promise((_, no) => { fail = no; })', sandbox);
       setTimeout(() => rsvm.runInContext('fail(1)', sandbox), 5);
       await promise.catch((reason) => console.log(reason));`,
      '1',
    ],
    [
      'one that it never had is told in a warning',
      'rsvm.runInNewContext("Promise.reject(1); 2")',
      'RSVM_UNHANDLED_REJECTION',
    ],
  ])('%s', async (_, source, expected) => {
    expect(await warnings(source)).toBe(expected);
  });
});

test('a rejection with an error of a class of the guest’s', async () => {
  const promise = rsvm.runInNewContext('Promise.reject(new (class Own extends Error {})("text"))');
  await expect(promise).rejects.toMatchObject({ message: 'text' });
});
