'use strict';

// The message that is under way, and what every one carries beside its body: the handles let go, the
// differences of the sandbox, jobs and rejections, what is new of the records. lib/session.js begins and
// receives messages here, as src/engine/crossing.rs does on the other side; whoever has a part in one
// (the membrane, the mirror, the records, the operations) writes and reads it by the writer and the reader
// that are made here. It touches the arena, and what its peer gives it.

const { Due, Flag, Queued, Reader, Writer, copyArena, restoreArena } = require('./wire.js');

// One message is written or read at a time in an environment: each is complete before control
// passes, so one writer and one reader serve all sessions.
const writer = new Writer();
const reader = new Reader();

/**
 * Whom the messages of a session are about: the context that it belongs to.
 * @typedef {object} Peer
 * @property {import('./membrane.js').Membrane} membrane
 * @property {Mirrored} mirror
 * @property {(opcode: number) => void} perform decodes an operation and writes its answer
 * @property {(count: number) => void} jobsEnqueued
 * @property {(id: number) => void} awaited the guest waits for a promise of the host's
 * @property {(rejection: Rejection) => void} rejected
 *
 * What keeps the sandbox and the guest's global the same.
 * @typedef {object} Mirrored
 * @property {() => Map<PropertyKey, any> | undefined} look finds what is to be written, if anything
 * @property {(found: Map<PropertyKey, any>) => void} write
 * @property {() => void} takeBack what was written since the last look was not sent
 * @property {() => (() => void)[] | void} read returns what may run code of the user's, which must
 *   not come between two words
 *
 * A rejected promise has no handler, or has one after all.
 * @typedef {{ promise: any, handled: boolean }} Rejection
 */

/**
 * Whose message is begun and not sent yet, and what is let go before it. Writing the rest of it may fail, of
 * what cannot cross or for want of stack, and then the guest has heard of nothing.
 * @type {Peer | undefined}
 */
let begun;
let begunDue = 0;

/** The message under way is about to reach its guest. */
function sent() {
  begun = undefined;
  writer.end();
}

/**
 * Has those forget what they noted who wrote a message that was never sent.
 * @param {Peer} peer
 */
function takeBack({ membrane, mirror }) {
  const { session } = membrane;
  session.due = Math.max(session.due, begunDue);
  mirror.takeBack();
  membrane.takeBack();
  begun = undefined;
}

/**
 * Begins a message to a guest and writes its sections. Its body is written next, with nothing in between.
 * @param {Peer} peer
 * @param {number} opcode
 * @param {import('./wire.js').Allowance | undefined} allowance
 * @param {number} due what is to be let go before: one of `Due`
 */
function begin(peer, opcode, allowance, due) {
  const { membrane, mirror } = peer;
  if (begun !== undefined) takeBack(begun);
  membrane.sweep(due);
  // Code that runs in the look may begin messages, and leave one that is never sent.
  const changed = mirror.look();
  if (begun !== undefined) takeBack(begun);
  membrane.begin();
  begun = peer;
  begunDue = due;
  writer.begin(opcode, membrane.session);
  if (due >= Due.Guest) writer.flag(Flag.Collect);
  if (allowance !== undefined) writer.allowance(allowance);
  if (changed !== undefined) mirror.write(changed);
  writer.beginBody();
  membrane.ledger.beginBody(false);
}

/**
 * Begins an answer without sections: nothing of the host's ran since the guest asked, or what has changed is
 * not to be told.
 * @param {Peer} peer
 * @param {number} head
 */
function beginBare({ membrane }, head) {
  if (begun !== undefined) takeBack(begun);
  membrane.begin();
  writer.begin(head, membrane.session);
  writer.beginBody();
  membrane.ledger.beginBody(true);
}

/**
 * Reads the sections of what a guest says; the reader is left at the body.
 * @param {Peer} peer
 * @param {number} head
 */
function readSections(peer, head) {
  const { membrane } = peer;
  if (head & Flag.Releases) {
    for (let count = reader.word(); count > 0; count -= 1) membrane.released(reader.word());
  }
  const changes = head & Flag.Patches ? peer.mirror.read() : undefined;
  if (head & Flag.Jobs) readQueued(peer);
  const rejections = head & Flag.Rejections ? readRejections(membrane) : [];
  if (head & Flag.Updates) membrane.ledger.receive();
  // With their content, which the updates hold.
  for (const rejection of rejections) peer.rejected(rejection);
  if (changes) aside(changes);
}

/**
 * Reads what is to take a turn among the host's microtasks, which has its place in their order now.
 * @param {Peer} peer
 */
function readQueued(peer) {
  for (let count = reader.word(); count > 0; count -= 1) {
    const kind = reader.word();
    const value = reader.word();
    if (kind === Queued.Jobs) peer.jobsEnqueued(value >>> 0);
    else peer.awaited(value);
  }
}

/**
 * @param {import('./membrane.js').Membrane} membrane
 * @returns {Rejection[]}
 */
function readRejections(membrane) {
  const rejections = [];
  for (let count = reader.word(); count > 0; count -= 1) {
    const handled = reader.word() === 1;
    rejections.push({ promise: reader.value(membrane), handled });
  }
  return rejections;
}

/**
 * Does what may enter an engine in the middle of a message: the message is kept meanwhile.
 * @param {(() => void)[]} actions
 */
function aside(actions) {
  const left = reader.leave();
  const message = copyArena();
  try {
    for (const action of actions) action();
  } finally {
    restoreArena(message);
    reader.goOn(left);
  }
}

/**
 * Does what enters an engine when a message is written, and before it is sent.
 * @param {(message: Int32Array) => void} action
 */
function beforeSent(action) {
  const [peer, due, { at }, message] = [begun, begunDue, writer, copyArena()];
  begun = undefined;
  try {
    action(message.subarray(0, at));
  } finally {
    restoreArena(message);
    writer.at = at;
    begun = peer;
    begunDue = due;
  }
}

module.exports = { aside, beforeSent, begin, beginBare, reader, readSections, sent, writer };
