'use strict';

// The turn of the event loop: jobs that make jobs keep it from coming, and with it every timer that would end
// them. A context's own are counted against its timeout, and no other's.

const { describe, expect, test } = require('@jest/globals');
const child = require('../helpers/child');

const SETUP = `
  const vm = require('rsvm');
  const context = vm.createContext({ answer: async () => 1 }, { limits: { timeout: 100 } });
  const run = (code) => vm.runInContext(code, context);
  setTimeout(() => { console.log('turned'); process.exit(); }, 1);
`;

/** @type {Record<string, string>} */
const ENDLESS = {
  'its own jobs': "run('(async () => { for (;;) await 1 })()')",
  'promises of the host’s': "run('(async () => { for (;;) await answer() })()')",
  'a thenable that is resolved with itself':
    "Promise.resolve(run('({ then(r) { r(this) } })')).catch(() => {})",
  'a slow one':
    "Promise.resolve(run('({ then(r) { const t = Date.now(); while (Date.now() - t < 60); r({ then: this.then }) } })')).catch(() => {})",
  'one that an awaited run answers':
    "vm.runInContextAsync('({ then(r) { r(this) } })', context).catch(() => {})",
  'a module with a `then`': `
    const module = new vm.SourceTextModule('export function then(r) { r({ then(q) { q(this) } }) }', { context });
    module.link(() => {}).then(() => module.evaluate()).then(() =>
      vm.runInContext('import("x").catch(() => {}); 1', context, { importModuleDynamically: () => module }));`,
};

test.each(Object.entries(ENDLESS))('comes in spite of %s', async (_, code) => {
  const { stdout } = await child(`${SETUP} ${code}`, { limit: 20_000 });
  expect(stdout).toBe('turned\n');
});

describe('the jobs of a context are not forgotten', () => {
  const STEPS =
    'run(\'(async () => { for (let i = 0; i < 5; i += 1) await 1; return "done" })()\')';

  test.each([
    [
      'the host',
      '(async () => { await 1; const t = Date.now(); while (Date.now() - t < 250); })();',
    ],
    [
      'another guest',
      `const other = vm.createContext({}, { limits: { timeout: 100 } });
       for (let n = 0; n < 4; n += 1) vm.runInContext('(async () => { await 1; const t = Date.now(); while (Date.now() - t < 60); })()', other);`,
    ],
  ])('because %s took the time', async (_, busy) => {
    const source = `${SETUP.replace('}, 1)', '}, 50)')} ${STEPS}.then(console.log); ${busy}`;
    const { stdout } = await child(source, { limit: 20_000 });
    expect(stdout).toBe('done\nturned\n');
  });
});
