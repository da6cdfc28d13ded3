'use strict';

// Traces of code that guest code has compiled: they say where that was (V8's `FormatEvalOrigin`), or what the
// text calls itself, and the source line before an error is the text's. Jest has stacks made by a function of its
// own, so each is made in a process.

const onBoth = require('./helpers/on-both');

const CODES = [
  'function f(s) { return eval(s) } f("throw new Error(1)")',
  'eval("\\n  (function named() { null.foo })()")',
  'eval("function z() { null.q }; z()")',
  'eval("{ function z() { null.q } z() }")',
  'eval("const z = () => { null.q }; z()")',
  'eval("class K { m() { null.q } } new K().m()")',
  'eval("eval(\'throw new Error(3)\')")',
  'new Function("eval(\'throw new Error(4)\')")()',
  'eval("new Function(\'null.x\')()")',
  '(0, eval)("try { throw new Error(5) } catch (e) { e }")',
  '["new Error(6)"].map(eval)[0]',
  'function g(s) { return new Function("a", "b", s)({}) } g("  return a.b.c")',
  'function g(s) { return Function(s)() } g("\\n\\n  null.nothing")',
  'new (Object.getPrototypeOf(function* () {}).constructor)("throw new Error(7)")().next()',
  'const made = new Function("return function inner() { throw new Error(8) }")(); made()',
  'var o = { f: new Function("return new Error(9)") }; o.f()',
  'class A { m() { return eval("new Error(10)") } } new A().m()',
  'class A { static s() { return eval("new Error(11)") } get g() { return 1 } } A.s()',
  'class A { get g() { return eval("new Error(12)") } } new A().g',
  'class A { #p() { return eval("new Error(30)") } q() { return this.#p() } } new A().q()',
  'var anon = { k: [function () { return eval("new Error(13)") }] }; anon.k[0]()',
  'const arrow = () => eval("new Error(14)"); arrow()',
  'new (eval("(class K { constructor() { throw new Error(15) } })"))',
  'const kept = eval("(function h() { return new Error(16) })"); kept()',
  'eval("\\n\\n   throw new TypeError(17)")',
  'eval("throw new Error(18)\\n//# sourceURL=named.js")',
  'eval("eval(\'throw new Error(19)\')\\n//# sourceURL=named.js")',
  'new Function("throw new Error(20)\\n//# sourceURL=/templates/a.html")()',
  'eval("//# sourceURL=a.js\\n//# sourceURL=b.js\\nnew Error(21)")',
  'eval("\'//# sourceURL=a.js\'; new Error(22)")',
  'eval("new Error(23)\\n//@ sourceURL=at.js")',
  'eval("new Error(24)\\n  //# sourceURL=  blanks.js  ")',
  'eval("new Error(25)\\n//# sourceURL=two words.js")',
  'eval("`${1}//# sourceURL=a.js`; new Error(26)")',
  'Promise.resolve("x").then(() => eval("throw new Error(27)"))',
  'eval("(async () => { await 1; throw new Error(28) })()")',
  'for (let i = 0; i < 20; i++) eval("1 + " + i); eval("throw new Error(29)")',
  'eval("1 + undefined.x")',
  'eval("var n = null; n.property")',
  'eval("({}).method()")',
  'eval("const q = 1; q = 2")',
  `Error.prepareStackTrace = (_, sites) => sites.slice(0, 2).map((site) => [site.isEval(), site.getEvalOrigin(),
      site.getFileName(), site.getScriptNameOrSourceURL(), site.getFunctionName(), site.getTypeName(),
      site.getMethodName(), site.getLineNumber(), site.getColumnNumber(), site.isToplevel()].map(String).join(' | '));
    class A { m() { return eval('new Error(1)') } }
    const codes = ['new Error(2)', 'new Error(3)\\n//# sourceURL=named.js', '(function f() { return new Error(4) })()'];
    const all = [...codes.map((code) => eval(code)), new A().m(), ({ o: new Function('return new Error(5)') }).o()];
    ({ stack: JSON.stringify(all.map((error) => error.stack)) })`,
];

/**
 * @param {string} code
 * @returns {any} a scenario
 */
function scenario(code) {
  return new Function(
    'tools',
    `const sandbox = {};
    const frames = (error) =>
      String(error?.stack ?? error).split('\\n').filter((line) => !/^ {4}at (?!eval).*(\\/[^t]|\\\\|node:)/.test(line));
    const all = (value) => [].concat(value).map(frames);
    try {
      const answer = tools.vm.runInNewContext(${JSON.stringify(code)}, sandbox, 'f.js');
      return answer?.then ? answer.then(all, all) : all(answer);
    } catch (error) {
      return all(error);
    }`,
  );
}

onBoth(Object.fromEntries(CODES.map((code) => [code, scenario(code)])));
