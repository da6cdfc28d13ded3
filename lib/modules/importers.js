'use strict';

// Who answers `import()` and fills `import.meta`: for each text that came with a callback, the
// context's engine has a number, and here is the callback and what it is given as its referrer, for as
// long as the context: a function of the text may import at any time.
// lib/context.js registers them, lib/operations.js asks when the guest does.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- in every Node 20 supported here
const { constants: nodeConstants, Script } = require('node:vm');
const { types } = require('node:util');
const { NODE, constants } = require('../constants.js');
const { create } = require('../errors.js');
const { isNamespace } = require('../stand-ins/namespace.js');
const { Opcode } = require('../wire.js');
const { isModule, shownTo } = require('./module-record.js');

/** @typedef {import('../options.js').ModuleLoader} ModuleLoader */

/**
 * @typedef {object} Importer
 * @property {ModuleLoader} [load]
 * @property {() => object | undefined} referrer
 * @property {string} [filename]
 * @property {Function} [initializeImportMeta]
 */

/** Stands for the context, for code that belongs to no script or module (src/engine/import.rs). */
const CONTEXT = -1;
/** And this for nobody, who answers nothing. */
const NOBODY = 0;

/** Since this version callbacks are told the phase of the import. */
const HAS_PHASES = NODE >= 24;

class Importers {
  /** @type {Map<number, Importer>} */
  #importers = new Map();
  #context;
  #next = 1;

  /**
   * @param {import('../context.js').Context} context
   * @param {ModuleLoader} load for code without a script or module
   */
  constructor(context, load) {
    this.#context = context;
    if (load !== undefined) this.#importers.set(CONTEXT, { load, referrer: () => context.sandbox });
  }

  /**
   * @param {import('../context.js').CompileOptions} options of a text
   * @returns {number} what the engine calls who answers for it
   */
  add({
    importModuleDynamically: load,
    initializeImportMeta,
    referrer = () => undefined,
    filename,
  }) {
    if (load === undefined && initializeImportMeta === undefined) return NOBODY;
    const number = this.#next;
    this.#next += 1;
    this.#importers.set(number, { load, initializeImportMeta, referrer, filename });
    return number;
  }

  /**
   * Begins an `import()`; the engine hears of the result when there is one.
   * @param {number} ticket
   * @param {number} number the importer's
   * @param {import('./module-record.js').ModuleRequest} request
   */
  begin(ticket, number, request) {
    const importer = this.#importers.get(number);
    importWith(importer, request)
      .then(
        (value) => this.#settle(ticket, false, value),
        (error) => this.#settle(ticket, true, error),
      )
      // The engine is lost, which whoever uses it next will hear.
      .catch(() => {});
  }

  /**
   * @param {number} ticket
   * @param {boolean} rejected
   * @param {any} value
   */
  #settle(ticket, rejected, value) {
    const { membrane, session } = this.#context;
    session.whenFree(() => {
      if (session.id === 0) return;
      const request = session.begin(Opcode.SettleImport);
      const write = (/** @type {number} */ state, /** @type {any} */ result) => {
        request.word(ticket);
        request.word(state);
        request.value(result, membrane);
      };
      // Who waits for what cannot cross would wait for ever.
      request.either(
        Opcode.SettleImport,
        () => write(rejected ? 1 : 0, value),
        (error) => write(1, error),
      );
      session.exchange();
    });
  }

  /**
   * @param {number} number
   * @param {object} meta
   */
  fillMeta(number, meta) {
    const importer = this.#importers.get(number);
    const fill = importer?.initializeImportMeta;
    fill?.(meta, shownTo(fill, importer?.referrer()));
  }
}

/**
 * @param {Importer | undefined} importer
 * @param {import('./module-record.js').ModuleRequest} request
 * @returns {Promise<any>} of the namespace
 */
async function importWith(importer, { specifier, attributes }) {
  const load = importer?.load;
  if (load === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) {
    return importWithNode(specifier, attributes, importer?.filename ?? '');
  }
  if (typeof load !== 'function') throw create('ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING');
  const phase = HAS_PHASES ? ['evaluation'] : [];
  const found = await load(specifier, shownTo(load, importer?.referrer()), attributes, ...phase);
  if (types.isModuleNamespaceObject(found) || isNamespace(found)) return found;
  if (!isModule(found)) throw create('ERR_VM_MODULE_NOT_MODULE');
  if (found.status === 'errored') throw found.error;
  return found.namespace;
}

/**
 * `import()` as a script of that name in Node's own context has it. The guest's words are passed as
 * arguments and never compiled here.
 * @param {string} specifier
 * @param {Record<string, string>} attributes
 * @param {string} filename
 * @returns {Promise<any>}
 */
function importWithNode(specifier, attributes, filename) {
  const importing = new Script('(specifier, options) => import(specifier, options)', {
    filename,
    importModuleDynamically: nodeConstants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return importing.runInThisContext()(specifier, { with: attributes });
}

module.exports = { Importers, NOBODY };
