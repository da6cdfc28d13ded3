'use strict';

// The proxies that stand in for a guest's objects. Every operation on one is an operation of
// ECMA-262, 6.1.7.2 in the guest; the proxy's target is a shadow of the right kind, which must agree
// with what is reported of properties that cannot be configured (10.5). lib/membrane.js makes
// stand-ins with `makeStandIn` and keeps them.

const { inspect, types } = require('node:util');
const { isInternal } = require('./hidden.js');
const { MOST_PROTOTYPES, argumentsForGuest, makeInspectable } = require('./inspection.js');
const { takeBack } = require('./records/promises.js');
const { isQuiet } = require('./records/quiet.js');
const { writer } = require('./session.js');
const { forgetAbsent, shadowFor } = require('./shadow.js');
const { shortened } = require('./shown.js');
const { readResult, readSnapshot, writeArguments } = require('./snapshot.js');
const { handlerOf, isObject, shadowing, standingIn } = require('./stand-ins.js');
const { isListening, isUncatchable, warn } = require('./uncatchable.js');
const { Opcode, Tag, Trait } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

const arrayValues = Array.prototype.values;
const errorText = Error.prototype.toString;

/** What Node's events read of a listener. @type {Set<PropertyKey>} */
const CALLED = new Set(['apply', 'call', 'handleEvent']);

function nothing() {}

/** A snapshot pays if of so many properties one is read. */
const READS_PER_PROPERTY = 16;
const MOST_PATIENCE = 2 ** 16;

/** @implements {ProxyHandler<any>} */
class GuestHandler {
  /**
   * @param {Membrane} membrane
   * @param {number} id
   * @param {number} traits
   */
  constructor(membrane, id, traits) {
    this.membrane = membrane;
    this.id = id;
    this.traits = traits;
    /** When the object was read last (see Session.epoch). */
    this.readAt = -1;
    this.asked = false;
    /** How often it was read since, for single properties or in the snapshot. */
    this.reads = 0;
    /** How many reads for single properties come before the next snapshot. */
    this.patience = 1;
    /** @type {import('./snapshot.js').Snapshot | undefined} */
    this.snapshot = undefined;
    /** @type {any} */
    this.viewed = undefined;
    // V8 looks for a trap as for any property: along the prototypes that takes 5 % of a call.
    const { apply, get } = this;
    this.apply = apply;
    this.get = get;
  }

  /** Whoever has proxies shown as such (`%o`) sees the guest's object for their target. */
  [inspect.custom]() {
    return '[a guest]';
  }

  /** The object that an inspection is shown: always the same one, so that a circle is seen. */
  get view() {
    this.viewed ??= shadowFor(this.traits);
    return this.viewed;
  }

  /**
   * The object's own properties, if it is plain data and nothing of the guest's ran since they were
   * read. A first read asks for one property only: of many objects just one is wanted.
   * @returns {import('./snapshot.js').Snapshot | undefined}
   */
  #snapshot() {
    const { session } = this.membrane;
    if (this.readAt !== session.epoch) {
      if (this.asked) this.#learnPatience();
      this.readAt = session.epoch;
      this.asked = false;
      this.snapshot = undefined;
      this.reads = 0;
      return undefined;
    }
    this.reads += 1;
    if (this.asked ? this.snapshot?.isOver : this.reads >= this.patience) {
      this.asked = true;
      this.#begin(Opcode.Snapshot);
      session.exchange();
      this.snapshot = readSnapshot(this.membrane);
    }
    return this.snapshot;
  }

  /**
   * Takes the next snapshot later if the last one was hardly read: who calls each function of an array
   * in turn would have all of the array sent as often.
   */
  #learnPatience() {
    const size = this.snapshot?.values.length ?? MOST_PATIENCE;
    const isWorthwhile = this.reads * READS_PER_PROPERTY >= size;
    this.patience = isWorthwhile ? 1 : Math.min(2 * this.patience, MOST_PATIENCE);
  }

  /**
   * Takes a snapshot that was read with that of what holds the object.
   * @param {import('./snapshot.js').Snapshot | undefined} snapshot
   */
  keepSnapshot(snapshot) {
    this.readAt = this.membrane.session.epoch;
    this.asked = true;
    this.reads = 0;
    this.snapshot = snapshot;
  }

  /**
   * Begins an operation on the object.
   * @param {number} opcode
   */
  #begin(opcode) {
    this.membrane.session.begin(opcode);
    writer.words(Tag.Yours, this.id);
  }

  /** @returns {any} */
  #value() {
    return this.membrane.session.exchange().value(this.membrane);
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
      this.#begin(Opcode.Call);
      writer.value(this.#receiver(thisArgument), this.membrane);
      writeArguments(argumentsForGuest(args), this.membrane);
      this.membrane.session.exchange();
      result = readResult(this.membrane);
    } catch (error) {
      if (!isUncatchable(this.apply)) throw error;
      warn(error);
      return undefined;
    }
    // To ask V8 of a number would take a twentieth of the call.
    if (!isObject(result) || !types.isPromise(result)) return result;
    takeBack(result);
    // An `EventTarget` calls on itself or on the listener; to look who calls takes 10 µs.
    return thisArgument !== undefined && isListening(this.apply) ? undefined : result;
  }

  /**
   * @param {any} _shadow
   * @param {any[]} args
   * @param {Function} newTarget
   */
  construct(_shadow, args, newTarget) {
    this.#begin(Opcode.Construct);
    writer.value(newTarget, this.membrane);
    writeArguments(args, this.membrane);
    return this.#value();
  }

  /**
   * @param {any} _shadow
   * @param {string | symbol} key
   * @param {any} receiver
   */
  get(_shadow, key, receiver) {
    if (isQuiet()) return undefined;
    let value;
    try {
      value = this.#read(key, receiver);
    } catch (error) {
      // What a promise is resolved with, V8 asks for its `then`, and catches.
      const isLost = key === 'then' ? isListening(this.get) : isUncatchable(this.get);
      if (!isLost) throw error;
      warn(error);
    }
    // Node calls these where nobody catches that they are no functions.
    if (typeof value !== 'function' && CALLED.has(key) && isUncatchable(this.get)) return nothing;
    if (key === Symbol.species && this.#isArrayClass(value, receiver)) return Array;
    const isThenable = key === 'then' && typeof value === 'function';
    return isThenable && isListening(this.get) ? undefined : value;
  }

  /**
   * @param {string | symbol} key
   * @param {any} receiver
   */
  #read(key, receiver) {
    const snapshot = this.#snapshot();
    if (snapshot !== undefined) {
      const value = snapshot.get(key);
      if (value !== undefined || snapshot.has(key) || snapshot.lacks(key)) return value;
    }
    this.#begin(Opcode.Get);
    writer.key(key, this.membrane);
    writer.value(receiver, this.membrane);
    return this.#value();
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
   * @param {any} receiver
   * @returns {boolean} whether it is a real thing made here for one of the guest's, of a class that
   *   this object is the prototype of
   */
  #isInheritedBy(receiver) {
    if (!isObject(receiver) || handlerOf(receiver) !== undefined) return false;
    return /** @type {number} */ (this.membrane.codeOf(receiver)) < 0;
  }

  /**
   * @param {string | symbol} key
   * @returns {PropertyDescriptor | undefined} the property, wherever in the chain it is
   */
  #inherited(key) {
    this.#begin(Opcode.Has);
    writer.key(key, this.membrane);
    // As nearly always, and in one crossing.
    if (!this.#value()) return undefined;
    let found = this.ownProperty(key);
    let owner = found === undefined ? this.getPrototypeOf(undefined) : null;
    while (found === undefined && owner !== null) {
      found = Reflect.getOwnPropertyDescriptor(owner, key);
      owner = Reflect.getPrototypeOf(owner);
    }
    return found;
  }

  /**
   * @param {any} _shadow
   * @param {string | symbol} key
   * @param {any} value
   * @param {any} receiver
   */
  set(_shadow, key, value, receiver) {
    // The sandbox is the guest's global there, which has built-ins of its own.
    if (receiver === this.membrane.sandbox() || this.#isInheritedBy(receiver)) {
      const found = this.#inherited(key);
      // The guest would define it on the original, of whose properties the record here has its own.
      if (found?.writable === false) return false;
      if (found === undefined || 'value' in found) {
        return Reflect.set(Object.create(null), key, value, receiver);
      }
    }
    this.#begin(Opcode.Set);
    writer.key(key, this.membrane);
    writer.value(value, this.membrane);
    writer.value(receiver, this.membrane);
    return this.#value();
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   */
  has(shadow, key) {
    const found = this.#has(key);
    // The guest may have deleted what the shadow of a sealed object still has.
    if (!found) Reflect.deleteProperty(shadow, key);
    return found;
  }

  /** @param {string | symbol} key */
  #has(key) {
    const snapshot = this.#snapshot();
    if (snapshot?.has(key)) return true;
    if (snapshot?.lacks(key)) return false;
    this.#begin(Opcode.Has);
    writer.key(key, this.membrane);
    return this.#value();
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   */
  deleteProperty(shadow, key) {
    this.#begin(Opcode.Delete);
    writer.key(key, this.membrane);
    const deleted = this.#value();
    if (deleted) Reflect.deleteProperty(shadow, key);
    return deleted;
  }

  /** @param {any} shadow */
  ownKeys(shadow) {
    const snapshot = this.#snapshot();
    if (snapshot !== undefined) return snapshot.keys();
    this.#begin(Opcode.OwnKeys);
    const keys = this.membrane.session.exchange().keys(this.membrane);
    if (!Reflect.isExtensible(shadow)) forgetAbsent(shadow, keys);
    return keys;
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   */
  getOwnPropertyDescriptor(shadow, key) {
    const descriptor = this.ownProperty(key);
    if (descriptor === undefined) Reflect.deleteProperty(shadow, key);
    else if (!descriptor.configurable) Reflect.defineProperty(shadow, key, descriptor);
    return descriptor;
  }

  /**
   * @param {string | symbol} key
   * @returns {PropertyDescriptor | undefined}
   */
  ownProperty(key) {
    const snapshot = this.#snapshot();
    if (snapshot !== undefined) return snapshot.property(key);
    this.#begin(Opcode.GetOwn);
    writer.key(key, this.membrane);
    return this.membrane.session.exchange().descriptor(this.membrane);
  }

  /**
   * @param {any} shadow
   * @param {string | symbol} key
   * @param {PropertyDescriptor} descriptor
   */
  defineProperty(shadow, key, descriptor) {
    this.#begin(Opcode.Define);
    writer.key(key, this.membrane);
    writer.descriptor(descriptor, this.membrane);
    const defined = this.#value();
    // The invariants are about a property that becomes fixed by this, or was.
    if (defined && (descriptor.configurable === false || Object.hasOwn(shadow, key))) {
      const found = this.ownProperty(key);
      if (found !== undefined && !found.configurable) Reflect.defineProperty(shadow, key, found);
    }
    return defined;
  }

  /** @param {any} _shadow */
  getPrototypeOf(_shadow) {
    this.#begin(Opcode.GetPrototype);
    this.membrane.session.exchange();
    return this.membrane.readPrototype();
  }

  /**
   * @param {any} _shadow
   * @param {object | null} prototype
   */
  setPrototypeOf(_shadow, prototype) {
    this.#begin(Opcode.SetPrototype);
    writer.value(prototype, this.membrane);
    return this.#value();
  }

  /** @param {any} shadow */
  isExtensible(shadow) {
    if (!Reflect.isExtensible(shadow)) return false;
    this.#begin(Opcode.IsExtensible);
    const extensible = this.#value();
    if (!extensible) this.#seal(shadow);
    return extensible;
  }

  /** @param {any} shadow */
  preventExtensions(shadow) {
    this.#begin(Opcode.PreventExtensions);
    const prevented = this.#value();
    if (prevented) this.#seal(shadow);
    return prevented;
  }

  /**
   * A proxy of an object that is not extensible must have a target that is not either, with the
   * same keys and prototype.
   * @param {any} shadow
   */
  #seal(shadow) {
    this.fill(shadow);
    Reflect.preventExtensions(shadow);
  }

  /**
   * Gives a view the object's properties and prototype as they are now. Node walks its prototypes to
   * their end, which a proxy of the guest's need not have.
   * @param {any} view
   */
  show(view) {
    this.fill(view, shortened);
    let prototype = Reflect.getPrototypeOf(view);
    for (let level = 0; prototype !== null; level += 1) {
      if (level > MOST_PROTOTYPES) {
        Reflect.setPrototypeOf(view, null);
        return;
      }
      prototype = Reflect.getPrototypeOf(prototype);
    }
  }

  /**
   * Gives the shadow the object's properties and prototype as they are now.
   * @param {any} shadow
   * @param {(value: any) => any} [shown] what is put in the place of a value
   */
  fill(shadow, shown) {
    Reflect.setPrototypeOf(shadow, this.getPrototypeOf(shadow));
    this.fillProperties(shadow, shown);
  }

  /**
   * The same without the prototype.
   * @param {any} shadow
   * @param {(value: any) => any} [shown] what is put in the place of a value
   */
  fillProperties(shadow, shown) {
    const keys = this.ownKeys(shadow);
    forgetAbsent(shadow, keys);
    for (const key of keys) {
      const descriptor = this.ownProperty(key);
      if (descriptor === undefined) continue;
      if (shown !== undefined && 'value' in descriptor) descriptor.value = shown(descriptor.value);
      Reflect.defineProperty(shadow, key, descriptor);
    }
  }
}

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
  const shadow = shadowing(makeInspectable(traits, shadowFor), handler);
  return standingIn(new Proxy(shadow, handler), handler);
}

module.exports = { GuestHandler, makeStandIn };
