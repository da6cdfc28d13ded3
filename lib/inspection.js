'use strict';

// What `console.log` and `util.inspect` show of a guest's object. Node looks straight at a proxy's
// target, which is an empty shadow; so a shadow inherits a custom inspection, which answers with a
// view: an object of the same kind that is filled with what the guest's object has now. The same
// stand-in always has the same view, so that a circle is seen to be one.

const { inspect } = require('node:util');
const { Trait } = require('./wire.js');

/** @typedef {import('./handler.js').GuestHandler} GuestHandler */

/**
 * By stand-in: its handler, and how to make an object of its kind.
 * @type {WeakMap<object, { handler: GuestHandler, makeView: () => any, view?: any }>}
 */
const inspected = new WeakMap();

const INSPECTION = {
  configurable: true,
  enumerable: false,
  writable: true,
  value: inspectStandIn,
};

/** What shadows of plain objects inherit; the traps hide it. */
const Inspectable = Object.create(null, { [inspect.custom]: INSPECTION });
/** What shadows of arrays inherit. */
class InspectableArray extends Array {}
Object.defineProperty(InspectableArray.prototype, inspect.custom, INSPECTION);

/**
 * An object of a kind whose inspection shows the guest's object.
 * @param {any} shadow
 * @param {number} traits
 * @returns {any}
 */
function makeInspectable(shadow, traits) {
  if (traits & (Trait.Callable | Trait.Arguments)) {
    Object.defineProperty(shadow, inspect.custom, INSPECTION);
    return shadow;
  }
  return traits & Trait.Array ? new InspectableArray() : Object.create(Inspectable);
}

/**
 * @param {object} standIn
 * @param {GuestHandler} handler
 * @param {() => any} makeView
 */
function remember(standIn, handler, makeView) {
  inspected.set(standIn, { handler, makeView });
}

/**
 * @this {any}
 * @param {number} depth
 * @param {any} options
 * @returns {any}
 */
function inspectStandIn(depth, options) {
  const known = inspected.get(this);
  if (known === undefined) return this;
  const { handler } = known;
  try {
    known.view ??= known.makeView();
    handler.fill(known.view);
    if (handler.traits & Trait.Class) return showClass(known.view, depth, options);
  } catch {
    // What the guest throws while it is looked at is not the looker's problem.
  }
  return known.view;
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

module.exports = { makeInspectable, remember };
