'use strict';

// The promise jobs of a guest, among the host's microtasks: each of its jobs takes a turn of its own,
// as it would if both had one queue. lib/context.js says how many there are new.

const { performance } = require('node:perf_hooks');
const { setImmediate } = require('node:timers');
const { create } = require('./errors.js');
const { warn } = require('./uncatchable.js');
const { Opcode } = require('./wire.js');

/**
 * How many of a guest's jobs are in the host's queue; the others wait for one of these to have its
 * turn. A guest that has taken its process over can claim any number.
 */
const MOST_QUEUED = 1 << 20;

/** So many thenables in a turn are anybody's. */
const FEW_THENABLES = 8;

class Jobs {
  #session;
  /** How many wait for a place in the host's queue, and how many have one. */
  #waiting = 0;
  #queued = 0;
  /** How many of those that have one, the oldest, are to do nothing. */
  #forgotten = 0;
  /** How long jobs have run in this turn of the event loop, of this guest's alone; -1 before the first. */
  #spent = -1;
  /** Whether promises of the host's are to make no more jobs in this turn. */
  #isStopped = false;
  /** How many thenables V8 has asked for their `then` in this turn, and since when. */
  #thenables = 0;
  #since = 0;

  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {number} count */
  enqueued(count) {
    this.#waiting += count;
    this.#queue();
  }

  #queue() {
    for (; this.#waiting > 0 && this.#queued < MOST_QUEUED; this.#waiting -= 1) {
      this.#queued += 1;
      queueMicrotask(this.#takeTurn);
    }
  }

  #takeTurn = () => {
    this.#queued -= 1;
    this.#queue();
    if (this.#forgotten > 0) this.#forgotten -= 1;
    else this.#session.whenFree(() => this.#run());
  };

  /**
   * Stops jobs that are made without an end, of those also that promises of the host's make.
   * @returns {boolean} whether there were any
   */
  stopEndless() {
    if (this.#isStopped) return true;
    if (!this.#areEndless()) return false;
    this.#isStopped = true;
    this.#run(true);
    return true;
  }

  #run = (isEndless = this.#areEndless()) => {
    if (this.#session.id === 0) return;
    try {
      if (isEndless) this.#forget();
      const request = this.#session.begin(Opcode.RunJobs);
      // To run none is to forget them all.
      request.word(isEndless ? 0 : 1);
      this.timed(() => this.#session.exchange());
      if (isEndless) throw create('ERR_SCRIPT_EXECUTION_TIMEOUT', this.#session.timeout);
    } catch (error) {
      // Guest code cannot throw here: it is a limit, whose code says which.
      warn(error, /** @type {Error & { code?: string }} */ (error).code);
    }
  };

  #forget() {
    this.#waiting = 0;
    this.#forgotten = this.#queued;
  }

  /**
   * Does what counts as a job of the guest's.
   * @template T
   * @param {() => T} action
   * @returns {T}
   */
  timed(action) {
    const begun = performance.now();
    try {
      return action();
    } finally {
      this.#spent += performance.now() - begun;
    }
  }

  /**
   * Whether jobs have made jobs for longer than the context's timeout, while nothing else of the
   * host's had its turn: no single one of them takes long.
   */
  #areEndless() {
    const { timeout } = this.#session;
    if (timeout === 0) return false;
    this.#beginTurn();
    if (this.#spent <= timeout) return false;
    this.#spent = 0;
    return true;
  }

  /**
   * A promise of V8's is resolved with an object of the guest's, whose `then` is called in the same turn: it
   * may resolve that promise with another.
   * @returns {boolean} whether that has gone on for longer than the context's timeout
   */
  areThenablesEndless() {
    const { timeout } = this.#session;
    if (timeout === 0) return false;
    this.#beginTurn();
    this.#thenables += 1;
    if (this.#thenables === 1) this.#since = performance.now();
    // Others may have had the time.
    return this.#thenables > FEW_THENABLES && performance.now() - this.#since > timeout;
  }

  #beginTurn() {
    if (this.#spent >= 0) return;
    this.#spent = 0;
    setImmediate(() => {
      this.#spent = -1;
      this.#thenables = 0;
      this.#isStopped = false;
    }).unref();
  }
}

module.exports = { Jobs };
