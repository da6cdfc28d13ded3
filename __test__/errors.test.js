'use strict';

// What is thrown crosses as an error of the other side's realm, with all that belongs to it, and with
// nothing of the host's paths.

const { describe, expect, test } = require('@jest/globals');
const util = require('node:util');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');

const KINDS = [
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
];
const host = /** @type {any} */ (globalThis);

/** @param {() => unknown} run */
function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/**
 * @param {string} code
 * @param {any} [sandbox]
 */
const thrown = (code, sandbox = {}) =>
  thrownBy(() => rsvm.runInContext(code, rsvm.createContext(sandbox), 'guest.js'));

describe('a guest’s error on the host', () => {
  test.each(KINDS)('%s', (kind) => {
    const error = thrown(`throw new ${kind}('why', { cause: 'because' })`);
    expect(error).toBeInstanceOf(host[kind]);
    expect(Object.getPrototypeOf(error)).toBe(host[kind].prototype);
    expect(util.types.isNativeError(error)).toBe(true);
    expect([error.name, error.message, error.cause]).toEqual([kind, 'why', 'because']);
    expect(Object.keys(error)).toEqual([]);
    expect(Object.hasOwn(error, 'message')).toBe(true);
    expect(String(error)).toBe(`${kind}: why`);
  });

  test('made by the engine', () => {
    expect(thrown('null.x')).toBeInstanceOf(TypeError);
    expect(thrown('missing')).toBeInstanceOf(ReferenceError);
    expect(thrown('new Array(-1)')).toBeInstanceOf(RangeError);
    expect(thrown('decodeURI("%")')).toBeInstanceOf(URIError);
    expect(thrown('JSON.parse("{")')).toBeInstanceOf(SyntaxError);
    expect(thrown('let a = ;')).toBeInstanceOf(SyntaxError);
    expect(thrown('"use strict"; undefined = 1')).toBeInstanceOf(TypeError);
  });

  test('without message, cause or stack of its own', () => {
    const error = thrown('throw new Error');
    expect(error.message).toBe('');
    expect(Object.hasOwn(error, 'message')).toBe(false);
    expect('cause' in error).toBe(false);
  });

  test('with own properties', () => {
    const error = thrown(
      'throw Object.assign(new Error("x"), { code: "E_GUEST", data: { list: [1] }, [Symbol.for("k")]: 2 })',
    );
    expect([error.code, error.data.list[0], error[Symbol.for('k')]]).toEqual(['E_GUEST', 1, 2]);
    expect(Object.keys(error)).toEqual(['code', 'data']);
  });

  test('with causes in causes', () => {
    const error = thrown(
      'throw new Error("a", { cause: new TypeError("b", { cause: new RangeError("c") }) })',
    );
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.cause.cause).toBeInstanceOf(RangeError);
    expect(error.cause.cause.message).toBe('c');
    const circle = thrown('const e = new Error("self"); e.cause = e; throw e');
    expect(circle.cause).toBe(circle);
  });

  test('of several', () => {
    const error = thrown('throw new AggregateError([new TypeError("one"), 2], "many")');
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.message).toBe('many');
    expect(error.errors[0]).toBeInstanceOf(TypeError);
    expect(error.errors[1]).toBe(2);
  });

  test('of a class of the guest’s', () => {
    const sandbox = rsvm.createContext({});
    const Problem = rsvm.runInContext(
      'class Problem extends TypeError { name = "Problem"; detail() { return "d " + this.message } } Problem',
      sandbox,
    );
    const error = thrownBy(() => rsvm.runInContext('throw new Problem("p")', sandbox));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(Problem);
    expect([error.name, error.message, error.detail()]).toEqual(['Problem', 'p', 'd p']);
    expect(error.stack).toMatch(/p/);
  });

  test('is one object, and comes home as itself', () => {
    const sandbox = rsvm.createContext({});
    const make = rsvm.runInContext('const e = new Error("one"); () => { throw e }', sandbox);
    const error = thrownBy(make);
    expect(thrownBy(make)).toBe(error);
    expect(rsvm.runInContext('(x) => x === e', sandbox)(error)).toBe(true);
    expect(rsvm.runInContext('e', sandbox)).toBe(error);
  });

  test.each([
    ['undefined'],
    ['null'],
    ['5'],
    ['"text"'],
    ['10n'],
    ['({ a: 1 })'],
    ['Symbol.iterator'],
  ])('throw %s', (code) => {
    const sandbox = rsvm.createContext({});
    const value = rsvm.runInContext(`value = ${code}`, sandbox);
    expect(thrownBy(() => rsvm.runInContext('throw value', sandbox))).toBe(value);
  });

  test('names its place', () => {
    const error = thrown('\n\nfunction inner() {\n  throw new Error("here");\n}\ninner();');
    const frames = error.stack
      .split('\n')
      .filter((/** @type {string} */ line) => /^ {4}at /.test(line));
    expect(frames[0]).toMatch(/^ {4}at inner \(guest\.js:4:\d+\)$/);
    expect(frames[1]).toMatch(/guest\.js:6:\d+/);
    expect(error.stack).toContain('Error: here');
    expect(error.stack).toContain('errors.test.js');
    expect(error.stack).not.toMatch(/rsvm[\\/]lib[\\/]|session\.js/);
  });

  test('names its place with an offset', () => {
    const run = (/** @type {any} */ options) =>
      thrownBy(() =>
        rsvm.runInNewContext('throw new Error("x")', {}, { filename: 'f.js', ...options }),
      ).stack;
    expect(run({ lineOffset: 10 })).toMatch(/f\.js:11:\d+/);
    expect(run({})).toMatch(/f\.js:1:\d+/);
  });

  test('shows the line, unless told not to', () => {
    const run = (/** @type {boolean} */ displayErrors) =>
      thrownBy(() =>
        rsvm.runInNewContext('let x = 1;\nnull.x', {}, { filename: 'f.js', displayErrors }),
      ).stack;
    expect(run(true)).toMatch(/^f\.js:2\nnull\.x\n *\^/);
    expect(run(false)).toMatch(/^TypeError: /);
  });

  test('a syntax error names its place', () => {
    const error = thrown('let ok = 1;\nlet a = ;');
    expect(error.stack).toMatch(/^guest\.js:2\nlet a = ;\n *\^/);
    expect(error.stack).toContain('SyntaxError: ');
    expect(error.message).not.toMatch(/line \d/);
  });

  test('hostile ones are still errors', () => {
    expect(() =>
      thrown('throw Object.defineProperty(new Error("x"), "message", { get() { throw 1 } })'),
    ).not.toThrow();
    expect(() =>
      thrown('throw Object.assign(new Error("x"), { stack: { toString() { throw 1 } } })'),
    ).not.toThrow();
    expect(() =>
      thrown(
        'throw Object.setPrototypeOf(new Error("x"), new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } }))',
      ),
    ).not.toThrow();
    expect(() =>
      util.inspect(
        thrown('const e = new Error("x"); e.name = { toString() { throw 1 } }; throw e'),
      ),
    ).not.toThrow();
  });
});

describe('a host’s error in the guest', () => {
  test('once in a message, however often it is named', () => {
    let error = /** @type {any} */ (new Error('0'));
    // Whole wherever they stand, these would be a billion.
    for (let i = 1; i < 30; i += 1) {
      error = Object.assign(new Error(String(i)), { a: error, b: error, self: null });
      error.self = error;
    }
    const sandbox = rsvm.createContext({
      get: () => error,
      list: new Map([[error, error]]),
      error,
    });
    const run = (/** @type {string} */ code) => rsvm.runInContext(code, sandbox);
    expect(run('error.message + error.a.b.a.message')).toBe('2926');
    expect(run('error.a === error.b && error.a.a === error.b.a && error.self === error')).toBe(
      true,
    );
    expect(run('const got = get(); got === error && list.get(got) === got')).toBe(true);
    expect(run('[...list.keys()][0] instanceof Error && got.a instanceof Error')).toBe(true);
  });

  test('in a message that is begun anew, since not all of it can be written', () => {
    const error = new Error('kept');
    const shared = new SharedArrayBuffer(1);
    const sandbox = rsvm.createContext({
      get: () => ({ error }),
      fail: () => Object.assign(error, { shared }),
    });
    const run = (/** @type {string} */ code) => rsvm.runInContext(code, sandbox);
    expect(run('try { fail() } catch (e) { e.code }')).toBe('ERR_RSVM_UNSUPPORTED');
    Reflect.deleteProperty(error, 'shared');
    expect(run('const e = get().error; e instanceof Error && e.message')).toBe('kept');
  });

  /**
   * @param {any} error
   * @param {string} code sees it as `e`
   */
  function seen(error, code) {
    const sandbox = rsvm.createContext({
      f() {
        throw error;
      },
    });
    return rsvm.runInContext(
      `let answer; try { f() } catch (e) { answer = (${code}) } answer`,
      sandbox,
    );
  }

  test.each(KINDS)('%s', (kind) => {
    const error = new host[kind]('why', { cause: 'because' });
    expect(
      seen(error, `e instanceof ${kind} && Object.getPrototypeOf(e) === ${kind}.prototype`),
    ).toBe(true);
    expect(seen(error, '[e.name, e.message, e.cause, String(e)].join()')).toBe(
      `${kind},why,because,${kind}: why`,
    );
    expect(seen(error, 'Object.prototype.toString.call(e)')).toBe('[object Error]');
  });

  test('with own properties, code and causes', () => {
    const error = Object.assign(new Error('x', { cause: new TypeError('y') }), {
      code: 'E_HOST',
      data: { a: 1 },
    });
    expect(
      seen(error, '[e.code, e.data.a, e.cause instanceof TypeError, e.cause.message].join()'),
    ).toBe('E_HOST,1,true,y');
    expect(seen(error, 'Object.keys(e).join()')).toBe('code,data');
  });

  test('of Node’s own', () => {
    const error = thrownBy(() => Buffer.alloc(/** @type {any} */ ('x')));
    expect(seen(error, '[e.code, e instanceof TypeError].join()')).toBe(
      'ERR_INVALID_ARG_TYPE,true',
    );
  });

  test('of several', () => {
    const error = new AggregateError([new TypeError('one')], 'many');
    expect(
      seen(
        error,
        '[e instanceof AggregateError, e.errors[0] instanceof TypeError, e.message].join()',
      ),
    ).toBe('true,true,many');
  });

  test('of a class of the host’s', () => {
    class Problem extends RangeError {
      name = 'Problem';
      detail() {
        return `d ${this.message}`;
      }
    }
    const sandbox = rsvm.createContext({
      Problem,
      f() {
        throw new Problem('p');
      },
    });
    const code =
      'let a; try { f() } catch (e) { a = [e instanceof Problem, e instanceof RangeError, e.name, e.message].join() } a';
    expect(rsvm.runInContext(code, sandbox)).toBe('true,true,Problem,p');
    expect(rsvm.runInContext('new Problem("q").detail()', sandbox)).toBe('d q');
  });

  test('that is not caught arrives as itself', () => {
    const error = new Error('original');
    const sandbox = rsvm.createContext({
      f() {
        throw error;
      },
    });
    expect(thrownBy(() => rsvm.runInContext('f()', sandbox))).toBe(error);
    expect(thrownBy(() => rsvm.runInContext('try { f() } catch (e) { throw e }', sandbox))).toBe(
      error,
    );
    expect(thrownBy(() => rsvm.runInContext('[1].forEach(f)', sandbox))).toBe(error);
  });

  test.each([[undefined], [null], [5], ['text'], [10n], [Symbol('s')]])('throw %p', (value) => {
    expect(seen(value, 'e')).toBe(value);
  });

  test('shows no path of the host’s', () => {
    const error = new Error('secret', { cause: new Error('inner') });
    const text = seen(error, '[e.stack, e.cause.stack, String(e.stack)].join("\\n")');
    expect(text).toContain('Error: secret');
    for (const secret of [__dirname, 'errors.test.js', 'node:', 'node_modules', '.js:']) {
      expect(text.replaceAll('evalmachine.<anonymous>', '')).not.toContain(secret);
    }
  });

  test('through guest and host and guest', () => {
    /** @type {any} */
    const sandbox = rsvm.createContext({ call: (/** @type {any} */ f) => f() });
    const code =
      'const e = new Error("deep"); let same; try { call(() => call(() => { throw e })) } catch (x) { same = x === e } same';
    expect(rsvm.runInContext(code, sandbox)).toBe(true);
  });

  test('finally runs on both sides', () => {
    const order = /** @type {string[]} */ ([]);
    const sandbox = rsvm.createContext({
      note: (/** @type {string} */ s) => order.push(s),
      call(/** @type {any} */ f) {
        try {
          return f();
        } finally {
          order.push('host');
        }
      },
    });
    expect(() =>
      rsvm.runInContext(
        'try { call(() => { try { throw new Error("x") } finally { note("inner") } }) } finally { note("outer") }',
        sandbox,
      ),
    ).toThrow('x');
    expect(order).toEqual(['inner', 'host', 'outer']);
  });
});

describe('an error that crosses', () => {
  test('has its message, wherever that is from', () => {
    both((vm) => {
      const dom = new DOMException('dm', 'AbortError');
      const aborted = AbortSignal.abort().reason;
      return [
        vm.runInNewContext('String([e.name, e.message, e.code])', { e: dom }),
        vm.runInNewContext('e.message', { e: aborted }),
        vm.runInNewContext('const e = new Error(); e.message = 5; e').message,
        vm.runInNewContext('"message" in e && !Object.hasOwn(e, "message")', { e: new Error() }),
      ];
    });
  });

  test('keeps the attributes of its properties', () => {
    both((vm) => {
      const attributes = { value: 4, writable: false, enumerable: false, configurable: false };
      const e = Object.defineProperty(new Error('x'), 'p', attributes);
      const inside = vm.runInNewContext('JSON.stringify(Object.getOwnPropertyDescriptor(e, "p"))', {
        e,
      });
      const theirs = vm.runInNewContext('Object.defineProperty(new Error("x"), "p", { value: 4 })');
      return [inside, Object.getOwnPropertyDescriptor(theirs, 'p')];
    });
  });

  test('has what its getters answered when it left the run', () => {
    const getters = `Object.defineProperties(new SyntaxError(), {
      message: { configurable: true, get() { return 'lazy' } }, name: { get() { return 'Mine' } },
      code: { enumerable: true, get() { return 5 } }, broken: { get() { throw 1 } } })`;
    for (const error of [thrown(`throw ${getters}`), rsvm.runInNewContext(getters)]) {
      expect([error.message, error.name, error.code, String(error)]).toEqual([
        'lazy',
        'Mine',
        5,
        'Mine: lazy',
      ]);
      expect(error.stack).toMatch(/^(.*\n)*Mine: lazy\n {4}at /);
      expect(Object.hasOwn(error, 'broken')).toBe(false);
    }
    const endless = `throw Object.defineProperty(new Error(), 'message', { get() { for (;;); } })`;
    expect(() => rsvm.runInNewContext(endless, {}, { timeout: 50 })).toThrow(
      expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }),
    );
  });

  test('has a message with the attributes that it has there', () => {
    both((vm) => {
      const error = vm.runInNewContext('const e = new Error(); e.message = "x"; e');
      return [JSON.stringify(error), Object.keys(error), String(error)];
    });
  });

  test('says what it is with the message that the host gave it', () => {
    both((vm) => {
      const error = vm.runInNewContext('class Own extends Error { name = "Own" } new Own("text")');
      error.message = `in a plugin: ${error.message}`;
      return [String(error), `${error}`, error.toString()];
    });
  });

  test('has a stack that is put together when it is read', () => {
    const error = thrown('function f() { throw new Error("x") } f()');
    const { prepareStackTrace } = Error;
    try {
      Error.prepareStackTrace = (made, sites) => `${made}, MAPPED ${sites[0]}`;
      expect(error.stack).toMatch(/\^\n\nError: x, MAPPED f \(.*:1:22\)$/);
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
    expect(error.stack).toMatch(/MAPPED f \(.*\)$/);
    Error.captureStackTrace(error);
    expect(error.stack).toMatch(/^Error: x\n {4}at .*errors\.test\.js/);
  });

  test('and leaves the host’s limit of frames alone', () => {
    const { stackTraceLimit } = Error;
    try {
      Error.stackTraceLimit = 1;
      const error = thrown('function f() { throw new Error("x") } f()');
      expect(String(error.stack).match(/\n {4}at /g)).toHaveLength(2);
      expect(Error.stackTraceLimit).toBe(1);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });
});
