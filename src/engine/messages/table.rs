//! Which of Boa's messages are put into which of V8's words. `mod.rs` looks them up.

use super::binary::Of;
use super::private::Private;
use super::say::{Nothing, Say};
use Say::{
    Argument, Around, Binary, Callback, Constructor, Destructure, Mapper, Missing, NoBigInt, NotA,
    NotIterable, Pattern, Primitive, Receiver, Recent, Reflect, TypedCallback, Unappliable, Words,
};

pub const NO_ITERATOR: &str = " is not iterable (cannot read property Symbol(Symbol.iterator))";

/// How Boa's message begins and ends, and what V8 says.
const TABLE: &[(&str, &str, Say)] = &[
    ("not a callable function", "", NotA("is not a function")),
    (
        "cannot redefine non-configurable global property",
        "",
        Words("Identifier has already been declared"),
    ),
    ("not a constructor", "", NotA("is not a constructor")),
    (
        "cannot convert 'null' or 'undefined' to object",
        "",
        Say::Nothing(Nothing::Array),
    ),
    (
        "cannot convert null or undefined to Object",
        "",
        Say::Nothing(Nothing::String),
    ),
    ("", NO_ITERATOR, NotIterable),
    (
        "cannot mutate an immutable binding '",
        "'",
        Words("Assignment to constant variable."),
    ),
    (
        "cannot get uninitialized import `",
        "`",
        Around("Cannot access '", "' before initialization"),
    ),
    (
        "cannot assign to uninitialized binding `",
        "`",
        Around("Cannot access '", "' before initialization"),
    ),
    (
        "cannot assign to uninitialized global property `",
        "`",
        Around("", " is not defined"),
    ),
    ("", " is not defined", Missing),
    ("Cannot destructure '", "' value", Destructure),
    (
        "Private element does not exist on object",
        "",
        Say::Private(Private::Absent),
    ),
    (
        "private field already exists on prototype",
        "",
        Say::Private(Private::Twice),
    ),
    (
        "private property was defined without a getter",
        "",
        Say::Private(Private::NoGetter),
    ),
    (
        "private property was defined without a setter",
        "",
        Say::Private(Private::NoSetter),
    ),
    (
        "private method is not writable",
        "",
        Say::Private(Private::Method),
    ),
    (
        "can't convert symbol to string",
        "",
        Words("Cannot convert a Symbol value to a string"),
    ),
    (
        "argument must not be a symbol",
        "",
        Words("Cannot convert a Symbol value to a number"),
    ),
    (
        "argument must not be a bigint",
        "",
        Words("Cannot convert a BigInt value to a number"),
    ),
    (
        "cannot mix BigInt and other types",
        "",
        Words("Cannot mix BigInt and other types, use explicit conversions"),
    ),
    (
        "cannot convert string '",
        "' to bigint primitive",
        Around("Cannot convert ", " to a BigInt"),
    ),
    ("BigInt division by zero", "", Words("Division by zero")),
    (
        "function has non-object prototype in instanceof check",
        "",
        Words("Function has non-object prototype 'undefined' in instanceof check"),
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
        "cannot call `",
        "` constructor without new",
        Around("Constructor ", " requires 'new'"),
    ),
    (
        "Promise NewTarget cannot be undefined",
        "",
        Words("Promise constructor cannot be invoked without 'new'"),
    ),
    (
        "right-hand side of 'instanceof' should be an object",
        "",
        Words("Right-hand side of 'instanceof' is not an object"),
    ),
    (
        "right-hand side of 'instanceof' is not callable",
        "",
        Words("Right-hand side of 'instanceof' is not callable"),
    ),
    (
        "'this' is not a Date",
        "",
        Words("this is not a Date object."),
    ),
    (
        "Proxy constructor called with non-object",
        "",
        Words("Cannot create proxy with a non-object as target or handler"),
    ),
    (
        "Proxy constructor called on undefined new target",
        "",
        Words("Constructor Proxy requires 'new'"),
    ),
    (
        "cannot reinitialize `this` binding",
        "",
        Words("Super constructor may only be called once"),
    ),
    (
        "derived constructor can only return an Object or undefined",
        "",
        Words("Derived constructors may only return object or undefined"),
    ),
    (
        "Generator should not be executing",
        "",
        Words("Generator is already running"),
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
        "Object.defineProperty: expected 'this' to be an Object",
        "",
        Words("Object.defineProperty called on non-object"),
    ),
    (
        "Promise executor is not callable",
        "",
        Argument("Promise resolver ", 0, " is not a function"),
    ),
    (
        "Promise.resolve() called on a non-object",
        "",
        Words("PromiseResolve called on non-object"),
    ),
    (
        "method `",
        "` called on incompatible receiver",
        Receiver("Method ", " called on incompatible receiver "),
    ),
    ("cannot convert ", " to a BigInt", NoBigInt),
    (
        "codepoint `",
        "` is not an integer",
        Around("Invalid code point ", ""),
    ),
    ("target must be a function", "", Unappliable),
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
        "ArrayBuffer.constructor called with undefined new target",
        "",
        Words("Constructor ArrayBuffer requires 'new'"),
    ),
    (
        "new target was undefined when constructing an ",
        "",
        Around("Constructor ", "Array requires 'new'"),
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
        "RegExp.prototype.",
        " called with invalid value",
        Receiver(
            "Method RegExp.prototype.",
            " called on incompatible receiver ",
        ),
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
        "Promise.",
        "() called on a non-object",
        Around("Promise.", " called on non-object"),
    ),
    (
        "super constructor object must be constructor",
        "",
        Words("Super constructor is not a constructor"),
    ),
    (
        "cannot convert object to primitive value",
        "",
        Words("Cannot convert object to primitive value"),
    ),
    (
        "returned iterator is not an object",
        "",
        Words("Result of the Symbol.iterator method is not an object"),
    ),
    (
        "Source object and target offset longer than target typed array",
        "",
        Words("offset is out of bounds"),
    ),
    ("'this' is not a Symbol", "", Primitive("Symbol")),
    ("'this' is not a number", "", Primitive("Number")),
    ("'this' is not a BigInt", "", Primitive("BigInt")),
    ("'this' is not a boolean", "", Primitive("Boolean")),
    ("target must be an object", "", Reflect),
    (
        "",
        ": this is not a promise",
        Receiver("Method ", " called on incompatible receiver "),
    ),
    ("PromiseCapability: expected constructor", "", Constructor),
    (
        "cannot bind `this` without a `[[Call]]` internal method",
        "",
        Words("Bind must be called on a function"),
    ),
    (
        "cannot create list from a primitive",
        "",
        Words("CreateListFromArrayLike called on non-object"),
    ),
    (
        "Proxy object has empty handler and target",
        "",
        Words("Cannot perform an operation on a proxy that has been revoked"),
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

/// The entry for a message of Boa's, and the part between its beginning and its end.
pub fn entry(message: &str) -> Option<(Say, &str)> {
    TABLE.iter().find_map(|(begin, end, say)| {
        let rest = message.strip_prefix(begin)?;
        let part = if end.is_empty() {
            rest
        } else {
            rest.strip_suffix(end)?
        };
        Some((*say, part))
    })
}
