'use strict';

// What the collector takes time for: it runs when the next context of its thread is made, and whenever memory has
// grown, where no timeout of a run's is over it. Entries of a weak map whose keys other entries hold took the square
// of their number, so a guest held up its host by leaving a chain of them: these would take minutes.

const { expect, test } = require('@jest/globals');
const child = require('../helpers/child');

/** Each leaves garbage, or not, that is held by the values of weak maps alone. @type {[string, string][]} */
const CHAINS = [
  ['from its end', 'for (let i = COUNT - 2; i >= 0; i -= 1) map.set(keys[i], keys[i + 1]);'],
  ['from its beginning', 'for (let i = 0; i < COUNT - 1; i += 1) map.set(keys[i], keys[i + 1]);'],
  [
    'in no order',
    'const order = keys.map((_, i) => (i * 7919) % (COUNT - 1)); for (const i of order) map.set(keys[i], keys[i + 1]);',
  ],
  [
    'of maps in maps',
    'let inner = map; for (let i = COUNT / 4; i >= 0; i -= 1) { const next = new WeakMap(); next.set(keys[i], inner); inner = next; } last = inner;',
  ],
];

test.each(CHAINS)(
  'a chain of weak entries that is made %s',
  async (_, make) => {
    const code = `const COUNT = 300000; globalThis.last = undefined; globalThis.map = new WeakMap();
    let keys = Array.from({ length: COUNT }, () => ({}));
    ${make} globalThis.first = keys[0]; keys = undefined; 1`;
    const source = `
    const vm = require('rsvm');
    const context = vm.createContext({});
    console.log(vm.runInContext(${JSON.stringify(code)}, context));
    console.log(vm.runInNewContext('let n = 0; for (let i = 0; i < 300000; i += 1) n += [i].length; n'));
    console.log(vm.runInContext('typeof map.get(first)', context));`;
    const { stdout } = await child(source);
    expect(stdout).toMatch(/^1\n300000\n(?:object|undefined)\n$/);
  },
  90_000,
);
