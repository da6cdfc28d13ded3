'use strict';

// Modules: what node:vm does with the flag, this package does without.

const { describe, expect, test } = require('@jest/globals');
const { inspect, types } = require('node:util');
const nodeVm = require('node:vm');
const onBoth = require('./helpers/on-both');
const { rsvm } = require('./helpers/rsvm');

/** @type {any} */
const { SourceTextModule, SyntheticModule, createContext } = rsvm;

describe('the life of a module', () => {
  onBoth({
    async statuses({ vm }) {
      const module = new vm.SourceTextModule('export const a = 1; export default 2');
      const seen = [module.status];
      const linking = module.link(() => {});
      seen.push(module.status);
      await linking;
      seen.push(module.status);
      const evaluating = module.evaluate();
      seen.push(module.status);
      return [...seen, await evaluating, module.status, module.namespace];
    },
    async 'while it is evaluated'({ vm }) {
      const held = {};
      const context = vm.createContext({ status: () => held.module.status });
      held.module = new vm.SourceTextModule('export const s = status()', { context });
      await held.module.link(() => {});
      await held.module.evaluate();
      return held.module.namespace.s;
    },
    async 'evaluated from within'({ vm }) {
      const held = {};
      const again = () => held.module.evaluate().catch((e) => e.code);
      const context = vm.createContext({ again });
      held.module = new vm.SourceTextModule('export const p = again()', { context });
      await held.module.link(() => {});
      await held.module.evaluate();
      return held.module.namespace.p;
    },
    async 'failing with an error of the engine’s own'({ graph }) {
      const { modules, get, statuses } = graph({ a: 'import "b"', b: 'null.x' });
      await get('a').link(get);
      const error = await get('a')
        .evaluate()
        .catch((e) => e);
      const again = await modules.b.evaluate().catch((e) => e);
      return [
        error.name,
        statuses(),
        modules.a.error === error,
        modules.b.error === error,
        again === error,
      ];
    },
    async 'timing out'({ vm, evaluated }) {
      const module = new vm.SourceTextModule('for (;;);');
      await module.link(() => {});
      const { code } = await module.evaluate({ timeout: 30 }).catch((e) => e);
      return [code, module.status, module.error, (await evaluated('export let a = 1')).namespace.a];
    },
    async 'timing out before it waits'({ vm }) {
      const context = vm.createContext({});
      const module = new vm.SourceTextModule('for (;;); await 1;', { context });
      await module.link(() => {});
      const { code } = await module.evaluate({ timeout: 30 }).catch((e) => e);
      return [code, module.status, vm.runInContext('1', context)];
    },
    async 'failing to fill import.meta in a cycle that waits'({ vm }) {
      const context = vm.createContext({});
      const fail = () => {
        throw new RangeError('meta');
      };
      const modules = ["import '1'; await 0", "import '0'; import.meta"].map(
        (text) => new vm.SourceTextModule(text, { context, initializeImportMeta: fail }),
      );
      await modules[0].link((specifier) => modules[Number(specifier)]);
      const { message } = await modules[0].evaluate().catch((e) => e);
      return [message, vm.runInContext('1', context)];
    },
    async 'linked when it is evaluated'({ evaluated }) {
      return (await evaluated('1')).link(() => {});
    },
    async 'options that are none'({ vm }) {
      const module = new vm.SourceTextModule('1');
      await module.link(() => {});
      return module.evaluate(null);
    },
    'a subclass'({ vm }) {
      class Sub extends vm.SourceTextModule {}
      return new Sub('export default 1', { identifier: 'sub' });
    },
    'as JSON': ({ vm }) => JSON.stringify(new vm.SourceTextModule('')),
    'where no more is shown'({ vm }) {
      class Sub extends vm.SourceTextModule {}
      return { a: { b: { c: { d: { e: { f: [new vm.SourceTextModule(''), new Sub('')] } } } } } };
    },
  });
});

describe('graphs', () => {
  onBoth({
    async 'are evaluated in order, each module once'({ vm, graph }) {
      const context = vm.createContext({ log: [] });
      const sources = {
        a: 'import "b"; import "c"; log.push("a")',
        b: 'import "d"; log.push("b")',
        c: 'import "d"; log.push("c")',
        d: 'log.push("d")',
      };
      await graph(sources, { context }).evaluate('a');
      return context.log.join();
    },
    async 'with a circle'({ vm, graph }) {
      const context = vm.createContext({ log: [] });
      const sources = {
        a: 'import "b"; import "x"; log.push("a")',
        b: 'import "c"; log.push("b")',
        c: 'import "a"; import "y"; log.push("c")',
        x: 'log.push("x")',
        y: 'log.push("y")',
      };
      const { evaluate, statuses } = graph(sources, { context });
      await evaluate('a');
      return [context.log.join(), statuses()];
    },
    async 'with a failure'({ vm, graph }) {
      const context = vm.createContext({ log: [] });
      const sources = {
        a: 'import "b"; import "c"; log.push("a")',
        b: 'throw new Error("b")',
        c: 'log.push("c")',
      };
      const { evaluate, modules, statuses } = graph(sources, { context });
      const error = await evaluate('a').catch((e) => e);
      return [error.message, context.log.join(), statuses(), modules.a.error === modules.b.error];
    },
    async 'with a failure in a circle'({ vm, graph }) {
      const context = vm.createContext({ log: [] });
      const sources = {
        a: 'import "b"; import "x"; log.push("a")',
        b: 'import "a"; log.push("b"); throw new Error("b")',
        x: 'log.push("x")',
      };
      const { evaluate, modules, statuses } = graph(sources, { context });
      const error = await evaluate('a').catch((e) => e);
      return [error.message, context.log.join(), statuses(), modules.a.error === modules.b.error];
    },
    async 'with a top-level await'({ vm, graph }) {
      const context = vm.createContext({ log: [] });
      const sources = {
        a: 'import "b"; import "c"; log.push("a")',
        b: 'log.push("b1"); await 0; log.push("b2")',
        c: 'log.push("c")',
      };
      const { get, statuses } = graph(sources, { context });
      await get('a').link(get);
      const evaluating = get('a').evaluate();
      const before = statuses();
      await evaluating;
      return [context.log.join(), before, statuses()];
    },
    async 'with a late failure'({ graph }) {
      const { evaluate, modules, statuses } = graph({
        a: 'import "b"',
        b: 'await 0; throw new Error("late")',
      });
      const error = await evaluate('a').catch((e) => e);
      return [error.message, statuses(), modules.a.error === error, modules.b.error === error];
    },
    async 'with a top-level await in a circle'({ vm, graph }) {
      const context = vm.createContext({ log: [] });
      const sources = { a: 'import "b"; log.push("a")', b: 'import "a"; await 0; log.push("b")' };
      const { evaluate, statuses } = graph(sources, { context });
      await evaluate('a');
      return [context.log.join(), statuses()];
    },
    async 'whose only await is a loop’s'({ evaluated }) {
      const source =
        'export let s = 0; for await (const n of [1, Promise.resolve(2)]) s += n; s *= 10;';
      return (await evaluated(source)).namespace.s;
    },
    async 'that are long'({ graph }) {
      const sources = { m200: 'export const v = 0' };
      for (let i = 0; i < 200; i += 1) {
        sources[`m${i}`] = `import { v as w } from "m${i + 1}"; export const v = w + 1`;
      }
      return (await graph(sources).evaluate('m0')).namespace.v;
    },
  });

  test('a rejection that the host handles is nobody’s oversight', async () => {
    const seen = [];
    const note = (error) => seen.push(error);
    process.on('unhandledRejection', note);
    const dependency = new SourceTextModule('await 0; throw new Error("seen")');
    const module = new SourceTextModule('import "d"');
    await module.link(() => dependency);
    await expect(module.evaluate()).rejects.toThrow('seen');
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', note);
    expect(seen).toEqual([]);
  });
});

describe('what cannot be linked', () => {
  onBoth({
    async 'has the stack of where it was found out'({ vm, graph }) {
      const sources = { a: 'import "b"', b: 'import "c"' };
      const linkers = [
        () => 5,
        async () => null,
        async () => {
          await null;
          throw new Error('refused');
        },
        async () => new vm.SourceTextModule('', { context: vm.createContext({}) }),
      ];
      const shown = [];
      for (const linker of linkers) {
        const { get } = graph(sources);
        const error = await get('a')
          .link(async (specifier) => (specifier === 'b' ? get('b') : linker()))
          .catch((e) => e);
        // Whose frames are in between is not told.
        const frames = error.stack.split('\n').filter((line) => line.includes('at async'));
        shown.push([error.stack.split('\n')[0], String(error), frames]);
      }
      return shown;
    },
    async 'says in which way'({ vm, graph }) {
      const { get } = graph({ a: 'import "b"', b: 'import "c"', e: 'throw 1', f: 'import "e"' });
      if (get('a').linkRequests === undefined) return [];
      const actions = [
        () => get('a').instantiate(),
        () => get('a').linkRequests([]),
        () => get('a').linkRequests([get('b')]) ?? get('a').instantiate(),
        () => new vm.SourceTextModule('').instantiate(),
        async () => {
          await get('e').link(() => 1);
          await get('e')
            .evaluate()
            .catch(() => 1);
          await get('f').link(() => get('e'));
        },
      ];
      const shown = [];
      for (const action of actions) {
        const error = await (async () => action())().catch((e) => e);
        shown.push([error.stack.split('\n')[0], String(error), Object.keys(error), error.cause]);
      }
      return shown;
    },
  });
});

describe('imports and exports', () => {
  onBoth({
    async 'of everything'({ graph }) {
      const sources = {
        a: 'export * from "b"; export * as ns from "b"; export { x as z } from "b"',
        b: 'export const x = 1, y = 2; export default 3',
      };
      const { evaluate, modules } = graph(sources);
      const { namespace } = await evaluate('a');
      return [namespace, namespace.ns === modules.b.namespace];
    },
    async 'are live'({ graph }) {
      const sources = {
        a: 'import { n, add } from "b"; add(); export const read = () => n',
        b: 'export let n = 0; export const add = () => { n += 1 }',
      };
      const { evaluate, modules } = graph(sources);
      const { read } = (await evaluate('a')).namespace;
      const before = read();
      modules.b.namespace.add();
      return [before, read(), modules.b.namespace.n];
    },
    async 'of a module’s own'({ graph }) {
      const source = 'import * as self from "a"; export const x = 1; export const y = () => self.x';
      return (await graph({ a: source }).evaluate('a')).namespace.y();
    },
    async 'of functions in a circle'({ graph }) {
      const sources = {
        a: 'import { g } from "b"; export function f() { return "f" } export const r = g()',
        b: 'import { f } from "a"; export const early = f(); export function g() { return "g" + early }',
      };
      return (await graph(sources).evaluate('a')).namespace.r;
    },
    'that are missing': ({ graph }) => graph({ a: 'import { no } from "b"', b: '' }).evaluate('a'),
    async 'that are missing, where what is requested before is linked'({ vm }) {
      const sources = {
        a: 'import "b"; import "c"; import "d"',
        b: 'import "e"',
        c: 'import { no } from "e"',
        d: '',
        e: '',
      };
      /** @type {Record<string, any>} */
      const modules = {};
      for (const [name, source] of Object.entries(sources)) {
        modules[name] = new vm.SourceTextModule(source);
      }
      const linking = modules.a.link((/** @type {string} */ name) => modules[name]);
      const { message } = await linking.catch((/** @type {any} */ error) => error);
      return [message, Object.values(modules).map(({ status }) => status)];
    },
    async 'that are missing in a circle'({ vm }) {
      const a = new vm.SourceTextModule('import "b"; import { no } from "c"');
      const b = new vm.SourceTextModule('import "a"; import "c"');
      const c = new vm.SourceTextModule('');
      /** @type {Record<string, any>} */
      const modules = { a, b, c };
      await a.link((name) => modules[name]).catch(() => {});
      return [a.status, b.status, c.status];
    },
    'that are missing in the middle': ({ graph }) =>
      graph({ a: 'import "b"', b: 'export { no } from "c"', c: '' }).evaluate('a'),
    'that are ambiguous': ({ graph }) =>
      graph({
        a: 'import { x } from "m"',
        m: 'export * from "p"; export * from "q"',
        p: 'export const x = 1',
        q: 'export const x = 2',
      }).evaluate('a'),
    'declared twice': ({ vm }) => new vm.SourceTextModule('export let a; export let a'),
    async 'with attributes'({ vm }) {
      const seen = [];
      const module = new vm.SourceTextModule(
        'import a from "x" with { type: "json" }; import b from "x"',
      );
      await module.link((specifier, _referrer, extra) => {
        seen.push([specifier, extra]);
        return new vm.SyntheticModule(['default'], () => {});
      });
      return [seen, module.dependencySpecifiers];
    },
  });
});

describe('a module’s code', () => {
  onBoth({
    'is strict': ({ vm }) => new vm.SourceTextModule('with ({}) {}'),
    async 'may begin with a hashbang'({ evaluated }) {
      return (await evaluated('#!/usr/bin/env node\nexport default 1')).namespace.default;
    },
    async 'has its own scope'({ vm, evaluated }) {
      const context = vm.createContext({ a: 1 });
      await evaluated('globalThis.b = a + 1; var local = 3; export const t = typeof this', {
        context,
      });
      return [context.b, context.local];
    },
    async 'has import.meta'({ evaluated }) {
      const seen = [];
      const { namespace } = await evaluated(
        'export const r = import.meta.resolve("q"); export const same = import.meta === import.meta',
        {
          initializeImportMeta(meta, module) {
            meta.resolve = (specifier) => `resolved ${specifier}`;
            seen.push(module.identifier, Object.keys(meta));
          },
          identifier: 'm',
        },
      );
      return [namespace.r, namespace.same, seen];
    },
    async 'has no import.meta when it cannot be made'({ vm }) {
      const initializeImportMeta = () => {
        throw new Error('meta');
      };
      const module = new vm.SourceTextModule('import.meta', { initializeImportMeta });
      await module.link(() => {});
      const error = await module.evaluate().catch((e) => e);
      return [error.message, module.status, module.error === error];
    },
    async 'has no import.meta twice'({ evaluated }) {
      const seen = [];
      await evaluated('import.meta.a = 1; import.meta', {
        initializeImportMeta: (meta) => seen.push(meta),
      });
      return [seen.length, seen[0].a];
    },
  });

  test.each(['let await = 1', '<!-- x', 'export { undeclared }', 'import("x"'])(
    'cannot be %s',
    (source) => {
      expect(() => new SourceTextModule(source)).toThrow(SyntaxError);
    },
  );

  test('the host cannot use anything else while it fills import.meta', async () => {
    const context = createContext({});
    const f = rsvm.runInContext('(() => 1)', context);
    const module = new SourceTextModule('import.meta', {
      context,
      initializeImportMeta: () => f(),
    });
    await module.link(() => {});
    await expect(module.evaluate()).rejects.toThrow('import.meta');
    expect(f()).toBe(1);
  });

  test('nor can a function of its guest’s fill it, but one of another’s', async () => {
    const context = createContext({});
    const evaluatedWith = async (/** @type {object} */ other) => {
      const initializeImportMeta = rsvm.runInContext('(meta) => { meta.a = 1 }', other);
      const source = 'export const { a } = import.meta';
      const module = new SourceTextModule(source, { context, initializeImportMeta });
      await module.link(() => {});
      await module.evaluate();
      return module.namespace;
    };
    await expect(evaluatedWith(context)).rejects.toThrow('only import.meta');
    expect(await evaluatedWith(createContext({}))).toMatchObject({ a: 1 });
  });
});

describe('namespaces', () => {
  onBoth({
    async 'cannot be changed'({ evaluated }) {
      const { namespace: n } = await evaluated('export let a = 1');
      return [
        Object.isSealed(n),
        Object.isFrozen(n),
        Object.isExtensible(n),
        Object.getOwnPropertyDescriptor(n, 'a'),
        Object.getOwnPropertyDescriptor(n, Symbol.toStringTag),
        Reflect.getPrototypeOf(n),
        Reflect.setPrototypeOf(n, null),
        Reflect.setPrototypeOf(n, {}),
        Reflect.set(n, 'a', 2),
        Reflect.deleteProperty(n, 'a'),
        Reflect.deleteProperty(n, 'other'),
        Reflect.ownKeys(n),
        'a' in n,
        Object.prototype.toString.call(n),
        JSON.stringify(n),
        { ...n },
      ];
    },
    async 'are seen by guests as such'({ vm, evaluated }) {
      const context = vm.createContext({});
      const { namespace } = await evaluated('export let a = 1; export const add = () => ++a', {
        context,
      });
      context.n = namespace;
      return vm.runInContext(
        '[n.add(), n.a, String(Object.prototype.toString.call(n))].join()',
        context,
      );
    },
    async 'of a module that waits'({ vm }) {
      const module = new vm.SourceTextModule(
        'export let a = { x: 1 }; export const b = await new Promise(() => {})',
      );
      await module.link(() => {});
      module.evaluate();
      let failure;
      try {
        module.namespace.b;
      } catch (error) {
        failure = error.name;
      }
      return [module.namespace, failure];
    },
  });

  test('are no namespaces to V8', async () => {
    const module = new SourceTextModule('export let a = 1');
    await module.link(() => {});
    await module.evaluate();
    expect(types.isModuleNamespaceObject(module.namespace)).toBe(false);
    expect(inspect(module.namespace)).toBe('[Module: null prototype] { a: 1 }');
  });

  test('without exports look as those of Node', async () => {
    const module = new SourceTextModule('1');
    await module.link(() => {});
    await module.evaluate();
    // As of `import()` of a file without exports: the `vm.Module`s of Node need a flag.
    expect(inspect(module.namespace)).toBe('[Module: null prototype] {  }');
    expect(inspect({ a: {}, b: module.namespace })).toBe(
      '{ a: {}, b: [Module: null prototype] {  } }',
    );
  });
});

describe('synthetic modules', () => {
  onBoth({
    async 'have exports that can be set again'({ vm }) {
      const synthetic = new vm.SyntheticModule(['n', 'default', 'a b'], function () {
        this.setExport('n', 1);
      });
      const module = new vm.SourceTextModule(
        'import { n, "a b" as ab } from "s"; export const read = () => [n, ab].join()',
      );
      await module.link(() => synthetic);
      await module.evaluate();
      const before = module.namespace.read();
      synthetic.setExport('n', 'again');
      synthetic.setExport('a b', 3);
      return [before, module.namespace.read(), synthetic.namespace];
    },
    async 'can fail'({ vm }) {
      const synthetic = new vm.SyntheticModule(['n'], () => {
        throw new Error('steps');
      });
      const module = new vm.SourceTextModule('import { n } from "s"');
      await module.link(() => synthetic);
      const error = await module.evaluate().catch((e) => e);
      return [error.message, module.status, synthetic.status, module.error === synthetic.error];
    },
    async 'can have many exports'({ synthetic }) {
      const exports = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`n${i}`, i]));
      return (await synthetic(exports)).namespace.n299;
    },
    async 'hand over objects as they are'({ vm, synthetic, graph }) {
      const context = vm.createContext({});
      const object = { n: 1 };
      const s = await synthetic({ object }, { context });
      const { get } = graph(
        { a: 'import { object } from "s"; object.n += 1; export { object }' },
        { context },
      );
      await get('a').link(() => s);
      await get('a').evaluate();
      return [object, get('a').namespace.object === object];
    },
  });
});

test('modules of different contexts cannot be linked', async () => {
  const other = new SourceTextModule('', { context: createContext({}) });
  await expect(new SourceTextModule('import "x"').link(() => other)).rejects.toMatchObject({
    code: 'ERR_VM_MODULE_DIFFERENT_CONTEXT',
  });
});

test('modules that nobody holds are let go', async () => {
  for (let i = 0; i < 50; i += 1) {
    const module = new SyntheticModule(['a'], () => {});
    await module.link(() => {});
    await module.evaluate();
  }
  expect(new SourceTextModule('').status).toBe('unlinked');
});

describe('a text that ends with what could go on', () => {
  test.each([
    'const a = 1; export { a }',
    'const a = 1; export { a } // end',
    'export const a = 1; { }',
  ])('%s', async (code) => {
    const module = new SourceTextModule(code, { context: createContext({}) });
    await module.link(() => {});
    await module.evaluate();
    expect(module.namespace.a).toBe(1);
  });

  test.each(['async = 1; async', 'let = 1; let // end', 'var f = 5; if (f) { }'])('%s', (code) => {
    expect(rsvm.runInNewContext(code)).toBe(nodeVm.runInNewContext(code));
  });

  test.each(['while (true)', 'if (x)', 'for (;;)', 'export {'])('%s is none', (code) => {
    expect(() => new rsvm.Script(code)).toThrow(SyntaxError);
  });
});
