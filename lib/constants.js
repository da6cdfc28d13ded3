'use strict';

// What is given once and asked for in many places: `vm.constants`, the symbols that mean something where an
// object or a function is expected; two keys that Node's own functions put into options; and the version of
// Node that is running, whose behaviour is to be had. It touches nothing.

/** The value of `vm.constants`; its symbols have the descriptions that Node's have. */
const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

/**
 * The keys of two options of Node's own: the context that a script is meant for, and a stop for the debugger.
 * Neither has an effect here. lib/options.js reads them all the same, in Node's order: a Proxy can tell.
 */
const kParsingContext = Symbol('script parsing context');
const kVmBreakFirstLineSymbol = Symbol('kVmBreakFirstLineSymbol');

/** The major version of the Node that is running. */
const NODE = Number.parseInt(process.versions.node, 10);

module.exports = { NODE, constants, kParsingContext, kVmBreakFirstLineSymbol };
