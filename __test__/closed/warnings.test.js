'use strict';

// A flood of warnings: what a guest throws where nobody catches is said, line by line, to the terminal or the log
// of its host. A loop of 10,000 rejected promises was 6 MB of it. A turn of the event loop shows a few of each
// kind, and how many more there were; who listens is told of each.

const { expect, test } = require('@jest/globals');
const child = require('../helpers/child');

const FLOOD =
  'for (let i = 0; i < 500; i += 1) { Promise.reject(i); setImmediate(() => { throw i }) }';

test('a turn shows a few warnings of each kind, and says how many more there were', async () => {
  const { code, stderr } = await child(
    `require('rsvm').runInNewContext(${JSON.stringify(FLOOD)}, { setImmediate })`,
  );
  const lines = stderr.split('\n').filter((line) => line.includes('RSVM_'));
  expect(lines.length).toBeLessThan(50);
  for (const text of ['the rejection of a promise: 0', 'nobody can catch it: 0', ' more\n']) {
    expect(stderr).toContain(text);
  }
  expect(code).toBe(0);
});

test('another turn shows its own', async () => {
  const { stderr } = await child(`
    const vm = require('rsvm');
    const later = (f) => setImmediate(() => setImmediate(f));
    vm.runInNewContext('for (let i = 0; i < 11; i += 1) Promise.reject(i); later(() => { Promise.reject("other") })', { later });
  `);
  expect(stderr).toContain('promise: 1 more\n');
  expect(stderr).not.toContain('promise: 10\n');
  expect(stderr).toContain('promise: other\n');
});

test('a listener is told of each', async () => {
  const { stdout, stderr } = await child(`
    const count = { unhandledRejection: 0, uncaughtException: 0 };
    for (const name of Object.keys(count)) process.on(name, () => (count[name] += 1));
    require('rsvm').runInNewContext(${JSON.stringify(FLOOD)}, { setImmediate });
    process.on('exit', () => console.log(...Object.values(count)));
  `);
  expect([stdout, stderr]).toEqual(['500 500\n', '']);
});
