'use strict';

// The numbers of the message format, as src/wire/message.rs and src/wire/value.rs have them, and the
// words that stand for property descriptors. It touches nothing; the writer, the reader and whoever
// looks at a head read it.

/** What a message asks for, or how it answers (src/wire/message.rs). */
const Opcode = Object.freeze({
  Get: 0x01,
  Set: 0x02,
  Has: 0x03,
  Delete: 0x04,
  OwnKeys: 0x05,
  GetOwn: 0x06,
  Define: 0x07,
  GetPrototype: 0x08,
  SetPrototype: 0x09,
  IsExtensible: 0x0a,
  PreventExtensions: 0x0b,
  Call: 0x0c,
  Construct: 0x0d,
  Snapshot: 0x0e,
  Fetch: 0x0f,
  Compile: 0x20,
  Run: 0x21,
  CompileFunction: 0x22,
  RunJobs: 0x23,
  Setup: 0x25,
  Settle: 0x26,
  Check: 0x27,
  CompileModule: 0x28,
  SyntheticModule: 0x29,
  LinkModule: 0x2a,
  InstantiateModule: 0x2b,
  EvaluateModule: 0x2c,
  ModuleState: 0x2d,
  ModuleNamespace: 0x2e,
  SetExport: 0x2f,
  SettleImport: 0x30,
  Limit: 0x31,
  Console: 0x40,
  Import: 0x41,
  Locale: 0x42,
  ImportMeta: 0x43,
  EvaluateSynthetic: 0x44,
  Return: 0x60,
  Throw: 0x61,
  Fault: 0x62,
});

/** Which sections stand between a message's head and its body, in this order. */
const Flag = Object.freeze({
  /** To the guest only. */
  Allowance: 1 << 8,
  Releases: 1 << 9,
  Patches: 1 << 10,
  Jobs: 1 << 11,
  Rejections: 1 << 12,
  Updates: 1 << 13,
  /** All of those that come from the guest. */
  Sections: 0x1f << 9,
  /** No section: nothing of the sender's ran for this answer. */
  Quiet: 1 << 14,
  /** From the guest, behind the body: long texts. */
  Texts: 1 << 15,
  /** To the guest, and no section: it is to collect its garbage. */
  Collect: 1 << 16,
});

/** What an entry of the section of jobs is. */
const Queued = Object.freeze({ Jobs: 0, Reaction: 1 });

/** What a request's allowance gives (src/wire/allowance.rs). */
const Given = Object.freeze({ Sigint: 1, Timeout: 1 << 1, Memory: 1 << 2, Stack: 1 << 3 });

/** The fields of a property descriptor. */
const Attribute = Object.freeze({
  Value: 1,
  Get: 1 << 1,
  Set: 1 << 2,
  HasWritable: 1 << 3,
  Writable: 1 << 4,
  HasEnumerable: 1 << 5,
  Enumerable: 1 << 6,
  HasConfigurable: 1 << 7,
  Configurable: 1 << 8,
  Absent: 1 << 9,
  BuiltIn: 1 << 10,
  Inherited: 1 << 11,
});

/** What a side says of an object that it sends (src/wire/value.rs). */
const Trait = Object.freeze({
  Callable: 1,
  Constructor: 1 << 1,
  Array: 1 << 2,
  Class: 1 << 3,
  Arguments: 1 << 4,
  Global: 1 << 5,
  Prototype: 1 << 6,
  Record: 1 << 7,
  Namespace: 1 << 8,
  ArrayValues: 1 << 9,
  Async: 1 << 10,
  Generator: 1 << 11,
  ErrorText: 1 << 12,
  BuiltIn: 1 << 13,
});

/** Above the traits stands one more than the number of a primordial. */
const INTRINSIC_SHIFT = 14;

/**
 * @param {number} traits
 * @returns {number} that of the primordial of a guest's that has them; -1 of what is none
 */
function intrinsicOf(traits) {
  return (traits >>> INTRINSIC_SHIFT) - 1;
}

const RecordKind = Object.freeze({
  Error: 1,
  Date: 2,
  RegExp: 3,
  Map: 4,
  Set: 5,
  ArrayBuffer: 6,
  TypedArray: 7,
  DataView: 8,
  Boxed: 9,
  Promise: 10,
});

const Tag = Object.freeze({
  Undefined: 0,
  Null: 1,
  False: 2,
  True: 3,
  Int: 4,
  Number: 5,
  Latin1: 6,
  Utf16: 7,
  BigInt: 8,
  WellKnownSymbol: 9,
  RegisteredSymbol: 10,
  MineSymbol: 11,
  YoursSymbol: 12,
  Mine: 13,
  Yours: 14,
  Intrinsic: 15,
  Global: 16,
  Record: 17,
  Absent: 18,
  TextAt: 19,
});

/** In the order of src/wire/value.rs; the last two are missing in older engines. */
const WELL_KNOWN_SYMBOLS = [
  Symbol.asyncIterator,
  Symbol.hasInstance,
  Symbol.isConcatSpreadable,
  Symbol.iterator,
  Symbol.match,
  Symbol.matchAll,
  Symbol.replace,
  Symbol.search,
  Symbol.species,
  Symbol.split,
  Symbol.toPrimitive,
  Symbol.toStringTag,
  Symbol.unscopables,
  /** @type {any} */ (Symbol).dispose,
  /** @type {any} */ (Symbol).asyncDispose,
];

/**
 * @param {symbol} symbol
 * @returns {boolean} whether it is the same one on both sides by itself
 */
function isCommonSymbol(symbol) {
  return WELL_KNOWN_SYMBOLS.includes(symbol) || Symbol.keyFor(symbol) !== undefined;
}

/** A payload of all ones says that the length is in a word of its own. */
const LONG = 0xffffff;

/**
 * @param {PropertyDescriptor} descriptor
 * @returns {number}
 */
function attributesOf(descriptor) {
  let attributes = 0;
  if ('value' in descriptor) attributes |= Attribute.Value;
  if ('get' in descriptor) attributes |= Attribute.Get;
  if ('set' in descriptor) attributes |= Attribute.Set;
  if ('writable' in descriptor) {
    attributes |= Attribute.HasWritable | (descriptor.writable ? Attribute.Writable : 0);
  }
  if ('enumerable' in descriptor) {
    attributes |= Attribute.HasEnumerable | (descriptor.enumerable ? Attribute.Enumerable : 0);
  }
  if ('configurable' in descriptor) {
    attributes |=
      Attribute.HasConfigurable | (descriptor.configurable ? Attribute.Configurable : 0);
  }
  return attributes;
}

/**
 * A descriptor with the boolean fields that the attributes announce; it inherits nothing, so that
 * nothing on Object.prototype becomes a field of it.
 * @param {number} attributes
 * @returns {PropertyDescriptor}
 */
function flagsOf(attributes) {
  /** @type {PropertyDescriptor} */
  const descriptor = Object.create(null);
  if (attributes & Attribute.HasWritable) {
    descriptor.writable = (attributes & Attribute.Writable) !== 0;
  }
  if (attributes & Attribute.HasEnumerable) {
    descriptor.enumerable = (attributes & Attribute.Enumerable) !== 0;
  }
  if (attributes & Attribute.HasConfigurable) {
    descriptor.configurable = (attributes & Attribute.Configurable) !== 0;
  }
  return descriptor;
}

module.exports = {
  Attribute,
  Flag,
  Given,
  LONG,
  Opcode,
  Queued,
  RecordKind,
  Tag,
  Trait,
  WELL_KNOWN_SYMBOLS,
  attributesOf,
  flagsOf,
  intrinsicOf,
  isCommonSymbol,
};
