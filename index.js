'use strict';

// What `require('rsvm')` answers: the exports of node:vm in Node's order, then rsvm's own. The object
// literal names each of them alone, because that is how Node finds the names for `import { … }`
// without running the file.

const { apiOf } = require('./lib/api.js');
const { IN_PROCESS } = require('./lib/isolation.js');

const {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
  Module,
  SourceTextModule,
  SyntheticModule,
  runInContextSync,
  dispose,
  runInContextAsync,
  callAsync,
} = apiOf(IN_PROCESS);

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
  Module,
  SourceTextModule,
  SyntheticModule,
  runInContextSync,
  dispose,
  runInContextAsync,
  callAsync,
};
