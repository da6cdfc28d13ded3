'use strict';

// Symbols are values that both sides know, and one that Node gives a meaning to is a switch: a guest
// that could put a function under `nodejs.util.inspect.custom` or `nodejs.util.promisify.custom` was
// called with, or called instead of, what the host uses. vm2 hid such symbols; here the registered
// ones are the same on both sides, and a function found under one is called like any other.

const { describe, expect, test } = require('@jest/globals');
const { EventEmitter } = require('node:events');
const util = require('node:util');
const { context, holds, holdsHere, watchForMarks } = require('../helpers/hostile');

watchForMarks();

const NODES = [
  'nodejs.util.inspect.custom',
  'nodejs.util.promisify.custom',
  'nodejs.rejection',
  'nodejs.dispose',
  'nodejs.asyncDispose',
  'nodejs.stream.readable',
  'nodejs.event_target',
  'undici.globalDispatcher.1',
];

const INSPECTED = `[Symbol.for('nodejs.util.inspect.custom')]`;
const SPY = `(...a) => { for (const x of a) { look(x); if (typeof x === 'function') escaped = true } return '' }`;
const inspect = (/** @type {any} */ _, /** @type {any} */ { plain, map, arrow, error }) =>
  [plain, map, arrow, error].forEach((value) => util.inspect(value));

describe('that Node knows', () => {
  holdsHere(
    'lead to nothing on what is given',
    `for (const name of ${JSON.stringify(NODES)})
       for (const o of [plain, list, arrow, emitter, url, buffer, Account])
         try { const v = o[Symbol.for(name)]; if (v) check(v.constructor); o[Symbol.for(name)] = (...a) => a.forEach(look) } catch {}`,
    { use: inspect },
  );
  for (const name of ['plain', 'map', 'arrow', 'error']) {
    holds(
      `an inspection that the guest puts on the host’s ${name}`,
      `${name}${INSPECTED} = ${SPY}`,
      {
        use: inspect,
      },
    );
  }
  holds(
    'an inspection that a class of the guest’s has for its maps',
    `return new (class extends Map { ${INSPECTED}(...a) { (${SPY})(...a); return "" } })()`,
    {
      use: (value) => util.inspect(value),
    },
  );
  holds('an inspection in the middle of a result', `return { list: [{ ${INSPECTED}: ${SPY} }] }`, {
    use: (value) => util.inspect(value, { depth: 9 }),
  });
  test('an inspection learns how the host looks, and is believed', () => {
    const value = context()(
      `new (class extends Map { ${INSPECTED}(depth, options) { return [depth, options.colors, typeof options.stylize].join() } })()`,
    );
    expect(util.inspect({ value }, { colors: true })).toContain('1,true,function');
  });
  test('a promisified function is the guest’s, and gets what it is called with', async () => {
    const run = context();
    const f = run(
      'const f = () => {}; f[Symbol.for("nodejs.util.promisify.custom")] = (...a) => a.length; f',
    );
    expect(util.promisify(f)(1, 2)).toBe(2);
  });
  holdsHere(
    'a handler of rejections',
    `emitter[Symbol.for('nodejs.rejection')] = (...a) => a.forEach(look); emitter.on('x', async () => { throw error }); emitter.emit('x', {})`,
    {
      extend: () => ({ emitter: new EventEmitter({ captureRejections: true }) }),
    },
  );
});

describe('of the host’s objects', () => {
  holds(
    'are keys like others',
    'for (const o of [plain, list, arrow, emitter, url, buffer, Account, error, promise, keyed]) for (const s of Object.getOwnPropertySymbols(o)) look(o[s]); look(Object(symbol))',
    { extend: () => ({ keyed: { [Symbol('key')]: () => {} } }) },
  );
  test('are the same when they come home', () => {
    const own = Symbol('own');
    const run = context({ own, echo: (/** @type {symbol} */ s) => s === own });
    expect(run('echo(own)')).toBe(true);
    expect(run('own.description')).toBe('own');
    expect(run('Symbol.keyFor(own)')).toBe(undefined);
  });
});

describe('that are well known', () => {
  test('are the guest’s own', () => {
    expect(context()('Symbol.iterator in list && typeof list[Symbol.iterator]')).toBe('function');
    expect(context({ s: Symbol.iterator })('s === Symbol.iterator')).toBe(true);
  });
  holds(
    'as traps of language constructs',
    `
    const spy = { [Symbol.hasInstance]: look, [Symbol.isConcatSpreadable]: true, length: 1, 0: 1, [Symbol.match]: look, [Symbol.split]: look, [Symbol.search]: look, [Symbol.replace]: look, [Symbol.matchAll]: look, [Symbol.toPrimitive](h) { look(h); return 'x' } };
    return spy`,
    {
      use(spy) {
        for (const use of [
          () => ({}) instanceof spy,
          () => 'x'.split(spy),
          () => [].concat(spy),
          () => `${spy}`,
        ]) {
          use();
        }
      },
    },
  );
  holdsHere(
    'a tag that is a getter',
    'return { get [Symbol.toStringTag]() { look(this); return "Map" } }',
    {
      use: (value) => [String(value), Object.prototype.toString.call(value), util.inspect(value)],
    },
  );
  holdsHere(
    'unscopables',
    'plain[Symbol.unscopables] = new Proxy({}, { get(_, k) { look(k); return false } }); with (plain) { look(nested) }',
  );
});

test('registered ones are the same on both sides, by their key', () => {
  const run = context({
    own: Symbol.for('shared'),
    echo: (/** @type {any} */ s) => s === Symbol.for('shared'),
  });
  expect(run('own === Symbol.for("shared") && echo(Symbol.for("shared"))')).toBe(true);
});
