'use strict';

// The options that node:vm does not have: what a run or a context may take, where the engine of a context
// lives, and whether its console prints. lib/options.js reads them behind those that node:vm has, with
// these functions. They touch only the object they are given.

const { types } = require('node:util');
const { LEVELS } = require('./isolation.js');
const { validateInteger, validateObject, validateOneOf, validateUint32 } = require('./validate.js');

/** @typedef {import('./isolation.js').Isolation} Isolation */
/** @typedef {import('./wire.js').Allowance} Allowance */

/**
 * @typedef {object} Limits
 * @property {number} [timeout] in milliseconds, for whatever enters the guest without one of its own
 * @property {number} [memory] in bytes
 * @property {number} [stack] in levels of calls
 *
 * @typedef {object} OwnContextOptions
 * @property {'inherit' | 'ignore'} console
 * @property {Limits | undefined} [limits]
 * @property {Isolation} isolation where the engine lives
 */

/** An engine takes some 300 KB before any guest code runs. */
const MIN_MEMORY = 2 ** 20;

/**
 * An option of rsvm's own is asked for with `in` first, so that an object that is only watched for
 * what node:vm reads sees just that.
 * @param {any} options
 * @param {string} name
 * @returns {any}
 */
function ownOption(options, name) {
  // What an error has besides is no option, its `stack` least of all.
  if (typeof options !== 'object' || types.isNativeError(options)) return undefined;
  return name in options ? options[name] : undefined;
}

/**
 * Those of `createContext`.
 * @param {Record<PropertyKey, any>} options
 * @param {Isolation} otherwise the isolation if none is asked for
 * @returns {OwnContextOptions}
 */
function readOwnContextOptions(options, otherwise) {
  const console = ownOption(options, 'console') ?? 'inherit';
  validateOneOf(console, 'options.console', ['inherit', 'ignore']);
  const limits = readLimits(ownOption(options, 'limits'));
  const isolation = ownOption(options, 'isolation') ?? otherwise;
  validateOneOf(isolation, 'options.isolation', LEVELS);
  return { console, limits, isolation };
}

/**
 * Those of `runInNewContext` that describe the context; they have the same names as where it is also run.
 * @param {any} options
 * @returns {{ limits: unknown, isolation: unknown }} what `createContext` is to check
 */
function readOwnNewContextOptions(options) {
  return { limits: ownOption(options, 'limits'), isolation: ownOption(options, 'isolation') };
}

/**
 * What a run may take: `limits`, and what stands beside it goes first.
 * @param {Record<PropertyKey, any>} options
 * @param {number | undefined} timeout checked
 * @param {boolean} breakOnSigint
 * @returns {Allowance | undefined}
 */
function readAllowance(options, timeout, breakOnSigint) {
  const limits = readLimits(ownOption(options, 'limits'));
  const beside = { memory: ownOption(options, 'memory'), stack: ownOption(options, 'stack') };
  const own = readLimitsOf(beside, 'options');
  const allowance = {
    timeout: timeout ?? limits?.timeout,
    memory: own.memory ?? limits?.memory,
    stack: own.stack ?? limits?.stack,
    breakOnSigint,
  };
  const given = breakOnSigint || (allowance.timeout ?? allowance.memory ?? allowance.stack);
  return given ? allowance : undefined;
}

/**
 * @param {unknown} limits
 * @returns {Limits | undefined}
 */
function readLimits(limits) {
  if (limits === undefined) return undefined;
  validateObject(limits, 'options.limits');
  return readLimitsOf(limits, 'options.limits');
}

/**
 * @param {Record<string, any>} object
 * @param {string} name of the object
 * @returns {Limits}
 */
function readLimitsOf({ timeout, memory, stack }, name) {
  if (timeout !== undefined) validateUint32(timeout, `${name}.timeout`, true);
  if (memory !== undefined) validateInteger(memory, `${name}.memory`, MIN_MEMORY);
  if (stack !== undefined) validateUint32(stack, `${name}.stack`, true);
  return { timeout, memory, stack };
}

module.exports = { readAllowance, readOwnContextOptions, readOwnNewContextOptions };
