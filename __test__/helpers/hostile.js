'use strict';

// What the tests of __test__/closed/ share: a sandbox as a user's, and how an attack is run and judged.
// An attack is a program of the guest's. It has escaped if it called `check` with a function that
// compiles code in the host, set `escaped`, or left a mark where only code of the host's can.

const { afterEach, expect, test } = require('@jest/globals');
const { EventEmitter } = require('node:events');
const nodeVm = require('node:vm');
const { rsvm } = require('./rsvm');

/** What escaped code leaves on the host's global or on `process`. */
const MARK = 'rsvmEscaped';

/** A sandbox with functions, classes and objects of every kind. */
function rich() {
  class Account {
    static bank = { name: 'bank' };
    #secret = 1;
    constructor(/** @type {string} */ owner) {
      this.owner = owner;
    }
    greet() {
      return `${this.owner} ${this.#secret}`;
    }
    get view() {
      return { owner: this.owner };
    }
  }
  return {
    number: 1,
    plain: { nested: { list: [1, { deep: true }] } },
    list: [1, [2]],
    arrow: (/** @type {any[]} */ ...args) => args,
    method: {
      m() {
        return this;
      },
    }.m,
    sloppy: new Function('return this'),
    async: async () => 1,
    *generator() {
      yield {};
    },
    async *asyncGenerator() {
      yield {};
    },
    throws: () => {
      throw new TypeError('from the host');
    },
    throwsData: () => {
      throw Object.assign(new Error('x'), { data: { a: 1 } });
    },
    apply: (/** @type {Function} */ f, /** @type {any[]} */ ...args) => f(...args),
    construct: (/** @type {any} */ F) => new F(),
    Account,
    account: new Account('me'),
    bound: /** @this {any} */ function () {
      return this;
    }.bind({ bound: true }),
    nullProto: Object.assign(Object.create(null), { a: 1 }),
    date: new Date(0),
    regexp: /x/g,
    map: new Map([['k', { v: 1 }]]),
    set: new Set([{ v: 1 }]),
    weak: new WeakMap(),
    buffer: Buffer.from('bytes'),
    bytes: new Uint8Array(4),
    url: new URL('http://example.com'),
    segments: new Intl.Segmenter().segment('ab'),
    error: new RangeError('an error', { cause: new Error('its cause') }),
    domError: new DOMException('of the DOM'),
    promise: Promise.resolve({ a: 1 }),
    emitter: new EventEmitter(),
    proxy: new Proxy({ inside: {} }, {}),
    symbol: Symbol('s'),
    console: { log() {} },
    get accessor() {
      return { made: true };
    },
    args: (function () {
      return arguments;
    })(),
  };
}

/**
 * @param {any} [sandbox]
 * @returns {(code: string) => any}
 */
function context(sandbox = rich()) {
  const made = rsvm.createContext(sandbox);
  return (code) => rsvm.runInContext(code, made);
}

/**
 * What every attack finds on its global: `isHost` tells whether a function makes code of the host,
 * where alone is a `process`, and `look` climbs from a value to such a function.
 */
const PRELUDE = `
  var escaped = false;
  var isHost = (F) => {
    const seen = {};
    // Async functions run to their end at once, generators when they are asked.
    try { F('seen', 'seen.process = typeof process')(seen).next() } catch {}
    return seen.process !== undefined && seen.process !== 'undefined';
  };
  var tried = new WeakSet();
  var check = (F) => {
    if (typeof F !== 'function' || tried.has(F)) return;
    tried.add(F);
    if (isHost(F)) escaped = true;
  };
  var look = (x) => { try { check(x.constructor.constructor) } catch {} };
`;

/**
 * @typedef {object} Attack
 * @property {(sandbox: any) => any} [extend] what the sandbox has besides
 * @property {(result: any, sandbox: any) => unknown} [use] what the host does with the result
 * @property {(given: any, result: any) => boolean} [judge] whether the host was harmed; `given` is
 *   what the sandbox held at first
 */

/**
 * Runs an attack.
 * @param {typeof nodeVm} vm
 * @param {string} code a function's body
 * @param {Attack} attack
 * @returns {Promise<boolean>} whether it escaped
 */
async function escapes(vm, code, { extend, use, judge }) {
  const sandbox = /** @type {any} */ (rich());
  Object.assign(sandbox, extend?.(sandbox));
  const given = { ...sandbox };
  vm.createContext(sandbox);
  vm.runInContext(PRELUDE, sandbox);
  let result;
  try {
    result = vm.runInContext(`(() => { ${code} })()`, sandbox);
    // A thenable may answer itself for ever.
    await Promise.race([use?.(result, sandbox), new Promise((resolve) => setTimeout(resolve, 20))]);
  } catch {
    // An attack that is refused has not escaped.
  }
  await new Promise(setImmediate);
  const marked = isMarked();
  return marked || judge?.(given, result) === true || vm.runInContext('escaped', sandbox);
}

/** @returns {boolean} whether code of the host's was run, which is then forgotten */
function isMarked() {
  const owners = /** @type {any[]} */ ([globalThis, process]);
  const marked = owners.some((owner) => owner[MARK] !== undefined);
  for (const owner of owners) delete owner[MARK];
  return marked;
}

/**
 * Declares a test: the attack escapes from `node:vm`, which shows that it can, and not from here.
 * @param {string} name
 * @param {string} code
 * @param {Attack} [attack]
 */
function holds(name, code, attack = {}) {
  // eslint-disable-next-line jest/valid-title -- a parameter
  test(name, async () => {
    expect(await escapes(nodeVm, code, attack)).toBe(true);
    expect(await escapes(/** @type {any} */ (rsvm), code, attack)).toBe(false);
  });
}

/**
 * Declares a test of an attack that needs no control, or can have none: `node:vm` withstands it too,
 * or has nothing of the kind.
 * @param {string} name
 * @param {string} code
 * @param {Attack} [attack]
 */
function holdsHere(name, code, attack = {}) {
  // eslint-disable-next-line jest/valid-title -- a parameter
  test(name, async () => {
    expect(await escapes(/** @type {any} */ (rsvm), code, attack)).toBe(false);
  });
}

/** No test of the file may leave a mark. */
function watchForMarks() {
  afterEach(() => {
    expect(isMarked()).toBe(false);
  });
}

// eslint-disable-next-line jest/no-export -- it is a helper that declares tests
module.exports = {
  MARK,
  NAMES: Object.keys(rich()),
  PRELUDE,
  context,
  escapes,
  holds,
  holdsHere,
  rich,
  watchForMarks,
};
