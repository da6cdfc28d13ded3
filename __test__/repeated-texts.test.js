'use strict';

// A text that comes again is not compiled again, which nobody may notice: it runs in the context as
// that is by then, with its own origin, and as its own script.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const both = require('./helpers/both');
const { rsvm } = require('./helpers/rsvm');

/**
 * What each text comes to, one after the other in one context.
 * @param {typeof import('node:vm')} vm
 * @param {readonly string[]} texts
 * @param {object} sandbox
 */
function runAll(vm, texts, sandbox) {
  const context = vm.createContext(sandbox);
  const run = (/** @type {string} */ text) => {
    try {
      return vm.runInContext(text, context);
    } catch (/** @type {any} */ error) {
      return `${error.name}: ${error.message}`;
    }
  };
  return [texts.map(run), sandbox];
}

describe('a text runs again', () => {
  test.each([
    ['with what the sandbox holds by then', ['x + 1', 'x = 5', 'x + 1', 'delete x', 'typeof x']],
    ['where a later one declares its name', ['typeof y', 'let y = 2', 'typeof y', 'y']],
    ['where a later one hides the sandbox’s', ['x', 'let x = 2', 'x', 'x = 3', 'x', 'this.x']],
    ['where a class hides the sandbox’s', ['typeof x', 'class x {}', 'typeof x', 'typeof x']],
    ['where a later one fails to declare', ['x', 'let x = z', 'x', 'x', 'let z = 1', 'x']],
    ['and declares what is declared', ['let a = 1', 'let a = 1', 'a', 'let a = 1']],
    ['and declares by var', ['var a = (this.a || 0) + 1', 'var a = (this.a || 0) + 1', 'a']],
    ['after a built-in was replaced', ['Math.max(1, 2)', 'Math = { PI: 3 }', 'Math.PI']],
    ['after it threw', ['missing.x', 'missing = { x: 1 }', 'missing.x', 'missing.x']],
    ['after it could not be compiled', ['a b', 'a b', 'var a', 'a b']],
  ])('%s', (_name, texts) => {
    both((vm) => runAll(vm, texts, { x: 1 }));
    both((vm) => runAll(vm, [...texts, ...texts], { x: 1 }));
  });

  test('within itself', () => {
    both((vm) => {
      const text = 'depth++ < 5 ? run() + 1 : 0';
      const sandbox = { depth: 0, run: () => vm.runInContext(text, sandbox) };
      vm.createContext(sandbox);
      return vm.runInContext(text, sandbox);
    });
  });

  test('within itself, when it has been forgotten', () => {
    both((vm) => {
      const text = 'depth++ < 3 ? run() + 1 : 0';
      const sandbox = {
        depth: 0,
        run() {
          for (let i = 0; i < 300; i++) vm.runInContext(`${i}`, sandbox);
          return vm.runInContext(text, sandbox);
        },
      };
      vm.createContext(sandbox);
      return [vm.runInContext(text, sandbox), vm.runInContext('7', sandbox)];
    });
  });

  test('as one of too many to be kept', () => {
    both((vm) => {
      const context = vm.createContext({ x: 1 });
      const texts = Array.from({ length: 300 }, (_, i) => `x + ${i}`);
      const long = `x /* ${'-'.repeat(100_000)} */`;
      return [...texts, long, ...texts, long].map((text) => vm.runInContext(text, context));
    });
  });

  test('with functions and objects of its own', () => {
    both((vm) => {
      const context = vm.createContext({});
      const make = () => vm.runInContext('({ f() { return this.n }, n: 1 })', context);
      const [first, second] = [make(), make()];
      first.n = 2;
      return [first === second, first.f === second.f, first.f(), second.f()];
    });
  });

  test('under the name that it has this time', () => {
    const text = 'new Error("x").stack.split("\\n")[1]';
    const places = [
      { filename: 'a.js' },
      { filename: 'b.js' },
      { filename: 'a.js', lineOffset: 9 },
    ];
    const options = [...places, ...places, {}, { filename: 'a.js', columnOffset: 4 }];
    both((vm) => {
      const context = vm.createContext({});
      return options.map((option) => vm.runInContext(text, context, option));
    });
  });

  test('for its own script', async () => {
    const context = rsvm.createContext({});
    const text = 'import("x").catch((error) => error.message)';
    const run = (/** @type {string} */ name) =>
      rsvm.runInContext(text, context, {
        importModuleDynamically() {
          throw new Error(name);
        },
      });
    expect(await Promise.all([run('a'), run('b'), run('a')])).toEqual(['a', 'b', 'a']);
    expect(await rsvm.runInContext(text, context)).toMatch('callback was not specified');
  });
});

describe('a script runs again', () => {
  test('where a later one hides the sandbox’s name', () => {
    both((vm) => {
      const context = vm.createContext({ x: 1 });
      const script = new vm.Script('typeof x + x');
      const values = [script.runInContext(context)];
      vm.runInContext('const x = "two"', context);
      values.push(script.runInContext(context), script.runInContext(context));
      return [...values, script.runInNewContext({ x: 3 }), script.runInContext(context)];
    });
  });

  test('beside others of the same text', () => {
    both((vm) => {
      const context = vm.createContext({ n: 0 });
      const scripts = Array.from({ length: 4 }, () => new vm.Script('n += 1'));
      vm.runInContext('n += 1', context);
      return [...scripts, ...scripts].map((script) => script.runInContext(context));
    });
  });

  test('and is refused as often as it would be, where a later one has declared its name', () => {
    const texts = ['var x = 1', 'let x = 1', 'var x = 1', 'var x = 1', 'class x {}', 'var x = 1'];
    both((vm) => runAll(vm, texts, { x: 1 })[0]);
    both((vm) => runAll(vm, texts, {})[0]);
  });

  test('when its text has been forgotten', () => {
    both((vm) => {
      const context = vm.createContext({ n: 0 });
      const script = new vm.Script('n += 1');
      script.runInContext(context);
      for (let i = 0; i < 300; i++) vm.runInContext(`n; ${i}`, context);
      vm.runInContext('n += 1', context);
      return [script.runInContext(context), script.runInContext(context)];
    });
  });
});

test('random sequences of texts do what they do on V8', () => {
  const anywhere = ['typeof N', 'let N = "N"', 'const N = 1', 'class N {}', 'var N = typeof N'];
  // With node:vm a name that a script assigns to before others declare it may be declared twice.
  const onSandbox = [
    'N = (typeof N).length',
    'this.N = 7',
    'this.N',
    '{ let N = 1; N + 1 }',
    'var N',
  ];
  const text = fc.oneof(
    fc.tuple(fc.constantFrom(...anywhere), fc.constantFrom('w', 'x')),
    fc.tuple(fc.constantFrom(...onSandbox), fc.constantFrom('y', 'z')),
  );
  const texts = fc.array(
    text.map(([source, name]) => source.replaceAll('N', name)),
    { maxLength: 14 },
  );
  fc.assert(
    fc.property(texts, (all) => {
      both((vm) => runAll(vm, all, { x: 1, y: 2, z: 3 })[0]);
    }),
    { numRuns: 400 },
  );
});
