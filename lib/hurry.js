'use strict';

// Until when the host may be busy with a run that has a timeout: with reading what its guest says, with
// doing what that means, and with going through a guest's objects. lib/session.js has one for each such
// request, lib/wire/reader.js and lib/stand-ins/guest-object.js have the clock looked at.

const { create } = require('./errors.js');

/**
 * How long after its timeout, in milliseconds: as long as native code of the engine may go on
 * (src/engine/limits/watchdog.rs).
 */
const GRACE = 500;

class Hurry {
  #timeout;
  #deadline;
  #abandon;

  /**
   * @param {number} timeout in milliseconds from now
   * @param {() => void} abandon gives up the engine
   */
  constructor(timeout, abandon) {
    this.#timeout = timeout;
    this.#deadline = performance.now() + timeout + GRACE;
    this.#abandon = abandon;
  }

  /** @returns {boolean} */
  get isOver() {
    return performance.now() > this.#deadline;
  }

  /**
   * @param {Hurry | undefined} other
   * @returns {boolean} whether that one does not end sooner
   */
  endsBefore(other) {
    return other === undefined || this.#deadline <= other.#deadline;
  }

  /** @returns {Error} */
  error() {
    return create('ERR_SCRIPT_EXECUTION_TIMEOUT', this.#timeout);
  }

  /** @returns {Error} that of an engine which has said more than there is time to read, and is given up */
  giveUp() {
    this.#abandon();
    return this.error();
  }
}

module.exports = { Hurry };
