//! What Boa says of built-ins that were called on what they are not for, or without `new`, and what V8
//! does.

use super::super::say::Say;
use super::{Row, row};
use Say::{Around, Constructor, Primitive, Receiver, Reflect, Unappliable, Words};

const REQUIRES_NEW: Say = Around("Constructor ", " requires 'new'");
const OF_REGEXP: Say = Receiver(
    "Method RegExp.prototype.",
    " called on incompatible receiver ",
);
const OF_METHOD: Say = Receiver("Method ", " called on incompatible receiver ");
const NO_TYPED_ARRAY: Say = Words("this is not a typed array.");

/// What Boa says, and what V8 does.
pub(super) const RECEIVERS: &[Row] = &[
    row(
        "calling a builtin … constructor without new is forbidden",
        REQUIRES_NEW,
    ),
    row("…: cannot call constructor without `new`", REQUIRES_NEW),
    row("cannot call `…` constructor without `new`", REQUIRES_NEW),
    row("… constructor requires 'new'", REQUIRES_NEW),
    row(
        "the TypedArray constructor should never be called directly",
        Words("Abstract class TypedArray not directly constructable"),
    ),
    row("…: expected 'this' to be a WeakMap object", OF_METHOD),
    row("…: expected 'this' to be a WeakSet object", OF_METHOD),
    row("…: expected `this` to be a `WeakRef` object", OF_METHOD),
    row("'this' is not a Date", Say::Date),
    row(
        "Date.prototype[@@toPrimitive] called on non object",
        Receiver(
            "Method Date.prototype [ @@toPrimitive ] called on incompatible receiver ",
            "",
        ),
    ),
    row(
        "RegExp.prototype.source method called on incompatible value",
        Words("RegExp.prototype.source getter called on non-RegExp object"),
    ),
    row(
        "RegExp.prototype[Symbol.…] method called on incompatible value",
        Receiver(
            "Method RegExp.prototype.@@",
            " called on incompatible receiver ",
        ),
    ),
    row(
        "RegExp.prototype.… method called on incompatible value",
        OF_REGEXP,
    ),
    row(
        "`RegExp.prototype.compile` cannot be called for a non-object",
        Receiver(
            "Method RegExp.prototype.compile called on incompatible receiver ",
            "",
        ),
    ),
    row(
        "RegExp.prototype.flags getter called on non-object",
        Receiver("RegExp.prototype.flags getter called on non-object ", ""),
    ),
    row("'this' is not a string", Primitive("String")),
    row(
        "Object.defineProperties: expected 'this' to be an Object",
        Words("Object.defineProperties called on non-object"),
    ),
    row(
        "not a function",
        Words("Function.prototype.toString requires that 'this' be a Function"),
    ),
    row(
        "ArrayBuffer.resize: cannot resize a fixed-length buffer",
        Receiver(
            "Method ArrayBuffer.prototype.resize called on incompatible receiver ",
            "",
        ),
    ),
    row(
        "TypedArray.… called on non-constructable value",
        Constructor,
    ),
    row(
        "TypedArray.set must be called on typed array object",
        NO_TYPED_ARRAY,
    ),
    row("`this` is not a typed array object", NO_TYPED_ARRAY),
    row("Value is not a typed array object", NO_TYPED_ARRAY),
    row(
        "finally called with a non-object promise",
        Words("Promise.prototype.finally called on non-object"),
    ),
    row("cannot call `…` constructor without new", REQUIRES_NEW),
    row(
        "Promise NewTarget cannot be undefined",
        Words("Promise constructor cannot be invoked without 'new'"),
    ),
    row(
        "Proxy constructor called on undefined new target",
        Words("Constructor Proxy requires 'new'"),
    ),
    row(
        "Object.defineProperty: expected 'this' to be an Object",
        Words("Object.defineProperty called on non-object"),
    ),
    row(
        "Promise.resolve() called on a non-object",
        Words("PromiseResolve called on non-object"),
    ),
    row("method `…` called on incompatible receiver", OF_METHOD),
    row("target must be a function", Unappliable),
    row(
        "ArrayBuffer.constructor called with undefined new target",
        Words("Constructor ArrayBuffer requires 'new'"),
    ),
    row(
        "new target was undefined when constructing an ",
        Around("Constructor ", "Array requires 'new'"),
    ),
    row("RegExp.prototype.… called with invalid value", OF_REGEXP),
    row(
        "Promise.…() called on a non-object",
        Around("Promise.", " called on non-object"),
    ),
    row("'this' is not a Symbol", Primitive("Symbol")),
    row("'this' is not a number", Primitive("Number")),
    row("'this' is not a BigInt", Primitive("BigInt")),
    row("'this' is not a boolean", Primitive("Boolean")),
    row("target must be an object", Reflect),
    row("…: this is not a promise", OF_METHOD),
    row("PromiseCapability: expected constructor", Constructor),
    row(
        "cannot bind `this` without a `[[Call]]` internal method",
        Words("Bind must be called on a function"),
    ),
    row(
        "Proxy object has empty handler and target",
        Words("Cannot perform an operation on a proxy that has been revoked"),
    ),
];
