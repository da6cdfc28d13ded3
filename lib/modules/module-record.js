'use strict';

// A module as the engine knows it: the handle, what it requests, what it is linked to. What
// `vm.SourceTextModule` and `vm.SyntheticModule` do to an engine goes through this, as Node's classes
// go through an internal one; the checks and the errors are in lib/modules/module.js. It touches the session
// of its context and nothing else.

const { NODE } = require('../constants.js');
const native = require('../native.js');
const { handlerOf } = require('../stand-ins/marks.js');
const { Opcode } = require('../wire.js');

/** @typedef {import('../context.js').Context} Context */
/** @typedef {{ specifier: string, attributes: Record<string, string> }} ModuleRequest */

/** The codes of src/engine/module.rs. */
const STATUS = Object.freeze([
  'unlinked',
  'linking',
  'linked',
  'evaluating',
  'evaluated',
  'errored',
]);
const LINKED = STATUS.indexOf('linked');
const ERRORED = STATUS.indexOf('errored');
const PENDING = 6;

/**
 * The records of modules. No property of theirs: it would lead who is given a module, a guest too, to the
 * context and from there to every function in here.
 * @type {WeakMap<object, ModuleRecord>}
 */
const recordsOfModules = new WeakMap();

/**
 * Gives back what the engine keeps of modules that nobody can reach any more.
 * @type {FinalizationRegistry<{ context: number, id: number, records: Map<number, unknown> }>}
 */
const abandoned = new FinalizationRegistry(({ context, id, records }) => {
  records.delete(id);
  native.dropScript(context, id);
});

/** The modules of a context that its engine may ask about. */
class ModuleRecords {
  /** @type {Map<number, WeakRef<ModuleRecord>>} */
  #records = new Map();

  /** @param {ModuleRecord} record */
  add(record) {
    const { context, id } = record;
    this.#records.set(id, new WeakRef(record));
    abandoned.register(record, { context: context.id, id, records: this.#records });
  }

  /**
   * The evaluation steps of a synthetic module.
   * @param {number} id
   */
  evaluateSynthetic(id) {
    this.#records.get(id)?.deref()?.steps?.();
  }
}

class ModuleRecord {
  /** @type {readonly ModuleRequest[]} */
  requests = [];
  hasTopLevelAwait = false;
  identifier = '';
  /** The modules that answer the requests, once they are known. @type {ModuleRecord[] | undefined} */
  linked;
  /** What evaluates a synthetic module. @type {(() => void) | undefined} */
  steps;
  /** @type {string[]} */
  #exports = [];
  /** @type {Promise<undefined> | undefined} */
  #evaluation;

  /**
   * @param {Context} context
   * @param {number} id
   */
  constructor(context, id) {
    this.context = context;
    this.id = id;
    context.modules.add(this);
  }

  /**
   * @param {Context} context
   * @param {string} source
   * @param {import('../context.js').CompileOptions & { initializeImportMeta?: Function }} options
   * @returns {ModuleRecord}
   */
  static compile(context, source, options) {
    const reply = context.compileModule(source, options);
    const record = new ModuleRecord(context, reply.word());
    record.hasTopLevelAwait = reply.word() === 1;
    const requests = [];
    for (let count = reply.word(); count > 0; count -= 1) requests.push(readRequest(reply));
    record.requests = requests;
    return record;
  }

  /**
   * @param {Context} context
   * @param {string[]} names
   * @param {() => void} steps
   * @returns {ModuleRecord}
   */
  static synthetic(context, names, steps) {
    const request = context.session.begin(Opcode.SyntheticModule);
    request.word(names.length);
    for (const name of names) request.text(name);
    const record = new ModuleRecord(context, context.session.exchange().word());
    record.#exports = names;
    record.steps = steps;
    record.linked = [];
    return record;
  }

  /** @param {number} opcode */
  #begin(opcode) {
    const request = this.context.session.begin(opcode);
    request.word(this.id);
    return request;
  }

  /** @returns {{ code: number, error: any }} */
  #state() {
    this.#begin(Opcode.ModuleState);
    const reply = this.context.session.exchange();
    const code = reply.word();
    return { code, error: reply.value(this.context.membrane) };
  }

  get status() {
    return STATUS[this.#state().code];
  }

  get isInstantiated() {
    return this.#state().code >= LINKED;
  }

  get error() {
    return this.#state().error;
  }

  get namespace() {
    this.#begin(Opcode.ModuleNamespace);
    return this.context.session.exchange().value(this.context.membrane);
  }

  /** Whether it or a module that it depends on has a top-level await. */
  get hasAsyncGraph() {
    return graphOf(this).some((record) => record.hasTopLevelAwait);
  }

  /** @param {ModuleRecord[]} records in the order of the requests */
  link(records) {
    const request = this.#begin(Opcode.LinkModule);
    request.word(records.length);
    for (const { id } of records) request.word(id);
    this.context.session.exchange();
    this.linked = records;
  }

  /**
   * @returns {{ referrer: string, specifier: string } | undefined} the first request of a module in
   *   the graph that has not been linked
   */
  findUnlinked() {
    const unlinked = graphOf(this).find(({ linked, requests }) => !linked && requests.length > 0);
    return unlinked && { referrer: unlinked.identifier, specifier: unlinked.requests[0].specifier };
  }

  instantiate() {
    try {
      this.#begin(Opcode.InstantiateModule);
      this.context.session.exchange();
    } catch (error) {
      this.#instantiateRequested();
      throw error; // node-do-not-add-exception-line
    }
  }

  /**
   * Where a module cannot be linked, V8 has linked what it requests before, in order, up to what cannot
   * either; the engine has linked nothing.
   */
  #instantiateRequested() {
    try {
      for (const record of this.linked ?? []) {
        if (!record.isInstantiated) record.instantiate();
      }
    } catch {
      // The error is the one of the whole.
    }
  }

  /**
   * @param {import('../wire.js').Allowance | undefined} allowance
   * @returns {Promise<undefined>}
   */
  evaluate(allowance) {
    const { code, value } = this.context.evaluateModule(this.id, allowance);
    if (code === ERRORED) return Promise.reject(value);
    this.#evaluation ??= code === PENDING ? value : Promise.resolve(undefined);
    return /** @type {Promise<undefined>} */ (this.#evaluation);
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  setExport(name, value) {
    const index = this.#exports.indexOf(name);
    if (index < 0) throw new ReferenceError(`Export '${name}' is not defined in module`);
    const request = this.#begin(Opcode.SetExport);
    request.word(index);
    request.value(value, this.context.membrane);
    this.context.session.exchange();
  }
}

/**
 * @param {ModuleRecord} root
 * @returns {ModuleRecord[]} it and all that it depends on
 */
function graphOf(root) {
  const graph = new Set([root]);
  // A Set's iterator finds what is added while it runs.
  for (const record of graph) {
    for (const dependency of record.linked ?? []) graph.add(dependency);
  }
  return [...graph];
}

/**
 * Reads what a module requests.
 * @param {import('../wire/reader.js').Reader} message
 * @returns {ModuleRequest}
 */
function readRequest(message) {
  const specifier = message.text();
  const attributes = Object.create(null);
  for (let count = message.word(); count > 0; count -= 1) {
    const key = message.text();
    attributes[key] = message.text();
  }
  // Node 20 does not freeze them.
  return { specifier, attributes: NODE >= 22 ? Object.freeze(attributes) : attributes };
}

/**
 * @param {object} module
 * @param {ModuleRecord} record
 */
function giveRecord(module, record) {
  recordsOfModules.set(module, record);
}

/**
 * @param {object} module one of this package's
 * @returns {ModuleRecord}
 */
function recordOf(module) {
  return /** @type {ModuleRecord} */ (recordsOfModules.get(module));
}

/**
 * @param {any} object
 * @returns {boolean} whether it is a Module of this package
 */
function isModule(object) {
  return recordsOfModules.has(object);
}

/**
 * What a callback is told of the module or script that it is called for. A guest's is told nothing: from
 * either there is a way to its class, and that compiles for the host's own context.
 * @template {object | undefined} T
 * @param {unknown} callback
 * @param {T} object
 * @returns {T | undefined}
 */
function shownTo(callback, object) {
  return handlerOf(callback) === undefined ? object : undefined;
}

module.exports = {
  ModuleRecord,
  ModuleRecords,
  giveRecord,
  isModule,
  readRequest,
  recordOf,
  shownTo,
};
