'use strict';

// Every check of an argument or an option, against node:vm: same class, code and message; the same
// properties read in the same order. And what the errors look like.

const { rsvm } = require('./helpers/rsvm');
const { create } = require('../lib/errors');
const both = require('./helpers/both');

/** @typedef {(vm: any) => unknown} Run */

/**
 * One test a row.
 * @param {Record<string, Run>} table
 */
function bothEach(table) {
  test.each(Object.entries(table))('%s', (_name, run) => {
    both(run);
  });
}

/** Values of every kind, as a wrong argument. */
const WRONG = {
  undefined,
  null: null,
  true: true,
  0: 0,
  '-0': -0,
  1.5: 1.5,
  NaN,
  'a bigint': 10n ** 20n,
  'a string': 'text',
  'a string with a quote': "it's",
  'a long string': 'abcdefghijklmnopqrstuvwxyz0123456789',
  'a symbol': Symbol('q'),
  'a function': function named() {},
  'a nameless function': (() => () => {})(),
  'an array': [],
  'a Map': new Map(),
  'an object without prototype': Object.create(null),
  'an object with an odd constructor': { __proto__: { constructor: { name: 5 } } },
  'an object with a nameless class': new (class {})(),
};

describe.each(Object.entries(WRONG))('given %s', (_name, value) => {
  bothEach({
    isContext: (vm) => vm.isContext(value),
    'createContext, options': (vm) => typeof vm.createContext({}, value),
    'createContext, name': (vm) => typeof vm.createContext({}, { name: value }),
    'createContext, origin': (vm) => typeof vm.createContext({}, { origin: value }),
    'createContext, codeGeneration': (vm) => typeof vm.createContext({}, { codeGeneration: value }),
    'createContext, strings': (vm) =>
      typeof vm.createContext({}, { codeGeneration: { strings: value } }),
    'createContext, wasm': (vm) => typeof vm.createContext({}, { codeGeneration: { wasm: value } }),
    'createContext, microtaskMode': (vm) => typeof vm.createContext({}, { microtaskMode: value }),
    'createContext, importModuleDynamically': (vm) =>
      typeof vm.createContext({}, { importModuleDynamically: value }),
    'Script, options': (vm) => typeof new vm.Script('1', value),
    'Script, filename': (vm) => typeof new vm.Script('1', { filename: value }),
    'Script, lineOffset': (vm) => typeof new vm.Script('1', { lineOffset: value }),
    'Script, columnOffset': (vm) => typeof new vm.Script('1', { columnOffset: value }),
    'Script, cachedData': (vm) => typeof new vm.Script('1', { cachedData: value }),
    'Script, produceCachedData': (vm) => typeof new vm.Script('1', { produceCachedData: value }),
    'Script, importModuleDynamically': (vm) =>
      typeof new vm.Script('1', { importModuleDynamically: value }),
    'runInContext, context': (vm) => vm.runInContext('1', value),
    'runInContext, options': (vm) => vm.runInContext('1', vm.createContext(), value),
    'runInContext, timeout': (vm) => vm.runInContext('1', vm.createContext(), { timeout: value }),
    'runInContext, displayErrors': (vm) =>
      vm.runInContext('1', vm.createContext(), { displayErrors: value }),
    'runInContext, breakOnSigint': (vm) =>
      vm.runInContext('1', vm.createContext(), { breakOnSigint: value }),
    'runInNewContext, options': (vm) => vm.runInNewContext('1', {}, value),
    'runInNewContext, contextName': (vm) => vm.runInNewContext('1', {}, { contextName: value }),
    'runInNewContext, contextOrigin': (vm) => vm.runInNewContext('1', {}, { contextOrigin: value }),
    'runInNewContext, contextCodeGeneration': (vm) =>
      vm.runInNewContext('1', {}, { contextCodeGeneration: value }),
    'runInNewContext, contextCodeGeneration.strings': (vm) =>
      vm.runInNewContext('1', {}, { contextCodeGeneration: { strings: value } }),
    'runInNewContext, contextCodeGeneration.wasm': (vm) =>
      vm.runInNewContext('1', {}, { contextCodeGeneration: { wasm: value } }),
    'runInNewContext, microtaskMode': (vm) => vm.runInNewContext('1', {}, { microtaskMode: value }),
    'runInThisContext, options': (vm) => vm.runInThisContext('1', value),
    'script.runInContext, context': (vm) => new vm.Script('1').runInContext(value),
    'script.runInContext, options': (vm) =>
      new vm.Script('1').runInContext(vm.createContext(), value),
    'script.runInNewContext, options': (vm) => new vm.Script('1').runInNewContext({}, value),
    'script.runInThisContext, options': (vm) => new vm.Script('1').runInThisContext(value),
    'compileFunction, code': (vm) => typeof vm.compileFunction(value),
    'compileFunction, params': (vm) => typeof vm.compileFunction('', value),
    'compileFunction, a param': (vm) =>
      typeof vm.compileFunction('', ['a', value === 'text' ? 'b' : wrongName(value)]),
    'compileFunction, options': (vm) => typeof vm.compileFunction('', [], value),
    'compileFunction, filename': (vm) => typeof vm.compileFunction('', [], { filename: value }),
    'compileFunction, lineOffset': (vm) => typeof vm.compileFunction('', [], { lineOffset: value }),
    'compileFunction, columnOffset': (vm) =>
      typeof vm.compileFunction('', [], { columnOffset: value }),
    'compileFunction, cachedData': (vm) => typeof vm.compileFunction('', [], { cachedData: value }),
    'compileFunction, produceCachedData': (vm) =>
      typeof vm.compileFunction('', [], { produceCachedData: value }),
    'compileFunction, parsingContext': (vm) =>
      typeof vm.compileFunction('', [], { parsingContext: value }),
    'compileFunction, contextExtensions': (vm) =>
      typeof vm.compileFunction('', [], { contextExtensions: value }),
    'compileFunction, importModuleDynamically': (vm) =>
      typeof vm.compileFunction('', [], { importModuleDynamically: value }),
  });
});

/**
 * A string that is no identifier as a parameter's name aborts Node, so those pass as a number.
 * @param {unknown} value
 */
function wrongName(value) {
  return typeof value === 'string' ? 1 : value;
}

describe('single values', () => {
  bothEach({
    'createContext of a function': (vm) => vm.createContext(function foo() {}),
    'createContext of null': (vm) => vm.createContext(null),
    'createContext of a number': (vm) => vm.createContext(1),
    'createContext of an array': (vm) => vm.isContext(vm.createContext([])),
    'createContext of a Map': (vm) => vm.isContext(vm.createContext(new Map())),
    'createContext of a context, with bad options': (vm) => {
      const context = vm.createContext({});
      return vm.createContext(context, null) === context;
    },
    'runInNewContext in null': (vm) => vm.runInNewContext('1', null),
    'runInNewContext in a string': (vm) => vm.runInNewContext('1', 'x'),
    'runInContext in {}': (vm) => vm.runInContext('1', {}),
    'runInContext in []': (vm) => vm.runInContext('1', []),
    'runInContext in a class instance': (vm) => vm.runInContext('1', new (class Box {})()),
    'runInContext in a Proxy': (vm) => vm.runInContext('1', new Proxy({ a: 1 }, {})),
    'script.runInContext in {}': (vm) => new vm.Script('1').runInContext({}),
    'microtaskMode of another name': (vm) => vm.createContext({}, { microtaskMode: 'x' }),
    'the symbol of the host’s loader': (vm) => {
      const loader = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
      return new vm.Script('1', { importModuleDynamically: loader }).runInThisContext();
    },
    'the other symbol in its place': (vm) =>
      new vm.Script('1', { importModuleDynamically: vm.constants.DONT_CONTEXTIFY }),
    'lineOffset of 2 ** 31': (vm) => new vm.Script('1', { lineOffset: 2 ** 31 }),
    'lineOffset of 2 ** 33': (vm) => new vm.Script('1', { lineOffset: 2 ** 33 }),
    'lineOffset of -Infinity': (vm) => new vm.Script('1', { lineOffset: -Infinity }),
    'lineOffset as a string': (vm) => new vm.Script('1', { lineOffset: '1' }),
    'the lowest lineOffset': (vm) => typeof new vm.Script('1', { lineOffset: -(2 ** 31) }),
    'timeout of 0': (vm) => vm.runInThisContext('1', { timeout: 0 }),
    'timeout of 2 ** 32': (vm) => vm.runInThisContext('1', { timeout: 2 ** 32 }),
    'timeout of -2 ** 40': (vm) => vm.runInThisContext('1', { timeout: -(2 ** 40) }),
    'timeout as a string': (vm) => vm.runInThisContext('1', { timeout: '5' }),
    'cachedData as an ArrayBuffer': (vm) => new vm.Script('1', { cachedData: new ArrayBuffer(4) }),
    'a param that is a number': (vm) => vm.compileFunction('', ['a', 1]),
    'a parsingContext that is none': (vm) => vm.compileFunction('', [], { parsingContext: {} }),
    'a contextExtension that is a number': (vm) =>
      vm.compileFunction('', [], { contextExtensions: [{}, 1] }),
    'a contextExtension that is an array': (vm) =>
      vm.compileFunction('', [], { contextExtensions: [[]] }),
    'measureMemory, mode': (vm) => vm.measureMemory({ mode: 'x' }),
    'measureMemory, execution': (vm) => vm.measureMemory({ execution: 'x' }),
    'measureMemory, options': (vm) => vm.measureMemory(null),
    'no code': (vm) => new vm.Script().runInThisContext(),
    'code that is a symbol': (vm) => new vm.Script(Symbol('a')),
    'code that converts': (vm) => new vm.Script({ toString: () => '40+2' }).runInThisContext(),
    'code that converts by throwing': (vm) =>
      vm.runInThisContext({
        toString() {
          throw new RangeError('no code');
        },
      }),
    'methods on something else': (vm) => vm.Script.prototype.runInThisContext.call({}),
    'createCachedData on something else': (vm) => vm.Script.prototype.createCachedData.call({}),
    'Script without new': (vm) => vm.Script('1'),
  });
});

describe('the order of things', () => {
  /**
   * Options that log what is read from them.
   * @param {string[]} log
   * @param {Record<string, unknown>} [own] what they hold
   */
  function watched(log, own = {}) {
    return new Proxy(own, {
      get(target, key) {
        log.push(`get ${String(key)}`);
        return Reflect.get(target, key);
      },
      ownKeys(target) {
        log.push('keys');
        return Reflect.ownKeys(target);
      },
    });
  }

  /** @type {Record<string, (vm: any, options: object) => unknown>} */
  const readers = {
    Script: (vm, options) => new vm.Script('1', options),
    createContext: (vm, options) => vm.createContext({}, options),
    runInContext: (vm, options) => vm.runInContext('1', vm.createContext(), options),
    runInNewContext: (vm, options) => vm.runInNewContext('1', {}, options),
    runInThisContext: (vm, options) => vm.runInThisContext('1', options),
    'script.runInContext': (vm, options) =>
      new vm.Script('1').runInContext(vm.createContext(), options),
    'script.runInNewContext': (vm, options) => new vm.Script('1').runInNewContext({}, options),
    'script.runInThisContext': (vm, options) => new vm.Script('1').runInThisContext(options),
    compileFunction: (vm, options) => vm.compileFunction('', [], options),
  };

  test.each(Object.entries(readers))('options are read in it: %s', (_name, read) => {
    const options = { timeout: 1000, contextName: 'n', contextCodeGeneration: { strings: true } };
    both((vm) => {
      /** @type {string[]} */
      const log = [];
      read(vm, watched(log, options));
      return log;
    });
  });

  test.each(Object.entries(readers))('a getter that throws ends it: %s', (_name, read) => {
    both((vm) =>
      read(vm, {
        get filename() {
          throw new Error('filename');
        },
        get name() {
          throw new Error('name');
        },
        get timeout() {
          throw new Error('timeout');
        },
      }),
    );
  });

  bothEach({
    'the context before the options': (vm) => vm.runInContext('1', 1, { timeout: 0 }),
    'the script’s options before the run’s': (vm) =>
      vm.runInThisContext('1', { timeout: 0, filename: 1 }),
    'the code before the options': (vm) => new vm.Script(Symbol('code'), null),
    'the context’s options before the script’s': (vm) =>
      vm.runInNewContext('1', {}, { contextName: 1, filename: 1 }),
    'compileFunction’s options before its params': (vm) => vm.compileFunction('', 1, 1),
  });

  test.each(['runInThisContext', 'runInNewContext'])(
    'the syntax before the timeout: %s',
    (/** @type {'runInThisContext' | 'runInNewContext'} */ name) => {
      const run = () =>
        name === 'runInThisContext'
          ? rsvm.runInThisContext('foo bar', { timeout: 0 })
          : rsvm.runInNewContext('foo bar', {}, { timeout: 0 });
      expect(run).toThrow(SyntaxError);
    },
  );
});

describe('rsvm’s own option', () => {
  test.each(['inherit', 'ignore', undefined, null])('console: %s', (console) => {
    const options = /** @type {any} */ ({ console });
    expect(rsvm.isContext(rsvm.createContext({}, options))).toBe(true);
  });

  test('console of another name', () => {
    const options = /** @type {any} */ ({ console: 'verbose' });
    expect(() => rsvm.createContext({}, options)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_VALUE',
        message:
          "The property 'options.console' must be one of: 'inherit', 'ignore'. Received 'verbose'",
      }),
    );
  });
});

describe('an error', () => {
  /** @returns {any} */
  function caught() {
    try {
      rsvm.createContext(/** @type {any} */ (1));
    } catch (error) {
      return error;
    }
    throw new Error('nothing was thrown');
  }

  test('is of the caller’s realm', () => {
    expect(caught()).toBeInstanceOf(TypeError);
    expect(caught().constructor).toBe(TypeError);
  });

  test('names its code where Node’s do', () => {
    const error = caught();
    expect(error.name).toBe('TypeError');
    expect(Object.keys(error)).toEqual(['code']);
    expect(String(error)).toBe(`TypeError [ERR_INVALID_ARG_TYPE]: ${error.message}`);
    expect(error.stack.split('\n', 1)[0]).toBe(String(error));
  });

  test('of the engine is an ordinary one with a code', () => {
    const error = create('ERR_SCRIPT_EXECUTION_TIMEOUT', 5);
    expect(Object.getPrototypeOf(error)).toBe(Error.prototype);
    expect(error.code).toBe('ERR_SCRIPT_EXECUTION_TIMEOUT');
    expect(String(error)).toBe('Error: Script execution timed out after 5ms');
    expect(error.stack?.split('\n', 1)[0]).toBe(String(error));
  });

  test('can keep a cause', () => {
    const cause = new Error('inner');
    expect(create('ERR_VM_MODULE_LINK_FAILURE', 'outer', cause)).toMatchObject({
      message: 'outer',
      cause,
    });
  });

  test('has one of the known codes', () => {
    expect(() => create('toString')).toThrow('no error with the code toString');
  });
});

test('measureMemory has nothing to measure', async () => {
  await expect(rsvm.measureMemory({ mode: 'detailed', execution: 'eager' })).rejects.toThrow(
    expect.objectContaining({ code: 'ERR_RSVM_NO_HEAP_STATISTICS' }),
  );
});
