'use strict';

// What `console.log` and `util.inspect` show of a guest's object. Node looks straight at a proxy's
// target, which is an empty shadow until somebody asks; so the shadow has a custom inspection that
// fills it first. The symbol is on the shadow only: no trap reports it.

const { inspect } = require('node:util');
const { Trait } = require('./wire.js');

/** @typedef {import('./handler.js').GuestHandler} GuestHandler */

/**
 * @param {any} shadow
 * @param {GuestHandler} handler
 * @param {number} traits
 */
function attachInspection(shadow, handler, traits) {
  Object.defineProperty(shadow, inspect.custom, {
    configurable: true,
    enumerable: false,
    writable: true,
    value: traits & Trait.Class ? inspectClass : inspectShadow,
  });

  /**
   * @this {any}
   * @returns {any}
   */
  function inspectShadow() {
    // The second time it is the shadow that is inspected, which is to be shown as it is.
    if (this === shadow) return shadow;
    try {
      refresh(shadow, handler);
    } catch {
      // What the guest throws while it is looked at is not the looker's problem.
    }
    return shadow;
  }

  /**
   * @this {any}
   * @param {number} depth
   * @param {any} options
   * @returns {any}
   */
  function inspectClass(depth, options) {
    if (this === shadow) return shadow;
    try {
      return showClass(shadow, handler, depth, options);
    } catch {
      return '[class]';
    }
  }
}

/**
 * @param {any} shadow
 * @param {GuestHandler} handler
 */
function refresh(shadow, handler) {
  const custom = shadow[inspect.custom];
  if (Reflect.isExtensible(shadow)) handler.fill(shadow);
  if (!Object.hasOwn(shadow, inspect.custom)) {
    Reflect.defineProperty(shadow, inspect.custom, {
      configurable: true,
      enumerable: false,
      writable: true,
      value: custom,
    });
  }
}

/**
 * A class as Node shows it; a function without `class` in its source would be shown as a function.
 * @param {any} shadow
 * @param {GuestHandler} handler
 * @param {number} depth
 * @param {any} options
 * @returns {any}
 */
function showClass(shadow, handler, depth, options) {
  refresh(shadow, handler);
  const name = Reflect.getOwnPropertyDescriptor(shadow, 'name')?.value;
  const base = Reflect.getPrototypeOf(shadow);
  const baseName = base && Reflect.getOwnPropertyDescriptor(base, 'name')?.value;
  const head = `[class ${name || '(anonymous)'}${baseName ? ` extends ${baseName}` : ''}]`;
  const keys = Object.keys(shadow);
  if (keys.length === 0) return options.stylize(head, 'special');
  const fields = Object.create(null);
  for (const key of keys) {
    Object.defineProperty(fields, key, Object.getOwnPropertyDescriptor(shadow, key) ?? {});
  }
  const text = inspect(fields, { ...options, depth }).replace(/^\[Object: null prototype\] /, '');
  return `${options.stylize(head, 'special')} ${text}`;
}

module.exports = { attachInspection };
