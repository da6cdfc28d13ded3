'use strict';

// Built-ins with internal state, which arrive as the real thing on the other side: dates, maps,
// typed arrays, promises and so on. A record stands in a message as a head, from which the receiver
// makes the object, and its content follows in the section of updates (lib/records/ledger.js).
// Reading one runs no code of the guest's nor of the user's: only internal slots and own data
// properties are read, by methods taken when this file is loaded. src/engine/records is the guest's
// half; lib/handles.js and lib/snapshot.js ask what an object is, lib/membrane.js and the ledger how its kind
// crosses.

const { types } = require('node:util');
const { RecordKind } = require('../wire.js');
const buffers = require('./buffers.js');
const collections = require('./collections.js');
const errors = require('./errors.js');
const promises = require('./promises.js');
const scalars = require('./scalars.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */

/**
 * How the records of a kind cross.
 * @typedef {object} Kind
 * @property {(object: any) => boolean} [isShared] whether it is memory that others have too: it cannot cross
 * @property {(object: any) => number} [bytesIn] of memory
 * @property {(object: any, membrane: Membrane) => void} [putHead]
 * @property {(membrane: Membrane) => () => object | undefined} getHead reads a head; what it returns
 *   makes the object, or says that this engine cannot
 * @property {(object: any, membrane: Membrane, known: any) => any} [put] writes the content, or what
 *   differs from what is known; returns what is known from now on, or undefined if no more can change
 * @property {(object: any, membrane: Membrane) => any} [get] reads the content, and returns the same
 * @property {(object: any, known: any) => boolean} [differs]
 * @property {(object: any) => boolean} [hasContent] false for one whose head says all
 */

/** @type {Record<number, Kind>} */
const KINDS = {
  [RecordKind.Date]: scalars.date,
  [RecordKind.RegExp]: scalars.regexp,
  [RecordKind.Boxed]: scalars.boxed,
  [RecordKind.Map]: collections.map,
  [RecordKind.Set]: collections.set,
  [RecordKind.ArrayBuffer]: buffers.arrayBuffer,
  [RecordKind.TypedArray]: buffers.typedArray,
  [RecordKind.DataView]: buffers.dataView,
  [RecordKind.Promise]: promises.promise,
};

const { isView } = ArrayBuffer;

/**
 * @param {object} object
 * @returns {number} the kind of record that it is, or 0
 */
function kindOf(object) {
  // A proxy may have been revoked, and then cannot be asked whether it is an array.
  if (typeof object === 'function' || types.isProxy(object) || Array.isArray(object)) return 0;
  if (isView(object)) return types.isDataView(object) ? RecordKind.DataView : RecordKind.TypedArray;
  // Nothing but an object of the language's own kinds is external, and each test costs 80 ns.
  if (types.isNativeError(object)) return RecordKind.Error;
  if (types.isMap(object)) return RecordKind.Map;
  if (types.isSet(object)) return RecordKind.Set;
  if (types.isDate(object)) return RecordKind.Date;
  if (types.isPromise(object)) return RecordKind.Promise;
  if (types.isRegExp(object)) return RecordKind.RegExp;
  if (types.isAnyArrayBuffer(object)) return RecordKind.ArrayBuffer;
  return types.isBoxedPrimitive(object) ? RecordKind.Boxed : 0;
}

module.exports = { KINDS, errors, kindOf };
