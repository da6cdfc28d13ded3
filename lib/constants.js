'use strict';

// The symbols that mean something when they are passed where an object or a function is expected:
// `vm.constants`, which users see, and the two keys by which options carry something between the
// functions of this package. Node reads its own two at these places, and in the same order. And the
// version of Node whose behaviour is to be had.

/** The value of `vm.constants`; its symbols have the descriptions that Node's have. */
const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

/** Under this key `Script` finds the sandbox that its source is meant for, if there is only one. */
const kParsingContext = Symbol('script parsing context');

/** Node's debugger sets this one. It is read, because a Proxy can tell, and has no effect. */
const kVmBreakFirstLineSymbol = Symbol('kVmBreakFirstLineSymbol');

/** Its major version. */
const NODE = Number.parseInt(process.versions.node, 10);

module.exports = { NODE, constants, kParsingContext, kVmBreakFirstLineSymbol };
