'use strict';

// `import()` in scripts, functions, modules and what they compile: who is asked, with what, and what
// comes of it.

const { describe, expect, test } = require('@jest/globals');
const onBoth = require('./helpers/on-both');
const { rsvm } = require('./helpers/rsvm');

/** @type {any} */
const { SourceTextModule, compileFunction, createContext, runInContext, runInNewContext } = rsvm;

describe('import()', () => {
  onBoth({
    async 'in a script'({ vm, synthetic }) {
      const answer = await synthetic({ a: 1 });
      const seen = [];
      const script = new vm.Script('import("foo", { with: { k: "v" } })', {
        importModuleDynamically(specifier, referrer, attributes, ...rest) {
          seen.push(specifier, referrer === script, attributes, ...rest);
          return answer;
        },
      });
      return [(await script.runInNewContext({})).a, seen];
    },
    async 'in a script that is run at once'({ vm, synthetic }) {
      const answer = await synthetic({});
      let referrer;
      const importModuleDynamically = (_specifier, from) => {
        referrer = from;
        return answer;
      };
      await vm.runInNewContext('import("x")', {}, { importModuleDynamically });
      return referrer instanceof vm.Script;
    },
    async 'in a function'({ vm, synthetic }) {
      const answer = await synthetic({ a: 1 });
      let referrer;
      const f = vm.compileFunction('return import("x")', [], {
        importModuleDynamically(_specifier, from) {
          referrer = from;
          return answer;
        },
      });
      return [(await f()).a, referrer === f];
    },
    async 'in a module'({ vm, synthetic }) {
      const answer = await synthetic({ q: 7 });
      const seen = [];
      const module = new vm.SourceTextModule('export const { q } = await import("zz")', {
        importModuleDynamically(specifier, referrer) {
          seen.push(specifier, referrer === module);
          return answer;
        },
      });
      await module.link(() => {});
      await module.evaluate();
      return [module.namespace.q, seen];
    },
    async 'in what a script evaluates'({ vm, synthetic }) {
      const answer = await synthetic({ v: 1 });
      const seen = [];
      const script = new vm.Script('[eval("import(1)"), new Function("return import(2)")()]', {
        importModuleDynamically(specifier, referrer) {
          seen.push(specifier, referrer === script);
          return answer;
        },
      });
      const found = await Promise.all(script.runInNewContext());
      return [found.map(({ v }) => v), seen];
    },
    async 'in a context, without a script'({ vm, synthetic }) {
      const answer = await synthetic({ v: 1 });
      const seen = [];
      const context = vm.createContext(
        {},
        {
          importModuleDynamically(specifier, referrer) {
            seen.push(specifier, referrer === context);
            return answer;
          },
        },
      );
      const found = await vm.runInContext('Promise.resolve(`import("e")`).then(eval)', context);
      return [found.v, seen];
    },
    async 'asks at once, and each time'({ vm, synthetic }) {
      const answers = [
        await synthetic({ v: 1 }),
        await synthetic({ v: 2 }),
        await synthetic({ v: 3 }),
      ];
      let asked = 0;
      const importModuleDynamically = () => answers[asked++];
      const f = vm.compileFunction('return [import("x"), import("x"), import("y")]', [], {
        importModuleDynamically,
      });
      const promises = f();
      const before = asked;
      return [before, (await Promise.all(promises)).map(({ v }) => v)];
    },
    async 'answered out of order'({ vm, synthetic }) {
      const [one, two] = [await synthetic({ v: 1 }), await synthetic({ v: 2 })];
      const resolvers = [];
      const f = vm.compileFunction('return [import("x"), import("x")]', [], {
        importModuleDynamically: () => new Promise((resolve) => resolvers.push(resolve)),
      });
      const promises = f();
      await null;
      resolvers[1](two);
      await new Promise((resolve) => setTimeout(resolve, 5));
      resolvers[0](one);
      return (await Promise.all(promises)).map(({ v }) => v);
    },
    async 'as an argument'({ vm, synthetic }) {
      const importModuleDynamically = () => synthetic({ v: 1 });
      const f = vm.compileFunction('return Promise.all([import("x"), import("y")])', [], {
        importModuleDynamically,
      });
      return (await f()).map(({ v }) => v);
    },
    async 'of a module that is not linked'({ vm }) {
      const importModuleDynamically = () => new vm.SourceTextModule('');
      return vm.runInThisContext('import("x")', { importModuleDynamically });
    },
    async 'of a module that failed'({ vm }) {
      const module = new vm.SourceTextModule('throw new Error("failed")');
      await module.link(() => {});
      await module.evaluate().catch(() => {});
      return vm.runInThisContext('import("x")', { importModuleDynamically: () => module });
    },
    'of nothing': ({ vm }) =>
      vm.runInThisContext('import("x")', { importModuleDynamically: () => 5 }),
    async 'of a thenable namespace'({ vm, evaluated }) {
      const module = await evaluated('export function then(resolve) { resolve(42) }');
      return vm.runInThisContext('import("x")', { importModuleDynamically: () => module });
    },
    async 'of a namespace of the host’s'({ vm }) {
      const namespace = await import('node:path');
      const found = await vm.runInNewContext(
        'import("x").then((n) => [typeof n.join, n.sep, "join" in n].join())',
        {},
        { importModuleDynamically: () => namespace },
      );
      return found;
    },
    'with a callback that throws': ({ vm }) =>
      vm.runInThisContext('import("x")', {
        importModuleDynamically() {
          throw new RangeError('thrown');
        },
      }),
    'with a callback that rejects': ({ vm }) =>
      vm.runInThisContext('import("x")', {
        importModuleDynamically: () => Promise.reject(new RangeError('rejected')),
      }),
    'without a callback, in a script': ({ vm }) => vm.runInThisContext('import("x")'),
    'without a callback, in a function': ({ vm }) => vm.compileFunction('return import("x")')(),
    'without a callback, in a module': ({ evaluated }) => evaluated('await import("x")'),
    'of a specifier that cannot be had': ({ vm }) =>
      vm.runInThisContext('import({ toString() { throw new RangeError("specifier") } })', {
        importModuleDynamically() {},
      }),
    async 'after the script was let go'({ vm, synthetic }) {
      const answer = await synthetic({ v: 1 });
      const context = vm.createContext({});
      const importModuleDynamically = () => answer;
      vm.runInContext('var later = () => import("x")', context, { importModuleDynamically });
      for (let i = 0; i < 100; i += 1) vm.runInContext(`${i}`, context);
      return (await context.later()).v;
    },
  });

  test('of a module that is imported statically, too', async () => {
    const answer = new SourceTextModule('export const v = 1');
    const module = new SourceTextModule('import "a"; export const p = () => import("b")', {
      importModuleDynamically: () => answer,
    });
    await module.link(() => answer);
    await module.evaluate();
    await expect(module.namespace.p()).resolves.toBe(answer.namespace);
  });

  test('is rejected with an error of the guest’s', async () => {
    const source =
      'import("x").catch((e) => e instanceof TypeError && e.constructor === TypeError)';
    await expect(runInNewContext(source)).resolves.toBe(true);
  });

  test('does not show the facade to guests', async () => {
    const answer = new SourceTextModule('export const v = 1');
    await answer.link(() => {});
    await answer.evaluate();
    const context = createContext({});
    const source = `
      const seen = [];
      const then = Promise.prototype.then;
      Object.defineProperty(Object.prototype, 'then', { get() { seen.push(typeof this); }, configurable: true });
      import('x').then((n) => { delete Object.prototype.then; return [Object.keys(n).join(), seen.length].join(); });
    `;
    const found = await runInContext(source, context, { importModuleDynamically: () => answer });
    expect(found).toMatch(/^v,/);
  });
});

describe('USE_MAIN_CONTEXT_DEFAULT_LOADER', () => {
  const loader = {
    importModuleDynamically: rsvm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  };

  onBoth({
    'imports what Node would': ({ vm }) =>
      vm.runInNewContext(
        'import("node:path").then((n) => n.sep)',
        {},
        {
          importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
        },
      ),
    async 'from where the script says it is'({ vm }) {
      const error = await vm
        .runInThisContext('import("./missing.mjs")', {
          filename: '/nowhere/script.js',
          importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
        })
        .catch((e) => e);
      return [error.code, error.message];
    },
  });

  test('in a function', async () => {
    const f = compileFunction('return import("node:os").then((n) => typeof n.cpus)', [], loader);
    await expect(f()).resolves.toBe('function');
  });
});

describe('options that cannot be', () => {
  onBoth({
    'are refused in the words of the version': ({ vm }) => {
      const said = [
        'import("m", 5)',
        'import("m", { with: 5 })',
        'import("m", { with: { a: 5 } })',
      ];
      return Promise.all(
        said.map((code) =>
          vm
            .runInNewContext(`(async () => ${code})()`, {}, { importModuleDynamically() {} })
            .catch((error) => [error.name, error.message]),
        ),
      );
    },
  });
});
