'use strict';

// What the package exports: Node's names in Node's order, with Node's arities, then its own; and that
// each way of importing finds them.

const fs = require('node:fs');
const path = require('node:path');
const { inspect } = require('node:util');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');
const child = require('./helpers/child');

const OWN = ['runInContextSync', 'dispose', 'runInContextAsync', 'callAsync'];

test('Node’s exports in Node’s order, then our own', () => {
  // The classes of modules are there in Node only behind a flag.
  const known = Object.keys(nodeVm).filter((name) => !/Module$/.test(name));
  const modules = ['Module', 'SourceTextModule', 'SyntheticModule'];
  expect(Object.keys(rsvm)).toEqual([...known, ...modules]);
  expect(Object.getOwnPropertyNames(rsvm)).toEqual([...known, ...modules, ...OWN]);
});

test('the same arities and names', () => {
  both((vm) =>
    Object.entries(vm)
      .filter(([name, value]) => typeof value === 'function' && !OWN.includes(name))
      .filter(([name]) => !/Module$/.test(name))
      .map(([name, value]) => [name, value.name, value.length]),
  );
});

test('what can be called with new', () => {
  /** @param {any} vm */
  const constructible = (vm) =>
    Object.keys(nodeVm)
      .filter((name) => typeof vm[name] === 'function' && !/Module$/.test(name))
      .map((name) => [name, Object.hasOwn(vm[name], 'prototype')]);
  expect(constructible(rsvm)).toEqual(constructible(nodeVm));
  const context = rsvm.createContext({});
  const create = /** @type {any} */ (rsvm.createContext);
  expect(new create(context)).toBe(context);
});

test('both entries list the same names', () => {
  const [names, others] = ['index.js', 'process.js'].map((file) => {
    const source = fs.readFileSync(path.join(__dirname, '..', file), 'utf8');
    // What Node finds without running it is what is written there.
    return [...source.matchAll(/^ {2}(\w+),$|^Object\.defineProperty\(.*$/gm)].map(
      ([line]) => line,
    );
  });
  expect(others).toEqual(names);
  expect(names.length).toBeGreaterThan(2 * Object.keys(rsvm).length);
  const [here, apart] = ['..', '../process'].map((file) =>
    Object.getOwnPropertyNames(require(file)),
  );
  expect(apart).toEqual(here);
});

test('runInContextSync is runInContext', () => {
  expect(rsvm.runInContextSync).toBe(rsvm.runInContext);
});

test('constants', () => {
  both(({ constants }) => [
    Object.getPrototypeOf(constants),
    Object.isFrozen(constants),
    Object.entries(constants).map(([name, value]) => [name, typeof value, String(value)]),
  ]);
});

describe('Script', () => {
  test('has the methods that Node’s has', () => {
    both(({ Script }) => [
      Object.getOwnPropertyNames(Script.prototype).sort(),
      Object.getOwnPropertyNames(Object.getPrototypeOf(Script.prototype)).sort(),
      Object.getPrototypeOf(Script).name,
      Object.getPrototypeOf(Script).length,
    ]);
  });

  test('has the methods’ arities', () => {
    both(({ Script: { prototype } }) => [
      prototype.runInContext.length,
      prototype.runInNewContext.length,
      prototype.runInThisContext.length,
      prototype.createCachedData.length,
    ]);
  });

  test('works on scripts alone', () => {
    const others = [undefined, null, 1, 'text', Symbol('s'), {}, () => {}];
    for (const other of others) {
      both(({ Script: { prototype } }) => prototype.runInThisContext.call(other));
      both(({ Script: { prototype } }) => prototype.createCachedData.call(other));
    }
  });

  test.each([
    ['nothing else', {}],
    ['data to produce', { produceCachedData: true }],
    ['data to reject', { cachedData: Buffer.from('no data') }],
    ['both', { cachedData: Buffer.from('no data'), produceCachedData: true }],
  ])('has the own keys that Node’s has, with %s', (_name, options) => {
    both(({ Script }) => Object.keys(new Script('1', options)));
  });

  test('looks as Node’s does', () => {
    both(({ Script }) => inspect(new Script('1//# sourceMappingURL=x.map')));
  });
});

describe('imports', () => {
  test('require', async () => {
    const { stdout, stderr } = await child(`
      const { createContext, isContext, ...others } = require('rsvm');
      console.log(typeof others.Script, isContext(createContext({})));
    `);
    expect({ stdout, stderr }).toEqual({ stdout: 'function true\n', stderr: '' });
  });

  test('import, by name and as a whole', async () => {
    const names = Object.getOwnPropertyNames(rsvm).join(', ');
    const { stdout, stderr } = await child(
      `
        import { ${names} } from 'rsvm';
        import vm from 'rsvm';
        import * as all from 'rsvm';
        console.log(vm.createContext === createContext, all.default === vm, [${names}].length);
        console.log(runInNewContext('a + b', { a: 1, b: 2 }));
      `,
      { flags: ['--input-type=module'] },
    );
    const lines = `true true ${Object.getOwnPropertyNames(rsvm).length}\n3\n`;
    expect({ stdout, stderr }).toEqual({ stdout: lines, stderr: '' });
  });
});
