'use strict';

// The message format, as src/wire has it: a message is a sequence of 32-bit words in the arena, an
// ArrayBuffer that the addon writes into too. This is the door to lib/wire/, whose files stand for
// those of src/wire: the format, the names of the language, the arena, the writer and the reader.

const { Due, Register, copyArena, makeRoom, registers, restoreArena } = require('./wire/arena.js');
const {
  Attribute,
  Flag,
  Opcode,
  Queued,
  RecordKind,
  Tag,
  Trait,
  attributesOf,
  flagsOf,
  intrinsicOf,
  isCommonSymbol,
} = require('./wire/format.js');
const { Copies } = require('./wire/copy.js');
const { ARRAY_NAMES, Inherits, OBJECT_NAMES } = require('./wire/names.js');
const { Reader } = require('./wire/reader.js');
const { Writer } = require('./wire/writer.js');

/**
 * What encodes and decodes the values that only a membrane knows.
 * @typedef {object} Side
 * @property {(object: object) => void} putObject
 * @property {(id: number, traits: number) => any} mine
 * @property {(id: number) => any} yours
 * @property {SymbolsOfSide} symbols
 * @property {(index: number) => any} intrinsic
 * @property {() => any} global
 * @property {(id: number, kind: number) => any} record
 *
 * The same of symbols that are neither registered nor well known.
 * @typedef {object} SymbolsOfSide
 * @property {(symbol: symbol) => void} put
 * @property {(id: number, description: string | undefined) => symbol} theirs
 * @property {(id: number) => symbol} ours
 *
 * What a request may take; what is not given is as it is for the context.
 * @typedef {object} Allowance
 * @property {number} [timeout] in milliseconds
 * @property {number} [memory] in bytes
 * @property {number} [stack] in levels of calls
 * @property {boolean} [breakOnSigint] whether Ctrl+C ends it
 */

module.exports = {
  ARRAY_NAMES,
  Attribute,
  Copies,
  Due,
  Flag,
  Inherits,
  OBJECT_NAMES,
  Opcode,
  Queued,
  Reader,
  RecordKind,
  Register,
  Tag,
  Trait,
  Writer,
  attributesOf,
  copyArena,
  flagsOf,
  intrinsicOf,
  isCommonSymbol,
  makeRoom,
  registers,
  restoreArena,
};
