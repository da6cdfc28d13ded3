//! What V8 says for each of Boa's messages that it says something of its own for.

/// What V8 says, and where.
#[derive(Clone, Copy)]
pub(super) enum Say {
    /// These words, of the token at the place.
    Words(&'static str),
    /// These words, of the character at the place.
    Point(&'static str),
    /// These words, of the word before the place.
    Before(&'static str),
    /// These words, of the token that the place is in or behind.
    Covering(&'static str),
    /// These words, of the token before the place.
    LastBefore(&'static str),
    /// These words around the name that Boa's message ends with.
    Named(&'static str, &'static str),
    /// These words around the token at the place.
    Around(&'static str, &'static str),
    /// What V8 says of the regular expression at the place.
    Pattern,
    /// The text ended.
    End,
    /// A name was declared twice.
    Twice,
    /// An assignment to what is no variable or property.
    Assignment,
}

use Say::{
    Around, Assignment, Before, Covering, End, LastBefore, Named, Pattern, Point, Twice, Words,
};

const ILLEGAL: Say = Covering("Invalid or unexpected token");
const SUPER: Say = Words("'super' keyword unexpected here");
const STRICT_NAME: Say = Words("Unexpected eval or arguments in strict mode");
const MISSING_SLASH: Say = Point("Invalid regular expression: missing /");

/// A part of Boa's message and what V8 says; the first that fits is taken.
pub(super) const TABLE: &[(&str, Say)] = &[
    ("abrupt end on regular expression", MISSING_SLASH),
    ("abrupt end", End),
    ("Invalid regular expression literal: ", Pattern),
    ("unterminated template literal", End),
    (
        "in argument list",
        LastBefore("missing ) after argument list"),
    ),
    (
        "in template literal",
        LastBefore("Missing } in template expression"),
    ),
    (
        "strict reserved word cannot be",
        Words("Unexpected strict mode reserved word"),
    ),
    (
        "token 'return', statement",
        Words("Illegal return statement"),
    ),
    (
        "token '(', function declaration",
        LastBefore("Function statements require a function name"),
    ),
    (
        "token '(', async function declaration",
        LastBefore("Function statements require a function name"),
    ),
    (
        "token 'line terminator', throw",
        Before("Illegal newline after throw"),
    ),
    (
        "rest parameter must be the last",
        Words("Rest parameter must be last formal parameter"),
    ),
    (
        "Rest parameter may not have",
        Words("Rest parameter may not have a default initializer"),
    ),
    (
        "'await' is not a valid identifier name in an async function",
        Words("'await' is not a valid identifier name in an async function"),
    ),
    ("illegal break statement", Words("Illegal break statement")),
    (
        "illegal continue statement",
        Words("Illegal continue statement: no surrounding iteration statement"),
    ),
    ("undefined break target: ", Named("Undefined label '", "'")),
    (
        "undefined continue target: ",
        Named("Undefined label '", "'"),
    ),
    (
        "duplicate label: ",
        Named("Label '", "' has already been declared"),
    ),
    (
        "with statement not allowed in strict",
        Words("Strict mode code may not include a with statement"),
    ),
    (
        "cannot delete private fields",
        Words("Private fields can not be deleted"),
    ),
    (
        "cannot delete variables in strict",
        Words("Delete of an unqualified identifier in strict mode."),
    ),
    (
        "implicit octal literals",
        Words("Octal literals are not allowed in strict mode."),
    ),
    (
        "octal escape sequences",
        Point("Octal escape sequences are not allowed in strict mode."),
    ),
    (
        "leading 0's",
        Words("Decimals with leading zeros are not allowed in strict mode."),
    ),
    (
        "head of a for-in loop can't have an",
        Words("for-in loop variable declaration may not have an initializer."),
    ),
    (
        "in strict mode code, functions can only",
        Words(
            "In strict mode code, functions can only be declared at top level or inside a block.",
        ),
    ),
    ("in strict mode", STRICT_NAME),
    (
        "a setter has one parameter",
        Words("Setter must have exactly one formal parameter."),
    ),
    (
        "a getter has no parameters",
        Words("Getter must not have any formal parameters."),
    ),
    ("Invalid left-hand side", Assignment),
    (
        "Expected initializer for const",
        Before("Missing initializer in const declaration"),
    ),
    ("multiple times", Twice),
    ("declared in lexically declared", Twice),
    ("declared in catch body", Twice),
    ("declared in loop body", Twice),
    ("duplicate lexical declaration", Twice),
    (
        "private identifier has already been",
        Around("Identifier '", "' has already been declared"),
    ),
    ("invalid super usage", SUPER),
    (
        "invalid new.target usage",
        Words("new.target expression is not allowed here"),
    ),
    (
        "invalid `import.meta`",
        Words("Cannot use 'import.meta' outside a module"),
    ),
    (
        "invalid private identifier usage",
        Around(
            "Private field '",
            "' must be declared in an enclosing class",
        ),
    ),
    (
        "may only have one constructor",
        Words("A class may only have one constructor"),
    ),
    (
        "class constructor may not be a getter",
        Words("Class constructor may not be an accessor"),
    ),
    (
        "class constructor may not be a setter",
        Words("Class constructor may not be an accessor"),
    ),
    (
        "definitions named 'prototype'",
        Words("Classes may not have a static property named 'prototype'"),
    ),
    (
        "'let' is disallowed",
        Words("let is disallowed as a lexically bound name"),
    ),
    (
        "invalid object literal",
        Words("Invalid shorthand property initializer"),
    ),
    (
        "__proto__ fields are not allowed",
        Words("Duplicate __proto__ fields are not allowed in object literals"),
    ),
    (
        "head of a for-of loop can't have an",
        Words("for-of loop variable declaration may not have an initializer."),
    ),
    (
        "in the head of a for-of loop",
        Words("Invalid left-hand side in for-of loop: Must have a single binding."),
    ),
    (
        "in the head of a for-in loop",
        Words("Invalid left-hand side in for-in loop: Must have a single binding."),
    ),
    (
        "invalid regular expression flag",
        Words("Invalid regular expression flags"),
    ),
    (
        "at the end of numeric literals",
        Point("Numeric separators are not allowed at the end of numeric literals"),
    ),
    (
        "only one underscore is allowed",
        Point("Only one underscore is allowed as numeric separator"),
    ),
    (
        "greater than 0x10FFFF",
        Point("Undefined Unicode code-point"),
    ),
    ("unterminated multiline comment", ILLEGAL),
    ("unterminated", ILLEGAL),
    ("must not be followed by", ILLEGAL),
    ("after number base prefix", ILLEGAL),
    ("suffix not allowed", ILLEGAL),
    ("Expecting private identifier", ILLEGAL),
];
