'use strict';

// The arena: the memory that this side and the addon write messages into. There is one for a
// copy of these modules; the writer makes it grow, and lib/session.js does when the addon asks for room.

const { create } = require('../errors.js');
const native = require('../native.js');

const FIRST_ARENA_BYTES = 1 << 16;
/** 2 GiB: the engines count the bytes of a message with 32 bits. */
const MOST_WORDS = 2 ** 29;
/** How large it may stay: 64 MiB. */
const KEPT_WORDS = 2 ** 24;

/**
 * The arena, seen as the kinds of memory that messages hold; `bytes` is a Buffer, whose raw string
 * methods (`latin1Slice` and its like) its declared type does not have.
 * @type {{ words: Int32Array, units: Uint16Array, bytes: any }}
 */
const arena = { words: new Int32Array(0), units: new Uint16Array(0), bytes: Buffer.alloc(0) };

/** What `enter` is told, and answers (src/addon/environment.rs). */
const Register = Object.freeze({ Engine: 0, Words: 1, Status: 2, Due: 3 });
const registers = new Uint32Array(Object.keys(Register).length);
native.setRegisters(registers.buffer);

/** What the addon says is due before the next message to an engine (src/addon/pressure.rs). */
const Due = Object.freeze({ Nothing: 0, Sweep: 1, Guest: 2, Both: 3 });

/** For the two words of a number. */
const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/**
 * Makes room for so many words. What was written stays.
 * @param {number} words
 * @throws {Error} ERR_RSVM_TOO_LARGE
 */
function growArena(words) {
  if (words > MOST_WORDS) throw create('ERR_RSVM_TOO_LARGE', 'A message of 2 GiB');
  const { bytes } = arena;
  const buffer = new ArrayBuffer(Math.max(FIRST_ARENA_BYTES, 2 ** Math.ceil(Math.log2(words * 4))));
  arena.words = new Int32Array(buffer);
  arena.units = new Uint16Array(buffer);
  arena.bytes = Buffer.from(buffer);
  bytes.copy(arena.bytes);
  native.setArena(buffer);
}
growArena(1);

/**
 * @param {number} words
 * @returns {boolean} whether there was no room for so many, which there is now
 */
function makeRoom(words) {
  if (words <= arena.words.length) return false;
  growArena(words);
  return true;
}

/** Gives back what one large message took, when another is about to be written. */
function trimArena() {
  if (arena.words.length <= KEPT_WORDS) return;
  arena.bytes = Buffer.alloc(0);
  growArena(1);
}

/** @returns {Int32Array} what is in the arena now */
function copyArena() {
  return arena.words.slice();
}

/** @param {Int32Array} words what `copyArena` returned */
function restoreArena(words) {
  makeRoom(words.length);
  arena.words.set(words);
}

module.exports = {
  Due,
  Register,
  arena,
  copyArena,
  float,
  floatWords,
  makeRoom,
  registers,
  restoreArena,
  trimArena,
};
