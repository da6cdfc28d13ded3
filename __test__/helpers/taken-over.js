'use strict';

// A guest that has taken its process over: it sends whatever messages it likes. Here the messages of an
// ordinary engine are replaced on their way to the host's half.

const native = require('../../lib/native.js');
const { arena } = require('../../lib/wire/arena.js');
const { Opcode, Register, Writer, registers } = require('../../lib/wire.js');

const REPLY = 0;
const ASK = 1;
const WORDS = 2;

/** @typedef {(writer: Writer) => void} Message writes one, its head included */

/**
 * Answers the next request of the host's by hand: each message asks the host for something, whose
 * answer is kept, and then the request returns nothing.
 * @template T
 * @param {Message[]} messages
 * @param {() => T} body begins the request
 * @returns {{ result: T, answers: number[] }} what became of it, and the opcodes of the answers
 */
function saying(messages, body) {
  const { enter } = native;
  const rest = [...messages];
  /** @type {number[] | undefined} */
  let answers;
  native.enter = () => {
    if (answers === undefined) answers = [];
    else answers.push(arena.words[0] & 0xff);
    const next = rest.shift();
    const writer = new Writer();
    if (next === undefined) {
      writer.begin(Opcode.Return);
      writer.word(0);
      native.enter = enter;
    } else {
      next(writer);
    }
    const kind = (arena.words[0] & 0xff) >= Opcode.Return ? REPLY : ASK;
    registers[Register.Status] = kind | (writer.at << WORDS);
  };
  try {
    return { result: body(), answers: answers ?? [] };
  } finally {
    native.enter = enter;
  }
}

/**
 * Changes each message of an engine's before the host reads it.
 * @param {(words: Int32Array, count: number) => number} change of the message in the first `count` words of
 *   the arena; returns how many it has now
 * @param {() => void} body
 */
function changing(change, body) {
  const { enter } = native;
  native.enter = () => {
    enter();
    const status = registers[Register.Status];
    const count = status >>> WORDS;
    if (count === 0 || count > arena.words.length) return;
    registers[Register.Status] = (status & 3) | (change(arena.words, count) << WORDS);
  };
  try {
    body();
  } finally {
    native.enter = enter;
  }
}

module.exports = { changing, saying };
