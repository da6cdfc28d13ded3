'use strict';

// What becomes of what a guest throws in a trap of a stand-in that Node's code has called where nobody catches: it
// would end the process. It is warned of, and the answer is what the proxy's target says, which the language
// accepts (ECMA-262, 10.5). lib/stand-ins/handler.js, lib/stand-ins/namespace.js and lib/stand-ins/live-global.js
// guard their traps here; `get` and `apply` of lib/stand-ins/handler.js see to it themselves, as there it depends
// on what is read and who calls.

const { isUncatchable, warn } = require('../uncatchable.js');

/** @typedef {(shadow: any, ...args: any[]) => any} Trap */

/** What is answered in the place of what was thrown. @type {Record<string, Trap>} */
const ANSWERS = {
  construct: () => ({}),
  deleteProperty: Reflect.deleteProperty,
  getOwnPropertyDescriptor: Reflect.getOwnPropertyDescriptor,
  getPrototypeOf: (shadow) =>
    Reflect.isExtensible(shadow) ? null : Reflect.getPrototypeOf(shadow),
  // What a shadow inherits is for its inspection.
  has: Object.hasOwn,
  isExtensible: Reflect.isExtensible,
  ownKeys: Reflect.ownKeys,
  preventExtensions: () => false,
  // Code in strict mode would throw, for a `false`.
  defineProperty: () => true,
  set: () => true,
  setPrototypeOf: Reflect.isExtensible,
};

/**
 * @param {Trap} trap
 * @param {Trap} answer
 * @returns {Trap}
 */
function guarded(trap, answer) {
  /** @this {any} */
  return function guard(shadow, ...args) {
    try {
      return Reflect.apply(trap, this, [shadow, ...args]);
    } catch (error) {
      if (!isUncatchable(guard)) throw error; // node-do-not-add-exception-line
      warn(error);
      return answer(shadow, ...args);
    }
  };
}

/** @param {any} prototype of a class of handlers, with traps of its own */
function guardTraps(prototype) {
  for (const [name, answer] of Object.entries(ANSWERS)) {
    if (Object.hasOwn(prototype, name)) prototype[name] = guarded(prototype[name], answer);
  }
}

module.exports = { guardTraps };
