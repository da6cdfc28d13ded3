'use strict';

// The stacks of errors that a guest constructs by classes of the host's: they go through the guest, for both sides,
// and show it nothing of the host's.

const { describe, expect, test } = require('@jest/globals');
const path = require('node:path');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');
const child = require('./helpers/child');

const HERE = path.basename(__filename);
const LIB = path.join(__dirname, '..', 'lib') + path.sep;

class Plain extends Error {}
class Named extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'Named';
  }
}
class Getter extends Error {
  /** @override */
  get name() {
    return 'Got';
  }
}
class Own extends Error {
  /** @override */
  stack = 'mine';
}
class Captured extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    Error.captureStackTrace(this, Captured);
  }
}
function make() {
  return new Error('made');
}
class Factory {
  constructor() {
    return make();
  }
}

const sandbox = () => ({
  Plain,
  Named,
  Getter,
  Own,
  Captured,
  Factory,
  stackOf: (/** @type {Error} */ error) => error.stack,
  renamed: (/** @type {Error} */ error) => Object.assign(error, { message: 'later' }).stack,
});

/** @param {unknown} stack */
function shown(stack) {
  const lines = String(stack).split('\n');
  // Columns of what the tests run in differ, not those of this file.
  return lines.filter(
    (line) => !line.startsWith('    at ') || /g\.js/.test(line) || line.includes(HERE),
  );
}

/** @param {() => unknown} run */
function thrownBy(run) {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('on the host', () => {
  test.each([
    'new Plain("x")',
    'throw new Plain("x")',
    'function f() {\n  throw new Named("x");\n}\nf()',
    'new Getter("x")',
    'new Own("x")',
    'new Captured("x")',
    'new Factory()',
    'Reflect.construct(Plain, ["x"], Named)',
    '[1].map(() => new Plain("x"))[0]',
    'new Plain("two\\nlines")',
    'new Plain("x\\n    at fake (g.js:9:9)")',
    'class N extends Plain { #text = "mine"; get message() { return this.#text } } new N("y")',
    'class N extends Plain {} throw new N("y")',
    'class N extends Plain { constructor(m) { super(m); this.name = "N" } } new N("y")',
    'class N extends Named { constructor(m) { super(m); this.name = "N" } }\nclass M extends N {}\nnew M("y")',
    'class N extends Named {}\nclass K { constructor() { this.e = new N("y") } }\nnew K().e',
    '({ stack: stackOf(new Plain("x")) })',
    '({ stack: renamed(new Plain("x")) })',
  ])('%s', (code) => {
    both((vm) => {
      const error = /** @type {any} */ (
        thrownBy(() => vm.runInNewContext(code, sandbox(), 'g.js'))
      );
      expect(error.stack).not.toContain(LIB);
      const lines = shown(error.stack);
      // Node's line of the source.
      return lines.slice(Math.max(0, lines.indexOf('') + 1));
    });
  });

  test('what a getter of a guest’s class throws reaches who reads it', async () => {
    const { stdout } = await child(`
      class Plain extends Error {}
      const code = 'class N extends Plain { get name() { throw "thrown" } } new N("y")';
      for (const name of ['node:vm', 'rsvm']) {
        const error = require(name).runInNewContext(code, { Plain });
        try {
          console.log(error.stack);
        } catch (reason) {
          console.log(reason);
        }
      }`);
    expect(stdout).toBe('thrown\n'.repeat(2));
  });

  test('what its own code makes of the stack afterwards is that', () => {
    both((vm) => {
      const error = vm.runInNewContext('new Plain("x")', sandbox());
      const { enumerable, configurable } = Object.getOwnPropertyDescriptor(error, 'stack') ?? {};
      error.stack = 'other';
      return [enumerable, configurable, error.stack, Object.keys(error)];
    });
  });
});

describe('in the guest', () => {
  const first = (/** @type {string} */ stack) => stack.split('\n').slice(0, 2);

  test.each([
    'new Plain("x").stack',
    'function f() { return new Named("x") } f().stack',
    'class N extends Plain {} new N("y").stack',
    'new Own("x").stack',
  ])('%s', (code) => {
    both((vm) => first(vm.runInNewContext(code, sandbox(), 'g.js')));
  });

  test('nothing of the host’s is in it', () => {
    const code = 'function f() { return new Plain("x") } f().stack';
    expect(rsvm.runInNewContext(code, sandbox(), 'g.js')).toBe(
      'Plain: x\n    at f (g.js:1:23)\n    at g.js:1:40'.replace('Plain', 'Error'),
    );
  });

  test('no more of it than the host has', async () => {
    const { stdout } = await child(`
      const vm = require('rsvm');
      class Plain extends Error {}
      Error.stackTraceLimit = 2;
      const code = 'function f(n) { return n > 0 ? f(n - 1) : new Plain("x") } var e = f(5); e.stack';
      const sandbox = vm.createContext({ Plain });
      const lines = vm.runInContext(code, sandbox, 'g.js').split('\\n');
      console.log(lines.length, sandbox.e.stack === lines.join('\\n'), lines[1]);`);
    expect(stdout).toBe('3 true     at f (g.js:1:43)\n');
  });

  test('another guest sees nothing of it', () => {
    const error = rsvm.runInNewContext('new Plain("x")', sandbox(), 'g.js');
    expect(rsvm.runInNewContext('error.stack', { error })).toBe('Error: x');
  });

  test('its own `Error.prepareStackTrace` is not asked', () => {
    const code =
      'let asked = 0; Error.prepareStackTrace = () => { asked += 1 }; new Plain("x"); asked';
    expect(rsvm.runInNewContext(code, sandbox())).toBe(0);
  });
});
