'use strict';

// The functions of the public API that are not methods: they check their arguments as node:vm does,
// in its order, and hand over to lib/script.js, lib/sandbox.js and lib/context.js. index.js exports
// them; nothing else calls them.

const { Context } = require('./context.js');
const { applyCachedData } = require('./cached-data.js');
const { create } = require('./errors.js');
const { magicComments } = require('./magic-comments.js');
const { NO_OPTIONS, readFunctionOptions, readNewContextOptions } = require('./options.js');
const { contextForRun, contextToRunIn, createContext, isContext } = require('./sandbox.js');
const { Script, originOf, runOnce } = require('./script.js');
const { validateObject, validateOneOf, validateString } = require('./validate.js');

/**
 * @param {string} code
 * @param {any} [options]
 * @returns {Script}
 */
function createScript(code, options) {
  return new Script(code, options);
}

/**
 * Both Node and this take anything here that can be spread, `null` included.
 * @param {any} options
 * @returns {Record<string, any>}
 */
function copyOptions(options) {
  return typeof options === 'string' ? { filename: options } : { ...options };
}

/**
 * @param {string} code
 * @param {any} contextifiedObject
 * @param {any} [options]
 * @returns {any} the value of the last statement
 */
function runInContext(code, contextifiedObject, options) {
  const context = contextToRunIn(contextifiedObject);
  return runOnce(code, copyOptions(options), context);
}

/**
 * @param {string} code
 * @param {any} [contextObject]
 * @param {any} [options]
 * @returns {any} the value of the last statement
 */
function runInNewContext(code, contextObject, options) {
  if (typeof options === 'string') options = { filename: options };
  const { context, isNew } = contextForRun(contextObject, readNewContextOptions(options));
  /** @type {any} */
  const copy = copyOptions(options);
  // What the code leaves behind (callbacks, promise jobs, getters) is held to the same time.
  if (isNew) context.limitLater(copy.timeout);
  return runOnce(code, copy, context);
}

/**
 * @param {string} code
 * @param {any} [options]
 * @returns {any} the value of the last statement
 */
function runInThisContext(code, options) {
  return runOnce(code, options === undefined ? NO_OPTIONS : options);
}

/**
 * @param {string} code
 * @param {readonly string[]} [params]
 * @param {any} [options]
 * @returns {Function}
 */
function compileFunction(code, params, options = NO_OPTIONS) {
  validateString(code, 'code');
  const read = readFunctionOptions(options, params, isContext);
  const { parsingContext } = read;
  const context = (parsingContext && Context.of(parsingContext)) || Context.main();
  const compiled = context.compileFunction(code, params ?? [], {
    ...originOf(magicComments(code).sourceURL, read),
    contextExtensions: read.contextExtensions,
    importModuleDynamically: read.importModuleDynamically,
  });
  applyCachedData(compiled, code, read);
  return compiled;
}

/**
 * Checks its options as Node does. The engine counts what it allocates, but not by context and not
 * in V8's terms, so there is nothing true to resolve with.
 * @param {any} [options]
 * @returns {Promise<never>}
 */
function measureMemory(options = NO_OPTIONS) {
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  return Promise.reject(create('ERR_RSVM_NO_HEAP_STATISTICS'));
}

/**
 * @param {any} contextifiedObject
 */
function dispose(contextifiedObject) {
  if (!isContext(contextifiedObject)) {
    throw create('ERR_INVALID_ARG_TYPE', 'contextifiedObject', 'vm.Context', contextifiedObject);
  }
  Context.of(contextifiedObject)?.session.dispose();
}

module.exports = {
  compileFunction,
  createContext,
  createScript,
  dispose,
  isContext,
  measureMemory,
  runInContext,
  runInNewContext,
  runInThisContext,
};
