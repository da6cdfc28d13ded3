'use strict';

// What the message under way says of our records the first time that it names them: the head of one that is new
// to the guest, and all of an error. That time is the first in the order in which the message is read, which is
// not that in which it is written: the sections are completed last, and read before the body.
// lib/records/ledger.js has one for each guest. It touches nothing but the writer's place.

const { writer } = require('../crossing.js');

/** @typedef {{ object: any, id: number, kind: number }} New a record that the guest has not got yet */

class Naming {
  /** Our records whose content the guest has, by handle. @type {Set<number>} */
  #described = new Set();
  /** New ones that the body alone has named so far: without their heads. @type {Set<number>} */
  #headless = new Set();
  /** New ones, whose content is still to be written. @type {New[]} */
  queue = [];
  /** The errors that are written in the sections, and in the body. */
  #errors = { sections: new Set(), body: new Set() };
  /** Where the last of those in the body begins. */
  #errorAt = 0;
  /** Whether what is named now is named in the body. */
  inBody = false;

  /** Begins a message: what was meant for one that was never sent is forgotten. */
  begin() {
    this.#errors.sections.clear();
    this.#errors.body.clear();
    this.#errorAt = 0;
    for (const { id } of this.queue) this.#described.delete(id);
    this.queue = [];
    this.#headless.clear();
  }

  /**
   * The guest has not, or has no more, the content of a record of ours.
   * @param {number} id
   */
  forget(id) {
    this.#described.delete(id);
  }

  /**
   * A record of ours is about to be named. Its content is to follow if the guest has it not.
   * @param {object} object
   * @param {number} id
   * @param {number} kind
   * @returns {boolean} whether its head must be written here
   */
  needsHead(object, id, kind) {
    if (this.#described.has(id)) return !this.inBody && this.#headless.delete(id);
    this.#described.add(id);
    this.queue.push({ object, id, kind });
    if (this.inBody) this.#headless.add(id);
    return !this.inBody;
  }

  /**
   * An error of ours is about to be named.
   * @param {number} id
   * @returns {boolean} whether the guest will have read it; if not, it is to be written here
   */
  hasError(id) {
    const { sections, body } = this.#errors;
    if (!this.inBody) {
      if (sections.has(id)) return true;
      sections.add(id);
      return false;
    }
    // The body was begun anew: what was in it could not be written.
    if (writer.at <= this.#errorAt) body.clear();
    if (sections.has(id) || body.has(id)) return true;
    body.add(id);
    this.#errorAt = writer.at;
    return false;
  }
}

module.exports = { Naming };
