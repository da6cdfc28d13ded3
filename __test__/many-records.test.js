'use strict';

// More dates, maps and buffers than are compared before every message: what either side changes of them
// is seen all the same, and nothing that the other side changed is lost.

const { beforeEach, describe, expect, test } = require('@jest/globals');
const { rsvm: vm } = require('./helpers/rsvm');

/** @type {any} */
let sandbox;
/** @param {string} code */
const run = (code) => vm.runInContext(code, sandbox);

describe.each([200, 1000])('beside %i dates', (count) => {
  beforeEach(() => {
    sandbox = vm.createContext({
      map: new Map([['a', 0]]),
      set: new Set(),
      bytes: new Uint8Array(4),
      take() {},
    });
    run('map.size; set.size; bytes.length; const many = []');
    run(
      `for (let i = 0; i < ${count}; i += 1) { const date = new Date(i); many.push(date); take(date) }`,
    );
  });

  test('what the host changes is seen by the next run and the next call', () => {
    const size = run('() => map.size + set.size + bytes[0]');
    sandbox.map.set('b', 1);
    expect(run('map.get("b")')).toBe(1);
    sandbox.set.add(1);
    sandbox.bytes[0] = 7;
    expect(size()).toBe(2 + 1 + 7);
  });

  test('what the guest changes is seen when it has returned', () => {
    const change = run('(n) => { map.set("n" + n, n); set.add(n); bytes[1] = n }');
    for (let n = 1; n < 10; n += 1) {
      change(n);
      expect([sandbox.map.get(`n${n}`), sandbox.set.has(n), sandbox.bytes[1]]).toEqual([
        n,
        true,
        n,
      ]);
    }
  });

  test('and in a function of the host’s that it calls', () => {
    sandbox.look = () => [sandbox.map.size, sandbox.bytes[2]].join();
    expect(run('map.set("b", 1); bytes[2] = 3; look()')).toBe('2,3');
    sandbox.change = () => {
      sandbox.map.set('c', 1);
    };
    expect(run('change(); map.has("c")')).toBe(true);
  });

  test('a buffer is seen whose view is named', () => {
    sandbox.read = (/** @type {Uint8Array} */ view) => view[0];
    sandbox.fill = (/** @type {Uint8Array} */ view) => view.fill(9);
    const code = `{
      const views = Array.from({ length: 200 }, () => new Uint8Array(2));
      for (const view of views) read(view);
      let stale = 0;
      for (const view of views) { view[0] = 5; if (read(view) !== 5) stale += 1; }
      for (const view of views) { fill(view); if (view[1] !== 9) stale += 1; }
      stale }`;
    expect(run(code)).toBe(0);
  });

  test('what both change is kept', () => {
    sandbox.map.set('x', 1);
    run('map.set("y", 2)');
    for (let i = 0; i < 50; i += 1) run('take()');
    expect([...sandbox.map.keys()]).toEqual(['a', 'x', 'y']);
    expect(run('[...map.keys()].join()')).toBe('a,x,y');
  });

  test('a date is seen in the end, and at once when it is named', () => {
    const [date] = [run('many[0]')];
    date.setTime(5);
    let runs = 0;
    while (run('many[0].getTime()') !== 5 && runs < count) runs += 1;
    expect(run('many[0].getTime()')).toBe(5);
    const last = run('many[many.length - 1]');
    last.setTime(6);
    expect(run('(date) => date.getTime()')(last)).toBe(6);
  });
});

test('of many maps that a run changes, all are seen', () => {
  const maps = Array.from({ length: 600 }, () => new Map([['a', 1]]));
  sandbox = vm.createContext({ maps });
  run('for (const map of maps) map.set("b", 2)');
  expect(maps.every((map) => map.get('b') === 2)).toBe(true);
  for (const map of maps) map.set('c', 3);
  expect(run('[...maps].every((map) => map.get("c") === 3)')).toBe(true);
});
