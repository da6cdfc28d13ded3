'use strict';

// What was read at once with something else is as it would be read by itself: what comes with a
// snapshot, with the result of a call, and from an array that is iterated. node:vm is the oracle.

const { describe, expect, test } = require('@jest/globals');
const fc = require('fast-check');
const { rsvm } = require('./helpers/rsvm');
const { Session } = require('../lib/session');
const both = require('./helpers/both');

describe('what comes with a snapshot', () => {
  test('is what it was told of its members, on the host', () => {
    both((vm) => {
      const box = vm.createContext({});
      const list = vm.runInContext(
        'list = [{ id: 1, deep: { x: 1 } }, { id: 2 }, [3, 4], null, "x", () => 5, { get id() { return 6; } }]; list',
        box,
      );
      const read = () => [
        list.length,
        list[0].id,
        list[0].deep.x,
        list[1].id,
        list[2].length,
        list[2][1],
        list[3],
        list[5](),
        list[6].id,
        Object.keys(list[0]),
        'id' in list[1],
        'none' in list[1],
      ];
      const before = [read(), read()];
      vm.runInContext('list[0].id = 10; list[0].more = 1; delete list[1].id; list[2].push(5)', box);
      const after = [read(), read()];
      list[0].id = 20;
      return { before, after, written: [list[0].id, vm.runInContext('list[0].id', box)] };
    });
  });

  test('is what it was told of its members, in the guest', () => {
    both((vm) => {
      const records = [{ id: 1, deep: { x: 1 } }, { id: 2 }, [3, 4], null, 'x'];
      const change = () => {
        records[0].id = 10;
        delete records[1].id;
        records[2].push(5);
      };
      const box = vm.createContext({ records, change });
      return vm.runInContext(
        `read = () => [
          records.length, records[0].id, records[0].deep.x, records[1].id, records[2].length,
          records[2][2], records[3], Object.keys(records[0]).join(), 'id' in records[1],
        ];
        before = [read(), read()];
        change();
        after = [read(), read()];
        records[0].id = 20;
        JSON.stringify([before, after, records[0].id])`,
        box,
      );
    });
  });

  test('has the keys of its object and not those of one like it', () => {
    const key = fc.constantFrom('a', 'b', 'c', '0', '7', 'length', '__proto__', 'constructor');
    const record = fc.dictionary(key, fc.oneof(fc.integer(), fc.string(), fc.constant(undefined)));
    const property = fc.property(fc.array(record, { maxLength: 8 }), (records) => {
      const box = rsvm.createContext({ records });
      const list = rsvm.runInContext('JSON.parse(JSON.stringify(records))', box);
      const expected = JSON.parse(JSON.stringify(records));
      expect(list.length).toBe(expected.length);
      expect(list[0] === undefined).toBe(expected.length === 0);
      expect(JSON.stringify(list)).toBe(JSON.stringify(expected));
      expect(rsvm.runInContext('JSON.stringify([records[0], records])', box)).toBe(
        JSON.stringify([expected[0], expected]),
      );
    });
    fc.assert(property, { numRuns: 60 });
  });

  test('is no more when the context is disposed of', () => {
    const box = rsvm.createContext({});
    const object = rsvm.runInContext('(() => ({ a: { b: 1 } }))', box)();
    expect(object.a.b).toBe(1);
    rsvm.dispose(box);
    expect(() => object.a).toThrow(expect.objectContaining({ code: 'ERR_RSVM_CONTEXT_DISPOSED' }));
  });
});

describe('an array of the host’s that is read again and again', () => {
  /** Reads it often enough that its elements are kept where they are read without a trap. */
  const READ = `read = () => {
    let all = '';
    for (let round = 0; round < 12; round++) for (let i = 0; i < list.length; i++) all = list[i] + all;
    return all.slice(0, 20);
  };`;
  /** What is then done in the guest, between two such loops. */
  const STEPS = [
    'list[1] = "new"',
    'list.push("more")',
    'list.length = 1',
    'delete list[0]',
    'list.sort()',
    'list.extra = 1; list.extra',
    'Object.defineProperty(list, 1, { get: () => "got" }); list[1]',
    'Object.defineProperty(list, 1, { value: "fixed" }); list[1]',
    'Object.freeze(list); list[0]',
    'change(); list[0]',
    'changePrototype(); list.inherited',
    'list[1.5]',
    'list[-1]',
    'list["1"]',
    'list[99]',
    'list["length"]',
    '1 in list',
    '99 in list',
    'list.hasOwnProperty(1)',
    'Object.keys(list)',
    'JSON.stringify(Object.getOwnPropertyDescriptors(list))',
    'list.map((x) => x + 1)',
    '[...list].join()',
    'list.concat(list).join()',
    'list.indexOf("c")',
    'list.get',
    'list.set',
    'Array.isArray(list)',
    'list.toString()',
    'list.own()',
    'list.ownLength',
    'Object.create(list)[0]',
    'Object.create(list).ownLength',
    'Reflect.get(list, "ownLength", { length: 7 })',
    'Reflect.get(list, 1, {})',
    'Array.prototype.polyfill = 1; list.polyfill',
    'nested(); list[0]',
  ];

  test.each(STEPS)('%s', (step) => {
    both((vm) => {
      class List extends Array {
        own() {
          return this.length;
        }
        get ownLength() {
          return this.length;
        }
      }
      const show = (/** @type {any} */ list) => {
        const box = vm.createContext({ list });
        box.change = () => (list[0] = 'changed');
        box.changePrototype = () => Object.setPrototypeOf(list, { inherited: 2 });
        vm.runInContext(READ, box);
        box.nested = () => {
          list[0] = 'outer';
          const seen = vm.runInContext('read()', box);
          list[0] = 'last';
          return seen;
        };
        const code = `before = read(); step = () => eval(${JSON.stringify(step)});
          try { said = String(step()) } catch (e) { said = e.name }
          [before, said, read()]`;
        let answer;
        try {
          answer = [...vm.runInContext(code, box)];
        } catch (error) {
          answer = error.name;
        }
        return [
          answer,
          [...list].map(String),
          vm.runInContext('[list[0], list.length].join()', box),
        ];
      };
      return [show(['a', 'b', 'c', 'd']), show(List.from(['a', 'b', 'c', 'd']))];
    });
  });
});

describe('the texts of many objects that come at once', () => {
  const MAKE = `Array.from({ length: 2000 }, (_, i) => ({
    i, empty: '', short: 'n' + i, long: 'a text of some length ' + i, wide: '日本 ' + i,
    lone: '\\ud800' + i, very: i % 500 ? 1 : 'x'.repeat(70000) + i, nested: { text: 'deep ' + i },
  }))`;

  test('are what they were when they were made', () => {
    both((vm) => {
      const list = vm.runInNewContext(MAKE);
      const texts = list.map(
        (/** @type {any} */ record) => record.long + record.wide + record.lone,
      );
      return [JSON.stringify(list), texts, list[3].very, list[7].short, list[1999].nested.text];
    });
  });

  test('change with their objects', () => {
    both((vm) => {
      const box = vm.createContext({});
      const list = vm.runInContext(`list = ${MAKE}`, box);
      const seen = [list[1].long, list[2].wide];
      vm.runInContext(
        'list[1].long = "other"; list[2].wide = undefined; list[3].short += "!"',
        box,
      );
      seen.push(list[1].long, list[2].wide, list[3].short, list[4].short);
      list[4].short = 'of the host’s';
      return [...seen, list[4].short, vm.runInContext('list[4].short', box), list[5].lone];
    });
  });

  test('are there however many others are read in between', () => {
    const box = rsvm.createContext({});
    const lists = rsvm.runInContext(`Array.from({ length: 40 }, () => ${MAKE})`, box);
    for (let round = 0; round < 3; round += 1) {
      for (let at = 0; at < lists.length; at += 1) {
        const { long, wide, i } = lists[at][at + round];
        expect([long, wide, i]).toEqual([
          `a text of some length ${at + round}`,
          `日本 ${at + round}`,
          at + round,
        ]);
      }
    }
  });

  test('are gone with the context', () => {
    const box = rsvm.createContext({});
    const list = rsvm.runInContext(MAKE, box);
    expect([list[5].long, list[6].i]).toEqual(['a text of some length 5', 6]);
    rsvm.dispose(box);
    expect(() => list[6].long).toThrow(
      expect.objectContaining({ code: 'ERR_RSVM_CONTEXT_DISPOSED' }),
    );
  });
});

describe('what a function returns', () => {
  test('is read as it is after the next call', () => {
    both((vm) => {
      const counter = { calls: 0, last: { n: 0 } };
      const next = () => {
        counter.calls += 1;
        counter.last.n = counter.calls;
        return counter;
      };
      const box = vm.createContext({ next });
      const guest = vm.runInContext(
        `state = { calls: 0, last: { n: 0 } };
        own = () => { state.calls++; state.last.n = state.calls; return state; };
        own`,
        box,
      );
      const [first, second] = [guest(), guest()];
      return {
        host: [first === second, first.calls, second.last.n],
        guest: vm.runInContext('a = next(), b = next(), [a === b, a.calls, b.last.n].join()', box),
      };
    });
  });

  test('runs no getter of it', () => {
    both((vm) => {
      const box = vm.createContext({
        log: [],
        give: () => ({
          get x() {
            throw new Error('read');
          },
        }),
      });
      vm.runInContext('give(); (() => ({ get x() { log.push("read"); } }))', box)();
      return box.log;
    });
  });
});

describe('an array of the guest’s', () => {
  test.each([
    [
      'for…of',
      '[1, { a: 2 }, "x"]',
      (list) => {
        const seen = [];
        for (const x of list) seen.push(x);
        return seen;
      },
    ],
    ['spread', '[1, , 3]', (list) => [...list]],
    ['destructured', '[1, [2, 3]]', ([a, [b, c]]) => [a, b, c]],
    ['given to Array.from', 'Object.assign([1, 2], { more: 3 })', (list) => Array.from(list)],
    ['made a map of', '[["a", 1], ["b", 2]]', (list) => new Map(list)],
    [
      'with an iterator of its own',
      'Object.assign([1, 2], { [Symbol.iterator]: function* () { yield 9; } })',
      (list) => [...list],
    ],
    ['of a subclass', 'new (class extends Array {})(1, 2, 3)', (list) => [...list]],
    ['whose values are asked for', '[4, 5]', (list) => [...list.values()]],
    [
      'that is none',
      '({ length: 2, 0: "a", 1: "b", [Symbol.iterator]: [][Symbol.iterator] })',
      (list) => [...list],
    ],
  ])('%s is iterated as there', (_name, source, iterate) => {
    both((vm) => iterate(vm.runInNewContext(source)));
  });

  test('that changes while it is iterated is read as it is then', () => {
    both((vm) => {
      const box = vm.createContext({});
      const { list, grow } = vm.runInContext(
        'list = [1, 2]; ({ list, grow: (n) => { if (list.length < 6) list.push(n * 10); } })',
        box,
      );
      const seen = [];
      for (const x of list) {
        seen.push(x);
        grow(x);
      }
      return seen;
    });
  });
});

describe('an array of a guest’s that is gone through costs no crossing for each element', () => {
  /** @type {Record<string, (list: any) => unknown>} */
  const WAYS = {
    keys: (list) => Object.keys(list),
    entries: (list) => Object.entries(list),
    spread: (list) => ({ ...list }),
    'for…in': (list) => {
      const keys = [];
      for (const key in list) keys.push(key);
      return [keys, Object.keys(list)];
    },
    own: (list) => Array.from({ length: 10 }, (_, i) => Object.hasOwn(list, i)),
    in: (list) => Array.from({ length: 10 }, (_, i) => i in list),
  };

  /**
   * @param {(list: any) => unknown} way
   * @param {number} length
   */
  function crossings(way, length) {
    const list = rsvm.runInNewContext(`Array.from({ length: ${length} }, (_, i) => ({ i }))`);
    const { exchange } = Session.prototype;
    let count = 0;
    Session.prototype.exchange = function counted() {
      count += 1;
      return Reflect.apply(exchange, this, []);
    };
    // What a look before has learned must not be that it is not worth it.
    for (let i = 0; i < 3; i += 1) way(list);
    Session.prototype.exchange = exchange;
    return count;
  }

  test.each(Object.entries(WAYS))('%s', (_, way) => {
    expect(crossings(way, 1000)).toBeLessThan(crossings(way, 10) + 30);
  });
  test.each(Object.entries(WAYS))('%s is as there', (_, way) => {
    both((vm) => way(vm.runInNewContext('Object.assign([1, , { a: 2 }, 5], { more: 1 })')));
  });
});
