'use strict';

// Plain data in one crossing, and not one for each property: the host's half of src/engine/snapshot.rs. A snapshot
// is the own properties of a plain object or array that holds nothing but plain data; those of the small objects
// in it come with it, and a small object that a function returns or is called with comes with its own. The
// stand-ins of a guest's objects (lib/stand-ins/guest-object.js, lib/stand-ins/handler.js) and lib/later.js read
// those of a guest's objects and write the arguments of calls into it; lib/operations.js does the same the other
// way round.

const { reader, writer } = require('./crossing.js');
const { create } = require('./errors.js');
const { NOT_DONE } = require('./forward.js');
const {
  ArraySnapshot,
  MOST_LATE,
  ObjectSnapshot,
  Shape,
} = require('./stand-ins/object-snapshot.js');
const { isObject } = require('./peek.js');
const { ownData } = require('./plain.js');
const { kindOf } = require('./records/index.js');
const { handlerOf } = require('./stand-ins/marks.js');
const { Tag } = require('./wire.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */
/** @typedef {import('./stand-ins/object-snapshot.js').Snapshot} Snapshot */

/**
 * The forms of a snapshot on the wire; `Alike` has the keys of the last object of its message. Above the
 * form stands what the object inherits.
 */
const Form = Object.freeze({ None: 0, Object: 1, Array: 2, Alike: 3 });
const FORM_BITS = 8;

/** How many properties a snapshot may have, with those that come with it. */
const MAX_PROPERTIES = 100_000;
/** How many units its texts may have: of more, each is read by itself, as the guest's time and memory allow. */
const MAX_UNITS = 1 << 20;
/** How many properties an object may have whose snapshot comes without being asked for. */
const MAX_SMALL = 32;
/** From how many words on a snapshot is copied, so that texts are decoded when they are read. */
const MANY_WORDS = 4096;
/** Of how many arguments it is looked whether they are new: a bit for each. */
const MOST_NEW = 31;

const NO_KEYS = new Shape([]);

/**
 * Reads a snapshot of a guest's object, and gives those that come with it to the stand-ins that they
 * are of.
 * @param {Membrane} membrane
 * @returns {Snapshot | undefined} undefined if the object has none
 */
function readSnapshot(membrane) {
  const latest = { shape: NO_KEYS };
  const copy = reader.left > MANY_WORDS ? membrane.session.copyMessage() : undefined;
  const snapshot = readOwn(membrane, latest, copy);
  if (snapshot !== undefined) readMembers(snapshot.values, membrane, latest, copy);
  return snapshot;
}

/**
 * Reads the snapshots of members, and gives them to their stand-ins.
 * @param {any[]} values
 * @param {Membrane} membrane
 * @param {{ shape: Shape }} latest the last one of the message
 * @param {import('./wire/copy.js').Copy} [copy]
 */
function readMembers(values, membrane, latest, copy) {
  for (let place = reader.word(); place !== 0; place = reader.word()) {
    keep(values[place - 1], readOwn(membrane, latest, copy), membrane);
  }
}

/**
 * Gives a snapshot that was not asked for to the stand-in that it is of. One of another guest's is not
 * this one's to describe.
 * @param {any} value
 * @param {Snapshot | undefined} snapshot
 * @param {Membrane} membrane
 */
function keep(value, snapshot, membrane) {
  const handler = handlerOf(value);
  if (handler?.membrane === membrane) handler.keepSnapshot(snapshot);
}

/**
 * Reads what a guest's function returned.
 * @param {Membrane} membrane
 * @returns {any}
 */
function readResult(membrane) {
  const value = reader.value(membrane);
  if (isObject(value)) {
    const snapshot = readSnapshot(membrane);
    if (snapshot !== undefined) keep(value, snapshot, membrane);
  }
  return value;
}

/**
 * Reads the arguments of a call.
 * @param {Membrane} membrane
 * @returns {any[]}
 */
function readArguments(membrane) {
  const args = reader.values(membrane);
  readMembers(args, membrane, { shape: NO_KEYS });
  return args;
}

/**
 * @param {Membrane} membrane
 * @param {{ shape: Shape }} latest the last one of the message
 * @param {import('./wire/copy.js').Copy | undefined} copy
 * @returns {Snapshot | undefined}
 */
function readOwn(membrane, latest, copy) {
  const head = reader.word();
  const form = head & ((1 << FORM_BITS) - 1);
  const inherits = head >>> FORM_BITS;
  if (form === Form.None) return undefined;
  if (form === Form.Array) return new ArraySnapshot(reader.values(membrane), inherits);
  if (form === Form.Object) latest.shape = new Shape(reader.keys(membrane));
  const { shape } = latest;
  if (form > Form.Alike || shape === NO_KEYS) {
    throw create('ERR_RSVM_PROTOCOL', `a snapshot has the form ${form}`);
  }
  const count = shape.keys.length;
  const values = new Array(count);
  let late = 0;
  for (let i = 0; i < count; i += 1) {
    const text = copy !== undefined && i < MOST_LATE ? reader.passText() : -1;
    if (text >= 0) late |= 1 << i;
    values[i] = text >= 0 ? text : reader.value(membrane);
  }
  return new ObjectSnapshot(shape, values, inherits, copy, late);
}

/**
 * Writes the snapshot of one of our objects. Runs no code of the user's.
 * @param {any} object
 * @param {Membrane} membrane
 */
function writeSnapshot(object, membrane) {
  writeTree(object, membrane, MAX_PROPERTIES);
}

/**
 * Writes what a function returned. Behind an object stands its snapshot if it is small: it is most
 * often read at once.
 * @param {any} value
 * @param {Membrane} membrane
 */
function writeResult(value, membrane) {
  if (value === NOT_DONE) {
    writer.word(Tag.Absent);
    return;
  }
  writer.value(value, membrane);
  if (!isObject(value)) return;
  if (membrane.isStandIn(value)) writeTree(value, membrane, MAX_SMALL);
  else writer.word(Form.None);
}

/**
 * Writes the arguments of a call or construction. Behind them stand the snapshots of the small objects
 * among them that the guest does not know: they were made for the call, which reads them.
 * @param {readonly any[]} args
 * @param {Membrane} membrane
 */
function writeArguments(args, membrane) {
  let fresh = 0;
  for (let i = 0; i < args.length && i < MOST_NEW; i += 1) {
    if (isNew(args[i], membrane)) fresh |= 1 << i;
  }
  writer.values(args, membrane);
  if (fresh === 0) {
    writer.word(0);
    return;
  }
  const isMade = (/** @type {any} */ _value, /** @type {number} */ place) =>
    place < MOST_NEW && (fresh & (1 << place)) !== 0;
  const room = { properties: MAX_SMALL, units: MAX_UNITS };
  writeMembers(args, membrane, { isMade, room, keys: undefined });
}

/**
 * @param {any} value
 * @param {Membrane} membrane
 * @returns {boolean} whether it is an object that has not crossed yet, or is held no more
 */
function isNew(value, membrane) {
  return typeof value === 'object' && value !== null && membrane.codeOf(value) === undefined;
}

/**
 * @param {any} value
 * @returns {boolean} whether it would be copied if it crossed
 */
function isCopied(value) {
  return typeof value === 'object' && value !== null && kindOf(value) !== 0;
}

/**
 * How much there may be in a message besides.
 * @typedef {{ properties: number, units: number }} Room
 */

/**
 * @param {any} object
 * @param {Room} room
 * @param {number} most how many properties it may have in any case
 * @returns {import('./plain.js').Own | undefined} what its snapshot is made of, if there is room for it
 */
function dataWithin(object, room, most) {
  const own = ownData(object, Math.min(room.properties, most));
  if (own === undefined) return undefined;
  let units = 0;
  for (const value of own.values) if (typeof value === 'string') units += value.length;
  if (units > room.units) return undefined;
  room.units -= units;
  room.properties -= own.values.length;
  return own;
}

/**
 * Writes an object's snapshot, and after it those of its small members.
 * @param {any} object
 * @param {Membrane} membrane
 * @param {number} most how many properties there may be in all
 */
function writeTree(object, membrane, most) {
  const room = { properties: most, units: MAX_UNITS };
  const own = dataWithin(object, room, most);
  if (own === undefined) {
    writer.word(Form.None);
    return;
  }
  const keys = writeOwn(own, membrane, undefined);
  writeMembers(own.values, membrane, { room, keys });
}

/**
 * Writes the snapshots of small members, each behind its place plus one, to a zero.
 * @param {readonly any[]} values
 * @param {Membrane} membrane
 * @param {object} options
 * @param {Room} options.room
 * @param {PropertyKey[] | undefined} options.keys of the last object of the message
 * @param {(value: any, place: number) => boolean} [options.isMade] for a call, which may never read
 *   them: what is copied as it crosses stays where it is until it does
 */
function writeMembers(values, membrane, { room, keys, isMade }) {
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    if (typeof value !== 'object' || value === null || !membrane.isStandIn(value)) continue;
    if (isMade !== undefined && !isMade(value, place)) continue;
    const member = dataWithin(value, room, MAX_SMALL);
    if (member === undefined || (isMade !== undefined && member.values.some(isCopied))) continue;
    writer.word(place + 1);
    keys = writeOwn(member, membrane, keys);
  }
  writer.word(0);
}

/**
 * @param {import('./plain.js').Own} own
 * @param {Membrane} membrane
 * @param {PropertyKey[] | undefined} latest the keys of the last object of the message
 * @returns {PropertyKey[] | undefined} they, now
 */
function writeOwn({ keys, values, inherits }, membrane, latest) {
  const above = inherits << FORM_BITS;
  if (keys === undefined) {
    writer.word(Form.Array | above);
    writer.values(values, membrane);
    return latest;
  }
  if (latest !== undefined && areSame(keys, latest)) {
    writer.word(Form.Alike | above);
  } else {
    writer.word(Form.Object | above);
    writer.word(keys.length);
    for (const key of keys) writer.key(key, membrane);
  }
  for (const value of values) writer.value(value, membrane);
  return keys;
}

/**
 * @param {PropertyKey[]} some
 * @param {PropertyKey[]} others
 */
function areSame(some, others) {
  return some.length === others.length && some.every((key, i) => key === others[i]);
}

module.exports = {
  readArguments,
  readResult,
  readSnapshot,
  writeArguments,
  writeResult,
  writeSnapshot,
};
