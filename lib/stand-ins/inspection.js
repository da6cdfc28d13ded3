'use strict';

// What `console.log` and `util.inspect` show of a guest's object. Node looks straight at a proxy's
// target, which is an empty shadow; so a shadow inherits a custom inspection, which answers with a
// view: an object of the same kind that is filled with what the guest's object has now. The same
// stand-in always has the same view, so that a circle is seen to be one.
//
// Some want no custom inspection: `console.dir`, `%o`, the messages of `assert`. Of an object Node then
// asks first whose instance it is, by the `constructor` that it inherits. That of a shadow fills it.
//
// How many views there are, and how much of names is on them, goes by the print that they belong to (lib/prints.js).

const { inspect, types } = require('node:util');
const { isObject, ownValue } = require('../peek.js');
const { ENDING, SHORT, lengthOfName, printFor, within } = require('../prints.js');
const { MOST_LEVELS, Weight, isName, shortened } = require('../shown.js');
const { Trait } = require('../wire.js');
const { inspectedByGuest } = require('./custom-inspection.js');
const { handlerOf, handlerOfShadow } = require('./marks.js');
const { fill, fillProperties, forgetAbsent, shadowFor } = require('./shadow.js');

/** @typedef {import('./handler.js').GuestHandler} GuestHandler */
/** @typedef {ReturnType<typeof printFor>} Print */

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

/** What is said of an object that is one too many. */
const UNSHOWN = '[Object]';

/** What is said of real built-ins that are too many. */
const TOO_MUCH = 'an object of more values than are shown at a time';

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
    const print = printFor(Filling[Symbol.hasInstance]);
    if (!takes(print, handler)) {
      forgetAbsent(shadow, []);
      className = UNSHOWN;
      return true;
    }
    within(print, () => {
      fillProperties(shadow, handler, new Members(print, shadow, shownFor(handler), MOST_LEVELS));
      className = print.text(classNameOf(handler));
    });
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

/** What is shown of an object. */
class Shown {
  /** Always the same, so that a circle is seen. @type {any} */
  view = undefined;
  /** When that was filled last (see Session.epoch). */
  filledAt = -1;
  /** And how many values are on it that no view is asked for, and how many units of long names. */
  weight = 0;
  names = 0;
  /** Where it was shown last. @type {Print | undefined} */
  print = undefined;
  /**
   * What stands for the long keys there: Node, which has asked for all of them, asks for one after the other, and it
   * may have been filled again in between.
   * @type {Map<string | symbol, string | symbol>}
   */
  keys = new Map();
}

/** @type {WeakMap<GuestHandler, Shown>} */
const shownOf = new WeakMap();

/**
 * @param {GuestHandler} handler
 * @returns {Shown}
 */
function shownFor(handler) {
  let shown = shownOf.get(handler);
  if (shown === undefined) shownOf.set(handler, (shown = new Shown()));
  return shown;
}

/**
 * @param {Print} print
 * @param {GuestHandler} handler
 * @returns {boolean} whether the object may be shown
 */
function takes(print, handler) {
  const shown = shownFor(handler);
  const isRepeated = shown.print === print;
  if (!isRepeated) shown.keys.clear();
  shown.print = print;
  try {
    handler.membrane.session.lookAtClock();
  } catch {
    // The run that prints should be over, and is when this print is.
    print.end();
  }
  if (!isRepeated) return print.takes(1, false);
  return print.takes(1 + shown.weight, true) && print.takesNames(shown.names);
}

/** @param {object} view */
const isError = (view) => view instanceof Error;

/** What is put on a view in the place of an object's keys and values. */
class Members {
  #print;
  #view;
  #keys;
  #levels;
  weight = 0;
  names = 0;

  /**
   * @param {Print} print
   * @param {any} view
   * @param {Shown} shown
   * @param {number} levels how deep they are shown
   */
  constructor(print, view, { keys }, levels) {
    this.#print = print;
    this.#view = view;
    this.#keys = keys;
    this.#levels = levels;
  }

  /** @param {string | symbol} key */
  key(key) {
    if (lengthOfName(key) <= SHORT) return key;
    const name = this.#keys.get(key) ?? this.#print.key(key);
    this.#keys.set(key, name);
    this.names += lengthOfName(name);
    return name;
  }

  /**
   * @param {any} value
   * @param {string | symbol} key
   */
  value(value, key) {
    if (typeof value !== 'string') return this.#weighed(shortened(value));
    if (value.length <= SHORT || !isName(this.#view, key, isError)) return value;
    const text = this.#print.text(value);
    this.names += text.length;
    return text;
  }

  /**
   * Real built-ins are shown without asking anybody, each as often as it is reached.
   * @param {any} value
   */
  #weighed(value) {
    if (!isObject(value) || types.isProxy(value)) return value;
    const most = this.#print.left;
    const weight = new Weight(most);
    weight.add(value, this.#levels);
    // To find that out takes as long, and is not to be done for each of many.
    const taken = weight.isTooMuch ? Math.ceil(most / 2) : most - weight.left;
    this.#print.takes(taken, false);
    if (weight.isTooMuch) return TOO_MUCH;
    this.weight += taken;
    return value;
  }
}

/**
 * Gives a view the object's properties and prototype as they are now. Node walks its prototypes to
 * their end, which a proxy of the guest's need not have.
 * @param {any} view
 * @param {GuestHandler} handler
 * @param {Members} members
 */
function fillView(view, handler, members) {
  fill(view, handler, members);
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
  const print = printFor(inspectStandIn, depth, options);
  if (!takes(print, handler)) return unshown(handler, options);
  const shown = shownFor(handler);
  shown.view ??= shadowFor(handler.traits);
  // Of an object with n references to itself Node asks n times before it sees that it has it.
  if (shown.filledAt === handler.membrane.session.epoch) return shown.view;
  try {
    return within(print, () => show(this, shown, print, depth, options));
  } catch (error) {
    // What the guest throws while it is looked at is not the looker's problem.
    if (!ENDING.has(ownValue(error, 'code'))) return shown.view;
    print.end();
    return unshown(handler, options);
  }
}

/**
 * What Node says of what lies deeper than it shows.
 * @param {GuestHandler} handler
 * @param {any} options
 * @returns {string}
 */
function unshown({ traits }, options) {
  if (traits & Trait.Callable) return options.stylize('[Function]', 'special');
  return options.stylize(traits & Trait.Array ? '[Array]' : UNSHOWN, 'special');
}

/**
 * @param {any} standIn
 * @param {Shown} shown
 * @param {Print} print
 * @param {number} depth
 * @param {any} options
 * @returns {any} the text or the object that is shown
 */
function show(standIn, shown, print, depth, options) {
  const handler = /** @type {GuestHandler} */ (handlerOf(standIn));
  const { view } = shown;
  const levels = Number.isFinite(depth) ? depth - 1 : MOST_LEVELS;
  const members = new Members(print, view, shown, levels);
  const custom = standIn[inspect.custom];
  if (typeof custom === 'function') {
    const answer = inspectedByGuest(custom, standIn, depth, options);
    if (answer !== standIn) {
      return typeof answer === 'string'
        ? print.text(answer)
        : members.value(answer, inspect.custom);
    }
  }
  fillView(view, handler, members);
  shown.names = members.names;
  shown.weight = members.weight;
  shown.filledAt = handler.membrane.session.epoch;
  // Node would give the guest's own inspection its options and `inspect` itself, whose defaults
  // are those of the whole process. Where there is none, nothing is to be seen in its place
  // (`showHidden`).
  if (typeof custom === 'function') Reflect.defineProperty(view, inspect.custom, NO_INSPECTION);
  return handler.traits & Trait.Class ? showClass(view, print, depth, options) : view;
}

/**
 * A class as Node shows it; a function without `class` in its source would be shown as a function.
 * @param {any} view
 * @param {Print} print
 * @param {number} depth
 * @param {any} options
 * @returns {any}
 */
function showClass(view, print, depth, options) {
  const name = Reflect.getOwnPropertyDescriptor(view, 'name')?.value;
  const base = Reflect.getPrototypeOf(view);
  const baseName = base && Reflect.getOwnPropertyDescriptor(base, 'name')?.value;
  const from = baseName
    ? ` extends ${typeof baseName === 'string' ? print.text(baseName) : baseName}`
    : '';
  const head = `[class ${name || '(anonymous)'}${from}]`;
  const keys = Object.keys(view);
  if (keys.length === 0) return options.stylize(head, 'special');
  const fields = Object.create(null);
  for (const key of keys) {
    Object.defineProperty(fields, key, Object.getOwnPropertyDescriptor(view, key) ?? {});
  }
  const text = inspect(fields, { ...options, depth }).replace(/^\[Object: null prototype\] /, '');
  return `${options.stylize(head, 'special')} ${text}`;
}

module.exports = { makeInspectable };
