'use strict';

// Node's option --disable-proto holds for every realm.

const { describe, test, expect } = require('@jest/globals');
const child = require('./helpers/child.js');

const CODE = `(() => {
  const seen = [typeof Object.getPrototypeOf({ __proto__: [] }).map];
  const own = Object.getOwnPropertyDescriptor(Object.prototype, '__proto__');
  seen.push('__proto__' in {}, own && [String(own.get), Object.keys(own).join(), own.enumerable]);
  const look = [
    () => typeof {}.__proto__,
    () => { const o = {}; o.__proto__ = null; return Object.keys(o).join(); },
  ];
  for (const what of look) {
    try {
      seen.push(what());
    } catch (error) {
      seen.push(error.name, error.message, error.code, Object.keys(error).join());
    }
  }
  return JSON.stringify(seen);
})()`;

describe.each(['delete', 'throw'])('--disable-proto=%s', (mode) => {
  test.each([
    'vm.runInContext(code, vm.createContext())',
    'vm.runInNewContext(code, {}, { contextCodeGeneration: { strings: false } })',
    'vm.runInThisContext(code)',
  ])('%s', async (run) => {
    const seen = await Promise.all(
      ['node:vm', 'rsvm'].map(async (name) => {
        const source = `
          const vm = require('${name}');
          const code = ${JSON.stringify(CODE)};
          process.stdout.write(${run});
        `;
        const { code, stdout } = await child(source, { flags: [`--disable-proto=${mode}`] });
        return { code, stdout };
      }),
    );
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0].code).toBe(0);
  });
});

test('what a program does to its own `__proto__` concerns no context', async () => {
  const source = `
    delete Object.prototype.__proto__;
    process.stdout.write(String(require('rsvm').runInNewContext('"__proto__" in {}')));
  `;
  expect((await child(source)).stdout).toBe('true');
});
