'use strict';

// What both sides of one membrane have of the records: for each that can change, what they last
// agreed on, so that only differences cross; and the section of a message that carries them. What
// was agreed on is kept in a weak map by object, so that it keeps nothing alive.
// src/engine/records/ledger.rs is the same on the guest's side.

const { types } = require('node:util');
const { reader, writer } = require('../crossing.js');
const { create } = require('../errors.js');
const { isObject, ownValue } = require('../peek.js');
const { Flag, RecordKind } = require('../wire.js');
const { bufferBehind } = require('./buffers.js');
const { KINDS } = require('./index.js');
const { Naming } = require('./naming.js');
const shape = require('./shape.js');
const { Watched } = require('./watched.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

/** The parts of an entry. */
const SHAPE = 1;
const CONTENT = 2;

/**
 * Up to how many records of a sort all are compared before each message, and up to how many maps, sets and
 * buffers before one that begins a request or ends it. Of more, those that the message names are compared, and
 * those that lib/records/watched.js says.
 */
const ALL = 128;
const ALL_CONTAINERS = 4096;

/** What holds other things changes more often than dates do. @type {Set<number>} */
const CONTAINERS = new Set([RecordKind.Map, RecordKind.Set, RecordKind.ArrayBuffer]);

class Ledger {
  #membrane;
  /** What is known of a record: `undefined` is nothing that can change. @type {WeakMap<object, any>} */
  #states = new WeakMap();
  /** The records that can change. */
  #containers = new Watched();
  #others = new Watched();
  /** Whether not all are compared before each message. */
  areMany = false;
  /** If there are many, those that the message under way names. @type {number[]} */
  #named = [];
  /** Those of them that were compared for it. @type {number[]} */
  #compared = [];
  /** For the records whose changes the message has, what was known before. @type {Map<number, any>} */
  #changed = new Map();
  /** Buffers of ours of which the message lets the guest see more. @type {Set<object>} */
  #lent = new Set();
  /** What the message says of records the first time that it names them. */
  #naming = new Naming();
  /** Whether content is being written, which nobody has asked for. */
  isFinishing = false;
  #quiet = false;
  /** Whether a message since the last beginning had to do with records. */
  #isUsed = false;
  /** What was made while a message was read: nothing else may hold it yet. @type {object[]} */
  #pinned = [];

  /** @param {Membrane} membrane */
  constructor(membrane) {
    this.#membrane = membrane;
  }

  /**
   * The guest has lost the content of a record of ours.
   * @param {number} id
   */
  forget(id) {
    this.#naming.forget(id);
  }

  /**
   * The guest has let go an object of ours, or has never heard of it. If it is named again, it is new.
   * @param {number} id
   * @param {object} object
   */
  released(id, object) {
    this.forget(id);
    this.#states.delete(object);
    this.#lent.delete(object);
  }

  /**
   * A record of ours is about to be named.
   * @param {object} object
   * @param {number} id
   * @param {number} kind
   * @returns {boolean} whether its head must be written here
   */
  needsHead(object, id, kind) {
    this.#isUsed = true;
    this.named(id);
    return this.#naming.needsHead(object, id, kind);
  }

  /**
   * An error of ours is about to be named.
   * @param {number} id
   * @returns {boolean} whether the guest will have read it; if not, it is to be written here
   */
  hasError(id) {
    this.#isUsed = true;
    return this.#naming.hasError(id);
  }

  /**
   * Keeps what was made while a message is read until the next one is begun.
   * @param {object} object
   */
  pin(object) {
    this.#isUsed = true;
    this.#pinned.push(object);
  }

  /** The message that was begun was not sent: the guest has of the records what it had. */
  takeBack() {
    this.#named = [...this.#named, ...this.#compared, ...this.#changed.keys()];
    for (const [code, known] of this.#changed) {
      const state = this.#states.get(this.#object(code));
      if (state !== undefined) state.known = known;
    }
  }

  /** Begins a message: what was meant for one that was never sent is forgotten. */
  begin() {
    this.#naming.inBody = false;
    // As nearly always: a call of numbers has no part in this.
    if (!this.#isUsed) return;
    this.#isUsed = false;
    this.isFinishing = false;
    this.#compared = [];
    this.#changed.clear();
    this.#pinned = [];
    this.#naming.begin();
  }

  /**
   * The sections are written: what is named next is named in the body.
   * @param {boolean} quiet whether no code ran that could have changed a record
   */
  beginBody(quiet) {
    this.#naming.inBody = true;
    this.#quiet = quiet;
  }

  /** Completes a message. */
  finish() {
    this.#finishRecords();
    if (writer.open.length > 0) this.#membrane.counterparts.complete();
  }

  /** Adds what is new of the records. */
  #finishRecords() {
    const naming = this.#naming;
    naming.inBody = false;
    if (this.#isEmpty && naming.queue.length === 0) return;
    this.isFinishing = true;
    this.#isUsed = true;
    const start = writer.at;
    const at = writer.reserve();
    let count = 0;
    if (!this.#quiet) count += this.#putChanges();
    // What is in one may be new, too, and comes to be the last.
    for (const record of naming.queue) {
      this.#putNew(record);
      count += 1;
    }
    naming.queue = [];
    count += this.#putLent();
    this.isFinishing = false;
    if (count === 0) {
      writer.at = start;
      return;
    }
    writer.fill(at, count);
    writer.flag(Flag.Updates);
    writer.moveToSections(start);
  }

  /**
   * A record that the guest has is named in the message under way: of many, it is compared now.
   * @param {number} code
   */
  named(code) {
    if (this.areMany) this.#named.push(code);
  }

  /**
   * The guest may see more of a buffer of ours: what it is to see crosses with the view that says so.
   * @param {object} buffer
   */
  lent(buffer) {
    if (this.#states.has(buffer)) this.#lent.add(buffer);
  }

  /**
   * A function of ours was called with these, and may have changed them.
   * @param {any[]} values
   */
  touched(values) {
    for (const value of values) {
      const code = isObject(value) ? this.#membrane.codeOf(value) : undefined;
      if (code !== undefined) this.#named.push(code);
      this.namedByView(value);
    }
  }

  /**
   * The buffer of a view, if it is one, is what changes.
   * @param {any} value
   */
  namedByView(value) {
    const isView = ArrayBuffer.isView(value) && !types.isProxy(value);
    const code = isView ? this.#membrane.codeOf(bufferBehind(value)) : undefined;
    if (code !== undefined) this.#named.push(code);
  }

  #count() {
    this.areMany = this.#containers.length > ALL || this.#others.length > ALL;
  }

  get #isEmpty() {
    return this.#containers.length === 0 && this.#others.length === 0;
  }

  /**
   * Writes what changed of the records.
   * @returns {number} how many entries
   */
  #putChanges() {
    const compare = (/** @type {number} */ code) => this.#putChange(code);
    let count = 0;
    if (this.#named.length > 0) {
      this.#compared = this.#named;
      this.#named = [];
      for (const code of this.#compared) if (compare(code)) count += 1;
    }
    const most = this.#membrane.session.busy ? ALL : ALL_CONTAINERS;
    count += this.#containers.compare(most, compare) + this.#others.compare(ALL, compare);
    this.#count();
    return count;
  }

  /** @returns {number} of how many buffers more is written */
  #putLent() {
    if (this.#lent.size === 0) return 0;
    let count = 0;
    for (const buffer of this.#lent) {
      if (this.#putChange(/** @type {number} */ (this.#membrane.codeOf(buffer)))) count += 1;
    }
    this.#lent.clear();
    return count;
  }

  /**
   * @param {number} code
   * @returns {any}
   */
  #object(code) {
    if (code >= 0) return this.#membrane.own(code);
    return this.#membrane.existing(~code);
  }

  /**
   * Writes what changed of a record, if anything did.
   * @param {number} code
   * @returns {boolean | undefined} whether anything did; undefined if there is no such record
   */
  #putChange(code) {
    const object = this.#object(code);
    const state = object && this.#states.get(object);
    if (state === undefined) return undefined;
    const kind = KINDS[state.kind];
    if (!kind.differs?.(object, state.known)) return false;
    this.#membrane.putCode(code);
    writer.word(CONTENT | (state.kind << 8));
    this.#changed.set(code, state.known);
    this.#agree(object, state.kind, this.#putContent(object, kind, state.known));
    return true;
  }

  /**
   * @param {any} object
   * @param {import('./index.js').Kind} kind
   * @param {any} before
   * @returns {any} what is known from now on
   */
  #putContent(object, kind, before) {
    try {
      return kind.put?.(object, this.#membrane, before);
    } catch (error) {
      // Every message would fail of it: from now on each side has what it has.
      if (ownValue(error, 'code') === 'ERR_RSVM_TOO_LARGE') this.#states.delete(object);
      throw error;
    }
  }

  /** @param {import('./naming.js').New} record */
  #putNew({ object, kind }) {
    const { put, hasContent } = KINDS[kind];
    const content = put !== undefined && (hasContent === undefined || hasContent(object));
    this.#membrane.putRecord(object);
    writer.word(SHAPE | (content ? CONTENT : 0) | (kind << 8));
    shape.put(object, kind, this.#membrane);
    if (content) this.#agree(object, kind, put(object, this.#membrane, undefined));
  }

  /**
   * Notes what is known of a record from now on.
   * @param {object} object
   * @param {number} kind
   * @param {any} known
   */
  #agree(object, kind, known) {
    if (known === undefined) {
      this.#states.delete(object);
      return;
    }
    const state = this.#states.get(object);
    if (state !== undefined) {
      state.known = known;
      return;
    }
    this.#states.set(object, { kind, known });
    const code = this.#membrane.codeOf(object);
    if (code === undefined) return;
    (CONTAINERS.has(kind) ? this.#containers : this.#others).add(code);
    this.#count();
  }

  /** Reads the section, and brings our objects up to date. */
  receive() {
    for (let count = reader.word(); count > 0; count -= 1) {
      const object = this.#membrane.readRaw();
      const head = reader.word();
      const kind = head >>> 8;
      const found = head & SHAPE ? shape.get(this.#membrane) : undefined;
      if (!this.#membrane.mayUpdate(object, kind, found !== undefined)) {
        throw create('ERR_RSVM_PROTOCOL', 'content of what has none');
      }
      if (head & CONTENT) {
        // One that this engine could not make is a stand-in without content of its own.
        const target = types.isProxy(object) ? undefined : object;
        const known = KINDS[kind].get?.(target, this.#membrane);
        if (target !== undefined) this.#agree(object, kind, known);
      }
      if (found !== undefined && !types.isProxy(object)) {
        shape.apply(object, found, this.#membrane);
      }
    }
  }
}

module.exports = { Ledger };
