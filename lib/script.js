'use strict';

// `vm.Script` and its base. A script's syntax is checked when it is constructed; it is compiled in
// each context on its first run there, and stays compiled while both exist. lib/api.js uses this
// class for scripts that outlive a call, and `runOnce` for those that do not; lib/modules/module.js runs modules by
// `breakable`. It touches lib/context.js for everything the engine does, and the listeners of `process` for
// `breakOnSigint`.

const { Context } = require('./context.js');
const { applyCachedData, cachedDataFor } = require('./cached-data.js');
const { NODE } = require('./constants.js');
const { IN_PROCESS, isolationOf } = require('./isolation.js');
const { magicComments } = require('./magic-comments.js');
const {
  NO_OPTIONS,
  readNewContextOptions,
  readRunOptions,
  readScriptOptions,
} = require('./options.js');
const { compileLater, readLaterOptions, runLater } = require('./later.js');
const native = require('./native.js');
const { isObject } = require('./peek.js');
const { contextForRun, contextToRunIn } = require('./sandbox.js');

/** @typedef {import('./options.js').ScriptOptions} ScriptOptions */
/** @typedef {import('./options.js').RunOptions} RunOptions */
/** @typedef {import('./isolation.js').Isolation} Isolation */

/** Node 20 has no `sourceURL` among a script's properties. */
const HAS_SOURCE_URL = NODE >= 22;

/**
 * While a run is to be broken by SIGINT, nobody else hears of it.
 * @template T
 * @param {() => T} run
 * @returns {T}
 */
function withoutSigintListeners(run) {
  const listeners = process.rawListeners('SIGINT');
  process.removeAllListeners('SIGINT');
  try {
    return run();
  } finally {
    // One at a time and in the open: `process` starts to watch the signal when it sees the first.
    for (const listener of listeners) {
      process.addListener('SIGINT', /** @type {NodeJS.SignalsListener} */ (listener));
    }
  }
}

/**
 * @param {Context} context
 * @param {number} handle
 * @param {Readonly<RunOptions>} options
 * @returns {any}
 */
function runHandle(context, handle, options) {
  return breakable(options, () => context.run(handle, options));
}

/**
 * Does what SIGINT breaks, if that is asked for.
 * @template T
 * @param {{ breakOnSigint: boolean }} options
 * @param {() => T} run
 * @returns {T}
 */
function breakable({ breakOnSigint }, run) {
  if (breakOnSigint && process.listenerCount('SIGINT') > 0) return withoutSigintListeners(run);
  return run();
}

/**
 * Where the engine is to say a source comes from. What a source calls itself goes before what it was
 * called, and then its lines are counted from its own first one.
 * @param {string | undefined} sourceURL
 * @param {import('./options.js').BaseOptions} options
 * @returns {import('./options.js').BaseOptions}
 */
function originOf(sourceURL, { filename, lineOffset, columnOffset }) {
  if (sourceURL === undefined) return { filename, lineOffset, columnOffset };
  return { filename: sourceURL, lineOffset: 0, columnOffset: 0 };
}

/** Where the contexts that a script makes have their engines. @type {(script: any) => Isolation} */
let levelOf;

/**
 * The number of a script compiled in a context, for a run with such options.
 * @type {(script: any, context: Context, options: Pick<RunOptions, 'allowance' | 'displayErrors'>) => number}
 */
let handleOf;

/** That it is one, and not what a method was called on. @type {(script: any) => void} */
let checkScript;

/** What scripts can do that Node's cannot: below the classes that have just what Node's have. */
class RunsLater {
  /**
   * @param {any} contextifiedObject
   * @param {unknown} [options]
   */
  async runInContextAsync(contextifiedObject, options) {
    const context = contextToRunIn(contextifiedObject, levelOf(this));
    const read = readLaterOptions(options);
    return runLater(context, handleOf(this, context, read), read);
  }
}

/** A shorter text is compiled in some milliseconds at worst. */
const LONG_SOURCE = 1 << 16;

/**
 * Node's scripts have a native base class, which can be seen: its methods are inherited, and work on
 * nothing but scripts.
 */
class ContextifyScript extends RunsLater {
  /** @type {string} */
  #code;
  /** @type {import('./context.js').CompileOptions} */
  #options;
  /**
   * An entry lives as long as both the script and the context do.
   * @type {WeakMap<Context, import('./kept.js').Compiled>}
   */
  #compiled = new WeakMap();
  #isolation;

  /**
   * Given by `Script`; Node's declares no parameters.
   * @param {[code: string, options: ScriptOptions, sourceURL: string | undefined]} args
   */
  constructor(...args) {
    const [code, options, sourceURL] = args;
    super();
    const { importModuleDynamically } = options;
    this.#code = code;
    this.#isolation = isolationOf(new.target);
    this.#options = {
      ...originOf(sourceURL, options),
      importModuleDynamically,
      referrer: () => this,
    };
    Context.checkSyntax(code, this.#options, this.#isolation);
  }

  createCachedData() {
    checkScript(this);
    return cachedDataFor(this.#code);
  }

  /**
   * @param {Context} context
   * @param {Readonly<RunOptions>} options
   */
  runInContext(context, options) {
    return runHandle(context, handleOf(this, context, options), options);
  }

  static {
    // On anything else a method fails later, with Node's error.
    levelOf = (script) =>
      isObject(script) && #isolation in script ? script.#isolation : IN_PROCESS;
    handleOf = (/** @type {ContextifyScript} */ script, context, options) => {
      checkScript(script);
      return script.#handleIn(context, options);
    };
    checkScript = (script) => {
      // Of a primitive, `in` would say so in words of its own.
      const isScript = isObject(script) && #code in script;
      if (!isScript) throw new TypeError('Illegal invocation');
    };
  }

  /**
   * @param {Context} context
   * @param {Pick<RunOptions, 'allowance' | 'displayErrors'>} options of the run that it is compiled for
   * @returns {number}
   */
  #handleIn(context, { allowance, displayErrors }) {
    let compiled = this.#compiled.get(context);
    if (compiled === undefined) {
      const options = { ...this.#options, timeout: allowance?.timeout, displayErrors };
      compiled = context.texts.compile(this.#code, options);
      context.texts.watch(compiled);
      this.#compiled.set(context, compiled);
    }
    return compiled.handle;
  }
}

// As Node has it, whose base class is made by native code.
Object.defineProperty(ContextifyScript.prototype, 'createCachedData', { enumerable: true });

class Script extends ContextifyScript {
  /**
   * @param {unknown} code
   * @param {unknown} [options]
   */
  constructor(code, options = NO_OPTIONS) {
    const source = `${code}`;
    const read = readScriptOptions(options);
    const { sourceURL, sourceMappingURL } = magicComments(source);
    super(source, read, sourceURL);
    applyCachedData(this, source, read);
    if (HAS_SOURCE_URL) this.sourceURL = sourceURL;
    this.sourceMapURL = sourceMappingURL;
  }

  /** @param {unknown} [options] */
  runInThisContext(options) {
    const run = readRunOptions(options);
    return super.runInContext(Context.main(levelOf(this)), run);
  }

  /**
   * @override
   * @param {any} contextifiedObject
   * @param {unknown} [options]
   */
  runInContext(contextifiedObject, options) {
    const context = contextToRunIn(contextifiedObject, levelOf(this));
    return super.runInContext(context, readRunOptions(options));
  }

  /**
   * @param {any} contextObject
   * @param {unknown} [options]
   */
  runInNewContext(contextObject, options) {
    const read = readNewContextOptions(options);
    const { context, isNew } = contextForRun(contextObject, read, levelOf(this));
    // Through the script's own method, which a subclass may have replaced; it checks the options.
    const run = () => this.runInContext(context.sandbox, options);
    return isNew ? context.runFirst(run) : run();
  }
}

/**
 * The time that a run will have, which its text may take to be compiled, too. The option is checked
 * behind that, as in Node, and so it is not looked at before for a text that cannot take long.
 * @param {string} source
 * @param {any} options
 * @returns {number | undefined}
 */
function timeoutOf(source, options) {
  if (source.length < LONG_SOURCE || !isObject(options)) return undefined;
  const { timeout } = /** @type {{ timeout?: any }} */ (options);
  return Number.isInteger(timeout) && timeout > 0 ? timeout : undefined;
}

/**
 * How a source is compiled that nobody will run again.
 * @param {string} source
 * @param {ScriptOptions} read
 * @param {number | undefined} timeout of the run
 * @returns {import('./context.js').CompileOptions}
 */
function onceOptions(source, read, timeout) {
  const { importModuleDynamically } = read;
  const { filename, lineOffset, columnOffset } = originOf(magicComments(source).sourceURL, read);
  /** @type {Script | undefined} */
  let script;
  // Only `import()` asks which script it stands in.
  const referrer = importModuleDynamically && (() => (script ??= new Script(source, read)));
  return { filename, lineOffset, columnOffset, importModuleDynamically, timeout, referrer };
}

/**
 * Compiles and runs a source that nobody will run again: a Script without the object, unless
 * `import()` in the source has to name one.
 * @param {unknown} code
 * @param {unknown} options those of the script and of the run
 * @param {Context | Isolation} target a level is the host's own context there
 * @returns {any}
 */
function runOnce(code, options, target) {
  const source = `${code}`;
  const read = readScriptOptions(options);
  const context = typeof target === 'string' ? Context.main(target) : target;
  const compiled = context.texts.compile(
    source,
    onceOptions(source, read, timeoutOf(source, options)),
  );
  try {
    // A string was the file name, and says nothing about the run.
    const run = readRunOptions(typeof options === 'string' ? undefined : options);
    return runHandle(context, compiled.handle, run);
  } finally {
    context.texts.release(compiled);
  }
}

/**
 * As `runOnce`, without holding the thread if that can be.
 * @param {unknown} code
 * @param {any} options those of the script and of the run
 * @param {Context} context
 * @returns {Promise<any>}
 */
async function runOnceLater(code, options, context) {
  const source = `${code}`;
  const read = readScriptOptions(options);
  const run = readLaterOptions(options);
  const compiling = onceOptions(source, read, run.allowance?.timeout);
  const handle = await compileLater(context, source, compiling, run.signal);
  try {
    return await runLater(context, handle, run);
  } finally {
    native.dropScript(context.id, handle);
  }
}

module.exports = { Script, breakable, originOf, runOnce, runOnceLater };
