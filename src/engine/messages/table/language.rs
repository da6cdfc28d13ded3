//! What Boa says of expressions and statements, and what V8 does.

use super::super::private::Private;
use super::super::say::Nothing;
use super::super::say::Say;
use super::{NO_FUNCTION, NO_ITERATOR};
use Say::{Around, Destructure, Either, Missing, NotA, NotIterable, Words};

/// How Boa's message begins and ends, and what V8 says.
pub(super) const LANGUAGE: &[(&str, &str, Say)] = &[
    (
        "import options must be an object or undefined",
        "",
        Words("The second argument to import() must be an object"),
    ),
    (
        "the 'with' option must be an object",
        "",
        Either(
            "The 'assert' option must be an object",
            "The 'with' option must be an object",
        ),
    ),
    (
        "import attribute value must be a string",
        "",
        Either(
            "Import assertion value must be a string",
            "Import attribute value must be a string",
        ),
    ),
    ("not a callable function", "", NotA(NO_FUNCTION)),
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
    ("BigInt division by zero", "", Words("Division by zero")),
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
        "value with type `",
        "` is not callable",
        Around("", " is not a function"),
    ),
    (
        "sync iterator does not have a throw method",
        "",
        Words("The iterator does not provide a 'throw' method."),
    ),
    (
        "invalid `super` ",
        "",
        Words("'super' keyword unexpected here"),
    ),
    (
        "invalid `new.target` ",
        "",
        Words("new.target expression is not allowed here"),
    ),
    (
        "method `[Symbol.toPrimitive]` cannot return an object",
        "",
        Words("Cannot convert object to primitive value"),
    ),
];
