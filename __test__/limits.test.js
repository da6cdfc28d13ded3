'use strict';

// What a guest may take: time, memory and levels of calls, and what happens when it takes more.
// Whole processes that must survive the worst are in process/limits.js.

const { describe, expect, test } = require('@jest/globals');
const { rsvm: vm } = require('./helpers/rsvm');

const LOST = expect.objectContaining({ code: 'ERR_RSVM_ENGINE_LOST' });
const TIMEOUT = expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
const MEMORY = expect.objectContaining({ code: 'ERR_RSVM_MEMORY_LIMIT' });

/**
 * @param {() => unknown} run
 * @returns {any} what it throws
 */
function thrown(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('limits.timeout', () => {
  const endless = '(() => { for (;;); })';

  test('holds for what enters the guest later', () => {
    const sandbox = vm.createContext({}, { limits: { timeout: 30 } });
    const callback = vm.runInContext(endless, sandbox);
    expect(thrown(callback)).toEqual(TIMEOUT);
    const object = vm.runInContext('({ get a() { for (;;); } })', sandbox);
    expect(thrown(() => object.a)).toEqual(TIMEOUT);
    expect(thrown(() => vm.runInContext('for (;;);', sandbox))).toEqual(TIMEOUT);
    expect(vm.runInContext('1 + 1', sandbox)).toBe(2);
  });

  test('gives way to the timeout of a run', () => {
    const sandbox = vm.createContext({}, { limits: { timeout: 20 } });
    const code = 'const end = Date.now() + 60; while (Date.now() < end); 1';
    expect(vm.runInContext(code, sandbox, { timeout: 5000 })).toBe(1);
  });

  test('is that of runInNewContext for what its code leaves behind', () => {
    const callback = vm.runInNewContext(endless, {}, { timeout: 30 });
    expect(thrown(callback)).toEqual(TIMEOUT);
    const other = new vm.Script(endless).runInNewContext({}, { timeout: 30 });
    expect(thrown(other)).toEqual(TIMEOUT);
  });

  test('is not that of runInNewContext for a context that there was before', () => {
    const sandbox = vm.createContext({ wait: 60 });
    const code = '() => { const end = Date.now() + wait; while (Date.now() < end); return 1 }';
    expect(vm.runInNewContext(code, sandbox, { timeout: 30 })()).toBe(1);
  });

  test('is not that of the run after a runInNewContext that failed before it ran', () => {
    const code = '() => { const end = Date.now() + 600; while (Date.now() < end); return 1 }';
    /** @type {((sandbox: object) => unknown)[]} */
    const failing = [
      (sandbox) => new vm.Script('1').runInNewContext(sandbox, { timeout: -1 }),
      (sandbox) => vm.runInNewContext('1', sandbox, { timeout: -1 }),
      (sandbox) => vm.runInNewContext('syntax error', sandbox, { timeout: 300 }),
    ];
    for (const fail of failing) {
      const sandbox = {};
      expect(thrown(() => fail(sandbox))).toBeInstanceOf(Error);
      expect(vm.isContext(sandbox)).toBe(true);
      const callback = new vm.Script(code).runInContext(sandbox, { timeout: 300 });
      expect(callback()).toBe(1);
    }
  });
});

describe('limits.memory', () => {
  const limits = { memory: 48 * 2 ** 20 };

  test('ends a run that takes more; the context can be used again', () => {
    const sandbox = vm.createContext({}, { limits });
    const code = 'const held = []; for (;;) held.push({ a: [1, 2, 3] });';
    expect(thrown(() => vm.runInContext(`{ ${code} }`, sandbox))).toEqual(MEMORY);
    expect(vm.runInContext('[1, 2, 3].join()', sandbox)).toBe('1,2,3');
  });

  test('cannot be caught by the guest', () => {
    const sandbox = vm.createContext({ caught: false }, { limits });
    const code =
      'try { const a = []; for (;;) a.push({}) } catch { caught = true } finally { caught = true }';
    expect(thrown(() => vm.runInContext(code, sandbox))).toEqual(MEMORY);
    expect(sandbox.caught).toBe(false);
  });

  test('counts what is held, not what was', () => {
    const sandbox = vm.createContext({}, { limits });
    const code =
      'for (let i = 0; i < 60; i++) new Array(1e5).fill(i); for (let i = 0; i < 60; i++) new Uint8Array(4e6); 1';
    expect(vm.runInContext(code, sandbox)).toBe(1);
  });

  test.each(
    /** @type {[string, (sandbox: any) => unknown][]} */ ([
      ['a run', (sandbox) => vm.runInContext('hold()', sandbox)],
      ['a callback', (sandbox) => vm.runInContext('[1].forEach(() => hold())', sandbox)],
      ['a getter', (sandbox) => sandbox.object.a],
      ['a call', (sandbox) => sandbox.hold()],
    ]),
  )('what an exception has left behind is let go: %s', (_, enter) => {
    const sandbox = vm.createContext({}, { limits });
    vm.runInContext(
      `function hold() { const held = new Uint8Array(4e6); (() => { throw held.length })() }
       var object = { get a() { return hold() } }`,
      sandbox,
    );
    for (let i = 0; i < 30; i++) expect(thrown(() => enter(sandbox))).toBe(4e6);
    // Jobs fail in silence.
    vm.runInContext(
      'for (let i = 0; i < 30; i++) Promise.resolve().then(hold).catch(() => {})',
      sandbox,
    );
    expect(vm.runInContext('1', sandbox)).toBe(1);
  });

  test('a native function that takes far too much at once costs the context alone', () => {
    const sandbox = vm.createContext({}, { limits });
    const other = vm.createContext({ a: 1 });
    expect(thrown(() => vm.runInContext('"x".repeat(2 ** 27)', sandbox))).toEqual(LOST);
    expect(thrown(() => vm.runInContext('1', sandbox))).toEqual(LOST);
    expect(vm.runInContext('a', other)).toBe(1);
  });
});

describe('limits.stack', () => {
  test('is counted in levels of calls', () => {
    const sandbox = vm.createContext({ n: 0 }, { limits: { stack: 100 } });
    const code = '(function f() { n++; f() })()';
    expect(() => vm.runInContext(code, sandbox)).toThrow(RangeError);
    expect(sandbox.n).toBeGreaterThan(90);
    expect(sandbox.n).toBeLessThanOrEqual(100);
  });

  test('is all there again after runs that threw', () => {
    const sandbox = vm.createContext({ n: 0 }, { limits: { stack: 3 } });
    for (let i = 0; i < 2500; i++) {
      expect(
        thrown(() => vm.runInContext('n = 0; (() => { n++; (() => { throw 1 })() })()', sandbox)),
      ).toBe(1);
    }
    expect(sandbox.n).toBe(1);
  });
});

describe('the limits of a run', () => {
  const hold = 'held = []; for (;;) held.push({ a: [1, 2, 3] })';
  const recursion = 'n = 0; (function f() { n++; f() })()';

  /**
   * Ways to run a text, each with an awaited result.
   * @type {[string, (code: string, sandbox: any, options: any) => unknown][]}
   */
  const ways = [
    ['runInContext', (code, sandbox, options) => vm.runInContext(code, sandbox, options)],
    [
      'script.runInContext',
      (code, sandbox, options) => new vm.Script(code).runInContext(sandbox, options),
    ],
    ['runInNewContext', (code, sandbox, options) => vm.runInNewContext(code, sandbox, options)],
    ['runInContextAsync', (code, sandbox, options) => vm.runInContextAsync(code, sandbox, options)],
    [
      'callAsync',
      (code, sandbox, options) => {
        const f = vm.compileFunction(code, [], { parsingContext: sandbox });
        return vm.callAsync(f, sandbox, [], options);
      },
    ],
    [
      'module.evaluate',
      async (code, sandbox, options) => {
        const module = new vm.SourceTextModule(code, { context: sandbox });
        await module.link(() => {
          throw new Error('it imports nothing');
        });
        return module.evaluate(options);
      },
    ],
  ];

  describe.each(ways)('%s', (_, run) => {
    /** @param {string} code @param {any} sandbox @param {any} options */
    const failure = async (code, sandbox, options) => {
      try {
        await run(code, sandbox, options);
      } catch (error) {
        return error;
      }
      return undefined;
    };

    test.each([[{ memory: 8 * 2 ** 20 }], [{ limits: { memory: 8 * 2 ** 20 } }]])(
      '%j ends it, and is over then',
      async (options) => {
        const sandbox = vm.createContext({ held: 0 });
        expect(await failure(hold, sandbox, options)).toEqual(MEMORY);
        vm.runInContext(
          'held = []; for (let i = 0; i < 20; i++) held.push(new Uint8Array(1e6))',
          sandbox,
        );
        expect(vm.runInContext('held.length', sandbox)).toBe(20);
      },
    );

    test.each([[{ stack: 50 }], [{ limits: { stack: 50 } }]])('%j', async (options) => {
      const sandbox = vm.createContext({ n: 0 });
      expect(await failure(recursion, sandbox, options)).toBeInstanceOf(RangeError);
      expect(sandbox.n).toBeLessThanOrEqual(50);
      expect(thrown(() => vm.runInContext(recursion, sandbox))).toBeInstanceOf(RangeError);
      expect(sandbox.n).toBeGreaterThan(1000);
    });

    test.each([[{ timeout: 30 }], [{ limits: { timeout: 30 } }]])('%j', async (options) => {
      const sandbox = vm.createContext({ n: 0 });
      expect(await failure('for (;;) n++;', sandbox, options)).toEqual(TIMEOUT);
      expect(vm.runInContext('n > 0', sandbox)).toBe(true);
    });
  });

  test('what is held before a run is none of its own, and garbage neither', () => {
    const sandbox = vm.createContext({});
    vm.runInContext('var held = new Uint8Array(32e6)', sandbox);
    const garbage = 'for (let i = 0; i < 3e4; i++) ({ a: [i] }); held.length';
    expect(vm.runInContext(garbage, sandbox, { memory: 2 ** 21 })).toBe(32e6);
  });

  test('a context has no more for them', () => {
    const limits = { memory: 8 * 2 ** 20, stack: 50 };
    const sandbox = vm.createContext({ n: 0, held: 0 }, { limits });
    const more = { memory: 2 ** 30, stack: 5000 };
    expect(thrown(() => vm.runInContext(hold, sandbox, more))).toEqual(MEMORY);
    expect(thrown(() => vm.runInContext(recursion, sandbox, more))).toBeInstanceOf(RangeError);
    expect(sandbox.n).toBeLessThanOrEqual(50);
  });

  test('what stands beside `limits` goes first', () => {
    const sandbox = vm.createContext({ n: 0 });
    const options = { stack: 80, limits: { stack: 20 } };
    expect(thrown(() => vm.runInContext(recursion, sandbox, options))).toBeInstanceOf(RangeError);
    expect(sandbox.n).toBeGreaterThan(60);
  });

  test('a run within a run ends alone', () => {
    const sandbox = vm.createContext({
      held: 0,
      inner: () => thrown(() => vm.runInContext(hold, sandbox, { memory: 8 * 2 ** 20 })).code,
    });
    const code = 'const code = inner(); let n = 0; while (n < 1000) n++; code + n';
    expect(vm.runInContext(code, sandbox, { memory: 128 * 2 ** 20 })).toBe(
      'ERR_RSVM_MEMORY_LIMIT1000',
    );
  });

  test('a run around a run holds for both', () => {
    const sandbox = vm.createContext({
      held: 0,
      n: 0,
      inner: () => vm.runInContext(hold, sandbox, { memory: 128 * 2 ** 20 }),
      deep: () => vm.runInContext(recursion, sandbox, { stack: 5000 }),
    });
    const memory = 8 * 2 ** 20;
    expect(
      thrown(() => vm.runInContext('try { inner() } catch {} for (;;);', sandbox, { memory })),
    ).toEqual(MEMORY);
    expect(thrown(() => vm.runInContext('deep()', sandbox, { stack: 50 }))).toBeInstanceOf(
      RangeError,
    );
    expect(sandbox.n).toBeLessThanOrEqual(50);
  });

  test.each([
    [{ memory: 1 }, 'ERR_OUT_OF_RANGE'],
    [{ memory: '1' }, 'ERR_INVALID_ARG_TYPE'],
    [{ stack: 0 }, 'ERR_OUT_OF_RANGE'],
    [{ limits: 1 }, 'ERR_INVALID_ARG_TYPE'],
    [{ limits: { stack: 1.5 } }, 'ERR_OUT_OF_RANGE'],
  ])('%j is refused', async (options, code) => {
    const sandbox = vm.createContext({ a: 1 });
    for (const [, run] of ways) {
      const refused = (async () => run('a', sandbox, options))();
      await expect(refused).rejects.toHaveProperty('code', code);
    }
  });
});

test.each([
  [{ limits: 1 }, 'ERR_INVALID_ARG_TYPE'],
  [{ limits: { timeout: 0 } }, 'ERR_OUT_OF_RANGE'],
  [{ limits: { timeout: 1.5 } }, 'ERR_OUT_OF_RANGE'],
  [{ limits: { memory: 1 } }, 'ERR_OUT_OF_RANGE'],
  [{ limits: { memory: '1' } }, 'ERR_INVALID_ARG_TYPE'],
  [{ limits: { stack: -1 } }, 'ERR_OUT_OF_RANGE'],
])('%j is refused', (options, code) => {
  expect(thrown(() => vm.createContext({}, /** @type {any} */ (options)))).toHaveProperty(
    'code',
    code,
  );
});

describe('native code that does not look at the limits', () => {
  test.each([['/(a+)+$/.test("a".repeat(40) + "b")'], ['BigInt("9".repeat(3e6))']])(
    '%s ends at its timeout, at the price of the context',
    (code) => {
      const sandbox = vm.createContext({});
      expect(thrown(() => vm.runInContext(code, sandbox, { timeout: 20 }))).toEqual(TIMEOUT);
      expect(thrown(() => vm.runInContext('1', sandbox))).toEqual(LOST);
      expect(vm.runInNewContext('1 + 1')).toBe(2);
    },
  );
});

describe('source that nests too deep', () => {
  const deep = `${'('.repeat(50_000)}1${')'.repeat(50_000)}`;

  test.each([
    ['a script', () => vm.runInNewContext(deep)],
    ['new Script', () => new vm.Script(deep)],
    ['compileFunction', () => vm.compileFunction(deep)],
    ['eval', () => vm.runInNewContext('eval(deep)', { deep })],
    ['Function', () => vm.runInNewContext('Function(deep)', { deep })],
  ])('is a RangeError in %s', (_, run) => {
    expect(run).toThrow(expect.objectContaining({ name: 'RangeError' }));
  });

  test('is one that the guest can catch', () => {
    const code = 'try { eval(deep) } catch (error) { error instanceof RangeError }';
    expect(vm.runInNewContext(code, { deep })).toBe(true);
  });

  test('long source is not deep', () => {
    expect(vm.runInNewContext('x = [1, { a: (2) }];\n'.repeat(5000) + 'x[0]')).toBe(1);
  });
});

describe('sorting', () => {
  test.each(['Array.from({ length: 999 }, (_, i) => i)', 'new Float64Array(999)'])(
    '%s by a comparator that contradicts itself',
    (array) => {
      const code = `let n = 0; const odd = () => (n = (n * 1103515245 + 12345) & 0x7fffffff) % 3 - 1;
        [${array}.sort(odd).length, ${array}.toSorted(odd).length].join()`;
      expect(vm.runInNewContext(code)).toBe('999,999');
    },
  );

  test('is stable, with undefined and holes at the end', () => {
    const code =
      'JSON.stringify([3, , 1, undefined, 10].sort((a, b) => a - b)) + [3, 1, 10].sort()';
    expect(vm.runInNewContext(code)).toBe('[1,3,10,null,null]1,10,3');
  });
});
