// What is written for node:vm compiles with rsvm in its place. Compiled by `tsc`, never run.

import nodeVm = require('node:vm');
import rsvm = require('rsvm');

const standIn: typeof nodeVm = rsvm;
export const script: nodeVm.Script = new rsvm.Script('1', 'file.js');
export const context: nodeVm.Context = rsvm.createContext({ a: 1 });

// The options of one are options of the other.
declare const options: {
  script: nodeVm.ScriptOptions;
  run: nodeVm.RunningScriptOptions;
  code: nodeVm.RunningCodeOptions;
  inNew: nodeVm.RunningCodeInNewContextOptions;
  context: nodeVm.CreateContextOptions;
  function: nodeVm.CompileFunctionOptions;
  memory: nodeVm.MeasureMemoryOptions;
};
export const scriptOptions: rsvm.ScriptOptions = options.script;
export const runOptions: rsvm.RunningScriptOptions = options.run;
export const codeOptions: rsvm.RunningCodeOptions = options.code;
export const inNewOptions: rsvm.RunningCodeInNewContextOptions = options.inNew;
export const contextOptions: rsvm.CreateContextOptions = options.context;
export const functionOptions: rsvm.CompileFunctionOptions = options.function;
export const memoryOptions: rsvm.MeasureMemoryOptions = options.memory;

export const module: nodeVm.SourceTextModule = new rsvm.SourceTextModule('', { context });
export const synthetic: nodeVm.SyntheticModule = new rsvm.SyntheticModule(['a'], function () {
  this.setExport('a', 1);
});
declare const moduleOptions: nodeVm.SourceTextModuleOptions;
export const ownModuleOptions: rsvm.SourceTextModuleOptions = moduleOptions;
declare const linker: nodeVm.ModuleLinker;
void module.link(linker);

standIn.runInNewContext('a', { a: 1 }, { timeout: 10, contextName: 'c' });
standIn.createContext(standIn.constants.DONT_CONTEXTIFY);
standIn.compileFunction('return import("x")', ['a'], {
  parsingContext: context,
  importModuleDynamically: standIn.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
