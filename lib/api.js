'use strict';

// The public API for a level of isolation: its functions check their arguments as node:vm does, in
// its order, and hand over to lib/script.js, lib/sandbox.js and lib/context.js. index.js and
// process.js export what `apiOf` makes; nothing else calls it.

const { Context } = require('./context.js');
const { applyCachedDataToFunction } = require('./cached-data.js');
const { constants } = require('./constants.js');
const { create } = require('./errors.js');
const { PROCESS, apart } = require('./isolation.js');
const { callLater, readLaterOptions } = require('./later.js');
const { magicComments } = require('./magic-comments.js');
const { Module } = require('./modules/module.js');
const { SourceTextModule } = require('./modules/source-text-module.js');
const { SyntheticModule } = require('./modules/synthetic-module.js');
const { NO_OPTIONS, readFunctionOptions, readNewContextOptions } = require('./options.js');
const {
  contextForRun,
  contextOf,
  contextToRunIn,
  isContext,
  makeContext,
} = require('./sandbox.js');
const { Script, originOf, runOnce, runOnceLater } = require('./script.js');
const {
  validateArray,
  validateFunction,
  validateObject,
  validateOneOf,
  validateString,
} = require('./validate.js');

/** @typedef {import('./isolation.js').Isolation} Isolation */

/**
 * Both Node and this take anything here that can be spread, `null` included.
 * @param {any} options
 * @returns {Record<string, any>}
 */
function copyOptions(options) {
  if (options === undefined) return NO_OPTIONS;
  return typeof options === 'string' ? { filename: options } : { ...options };
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

/** @param {any} contextifiedObject */
function dispose(contextifiedObject) {
  contextOf(contextifiedObject).session.dispose();
}

/**
 * @param {any} f
 * @param {any} contextifiedObject
 * @param {readonly any[]} [args]
 * @param {any} [options]
 * @returns {Promise<any>} of what the function returns
 */
async function callAsync(f, contextifiedObject, args = [], options = undefined) {
  validateFunction(f, 'f');
  const context = contextOf(contextifiedObject);
  validateArray(args, 'args');
  const code = context.membrane.codeOf(f);
  if (code === undefined || context.membrane.owns(f)) {
    throw create('ERR_INVALID_ARG_VALUE', 'f', f, 'must be a function of the guest');
  }
  return callLater(context, f, args, readLaterOptions(options));
}

/**
 * @param {string} code
 * @param {any} contextObject
 * @param {any} options
 * @param {Isolation} isolation
 * @returns {any}
 */
function runInNew(code, contextObject, options, isolation) {
  if (typeof options === 'string') options = { filename: options };
  const read = readNewContextOptions(options);
  const { context, isNew } = contextForRun(contextObject, read, isolation);
  const copy = copyOptions(options);
  const run = () => runOnce(code, copy, context);
  return isNew ? context.runFirst(run) : run();
}

/**
 * @param {string} code
 * @param {readonly string[] | undefined} params
 * @param {any} options
 * @param {Isolation} isolation
 * @returns {Function}
 */
function compile(code, params, options, isolation) {
  validateString(code, 'code');
  const read = readFunctionOptions(options, params, isContext);
  const { parsingContext } = read;
  const context = (parsingContext && Context.of(parsingContext)) || Context.main(isolation);
  const compiled = context.compileFunction(code, read.params, {
    ...originOf(magicComments(code).sourceURL, read),
    contextExtensions: read.contextExtensions,
    importModuleDynamically: read.importModuleDynamically,
  });
  applyCachedDataToFunction(compiled, code, read);
  return compiled;
}

/**
 * The functions that depend on where a context that they make has its engine.
 * @typedef {object} Functions
 * @property {(contextObject?: any, options?: unknown) => any} createContext answers with the object, now a
 *   context; for `DONT_CONTEXTIFY` with the new context's global
 * @property {(code: string, contextifiedObject: any, options?: any) => any} runInContext this and the
 *   others that run answer with the value of the last statement
 * @property {(code: string, contextifiedObject: any, options?: any) => Promise<any>} runInContextAsync
 * @property {(code: string, contextObject?: any, options?: any) => any} runInNewContext
 * @property {(code: string, options?: any) => any} runInThisContext
 * @property {(code: string, params?: readonly string[], options?: any) => Function} compileFunction
 */

/**
 * None is a method: Node's can be called with `new`. Their names and parameters are Node's, too.
 * @param {Isolation} isolation where those contexts have their engines that do not say otherwise
 * @returns {Functions}
 */
function functionsOf(isolation) {
  /** @type {Functions['createContext']} */
  function createContext(contextObject = {}, options = NO_OPTIONS) {
    return makeContext(contextObject, options, isolation);
  }

  /** @type {Functions['runInContext']} */
  function runInContext(code, contextifiedObject, options) {
    const context = contextToRunIn(contextifiedObject, isolation);
    return runOnce(code, copyOptions(options), context);
  }

  /** @type {Functions['runInContextAsync']} */
  async function runInContextAsync(code, contextifiedObject, options) {
    const context = contextToRunIn(contextifiedObject, isolation);
    return runOnceLater(code, copyOptions(options), context);
  }

  /** @type {Functions['runInNewContext']} */
  function runInNewContext(code, contextObject, options) {
    return runInNew(code, contextObject, options, isolation);
  }

  /** @type {Functions['runInThisContext']} */
  function runInThisContext(code, options) {
    return runOnce(code, options === undefined ? NO_OPTIONS : options, isolation);
  }

  /** @type {Functions['compileFunction']} */
  function compileFunction(code, params, options = NO_OPTIONS) {
    return compile(code, params, options, isolation);
  }

  return {
    createContext,
    runInContext,
    runInContextAsync,
    runInNewContext,
    runInThisContext,
    compileFunction,
  };
}

/** @param {Isolation} isolation */
function classesOf(isolation) {
  const classes = { Script, Module, SourceTextModule, SyntheticModule };
  if (isolation !== PROCESS) return classes;
  return {
    Script: apart(Script),
    Module,
    SourceTextModule: apart(SourceTextModule),
    SyntheticModule: apart(SyntheticModule),
  };
}

/** @param {Isolation} isolation */
function apiOf(isolation) {
  const functions = functionsOf(isolation);
  const classes = classesOf(isolation);
  /**
   * @param {string} code
   * @param {any} [options]
   */
  function createScript(code, options) {
    return new classes.Script(code, options);
  }

  return {
    ...classes,
    ...functions,
    createScript,
    isContext,
    measureMemory,
    constants,
    // The documented name of the call that does not return a promise.
    runInContextSync: functions.runInContext,
    dispose,
    callAsync,
  };
}

module.exports = { apiOf };
