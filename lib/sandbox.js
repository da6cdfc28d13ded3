'use strict';

// From a user's object to the context behind it: making one (`createContext`), asking for one
// (`isContext`), and finding the one in which something is to run. lib/script.js, lib/api.js and
// lib/modules/module.js call this. It knows which objects may become contexts and leaves the rest to lib/context.js.

const { types } = require('node:util');
const { Context } = require('./context.js');
const { constants } = require('./constants.js');
const { create } = require('./errors.js');
const { NO_OPTIONS, readContextOptions } = require('./options.js');
const { isObject } = require('./peek.js');
const { validateObject } = require('./validate.js');

/** @typedef {import('./isolation.js').Isolation} Isolation */

/**
 * @param {any} object
 * @returns {Context | undefined}
 */
function existingContext(object) {
  validateObject(object, 'object', { array: true });
  return Context.of(object);
}

/**
 * @param {any} object
 * @returns {boolean}
 */
function isContext(object) {
  return existingContext(object) !== undefined;
}

/**
 * @param {any} contextifiedObject
 * @returns {Context}
 */
function contextOf(contextifiedObject) {
  const context = existingContext(contextifiedObject);
  if (context !== undefined) return context;
  throw noContext(contextifiedObject);
}

/** @param {unknown} object */
function noContext(object) {
  return create('ERR_INVALID_ARG_TYPE', 'contextifiedObject', 'vm.Context', object);
}

/**
 * @param {any} contextObject
 * @param {unknown} options
 * @param {Isolation} isolation unless the options say otherwise
 * @returns {any} the object, now a context; for `DONT_CONTEXTIFY` the new context's global
 */
function makeContext(contextObject, options, isolation) {
  if (contextObject === constants.DONT_CONTEXTIFY) {
    return Context.create(undefined, readContextOptions(options, isolation)).sandbox;
  }
  // Whatever is wrong with the options of something that is a context already is never looked at.
  if (!isContext(contextObject)) {
    Context.create(contextObject, readContextOptions(options, isolation));
  }
  return contextObject;
}

/**
 * The context of `runInNewContext`, and whether this call has made it.
 * @param {any} contextObject
 * @param {unknown} options
 * @param {Isolation} isolation unless the options say otherwise
 * @returns {{ context: Context, isNew: boolean }}
 */
function contextForRun(contextObject = {}, options, isolation) {
  const isNew = !isObject(contextObject) || Context.of(contextObject) === undefined;
  const sandbox = makeContext(contextObject, options, isolation);
  return { context: /** @type {Context} */ (Context.of(sandbox)), isNew };
}

/**
 * Whether `runInContext` may turn the object into a context: an object literal with something in it.
 * Anything else that is no context was more likely passed by mistake, and is refused as Node
 * refuses it; so is `{}`.
 * @param {object} object
 * @returns {boolean}
 */
function isFilledPlainObject(object) {
  if (Array.isArray(object) || types.isProxy(object)) return false;
  const prototype = Object.getPrototypeOf(object);
  // An object of another realm has that realm's Object.prototype, which is recognised by its own
  // lack of a prototype.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  if (prototype === null && Object.hasOwn(object, 'isPrototypeOf')) return false;
  return Reflect.ownKeys(object).length > 0;
}

/**
 * The context in which `runInContext` runs. An object literal that is no context yet becomes one.
 * @param {any} contextifiedObject
 * @param {Isolation} isolation of one that is made
 * @returns {Context}
 */
function contextToRunIn(contextifiedObject, isolation) {
  const context = existingContext(contextifiedObject);
  if (context !== undefined) return context;
  if (!isFilledPlainObject(contextifiedObject)) throw noContext(contextifiedObject);
  return Context.create(contextifiedObject, readContextOptions(NO_OPTIONS, isolation));
}

module.exports = { contextForRun, contextOf, contextToRunIn, isContext, makeContext };
