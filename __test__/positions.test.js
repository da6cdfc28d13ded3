'use strict';

// The line and the column of errors in the middle of a function: whoever reads a stack goes there.

const both = require('./helpers/both');

/**
 * A function with some lines around what fails.
 * @param {string} statement
 */
const within = (statement) =>
  `\n\nfunction f(q) {\n  const a = 1;\n  let b = 2;\n  ${statement}\n  return [a, b];\n}\nf(ARGUMENT)`;

/** What is done with an argument that does not allow it. */
const STATEMENTS = {
  undefined: [
    'q.nope();',
    'q.nope;',
    'q[a]();',
    'q[a];',
    'q.x = 1;',
    'q[a] = 1;',
    'q.x.y.z();',
    'b = a + q.x;',
    'if (q.a) b = 1;',
    'while (q.a) b = 1;',
    'return q.a;',
    'for (const x of q) a;',
    'for (const x of q.list) a;',
    'b = [a, ...q];',
    'const { c } = q;',
    'const { c: d } = q, e = 1;',
    '({ b } = q);',
    'const [ c ] = q;',
    'b = "k" in q;',
    'b = a instanceof q;',
    'class X extends q {}',
    'new q();',
    'new q.X(a);',
    'q();',
    'q(a)(b);',
    'b = { c: 1, d: q.x };',
    'b = [1,\n    q.x];',
    'Math.max(\n    1,\n    q.x);',
    'b = a ? q.x : 1;',
    'b = q.x ?? 1;',
    'b = `${q.x}`;',
    'switch (q.x) { case 1: b = 1 }',
    'throw q.x;',
    'try { b = 1 } finally { q.x }',
    'const g = () => q.x; g();',
    'b = (() => {\n    return q.x;\n  })();',
    'q.x++;',
    'q.x += 1;',
    'delete q.x;',
    'typeof q.x;',
    '[1].forEach((it) => q.x);',
    'zz.x;',
    'b = a + zz;',
    'zz();',
    'a = 2;',
    'c; const c = 1;',
  ],
  '{}': [
    'q.x.y;',
    'q.x.nope(1, a);',
    'q\n    .x\n    .nope();',
    'q.nope();',
    'q?.a.b;',
    'q?.a.b.c();',
    'const { c: { d } } = q;',
    'const h = ({ c }) => c; h(q.x);',
    'new q.X();',
    '(0, q.nope)();',
    'q.nope`t`;',
    'b = q.a.b + 1;',
    'for (let i = q.a.b; i < 1; i++);',
    'for (let i = 0; i < q.a.b; i++);',
    'q.a.b = 1;',
    'q[a].b = 1;',
    'b = !q.a.b;',
    'b = q.a.b && 1;',
  ],
  'Object.freeze({ x: 1, y: { z: 1 } })': [
    '"use strict"; q.x.y.z;',
    '(function () { "use strict"; q.x = 2; })();',
    '(function () { "use strict"; q.w = 2; })();',
    '(function () { "use strict"; q["x"] = 2; })();',
  ],
  'Symbol("s")': ['b = a + q;', 'b = a * q;', 'b = a < q;', 'b = +q;'],
  '1n': ['b = a * q;', 'b = a + (q);', 'b = a ** q;', 'b = a | q;'],
};

const CASES = Object.entries(STATEMENTS).flatMap(([argument, statements]) =>
  statements.map((statement) => [statement, argument]),
);

/**
 * The message, and the innermost place.
 * @param {any} error
 */
const shown = (error) => [
  error.message,
  /f\.js:\d+:\d+/.exec(String(error.stack).split('\n    at ').slice(1).join())?.[0],
];

describe('the place of an error', () => {
  test.each(CASES)('%s of %s', (statement, argument) => {
    both((vm) => {
      try {
        return vm.runInNewContext(within(statement).replace('ARGUMENT', argument), {}, 'f.js');
      } catch (error) {
        return shown(error);
      }
    });
  });

  test.each(CASES)('in what `eval` runs: %s of %s', (statement, argument) => {
    const code = within(statement).replace('ARGUMENT', argument);
    both((vm) => {
      const message = `try { eval(${JSON.stringify(code)}) } catch (e) { e.message }`;
      return vm.runInNewContext(message);
    });
  });
});
