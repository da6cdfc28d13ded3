//! Where V8 sees a variable that has no value: it has a place for the beginning of a statement, or of what is
//! declared, and that is the place of the first that is done there.

use crate::engine::source::{Kind, Text, Token};

/// What nothing is done for before what follows.
const PREFIXES: [&str; 12] = [
    "(", "-", "+", "!", "~", "new", "void", "typeof", "delete", "await", "yield", "import",
];

/// The words whose parentheses have an expression in them.
const HEADS: [&str; 3] = ["if", "switch", "with"];

/// The place of the variable at an offset.
pub fn leading(text: Text<'_>, offset: usize) -> usize {
    let tokens = text.tokens();
    let mut before = tokens.partition_point(|token| token.start < offset);
    let mut start = offset;
    while before > 0 {
        let token = tokens[before - 1];
        let word = text.of(token);
        let is_head = || text.is(text.skip(token.end), '(');
        match word.as_str() {
            "return" | "throw" => return token.start,
            word if HEADS.contains(&word) && is_head() => return token.start,
            ";" | "{" | "}" | ":" => return start,
            word if PREFIXES.contains(&word) => {}
            "=" => match target(text, &tokens[..before - 1]) {
                Target::Declared => return start,
                Target::Property => return offset,
                Target::Assigned(index) => before = index + 1,
            },
            "..." if begins_literal(text, &tokens[..before - 1]) => before -= 1,
            _ if is_first_of_template(text, token, start) => {}
            _ if text.place(token.end).0 < text.place(start).0 => return start,
            _ => return offset,
        }
        start = tokens[before - 1].start;
        before -= 1;
    }
    start
}

/// What stands before a `=`.
enum Target {
    /// A variable or a pattern of a declaration, a parameter, or a part of a pattern, with a value of its own.
    Declared,
    /// A variable or a pattern, which begins with the token of that index.
    Assigned(usize),
    Property,
}

fn target(text: Text<'_>, tokens: &[Token]) -> Target {
    let Some(index) = beginning(text, tokens) else {
        return Target::Property;
    };
    let before = &tokens[..index];
    let word = before.last().map(|token| text.of(*token));
    match word.as_deref().unwrap_or_default() {
        "let" | "const" | "var" | "," => Target::Declared,
        "." | "?." => Target::Property,
        "(" if has_parameters(text, before) => Target::Declared,
        "{" | "[" if !is_block(text, before) => Target::Declared,
        _ if text.is(tokens[index].start, '[') && ends_value(text, before) => Target::Property,
        _ => Target::Assigned(index),
    }
}

/// The index of the token with which what the tokens end with begins: a name, or a pattern.
fn beginning(text: Text<'_>, tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().rev() {
        match text.of(*token).as_str() {
            "]" | "}" => depth += 1,
            "[" | "{" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (token.kind == Kind::Word || text.of(*token) != ")").then_some(index);
        }
    }
    None
}

/// Whether the parenthesis that the tokens end with is that of parameters, or of a call.
fn has_parameters(text: Text<'_>, tokens: &[Token]) -> bool {
    const STATEMENTS: [&str; 6] = ["if", "switch", "while", "for", "return", "throw"];
    let Some((open, before)) = tokens.split_last() else {
        return false;
    };
    let arrow = text.closing(*open).map(|close| text.token(close.end));
    let is_called = before.last().is_some_and(|token| {
        token.kind == Kind::Word && !STATEMENTS.contains(&text.of(*token).as_str())
    });
    is_called || arrow.is_some_and(|arrow| text.of(arrow) == "=>")
}

/// Whether the brace that the tokens end with is that of statements.
fn is_block(text: Text<'_>, tokens: &[Token]) -> bool {
    const BEFORE: [&str; 9] = [";", "{", "}", ")", "=>", "else", "do", "try", "finally"];
    let [before @ .., open] = tokens else {
        return false;
    };
    let word = before.last().map(|token| text.of(*token));
    text.is(open.start, '{') && word.is_none_or(|word| BEFORE.contains(&word.as_str()))
}

/// Whether a value ends with the last of the tokens.
fn ends_value(text: Text<'_>, tokens: &[Token]) -> bool {
    tokens.last().is_some_and(|last| {
        last.kind == Kind::Word || text.is(last.start, ')') || text.is(last.start, ']')
    })
}

/// Whether an array or an object begins with the last of the tokens, and nothing before it.
fn begins_literal(text: Text<'_>, tokens: &[Token]) -> bool {
    let Some((open, before)) = tokens.split_last() else {
        return false;
    };
    match text.of(*open).as_str() {
        "[" => !ends_value(text, before),
        "{" => !is_block(text, tokens),
        _ => false,
    }
}

/// Whether a place is that of what a template begins with.
fn is_first_of_template(text: Text<'_>, token: Token, start: usize) -> bool {
    token.kind == Kind::Template
        && token.end > start
        && text.is(token.start + 1, '$')
        && text.is(token.start + 2, '{')
        && text.skip(token.start + 3) == start
}
