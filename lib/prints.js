'use strict';

// How much of a guest's objects is shown at a time. Node's inspection bounds the texts that are values, and nothing
// else: it escapes the whole of a key, which takes a gigabyte for one of 2^25 units, and it shows what is reached in
// many ways as often, 2^30 times in 30 levels of two. So all that is shown of a guest's object goes by a print:
// lib/stand-ins/inspection.js asks it for each view, lib/stand-ins/handler.js for names that Node reads itself.
// lib/console.js says where a print of a guest's begins and ends; one of the host's begins where Node shows its
// first value, or, if that is none of a guest's, it is the same until the turn ends. It runs no code but what it is
// given.

const { setImmediate: atTurnsEnd } = require('node:timers');
const { FRAMES, callerOf, framesBelow } = require('./frames.js');
const { ownValue } = require('./peek.js');

const INSPECT = 'node:internal/util/inspect';

/** A name of so many units is shown whole, however many there are. */
const SHORT = 256;
/** Of a longer one, and of what a guest's own inspection answers, so many are shown. */
const LONGEST = 1 << 16;
/** And of all such names so many at a time: Node makes a text of each character that it escapes. */
const MOST_NAMES = 1 << 20;

/** How many values are shown at a time. */
const MOST_VALUES = 200_000;
/** How many values one counts for that was shown before: what is reached in many ways is a graph's, and grows with it. */
const REPEATED = 10;
/** After so many it is seen to that the turn's end ends the print. */
const USUAL = 1000;

/** Errors after which nothing more is to be had of a guest. */
const ENDING = new Set([
  'ERR_SCRIPT_EXECUTION_TIMEOUT',
  'ERR_RSVM_ENGINE_LOST',
  'ERR_RSVM_CONTEXT_DISPOSED',
]);

/**
 * @param {string} text that is no value: a name, or what stands for an object
 * @param {number} [most] how many units of it are shown
 * @returns {string}
 */
function bounded(text, most = LONGEST) {
  const left = text.length - most;
  if (left <= 0) return text;
  // What V8 slices holds all of the text.
  const shown = Buffer.from(text.slice(0, most), 'utf16le').toString('utf16le');
  return `${shown}... ${left} more characters`;
}

/**
 * @param {PropertyKey} key
 * @returns {number} how long its name is
 */
function lengthOfName(key) {
  return (typeof key === 'symbol' ? (key.description ?? '') : String(key)).length;
}

/** @param {PropertyKey} key */
function isLongName(key) {
  return lengthOfName(key) > LONGEST;
}

/** What shows now, or did last. @type {Print} */
let current;

class Print {
  #values = MOST_VALUES;
  #names = MOST_NAMES;
  #longest;
  /** Whether the turn's end is waited for. */
  #isNoted = false;
  #isOver = false;

  /**
   * @param {boolean} isGuests whether a guest prints
   * @param {number} [longest] how many units of a name are shown
   */
  constructor(isGuests, longest = LONGEST) {
    this.isGuests = isGuests;
    this.#longest = longest;
  }

  /** @returns {number} how many values may still be shown */
  get left() {
    return this.#isOver ? 0 : this.#values;
  }

  /**
   * Values are shown.
   * @param {number} count
   * @param {boolean} isRepeated whether these were shown before
   * @returns {boolean} whether they may be
   */
  takes(count, isRepeated) {
    this.#values -= isRepeated ? count * REPEATED : count;
    if (this.#values < MOST_VALUES - USUAL) this.#noteTurn();
    if (this.#values < 0) this.end();
    return !this.#isOver;
  }

  /** Nothing more is shown. */
  end() {
    this.#isOver = true;
    this.#noteTurn();
  }

  /**
   * @param {string} text that is no value
   * @returns {string} what is shown of it
   */
  text(text) {
    if (text.length <= SHORT) return text;
    const shown = bounded(text, Math.max(SHORT, Math.min(this.#longest, this.#names)));
    this.#names -= shown.length;
    this.#noteTurn();
    return shown;
  }

  /**
   * @param {number} units of names that were shown before
   * @returns {boolean} whether they may be once more
   */
  takesNames(units) {
    if (units > Math.max(this.#names, 0)) return false;
    this.#names -= units;
    return true;
  }

  /**
   * @param {string | symbol} key
   * @returns {string | symbol} the key that is shown in its place
   */
  key(key) {
    if (typeof key === 'string') return this.text(key);
    const name = key.description ?? '';
    const shown = this.text(name);
    return shown === name ? key : Symbol(shown);
  }

  #noteTurn() {
    if (this.#isNoted || this.isGuests) return;
    this.#isNoted = true;
    atTurnsEnd(() => {
      if (current === this) current = new Print(false);
    });
  }
}

current = new Print(false);

/**
 * Prints for a guest.
 * @param {() => void} action
 * @param {number} [longest] how many units of a name are shown
 */
function printForGuest(action, longest) {
  within(new Print(true, longest), action);
}

/**
 * Does something that may print, too.
 * @template T
 * @param {Print} print that goes on afterwards
 * @param {() => T} action
 * @returns {T}
 */
function within(print, action) {
  const before = current;
  current = print;
  try {
    return action();
  } finally {
    current = before;
  }
}

/**
 * An object of a guest's is about to be shown.
 * @param {Function} below the function that Node calls for it
 * @param {number | null} [depth] how much deeper is shown, if it is known
 * @param {any} [options] Node's
 * @returns {Print} to which that belongs
 */
function printFor(below, depth, options) {
  if (!current.isGuests && isFirst(below, depth, options)) current = new Print(false);
  return current;
}

/** The functions of Node's that show one value. */
const SHOWING = new Set([
  'isInstanceof',
  'getConstructorName',
  'formatRaw',
  'formatValue',
  'formatProxy',
]);
/** How many of them there are between the value that an inspection is called for and what asks of it. */
const MOST_SHOWING = 9;
const USUAL_SHOWING = 3;

/**
 * @param {Function} below
 * @param {number | null} [depth]
 * @param {any} [options]
 * @returns {boolean} whether Node shows it in nothing else
 */
function isFirst(below, depth, options) {
  if (Number.isFinite(depth) && Number.isFinite(options?.depth)) return depth === options.depth;
  const frames = framesBelow(below, depth === undefined ? MOST_SHOWING : USUAL_SHOWING);
  const place = frames.findIndex((frame) => {
    return frame.getFileName() !== INSPECT || !SHOWING.has(frame.getFunctionName() ?? '');
  });
  // For the name of a class it shows a prototype in the middle of another value.
  const isInner = frames[place + 1]?.getFunctionName() === 'getConstructorName';
  return frames[place]?.getFunctionName() === 'inspect' && !isInner;
}

/**
 * The properties whose texts Node shows as names, of classes and of errors.
 * @type {Set<PropertyKey>}
 */
const NAMES = new Set(['name', 'message', 'stack', Symbol.toStringTag]);

/**
 * @param {PropertyKey} key
 * @param {string} text what a guest has there
 * @param {Function} trap that is asked for it
 * @returns {string} what whoever asks gets
 */
function nameFor(key, text, trap) {
  const isShown = text.length > SHORT && NAMES.has(key) && callerOf(trap) === INSPECT;
  return isShown ? current.text(text) : text;
}

/**
 * @param {string} text that a function of a guest's has returned
 * @param {Function} trap
 * @returns {string} what whoever called it gets: for `%s`, no more than is shown
 */
function textFor(text, trap) {
  return text.length > LONGEST && callerOf(trap) === INSPECT ? current.text(text) : text;
}

/**
 * @param {(string | symbol)[]} keys of a guest's
 * @param {Function} trap that is asked for them
 * @returns {((key: string | symbol) => boolean) | undefined} if Node asks, who shows those of prototypes
 *   (`showHidden`), and some are long: whether a key is shown
 */
function choiceOfKeys(keys, trap) {
  const isAny = keys.some((key) => lengthOfName(key) > SHORT) && callerOf(trap) === INSPECT;
  return isAny ? (key) => current.key(key) === key : undefined;
}

/**
 * Something failed while it was looked at, where nobody catches that.
 * @param {unknown} error
 * @returns {boolean} whether it is known already why nothing more is shown
 */
function endsPrint(error) {
  if (!ENDING.has(ownValue(error, 'code'))) return false;
  const isShowing = framesBelow(endsPrint, FRAMES[1]).some((frame) => {
    return frame.getFileName() === INSPECT;
  });
  if (!isShowing) return false;
  const isKnown = current.isGuests || current.left === 0;
  current.end();
  return isKnown;
}

module.exports = {
  ENDING,
  MOST_NAMES,
  NAMES,
  SHORT,
  bounded,
  choiceOfKeys,
  endsPrint,
  isLongName,
  lengthOfName,
  nameFor,
  printFor,
  printForGuest,
  textFor,
  within,
};
