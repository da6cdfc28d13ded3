'use strict';

// A guest that has taken its process over, by a fault of the engine that nobody knows of yet. It has no
// system calls (src/child/confine), but the pipe to its host: whatever it writes there is read by code
// that runs with the host's rights. The messages are put together by hand here. What must not happen is
// what a guest could not have done by running: name a primordial of the host's, act on what it was not
// given, see what other contexts wrote, occupy the host.

const { describe, expect, test } = require('@jest/globals');
const { Context } = require('../../lib/context.js');
const { arena } = require('../../lib/wire/arena.js');
const { Attribute, Flag, Opcode, RecordKind, Tag } = require('../../lib/wire.js');
const { rsvm } = require('../helpers/rsvm');
const { changing, saying } = require('../helpers/taken-over');

/** @typedef {import('../helpers/taken-over').Message} Message */

/** Numbers of primordials, and the bit of a member's (lib/intrinsics.js). */
const OBJECT_PROTOTYPE = 1;
const FUNCTION = 2;
const MAP_PROTOTYPE = 27;
const WEAK_MAP_PROTOTYPE = 75;
const EVAL = 103;
const MEMBER = 1 << 20;
/** What an update has (lib/records/ledger.js). */
const SHAPE = 1;
const CONTENT = 2;

const primordial = (/** @type {number} */ index) => Tag.Intrinsic | (index << 8);

/**
 * @param {number} opcode
 * @param {...(number | string)} parts words, and texts
 * @returns {Message}
 */
function message(opcode, ...parts) {
  return (writer) => {
    writer.begin(opcode);
    for (const part of parts) {
      if (typeof part === 'string') writer.text(part);
      else writer.word(part);
    }
  };
}

/**
 * @param {any} context
 * @param {object} object
 * @returns {number} the handle of what was given to the guest
 */
function handleOf(context, object) {
  const handle = /** @type {any} */ (Context.of(context)).membrane.codeOf(object);
  if (!(handle >= 0)) throw new Error('it was not given');
  return handle;
}

/**
 * @param {Record<string, any>} sandbox
 * @returns {any} a context whose guest has seen all of it
 */
function contextWith(sandbox) {
  const context = rsvm.createContext(sandbox);
  rsvm.runInContext('var seen = Object.values(globalThis)', context);
  return context;
}

/**
 * @param {any} context
 * @param {Message[]} messages
 */
function say(context, messages) {
  const f = rsvm.runInContext('(() => 1)', context);
  return saying(messages, () => f());
}

/** @param {() => void} body @returns {string | undefined} the code of what it throws */
function codeOf(body) {
  try {
    body();
  } catch (error) {
    return /** @type {any} */ (error).code;
  }
  return 'nothing thrown';
}

/** @type {any} */
const host = globalThis;

describe('a primordial of the host’s', () => {
  const REACH = 'globalThis.reached = true';
  const take = (/** @type {any[]} */ ...args) => {
    host.reached ??= args.find((arg) => arg === Function || arg === Map.prototype);
  };

  test.each(
    /** @type {[string, (f: number) => Message][]} */ ([
      ['called', () => message(Opcode.Call, primordial(FUNCTION), Tag.Undefined, 1, REACH)],
      ['called, eval', () => message(Opcode.Call, primordial(EVAL), Tag.Undefined, 1, REACH)],
      [
        'constructed',
        () => message(Opcode.Construct, primordial(FUNCTION), Tag.Undefined, 1, REACH),
      ],
      ['new.target', (f) => message(Opcode.Construct, Tag.Yours, f, primordial(FUNCTION), 0)],
      ['passed', (f) => message(Opcode.Call, Tag.Yours, f, Tag.Undefined, 1, primordial(FUNCTION))],
      ['a receiver', (f) => message(Opcode.Call, Tag.Yours, f, primordial(MAP_PROTOTYPE), 0)],
      ['read', () => message(Opcode.Get, primordial(FUNCTION), 'name', Tag.Undefined)],
      [
        'written to',
        () =>
          message(
            Opcode.Set,
            primordial(OBJECT_PROTOTYPE),
            'reached',
            Tag.True,
            primordial(OBJECT_PROTOTYPE),
          ),
      ],
      [
        'defined on',
        () => message(Opcode.Define, primordial(MAP_PROTOTYPE), 'get', Attribute.Value, Tag.Null),
      ],
      ['deleted from', () => message(Opcode.Delete, primordial(MAP_PROTOTYPE), 'get')],
      ['frozen', () => message(Opcode.PreventExtensions, primordial(MAP_PROTOTYPE))],
      [
        'a member, passed',
        (f) =>
          message(
            Opcode.Call,
            Tag.Yours,
            f,
            Tag.Undefined,
            1,
            primordial(WEAK_MAP_PROTOTYPE | MEMBER),
            'get',
            0,
          ),
      ],
      [
        'a member that calls',
        () =>
          message(
            Opcode.Call,
            primordial(FUNCTION | MEMBER),
            'constructor',
            0,
            Tag.Undefined,
            1,
            REACH,
          ),
      ],
    ]),
  )('%s', (_, attack) => {
    const context = contextWith({ take });
    const get = Map.prototype.get;
    const { answers } = say(context, [attack(handleOf(context, take))]);
    expect(answers).toEqual([Opcode.Throw]);
    expect(host.reached).toBeUndefined();
    expect(Map.prototype.get).toBe(get);
    expect(Object.isExtensible(Map.prototype)).toBe(true);
  });

  test('returned, and thrown', () => {
    const context = contextWith({});
    const returned = message(Opcode.Return, primordial(FUNCTION));
    expect(codeOf(() => say(context, [returned]))).toBe('ERR_RSVM_PROTOCOL');
    const thrown = message(Opcode.Throw, primordial(EVAL), Tag.Undefined);
    expect(codeOf(() => say(context, [thrown]))).toBe('ERR_RSVM_PROTOCOL');
  });

  test('as a prototype that no record has', () => {
    const context = contextWith({});
    const object = rsvm.runInContext('({})', context);
    const asked = () => Object.getPrototypeOf(object);
    const attack = message(Opcode.Return, primordial(OBJECT_PROTOTYPE));
    expect(codeOf(() => saying([attack], asked))).toBe('ERR_RSVM_PROTOCOL');
    const record = message(Opcode.Return, primordial(MAP_PROTOTYPE));
    expect(saying([record], asked).result).toBe(Map.prototype);
  });
});

describe('what it was not given', () => {
  test('a handle', () => {
    const context = contextWith({});
    const { answers } = say(context, [
      message(Opcode.Get, Tag.Yours, 9999, 'name', Tag.Undefined),
      message(Opcode.Call, Tag.Yours, 0x7fffffff, Tag.Undefined, 0),
      message(Opcode.Get, Tag.Yours, -1, 'name', Tag.Undefined),
      message(Opcode.Get, Tag.Global, Tag.YoursSymbol, 77, Tag.Undefined),
    ]);
    expect(answers).toEqual([Opcode.Throw, Opcode.Throw, Opcode.Throw, Opcode.Throw]);
  });

  test('an opcode of the host’s, and one of nobody’s', () => {
    const context = contextWith({});
    const { answers } = say(context, [message(Opcode.Compile), message(0x5f), message(0)]);
    expect(answers).toEqual([Opcode.Throw, Opcode.Throw, Opcode.Throw]);
  });

  test('a method of console that no guest has', () => {
    const context = contextWith({ f() {} });
    const { log } = console;
    const f = handleOf(context, context.f);
    say(context, [message(Opcode.Console, '__defineGetter__', 2, 'log', Tag.Yours, f)]);
    expect(Object.getOwnPropertyDescriptor(console, 'log')?.value).toBe(log);
  });

  test('a console at all', () => {
    const context = rsvm.createContext({}, { console: 'ignore' });
    const { log } = console;
    const said = [];
    console.log = (...args) => said.push(args);
    try {
      say(context, [message(Opcode.Console, 'log', 1, 'x')]);
    } finally {
      console.log = log;
    }
    expect(said).toEqual([]);
  });
});

describe('an update', () => {
  const given = { plain: {}, map: new Map([[1, 1]]), f() {} };
  const update = (/** @type {number[]} */ ...words) =>
    message(Opcode.Return | Flag.Updates, 1, ...words);

  test.each(
    /** @type {[string, (context: any) => Message][]} */ ([
      [
        'the shape of an object',
        (c) =>
          update(
            Tag.Yours,
            handleOf(c, given.plain),
            (RecordKind.Map << 8) | SHAPE,
            Tag.Null,
            1,
            0,
          ),
      ],
      [
        'the shape of a record',
        (c) =>
          update(Tag.Yours, handleOf(c, given.map), (RecordKind.Map << 8) | SHAPE, Tag.Null, 1, 0),
      ],
      [
        'the shape of a function',
        (c) =>
          update(Tag.Yours, handleOf(c, given.f), (RecordKind.Error << 8) | SHAPE, Tag.Null, 0, 0),
      ],
      [
        'the shape of the sandbox',
        () => update(Tag.Global, (RecordKind.Map << 8) | SHAPE, Tag.Null, 0, 0),
      ],
      [
        'content of another kind',
        (c) => update(Tag.Yours, handleOf(c, given.map), (RecordKind.Date << 8) | CONTENT, 0, 0),
      ],
      [
        'content of no kind',
        (c) => update(Tag.Yours, handleOf(c, given.map), (77 << 8) | CONTENT, 0, 0),
      ],
      ['content of a primitive', () => update(Tag.True, (RecordKind.Map << 8) | CONTENT, 0)],
    ]),
  )('%s', (_, attack) => {
    const context = contextWith({ ...given });
    expect(codeOf(() => say(context, [attack(context)]))).toBe('ERR_RSVM_PROTOCOL');
    expect(Object.getPrototypeOf(given.plain)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(given.map)).toBe(Map.prototype);
    expect(Object.isExtensible(given.f)).toBe(true);
    expect(Object.getPrototypeOf(context)).toBe(Object.prototype);
  });

  test('the content of a record is the guest’s to say', () => {
    const map = new Map();
    const context = contextWith({ map });
    say(context, [
      message(
        Opcode.Return | Flag.Updates,
        ...[1, Tag.Yours, handleOf(context, map), (RecordKind.Map << 8) | CONTENT],
        ...[1, Tag.True, Tag.False, Tag.Undefined],
      ),
    ]);
    expect([...map]).toEqual([[true, false]]);
  });
});

describe('a length that is not there', () => {
  const SECRET = 'what another context wrote';
  const long = (/** @type {number} */ tag, /** @type {number} */ length) => tag | (length << 8);

  test.each(
    /** @type {[string, number[]][]} */ ([
      ['a text', [long(Tag.Latin1, 4000)]],
      ['a short text', [long(Tag.Latin1, 20)]],
      ['a wide text', [long(Tag.Utf16, 2000)]],
      ['digits', [long(Tag.BigInt, 400)]],
      ['a text of 4 GB', [long(Tag.Latin1, 0xffffff), -1]],
      ['half a number', [Tag.Number, 1]],
      ['a handle', [Tag.Mine]],
      ['bytes', [long(Tag.Record, RecordKind.ArrayBuffer), 5, 0, 0x40b00000, 0, -1074790400]],
    ]),
  )('%s', (_, words) => {
    const other = contextWith({});
    rsvm.runInContext(`'${SECRET.repeat(300)}'.length`, other);
    const context = contextWith({});
    arena.bytes.fill(SECRET, 400);
    const short = message(Opcode.Return, ...words);
    const stale = (/** @type {import('../../lib/wire.js').Writer} */ writer) => {
      short(writer);
      arena.bytes.fill(SECRET, writer.at * 4);
    };
    let result;
    try {
      ({ result } = say(context, [stale]));
    } catch (error) {
      result = /** @type {Error} */ (error).message;
    }
    expect(String(result)).not.toContain('context wrote');
  });

  test.each(
    /** @type {[string, Message][]} */ ([
      ['arguments', message(Opcode.Call, Tag.Global, Tag.Undefined, 0x7fffffff)],
      ['fewer than none', message(Opcode.Call, Tag.Global, Tag.Undefined, -5)],
      ['releases', message(Opcode.Get | Flag.Releases, 0x7fffffff)],
      ['updates', message(Opcode.Get | Flag.Updates, 0x7fffffff)],
      ['rejections', message(Opcode.Get | Flag.Rejections, 0x7fffffff)],
      ['patches', message(Opcode.Get | Flag.Patches, 0x7fffffff)],
      [
        'entries',
        message(
          Opcode.Return | Flag.Updates,
          1,
          Tag.Record | (RecordKind.Map << 8),
          3,
          (RecordKind.Map << 8) | CONTENT,
          0x3fffffff,
        ),
      ],
    ]),
  )('%s', (_, attack) => {
    const context = contextWith({});
    const begun = performance.now();
    try {
      say(context, [attack]);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_RSVM_PROTOCOL' });
    }
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  test('jobs', async () => {
    const context = rsvm.createContext({}, { limits: { timeout: 200 } });
    const warned = [];
    const listen = (/** @type {Error} */ warning) => warned.push(warning);
    process.on('warning', listen);
    say(context, [message(Opcode.Return | Flag.Jobs, -1, Tag.Undefined)]);
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
    process.off('warning', listen);
    expect(rsvm.runInContext('1 + 1', context)).toBe(2);
    rsvm.runInContext('var done; Promise.resolve(7).then((value) => { done = value })', context);
    await null;
    await null;
    expect(context.done).toBe(7);
  });
});

test('any message at all', () => {
  const given = {
    f: (/** @type {any[]} */ ...args) => args.length,
    map: new Map([[{}, [1]]]),
    date: new Date(0),
    bytes: Buffer.from('bytes'),
    error: new RangeError('mine'),
    promise: Promise.resolve(1),
    apply: (/** @type {any} */ f, /** @type {any[]} */ ...args) => f(...args),
  };
  const programs = [
    'f(1, "two", { three: 3 }, [4])',
    'map.set(f, map).get(f) === map; date.setTime(5); bytes[0] = 1; [date, bytes, map]',
    'apply((...all) => { throw Object.assign(new TypeError("x"), { all }) }, 1, Symbol.iterator)',
    'const c = class A extends Map {}; var kept = new c([[1, 2n]]); [kept, new Uint8Array(9), /x/g]',
    'promise.then((v) => v); Promise.reject(error).catch(() => {}); Object.keys(globalThis)',
    '({ a: { b: { c: [1, 2, "three"] } }, get d() { return f(5) }, [Symbol("s")]: 1 })',
  ];
  // Numbers that do not change from run to run (mulberry32).
  let seed = 20261123;
  const random = (/** @type {number} */ below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
  const interesting = [
    0, 1, 2, -1, 0x7fffffff, 0xff, 0xffff, 0xffffff0d, 0x0111, 0x0611, 14, 15, 0x20f,
  ];
  const change = (/** @type {Int32Array} */ words, /** @type {number} */ count) => {
    // Any number of jobs may be announced, which is a test of its own.
    if (random(3) !== 0 || words[0] & Flag.Jobs) return count;
    for (let times = 1 + random(3); times > 0; times -= 1) {
      const at = random(count);
      words[at] = random(2) === 0 ? interesting[random(interesting.length)] : words[random(count)];
      if (at === 0) words[at] &= ~Flag.Jobs;
    }
    return random(8) === 0 ? 1 + random(count) : count;
  };
  const prototypes = [Object.prototype, Function.prototype, Map.prototype, Array.prototype];
  const picture = () => prototypes.map((p) => [Object.getPrototypeOf(p), Reflect.ownKeys(p)]);
  const before = picture();
  let context;
  for (let run = 0; run < 600; run += 1) {
    if (run % 20 === 0) context = rsvm.createContext({ ...given });
    changing(change, () => {
      try {
        const result = rsvm.runInContext(programs[run % programs.length], context);
        void (
          result !== null &&
          typeof result === 'object' && [Object.keys(result), `${result.d}`]
        );
      } catch (error) {
        if (typeof error !== 'object' || error === null) return;
        expect(Object.getPrototypeOf(error)).not.toBeUndefined();
      }
    });
  }
  expect(picture()).toEqual(before);
  expect(rsvm.runInNewContext('6 * 7')).toBe(42);
});
