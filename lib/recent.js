'use strict';

// What is known of the texts that came last, so that one that comes again need not be read again.
// lib/kept.js and lib/context.js keep one each. It knows nothing of what it keeps.

/** What an entry weighs beside its text, in units of text. */
const ENTRY = 100;

/**
 * Values by text: those asked for last, as long as their texts are not too long together.
 * @template T
 */
class Recent {
  /** The one asked for last is the last. @type {Map<string, T>} */
  #values = new Map();
  #weight = 0;
  #most;
  #forget;

  /**
   * @param {number} most how long the texts may be together, in UTF-16 units
   * @param {(value: T) => void} [forget] is told what is kept no longer
   */
  constructor(most, forget = () => {}) {
    this.#most = most;
    this.#forget = forget;
  }

  /**
   * @param {string} text
   * @returns {T | undefined}
   */
  get(text) {
    const value = this.#values.get(text);
    if (value === undefined) return undefined;
    this.#values.delete(text);
    this.#values.set(text, value);
    return value;
  }

  /**
   * @param {string} text
   * @param {T} value
   * @returns {boolean} whether it is kept: with a text that is too long for all it is not
   */
  set(text, value) {
    this.#drop(text);
    if (text.length + ENTRY > this.#most) return false;
    this.#values.set(text, value);
    this.#weight += text.length + ENTRY;
    while (this.#weight > this.#most) this.#drop(this.#values.keys().next().value);
    return true;
  }

  /** @param {string | undefined} text */
  #drop(text) {
    const value = text === undefined ? undefined : this.#values.get(text);
    if (text === undefined || value === undefined) return;
    this.#values.delete(text);
    this.#weight -= text.length + ENTRY;
    this.#forget(value);
  }
}

module.exports = { Recent };
