'use strict';

// Waiting for the turn of an engine in a process of its own, while the event loop goes on.
// lib/session.js awaits; the addon (src/addon/turns.rs) says when to look.

const native = require('./native.js');

/** By engine: what goes on when its turn may be over. @type {Map<number, () => void>} */
const waiting = new Map();

/** @param {number} id */
function resume(id) {
  const goOn = waiting.get(id);
  waiting.delete(id);
  goOn?.();
}

/**
 * Looks for the engine's turn with what is known now of the end of its time.
 * @param {number} id of an engine that is waited for
 */
function waitAgain(id) {
  // What cannot be waited for is disposed of, which shows when it is received.
  if (native.wait(id, () => resume(id)) === 0) resume(id);
}

/**
 * @param {number} id of the engine
 * @returns {Promise<void>} when there is something to receive from it, or its time is over
 */
function turnOf(id) {
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    waitAgain(id);
  });
}

module.exports = { turnOf, waitAgain };
