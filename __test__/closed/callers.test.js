'use strict';

// Who called: `caller` and `arguments` of a sloppy function lead up the stack into the host's frames,
// and the call sites that `Error.prepareStackTrace` is given hold the functions and receivers of all
// frames. vm2 and its predecessors handed both out.

const { describe, expect, test } = require('@jest/globals');
const { context, holds, holdsHere, watchForMarks } = require('../helpers/hostile');

watchForMarks();

const CALL_SITES = `(e, sites) => {
  for (const site of sites) { try { look(site.getThis()) } catch {} try { check(site.getFunction().constructor) } catch {} look(site) }
  return sites }`;

describe('caller and arguments', () => {
  holds(
    'of a function of the guest’s that the host calls',
    'function f() { look(f.caller); look(arguments.callee.caller); look(f.arguments) } applySloppily(f)',
    { extend: () => ({ applySloppily: new Function('f', 'f({})') }) },
  );
  holdsHere(
    'of a function of the guest’s, by every name',
    'function f() { for (const k of ["caller", "arguments", "callee"]) look(f[k]) } apply(f); [1].forEach(f); emitter.on("x", f); emitter.emit("x")',
  );
  holdsHere('of a function of the host’s', 'const f = () => look(called.arguments); called(f)', {
    extend: () => ({ called: new Function('f', 'f()') }),
  });
  holds(
    'as accessors of %Function.prototype%',
    'const { get } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(apply), "caller"); check(get.constructor); called(() => look(get.call(called)))',
    { extend: () => ({ called: new Function('f', 'f()') }) },
  );
  test('are not there', () => {
    const run = context({ called: new Function('f', 'return f()') });
    expect(
      run('Reflect.ownKeys(called).filter((k) => k === "caller" || k === "arguments").length'),
    ).toBe(0);
    expect(run('"caller" in called || "arguments" in called')).toBe(false);
    expect(run('called(() => String(Object.getOwnPropertyDescriptor(called, "caller")))')).toBe(
      'undefined',
    );
  });
});

describe('call sites', () => {
  holdsHere(
    'of the guest’s errors',
    `Error.prepareStackTrace = ${CALL_SITES}; Error.stackTraceLimit = 100;
     try { throws() } catch (e) { void e.stack } try { null.x } catch (e) { void e.stack } void new Error().stack; void error.stack`,
  );
  holdsHere(
    'of the host’s errors',
    `error.cause.constructor.prepareStackTrace = ${CALL_SITES}; try { throws() } catch (e) { void e.stack }; delete error.cause.constructor.prepareStackTrace`,
  );
  holdsHere(
    'of what the host captures a stack for',
    `error.cause.constructor.prepareStackTrace = ${CALL_SITES}; const o = {}; error.cause.constructor.captureStackTrace(o); void o.stack; delete error.cause.constructor.prepareStackTrace`,
  );
  holdsHere(
    'that the host’s own prepareStackTrace answers',
    'for (const holder of held) { look(holder.stack); look(holder.stack?.[0]) }',
    {
      extend() {
        const before = Error.prepareStackTrace;
        Error.prepareStackTrace = (_, sites) => sites;
        try {
          const holder = {};
          Error.captureStackTrace(holder);
          const error = new Error('x');
          void error.stack;
          return { held: [holder, error, Object.create(error)] };
        } finally {
          Error.prepareStackTrace = before;
        }
      },
    },
  );
  test('are no concern of who reads a stack in the host', () => {
    const run = context();
    run(
      'Error.prepareStackTrace = () => { throw new Error("hostile") }; Error.stackTraceLimit = 0',
    );
    expect(new Error('calm').stack).toContain('calm');
    const error = run('new Error("x")');
    expect(typeof error.stack).toBe('string');
  });
});

describe('sources', () => {
  test('of the host’s functions are not shown', () => {
    const run = context({
      secret() {
        return 'a secret';
      },
      Secret: class {
        secret = 'a secret';
      },
    });
    for (const text of [
      'String(secret)',
      'Function.prototype.toString.call(Secret)',
      'secret.toString()',
      '`${Secret}`',
    ]) {
      expect(run(text)).not.toContain('a secret');
    }
  });
});
