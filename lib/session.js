'use strict';

// One engine, as the host drives it: a request is entered, what the engine asks in the middle of it
// is performed and answered, until the reply is there. Requests are begun by lib/context.js, lib/later.js
// and lib/module-record.js for whoever uses the API, by the traps in lib/handler.js, and for what was left
// to come: by lib/jobs.js, lib/importers.js, lib/records/promises.js and, of a record, lib/membrane.js.
// lib/operations.js performs what the guest asks.

const { create } = require('./errors.js');
const { PROCESS, startEngine } = require('./isolation.js');
const native = require('./native.js');
const { turnOf, waitAgain } = require('./turns.js');
const {
  Copy,
  Due,
  Flag,
  Opcode,
  Reader,
  Register,
  Writer,
  copyArena,
  makeRoom,
  registers,
  restoreArena,
} = require('./wire.js');

/**
 * What `enter` answers in its two lowest bits (src/addon/callbacks.rs); above them is how many words
 * the message has.
 */
const KIND = 3;
const ASK = 1;
const LOST = 2;
const PENDING = 3;
const WORDS = 2;

/** The codes of a fault (src/engine/serve.rs). */
const Fault = Object.freeze({ Timeout: 1, Interrupted: 2, Host: 3, Malformed: 4, Memory: 5 });

/** How many copies of messages are kept at a time for texts to be decoded. */
const MOST_COPIES = 16;

/**
 * How long after its timeout what a run says may still be read, in milliseconds: as long as native code
 * of the engine may go on (src/engine/watchdog.rs).
 */
const GRACE = 500;

/**
 * How deep host and guest may call each other; each level takes about 2 KB of V8's stack. 200 are promised.
 * The others are for what the innermost of those does: to read an object of the other side is a request,
 * too, and so is a getter that is asked meanwhile.
 */
const MAX_DEPTH = 240;
let depth = 0;

// One message is written or read at a time in an environment: each is complete before control
// passes, so one writer and one reader serve all sessions.
const writer = new Writer();
const reader = new Reader();

/**
 * What a session needs of the context it belongs to.
 * @typedef {object} Peer
 * @property {import('./membrane.js').Membrane} membrane
 * @property {Mirrored} mirror
 * @property {(opcode: number) => void} perform decodes an operation and writes its answer
 * @property {(count: number) => void} jobsEnqueued
 * @property {(rejection: Rejection) => void} rejected
 *
 * What keeps the sandbox and the guest's global the same.
 * @typedef {object} Mirrored
 * @property {() => Map<PropertyKey, any> | undefined} look finds what is to be written, if anything
 * @property {(found: Map<PropertyKey, any>) => void} write
 * @property {() => (() => void)[] | void} read returns what may run code of the user's, which must
 *   not come between two words
 *
 * A rejected promise has no handler, or has one after all.
 * @typedef {{ promise: any, handled: boolean }} Rejection
 */

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
 * @param {() => void} action says itself what of its failure is to be said
 */
function attempt(action) {
  try {
    action();
  } catch {
    // The engine is lost, which whoever uses it next will hear.
  }
}

class Session {
  /** The engine's number; 0 when it is disposed of. */
  id;
  /** @type {Peer} */
  #peer;
  /** Whether the engine has a process of its own. */
  #apart;
  /** Counts how often guest code may have run, or can no more: what was read of its objects is over. */
  epoch = 0;
  /** Of messages of this epoch. @type {Copy[]} */
  #copies = [];
  /**
   * The last error that left the engine, and what is shown of its place.
   * @type {{ error: unknown, decoration: string } | undefined}
   */
  thrown;
  #lostBefore = false;
  /** Why it was given up, if it was. @type {string | undefined} */
  #givenUp;
  /** What holds for a request without a timeout of its own, in milliseconds; 0 is none. */
  timeout = 0;
  /** That of the request that was begun last. */
  #begun = 0;
  /** Until when what the engine says may be read. @type {import('./wire/reader.js').Hurry | undefined} */
  #hurry;
  /** How many operations of the engine wait for their answer. */
  #asking = 0;
  /** What is to be let go before the next message to the engine: one of `Due`. @type {number} */
  due = Due.Nothing;
  /** Whether the engine has control, and nobody waits for it here. */
  #isAway = false;
  /** What is to be done when a run that is awaited is over. @type {(() => void)[] | undefined} */
  #later;

  /**
   * @param {Peer} peer
   * @param {import('./isolation.js').Isolation} isolation
   */
  constructor(peer, isolation) {
    this.#peer = peer;
    this.#apart = isolation === PROCESS;
    this.id = startEngine(isolation, peer);
  }

  /** Whether the engine is gone for good. */
  get isLost() {
    return this.#lostBefore;
  }

  /** Whether the engine has a process of its own. */
  get isApart() {
    return this.#apart;
  }

  /** Whether a request is under way that another one's answer could not overtake. */
  get isRunning() {
    return this.#later !== undefined || (this.#apart && this.busy);
  }

  /** Whether the engine is in the middle of a request. */
  get busy() {
    return this.#asking > 0;
  }

  /** Ends the engine, whose memory is given back at once. */
  dispose() {
    if (this.busy) throw create('ERR_RSVM_CONTEXT_BUSY');
    if (this.id !== 0) native.dispose(this.id);
    this.id = 0;
    this.#advance();
    this.#peer.membrane.letGo();
  }

  /** What was read of the guest's objects is over. */
  #advance() {
    this.epoch += 1;
    if (this.#copies.length === 0) return;
    for (const copy of this.#copies) copy.letGo();
    this.#copies = [];
  }

  /**
   * Copies the message that is being read, for texts that are decoded later.
   * @returns {Copy} which is let go with the epoch, or when there are many
   */
  copyMessage() {
    const copy = new Copy(reader.end);
    if (this.#copies.push(copy) > MOST_COPIES) this.#copies.shift()?.letGo();
    return copy;
  }

  /**
   * Begins a message to the engine; its body is written next, with nothing in between.
   * @param {number} opcode
   * @param {import('./wire.js').Allowance} [allowance] what it may take
   * @returns {Writer}
   */
  begin(opcode, allowance) {
    if (this.id === 0) throw create('ERR_RSVM_CONTEXT_DISPOSED');
    if (this.#isAway) throw create('ERR_RSVM_CONTEXT_RUNNING');
    const { membrane, mirror } = this.#peer;
    const { due } = this;
    this.due = Due.Nothing;
    membrane.sweep(due);
    const changed = mirror.look();
    this.#begun = allowance?.timeout ?? this.timeout;
    membrane.ledger.begin();
    writer.begin(opcode);
    if (due >= Due.Guest) writer.flag(Flag.Collect);
    if (allowance !== undefined) writer.allowance(allowance);
    if (changed !== undefined) mirror.write(changed);
    writer.beginBody();
    membrane.ledger.beginBody(false);
    return writer;
  }

  /** Begins an answer for which nothing of the host's ran, so nothing can have changed. */
  beginQuietly() {
    const { ledger } = this.#peer.membrane;
    ledger.begin();
    writer.begin(Opcode.Return | Flag.Quiet);
    writer.beginBody();
    ledger.beginBody(true);
  }

  /**
   * Enters the message that was begun, and serves the engine until it replies.
   * @returns {Reader} at the body of the reply
   */
  exchange() {
    if (depth >= MAX_DEPTH) throw new RangeError('Maximum call stack size exceeded');
    depth += 1;
    const asking = this.#asking;
    const hurry = this.#hurry;
    this.#beginHurry();
    try {
      let opcode = this.#enter();
      while (this.#asking > asking) {
        this.#peer.perform(opcode);
        this.#asking -= 1;
        opcode = this.#enter();
      }
      return this.#complete(opcode);
    } catch (error) {
      if (this.#asking > asking) this.#abandon(asking);
      throw error;
    } finally {
      depth -= 1;
      this.#hurry = hurry;
    }
  }

  /** From now on the timeout of the request counts, unless that of one around it ends sooner. */
  #beginHurry() {
    const timeout = this.#begun;
    if (timeout === 0) return;
    const deadline = performance.now() + timeout + GRACE;
    if (deadline > (this.#hurry?.deadline ?? Infinity)) return;
    this.#hurry = { deadline, giveUp: () => this.#giveUp(timeout) };
  }

  /**
   * Gives up an engine that has said more than there is time to read.
   * @param {number} timeout
   */
  #giveUp(timeout) {
    native.dispose(this.id);
    this.#givenUp = 'it said more than there was time to read';
    this.#bury();
    return create('ERR_SCRIPT_EXECUTION_TIMEOUT', timeout);
  }

  /**
   * As `exchange`, but the thread is free while the engine has control, which must have a process of
   * its own. What it asks meanwhile is performed as ever.
   * @template T
   * @param {AbortSignal | undefined} signal ends the run
   * @param {(reader: Reader) => T} read what the reply holds, before anything else is done
   * @returns {Promise<T>}
   */
  async exchangeLater(signal, read) {
    const stop = () => {
      native.interrupt(this.id);
      // There is an end to waiting now.
      waitAgain(this.id);
    };
    this.#later = [];
    this.#beginHurry();
    signal?.addEventListener('abort', stop);
    try {
      let opcode = await this.#enterLater();
      while (this.#asking > 0) {
        this.#peer.perform(opcode);
        this.#asking -= 1;
        opcode = await this.#enterLater();
      }
      return read(this.#complete(opcode));
    } catch (error) {
      if (this.#asking > 0) this.#abandon(0);
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', stop);
      const later = this.#later;
      this.#later = undefined;
      this.#hurry = undefined;
      later.forEach(attempt);
    }
  }

  /**
   * Does what enters the engine by itself: now, or when the run that is awaited is over.
   * @param {() => void} action
   */
  whenFree(action) {
    if (this.#later === undefined) action();
    else this.#later.push(action);
  }

  /** @returns {Promise<number>} the opcode of what the engine says when it has had its turn */
  async #enterLater() {
    this.#peer.membrane.ledger.finish();
    let status = native.send(this.id, writer.at);
    this.#isAway = true;
    try {
      while (status === PENDING) {
        await turnOf(this.id);
        if (this.id === 0) throw create('ERR_RSVM_CONTEXT_DISPOSED');
        status = native.receive(this.id);
      }
    } finally {
      this.#isAway = false;
    }
    return this.#receive(status);
  }

  /**
   * Gives the engine control, and waits until it has had its turn.
   * @returns {number} the opcode
   */
  #enter() {
    this.#peer.membrane.ledger.finish();
    registers[Register.Engine] = this.id;
    registers[Register.Words] = writer.at;
    // A panic of the addon's is kept from Node, and writes none.
    registers[Register.Status] = LOST;
    native.enter();
    return this.#receive(registers[Register.Status]);
  }

  /**
   * Reads the head and the sections of what the engine says.
   * @param {number} status
   * @returns {number} the opcode
   */
  #receive(status) {
    const kind = status & KIND;
    if (kind === LOST) throw this.#lost();
    const due = registers[Register.Due];
    if (due > this.due) this.due = due;
    const words = status >>> WORDS;
    if (makeRoom(words)) native.fetch(this.id);
    if (kind === ASK) this.#asking += 1;
    const head = reader.begin(words, this.#hurry);
    if ((head & Flag.Quiet) === 0) this.#advance();
    if (head & Flag.Sections) this.#readSections(head);
    return head & 0xff;
  }

  /** @param {number} head */
  #readSections(head) {
    const peer = this.#peer;
    if (head & Flag.Releases) {
      for (let count = reader.word(); count > 0; count -= 1) peer.membrane.released(reader.word());
    }
    const changes = head & Flag.Patches ? peer.mirror.read() : undefined;
    if (head & Flag.Jobs) peer.jobsEnqueued(reader.word() >>> 0);
    /** @type {Rejection[]} */
    const rejections = [];
    if (head & Flag.Rejections) {
      for (let count = reader.word(); count > 0; count -= 1) {
        const handled = reader.word() === 1;
        rejections.push({ promise: reader.value(peer.membrane), handled });
      }
    }
    if (head & Flag.Updates) peer.membrane.ledger.receive();
    // With their content, which the updates hold.
    for (const rejection of rejections) peer.rejected(rejection);
    if (changes) aside(changes);
  }

  /**
   * @param {number} opcode
   * @returns {Reader}
   */
  #complete(opcode) {
    if (opcode === Opcode.Return) return reader;
    if (opcode === Opcode.Throw) {
      const error = reader.value(this.#peer.membrane);
      const decoration = reader.value(this.#peer.membrane);
      this.thrown = decoration === undefined ? undefined : { error, decoration };
      throw error;
    }
    const code = reader.word();
    const milliseconds = reader.number();
    if (code === Fault.Timeout) throw create('ERR_SCRIPT_EXECUTION_TIMEOUT', milliseconds);
    if (code === Fault.Interrupted) throw create('ERR_SCRIPT_EXECUTION_INTERRUPTED');
    if (code === Fault.Memory) throw create('ERR_RSVM_MEMORY_LIMIT', milliseconds);
    if (code === Fault.Host) throw new RangeError('Maximum call stack size exceeded');
    throw create('ERR_RSVM_PROTOCOL', reader.text());
  }

  /** The engine is gone with whatever it was doing. */
  #lost() {
    const overdue = this.#lostBefore ? 0 : native.overdue();
    this.#bury();
    // The first to hear of it hears what happened; the others, that nothing is left.
    if (overdue > 0) return create('ERR_SCRIPT_EXECUTION_TIMEOUT', overdue);
    return create('ERR_RSVM_ENGINE_LOST', this.#givenUp ?? native.lost());
  }

  #bury() {
    this.#asking = 0;
    this.#lostBefore = true;
    this.#advance();
    this.#peer.membrane.letGo();
  }

  /**
   * Has the engine give up requests whose operations will not be answered, because performing them
   * failed in a way that left no answer (V8's stack was exhausted). An engine that asks on is lost.
   * @param {number} asking how many operations were waiting before
   */
  #abandon(asking) {
    for (let turn = 0; this.#asking > asking; turn += 1) {
      // The entry below then finds no engine.
      if (turn > MAX_DEPTH) native.dispose(this.id);
      this.#peer.membrane.ledger.begin();
      writer.begin(Opcode.Fault);
      writer.beginBody();
      this.#asking -= 1;
      this.#enter();
    }
  }
}

module.exports = { Session, aside, reader, writer };
