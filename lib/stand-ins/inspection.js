'use strict';

// What `console.log` and `util.inspect` show of a guest's object. Node looks straight at a proxy's
// target, which is an empty shadow; so a shadow inherits a custom inspection, which answers with a
// view: an object of the same kind that is filled with what the guest's object has now. The same
// stand-in always has the same view, so that a circle is seen to be one.
//
// Some want no custom inspection: `console.dir`, `%o`, the messages of `assert`. Of an object Node then
// asks first whose instance it is, by the `constructor` that it inherits. That of a shadow fills it.

const { inspect } = require('node:util');
const { shortened } = require('../shown.js');
const { Trait } = require('../wire.js');
const { handlerOf, handlerOfShadow } = require('./marks.js');
const { fill, fillProperties, shadowFor } = require('./shadow.js');

/** @typedef {import('./handler.js').GuestHandler} GuestHandler */

const INSPECTION = {
  configurable: true,
  enumerable: false,
  writable: true,
  value: inspectStandIn,
};

/** On a view, so that the guest's is not found there. */
const NO_INSPECTION = { ...INSPECTION, value: undefined };

/** How many prototypes of an object are shown, and are asked for the name of its class. */
const MOST_PROTOTYPES = 100;

/** The name of the class of the shadow that was asked for last. */
let className = 'Object';

/** What shadows inherit as their `constructor`. */
class Filling {
  static get name() {
    return className;
  }

  /** @param {any} shadow */
  static [Symbol.hasInstance](shadow) {
    const handler = handlerOfShadow(shadow);
    if (handler === undefined) return false;
    fillProperties(shadow, handler, shortened);
    className = classNameOf(handler);
    return true;
  }
}

/** The classes whose objects Node shows for `%s`; what has a text of its own is asked for that. */
const BUILT_INS = new Set(
  Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z][a-zA-Z0-9]+$/.test(name)),
);

/**
 * @param {any} object one of a guest's
 * @returns {boolean} whether Node, if it could see it, would ask it for its text (`hasBuiltInToString`
 *   in its lib/internal/util/inspect.js)
 */
function hasOwnText(object) {
  const makers = ['toString', Symbol.toPrimitive].filter(
    (key) => typeof object[key] === 'function',
  );
  if (makers.length === 0) return false;
  let owner = object;
  for (let count = 0; !makers.some((key) => Object.hasOwn(owner, key)); count += 1) {
    owner = Reflect.getPrototypeOf(owner);
    if (owner === null || count === MOST_PROTOTYPES) return false;
  }
  const made = Reflect.getOwnPropertyDescriptor(owner, 'constructor')?.value;
  return owner === object || typeof made !== 'function' || !BUILT_INS.has(made.name);
}

function nothing() {}

/**
 * A property that shadows inherit, and that is asked of the guest's object.
 * @param {(object: any) => unknown} read
 * @returns {PropertyDescriptor}
 */
function asked(read) {
  return {
    configurable: true,
    get() {
      const handler = handlerOfShadow(this);
      const object = handler?.membrane.existing(handler.id);
      try {
        return object === undefined ? undefined : read(object);
      } catch {
        // What the guest throws while it is looked at is not the looker's problem.
        return undefined;
      }
    },
  };
}

/** What Node looks for before it shows an object for `%s`, and what it says beside the class of one. */
const ASKED = {
  [Symbol.toPrimitive]: asked((object) => (hasOwnText(object) ? nothing : undefined)),
  [Symbol.toStringTag]: asked((object) => object[Symbol.toStringTag]),
};

const INSPECTABLE = { [inspect.custom]: INSPECTION, constructor: { value: Filling } };

/**
 * What shadows inherit besides. It is behind an object whose `constructor` is a class of the language's, where
 * `showHidden` looks no further. It has no `constructor` itself, so that Node takes what it finds there for that of
 * a class of the user's.
 * @param {object | null} base
 * @returns {object}
 */
function textual(base) {
  const text = Object.create(base, ASKED);
  return Object.create(text, { constructor: { value: Object } });
}

/**
 * A shadow of a plain object: what it inherits, the traps hide.
 * @constructor
 */
function Inspectable() {}
Inspectable.prototype = Object.create(textual(null), INSPECTABLE);
/** What shadows of arrays inherit. */
class InspectableArray extends Array {}
Object.defineProperties(InspectableArray.prototype, INSPECTABLE);
Object.setPrototypeOf(InspectableArray.prototype, textual(Array.prototype));
/** And those of functions. */
const inspectableFunction = Object.create(textual(Function.prototype), INSPECTABLE);

/**
 * A shadow whose inspection shows the guest's object.
 * @param {number} traits
 * @returns {any}
 */
function makeInspectable(traits) {
  if (traits & Trait.Callable) return Object.setPrototypeOf(shadowFor(traits), inspectableFunction);
  if (traits & Trait.Arguments) {
    return Object.setPrototypeOf(shadowFor(traits), Inspectable.prototype);
  }
  return traits & Trait.Array ? new InspectableArray() : new Inspectable();
}

/** What is shown of objects. @type {WeakMap<GuestHandler, any>} */
const views = new WeakMap();

/**
 * @param {GuestHandler} handler
 * @returns {any} always the same view, so that a circle is seen
 */
function viewOf(handler) {
  let view = views.get(handler);
  if (view === undefined) {
    view = shadowFor(handler.traits);
    views.set(handler, view);
  }
  return view;
}

/** When a view was filled last (see Session.epoch). @type {WeakMap<object, number>} */
const filled = new WeakMap();

/**
 * Gives a view the object's properties and prototype as they are now. Node walks its prototypes to
 * their end, which a proxy of the guest's need not have.
 * @param {any} view
 * @param {GuestHandler} handler
 */
function fillView(view, handler) {
  fill(view, handler, shortened);
  let prototype = Reflect.getPrototypeOf(view);
  for (let level = 0; prototype !== null; level += 1) {
    if (level > MOST_PROTOTYPES) {
      Reflect.setPrototypeOf(view, null);
      return;
    }
    prototype = Reflect.getPrototypeOf(prototype);
  }
}

/**
 * What Node calls the class of an object.
 * @param {GuestHandler} handler
 * @returns {string}
 */
function classNameOf(handler) {
  let prototype = handler.getPrototypeOf(undefined);
  if (prototype === null) return '[Object: null prototype]';
  for (let count = 0; prototype !== null && count < MOST_PROTOTYPES; count += 1) {
    const made = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    const name = typeof made === 'function' ? made.name : '';
    if (typeof name === 'string' && name !== '') return name;
    prototype = Reflect.getPrototypeOf(prototype);
  }
  return 'Object';
}

/**
 * @this {any}
 * @param {number} depth
 * @param {any} options
 * @returns {any}
 */
function inspectStandIn(depth, options) {
  const handler = handlerOf(this);
  if (handler === undefined) return this;
  const view = viewOf(handler);
  const { session } = handler.membrane;
  // Of an object with n references to itself Node asks n times before it sees that it has it.
  if (filled.get(view) === session.epoch) return view;
  try {
    const custom = this[inspect.custom];
    if (typeof custom === 'function') {
      const shown = inspectedByGuest(custom, this, depth, options);
      if (shown !== this) return shortened(shown);
    }
    fillView(view, handler);
    filled.set(view, session.epoch);
    // Node would give the guest's own inspection its options and `inspect` itself, whose defaults
    // are those of the whole process. Where there is none, nothing is to be seen in its place
    // (`showHidden`).
    if (typeof custom === 'function') Reflect.defineProperty(view, inspect.custom, NO_INSPECTION);
    if (handler.traits & Trait.Class) return showClass(view, depth, options);
  } catch {
    // What the guest throws while it is looked at is not the looker's problem.
  }
  return view;
}

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

/**
 * A class as Node shows it; a function without `class` in its source would be shown as a function.
 * @param {any} view
 * @param {number} depth
 * @param {any} options
 * @returns {any}
 */
function showClass(view, depth, options) {
  const name = Reflect.getOwnPropertyDescriptor(view, 'name')?.value;
  const base = Reflect.getPrototypeOf(view);
  const baseName = base && Reflect.getOwnPropertyDescriptor(base, 'name')?.value;
  const head = `[class ${name || '(anonymous)'}${baseName ? ` extends ${baseName}` : ''}]`;
  const keys = Object.keys(view);
  if (keys.length === 0) return options.stylize(head, 'special');
  const fields = Object.create(null);
  for (const key of keys) {
    Object.defineProperty(fields, key, Object.getOwnPropertyDescriptor(view, key) ?? {});
  }
  const text = inspect(fields, { ...options, depth }).replace(/^\[Object: null prototype\] /, '');
  return `${options.stylize(head, 'special')} ${text}`;
}

module.exports = { argumentsForGuest, makeInspectable };
