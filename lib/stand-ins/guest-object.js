'use strict';

// A guest's object as its stand-in asks after it. Each question is a request to the engine, unless what was
// read of the object still holds: then its snapshot has the answer. Here is also when a snapshot is taken,
// as src/engine/handles.rs has it for the host's objects. lib/stand-ins/handler.js makes the traps of a stand-in of
// these; lib/snapshot.js hands over what came without being asked for.

const { writer } = require('../crossing.js');
const { nameOf } = require('../intrinsics.js');
const { isObject } = require('../peek.js');
const { propertyHandedOn } = require('../ruled.js');
const { readSnapshot } = require('../snapshot.js');
const { Opcode, Tag } = require('../wire.js');
const { handlerOf } = require('./marks.js');
const { getUnheard, hasUnheard, isUnheard } = require('./unheard.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */
/** @typedef {import('./object-snapshot.js').Snapshot} Snapshot */

/** A snapshot pays if of so many properties one is read. */
const READS_PER_PROPERTY = 16;
const MOST_PATIENCE = 2 ** 16;

/**
 * How many reads there are between two looks at the clock: a built-in of the host's goes through whatever says
 * that it is long, and nothing of the guest's runs for it.
 */
const READS_PER_LOOK = 1024;

class GuestObject {
  /**
   * @param {Membrane} membrane
   * @param {number} id its handle
   * @param {number} traits
   */
  constructor(membrane, id, traits) {
    this.membrane = membrane;
    this.id = id;
    this.traits = traits;
    /** When the object was read last (see Session.epoch). */
    this.readAt = -1;
    /** And what the time was when it had answered a question, which is not known to have run nothing. */
    this.answeredAt = -1;
    this.asked = false;
    /** How often it was read since, for single properties or in the snapshot. */
    this.reads = 0;
    /** How many reads for single properties come before the next snapshot. */
    this.patience = 1;
    /** @type {Snapshot | undefined} */
    this.latest = undefined;
    /** What Node's code has written to it. @type {object | undefined} */
    this.kept = undefined;
    /**
     * The primordial of the host's that its code has made the prototype, and what the guest has for it.
     * @type {{ ours: object, theirs: object | null } | undefined}
     */
    this.given = undefined;
  }

  /**
   * The object's own properties, if it is plain data and nothing of the guest's ran since they were
   * read. A first read asks for one property only: of many objects just one is wanted.
   * @param {boolean} [isOfAll] whether all of them are, as by `Object.keys`
   * @returns {Snapshot | undefined}
   */
  snapshot(isOfAll = false) {
    const { session } = this.membrane;
    if (this.readAt !== session.epoch) {
      // Who asks for one property after the other would have each one cross.
      const isGoingOn = this.answeredAt === session.epoch && (!this.asked || !!this.latest);
      if (!isGoingOn) this.#startAnew();
      this.readAt = session.epoch;
      this.asked = false;
      this.latest = undefined;
      if (!isGoingOn && (!isOfAll || this.patience > 1)) return undefined;
    }
    this.reads += 1;
    if (this.reads % READS_PER_LOOK === 0) session.lookAtClock();
    if (this.asked ? this.latest?.isOver : isOfAll || this.reads >= this.patience) {
      this.asked = true;
      this.begin(Opcode.Snapshot);
      session.exchange();
      this.latest = readSnapshot(this.membrane);
    }
    return this.latest;
  }

  #startAnew() {
    if (this.asked) this.#learnPatience();
    this.reads = 0;
  }

  /**
   * Takes the next snapshot later if the last one was hardly read: who calls each function of an array
   * in turn would have all of the array sent as often.
   */
  #learnPatience() {
    const size = this.latest?.values.length ?? MOST_PATIENCE;
    const isWorthwhile = this.reads * READS_PER_PROPERTY >= size;
    this.patience = isWorthwhile ? 1 : Math.min(2 * this.patience, MOST_PATIENCE);
  }

  /**
   * Takes a snapshot that was read with that of what holds the object.
   * @param {Snapshot | undefined} snapshot
   */
  keepSnapshot(snapshot) {
    this.readAt = this.membrane.session.epoch;
    this.asked = true;
    this.reads = 0;
    this.latest = snapshot;
  }

  /**
   * Begins an operation on the object.
   * @param {number} opcode
   */
  begin(opcode) {
    this.membrane.session.begin(opcode);
    writer.words(Tag.Yours, this.id);
  }

  /** @returns {any} the value that the operation ends with */
  answer() {
    return this.membrane.session.exchange().value(this.membrane);
  }

  /**
   * @param {string | symbol} key
   * @param {any} receiver
   */
  read(key, receiver) {
    if (isUnheard(key, this.membrane)) return getUnheard(this, key, receiver);
    const snapshot = this.snapshot();
    if (snapshot !== undefined) {
      const value = snapshot.get(key);
      if (value !== undefined || snapshot.has(key) || snapshot.lacks(key)) return value;
    }
    this.begin(Opcode.Get);
    writer.key(key, this.membrane);
    writer.value(receiver, this.membrane);
    return this.answer();
  }

  /** @param {string | symbol} key */
  hasProperty(key) {
    if (isUnheard(key, this.membrane)) return hasUnheard(this, key);
    const snapshot = this.snapshot();
    if (snapshot?.has(key)) return true;
    if (snapshot?.lacks(key)) return false;
    this.begin(Opcode.Has);
    writer.key(key, this.membrane);
    const isThere = this.answer();
    this.answered();
    return isThere;
  }

  /** @returns {(string | symbol)[]} a list of its own */
  keys() {
    const snapshot = this.kept === undefined ? this.snapshot(true) : undefined;
    if (snapshot !== undefined) return snapshot.keys();
    this.begin(Opcode.OwnKeys);
    const keys = this.membrane.session.exchange().keys(this.membrane);
    this.answered();
    if (this.kept === undefined) return keys;
    return [...keys, ...Reflect.ownKeys(this.kept).filter((key) => isUnheard(key, this.membrane))];
  }

  /** It has answered a question that a snapshot, if it has one, would have answered, or none does. */
  answered() {
    this.answeredAt = this.membrane.session.epoch;
  }

  /**
   * @param {string | symbol} key
   * @returns {PropertyDescriptor | undefined}
   */
  ownProperty(key) {
    if (isUnheard(key, this.membrane)) {
      return this.kept && Reflect.getOwnPropertyDescriptor(this.kept, key);
    }
    const snapshot = this.snapshot();
    if (snapshot !== undefined) return snapshot.property(key);
    this.begin(Opcode.GetOwn);
    writer.key(key, this.membrane);
    const property = this.membrane.session.exchange().descriptor(this.membrane);
    this.answered();
    // What is fixed must be the same to whoever asks (10.5).
    if (property?.configurable === false) propertyHandedOn(property, this.membrane);
    return property;
  }

  /**
   * @param {string | symbol} key
   * @returns {PropertyDescriptor | undefined} the property, wherever in the chain it is
   */
  inheritedProperty(key) {
    this.begin(Opcode.Has);
    writer.key(key, this.membrane);
    // As nearly always, and in one crossing.
    if (!this.answer()) return undefined;
    let found = this.ownProperty(key);
    let owner = found === undefined ? this.prototype() : null;
    while (found === undefined && owner !== null) {
      found = Reflect.getOwnPropertyDescriptor(owner, key);
      owner = Reflect.getPrototypeOf(owner);
    }
    return found;
  }

  /**
   * @param {any} receiver
   * @returns {boolean} whether it is a real thing made here for one of the guest's, of a class that
   *   this object is the prototype of
   */
  isInheritedBy(receiver) {
    if (!isObject(receiver) || handlerOf(receiver) !== undefined) return false;
    return /** @type {number} */ (this.membrane.codeOf(receiver)) < 0;
  }

  /** @returns {object | null} */
  prototype() {
    this.begin(Opcode.GetPrototype);
    this.membrane.session.exchange();
    const prototype = this.membrane.readPrototype();
    this.answered();
    const { given } = this;
    return given !== undefined && given.theirs === prototype ? given.ours : prototype;
  }

  /**
   * Where the host has set a primordial, the guest has its own in the place of that. The host is to find the one
   * that it has set: so an object of a guest's is made a plain one of this realm.
   * @param {object | null} prototype
   */
  noteGiven(prototype) {
    this.given = undefined;
    if (prototype === null || nameOf(prototype) === undefined) return;
    this.given = { ours: prototype, theirs: this.prototype() };
  }

  /** @returns {object | null} where a key is looked for that the guest itself cannot have */
  beyond() {
    return this.prototype();
  }

  /**
   * Keeps what Node's code writes to the object for itself.
   * @param {symbol} key
   * @param {PropertyDescriptor} descriptor
   * @returns {boolean}
   */
  keep(key, descriptor) {
    this.kept ??= /** @type {object} */ (Object.create(null));
    return Reflect.defineProperty(this.kept, key, descriptor);
  }
}

module.exports = { GuestObject };
