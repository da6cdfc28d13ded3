'use strict';

// Graphs in which modules depend on each other, wait, and fail: what becomes of each. ECMA-262, 16.2.1.6.1.

const { describe } = require('@jest/globals');
const onBoth = require('./helpers/on-both');

describe('modules that depend on each other', () => {
  onBoth({
    async 'and wait for the same one'({ vm, graph }) {
      const order = [];
      const context = vm.createContext({ log: (name) => void order.push(name) });
      const sources = {
        a: 'import "b"; import "e"; log("a")',
        b: 'import "a"; import "e"; log("b")',
        e: 'await 0; log("e")',
      };
      const { evaluate, statuses } = graph(sources, { context });
      await evaluate('a');
      return [order, statuses()];
    },
    async 'and wait for one that is asked for first'({ graph }) {
      const { evaluate, statuses } = graph({
        a: 'import "e"; import "b"',
        b: 'import "c"',
        c: 'import "a"; import "e"',
        e: 'await 0',
      });
      await evaluate('a');
      return statuses();
    },
    async 'of which one has a wrong link'({ graph }) {
      const { get, statuses } = graph({
        a: 'import { b } from "b"; export const a = 1',
        b: 'import { nope } from "a"; export const b = 2',
      });
      const error = await get('a')
        .link(get)
        .catch((e) => e);
      return [error.name, error.message, statuses()];
    },
    async 'of which one is linked again when its link is right'({ vm, graph }) {
      const sources = {
        a: 'import { b } from "b"; export const a = () => b',
        b: 'import { a } from "a"; import { c } from "c"; export const b = c',
      };
      const { get } = graph(sources);
      const wrong = graph({ ...sources, c: 'export const d = 1' });
      const failed = await wrong.evaluate('a').catch((e) => e.name);
      const right = new vm.SourceTextModule('export const c = 5');
      await get('a').link((name) => (name === 'c' ? right : get(name)));
      await get('a').evaluate();
      return [failed, get('a').namespace.a()];
    },
    async 'above one that throws'({ graph }) {
      const { evaluate, modules, statuses } = graph({
        a: 'import "b"',
        b: 'import "a"; import "c"',
        c: 'null.x',
      });
      const error = await evaluate('a').catch((e) => e);
      return [statuses(), Object.values(modules).map((module) => module.error === error)];
    },
    async 'and are asked for again while they wait'({ graph }) {
      const { evaluate, get } = graph({
        main: 'import "b"',
        a: 'import "b"',
        b: 'import "a"; await 1',
      });
      const evaluated = evaluate('main');
      while (get('b').status !== 'evaluated') await null;
      return [await get('a').evaluate(), await get('b').evaluate(), (await evaluated).status];
    },
    async 'of which some were not reached'({ graph }) {
      const { evaluate, statuses } = graph({
        a: 'import "b"',
        b: 'import "d"; import "c"; import "e"',
        c: 'throw new Error("c")',
        d: '',
        e: 'import "a"',
      });
      const message = await evaluate('a').catch((e) => e.message);
      return [message, statuses()];
    },
  });
});

describe('modules that wait for another', () => {
  onBoth({
    async 'and throw'({ graph }) {
      const { evaluate, modules, statuses } = graph({
        a: 'import "c"; throw new Error("a")',
        c: 'await 0',
      });
      const error = await evaluate('a').catch((e) => e);
      return [error.message, statuses(), modules.a.error === error];
    },
    async 'below one that does not run then'({ vm, graph }) {
      const order = [];
      const context = vm.createContext({ log: (name) => void order.push(name) });
      const sources = {
        a: 'import "d"; log("a")',
        d: 'import "c"; throw new Error("d")',
        c: 'await 0',
      };
      const { evaluate, statuses } = graph(sources, { context });
      const message = await evaluate('a').catch((e) => e.message);
      return [message, order, statuses()];
    },
    async 'and fail with it'({ graph }) {
      const { evaluate, statuses } = graph({
        a: 'import "c"',
        c: 'await 0; throw new Error("c")',
      });
      const message = await evaluate('a').catch((e) => e.message);
      return [message, statuses()];
    },
    async 'imported by a script'({ vm, graph }) {
      const { get } = graph({ a: 'import "c"; throw new Error("a")', c: 'await 0' });
      const importModuleDynamically = async (name) => {
        await get(name).link(get);
        return get(name).evaluate();
      };
      const script = new vm.Script('import("a").catch((e) => e.message)', {
        importModuleDynamically,
      });
      return script.runInNewContext();
    },
  });
});
