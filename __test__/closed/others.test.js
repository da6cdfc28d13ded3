'use strict';

// Two guests that share something of the host's, or are handed objects of each other. By the constructor of one
// object, and that one's, a guest would have the other's `Function`, and so all of its realm; what it wrote on a
// prototype or a method of the other's, the other's code would run. Each has its own primordials in their place.

const { describe, expect, test } = require('@jest/globals');
const { rsvm } = require('../helpers/rsvm');

/** @returns {{ mine: (source: string) => any, theirs: (source: string) => any }} */
function guests() {
  const shared = {};
  const [mine, theirs] = [1, 2].map(() => {
    const sandbox = rsvm.createContext({ shared });
    return (/** @type {string} */ source) => rsvm.runInContext(source, sandbox);
  });
  theirs(`var secret = 'theirs';
    shared.f = (x) => x; shared.object = { a: 1 }; shared.list = [1, 2]; shared.Class = class Class {};
    shared.generator = (function* () { yield 1; })(); shared.later = (async () => {}); shared.error = new TypeError('t');
    shared.map = new Map([[1, { b: 1 }]]); shared.promise = Promise.resolve({ c: 1 }); shared.date = new Date(0);
    shared.call = (f) => f({ d: 1 }, [2], () => 3); shared.intl = new Intl.NumberFormat('en');
    shared.own = Object.create({ e: 1 });
    shared.failure = new (class Failure extends RangeError { get tag() { return 1; } })('t'); shared.bare = Object.create(null);`);
  return { mine, theirs };
}

const WALK = `
  const found = [];
  const seen = new Set();
  const visit = (value, path) => {
    if (Object(value) !== value || seen.has(value) || path.length > 6) return;
    seen.add(value);
    try {
      if (typeof value === 'function' && value('return typeof secret')?.() === 'string') found.push(path.join());
    } catch {}
    visit(Reflect.getPrototypeOf(value), [...path, '__proto__']);
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key);
      for (const field of ['value', 'get', 'set']) {
        if (property?.[field]) visit(property[field], [...path, String(key)]);
      }
    }
    try { visit(value.constructor, [...path, 'constructor']); } catch {}
  };`;

describe('what leads to another guest', () => {
  test('no code of its realm, from anything that is shared', async () => {
    const { mine } = guests();
    expect(
      mine(`${WALK} visit(shared, []); shared.call((...args) => visit(args, ['args'])); found`),
    ).toHaveLength(0);
    expect(mine('seen.size')).toBeGreaterThan(100);
    await mine('shared.promise.then((value) => visit(value, ["promise"]))');
    expect(mine('found')).toHaveLength(0);
  });

  test.each([
    ['object', 'Object'],
    ['list', 'Array'],
    ['f', 'Function'],
    ['error', 'TypeError'],
    ['map', 'Map'],
    ['promise', 'Promise'],
    ['date', 'Date'],
  ])('%s has its own %s', (name, Class) => {
    const { mine } = guests();
    expect(mine(`shared.${name} instanceof ${Class}`)).toBe(true);
    expect(mine(`shared.${name}.constructor === ${Class}`)).toBe(true);
    expect(mine(`Object.getPrototypeOf(shared.${name}) === ${Class}.prototype`)).toBe(true);
  });

  test.each([
    ['shared.object.__proto__.polluted = 1', '({}).polluted'],
    ['shared.f.__proto__.call = () => "mine"', '(() => "theirs").call()'],
    ['shared.list.map.call = () => "mine"', 'typeof Object.hasOwn([].map, "call")'],
    ['shared.list.map.polluted = 1', '[].map.polluted'],
    ['Object.setPrototypeOf(shared.list.map, { polluted: 1 })', '[].map.polluted'],
    ['Object.defineProperty(shared.list.push, "polluted", { value: 1 })', '[].push.polluted'],
    ['delete shared.list.map.name', '[].map.name'],
    ['Object.freeze(shared.list.map)', 'Object.isFrozen([].map)'],
    ['shared.Class.__proto__.polluted = 1', '(class {}).polluted'],
  ])('is not changed by %s', (attack, look) => {
    const { mine, theirs } = guests();
    const before = theirs(look);
    expect(mine(`try { ${attack}; } catch {} 1`)).toBe(1);
    expect(theirs(look)).toEqual(before);
  });

  test('what was given is still what it is', () => {
    const { mine, theirs } = guests();
    expect(mine('shared.list.map((x) => x + 1).join()')).toBe('2,3');
    expect(mine('shared.object.a += 1; shared.own.e')).toBe(1);
    expect(theirs('shared.object.a')).toBe(2);
    expect(
      theirs('shared.object.constructor === Object && shared.f.constructor === Function'),
    ).toBe(true);
    expect(
      mine(
        'new shared.Class() instanceof shared.Class && shared.f(shared.object) === shared.object',
      ),
    ).toBe(true);
  });
});
