//! What V8's messages quote of patterns, and of what loops and spreads iterate: read from the place
//! that Boa names.

use super::Site;
use super::table::NO_ITERATOR;
use crate::engine::expression;
use crate::engine::source::{Kind, Text, Token};

/// A pattern, and what was to be taken apart by it.
struct Pattern {
    is_array: bool,
    /// The first property that it names.
    first: Option<String>,
    /// Whether it is within another.
    is_nested: bool,
    /// What it is initialized with, as V8 prints it; a parameter has nothing, nor has an array pattern that
    /// declares nothing.
    value: Option<String>,
}

/// The pattern that begins at an offset.
fn at(text: Text<'_>, offset: usize) -> Option<Pattern> {
    let open = text.token(offset);
    let is_array = text.of(open) == "[";
    if !is_array && text.of(open) != "{" {
        return None;
    }
    let before = text.skip_back(offset);
    let first = Some(text.token(open.end)).filter(|_| !is_array);
    Some(Pattern {
        is_array,
        first: first.and_then(|first| key(text, first)),
        is_nested: before > 0 && text.is(before - 1, ':'),
        value: initializer(text, offset)
            .filter(|_| !is_assigned(text, offset))
            .and_then(|start| quoted(text, start)),
    })
}

/// `value` is what was to be iterated, with its type. A built-in says no more of it.
pub fn iterated(site: &Site<'_>, value: &str) -> String {
    let iterated = site.at_place(|text, offset| not_iterable(text, offset, value));
    let iterated = iterated.filter(|_| site.call.is_none());
    iterated.unwrap_or_else(|| format!("{value}{NO_ITERATOR}"))
}

/// `part` is what was to be taken apart: `undefined` or `null`.
pub fn taken_apart(site: &Site<'_>, part: &str) -> String {
    let shown = if part == "null" { "object null" } else { part };
    let Some(pattern) = site.at_place(at) else {
        return format!("Cannot destructure '{shown}' as it is {part}.");
    };
    match (pattern.first, pattern.value) {
        (_, Some(value)) if pattern.is_array && !pattern.is_nested => {
            format!("{value} is not iterable")
        }
        _ if pattern.is_array => format!("{shown}{NO_ITERATOR}"),
        (Some(first), _) if pattern.is_nested => {
            format!("Cannot read properties of {part} (reading '{first}')")
        }
        (first, value) => {
            let property =
                first.map_or_else(String::new, |first| format!("property '{first}' of "));
            let value = value.as_deref().unwrap_or(shown);
            format!("Cannot destructure {property}'{value}' as it is {part}.")
        }
    }
}

const NO_SPREAD: &str = "Spread syntax requires ...iterable[Symbol.iterator] to be a function";

/// What is said of what was to be iterated at an offset, if that is more than the value.
fn not_iterable(text: Text<'_>, offset: usize, value: &str) -> Option<String> {
    let word = text.of(text.token(offset));
    if matches!(word.as_str(), "(" | "new" | "super") {
        return spread(text, offset, value);
    }
    if word == "yield" || is_assigned(text, offset) {
        return None;
    }
    let initialized = at(text, offset).and_then(|pattern| {
        let value = pattern.value?;
        (!pattern.is_nested).then_some(value)
    });
    let is_declared = initialized.is_some();
    let iterated = initialized.or_else(|| quoted(text, offset))?;
    let names = iterated.replace(CALL, "");
    // V8 sees of what is declared only what a name holds or answers.
    if is_declared && names.contains(['.', '[']) && !names.starts_with(['[', '{', '"']) {
        return None;
    }
    Some(if iterated.ends_with(CALL) {
        format!("{names} is not a function or its return value is not iterable")
    } else {
        format!("{names} is not iterable")
    })
}

/// How a chain of names has a call.
const CALL: &str = "(...)";

/// The same of a call: V8 says more where the last argument alone is spread.
fn spread(text: Text<'_>, offset: usize, value: &str) -> Option<String> {
    let arguments = expression::arguments_at(text, offset)?;
    let is_spread = |start: &&usize| (0..3).all(|index| text.is(**start + index, '.'));
    let mut spreads = arguments.iter().filter(is_spread);
    let Some(&start) = spreads.next() else {
        return answered(text, text.token(offset));
    };
    if spreads.next().is_some() || arguments.last() != Some(&start) {
        return None;
    }
    let nothing = match value {
        "undefined" => "undefined",
        "object null" => "null",
        _ => return Some(NO_SPREAD.to_owned()),
    };
    let iterated = quoted(text, text.skip(start + 3))?;
    Some(format!(
        "{iterated} is not iterable (cannot read property {nothing})"
    ))
}

/// The same of what the call answered whose parenthesis is given.
fn answered(text: Text<'_>, open: Token) -> Option<String> {
    let close = text.closing(open).filter(|_| text.is(open.start, '('))?;
    if !ends_expression(text, text.token(close.end)) {
        return None;
    }
    let callee = expression::chain(text, open.start)?.replace(CALL, "");
    let is_word = text
        .word_before(open.start)
        .is_some_and(|word| matches!(text.of(word).as_str(), "function" | "class"));
    (!is_word).then(|| format!("{callee} is not a function or its return value is not iterable"))
}

/// Whether an array pattern begins at an offset that declares nothing.
fn is_assigned(text: Text<'_>, offset: usize) -> bool {
    if !text.is(offset, '[') || initializer(text, offset).is_none() {
        return false;
    }
    let before = text.skip_back(offset);
    let declares = |word: Token| matches!(text.of(word).as_str(), "let" | "const" | "var");
    let continues = before > 0 && text.is(before - 1, ',');
    !continues && !text.word_before(before).is_some_and(declares)
}

/// Where what a pattern is initialized with begins.
pub fn initializer(text: Text<'_>, offset: usize) -> Option<usize> {
    let equals = text.token(text.closing(text.token(offset))?.end);
    (text.of(equals) == "=").then(|| text.skip(equals.end))
}

/// The expression that begins at an offset as V8 prints it.
pub fn quoted(text: Text<'_>, start: usize) -> Option<String> {
    let mut end = text.token(start);
    if text.of(end) == "{" {
        return expression::object_literal(text, end);
    }
    if !matches!(end.kind, Kind::Word | Kind::Number) {
        return None;
    }
    loop {
        let next = text.token(end.end);
        match text.of(next).as_str() {
            "." | "?." => end = text.token(next.end),
            "(" | "[" => end = text.closing(next)?,
            _ if !ends_expression(text, next) => return None,
            _ if end.kind == Kind::Number => return Some(text.of(end)),
            _ => return expression::chain(text, end.end),
        }
    }
}

/// Whether an expression that is printed ends before a token.
fn ends_expression(text: Text<'_>, next: Token) -> bool {
    let is_operator = next.kind == Kind::Punctuator
        && !matches!(text.of(next).as_str(), ")" | "]" | "}" | "," | ";" | "{");
    !is_operator
}

fn key(text: Text<'_>, token: Token) -> Option<String> {
    match token.kind {
        Kind::Word => Some(text.of(token)),
        Kind::String => expression::unquoted(&text.of(token)).map(str::to_owned),
        _ => None,
    }
}
