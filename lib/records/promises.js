'use strict';

// Promises. A guest's promise is a promise of this realm, and the other way round. How a guest's settles is
// content that crosses like that of any other record; how one of ours does is told when somebody in the guest waits
// for it, which is when V8 would have it handled. lib/records/index.js has them among the kinds of records;
// lib/context.js says who waits; it, lib/stand-ins/handler.js and lib/operations.js say which crossed as results,
// whose rejections are theirs to handle who got them.

const { types } = require('node:util');
const { reader, writer } = require('../crossing.js');
const { create } = require('../errors.js');
const { rememberAs } = require('../intrinsics.js');
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
/**
 * Whose the promises are that are made here for a guest's. In `node:vm` they are of another `Promise`, and who
 * awaits or resolves with one waits for it as for a thenable (ECMA-262, 27.2.4.7.1): one that was of this one
 * would have its turn two jobs before. A guest is named its own `Promise` for it.
 */
const GuestPromise = class Promise extends OwnPromise {};
Object.defineProperty(GuestPromise, Symbol.species, { value: OwnPromise });
rememberAs(GuestPromise, 'Promise');

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
 * The engine is gone: what waits for it is told so, by one error for all, since each takes as long as 70 rejections.
 * @param {Map<object, { reject: (error: Error) => void }>} unsettled by promise
 * @param {() => Error} makeError
 */
function rejectAll(unsettled, makeError) {
  if (unsettled.size === 0) return;
  const error = makeError();
  for (const [promise, { reject }] of unsettled) {
    reject(error);
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
    constructor === OwnPromise ||
    constructor === GuestPromise ||
    constructor === undefined ||
    handlerOf(constructor) !== undefined
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
 * Promises that a call of the guest's returned first: it is the guest that is to handle them, and a guest must not
 * end its host. So Node takes them for handled, and has another one in their place to report.
 * @type {WeakMap<object, { isAwaited: boolean, reported?: Promise<never> }>}
 */
const given = new WeakMap();

/**
 * A function of ours returned this to the guest.
 * @param {object} value
 * @param {Membrane} membrane
 */
function returnedToGuest(value, membrane) {
  if (!types.isPromise(value) || membrane.codeOf(value) !== undefined) return;
  const one = { isAwaited: false, reported: /** @type {Promise<never> | undefined} */ (undefined) };
  given.set(value, one);
  // A run that is awaited may be about to return it.
  const report = (/** @type {any} */ reason) => () => {
    if (given.get(value) === one && !one.isAwaited) one.reported = reported(reason);
  };
  withoutSpecies(value, ignore, (reason) => membrane.session.whenFree(report(reason)));
}

/**
 * The guest has returned this: what becomes of a rejection is the caller's to say.
 * @param {object} value which may be a promise of either side
 */
function returnedToHost(value) {
  given.delete(value);
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

/**
 * Somebody in the guest waits for a promise of ours: how it settles is told when a reaction would have its turn.
 * @param {Membrane} membrane
 * @param {unknown} promise
 */
function tell(membrane, promise) {
  if (!types.isPromise(promise)) throw create('ERR_RSVM_PROTOCOL', 'it waits for no promise');
  const one = given.get(promise);
  if (one !== undefined) one.isAwaited = true;
  if (one?.reported !== undefined) handle(one.reported);
  withoutSpecies(
    promise,
    (value) => settle(membrane, promise, FULFILLED, value),
    (reason) => settle(membrane, promise, REJECTED, reason),
  );
}

/** @type {Kind} */
const promise = {
  getHead: (membrane) => () => {
    /** @type {any} */
    let functions;
    const made = new GuestPromise((resolve, reject) => {
      functions = { resolve, reject };
    });
    membrane.unsettled.set(made, functions);
    return made;
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
  returnedToGuest,
  returnedToHost,
  tell,
};
