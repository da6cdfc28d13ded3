'use strict';

// The frames of the host's below a guest's. They are part of what the host sees of a guest's error; where a function
// of the host's shows an error to the guest that called it with that, by `util.inspect`, in the message of an
// `assert` or as its `stack`, a guest read the paths of the program, and who calls what in it.

const { describe, expect, test } = require('@jest/globals');
const assert = require('node:assert');
const util = require('node:util');
const { rsvm } = require('../helpers/rsvm');

/** @type {Record<string, (error: any) => any>} */
const SHOWN = {
  inspect: (error) => util.inspect(error),
  'inspect of what has it': (error) => util.inspect({ in: [new Map([[1, error]])] }),
  format: (error) => util.format('%s %o', error, error),
  stack: (error) => error.stack,
  'a template': (error) => `${error.stack}`,
  'a message': (error) => {
    throw new Error(`failed: ${error.stack}`);
  },
  'an assertion': (error) => assert.deepStrictEqual(error, {}),
  'JSON of its own properties': (error) => JSON.stringify(error, Object.getOwnPropertyNames(error)),
  'a promise': async (error) => {
    await null;
    return error.stack;
  },
  'an error that it is the cause of': (error) => util.inspect(new Error('outer', { cause: error })),
};

describe('a guest is not shown them', () => {
  test.each(Object.keys(SHOWN))('by %s', async (way) => {
    const show = SHOWN[way];
    const sandbox = rsvm.createContext({ show });
    const code = `(async () => {
      const shown = [];
      const make = () => { try { null.x } catch (error) { return error } };
      class Own extends Error {}
      for (const error of [new Error('a'), make(), new Own('b'), new AggregateError([new Error('c')])]) {
        try { shown.push(await show(error)) } catch (thrown) { shown.push(thrown.message, thrown.stack) }
        try { await show(Promise.reject(error).catch((e) => e)) } catch {}
      }
      return shown.join('\\n');
    })()`;
    const shown = await rsvm.runInContext(code, sandbox, 'guest.js');
    const outer = way === 'an error that it is the cause of';
    // What the host makes itself has its frames: these are about what it was given.
    if (!outer) expect(shown).not.toMatch(/host-frames\.test|node:/);
    expect(shown).toContain('guest.js:');
  });

  test('in a run within a run', () => {
    const inner = rsvm.createContext({});
    const run = (/** @type {string} */ code) => {
      try {
        return rsvm.runInContext(code, inner, 'inner.js');
      } catch (error) {
        return /** @type {Error} */ (error).stack;
      }
    };
    const shown = rsvm.runInNewContext('run("null.x")', { run });
    expect(shown).toContain('inner.js:1:6');
    expect(shown).not.toMatch(/host-frames\.test|node:/);
  });
});

test('the host has them where an error leaves its run', () => {
  const each = (/** @type {() => void} */ call) => call();
  const thrown = () => rsvm.runInNewContext('each(() => { null.x })', { each }, 'guest.js');
  /** @type {any} */
  let error;
  try {
    thrown();
  } catch (caught) {
    error = caught;
  }
  expect(error.stack).toMatch(/guest\.js:1:19[^]*host-frames\.test/);
});
