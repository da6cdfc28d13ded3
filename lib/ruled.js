'use strict';

// Functions of Node's with rules, where a guest hands one on: Node would call it with what it has itself, and
// nobody would keep the rule. So in the place of such a function stands another that keeps it, wherever Node may
// come to it: as an argument of Node's functions (lib/calls.js), in an object of a guest's that Node's code reads,
// or the language (lib/stand-ins/), and in what a guest writes to an object of the host's (lib/operations.js,
// lib/mirror/, lib/records/). The program's functions get it itself, and read it of a guest's objects; for a
// guest there is the one function (lib/membrane.js). No code of the user's runs.

const { types } = require('node:util');
const { answered, isOfHost, mayCallBack } = require('./callbacks.js');
const { calledFor } = require('./cleared.js');
const cloned = require('./cloned.js');
const { PREFIX, callerOf, isCalledByNode } = require('./frames.js');
const { nameOf } = require('./intrinsics.js');
const { isNodes } = require('./node-sources.js');
const { lookUp } = require('./peek.js');
const processWide = require('./process-wide.js');
const { isTrusting, trustedBy } = require('./receivers.js');
const { byFunction, refuse } = require('./rules.js');
const timers = require('./timers.js');
const uncatchable = require('./uncatchable.js');
const { isCommonSymbol } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */
/** @typedef {import('./rules.js').Rule} Rule */

const textOf = Function.prototype.toString;

/** What V8 says of a proxy and of a bound function, which do not tell whose they are. */
const NAMELESS = 'function () { [native code] }';

const RULES = byFunction([
  ...timers.RULES,
  ...cloned.RULES,
  ...uncatchable.RULES,
  ...processWide.RULES,
]);

/** Those of which nothing is kept but what the callback throws: where the program calls, it is its own. */
const CATCHING = new Set(byFunction(uncatchable.RULES).keys());

/** What the language calls by itself, beside what is under its symbols, with functions and keys of its own. */
const CALLED = new Set(['then', 'toJSON', 'toString', 'valueOf', 'next', 'return', 'throw']);

/** What an `EventTarget` calls of an object. */
const LISTENER = 'handleEvent';

/**
 * What stands for functions where a guest hands them on.
 * @type {WeakMap<Membrane, WeakMap<Function, Function>>}
 */
const ruled = new WeakMap();

/** And what each of those stands for. @type {WeakMap<object, object>} */
const originals = new WeakMap();

/** @type {Rule} */
const asItIs = (args) => args;

/**
 * @param {any} f of the host's
 * @param {Membrane} membrane
 * @returns {any} the same function, which keeps to its rule where Node calls it, and leaves nobody alone with what
 *   it throws: always the same one, so that a listener can be removed
 */
function ruledBy(f, membrane) {
  const all = ruled.get(membrane) ?? new WeakMap();
  ruled.set(membrane, all);
  const known = all.get(f);
  if (known !== undefined) return known;
  const rule = ruleOf(f) ?? asItIs;
  /** @type {Required<Pick<ProxyHandler<any>, 'apply' | 'construct' | 'get'>>} */
  const traps = {
    apply(_, receiver, args) {
      if (CATCHING.has(f) && isCalledByProgram(traps.apply)) {
        return Reflect.apply(f, receiver, args);
      }
      let result;
      try {
        result = Reflect.apply(calledFor(f), trustedBy(f, receiver), rule(args, membrane));
      } catch (error) {
        // `queueMicrotask` takes no event.
        if (!uncatchable.isUncatchable(traps.apply)) throw error; // node-do-not-add-exception-line
        uncatchable.warn(error);
        return undefined;
      }
      return types.isPromise(result) ? answered(result, traps.apply) : result;
    },
    construct: (_, args) => Reflect.construct(f, rule(args, membrane)),
    // So an emitter is told that a listener is another one's, which is the one that the program has.
    get: (_, key, receiver) =>
      key === 'listener' && !Object.hasOwn(f, key) ? f : Reflect.get(f, key, receiver),
  };
  const made = new Proxy(f, traps);
  all.set(f, made);
  originals.set(made, f);
  return made;
}

/**
 * @param {any} f
 * @returns {Rule | undefined} what it gets, if that is not what a guest gives it
 */
function ruleOf(f) {
  return RULES.get(f) ?? (processWide.isRefused(f) ? refuse : undefined);
}

/**
 * @param {Function} below
 * @returns {boolean} whether it is the program that calls, with what is its own
 */
function isCalledByProgram(below) {
  return callerOf(below)?.startsWith(PREFIX) === false;
}

/**
 * @param {unknown} value
 * @returns {boolean} whether it is a function with a rule
 */
function isRuled(value) {
  if (typeof value !== 'function') return false;
  return ruleOf(value) !== undefined || isTrusting(value) || calledFor(value) !== value;
}

/**
 * @param {Function} f of the host's
 * @param {Membrane} membrane
 * @returns {Function | undefined} what stands for it, if the guest has handed it on
 */
function standingFor(f, membrane) {
  return ruled.get(membrane)?.get(f);
}

/**
 * @param {any} value that a guest gives a function of Node's
 * @param {Membrane} membrane
 * @returns {any} what that one may call back
 */
function calledBack(value, membrane) {
  return isOfHost(value) ? ruledBy(value, membrane) : value;
}

/**
 * @param {any} value that a guest hands on
 * @param {Membrane} membrane
 * @returns {any} what Node may have for it
 */
function handedOn(value, membrane) {
  return isRuled(value) ? ruledBy(value, membrane) : value;
}

/**
 * The same of a property.
 * @param {PropertyDescriptor} descriptor is changed
 * @param {Membrane} membrane
 * @returns {PropertyDescriptor}
 */
function propertyHandedOn(descriptor, membrane) {
  if (isRuled(descriptor.value)) descriptor.value = ruledBy(descriptor.value, membrane);
  if (isRuled(descriptor.get)) descriptor.get = ruledBy(descriptor.get, membrane);
  if (isRuled(descriptor.set)) descriptor.set = ruledBy(descriptor.set, membrane);
  return descriptor;
}

/**
 * @param {object} object of the host's
 * @param {PropertyKey} key
 * @param {any} value that a guest sets
 * @param {Membrane} membrane
 * @returns {any} what is set: itself where the program's own setter takes it
 */
function setOn(object, key, value, membrane) {
  if (!isOfHost(value)) return value;
  const set = lookUp(object, key)?.property?.set;
  if (set === undefined) return handedOn(value, membrane);
  if (isOfProgram(set)) return value;
  return mayCallBack(set) ? ruledBy(value, membrane) : handedOn(value, membrane);
}

/**
 * @param {any} value that is read of a guest's object, or that a function of a guest's answers
 * @param {Membrane} membrane
 * @param {Function} trap that is asked
 * @param {PropertyKey} [key] that is read
 * @returns {any} what whoever asks gets
 */
function readBy(value, membrane, trap, key) {
  return isReadByRule(value, key) ? ruledFor(value, membrane, trap, key) : value;
}

/**
 * @param {any} value that is read of a guest's object
 * @param {PropertyKey} [key]
 * @returns {boolean} whether it depends on who reads it what that one gets
 */
function isReadByRule(value, key) {
  return isRuled(value) || (key === LISTENER && isOfHost(value));
}

/**
 * @param {Function} value of which that is so
 * @param {Membrane} membrane
 * @param {Function} trap that is asked
 * @param {PropertyKey} [key]
 * @returns {Function} what whoever asks gets
 */
function ruledFor(value, membrane, trap, key) {
  // The program may call it as a method of the guest's object. To look who asks takes 10 µs.
  const isOthers = isTrusting(value) || isCalledByLanguage(key) || isCalledByNode(trap);
  return isOthers ? ruledBy(value, membrane) : value;
}

/**
 * @param {PropertyKey} [key]
 * @returns {boolean} whether the language calls what is there: `await` a `then`, in the place of the program
 */
function isCalledByLanguage(key) {
  return typeof key === 'symbol' ? isCommonSymbol(key) : CALLED.has(/** @type {string} */ (key));
}

/**
 * The same of a property.
 * @param {PropertyDescriptor} descriptor may be changed
 * @param {Membrane} membrane
 * @param {Function} trap
 * @returns {PropertyDescriptor}
 */
function propertyReadBy(descriptor, membrane, trap) {
  const { value, get, set } = descriptor;
  const isOne = isRuled(value) || isRuled(get) || isRuled(set);
  return isOne && isCalledByNode(trap) ? propertyHandedOn(descriptor, membrane) : descriptor;
}

/**
 * @param {any} f of the host's
 * @returns {boolean} whether it is the program's, or a method of the language's
 */
function isOfProgram(f) {
  if (types.isProxy(f) || Reflect.apply(textOf, f, []) === NAMELESS) return false;
  return nameOf(f) !== undefined || !isNodes(f);
}

/**
 * @param {object} object
 * @returns {object | undefined} the function that it stands for where a guest has handed that on
 */
function originalOf(object) {
  return typeof object === 'function' ? originals.get(object) : undefined;
}

module.exports = {
  LISTENER,
  calledBack,
  handedOn,
  isOfProgram,
  isReadByRule,
  isRuled,
  originalOf,
  propertyHandedOn,
  propertyReadBy,
  readBy,
  ruleOf,
  ruledFor,
  setOn,
  standingFor,
};
