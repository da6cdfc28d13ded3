'use strict';

// Scripts: compiled once and run in many places; cached data; the comments that name other files;
// and the ways in which `runIn*` find a context.

const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');
const { magicComments } = require('../lib/magic-comments');
const both = require('./helpers/both');

describe('a script', () => {
  test('runs many times in a context', () => {
    both((vm) => {
      const script = new vm.Script('count += step; name = "kitty"; count');
      const sandbox = vm.createContext({ count: 0, step: 2 });
      const values = [1, 2, 3].map(() => script.runInContext(sandbox));
      return [values, sandbox];
    });
  });

  test('runs in many contexts', () => {
    both((vm) => {
      const script = new vm.Script('n * n');
      return [1, 2, 3].map((n) => script.runInNewContext({ n }));
    });
  });

  test('is the same for the context that runs it first and for the others', () => {
    both((vm) => {
      const script = new vm.Script(`
        let zz = 1; const tag = (s) => s; function text(a) { /* its own */ return a; }
        class K { #p = 3; get() { return this.#p; } static { this.s = 'static'; } }
        const seen = [];
        for (let i = 0; i < 2; i++) seen.push(tag\`a\${i}b\`, tag\`\\u{61}\`);
        label: for (;;) break label;
        JSON.stringify([
          zz, '\\ud800x', new K().get(), K.s, text.toString(), /a(b)/.exec('ab'), ({ foo: 1 }).foo,
          seen.map((it) => seen.indexOf(it)), seen.map((it) => it.raw),
        ]);
      `);
      return [{}, {}].map((sandbox) => script.runInContext(vm.createContext(sandbox)));
    });
  });

  test('has templates of its own, and declares what nobody has', () => {
    both((vm) => {
      const context = vm.createContext({ seen: [] });
      const run = (/** @type {string} */ text) => new vm.Script(text).runInContext(context);
      const push = 'for (let i = 0; i < 2; i++) seen.push(((s) => s)`a${i}b`);';
      [push, `${push};`].forEach(run);
      vm.runInContext(push, context);
      run('let mine = 1');
      expect(() => run('let mine = 2')).toThrow("Identifier 'mine' has already been declared");
      return run('[mine, ...seen.map((it) => seen.indexOf(it))].join()');
    });
  });

  test('runs in the host’s', () => {
    const key = 'rsvmScriptTest';
    const host = /** @type {any} */ (globalThis);
    host[key] = 20;
    try {
      expect(new rsvm.Script(`${key} += 1; ${key} * 2`).runInThisContext()).toBe(42);
      expect(host[key]).toBe(21);
      expect(rsvm.runInThisContext(`${key} + 1`)).toBe(22);
    } finally {
      delete host[key];
    }
  });

  test('can be extended', () => {
    both((vm) => {
      class Doubled extends vm.Script {
        twice() {
          return this.runInNewContext() * 2;
        }
      }
      return new Doubled('21').twice();
    });
  });

  test('runs a new context through its own runInContext', () => {
    both((vm) => {
      class Counted extends vm.Script {
        runs = 0;

        runInContext(/** @type {any} */ sandbox, /** @type {any} */ options) {
          this.runs += 1;
          return super.runInContext(sandbox, options);
        }
      }
      const script = new Counted('1');
      script.runInNewContext();
      script.runInNewContext({});
      return script.runs;
    });
  });

  test('is refused for its syntax when it is made', () => {
    expect(() => new rsvm.Script('var a = ;', 'input.js')).toThrow(SyntaxError);
    expect(() => rsvm.createScript('foo bar')).toThrow(SyntaxError);
  });

  test('names its file in an error’s stack', () => {
    const script = new rsvm.Script('\nthrow new Error("x")', { filename: 'f.js', lineOffset: 5 });
    const stack = stackOf(() => script.runInNewContext());
    expect(stack).toContain('f.js:7');
  });

  test('names itself in an error’s stack', () => {
    const source = 'throw new Error("x")\n//# sourceURL=itself.js';
    expect(stackOf(() => rsvm.runInNewContext(source, {}, 'f.js'))).toContain('itself.js:1');
    expect(stackOf(() => new rsvm.Script(source).runInNewContext())).toContain('itself.js:1');
    const compiled = rsvm.compileFunction(source, [], { filename: 'f.js' });
    expect(stackOf(() => compiled())).toContain('itself.js:1');
  });

  /** @param {() => unknown} run */
  function stackOf(run) {
    try {
      run();
    } catch (error) {
      return error.stack;
    }
    throw new Error('nothing was thrown');
  }
});

describe('runInContext', () => {
  test.each(['runInContext', 'runInContextSync'])(
    '%s makes an object literal a context',
    (name) => {
      const run = /** @type {any} */ (rsvm)[name];
      const sandbox = { a: 1, b: 2 };
      expect(run('c = a + b', sandbox)).toBe(3);
      expect(rsvm.isContext(sandbox)).toBe(true);
      expect(sandbox).toHaveProperty('c', 3);
      expect(run('c', sandbox)).toBe(3);
    },
  );

  test('a script makes an object literal a context', () => {
    const sandbox = { a: 1, b: 2 };
    expect(new rsvm.Script('a + b').runInContext(sandbox)).toBe(3);
    expect(rsvm.isContext(sandbox)).toBe(true);
  });

  test.each([
    ['without prototype', Object.assign(Object.create(null), { a: 1 })],
    ['with a symbol only', { [Symbol('a')]: 1 }],
    ['with hidden properties only', Object.defineProperty({}, 'a', { value: 1 })],
    ['of another realm', require('node:vm').runInNewContext('({ a: 1 })')],
  ])('accepts an object literal %s', (_name, sandbox) => {
    expect(rsvm.runInContext('1', sandbox)).toBe(1);
  });

  class Box {
    a = 1;
  }

  test.each([
    ['an empty object', {}],
    ['an empty array', []],
    ['an array', [1]],
    ['an object of a class', new Box()],
    ['a Date', Object.assign(new Date(0), { a: 1 })],
    ['a Proxy', new Proxy({ a: 1 }, {})],
    ['what others inherit from', Object.prototype],
  ])('refuses %s', (_name, sandbox) => {
    both((vm) => vm.runInContext('1', sandbox));
    expect(rsvm.isContext(sandbox)).toBe(false);
  });

  test('takes a file name in place of options', () => {
    both((vm) => vm.runInContext('1', vm.createContext(), 'file.js'));
    both((vm) => vm.runInNewContext('1', {}, 'file.js'));
    both((vm) => vm.runInThisContext('1', 'file.js'));
  });

  test('a context given to runInNewContext is used as it is', () => {
    both((vm) => {
      const sandbox = vm.createContext({});
      vm.runInContext('var hidden = 1; let secret = 2', sandbox);
      return [
        vm.runInNewContext('hidden + secret', sandbox),
        new vm.Script('secret').runInNewContext(sandbox),
      ];
    });
  });
});

describe('an ordinary global', () => {
  test('is what createContext returns for DONT_CONTEXTIFY', () => {
    both((vm) => {
      const global = vm.createContext(vm.constants.DONT_CONTEXTIFY);
      global.a = 1;
      return [vm.isContext(global), vm.runInContext('globalThis', global) === global, global.a];
    });
  });

  test('is made by runInNewContext, too', () => {
    both((vm) => vm.runInNewContext('var a = 1; typeof globalThis', vm.constants.DONT_CONTEXTIFY));
  });
});

describe('cached data', () => {
  const source = 'globalThis.x = "\ud800"';

  test('is accepted for the same source', () => {
    both((vm) => {
      const cachedData = new vm.Script(source).createCachedData();
      const view = new DataView(cachedData.buffer, cachedData.byteOffset, cachedData.byteLength);
      return [
        Buffer.isBuffer(cachedData),
        new vm.Script(source, { cachedData }).cachedDataRejected,
        new vm.Script(source, { cachedData: view }).cachedDataRejected,
      ];
    });
  });

  test('is rejected for another source', () => {
    both((vm) => {
      const cachedData = new vm.Script(source).createCachedData();
      return [
        new vm.Script(`${source};`, { cachedData }).cachedDataRejected,
        new vm.Script(source).cachedDataRejected,
      ];
    });
  });

  test('is rejected if it is none', () => {
    // Not compared: V8 does not look at the data of a source that it still has compiled.
    const whole = new rsvm.Script(source).createCachedData();
    for (const cachedData of [whole.subarray(4), Buffer.alloc(0), Buffer.from('no data')]) {
      expect(new rsvm.Script(source, { cachedData }).cachedDataRejected).toBe(true);
    }
  });

  test('tells one lone surrogate from another', () => {
    const cachedData = new rsvm.Script('"\ud800"').createCachedData();
    expect(new rsvm.Script('"\ud801"', { cachedData }).cachedDataRejected).toBe(true);
  });

  test('is produced on request', () => {
    both((vm) => {
      const script = new vm.Script(source, { produceCachedData: true });
      const cachedData = /** @type {Buffer} */ (script.cachedData);
      return [script.cachedDataProduced, new vm.Script(source, { cachedData }).cachedDataRejected];
    });
  });

  test('belongs to functions, too', () => {
    both((vm) => {
      const { cachedData, cachedDataProduced } = vm.compileFunction('return a', ['a'], {
        produceCachedData: true,
      });
      const again = vm.compileFunction('return a', ['a'], { cachedData });
      return [cachedDataProduced, Buffer.isBuffer(cachedData), again.cachedDataRejected, again(5)];
    });
  });
});

test.each([
  [{ produceCachedData: true }],
  [{ cachedData: Buffer.from('no data') }],
  [{ cachedData: Buffer.from('no data'), produceCachedData: true }],
])('the keys of a function with %o', (options) => {
  both((vm) => Object.keys(vm.compileFunction('return 1', [], options)));
});

test.each(['#!/usr/bin/env node\nreturn a', '#!', ' #!\nreturn a', '//#!\nreturn a'])(
  'a function may begin with a hashbang: %j',
  (body) => {
    both((vm) => vm.compileFunction(body, ['a'])(5));
  },
);

describe('comments that name files', () => {
  const sources = [
    '1',
    '1//# sourceMappingURL=a.map',
    '1\n//@ sourceMappingURL=b.map',
    '1\n/*# sourceMappingURL=c.map */',
    '1//# sourceMappingURL=a.map b',
    '1//# sourceMappingURL="a"',
    "1//# sourceMappingURL=a'b",
    '1//# sourceMappingURL=  a.map  ',
    '1//#  sourceMappingURL=a',
    '1//#sourceMappingURL=a',
    '1//#\u00a0sourceMappingURL=a',
    '1//#\nsourceMappingURL=a',
    '1///# sourceMappingURL=a',
    '1 //# sourceMappingURL=a\n//# sourceMappingURL=b',
    '1 //# sourceMappingURL=a\n//# sourceMappingURL=b c',
    '1 //# sourceMappingURL=a\n//# sourceMappingURL=',
    '//# sourceMappingURL=\t',
    '//# sourceMappingURL=\u00e9\n1',
    '//# foo sourceMappingURL=a\n1',
    '1//# sourceMappingURL =a',
    '1//# sourceMappingURL=a\u2028',
    '1//# sourceMappingURL=a\r1',
    '1//# sourceMappingURL=a //# sourceMappingURL=b',
    '//# sourceURL=z.js\n1//# sourceMappingURL=a',
    '"//# sourceMappingURL=a"',
    "'\\'//# sourceMappingURL=a'",
    '`//# sourceMappingURL=a`',
    '`${1//# sourceMappingURL=a\n}`',
    '`${`${{}}//# sourceMappingURL=a`}//# sourceMappingURL=b`',
    '`$${1}\\`//# sourceMappingURL=a`//# sourceMappingURL=b',
    'function f() {//# sourceMappingURL=in\n}',
    '({})\n/1//# sourceMappingURL=a\n/1',
    'var q = /[/]\\//g //# sourceMappingURL=a',
    'var q = /"/ //# sourceMappingURL=a',
    'var a = 1; a / 2 //# sourceMappingURL=a',
    "typeof /'//# sourceMappingURL=a/",
    '(1) / 2 //# sourceMappingURL=a',
    '<!--# sourceMappingURL=a\n1',
    '#!//# sourceMappingURL=a\n1',
    '/* " */ 1 //# sourceMappingURL=a',
    'if (1) /"/.test("a");\n1//# sourceMappingURL=a',
    '"a\\\n//# sourceMappingURL=in"\n//# sourceMappingURL=a',
  ];

  test.each(sources.map((source) => [JSON.stringify(source), source]))('%s', (_name, source) => {
    both((vm) => {
      const { sourceMapURL, sourceURL } = /** @type {any} */ (new vm.Script(source));
      return [sourceMapURL, sourceURL];
    });
  });

  test('are looked for once through a source, whatever it is', () => {
    for (const piece of ['\\"', "\\'", '"', '/"', '`${', '/*', '/[/', '\\']) {
      const source = `//# sourceURL=x\n"${piece.repeat(100_000)}`;
      expect(magicComments(source)).toEqual({ sourceURL: 'x', sourceMappingURL: undefined });
    }
  });

  test('are found in a large source', () => {
    const source = `${'var s = "\\"" + `${1}` / 2;\n'.repeat(20_000)}//# sourceMappingURL=data:${'A'.repeat(1e6)}`;
    expect(magicComments(source).sourceMappingURL).toHaveLength(1e6 + 5);
  });
});

describe('one text, many times', () => {
  const text = 'const declared = 1; class Declared {} function f() {}';

  test('a script of it is made again and again', () => {
    both((vm) => [new vm.Script(text), new vm.Script(text)].map((script) => typeof script));
  });

  test('and runs in one new context after the other', () => {
    both((vm) => {
      const script = new vm.Script(`${text} declared`);
      return [
        script.runInNewContext(),
        new vm.Script(text).runInNewContext(),
        script.runInNewContext(),
      ];
    });
  });

  test.each([
    ['declares', 'const a = 1; a'],
    ['declares a class', 'class A {}; typeof A'],
    ['declares in a block', '{ let a = 1; a }'],
    ['declares in the head of a loop', 'for (let i = 0; i < 2; i++); for (const j of [1]) j'],
    ['declares by a pattern', 'const { a, b: [c] } = { a: 1, b: [2] }; c'],
    ['declares in a pattern of letters', "/let a/.test('const b = 1')"],
    ['declares no such name', 'var a = 1; function f() {} a'],
  ])('a script that %s runs again as it may', (_name, source) => {
    both((vm) => {
      const context = vm.createContext({});
      const script = new vm.Script(source);
      script.runInContext(context);
      script.runInNewContext({});
      return [script.runInContext(context), script.runInContext(context)];
    });
  });

  test('but not twice in one', () => {
    both((vm) => {
      const context = vm.createContext({});
      vm.runInContext(text, context);
      vm.runInContext(text, context);
    });
  });
});

describe('a body that closes its function', () => {
  test.each([
    '});\n(function () {',
    '}, function () {',
    '} * function () {',
    'if (a) { return {} } function f() { return `}` }',
    'return `${`}`}`; //}',
    '/}/.test("}") // }',
  ])('%s', (body) => {
    both((vm) => typeof vm.compileFunction(body));
  });
});

describe('what the parser is asked', () => {
  test.each([
    'const a = 1\n  , b = 2; a + b',
    'let a\n, b = 2\n; b',
    'for (let i = 0\n, n = 1; i < n; i++); 1',
    'if (0) 1\n; else 2',
    'let x = 0; do x++\n; while (x < 3); x',
    'class A { #a; m() { delete this?.#a } }',
    'class A { #a; m() { delete ((this.x?.#a)) } }',
    '(function (cb = function () {}, c = () => 1, d = class {}) { return [cb.name, c.name, d.name].join() })()',
  ])('%s', (code) => {
    both((vm) => vm.runInNewContext(code));
  });

  test.each(['undefined', 'NaN', 'Infinity'])(
    '%s cannot be declared, and is what it was',
    (name) => {
      for (const declaration of [
        `let ${name} = 1`,
        `const ${name} = 1`,
        `class ${name} {}`,
        `let q, ${name}`,
      ]) {
        both((vm) => {
          const context = vm.createContext({});
          let message;
          try {
            vm.runInContext(declaration, context);
          } catch (error) {
            ({ message } = error);
          }
          return [message, vm.runInContext(`String(${name}) + typeof q`, context)];
        });
      }
    },
  );

  test.each([
    'export default async () => 5',
    'export default async x => x',
    'export default async function () { return 5 }',
    'export default async function* () {}',
    'const async = 1; export default async',
  ])('%s', async (code) => {
    const module = new rsvm.SourceTextModule(code);
    await module.link(() => {
      throw new Error('nothing is imported');
    });
    await module.evaluate();
    expect(Object.keys(module.namespace)).toEqual(['default']);
  });
});

test.each([
  ['of its own', '({ x: 1, y: 2, [Symbol.unscopables]: { x: true } })'],
  [
    'of its class',
    'new (class { get [Symbol.unscopables]() { return { x: 1 } } get x() { return 1 } })()',
  ],
  ['that are none', '({ x: 1, y: 2, [Symbol.unscopables]: { x: 0 } })'],
])('what extends the scope of a function may have names %s that do not', (_, code) => {
  for (const isGuests of [false, true]) {
    both((vm) => {
      const parsingContext = vm.createContext({ x: 'global', y: 'other' });
      const extension = isGuests ? vm.runInContext(code, parsingContext) : (0, eval)(code);
      const options = { parsingContext, contextExtensions: [extension] };
      const f = vm.compileFunction(
        'const before = x; x = 5; return [before, x, y].join()',
        [],
        options,
      );
      return [f(), extension.x, parsingContext.x];
    });
  }
});

describe('arrays that are a guest’s', () => {
  test('name parameters, extend scopes and name exports', async () => {
    const context = rsvm.createContext({});
    const names = rsvm.runInContext('["a"]', context);
    expect(rsvm.compileFunction('return a', names)(3)).toBe(3);
    const contextExtensions = rsvm.runInContext('[{ q: 5 }]', context);
    expect(rsvm.compileFunction('return q', [], { contextExtensions })()).toBe(5);
    const module = new rsvm.SyntheticModule(names, () => module.setExport('a', 1), { context });
    await module.link(() => module);
    await module.evaluate();
    expect(module.namespace.a).toBe(1);
    expect(
      rsvm.runInContext(
        'vm.compileFunction("return a", ["a"])(4)',
        rsvm.createContext({ vm: rsvm }),
      ),
    ).toBe(4);
  });
});

describe('using, where it is a name', () => {
  test.each([
    '(function using() { return typeof using })()',
    '(function (using) { return using + 1 })(1)',
    '((exports) => { function using(x) { return x } exports.using = using; return exports.using(3) })({})',
    '((using) => JSON.stringify({ using, a: using, using() {} }))(2)',
    '(({ using = 5 }, { b: { using: other } }) => using + other)({}, { b: { using: 1 } })',
    '(() => { var using = [1]; using[0] += 2; for (using of [4, 5]); return `${using} using` + /using/.source })()',
    '(() => { class A { using = 1; static using() { return 2 } } return new A().using + A.using() })()',
  ])('%s', (code) => {
    expect(rsvm.runInNewContext(code)).toBe(nodeVm.runInNewContext(code));
    expect(new rsvm.Script(code).runInNewContext()).toBe(nodeVm.runInNewContext(code));
  });

  test('errors stand where they are', () => {
    const code = '\n(function (using) {\n  using.bind(1); using.nothing() })(() => 1)';
    const stackOf = (vm) => {
      try {
        vm.runInNewContext(code, {}, 'place.js');
      } catch (error) {
        return /place\.js:\d+:\d+/.exec(error.stack.split('\n').slice(1).join())?.[0];
      }
    };
    expect(stackOf(rsvm)).toBe(stackOf(nodeVm));
  });

  test('as a global, and in eval', () => {
    both((vm) => vm.runInNewContext('var using = 1; using + eval("using + 1")'));
    both((vm) => vm.runInNewContext('using: for (;;) break using'));
  });

  test.each([
    'using x = 1',
    '{ using x = null }',
    'function f() { using x = null } f()',
    'eval("using x = null")',
  ])('a declaration is refused, as V8 did before Node 24: %s', (code) => {
    const context = rsvm.createContext({});
    expect(() => rsvm.runInContext(code, context)).toThrow("Unexpected identifier 'x'");
    expect(rsvm.runInContext('1 + 1', context)).toBe(2);
  });
});

describe('what a later script declares by let, const or class', () => {
  test.each([
    [['function main() { return util() }', 'const util = () => 5', 'main()']],
    [
      [
        'function main() { return util() }',
        'try { main() } catch {}',
        'let util = () => 5',
        'main()',
      ],
    ],
    [['main = () => typeof K', 'main()', 'class K {}', 'main()']],
    [['o = { m() { return cfg } }', 'let cfg = { a: 1 }; var other', 'o.m().a']],
    [['function set() { v = 3 }', 'let v = 1', 'set(); v']],
    [['function set() { "use strict"; v = 3 }', 'let v = 1', 'set(); v']],
    [['function set() { v = 3 }', 'const v = 1', 'try { set() } catch (e) { e.name }']],
    [['function set() { v += w }', 'let v = 1, w = 2', 'set(); v']],
    [['f = () => () => () => z', 'g = f()', 'let [z] = [2]', 'g()()']],
    [['f = () => z', 'let { y: { z }, ...rest } = { y: { z: 2 } }', 'f()']],
    [['f = () => early', 'try { f() } catch (e) { e.name } let early = 1', 'f()']],
    [
      [
        'f = () => early',
        'r = (() => { try { return f() } catch (e) { return e.name } })(); let early = 1',
        'r',
      ],
    ],
    [
      [
        'f = () => never',
        'try { throw 1; let never } catch {}',
        'try { f() } catch (e) { e.name }',
      ],
    ],
    [['f = () => größe', 'const größe = 4', 'f()']],
    [['f = () => eval("z")', 'let z = 2', 'f()']],
    [['f = new Function("return z")', 'let z = 2', 'f()']],
    [['f = () => z', 'let z = 2', '{ let z = 3; f() }']],
    [['f = () => z', '{ let z = 2 }', 'try { f() } catch (e) { e.name }']],
    [['f = () => z', 'let z = 2', 'z = 3', 'f() + z']],
    [
      [
        'f = () => z',
        'let z = 2',
        'Object.keys(globalThis).join() + globalThis.hasOwnProperty("z")',
      ],
    ],
  ])('%j', (codes) => {
    both((vm) => {
      const box = vm.createContext({});
      const run = (/** @type {string} */ code) => vm.runInContext(code, box);
      const answers = codes.map((code) => {
        try {
          const answer = run(code);
          return typeof answer === 'function' ? 'function' : String(answer);
        } catch (error) {
          return error.name;
        }
      });
      return [answers.at(-1), Object.keys(box)];
    });
  });
});

test.each(['(', '[', 'function f() {', '(function () {', '!', 'if (1) '])(
  'a text that nests too deep, and declares what an earlier one has used: %s',
  (opening) => {
    const box = rsvm.createContext({});
    rsvm.runInContext('used = () => late', box);
    expect(() => rsvm.runInContext(`let late = 1; ${opening.repeat(200_000)}`, box)).toThrow(
      expect.objectContaining({ name: expect.stringMatching(/RangeError|SyntaxError/) }),
    );
    rsvm.runInContext('let late = 2', box);
    expect(rsvm.runInContext('used()', box)).toBe(2);
  },
);
