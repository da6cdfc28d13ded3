'use strict';

// How deep host and guest may call each other: 200 levels at least; then a RangeError on whichever
// side notices, and both go on.

/* eslint-disable no-use-before-define -- two functions that call each other */

const { describe, expect, test } = require('@jest/globals');
const both = require('./helpers/both');
const child = require('./helpers/child');
const { rsvm } = require('./helpers/rsvm');

/** A guest function and a host function that call each other; a level is one crossing. */
function pair() {
  const sandbox = rsvm.createContext({
    host: (/** @type {number} */ n) => (n === 0 ? 0 : 1 + guest(n - 1)),
  });
  const guest = rsvm.runInContext('(n) => n === 0 ? 0 : 1 + host(n - 1)', sandbox);
  return { sandbox, guest };
}

describe('calls back and forth', () => {
  test.each([1, 2, 50, 199, 200])('%i levels', (levels) => {
    expect(pair().guest(levels)).toBe(levels);
  });

  test('deeper end in a RangeError, and the context goes on', () => {
    const { sandbox, guest } = pair();
    for (let i = 0; i < 3; i += 1) {
      expect(() => guest(100_000)).toThrow(RangeError);
      expect(() => sandbox.host(100_000)).toThrow(RangeError);
      expect(guest(200)).toBe(200);
    }
  });

  test('the guest can catch it', () => {
    const sandbox = rsvm.createContext({ host: (/** @type {any} */ f) => f() });
    const code = `
      const caught = [];
      const deep = () => { try { host(deep) } catch (e) { caught.push(e instanceof RangeError); throw e } };
      try { deep() } catch (e) { caught.push(e.name) }
      [caught[0], caught.at(-1), caught.length > 10].join()`;
    expect(rsvm.runInContext(code, sandbox)).toBe('true,RangeError,true');
    expect(rsvm.runInContext('host(() => 5)', sandbox)).toBe(5);
  });

  test('through getters, constructors and traps', () => {
    /** @type {any} */
    const object = {
      get next() {
        return guest(object);
      },
    };
    const sandbox = rsvm.createContext({});
    const guest = rsvm.runInContext('(object) => object.next', sandbox);
    expect(() => guest(object)).toThrow(RangeError);
    const loop = rsvm.runInContext(
      '(target) => new Proxy(target, { get: (t, k) => t[k] })',
      sandbox,
    );
    let proxy = { value: 7 };
    for (let i = 0; i < 40; i += 1) proxy = new Proxy(loop(proxy), {});
    expect(proxy.value).toBe(7);
    class Host {
      constructor() {
        return new Guest();
      }
    }
    const Guest = rsvm.runInContext(
      '(Host) => class { constructor() { return new Host() } }',
      sandbox,
    )(Host);
    expect(() => new Host()).toThrow(RangeError);
    expect(guest({ next: 3 })).toBe(3);
  });

  test('through two contexts', () => {
    const [one, two] = [rsvm.createContext({}), rsvm.createContext({})];
    one.other = rsvm.runInContext('(f, n) => n === 0 ? 0 : 1 + f(n - 1)', two);
    const f = rsvm.runInContext('const f = (n) => other(f, n); f', one);
    expect(f(100)).toBe(100);
    expect(() => f(100_000)).toThrow(RangeError);
    expect(f(10)).toBe(10);
  });
});

describe('recursion', () => {
  test.each([
    'let n = 0; const f = () => { n += 1; f() }; try { f() } catch (e) { [n > 1000, e instanceof RangeError, e.message].join() }',
    'const f = () => { try { return f() } catch (e) { return e.name } }; f()',
    'let last; const f = () => { try { f() } finally { last = true } }; try { f() } catch {} last',
    'const o = { get x() { return this.x } }; try { o.x } catch (e) { e.message }',
    'const f = (n) => [n].map(f); try { f(1) } catch (e) { e.constructor === RangeError }',
    'class A { constructor() { new A() } } try { new A() } catch (e) { e.message }',
    'const p = new Proxy({}, { get: (t, k, r) => r[k] }); try { p.x } catch (e) { e.message }',
    'function* g() { yield* g() } try { [...g()] } catch (e) { e.message }',
    'const o = { toString() { return String(o) } }; try { `${o}` } catch (e) { e.message }',
  ])('is for the guest to catch: %s', (code) => {
    both((vm) => vm.runInNewContext(code));
  });

  test('is caught again and again in the same context', () => {
    const sandbox = rsvm.createContext({});
    const code =
      'let n = 0; const f = () => f(); for (let i = 0; i < 50; i++) try { f() } catch { n++ } n';
    for (let i = 0; i < 3; i += 1) expect(rsvm.runInContext(`{ ${code} }`, sandbox)).toBe(50);
    expect(rsvm.runInContext('[1, 2].map((n) => n * 2).join()', sandbox)).toBe('2,4');
  });

  test('that is caught forever ends at the timeout', () => {
    const sandbox = rsvm.createContext({});
    const code = 'const f = () => { try { f() } catch { f() } }; f()';
    const run = () => rsvm.runInContext(code, sandbox, { timeout: 100 });
    expect(run).toThrow(expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }));
    expect(rsvm.runInContext('1 + 1', sandbox)).toBe(2);
  });

  const DEEP = '(function deep() { deep() })()';

  test('in the guest alone ends in a RangeError', () => {
    const sandbox = rsvm.createContext({});
    for (let i = 0; i < 3; i += 1) {
      expect(() => rsvm.runInContext(DEEP, sandbox)).toThrow(RangeError);
    }
    expect(rsvm.runInContext('1 + 1', sandbox)).toBe(2);
  });

  test.each([
    'async function* g() { yield* g() } g().next().catch(() => {})',
    'async function* g() { for await (const x of g()); } g().next().catch(() => {})',
    'function f() { (async function* () { yield f() })().next().catch(() => {}) } f()',
    'async function f() { try { await f() } finally { await 1 } } f().catch(() => {})',
    'function* g() { yield* g() } [...g()]',
    'function f() { JSON.stringify({ toJSON: f }) } f()',
    'function f() { eval("f()") } f()',
  ])('of any kind leaves the context as it was: %s', (code) => {
    const sandbox = rsvm.createContext({});
    try {
      rsvm.runInContext(code, sandbox);
    } catch (error) {
      // Some end in a rejected promise instead.
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(rsvm.runInContext('1 + 1', sandbox)).toBe(2);
  });

  test('of ordinary depth works', () => {
    const depth = '(function f(n) { return n === 0 ? 0 : 1 + f(n - 1) })(1000)';
    expect(rsvm.runInNewContext(depth)).toBe(1000);
  });

  test('in the host below a guest’s call ends in a RangeError', () => {
    const sandbox = rsvm.createContext({
      deep: function deep() {
        deep();
      },
    });
    expect(() => rsvm.runInContext('deep()', sandbox)).toThrow(RangeError);
    expect(rsvm.runInContext('try { deep() } catch (e) { e instanceof RangeError }', sandbox)).toBe(
      true,
    );
    expect(rsvm.runInContext('1 + 1', sandbox)).toBe(2);
  });

  test('when V8’s stack is nearly exhausted the context survives', async () => {
    const source = `
      const vm = require('rsvm');
      const sandbox = vm.createContext({ host: (f) => f() });
      const call = vm.runInContext('(f) => host(f)', sandbox);
      const dive = () => {
        try {
          dive();
        } catch (error) {
          // With a little more of the stack each time: somewhere in between it just fails to suffice.
          try { call(() => 1) } catch {}
          throw error;
        }
      };
      try { dive() } catch {}
      console.log(vm.runInContext('1 + 1', sandbox), call(() => 5));`;
    const { code, stdout } = await child(source, { flags: ['--stack-size=500'] });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '2 5\n' });
  });

  test('when it is exhausted in the middle of a message nothing takes harm', async () => {
    const source = `
      const vm = require('rsvm');
      const said = (run) => { try { return run() } catch (error) { return error.code ?? error.name } };
      const sandbox = vm.createContext({ cb: (x) => x }, { limits: { timeout: 500 } });
      const other = vm.createContext({});
      const f = vm.runInContext('(x) => { cb(1); return x }', sandbox);
      const visit = (n) => (n > 0 ? visit(n - 1) : f(1));
      let suffices = 1000, fails = 20_000;
      while (fails - suffices > 1) {
        const depth = (suffices + fails) >> 1;
        if (said(() => visit(depth)) === 1) suffices = depth; else fails = depth;
      }
      const outcomes = new Set();
      // At some depths it is exhausted before the guest is asked, at others between its question and the answer.
      for (let depth = suffices - 50; depth < fails + 150; depth += 1) {
        said(() => visit(depth));
        outcomes.add(said(() => f(2))).add(said(() => vm.runInContext('1 + 1', other)));
      }
      outcomes.add(vm.runInNewContext('1 + 1', {})).add(said(() => vm.dispose(sandbox)) ?? 2);
      console.log([...outcomes].join());`;
    const { code, stdout } = await child(source, { limit: 60_000 });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '2\n' });
  });
});
