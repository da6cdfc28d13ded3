'use strict';

// Built-ins with internal state are the real thing on the other side, in both directions, are linked
// by identity, and are brought up to date when control passes. Where the semantics agree, what
// happens is compared with node:vm.

const { inspect, types } = require('node:util');
const v8 = require('node:v8');
const nodeVm = require('node:vm');
const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');

/**
 * @param {object} [sandbox]
 * @returns {(source: string) => any}
 */
function context(sandbox = {}) {
  rsvm.createContext(sandbox);
  return (source) => rsvm.runInContext(source, sandbox);
}

/**
 * The same in both engines: what the guest sees of the host's values.
 * @param {() => Record<string, any>} make a new sandbox
 * @param {string} source ends in a string
 */
function sameInside(make, source) {
  const expected = nodeVm.runInNewContext(source, make());
  expect(rsvm.runInNewContext(source, make())).toEqual(expected);
}

/**
 * @param {() => unknown} run
 * @returns {any} what it throws
 */
function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('what a guest makes is real on the host', () => {
  /** @type {[string, string, (value: any) => boolean, Function][]} */
  const MADE = [
    ['Date', 'new Date(86400000)', types.isDate, Date],
    ['invalid Date', 'new Date(NaN)', types.isDate, Date],
    ['RegExp', '/a(?<n>b)|[/]\\//giu', types.isRegExp, RegExp],
    ['empty RegExp', 'new RegExp("")', types.isRegExp, RegExp],
    ['Map', 'new Map([[1, "a"], ["k", new Map()]])', types.isMap, Map],
    ['Set', 'new Set([1, "a", NaN, -0])', types.isSet, Set],
    ['ArrayBuffer', 'new Uint8Array([1, 2, 3]).buffer', types.isArrayBuffer, ArrayBuffer],
    ['DataView', 'new DataView(new ArrayBuffer(8), 2, 4)', types.isDataView, DataView],
    ['Number', 'new Number(-0)', types.isNumberObject, Number],
    ['String', 'new String("a\\ud800")', types.isStringObject, String],
    ['Boolean', 'new Boolean(false)', types.isBooleanObject, Boolean],
    ['Symbol', 'Object(Symbol.iterator)', types.isSymbolObject, Symbol],
    ['BigInt', 'Object(-12345678901234567890n)', types.isBigIntObject, BigInt],
    ['Promise', 'Promise.resolve(1)', types.isPromise, Promise],
  ];

  test.each(MADE)('%s', (_, source, isKind, Kind) => {
    const run = context();
    const value = run(`globalThis.value = ${source}`);
    expect(isKind(value)).toBe(true);
    expect(value).toBeInstanceOf(Kind);
    if (!types.isPromise(value)) {
      expect(Reflect.getPrototypeOf(value)).toBe(Kind.prototype);
      expect(inspect(value)).toBe(inspect(nodeVm.runInNewContext(source)));
    }
    expect(run('value')).toBe(value);
    expect(run('(x) => x === value')(value)).toBe(true);
  });

  test.each([
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
  ])('%s', (name) => {
    const run = context();
    const value = run(
      `value = ${name}.from([1, 2, 3], ${name}.name.startsWith('Big') ? BigInt : Number)`,
    );
    const Kind = /** @type {any} */ (globalThis)[name];
    expect(value).toBeInstanceOf(Kind);
    expect(Array.from(value, Number)).toEqual([1, 2, 3]);
    run('value[1] = value[0]');
    expect(Number(value[1])).toBe(1);
    value[2] = value[0];
    expect(run('Number(value[2])')).toBe(1);
  });

  test('what is none is cloned by nothing of V8’s', () => {
    const run = context();
    for (const code of ['({ a: [1] })', '[1]']) {
      expect(() => structuredClone(run(code))).toThrow(/could not be cloned/);
      expect(() => v8.serialize(run(code))).toThrow(/could not be cloned/);
    }
  });

  test('what takes a real one takes it', () => {
    const run = context();
    expect(structuredClone(run('new Map([[1, new Set([2])]])'))).toEqual(
      new Map([[1, new Set([2])]]),
    );
    expect(Buffer.from(run('new Uint8Array([104, 105])')).toString()).toBe('hi');
    expect([...run('new Set("abc")')]).toEqual(['a', 'b', 'c']);
    expect(JSON.stringify({ at: run('new Date(0)') })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
    expect('xAAb'.replace(run('/a+/i'), '-')).toBe('x-b');
  });
});

describe('what the host gives is real in the guest', () => {
  const make = () => ({
    date: new Date(5),
    regexp: /a(b)/gi,
    map: new Map([['k', 1]]),
    set: new Set([1, 2]),
    bytes: new Uint8Array([1, 2, 3]),
    view: new DataView(new ArrayBuffer(8)),
    buffer: Buffer.from('hello'),
    number: Object(4),
    text: Object('abc'),
    symbol: Object(Symbol.iterator),
    promise: Promise.resolve(1),
    big: BigInt64Array.of(1n, -1n),
  });

  test.each([
    'date.getTime() + Date.prototype.getTime.call(date)',
    'Object.prototype.toString.call(date)',
    'regexp.exec("xxABab").index + "," + regexp.lastIndex + regexp.source + regexp.flags',
    'Map.prototype.get.call(map, "k") + map.size',
    '[...map].join() + [...set].join() + Set.prototype.has.call(set, 2)',
    'bytes.map((x) => x * 2).join() + bytes.length + bytes.byteOffset',
    'view.setInt16(2, -2), view.getInt16(2) + "," + view.byteLength',
    'buffer.toString("hex") + buffer.length + buffer[1] + buffer.subarray(1, 3).length',
    'ArrayBuffer.isView(buffer) + Object.prototype.toString.call(buffer)',
    'number + 1 + text + typeof symbol.valueOf() + text.length',
    'typeof promise.then + Object.prototype.toString.call(promise)',
    'big.join() + typeof big[0]',
    'JSON.stringify([date, number, text, buffer])',
  ])('%s', (source) => {
    sameInside(make, source);
  });

  test('of the guest’s own kind', () => {
    const sandbox = make();
    const run = context(sandbox);
    for (const [name, Kind] of Object.entries({
      date: 'Date',
      regexp: 'RegExp',
      map: 'Map',
      set: 'Set',
      bytes: 'Uint8Array',
      view: 'DataView',
      buffer: 'Uint8Array',
      number: 'Number',
      promise: 'Promise',
    })) {
      expect(run(`${name} instanceof ${Kind}`)).toBe(true);
    }
    for (const value of Object.values(sandbox)) expect(run('(x) => x')(value)).toBe(value);
  });

  test('shared memory is refused with a code', () => {
    const run = context();
    const memory = new SharedArrayBuffer(8);
    const refusal = { name: 'TypeError', code: 'ERR_RSVM_UNSUPPORTED' };
    expect(() => context({ memory })('1')).toThrow(expect.objectContaining(refusal));
    expect(() => run('(x) => x')(new Uint8Array(memory))).toThrow(expect.objectContaining(refusal));
    const give = context({ give: () => memory });
    expect(give('try { give() } catch (e) { e instanceof TypeError && e.code }')).toBe(
      'ERR_RSVM_UNSUPPORTED',
    );
    // The context goes on, with all that it had.
    expect(give('typeof give')).toBe('function');
  });

  test('what holds shared memory crosses, and the guest is refused what it holds', () => {
    const memory = new SharedArrayBuffer(8);
    const map = new Map([['a', /** @type {any} */ (1)]]);
    const run = context({
      map,
      make: () => new Map([[1, memory]]),
      fail: (/** @type {any} */ e) => {
        throw e;
      },
    });
    const refused = 'try { it.byteLength } catch (e) { e.code }';
    expect(run('map.size')).toBe(1);
    map.set('b', memory);
    expect(
      run(
        `map.size + map.get("a") + ((it) => { ${refused.replace('e.code', 'return e.code')} })(map.get("b"))`,
      ),
    ).toBe('3ERR_RSVM_UNSUPPORTED');
    expect(run(`{ const it = make().get(1); ${refused} }`)).toBe('ERR_RSVM_UNSUPPORTED');
    expect(run('(x) => x')(map)).toBe(map);
    expect(map.get('b')).toBe(memory);
  });

  test('who waits for shared memory is refused it, too', async () => {
    const memory = new SharedArrayBuffer(8);
    const code = `(e) => e.code`;
    const run = context({ promise: Promise.resolve(memory) });
    expect(await run(`promise.catch(${code})`)).toBe('ERR_RSVM_UNSUPPORTED');
    const script = new rsvm.Script(`import('x').catch(${code})`, {
      importModuleDynamically() {
        throw memory;
      },
    });
    expect(await script.runInNewContext()).toBe('ERR_RSVM_UNSUPPORTED');
  });

  test('a guest’s shared memory stays with it', () => {
    const memory = context()('new Uint8Array(new SharedArrayBuffer(4)).fill(7)');
    expect(memory.length).toBe(4);
    expect(memory[3]).toBe(7);
  });
});

describe('changes are seen by both', () => {
  test('maps and sets', () => {
    const map = new Map([['a', 1]]);
    const set = new Set([1]);
    const run = context({ map, set });
    run('map.set("b", { c: 1 }); set.add(map)');
    expect([...map.keys()]).toEqual(['a', 'b']);
    expect(map.get('b').c).toBe(1);
    expect(set.has(map)).toBe(true);
    map.delete('a');
    set.clear();
    expect(run('[...map.keys()].join() + set.size')).toBe('b0');
    run('map.delete("b"); map.set("x", 1).set("b", 2)');
    expect([...map]).toEqual([
      ['x', 1],
      ['b', 2],
    ]);
  });

  test('in the middle of a call', () => {
    const map = new Map();
    const run = context({ map, add: () => map.set(map.size, 0).size });
    expect(
      run('map.set("g", 0); add(); map.set("h", 0); [add(), map.size, [...map.keys()]].join()'),
    ).toBe('4,4,g,1,h,3');
  });

  test('an iteration goes on', () => {
    const map = new Map([
      [0, 'a'],
      [1, 'b'],
    ]);
    const run = context({ map });
    const seen = [];
    for (const [key] of map) {
      seen.push(key);
      if (key < 4) run(`map.set(${key} + 2, 'x')`);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('a map within itself, and deep ones', () => {
    const run = context();
    const map = run('const m = new Map(); m.set(m, m); m');
    expect(map.get(map)).toBe(map);
    const deep = run('let d = new Map(); for (let i = 0; i < 20000; i++) d = new Map([[0, d]]); d');
    let depth = 0;
    for (let at = deep; at.size > 0; at = at.get(0)) depth += 1;
    expect(depth).toBe(20000);
  });

  test('dates and regular expressions', () => {
    const date = new Date(0);
    const regexp = /./g;
    const run = context({ date, regexp });
    run('date.setTime(1e9); regexp.exec("ab")');
    expect(date.getTime()).toBe(1e9);
    expect(regexp.lastIndex).toBe(1);
    date.setTime(NaN);
    regexp.lastIndex = 0;
    expect(run('[date.getTime(), regexp.lastIndex].join()')).toBe('NaN,0');
  });

  test('views of one buffer share it', () => {
    const buffer = new ArrayBuffer(8);
    const bytes = new Uint8Array(buffer);
    const run = context({ bytes, words: new Uint16Array(buffer, 2, 2), buffer });
    expect(
      run('words[0] = 0x0102; [bytes[2], words.buffer === buffer, bytes.buffer === buffer].join()'),
    ).toBe('2,true,true');
    expect(bytes[3]).toBe(1);
    const [a, b] = run('const g = new Float64Array(2); [g, new Uint8Array(g.buffer, 8)]');
    expect(a.buffer).toBe(b.buffer);
    a[1] = 1;
    expect(b[7]).toBe(0x3f);
    expect(run('g[1]')).toBe(1);
  });

  test('a resizable buffer and the views that follow it', () => {
    const run = context();
    const buffer = run(
      'const r = new ArrayBuffer(2, { maxByteLength: 8 }); const v = new Uint8Array(r); r',
    );
    const view = run('v');
    expect([buffer.resizable, buffer.maxByteLength, view.length]).toEqual([true, 8, 2]);
    run('r.resize(6); v[5] = 9');
    expect([buffer.byteLength, view.length, view[5]]).toEqual([6, 6, 9]);
    buffer.resize(4);
    expect(run('v.length')).toBe(4);
  });

  test('a resizable buffer of the host’s that is made shorter than what was seen of it', () => {
    both((vm) => {
      const buffer = new ArrayBuffer(16, /** @type {any} */ ({ maxByteLength: 32 }));
      const resize = (/** @type {number} */ length) => /** @type {any} */ (buffer).resize(length);
      const sandbox = vm.createContext({
        bytes: new Uint8Array(buffer, 8, 4),
        view: new DataView(buffer, 8, 4),
      });
      const run = (/** @type {string} */ code) => vm.runInContext(code, sandbox);
      const seen = [run('bytes[0]')];
      new Uint8Array(buffer).fill(7);
      resize(4);
      seen.push(run('bytes[0]'), run('bytes.length'));
      resize(16);
      seen.push(run('bytes.length'), run('bytes[0]'));
      return seen;
    });
  });

  test('a view that lies outside of its buffer, or whose buffer is detached', () => {
    both((vm) => {
      const f = vm.runInNewContext(
        '(view) => { try { return view.byteLength } catch { return 0 } }',
      );
      const buffer = new ArrayBuffer(16, /** @type {any} */ ({ maxByteLength: 32 }));
      const view = new DataView(buffer, 8, 8);
      const bytes = new Uint8Array(buffer, 8, 8);
      /** @type {any} */ (buffer).resize(4);
      const gone = new DataView(new ArrayBuffer(8));
      structuredClone(gone.buffer, { transfer: [gone.buffer] });
      return [view, bytes, gone].map((each) => f(each));
    });
  });

  test('what a guest detaches is detached there alone', () => {
    const mine = new ArrayBuffer(4);
    const run = context({ mine });
    const theirs = run('const t = new ArrayBuffer(4); t');
    run('t.transfer?.(); mine.transfer?.()');
    if (run('typeof t.transfer') === 'function') expect(run('t.byteLength')).toBe(0);
    expect(theirs.byteLength).toBe(4);
    expect(mine.byteLength).toBe(4);
    expect(run('1')).toBe(1);
  });

  test('random changes of both sides in turn', () => {
    const operation = fc.record({
      host: fc.boolean(),
      name: fc.constantFrom('set', 'delete', 'clear', 'add', 'byte'),
      key: fc.integer({ min: 0, max: 5 }),
      value: fc.integer({ min: 0, max: 255 }),
    });
    const change = (/** @type {any} */ at, /** @type {any} */ { name, key, value }) => {
      if (name === 'set') at.map.set(key, value);
      else if (name === 'delete') at.map.delete(key);
      else if (name === 'clear') at.set.clear();
      else if (name === 'add') at.set.add(value % 7);
      else at.bytes[key] = value;
    };
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 30 }), fc.boolean(), (operations, ofGuest) => {
        const twin = { map: new Map(), set: new Set(), bytes: new Uint8Array(6) };
        const run = context(
          ofGuest ? {} : { map: new Map(), set: new Set(), bytes: new Uint8Array(6) },
        );
        if (ofGuest) run('var map = new Map(), set = new Set(), bytes = new Uint8Array(6)');
        const apply = run(`(${change})`);
        const at = run('({ map, set, bytes })');
        const real = { map: at.map, set: at.set, bytes: at.bytes };
        for (const each of operations) {
          change(twin, each);
          if (each.host) change(real, each);
          else apply(at, each);
          expect([[...real.map], [...real.set], [...real.bytes]]).toEqual([
            [...twin.map],
            [...twin.set],
            [...twin.bytes],
          ]);
        }
      }),
      { numRuns: 25 },
    );
  });
});

// One collector serves the engines of a thread: the garbage of one context has that of others looked through,
// which the host hears of with their next message.
describe('what a guest has let go', () => {
  test.each([
    ['bytes', new Uint8Array(8), (/** @type {any} */ bytes) => (bytes[0] += 1)],
    ['a map', new Map(), (/** @type {any} */ map) => map.set(map.size, 1)],
    ['a date', new Date(0), (/** @type {any} */ date) => date.setTime(date.getTime() + 1)],
  ])('comes again with %s that changed meanwhile', (_, record, change) => {
    const sandbox = rsvm.createContext({});
    const read = rsvm.runInContext('(held, r) => held.n + (r[0] ?? r.size ?? +r)', sandbox);
    const held = { n: 10 };
    for (let i = 0; i < 4; i += 1) {
      expect(read(held, record)).toBe(10 + i);
      rsvm.runInNewContext('{ let n = 0; for (let i = 0; i < 100000; i += 1) n += [i].length; n }');
      change(record);
    }
  });
});

describe('a guest sees no more bytes than it was given', () => {
  test('and no less: a buffer as big as a pool of Node’s is none', () => {
    const own = new ArrayBuffer(Buffer.poolSize);
    const bytes = new Uint8Array(own);
    bytes[1] = 7;
    const run = context({ own });
    run('var view = new Uint8Array(own); var first = view[1]; view[2] = 8');
    expect([run('first'), bytes[2], own.byteLength]).toEqual([7, 8, Buffer.poolSize]);
  });

  test('nor of a pool that has been used up', () => {
    const text = 'x'.repeat(100);
    const pool = Buffer.from(text).buffer;
    while (Buffer.from(text).buffer === pool);
    const run = context({ pool });
    expect(run('new Uint8Array(pool).every((byte) => byte === 0)')).toBe(true);
    expect(Buffer.from(pool).includes(text)).toBe(true);
  });

  test('nor less of what cannot be transferred', () => {
    const { buffer } = new WebAssembly.Memory({ initial: 1 });
    new Uint8Array(buffer)[1] = 7;
    expect(context({ buffer })('new Uint8Array(buffer)[1]')).toBe(7);
  });

  test('of a Buffer in the pool', () => {
    Buffer.from('the secret of somebody else');
    const buffer = Buffer.from('mine');
    const plain = new Uint8Array(buffer.buffer, buffer.byteOffset, 4);
    const run = context({ buffer, plain });
    expect(run('[buffer.buffer.byteLength, buffer.byteOffset, buffer.length].join()')).toBe(
      '4,0,4',
    );
    const seen = run('String.fromCharCode(...new Uint8Array(plain.buffer)).replace(/\\0/g, "")');
    expect(seen).toBe('mine');
    const read = context({
      buffer,
      plain,
      text: (/** @type {any} */ x) => Buffer.from(x).toString(),
    });
    for (const source of [
      'text(buffer.parent ?? "")',
      'text(new Uint8Array(buffer.parent ?? 0))',
      'text(plain.buffer)',
      'text(new Uint8Array(plain.buffer))',
      'text(new Uint8Array(plain.buffer, 0, plain.byteOffset))',
      'String.fromCharCode(...new Uint8Array(buffer.parent ?? 0))',
    ]) {
      expect(read(source)).not.toContain('secret');
    }
    expect(read('text(plain.subarray(1, 3))')).toBe('in');
  });

  test('of random parts of a buffer, sent one by one', () => {
    const part = fc.record({ offset: fc.nat(24), length: fc.nat(8) });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const { buffer } = Uint8Array.from({ length: 40 }, (_, place) => place + 1);
        const run = context();
        const f = run('(view) => [...new Uint8Array(view.buffer)]');
        const expected = new Array(40).fill(0);
        for (const { offset, length } of parts) {
          for (let at = offset; at < offset + length; at += 1) expected[at] = at + 1;
          expect([...f(new Uint8Array(buffer, offset, length))]).toEqual(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('and a buffer of whose parts each call makes another view is as quick as before', () => {
    const buffer = new ArrayBuffer(4096);
    const run = context({ view: (/** @type {number} */ at) => new Uint8Array(buffer, at, 16) });
    const f = run('(n) => { for (let i = 0; i < n; i += 1) view(i % 2000) }');
    // It took minutes where each view was kept by itself.
    for (let i = 0; i < 20; i += 1) f(2000);
    new Uint8Array(buffer).fill(1);
    expect(run('new Uint8Array(view(3000).buffer).filter(Boolean).length')).toBe(1999 + 16 + 16);
  });

  test('of a part of a buffer; what it writes beside that is dropped', () => {
    const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
    const run = context({ part: new Uint8Array(buffer, 1, 2) });
    expect(run('new Uint8Array(part.buffer).join()')).toBe('0,2,3,0');
    run('new Uint8Array(part.buffer).fill(9)');
    expect([...new Uint8Array(buffer)]).toEqual([1, 9, 9, 4]);
  });

  test('a Buffer is written through', () => {
    const buffer = Buffer.from('hello');
    const run = context({ buffer });
    run('buffer[0] = 74; buffer.write("y", 4)');
    expect(buffer.toString()).toBe('Jelly');
    expect(run('buffer.toString("latin1", 1)')).toBe('elly');
  });
});

describe('shape', () => {
  test('subclasses of either side', () => {
    const run = context();
    const map = run(
      'class M extends Map { #n = 3; total() { return this.size + this.#n; } } new M([[1, 2]])',
    );
    expect(map).toBeInstanceOf(Map);
    expect(map.total()).toBe(4);
    expect(map.constructor.name).toBe('M');
    map.set(3, 4);
    expect(map.total()).toBe(5);
    class Names extends Set {
      #n = 1;
      list() {
        return `${[...this].join()}${this.#n}`;
      }
    }
    const inside = context({ names: new Names(['a']) });
    expect(inside('names.add("b"); names.list() + (names instanceof Set) + names.size')).toBe(
      'a,b1true2',
    );
  });

  test('properties that the host gives to instances of a guest’s classes', () => {
    const run = context();
    const CLASSES = ['Map', 'Set', 'Date', 'Uint8Array', 'Promise', 'RegExp', 'Error'];
    for (const name of CLASSES) {
      const made = run(
        `new (class extends (class extends ${name} {}) {})(...(${name === 'Promise'} ? [() => {}] : []))`,
      );
      made.note = 1;
      made.note += 1;
      expect([made.note, Object.keys(made).includes('note')]).toEqual([2, true]);
      expect(delete made.note && 'note' in made).toBe(false);
    }
    const error = thrownBy(() => run('throw new (class MyError extends Error {})("why")'));
    error.status = 500;
    expect([error.status, error.message, error.constructor.name]).toEqual([500, 'why', 'MyError']);
  });

  test('where the guest’s class has a word in it', () => {
    const run = context();
    const made = run(`class M extends Map {
      set level(n) { M.last = n }
      get fixed() { return 1 }
    }
    Object.defineProperty(M.prototype, 'constant', { value: 1 });
    M.prototype.usual = 1;
    new M()`);
    made.level = 3;
    expect([run('M.last'), Object.hasOwn(made, 'level')]).toEqual([3, false]);
    for (const key of ['fixed', 'constant', 'size']) {
      expect([key, Reflect.set(made, key, 2), Object.hasOwn(made, key)]).toEqual([
        key,
        false,
        false,
      ]);
    }
    made.usual = made.get = 2;
    expect([made.usual, made.get, run('new M().usual')]).toEqual([2, 2, 1]);
    expect(Reflect.set(Object.preventExtensions(made), 'other', 1)).toBe(false);
  });

  test('own properties, null prototypes, frozen ones', () => {
    const run = context({ frozen: Object.freeze(Object.assign(new Date(0), { a: 1 })) });
    expect(run('"use strict"; [Object.isFrozen(frozen), frozen.a].join()')).toBe('true,1');
    const map = run(
      'Object.preventExtensions(Object.assign(new Map(), { note: "n", [Symbol.iterator]: null }))',
    );
    expect(map.note).toBe('n');
    expect(map[Symbol.iterator]).toBeNull();
    expect(Object.isExtensible(map)).toBe(false);
    expect(Reflect.getPrototypeOf(run('Object.setPrototypeOf(new Set(), null)'))).toBeNull();
  });

  test('a tampered guest changes nothing of what crosses', () => {
    const run = context({ date: new Date(7), map: new Map([[1, 2]]) });
    run(`for (const owner of [Date, Map, Set, RegExp, Promise, ArrayBuffer, Object.getPrototypeOf(Int8Array)])
      for (const key of Reflect.ownKeys(owner.prototype))
        if (key !== 'constructor') Object.defineProperty(owner.prototype, key, { get() { throw 'ran'; }, configurable: true });`);
    expect(run('date').getTime()).toBe(7);
    expect(run('new RegExp("a", "g")').flags).toBe('g');
    expect([...run('new Uint8Array(2)')]).toEqual([0, 0]);
    expect(run('map')).toEqual(new Map([[1, 2]]));
  });

  test('a tampered host changes nothing of what crosses', () => {
    const { getTime } = Date.prototype;
    const { forEach } = Map.prototype;
    Date.prototype.getTime = () => 1;
    Map.prototype.forEach = () => undefined;
    try {
      const run = context({ date: new Date(7), map: new Map([[1, 2]]) });
      expect(run('date.getTime() + map.size')).toBe(8);
    } finally {
      Date.prototype.getTime = getTime;
      Map.prototype.forEach = forEach;
    }
  });

  test('an object of one context is itself in another and back', () => {
    const a = context();
    const map = a('m = new Map([[1, { a: 1 }]])');
    const b = context({ map });
    expect(b('map instanceof Map && map.get(1).a')).toBe(1);
    b('map.set(2, 3)');
    expect(a('m.get(2)')).toBe(3);
    expect(b('map')).toBe(map);
    expect(a('(x) => x === m')(b('map'))).toBe(true);
  });
});

describe('what is no record is a live stand-in', () => {
  test('of the host', () => {
    const weak = new WeakMap();
    const run = context({
      *generator() {
        return (yield 1) * 2;
      },
      async *asyncGenerator() {
        yield 1;
      },
      weak,
      set: new WeakSet(),
      ref: new WeakRef(weak),
      iterator: () => new Map([[1, 2]]).entries(),
    });
    expect(run('const g = generator(); g.next(); JSON.stringify(g.next(21))')).toBe(
      '{"value":42,"done":true}',
    );
    expect(run('[...iterator()].join()')).toBe('1,2');
    expect(
      run(
        'const k = {}; weak.set(k, 5); set.add(k); [weak.get(k), set.has(k), ref.deref() === weak].join()',
      ),
    ).toBe('5,true,true');
    expect(run('const h = generator(); h.next === generator().next')).toBe(true);
    return expect(
      run('(async () => { for await (const x of asyncGenerator()) return x; })()'),
    ).resolves.toBe(1);
  });

  test('of the guest', async () => {
    const run = context();
    expect([...run('(function* () { yield 1; yield 2; })()')]).toEqual([1, 2]);
    const weak = run('w = new WeakMap()');
    const key = {};
    weak.set(key, 3);
    expect(weak.get(key)).toBe(3);
    const seen = [];
    for await (const x of run('(async function* () { yield 1; yield 2; })()')) seen.push(x);
    expect(seen).toEqual([1, 2]);
    expect(run('new (class { #a = 4; get() { return this.#a; } })()').get()).toBe(4);
  });
});

describe('an error that is named by many ways', () => {
  const graph = (depth) => {
    let error = new Error('0');
    for (let i = 0; i < depth; i += 1) {
      const next = new Error(`${i}`);
      error = Object.assign(next, { a: error, b: error });
    }
    return error;
  };

  test('is written once, from the guest', () => {
    const error = rsvm.runInNewContext(`(${graph})(24)`, {}, { timeout: 5000 });
    expect(error.a).toBe(error.b);
    expect(error.a.a.a.message).toBe('20');
  });

  test('and from the host', () => {
    const said = rsvm.runInNewContext(
      '(error.a === error.b) + error.a.a.a.message',
      { error: graph(24) },
      { timeout: 5000 },
    );
    expect(said).toBe('true20');
  });
});

describe('what a guest sets on an instance of a host’s class over a built-in', () => {
  class Table extends Map {
    get twice() {
      return this.size * 2;
    }
    set first(value) {
      this.set('first', value);
    }
  }
  class Fault extends Error {}

  test.each([
    [
      'a map',
      () => new Table([['a', 1]]),
      'it.tag = 5; it.tag = 6; it.first = 7; [it.tag, it.get("first"), it.twice].join()',
    ],
    [
      'an error',
      () => new Fault('x'),
      'it.code = 5; it.name = "G"; [it.code, it.name, String(it)].join()',
    ],
    ['a buffer', () => Buffer.from('ab'), 'it.tag = 5; it[0] = 65; [it.tag, it[0]].join()'],
    ...[
      'it.tag = 5; ["tag" in it, Object.hasOwn(it, "tag"), Object.keys(it).join(), it.tag].join()',
      'it.tag = 5; JSON.stringify({ ...it })',
      'class G extends it.constructor { constructor() { super(); this.tag = 5 } }; Object.keys(new G()).join()',
      'Object.freeze(it); it.tag = 5; try { (() => { "use strict"; it.tag = 5 })() } catch (e) { e.name + it.tag }',
    ].map((code) => ['an error', () => new Fault('x'), code]),
  ])('is there: %s', (_, make, code) => {
    both((vm) => {
      const it = make();
      const said = vm.runInNewContext(code, { it });
      return [said, it.tag, it.code, it.name];
    });
  });
});

describe('maps and sets whose keys V8 puts in one place', () => {
  test.each([
    'const it = new Set(); for (let i = 0n; i < 100000n; i++) it.add(i << 64n); it',
    'const it = new Map(); for (let i = 0n; i < 100000n; i++) it.set(i << 64n, 1); it',
  ])('end with the timeout: %s', (code) => {
    const sandbox = rsvm.createContext({});
    const run = () => rsvm.runInContext(code, sandbox, { timeout: 100 });
    expect(run).toThrow(expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }));
  });
});
