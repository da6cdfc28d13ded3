'use strict';

// Buffers of bytes and the views of them, as src/engine/records/buffers.rs has them. The bytes are copied,
// never shared: each side has a buffer of its own, and what changed is brought over when control passes, as
// far as it may be seen (lib/records/lent.js). A `Buffer`, and a small view of something big, comes with a
// buffer of its own. lib/records/index.js has these among the kinds of records.

const { types } = require('node:util');
const { reader, writer } = require('../crossing.js');
const { Tag } = require('../wire.js');
const { ALL, applyPart, bytesOf, imageOf, isLent, lend, lentOf, seen } = require('./lent.js');
const { TypedArray, getter } = require('./primordials.js');
const { lengthThere, setLengthThere } = require('./shorter.js');

/** @typedef {import('../membrane.js').Membrane} Membrane */
/** @typedef {import('./index.js').Kind} Kind */

/** In the order of KINDS in src/engine/records/buffers.rs. @type {any[]} */
const ELEMENTS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  /** @type {any} */ (globalThis).Float16Array,
  Float32Array,
  Float64Array,
];
const NAMES = ELEMENTS.map((constructor) => constructor?.name ?? 'Float16Array');
const SIZES = ELEMENTS.map((constructor) => constructor?.BYTES_PER_ELEMENT ?? 2);

/** Stands for a length that follows the buffer's, and for that of a buffer detached. */
const NONE = -1;
/** Of a bigger buffer a view comes with its own bytes, so as not to make room for all of it. */
const BIG = 1 << 20;

const OwnArrayBuffer = ArrayBuffer;
const OwnDataView = DataView;
const OwnUint8Array = Uint8Array;
const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
const isResizable = getter(ArrayBuffer.prototype, 'resizable');
const maxLength = getter(ArrayBuffer.prototype, 'maxByteLength');
const elementName = getter(TypedArray.prototype, Symbol.toStringTag);
const arrayBufferOf = getter(TypedArray.prototype, 'buffer');
const arrayOffset = getter(TypedArray.prototype, 'byteOffset');
const arrayBytes = getter(TypedArray.prototype, 'byteLength');
const viewBufferOf = getter(DataView.prototype, 'buffer');
const viewOffset = orNothing(getter(DataView.prototype, 'byteOffset'));
const viewLength = orNothing(getter(DataView.prototype, 'byteLength'));
const { compare } = Buffer;
const bufferPrototype = Buffer.prototype;

/**
 * A typed array that lies outside of its buffer, or whose buffer is detached, says that it has no bytes; a
 * `DataView` throws.
 * @param {(view: any) => number} get
 * @returns {(view: any) => number}
 */
function orNothing(get) {
  return (view) => {
    try {
      return get(view);
    } catch {
      return 0;
    }
  };
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
function sameBytes(left, right) {
  return left.length === right.length && compare(left, right) === 0;
}

/**
 * Writes bytes, or the part of them that differs from those known.
 * @param {Uint8Array} bytes
 * @param {Uint8Array | undefined} known
 */
function putBytes(bytes, known) {
  const { length } = bytes;
  let start = 0;
  let end = length;
  if (known !== undefined) {
    const shared = Math.min(length, known.length);
    while (start < shared && bytes[start] === known[start]) start += 1;
    if (length === known.length) while (end > start && bytes[end - 1] === known[end - 1]) end -= 1;
  }
  writer.number(length);
  writer.word(start < end ? 1 : 0);
  if (start === end) return;
  writer.number(start);
  writer.number(end - start);
  writer.bytes(bytes.subarray(start, end));
}

/** @returns {{ length: number, parts: { start: number, bytes: Uint8Array }[] }} */
function getBytes() {
  const length = reader.number();
  const parts = [];
  for (let count = reader.word(); count > 0; count -= 1) {
    const start = reader.number();
    parts.push({ start, bytes: reader.bytes(reader.number()) });
  }
  return { length, parts };
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {Uint8Array | undefined} those of its bytes that the guest has, unless it is detached
 */
function bytesThere(buffer) {
  const bytes = bytesOf(buffer);
  const length = bytes === undefined ? 0 : lengthThere(buffer);
  return bytes?.length === length ? bytes : bytes?.subarray(0, length);
}

/** @type {Kind} */
const arrayBuffer = {
  isShared: types.isSharedArrayBuffer,
  bytesIn: bufferLength,
  putHead(object) {
    writer.number(bufferLength(object));
    writer.number(isResizable(object) ? maxLength(object) : NONE);
  },
  getHead() {
    const length = reader.number();
    const max = reader.number();
    const options = max >= 0 ? { maxByteLength: max } : undefined;
    return () => new /** @type {any} */ (OwnArrayBuffer)(length, options);
  },
  put(object, membrane, known) {
    const lent = lentOf(object, membrane);
    const bytes = bytesThere(object);
    if (bytes === undefined) {
      writer.number(NONE);
      writer.word(0);
      return { lent, image: undefined };
    }
    const image = imageOf(bytes, lent);
    putBytes(image, known?.image);
    return { lent, image };
  },
  get(object, membrane) {
    const { length, parts } = getBytes();
    const lent = lentOf(object, membrane);
    // What it has detached has no part in the guest's any more. Of a buffer of ours it can change nothing but bytes.
    if (length < 0) return undefined;
    if (!membrane.owns(object)) setLengthThere(object, length);
    const bytes = bytesThere(object);
    if (bytes === undefined) return { lent, image: undefined };
    for (const part of parts) applyPart(bytes, part, lent);
    return { lent, image: imageOf(bytes, lent) };
  },
  differs(object, { lent, image }) {
    const bytes = bytesThere(object);
    if (bytes === undefined || image === undefined) return bytes !== image;
    return !sameBytes(lent.all ? bytes : imageOf(bytes, lent), image);
  },
};

/**
 * Whether a view comes with its own bytes instead of its buffer.
 * @param {object} view
 * @param {ArrayBuffer} buffer
 * @param {number} bytes how many it sees
 * @returns {boolean}
 */
function isApart(view, buffer, bytes) {
  const size = bufferLength(buffer);
  if (size > BIG && bytes < size) return true;
  let prototype = Reflect.getPrototypeOf(view);
  for (let depth = 0; prototype !== null && depth < 100; depth += 1) {
    if (prototype === bufferPrototype) return true;
    if (types.isProxy(prototype)) return false;
    prototype = Reflect.getPrototypeOf(prototype);
  }
  return false;
}

/**
 * A kind of view.
 * @param {(view: any) => ArrayBuffer} bufferOf
 * @param {(view: any) => number} offsetOf
 * @param {(view: any) => number} bytesIn
 * @param {(view: any) => number} sizeOf that of an element
 */
function viewKind(bufferOf, offsetOf, bytesIn, sizeOf) {
  /** @param {any} view */
  const own = (view) => new OwnUint8Array(bufferOf(view), offsetOf(view), bytesIn(view));
  return {
    bytesIn,
    /** @param {any} view */
    isShared: (view) => types.isSharedArrayBuffer(bufferOf(view)),
    /**
     * @param {any} view
     * @param {Membrane} membrane
     */
    putHead(view, membrane) {
      const buffer = bufferOf(view);
      const offset = offsetOf(view);
      const bytes = bytesIn(view);
      if (isApart(view, buffer, bytes)) {
        writer.word(Tag.Absent);
        writer.number(bytes);
        writer.number(NONE);
        return;
      }
      lend(buffer, membrane, offset, bytes);
      membrane.putRecord(buffer);
      writer.number(offset);
      // No view says whether its length follows the buffer's; one that ends with it does.
      const size = sizeOf(view);
      const follows = isResizable(buffer) && offset + bytes + size > bufferLength(buffer);
      writer.number(follows ? NONE : bytes / size);
    },
    /** @param {any} view */
    hasContent: (view) => isApart(view, bufferOf(view), bytesIn(view)),
    /**
     * @param {any} view
     * @param {Membrane} _membrane
     * @param {any} known
     */
    put(view, _membrane, known) {
      const image = own(view).slice();
      putBytes(image, known);
      return image;
    },
    /** @param {any} view */
    get(view) {
      const { parts } = getBytes();
      const bytes = own(view);
      for (const part of parts) applyPart(bytes, part, ALL);
      return bytes.slice();
    },
    /**
     * @param {any} view
     * @param {Uint8Array} known
     */
    differs: (view, known) => !sameBytes(own(view), known),
  };
}

/**
 * @param {any} Constructor
 * @param {ArrayBuffer} buffer
 * @param {number} offset
 * @returns {number | undefined} the length of a view to the end of what the guest has of a buffer; undefined if it
 *   is to follow the buffer's
 */
function lengthToEnd(Constructor, buffer, offset) {
  const length = lengthThere(buffer);
  if (length === bufferLength(buffer)) return undefined;
  return Math.max(0, Math.floor((length - offset) / (Constructor.BYTES_PER_ELEMENT ?? 1)));
}

/**
 * Reads what a view is made of.
 * @param {any} Constructor undefined if this engine has no such kind
 * @param {Membrane} membrane
 * @returns {() => object | undefined}
 */
function getView(Constructor, membrane) {
  const named = membrane.readRaw();
  const offset = reader.number();
  const length = reader.number();
  return () => {
    if (Constructor === undefined) return undefined;
    const bytes = length * (Constructor.BYTES_PER_ELEMENT ?? 1);
    const buffer = isLent(named, membrane, offset, bytes) ? named : seen(named, membrane);
    try {
      return new Constructor(
        buffer,
        offset,
        length < 0 ? lengthToEnd(Constructor, buffer, offset) : length,
      );
    } catch {
      // It lies outside of a buffer that was made shorter.
      return new Constructor(buffer, 0, 0);
    }
  };
}

/** @param {any} array */
const elementOf = (array) => NAMES.indexOf(elementName(array));

const arrays = viewKind(arrayBufferOf, arrayOffset, arrayBytes, (array) => SIZES[elementOf(array)]);

/** @type {Kind} */
const typedArray = {
  ...arrays,
  putHead(object, membrane) {
    writer.word(elementOf(object));
    arrays.putHead(object, membrane);
  },
  getHead(membrane) {
    const Constructor = ELEMENTS[reader.word()];
    return getView(Constructor, membrane);
  },
};

/** @type {Kind} */
const dataView = {
  ...viewKind(viewBufferOf, viewOffset, viewLength, () => 1),
  getHead: (membrane) => getView(OwnDataView, membrane),
};

/**
 * @param {any} view
 * @returns {ArrayBuffer}
 */
function bufferBehind(view) {
  return types.isDataView(view) ? viewBufferOf(view) : arrayBufferOf(view);
}

/**
 * @param {object} view
 * @returns {object} the prototype of this realm's that it is born with
 */
function prototypeOfView(view) {
  return types.isDataView(view) ? OwnDataView.prototype : ELEMENTS[elementOf(view)].prototype;
}

module.exports = { arrayBuffer, bufferBehind, dataView, prototypeOfView, typedArray };
