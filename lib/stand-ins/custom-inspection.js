'use strict';

// A guest's own inspection of its objects (`[util.inspect.custom]`), and what of Node's it is called with: nothing that
// is an object of the host's. lib/stand-ins/inspection.js calls it where a stand-in is shown, and Node elsewhere, of
// which lib/stand-ins/handler.js sees the call.

const { inspect } = require('node:util');

/**
 * @param {Function} custom the guest's own inspection
 * @param {any} standIn
 * @param {number} depth
 * @param {any} options
 * @returns {any} what that answers, or the stand-in if it fails
 */
function inspectedByGuest(custom, standIn, depth, options) {
  try {
    return Reflect.apply(custom, standIn, [depth, optionsForGuest(options)]);
  } catch {
    return standIn;
  }
}

/**
 * What a guest's function is called with. A custom inspection that Node finds where no stand-in is
 * asked for it (on a map of the guest's, on an object of the host's that the guest wrote to) would be
 * given Node's options and `inspect` itself, whose defaults are those of the whole process.
 * @param {any[]} args
 * @returns {any[]}
 */
function argumentsForGuest(args) {
  if (args.length < 3 || args[2] !== inspect) return args;
  return [args[0], optionsForGuest(args[1])];
}

/** @param {unknown} text */
const stylize = (text) => `${text}`;

/**
 * What a guest's own inspection may know of how the host looks: nothing that is an object of the
 * host's.
 * @param {any} options
 * @returns {object}
 */
function optionsForGuest(options) {
  const known = Object.create(null);
  for (const key of Object.keys(options)) {
    if (typeof options[key] !== 'object' && typeof options[key] !== 'function') {
      known[key] = options[key];
    }
  }
  known.stylize = stylize;
  return known;
}

module.exports = { argumentsForGuest, inspectedByGuest };
