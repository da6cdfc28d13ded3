'use strict';

// One engine, as the host drives it: a request is entered, what the engine asks in the middle of it is performed
// and answered, until the reply is there. Requests are begun by lib/context.js, lib/later.js and
// lib/modules/module-record.js for whoever uses the API, by the stand-ins (lib/stand-ins/guest-object.js,
// lib/stand-ins/handler.js), and for what was left to come: by lib/jobs.js, lib/modules/importers.js,
// lib/records/promises.js and, of a record, lib/membrane.js. What every message carries besides is
// lib/crossing.js's business; lib/operations.js performs what the guest asks.

const crossing = require('./crossing.js');
const { create } = require('./errors.js');
const { readFault } = require('./faults.js');
const { Hurry } = require('./hurry.js');
const { PROCESS, startEngine } = require('./isolation.js');
const native = require('./native.js');
const { isLearning } = require('./realms.js');
const { leftRun } = require('./stack.js');
const { turnOf, waitAgain } = require('./turns.js');
const { Copies, Due, Flag, Opcode, Register, makeRoom, registers } = require('./wire.js');

const { reader, writer } = crossing;

/**
 * What `enter` answers in its two lowest bits (src/addon/callbacks.rs); above them is how many words
 * the message has.
 */
const KIND = 3;
const ASK = 1;
const LOST = 2;
const PENDING = 3;
const WORDS = 2;

/**
 * How deep host and guest may call each other; each level takes about 2 KB of V8's stack. 200 are promised.
 * The others are for what the innermost of those does: to read an object of the other side is a request,
 * too, and so is a getter that is asked meanwhile.
 */
const MAX_DEPTH = 240;
let depth = 0;

/** @typedef {import('./crossing.js').Peer} Peer */
/** @typedef {import('./wire/reader.js').Reader} Reader */
/** @typedef {import('./wire/writer.js').Writer} Writer */

/** @param {() => void} action which has told of its failure, if anybody is to hear of it */
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
  /** Of messages of this epoch. */
  #copies = new Copies();
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
  /** The timeout of the request that was begun last. */
  #begun = 0;
  /** Until when what the engine says may be read. @type {Hurry | undefined} */
  #hurry;
  /** How many operations of the engine wait for their answer. */
  #asking = 0;
  /** Whether control is passing: of what fails now, nobody can tell whether it has reached the engine. */
  #isInTransit = false;
  /** Whether operations of the engine wait that nobody will answer, and how many wait that somebody will. */
  #isBroken = false;
  #sound = 0;
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

  /** Whether a guest waits for what the host does now. */
  get isInner() {
    return depth > 1 || this.#asking > 0;
  }

  /** Whether the engine is in the middle of a request. */
  get busy() {
    return this.#asking > 0;
  }

  /** Ends the engine, whose memory is given back at once. */
  dispose() {
    if (this.#isBroken) this.#mend();
    if (this.busy) throw create('ERR_RSVM_CONTEXT_BUSY');
    if (this.id !== 0) native.dispose(this.id);
    this.id = 0;
    this.#advance();
    this.#peer.membrane.letGo(() => create('ERR_RSVM_CONTEXT_DISPOSED'));
  }

  /** What was read of the guest's objects is over. */
  #advance() {
    this.epoch += 1;
    this.#copies.letGo();
  }

  /**
   * Copies the message that is being read, for texts that are decoded later.
   * @returns {import('./wire/copy.js').Copy} which is let go with the epoch, or when there are many
   */
  copyMessage() {
    return this.#copies.add(reader.end);
  }

  /**
   * Begins a message to the engine; its body is written next, with nothing in between.
   * @param {number} opcode
   * @param {import('./wire.js').Allowance} [allowance] what it may take
   * @returns {Writer}
   */
  begin(opcode, allowance) {
    if (this.#isBroken) this.#mend();
    if (this.id === 0) throw create('ERR_RSVM_CONTEXT_DISPOSED');
    // The code of another realm's globals runs in the middle of a message.
    if (this.#isAway || isLearning()) throw create('ERR_RSVM_CONTEXT_RUNNING');
    const { due } = this;
    this.due = Due.Nothing;
    crossing.begin(this.#peer, opcode, allowance, due);
    this.#begun = allowance?.timeout ?? this.timeout;
    return writer;
  }

  /** Begins an answer for which nothing of the host's ran, so nothing can have changed. */
  beginQuietly() {
    crossing.beginBare(this.#peer, Opcode.Return | Flag.Quiet);
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
    try {
      this.#beginHurry();
      let opcode = this.#enter(false);
      while (this.#asking > asking) {
        this.#peer.perform(opcode);
        opcode = this.#enter(true);
      }
      return this.#complete(opcode);
    } catch (error) {
      // Where the stack is exhausted no call can be counted on, and what is left undone is known by this.
      this.#isBroken ||= this.#isInTransit || this.#asking > asking;
      this.#sound = asking;
      if (this.#isBroken) this.#mend();
      throw error; // node-do-not-add-exception-line
    } finally {
      depth -= 1;
      this.#hurry = hurry;
    }
  }

  /** From now on the timeout of the request counts, unless that of one around it ends sooner. */
  #beginHurry() {
    const timeout = this.#begun;
    if (timeout === 0) return;
    const hurry = new Hurry(timeout, () => this.#giveUp());
    if (hurry.endsBefore(this.#hurry)) this.#hurry = hurry;
  }

  /** @throws {Error} ERR_SCRIPT_EXECUTION_TIMEOUT if the run that is under way should be over */
  lookAtClock() {
    if (this.#hurry?.isOver) throw this.#hurry.error();
  }

  /** Gives up an engine that has said more than there is time to read. */
  #giveUp() {
    native.dispose(this.id);
    this.#givenUp = 'it said more than there was time to read';
    this.#bury();
  }

  /**
   * As `exchange`, but the thread is free while the engine has control, which must have a process of
   * its own. What it asks meanwhile is performed as ever.
   * @template T
   * @param {(reader: Reader) => T} read what the reply holds, before anything else is done
   * @returns {Promise<T>}
   */
  async exchangeLater(read) {
    this.#later = [];
    try {
      this.#beginHurry();
      let opcode = await this.#enterLater(false);
      while (this.#asking > 0) {
        this.#peer.perform(opcode);
        opcode = await this.#enterLater(true);
      }
      return read(this.#complete(opcode));
    } catch (error) {
      if (this.#asking > 0) this.#abandon(0);
      throw error; // node-do-not-add-exception-line
    } finally {
      const later = this.#later;
      this.#later = undefined;
      this.#hurry = undefined;
      later.forEach(attempt);
    }
  }

  /** Ends the run that is awaited, if any is. */
  interrupt() {
    if (this.#later === undefined) return;
    native.interrupt(this.id);
    // There is an end to waiting now.
    waitAgain(this.id);
  }

  /**
   * Does what enters the engine by itself: now, or when the run that is awaited is over.
   * @param {() => void} action
   */
  whenFree(action) {
    if (this.#later === undefined) action();
    else this.#later.push(action);
  }

  /**
   * @param {boolean} isAnswer
   * @returns {Promise<number>} the opcode of what the engine says when it has had its turn
   */
  async #enterLater(isAnswer) {
    this.#peer.membrane.ledger.finish();
    if (isAnswer) this.#asking -= 1;
    crossing.sent();
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
    if ((status & KIND) === ASK) this.#asking += 1;
    return this.#receive(status);
  }

  /**
   * Gives the engine control, and waits until it has had its turn.
   * @param {boolean} isAnswer
   * @returns {number} the opcode
   */
  #enter(isAnswer) {
    this.#peer.membrane.ledger.finish();
    registers[Register.Engine] = this.id;
    registers[Register.Words] = writer.at;
    // A panic of the addon's is kept from Node, and writes none.
    registers[Register.Status] = LOST;
    if (isAnswer) this.#asking -= 1;
    this.#isInTransit = true;
    crossing.sent();
    native.enter();
    this.#isInTransit = false;
    const status = registers[Register.Status];
    if ((status & KIND) === ASK) this.#asking += 1;
    return this.#receive(status);
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
    const head = reader.begin(words, this.#hurry);
    if ((head & Flag.Quiet) === 0) this.#advance();
    if (head & Flag.Sections) crossing.readSections(this.#peer, head);
    return head & 0xff;
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
      if (!this.isInner) leftRun(error);
      throw error;
    }
    throw readFault(reader);
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
    const reason = this.#givenUp ?? native.lost();
    this.#peer.membrane.letGo(() => create('ERR_RSVM_ENGINE_LOST', reason));
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
      crossing.beginBare(this.#peer, Opcode.Fault);
      this.#enter(true);
    }
  }

  /** Has the engine give up what will not be answered, as soon as the stack suffices for it. */
  #mend() {
    if (this.#isInTransit) this.#wreck();
    else this.#abandon(this.#sound);
    this.#isBroken = false;
  }

  /** Gives up an engine of which nobody can tell any more whether it waits for an answer. */
  #wreck() {
    this.#isInTransit = false;
    this.#isBroken = false;
    if (this.#lostBefore) return;
    native.dispose(this.id);
    this.#givenUp = 'the stack of the host was exhausted in the middle of a message';
    this.#bury();
  }
}

module.exports = { Session };
