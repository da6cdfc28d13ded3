'use strict';

// `isolation: 'process'`: where engines live, what ends them, and what the host hears of it. That
// guests behave the same at both levels is what all other tests say (helpers/rsvm.js); what a process
// of an engine's cannot do is in confinement.test.js, and how such processes end in process/children.js.

const { describe, expect, test } = require('@jest/globals');
const rsvm = require('..');
const apart = require('../process');
const { alive, enginesOf } = require('./helpers/engines');

/** Node's types do not know the option. @type {any} */
const PROCESS = { isolation: 'process' };
const onLinux = process.platform === 'linux' ? test : test.skip;

/** @param {() => unknown} run @returns {any} what it throws */
function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('it threw nothing');
}

/**
 * @param {any} [sandbox]
 * @param {object} [options]
 * @returns {{ context: any, pid: number }} a context and its process
 */
function contextWithPid(sandbox = {}, options = {}) {
  // The spare one that is started meanwhile is the last.
  const before = new Set(enginesOf());
  rsvm.createContext({}, PROCESS);
  const spare = enginesOf().find((pid) => !before.has(pid));
  const context = rsvm.createContext(sandbox, { ...PROCESS, ...options });
  return { context, pid: Number(spare) };
}

describe('the option', () => {
  test('is checked', () => {
    const error = thrownBy(() => rsvm.createContext({}, { isolation: /** @type {any} */ ('none') }));
    expect(error.code).toBe('ERR_INVALID_ARG_VALUE');
    expect(error.message).toMatch("must be one of: 'in-process', 'process'");
  });
  onLinux('decides where the engine lives', () => {
    const before = enginesOf().length;
    rsvm.createContext({}, { isolation: 'in-process' });
    apart.createContext({}, { isolation: 'in-process' });
    expect(enginesOf()).toHaveLength(before);
    for (const make of [
      () => rsvm.createContext({}, { isolation: 'process' }),
      () => rsvm.runInNewContext('1', {}, { isolation: 'process' }),
      () => new rsvm.Script('1').runInNewContext({}, { isolation: 'process' }),
      () => apart.createContext(),
      () => apart.runInNewContext('1'),
    ]) {
      const known = enginesOf().length;
      make();
      expect(enginesOf().length).toBeGreaterThanOrEqual(Math.max(known, 1));
    }
  });
  onLinux('is the default of rsvm/process, down to scripts, modules and the host’s own context', () => {
    class Own extends apart.Script {}
    expect(new Own('1 + 1').runInThisContext()).toBe(2);
    expect(apart.runInThisContext('1 + 1')).toBe(2);
    expect(new apart.SyntheticModule([], () => {}).identifier).toMatch(/^vm:module/);
    expect(enginesOf().length).toBeGreaterThanOrEqual(2);
  });
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
    const { context, pid } = contextWithPid();
    process.kill(pid, 'SIGSEGV');
    const error = thrownBy(() => rsvm.runInContext('while (true);', context));
    expect(error.code).toBe('ERR_RSVM_ENGINE_LOST');
    expect(error.message).toMatch('ended by SIGSEGV');
    expect(thrownBy(() => rsvm.runInContext('1', context)).message).toBe(error.message);
    expect(rsvm.runInNewContext('1 + 1', {}, PROCESS)).toBe(2);
  });
  onLinux('in the middle of a question takes the run with it, and nothing else', () => {
    const state = { pid: 0 };
    const made = contextWithPid({ end: () => process.kill(state.pid, 'SIGKILL') });
    state.pid = made.pid;
    const error = thrownBy(() => rsvm.runInContext('try { end() } catch {} 1', made.context));
    expect(error.message).toMatch('ended by SIGKILL');
    expect(alive([made.pid])).toEqual([]);
    expect(rsvm.runInNewContext('1 + 1', {}, PROCESS)).toBe(2);
  });
  onLinux('does not leave checking syntax without one', () => {
    expect(new apart.Script('1')).toBeInstanceOf(apart.Script);
    for (const pid of enginesOf()) process.kill(pid, 'SIGKILL');
    const attempts = [1, 2, 3, 4].map(() => {
      try {
        return new apart.Script('1').runInNewContext();
      } catch (error) {
        return /** @type {any} */ (error).code;
      }
    });
    // The first hears of the loss, perhaps the second of the spare one's.
    expect(attempts.at(-1)).toBe(1);
  });
});

describe('limits.memory', () => {
  onLinux('holds within a fifth, for the process as a whole', () => {
    const memory = 200 * 2 ** 20;
    const { context, pid } = contextWithPid({}, { limits: { memory } });
    const highest = () => {
      const status = require('node:fs').readFileSync(`/proc/${pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024;
    };
    const before = highest();
    const error = thrownBy(() =>
      rsvm.runInContext('const all = []; while (true) all.push(new Array(1000).fill(0))', context),
    );
    expect(['ERR_RSVM_MEMORY_LIMIT', 'ERR_RSVM_ENGINE_LOST']).toContain(error.code);
    expect(error.code === 'ERR_RSVM_MEMORY_LIMIT' ? highest() - before : 0).toBeLessThan(
      memory * 1.2,
    );
  });
});
