'use strict';

// Records that may change, of one sort: which of them a message compares. Of many, not all are: a program
// that passes a million dates must not pay for all of them each time. lib/records/ledger.js has one list for
// what seldom changes and one for what holds other things; src/engine/records/watched.rs is the same on the
// guest's side.

/**
 * The newest, and those that have changed since, are compared each time, and a few others in turn.
 */
const LAST = 16;
const SOME = 16;

class Watched {
  /** `handle`, or `~handle` for one of the guest's. @type {number[]} */
  #codes = [];
  /** Where the next turn of those begins that are not always compared. */
  #cursor = 0;
  /** Counts those that came to be among the last. */
  #moved = 0;

  get length() {
    return this.#codes.length;
  }

  /** @param {number} code */
  add(code) {
    this.#codes.push(code);
  }

  /**
   * Has the records compared: all, or some if there are more than so many.
   * @param {number} most
   * @param {(code: number) => boolean | undefined} compare whether one has changed; undefined if there is
   *   no such record any more
   * @returns {number} how many have changed
   */
  compare(most, compare) {
    const { length } = this.#codes;
    const from = length > most ? length - LAST : 0;
    let count = 0;
    for (let i = length - 1; i >= from; i -= 1) count += this.#compareAt(i, compare);
    if (from === 0) return count;
    if (this.#cursor >= from) this.#cursor = 0;
    const start = this.#cursor;
    this.#cursor = Math.min(start + SOME, from);
    for (let i = this.#cursor - 1; i >= start; i -= 1) count += this.#compareAt(i, compare);
    return count;
  }

  /**
   * @param {number} place
   * @param {(code: number) => boolean | undefined} compare
   * @returns {number} how many have changed
   */
  #compareAt(place, compare) {
    const changed = compare(this.#codes[place]);
    if (changed === undefined) this.#remove(place);
    else if (changed) this.#keep(place);
    return changed ? 1 : 0;
  }

  /**
   * What has changed once is likely to change again.
   * @param {number} place
   */
  #keep(place) {
    const codes = this.#codes;
    const last = codes.length - LAST;
    if (place >= last) return;
    const other = last + (this.#moved % LAST);
    this.#moved += 1;
    [codes[place], codes[other]] = [codes[other], codes[place]];
  }

  /**
   * The last stay the last.
   * @param {number} place
   */
  #remove(place) {
    const codes = this.#codes;
    const last = codes.length - LAST;
    let at = place;
    if (place < last) {
      at = last - 1;
      codes[place] = codes[at];
    }
    for (; at < codes.length - 1; at += 1) codes[at] = codes[at + 1];
    codes.pop();
  }
}

module.exports = { Watched };
