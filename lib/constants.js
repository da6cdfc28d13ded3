'use strict';

// The symbols that mean something when they are passed where an object or a function is expected:
// `vm.constants`, which users see; the two keys that Node's own functions put into options; and the version
// of Node whose behaviour is to be had. lib/options.js reads options by the keys, in Node's order, because a
// Proxy can tell. Neither has an effect here.

/** The value of `vm.constants`; its symbols have the descriptions that Node's have. */
const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

/** Of the context that a script is meant for, where there is only one. */
const kParsingContext = Symbol('script parsing context');

/** Of Node's debugger. */
const kVmBreakFirstLineSymbol = Symbol('kVmBreakFirstLineSymbol');

/** Its major version. */
const NODE = Number.parseInt(process.versions.node, 10);

module.exports = { NODE, constants, kParsingContext, kVmBreakFirstLineSymbol };
