'use strict';

// `vm.Module`: what source text and synthetic modules have in common. lib/modules/source-text-module.js and
// lib/modules/synthetic-module.js extend it; lib/modules/module-record.js is what they do to an engine. The checks,
// their order and their words are those of the running Node's own class.

const { inspect } = require('node:util');
const { NODE } = require('../constants.js');
const { Context } = require('../context.js');
const { create } = require('../errors.js');
const { isolationOf } = require('../isolation.js');
const { NO_OPTIONS, readEvaluateOptions } = require('../options.js');
const { breakable } = require('../script.js');
const { isContext } = require('../sandbox.js');
const { validateFunction, validateObject, validateString } = require('../validate.js');
const { giveRecord, isModule, recordOf } = require('./module-record.js');

/** @typedef {import('./module-record.js').ModuleRecord} ModuleRecord */

const kLink = Symbol('kLink');

/** How many modules got their names from here, by sandbox. @type {WeakMap<object, number>} */
const named = new WeakMap();
let namedInMain = 0;

/**
 * @param {any} object
 * @param {string} className
 */
function checkThis(object, className) {
  if (isModule(object)) return;
  if (NODE >= 22) throw create('ERR_INVALID_THIS', className);
  throw create('ERR_INVALID_ARG_TYPE', 'this', className, object);
}

/**
 * @param {object | undefined} sandbox
 * @param {unknown} identifier
 * @returns {string} the identifier, or one made up
 */
function identify(sandbox, identifier) {
  if (identifier !== undefined) {
    validateString(identifier, 'options.identifier');
    return identifier;
  }
  let number;
  if (sandbox === undefined) {
    number = namedInMain;
    namedInMain += 1;
  } else {
    number = named.get(sandbox) ?? 0;
    named.set(sandbox, number + 1);
  }
  return `vm:module(${number})`;
}

/**
 * What a subclass gives the constructor.
 * @typedef {object} ModuleOptions
 * @property {object} [context] the sandbox
 * @property {string} [identifier]
 * @property {(context: Context, identifier: string, module: Module) => ModuleRecord} makeRecord
 */

/** @abstract */
class Module {
  /** @type {object | undefined} */
  #sandbox;

  /** @param {ModuleOptions} options */
  constructor(options) {
    if (new.target === Module) throw new TypeError('Module is not a constructor');
    const { context: sandbox, makeRecord } = options;
    if (sandbox !== undefined) {
      validateObject(sandbox, 'context');
      if (!isContext(sandbox)) {
        throw create('ERR_INVALID_ARG_TYPE', 'options.context', 'vm.Context', sandbox);
      }
    }
    const identifier = identify(sandbox, options.identifier);
    const context = (sandbox && Context.of(sandbox)) || Context.main(isolationOf(new.target));
    const record = makeRecord(context, identifier, this);
    record.identifier = identifier;
    giveRecord(this, record);
    this.#sandbox = sandbox;
  }

  get identifier() {
    checkThis(this, 'Module');
    return recordOf(this).identifier;
  }

  get context() {
    checkThis(this, 'Module');
    return this.#sandbox;
  }

  get namespace() {
    checkThis(this, 'Module');
    if (!recordOf(this).isInstantiated) {
      throw create('ERR_VM_MODULE_STATUS', 'must not be unlinked or linking');
    }
    return recordOf(this).namespace;
  }

  get status() {
    checkThis(this, 'Module');
    return recordOf(this).status;
  }

  get error() {
    checkThis(this, 'Module');
    if (recordOf(this).status !== 'errored') {
      throw create('ERR_VM_MODULE_STATUS', 'must be errored');
    }
    return recordOf(this).error;
  }

  /** @param {any} linker */
  async link(linker) {
    checkThis(this, 'Module');
    validateFunction(linker, 'linker');
    if (this.status === 'linked') throw create('ERR_VM_MODULE_ALREADY_LINKED');
    if (this.status !== 'unlinked') throw create('ERR_VM_MODULE_STATUS', 'must be unlinked');
    await this[kLink](linker);
    recordOf(this).instantiate();
  }

  /** @param {any} linker */
  [kLink](linker) {
    void linker;
  }

  /**
   * @param {any} [options]
   * @returns {Promise<undefined>}
   */
  evaluate(options = NO_OPTIONS) {
    try {
      const evaluation = evaluate(this, options);
      // Node 20's is an asynchronous function.
      return NODE >= 22 ? evaluation : evaluation.then(() => undefined);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * @param {any} depth
   * @param {any} options
   * @returns {any}
   */
  [inspect.custom](depth, options) {
    checkThis(this, 'Module');
    const { constructor } = this;
    if (typeof depth === 'number' && depth < 0) {
      // Without properties, as it has none, Node would show it in full.
      return options?.stylize?.(`[${constructor.name}]`, 'special') ?? this;
    }
    /** @type {any} */
    const shown = { status: this.status, identifier: this.identifier, context: this.context };
    Object.setPrototypeOf(shown, Object.getPrototypeOf(this));
    Object.defineProperty(shown, Symbol.toStringTag, {
      value: constructor.name,
      configurable: true,
    });
    return inspect(shown, { ...options, customInspect: false });
  }
}

/**
 * @param {Module} module
 * @param {any} options
 * @returns {Promise<undefined>}
 */
function evaluate(module, options) {
  checkThis(module, 'Module');
  const read = readEvaluateOptions(options);
  const record = recordOf(module);
  const { status } = record;
  if (status !== 'linked' && status !== 'evaluated' && status !== 'errored') {
    throw create('ERR_VM_MODULE_STATUS', 'must be one of linked, evaluated, or errored');
  }
  return breakable(read, () => record.evaluate(read.allowance));
}

module.exports = { Module, checkThis, kLink };
