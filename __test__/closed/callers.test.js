'use strict';

// Who called: `caller` and `arguments` of a sloppy function lead up the stack into the host's frames,
// and the call sites that `Error.prepareStackTrace` is given hold the functions and receivers of all
// frames. vm2 and its predecessors handed both out.

const { describe, expect, test } = require('@jest/globals');
const { rsvm } = require('../helpers/rsvm');
const { context, holds, holdsHere, watchForMarks } = require('../helpers/hostile');

watchForMarks();

/** @param {object} sandbox */
function contextOf(sandbox) {
  const contextified = rsvm.createContext(sandbox);
  return (/** @type {string} */ code) => rsvm.runInContext(code, contextified);
}

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

describe('by inheritance', () => {
  const sloppy = () => new Function('f', 'return f()');

  test.each([
    ['that a guest makes', '(f, key) => { Object.setPrototypeOf(plain, f); return plain[key] }'],
    [
      'of a function’s own prototype',
      '(f, key) => { Object.setPrototypeOf(f.prototype, f); return f.prototype[key] }',
    ],
    ['that the host made', '(f, key) => heir[key]'],
    [
      'behind a proxy of the host’s',
      '(f, key) => { try { return behind[key] } catch { return undefined } }',
    ],
    ['asked by Reflect', '(f, key) => Reflect.get(heir, key, plain)'],
    [
      'asked for by name',
      '(f, key) => (key in heir && heir[key] !== null ? heir[key] : undefined)',
    ],
    ['of the sandbox', '(f, key) => globalThis[key]'],
  ])('%s', (_, look) => {
    const f = sloppy();
    const sandbox = Object.assign(Object.create(f), {
      f,
      plain: {},
      heir: Object.create(f),
      behind: new Proxy(Object.create(f), {}),
    });
    const run = contextOf(sandbox);
    expect(
      run(
        `const look = ${look}; f(() => [look(f, 'caller'), look(f, 'arguments')].map(String).join())`,
      ),
    ).toMatch(/^(null|undefined),(null|undefined)$/);
  });

  test('what is called so and is no function’s is there', () => {
    const node = { type: 'Call', arguments: [1], caller: 'me' };
    const run = contextOf({ node, heir: Object.create(node), behind: new Proxy(node, {}) });
    expect(run('[node, heir, behind].map((it) => it.arguments.length + it.caller).join()')).toBe(
      '1me,1me,1me',
    );
  });
});

describe('a stack', () => {
  const failing = () => {
    const captured = { name: 'captured' };
    Error.captureStackTrace(captured);
    try {
      atob('*');
    } catch (exception) {
      return [captured, exception, Object.create(captured), new Proxy(captured, {})];
    }
    return [];
  };

  test('stays without its frames, whatever a guest makes of the property', () => {
    const run = contextOf({ failing });
    const said = run(`failing().map((it) => {
      try { Object.defineProperty(it, 'stack', { enumerable: true }) } catch {}
      try { Reflect.defineProperty(it, 'stack', { enumerable: true, writable: true }) } catch {}
      return [it.stack, Object.getOwnPropertyDescriptor(it, 'stack')?.value, { ...it }.stack].join()
    }).join()`);
    expect(said).not.toMatch(/\n|at /);
  });

  test('that is call sites does not cross', () => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (_, sites) => sites;
    try {
      const objects = failing();
      for (const object of objects) void object.stack;
      const run = contextOf({ objects });
      expect(
        run(
          `objects.map((it) => { try { Object.defineProperty(it, 'stack', { enumerable: true }) } catch {} return typeof it.stack }).join()`,
        ),
      ).toMatch(/^((undefined|string),?)*$/);
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });

  test('of very many lines is read at once', () => {
    const run = contextOf({ object: {} });
    const began = performance.now();
    run(`Object.defineProperty(object, 'stack', { value: '\\n'.repeat(300000) }); object.stack`);
    // It took minutes.
    expect(performance.now() - began).toBeLessThan(20_000);
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
