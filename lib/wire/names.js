'use strict';

// What an object inherits that a snapshot is of, and the names that the language gives it, as
// src/wire/names.rs has them: a name that is not among these is known to be nowhere. It touches nothing;
// lib/stand-ins/object-snapshot.js and lib/plain.js read it.

/** What an object inherits that a snapshot is of: unknown, nothing, or from the language alone. */
const Inherits = Object.freeze({ Asked: 0, Nothing: 1, Language: 2 });

/** The names on `Object.prototype`, as src/wire/names.rs has them. @type {Set<PropertyKey>} */
const OBJECT_NAMES = new Set([
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
]);

/** Those on `Array.prototype`. @type {Set<PropertyKey>} */
const ARRAY_NAMES = new Set([
  'at',
  'concat',
  'constructor',
  'copyWithin',
  'entries',
  'every',
  'fill',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flat',
  'flatMap',
  'forEach',
  'includes',
  'indexOf',
  'join',
  'keys',
  'lastIndexOf',
  'length',
  'map',
  'pop',
  'push',
  'reduce',
  'reduceRight',
  'reverse',
  'shift',
  'slice',
  'some',
  'sort',
  'splice',
  'toLocaleString',
  'toReversed',
  'toSorted',
  'toSpliced',
  'toString',
  'unshift',
  'values',
  'with',
  Symbol.iterator,
  Symbol.unscopables,
]);

module.exports = { ARRAY_NAMES, Inherits, OBJECT_NAMES };
