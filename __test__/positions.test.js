'use strict';

// The line and the column of errors in the middle of a function: whoever reads a stack goes there.

const both = require('./helpers/both');
const outcome = require('./helpers/outcome');

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

/** What throws an error of its own. */
const THROWS = '() { throw new Error("q") }';

/** Whole texts of which every place in the stack is compared. */
const TEXTS = {
  'a property behind a call': [
    'const f = () => ({}); f().x.y',
    '[].find((x) => x).name',
    '"a".match(/b/).index',
    'JSON.parse("{}").a.b',
    'const f = () => ({}); [1].map(f)[0].b.c',
    'const f = () => ({}); f()["x"].y',
    'const f = () => ({}); f()\n  .x\n  .y',
    'const f = () => ({}); f() /* ( */ . x . y',
    'const f = () => ({}); f(`(`).x.y.z()',
    'const f = () => ({}); f`a`.x.y',
    'const f = () => ({}); (f()).x.y',
    'const f = () => ({}); new f().x.y',
    'const f = () => ({}); `${f().x.y}`',
    'const f = () => ({}); f().x.y = 1',
    'const f = () => ({}); f().a.b++',
    'const f = () => ({}); f().a.b += 1',
    'const f = () => ({}); delete f().a.b',
    'const o = { f() { return {} } }; o?.f().x.y',
    'const o = { f() { return {} } }; o.f?.().x.y',
    'new Date().foo.bar',
    `const o = { f: () => ({ get x${THROWS} }) }; o.f().x`,
    `const o = { get x${THROWS} }; o["x"]`,
    `const o = { get x${THROWS} }; o?.["x"]`,
  ],
  'a call': [
    ...[
      '?.f()',
      '?.f?.()',
      '.f?.()',
      '?.["f"]()',
      '["f"]()',
      '\n?.f()',
      '?.f(...[1])',
      '.f`a`',
    ].map((call) => `const o = { f${THROWS} }; o${call}`),
    ...['catch', 'default', 'new', 'this', 'with', 'async', 'of', 'super', 'let', 'null'].map(
      (name) => `const o = { ${name}${THROWS} }; o.${name}()`,
    ),
    `const f = ${THROWS.replace(')', ') =>')}; f?.()`,
    `const a = [${THROWS.replace(')', ') =>')}]; a?.[0]()`,
    `class A { #f${THROWS} m() { this.#f() } } new A().m()`,
    `const o = { f: () => ({ g${THROWS} }) }; o?.f()?.g()`,
    '[].with(9, 1)',
    'const o = {}; o.catch()',
    'const o = {}; o?.f()',
    'boom?.()',
  ],
  'an assignment': [
    ...[
      'o.a = 2',
      'o["a"] = 2',
      'o.a += 2',
      'o.a ||= 2',
      'o.a++',
      '++o.a',
      '(o.a) = 2',
      'o\n.a\n= 2',
    ].map((write) => `const o = { set a(value) { throw new Error("q") } }; ${write}`),
    ...['o.b.a += 2', 'o.b["a"] += 2', 'o.b.a++', '++o.b.a', 'x = o.b.a++'].map(
      (read) => `const o = { b: { get a${THROWS} } }; ${read}`,
    ),
    ...['o.a = 2', 'o.a += 2', 'o.a++', '++o.a', 'o["a"] = 2', 'x = o.a = 2', '(o.a) = 2'].map(
      (write) => `"use strict"; let x; const o = Object.freeze({ a: 1 }); ${write}`,
    ),
    ...['c = 2', 'c++', '++c', 'c += 2', '[c] = [1]', '({ c } = {})', 'for (c of [1]);'].map(
      (write) => `const c = 1; ${write}`,
    ),
    ...['this.#p = 1', 'o.#p = 1', 'this.#m = 1', 'this.#g = 1'].map(
      (write) => `class A { #p; #m() {} get #g() { return 1 } t(o) { ${write} } } new A().t({})`,
    ),
    '"use strict"; NaN = 1',
    '"use strict"; und = 1; und',
    'z = 1; let z',
  ],
  'an operator': [
    ...['a - 1', '1 - a', '"x" + a + "y"', '(a) == 1', '1 != a', 'if (a < 1);', 'while (1 <= a);'],
    ...['for (let i = 0; i < a; i++);', 'x = a > 1 ? 1 : 2', 'if (!(a < 1));', 'a ** 2', 'a & 2'],
    ...['[0, a - 1]', '(() => a - 1)()', '`${a - 1}`', 'b[0] /* c */ - a', 'b[0]\n - a', '-a'],
    ...['a in b', '5 instanceof a', '`${1}${a}`'],
  ]
    .map((code) => `let x, b = [1]; const a = { [Symbol.toPrimitive]${THROWS} }; ${code}`)
    .concat(['5n % 0n', '1n >>> 0n', 'const a = [1n]; a[0] / 0n', '"x" in 5', '1 + Symbol()'])
    .concat(['class A { static t(o) { return #x in o } #x } A.t(5)']),
  'a variable without a value': [
    ...['const { a } = missing', 'var { x = missing } = {}', 'let [x = missing] = []'],
    ...['function f({ a } = missing) {} f()', '((a = missing) => a)()', 'let a = (missing)'],
    ...['let a; ({ a } = missing)', 'let a; [a] = missing', 'const { a } = `${missing}`'],
    ...['[...missing]', '({ ...missing.y })', '`${missing}`', '`a ${missing}`', 'delete missing.x'],
    ...['with (missing);', 'const o = {}; o.x = (missing)', '{ a = missing }'],
    ...['const o = {}; let k; o[k] = missing', 'let { a } = b; let b', 'let { a = b, b } = {}'],
  ],
  'what is thrown in a template': ['`v ${(() => { throw new Error("y") })()}`'],
};

describe.each(Object.entries(TEXTS))('the places of %s', (_, texts) => {
  test.each(texts)('%s', (text) => {
    both((vm) => outcome(() => vm.runInNewContext(text, {}, 'f.js')));
    both((vm) => {
      try {
        return vm.runInNewContext(text, {}, 'f.js');
      } catch (error) {
        return String(error.stack).match(/f\.js:\d+:\d+/g);
      }
    });
  });
});
