'use strict';

// Reading the options objects. One function for each kind of options: it reads the properties in the
// order in which node:vm reads them (a Proxy or a getter can tell), checks them in node:vm's order,
// and returns a plain object with every default filled in, without what is only checked. Options
// that node:vm does not have come last (lib/own-options.js). lib/api.js, lib/script.js, lib/later.js,
// lib/sandbox.js and the modules' classes call them. They touch only the object they are given.

const { constants, kParsingContext, kVmBreakFirstLineSymbol } = require('./constants.js');
const { create } = require('./errors.js');
const {
  readAllowance,
  readOwnContextOptions,
  readOwnNewContextOptions,
} = require('./own-options.js');
const {
  validateArray,
  validateBoolean,
  validateBuffer,
  validateFunction,
  validateInt32,
  validateObject,
  validateOneOf,
  validateString,
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
 * @typedef {BaseOptions & OwnScriptOptions} ScriptOptions
 *
 * @typedef {object} RunOptions
 * @property {import('./wire.js').Allowance | undefined} allowance undefined if nothing is given
 * @property {boolean} displayErrors
 * @property {boolean} breakOnSigint
 *
 * @typedef {object} NodeContextOptions
 * @property {boolean} strings whether the guest may compile strings (`eval`, `Function`)
 * @property {'afterEvaluate' | undefined} microtaskMode
 * @property {ModuleLoader} importModuleDynamically
 * @typedef {NodeContextOptions & import('./own-options.js').OwnContextOptions} ContextOptions
 *
 * @typedef {object} OwnFunctionOptions
 * @property {NodeJS.ArrayBufferView | undefined} cachedData
 * @property {boolean} produceCachedData
 * @property {object | undefined} parsingContext
 * @property {(object | null)[]} contextExtensions
 * @property {string[]} params that were checked with them
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
  } = options;
  void options[kParsingContext];
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
  const own = readOwnContextOptions(options, isolation);
  return { strings, microtaskMode, importModuleDynamically, ...own };
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
  const own = readOwnNewContextOptions(options);
  return { name, origin, codeGeneration, microtaskMode, ...own };
}

/**
 * The elements of an array, each read once: of a guest's, or of one with getters, what is checked and then
 * read again may be something else.
 * @param {unknown} array
 * @param {string} name
 * @param {(element: unknown, name: string) => void} validate
 * @returns {any[]}
 */
function readArray(array, name, validate) {
  validateArray(array, name);
  const elements = [];
  for (let index = 0; index < array.length; index += 1) {
    const element = array[index];
    validate(element, `${name}[${index}]`);
    elements.push(element);
  }
  return elements;
}

/**
 * The options of `compileFunction`.
 * @param {unknown} options
 * @param {unknown} given its parameters, checked in between, as Node does
 * @param {(object: object) => boolean} isContext
 * @returns {FunctionOptions}
 */
function readFunctionOptions(options, given, isContext) {
  validateObject(options, 'options');
  const params = given === undefined ? [] : readArray(given, 'params', validateString);
  const {
    filename = '',
    columnOffset = 0,
    lineOffset = 0,
    cachedData,
    produceCachedData = false,
    parsingContext,
    contextExtensions: extensions = [],
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
  const contextExtensions = readArray(extensions, 'options.contextExtensions', (extension, name) =>
    validateObject(extension, name, { nullable: true }),
  );
  validateModuleLoader(importModuleDynamically);
  return {
    filename,
    lineOffset,
    columnOffset,
    cachedData,
    produceCachedData,
    parsingContext,
    contextExtensions,
    params,
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
