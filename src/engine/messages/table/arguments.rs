//! What Boa says of what built-ins were given, and what V8 does.

use super::super::binary::Of;
use super::super::say::Say;
use Say::{
    Argument, Around, Binary, Callback, Mapper, NoBigInt, Pattern, Recent, Second, TypedCallback,
    Words,
};

/// How Boa's message begins and ends, and what V8 says.
pub(super) const ARGUMENTS: &[(&str, &str, Say)] = &[
    (
        "failed to parse function ",
        "",
        Words("Unexpected end of arg string"),
    ),
    (
        "Date.prototype[@@toPrimitive] called with invalid hint",
        "",
        Argument("Invalid hint: ", 0, ""),
    ),
    ("`", "` is not callable", Second),
    ("TypedArray.from called with non-callable mapfn", "", Second),
    (
        "callback must be a callable object",
        "",
        Argument("", 1, " is not a function"),
    ),
    (
        "method `Map.prototype.groupBy` called with non-callable",
        "",
        Argument("", 1, " is not a function"),
    ),
    (
        "invalid integer index for TypedArray operation",
        "",
        Say::With,
    ),
    (
        "Object.setPrototypeOf: At least 2 arguments required",
        "",
        Argument("Object prototype may only be an Object or null: ", 1, ""),
    ),
    (
        "proto must be an object or null",
        "",
        Argument("Object prototype may only be an Object or null: ", 1, ""),
    ),
    (
        "Object.prototype.__define",
        ": expected 'getter' to be a Function object",
        Around("Object.prototype.__define", ": Expecting function"),
    ),
    (
        "Object.prototype.__define",
        ": expected 'setter' to be a Function object",
        Around("Object.prototype.__define", ": Expecting function"),
    ),
    (
        "invalid escaped character found",
        "",
        Words("URI malformed"),
    ),
    (
        "`length` cannot be bigger than `maxByteLength`",
        "",
        Words("Invalid array buffer max length"),
    ),
    (
        "Invalid data view length",
        "",
        Argument("Invalid DataView length ", 2, ""),
    ),
    (
        "TypedArray.set called with negative offset",
        "",
        Words("offset is out of bounds"),
    ),
    (
        "cannot use `ArrayBuffer` for an atomic wait",
        "",
        Words("[object Int32Array] is not a shared typed array."),
    ),
    (
        "BigInt negative exponent",
        "",
        Words("Exponent must be positive"),
    ),
    ("Iterator.prototype.", " is not callable", TypedCallback),
    (
        "Iterator.prototype.take: limit cannot be",
        "",
        Argument("", 0, " must be positive"),
    ),
    (
        "Iterator.prototype.drop: limit cannot be",
        "",
        Argument("", 0, " must be positive"),
    ),
    (
        "Iterator.prototype.reduce: cannot reduce empty iterator",
        "",
        Words("Reduce of a done iterator with no initial value"),
    ),
    (
        "GetIteratorFlattenable: value is not an object",
        "",
        Say::Flattened,
    ),
    (
        "Proxy trap result is neither object nor null",
        "",
        Words("'getPrototypeOf' on proxy: trap returned neither object nor null"),
    ),
    (
        "Proxy trap result contains duplicate string property keys",
        "",
        Words("'ownKeys' on proxy: trap returned duplicate entries"),
    ),
    ("cannot prevent extensions", "", Say::Extensible),
    (
        "cannot convert string '",
        "' to bigint primitive",
        Around("Cannot convert ", " to a BigInt"),
    ),
    (
        "EOF while parsing a value",
        "",
        Words("Unexpected end of JSON input"),
    ),
    ("invalid array length", "", Words("Invalid array length")),
    ("bad length for array", "", Words("Invalid array length")),
    (
        "Array.prototype.reduce: called on an empty array",
        "",
        Words("Reduce of empty array with no initial value"),
    ),
    (
        "Array.prototype.reduceRight: called on an empty array",
        "",
        Words("Reduce of empty array with no initial value"),
    ),
    (
        "radix must be an integer",
        "",
        Words("toString() radix argument must be between 2 and 36"),
    ),
    (
        "precision must be an integer",
        "",
        Words("toPrecision() argument must be between 1 and 100"),
    ),
    ("invalid escape character found", "", Words("URI malformed")),
    (
        "codepoint `",
        "` outside of Unicode range",
        Around("Invalid code point ", ""),
    ),
    (
        "Proxy constructor called with non-object",
        "",
        Words("Cannot create proxy with a non-object as target or handler"),
    ),
    (
        "Object.create: expected 'proto'",
        "",
        Argument("Object prototype may only be an Object or null: ", 0, ""),
    ),
    (
        "Object.setPrototypeOf: expected 'proto'",
        "",
        Argument("Object prototype may only be an Object or null: ", 1, ""),
    ),
    (
        "Promise executor is not callable",
        "",
        Argument("Promise resolver ", 0, " is not a function"),
    ),
    ("cannot convert ", " to a BigInt", NoBigInt),
    (
        "codepoint `",
        "` is not an integer",
        Around("Invalid code point ", ""),
    ),
    (
        "The comparison function must be either a function or undefined",
        "",
        Recent(
            "The comparison function must be either a function or undefined",
            0,
        ),
    ),
    (
        "FinalizationRegistry: cleanup callback of registry must be callable",
        "",
        Words("FinalizationRegistry: cleanup must be callable"),
    ),
    (
        "Index must be between 0 and  2^53 - 1",
        "",
        Binary(Of::Index),
    ),
    (
        "cannot construct a typed array with an unaligned buffer",
        "",
        Binary(Of::Length),
    ),
    (
        "byte offset of typed array must be aligned",
        "",
        Binary(Of::Offset),
    ),
    (
        "offset of typed array exceeds buffer size",
        "",
        Argument("Start offset ", 1, " is outside the bounds of the buffer"),
    ),
    (
        "cannot create a typed array spanning a byte range outside of its buffer",
        "",
        Argument("Invalid typed array length: ", 2, ""),
    ),
    (
        "Start offset is outside the bounds of the buffer",
        "",
        Argument("Start offset ", 1, " is outside the bounds of the buffer"),
    ),
    (
        "buffer must be an ArrayBuffer",
        "",
        Words("First argument to DataView constructor must be an ArrayBuffer"),
    ),
    (
        "WeakRef: expected target",
        "",
        Words("WeakRef: invalid target"),
    ),
    (
        "WeakMap.set: expected target",
        "",
        Words("Invalid value used as weak map key"),
    ),
    (
        "WeakSet.add: expected target",
        "",
        Words("Invalid value used in weak set"),
    ),
    (
        "Array.prototype.map: Callbackfn is not callable",
        "",
        Callback,
    ),
    (
        "Array.prototype.forEach: invalid callback function",
        "",
        Callback,
    ),
    (
        "Array.prototype.filter: `callback` must be callable",
        "",
        Callback,
    ),
    (
        "Array.prototype.every: callback is not callable",
        "",
        Callback,
    ),
    (
        "Array.prototype.some: callback is not callable",
        "",
        Callback,
    ),
    (
        "Array.prototype.reduce: callback function is not callable",
        "",
        Callback,
    ),
    (
        "Array.prototype.reduceRight: callback function is not callable",
        "",
        Callback,
    ),
    ("flatMap mapper function is not callable", "", Mapper),
    (
        "Array.prototype.find: predicate is not callable",
        "",
        Callback,
    ),
    (
        "Array.prototype.findIndex: predicate is not callable",
        "",
        Callback,
    ),
    (
        "Array.prototype.findLast: predicate is not callable",
        "",
        Callback,
    ),
    (
        "Array.prototype.findLastIndex: predicate is not callable",
        "",
        Callback,
    ),
    (
        "TypedArray.prototype.map called with non-callable callback function",
        "",
        Argument("", 0, " is not a function"),
    ),
    (
        "Method ",
        ".forEach called with non-callable callback function",
        TypedCallback,
    ),
    (
        "TypedArray.prototype.",
        " called with non-callable callback function",
        Callback,
    ),
    (
        "String.prototype.repeat: count must be",
        "",
        Argument("Invalid count value: ", 0, ""),
    ),
    (
        "target must be a constructor",
        "",
        Argument("", 0, " is not a constructor"),
    ),
    (
        "locale is not a structurally valid language tag",
        "",
        Words("Incorrect locale information provided"),
    ),
    (
        "trying to encode an invalid string",
        "",
        Words("URI malformed"),
    ),
    (
        "Source object and target offset longer than target typed array",
        "",
        Words("offset is out of bounds"),
    ),
    (
        "cannot create list from a primitive",
        "",
        Words("CreateListFromArrayLike called on non-object"),
    ),
    (
        "Symbol.keyFor takes a symbol",
        "",
        Argument("", 0, " is not a symbol"),
    ),
    ("failed to create matcher: ", "", Pattern),
    (
        "no promise in Promise.any was fulfilled",
        "",
        Words("All promises were rejected"),
    ),
];
