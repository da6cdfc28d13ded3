'use strict';

// What `require('rsvm')` answers: the exports of node:vm in Node's order, then rsvm's own, which are
// not enumerable: whoever lists the exports finds Node's. Each name stands alone in a form that Node
// can find without running the file, for `import { … }`; so they stand in process.js once more, which a
// test compares.

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
};

Object.defineProperty(module.exports, 'runInContextSync', { value: runInContextSync });
Object.defineProperty(module.exports, 'dispose', { value: dispose });
Object.defineProperty(module.exports, 'runInContextAsync', { value: runInContextAsync });
Object.defineProperty(module.exports, 'callAsync', { value: callAsync });
