//! What Boa says of built-ins that were called on what they are not for, or without `new`, and what V8
//! does.

use super::super::say::Say;
use Say::{Around, Constructor, Primitive, Receiver, Reflect, Unappliable, Words};

/// How Boa's message begins and ends, and what V8 says.
pub(super) const RECEIVERS: &[(&str, &str, Say)] = &[
    (
        "calling a builtin ",
        " constructor without new is forbidden",
        Around("Constructor ", " requires 'new'"),
    ),
    (
        "",
        ": cannot call constructor without `new`",
        Around("Constructor ", " requires 'new'"),
    ),
    (
        "cannot call `",
        "` constructor without `new`",
        Around("Constructor ", " requires 'new'"),
    ),
    (
        "",
        " constructor requires 'new'",
        Around("Constructor ", " requires 'new'"),
    ),
    (
        "the TypedArray constructor should never be called directly",
        "",
        Words("Abstract class TypedArray not directly constructable"),
    ),
    (
        "",
        ": expected 'this' to be a WeakMap object",
        Receiver("Method ", " called on incompatible receiver "),
    ),
    (
        "",
        ": expected 'this' to be a WeakSet object",
        Receiver("Method ", " called on incompatible receiver "),
    ),
    (
        "",
        ": expected `this` to be a `WeakRef` object",
        Receiver("Method ", " called on incompatible receiver "),
    ),
    ("'this' is not a Date", "", Say::Date),
    (
        "Date.prototype[@@toPrimitive] called on non object",
        "",
        Receiver(
            "Method Date.prototype [ @@toPrimitive ] called on incompatible receiver ",
            "",
        ),
    ),
    (
        "RegExp.prototype.source method called on incompatible value",
        "",
        Words("RegExp.prototype.source getter called on non-RegExp object"),
    ),
    (
        "RegExp.prototype[Symbol.",
        "] method called on incompatible value",
        Receiver(
            "Method RegExp.prototype.@@",
            " called on incompatible receiver ",
        ),
    ),
    (
        "RegExp.prototype.",
        " method called on incompatible value",
        Receiver(
            "Method RegExp.prototype.",
            " called on incompatible receiver ",
        ),
    ),
    (
        "`RegExp.prototype.compile` cannot be called for a non-object",
        "",
        Receiver(
            "Method RegExp.prototype.compile called on incompatible receiver ",
            "",
        ),
    ),
    (
        "RegExp.prototype.flags getter called on non-object",
        "",
        Receiver("RegExp.prototype.flags getter called on non-object ", ""),
    ),
    ("'this' is not a string", "", Primitive("String")),
    (
        "Object.defineProperties: expected 'this' to be an Object",
        "",
        Words("Object.defineProperties called on non-object"),
    ),
    (
        "not a function",
        "",
        Words("Function.prototype.toString requires that 'this' be a Function"),
    ),
    (
        "ArrayBuffer.resize: cannot resize a fixed-length buffer",
        "",
        Receiver(
            "Method ArrayBuffer.prototype.resize called on incompatible receiver ",
            "",
        ),
    ),
    (
        "TypedArray.",
        " called on non-constructable value",
        Constructor,
    ),
    (
        "TypedArray.set must be called on typed array object",
        "",
        Words("this is not a typed array."),
    ),
    (
        "`this` is not a typed array object",
        "",
        Words("this is not a typed array."),
    ),
    (
        "Value is not a typed array object",
        "",
        Words("this is not a typed array."),
    ),
    (
        "finally called with a non-object promise",
        "",
        Words("Promise.prototype.finally called on non-object"),
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
        "Proxy constructor called on undefined new target",
        "",
        Words("Constructor Proxy requires 'new'"),
    ),
    (
        "Object.defineProperty: expected 'this' to be an Object",
        "",
        Words("Object.defineProperty called on non-object"),
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
    ("target must be a function", "", Unappliable),
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
        "RegExp.prototype.",
        " called with invalid value",
        Receiver(
            "Method RegExp.prototype.",
            " called on incompatible receiver ",
        ),
    ),
    (
        "Promise.",
        "() called on a non-object",
        Around("Promise.", " called on non-object"),
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
        "Proxy object has empty handler and target",
        "",
        Words("Cannot perform an operation on a proxy that has been revoked"),
    ),
];
