'use strict';

// The host's half of the membrane: which object of either side is which on the other. A guest's
// object appears as a proxy whose traps ask its engine (lib/stand-ins/handler.js), or as the real thing
// (lib/records/); an object of the host is known to the guest by a handle. Whatever writes or reads a value
// of a message does it through this. lib/context.js has one for each guest.

const { types } = require('node:util');
const { Counterparts } = require('./counterparts.js');
const { aside, reader, writer } = require('./crossing.js');
const { create } = require('./errors.js');
const { nameOf } = require('./intrinsics.js');
const { isHandedOnByNode } = require('./node-state.js');
const { Exports, Symbols } = require('./handles.js');
const { Held } = require('./held.js');
const { makeStandIn } = require('./stand-ins/handler.js');
const { makeLiveGlobal } = require('./stand-ins/live-global.js');
const { makeNamespace } = require('./stand-ins/namespace.js');
const { isObject } = require('./peek.js');
const { isHostGlobal, learnRealmOf, ownIntrinsic, recordPrototype } = require('./realms.js');
const { KINDS, errors } = require('./records/index.js');
const { lendAll, seen } = require('./records/lent.js');
const { Ledger } = require('./records/ledger.js');
const { rejectAll } = require('./records/promises.js');
const { refusalOf, unshared } = require('./records/unshared.js');
const { originalOf } = require('./ruled.js');
const { handlerOf } = require('./stand-ins/marks.js');
const { nameOfOthers } = require('./stand-ins/others.js');
const { Opcode, RecordKind, Tag, Trait } = require('./wire.js');

/** @typedef {import('./wire.js').Side} Side */

/** @implements {Side} */
class Membrane {
  #exports;
  symbols = new Symbols();
  /**
   * The guest's handles of its records. A stand-in's handler has its own.
   * @type {WeakMap<object, number>}
   */
  #records = new WeakMap();
  /** What the guest may see of our buffers (lib/records/lent.js). @type {WeakMap<object, any>} */
  lent = new WeakMap();
  /**
   * The promises made here for those of the guest's that are not settled yet, with what settles them.
   * Strongly: whoever awaits one may hold nothing but the reaction to it, as a request does that runs
   * an async function. In one engine it is the resolving functions that keep a promise, and these are
   * the guest's. Held weakly, 1,096 of 2,000 such requests never ended.
   * @type {Map<object, import('./records/promises.js').Resolvers>}
   */
  unsettled = new Map();
  /** What one of the guest's was found to inherit from last (lib/stand-ins/listed.js). @type {object | null} */
  inherited = null;
  /** Whether reactions of the guest to our promises run in the turn of the host's. */
  runsJobsAtOnce = true;
  #raw = false;
  #held;

  /**
   * @param {import('./session.js').Session} session
   * @param {import('./jobs.js').Jobs} jobs
   * @param {() => object} sandbox
   */
  constructor(session, jobs, sandbox) {
    this.session = session;
    this.jobs = jobs;
    this.sandbox = sandbox;
    this.#exports = new Exports(session);
    this.#held = new Held(session);
    this.ledger = new Ledger(this);
    this.counterparts = new Counterparts(this);
  }

  /**
   * Writes an object or function.
   * @param {object} object
   */
  putObject(object) {
    if (this.ledger.areMany) this.ledger.namedByView(object);
    const known = this.codeOf(object);
    if (known !== undefined && known < 0) {
      this.ledger.named(known);
      this.putCode(known);
      return;
    }
    if (known === undefined) {
      const original = originalOf(object);
      if (original !== undefined) {
        this.putObject(original);
        return;
      }
      if (this.#putPrimordial(object)) return;
      if (isHandedOnByNode(object)) {
        writer.word(Tag.Undefined);
        return;
      }
    }
    const id = known ?? this.#exports.issue(object);
    const kind = this.#exports.kind(id);
    if (kind === RecordKind.ArrayBuffer) lendAll(/** @type {any} */ (object), this);
    if (kind !== 0 && this.#putAsRecord(object, id, kind)) return;
    writer.words(Tag.Mine | (this.#exports.traits(id) << 8), id);
  }

  /**
   * Writes an object that is known to be a record.
   * @param {object} object
   */
  putRecord(object) {
    const known = this.codeOf(object);
    if (known !== undefined && known < 0) {
      this.putCode(known);
      return;
    }
    const id = known ?? this.#exports.issue(object);
    this.#putAsRecord(object, id, this.#exports.kind(id));
  }

  /**
   * Writes a record of ours that the guest knows of, by its handle, or one of the guest's, by
   * `~handle`.
   * @param {number} code
   */
  putCode(code) {
    writer.word(code < 0 ? Tag.Yours : Tag.Mine | (Trait.Record << 8));
    writer.word(code < 0 ? ~code : code);
  }

  /**
   * @param {object} object
   * @param {number} id
   * @param {number} kind
   * @returns {boolean} false if it is to cross as a stand-in
   */
  #putAsRecord(object, id, kind) {
    if (kind === RecordKind.Error) return errors.put(object, id, this);
    const refusal = refusalOf(KINDS[kind], object);
    if (refusal !== undefined) {
      // It never crosses, and so nobody would let it go.
      this.released(id);
      if (!this.ledger.isFinishing) throw refusal();
      this.putObject(unshared(object, refusal));
      return true;
    }
    if (this.ledger.needsHead(object, id, kind)) {
      writer.words(Tag.Record | (kind << 8), id);
      KINDS[kind].putHead?.(object, this);
    } else {
      this.putCode(id);
    }
    return true;
  }

  /**
   * Writes what the guest has an own one of: its global, or a primordial.
   * @param {object} object
   * @returns {boolean} whether it was such an object
   */
  #putPrimordial(object) {
    if (object === this.sandbox() || isHostGlobal(object)) {
      writer.word(Tag.Global);
      return true;
    }
    const isProxy = types.isProxy(object);
    if (!isProxy) learnRealmOf(object);
    const name = nameOf(object) ?? (isProxy ? nameOfOthers(object) : undefined);
    if (name === undefined) return false;
    if (name.path !== undefined) {
      this.counterparts.put(object, name.path);
      return true;
    }
    writer.word(Tag.Intrinsic | (name.index << 8));
    if (name.key !== undefined) {
      writer.key(name.key, this);
      writer.word(name.field ?? 0);
    }
    return true;
  }

  begin() {
    this.#exports.begin();
    this.ledger.begin();
  }

  /** The message that was begun was not sent: the guest knows nothing of what it named, and lets none go. */
  takeBack() {
    for (const id of this.#exports.fresh) this.released(id);
    this.ledger.takeBack();
  }

  /**
   * The guest has let go an object of ours.
   * @param {number} id
   */
  released(id) {
    if (this.counterparts.keeps(id)) return;
    const object = this.#exports.find(id);
    if (this.#exports.release(id)) this.ledger.released(id, object);
  }

  /**
   * The stand-in for an object of the guest's: always the same one.
   * @param {number} id
   * @param {number} traits
   * @returns {object}
   */
  mine(id, traits) {
    const known = this.#held.get(id);
    if (known !== undefined) return known;
    if (traits & Trait.Record) return this.#fetch(id);
    // Of the code that runs in this realm, the global is this realm's.
    if (traits & Trait.Global && this.sandbox() === globalThis) return this.adopt(id, globalThis);
    const standIn = this.#makerFor(traits)(this, id, traits);
    this.#held.set(id, standIn);
    return standIn;
  }

  /** @param {number} traits */
  #makerFor(traits) {
    if (traits & Trait.Namespace) return makeNamespace;
    return traits & Trait.Global && types.isProxy(this.sandbox()) ? makeLiveGlobal : makeStandIn;
  }

  /**
   * Asks for a record anew whose copy was collected here.
   * @param {number} id
   * @returns {any}
   */
  #fetch(id) {
    let found;
    const ask = () => {
      this.session.begin(Opcode.Fetch);
      writer.words(Tag.Yours, id);
      found = this.session.exchange().value(this);
    };
    // A sweep would release the handle that is asked for.
    this.unswept(() => aside([ask]));
    // The message that is being read goes on to hold it.
    this.ledger.pin(/** @type {any} */ (found));
    return found;
  }

  /**
   * @param {object} object
   * @returns {number | undefined} the handle of one of ours that the guest holds, `~handle` of one of
   *   the guest's
   */
  codeOf(object) {
    const id = this.#exports.idOf(object);
    if (id !== undefined) return id;
    const record = this.#records.get(object);
    if (record !== undefined) return ~record;
    const handler = handlerOf(object);
    return handler?.membrane === this ? ~handler.id : undefined;
  }

  /**
   * @param {object} object
   * @returns {boolean} whether it is of our side
   */
  owns(object) {
    const code = this.codeOf(object);
    return code === undefined || code >= 0;
  }

  /**
   * @param {object} object
   * @returns {boolean} whether it is of our side, and a stand-in is the guest's
   */
  isStandIn(object) {
    const code = this.codeOf(object);
    return code !== undefined && code >= 0 && this.#exports.kind(code) === 0;
  }

  /**
   * Makes an object of our own the one that is the guest's here.
   * @template {object} T
   * @param {number} id
   * @param {T} object
   * @returns {T}
   */
  adopt(id, object) {
    this.#held.set(id, object);
    this.#records.set(object, id);
    return object;
  }

  /** @param {() => void} action that must not release what the message under way names */
  unswept(action) {
    this.#held.unswept(action);
  }

  /**
   * Releases what was collected of the stand-ins; called when no message is under way.
   * @param {number} due one of `Due`
   */
  sweep(due) {
    this.#held.sweep(due);
  }

  /**
   * The engine is gone: what waits for it is told so.
   * @param {() => Error} makeError
   */
  letGo(makeError) {
    rejectAll(this.unsettled, makeError);
  }

  /**
   * An object of ours that a guest names.
   * @param {number} id
   * @returns {any}
   */
  yours(id) {
    const object = this.#exports.get(id);
    // Of a buffer that a guest has a part of, it cannot have the host read the rest to it.
    return this.#exports.kind(id) === RecordKind.ArrayBuffer && !this.#raw
      ? seen(/** @type {ArrayBuffer} */ (object), this)
      : object;
  }

  /**
   * Reads a value in which our buffers are themselves.
   * @returns {any}
   */
  readRaw() {
    const before = this.#raw;
    this.#raw = true;
    try {
      return reader.value(this);
    } finally {
      this.#raw = before;
    }
  }

  /**
   * @param {number} id
   * @returns {any} the object of ours that has the handle
   */
  own(id) {
    return this.#exports.find(id);
  }

  /**
   * A primordial of this realm's, for a guest whose realm is this one: it has them all anyway. No other
   * names any but for a prototype, or for a method that it calls (lib/forward.js), whatever its process
   * sends: `Function` would be ours.
   * @param {number} index
   * @returns {any}
   */
  intrinsic(index) {
    if (this.sandbox() === globalThis) return ownIntrinsic(index);
    throw create('ERR_RSVM_PROTOCOL', 'a primordial of the host’s');
  }

  /**
   * Reads a prototype: what arrives as the real thing has that of this realm.
   * @returns {any}
   */
  readPrototype() {
    const head = reader.word();
    if ((head & 0xff) !== Tag.Intrinsic) return reader.valueAfter(head, this);
    const index = head >>> 8;
    return recordPrototype(index) ?? this.intrinsic(index);
  }

  /**
   * @param {any} object that a guest says something new of
   * @param {number} kind
   * @param {boolean} isNew whether it says its shape, too
   * @returns {boolean} whether it is a record that the guest may say that of: its own, or one of ours
   *   that crossed as such
   */
  mayUpdate(object, kind, isNew) {
    const code = isObject(object) ? this.codeOf(object) : undefined;
    if (code === undefined) return false;
    return code < 0 || (this.#exports.kind(code) === kind && !isNew);
  }

  /** @returns {object} */
  global() {
    return this.sandbox();
  }

  /**
   * @param {number} id
   * @param {number} kind
   * @returns {object}
   */
  record(id, kind) {
    if (kind === RecordKind.Error) return errors.get(id, this);
    const make = KINDS[kind].getHead(this);
    const known = this.#held.get(id);
    if (known !== undefined) return known;
    const made = make();
    // A kind that this version of V8 has not stays with the guest, behind a stand-in.
    if (made === undefined) return this.mine(id, 0);
    this.adopt(id, made);
    this.ledger.pin(made);
    return made;
  }

  /**
   * The stand-in that exists for an object of the guest's, if any does.
   * @param {number} id
   * @returns {any}
   */
  existing(id) {
    return this.#held.get(id);
  }
}

module.exports = { Membrane };
