// What rsvm has of its own, what it refuses, and its names in an ES module. Compiled by `tsc`, never
// run.

import vm, {
  createContext,
  runInContextSync,
  runInNewContext,
  Script,
  SourceTextModule,
  SyntheticModule,
  type Context,
  type Limits,
  type ModuleRequest,
  type ModuleStatus,
} from 'rsvm';
import apart, { runInContextAsync } from 'rsvm/process';

const context: Context = createContext({ a: 1 }, { console: 'ignore', name: 'quiet' });
export const sum: number = runInContextSync('a + 1', context, 'file.js');
export const same: Context = vm.createContext(vm.constants.DONT_CONTEXTIFY);

const script = new Script('import("x")', {
  importModuleDynamically: async (specifier, referrer, attributes) => {
    const from: Script = referrer;
    const type: string | undefined = attributes.type;
    return { specifier, from, type };
  },
});
export const map: string | undefined = script.sourceMapURL ?? script.sourceURL;
export const data: Buffer = script.createCachedData();

const add = vm.compileFunction('return a + b', ['a', 'b'], { contextExtensions: [{ c: 1 }] });
export const three: unknown = add(1, 2);
export const rejected: boolean | undefined = add.cachedDataRejected;

const limits: Limits = { timeout: 50, memory: 2 ** 26, stack: 1000 };
createContext({}, { limits });
runInNewContext('1', {}, { limits, timeout: 5 });

const main = new SourceTextModule('import "a"', { context, identifier: 'main.mjs' });
main.linkRequests([new SyntheticModule(['a'], () => {})]);
main.instantiate();
export const requests: readonly ModuleRequest[] = main.moduleRequests;
export const status: ModuleStatus = main.status;
export const waits: boolean = main.hasTopLevelAwait() || main.hasAsyncGraph();

// @ts-expect-error -- a number of bytes
createContext({}, { limits: { memory: '64 MB' } });
// @ts-expect-error -- no such limit
createContext({}, { limits: { calls: 5 } });
// @ts-expect-error -- modules, not their names
main.linkRequests(['a']);
export const own: Context = vm.createContext({}, { isolation: 'process', limits: { memory: 1e8 } });
export const awaited: Promise<number> = runInContextAsync('1', apart.createContext(), {
  signal: AbortSignal.timeout(100),
});

// @ts-expect-error -- not a level
createContext({}, { isolation: 'thread' });
// @ts-expect-error -- neither
createContext({}, { console: 'verbose' });
// @ts-expect-error -- a number of milliseconds
script.runInContext(context, { timeout: '5' });
// @ts-expect-error -- the file name goes to the constructor
script.runInThisContext('file.js');
// @ts-expect-error -- not the name of a file
new Script('1', 5);
// @ts-expect-error -- a context is needed
vm.runInContext('1');
