'use strict';

// Errors: each arrives as an error of the same kind, with its message, stack, causes and own
// properties. Nothing of the host's stack reaches a guest. They are written with their content in
// every message, where they stand in it first.

const { types } = require('node:util');
const { reader, writer } = require('../crossing.js');
const { constructorNameOf } = require('../intrinsics.js');
const { isObject } = require('../peek.js');
const { bounded } = require('../prints.js');
const { bareError, giveStack } = require('../stack.js');
const { handlerOf } = require('../stand-ins/marks.js');
const { RecordKind, Tag } = require('../wire.js');
const { define, getOwn, ownData, putOwn } = require('./shape.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

/** In the order of ErrorKind in src/wire/value.rs. @type {any[]} */
const ERRORS = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
];
const ERROR_NAMES = ERRORS.map((constructor) => constructor.name);

/**
 * What is known of an error that a guest made, for another: its kind, which its class does not tell here, and what
 * is the guest's of its stack.
 * @type {WeakMap<object, { kind: number, trace: string | undefined }>}
 */
const made = new WeakMap();

/** How deep the causes of an error follow it. */
const MAX_CAUSES = 32;
/** How long a trace is at most: Node compares the lines of an error's with those of its cause's, each with each. */
const LONGEST_TRACE = 1 << 16;
const MOST_LINES = 2000;
/** How many errors the one that is being written stands in. */
let nesting = 0;

/** @param {PropertyKey} key */
const isStack = (key) => key === 'stack';

/**
 * Writes one of our own objects as a record.
 * @param {object} object
 * @param {number} id its handle
 * @param {Membrane} membrane
 * @returns {boolean} false if its handle is to cross
 */
function put(object, id, membrane) {
  // Its handle alone is the error to a guest that has read it. Written whole wherever it stands, a
  // graph of 20 errors that each name the one before twice is a message of a million.
  if (nesting >= MAX_CAUSES || membrane.ledger.hasError(id)) return false;
  nesting += 1;
  try {
    putError(object, id, membrane);
  } finally {
    nesting -= 1;
  }
  return true;
}

/**
 * The kind of an error: that of the nearest prototype that is a primordial, of whatever realm; its
 * realm has been learned when it is written. Nothing is read but prototypes: what stands as the
 * `constructor` of one may be a guest's.
 * @param {object} error
 * @returns {{ kind: number, isDirect: boolean }} and whether it is the error's own prototype
 */
function errorKindOf(error) {
  let prototype = Reflect.getPrototypeOf(error);
  for (let depth = 0; prototype !== null && depth < 100; depth += 1) {
    // Of a guest's class.
    if (types.isProxy(prototype)) return { kind: made.get(error)?.kind ?? 0, isDirect: false };
    const kind = ERROR_NAMES.indexOf(constructorNameOf(prototype));
    if (kind >= 0) return { kind, isDirect: depth === 0 };
    prototype = Reflect.getPrototypeOf(prototype);
  }
  return { kind: 0, isDirect: false };
}

/**
 * @param {object} error
 * @param {number} id
 * @param {Membrane} membrane
 */
function putError(error, id, membrane) {
  const { kind, isDirect } = errorKindOf(error);
  writer.words(Tag.Record | (RecordKind.Error << 8), id);
  writer.word(kind);
  const prototype = Reflect.getPrototypeOf(error);
  // A subclass of the host's or of any guest's is visible as such; a built-in one is the guest's own.
  const isProxy = prototype !== null && types.isProxy(prototype) && !handlerOf(prototype);
  if (isDirect || isProxy) writer.word(Tag.Absent);
  else writer.value(prototype, membrane);
  const own = ownData(error, membrane, isStack);
  const trace = made.get(error)?.trace;
  // Of the guest's that made it, without the host's frames below.
  if (trace !== undefined) own.push({ key: 'stack', descriptor: hidden(trace) });
  putOwn(own, membrane);
}

/**
 * Reads an error of the guest's: the object that stands for it already, or a new one.
 * @param {number} id
 * @param {Membrane} membrane
 * @returns {object}
 */
function get(id, membrane) {
  const said = reader.word();
  const kind = said in ERRORS ? said : 0;
  const known = membrane.existing(id);
  const error = known ?? membrane.adopt(id, bareError(ERRORS[kind], ERROR_NAMES[kind]));
  const message = reader.value(membrane);
  const trace = reader.value(membrane);
  const name = reader.value(membrane);
  const prototype = membrane.readPrototype();
  const own = getOwn(membrane);
  if (known !== undefined) {
    // What a getter of it has answered since.
    for (const { key, descriptor } of own) {
      if (!Object.hasOwn(error, key)) defineField(error, key, descriptor);
    }
    return error;
  }
  // The rest of the message may name it by its handle.
  membrane.ledger.pin(error);
  // A guest has put something else there than a text.
  const cut = trace === undefined ? undefined : cutTrace(trace);
  made.set(error, { kind, trace: cut });
  if (cut === undefined) hide(error, 'stack', undefined);
  else giveStack(error, cut, ERRORS[kind] === SyntaxError, membrane.session.isInner);
  // Where there is no trace, Node shows the message.
  if (message !== undefined) hide(error, 'message', trace ? message : cutText(message));
  if (prototype) Reflect.setPrototypeOf(error, prototype);
  else if (name !== undefined && name !== ERROR_NAMES[kind]) hide(error, 'name', cutText(name));
  for (const { key, descriptor } of own) defineField(error, key, descriptor);
  return error;
}

/**
 * @param {object} error
 * @param {PropertyKey} key
 * @param {PropertyDescriptor} descriptor
 */
function defineField(error, key, descriptor) {
  // Whoever prints an error makes strings of these, and may not get past an object's error.
  const isPrinted = key === 'name' || key === 'message';
  if (isPrinted && isObject(descriptor.value)) return;
  if (key === 'name') descriptor.value = cutText(descriptor.value);
  define(error, key, descriptor);
}

/**
 * @param {unknown} text that is shown whole
 * @returns {unknown}
 */
function cutText(text) {
  return typeof text === 'string' ? bounded(text) : text;
}

/** @param {string} trace */
function cutTrace(trace) {
  const cut = trace.slice(0, LONGEST_TRACE);
  return cut.length < MOST_LINES ? cut : cut.split('\n', MOST_LINES).join('\n');
}

/**
 * @param {object} error
 * @param {string} key
 * @param {unknown} value
 */
function hide(error, key, value) {
  Object.defineProperty(error, key, hidden(value));
}

/**
 * @param {unknown} value
 * @returns {PropertyDescriptor} as what the constructors of errors define
 */
function hidden(value) {
  return { configurable: true, writable: true, enumerable: false, value };
}

module.exports = { get, put };
