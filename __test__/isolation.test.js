'use strict';

// `isolation: 'process'`: where engines live, what ends them, and what the host hears of it. That
// guests behave the same at both levels is what all other tests say (helpers/rsvm.js); what a process
// of an engine's cannot do is in confinement.test.js, and how such processes end in process/children.js.

const { describe, expect, test } = require('@jest/globals');
const fs = require('node:fs');
const rsvm = require('..');
const apart = require('../process');
const child = require('./helpers/child');
const { enginesOf } = require('./helpers/engines');

/** Node's types do not know the option. @type {any} */
const PROCESS = { isolation: 'process' };
const [onLinux, describeOnLinux] =
  process.platform === 'linux' ? [test, describe] : [test.skip, describe.skip];

/** @param {() => unknown} run @returns {any} what it throws */
function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('it threw nothing');
}

/** @param {NodeJS.Signals} signal to the processes of all contexts there are, and the spare one */
function endAll(signal) {
  for (const pid of enginesOf()) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // That of a context of an earlier test, which was collected meanwhile.
      if (/** @type {any} */ (error).code !== 'ESRCH') throw error;
    }
  }
}

describeOnLinux('a context by the option', () => {
  test.each([
    ['0', "rsvm.createContext({}, { isolation: 'in-process' })"],
    ['0', "apart.createContext({}, { isolation: 'in-process' })"],
    ['some', "rsvm.createContext({}, { isolation: 'process' })"],
    ['some', "rsvm.runInNewContext('1', {}, { isolation: 'process' })"],
    ['some', "new rsvm.Script('1').runInNewContext({}, { isolation: 'process' })"],
    ['some', 'apart.createContext()'],
    ['some', "apart.runInNewContext('1')"],
  ])('has %s process after %s', async (expected, make) => {
    // Where nothing else has made any.
    const { stdout, stderr } = await child(`
      const [rsvm, apart] = [require('./index.js'), require('./process.js')];
      const { enginesOf } = require('./__test__/helpers/engines.js');
      const made = ${make};
      console.log(enginesOf().length > 0 ? 'some' : '0', typeof made);`);
    expect(`${stdout}${stderr}`).toMatch(new RegExp(`^${expected} `));
  });
});

describe('the option', () => {
  test('is checked', () => {
    const error = thrownBy(() =>
      rsvm.createContext({}, { isolation: /** @type {any} */ ('none') }),
    );
    expect(error.code).toBe('ERR_INVALID_ARG_VALUE');
    expect(error.message).toMatch("must be one of: 'in-process', 'process'");
  });
  onLinux(
    'is the default of rsvm/process, down to scripts, modules and the host’s own context',
    () => {
      class Own extends apart.Script {}
      expect(new Own('1 + 1').runInThisContext()).toBe(2);
      expect(apart.runInThisContext('1 + 1')).toBe(2);
      expect(new apart.SyntheticModule([], () => {}).identifier).toMatch(/^vm:module/);
      expect(enginesOf().length).toBeGreaterThanOrEqual(2);
    },
  );
  test('contexts of both levels know each other', () => {
    const context = apart.createContext({ n: 1 });
    expect(rsvm.isContext(context)).toBe(true);
    expect(rsvm.runInContext('n + 1', context)).toBe(2);
    expect(new rsvm.Script('n') instanceof apart.Script).toBe(true);
  });
});

describe('guests of both levels', () => {
  test('call each other through the host', () => {
    const inner = rsvm.runInNewContext('(n) => n * 2', {});
    const outer = rsvm.createContext({ inner }, PROCESS);
    const twice = rsvm.runInContext('(f, n) => inner(f(n))', outer);
    expect(twice(rsvm.runInNewContext('(n) => n + 1', {}, PROCESS), 20)).toBe(42);
  });
  test('are stopped together', () => {
    const endless = rsvm.runInNewContext('() => { while (true); }', {}, PROCESS);
    const here = rsvm.createContext({ endless });
    const there = rsvm.createContext({ run: () => rsvm.runInContext('endless()', here) }, PROCESS);
    const error = thrownBy(() => rsvm.runInContext('run()', there, { timeout: 50 }));
    expect(error.code).toBe('ERR_SCRIPT_EXECUTION_TIMEOUT');
    expect(error.message).toMatch('50ms');
    expect(rsvm.runInContext('1 + 1', there)).toBe(2);
    expect(rsvm.runInContext('1 + 1', here)).toBe(2);
  });
  test('exchange long messages', () => {
    const echo = rsvm.runInNewContext('(text) => text + "!"', {}, PROCESS);
    const text = 'ü'.repeat(3_000_000);
    expect(echo(text) === `${text}!`).toBe(true);
  });
});

describe('an engine that ends', () => {
  /** What a new context answers. Those that were ready were ended, too, and that shows once. */
  function afterwards() {
    try {
      void new apart.Script('1');
    } catch {
      // As was said.
    }
    try {
      return rsvm.runInNewContext('1 + 1', {}, PROCESS);
    } catch {
      return rsvm.runInNewContext('1 + 1', {}, PROCESS);
    }
  }
  /** As `afterwards`, of the host's own context. */
  function here() {
    try {
      return apart.runInThisContext('1 + 1');
    } catch {
      return apart.runInThisContext('1 + 1');
    }
  }
  const ENDLESS = '/(a+)+$/.test("a".repeat(40) + "b")';

  test('is told from a run that only took too long', () => {
    const context = rsvm.createContext({}, PROCESS);
    const stopped = thrownBy(() => rsvm.runInContext('while (true);', context, { timeout: 20 }));
    expect(stopped.code).toBe('ERR_SCRIPT_EXECUTION_TIMEOUT');
    expect(rsvm.runInContext('1', context)).toBe(1);
    const killed = thrownBy(() => rsvm.runInContext(ENDLESS, context, { timeout: 20 }));
    expect(killed.code).toBe('ERR_SCRIPT_EXECUTION_TIMEOUT');
    const later = thrownBy(() => rsvm.runInContext('1', context));
    expect(later.code).toBe('ERR_RSVM_ENGINE_LOST');
    expect(later.message).toMatch('did not stop after its 20 ms');
  });
  test('holds callbacks to the timeout of the context, too', () => {
    const context = rsvm.createContext({}, { isolation: 'process', limits: { timeout: 30 } });
    const callback = rsvm.runInContext(`() => ${ENDLESS}`, context);
    expect(thrownBy(callback).code).toBe('ERR_SCRIPT_EXECUTION_TIMEOUT');
  });
  onLinux('by a signal says which', () => {
    const context = rsvm.createContext({}, PROCESS);
    endAll('SIGABRT');
    const error = thrownBy(() => rsvm.runInContext('1', context));
    expect(error.code).toBe('ERR_RSVM_ENGINE_LOST');
    expect(error.message).toMatch('ended by SIGABRT');
    expect(thrownBy(() => rsvm.runInContext('1', context)).message).toBe(error.message);
    expect(afterwards()).toBe(2);
  });
  onLinux('in the middle of a question takes the run with it, and nothing else', () => {
    const context = rsvm.createContext({ end: () => endAll('SIGKILL') }, PROCESS);
    const error = thrownBy(() => rsvm.runInContext('try { end() } catch {} 1', context));
    expect(error.message).toMatch('ended by SIGKILL');
    expect(afterwards()).toBe(2);
  });
  onLinux('does not leave checking syntax without one', () => {
    afterwards();
    expect(new apart.Script('1; 1')).toBeInstanceOf(apart.Script);
    endAll('SIGKILL');
    expect(thrownBy(() => new apart.Script('1; 2')).code).toBe('ERR_RSVM_ENGINE_LOST');
    expect(afterwards()).toBe(2);
    expect(new apart.Script('1; 3')).toBeInstanceOf(apart.Script);
  });
  onLinux('does not leave the host’s own context without one', () => {
    const global = /** @type {any} */ (globalThis);
    global.valueOfTest = 20;
    expect([afterwards(), here()]).toEqual([2, 2]);
    const script = new apart.Script('valueOfTest + 1');
    expect(script.runInThisContext()).toBe(21);
    endAll('SIGKILL');
    expect(thrownBy(() => apart.runInThisContext('1')).code).toBe('ERR_RSVM_ENGINE_LOST');
    expect(afterwards()).toBe(2);
    expect(apart.runInThisContext('valueOfTest')).toBe(20);
    expect(script.runInThisContext()).toBe(21);
    expect(apart.compileFunction('return valueOfTest')()).toBe(20);
    delete global.valueOfTest;
  });
});

describe('limits.memory', () => {
  onLinux('holds within a fifth, for the process as a whole', () => {
    const memory = 200 * 2 ** 20;
    const context = rsvm.createContext({}, { isolation: 'process', limits: { memory } });
    const error = thrownBy(() =>
      rsvm.runInContext('const all = []; while (true) all.push({ a: 1, b: 2 })', context),
    );
    const highest = Math.max(...enginesOf().map(highestOf));
    expect(error.code).toBe('ERR_RSVM_MEMORY_LIMIT');
    expect(highest).toBeGreaterThan(memory * 0.8);
    expect(highest).toBeLessThan(memory * 1.2);
  });
});

/** @param {number} pid @returns {number} the most memory of its own that it has had, in bytes */
function highestOf(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const [most, shared] = ['VmHWM', 'RssFile'].map((name) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]),
  );
  return (most - shared) * 1024;
}
