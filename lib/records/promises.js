'use strict';

// Promises. A guest's promise is a promise of this realm, and the other way round. How a guest's settles is
// content that crosses like that of any other record; how one of ours does is only told to a reaction, which then
// tells the guest. lib/records/index.js has them among the kinds of records; lib/context.js,
// lib/stand-ins/handler.js and lib/operations.js say which crossed as results, whose rejections are theirs to
// handle who got them.

const { types } = require('node:util');
const { reader, writer } = require('../crossing.js');
const { isObject } = require('../peek.js');
const { Opcode } = require('../wire.js');
const { method } = require('./primordials.js');
const { rejectSparingly, warn } = require('../uncatchable.js');
const { noteOutcome } = require('../shown.js');
const { handlerOf } = require('../stand-ins/marks.js');
const { reading } = require('./quiet.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */
/** @typedef {import('./index.js').Kind} Kind */

const OwnPromise = Promise;
const then = method(Promise.prototype, 'then');

const PENDING = 0;
const FULFILLED = 1;
const REJECTED = 2;
const HANDLED = 3;

/**
 * What settles a promise that was made here for one of a guest's.
 * @typedef {{ resolve: (value: any) => void, reject: (reason: any) => void }} Resolvers
 */

function ignore() {}

/**
 * A rejection of this promise is somebody's already.
 * @param {object} promise
 */
function handle(promise) {
  withoutSpecies(promise, ignore, ignore);
}

/**
 * The engine is gone: what waits for it is told so.
 * @param {Map<object, { reject: (error: Error) => void }>} unsettled by promise
 * @param {() => Error} makeError
 */
function rejectAll(unsettled, makeError) {
  for (const [promise, { reject }] of unsettled) {
    reject(makeError());
    // It is no news of a promise that nobody waits for.
    handle(promise);
  }
  unsettled.clear();
}

/**
 * @param {any} constructor of a promise
 * @returns {boolean} whether `then` runs no code to find out what it is to construct: for a stand-in,
 *   too, which is not asked
 */
function isOurs(constructor) {
  return (
    constructor === OwnPromise || constructor === undefined || handlerOf(constructor) !== undefined
  );
}

/**
 * `then` that constructs nothing of the user's or of a guest's, whatever is the promise's
 * `constructor`.
 * @param {any} promise
 * @param {(value: any) => void} fulfilled
 * @param {(reason: any) => void} rejected
 */
function withoutSpecies(promise, fulfilled, rejected) {
  reading(promise, 'constructor', isOurs, () => then(promise, fulfilled, rejected));
}

/**
 * Fulfils a promise with what its original was fulfilled with, and so is no thenable or was none.
 * @param {Resolvers} functions
 * @param {any} value
 */
function fulfil({ resolve }, value) {
  if (!isObject(value)) resolve(value);
  else reading(value, 'then', isNoFunction, () => resolve(value));
}

/** @param {any} value */
function isNoFunction(value) {
  return typeof value !== 'function';
}

/**
 * Tells the guest how a promise of ours settled.
 * @param {Membrane} membrane
 * @param {object} promise
 * @param {number} outcome
 * @param {any} value
 */
function settle(membrane, promise, outcome, value) {
  membrane.session.whenFree(() => settleNow(membrane, promise, outcome, value));
}

/**
 * @param {Membrane} membrane
 * @param {object} promise
 * @param {number} outcome
 * @param {any} value
 */
function settleNow(membrane, promise, outcome, value) {
  const { session } = membrane;
  // Nobody is left to be told, or the guest has let it go.
  if (session.id === 0 || membrane.codeOf(promise) === undefined) return;
  // `for (;;) await hostPromise()` never lets the event loop have its turn.
  if (membrane.runsJobsAtOnce && membrane.jobs.stopEndless()) return;
  try {
    const write = (/** @type {number} */ state, /** @type {any} */ result) => {
      writer.word(membrane.runsJobsAtOnce ? 1 : 0);
      writer.value(promise, membrane);
      writer.word(state);
      writer.value(result, membrane);
    };
    session.begin(Opcode.Settle);
    // Who waits for a value that cannot cross would wait for ever.
    writer.either(
      Opcode.Settle,
      () => write(outcome, value),
      (error) => write(REJECTED, error),
    );
    membrane.jobs.timed(() => session.exchange());
  } catch (error) {
    warn(error);
  }
}

/**
 * Promises that a call of the guest's returned first: it is the guest that is to handle them.
 * @type {WeakSet<object>}
 */
const given = new WeakSet();

/**
 * What Node reports in the place of a promise of ours.
 * @type {WeakMap<object, { reason: any, reported?: Promise<never> }>}
 */
const rejected = new WeakMap();

/**
 * A function of ours returned this to the guest.
 * @param {object} value
 * @param {Membrane} membrane
 */
function returnedToGuest(value, membrane) {
  if (types.isPromise(value) && membrane.codeOf(value) === undefined) given.add(value);
}

/**
 * The guest has returned this: what becomes of a rejection is the caller's to say.
 * @param {object} value which may be a promise of either side
 */
function returnedToHost(value) {
  given.delete(value);
}

/**
 * The guest does not handle a rejected promise of ours, or does after all. The reaction that told
 * the guest of it made Node take it for handled; nobody but the guest holds one that a call of the
 * guest's returned, so such a one is reported in its stead.
 * @param {object} promise
 * @param {boolean} handled
 */
function reportOurs(promise, handled) {
  const known = rejected.get(promise);
  if (known === undefined || !given.has(promise)) return;
  if (handled) {
    if (known.reported !== undefined) handle(known.reported);
  } else {
    known.reported ??= reported(known.reason);
  }
}

/**
 * @param {any} reason
 * @returns {Promise<never>} a promise that Node reports if it is not handled
 */
function reported(reason) {
  /** @type {(reason: any) => void} */
  let reject = ignore;
  const promise = new OwnPromise((_, rejectIt) => {
    reject = rejectIt;
  });
  rejectSparingly(promise, reason, () => reject(reason));
  return /** @type {Promise<never>} */ (promise);
}

/** @type {Kind} */
const promise = {
  getHead: (membrane) => () => {
    /** @type {any} */
    let functions;
    const made = new OwnPromise((resolve, reject) => {
      functions = { resolve, reject };
    });
    membrane.unsettled.set(made, functions);
    return made;
  },
  put(object, membrane) {
    // Only a reaction can tell, even of one that is settled long since.
    writer.word(PENDING);
    withoutSpecies(
      object,
      (value) => settle(membrane, object, FULFILLED, value),
      (reason) => {
        rejected.set(object, { reason });
        settle(membrane, object, REJECTED, reason);
      },
    );
    return undefined;
  },
  get(object, membrane) {
    const outcome = reader.word();
    if (outcome === PENDING) return undefined;
    const value = reader.value(membrane);
    const functions = membrane.unsettled.get(object);
    if (functions === undefined) return undefined;
    membrane.unsettled.delete(object);
    noteOutcome(object, value);
    if (outcome === FULFILLED) fulfil(functions, value);
    else rejectSparingly(object, value, () => functions.reject(value));
    if (outcome === HANDLED) handle(object);
    return undefined;
  },
};

module.exports = {
  withoutSpecies,
  handle,
  promise,
  rejectAll,
  reportOurs,
  returnedToGuest,
  returnedToHost,
};
