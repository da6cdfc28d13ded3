'use strict';

// What is thrown: sandboxes wrapped what they handed over, but an error that V8 or Node made in the
// middle of it (a wrong receiver, an exhausted stack, a failed conversion) reached a catch clause of
// the guest's as it was; vm2 fell to this one way after another. The stack of such an error also
// tells paths and functions of the host.

const { describe, expect, test } = require('@jest/globals');
const { context, holds, holdsHere, rich, watchForMarks } = require('../helpers/hostile');

watchForMarks();

const caught = (/** @type {string} */ code) => `try { ${code} } catch (e) { look(e) }`;

describe('an error that is caught', () => {
  holds('of a host function', caught('throws()'));
  holds('with data', 'try { throwsData() } catch (e) { look(e.data) }');
  holds('of V8, for a wrong call', caught('Account()') + caught('new arrow()'));
  holds('of V8, for a wrong receiver', caught('Account.prototype.greet.call({})'));
  holds('of V8, for a symbol', caught('buffer.write(Symbol())'));
  holds('of Node, for a wrong argument', caught('emitter.on("x", 1)'));
  holdsHere('that is no native error', 'look(domError)' + caught('atob("%")'), {
    extend: () => ({ atob }),
  });
  holdsHere(
    'of an exhausted stack',
    'const deep = () => { try { apply(deep) } catch (e) { look(e); throw e } }; try { deep() } catch (e) { look(e) }',
  );
  holds('and its cause', 'look(error.cause)');
  holds('and what it gathers', 'look(errors); look(errors.errors); look(errors.errors[0])', {
    extend: () => ({ errors: new AggregateError([new Error('one')], 'many') }),
  });
  holds('whose cause is itself', 'look(circle.cause.cause)', {
    extend() {
      const circle = new Error('a circle');
      circle.cause = circle;
      return { circle };
    },
  });
  holds(
    'that is a function, an array, a proxy',
    caught('fail(0)') + caught('fail(1)') + caught('fail(2)'),
    {
      extend: () => ({
        fail(/** @type {number} */ n) {
          throw [() => {}, [1], new Proxy({}, {})][n];
        },
      }),
    },
  );
  holds('as a rejection', 'rejected.catch(look); return new Promise((r) => apply(r))', {
    extend: () => ({ rejected: Promise.reject(new Error('x')) }),
    use: () => new Promise(setImmediate),
  });
  holdsHere(
    'that a function of the guest’s threw through the host',
    'try { apply(() => { throw { get constructor() { return 1 } } }) } catch (e) { check(e.constructor) }',
  );
});

describe('a stack', () => {
  const SECRETS = [__dirname, 'node:', 'node_modules', 'lib/', 'hostile.js'];

  test('of an error names no frame of the host', () => {
    const seen = context()(`(() => {
      const texts = [];
      for (const f of [throws, throwsData, () => new arrow(), () => Account(), () => apply(throws), () => list.forEach(throws)]) {
        try { f() } catch (e) { texts.push(e.stack, e.message, String(e)); for (const k of Reflect.ownKeys(e)) texts.push(String(e[k])) }
      }
      texts.push(error.stack, error.cause.stack);
      return texts.join('\\n');
    })()`);
    expect(seen).toContain('from the host');
    for (const secret of SECRETS) expect(seen).not.toContain(secret);
  });

  /** What has a stack and is no error. @type {[string, () => object][]} */
  const HOLDERS = [
    ['a DOMException', () => new DOMException('x')],
    ['what inherits from an error', () => Object.create(new Error('x'))],
    ['a proxy of an error', () => new Proxy(new Error('x'), {})],
    [
      'what a stack was captured for',
      () => {
        const holder = {};
        Error.captureStackTrace(holder);
        return holder;
      },
    ],
    [
      'an error deep in causes',
      () => {
        let error = new Error('0');
        for (let i = 0; i < 40; i += 1) error = new Error('x', { cause: error });
        return error;
      },
    ],
  ];
  // A proxy of an error has none to be seen since Node 22.
  const hasStack = (/** @type {any} */ holder) => String(holder.stack).includes('at ');
  const holders = HOLDERS.filter(([, make]) => hasStack(make()));
  test('is what most of these have', () => {
    expect(holders.length).toBeGreaterThan(3);
  });
  test.each(holders)('of %s neither', (_, make) => {
    const holder = make();
    const seen = context({ holder })(`(() => {
      const texts = [];
      for (let at = holder; at; at = at.cause) {
        texts.push(at.stack, Reflect.get(at, 'stack', {}), JSON.stringify(Object.getOwnPropertyDescriptors(at)));
        texts.push(String(Reflect.getOwnPropertyDescriptor(at, 'stack')?.get?.call(at)));
      }
      return texts.join('\\n');
    })()`);
    for (const secret of SECRETS) expect(seen).not.toContain(secret);
  });

  test('of the host’s own making is shown as it is', () => {
    const stack = [1, 2];
    const run = context({
      calm: { stack },
      text: { stack: 'x\n    at y' },
      proxy: new Proxy({ stack }, {}),
    });
    expect(run('calm.stack.length + proxy.stack.length')).toBe(4);
    expect(run('text.stack')).toBe('x\n    at y');
  });

  test('is no function of the host’s', () => {
    for (const name of Object.keys(rich())) {
      const found = context()(
        `(() => { const d = Object.getOwnPropertyDescriptor(Object(${name}), 'stack'); return typeof d?.get })()`,
      );
      expect([name, found]).toEqual([name, name === 'error' ? expect.anything() : 'undefined']);
    }
  });
});
