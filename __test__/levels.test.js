'use strict';

// Random programs answer the same in an engine of this process, in one of a process of its own, and
// on V8: the same value or error, and the same sandbox afterwards.

const { expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const { inspect } = require('node:util');
const fc = require('fast-check');
const here = require('..');
const apart = require('../process');

/** Programs for one run of the test; a longer look is `RSVM_PROGRAMS=100000 npx jest levels`. */
const PROGRAMS = Number(process.env.RSVM_PROGRAMS ?? 300);

/** Names that a program reads and writes; some are the sandbox's. */
const name = fc.constantFrom('a', 'b', 'list', 'x', 'y');
const literal = fc.oneof(
  fc.integer({ min: -3, max: 300 }).map(String),
  fc.constantFrom('-0', '1.5', 'NaN', 'null', 'undefined', 'true', '10n', '"text"', '"é\\ud800"'),
  fc.constantFrom('/t(.)/g', '[]', '({})', 'Symbol.iterator', 'new Set([1])', 'new Map([[1, 2]])'),
);
const unary = fc.constantFrom('-', '!', 'typeof ', 'void ', '+');
const binary = fc.constantFrom(
  '+',
  '-',
  '*',
  '%',
  '<',
  '===',
  '==',
  '&&',
  '||',
  '??',
  '&',
  'in',
  ',',
);
/** Built-ins and the host's functions, with a place for one argument. */
const callee = fc.constantFrom(
  'String(%)',
  'Number(%)',
  'JSON.stringify(%)',
  'Object.keys(Object(%))',
  'Array.from(Object(%))',
  'Math.max(%)',
  'echo(%)',
  'twice(() => %)',
  '[%, 2, 1].sort()',
  '[1, 2].map((n) => %)',
  '`text ${String(%)}`',
  '(%)?.length',
  '{ ...(%) }.a',
  '((...rest) => rest.length)(...[%])',
);

const { expression } = fc.letrec((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expression' },
    literal,
    name,
    fc.constant('object'),
    fc.tuple(unary, tie('expression')).map(([operator, value]) => `(${operator}${value})`),
    fc
      .tuple(tie('expression'), binary, tie('expression'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(callee, tie('expression'))
      .map(([call, argument]) => `(${call.replace('%', () => String(argument))})`),
    fc.tuple(tie('expression'), name).map(([value, key]) => `({ ${key}: ${value} })`),
    fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `[${left}, ${right}]`),
  ),
}));

const statement = fc.oneof(
  expression.map((value) => `${value};`),
  fc.tuple(name, expression).map(([key, value]) => `${key} = ${value};`),
  fc.tuple(name, expression).map(([key, value]) => `var ${key} = ${value};`),
  fc.tuple(name, expression).map(([key, value]) => `object.${key} = ${value};`),
  fc.tuple(expression, expression).map(([condition, value]) => `if (${condition}) ${value};`),
  fc
    .tuple(expression, name)
    .map(([value, key]) => `try { throw ${value}; } catch (e) { ${key} = e; }`),
  expression.map((value) => `for (let i = 0; i < 3; i++) list.push(${value});`),
  expression.map((value) => `throw ${value};`),
  name.map((key) => `delete object.${key};`),
  name.map((key) => `function ${key}() { return 1; }`),
);
/** The last statement has a value: the engine's idea of what others leave is not V8's. */
const program = fc
  .tuple(fc.array(statement, { maxLength: 6 }), expression)
  .map(([all, last]) => [...all, last].join('\n'));

/** What is shown of a value; where an error came from is not the same. */
function shown(/** @type {any} */ value) {
  return inspect(value, { depth: 4, sorted: true }).replace(/\n +at .*/g, '');
}

/**
 * @param {any} vm
 * @param {string} code
 */
function outcome(vm, code) {
  const sandbox = {
    a: 1,
    b: 'two',
    list: [1, 'x'],
    object: { a: 1, nested: { y: [2] } },
    echo: (/** @type {any} */ value) => value,
    twice: (/** @type {() => any} */ f) => [f(), f()],
  };
  const context = vm.createContext(sandbox);
  let kind = 'value';
  let result;
  try {
    result = shown(vm.runInContext(code, context, { timeout: 5000, displayErrors: false }));
  } catch (error) {
    kind = 'error';
    const isError = typeof error?.message === 'string';
    result = isError ? `${error.name}: ${error.message}` : shown(error);
  }
  const left = Object.entries(sandbox).filter(([, value]) => value !== undefined);
  const shownLeft = shown(Object.fromEntries(left));
  vm.dispose?.(context);
  return { kind, result, sandbox: shownLeft };
}

/**
 * The engines word their errors differently.
 * @param {ReturnType<typeof outcome>} outcome
 */
function wordless({ kind, result, sandbox }) {
  const texts = [result, sandbox].map((text) =>
    text.replace(/\n +(?:-->|\||---) .*/g, '').replace(/(\w*Error): [^\n]*/g, '$1'),
  );
  return [kind, ...texts];
}

test('random programs do the same at both levels', () => {
  fc.assert(
    fc.property(program, (code) => {
      expect(outcome(apart, code)).toEqual(outcome(here, code));
    }),
    { numRuns: PROGRAMS },
  );
});

test('random programs do what they do on V8', () => {
  fc.assert(
    fc.property(program, (code) => {
      expect(wordless(outcome(here, code))).toEqual(wordless(outcome(nodeVm, code)));
    }),
    { numRuns: PROGRAMS },
  );
});
