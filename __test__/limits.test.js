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
  test.each([
    ['/(a+)+$/.test("a".repeat(40) + "b")'],
    ['Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
  ])('%s ends at its timeout, at the price of the context', (code) => {
    const sandbox = vm.createContext({});
    expect(thrown(() => vm.runInContext(code, sandbox, { timeout: 20 }))).toEqual(TIMEOUT);
    expect(thrown(() => vm.runInContext('1', sandbox))).toEqual(LOST);
    expect(vm.runInNewContext('1 + 1')).toBe(2);
  });
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
