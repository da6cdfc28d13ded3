'use strict';

// What `require('rsvm/process')` answers: the same as index.js, for contexts whose engines have
// processes of their own. Each name stands alone, as there; a test compares the two.

const { apiOf } = require('./lib/api.js');
const { PROCESS } = require('./lib/isolation.js');

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
} = apiOf(PROCESS);

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

Object.defineProperty(module.exports, 'runInContextSync', { value: runInContextSync });
Object.defineProperty(module.exports, 'dispose', { value: dispose });
Object.defineProperty(module.exports, 'runInContextAsync', { value: runInContextAsync });
Object.defineProperty(module.exports, 'callAsync', { value: callAsync });
