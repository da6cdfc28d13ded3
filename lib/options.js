'use strict';

// Reading the options objects. One function for each kind of options: it reads the properties in the
// order in which node:vm reads them (a Proxy or a getter can tell), checks them in node:vm's order,
// and returns a plain object with every default filled in. lib/script.js, lib/sandbox.js and
// lib/api.js call them. They touch only the object they are given.

const { types } = require('node:util');
const { create } = require('./errors.js');
const { LEVELS } = require('./isolation.js');
const { constants, kParsingContext, kVmBreakFirstLineSymbol } = require('./constants.js');
const {
  validateArray,
  validateBoolean,
  validateBuffer,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
  validateUint32,
} = require('./validate.js');

/** What a missing `options` stands for. */
const NO_OPTIONS = Object.freeze({ __proto__: null });

/**
 * @typedef {((...args: any[]) => any) | symbol | undefined} ModuleLoader
 *   a callback, `constants.USE_MAIN_CONTEXT_DEFAULT_LOADER`, or nothing
 *
 * @typedef {object} BaseOptions
 * @property {string} filename
 * @property {number} lineOffset
 * @property {number} columnOffset
 *
 * @typedef {object} OwnScriptOptions
 * @property {NodeJS.ArrayBufferView | undefined} cachedData
 * @property {boolean} produceCachedData
 * @property {ModuleLoader} importModuleDynamically
 * @property {object | undefined} parsingContext the only sandbox that the script will run in
 * @typedef {BaseOptions & OwnScriptOptions} ScriptOptions
 *
 * @typedef {object} RunOptions
 * @property {import('./wire.js').Allowance | undefined} allowance undefined if nothing is given
 * @property {boolean} displayErrors
 * @property {boolean} breakOnSigint
 *
 * @typedef {object} ContextOptions
 * @property {string} name
 * @property {string | undefined} origin
 * @property {boolean} strings whether the guest may compile strings (`eval`, `Function`)
 * @property {boolean} wasm
 * @property {'afterEvaluate' | undefined} microtaskMode
 * @property {ModuleLoader} importModuleDynamically
 * @property {'inherit' | 'ignore'} console
 * @property {Limits | undefined} [limits]
 * @property {import('./isolation.js').Isolation} isolation where the engine lives
 *
 * @typedef {object} Limits
 * @property {number} [timeout] in milliseconds, for whatever enters the guest without one of its own
 * @property {number} [memory] in bytes
 * @property {number} [stack] in levels of calls
 *
 * @typedef {object} OwnFunctionOptions
 * @property {NodeJS.ArrayBufferView | undefined} cachedData
 * @property {boolean} produceCachedData
 * @property {object | undefined} parsingContext
 * @property {object[]} contextExtensions
 * @property {ModuleLoader} importModuleDynamically
 * @typedef {BaseOptions & OwnFunctionOptions} FunctionOptions
 */

/**
 * @param {any} value
 * @returns {asserts value is ModuleLoader}
 */
function validateModuleLoader(value) {
  if (value === undefined || value === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) return;
  validateFunction(value, 'options.importModuleDynamically');
}

/** @type {Readonly<ScriptOptions>} */
const SCRIPT_DEFAULTS = Object.freeze({
  filename: 'evalmachine.<anonymous>',
  lineOffset: 0,
  columnOffset: 0,
  cachedData: undefined,
  produceCachedData: false,
  importModuleDynamically: undefined,
  parsingContext: undefined,
});

/**
 * The options of `new Script`, or the file name in their place.
 * @param {unknown} options
 * @returns {Readonly<ScriptOptions>}
 */
function readScriptOptions(options) {
  // Most texts come without any, and a short one is compiled faster than seven options are read.
  if (options === NO_OPTIONS) return SCRIPT_DEFAULTS;
  if (typeof options === 'string') options = { filename: options };
  validateObject(options, 'options');
  const {
    filename = SCRIPT_DEFAULTS.filename,
    lineOffset = 0,
    columnOffset = 0,
    cachedData,
    produceCachedData = false,
    importModuleDynamically,
    [kParsingContext]: parsingContext,
  } = options;
  validateString(filename, 'options.filename');
  validateInt32(lineOffset, 'options.lineOffset');
  validateInt32(columnOffset, 'options.columnOffset');
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  validateBoolean(produceCachedData, 'options.produceCachedData');
  validateModuleLoader(importModuleDynamically);
  return {
    filename,
    lineOffset,
    columnOffset,
    cachedData,
    produceCachedData,
    importModuleDynamically,
    parsingContext,
  };
}

/** @type {Readonly<RunOptions>} */
const RUN_DEFAULTS = Object.freeze({
  allowance: undefined,
  displayErrors: true,
  breakOnSigint: false,
});

/**
 * The options of one run: those of `script.runIn*`, and the run's part of `vm.runIn*`.
 * @param {unknown} [options]
 * @returns {Readonly<RunOptions>}
 */
function readRunOptions(options) {
  // A precompiled script's run is too short to read four properties of nothing.
  if (options === undefined || options === NO_OPTIONS) return RUN_DEFAULTS;
  validateObject(options, 'options');
  const timeout = readTimeout(options);
  const { displayErrors = true, breakOnSigint = false } = options;
  void options[kVmBreakFirstLineSymbol];
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return {
    allowance: readAllowance(options, timeout, breakOnSigint),
    displayErrors,
    breakOnSigint,
  };
}

/**
 * The options of `module.evaluate`.
 * @param {unknown} options
 * @returns {Omit<RunOptions, 'displayErrors'>}
 */
function readEvaluateOptions(options) {
  validateObject(options, 'options');
  const timeout = readTimeout(options);
  const { breakOnSigint = false } = options;
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return { allowance: readAllowance(options, timeout, breakOnSigint), breakOnSigint };
}

/**
 * It is checked before the next property is read.
 * @param {Record<PropertyKey, any>} options
 * @returns {number | undefined}
 */
function readTimeout({ timeout }) {
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  return timeout;
}

/**
 * What a run may take: `limits`, and what stands beside it goes first.
 * @param {Record<PropertyKey, any>} options
 * @param {number | undefined} timeout checked
 * @param {boolean} breakOnSigint
 * @returns {import('./wire.js').Allowance | undefined}
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
 * The options of `createContext` that are rsvm's own.
 * @param {Record<PropertyKey, any>} options
 * @param {import('./isolation.js').Isolation} otherwise the isolation if none is asked for
 * @returns {Pick<ContextOptions, 'console' | 'limits' | 'isolation'>}
 */
function readOwnContextOptions(options, otherwise) {
  const console = ownOption(options, 'console') ?? 'inherit';
  validateOneOf(console, 'options.console', ['inherit', 'ignore']);
  const limits = readLimits(ownOption(options, 'limits'));
  const isolation = ownOption(options, 'isolation') ?? otherwise;
  validateOneOf(isolation, 'options.isolation', LEVELS);
  return { console, limits, isolation };
}

/** An engine takes some 300 KB before any guest code runs. */
const MIN_MEMORY = 2 ** 20;

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

let unnamedContexts = 0;

/**
 * The options of `createContext`.
 * @param {unknown} options
 * @param {import('./isolation.js').Isolation} isolation if none is asked for
 * @returns {ContextOptions}
 */
function readContextOptions(options, isolation) {
  validateObject(options, 'options');
  const {
    name = `VM Context ${(unnamedContexts += 1)}`,
    origin,
    codeGeneration,
    microtaskMode,
    importModuleDynamically,
  } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  const { strings = true, wasm = true } = codeGeneration ?? NO_OPTIONS;
  validateBoolean(strings, 'options.codeGeneration.strings');
  validateBoolean(wasm, 'options.codeGeneration.wasm');
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  validateModuleLoader(importModuleDynamically);
  return {
    name,
    origin,
    strings,
    wasm,
    microtaskMode,
    importModuleDynamically,
    ...readOwnContextOptions(options, isolation),
  };
}

/**
 * The part of `runInNewContext`'s options that describes the context, under the names and with the
 * values that `createContext` takes (and checks again: a bad `microtaskMode` is found there).
 * @param {any} options
 * @returns {object}
 */
function readNewContextOptions(options) {
  if (!options) return NO_OPTIONS;
  const { contextName: name, contextOrigin: origin, microtaskMode } = options;
  if (name !== undefined) validateString(name, 'options.contextName');
  if (origin !== undefined) validateString(origin, 'options.contextOrigin');
  let codeGeneration;
  // Node reads these properties again each time it needs them; so does this.
  if (options.contextCodeGeneration !== undefined) {
    validateObject(options.contextCodeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = options.contextCodeGeneration;
    if (strings !== undefined) {
      validateBoolean(strings, 'options.contextCodeGeneration.strings');
    }
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
    codeGeneration = { strings, wasm };
  }
  if (options.microtaskMode !== undefined) {
    validateString(options.microtaskMode, 'options.microtaskMode');
  }
  // Those of rsvm's own have the same names where the context is also run.
  const limits = ownOption(options, 'limits');
  const isolation = ownOption(options, 'isolation');
  return { name, origin, codeGeneration, microtaskMode, limits, isolation };
}

/**
 * The options of `compileFunction`.
 * @param {unknown} options
 * @param {unknown} params checked in between, as Node does
 * @param {(object: object) => boolean} isContext
 * @returns {FunctionOptions}
 */
function readFunctionOptions(options, params, isContext) {
  validateObject(options, 'options');
  if (params !== undefined) validateStringArray(params, 'params');
  const {
    filename = '',
    columnOffset = 0,
    lineOffset = 0,
    cachedData,
    produceCachedData = false,
    parsingContext,
    contextExtensions = [],
    importModuleDynamically,
  } = options;
  validateString(filename, 'options.filename');
  validateInt32(columnOffset, 'options.columnOffset');
  validateInt32(lineOffset, 'options.lineOffset');
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  validateBoolean(produceCachedData, 'options.produceCachedData');
  if (parsingContext !== undefined) {
    const usable = typeof parsingContext === 'object' && parsingContext !== null;
    if (!usable || !isContext(parsingContext)) {
      throw create('ERR_INVALID_ARG_TYPE', 'options.parsingContext', 'Context', parsingContext);
    }
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  contextExtensions.forEach((extension, index) => {
    validateObject(extension, `options.contextExtensions[${index}]`, { nullable: true });
  });
  validateModuleLoader(importModuleDynamically);
  return {
    filename,
    lineOffset,
    columnOffset,
    cachedData,
    produceCachedData,
    parsingContext,
    contextExtensions: /** @type {object[]} */ (contextExtensions),
    importModuleDynamically,
  };
}

/**
 * The options of `new SourceTextModule`; its context and identifier are checked later.
 * @param {Record<PropertyKey, any>} options
 */
function readModuleOptions(options) {
  const {
    lineOffset = 0,
    columnOffset = 0,
    initializeImportMeta,
    importModuleDynamically,
    context,
    identifier,
    cachedData,
  } = options;
  validateInt32(lineOffset, 'options.lineOffset');
  validateInt32(columnOffset, 'options.columnOffset');
  if (initializeImportMeta !== undefined) {
    validateFunction(initializeImportMeta, 'options.initializeImportMeta');
  }
  if (importModuleDynamically !== undefined) {
    validateFunction(importModuleDynamically, 'options.importModuleDynamically');
  }
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  return {
    lineOffset,
    columnOffset,
    initializeImportMeta,
    importModuleDynamically,
    context,
    identifier,
    cachedData,
  };
}

module.exports = {
  NO_OPTIONS,
  readContextOptions,
  readEvaluateOptions,
  readFunctionOptions,
  readModuleOptions,
  readNewContextOptions,
  readRunOptions,
  readScriptOptions,
};
