'use strict';

// The console of a guest: the host's, unless the sandbox brings one or the context is silent.

const { afterEach, beforeEach, describe, expect, test } = require('@jest/globals');
const child = require('./helpers/child');
const { rsvm } = require('./helpers/rsvm');

describe('the console of a context', () => {
  const methods = /** @type {const} */ ([
    'log',
    'info',
    'warn',
    'error',
    'debug',
    'dir',
    'table',
    'trace',
  ]);
  /** @type {Record<string, any>} */
  let spies;
  beforeEach(() => {
    spies = {};
    for (const method of methods) {
      spies[method] = jest.spyOn(console, method).mockImplementation(() => {});
    }
  });
  afterEach(() => jest.restoreAllMocks());

  test.each(methods)('%s reaches the host’s', (method) => {
    rsvm.runInNewContext(`console.${method}('text', 1, null)`);
    expect(spies[method]).toHaveBeenCalledTimes(1);
    expect(spies[method]).toHaveBeenCalledWith('text', 1, null);
  });

  test('passes objects that can be read', () => {
    rsvm.runInNewContext('console.log({ a: [1, { b: 2 }] })');
    expect(spies.log.mock.calls[0][0].a[1].b).toBe(2);
  });

  test('answers undefined, whatever the host’s answers', () => {
    spies.log.mockImplementation(() => process);
    expect(rsvm.runInNewContext('console.log(1) === undefined')).toBe(true);
  });

  test('its methods can be taken apart', () => {
    rsvm.runInNewContext('const { log } = console; log("apart"); ["each"].forEach(log)');
    expect(spies.log).toHaveBeenCalledWith('apart');
    expect(spies.log).toHaveBeenCalledTimes(2);
  });

  test('is the guest’s own object', () => {
    const sandbox = rsvm.createContext({});
    expect(
      rsvm.runInContext('typeof console.log.constructor("return typeof process")()', sandbox),
    ).toBe('string');
    expect(rsvm.runInContext('console.log.constructor("return typeof process")()', sandbox)).toBe(
      'undefined',
    );
    rsvm.runInContext('console.log = () => "mine"; console.extra = 1', sandbox);
    expect(rsvm.runInContext('console.log() + console.extra', sandbox)).toBe('mine1');
    expect(/** @type {any} */ (console).extra).toBe(undefined);
  });

  test('is not on the sandbox', () => {
    const sandbox = rsvm.createContext({});
    rsvm.runInContext('console.log(1)', sandbox);
    expect(Object.keys(sandbox)).toEqual([]);
  });

  test('is the sandbox’s if it has one', () => {
    const log = jest.fn();
    const sandbox = rsvm.createContext({ console: { log } });
    rsvm.runInContext('console.log("to the sandbox")', sandbox);
    expect(log).toHaveBeenCalledWith('to the sandbox');
    expect(spies.log).not.toHaveBeenCalled();
    expect(() => rsvm.runInContext('console.warn("x")', sandbox)).toThrow(TypeError);
  });

  test('is the host’s if that is what the sandbox has', () => {
    rsvm.runInContext('console.log("User code executed!")', rsvm.createContext({ console }));
    expect(spies.log).toHaveBeenCalledWith('User code executed!');
  });

  test('may be silent', () => {
    const sandbox = rsvm.createContext({}, /** @type {any} */ ({ console: 'ignore' }));
    rsvm.runInContext('console.log("unheard"); console.error("unheard")', sandbox);
    for (const method of methods) expect(spies[method]).not.toHaveBeenCalled();
  });
});

describe('what is printed', () => {
  /** @param {string} code */
  async function printed(code) {
    const { stdout, stderr } = await child(
      `require('rsvm').runInNewContext(${JSON.stringify(code)})`,
    );
    return [stdout, stderr];
  }

  test('goes where the host’s goes', async () => {
    expect(await printed('console.log("out"); console.error("err")')).toEqual(['out\n', 'err\n']);
  });
  test('is formatted', async () => {
    expect(await printed('console.log("%s is %d", "x", 5, { a: 1 })')).toEqual([
      'x is 5 { a: 1 }\n',
      '',
    ]);
  });
  test('shows objects as Node shows its own', async () => {
    const code =
      'console.log({ a: [1, { b: null }] }, [1, 2], function f() {}, class A {}, Symbol("s"), -0, 10n)';
    const [stdout] = await printed(code);
    expect(stdout).toBe(
      '{ a: [ 1, { b: null } ] } [ 1, 2 ] [Function: f] [class A] Symbol(s) -0 10n\n',
    );
  });
});
