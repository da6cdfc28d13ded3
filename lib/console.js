'use strict';

// A context's `console`, which prints through the host's. The guest's own has these methods and no
// others (CONSOLE_METHODS in src/engine/builtins/mod.rs); they are checked here because a guest that
// has taken its process over can name any. lib/operations.js calls this.

const METHODS = new Set(
  (
    'debug error info log warn dir dirxml table trace group groupCollapsed groupEnd clear count ' +
    'countReset assert profile profileEnd time timeLog timeEnd timeStamp context createTask'
  ).split(' '),
);

/**
 * Calls a method of the host's console, if it is there. A guest does not learn what it returns.
 * @param {string} method
 * @param {any[]} args
 */
function print(method, args) {
  const output = /** @type {any} */ (globalThis.console);
  if (METHODS.has(method) && typeof output[method] === 'function') output[method](...args);
}

module.exports = { print };
