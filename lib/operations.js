'use strict';

// What a guest asks of the host: the operations of ECMA-262, 6.1.7.2 on objects that it was given,
// and a few of the engine's own. Each is decoded whole, performed, and answered. lib/context.js calls
// `perform` for each.

const { types } = require('node:util');
const { argumentsFor, receiverFor } = require('./calls.js');
const { calledFor } = require('./cleared.js');
const { print } = require('./console.js');
const { constructed } = require('./constructed.js');
const { reader, writer } = require('./crossing.js');
const { create } = require('./errors.js');
const { instanceTest, readCallee } = require('./forward.js');
const hidden = require('./hidden.js');
const { say } = require('./locale.js');
const { readRequest } = require('./modules/module-record.js');
const { construct, mayHoldInternal } = require('./node-state.js');
const { isObject } = require('./peek.js');
const { plainProperty } = require('./plain.js');
const {
  isFixed,
  isProcessWide,
  isSetByClass,
  noteFound,
  noteMethod,
} = require('./process-wide.js');
const { isPrototypeOf, maySet, maySetPrototype } = require('./prototypes.js');
const { returnedToGuest } = require('./records/promises.js');
const { propertyHandedOn, setOn } = require('./ruled.js');
const { readArguments, writeResult, writeSnapshot } = require('./snapshot.js');
const { apply } = require('./unquoted.js');
const { Opcode } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */
/** @typedef {import('./context.js').Context} Context */

/**
 * An operation: takes all of its operands from the message before it runs any other code, which may
 * write the next message over it.
 * @typedef {(context: Context, membrane: Membrane) => any} Operation
 *
 * How a result is written.
 * @typedef {(result: any, membrane: Membrane) => void} Writing
 */

/**
 * Answers a read that is a look at data, so that no code of the host's runs and what the guest read
 * before still holds.
 * @param {number} opcode
 * @param {Membrane} membrane
 * @returns {boolean} false if it is no such read; the message is as it was
 */
function answerQuietly(opcode, membrane) {
  const { at } = reader;
  const object = reader.value(membrane);
  if (opcode === Opcode.Snapshot) {
    membrane.session.beginQuietly();
    answer(writeSnapshot, object, membrane);
    return true;
  }
  const key = reader.key(membrane);
  const isSpecial =
    hidden.isHidden(object, key, membrane) !== false || hidden.isStack(object, key) !== false;
  const property = isSpecial ? undefined : plainProperty(object, key);
  if (property === undefined || mayHoldInternal(key, property.value)) {
    reader.at = at;
    return false;
  }
  noteMethod(key, property.value);
  membrane.session.beginQuietly();
  answer(writeValue, property.value, membrane);
  return true;
}

/**
 * Writes the body of an answer. That a result cannot cross is an error of the operation; the sections
 * that are written already stay.
 * @param {Writing} write
 * @param {any} result
 * @param {Membrane} membrane
 */
function answer(write, result, membrane) {
  try {
    write(result, membrane);
  } catch (error) {
    writer.restart(Opcode.Throw);
    writer.value(error, membrane);
  }
}

/** @type {Writing} */
function writeValue(value, membrane) {
  writer.value(value, membrane);
}

/**
 * A record of ours that a guest has is a real built-in there, without the properties that ours was
 * given besides. So it looks for them in what both inherit from.
 * @param {object} object
 * @param {PropertyKey} key
 * @param {any} receiver
 * @returns {boolean} whether the receiver has the property itself
 */
function isBehind(object, key, receiver) {
  if (receiver === object || !isObject(receiver) || types.isProxy(receiver)) return false;
  return Object.hasOwn(receiver, key);
}

/**
 * @template T
 * @param {Record<number, T>} table
 * @returns {T[]} the same without holes, which V8 looks up in line
 */
function byOpcode(table) {
  return Array.from({ length: Opcode.Return }, (_, opcode) => table[opcode]);
}

/** A key that no object has. */
const NEW = Symbol('new');

/** @type {Operation[]} */
const OPERATIONS = byOpcode({
  [Opcode.Get](_context, membrane) {
    const object = reader.value(membrane);
    const key = reader.key(membrane);
    const receiver = reader.value(membrane);
    const owner = isBehind(object, key, receiver) ? receiver : object;
    const value = hidden.get(owner, key, receiver, membrane);
    if (key === '__proto__') noteFound(object, value);
    noteMethod(key, value);
    return key === Symbol.hasInstance ? instanceTest(owner, value) : value;
  },
  [Opcode.Set](_context, membrane) {
    const object = reader.value(membrane);
    const key = reader.key(membrane);
    const value = reader.value(membrane);
    const receiver = reader.value(membrane);
    if (!maySet(object, key, value, receiver, membrane)) {
      throw new TypeError("Immutable prototype object '#<Object>' cannot have their prototype set");
    }
    if (isFixed(receiver, key, membrane) || hidden.isKept(receiver, key, membrane)) return false;
    if (isSetByClass(object, key, membrane)) return false;
    return Reflect.set(object, key, setOn(object, key, value, membrane), receiver);
  },
  [Opcode.Has](_context, membrane) {
    const object = reader.value(membrane);
    const key = reader.key(membrane);
    return Reflect.has(object, key) && !hidden.isHidden(object, key, membrane);
  },
  [Opcode.Delete](_context, membrane) {
    const object = reader.value(membrane);
    const key = reader.key(membrane);
    if (isFixed(object, key, membrane) || hidden.isKept(object, key, membrane)) return false;
    return Reflect.deleteProperty(object, key);
  },
  [Opcode.OwnKeys](_context, membrane) {
    const object = reader.value(membrane);
    return Reflect.ownKeys(object).filter((key) => !hidden.isHiddenOwn(object, key, membrane));
  },
  [Opcode.GetOwn](_context, membrane) {
    const object = reader.value(membrane);
    const key = reader.key(membrane);
    const property = hidden.getOwn(object, key, membrane);
    if (property?.set !== undefined) noteFound(object, property.set);
    noteMethod(key, property?.value);
    return property;
  },
  [Opcode.Define](_context, membrane) {
    const object = reader.value(membrane);
    const key = reader.key(membrane);
    const descriptor = reader.descriptor(membrane) ?? {};
    const agreed = hidden.agreed(object, key, descriptor);
    if (isFixed(object, key, membrane) || hidden.isKept(object, key, membrane)) return false;
    return Reflect.defineProperty(object, key, propertyHandedOn(agreed, membrane));
  },
  [Opcode.GetPrototype](_context, membrane) {
    const object = reader.value(membrane);
    const prototype = Reflect.getPrototypeOf(object);
    noteFound(object, prototype);
    return prototype;
  },
  [Opcode.SetPrototype](_context, membrane) {
    const object = reader.value(membrane);
    const prototype = reader.value(membrane);
    if (isPrototypeOf(prototype, object)) return true;
    if (isProcessWide(object, membrane)) return false;
    return (
      maySetPrototype(object, prototype, membrane) && Reflect.setPrototypeOf(object, prototype)
    );
  },
  [Opcode.IsExtensible](_context, membrane) {
    const object = reader.value(membrane);
    // What refuses properties says so: a program may look before it keeps something there.
    return Reflect.isExtensible(object) && !isFixed(object, NEW, membrane);
  },
  [Opcode.PreventExtensions](_context, membrane) {
    const object = reader.value(membrane);
    return !isProcessWide(object, membrane) && Reflect.preventExtensions(object);
  },
  [Opcode.Call](_context, membrane) {
    const f = calledFor(readCallee(membrane));
    const called = reader.value(membrane);
    const args = readArguments(membrane);
    const receiver = receiverFor(f, called, membrane);
    const given = argumentsFor(f, args, membrane, receiver);
    if (!membrane.ledger.areMany) return apply(f, receiver, given);
    try {
      return apply(f, receiver, given);
    } finally {
      membrane.ledger.touched(args);
    }
  },
  [Opcode.Construct](context, membrane) {
    const f = reader.value(membrane);
    const newTarget = reader.value(membrane);
    const args = readArguments(membrane);
    const given = argumentsFor(f, args, membrane);
    const called = calledFor(f);
    const made = called === f ? construct(f, given, newTarget) : called(...given);
    return constructed(made, context, f, newTarget);
  },
  [Opcode.Fetch](_context, membrane) {
    const object = reader.value(membrane);
    membrane.ledger.forget(/** @type {number} */ (membrane.codeOf(object)));
    return object;
  },
  [Opcode.Import](context) {
    const ticket = reader.word();
    const importer = reader.word();
    const request = readRequest(reader);
    return context.importers.begin(ticket, importer, request);
  },
  [Opcode.ImportMeta](context, membrane) {
    const importer = reader.word();
    const meta = reader.value(membrane);
    return context.importers.fillMeta(importer, meta);
  },
  [Opcode.EvaluateSynthetic](context) {
    const id = reader.word();
    return context.modules.evaluateSynthetic(id);
  },
  [Opcode.Locale](_context, membrane) {
    return say(reader.values(membrane));
  },
  [Opcode.Console](context, membrane) {
    const method = reader.text();
    const args = reader.values(membrane);
    if (context.isAudible) print(context, method, args);
  },
});

/** As a value, where nothing else is said. @type {Writing[]} */
const RESULTS = byOpcode({
  [Opcode.Call]: writeResult,
  [Opcode.OwnKeys](keys, membrane) {
    writer.word(keys.length);
    for (const key of keys) writer.key(key, membrane);
  },
  [Opcode.GetOwn]: (descriptor, membrane) => writer.descriptor(descriptor, membrane),
});

/**
 * Performs the operation whose body is in the arena, and writes the answer.
 * @param {number} opcode
 * @param {Context} context
 */
function perform(opcode, context) {
  const { membrane, session } = context;
  const isRead = opcode === Opcode.Get || opcode === Opcode.Snapshot;
  let result;
  try {
    if (isRead && answerQuietly(opcode, membrane)) return;
    const operation = OPERATIONS[opcode];
    if (operation === undefined) throw create('ERR_RSVM_PROTOCOL', `it asks for ${opcode}`);
    result = operation(context, membrane);
  } catch (error) {
    session.begin(Opcode.Throw);
    answer(writeValue, error, membrane);
    return;
  }
  if (opcode === Opcode.Call && typeof result === 'object') returnedToGuest(result, membrane);
  session.begin(Opcode.Return);
  answer(RESULTS[opcode] ?? writeValue, result, membrane);
}

module.exports = { perform };
