'use strict';

// Code in the middle of a message: what crosses is read while a message is written, and written to
// while one is read. A getter, a proxy or a species of the guest's that ran then would begin a second
// message over the first, and have the rest of it read from bytes of its own choice.

const { describe, expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const { rsvm } = require('../helpers/rsvm');
const { context, watchForMarks } = require('../helpers/hostile');

watchForMarks();

/** A proxy that notes what it is asked, which is a message of its own. */
const SPY = `
  var asked = [];
  var spy = new Proxy(function () {}, { get(_, key) { asked.push(String(key)) } });
`;

describe('an error of the host’s', () => {
  class HostError extends Error {}
  const boom = () => {
    throw new HostError('boom');
  };

  test('is told by its prototypes, not by their constructors', async () => {
    const late = async () => boom();
    const run = context({ boom, late });
    run(`${SPY} try { boom() } catch (e) { Object.getPrototypeOf(e).constructor = spy }`);
    expect(run('try { boom() } catch (e) { typeof e + e.message }')).toBe('objectboom');
    expect(run('asked.join()')).toBe('');
    expect(await run('late().catch((e) => e.message)')).toBe('boom');
    HostError.prototype.constructor = HostError;
  });

  test('of another realm is of the same kind', () => {
    const run = context({ error: nodeVm.runInNewContext('new RangeError("far")') });
    expect(run('error instanceof RangeError && error.constructor === RangeError')).toBe(true);
    expect(run('error.message')).toBe('far');
  });

  test('of a class, or of one that only looks built in, has the class', () => {
    class TypeError extends Error {}
    const run = context({ error: new TypeError('mine'), TypeErrorOfHost: TypeError });
    expect(run('error.constructor === TypeErrorOfHost && error instanceof Error')).toBe(true);
    expect(run('error instanceof TypeError')).toBe(false);
  });
});

describe('a promise', () => {
  const cases = {
    'an own constructor': 'p.constructor = spy',
    'an own constructor by accessor':
      'Object.defineProperty(p, "constructor", { get() { asked.push("get"); return spy } })',
    'a constructor that is fixed': 'Object.defineProperty(p, "constructor", { value: spy })',
    'a class, and is frozen': 'Object.freeze(p)',
  };
  for (const [name, attack] of Object.entries(cases)) {
    test(`of the guest’s has ${name}`, () => {
      /** @type {any[]} */
      const kept = [];
      const run = context({ give: (/** @type {any} */ value) => kept.push(value) });
      const asked = run(`${SPY} class P extends Promise {
        static get [Symbol.species]() { asked.push('species') }
      }
      var p = P.reject(1); ${attack}; give(p);
      var before = asked.length; p.catch(() => {}); var after = asked.length; asked`);
      // The guest's own `catch` asks; telling the host of it does not.
      expect([run('before'), asked.length]).toEqual([0, run('after')]);
      expect(kept).toHaveLength(1);
    });
  }

  const species = () => {
    let asked = 0;
    class P extends Promise {
      static get [Symbol.species]() {
        asked += 1;
        return Promise;
      }
    }
    return { P, asked: () => asked };
  };

  test('of the host’s does not run its species in a message', async () => {
    const { P, asked } = species();
    const promises = [P.resolve(1), Object.assign(P.resolve(2), { constructor: P })];
    const keys = promises.map((promise) => Reflect.ownKeys(promise));
    const run = context({ promises });
    const sum = run('Promise.all(promises).then(([a, b]) => a + b)');
    expect(asked()).toBe(0);
    expect(await sum).toBe(3);
    expect(promises.map((promise) => Reflect.ownKeys(promise))).toEqual(keys);
    expect(promises.every((promise) => Reflect.getPrototypeOf(promise) === P.prototype)).toBe(true);
  });

  test('of the host’s that is frozen with one comes all the same', async () => {
    const { P, asked } = species();
    const frozen = Object.freeze(P.resolve(1));
    const run = context({ frozen });
    run('frozen');
    expect(asked()).toBe(0);
    expect(await run('frozen.then((n) => n + 1)')).toBe(2);
  });
});

describe('what a promise was fulfilled with', () => {
  test('is not asked for then', async () => {
    const host = {};
    /** @type {any[]} */
    const kept = [];
    const run = context({ host, give: (/** @type {any} */ value) => kept.push(value) });
    // Not a variable of the global, which would cross before.
    const answer = run(`${SPY} (() => {
      const p = Promise.resolve(host);
      Object.defineProperty(host, 'then', { configurable: true, get() { asked.push('then') } });
      asked.length = 0;
      give(p);
      return 'the answer' + asked;
    })()`);
    expect(answer).toBe('the answer');
    Reflect.deleteProperty(host, 'then');
    expect(await kept[0]).toBe(host);
  });

  test('is not taken for the thenable that it has become', async () => {
    const host = /** @type {any} */ ({ a: 1 });
    const run = context({ host });
    const promise = run(`(() => {
      const p = Promise.resolve(host);
      host.then = (f) => f('other');
      return p;
    })()`);
    delete host.then;
    expect(await promise).toBe(host);
  });

  test('may be a proxy of the host’s, which is asked in a turn of its own', async () => {
    let inMessage = true;
    /** @type {boolean[]} */
    const asked = [];
    const get = (/** @type {any} */ target, /** @type {PropertyKey} */ key) => {
      if (key === 'then' && asked.push(inMessage) > 100) throw new Error('endless');
      return target[key];
    };
    const start = () => asked.splice(0);
    const run = context({ start, proxy: new Proxy({ a: 1 }, { get }) });
    const promise = run('(() => { const p = Promise.resolve(proxy); start(); return p })()');
    inMessage = false;
    expect((await promise).a).toBe(1);
    expect(asked.every((during) => !during)).toBe(true);
  });
});

describe('a realm is learned', () => {
  test('by its Function alone, whatever stands in that place', () => {
    let called = 0;
    const evaluate = () => {
      called += 1;
      return () => ({ global: {}, others: [] });
    };
    const Forged = Object.setPrototypeOf(function () {}, { constructor: evaluate });
    const base = Object.assign(Object.create(null), { __lookupGetter__: 1, constructor: Forged });
    const run = context({ object: Object.create(base, { n: { value: 1 } }) });
    expect(run('object.n')).toBe(1);
    expect(called).toBe(0);
  });

  test('where its primordials have other names here', () => {
    const foreign = nodeVm.runInNewContext('({ made: true })');
    const run = context({ foreign });
    expect(run('foreign.constructor === Object && Object.prototype.isPrototypeOf(foreign)')).toBe(
      true,
    );
    expect(rsvm.isContext({})).toBe(false);
  });
});

describe('a sandbox that makes numbers of what it holds', () => {
  test.each([
    ['an array’s length', () => [1, 2, 3], 'length'],
    ['the elements of a typed array', () => new Uint8Array(3), '0'],
    ['those of another', () => new Float64Array(3), '2'],
  ])('asks no object of the guest’s in a message: %s', (_, make, key) => {
    /** @type {any} */
    const sandbox = make();
    let calls = 0;
    sandbox.act = () => (calls += 1);
    rsvm.createContext(sandbox);
    const code = `globalThis[${JSON.stringify(key)}] = { valueOf() { act(); return 2 } }; other = 1; act(); 'done'`;
    expect(rsvm.runInContext(code, sandbox)).toBe('done');
    expect(calls).toBeGreaterThan(1);
    expect([Number(sandbox[key]), sandbox.other]).toEqual([2, 1]);
    expect(rsvm.runInContext('other + 1', sandbox)).toBe(2);
  });
});

test('a realm that has other things under the names of its primordials', () => {
  const theirs = nodeVm.createContext({ Object: undefined, Symbol: undefined, Map: class {} });
  const list = nodeVm.runInContext('[1, 2]', theirs);
  expect(rsvm.runInNewContext('list.length', { list })).toBe(2);
});
