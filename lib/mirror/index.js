'use strict';

// The host's half of the mirrored global: what the sandbox's properties were when control last
// passed, so that only differences cross. lib/crossing.js calls `look` before every message to the
// guest, `write` in it if something changed, and `read` for what the guest changed.
//
// Comparing is the cost of every crossing, so there are two ways: a quick look at the enumerable
// own properties (lib/mirror/glance.js), and a close one at all (lib/mirror/close-look.js). Where either sees a
// difference, everything is read, what is inherited too (lib/mirror/entries.js), and compared with what the guest has.
// lib/context.js makes a mirror for each sandbox that is no proxy.

const { reader, writer } = require('../crossing.js');
const { isObject } = require('../peek.js');
const { propertyHandedOn } = require('../ruled.js');
const { Attribute, Flag } = require('../wire.js');
const { CloseLook } = require('./close-look.js');
const {
  DECLARED,
  HIDDEN,
  entriesOf,
  entryOf,
  isOwnPrimordial,
  keepsAccessor,
  namesBuiltIn,
  sameEntry,
} = require('./entries.js');
const { Glance } = require('./glance.js');

/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {import('../membrane.js').Membrane} Membrane */

/**
 * V8 takes this name for the value, whatever the sandbox has under it. The engine reads the property, and so the
 * sandbox's never crosses.
 */
const UNDEFINED = 'undefined';

class Mirror {
  /** @type {any} */
  #sandbox;
  /** @type {Membrane} */
  #membrane;
  /** @type {Map<PropertyKey, Entry>} */
  #entries = new Map();
  /**
   * Of those, what the sandbox did not take: one that is frozen, sealed or not extensible. The guest
   * declares such names all the same, as with node:vm.
   * @type {Set<PropertyKey>}
   */
  #refused = new Set();
  /**
   * Both as they were before the message that was written last.
   * @type {{ entries: Map<PropertyKey, Entry>, refused: Set<PropertyKey> } | undefined}
   */
  #before;
  /** The quick look, and the close one. */
  #glance;
  #closeLook;
  /** Whether the next look must find the differences. */
  #stale = true;
  /** Whether the next look must see attributes too. */
  #close = false;
  /** Whether a look is under way. */
  #looking = false;
  /** What is left to be done when the message is read. @type {(() => void)[]} */
  #later = [];

  /**
   * @param {object} sandbox
   * @param {Membrane} membrane
   */
  constructor(sandbox, membrane) {
    this.#sandbox = sandbox;
    this.#membrane = membrane;
    this.#glance = new Glance(sandbox);
    this.#closeLook = new CloseLook(sandbox);
  }

  /** The next message looks at everything. */
  lookClosely() {
    this.#close = true;
  }

  /**
   * Looks whether the host changed anything. That may run code of the user's, which may enter the
   * guest: a getter that took the place of a value, the traps of a proxy that the sandbox inherits
   * from. So it must be done before a message is begun.
   * @returns {Map<PropertyKey, Entry> | undefined} what `write` takes; undefined if nothing changed
   */
  look() {
    // The code that runs in a look is in a state that no message tells of yet.
    if (this.#looking) return undefined;
    this.#looking = true;
    this.#before = undefined;
    try {
      // One that looks closely anyway leaves those of the turn to others.
      const close = this.#close || this.#closeLook.take(this.#entries.size);
      const same = this.#looksSame(close);
      this.#close = false;
      return same ? undefined : entriesOf(this.#sandbox, this.#membrane);
    } finally {
      this.#looking = false;
    }
  }

  /**
   * @param {boolean} close
   * @returns {boolean}
   */
  #looksSame(close) {
    if (this.#stale) return false;
    if (close) return this.#closeLook.looksSame();
    try {
      return this.#glance.looksSame();
    } catch {
      // Of a getter, which was not there before.
      return false;
    }
  }

  /**
   * Writes what `look` found, behind the head of the message that was begun.
   * @param {Map<PropertyKey, Entry>} found
   */
  write(found) {
    this.#before = { entries: this.#entries, refused: new Set(this.#refused) };
    const start = writer.at;
    const at = writer.reserve();
    const count = this.#writeChanged(found) + this.#writeGone(found);
    if (count > 0) {
      writer.flag(Flag.Patches);
      writer.fill(at, count);
    } else {
      writer.at = start;
    }
    this.#entries = found;
    this.#remember();
  }

  /**
   * @param {Map<PropertyKey, Entry>} found
   * @returns {number} how many are new or others than before
   */
  #writeChanged(found) {
    let count = 0;
    for (const [key, entry] of found) {
      const known = this.#entries.get(key);
      this.#refused.delete(key);
      if (key === UNDEFINED) continue;
      if (known !== undefined && sameEntry(known, entry)) {
        // As the guest has it: what it declared cannot be configured there.
        entry.attributes = known.attributes;
        continue;
      }
      // The guest has it, and not enumerable.
      const isThere = isOwnPrimordial(key, entry) && !(entry.attributes & Attribute.Enumerable);
      if (known === undefined && isThere) continue;
      count += 1;
      this.#writeEntry(key, entry);
    }
    return count;
  }

  /**
   * @param {Map<PropertyKey, Entry>} found to which is added what the sandbox never took
   * @returns {number} how many the sandbox has no more
   */
  #writeGone(found) {
    let count = 0;
    for (const [key, entry] of this.#entries) {
      if (key === UNDEFINED || found.has(key)) continue;
      if (this.#refused.has(key)) {
        found.set(key, entry);
        continue;
      }
      count += 1;
      writer.key(key, this.#membrane);
      writer.word(Attribute.Absent);
    }
    return count;
  }

  /** What was written since the last look was not sent: the guest has what it had. */
  takeBack() {
    if (this.#before === undefined) return;
    this.#entries = this.#before.entries;
    this.#refused = this.#before.refused;
    this.#before = undefined;
    this.#stale = true;
  }

  /**
   * @param {PropertyKey} key
   * @param {Entry} entry
   */
  #writeEntry(key, entry) {
    writer.key(key, this.#membrane);
    const inherited = entry.inherited ? Attribute.Inherited : 0;
    if (entry.attributes & Attribute.Value) {
      writer.word(entry.attributes | inherited);
      writer.value(entry.value, this.#membrane);
    } else {
      // The guest gets an accessor of its own that calls across; which halves there are is enough.
      let { attributes } = entry;
      if (entry.get === undefined) attributes &= ~Attribute.Get;
      if (entry.set === undefined) attributes &= ~Attribute.Set;
      writer.word(attributes | inherited);
    }
  }

  /** Makes the other looks know what the full one saw. */
  #remember() {
    this.#closeLook.remember(this.#entries);
    this.#glance.remember(this.#entries);
    this.#stale = false;
  }

  /**
   * Reads what the guest changed, and changes the sandbox.
   * @returns {(() => void)[] | undefined} what may run code of the guest's
   */
  read() {
    this.#later = [];
    for (let count = reader.word(); count > 0; count -= 1) {
      const key = reader.key(this.#membrane);
      const word = reader.word();
      const attributes = word & ~Attribute.BuiltIn;
      if (attributes & Attribute.Absent) {
        Reflect.deleteProperty(this.#sandbox, key);
        this.#entries.delete(key);
        this.#refused.delete(key);
        this.#stale = true;
      } else if (word !== attributes && this.#holdsOwnPrimordial(key)) {
        // Theirs for ours, which the sandbox has already.
        reader.value(this.#membrane);
      } else {
        this.#apply(key, attributes);
      }
    }
    return this.#later.length === 0 ? undefined : this.#later;
  }

  /**
   * @param {string | symbol} key
   * @param {unknown} value
   * @returns {boolean} whether the sandbox makes a number of it, which asks an object
   */
  #converts(key, value) {
    if (!isObject(value)) return false;
    return key === 'length' ? Array.isArray(this.#sandbox) : ArrayBuffer.isView(this.#sandbox);
  }

  /**
   * @param {string | symbol} key
   * @returns {boolean}
   */
  #holdsOwnPrimordial(key) {
    const known = this.#entries.get(key);
    return known !== undefined && isOwnPrimordial(key, known);
  }

  /**
   * @param {string | symbol} key
   * @param {number} attributes
   */
  #apply(key, attributes) {
    const sent = reader.descriptorAfter(attributes, this.#membrane);
    const descriptor = propertyHandedOn(sent, this.#membrane);
    const known = this.#entries.get(key);
    if (attributes === DECLARED && this.#sandbox !== globalThis && !isDefined(descriptor, known)) {
      descriptor.configurable = true;
    }
    if (this.#converts(key, descriptor.value)) {
      this.#stale = true;
      this.#entries.set(key, entryOf(descriptor, false));
      this.#later.push(() => void Reflect.defineProperty(this.#sandbox, key, descriptor));
      return;
    }
    if (keepsAccessor(descriptor, attributes, known)) {
      this.#keepAccessor(key, descriptor, attributes);
      return;
    }
    if (known !== undefined && known.attributes === attributes && !known.inherited) {
      const isKnown = this.#assign(key, descriptor, known) || this.#refused.has(key);
      if (!isKnown) this.#stale = true;
      return;
    }
    this.#stale = true;
    // Assigning to a built-in makes an ordinary property of the sandbox, as with node:vm.
    if (known === undefined && attributes === HIDDEN && namesBuiltIn(key)) {
      descriptor.enumerable = true;
    }
    const isTaken = Reflect.defineProperty(this.#sandbox, key, descriptor);
    if (!isTaken && !Object.hasOwn(this.#sandbox, key)) this.#refused.add(key);
    this.#entries.set(key, this.#entryFor(key, descriptor, attributes));
  }

  /**
   * Gives the sandbox's accessor other attributes. The guest has none of its halves any more: the next
   * look sees that, and it gets them again.
   * @param {string | symbol} key
   * @param {PropertyDescriptor} sent
   * @param {number} attributes
   */
  #keepAccessor(key, sent, attributes) {
    const { enumerable, configurable } = sent;
    Reflect.defineProperty(this.#sandbox, key, { enumerable, configurable });
    const entry = entryOf(sent, false);
    entry.attributes = attributes;
    this.#entries.set(key, entry);
    this.#stale = true;
  }

  /**
   * What the guest has is what it sent, whatever became of it here; of an accessor it sends the halves
   * that are new.
   * @param {string | symbol} key
   * @param {PropertyDescriptor} sent
   * @param {number} attributes
   * @returns {Entry}
   */
  #entryFor(key, sent, attributes) {
    const now = 'value' in sent ? undefined : Reflect.getOwnPropertyDescriptor(this.#sandbox, key);
    if (now !== undefined) return entryOf(now, false);
    const entry = entryOf(sent, false);
    entry.attributes = attributes;
    return entry;
  }

  /**
   * Gives a property that both sides have another value.
   * @param {string | symbol} key
   * @param {PropertyDescriptor} descriptor
   * @param {Entry} known
   * @returns {boolean} whether the quick look knows of it
   */
  #assign(key, descriptor, known) {
    if (!('value' in descriptor)) {
      Reflect.defineProperty(this.#sandbox, key, descriptor);
      this.#entries.set(key, this.#entryFor(key, descriptor, known.attributes));
      return false;
    }
    const { value } = descriptor;
    known.value = value;
    if (!Reflect.defineProperty(this.#sandbox, key, { value })) return false;
    return this.#glance.assigned(key, value);
  }
}

/**
 * Whether what looks like a declaration is none: a `var` leaves what is there as it is, and so only that of a
 * function, which is a new one, makes a property of the sandbox one that cannot be configured.
 * @param {PropertyDescriptor} sent
 * @param {Entry | undefined} known
 * @returns {boolean}
 */
function isDefined(sent, known) {
  if (known === undefined || known.inherited) return false;
  if (typeof sent.value === 'function' && sent.value !== known.value) return false;
  return (known.attributes & Attribute.Configurable) !== 0;
}

module.exports = { Mirror };
