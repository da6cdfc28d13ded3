'use strict';

// A guest and its sandbox: an engine, the membrane and the mirror between them. lib/sandbox.js makes
// contexts; lib/script.js, lib/api.js, lib/later.js and the modules' classes compile and run in them. A context
// is reachable only from its sandbox and from the stand-ins of its objects, and its engine ends with it.

const { types } = require('node:util');
const { disableProto } = require('./disabled-proto.js');
const { IN_PROCESS } = require('./isolation.js');
const { LiveMirror } = require('./mirror/live.js');
const { Mirror } = require('./mirror/index.js');
const { Membrane } = require('./membrane.js');
const { Jobs } = require('./jobs.js');
const { KeptTexts } = require('./kept.js');
const { Importers, NOBODY } = require('./modules/importers.js');
const { ModuleRecords } = require('./modules/module-record.js');
const { perform } = require('./operations.js');
const { Recent } = require('./recent.js');
const promises = require('./records/promises.js');
const { Session } = require('./session.js');
const { writeSetup } = require('./setup.js');
const { decorated } = require('./stack.js');
const { Opcode } = require('./wire.js');

/** @typedef {import('./options.js').ContextOptions} ContextOptions */
/** @typedef {import('./options.js').RunOptions} RunOptions */
/** @typedef {import('./isolation.js').Isolation} Isolation */
/** @typedef {import('./wire.js').Allowance} Allowance */
/**
 * @typedef {object} CompileOptions
 * @property {string} filename
 * @property {number} lineOffset
 * @property {number} columnOffset
 * @property {import('./options.js').ModuleLoader} importModuleDynamically
 * @property {number} [timeout] in milliseconds, of the run that it is compiled for
 * @property {boolean} [displayErrors] whether that is to show where it fails
 * @property {() => object | undefined} [referrer] whom `import()` names as its referrer
 * @property {Function} [initializeImportMeta] of a module
 */

/** @type {ContextOptions} */
const DEFAULTS = {
  strings: true,
  microtaskMode: undefined,
  importModuleDynamically: undefined,
  console: 'inherit',
  isolation: IN_PROCESS,
};

/** By sandbox. @type {WeakMap<object, Context>} */
const contexts = new WeakMap();
/** By level: those whose sandbox is the host's own global. @type {Map<Isolation, Context>} */
const mains = new Map();
/** By level: for syntax alone. @type {Map<Isolation, Context>} */
const parsers = new Map();

/** Whether a text is a script. @type {Recent<true>} */
const checked = new Recent(65_536);

/** A mirror of nothing, for a global that is not mirrored. */
const NO_MIRROR = { look: () => undefined, write() {}, takeBack() {}, read() {}, lookClosely() {} };

/** @typedef {import('./crossing.js').Peer} Peer */

/** @implements {Peer} */
class Context {
  /** What createContext returns. @type {any} */
  sandbox;
  /** @type {Membrane} */
  membrane;
  /** @type {Mirror | LiveMirror | typeof NO_MIRROR} */
  mirror = NO_MIRROR;
  #afterEvaluate;
  /** Whether the timeout of the next run is to hold for what is entered later too. */
  #adoptsTimeout = false;
  #jobs;
  /** @type {KeptTexts | undefined} */
  #texts;

  /**
   * @param {object | undefined} sandbox
   * @param {ContextOptions} options
   */
  constructor(sandbox, options) {
    this.isolation = options.isolation;
    this.session = new Session(this, options.isolation);
    this.id = this.session.id;
    this.#jobs = new Jobs(this.session);
    this.membrane = new Membrane(this.session, this.#jobs, () => this.sandbox);
    this.modules = new ModuleRecords();
    this.importers = new Importers(this, options.importModuleDynamically);
    this.#afterEvaluate = options.microtaskMode === 'afterEvaluate';
    this.membrane.runsJobsAtOnce = !this.#afterEvaluate;
    this.isAudible = options.console !== 'ignore';
    this.sandbox = sandbox;
    const global = this.#setUp(sandbox, options);
    if (types.isProxy(sandbox)) this.membrane.counterparts.lookBehind(this);
    disableProto(this);
    if (options.limits) this.limit(options.limits);
    this.sandbox ??= global;
    if (sandbox !== undefined) {
      const Kind = types.isProxy(sandbox) ? LiveMirror : Mirror;
      this.mirror = new Kind(sandbox, this.membrane);
    }
  }

  /**
   * @param {object | undefined} sandbox
   * @param {ContextOptions} options
   * @returns {any} the guest's global
   */
  #setUp(sandbox, options) {
    writeSetup(this.session.begin(Opcode.Setup), sandbox, options);
    return this.session.exchange().value(this.membrane);
  }

  get texts() {
    return (this.#texts ??= new KeptTexts(this));
  }

  /**
   * Runs what made the context. What its code leaves behind (callbacks, promise jobs, getters) is held
   * to the same time, unless the context has a timeout of its own.
   * @template T
   * @param {() => T} run which may fail before it has begun: the next one has not made the context
   * @returns {T}
   */
  runFirst(run) {
    this.#adoptsTimeout = true;
    try {
      return run();
    } finally {
      this.#adoptsTimeout = false;
    }
  }

  /** @param {number | undefined} timeout of the run that begins */
  #adopt(timeout) {
    if (!this.#adoptsTimeout) return;
    this.#adoptsTimeout = false;
    if (this.session.timeout === 0 && timeout !== undefined) this.limit({ timeout });
  }

  /**
   * Sets the limits that are given; the others stay.
   * @param {import('./own-options.js').Limits} limits
   */
  limit(limits) {
    if (limits.timeout !== undefined) this.session.timeout = limits.timeout;
    this.session.begin(Opcode.Limit, limits);
    this.session.exchange();
  }

  /**
   * @param {object | undefined} sandbox if undefined, the global itself is the sandbox
   * @param {ContextOptions} options
   * @returns {Context}
   */
  static create(sandbox, options) {
    const context = new Context(sandbox, options);
    contexts.set(context.sandbox, context);
    return context;
  }

  /**
   * @param {object} object
   * @returns {Context | undefined}
   */
  static of(object) {
    return contexts.get(object);
  }

  /**
   * @param {Isolation} isolation
   * @returns {Context} the one whose sandbox is the host's own global
   */
  static main(isolation) {
    return lasting(mains, isolation, () => new Context(globalThis, { ...DEFAULTS, isolation }));
  }

  /**
   * @param {string} source
   * @param {CompileOptions} options
   * @param {Isolation} isolation
   */
  static checkSyntax(source, options, isolation) {
    if (checked.get(source)) return;
    const make = () => new Context(undefined, { ...DEFAULTS, isolation });
    const parser = lasting(parsers, isolation, make);
    parser.#beginText(Opcode.Check, source, options, NOBODY);
    parser.#exchangeText();
    checked.set(source, true);
  }

  /**
   * @param {string} source
   * @param {CompileOptions} options
   * @returns {number} what `run` takes
   */
  compile(source, options) {
    this.beginCompile(source, options);
    return this.#exchangeText(options.displayErrors).word();
  }

  /**
   * @param {string} source
   * @param {CompileOptions} options
   */
  beginCompile(source, options) {
    this.#beginText(Opcode.Compile, source, options, this.importers.add(options));
  }

  /**
   * @param {number} opcode
   * @param {string} source
   * @param {CompileOptions} options
   * @param {number} importer
   */
  #beginText(opcode, source, options, importer) {
    const { timeout } = options;
    const request = this.session.begin(opcode, timeout === undefined ? undefined : { timeout });
    writeOrigin(request, options, importer);
    request.text(source);
  }

  /**
   * @param {boolean} [displayErrors]
   * @returns {import('./wire/reader.js').Reader}
   */
  #exchangeText(displayErrors = true) {
    try {
      return this.session.exchange();
    } catch (error) {
      throw displayErrors ? decorated(error, this.session) : error; // node-do-not-add-exception-line
    }
  }

  /**
   * @param {number} handle
   * @param {Readonly<RunOptions>} options
   * @returns {any}
   */
  run(handle, options) {
    this.#adopt(options.allowance?.timeout);
    this.beginScript(handle, options);
    try {
      return this.resultOf(this.session.exchange());
    } catch (error) {
      throw options.displayErrors ? decorated(error, this.session) : error; // node-do-not-add-exception-line
    }
  }

  /**
   * @param {import('./wire/reader.js').Reader} reply to a run or a call
   * @returns {any}
   */
  resultOf(reply) {
    const result = reply.value(this.membrane);
    if (typeof result === 'object') promises.returnedToHost(result);
    return result;
  }

  /**
   * @param {string} body
   * @param {string[]} parameters
   * @param {CompileOptions & { contextExtensions: (object | null)[] }} options
   * @returns {Function}
   */
  compileFunction(body, parameters, options) {
    /** @type {any} */
    let compiled;
    const importer = this.importers.add({ ...options, referrer: () => compiled });
    const request = this.session.begin(Opcode.CompileFunction);
    writeOrigin(request, options, importer);
    request.text(withoutHashbang(body));
    request.word(parameters.length);
    for (const name of parameters) request.text(name);
    request.values(options.contextExtensions, this.membrane);
    try {
      compiled = this.session.exchange().value(this.membrane);
      return compiled;
    } catch (error) {
      throw decorated(error, this.session); // node-do-not-add-exception-line
    }
  }

  /**
   * @param {string} source
   * @param {CompileOptions} options
   * @returns {import('./wire/reader.js').Reader} what `ModuleRecord.compile` reads
   */
  compileModule(source, options) {
    const importer = this.importers.add(options);
    const request = this.session.begin(Opcode.CompileModule);
    writeOrigin(request, options, importer);
    request.text(source);
    // Node shows no line of a module's source.
    return this.session.exchange();
  }

  /**
   * @param {number} id of a module
   * @param {Allowance | undefined} allowance
   * @returns {{ code: number, value: any }} how far it came; the error, or the promise of the end
   */
  evaluateModule(id, allowance) {
    const request = this.beginRun(Opcode.EvaluateModule, allowance);
    request.word(id);
    const reply = this.session.exchange();
    const code = reply.word();
    return { code, value: reply.value(this.membrane) };
  }

  /**
   * @param {number} handle of a script that is to be run
   * @param {Readonly<RunOptions>} options
   */
  beginScript(handle, { allowance, displayErrors }) {
    const request = this.beginRun(Opcode.Run, allowance);
    request.word(handle);
    request.word(displayErrors ? 1 : 0);
  }

  /**
   * @param {number} opcode
   * @param {Allowance | undefined} allowance
   * @returns {import('./wire/writer.js').Writer}
   */
  beginRun(opcode, allowance) {
    this.mirror.lookClosely();
    return this.session.begin(opcode, allowance);
  }

  /** @param {number} opcode */
  perform(opcode) {
    perform(opcode, this);
  }

  /**
   * Each of the guest's jobs takes its turn among the host's microtasks.
   * @param {number} count
   */
  jobsEnqueued(count) {
    if (!this.#afterEvaluate) this.#jobs.enqueued(count);
  }

  /**
   * A rejected promise of the guest's has no handler there, or got one after all.
   * @param {import('./crossing.js').Rejection} rejection
   */
  rejected({ promise, handled }) {
    // The host's own promise was rejected with the guest's, and Node would say so.
    if (handled && !this.membrane.owns(promise)) promises.handle(promise);
  }

  /**
   * Somebody in the guest waits for a promise of the host's.
   * @param {number} id
   */
  awaited(id) {
    promises.tell(this.membrane, this.membrane.own(id));
  }
}

/**
 * A context of the package's own, which nothing replaces but the loss of its engine.
 * @param {Map<Isolation, Context>} known
 * @param {Isolation} isolation
 * @param {() => Context} make
 * @returns {Context}
 */
function lasting(known, isolation, make) {
  const before = known.get(isolation);
  if (before !== undefined && !before.session.isLost) return before;
  const context = make();
  known.set(isolation, context);
  return context;
}

/**
 * @param {import('./wire/writer.js').Writer} request
 * @param {CompileOptions} options
 * @param {number} importer
 */
function writeOrigin(request, { filename, lineOffset, columnOffset }, importer) {
  request.text(filename);
  request.word(lineOffset);
  request.word(columnOffset);
  request.word(importer);
}

/**
 * The body of a function may begin as a script may, which the engine knows of scripts alone: for it that
 * line is a comment.
 * @param {string} body
 * @returns {string} of the same length
 */
function withoutHashbang(body) {
  return body.startsWith('#!') ? `//${body.slice(2)}` : body;
}

module.exports = { Context };
