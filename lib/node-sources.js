'use strict';

// What the sources of Node's modules tell, which every Node carries: whether a function is one of Node's own,
// built in or with a text that stands there, and on which lines something is done. lib/process-wide.js asks of
// functions that a guest is about to write to, lib/uncatchable.js of frames.

const { types } = require('node:util');
const { isBuiltIn } = require('./discovery.js');

const textOf = Function.prototype.toString;

/**
 * A shorter text may be anybody's, as `() => {}` is: it tells only of a class that extends one of Node's.
 * That of `EventEmitter` has 69 characters.
 */
const TELLING = 40;

/** By the name of the module. @type {Map<string, string> | undefined} */
let sources;
/** The lines that were found, by module and text. @type {Map<string, Set<number>>} */
const lines = new Map();
/** What was found out of a function. @type {WeakMap<Function, boolean>} */
const known = new WeakMap();

/**
 * Does something that Node advises against, which no program of the user's asked for.
 * @template T
 * @param {() => T} action
 * @returns {T}
 */
function unadvised(action) {
  const { noDeprecation } = process;
  // With `--no-deprecation` it cannot be set.
  const isSet = !noDeprecation && Reflect.set(process, 'noDeprecation', true);
  try {
    return action();
  } finally {
    if (isSet) Reflect.set(process, 'noDeprecation', noDeprecation);
  }
}

/**
 * @param {[string, unknown]} entry a module and its source
 * @returns {boolean} false of the packages that Node bundles, such as acorn: a program may have the same
 */
function isNodesSource([module, source]) {
  const isPackage = module.startsWith('internal/deps/') && !module.includes('/undici/');
  return typeof source === 'string' && !isPackage;
}

/**
 * @returns {Map<string, string>} 5 to 11 MB, which are not copied: it takes 15 to 30 ms, and a search up to
 *   13. Empty if Node does not give them (`--permission`)
 */
function readSources() {
  try {
    // eslint-disable-next-line n/no-deprecated-api -- nothing else has the sources
    const natives = unadvised(() => /** @type {any} */ (process).binding('natives'));
    return new Map(Object.entries(natives).filter(isNodesSource));
  } catch {
    return new Map();
  }
}

/**
 * @param {string} module
 * @param {string} text
 * @returns {Set<number>} the lines of the module's source, from 1 on, that have the text in them
 */
function linesWith(module, text) {
  const key = `${module} ${text}`;
  const found = lines.get(key) ?? findLines(module, text);
  lines.set(key, found);
  return found;
}

/**
 * @param {string} module
 * @param {string} text
 * @returns {Set<number>}
 */
function findLines(module, text) {
  sources ??= readSources();
  const source = (sources.get(module) ?? '').split('\n');
  return new Set(source.flatMap((line, index) => (line.includes(text) ? [index + 1] : [])));
}

/**
 * @param {Function} f
 * @returns {boolean} whether it is a class of C++ without a name, as `KeyObject` extends; a bound function has
 *   no prototype
 */
function isNamelessClass(f) {
  const isNative = Reflect.apply(textOf, f, []) === 'function () { [native code] }';
  return isNative && Object.hasOwn(f, 'prototype');
}

/**
 * @param {Function} f
 * @returns {boolean}
 */
function look(f) {
  if (isBuiltIn(f) || isNamelessClass(f)) return true;
  sources ??= readSources();
  // Nobody can tell.
  if (sources.size === 0) return true;
  const text = Reflect.apply(textOf, f, []);
  if (![...sources.values()].some((source) => source.includes(text))) return false;
  if (text.length >= TELLING) return true;
  const parent = Reflect.getPrototypeOf(f);
  return typeof parent === 'function' && !isBuiltIn(parent) && isNodes(parent);
}

/**
 * @param {unknown} f
 * @returns {f is Function} whether it is a function of Node's, or of the language's; of a proxy it is not
 *   said
 */
function isNodes(f) {
  if (typeof f !== 'function' || types.isProxy(f)) return false;
  const found = known.get(f) ?? look(f);
  known.set(f, found);
  return found;
}

/**
 * Those that Node's C++ makes, whose descriptions stand in no source as such.
 */
const NATIVE = /_symbol$|^handle_onclose$|^oninit$|^onpskexchange$/;

/** What was found out of descriptions. @type {Map<string, boolean>} */
const described = new Map();

/** How many descriptions are remembered: a program may make any number of symbols. */
const MOST_DESCRIBED = 10_000;

/**
 * @param {symbol} symbol
 * @returns {boolean} whether Node has a symbol of that description, or nobody can tell
 */
function isDescribedInNode({ description = '' }) {
  const found = described.get(description);
  if (found !== undefined) return found;
  sources ??= readSources();
  const texts = ["'", '"'].map((quote) => `Symbol(${quote}${description}${quote})`);
  const isOne =
    sources.size === 0 ||
    NATIVE.test(description) ||
    [...sources.values()].some((source) => texts.some((text) => source.includes(text)));
  if (described.size >= MOST_DESCRIBED) described.clear();
  described.set(description, isOne);
  return isOne;
}

module.exports = { isDescribedInNode, isNodes, linesWith, unadvised };
