'use strict';

// Errors of the host's classes that a guest constructs: their stack goes through the guest. V8 has this package's
// frames where the guest's are, so the engine is asked where the guest is, and what V8 says is made anew when it is
// read. lib/operations.js hands over what was constructed; lib/hidden.js asks what of a stack is the guest's, which
// alone it shows to it. What runs of the user's is what puts a stack together: `Error.prepareStackTrace`.

const { types } = require('node:util');
const { AT } = require('./call-sites.js');
const { writer } = require('./crossing.js');
const { handlerOf } = require('./stand-ins/marks.js');
const { frameOfOurs, giveStack, traceOf } = require('./stack.js');
const { Opcode, Tag } = require('./wire.js');

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('./membrane.js').Membrane} Membrane */

/** Fails in the engine, whatever a guest has changed, and runs none of its code. */
const FAILING = 'null.x';

const ORIGIN = {
  filename: '',
  lineOffset: 0,
  columnOffset: 0,
  importModuleDynamically: undefined,
  contextExtensions: [],
};

/** How many classes of a guest's one behind the other are asked for their names. */
const MOST_CLASSES = 32;

const textOf = Error.prototype.toString;

/** What fails in each. @type {WeakMap<Context, Function>} */
const failing = new WeakMap();

/**
 * Where errors were constructed: the guest's frames, as they stand in the stack.
 * @type {WeakMap<object, { membrane: Membrane, frames: string }>}
 */
const places = new WeakMap();

/**
 * @param {Context} context whose guest asks for something
 * @returns {unknown} an error from there: its stack is to be that of another one
 */
function errorFrom(context) {
  try {
    const f = failing.get(context) ?? context.compileFunction(FAILING, [], ORIGIN);
    failing.set(context, f);
    context.session.begin(Opcode.Call);
    writer.value(f, context.membrane);
    // Called on nothing and with nothing.
    writer.words(Tag.Undefined, 0);
    writer.word(0);
    context.session.exchange();
  } catch (error) {
    return error;
  }
  return undefined;
}

/**
 * @param {unknown} error from a guest
 * @returns {string[]} the frames of its code, without their `at`, but that of what failed
 */
function framesOf(error) {
  const [, , ...frames] = (traceOf(error) ?? '').split(AT);
  return frames;
}

/**
 * @param {any} newTarget a class of a guest's that extends one of the host's
 * @returns {string[]} its name, and those of the guest's classes above it
 */
function constructorsOf(newTarget) {
  /** @type {string[]} */
  const names = [];
  for (let at = newTarget; handlerOf(at) !== undefined && names.length < MOST_CLASSES;) {
    names.push(Reflect.getOwnPropertyDescriptor(at, 'name')?.value || '<anonymous>');
    at = Reflect.getPrototypeOf(at);
  }
  return names;
}

/**
 * As with V8, the stack begins where `new` was said.
 * @param {string[]} frames
 * @param {string[]} constructors
 * @returns {string[]} those behind the constructors
 */
function behind(frames, constructors) {
  const isOne = (/** @type {string} */ frame) =>
    constructors.includes(frame.slice(0, frame.indexOf(' (')).replace(/^new /, ''));
  let count = 0;
  while (count < Math.min(frames.length, constructors.length) && isOne(frames[count])) count += 1;
  return frames.slice(count);
}

/**
 * @param {object} error
 * @returns {string} the first line of its stack, as it is now
 */
function headerOf(error) {
  try {
    return Reflect.apply(textOf, error, []);
  } catch {
    return '<error>';
  }
}

/**
 * @param {any} error
 * @param {string} header that is not looked at for frames
 * @returns {string[] | undefined} the frames above those of this package's, if its stack is one of V8's that has them
 */
function framesAboveOurs(error, header) {
  const stack = /** @type {unknown} */ (error.stack);
  if (typeof stack !== 'string') return undefined;
  const [, ...frames] = (stack.startsWith(header) ? stack.slice(header.length) : stack).split(AT);
  const ours = frames.findIndex(frameOfOurs);
  return ours < 0 ? undefined : frames.slice(0, ours);
}

/**
 * @param {object} error
 * @param {any} stack
 */
function defineStack(error, stack) {
  const value = { configurable: true, enumerable: false, writable: true, value: stack };
  return Reflect.defineProperty(error, 'stack', value);
}

/**
 * Gives an error the frames of another one. The stack is put together when it is read, as V8's is: until then a class
 * may give the error another name.
 * @param {object} error
 * @param {Error} holder
 */
function giveFrames(error, holder) {
  Reflect.defineProperty(error, 'stack', {
    configurable: true,
    enumerable: false,
    get() {
      const stack = headerOf(error) + holder.stack;
      defineStack(error, stack);
      return stack;
    },
    set(stack) {
      defineStack(this, stack);
    },
  });
}

/**
 * @template T
 * @param {T} made what a guest has constructed
 * @param {Context} context
 * @param {Function} f the host's
 * @param {any} newTarget
 * @returns {T}
 */
function constructed(made, context, f, newTarget) {
  if (types.isNativeError(made)) {
    try {
      leadThroughGuest(made, context, newTarget === f ? undefined : newTarget);
    } catch {
      // The host's own `Error.prepareStackTrace` failed, or a proxy that its class is.
    }
  }
  return made;
}

/**
 * @param {Error} error
 * @param {Context} context
 * @param {any} newTarget if it is of another class than the host's
 */
function leadThroughGuest(error, context, newTarget) {
  const isGuests = handlerOf(newTarget) !== undefined;
  // A guest's getters are not asked twice.
  const above = framesAboveOurs(error, isGuests ? '' : headerOf(error));
  if (above === undefined) return;
  const failure = /** @type {Error} */ (errorFrom(context));
  const found = framesOf(failure);
  const frames = isGuests ? behind(found, constructorsOf(newTarget)) : [...above, ...found];
  if (found.length === 0) return;
  const shown = frames.slice(0, Error.stackTraceLimit).map((frame) => AT + frame);
  const own = shown.slice(isGuests ? 0 : above.length).join('');
  places.set(error, { membrane: context.membrane, frames: own });
  giveStack(failure, shown.join(''), false, false);
  giveFrames(error, failure);
}

/**
 * @param {object} error
 * @param {string} stack
 * @param {Membrane} membrane
 * @returns {string} the frames in it that are of that guest's own code
 */
function guestsOwnFrames(error, stack, membrane) {
  const place = places.get(error);
  return place?.membrane === membrane && stack.includes(place.frames) ? place.frames : '';
}

module.exports = { constructed, guestsOwnFrames };
