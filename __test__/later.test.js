'use strict';

// Runs that are awaited: the same results as of those that are not, and at the process level an event
// loop that goes on meanwhile.

const { describe, expect, test } = require('@jest/globals');
const { getEventListeners } = require('node:events');
const inProcess = require('..');
const apart = require('../process');
const { rsvm } = require('./helpers/rsvm');

/** @param {Promise<unknown>} promise @returns {Promise<any>} what it is rejected with */
function rejection(promise) {
  return promise.then(
    () => expect(promise).rejects.toBe(undefined),
    (error) => error,
  );
}

describe('an awaited run', () => {
  test('has the value that a run has, and its effects', async () => {
    const context = rsvm.createContext({ n: 1, add: (/** @type {number} */ n) => n + 1 });
    expect(
      await rsvm.runInContextAsync('var m = 0; while (m < 50) m = add(m); n = m', context),
    ).toBe(50);
    expect(context).toMatchObject({ n: 50, m: 50 });
    expect(await new rsvm.Script('n + 1').runInContextAsync(context)).toBe(51);
    const sum = rsvm.runInContext('(...all) => add(all.length)', context);
    expect(await rsvm.callAsync(sum, context, ['a', 'b'])).toBe(3);
    const guests = rsvm.runInContext('["a", {}, 1]', context);
    expect(await rsvm.callAsync(sum, context, guests)).toBe(4);
  });
  test('awaits a promise, whose jobs wait for the end of the run', async () => {
    const context = rsvm.createContext({ later: async () => 40 });
    expect(await rsvm.runInContextAsync('(async () => (await later()) + 2)()', context)).toBe(42);
  });
  test('fails as a run fails', async () => {
    const context = rsvm.createContext({});
    for (const source of ['throw new TypeError("no")', 'let let', 'missing']) {
      const expected = await rejection((async () => rsvm.runInContext(source, context, 'x.js'))());
      const error = await rejection(rsvm.runInContextAsync(source, context, 'x.js'));
      expect([error.name, error.message]).toEqual([expected.name, expected.message]);
      expect(error.stack.split('\n')[0]).toBe(expected.stack.split('\n')[0]);
    }
    const options = { timeout: 30 };
    const error = await rejection(rsvm.runInContextAsync('while (true);', context, options));
    expect(error.code).toBe('ERR_SCRIPT_EXECUTION_TIMEOUT');
    expect(await rsvm.runInContextAsync('1', context)).toBe(1);
  });
  test('checks what it is given', async () => {
    const context = rsvm.createContext({});
    const wrong = /** @type {any} */ ({ signal: 5 });
    const errors = await Promise.all(
      [
        rsvm.runInContextAsync('1', context, wrong),
        rsvm.callAsync(() => 1, context),
        rsvm.callAsync(/** @type {any} */ (5), context),
        rsvm.runInContextAsync('1', {}),
      ].map(rejection),
    );
    expect(errors.map(({ code }) => code)).toEqual([
      'ERR_INVALID_ARG_TYPE',
      'ERR_INVALID_ARG_VALUE',
      'ERR_INVALID_ARG_TYPE',
      'ERR_INVALID_ARG_TYPE',
    ]);
    const reason = new Error('before it began');
    const signal = AbortSignal.abort(reason);
    expect(await rejection(rsvm.runInContextAsync('1', context, { signal }))).toBe(reason);
  });
});

describe('a signal', () => {
  /** @type {[string, () => any][]} */
  const others = [
    ['that only has the property', () => ({ aborted: false })],
    [
      'that fails when it is listened to',
      () => ({
        aborted: false,
        addEventListener() {
          throw new Error('no');
        },
      }),
    ],
    ['that is a proxy', () => new Proxy(new AbortController().signal, {})],
    ['of a guest', () => rsvm.runInNewContext('({ aborted: false })')],
    ['that is null', () => null],
  ];
  test.each(others)('%s is none, and the context can be used again', async (_, make) => {
    const context = rsvm.createContext({ n: 1 });
    const error = await rejection(rsvm.runInContextAsync('n', context, { signal: make() }));
    expect(error.code).toBe('ERR_INVALID_ARG_TYPE');
    expect(await rsvm.runInContextAsync('n', context)).toBe(1);
  });
  test('whose own methods fail is listened to all the same, and let go', async () => {
    const context = rsvm.createContext({ n: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const fail = () => {
      throw new Error('no');
    };
    Object.assign(signal, { addEventListener: fail, removeEventListener: fail });
    expect(await rsvm.runInContextAsync('n', context, { signal })).toBe(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    controller.abort('why');
    expect(await rejection(rsvm.runInContextAsync('n', context, { signal }))).toBe('why');
    expect(await rsvm.runInContextAsync('n', context)).toBe(1);
  });
  test('is let go when the request cannot be written', async () => {
    const context = rsvm.createContext({ n: 1 });
    const { signal } = new AbortController();
    const f = rsvm.runInContext('(x) => x', context);
    const shared = [new SharedArrayBuffer(1)];
    const error = await rejection(rsvm.callAsync(f, context, shared, { signal }));
    expect(error.code).toBe('ERR_RSVM_UNSUPPORTED');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(await rsvm.runInContextAsync('n', context)).toBe(1);
  });
});

describe('in the process', () => {
  test('it is over before the call returns', () => {
    const context = inProcess.createContext({ n: 0 });
    void new inProcess.Script('n = 1').runInContextAsync(context);
    expect(context.n).toBe(1);
  });
});

describe('in a process of its own', () => {
  test('leaves the event loop free, and contexts run at once', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const contexts = [1, 2].map((n) => apart.createContext({ n }));
    const source = 'let i = 0; while (i < 1e6) i++; n';
    const values = contexts.map((context) => apart.runInContextAsync(source, context));
    expect(await Promise.all(values)).toEqual([1, 2]);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
  test('cannot be entered meanwhile', async () => {
    const context = apart.createContext({});
    const run = apart.runInContextAsync('let i = 0; while (i < 1e6) i++; i', context);
    expect(() => apart.runInContext('1', context)).toThrow(/await the run/);
    expect((await rejection(apart.runInContextAsync('1', context))).code).toBe(
      'ERR_RSVM_CONTEXT_RUNNING',
    );
    expect(await run).toBe(1e6);
  });
  test('cannot begin within a run of the same context', async () => {
    const context = apart.createContext({});
    /** @type {Promise<any>[]} */
    const refused = [];
    context.again = () => {
      refused.push(rejection(apart.runInContextAsync('1', context)));
    };
    context.nested = () => apart.runInContext('20 + 1', context);
    apart.runInContext('again()', context);
    expect((await refused[0]).code).toBe('ERR_RSVM_CONTEXT_RUNNING');
    expect(await apart.runInContextAsync('nested() * 2', context)).toBe(42);
  });
  test('is ended by a signal, and by dispose', async () => {
    const context = apart.createContext({});
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const { signal } = controller;
    const error = await rejection(apart.runInContextAsync('while (true);', context, { signal }));
    expect(error.name).toBe('AbortError');
    expect(apart.runInContext('1 + 1', context)).toBe(2);
    setTimeout(() => apart.dispose(context), 20);
    const disposed = await rejection(apart.runInContextAsync('while (true);', context));
    expect(disposed.code).toBe('ERR_RSVM_CONTEXT_DISPOSED');
  });
  test('is killed if it does not heed the signal', async () => {
    const context = apart.createContext({});
    // Long enough for the engine to be in the middle of it.
    const signal = AbortSignal.timeout(300);
    const source = '/(a+)+$/.test("a".repeat(40) + "b")';
    const error = await rejection(apart.runInContextAsync(source, context, { signal }));
    expect(error.name).toBe('TimeoutError');
    expect(() => apart.runInContext('1', context)).toThrow(/did not stop when its run was aborted/);
  });
});
