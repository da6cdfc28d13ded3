'use strict';

// Errors that one guest makes and another catches, through a function of the host's or of the first one's: each
// arrives as an error of the second's realm that has the class of the first's, its own properties, and the frames
// that are the first's, but none of the host's.

const { describe, expect, test } = require('@jest/globals');
const both = require('./helpers/both');
const { rsvm } = require('./helpers/rsvm');

const CLASSES = `
  class Failure extends TypeError {
    constructor(message, more) { super(message, { cause: more }); this.code = 'E_MINE'; this.more = more; }
    get tag() { return 7; }
    again() { return this; }
  }
  class Named extends Error { get name() { return 'Named'; } }
  class Worse extends Failure { static kind = 'worse'; get tag() { return super.tag + 1; } }
  class Many extends AggregateError { get tag() { return 9; } }`;

/** Ways of a function \`fail\` of the first guest's to the second. */
const WAYS = {
  'a function of the first’s': (/** @type {any} */ fail) => fail,
  'one of the host’s that calls it': (/** @type {any} */ fail) => () => fail(),
  'one of the host’s that throws what it caught': (/** @type {any} */ fail) => {
    let /** @type {any} */ caught;
    try {
      fail();
    } catch (error) {
      caught = error;
    }
    // Whoever has read the stack has it put together.
    void caught.stack;
    return () => {
      throw caught;
    };
  },
};

/**
 * @param {any} vm
 * @param {(fail: any) => any} way
 * @param {string} thrown
 * @param {string} look what the second guest looks at, of `e`
 */
function between(vm, way, thrown, look) {
  const fail = vm.runInNewContext(`${CLASSES} (() => { throw ${thrown} })`, {}, 'one.js');
  const code = `(() => { try { fail() } catch (e) { return ${look} } })()`;
  return vm.runInNewContext(code, { fail: way(fail) }, 'two.js');
}

describe.each(Object.entries(WAYS))('through %s', (_name, way) => {
  test.each([
    ['new Failure("m")', '[e.constructor.name, e.name, e.message, e.tag, e.code].join()'],
    ['new Failure("m", { a: [1] })', '[e.more.a[0], e.cause.a[0], "more" in e].join()'],
    ['new Failure("m")', '[e.again() === e, e.toString(), String(Object.keys(e))].join()'],
    ['new Named("m")', '[e.constructor.name, e.name, String(e), Object.hasOwn(e, "name")].join()'],
    ['new Worse("m")', '[e.constructor.name, e.constructor.kind, e.tag].join()'],
    ['new Worse("m")', 'Object.getPrototypeOf(e.constructor).name'],
    ['new Worse("m")', 'Object.getPrototypeOf(e) === e.constructor.prototype'],
    ['new Worse("m")', 'e instanceof e.constructor'],
    ['new Many([1, new Failure("in")], "m")', '[e.tag, e.errors.length, e.errors[1].tag].join()'],
    ['new Error("m", { cause: new Failure("in") })', '[e.cause.tag, e.cause.message].join()'],
    ['Object.create(new Failure("m"))', '[e.tag, e.message].join()'],
    ['Object.assign(new TypeError("m"), { code: 1 })', '[e.code, e.constructor.name].join()'],
    ['new Failure("m")', 'Object.prototype.toString.call(e)'],
    ['new Failure("m")', 'Object.keys(e).includes("stack")'],
    ['new Failure("m")', 'e.stack.split("\\n").slice(0, 2).join("|")'],
    ['new RangeError("m")', 'e.stack.split("\\n").slice(0, 2).join("|")'],
    ['Object.assign(new RangeError("m"), { stack: "none" })', 'e.stack'],
  ])('%s is what it is: %s', (thrown, look) => {
    const { value } = both((vm) => between(vm, way, thrown, look));
    expect(value).toBeDefined();
  });

  test('it is an error of the second’s', () => {
    const look =
      '[e instanceof TypeError, e instanceof Error, e.constructor.constructor === Function].join()';
    expect(between(rsvm, way, 'new Worse("m")', look)).toBe('true,true,true');
    expect(between(rsvm, way, 'new Many([])', 'e instanceof AggregateError')).toBe(true);
  });

  test('nothing of the host’s is in its stack', () => {
    const stack = between(rsvm, way, 'new Failure("m")', 'e.stack');
    expect(stack).toMatch(/^TypeError: m\n {4}at .*one\.js:/);
    expect(stack).not.toContain(__filename);
    expect(stack).not.toMatch(/node_modules|node:|jest/);
  });
});

test('a class that extends the other’s is known by both', () => {
  both((vm) => {
    const one = vm.createContext({});
    const Failure = vm.runInContext(`${CLASSES} Failure`, one);
    const Mine = vm.runInNewContext('(class Mine extends Failure { get tag() { return 8 } })', {
      Failure,
    });
    one.fail = () => {
      throw new Mine('m');
    };
    const code =
      'try { fail() } catch (e) { [e instanceof Failure, e.tag, e.constructor.name].join() }';
    return vm.runInContext(code, one);
  });
});

test('an error that comes home is the one that left', () => {
  both((vm) => {
    const one = vm.createContext({});
    const fail = vm.runInContext(
      `${CLASSES} var mine = new Failure('m'); (() => { throw mine })`,
      one,
    );
    one.pass = vm.runInNewContext('() => { try { fail() } catch (e) { e.seen = 1; throw e } }', {
      fail,
    });
    return vm.runInContext('try { pass() } catch (e) { e === mine }', one);
  });
});
