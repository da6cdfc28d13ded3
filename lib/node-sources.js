'use strict';

// What the sources of Node's modules tell, which every Node carries: whether a function is one of Node's own,
// built in or with a text that stands there, whether a symbol may be, and on which lines something is done.
// lib/process-wide.js and lib/ruled.js ask of functions, lib/node-state.js and lib/plain.js of symbols,
// lib/uncatchable.js of frames.

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
/** On which lines functions end, by module and the line that they begin on. @type {Map<string, number>} */
const ends = new Map();
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
 * @param {string} module
 * @param {string} text that a function begins with, on a line
 * @param {number} line
 * @returns {boolean} whether the line is one of such a function
 */
function isWithin(module, text, line) {
  for (const first of linesWith(module, text)) {
    if (line >= first && line <= lastLine(module, first)) return true;
  }
  return false;
}

/**
 * @param {string} module
 * @param {number} first the line that a function begins on
 * @returns {number} the one that it ends on, which is indented as the first
 */
function lastLine(module, first) {
  const key = `${module} ${first}`;
  const found = ends.get(key);
  if (found !== undefined) return found;
  const source = (sources?.get(module) ?? '').split('\n');
  const [indentation] = /** @type {RegExpMatchArray} */ (source[first - 1].match(/^ */));
  const end = source.findIndex(
    (line, index) => index >= first && line.startsWith(`${indentation}}`),
  );
  // Of one that is a line, or is not written so, it is the line.
  const last = end < 0 ? first : end + 1;
  ends.set(key, last);
  return last;
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
 * @param {unknown} f
 * @returns {boolean} whether it is one, and that can be told
 */
function isKnownNodes(f) {
  sources ??= readSources();
  return sources.size > 0 && isNodes(f);
}

/**
 * Those that Node's C++ makes, whose descriptions stand in no source as such.
 */
const NATIVE = /_symbol$|^handle_onclose$|^oninit$|^onpskexchange$/;

/** The others, as they are made. */
const MADE = /Symbol\((?:'([^'\n]*)'|"([^"\n]*)")\)/g;

/** The descriptions of Node's symbols. @type {Set<string> | undefined} */
let described;

/** @returns {Set<string>} it takes 5 to 12 ms, once the sources are there */
function readDescriptions() {
  sources ??= readSources();
  const made = [...sources.values()].flatMap((source) => [...source.matchAll(MADE)]);
  return new Set(made.map(([, one, other]) => one ?? other));
}

/**
 * @param {symbol} symbol
 * @returns {boolean | undefined} whether Node has a symbol of that description; undefined if nobody can tell
 */
function isDescribedInNode({ description = '' }) {
  described ??= readDescriptions();
  if (described.size === 0) return undefined;
  return described.has(description) || NATIVE.test(description);
}

module.exports = { isDescribedInNode, isKnownNodes, isNodes, isWithin, linesWith, unadvised };
