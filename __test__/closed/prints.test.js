'use strict';

// What a guest's objects take to be shown. Node bounds the texts that are values, and no others: of a key, a
// description, the name of a class or a tag, and of what a custom inspection answers, it makes a text for each
// character that it escapes or line that it indents, until there is no memory left; and what is reached in many ways
// is shown as often, so that `depth: 30` over a graph of 30 objects never came to an end. lib/prints.js counts both.

const { afterEach, expect, jest: mocks, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const util = require('node:util');
const child = require('../helpers/child');
const { rsvm } = require('../helpers/rsvm');

afterEach(() => mocks.restoreAllMocks());

/** More units than are shown of all names of a print. */
const UNITS = 2 ** 19;
const LONG = `"x\\n".repeat(${UNITS})`;
/** What Node makes of the units of a name that are shown is no more than twice as many, three times over. */
const MOST = 7 * 2 ** 20;
const CUSTOM = '[Symbol.for("nodejs.util.inspect.custom")]';

/** @type {[string, string][]} */
const NAMED = [
  ['a key', `({ [${LONG}]: 1 })`],
  ['a hidden key', `Object.defineProperty({}, ${LONG}, { value: 1 })`],
  ['a symbol', `({ [Symbol(${LONG})]: 1 })`],
  ['a registered symbol', `({ [Symbol.for(${LONG})]: 1 })`],
  ['a symbol as a value', `[Symbol(${LONG})]`],
  ['a registered symbol as a value', `[Symbol.for(${LONG}), Object(Symbol.for(${LONG}))]`],
  ['a class', `Object.defineProperty(class {}, 'name', { value: ${LONG} })`],
  ['a function', `Object.defineProperty(() => 1, 'name', { value: ${LONG} })`],
  [
    'a class that is extended',
    `class extends Object.defineProperty(class {}, 'name', { value: ${LONG} }) {}`,
  ],
  ['what constructed it', `new (Object.defineProperty(class {}, 'name', { value: ${LONG} }))()`],
  [
    'what constructed a map',
    `new (Object.defineProperty(class extends Map {}, 'name', { value: ${LONG} }))()`,
  ],
  ['a tag', `({ get [Symbol.toStringTag]() { return ${LONG} } })`],
  ['an inherited tag', `Object.create({ [Symbol.toStringTag]: ${LONG} })`],
  ['an answer', `({ ${CUSTOM}: () => ${LONG} })`],
  ['a text', `({ toString: () => ${LONG} })`],
  ['a key of a map', `Object.assign(new Map(), { [${LONG}]: 1 })`],
  ['a key of a date', `Object.assign(new Date(0), { [${LONG}]: 1 })`],
  ['a key of an error', `Object.assign(new Error('x'), { [${LONG}]: 1 })`],
  ['a key of a typed array', `Object.assign(new Uint8Array(2), { [${LONG}]: 1 })`],
  ['a key of a promise', `Object.assign(Promise.resolve(1), { [${LONG}]: 1 })`],
  ['a key of a function', `Object.assign(() => 1, { [${LONG}]: 1 })`],
  ['an error', `Object.setPrototypeOf(Object.assign(new Error('x'), { name: ${LONG} }), null)`],
  ['an error without a trace', `Object.assign(new Error(${LONG}), { stack: undefined })`],
  ['what is like an error', `Object.assign(Object.create(Error.prototype), { stack: ${LONG} })`],
  ['a pattern', `new RegExp('x'.repeat(2 ** 17))`],
  [
    'many keys',
    `Object.fromEntries(Array.from({ length: 90 }, (_, i) => ['x\\n'.repeat(20000 + i), 1]))`,
  ],
  [
    'a key that is shown again and again',
    `(() => { const o = { ['x\\n'.repeat(30000)]: 1 }; return Array(15).fill(Array(15).fill(o)) })()`,
  ],
  [
    'a class of many',
    `(() => { const C = Object.defineProperty(class {}, 'name', { value: 'x\\n'.repeat(30000) }); return Array.from({ length: 90 }, () => new C()) })()`,
  ],
];

test.each(NAMED)('no more than can be read is shown of the name: %s', (_, code) => {
  const value = rsvm.runInNewContext(`(${code})`);
  for (const shown of [
    util.inspect(value),
    util.inspect([{ value }], { showHidden: true }),
    util.format('%o', value),
    util.format('%s', value),
  ]) {
    expect(shown.length).toBeLessThan(MOST);
  }
  let printed = 0;
  mocks.spyOn(console, 'log').mockImplementation((...args) => {
    printed += util.format(...args).length;
  });
  rsvm.runInNewContext(`console.log(${code}); console.log([${code}]); console.group(${code})`);
  expect(printed).toBeGreaterThan(0);
  expect(printed).toBeLessThan(3 * MOST);
});

test('what is cut says how much there is more', () => {
  const value = rsvm.runInNewContext(`({ ['k'.repeat(70000)]: 1 })`);
  expect(util.inspect(value)).toBe(`{\n  '${'k'.repeat(65536)}... 4464 more characters': 1\n}`);
});

test('names that can be read are shown as ever', () => {
  const code = `
    const name = 'n '.repeat(150);
    const Named = Object.defineProperty(class {}, 'name', { value: name });
    const error = Object.assign(new TypeError(name), { [name]: 1, stack: 'TypeError: ' + name });
    [
      { [name]: 1, [Symbol(name)]: 2, [Symbol.toStringTag]: name }, Named, new Named(), class extends Named {},
      Object.defineProperty(function () {}, 'name', { value: name }), Symbol(name), error,
      Object.assign(new Map([[name, 1]]), { [name]: 1 }), Object.create({ [Symbol.toStringTag]: name }),
      { ${CUSTOM}: () => name }, Object.create(Error.prototype, { name: { value: name } }),
    ];`;
  const [ours, theirs] = [rsvm, nodeVm].map((vm) => /** @type {any} */ (vm).runInNewContext(code));
  for (const [place, value] of ours.entries()) {
    expect(util.inspect([value])).toBe(util.inspect([theirs[place]]));
  }
});

const GRAPHS = {
  objects: 'a = { l: a, r: a }',
  lists: 'a = [a, a]',
  functions: 'a = Object.assign(() => 1, { l: a, r: a })',
  getters: 'a = { l: a, r: a, get x() { return 1 } }',
  maps: 'a = { m: new Map([[1, a], [2, a]]) }',
  'maps in maps': 'a = new Map([[1, a], [2, a]])',
  inspections: `{ const b = a; a = { ${CUSTOM}: () => ({ l: b, r: b }) } }`,
};

/** @param {string} made */
const graph = (made) => `var a = { x: 1 }; for (let i = 0; i < 40; i++) ${made};`;

test.each(Object.entries(GRAPHS))('a graph is not shown in all its ways: %s', async (_, made) => {
  const { stdout, stderr } = await child(
    `const util = require('node:util'); const vm = require('rsvm');
     const sandbox = vm.createContext({ shown: (value) => util.inspect(value, { depth: 50 }).length });
     const timeout = { timeout: 50 };
     const attempt = (run) => { try { run() } catch (error) { process.exitCode = error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 0 : 1 } };
     const write = process.stdout.write; process.stdout.write = () => true;
     attempt(() => vm.runInContext(${JSON.stringify(`${graph(made)} console.dir(a, { depth: 50 })`)}, sandbox, timeout));
     attempt(() => vm.runInContext('shown([{ a }])', sandbox, timeout));
     process.stdout.write = write;
     console.log(process.exitCode, 'alive', vm.runInContext('1 + 1', sandbox));`,
    { limit: 30_000 },
  );
  expect(stdout).toMatch(/(undefined|0) alive 2\n$/);
  expect(stderr.match(/RSVM_UNCAUGHT/g)?.length ?? 0).toBeLessThanOrEqual(1);
});

test('the host ends what it prints of one itself', async () => {
  const { stdout } = await child(
    `const util = require('node:util'); const vm = require('rsvm');
     const graph = vm.runInNewContext(${JSON.stringify(`${graph(GRAPHS.objects)} a`)});
     console.log(util.inspect(graph, { depth: 50 }).includes('[Object]'));
     console.log(util.inspect([graph], { depth: null }).includes('[Object]'));
     console.log(util.inspect({ a: graph.l }, { depth: 0 }), 'alive');
     setImmediate(() => console.log(util.inspect(new Map([[1, vm.runInNewContext('({ a: 1 })')]]))));`,
    { limit: 60_000 },
  );
  expect(stdout).toBe('true\ntrue\n{ a: [Object] } alive\nMap(1) { 1 => { a: 1 } }\n');
});

test('each print has its own', () => {
  const value = rsvm.runInNewContext('Array(100).fill({ a: 1 })');
  const shown = util.inspect(value);
  for (let i = 0; i < 300; i += 1) {
    if (util.inspect(value) !== shown) throw new Error(`the print ${i} is another`);
  }
  expect(util.inspect(value)).toBe(shown);
});

test('an object of which something was shown is the guest’s as ever', () => {
  const value = rsvm.runInNewContext(
    `Object.freeze({ [${LONG}]: 1, b: 1n << 100000n, [Symbol.toStringTag]: ${LONG} })`,
  );
  expect(util.format('%o', value).length).toBeLessThan(MOST);
  expect(Reflect.ownKeys(value).map((key) => typeof key)).toEqual(['string', 'string', 'symbol']);
  expect(value.b).toBe(1n << 100000n);
  expect(value[Symbol.toStringTag]).toHaveLength(2 * UNITS);
});
