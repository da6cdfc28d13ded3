'use strict';

// Texts that do not compile: that they do not, and in V8's words, by which programs tell whether a text
// is wrong or only unfinished.

const both = require('./helpers/both');
const outcome = require('./helpers/outcome');

/** Texts that do not compile; message, line and caret are compared. */
const SYNTAX = [
  'var a = ;',
  'foo bar',
  'var a = 1;\nvar s = "abc;\n\nfoo()',
  'x = f("abc\nfoo("d")',
  '"abc',
  "var a;\n  'abc\\\n def\n  x",
  'var a = 1;\n/* abc\n\nfoo()',
  'a /* b */ = 1\n\n /* x',
  'var r = /abc\nvar b = 2',
  'a = /[/\nb',
  'a = /abc\\\nb',
  '{',
  '(',
  '[1, 2',
  'f(',
  'f(1',
  'f(1 2)',
  'console.log("a" ;',
  'if (x) {',
  'function f(a) {',
  'a => {',
  'a +',
  'a.',
  'var',
  'x = {a:',
  '`abc',
  'try {}',
  'let a; let a',
  'let a; var a',
  'var a; let a',
  'class a{}; let a',
  'let [a, a] = []',
  'const a;',
  'return 1',
  'break',
  'continue',
  'await 1',
  '"use strict"; yield',
  '"use strict"; var interface',
  '"use strict"; with(a){}',
  '"use strict"; eval=1',
  '1=2',
  '1++',
  'this = 1',
  'super()',
  'import x from "y"',
  'export const a=1',
  'a ?? b || c',
  '({a b})',
  '} ',
  'var if',
  'enum',
  '() => {} ()',
  '(a,b) => { let a }',
  'break foo',
  'label: label: x',
  'var x = 1 2',
  '"a" "b"',
  '{a:1, b:2}',
  'class A { constructor(){} constructor(){} }',
  'else',
  '=> 1',
  'for(;;;)',
  'for(let of x)',
  'function(){}',
  'new.foo',
  '@',
  'a b c d',
  'var { a };',
  'let []; x',
  'var a, [b, c];',
  'const { a, b: { c } }, d',
  'const a',
  'const a, b = 1',
  '"use strict"; 010',
  '"use strict"\n08',
  'function f() { "use strict"; 010 }',
  '{ let a; var a }',
  'switch (1) { case 1: let a; case 2: var a }',
  'try {} catch ([e]) { var e }',
  'try {} catch ({ a, e }) { let e }',
  'const { a }',
  'let [a]',
  'class A { m() { this.#x } }',
  '({}).#x',
  'class A { x = arguments }',
  'class A { static { arguments } }',
  'class A { "constructor" = 1 }',
  'class A { constructor = 1 }',
  '[1] => 1',
  'async\n() => 1',
];

/** The same, of which the message alone is compared: V8 puts its carets elsewhere. */
const SAID = [
  '{ var a; let a }',
  '-a ** 2',
  'typeof a ** 2',
  'a(-b[0] ** 2)',
  'function* g() { yield ** 2 }',
  '({ get e(1) {} })',
  'class A { get a(for) {} }',
  '({ set e(v const) {} })',
  'a + {} = 1',
  '1 + [] = 0',
  '(a, 1) => 1',
  '(1) => 1',
  '(a.b) => 1',
  '([a.b]) => 1',
  '({ a: b.c }) => 1',
  '({ a: 1 }) => 1',
  '({ a() {} }) => 1',
  '[a + b] = 1',
  '({ a: 1 } = {})',
  '"use strict"; [...eval] = []',
  'for (([a]) of x);',
  'for (1 of []);',
  'for (var a = 1 of c);',
  'for (async of []);',
  'for await (a of b);',
  'for (var { a }; ;);',
  '({ get a(b) {} })',
  '({ set a(b, c) {} })',
  'class A { get a(b) {} }',
  'class A { set a() {} }',
  'class A { async constructor() {} }',
  'class A { *constructor() {} }',
  'class A { m() { super() } }',
  '({ m() { super() } })',
  'class A { m(a) { let a } }',
  'class A { constructor(a) { let a } }',
  'function* g() { class A { x = yield } }',
  'function* () {}',
  'new a?.b()',
  'while (0) function f() {}',
  'label: let x',
  '"\\u12"',
  '"\\u{}"',
  '"\\u{+41}"',
  '"\\u+123"',
  '"\\x4"',
  '"\\x+1"',
  '\\u12',
  '"use strict"; "\\01"',
  '"use strict"; "\\8"',
  '0_1',
  '1e',
  '/a/gg',
  '/a/uv',
];

describe('a text that does not compile', () => {
  test.each(SYNTAX)('%s', (source) => {
    both((vm) => outcome(() => new vm.Script(source, { filename: 'f.js' })));
  });

  test.each(SAID)('%s', (source) => {
    both((vm) => new vm.Script(source));
  });

  test('names its place in `eval` and `Function` too', () => {
    both((vm) =>
      ['eval("var a = ;")', 'eval("foo bar")', 'new Function("}")', 'eval("{")'].map((code) =>
        vm.runInNewContext(`try { ${code} } catch (e) { String(e) + (e instanceof SyntaxError) }`),
      ),
    );
  });

  test('declares what another script declared', () => {
    both((vm) => {
      const context = vm.createContext({});
      vm.runInContext('let taken = 1', context);
      return outcome(() => vm.runInContext('let free = 1, taken = 2', context));
    });
  });

  test('is the body of a function', () => {
    both((vm) => [
      outcome(() => vm.compileFunction('var a = ;', [], { filename: 'cf.js' })),
      outcome(() => vm.compileFunction('\n  foo bar', ['a'], { filename: 'cf.js', lineOffset: 3 })),
    ]);
  });
});

describe('a text that compiles', () => {
  test.each([
    '(function let() {}).name',
    'let a = 1; for (var { length } of ["ab"]) a += length; a',
    'const [x, { y } = { y: 2 }] = [1]; x + y',
    'for (const [k, v] of [[1, 2]]) k + v',
    'for (let { a } = { a: 3 }; a < 4; a++) a',
    '"\\01"; "use strict".length',
    'function f() { return 010 } f()',
    'function f() { "use strict" } 010',
    '({ eval: 1 }).eval',
  ])('%s', (source) => {
    both((vm) => vm.runInNewContext(source));
  });
});
