'use strict';

// What is large on the way to a guest. A text crosses to the host once in a message, however often a guest names
// it, and the host then has one text in many places: an array of the host's that a guest fills with it, a map, the
// arguments of a call. On the way back each of them is written, so a program of a line has the host write and keep
// gigabytes, which no limit of the guest's counts. And memory of 2 GiB, which a guest has a function of the host's
// make, is more than a message holds.

const { describe, expect, test } = require('@jest/globals');
const child = require('../helpers/child');
const { rsvm } = require('../helpers/rsvm');

const FILL =
  'arr[0] = "x".repeat(2 ** 20); arr.length = 4096; for (let i = 1; i < 4096; i *= 2) arr.copyWithin(i, 0, i);';

describe('a text in thousands of places of a host’s array', () => {
  test.each([
    'arr.slice()',
    '[...arr]',
    'arr.concat(arr)',
    'JSON.stringify(arr)',
    'arr.map((x) => ({ x }))',
  ])('costs the guest its memory, and not the host: %s', async (code) => {
    const { stdout } = await child(`
        const vm = require('rsvm');
        try {
          vm.runInNewContext(${JSON.stringify(`${FILL} ${code}`)}, { arr: [] }, { memory: 2 ** 27 });
        } catch (error) { console.log(error.code) }
        console.log(process.resourceUsage().maxRSS < 2 ** 20);`);
    // Native code that goes on taking is left, and its context with it.
    expect(stdout).toMatch(/^ERR_RSVM_(?:MEMORY_LIMIT|ENGINE_LOST)\ntrue\n$/);
  });
  test('and of members of such', async () => {
    const code = `fill('x'.repeat(2 ** 20)); many.map(({ s }) => s)`;
    const { stdout } = await child(`
      const vm = require('rsvm');
      const many = Array.from({ length: 2000 }, () => ({ s: '' }));
      const fill = (s) => many.forEach((o) => { o.s = s });
      try {
        vm.runInNewContext(${JSON.stringify(code)}, { many, fill }, { memory: 2 ** 27 });
      } catch (error) { console.log(error.code) }`);
    expect(stdout).toMatch(/^ERR_RSVM_(?:MEMORY_LIMIT|ENGINE_LOST)\n$/);
  });
  test('reads as it is where it fits', () => {
    const run = `const s = 'x'.repeat(2 ** 18); arr.push(s, s, s, s, s, 'y'); [arr.slice().length, arr.join('').length, arr[5], arr.indexOf('y')].join()`;
    expect(rsvm.runInNewContext(run, { arr: [] })).toBe(`6,${5 * 2 ** 18 + 1},y,5`);
  });
});

describe('a text that comes again and again', () => {
  const sandbox = () => ({
    call: (/** @type {Function} */ f, /** @type {any[]} */ ...args) => f(...args),
    add: (/** @type {Map<any, any>} */ map) => void map.set('more', 1),
  });
  test('in the arguments of a call is an error of the call', () => {
    const code = `const s = 'x'.repeat(2 ** 20); let code;
      try { call((...all) => all.length, ...new Array(300).fill(s)) } catch (error) { code = error.code }
      [code, call((...all) => all.length, ...new Array(100).fill(s))].join()`;
    expect(rsvm.runInNewContext(code, sandbox())).toBe('ERR_RSVM_TOO_LARGE,100');
  });
  test('in a map that the host changes ends the run', () => {
    const context = rsvm.createContext(sandbox());
    const code = `(() => { const s = 'x'.repeat(2 ** 20);
      add(new Map(Array.from({ length: 300 }, (_, i) => [i, s]))) })()`;
    expect(() => rsvm.runInContext(code, context)).toThrow(
      expect.objectContaining({ code: 'ERR_RSVM_TOO_LARGE' }),
    );
    expect(rsvm.runInContext('1 + 1', context)).toBe(2);
  });
});

test('one long text, or some, cross as ever', () => {
  const long = 'x'.repeat(2 ** 28);
  expect(rsvm.runInNewContext('long.length + other.length', { long, other: 'yy'.repeat(50) })).toBe(
    2 ** 28 + 100,
  );
});

describe('memory of 2 GiB', () => {
  const make = () => new ArrayBuffer(2 ** 31);
  const code = 'try { make() } catch (error) { [error.code, error instanceof RangeError].join() }';
  test.each([
    ['a buffer', make],
    ['a view', () => new Uint8Array(make())],
    ['a Buffer', () => Buffer.from(make())],
    ['a DataView', () => new DataView(make())],
  ])('as %s is an error that the guest catches', (_, it) => {
    expect(rsvm.runInNewContext(code, { make: it })).toBe('ERR_RSVM_TOO_LARGE,true');
  });
  test('in a map is one when it is used', () => {
    const read = `const it = map.get(1); try { it.byteLength } catch (error) { map.get(2) + error.code }`;
    expect(
      rsvm.runInNewContext(read, {
        map: new Map([
          [1, make()],
          [2, 'the '],
        ]),
      }),
    ).toBe('the ERR_RSVM_TOO_LARGE');
  });
});
