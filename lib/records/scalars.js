'use strict';

// Dates, regular expressions, and the wrappers of primitive values: what they are made of is read from internal
// slots. lib/records/index.js has these among the kinds of records.

const { types } = require('node:util');
const { reader, writer } = require('../crossing.js');
const { getter, method } = require('./primordials.js');

/** @typedef {import('./index.js').Kind} Kind */

const getTime = method(Date.prototype, 'getTime');
const setTime = method(Date.prototype, 'setTime');
const OwnDate = Date;
const OwnRegExp = RegExp;
const OwnObject = Object;

/** @type {Kind} */
const date = {
  putHead(object) {
    writer.number(getTime(object));
  },
  getHead() {
    const time = reader.number();
    return () => new OwnDate(time);
  },
  put(object) {
    const time = getTime(object);
    writer.number(time);
    return time;
  },
  get(object) {
    const time = reader.number();
    if (object !== undefined) setTime(object, time);
    return time;
  },
  differs: (object, time) => !Object.is(getTime(object), time),
};

const sourceOf = getter(RegExp.prototype, 'source');
/** @type {[string, (regexp: RegExp) => any][]} */
const FLAGS = [
  ['d', getter(RegExp.prototype, 'hasIndices')],
  ['g', getter(RegExp.prototype, 'global')],
  ['i', getter(RegExp.prototype, 'ignoreCase')],
  ['m', getter(RegExp.prototype, 'multiline')],
  ['s', getter(RegExp.prototype, 'dotAll')],
  ['u', getter(RegExp.prototype, 'unicode')],
  ['v', getter(RegExp.prototype, 'unicodeSets')],
  ['y', getter(RegExp.prototype, 'sticky')],
];

/** @param {RegExp} regexp */
function lastIndexOf(regexp) {
  return Reflect.getOwnPropertyDescriptor(regexp, 'lastIndex')?.value;
}

/** @type {Kind} */
const regexp = {
  putHead(object) {
    writer.text(sourceOf(object));
    let flags = '';
    for (const [flag, isSet] of FLAGS) if (isSet(object)) flags += flag;
    writer.text(flags);
  },
  getHead() {
    const source = reader.text();
    const flags = reader.text();
    return () => {
      try {
        return new OwnRegExp(source, flags);
      } catch {
        return undefined;
      }
    };
  },
  put(object, membrane) {
    const lastIndex = lastIndexOf(object);
    writer.value(lastIndex, membrane);
    return { lastIndex };
  },
  get(object, membrane) {
    const lastIndex = reader.value(membrane);
    if (object !== undefined) Reflect.defineProperty(object, 'lastIndex', { value: lastIndex });
    return { lastIndex };
  },
  differs: (object, { lastIndex }) => !Object.is(lastIndexOf(object), lastIndex),
};

const WRAPPERS = /** @type {[(value: any) => boolean, (wrapper: any) => any][]} */ ([
  [types.isNumberObject, method(Number.prototype, 'valueOf')],
  [types.isStringObject, method(String.prototype, 'valueOf')],
  [types.isBooleanObject, method(Boolean.prototype, 'valueOf')],
  [types.isSymbolObject, method(Symbol.prototype, 'valueOf')],
  [types.isBigIntObject, method(BigInt.prototype, 'valueOf')],
]);

/** @type {Kind} */
const boxed = {
  putHead(object, membrane) {
    for (const [isKind, valueOf] of WRAPPERS) {
      if (!isKind(object)) continue;
      writer.value(valueOf(object), membrane);
      return;
    }
  },
  getHead(membrane) {
    const value = reader.value(membrane);
    return () => OwnObject(value);
  },
};

module.exports = { boxed, date, regexp };
