'use strict';

// `vm.SourceTextModule`. Linking is the host's work, as in Node: each request is shown to the linker,
// what it answers is checked, and the engine is told which module answers which request. lib/api.js exports
// the class; what it does to an engine goes through lib/modules/module-record.js.

const { cachedDataFor, cachedDataMatches } = require('../cached-data.js');
const { NODE } = require('../constants.js');
const { create } = require('../errors.js');
const { magicComments } = require('../magic-comments.js');
const { NO_OPTIONS, readModuleOptions } = require('../options.js');
const { validateArray, validateObject, validateString } = require('../validate.js');
const { Module, checkThis, kLink } = require('./module.js');
const { ModuleRecord, isModule, recordOf, shownTo } = require('./module-record.js');

/** For "no error", which `undefined` would be one of. */
const NONE = Symbol('no error');

class SourceTextModule extends Module {
  /** @type {any} */
  #error = NONE;
  /** @type {string | undefined} */
  #statusOverride;
  /** @type {readonly Readonly<import('./module-record.js').ModuleRequest>[]} */
  #moduleRequests;
  /** @type {readonly string[] | undefined} */
  #dependencySpecifiers;
  #source;

  /**
   * @param {any} sourceText
   * @param {any} [options]
   */
  constructor(sourceText, options = NO_OPTIONS) {
    validateString(sourceText, 'sourceText');
    validateObject(options, 'options');
    const { cachedData, context, identifier, ...read } = readModuleOptions(options);
    super({
      context,
      identifier,
      makeRecord(engine, filename, module) {
        const record = ModuleRecord.compile(engine, sourceText, {
          ...read,
          filename: magicComments(sourceText).sourceURL ?? filename,
          referrer: () => module,
        });
        if (cachedData !== undefined && !cachedDataMatches(cachedData, sourceText)) {
          throw create('ERR_VM_MODULE_CACHED_DATA_REJECTED');
        }
        return record;
      },
    });
    this.#source = sourceText;
    this.#moduleRequests = Object.freeze(recordOf(this).requests.map(publicRequest));
  }

  /**
   * @override
   * @param {any} linker
   */
  async [kLink](linker) {
    this.#statusOverride = 'linking';
    const found = [];
    for (const { specifier, attributes } of this.#moduleRequests) {
      const result = linker(specifier, shownTo(linker, this), { attributes, assert: attributes });
      found.push(Promise.resolve(result).then((module) => this.#accept(module, specifier, linker)));
    }
    try {
      recordOf(this).link(await allOf(found));
    } catch (error) {
      this.#error = error;
      throw error;
    } finally {
      this.#statusOverride = undefined;
    }
  }

  /**
   * @param {any} module
   * @param {string} specifier
   * @param {any} linker
   * @returns {Promise<ModuleRecord>}
   */
  async #accept(module, specifier, linker) {
    this.#check(module);
    if (module.status === 'errored') {
      const message = `request for '${specifier}' resolved to an errored module`;
      throw create('ERR_VM_MODULE_LINK_FAILURE', message, module.error);
    }
    if (module.status === 'unlinked') await module[kLink](linker);
    return recordOf(module);
  }

  /** @param {any} module */
  #check(module) {
    if (!isModule(module)) throw create('ERR_VM_MODULE_NOT_MODULE');
    if (recordOf(module).context !== recordOf(this).context) {
      throw create('ERR_VM_MODULE_DIFFERENT_CONTEXT');
    }
  }

  /** @param {any} modules */
  linkRequests(modules) {
    checkThis(this, 'SourceTextModule');
    if (this.status !== 'unlinked') throw create('ERR_VM_MODULE_STATUS', 'must be unlinked');
    validateArray(modules, 'modules');
    const { length } = this.#moduleRequests;
    const given = modules.length;
    if (given !== length) {
      throw create('ERR_MODULE_LINK_MISMATCH', `Expected ${length} modules, got ${given}`);
    }
    // A list of its own, whatever `map` of the array's makes.
    const records = Array.from({ length }, (_, index) => {
      const module = /** @type {any} */ (modules[index]);
      this.#check(module);
      return recordOf(module);
    });
    recordOf(this).link(records);
  }

  instantiate() {
    checkThis(this, 'SourceTextModule');
    if (this.status !== 'unlinked') throw create('ERR_VM_MODULE_STATUS', 'must be unlinked');
    const record = recordOf(this);
    if (record.linked === undefined) {
      throw create('ERR_VM_MODULE_LINK_FAILURE', 'module is not linked');
    }
    const unlinked = record.findUnlinked();
    if (unlinked !== undefined) {
      const { referrer, specifier } = unlinked;
      const message =
        NODE >= 24
          ? `request for '${specifier}' can not be resolved on module '${referrer}' that is not linked`
          : `request for '${specifier}' is from a module not been linked`;
      throw create('ERR_VM_MODULE_LINK_FAILURE', message);
    }
    record.instantiate();
  }

  get dependencySpecifiers() {
    if (NODE < 22) checkThis(this, 'SourceTextModule');
    if (this.#dependencySpecifiers === undefined) {
      const specifiers = this.#moduleRequests.map(({ specifier }) => specifier);
      // Node 20's array is an ordinary one.
      this.#dependencySpecifiers = NODE < 22 ? specifiers : Object.freeze(specifiers);
    }
    return this.#dependencySpecifiers;
  }

  get moduleRequests() {
    return this.#moduleRequests;
  }

  /** @override */
  get status() {
    if (NODE < 22) checkThis(this, 'SourceTextModule');
    if (this.#error !== NONE) return 'errored';
    if (this.#statusOverride !== undefined) return this.#statusOverride;
    return super.status;
  }

  /** @override */
  get error() {
    if (NODE < 22) checkThis(this, 'SourceTextModule');
    if (this.#error !== NONE) return this.#error;
    return super.error;
  }

  hasAsyncGraph() {
    checkThis(this, 'SourceTextModule');
    if (!recordOf(this).isInstantiated) {
      throw create('ERR_VM_MODULE_STATUS', 'must be instantiated');
    }
    return recordOf(this).hasAsyncGraph;
  }

  hasTopLevelAwait() {
    checkThis(this, 'SourceTextModule');
    return recordOf(this).hasTopLevelAwait;
  }

  createCachedData() {
    const { status } = this;
    if (status === 'evaluating' || status === 'evaluated' || status === 'errored') {
      throw create('ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA');
    }
    return cachedDataFor(this.#source);
  }
}

/**
 * As `Promise.all`, which V8 shows in the stacks of what the promises are rejected with, and who awaits it.
 * @template T
 * @param {Promise<T>[]} promises
 * @returns {Promise<T[]>}
 */
function allOf(promises) {
  return new Promise((resolve, reject) => {
    /** @type {T[]} */
    const results = [];
    let pending = promises.length;
    if (pending === 0) resolve(results);
    for (const [index, promise] of promises.entries()) {
      promise.then((result) => {
        results[index] = result;
        pending -= 1;
        if (pending === 0) resolve(results);
      }, reject);
    }
  });
}

/**
 * @param {import('./module-record.js').ModuleRequest} request
 * @returns {Readonly<import('./module-record.js').ModuleRequest>} as users see it
 */
function publicRequest({ specifier, attributes }) {
  const phase = NODE >= 24 ? { phase: 'evaluation' } : {};
  return Object.freeze(Object.assign(Object.create(null), { specifier, attributes, ...phase }));
}

/** What the class did not have before these versions of Node. @type {[number, string[]][]} */
const SINCE = [
  [22, ['linkRequests', 'instantiate', 'moduleRequests']],
  [24, ['hasAsyncGraph', 'hasTopLevelAwait']],
];
for (const [version, names] of SINCE) {
  if (NODE >= version) continue;
  for (const name of names) Reflect.deleteProperty(SourceTextModule.prototype, name);
}

module.exports = { SourceTextModule };
