'use strict';

// The stand-in for the global of a guest whose sandbox is a proxy. What the guest's own global has is
// asked for in the guest, which asks the sandbox (src/engine/mirror/live.rs); but what the sandbox has is no
// property of that global. So where the host looks for properties of its own, defines or deletes them,
// the sandbox is asked here, as node:vm's interceptors do. lib/membrane.js makes one.

const { guardTraps } = require('./guard.js');
const { GuestHandler, makeStandIn } = require('./handler.js');

class LiveGlobalHandler extends GuestHandler {
  /**
   * @override
   * @param {string | symbol} key
   * @returns {PropertyDescriptor | undefined}
   */
  ownProperty(key) {
    const property = Reflect.getOwnPropertyDescriptor(this.membrane.sandbox(), key);
    return property ?? super.ownProperty(key);
  }

  /**
   * @override
   * @returns {object}
   */
  beyond() {
    return this.membrane.sandbox();
  }

  /**
   * @override
   * @param {any} shadow
   */
  ownKeys(shadow) {
    const keys = new Set(super.ownKeys(shadow));
    for (const key of Reflect.ownKeys(this.membrane.sandbox())) keys.add(key);
    return [...keys];
  }

  /**
   * @override
   * @param {any} shadow
   * @param {string | symbol} key
   * @param {PropertyDescriptor} descriptor
   */
  defineProperty(shadow, key, descriptor) {
    if (!Reflect.defineProperty(this.membrane.sandbox(), key, descriptor)) return false;
    if (descriptor.configurable === false) this.getOwnPropertyDescriptor(shadow, key);
    return true;
  }

  /**
   * @override
   * @param {any} shadow
   * @param {string | symbol} key
   */
  deleteProperty(shadow, key) {
    if (!Reflect.deleteProperty(this.membrane.sandbox(), key)) return false;
    return super.deleteProperty(shadow, key);
  }
}

guardTraps(LiveGlobalHandler.prototype);

/**
 * @param {import('../membrane.js').Membrane} membrane
 * @param {number} id
 * @param {number} traits
 * @returns {any}
 */
function makeLiveGlobal(membrane, id, traits) {
  return makeStandIn(membrane, id, traits, LiveGlobalHandler);
}

module.exports = { makeLiveGlobal };
