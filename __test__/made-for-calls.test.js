'use strict';

// What an object that is made for a call has is there without a crossing, and what plain objects do
// not have is known to be nowhere. It is as it would be asked for, whatever either side does to its
// prototypes. node:vm is the oracle.

const { describe, expect, test } = require('@jest/globals');
const nodeVm = require('node:vm');
const { rsvm } = require('./helpers/rsvm');
const both = require('./helpers/both');
const { ARRAY_NAMES, OBJECT_NAMES } = require('../lib/wire/names.js');

/** @param {any} value */
const plain = (value) => JSON.parse(JSON.stringify(value));

describe('an object that the host makes for a call', () => {
  const READS = [
    'o.a',
    'o.a + o.b',
    'o.none === undefined && o.none === undefined',
    '"a" in o && !("none" in o) && "toString" in o && "hasOwnProperty" in o',
    'Object.keys(o).join()',
    'JSON.stringify(o)',
    'o.list.length + o.list[1] + o.list.map((x) => x + 1).join()',
    'o.list[2] === undefined && o.list.none === undefined',
    '[...o.list].join() + o.list.toString()',
    'o.hasOwnProperty("a") && !o.hasOwnProperty("none")',
    'String(o) + o.toString()',
    'o.f(2)',
    'o.date.getTime() + o.map.get(1)',
    'o.a = 5; o.a + o.b',
    'delete o.a; "a" in o',
    'o.f(1); o.none',
    'o.getter',
    'const { a, none = 7, ...rest } = o; a + none + Object.keys(rest).join()',
    'o.__proto__ !== undefined && "__proto__" in o',
    'typeof o.constructor',
    'o[Symbol.iterator] === undefined && o[Symbol.toPrimitive] === undefined',
    'typeof o.list[Symbol.iterator] + typeof o.list[Symbol.unscopables]',
    'for (const x of o.list) o.list.length < 4 && o.list.push(x); o.list.join()',
    'Object.prototype.polyfill = 1; const found = o.polyfill; delete Object.prototype.polyfill; found',
    'Array.prototype.polyfill = 1; const found = o.list.polyfill; delete Array.prototype.polyfill; found',
    'Object.create(o).a + Object.create(o.list)[1]',
  ];

  test.each(READS)('%s', (reading) => {
    both((vm) => {
      const box = vm.createContext({});
      const read = vm.runInContext(
        `(o, ...rest) => { ${reading.replace(/([^;]*)$/, 'return [$1, rest.length]')} }`,
        box,
      );
      const make = () => ({
        a: 1,
        b: 'two',
        list: [1, 2],
        f: (/** @type {number} */ n) => n + 1,
        date: new Date(5),
        map: new Map([[1, 2]]),
        get getter() {
          return 6;
        },
      });
      const simple = { ...make(), getter: undefined };
      return [read(make()), read(simple), read(simple, 1, [2], null), plain(simple)];
    });
  });

  test('is read again when code of the host’s ran', () => {
    both((vm) => {
      const made = { n: 1, list: [1] };
      const change = () => {
        made.n += 1;
        made.list.push(made.n);
      };
      const box = vm.createContext({ change });
      const read = vm.runInContext(
        '(o) => { const before = o.n + "," + o.list; change(); return [before, o.n + "," + o.list, o.none].join() }',
        box,
      );
      return [read(made), read(made), made.list.length];
    });
  });

  test('has what the host has put on its prototypes', () => {
    both((vm) => {
      const read = vm.runInNewContext('(o, l) => [o.added, l.added, "added" in o, o.none].join()');
      const before = read({ a: 1 }, [1]);
      try {
        /** @type {any} */ (Object.prototype).added = 1;
        /** @type {any} */ (Array.prototype).added = 2;
        return [before, read({ a: 1 }, [1])];
      } finally {
        delete (/** @type {any} */ (Object.prototype).added);
        delete (/** @type {any} */ (Array.prototype).added);
      }
    });
  });

  test('and nothing of it is copied that the guest does not ask for', () => {
    const { result, bytes } = rsvm.runInNewContext(
      '({ result: (o) => o.name, bytes: (o) => o.data.length })',
    );
    const shared = { name: 'x', data: new Uint8Array(new SharedArrayBuffer(8)) };
    expect(result(shared)).toBe('x');
    expect(() => bytes({ data: new Uint8Array(new SharedArrayBuffer(8)) })).toThrow(
      expect.objectContaining({ code: 'ERR_RSVM_UNSUPPORTED' }),
    );
  });
});

describe('an object that the guest makes for a call', () => {
  const READS = [
    '(o) => o.a + o.b',
    '(o) => [o.none, "a" in o, "none" in o, "toString" in o]',
    '(o) => Object.keys(o)',
    '(o) => [o.list.length, o.list[1], o.list[2], o.list.none, [...o.list]]',
    '(o) => [String(o), o.hasOwnProperty("a"), o.hasOwnProperty("none")]',
    '(o) => [o.f(2), o.none, o.date.getTime()]',
    '(o) => { o.a = 5; return [o.a, o.b] }',
    '(o) => { delete o.a; return ["a" in o, o.a] }',
    '(o) => [o.polyfill, o.list.polyfill, "polyfill" in o]',
    '(o) => [`${o.list}`, o.list.map((x) => x + 1).length]',
  ];

  test.each(READS)('%s', (reading) => {
    const read = eval(reading);
    both((vm) => {
      const box = vm.createContext({ read: (/** @type {any} */ o) => JSON.stringify(read(o)) });
      return vm.runInContext(
        `const make = () => ({ a: 1, b: 'two', list: [1, 2], f: (n) => n + 1, date: new Date(5) });
        const first = read(make());
        Object.prototype.polyfill = 1;
        const second = read(make());
        delete Object.prototype.polyfill;
        Array.prototype.polyfill = 2;
        const third = read(make());
        delete Array.prototype.polyfill;
        JSON.stringify([first, second, third, read(make())])`,
        box,
      );
    });
  });
});

// Not on node:vm: V8 makes every array of the process slow for it, and `join` in another test take minutes.
test('an index on a prototype of the guest’s is inherited by what is the guest’s', () => {
  const own = rsvm.runInNewContext(
    'read([1, 2]); Array.prototype[2] = "indexed"; [read([1, 2]), (list => list[2])([1, 2])].join()',
    { read: (/** @type {any} */ list) => String(list[2]) },
  );
  expect(own).toBe('indexed,indexed');
  const read = rsvm.runInNewContext('Array.prototype[2] = "indexed"; (list) => list[2]');
  expect(read([1, 2])).toBeUndefined();
});

test('the names of the language are those of the engine', () => {
  const keys = (/** @type {string} */ of) => {
    /** @type {PropertyKey[]} */
    const found = [];
    const note = (/** @type {PropertyKey} */ key) => found.push(key);
    rsvm.runInNewContext(`Reflect.ownKeys(${of}).forEach((key) => note(key))`, { note });
    return new Set(found);
  };
  expect(keys('Object.prototype')).toEqual(OBJECT_NAMES);
  expect(keys('Array.prototype')).toEqual(ARRAY_NAMES);
});

describe('objects that are hardly read between two calls', () => {
  test.each([
    ['of the guest’s', 'let sum = 0; for (const f of list) sum += f(); sum'],
    ['and by index', 'let sum = 0; for (let i = 0; i < list.length; i += 1) sum += list[i](); sum'],
  ])('%s are what they were', (_, loop) => {
    both((vm) => {
      const list = Array.from({ length: 50 }, (_unused, i) => () => i);
      const box = vm.createContext({ list });
      return [vm.runInContext(loop, box), vm.runInContext(`{ ${loop} }`, box)];
    });
  });

  test('of the host’s are what they were', () => {
    both((vm) => {
      const list = vm.runInNewContext('Array.from({ length: 50 }, (_, i) => () => i)');
      let sum = 0;
      for (const f of list) sum += f() + f.length;
      for (let i = 0; i < list.length; i += 1) sum += list[i]() + list.length;
      return sum;
    });
  });
});

test('one text in many places crosses once, and is the same in all', () => {
  const box = rsvm.createContext({});
  const made = rsvm.runInContext(
    `const text = 'long '.repeat(40);
    held = text;
    [text, { [text]: text }, new Map([[text, text + 1]]), text.slice(1), new Error(text), Object(text)]`,
    box,
  );
  const text = nodeVm.runInThisContext("'long '.repeat(40)");
  const [plainText, object, map, rest, error, boxed] = made;
  expect([plainText, Object.keys(object), object[text], [...map], rest]).toEqual([
    text,
    [text],
    text,
    [[text, `${text}1`]],
    text.slice(1),
  ]);
  expect([error.message, String(boxed), box.held]).toEqual([text, text, text]);
});

describe('what a guest gives to functions that copy', () => {
  test.each([
    '{ a: 1, list: [1, { x: 2 }], map: new Map([[{ k: 1 }, { v: 2 }]]), set: new Set([[1]]) }',
    '[1, , 3]',
    '{ ["__proto__"]: 5, [Symbol("s")]: 1 }',
    '{ get a() { return { b: 1 } } }',
    'Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true }, hidden: { value: 3 } })',
  ])('%s', (made) => {
    both((vm) => {
      const box = vm.createContext({ structuredClone });
      return vm.runInContext(
        `const original = ${made};
        const copy = structuredClone(original);
        const shown = (o) => o instanceof Object === false && JSON.stringify(o);
        JSON.stringify([copy, Object.keys(copy), copy.map?.size && [...copy.map], copy.set?.size && [...copy.set], copy !== original])`,
        box,
      );
    });
  });

  test('circles stay circles, and functions are refused', () => {
    both((vm) => {
      const box = vm.createContext({ structuredClone });
      return vm.runInContext(
        `const o = { deep: [] };
        o.self = o;
        o.deep.push(o);
        const copy = structuredClone(o);
        let refused;
        try { structuredClone({ f() {} }) } catch (error) { refused = error.name }
        [copy.self === copy, copy.deep[0] === copy, refused].join()`,
        box,
      );
    });
  });

  test('a port carries them', async () => {
    const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');
    const { port1, port2 } = new MessageChannel();
    rsvm.runInNewContext('port.postMessage({ a: [1, { b: 2 }] })', { port: port1 });
    expect(receiveMessageOnPort(port2)).toEqual({ message: { a: [1, { b: 2 }] } });
    port1.close();
  });
});
