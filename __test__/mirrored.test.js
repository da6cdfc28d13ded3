'use strict';

// The tables and numbers that stand once in src/ and once in lib/, and have to be the same: the halves
// rely on them and never say them to one another. Both are read as texts, since most of what lib/ has
// of them is nobody else's to see, and src/ has no other door.

const { describe, expect, test } = require('@jest/globals');
const fs = require('node:fs');
const path = require('node:path');

/** @param {string} file without its comments */
function read(file) {
  const text = fs.readFileSync(path.join(__dirname, '..', file), 'utf8');
  return text.replace(/^ *\/\/.*$/gm, '').replace(/\/\*[^]*?\*\//g, '');
}

/**
 * @param {string} file
 * @param {string} start what the table begins with, up to its bracket
 * @returns {string} what stands in the bracket
 */
function table(file, start) {
  const text = read(file);
  const parts = text.split(start);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times ${start}`);
  const closing = { '[': ']', '{': '}', '(': ')' }[start.slice(-1)];
  let depth = 1;
  for (let i = 0; i < parts[1].length; i += 1) {
    if (parts[1][i] === start.slice(-1)) depth += 1;
    if (parts[1][i] === closing) depth -= 1;
    if (depth === 0) return parts[1].slice(0, i);
  }
  throw new Error(`${start} in ${file} has no end`);
}

/** As the two languages spell it: `BY_ATTRIBUTES`, `ByAttributes`. @param {string} name */
const plain = (name) => name.replaceAll('_', '').toLowerCase();

/** @param {string} sum as `1 << 3` */
const value = (sum) => Number(new Function(`return ${sum}`)());

/**
 * Two tables of which nothing was read would agree.
 * @template T
 * @param {T[]} found
 */
function some(found) {
  if (found.length === 0) throw new Error('nothing was found in a table');
  return found;
}

/**
 * @param {string} text
 * @param {RegExp} entry finds a name and a number
 */
function numbers(text, entry) {
  return Object.fromEntries(
    some([...text.matchAll(entry)]).map(([, name, sum]) => [plain(name), value(sum)]),
  );
}

/** @param {string} file @param {string} name @returns {Record<string, number>} of a module of constants */
const rustModule = (file, name) =>
  numbers(table(file, `mod ${name} {`), /const (\w+): \w+ = ([^;]+);/g);

/** @param {string} file @param {string} name @returns {Record<string, number>} of an enum with numbers */
const rustEnum = (file, name) => numbers(table(file, `enum ${name} {`), /(\w+) = ([^,]+),/g);

/** @param {string} file @param {string} name @returns {Record<string, number>} */
const jsNumbers = (file, name) =>
  numbers(table(file, `const ${name} = Object.freeze({`), /(\w+): ([^,}]+)/g);

/** @param {string} text @returns {string[]} the texts in quotation marks */
const texts = (text) => some([...text.matchAll(/(['"])(.+?)\1/g)]).map(([, , inner]) => inner);

/** @param {string} file @param {string} name @returns {number} */
function number(file, name) {
  const found = new RegExp(`const ${name}(?:: \\w+)? = ([\\w.* <-]+);`).exec(read(file));
  if (found === null) throw new Error(`${file} has no ${name}`);
  return value(found[1]);
}

const FORMAT = 'lib/wire/format.js';
const MESSAGE = 'src/wire/message.rs';
const VALUE = 'src/wire/value.rs';

describe('the message format', () => {
  test('opcodes', () => {
    const rust = rustEnum(MESSAGE, 'Opcode');
    expect(jsNumbers(FORMAT, 'Opcode')).toEqual(rust);
    expect(Object.keys(rust).length).toBeGreaterThan(30);
  });

  test('flags', () => {
    const { sections, ...js } = jsNumbers(FORMAT, 'Flag');
    const rust = rustModule(MESSAGE, 'flags');
    expect(js).toEqual(rust);
    // The guest's sections, in front of its body, which one look tells of.
    const { releases, patches, jobs, rejections, updates } = rust;
    expect(sections).toBe(releases | patches | jobs | rejections | updates);
  });

  test('what a request may take', () => {
    expect(jsNumbers(FORMAT, 'Given')).toEqual(rustModule('src/wire/allowance.rs', 'given'));
  });

  test('attributes', () => {
    const rust = numbers(table(MESSAGE, 'impl Attributes {'), /const (\w+): u32 = ([^;]+);/g);
    expect(jsNumbers(FORMAT, 'Attribute')).toEqual(rust);
  });

  test('traits', () => {
    const rust = numbers(table(VALUE, 'impl Traits {'), /const (\w+): u32 = ([^;]+);/g);
    expect(jsNumbers(FORMAT, 'Trait')).toEqual(rust);
    expect(number(FORMAT, 'INTRINSIC_SHIFT')).toBe(number(VALUE, 'INTRINSIC_SHIFT'));
    expect(Math.max(...Object.values(rust))).toBeLessThan(2 ** number(VALUE, 'INTRINSIC_SHIFT'));
  });

  test('what takes a turn', () => {
    expect(jsNumbers(FORMAT, 'Queued')).toEqual(rustModule(MESSAGE, 'queued'));
  });

  test('kinds of records and tags', () => {
    expect(jsNumbers(FORMAT, 'RecordKind')).toEqual(rustEnum(VALUE, 'RecordKind'));
    expect(jsNumbers(FORMAT, 'Tag')).toEqual(rustModule(VALUE, 'tag'));
  });

  test('well-known symbols', () => {
    const js = table(FORMAT, 'const WELL_KNOWN_SYMBOLS = [');
    const rust = texts(table(VALUE, 'pub const WELL_KNOWN_SYMBOLS: [&str; 15] = ['));
    expect([...js.matchAll(/\.(\w+),/g)].map(([, name]) => name)).toEqual(rust);
  });

  test('kinds of errors', () => {
    const js = table('lib/records/errors.js', 'const ERRORS = [').match(/\w+/g);
    const rust = rustEnum(VALUE, 'ErrorKind');
    expect(js?.map((name) => plain(name.replace(/(.)Error$/, '$1')))).toEqual(Object.keys(rust));
    expect(Object.values(rust)).toEqual(js?.map((_, index) => index));
  });

  test('what is inherited', () => {
    const [js, rust] = ['lib/wire/names.js', 'src/wire/names.rs'];
    expect(jsNumbers(js, 'Inherits')).toEqual(rustEnum(rust, 'Inherits'));
    for (const name of ['OBJECT_NAMES', 'ARRAY_NAMES']) {
      const start = new RegExp(`pub const ${name}: \\[&str; \\d+\\] = \\[`).exec(read(rust))?.[0];
      expect(texts(table(js, `const ${name} = new Set([`))).toEqual(
        texts(table(rust, String(start))),
      );
    }
  });

  test('snapshots', () => {
    const [js, rust] = ['lib/snapshot.js', 'src/engine/snapshot.rs'];
    expect(jsNumbers(js, 'Form')).toEqual(rustEnum(rust, 'Form'));
    for (const name of ['FORM_BITS', 'MAX_PROPERTIES', 'MAX_SMALL']) {
      expect(number(js, name)).toBe(number(rust, name));
    }
  });

  test('records', () => {
    const parts = rustModule('src/engine/records/ledger.rs', 'part');
    expect(number('lib/records/ledger.js', 'SHAPE')).toBe(parts.shape);
    expect(number('lib/records/ledger.js', 'CONTENT')).toBe(parts.content);
    const outcomes = rustEnum('src/engine/records/promises.rs', 'Outcome');
    for (const name of ['PENDING', 'FULFILLED', 'REJECTED', 'HANDLED']) {
      expect(number('lib/records/promises.js', name)).toBe(outcomes[plain(name)]);
    }
    const elements = table('lib/records/buffers.js', 'const ELEMENTS = [').match(/\w+(?=Array)/g);
    const kinds = table(
      'src/engine/records/buffers.rs',
      'const KINDS: [TypedArrayKind; 12] = [',
    ).match(/(?<=::)\w+/g);
    expect(elements?.map(plain)).toEqual(kinds?.map(plain));
    expect(number('lib/records/buffers.js', 'NONE')).toBe(
      number('src/engine/records/buffers.rs', 'NONE'),
    );
    const letters = texts(table('lib/records/scalars.js', 'const FLAGS = ['));
    const flags = table('src/engine/records/scalars.rs', 'const FLAGS: [(char, &str); 8] = [');
    expect(letters).toEqual(texts(flags));
  });
});

describe('primordials', () => {
  const js = 'lib/intrinsics.js';
  const rust = 'src/engine/intrinsics.rs';
  const constructors = texts(table(js, 'const CONSTRUCTORS = ['));
  const objects = texts(table(js, 'const OBJECTS = ['));
  /** `%SetIteratorPrototype%`, `set_iterator`. @param {string} name */
  const spelled = (name) => plain(name.replace(/^%(.+?)(Prototype)?%$/, '$1'));
  /** `typed_int8_array`. @param {string} name */
  const spelledThere = (name) => plain(name.replace(/^typed_(?=.+_array$)/, ''));

  test('have the same numbers', () => {
    const classes = table(rust, 'constructors![').match(/\w+/g);
    expect(constructors.map(spelled)).toEqual(classes?.map(spelledThere));
    const others = [...table(rust, 'objects![').matchAll(/(\w+): \|/g)].map(([, name]) => name);
    // Boa has none of it, so it is behind them.
    expect(objects.map(spelled)).toEqual([...others.map(spelledThere), 'intl']);
    expect(number(js, 'MEMBER')).toBe(number(rust, 'MEMBER'));
  });

  test('that arrive as the real thing', () => {
    const [first, last] = ['FIRST', 'LAST'].map((it) => {
      return new RegExp(`${it}_RECORD = numberOf\\('(\\w+)'\\)`).exec(read('lib/realms.js'))?.[1];
    });
    const range = /place\(CONSTRUCTOR_NAMES, "(\w+)"\)\.\.=place\(CONSTRUCTOR_NAMES, "(\w+)"\)/;
    expect([first, last].map((name) => plain(String(name)))).toEqual(
      range.exec(read(rust))?.slice(1),
    );
  });

  test('whose methods are forwarded', () => {
    const receivers = table('lib/forward.js', 'const RECEIVERS = [');
    const iterators = objects.filter((name) => /^%(Array|Map|Set|.*String)Iterator/.test(name));
    const owners = texts(table('src/engine/forward.rs', 'const OWNERS: [u32; 12] = ['));
    // Those of arrays are asked for elsewhere (membrane/methods.rs).
    const [array, ...others] = [...texts(receivers), ...iterators];
    expect(array).toBe('Array');
    expect(others.map(spelled)).toEqual(owners.map(spelledThere));
  });
});

describe('what is agreed on besides', () => {
  test('the setup of a guest', () => {
    const { node22, node24, ...flags } = rustModule('src/engine/setup.rs', 'bit');
    expect(jsNumbers('lib/setup.js', 'Setup')).toEqual(flags);
    const since = rustEnum('src/engine/builtins/newer.rs', 'Since');
    expect([since.fromasync, since.iserror]).toEqual([node22, node24]);
    const methods = texts(table('lib/setup.js', 'const METHODS = ['));
    expect(methods.map((name) => plain(name.replace('fromBase', 'base')))).toEqual(
      Object.keys(since),
    );
    expect(Object.values(since)).toEqual(methods.map((_, at) => 1 << at));
    const absent = texts(table('lib/setup.js', 'const NEWER = ['));
    const leaving = texts(
      table('src/engine/builtins/mod.rs', "pub const LEAVING: [JsStr<'static>; 3] = ["),
    );
    // What comes first goes in any case.
    expect(absent).toEqual(leaving.slice(1));
  });

  test('how a run ends', () => {
    const session = 'lib/session.js';
    expect(jsNumbers('lib/faults.js', 'Fault')).toEqual(rustEnum('src/engine/serve.rs', 'Fault'));
    for (const name of ['ASK', 'LOST', 'PENDING', 'WORDS']) {
      expect(number(session, name)).toBe(number('src/addon/callbacks.rs', name));
    }
    expect(number(session, 'KIND')).toBe((1 << number(session, 'WORDS')) - 1);
    const grace = /const GRACE: Duration = Duration::from_millis\((\d+)\)/;
    expect(number('lib/hurry.js', 'GRACE')).toBe(
      Number(grace.exec(read('src/engine/limits/watchdog.rs'))?.[1]),
    );
  });

  test('the registers, and what is due', () => {
    const registers = table('src/addon/arena.rs', 'struct Registers {');
    const fields = [...registers.matchAll(/(\w+): u32/g)].map(([, name], at) => [name, at]);
    expect(jsNumbers('lib/wire/arena.js', 'Register')).toEqual(Object.fromEntries(fields));
    expect(jsNumbers('lib/wire/arena.js', 'Due')).toEqual(rustEnum('src/addon/pressure.rs', 'Due'));
  });

  test('how far a module has come', () => {
    const record = 'lib/modules/module-record.js';
    const status = texts(table(record, 'const STATUS = Object.freeze(['));
    const codes = 'src/engine/evaluate.rs';
    expect(status.indexOf('evaluated')).toBe(number(codes, 'EVALUATED'));
    expect(status.indexOf('errored')).toBe(number(codes, 'ERRORED'));
    expect(number(record, 'PENDING')).toBe(number(codes, 'PENDING'));
    const state = table('src/engine/module.rs', 'let code = match &modules.get(id)?.progress {');
    for (const [, name, code] of some([...state.matchAll(/Progress::(\w+) => (\d)/g)])) {
      expect(status[Number(code)]).toBe(name.toLowerCase());
    }
    // 2^32 - 1 is -1 in the words of this side.
    expect(number('lib/modules/importers.js', 'CONTEXT')).toBe(-1);
    expect(read('src/engine/import.rs')).toMatch('const REALM: u32 = u32::MAX;');
  });

  test('the methods of console', () => {
    const js = table('lib/console.js', 'Object.entries({');
    const names = [...js.matchAll(/^ {4}(\w+)(?=[:(,])/gm)].map(([, name]) => name);
    const rust = texts(table('src/engine/builtins/console.rs', 'const METHODS: [&str; 24] = ['));
    expect(names.sort()).toEqual(rust.sort());
  });

  test('when a snapshot pays', () => {
    for (const name of ['READS_PER_PROPERTY', 'MOST_PATIENCE']) {
      expect(number('lib/stand-ins/guest-object.js', name)).toBe(
        number('src/engine/handles.rs', name),
      );
    }
  });
});
