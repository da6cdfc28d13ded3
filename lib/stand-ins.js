'use strict';

// Which proxies stand in for guests' objects, and the handler behind each. lib/handler.js and
// lib/namespace.js add them as they make them; lib/membrane.js and lib/inspection.js ask. There is
// one table for all membranes, and it is the only one that a stand-in is entered in: an entry of a
// WeakMap costs as much as the rest of making it.

/** @typedef {import('./handler.js').GuestHandler} GuestHandler */

/** @type {WeakMap<object, GuestHandler>} */
const handlers = new WeakMap();

/**
 * @template {object} T
 * @param {T} standIn
 * @param {GuestHandler} handler
 * @returns {T}
 */
function standingIn(standIn, handler) {
  handlers.set(standIn, handler);
  return standIn;
}

/**
 * @param {object} object
 * @returns {GuestHandler | undefined} undefined for anything but a stand-in
 */
function handlerOf(object) {
  return handlers.get(object);
}

module.exports = { handlerOf, standingIn };
