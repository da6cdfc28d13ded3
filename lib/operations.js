'use strict';

// What a guest asks of the host: the operations of ECMA-262, 6.1.7.2 on objects that it was given,
// and a few of the engine's own. Each is decoded whole, performed, and answered. lib/context.js calls
// `perform` for each.

const { types } = require('node:util');
const { argumentsFor, receiverFor } = require('./calls.js');
const { print } = require('./console.js');
const { reader, writer } = require('./crossing.js');
const { create } = require('./errors.js');
const { readCallee } = require('./forward.js');
const hidden = require('./hidden.js');
const { say } = require('./locale.js');
const { readRequest } = require('./module-record.js');
const { construct, mayHoldInternal, note } = require('./node-state.js');
const { plainProperty } = require('./plain.js');
const { isFixed, isProcessWide, isSetByClass } = require('./process-wide.js');
const { maySet, maySetPrototype } = require('./prototypes.js');
const { give } = require('./records/promises.js');
const { readArguments, writeResult, writeSnapshot } = require('./snapshot.js');
const { isObject } = require('./stand-ins.js');
const { Attribute, Opcode } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */
/** @typedef {import('./context.js').Context} Context */

/**
 * An operation: takes all of its operands from the message before it runs any other code, which may
 * write the next message over it.
 * @typedef {(context: Context, membrane: Membrane) => any} Operation
 */

/** @param {Membrane} membrane */
function target(membrane) {
  return reader.value(membrane);
}

/**
 * Answers a read that is a look at data, so that no code of the host's runs and what the guest read
 * before still holds.
 * @param {number} opcode
 * @param {Membrane} membrane
 * @returns {boolean} false if it is no such read; the message is as it was
 */
function answerQuietly(opcode, membrane) {
  const { at } = reader;
  const object = target(membrane);
  if (opcode === Opcode.Snapshot) {
    membrane.session.beginQuietly();
    try {
      writeSnapshot(object, membrane);
    } catch (error) {
      answerUnwritable(error, membrane);
    }
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
  membrane.session.beginQuietly();
  try {
    writer.value(property.value, membrane);
  } catch (error) {
    answerUnwritable(error, membrane);
  }
  return true;
}

/**
 * Answers that a result cannot cross, which is an error of the operation; the sections that are
 * written already stay.
 * @param {unknown} error
 * @param {Membrane} membrane
 */
function answerUnwritable(error, membrane) {
  writer.restart(Opcode.Throw);
  writer.value(error, membrane);
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
 * `Reflect.apply`, which takes as long as all that is read of a short call, without it where the
 * language has another way.
 * @param {Function} f
 * @param {any} receiver
 * @param {any[]} args
 */
function apply(f, receiver, args) {
  if (receiver === undefined && args.length === 1) return f(args[0]);
  if (receiver === undefined && args.length === 2) return f(args[0], args[1]);
  return Reflect.apply(f, receiver, args);
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
    const object = target(membrane);
    const key = reader.key(membrane);
    const receiver = reader.value(membrane);
    const owner = isBehind(object, key, receiver) ? receiver : object;
    return hidden.get(owner, key, receiver, membrane);
  },
  [Opcode.Set](_context, membrane) {
    const object = target(membrane);
    const key = reader.key(membrane);
    const value = reader.value(membrane);
    const receiver = reader.value(membrane);
    if (!maySet(object, key, value, receiver, membrane)) {
      throw new TypeError("Immutable prototype object '#<Object>' cannot have their prototype set");
    }
    if (isFixed(receiver, key, membrane) || hidden.isKept(receiver, key, membrane)) return false;
    if (isSetByClass(object, key, membrane)) return false;
    if (key === '__proto__') note(receiver);
    return Reflect.set(object, key, value, receiver);
  },
  [Opcode.Has](_context, membrane) {
    const object = target(membrane);
    const key = reader.key(membrane);
    return Reflect.has(object, key) && !hidden.isHidden(object, key, membrane);
  },
  [Opcode.Delete](_context, membrane) {
    const object = target(membrane);
    const key = reader.key(membrane);
    if (isFixed(object, key, membrane) || hidden.isKept(object, key, membrane)) return false;
    return Reflect.deleteProperty(object, key);
  },
  [Opcode.OwnKeys](_context, membrane) {
    const object = target(membrane);
    return Reflect.ownKeys(object).filter((key) => !hidden.isHiddenOwn(object, key, membrane));
  },
  [Opcode.GetOwn](_context, membrane) {
    const object = target(membrane);
    const key = reader.key(membrane);
    return hidden.getOwn(object, key, membrane);
  },
  [Opcode.Define](_context, membrane) {
    const object = target(membrane);
    const key = reader.key(membrane);
    const descriptor = reader.descriptor(membrane) ?? {};
    const agreed = hidden.agreed(object, key, descriptor);
    if (isFixed(object, key, membrane) || hidden.isKept(object, key, membrane)) return false;
    return Reflect.defineProperty(object, key, agreed);
  },
  [Opcode.GetPrototype](_context, membrane) {
    const object = target(membrane);
    return Reflect.getPrototypeOf(object);
  },
  [Opcode.SetPrototype](_context, membrane) {
    const object = target(membrane);
    const prototype = reader.value(membrane);
    if (isProcessWide(object, membrane)) return false;
    note(object);
    return (
      maySetPrototype(object, prototype, membrane) && Reflect.setPrototypeOf(object, prototype)
    );
  },
  [Opcode.IsExtensible](_context, membrane) {
    const object = target(membrane);
    // What refuses properties says so: a program may look before it keeps something there.
    return Reflect.isExtensible(object) && !isFixed(object, NEW, membrane);
  },
  [Opcode.PreventExtensions](_context, membrane) {
    const object = target(membrane);
    return !isProcessWide(object, membrane) && Reflect.preventExtensions(object);
  },
  [Opcode.Call](_context, membrane) {
    const f = readCallee(membrane);
    const called = reader.value(membrane);
    const args = readArguments(membrane);
    const receiver = receiverFor(f, called, membrane);
    const given = argumentsFor(f, args, membrane);
    if (!membrane.ledger.areMany) return apply(f, receiver, given);
    try {
      return apply(f, receiver, given);
    } finally {
      membrane.ledger.touched(args);
    }
  },
  [Opcode.Construct](_context, membrane) {
    const f = target(membrane);
    const newTarget = reader.value(membrane);
    const args = readArguments(membrane);
    return construct(f, argumentsFor(f, args, membrane), newTarget);
  },
  [Opcode.Fetch](_context, membrane) {
    const object = target(membrane);
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

/**
 * How a result is written; a value where nothing else is said.
 * @type {((result: any, membrane: Membrane) => void)[]}
 */
const RESULTS = byOpcode({
  [Opcode.Call]: writeResult,
  [Opcode.OwnKeys](keys, membrane) {
    writer.word(keys.length);
    for (const key of keys) writer.key(key, membrane);
  },
  [Opcode.GetOwn](descriptor, membrane) {
    if (descriptor === undefined) writer.word(Attribute.Absent);
    else writer.descriptor(descriptor, membrane);
  },
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
    try {
      writer.value(error, membrane);
    } catch (unwritable) {
      answerUnwritable(unwritable, membrane);
    }
    return;
  }
  if (opcode === Opcode.Call && typeof result === 'object') give(result, membrane);
  session.begin(Opcode.Return);
  try {
    const write = RESULTS[opcode];
    if (write === undefined) writer.value(result, membrane);
    else write(result, membrane);
  } catch (error) {
    answerUnwritable(error, membrane);
  }
}

module.exports = { perform };
