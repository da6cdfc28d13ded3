'use strict';

// The child process of on-both.js: runs the scenarios that it reads on the module that its argument
// names, and prints what each came to.

const { inspect } = require('node:util');

/**
 * What a scenario is given.
 * @typedef {object} Tools
 * @property {any} vm
 * @property {(sources: Record<string, string>, options?: object) => Graph} graph
 * @property {(source: string, options?: object) => Promise<any>} evaluated a module that has run
 * @property {(exports: Record<string, unknown>, options?: object) => Promise<any>} synthetic one that
 *   has run
 *
 * @typedef {object} Graph
 * @property {Record<string, any>} modules those that were asked for
 * @property {(specifier: string) => any} get
 * @property {(root: string) => Promise<any>} evaluate links and evaluates
 * @property {() => string} statuses
 */

const vm = require(process.argv[2]);

/** @type {Tools} */
const tools = {
  vm,
  graph(sources, options) {
    /** @type {Record<string, any>} */
    const modules = {};
    /** @param {string} name */
    const get = (name) =>
      (modules[name] ??= new vm.SourceTextModule(sources[name], { identifier: name, ...options }));
    return {
      modules,
      get,
      async evaluate(root) {
        await get(root).link(get);
        await get(root).evaluate();
        return get(root);
      },
      statuses: () =>
        Object.entries(modules)
          .map(([name, { status }]) => `${name} ${status}`)
          .join(),
    };
  },
  async evaluated(source, options) {
    const module = new vm.SourceTextModule(source, options);
    await module.link(() => {});
    await module.evaluate();
    return module;
  },
  async synthetic(exports, options) {
    const names = Object.keys(exports);
    const steps = /** @this {any} */ function () {
      for (const name of names) this.setExport(name, exports[name]);
    };
    const module = new vm.SyntheticModule(names, steps, options);
    await module.link(() => {});
    await module.evaluate();
    return module;
  },
};

/** @param {string} input */
async function main(input) {
  /** @type {Record<string, string>} */
  const results = {};
  for (const [name, source] of Object.entries(JSON.parse(input))) {
    try {
      results[name] = inspect(await (0, eval)(`(${source})`)(tools), { depth: 6 });
    } catch (error) {
      const { name: kind, code, message } = /** @type {any} */ (error);
      results[name] = `throws ${kind} ${code} ${message}`;
    }
  }
  process.stdout.write(JSON.stringify(results));
}

let input = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => (input += text));
process.stdin.on('end', () => main(input));
