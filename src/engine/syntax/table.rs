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
    /// These words, of that word at the place or behind it.
    Seek(&'static str, &'static str),
    /// These words, of the token before the place.
    LastBefore(&'static str),
    /// These words, of the bracket at the place and what is in it.
    Bracketed(&'static str),
    /// These words around the name that Boa's message ends with.
    Named(&'static str, &'static str),
    /// These words around the token at the place.
    Around(&'static str, &'static str),
    /// A private name of no class around it.
    Undeclared,
    /// These words, if a parameter begins at the place.
    Parameters(&'static str),
    /// A power of what has an operator before it.
    Power,
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
    Around, Assignment, Before, Bracketed, Covering, End, LastBefore, Named, Parameters, Pattern,
    Point, Power, Seek, Twice, Undeclared, Words,
};

pub(super) const RESTRICTED: &str = "Unexpected eval or arguments in strict mode";
const ILLEGAL: Say = Covering("Invalid or unexpected token");
const UNCLOSED: Say = Words("Invalid or unexpected token");
const SUPER: Say = Seek("super", "'super' keyword unexpected here");
const ESCAPE: Say = Point("Invalid Unicode escape sequence");
const TARGET: Say = Words("Invalid destructuring assignment target");
const NO_PARAMETERS: Say = Parameters("Getter must not have any formal parameters.");
const ONE_PARAMETER: Say = Words("Setter must have exactly one formal parameter.");
const FLAGS: Say = Words("Invalid regular expression flags");
const STRICT_NAME: Say = Words(RESTRICTED);
const MISSING_SLASH: Say = Point("Invalid regular expression: missing /");

/// A part of Boa's message, or two with others between, and what V8 says; the first that fits is taken.
pub(super) const TABLE: &[(&str, Say)] = &[
    ("invalid Unicode escape", ESCAPE),
    ("malformed Unicode", ESCAPE),
    ("looking for character 125", ESCAPE),
    (
        "invalid Hexadecimal escape",
        Point("Invalid hexadecimal escape sequence"),
    ),
    ("No exponential value found", ILLEGAL),
    (
        "separator is not allowed",
        Point("Numeric separator can not be used after leading 0."),
    ),
    ("got '**'", Power),
    ("token '**'", Power),
    ("non-binding expression", TARGET),
    ("binding pattern in formal parameter list", TARGET),
    ("expected token ')'…in get method definition", NO_PARAMETERS),
    ("expected token ')'…in class getter", NO_PARAMETERS),
    (
        "expected token ')', got ','…in set method definition",
        ONE_PARAMETER,
    ),
    ("expected token ')', got ','…in class setter", ONE_PARAMETER),
    (
        "invalid variable for iterable loop",
        LastBefore("Invalid left-hand side in for-loop"),
    ),
    (
        "\\8 and \\9 are not allowed in strict mode",
        Point("\\8 and \\9 are not allowed in strict mode."),
    ),
    (
        "token '(', generator declaration",
        LastBefore("Function statements require a function name"),
    ),
    (
        "token '(', async generator declaration",
        LastBefore("Function statements require a function name"),
    ),
    (
        "class constructor may not be an async",
        Words("Class constructor may not be an async method"),
    ),
    (
        "class constructor may not be a generator",
        Words("Class constructor may not be a generator"),
    ),
    (
        "class constructor may not be a private",
        Words("Class constructor may not be a private method"),
    ),
    (
        "token '?.', new expression",
        Words("Invalid optional chain from new expression"),
    ),
    (
        "head of a for-of loop cannot have an",
        Words("for-of loop variable declaration may not have an initializer."),
    ),
    (
        "invalid left-hand side expression 'async'",
        Words("The left-hand side of a for-of loop may not be 'async'."),
    ),
    (
        "for await...of is only valid",
        Words("Unexpected reserved word"),
    ),
    ("repeated regular expression flag", FLAGS),
    ("cannot use both 'u' and 'v' flags", FLAGS),
    (
        "Expecting Token '.' as part of spread",
        Covering("Unexpected token '.'"),
    ),
    ("abrupt end on regular expression", MISSING_SLASH),
    ("new lines are not allowed in regular", MISSING_SLASH),
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
    ("a setter has one parameter", ONE_PARAMETER),
    (
        "a getter has no parameters",
        Words("Getter must not have any formal parameters."),
    ),
    ("Invalid left-hand side", Assignment),
    (
        "Expected initializer for const",
        Words("Missing initializer in const declaration"),
    ),
    (
        "Missing initializer in destructuring",
        Bracketed("Missing initializer in destructuring declaration"),
    ),
    (
        "illegal property in declaration",
        Words("Illegal property in declaration context"),
    ),
    ("invalid destructuring pattern", TARGET),
    ("multiple times", Twice),
    ("declared in lexically declared", Twice),
    ("declared in catch body", Twice),
    ("declared in var", Twice),
    ("declared in loop body", Twice),
    ("duplicate lexical declaration", Twice),
    (
        "private identifier has already been",
        Around("Identifier '", "' has already been declared"),
    ),
    (
        "'arguments' not allowed in class",
        Seek(
            "arguments",
            "'arguments' is not allowed in class field initializer or static initialization block",
        ),
    ),
    ("invalid super usage", SUPER),
    ("invalid super call usage", SUPER),
    (
        "invalid new.target usage",
        Words("new.target expression is not allowed here"),
    ),
    (
        "invalid `import.meta`",
        Words("Cannot use 'import.meta' outside a module"),
    ),
    ("invalid private identifier usage", Undeclared),
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
    ("invalid regular expression flag", FLAGS),
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
    ("unterminated multiline comment", UNCLOSED),
    ("unterminated string literal", UNCLOSED),
    ("unterminated", ILLEGAL),
    ("must not be followed by", ILLEGAL),
    ("after number base prefix", ILLEGAL),
    ("suffix not allowed", ILLEGAL),
    ("Expecting private identifier", ILLEGAL),
];
