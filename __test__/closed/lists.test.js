'use strict';

// Lists that answer otherwise the second time: a guest's proxy of an array, or an array with getters, that is
// checked where the API takes one and read again in the middle of a message. What it answers then has methods
// of the guest's, which would begin a message over the first.

const { describe, expect, test } = require('@jest/globals');
const { rsvm: vm } = require('../helpers/rsvm');
const { watchForMarks } = require('../helpers/hostile');

watchForMarks();

/** Counts what the guest is asked in the place of a text. */
const HOSTILE = `
  var ran = 0, reads = 0;
  var text = { get length() { ran += 1; return 3 }, charCodeAt() { ran += 1; return 65 }, toString() { ran += 1; return 'x' } };
  var make = (last) => new Proxy(['a', 'b'], { get(list, key) {
    if (key === '0' && (reads += 1) >= last) return text;
    return Reflect.get(list, key);
  } });
  class Species extends Array { static get [Symbol.species]() { return function () { ran += 1; return make(1) } } }
`;

/** @type {Record<string, (list: any, context: object) => unknown>} */
const TAKERS = {
  compileFunction: (list, parsingContext) =>
    vm.compileFunction('return a', list, { parsingContext }),
  SyntheticModule: (list, context) => new vm.SyntheticModule(list, () => {}, { context }),
  contextExtensions: (list, parsingContext) =>
    vm.compileFunction('return 1', [], { parsingContext, contextExtensions: list }),
  'callAsync’s arguments': (list, context) =>
    vm.callAsync(vm.runInContext('(a) => a', context), context, list),
};

describe.each(Object.entries(TAKERS))('%s', (_, take) => {
  test.each([1, 2, 3, 4])('what is another at look %i', async (last) => {
    const context = vm.createContext(/** @type {any} */ ({ n: 1 }));
    const guest = vm.createContext({});
    vm.runInContext(HOSTILE, guest);
    const list = vm.runInContext(`make(${last})`, guest);
    context.n = 2;
    let message = '';
    try {
      await take(list, context);
    } catch (error) {
      ({ message } = /** @type {Error} */ (error));
    }
    expect(message).not.toMatch(/Malformed|has a text here/);
    expect(vm.runInContext('ran', guest)).toBe(0);
    expect(vm.runInContext('n', context)).toBe(2);
  });

  test('a getter of the host’s that changes its mind', async () => {
    const context = vm.createContext({ n: 1 });
    let reads = 0;
    const list = Object.defineProperty(['a'], 0, {
      get: () => ((reads += 1) === 1 ? 'a' : vm.runInContext('n', context)),
    });
    try {
      await take(list, context);
    } catch (error) {
      expect(error).toHaveProperty('code', 'ERR_INVALID_ARG_TYPE');
    }
    expect(reads).toBe(1);
    expect(vm.runInContext('n', context)).toBe(1);
  });
});

test('a list of modules is the linked module’s own, whatever the species of the array', () => {
  const { SourceTextModule } = /** @type {any} */ (vm);
  if (!('linkRequests' in SourceTextModule.prototype)) return;
  const context = vm.createContext({});
  const guest = vm.createContext({});
  vm.runInContext(HOSTILE, guest);
  const linked = new vm.SyntheticModule(['x'], () => {}, { context });
  const modules = vm.runInContext('new Species(1)', guest);
  modules[0] = linked;
  const module = new SourceTextModule('import { x } from "x"', { context });
  module.linkRequests(modules);
  module.instantiate();
  expect(module.status).toBe('linked');
  expect(vm.runInContext('ran', guest)).toBe(0);
});

describe('a module', () => {
  const context = () => vm.createContext(/** @type {any} */ ({}));

  test('that a guest is given leads to nothing but what its class says', () => {
    const sandbox = context();
    sandbox.m = new vm.SyntheticModule(['a'], () => {}, { context: sandbox });
    expect(vm.runInContext('Reflect.ownKeys(m).length', sandbox)).toBe(0);
  });

  test('is not one by what it answers', async () => {
    const sandbox = context();
    const module = new vm.SourceTextModule('import "x"', { context: sandbox });
    const like = vm.runInNewContext('asked = 0; new Proxy({}, { get() { asked += 1 } })');
    await expect(module.link(() => like)).rejects.toHaveProperty(
      'code',
      'ERR_VM_MODULE_NOT_MODULE',
    );
  });

  test('nor a script is shown to a callback of a guest’s', async () => {
    const sandbox = context();
    const other = context();
    const note = vm.runInContext(
      '"use strict"; globalThis.seen = []; (function (...args) { seen.push(typeof this, ...args.map((arg) => typeof arg)); throw 1 })',
      other,
    );
    const module = new vm.SourceTextModule('import "x"', { context: sandbox });
    await expect(module.link(note)).rejects.toBe(1);
    const meta = new vm.SourceTextModule('import.meta', {
      context: sandbox,
      initializeImportMeta: note,
    });
    await meta.link(() => /** @type {any} */ (undefined));
    await expect(meta.evaluate()).rejects.toBe(1);
    const synthetic = new vm.SyntheticModule([], note, { context: sandbox });
    await /** @type {any} */ (synthetic).link?.(() => {});
    await expect(synthetic.evaluate()).rejects.toBe(1);
    const script = new vm.Script('import("x")', { importModuleDynamically: note });
    await expect(script.runInContext(sandbox)).rejects.toBe(1);
    const seen = vm.runInContext('seen.join()', other);
    // The objects are the attributes, and `meta`; what is undefined would lead to a class.
    expect(seen).toMatch(
      /^undefined,string,undefined,object,undefined,object,undefined,undefined,undefined,string,undefined,object(,string)?$/,
    );
  });
});
