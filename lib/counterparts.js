'use strict';

// What a guest has of the language that has no number (lib/intrinsics.js): `WebAssembly`, `Float16Array`, the
// classes of `Intl` with what they lead to, what came with newer versions. Where the host's would cross, the
// message is left open there, and when all of it is written the guest is asked for its own, step by step from its
// global: much of that is compiled when it is first asked for. What it has none of is inert.
// lib/membrane.js has one for each guest, lib/records/ledger.js has it complete each message, and lib/context.js
// has one that cannot be asked later look before.

const { beforeSent, writer } = require('./crossing.js');
const { FIELDS, MEMBER, numberOf } = require('./intrinsics.js');
const { isObject } = require('./peek.js');
const { Opcode, Tag } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */
/** @typedef {import('./intrinsics.js').Path} Path */

/** The constructor of functions, whose prototype is inert. */
const FUNCTION = numberOf('Function') - 1;

/** A text that names a method which a guest is given when a text first names one (builtins/newer.rs). */
const NAMES_NEWER = 'fromAsync';

/** What is moved behind a live global, which asks the sandbox first. */
const BEHIND = ['WebAssembly', 'Float16Array'];

class Counterparts {
  /** By the host's. @type {WeakMap<object, object>} */
  #found = new WeakMap();
  /** What need not be looked for on the global. @type {Map<PropertyKey, object>} */
  #roots = new Map();
  /** @type {object | undefined} */
  #inert;
  #hasNewer = false;
  /** The message that waits until they are found. @type {Int32Array | undefined} */
  #waiting;
  /** Its words, among which are all handles that it names. @type {Set<number> | undefined} */
  #words;
  #membrane;

  /** @param {Membrane} membrane */
  constructor(membrane) {
    this.#membrane = membrane;
  }

  /**
   * Writes the guest's own.
   * @param {object} object the host's
   * @param {Path} path
   */
  put(object, path) {
    const found = this.#found.get(object);
    if (found !== undefined) {
      this.#membrane.putObject(found);
    } else if (this.#waiting === undefined) {
      writer.word(Tag.Yours);
      writer.leaveOpen({ object, path });
    } else {
      // Code of the guest's runs that has put something in the place of one.
      writer.words(Tag.Intrinsic | (MEMBER << 8), Tag.Latin1);
      writer.word(0);
    }
  }

  /** Fills in what is open in the message that is written, before it is sent. */
  complete() {
    const { open } = writer;
    if (open.length === 0) return;
    beforeSent((message) => {
      this.#waiting = message;
      try {
        this.#membrane.unswept(() => open.forEach(({ object, path }) => this.#find(object, path)));
      } finally {
        this.#waiting = undefined;
        this.#words = undefined;
      }
    });
    for (const { at, object } of open) {
      writer.fill(at, ~(/** @type {number} */ (this.#codeOf(this.#found.get(object)))));
    }
  }

  /**
   * @param {number} id which the guest lets go
   * @returns {boolean} whether a message that waits may name it: then the guest comes to hold it again
   */
  keeps(id) {
    if (this.#waiting === undefined) return false;
    this.#words ??= new Set(this.#waiting);
    return this.#words.has(id);
  }

  /**
   * Has those at hand that the guest's global would ask the sandbox for, whose traps are not to be called for it.
   * @param {{ sandbox: any }} context
   */
  lookBehind(context) {
    const { sandbox } = context;
    context.sandbox = Object.create(null);
    try {
      for (const name of BEHIND) {
        const found = this.#behind(name);
        if (isObject(found)) this.#roots.set(name, found);
      }
    } finally {
      context.sandbox = sandbox;
    }
  }

  /** @param {string} name */
  #behind(name) {
    const { session } = this.#membrane;
    session.begin(Opcode.Get);
    writer.word(Tag.Global);
    writer.key(name, this.#membrane);
    writer.word(Tag.Global);
    return session.exchange().value(this.#membrane);
  }

  /**
   * @param {object | undefined} object
   * @returns {number | undefined} `~handle` of what is the guest's
   */
  #codeOf(object) {
    const code = object && this.#membrane.codeOf(object);
    return code !== undefined && code < 0 ? code : undefined;
  }

  /**
   * @param {object} object
   * @param {Path} path
   */
  #find(object, path) {
    if (this.#found.has(object)) return;
    if (path.from !== undefined) this.#awaitNewer();
    this.#found.set(object, this.#follow(path) ?? this.#inertOne());
  }

  /**
   * @param {Path} path
   * @returns {object | undefined} where it leads in the guest, as far as all on it is the guest's own
   */
  #follow({ from, steps }) {
    let at = from === undefined ? this.#roots.get(steps[0].key) : undefined;
    for (const { key, field } of at === undefined ? steps : steps.slice(1)) {
      at = this.#step(at, from, key, field);
      if (this.#codeOf(at) === undefined) return undefined;
    }
    return at;
  }

  /**
   * @param {object | undefined} owner of the guest's; if undefined, its own primordial of a number, or its global
   * @param {number | undefined} from
   * @param {PropertyKey} key
   * @param {number} field
   * @returns {any}
   */
  #step(owner, from, key, field) {
    const membrane = this.#membrane;
    membrane.session.begin(Opcode.GetOwn);
    if (owner !== undefined) membrane.putObject(owner);
    else writer.word(from === undefined ? Tag.Global : Tag.Intrinsic | (from << 8));
    writer.key(key, membrane);
    return membrane.session.exchange().descriptor(membrane)?.[FIELDS[field]];
  }

  #inertOne() {
    this.#inert ??= /** @type {object} */ (this.#step(undefined, FUNCTION, 'prototype', 0));
    return this.#inert;
  }

  #awaitNewer() {
    if (this.#hasNewer) return;
    this.#hasNewer = true;
    const { session } = this.#membrane;
    const request = session.begin(Opcode.CompileFunction);
    request.text('');
    request.words(0, 0);
    request.word(0);
    request.text(NAMES_NEWER);
    request.words(0, 0);
    session.exchange().value(this.#membrane);
  }
}

module.exports = { Counterparts };
