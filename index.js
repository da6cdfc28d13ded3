'use strict';

// What `require('rsvm')` answers: the exports of node:vm in Node's order, then rsvm's own, which are
// not enumerable: whoever lists the exports finds Node's. Each name stands alone in a form that Node
// can find without running the file, for `import { … }`.

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
};

// The first is the documented name of the call that does not return a promise.
Object.defineProperty(module.exports, 'runInContextSync', { value: runInContext });
Object.defineProperty(module.exports, 'dispose', { value: dispose });
