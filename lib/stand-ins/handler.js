'use strict';

// The proxies that stand in for a guest's objects. Every operation on one is an operation of ECMA-262, 6.1.7.2 in
// the guest (lib/stand-ins/guest-object.js asks for it); the proxy's target is a shadow of the right kind, which
// must agree with what is reported of properties that cannot be configured (10.5). lib/membrane.js makes stand-ins
// with `makeStandIn` and keeps them; those of namespaces and of the global of a sandbox that is a proxy have more
// traps of their own (lib/stand-ins/namespace.js, lib/stand-ins/live-global.js).

const { inspect, types } = require('node:util');
const { writer } = require('../crossing.js');
const { create } = require('../errors.js');
const { isHandedOnByNode, isInternal } = require('../node-state.js');
const { isObject } = require('../peek.js');
const { choiceOfKeys, nameFor, textFor } = require('../prints.js');
const { returnedToHost } = require('../records/promises.js');
const { isQuiet } = require('../records/quiet.js');
const { isPromiseClass, promiseClass, tellerOf } = require('../records/told.js');
const { LISTENER, isReadByRule, propertyReadBy, readBy, ruledFor } = require('../ruled.js');
const { readResult, writeArguments } = require('../snapshot.js');
const { answerToTimers, isAskedByTimers } = require('../timers.js');
const { isListening, isUncatchable, isUncatchableStack, warn } = require('../uncatchable.js');
const { Opcode, Trait } = require('../wire.js');
const { guardTraps } = require('./guard.js');
const { GuestObject } = require('./guest-object.js');
const { argumentsForGuest } = require('./custom-inspection.js');
const { makeInspectable } = require('./inspection.js');
const { isListed } = require('./listed.js');
const { handlerOf, shadowing, standingIn } = require('./marks.js');
const { fill, forgetAbsent } = require('./shadow.js');
const { isUnheard, isWrittenByNode, setUnheard } = require('./unheard.js');
const { refuseVector } = require('./vectors.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

const { isView } = ArrayBuffer;
const arrayValues = Array.prototype.values;
const errorText = Error.prototype.toString;

/** What Node's events read of a listener. @type {Set<PropertyKey>} */
const CALLED = new Set(['apply', 'call', LISTENER]);

/**
 * Who tells whether anybody catches what reading a property throws. What a promise is resolved with,
 * V8 asks for its `then`, and catches.
 * @type {Map<PropertyKey, (below: Function) => boolean>}
 */
const READS = new Map([
  ['then', isListening],
  ['stack', isUncatchableStack],
]);

function nothing() {}

/**
 * @param {any} shadow
 * @param {PropertyKey} key
 * @returns {boolean} whether the proxy must have the property
 */
function mustHave(shadow, key) {
  return Reflect.getOwnPropertyDescriptor(shadow, key)?.configurable === false;
}

/** @implements {ProxyHandler<any>} */
class GuestHandler extends GuestObject {
  /**
   * @param {Membrane} membrane
   * @param {number} id
   * @param {number} traits
   */
  constructor(membrane, id, traits) {
    super(membrane, id, traits);
    /** Whose traps these are, for what inherits from it to be told apart. @type {any} */
    this.standIn = undefined;
    // V8 looks for a trap as for any property: along the prototypes that takes 5 % of a call.
    const { apply, get } = this;
    this.apply = apply;
    this.get = get;
  }

  /** Whoever has proxies shown as such (`%o`) sees the guest's object for their target. */
  [inspect.custom]() {
    return '[a guest]';
  }

  /**
   * Whether a call is to iterate an array of the guest's by the built-in that does it: ours does
   * the same, and reads the elements from a snapshot where the guest's takes two crossings each.
   * @param {any} thisArgument
   */
  #iterates(thisArgument) {
    if ((this.traits & Trait.ArrayValues) === 0) return false;
    const handler = handlerOf(thisArgument);
    return handler?.membrane === this.membrane && (handler.traits & Trait.Array) !== 0;
  }

  /**
   * @param {any} thisArgument
   * @returns {any} what the guest gets for it
   */
  #receiver(thisArgument) {
    if (typeof thisArgument !== 'object' || thisArgument === null) return thisArgument;
    if (this.membrane.codeOf(thisArgument) !== undefined) return thisArgument;
    return isInternal(thisArgument) ? undefined : thisArgument;
  }

  /**
   * @param {any} _shadow
   * @param {any} thisArgument
   * @param {any[]} args
   */
  apply(_shadow, thisArgument, args) {
    if (this.#iterates(thisArgument)) return Reflect.apply(arrayValues, thisArgument, []);
    // The host may have given the error another message since.
    if (this.traits & Trait.ErrorText && types.isNativeError(thisArgument)) {
      return Reflect.apply(errorText, thisArgument, []);
    }
    let result;
    try {
      this.begin(Opcode.Call);
      writer.value(this.#receiver(thisArgument), this.membrane);
      writeArguments(argumentsForGuest(args), this.membrane);
      this.membrane.session.exchange();
      result = readResult(this.membrane);
    } catch (error) {
      // A promise job has no such receiver.
      const isNative = isInternal(thisArgument);
      if (!isUncatchable(this.apply, isNative)) throw error; // node-do-not-add-exception-line
      warn(error);
      return undefined;
    }
    // To ask V8 of a number would take a twentieth of the call.
    if (!isObject(result)) return typeof result === 'string' ? textFor(result, this.apply) : result;
    if (typeof result === 'function') return readBy(result, this.membrane, this.apply);
    if (!types.isPromise(result)) return result;
    returnedToHost(result);
    // An `EventTarget` calls on itself or on the listener; to look who calls takes 10 µs.
    return thisArgument !== undefined && isListening(this.apply) ? undefined : result;
  }

  /**
   * @param {any} _shadow
   * @param {any[]} args
   * @param {Function} newTarget
   */
  construct(_shadow, args, newTarget) {
    this.begin(Opcode.Construct);
    writer.value(newTarget, this.membrane);
    writeArguments(args, this.membrane);
    return readBy(this.answer(), this.membrane, this.construct);
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   * @param {any} receiver
   */
  get(shadow, key, receiver) {
    if (isQuiet()) return undefined;
    if (isAskedByTimers(key, this.get)) return answerToTimers(key);
    const teller = receiver === this.standIn ? undefined : tellerOf(receiver, key);
    if (teller !== undefined) return Reflect.get(teller, key, receiver);
    let value;
    try {
      value = this.read(key, receiver);
    } catch (error) {
      const isLost = READS.get(key) ?? isUncatchable;
      if (!isLost(this.get)) throw error; // node-do-not-add-exception-line
      warn(error);
    }
    // Node calls these where nobody catches that they are no functions.
    if (typeof value !== 'function' && CALLED.has(key) && isUncatchable(this.get)) return nothing;
    if (key === 'constructor' && types.isPromise(receiver)) return promiseClass(value);
    if (key === Symbol.species) {
      if (isPromiseClass(this)) return Promise;
      if (this.#isArrayClass(value, receiver)) return Array;
    }
    if (typeof value !== 'function') {
      if (typeof value === 'string') return nameFor(key, value, this.get);
      if (this.traits & Trait.Array && isView(value)) refuseVector(this.get);
      return value;
    }
    if (isReadByRule(value, key)) value = this.#ruled(shadow, key, value);
    if (key !== 'then') return value;
    if (this.membrane.jobs.areThenablesEndless()) {
      throw create('ERR_SCRIPT_EXECUTION_TIMEOUT', this.membrane.session.timeout);
    }
    return isListening(this.get) ? undefined : value;
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   * @param {Function} value that has a rule, or is a listener
   * @returns {Function} what whoever reads it gets: of what is fixed, always the same
   */
  #ruled(shadow, key, value) {
    const fixed = Reflect.getOwnPropertyDescriptor(shadow, key);
    const isFixed = fixed?.configurable === false && fixed.writable === false;
    return isFixed ? fixed.value : ruledFor(value, this.membrane, this.get, key);
  }

  /**
   * Whether the guest's `Array` says that it is its own species. The host's array methods ask for it,
   * and make arrays of their own for those of another realm's `Array` (ECMA-262, 10.4.2.2), which a
   * proxy is not seen to be.
   * @param {any} species
   * @param {any} receiver
   * @returns {boolean}
   */
  #isArrayClass(species, receiver) {
    if (species !== receiver || handlerOf(receiver) !== this) return false;
    const prototype = this.ownProperty('prototype');
    return prototype?.writable === false && Array.isArray(prototype.value);
  }

  /**
   * @param {any} _shadow
   * @param {string | symbol} key
   * @param {any} value
   * @param {any} receiver
   */
  set(_shadow, key, value, receiver) {
    if (isWrittenByNode(key, this.membrane, this.set)) {
      return setUnheard(this, key, value, receiver);
    }
    if (receiver !== this.standIn && tellerOf(receiver, key) !== undefined) return false;
    // What a class of Node's keeps in an instance is not for the guest's class that extends it.
    if (isObject(value) && isHandedOnByNode(value) && this.membrane.owns(receiver)) {
      return Reflect.set(Object.create(null), key, value, receiver);
    }
    // The sandbox is the guest's global there, which has built-ins of its own.
    if (receiver === this.membrane.sandbox() || this.isInheritedBy(receiver)) {
      const found = this.inheritedProperty(key);
      // The guest would define it on the original, of whose properties the record here has its own.
      if (found?.writable === false) return false;
      if (found === undefined || 'value' in found) {
        return Reflect.set(Object.create(null), key, value, receiver);
      }
    }
    this.begin(Opcode.Set);
    writer.key(key, this.membrane);
    writer.value(value, this.membrane);
    writer.value(receiver, this.membrane);
    return this.answer();
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   */
  has(shadow, key) {
    const found = this.hasProperty(key);
    // The guest may have deleted what the shadow of a sealed object still has.
    if (!found) Reflect.deleteProperty(shadow, key);
    return found;
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   */
  deleteProperty(shadow, key) {
    const deleted = this.#delete(key);
    if (deleted) Reflect.deleteProperty(shadow, key);
    return deleted;
  }

  /**
   * @param {string | symbol} key
   * @returns {boolean}
   */
  #delete(key) {
    if (isUnheard(key, this.membrane)) {
      return this.kept === undefined || Reflect.deleteProperty(this.kept, key);
    }
    this.begin(Opcode.Delete);
    writer.key(key, this.membrane);
    return this.answer();
  }

  /** @param {any} shadow */
  ownKeys(shadow) {
    const keys = this.keys();
    if (!Reflect.isExtensible(shadow)) forgetAbsent(shadow, keys);
    if (!Reflect.isExtensible(shadow)) return keys;
    const isShown = choiceOfKeys(keys, this.ownKeys);
    if (isShown !== undefined) return keys.filter((key) => isShown(key) || mustHave(shadow, key));
    if (!isListed(this, this.ownKeys)) return keys;
    return keys.filter((key) => {
      if (typeof key === 'symbol' || this.ownProperty(key)?.enumerable !== false) return true;
      return mustHave(shadow, key);
    });
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   */
  getOwnPropertyDescriptor(shadow, key) {
    const descriptor = this.ownProperty(key);
    if (descriptor === undefined) {
      Reflect.deleteProperty(shadow, key);
      return undefined;
    }
    if (!descriptor.configurable) Reflect.defineProperty(shadow, key, descriptor);
    return propertyReadBy(descriptor, this.membrane, this.getOwnPropertyDescriptor);
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   * @param {PropertyDescriptor} descriptor
   */
  defineProperty(shadow, key, descriptor) {
    const defined = isWrittenByNode(key, this.membrane, this.defineProperty)
      ? this.keep(key, descriptor)
      : this.#define(key, descriptor);
    // The invariants are about a property that becomes fixed by this, or was.
    if (defined && (descriptor.configurable === false || Object.hasOwn(shadow, key))) {
      const found = this.ownProperty(key);
      if (found !== undefined && !found.configurable) Reflect.defineProperty(shadow, key, found);
    }
    return defined;
  }

  /**
   * @param {string | symbol} key
   * @param {PropertyDescriptor} descriptor
   * @returns {boolean}
   */
  #define(key, descriptor) {
    this.begin(Opcode.Define);
    writer.key(key, this.membrane);
    writer.descriptor(descriptor, this.membrane);
    return this.answer();
  }

  /** @param {any} _shadow */
  getPrototypeOf(_shadow) {
    const prototype = this.prototype();
    this.membrane.inherited = prototype;
    return prototype;
  }

  /**
   * @param {any} _shadow
   * @param {object | null} prototype
   */
  setPrototypeOf(_shadow, prototype) {
    this.begin(Opcode.SetPrototype);
    writer.value(prototype, this.membrane);
    const isSet = this.answer();
    if (isSet) this.noteGiven(prototype);
    return isSet;
  }

  /** @param {any} shadow */
  isExtensible(shadow) {
    if (!Reflect.isExtensible(shadow)) return false;
    this.begin(Opcode.IsExtensible);
    const extensible = this.answer();
    if (!extensible) this.#seal(shadow);
    return extensible;
  }

  /** @param {any} shadow */
  preventExtensions(shadow) {
    this.begin(Opcode.PreventExtensions);
    const prevented = this.answer();
    if (prevented) this.#seal(shadow);
    return prevented;
  }

  /**
   * A proxy of an object that is not extensible must have a target that is not either, with the
   * same keys and prototype.
   * @param {any} shadow
   */
  #seal(shadow) {
    fill(shadow, this);
    Reflect.preventExtensions(shadow);
  }
}

guardTraps(GuestHandler.prototype);

/**
 * A new stand-in for the guest's object `id`.
 * @param {Membrane} membrane
 * @param {number} id
 * @param {number} traits
 * @param {typeof GuestHandler} [Handler]
 * @returns {any}
 */
function makeStandIn(membrane, id, traits, Handler = GuestHandler) {
  const handler = new Handler(membrane, id, traits);
  const shadow = shadowing(makeInspectable(traits), handler);
  handler.standIn = standingIn(new Proxy(shadow, handler), handler);
  return handler.standIn;
}

module.exports = { GuestHandler, makeStandIn };
