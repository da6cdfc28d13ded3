'use strict';

// Where the engine's matcher had it otherwise: characters of two units, and letters of either case.

const both = require('./helpers/both');

const ASTRAL = '"\\u{1F600}"';

describe('characters of two units', () => {
  test.each([
    `${ASTRAL}.split(/.?z/v).length`,
    `const r = /.*z/gu; r.lastIndex = 1; r.test(${ASTRAL})`,
    `("\\u00e9" + ${ASTRAL}).split(/(?:)/v)`,
    `("\\u00e9" + ${ASTRAL}).split(/(?:)/u)`,
    `${ASTRAL}.replace(/x*/gv, "-")`,
    `${ASTRAL}.replace(/x*/gu, "-")`,
    `const r = /.?/gu; r.lastIndex = 1; const m = r.exec(${ASTRAL} + "abc"); [m[0], m.index, r.lastIndex]`,
    `const r = /.?/yu; r.lastIndex = 1; const m = r.exec(${ASTRAL} + "abc"); m && [m[0], m.index, r.lastIndex]`,
    `const r = /\\udf00/gu; r.lastIndex = 1; r.test(${ASTRAL})`,
    `[...(${ASTRAL} + "a").matchAll(/(?:)/gv)].length`,
    `const r = /a*?b/gv; r.lastIndex = 1; r.test(${ASTRAL} + "aab")`,
    `const r = /(?<=.)b/gu; r.lastIndex = 1; r.test(${ASTRAL} + "b")`,
    `"\\ud83d".split(/.?z/v).length`,
    `const r = /.*z/gu; r.lastIndex = 1; r.test("\\ude00\\ud83d")`,
  ])('%s', (code) => {
    both((vm) => JSON.stringify(vm.runInNewContext(code)));
  });
});

describe('escapes', () => {
  test.each([
    '/\\uD834\\uDF06/.test("\\uD834\\uDF06")',
    '/[\\ud83d\\ude00-\\ude4f]/.test("\\ude10")',
    '/\\uD834\\u0061/.test("\\uD834a")',
    '/\\uD834\\u0061/u.test("\\uD834a")',
    '/^\\uD834\\uDF06$/u.test("\\u{1D306}")',
    '/^\\uD834\\uDF06$/v.test("\\u{1D306}")',
    'try { new RegExp("\\\\u{+41}", "u"); 1 } catch (e) { e.name }',
    '/\\u+041/.test("u041")',
    '[/[\\b]/v.test("b"), /[\\b]/v.test("\\b")]',
    '/(?<\\ud835\\udc53>f)/.exec("f").groups',
    '/(?<=(?<a>x)(?<b>y))z/.exec("xyz").groups',
    '/(?<=(?<a>.)(?:(?<b>.)|(?<c>q)))(?<d>z)/.exec("xyz").groups',
    '[/\\u{2}/.test("uu"), /\\u{41}/.test("A"), /\\u{41}/u.test("A")]',
  ])('%s', (code) => {
    both((vm) => JSON.stringify(vm.runInNewContext(code)));
  });
});

describe('loops in loops', () => {
  test.each([
    '/(?:(?:a?)+)*b/.exec("a")',
    '/^((\\w?){2}\\.)*x/.test("ab.")',
    '/^(?:(?:\\d*){2}-?)+$/.test("12-x")',
    '/^(?:(?:\\d?){3},?)*$/.test("123,456x")',
    '/^(?:(?:\\d?){3},?)*$/.test("123,456")',
    '/(?:(a|ab)(c|bcd)?){2,3}(d*)/.exec("abcdabcd")',
    '/(z)((a+)?(b+)?(c))*/.exec("zaacbbbcac")',
    '/(?:(\\d){1,2}x){2}/.exec("12x3x")',
  ])('%s', (code) => {
    both((vm) => JSON.stringify(vm.runInNewContext(code, {}, { timeout: 5000 })));
  });
});

describe('letters of either case', () => {
  const CHARACTERS = [
    's',
    'S',
    'k',
    'K',
    '\u017f',
    '\u212a',
    '\u0131',
    'i',
    'I',
    'A',
    'a',
    '\u00df',
    '\u1e9e',
    '\u03c3',
    '\u03c2',
    '\u03a3',
    '_',
    '1',
    '-',
    '\u01c5',
    '\u2126',
    '\u03c9',
  ];
  const PATTERNS = [
    '[^\\W_]',
    '[\\W]',
    '\\W',
    '\\w',
    '[\\w]',
    '[a-z]',
    '[^a-z]',
    's',
    'k',
    '[s]',
    '[^s]',
    '[^\\W]',
    '[\\d\\s]',
    '\\u017f',
    '\\u212a',
    '\\u0131',
    '[\\u03c3]',
    '\\u00df',
    '(s)\\1',
    '\\b.',
    '\\u2126',
  ];
  test.each(['', 'i', 'u', 'iu', 'iv'])('with the flags %j', (flags) => {
    const code = `PATTERNS.map((pattern) => CHARACTERS.map((it) => +new RegExp(pattern, flags).test(it + it)).join('')).join()`;
    both((vm) => vm.runInNewContext(code, { PATTERNS, CHARACTERS, flags }));
  });

  test.each(['\\P{Lu}', '[\\P{Lu}]', '\\p{Lu}', '[^\\p{Lu}]', '[\\W]'])(
    'a property: %s',
    (pattern) => {
      for (const flags of ['u', 'v', 'iu', 'iv']) {
        both((vm) =>
          vm.runInNewContext(
            'CHARACTERS.map((it) => +new RegExp(pattern, flags).test(it)).join("")',
            { CHARACTERS, pattern, flags },
          ),
        );
      }
    },
  );

  test('words are whole', () => {
    both((vm) => JSON.stringify(vm.runInNewContext('"desk_task kiss".match(/[^\\\\W_]+/gi)')));
    both((vm) => vm.runInNewContext('"sky".replace(/[\\\\W]/gi, "-")'));
  });
});

describe('long texts that are searched again and again', () => {
  test.each([
    ['split', 'a.split(/,|;/).length + a.split(/(,)/)[3]'],
    [
      'two in turn',
      '[...a].map((_, i) => [a, b, c, a + b][i % 4].match(/,(\\w+)/g).length).join("")',
    ],
    [
      'parts of one',
      '[0, 1, 500].map((at) => /^\\w+/.exec(a.slice(at))[0] + a.slice(at).search(/[;,]/)).join()',
    ],
    [
      'a sticky search',
      'const lexer = /\\w+|[,; ]/y; let n = 0; while (lexer.exec(a)) n += lexer.lastIndex; n',
    ],
    [
      'one that is no longer bytes',
      '[a, a + "\\u0151", a].map((it) => it.replace(/[^,]/g, "").length).join()',
    ],
    ['equal ones', '[a, a.slice(0, -1) + ";"].map((it) => it.match(/;/g).length).join()'],
  ])('%s', (_, code) => {
    const texts = `const a = 'one,two;three '.repeat(40) + ';', b = a.replaceAll('two', '2'), c = a.toUpperCase(); ${code}`;
    both((vm) => vm.runInNewContext(texts));
  });
});
