'use strict';

// Stack traces: what Node prints, inside the guest and outside.

const { inspect } = require('node:util');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');
const child = require('./helpers/child');

/**
 * The lines of a stack up to the first frame of the host.
 * @param {() => unknown} run
 * @param {string[]} files names of the guest's
 */
function trace(run, files = ['f.js']) {
  try {
    run();
  } catch (error) {
    const lines = String(/** @type {Error} */ (error).stack).split('\n');
    const own = (/** @type {string} */ line) =>
      !line.startsWith('    at ') || files.some((file) => line.includes(file));
    return lines.filter(own);
  }
  throw new Error('nothing was thrown');
}

/** @param {string} source */
function thrownOrAnswered(source) {
  try {
    return rsvm.runInNewContext(source);
  } catch (error) {
    return error;
  }
}

/** Each throws in a function whose name V8 infers, or that is called by another. */
const INFERRED = [
  'function Foo() {} Foo.prototype.bar = function () { null.x }; new Foo().bar()',
  'var exports = {}; exports.foo = function () { null.x }; exports.foo()',
  'var module = {}; module.exports = () => { null.x }; var f = module.exports; f()',
  'var a = { b: {} }; a["b"].c = function () { null.x }; a.b.c()',
  'var a = {}, k = "d"; a[k] = function () { null.x }; a.d()',
  'var a = {}; a.f = a.g = function () { null.x }; a.g()',
  'var a = {}; a.f = a.f || function () { null.x }; a.f()',
  'var a = {}; a.f = (function () { null.x }); a.f()',
  'var f = true && function () { null.x }; f()',
  'var o = { m: [function () { null.x }] }; o.m[0]()',
  'var o = {}; o.x = { y: [function () { null.x }] }; o.x.y[0]()',
  'var o = {}; o.x = class { m() { null.x } }; new o.x().m()',
  'var o = {}; o.x = class { constructor() { null.x } }; new o.x()',
  'var o = {}; o.x = class { static m() { null.x } }; o.x.m()',
  'var o = {}; o.X = function () { null.x }; new o.X()',
  'new function () { null.x }',
  'function F() { this.m = function () { null.x } } new F().m()',
  'function F() { var s = this; s.m = function () { null.x } } new F().m()',
  'function f() { this.m = function () { null.x } } new f().m()',
  'class A { constructor() { this.f = function () { null.x } } } new A().f()',
  'class A { m() { this.f = function () { null.x }; this.f() } } new A().m()',
  'var lib; (function (lib) { lib.x = function () { null.x } })(lib || (lib = {})); lib.x()',
  'var A = (function () { function A() {} A.prototype.m = function () { null.x }; return A })(); new A().m()',
  'var L = {}; L.lib = (function () { var q = {}; q.f = function () { null.x }; q.f() })()',
  'var L = { p(f) { f() } }; L.x = L.p(function () { null.x })',
  'var o = { f() { return o } }; o.f().g = function () { null.x }; o.g()',
  'let o = {}; o.z ||= function () { null.x }; o.z()',
  'var o = {}; o.f = function () { null.x }; [1].map(o.f)',
  'var o = {}; o.f = function () { null.x }; ({ z: o.f }).z()',
  'var o = { b() { null.x } }, p = { z: o.b }; p.z()',
  'var o = { b() { null.x } }, p = { z: o.b, y: o.b }; p.z()',
  'var p = { z: function q() { null.x } }; p.z()',
  'class A { m() { null.x } } A.prototype.n = A.prototype.m; new A().n()',
  'var o = { [Symbol.iterator]() { null.x } }; [...o]',
  'var o = { 1: function () { null.x } }; o[1]()',
  'var o = { get x() { null.x } }; o.x',
  'function* g() { null.x } g().next()',
  'function* g() { null.x } for (const x of g());',
  'function* g() { null.x }\nfunction f() {\n  return [...g()];\n}\nf()',
  'var o = {}; o.f = function* () { null.x }; o.f().next()',
  'var o = { [Symbol.iterator]: () => ({ next() { null.x } }) };\nfor (const x of o);',
  'var o = { [Symbol.iterator]: () => ({ next() { null.x } }) };\nlet [a] = o;',
];

describe('outside', () => {
  test.each([
    'const e = new Error("m"); e.stack = "mine"; e',
    'const e = new Error("m"); e.stack = ""; e',
    'const e = new SyntaxError("m"); e.stack += "\\n    at mine (f.js:9:9)"; e',
    'Error.stackTraceLimit = 0; new Error("m")',
  ])('what the guest made of a stack, with no frames of the host: %s', (source) => {
    both((vm) => vm.runInNewContext(source, {}, 'f.js').stack.split('\n').slice(0, 2));
  });

  test.each([
    'const e = new Error("m"); e.stack = undefined; e',
    'const e = new Error("m"); e.stack = null; throw e',
    'const e = new Error("m"); void e.stack; e.stack = { length: 1 }; e',
  ])('no stack, where the guest has put no text there: %s', (source) => {
    const error = thrownOrAnswered(source);
    expect(Object.getOwnPropertyDescriptor(error, 'stack')).toEqual({
      configurable: true,
      enumerable: false,
      writable: true,
      value: undefined,
    });
    expect(String(error)).toBe('Error: m');
  });

  test.each([
    'throw new Error("e")',
    'function b() { throw new Error("n") }\nfunction a() { b() }\na()',
    '\n\n  null.foo',
    '/* 😀 */ null.foo',
    'const o = {};\no.\n  f()',
    'class A { constructor() { null.y } }\nfunction f() { return new A() }\nf()',
    'throw Object.assign(new Error("m"), { name: "Mine" })',
    'missing',
    '\tthrow new Error("tab")',
  ])('%s', (source) => {
    both((vm) => trace(() => vm.runInNewContext(source, {}, 'f.js')));
  });

  test.each([
    'const e = new Error("e");\ne.code = 1;\nthrow e;',
    'function make() {\n  return new TypeError("m");\n}\n\nthrow make();',
    'function fail(q) {\n  throw q;\n}\nfail(new Error("x"))',
    'try {\n  null.x;\n} catch (e) {\n  throw e;\n}',
    'try {\n  throw new Error("a");\n} finally {\n  [1].map((n) => n);\n}',
    'try { throw 1 } catch {}\n\nnull.x',
    'const e = new Error("e");\n[1].forEach(() => {\n  throw e;\n});',
    'class A extends Error {}\nconst a = new A("m");\nif (a) {\n  throw a;\n}',
    'const e = new Error("e");\nfunction f() { throw e; }\ntry { f() } catch (g) { g.more = 1; throw g }',
    'const o = { get x() {\n  throw this.e;\n}, e: new Error("g") };\no.x',
  ])('the line of the `throw` is shown, not that of the error: %s', (source) => {
    both((vm) => trace(() => vm.runInNewContext(source, {}, 'f.js')).slice(0, 5));
  });

  test.each([
    'a = zz',
    '  (zz)',
    'if (zz);',
    'throw new zz',
    'a = 1; b = -zz.q',
    'var a = zz',
    'a = [zz]',
    'f = () => zz; f()',
    'eval(zz)',
  ])('the place of a variable that is not there: %s', (source) => {
    both((vm) => trace(() => vm.runInNewContext(source, {}, 'f.js')));
  });

  test('the limit counts the guest’s frames and the host’s together', async () => {
    const { stdout } = await child(`
      Error.stackTraceLimit = 1;
      for (const name of ['node:vm', 'rsvm']) {
        try {
          require(name).compileFunction('throw new Error("e")')();
        } catch (error) {
          console.log(error.stack);
        }
      }`);
    expect(stdout).toBe('Error: e\n    at <anonymous>:1:7\n'.repeat(2));
  });

  test('all errors of a message have the host’s frames, each from where it was read', async () => {
    const { stdout } = await child(`
      const vm = require('rsvm');
      const sandbox = vm.createContext({});
      const frames = ({ stack }) => /(first|second)Place/.exec(stack)?.[1];
      function firstPlace() { return vm.runInContext('new Set([new Error("a"), new Error("b")])', sandbox); }
      function secondPlace() { return vm.runInContext('new Set([new Error("a"), new Error("b")])', sandbox); }
      console.log([...firstPlace(), ...secondPlace()].map(frames).join());`);
    expect(stdout).toBe('first,first,second,second\n');
  });

  test('a class that the host calls is named', () => {
    both((vm) => vm.runInNewContext('(class Named {})')());
  });

  test('offsets are counted', () => {
    both((vm) =>
      ['throw new Error("e")', '\n throw new Error("e")'].map((source) =>
        trace(() =>
          vm.runInNewContext(source, {}, { filename: 'f.js', lineOffset: 10, columnOffset: 20 }),
        ),
      ),
    );
  });

  test('a function’s body is counted from its own beginning', () => {
    both((vm) => {
      const options = { filename: 'f.js', lineOffset: 2, columnOffset: 3 };
      return ['throw new Error("cf")', '\n throw new Error("cf")'].map((body) =>
        trace(() => vm.compileFunction(body, ['a', 'b'], options)(1, 2)),
      );
    });
  });

  test('displayErrors: false shows no line of what is declared again', () => {
    for (const displayErrors of [false, true]) {
      both((vm) => {
        const context = vm.createContext();
        vm.runInContext('const a = 1', context);
        const script = new vm.Script('const a = 2', { filename: 'f.js' });
        return trace(() => script.runInContext(context, { displayErrors }));
      });
    }
  });
  test('displayErrors: false shows no line', () => {
    both((vm) =>
      trace(() =>
        vm.runInNewContext('throw new Error("e")', {}, { filename: 'f.js', displayErrors: false }),
      ),
    );
  });

  test.each(['throw new Error("e")', 'throw new', '(null).x'])(
    'what ends the process is printed as Node does: %s',
    async (code) => {
      const printed = ['node:vm', 'rsvm'].map(async (name) => {
        const source = `require('${name}').runInNewContext(${JSON.stringify(`\n${code}`)}, {}, 'f.js')`;
        const { code: exit, stderr } = await child(source);
        return { exit, text: stderr.split('\n').slice(0, 5) };
      });
      const [expected, actual] = await Promise.all(printed);
      expect(expected.exit).toBe(1);
      expect(actual).toEqual(expected);
    },
  );

  test('and what a function of a guest’s throws shows no line of this package', async () => {
    const call = (/** @type {string} */ code) =>
      `require('rsvm').runInNewContext(${JSON.stringify(code)}, {}, 'f.js')`;
    for (const [source, first] of [
      [`${call('() => { throw new Error("e") }')}()`, 'Error: e'],
      [`${call('({ get a() { throw new Error("e") } })')}.a`, 'Error: e'],
      [call('throw 5'), '5'],
    ]) {
      const { stderr } = await child(source);
      expect(stderr.trimStart().split('\n')[0]).toBe(first);
    }
  });

  test('an error is decorated once', () => {
    both((vm) => {
      const sandbox = vm.createContext({});
      /** @type {any} */ (sandbox).inner = () =>
        vm.runInContext('throw new Error(1)', sandbox, 'f.js');
      return trace(() => vm.runInContext('inner()', sandbox, 'g.js'));
    });
  });

  test.each([
    'function Old(message) { this.message = message; Error.captureStackTrace(this); }\nOld.prototype = Object.create(Error.prototype);\nthrow new Old("m")',
    'throw { message: "m", stack: "a text\\nof its own" }',
    'throw Object.create({ stack: "inherited" })',
    'throw Object.freeze({ stack: "frozen" })',
    'throw { stack: 5 }',
    'throw {}',
    'thrown = { stack: "twice" }; throw thrown',
  ])('what is thrown and is no Error shows its place, too: %s', (code) => {
    for (const displayErrors of [true, false]) {
      both((vm) => {
        const sandbox = vm.createContext({});
        const options = { filename: 'f.js', displayErrors };
        /** @type {any} */
        let thrown;
        for (const text of [code, 'if (globalThis.thrown) throw thrown']) {
          try {
            vm.runInContext(text, sandbox, options);
          } catch (error) {
            thrown = error;
          }
        }
        const frames = String(thrown.stack).split('\n');
        return [frames.filter((line) => !/^ {4}at .*([/\\]|node:)/.test(line)), 'stack' in thrown];
      });
    }
  });

  test.each([
    'class Own extends Error { get name() { return this.constructor.name } } throw new Own("m")',
    'class Own extends Error { get message() { return "asked" } } throw new Own("m")',
  ])('the first line is asked for when the error leaves a run: %s', (code) => {
    const [place, line, caret, empty, first] = trace(() => rsvm.runInNewContext(code, {}, 'f.js'));
    const oracle = trace(() => nodeVm.runInNewContext(code, {}, 'f.js'));
    expect([place, line, caret, empty]).toEqual(oracle.slice(0, 4));
    expect(first).toBe(oracle[4]);
  });

  test('an error that is no Error stays as it is', () => {
    both((vm) => vm.runInNewContext('throw "text"'));
    both((vm) => vm.runInNewContext('throw undefined'));
  });
});

describe('inside', () => {
  const inside = (/** @type {string} */ code) =>
    both((vm) => {
      const text = vm.runInNewContext(code, {}, 'f.js');
      return String(text)
        .split('\n')
        .filter((line) => !line.startsWith('    at ') || line.includes('f.js'));
    });

  test.each([
    'new Error("x").stack',
    '(function q() { return new TypeError("x").stack })()',
    'try { null.x } catch (e) { e.stack }',
    'const o = { name: "N", message: "m" }; Error.captureStackTrace(o); o.stack',
    'Error.stackTraceLimit = 0; new Error("x").stack',
    'Error.stackTraceLimit = "x"; String(new Error("x").stack)',
    'Error.stackTraceLimit = 1; (function q() { return new Error("x").stack })()',
    'Error.stackTraceLimit',
    'Error.captureStackTrace.length',
    'const e = new Error("x"); e.stack = "mine"; e.stack',
    'Object.keys(new Error("x"))',
    'try { null.x } catch (e) { String(e) }',
    'Error.prepareStackTrace = (e, s) => s.length > 0; new Error("x").stack',
    'Error.prepareStackTrace = (e, s) => s; const s = (function q() { return new Error().stack[0] })(); [s.getFunctionName(), s.getFileName(), s.getLineNumber(), s.getColumnNumber(), s.isNative(), s + ""].join()',
  ])('%s', (code) => {
    expect(inside(code)).toBeDefined();
  });

  test.each([
    '[1].map(fail)',
    '[1].forEach(() => [2].find(fail))',
    '[2, 1].sort(fail)',
    'new Map([[1, 2]]).forEach(fail)',
    'new (class Q extends Map {})([[1, 2]]).forEach(fail)',
    'new Set([1]).forEach(fail)',
    '"a".replace(/a/, fail)',
    '"a".replaceAll("a", fail)',
    'JSON.parse("[1]", fail)',
    'JSON.stringify({}, fail)',
    'Array.from([1], fail)',
    'Object.keys(new Proxy({}, { ownKeys: fail }))',
    'Reflect.ownKeys(new Proxy({}, { ownKeys: fail }))',
    'Reflect.apply(fail, 1, [])',
    'fail.call()',
    'fail.apply()',
    'fail.bind()()',
    'Math.max({ valueOf: fail })',
    'Number({ valueOf: fail })',
    'parseInt({ toString: fail })',
    'new Map({ [Symbol.iterator]: fail })',
    'new Error({ toString: fail })',
    '[{ toString: fail }].join()',
    'Object.fromEntries({ [Symbol.iterator]: fail })',
  ])('what a built-in was called on: %s', (code) => {
    both((vm) => {
      try {
        return vm.runInNewContext(`const fail = () => { throw new Error("x") }; ${code}`);
      } catch (error) {
        const lines = String(error.stack).split('\n');
        // Up to the first of the host's.
        const own = lines.slice(
          0,
          lines.findIndex((line) => /[/\\]|node:/.test(line)),
        );
        return own.filter((line) => line.endsWith('(<anonymous>)'));
      }
    });
  });

  test.each([
    'JSON.parse("{")',
    '[].reduce((a, b) => a)',
    '"x".repeat(-1)',
    '(1).toFixed(200)',
    'new RegExp("[")',
    'BigInt("x")',
    'new WeakMap().set(1, 1)',
    'new Map(5)',
    'Map()',
    'new Uint8Array(-1)',
    'new Array(-1)',
    'new Proxy(1, {})',
    'new Promise(5)',
    'decodeURIComponent("%")',
    'Object.defineProperty(1, "a", {})',
    'Object.keys(null)',
    'Reflect.ownKeys(1)',
    'Function.prototype.call.call(1)',
    'Reflect.construct(1)',
    '[].concat.call(null)',
    'Array.from(5, 1)',
    'Date.prototype.getTime.call(1)',
    'parseInt(Symbol())',
    '[1].map(5)',
    'JSON.stringify(1n)',
    '[].values().next.call(1)',
    'Object.freeze([1]).pop()',
    '/a/.test(Symbol())',
    '"a".split(Symbol())',
    'Symbol() + ""',
    'new (class extends Array { constructor() { super(-1) } })()',
  ])('a built-in that throws: %s', (code) => {
    both((vm) => {
      try {
        return vm.runInNewContext(code, {}, 'f.js');
      } catch (error) {
        const frames = error.stack.split('\n').filter((line) => line.startsWith('    at '));
        // Up to the first of the host's.
        return frames.slice(
          0,
          frames.findIndex((line) => /[/\\]|node:/.test(line)),
        );
      }
    });
  });

  test.each([
    'class K { m() { null.x } } new K().m()',
    'class K { constructor() { null.x } } new K()',
    'class K { m() { return [1].map(() => null.x) } } new K().m()',
    'const o = { f() { null.x } }; o.f()',
    'const o = { x: () => null.x }; o.x()',
    'function f() { null.x } f()',
    'function f() { null.x } globalThis.f()',
    'function f() { null.x } f.call({})',
    '[function g() { null.x }][0]()',
    '(function () { "use strict"; null.x }).call(5)',
    'function F() { null.x } new F()',
    'const f = () => null.x; f()',
    'new (class { a() { this.b() } b() { throw new Error("x") } })().a()',
    'class P extends Array { m() { null.x } } new P().m()',
    'Object.defineProperty(function f() { null.x }, "name", { value: "other" })()',
  ])('what a function was called on: %s', (code) => {
    both((vm) => trace(() => vm.runInNewContext(code, {}, 'f.js')));
  });

  test('what a function of a class was called on', async () => {
    // Jest shows these by rules of its own.
    const { stdout } = await child(`
      const own = ({ stack }) => stack.split('\\n').filter((line) => line.includes('f.js'));
      const codes = [
        'class K { static m() { null.x } } K.m()',
        'class K { get x() { return null.x } } new K().x',
        'const o = { get x() { return null.x } }; o.x',
      ];
      for (const name of ['node:vm', 'rsvm']) {
        const traces = codes.map((code) => {
          try { require(name).runInNewContext(code, {}, 'f.js'); } catch (error) { return own(error); }
        });
        console.log(JSON.stringify(traces));
      }`);
    const [nodes, ours] = stdout.trim().split('\n');
    expect(ours).toBe(nodes);
  });

  test('names that are inferred, and the properties that functions are called by', async () => {
    // Jest shows these by rules of its own, too.
    const { stdout } = await child(`
      const codes = ${JSON.stringify(INFERRED)};
      const own = (line) => !line.startsWith('    at ') || /f\\.js|\\(<anonymous>\\)$/.test(line);
      for (const name of ['node:vm', 'rsvm']) {
        const vm = require(name);
        const traces = [];
        for (const code of codes) {
          const text = 'try {' + code + '} catch (e) { e.stack }';
          const stack = String(vm.runInNewContext(text, {}, 'f.js'));
          traces.push([code, stack.split('\\n').filter(own)]);
        }
        console.log(JSON.stringify(traces));
      }`);
    const [nodes, ours] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(ours).toHaveLength(INFERRED.length);
    expect(ours).toEqual(nodes);
  });

  test('what call sites say of one', () => {
    const code = `Error.prepareStackTrace = (_, sites) => sites[1];
      const [site] = [0].map(() => new Error('x').stack);
      [site.getTypeName(), site.getFunctionName(), site.getMethodName(), site.isToplevel(), String(site)]`;
    both((vm) => [...vm.runInNewContext(code)]);
  });

  test('`stack` is an own property from its first reading', () => {
    const code = 'const e = new Error("x"); e.stack; Object.hasOwn(e, "stack")';
    expect(rsvm.runInNewContext(code)).toBe(true);
  });

  test('captureStackTrace leaves out what is above a function', () => {
    const code = `
      const f = () => { const o = {}; Error.captureStackTrace(o, g); return o.stack };
      function g() { return f() }
      g();`;
    expect(rsvm.runInNewContext(code, {}, 'f.js')).toBe('Error\n    at f.js:4:7');
  });

  test.each([
    'const o = {}; o.f = function () { const e = {}; Error.captureStackTrace(e, o.f); return e.stack }; function t() { return o.f() } (() => t())()',
    'const o = { check() { return check() } }; function check() { const e = {}; Error.captureStackTrace(e, o.check); return e.stack } o.check()',
    'function f() {} const o = { f() { const e = {}; Error.captureStackTrace(e, f); return e.stack } }; o.f()',
    'function f() { const e = {}; Error.captureStackTrace(e, new Proxy(f, {})); return e.stack } f()',
    'function f() { return [1].map(() => { const e = {}; Error.captureStackTrace(e, [].map); return e.stack })[0] } f()',
    'function f(n) { if (n) return f(n - 1); const e = {}; Error.captureStackTrace(e, f); return e.stack } (function g() { return f(3) })()',
  ])('captureStackTrace looks for the function itself: %s', (code) => {
    both((vm) => {
      const text = vm.runInNewContext(code, {}, 'f.js');
      return text.split('\n').filter((line) => line.includes('f.js'));
    });
  });

  test('no frame names the host', () => {
    const stack = rsvm.runInNewContext('f(() => new Error("x").stack)', {
      f: (/** @type {() => string} */ g) => g(),
    });
    expect(stack).not.toMatch(/node:|jest|\/lib\//);
  });
});

describe('an error of a class of the guest’s', () => {
  const CLASSES = `class One extends Error { constructor(said) { super(said); this.name = 'One' } }
    class Two extends One { constructor(said) { super(said) } }
    class Three extends Two {}
    function fail(Class) { throw new Class('x') }\n`;

  test.each(['One', 'Two', 'Three', 'Error'])(
    'is traced to where %s was said to be new',
    (name) => {
      const { value } = both((vm) => {
        try {
          return vm.runInNewContext(`${CLASSES}fail(${name})`, {}, 'f.js');
        } catch (error) {
          return error.stack.split('\n').slice(0, 7).join('\n');
        }
      });
      expect(value).toMatch(/at fail/);
    },
  );

  test('made by a function that is no class keeps the frame of that', () => {
    both((vm) =>
      vm.runInNewContext(
        `function Made() { const made = new Error('x'); Object.setPrototypeOf(made, Made.prototype); return made }
        Made.prototype = Object.create(Error.prototype, { constructor: { value: Made } });
        new Made().stack.split('\\n')[1]`,
        {},
        'f.js',
      ),
    );
  });

  test('keeps the stack that it was given at a place that has read its own', () => {
    both((vm) =>
      vm.runInNewContext(
        'const read = (error) => error.stack; const error = new Error(); read(error); error.stack = "mine"; read(error)',
      ),
    );
  });
});

describe('the first line', () => {
  test.each([
    'const e = new Error("a"); e.message = "b"; e',
    'const e = new Error("a"); e.stack; e.message = "b"; e',
    'function My(m) { Error.captureStackTrace(this, My); this.message = m } My.prototype = Object.create(Error.prototype); My.prototype.name = "My"; new My("mm")',
    'class My extends Error { get name() { return "My" } } new My("q")',
    'class My extends Error { constructor(m) { super(m); Error.captureStackTrace(this, this.constructor); this.name = "Late"; this.message = "late" } } new My("q")',
    'const o = { name: "O", message: "m" }; Error.captureStackTrace(o); o.message = "n"; o',
    'const e = new Error("a"); Object.defineProperty(e, "message", { get() { return "dyn" } }); e',
    'class My extends Error { get name() { throw 1 } } new My("q")',
    'const o = {}; Error.captureStackTrace(o); o.stack = "mine"; o',
    'Object.create(new RangeError("inherited"))',
    'class My extends Error {} Object.create(Object.create(new My("m")))',
  ])('is what the error is when its stack is read: %s', (code) => {
    const program = code.replace(/([^;]+)$/, ' globalThis.it = $1');
    both((vm) => {
      const run = (/** @type {string} */ text) => vm.runInNewContext(`{ ${program} } ${text}`);
      const inside = String(run('it.stack')).split('\n')[0];
      // The host does not run getters of the guest's for it.
      const outside = /get\(?\w* ?/.test(code) ? '' : String(run('it').stack).split('\n')[0];
      return [inside, outside, run('Object.keys(it).join()')];
    });
  });
});

describe('what a guest has put in the place of the stack', () => {
  const PUT = ['undefined', '"other"', '""', '"two\\nlines"'];
  const LEAVE = {
    thrown: (/** @type {any} */ vm, /** @type {string} */ code) => {
      try {
        return vm.runInNewContext(`${code} throw e`, {}, { displayErrors: false });
      } catch (error) {
        return error;
      }
    },
    'thrown, and shown': (/** @type {any} */ vm, /** @type {string} */ code) => {
      try {
        return vm.runInNewContext(`${code} throw e`, {}, { filename: 'a.js' });
      } catch (error) {
        return error;
      }
    },
    returned: (/** @type {any} */ vm, /** @type {string} */ code) =>
      vm.runInNewContext(`${code} e`),
    'in an object': (/** @type {any} */ vm, /** @type {string} */ code) =>
      vm.runInNewContext(`${code} ({ e })`).e,
  };
  for (const [way, leave] of Object.entries(LEAVE)) {
    test.each(PUT)(`is there, of an error that is ${way}: %s`, (value) => {
      both((vm) => {
        const error = leave(vm, `const e = new TypeError("x"); e.stack = ${value};`);
        const { enumerable } = Object.getOwnPropertyDescriptor(error, 'stack') ?? {};
        return [error.stack, enumerable, inspect(error)];
      });
    });
  }
  test('is undefined where it is no text', () => {
    const error = rsvm.runInNewContext('const e = new Error("x"); e.stack = { a: 1 }; e');
    expect([error.stack, inspect(error)]).toEqual([undefined, '[Error: x]']);
  });
});

test('of an arrow function says what it was called on, not its `this`', () => {
  for (const code of [
    'class S { m() { [1].forEach(() => { this; null.x }) } } new S().m()',
    'class S { m() { const f = () => { this; null.x }; f() } } new S().m()',
    'class S { m() { const f = () => { (() => { this; null.x })() }; f.call({}) } } new S().m()',
    'class S { m() { const f = () => { this; null.x }; f.call(new Date()) } } new S().m()',
    'class S { f = () => { this; null.x }; m() { this.f() } } new S().m()',
    'var o = { f: () => { this; null.x } }; o.f()',
    'class A {} class S extends A { constructor() { const f = () => { super(); this; null.x }; f() } } new S()',
  ]) {
    both((vm) => trace(() => vm.runInNewContext(code, {}, 'f.js')));
  }
});
