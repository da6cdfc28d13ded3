'use strict';

// What the host holds of a guest's objects: the stand-ins and records by their handles, weakly. The
// references are the addon's (src/addon/weak.rs); what is kept here is which handles may have one, so
// that of an object that has just come nobody asks. lib/membrane.js has one for each engine.

const native = require('./native.js');
const { Due, arena } = require('./wire/arena.js');

/** How many there are before the first look for those that were collected. */
const FIRST_SWEEP = 1024;
/** Which handles are kept account of: a guest that has taken its process over may use any. */
const MOST_HANDLES = 1 << 20;

/** @param {number} handle */
const isTracked = (handle) => handle >= 0 && handle < MOST_HANDLES;

class Held {
  #session;
  #count = 0;
  #sweepAt = FIRST_SWEEP;
  /** A byte for each handle: whether something was held under it and not found collected since. */
  #used = new Uint8Array(FIRST_SWEEP);

  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * @param {number} handle
   * @returns {any} the object that is held under the handle, if any is
   */
  get(handle) {
    if (isTracked(handle) && !this.#used[handle]) return undefined;
    return native.held(this.#session.id, handle);
  }

  /**
   * Holds an object until it is collected.
   * @param {number} handle
   * @param {object} object
   */
  set(handle, object) {
    this.#count = native.hold(this.#session.id, handle, object);
    if (!isTracked(handle)) return;
    if (handle >= this.#used.length) this.#grow(handle);
    this.#used[handle] = 1;
  }

  /** @param {number} handle that there must be room for */
  #grow(handle) {
    const used = new Uint8Array(2 ** Math.ceil(Math.log2(handle + 1)));
    used.set(this.#used);
    this.#used = used;
  }

  /**
   * Releases what was collected, if there may be much. No message may be under way.
   * @param {number} due one of `Due`
   */
  sweep(due) {
    if (due === Due.Nothing ? this.#count < this.#sweepAt : this.#sweepAt === Infinity) return;
    this.#count = native.sweep(this.#session.id, due === Due.Both ? 1 : 0);
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#count * 2);
    const [dead] = arena.words;
    for (let i = 1; i <= dead; i += 1) this.#used[arena.words[i]] = 0;
  }

  /**
   * Does what must not release the handle that it is about.
   * @param {() => void} action
   */
  unswept(action) {
    const sweepAt = this.#sweepAt;
    this.#sweepAt = Infinity;
    try {
      action();
    } finally {
      this.#sweepAt = sweepAt;
    }
  }
}

module.exports = { Held };
