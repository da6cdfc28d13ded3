//! What Boa says of what built-ins were given, and what V8 does.

use super::super::binary::Of;
use super::super::say::Say;
use super::{Row, row};
use Say::{
    Argument, Around, Binary, Callback, Mapper, NoBigInt, Pattern, Recent, Second, TypedCallback,
    Words,
};

const NO_PROTOTYPE: Say = Argument("Object prototype may only be an Object or null: ", 1, "");
const NO_ACCESSOR: Say = Around("Object.prototype.__define", ": Expecting function");
const NO_SECOND: Say = Argument("", 1, " is not a function");
const NOT_POSITIVE: Say = Argument("", 0, " must be positive");
const START_OFFSET: Say = Argument("Start offset ", 1, " is outside the bounds of the buffer");
const CODE_POINT: Say = Around("Invalid code point ", "");
const URI: Say = Words("URI malformed");
const OUT_OF_BOUNDS: Say = Words("offset is out of bounds");
const LENGTH: Say = Words("Invalid array length");
const EMPTY: Say = Words("Reduce of empty array with no initial value");

/// What Boa says, and what V8 does.
pub(super) const ARGUMENTS: &[Row] = &[
    row(
        "failed to parse function ",
        Words("Unexpected end of arg string"),
    ),
    row(
        "Date.prototype[@@toPrimitive] called with invalid hint",
        Argument("Invalid hint: ", 0, ""),
    ),
    row("`…` is not callable", Second),
    row("TypedArray.from called with non-callable mapfn", Second),
    row("callback must be a callable object", NO_SECOND),
    row(
        "method `Map.prototype.groupBy` called with non-callable",
        NO_SECOND,
    ),
    row("invalid integer index for TypedArray operation", Say::With),
    row(
        "Object.setPrototypeOf: At least 2 arguments required",
        NO_PROTOTYPE,
    ),
    row("proto must be an object or null", NO_PROTOTYPE),
    row(
        "Object.prototype.__define…: expected 'getter' to be a Function object",
        NO_ACCESSOR,
    ),
    row(
        "Object.prototype.__define…: expected 'setter' to be a Function object",
        NO_ACCESSOR,
    ),
    row("invalid escaped character found", URI),
    row(
        "`length` cannot be bigger than `maxByteLength`",
        Words("Invalid array buffer max length"),
    ),
    row(
        "Invalid data view length",
        Argument("Invalid DataView length ", 2, ""),
    ),
    row("TypedArray.set called with negative offset", OUT_OF_BOUNDS),
    row(
        "cannot use `ArrayBuffer` for an atomic wait",
        Words("[object Int32Array] is not a shared typed array."),
    ),
    row(
        "BigInt negative exponent",
        Words("Exponent must be positive"),
    ),
    row("Iterator.prototype.… is not callable", TypedCallback),
    row("Iterator.prototype.take: limit cannot be", NOT_POSITIVE),
    row("Iterator.prototype.drop: limit cannot be", NOT_POSITIVE),
    row(
        "Iterator.prototype.reduce: cannot reduce empty iterator",
        Words("Reduce of a done iterator with no initial value"),
    ),
    row(
        "GetIteratorFlattenable: value is not an object",
        Say::Flattened,
    ),
    row(
        "Proxy trap result is neither object nor null",
        Words("'getPrototypeOf' on proxy: trap returned neither object nor null"),
    ),
    row(
        "Proxy trap result contains duplicate string property keys",
        Words("'ownKeys' on proxy: trap returned duplicate entries"),
    ),
    row("cannot prevent extensions", Say::Extensible),
    row(
        "cannot convert string '…' to bigint primitive",
        Around("Cannot convert ", " to a BigInt"),
    ),
    row(
        "EOF while parsing a value",
        Words("Unexpected end of JSON input"),
    ),
    row("invalid array length", LENGTH),
    row("bad length for array", LENGTH),
    row("Array.prototype.reduce: called on an empty array", EMPTY),
    row(
        "Array.prototype.reduceRight: called on an empty array",
        EMPTY,
    ),
    row(
        "radix must be an integer",
        Words("toString() radix argument must be between 2 and 36"),
    ),
    row(
        "precision must be an integer",
        Words("toPrecision() argument must be between 1 and 100"),
    ),
    row("invalid escape character found", URI),
    row("codepoint `…` outside of Unicode range", CODE_POINT),
    row(
        "Proxy constructor called with non-object",
        Words("Cannot create proxy with a non-object as target or handler"),
    ),
    row(
        "Object.create: expected 'proto'",
        Argument("Object prototype may only be an Object or null: ", 0, ""),
    ),
    row("Object.setPrototypeOf: expected 'proto'", NO_PROTOTYPE),
    row(
        "Promise executor is not callable",
        Argument("Promise resolver ", 0, " is not a function"),
    ),
    row("cannot convert … to a BigInt", NoBigInt),
    row("codepoint `…` is not an integer", CODE_POINT),
    row(
        "The comparison function must be either a function or undefined",
        Recent(
            "The comparison function must be either a function or undefined",
            0,
        ),
    ),
    row(
        "FinalizationRegistry: cleanup callback of registry must be callable",
        Words("FinalizationRegistry: cleanup must be callable"),
    ),
    row("Index must be between 0 and  2^53 - 1", Binary(Of::Index)),
    row(
        "cannot construct a typed array with an unaligned buffer",
        Binary(Of::Length),
    ),
    row(
        "byte offset of typed array must be aligned",
        Binary(Of::Offset),
    ),
    row("offset of typed array exceeds buffer size", START_OFFSET),
    row(
        "cannot create a typed array spanning a byte range outside of its buffer",
        Argument("Invalid typed array length: ", 2, ""),
    ),
    row(
        "Start offset is outside the bounds of the buffer",
        START_OFFSET,
    ),
    row(
        "buffer must be an ArrayBuffer",
        Words("First argument to DataView constructor must be an ArrayBuffer"),
    ),
    row("WeakRef: expected target", Words("WeakRef: invalid target")),
    row(
        "WeakMap.set: expected target",
        Words("Invalid value used as weak map key"),
    ),
    row(
        "WeakSet.add: expected target",
        Words("Invalid value used in weak set"),
    ),
    row("Array.prototype.map: Callbackfn is not callable", Callback),
    row(
        "Array.prototype.forEach: invalid callback function",
        Callback,
    ),
    row(
        "Array.prototype.filter: `callback` must be callable",
        Callback,
    ),
    row("Array.prototype.every: callback is not callable", Callback),
    row("Array.prototype.some: callback is not callable", Callback),
    row(
        "Array.prototype.reduce: callback function is not callable",
        Callback,
    ),
    row(
        "Array.prototype.reduceRight: callback function is not callable",
        Callback,
    ),
    row("flatMap mapper function is not callable", Mapper),
    row("Array.prototype.find: predicate is not callable", Callback),
    row(
        "Array.prototype.findIndex: predicate is not callable",
        Callback,
    ),
    row(
        "Array.prototype.findLast: predicate is not callable",
        Callback,
    ),
    row(
        "Array.prototype.findLastIndex: predicate is not callable",
        Callback,
    ),
    row(
        "TypedArray.prototype.map called with non-callable callback function",
        Argument("", 0, " is not a function"),
    ),
    row(
        "Method ….forEach called with non-callable callback function",
        TypedCallback,
    ),
    row(
        "TypedArray.prototype.… called with non-callable callback function",
        Callback,
    ),
    row(
        "target must be a constructor",
        Argument("", 0, " is not a constructor"),
    ),
    row("trying to encode an invalid string", URI),
    row(
        "Source object and target offset longer than target typed array",
        OUT_OF_BOUNDS,
    ),
    row(
        "cannot create list from a primitive",
        Words("CreateListFromArrayLike called on non-object"),
    ),
    row(
        "Symbol.keyFor takes a symbol",
        Argument("", 0, " is not a symbol"),
    ),
    row("failed to create matcher: ", Pattern),
    row(
        "no promise in Promise.any was fulfilled",
        Words("All promises were rejected"),
    ),
];
