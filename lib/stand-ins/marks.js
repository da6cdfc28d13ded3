'use strict';

// Which proxies stand in for guests' objects, and the handler behind each. lib/stand-ins/handler.js and
// lib/stand-ins/namespace.js mark them as they make them; whoever must not take a guest's object for one of the
// host's asks. The mark is a private field of the proxy itself, which no trap sees and no other code can
// make or read. A WeakMap would do the same, at twice the price: entries of one that lives on are what
// V8's collector spends most on (measured over 10,000 stand-ins at a time).

const { isObject } = require('../peek.js');

/** @typedef {import('./handler.js').GuestHandler} GuestHandler */

/** A constructor that returns what it is given, so that a subclass' fields come to lie there. */
class Given {
  /** @param {object} given */
  constructor(given) {
    return given;
  }
}

class Mark extends Given {
  /** @type {GuestHandler} */
  #handler;

  /**
   * @param {object} standIn
   * @param {GuestHandler} handler
   */
  constructor(standIn, handler) {
    super(standIn);
    this.#handler = handler;
  }

  /**
   * @param {any} object
   * @returns {GuestHandler | undefined}
   */
  static of(object) {
    return #handler in object ? object.#handler : undefined;
  }
}

/** The same of what such a proxy has for its target, which nobody sees but Node's inspection. */
class ShadowMark extends Given {
  /** @type {GuestHandler} */
  #handler;

  /**
   * @param {object} shadow
   * @param {GuestHandler} handler
   */
  constructor(shadow, handler) {
    super(shadow);
    this.#handler = handler;
  }

  /**
   * @param {any} object
   * @returns {GuestHandler | undefined}
   */
  static of(object) {
    return #handler in object ? object.#handler : undefined;
  }
}

/**
 * @template {object} T
 * @param {T} shadow
 * @param {GuestHandler} handler
 * @returns {T}
 */
function shadowing(shadow, handler) {
  return /** @type {any} */ (new ShadowMark(shadow, handler));
}

/**
 * @param {any} value
 * @returns {GuestHandler | undefined} undefined for anything but the target of a stand-in
 */
function handlerOfShadow(value) {
  return isObject(value) ? ShadowMark.of(value) : undefined;
}

/**
 * @template {object} T
 * @param {T} standIn
 * @param {GuestHandler} handler
 * @returns {T}
 */
function standingIn(standIn, handler) {
  return /** @type {any} */ (new Mark(standIn, handler));
}

/**
 * @param {any} value
 * @returns {GuestHandler | undefined} undefined for anything but a stand-in
 */
function handlerOf(value) {
  return isObject(value) ? Mark.of(value) : undefined;
}

module.exports = { handlerOf, handlerOfShadow, shadowing, standingIn };
