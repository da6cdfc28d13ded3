'use strict';

// The mirror of a sandbox that is a proxy: nothing can be compared with what it was, so the guest's
// engine asks the sandbox at every access (src/engine/mirror/live.rs), and only what the guest put on its own
// global comes here. lib/context.js makes one in the place of a lib/mirror/index.js.

const { reader } = require('../crossing.js');
const { maySet } = require('../prototypes.js');
const { propertyHandedOn } = require('../ruled.js');
const { Attribute } = require('../wire.js');
const { DECLARED } = require('./entries.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

class LiveMirror {
  #sandbox;
  #membrane;

  /**
   * @param {object} sandbox
   * @param {Membrane} membrane
   */
  constructor(sandbox, membrane) {
    this.#sandbox = sandbox;
    this.#membrane = membrane;
  }

  lookClosely() {}

  look() {
    return undefined;
  }

  write() {}

  takeBack() {}

  read() {
    /** @type {(() => void)[]} */
    const changes = [];
    for (let count = reader.word(); count > 0; count -= 1) {
      const key = reader.key(this.#membrane);
      const attributes = reader.word();
      if (attributes & Attribute.Absent) {
        changes.push(() => Reflect.deleteProperty(this.#sandbox, key));
        continue;
      }
      const sent = reader.descriptorAfter(attributes, this.#membrane);
      const descriptor = propertyHandedOn(sent, this.#membrane);
      // What is declared is assigned to the sandbox, as with node:vm; anything else was defined.
      changes.push(
        attributes === DECLARED
          ? () => this.#assign(key, descriptor.value)
          : () => Reflect.defineProperty(this.#sandbox, key, descriptor),
      );
    }
    return changes;
  }

  /**
   * @param {string | symbol} key
   * @param {any} value
   */
  #assign(key, value) {
    if (maySet(this.#sandbox, key, value, this.#sandbox, this.#membrane)) {
      Reflect.set(this.#sandbox, key, value);
    }
  }
}

module.exports = { LiveMirror };
