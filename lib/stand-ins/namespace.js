'use strict';

// The stand-ins for a guest's module namespaces (ECMA-262, 10.4.6). A namespace cannot be extended
// and its properties cannot be configured, so its proxy must have a target that is the same; its
// values change, and may not be there yet, so they are always asked for. lib/membrane.js has them made;
// lib/modules/importers.js asks whether an object is one.

const { inspect } = require('node:util');
const { guardTraps } = require('./guard.js');
const { GuestHandler } = require('./handler.js');
const { handlerOf, standingIn } = require('./marks.js');

/** An export without a value. */
const UNINITIALIZED = { value: undefined, writable: true, enumerable: true, configurable: false };

/** How Node ends the text of a namespace without exports. */
const NOTHING = ' {  }';

class NamespaceHandler extends GuestHandler {
  /**
   * @override
   * @param {any} shadow
   */
  isExtensible(shadow) {
    this.#seal(shadow);
    return false;
  }

  /**
   * @override
   * @param {any} shadow
   */
  preventExtensions(shadow) {
    this.#seal(shadow);
    return true;
  }

  /**
   * Gives the shadow the exports, with the values that they have now: nobody but Node's inspection
   * sees those. The exports of a module that is still being evaluated have none.
   * @param {any} shadow
   */
  #seal(shadow) {
    if (!Reflect.isExtensible(shadow)) return;
    for (const key of this.ownKeys(shadow)) {
      Reflect.defineProperty(shadow, key, this.#currentProperty(key));
    }
    Reflect.setPrototypeOf(shadow, null);
    Reflect.preventExtensions(shadow);
  }

  /**
   * @param {string | symbol} key
   * @returns {PropertyDescriptor}
   */
  #currentProperty(key) {
    try {
      return this.ownProperty(key) ?? UNINITIALIZED;
    } catch {
      return UNINITIALIZED;
    }
  }
}

guardTraps(NamespaceHandler.prototype);

/**
 * What util.inspect shows: as of a module's namespace, which it takes only real ones for.
 * @param {NamespaceHandler} handler
 * @returns {(depth: number | null, options: any) => string}
 */
function inspection(handler) {
  return (depth, options) => {
    const shown = Object.create(null);
    for (const key of handler.ownKeys({})) {
      if (typeof key === 'string') shown[key] = exportOf(handler, key, options);
    }
    if (depth !== null && depth < 0) return options.stylize('[Module]', 'special');
    return inspect(shown, { ...options, depth })
      .replace('[Object: null prototype]', '[Module: null prototype]')
      .replace(/ \{\}$/, NOTHING);
  };
}

/**
 * @param {NamespaceHandler} handler
 * @param {string} key
 * @param {any} options
 * @returns {any}
 */
function exportOf(handler, key, options) {
  try {
    return handler.ownProperty(key)?.value;
  } catch {
    const text = options.stylize('<uninitialized>', 'special');
    return { [inspect.custom]: () => text };
  }
}

/**
 * A new stand-in for the guest's namespace `id`.
 * @param {import('../membrane.js').Membrane} membrane
 * @param {number} id
 * @param {number} traits
 * @returns {any}
 */
function makeNamespace(membrane, id, traits) {
  const handler = new NamespaceHandler(membrane, id, traits);
  // Node's inspection looks at the target; the traps hide what the target inherits.
  const inspectable = Object.create(null, { [inspect.custom]: { value: inspection(handler) } });
  const shadow = Object.create(inspectable);
  return standingIn(new Proxy(shadow, handler), handler);
}

/**
 * @param {any} object
 * @returns {boolean}
 */
function isNamespace(object) {
  return handlerOf(object) instanceof NamespaceHandler;
}

module.exports = { isNamespace, makeNamespace };
