//! What Boa says of expressions and statements, and what V8 does.

use super::super::private::Private;
use super::super::say::{Nothing, Say};
use super::{NO_FUNCTION, NOT_ITERABLE, Row, row};
use Say::{Around, Destructure, Either, Missing, NotA, NotIterable, Words};

const UNINITIALIZED: Say = Around("Cannot access '", "' before initialization");
const NO_PRIMITIVE: Say = Words("Cannot convert object to primitive value");

/// What Boa says, and what V8 does.
pub(super) const LANGUAGE: &[Row] = &[
    row(
        "import options must be an object or undefined",
        Words("The second argument to import() must be an object"),
    ),
    row(
        "the 'with' option must be an object",
        Either(
            "The 'assert' option must be an object",
            "The 'with' option must be an object",
        ),
    ),
    row(
        "import attribute value must be a string",
        Either(
            "Import assertion value must be a string",
            "Import attribute value must be a string",
        ),
    ),
    row("not a callable function", NotA(NO_FUNCTION)),
    row(
        "cannot redefine non-configurable global property",
        Words("Identifier has already been declared"),
    ),
    row("not a constructor", NotA("is not a constructor")),
    row(
        "cannot convert 'null' or 'undefined' to object",
        Say::Nothing(Nothing::Array),
    ),
    row(
        "cannot convert null or undefined to Object",
        Say::Nothing(Nothing::String),
    ),
    row(NOT_ITERABLE, NotIterable),
    row(
        "cannot mutate an immutable binding '…'",
        Words("Assignment to constant variable."),
    ),
    row("cannot get uninitialized import `…`", UNINITIALIZED),
    row("cannot assign to uninitialized binding `…`", UNINITIALIZED),
    row(
        "cannot assign to uninitialized global property `…`",
        Around("", " is not defined"),
    ),
    row("… is not defined", Missing),
    row("Cannot destructure '…' value", Destructure),
    row(
        "Private element does not exist on object",
        Say::Private(Private::Absent),
    ),
    row(
        "private field already exists on prototype",
        Say::Private(Private::Twice),
    ),
    row(
        "private property was defined without a getter",
        Say::Private(Private::NoGetter),
    ),
    row(
        "private property was defined without a setter",
        Say::Private(Private::NoSetter),
    ),
    row(
        "private method is not writable",
        Say::Private(Private::Method),
    ),
    row(
        "can't convert symbol to string",
        Words("Cannot convert a Symbol value to a string"),
    ),
    row(
        "argument must not be a symbol",
        Words("Cannot convert a Symbol value to a number"),
    ),
    row(
        "argument must not be a bigint",
        Words("Cannot convert a BigInt value to a number"),
    ),
    row(
        "cannot mix BigInt and other types",
        Words("Cannot mix BigInt and other types, use explicit conversions"),
    ),
    row("BigInt division by zero", Words("Division by zero")),
    row(
        "right-hand side of 'instanceof' should be an object",
        Words("Right-hand side of 'instanceof' is not an object"),
    ),
    row(
        "right-hand side of 'instanceof' is not callable",
        Words("Right-hand side of 'instanceof' is not callable"),
    ),
    row(
        "cannot reinitialize `this` binding",
        Words("Super constructor may only be called once"),
    ),
    row(
        "derived constructor can only return an Object or undefined",
        Words("Derived constructors may only return object or undefined"),
    ),
    row(
        "Generator should not be executing",
        Words("Generator is already running"),
    ),
    row("cannot convert object to primitive value", NO_PRIMITIVE),
    row(
        "returned iterator is not an object",
        Words("Result of the Symbol.iterator method is not an object"),
    ),
    row(
        "value with type `…` is not callable",
        Around("", " is not a function"),
    ),
    row(
        "sync iterator does not have a throw method",
        Words("The iterator does not provide a 'throw' method."),
    ),
    row("invalid `super` ", Words("'super' keyword unexpected here")),
    row(
        "invalid `new.target` ",
        Words("new.target expression is not allowed here"),
    ),
    row(
        "method `[Symbol.toPrimitive]` cannot return an object",
        NO_PRIMITIVE,
    ),
];
