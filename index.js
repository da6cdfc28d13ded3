'use strict';

// What `require('rsvm')` answers: the exports of node:vm in Node's order, then rsvm's own. The object
// literal names each of them alone, because that is how Node finds the names for `import { … }`
// without running the file.

const { constants } = require('./lib/constants.js');
const { Module } = require('./lib/module.js');
const { Script } = require('./lib/script.js');
const { SourceTextModule } = require('./lib/source-text-module.js');
const { SyntheticModule } = require('./lib/synthetic-module.js');
const {
  compileFunction,
  createContext,
  createScript,
  dispose,
  isContext,
  measureMemory,
  runInContext,
  runInNewContext,
  runInThisContext,
} = require('./lib/api.js');

// The documented name of the call that does not return a promise.
const runInContextSync = runInContext;

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
};
