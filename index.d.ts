// The types of rsvm: those of node:vm, which `typeof import('rsvm')` can stand in for, with what rsvm
// adds. The types that only @types/node can know for its version (buffers, the constants, which it
// declares as numbers) are taken from there.

/// <reference types="node" />

import type * as nodeVm from 'node:vm';

type CachedData = ReturnType<nodeVm.Script['createCachedData']>;
type DontContextify = typeof nodeVm.constants.DONT_CONTEXTIFY;
type MainContextLoader = typeof nodeVm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;

/** An object that is a guest's global object, and holds what the guest's global variables hold. */
export interface Context {
  [name: string]: any;
}

/**
 * Answers `import()` in guest code.
 *
 * @param specifier what the guest asked for
 * @param referrer the script, function or context whose code asked
 * @param attributes what stood after `with`
 * @returns a module, or a promise of one
 */
export type ModuleLoader<Referrer> = (
  specifier: string,
  referrer: Referrer,
  attributes: { [name: string]: string | undefined },
  phase: 'source' | 'evaluation',
) => object | Promise<object>;

export interface BaseOptions {
  /**
   * The name of the source in stack traces.
   * @default 'evalmachine.<anonymous>', or '' for `compileFunction`
   */
  filename?: string | undefined;
  /**
   * Added to the line numbers in stack traces.
   * @default 0
   */
  lineOffset?: number | undefined;
  /**
   * Added to the column numbers of the first line in stack traces.
   * @default 0
   */
  columnOffset?: number | undefined;
}

export interface ScriptOptions extends BaseOptions {
  /**
   * What `createCachedData()` returned for this source. It is accepted for the same source by the
   * same version of rsvm (see `cachedDataRejected`) and saves no time.
   */
  cachedData?: NodeJS.ArrayBufferView | undefined;
  /**
   * @deprecated Use `script.createCachedData()`.
   * @default false
   */
  produceCachedData?: boolean | undefined;
  /** Answers `import()` in the script; without it, `import()` is rejected. */
  importModuleDynamically?: ModuleLoader<Script> | MainContextLoader | undefined;
}

/**
 * What one run may take. It gives nothing more than the context has.
 *
 * Whatever enters a guest throws, besides what the guest's code throws (an error with the code where
 * there is one; all of ours are in docs/differences.md):
 *
 * * a `SyntaxError`, of a text that is none
 * * a `RangeError` without a code, of a text that nests too deep, and where a call would be one too many
 * * `ERR_SCRIPT_EXECUTION_TIMEOUT` and `ERR_SCRIPT_EXECUTION_INTERRUPTED`, an `Error`: at the timeout, and
 *   at Ctrl+C with `breakOnSigint`
 * * `ERR_RSVM_MEMORY_LIMIT`, a `RangeError`: the guest took more than it may
 * * `ERR_RSVM_ENGINE_LOST`, an `Error`: the context is gone; a new one has to be made
 * * `ERR_RSVM_CONTEXT_DISPOSED`, an `Error`: after `dispose`
 * * `ERR_RSVM_CONTEXT_RUNNING`, an `Error`: while a run of it is awaited
 * * `ERR_RSVM_UNSUPPORTED`, a `TypeError`: a `SharedArrayBuffer` was to cross
 * * `ERR_RSVM_TOO_LARGE`, a `RangeError`: more was to cross at once than a message holds
 * * `ERR_INVALID_ARG_TYPE` and `ERR_INVALID_ARG_VALUE`, a `TypeError`, and `ERR_OUT_OF_RANGE`, a
 *   `RangeError`: of arguments and options, before anything runs
 */
export interface RunLimits {
  /**
   * The milliseconds after which the run is stopped and `ERR_SCRIPT_EXECUTION_TIMEOUT` thrown: an
   * integer greater than 0, which goes before the context's own. The context can be used afterwards,
   * unless native code of the engine (a backtracking regular expression) did not stop for another
   * 500 ms: then the context is lost.
   */
  timeout?: number | undefined;
  /**
   * rsvm only. The bytes that the run may take on top of what the guest holds when it begins, at
   * least 1048576. One that takes more ends in `ERR_RSVM_MEMORY_LIMIT`; see `Limits.memory`.
   */
  memory?: number | undefined;
  /**
   * rsvm only. How many calls may be under way at once while it runs: an integer greater than 0. One
   * more is a `RangeError` that the guest cannot catch.
   */
  stack?: number | undefined;
  /**
   * rsvm only. The same three in one object; what stands beside it goes first. A context that the call
   * makes keeps them.
   */
  limits?: Limits | undefined;
}

export interface RunningScriptOptions extends BaseOptions, RunLimits {
  /**
   * Whether an error's stack begins with the line of source that it comes from.
   * @default true
   */
  displayErrors?: boolean | undefined;
  /**
   * Whether Ctrl+C stops the run, with `ERR_SCRIPT_EXECUTION_INTERRUPTED`, instead of reaching the
   * listeners of `process`.
   * @default false
   */
  breakOnSigint?: boolean | undefined;
}

/** What the code of a context may compile from strings. */
export interface CodeGeneration {
  /**
   * If false, `eval` and `Function` throw an `EvalError`.
   * @default true
   */
  strings?: boolean | undefined;
  /**
   * Accepted as `node:vm` accepts it. The engine runs no WebAssembly: modules are refused with a
   * `CompileError` either way.
   * @default true
   */
  wasm?: boolean | undefined;
}

/** rsvm only. What a context may take; each has a default. */
export interface Limits {
  /**
   * The milliseconds for whatever enters the guest without a timeout of its own: runs, and code that
   * is entered later, by a callback, a getter, a promise job. An integer greater than 0. Promise jobs
   * that go on making jobs for that long in one turn of the event loop are forgotten, with a warning.
   * @default none; for a context that `runInNewContext` makes, the `timeout` of that run
   */
  timeout?: number | undefined;
  /**
   * The bytes that the guest may hold. A run that takes more ends in `ERR_RSVM_MEMORY_LIMIT`, and the
   * context can be used again; native code that takes a quarter more costs the context. In a process of
   * its own that is for the process as a whole: a run ends at four fifths, and native code costs the
   * context at nine tenths.
   * @default 1073741824
   */
  memory?: number | undefined;
  /**
   * How many calls may be under way at once; at most 10,000.
   * @default 10000
   */
  stack?: number | undefined;
}

/**
 * Where a context's engine lives: in the host's process, or in one of its own that has nothing but its
 * memory, is killed when it does not stop at its timeout, and leaves the host running whatever becomes
 * of it. Everything else is the same; a call across costs about 5 µs more. What a system
 * keeps from such a process is in docs/security.md.
 */
export type Isolation = 'in-process' | 'process';

export interface RunningScriptInNewContextOptions extends RunningScriptOptions {
  /** rsvm only. Where the context's engine lives, if this call makes it. */
  isolation?: Isolation | undefined;
  /** The context's name; see `CreateContextOptions.name`. */
  contextName?: string | undefined;
  /** The context's origin; see `CreateContextOptions.origin`. */
  contextOrigin?: string | undefined;
  contextCodeGeneration?: CodeGeneration | undefined;
  /** See `CreateContextOptions.microtaskMode`. */
  microtaskMode?: 'afterEvaluate' | undefined;
}

export interface RunningCodeOptions
  extends
    RunningScriptOptions,
    Pick<ScriptOptions, 'cachedData' | 'produceCachedData' | 'importModuleDynamically'> {}

export interface RunningCodeInNewContextOptions
  extends
    RunningScriptInNewContextOptions,
    Pick<ScriptOptions, 'cachedData' | 'produceCachedData' | 'importModuleDynamically'> {}

export interface CompileFunctionOptions
  extends BaseOptions, Pick<ScriptOptions, 'cachedData' | 'produceCachedData'> {
  /** The context that the function belongs to; by default the one of `runInThisContext`. */
  parsingContext?: Context | undefined;
  /**
   * Objects whose properties the function's code sees as variables, the last one first.
   * @default []
   */
  contextExtensions?: object[] | undefined;
  /** Answers `import()` in the function; without it, `import()` is rejected. */
  importModuleDynamically?: ModuleLoader<Function> | MainContextLoader | undefined;
}

export interface CreateContextOptions {
  /**
   * A name to read.
   * @default 'VM Context i', where i counts the contexts
   */
  name?: string | undefined;
  /** Where the code comes from, written as a URL's origin. */
  origin?: string | undefined;
  codeGeneration?: CodeGeneration | undefined;
  /**
   * With `'afterEvaluate'`, promise jobs of the guest run at the end of each run, and its timeout
   * covers them.
   */
  microtaskMode?: 'afterEvaluate' | undefined;
  /** Answers `import()` in code that has no script of its own (`eval` in a promise job). */
  importModuleDynamically?: ModuleLoader<Context> | MainContextLoader | undefined;
  /**
   * rsvm only. What the guest's `console` does if the sandbox does not bring one: print through the
   * host's `console`, or nothing.
   * @default 'inherit'
   */
  console?: 'inherit' | 'ignore' | undefined;
  /** rsvm only. What the guest may take of time, memory and stack. */
  limits?: Limits | undefined;
  /**
   * rsvm only. Where the context's engine lives.
   * @default 'in-process', or 'process' for `rsvm/process`
   */
  isolation?: Isolation | undefined;
}

export interface MeasureMemoryOptions {
  /** @default 'summary' */
  mode?: 'summary' | 'detailed' | undefined;
  /** @default 'default' */
  execution?: 'default' | 'eager' | undefined;
}

export interface MemoryMeasurement {
  total: { jsMemoryEstimate: number; jsMemoryRange: [number, number] };
}

/**
 * A script that is compiled once for each context, and can run there many times.
 *
 * @example
 * const script = new Script('count += step');
 * const context = createContext({ count: 0, step: 2 });
 * for (let i = 0; i < 10; i += 1) script.runInContext(context);
 * context.count; // 20
 */
export class Script {
  /**
   * Checks the syntax of a script, and keeps it.
   *
   * @param code the script
   * @param options the options, or the file name
   * @throws SyntaxError, with the place in the stack
   * @throws RangeError if the text nests too deep
   * @throws `ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE` (TypeError, RangeError) for an option that is none
   * @example
   * new Script('let x = ;', 'input.js'); // throws a SyntaxError that names input.js:1
   */
  constructor(code: string, options?: ScriptOptions | string);

  /**
   * Runs the script in a context. An object literal with properties that is no context yet becomes one.
   *
   * @returns the value of the last statement
   * @throws what the guest throws, and what `RunLimits` lists
   * @throws `ERR_INVALID_ARG_TYPE` (TypeError) if the object is no context and does not become one
   * @example
   * new Script('a + b').runInContext({ a: 1, b: 2 }); // 3
   */
  runInContext(contextifiedObject: Context, options?: RunningScriptOptions): any;

  /**
   * rsvm only. As `runInContext`, as `runInContextAsync` of the package runs a text.
   *
   * @returns a promise of the value of the last statement; if that is a promise, of its value
   * @throws nothing: the promise is rejected with what `runInContext` throws, with the signal's reason,
   *   and with `ERR_RSVM_CONTEXT_RUNNING` (Error) while another run of the context is under way
   * @example
   * const script = new Script('while (true);');
   * const context = createContext({}, { isolation: 'process' });
   * await script.runInContextAsync(context, { signal: AbortSignal.timeout(100) }); // throws
   */
  runInContextAsync(
    contextifiedObject: Context,
    options?: RunningScriptOptions & LaterOptions,
  ): Promise<any>;

  /**
   * Runs the script in a new context, made of the object if one is given.
   *
   * @returns the value of the last statement
   * @throws what the guest throws, and what `RunLimits` lists
   * @throws `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` (TypeError) for an object that cannot become a
   *   context, and for an option of a context's that is none
   * @example
   * const script = new Script('n * n');
   * [1, 2, 3].map((n) => script.runInNewContext({ n })); // [1, 4, 9]
   */
  runInNewContext(
    contextObject?: Context | DontContextify,
    options?: RunningScriptInNewContextOptions,
  ): any;

  /**
   * Runs the script with the host's `globalThis` as its sandbox.
   *
   * @returns the value of the last statement
   * @throws what the guest throws, and what `RunLimits` lists
   * @example
   * globalThis.answer = 42;
   * new Script('answer').runInThisContext(); // 42
   */
  runInThisContext(options?: RunningScriptOptions): any;

  /**
   * A token for the option `cachedData` of another Script of the same source. It saves no time.
   *
   * @returns the same bytes for the same source and version of rsvm
   * @throws TypeError if it is called on something else than a Script
   * @example
   * const cachedData = new Script('1 + 1').createCachedData();
   * new Script('1 + 1', { cachedData }).cachedDataRejected; // false
   */
  createCachedData(): CachedData;

  /** Whether the option `cachedData` was of no use; undefined without that option. */
  cachedDataRejected?: boolean;
  /** @deprecated Use `script.createCachedData()`. */
  cachedDataProduced?: boolean;
  /** @deprecated Use `script.createCachedData()`. */
  cachedData?: CachedData;
  /** What the source's comment `//# sourceMappingURL=` names. */
  sourceMapURL: string | undefined;
  /** What the source's comment `//# sourceURL=` names. Node 20 does not have this property. */
  sourceURL?: string | undefined;
}

/**
 * Makes an object the sandbox of a new context: what it holds is global there, and what code there
 * defines globally is found on it afterwards.
 *
 * @param contextObject the sandbox; a new object by default, and with `constants.DONT_CONTEXTIFY`
 *   none: then the context has an ordinary global object, which is returned
 * @returns the sandbox; one that is a context already, as it is
 * @throws `ERR_INVALID_ARG_TYPE` (TypeError) if the sandbox is no object, or an option is of another type
 * @throws `ERR_INVALID_ARG_VALUE` (TypeError) for a `console`, `isolation` or `microtaskMode` there is none of
 * @throws `ERR_OUT_OF_RANGE` (RangeError) for a limit that is none
 * @throws `ERR_RSVM_ENGINE_LOST` (Error) if there are no resources for an engine, or no process for it
 * @example
 * const sandbox = { x: 2, y: 3 };
 * createContext(sandbox);
 * runInContext('result = x + y', sandbox);
 * sandbox.result; // 5
 */
export function createContext(
  contextObject?: Context | DontContextify,
  options?: CreateContextOptions,
): Context;

/**
 * The same as `new Script(code, options)`.
 *
 * @deprecated Node exports it without documenting it; use the class.
 * @returns the script
 * @throws as the constructor
 * @example
 * createScript('1 + 1').runInThisContext(); // 2
 */
export function createScript(code: string, options?: ScriptOptions | string): Script;

/**
 * Runs code in a context. An object literal with properties that is no context yet becomes one.
 *
 * @param options the options, or the file name
 * @returns the value of the last statement
 * @throws what the guest throws, and what `RunLimits` lists
 * @throws `ERR_INVALID_ARG_TYPE` (TypeError) if the object is no context and does not become one
 * @example
 * const context = createContext({ a: 1, b: 2 });
 * runInContext('console.log(a + b)', context); // prints 3
 * @example
 * // Stops after 50 ms.
 * runInContext('while (true) {}', context, { timeout: 50 }); // throws ERR_SCRIPT_EXECUTION_TIMEOUT
 */
export function runInContext(
  code: string,
  contextifiedObject: Context,
  options?: RunningCodeOptions | string,
): any;

/**
 * Runs code in a new context, made of the object if one is given.
 *
 * @param options the options, or the file name
 * @returns the value of the last statement
 * @throws what the guest throws, what `RunLimits` lists, and what `createContext` throws
 * @example
 * runInNewContext('a + b', { a: 1, b: 2 }); // 3
 */
export function runInNewContext(
  code: string,
  contextObject?: Context | DontContextify,
  options?: RunningCodeInNewContextOptions | string,
): any;

/**
 * Runs code with the host's `globalThis` as its sandbox. It does not see local variables.
 *
 * @param options the options, or the file name
 * @returns the value of the last statement
 * @throws what the guest throws, and what `RunLimits` lists
 * @example
 * globalThis.seen = [];
 * runInThisContext('seen.push(typeof require)');
 * globalThis.seen; // ['undefined']
 */
export function runInThisContext(code: string, options?: RunningCodeOptions | string): any;

/**
 * Whether an object is the sandbox of a context, or the global object of a context that was made
 * with `constants.DONT_CONTEXTIFY`.
 *
 * @returns whether it is; also after `dispose`
 * @throws `ERR_INVALID_ARG_TYPE` (TypeError) for what is no object
 * @example
 * isContext({}); // false
 * isContext(createContext({})); // true
 */
export function isContext(sandbox: Context): boolean;

/**
 * Compiles code as the body of a function.
 *
 * @param code the body
 * @param params the names of the parameters
 * @returns the function, which runs in its context whenever it is called
 * @throws SyntaxError of the body or of a parameter, RangeError if the body nests too deep
 * @throws `ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE` (TypeError, RangeError) for an argument or option that
 *   is none, also for a `parsingContext` that is no context
 * @throws `ERR_RSVM_ENGINE_LOST`, `ERR_RSVM_CONTEXT_DISPOSED`, `ERR_RSVM_CONTEXT_RUNNING` (Error) as a run
 *   in that context; so does the function, with the rest of what `RunLimits` lists
 * @example
 * const add = compileFunction('return a + b;', ['a', 'b']);
 * add(1, 2); // 3
 */
export function compileFunction(
  code: string,
  params?: readonly string[],
  options?: CompileFunctionOptions,
): Function & Pick<Script, 'cachedData' | 'cachedDataProduced' | 'cachedDataRejected'>;

/**
 * Checks its options as `node:vm` does. The engine keeps no heap statistics per context, so the
 * promise is always rejected, with the code `ERR_RSVM_NO_HEAP_STATISTICS`.
 *
 * @returns a promise that is rejected
 * @throws `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` (TypeError) for an option that is none, at once
 * @example
 * await measureMemory().catch((error) => error.code); // 'ERR_RSVM_NO_HEAP_STATISTICS'
 */
export function measureMemory(options?: MeasureMemoryOptions): Promise<MemoryMeasurement>;

/**
 * Values with a meaning of their own where an object or a function is expected. They are symbols.
 *
 * @example
 * const global = createContext(constants.DONT_CONTEXTIFY);
 * runInContext('globalThis', global) === global; // true
 */
export namespace constants {
  /** As `importModuleDynamically`: the host's own loader answers `import()`. */
  const USE_MAIN_CONTEXT_DEFAULT_LOADER: MainContextLoader;
  /** As `contextObject`: a context whose global object is an ordinary one, not a sandbox's mirror. */
  const DONT_CONTEXTIFY: DontContextify;
}

/** How far a module has come. */
export type ModuleStatus =
  'unlinked' | 'linking' | 'linked' | 'evaluating' | 'evaluated' | 'errored';

/** What a module imports or exports from. */
export interface ModuleRequest {
  /** What stands after `from`. */
  specifier: string;
  /** What stands after `with`. */
  attributes: NodeJS.Dict<string>;
  /** Since Node 24. */
  phase: 'source' | 'evaluation';
}

/**
 * Finds the module that a request asks for.
 *
 * @param specifier what stands after `from`
 * @param referencingModule the module whose request it is
 * @param extra what stands after `with`
 */
export type ModuleLinker = (
  specifier: string,
  referencingModule: Module,
  extra: { attributes: NodeJS.Dict<string> },
) => Module | Promise<Module>;

export interface ModuleEvaluateOptions
  extends RunLimits, Pick<RunningScriptOptions, 'breakOnSigint'> {}

/**
 * What SourceTextModule and SyntheticModule have in common. They need no flag here.
 *
 * @example
 * const module = new SourceTextModule('export const sum = a + b', {
 *   context: createContext({ a: 1, b: 2 }),
 * });
 * module instanceof Module; // true
 */
export class Module {
  protected constructor();

  /** What an errored module failed with; of another, `ERR_VM_MODULE_STATUS` (Error) is thrown. */
  error: any;
  /** The module's name in stack traces. */
  identifier: string;
  /** The sandbox that the module was made for. */
  context: Context;
  /**
   * The exports of a linked module. They are live; `util.types` does not take it for a namespace. Of one
   * that is not linked, `ERR_VM_MODULE_STATUS` (Error) is thrown.
   */
  namespace: Object;
  status: ModuleStatus;

  /**
   * Runs the module and what it imports, as soon as it is linked.
   *
   * @returns a promise that is fulfilled when the module has run, top-level awaits included. The
   *   timeout is about the part before the first of those.
   * @throws nothing: the promise is rejected with what the module throws, what `RunLimits` lists, and
   *   `ERR_VM_MODULE_STATUS` (Error) if the module is not linked, evaluated or errored
   * @example
   * const module = new SourceTextModule('export const n = await 1;');
   * await module.link(() => {});
   * await module.evaluate({ timeout: 100 });
   * module.namespace.n; // 1
   */
  evaluate(options?: ModuleEvaluateOptions): Promise<void>;

  /**
   * Finds what the module imports, and what that imports, and connects it all.
   *
   * @returns a promise that is fulfilled when the module is linked, and is rejected with what the linker
   *   throws; a `SyntaxError` if a module has not the export that is asked for; `ERR_VM_MODULE_ALREADY_LINKED`
   *   or `ERR_VM_MODULE_STATUS` (Error) if it was linked, or is being; `ERR_VM_MODULE_NOT_MODULE`,
   *   `ERR_VM_MODULE_DIFFERENT_CONTEXT` or `ERR_VM_MODULE_LINK_FAILURE` (Error) if the linker answers no
   *   module, one of another context, or one that has failed; `ERR_INVALID_ARG_TYPE` (TypeError) if the
   *   linker is no function
   * @example
   * const sources = { main: 'import { n } from "n"; export const m = n + 1', n: 'export const n = 1' };
   * const modules = new Map();
   * const get = (name) => {
   *   if (!modules.has(name)) modules.set(name, new SourceTextModule(sources[name]));
   *   return modules.get(name);
   * };
   * await get('main').link(get);
   * await get('main').evaluate();
   * get('main').namespace.m; // 2
   */
  link(linker: ModuleLinker): Promise<void>;
}

export interface SourceTextModuleOptions extends Pick<
  ScriptOptions,
  'cachedData' | 'columnOffset' | 'lineOffset'
> {
  /**
   * The module's name in stack traces.
   * @default 'vm:module(i)', where i counts the modules of a context
   */
  identifier?: string | undefined;
  /** Where the module runs; by default where `runInThisContext` does. */
  context?: Context | undefined;
  /** Gives `import.meta` its properties when it is first used. It can use nothing else of the guest's. */
  initializeImportMeta?: ((meta: ImportMeta, module: SourceTextModule) => void) | undefined;
  /** Answers `import()` in the module; without it, `import()` is rejected. */
  importModuleDynamically?: ModuleLoader<SourceTextModule> | undefined;
}

/**
 * A module of ECMAScript, compiled from its source.
 *
 * @example
 * const module = new SourceTextModule('export default 6 * 7', { identifier: 'answer.mjs' });
 * await module.link(() => {});
 * await module.evaluate();
 * module.namespace.default; // 42
 */
export class SourceTextModule extends Module {
  /**
   * @throws SyntaxError, with the place in the stack; RangeError if the text nests too deep
   * @throws `ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE` (TypeError, RangeError) for an argument or option that
   *   is none, also for a `context` that is no context
   * @throws `ERR_VM_MODULE_CACHED_DATA_REJECTED` (Error) if `cachedData` is of another source or version
   * @example
   * new SourceTextModule('import { x } from "y"').dependencySpecifiers; // ['y']
   */
  constructor(code: string, options?: SourceTextModuleOptions);

  /** The specifiers of the requests. */
  readonly dependencySpecifiers: readonly string[];
  /** What the module imports, each request once. Since Node 22. */
  readonly moduleRequests: readonly ModuleRequest[];

  /**
   * Whether the linked module or one that it depends on has a top-level await. Since Node 24.
   *
   * @returns whether one has
   * @throws `ERR_VM_MODULE_STATUS` (Error) if it is not linked
   * @example
   * module.hasAsyncGraph(); // true: `module.evaluate()` will not be done at once
   */
  hasAsyncGraph(): boolean;

  /**
   * Whether the module itself has a top-level await. Since Node 24.
   *
   * @returns whether it has
   * @example
   * new SourceTextModule('await 1').hasTopLevelAwait(); // true
   */
  hasTopLevelAwait(): boolean;

  /**
   * Says which modules answer `moduleRequests`, in their order. Since Node 22.
   *
   * @throws `ERR_VM_MODULE_STATUS` (Error) if it is linked already
   * @throws `ERR_MODULE_LINK_MISMATCH` (TypeError) if there are more or fewer than requests
   * @throws `ERR_VM_MODULE_NOT_MODULE`, `ERR_VM_MODULE_DIFFERENT_CONTEXT` (Error) for one that is no module,
   *   or of another context; `ERR_INVALID_ARG_TYPE` (TypeError) for what is no array
   * @example
   * const one = new SourceTextModule('export default 1');
   * const main = new SourceTextModule('export { default } from "one"');
   * one.linkRequests([]);
   * main.linkRequests([one]);
   * main.instantiate();
   * await main.evaluate();
   * main.namespace.default; // 1
   */
  linkRequests(modules: readonly Module[]): void;

  /**
   * Connects imports and exports, once all modules are linked. Since Node 22.
   *
   * @throws SyntaxError if a module has no such export
   * @throws `ERR_VM_MODULE_STATUS` (Error) if it is linked already, `ERR_VM_MODULE_LINK_FAILURE` (Error) if
   *   requests of it, or of what it imports, have no answer yet
   * @example
   * main.linkRequests([one]);
   * main.instantiate();
   * main.status; // 'linked'
   */
  instantiate(): void;

  /**
   * A token for the option `cachedData` of another module of the same source. It saves no time.
   *
   * @returns the same bytes for the same source and version of rsvm
   * @throws `ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA` (Error) once the module is being evaluated, or was
   * @example
   * const cachedData = new SourceTextModule('export {}').createCachedData();
   * new SourceTextModule('export {}', { cachedData });
   */
  createCachedData(): CachedData;
}

export interface SyntheticModuleOptions {
  /** See `SourceTextModuleOptions.identifier`. */
  identifier?: string | undefined;
  /** See `SourceTextModuleOptions.context`. */
  context?: Context | undefined;
}

/**
 * A module whose exports the host sets.
 *
 * @example
 * const settings = new SyntheticModule(['default'], function () {
 *   this.setExport('default', { theme: 'dark' });
 * });
 * const module = new SourceTextModule('import s from "settings"; export const { theme } = s');
 * await module.link(() => settings);
 * await module.evaluate();
 * module.namespace.theme; // 'dark'
 */
export class SyntheticModule extends Module {
  /**
   * @param exportNames what the module exports
   * @param evaluateCallback called when the module is evaluated
   * @throws `ERR_INVALID_ARG_TYPE` (TypeError) if the names are no strings, or the callback no function
   * @throws `ERR_INVALID_ARG_VALUE` (TypeError) for a name that is there twice
   * @example
   * new SyntheticModule(['now'], function () {
   *   this.setExport('now', Date.now());
   * });
   */
  constructor(
    exportNames: string[],
    evaluateCallback: (this: SyntheticModule) => void,
    options?: SyntheticModuleOptions,
  );

  /**
   * Sets an export of a linked module; it may be set again.
   *
   * @throws ReferenceError if the module has no export of that name
   * @throws `ERR_VM_MODULE_STATUS` (Error) before Node 22, if it is not linked yet
   * @throws `ERR_INVALID_ARG_TYPE` (TypeError) if the name is no string
   * @example
   * const clock = new SyntheticModule(['now'], () => {});
   * await clock.link(() => {});
   * clock.setExport('now', Date.now());
   */
  setExport(name: string, value: any): void;
}

/**
 * rsvm only. Ends a context at once, rather than when its object has been collected: its memory is
 * given back, and whatever still needs its engine throws `ERR_RSVM_CONTEXT_DISPOSED`. The object
 * keeps its properties. Disposing twice does nothing.
 *
 * @throws `ERR_RSVM_CONTEXT_BUSY` (Error) in a host function that the guest of this context has called
 * @throws `ERR_INVALID_ARG_TYPE` (TypeError) for what is no context
 * @example
 * const context = createContext({ a: 1 });
 * runInContext('a + 1', context); // 2
 * dispose(context);
 */
export function dispose(contextifiedObject: Context): void;

export interface LaterOptions {
  /**
   * Ends the run, whose promise is then rejected with the signal's reason. An engine that cannot be
   * interrupted is lost a second later. Of a context in the host's process it only counts whether the
   * signal is aborted when the run would begin; from then on it is ignored, also if a function of the
   * host's that the guest calls aborts it: that engine has run before the promise is there.
   */
  signal?: AbortSignal | undefined;
}

/**
 * rsvm only. As `runInContext`, but with `isolation: 'process'` the event loop goes on while the guest
 * runs: the host's functions are called in between, on the host's thread, and several contexts run at
 * once. Until the promise is settled, whatever else enters the guest throws
 * `ERR_RSVM_CONTEXT_RUNNING`; its promise jobs wait. A context in the host's process runs on the
 * calling thread, before this returns.
 *
 * @returns a promise of the value of the last statement; if that is a promise, of its value
 * @throws nothing: the promise is rejected with what `runInContext` throws, with the signal's reason, and
 *   with `ERR_RSVM_CONTEXT_RUNNING` (Error) while another run of the context is under way
 * @example
 * const context = createContext({ fetchPrice: () => 40 }, { isolation: 'process' });
 * await runInContextAsync('fetchPrice() + 2', context, { timeout: 1000 }); // 42
 */
export function runInContextAsync(
  code: string,
  contextifiedObject: Context,
  options?: (RunningCodeOptions & LaterOptions) | string,
): Promise<any>;

/**
 * rsvm only. Calls a function of a guest as `runInContextAsync` runs a text.
 *
 * @param f a function of this context's guest
 * @returns a promise of what it returns; if that is a promise, of its value
 * @throws nothing: the promise is rejected as that of `runInContextAsync`, and with `ERR_INVALID_ARG_TYPE` or
 *   `ERR_INVALID_ARG_VALUE` (TypeError) if `f` is no function, or none of this context's guest, and with
 *   `ERR_OUT_OF_RANGE` (RangeError) for more than 65,535 arguments
 * @example
 * const context = createContext({}, { isolation: 'process' });
 * const add = runInContext('(a, b) => a + b', context);
 * await callAsync(add, context, [40, 2]); // 42
 */
export function callAsync(
  f: Function,
  contextifiedObject: Context,
  args?: readonly any[],
  options?: RunLimits & LaterOptions,
): Promise<any>;

/**
 * rsvm only. The same function as `runInContext`, by a name that says what it is.
 *
 * @returns the value of the last statement
 * @throws as `runInContext`
 * @example
 * runInContextSync('a + b', { a: 1, b: 2 }); // 3
 */
export function runInContextSync(
  code: string,
  contextifiedObject: Context,
  options?: RunningCodeOptions | string,
): any;
