//! What V8's messages quote of the patterns, loops and spreads of a source whose value was not to be
//! taken apart. Boa often has no place for these errors: if the text has only one, it is that.

use super::super::expression;
use super::super::source::{Kind, Text, Token};

/// A pattern and what was to be taken apart.
pub struct Pattern {
    pub is_array: bool,
    /// The first property that it names.
    pub first: Option<String>,
    /// The first property of the pattern within, if there is one.
    pub inner: Option<String>,
    /// As V8 prints it.
    pub value: String,
}

/// How many units are looked through: a longer text has more than one of anything.
const MOST_UNITS: usize = 1 << 15;

/// Where an error without a place of its own comes from: for Boa that is the beginning of the text
/// or of the function.
pub fn scope(text: Text<'_>, offset: Option<usize>) -> Option<Text<'_>> {
    let Some(start) = offset.filter(|start| *start > 0) else {
        return (text.0.len() <= MOST_UNITS).then_some(text);
    };
    if !text.is(start, '{') {
        return None;
    }
    let inner = behind(text, start);
    let tokens = inner.tokens();
    let close = tokens[closing(inner, &tokens, 0)?];
    Some(Text(&inner.0[..close.end]))
}

/// The pattern at an offset, or the only one that declares names where the error comes from.
pub fn find(text: Text<'_>, offset: Option<usize>) -> Option<Pattern> {
    let here = offset.and_then(|start| {
        let from = behind(text, start);
        pattern(from, &from.tokens(), 0)
    });
    here.or_else(|| declared(behind(text, 0)))
        .or_else(|| declared(scope(text, offset)?))
}

/// What is behind an offset, as far as it is looked through.
fn behind(text: Text<'_>, start: usize) -> Text<'_> {
    Text(&text.0[start..text.0.len().min(start + MOST_UNITS)])
}

fn opens(text: Text<'_>, token: Token) -> bool {
    text.is(token.start, '{') || text.is(token.start, '[')
}

/// The only pattern of a text that declares names.
fn declared(text: Text<'_>) -> Option<Pattern> {
    let tokens = text.tokens();
    let declares = |token: Token| matches!(text.of(token).as_str(), "const" | "let" | "var");
    let begins = |index: &usize| opens(text, tokens[*index]) && declares(tokens[index - 1]);
    let open = only((1..tokens.len()).filter(begins))?;
    pattern(text, &tokens, open)
}

/// The pattern that a token opens.
fn pattern(text: Text<'_>, tokens: &[Token], open: usize) -> Option<Pattern> {
    if !opens(text, *tokens.get(open)?) {
        return None;
    }
    let close = closing(text, tokens, open)?;
    let equals = tokens.get(close + 1)?;
    if text.of(*equals) != "=" {
        return None;
    }
    let within = &tokens[open + 1..close];
    let is_array = text.of(tokens[open]) == "[";
    let nested = (1..within.len())
        .find(|&index| opens(text, within[index]) && text.of(within[index - 1]) == ":");
    Some(Pattern {
        is_array,
        first: within
            .first()
            .filter(|_| !is_array)
            .and_then(|first| key(text, *first)),
        inner: nested.and_then(|index| key(text, *within.get(index + 1)?)),
        value: quoted(text, text.skip(equals.end))?,
    })
}

/// The first property that the only pattern of a text in the place of a parameter names.
pub fn parameter(text: Text<'_>) -> Option<String> {
    let text = behind(text, 0);
    let tokens = text.tokens();
    let word = |index: usize| tokens.get(index).map(|token| text.of(*token));
    let is_parameter = |open: &usize| {
        let opens = word(*open).as_deref() == Some("{") && word(open - 1).as_deref() == Some("(");
        let behind = opens.then(|| closing(text, &tokens, open - 1)).flatten();
        let behind = behind.and_then(|close| word(close + 1));
        matches!(behind.as_deref(), Some("=>" | "{"))
    };
    let open = only((1..tokens.len()).filter(is_parameter))?;
    key(text, *tokens.get(open + 1)?)
}

/// What the only loop, spread or array pattern of a text was to iterate, as V8 prints it.
pub fn iterated(text: Text<'_>) -> Option<String> {
    let tokens = text.tokens();
    let word = |index: usize| tokens.get(index).map(|token| text.of(*token));
    let begins = |index: &usize| match word(*index).as_deref() {
        Some("of") => tokens[..*index]
            .iter()
            .any(|token| text.of(*token) == "for"),
        Some("...") => matches!(word(index.wrapping_sub(1)).as_deref(), Some("[" | ",")),
        _ => false,
    };
    let loops: Vec<usize> = (0..tokens.len()).filter(begins).collect();
    match loops[..] {
        [] => declared(text)
            .filter(|pattern| pattern.is_array)
            .map(|pattern| pattern.value),
        [one] => quoted(text, text.skip(tokens[one].end)),
        _ => None,
    }
}

/// The expression that begins at an offset as V8 prints it.
fn quoted(text: Text<'_>, start: usize) -> Option<String> {
    let mut end = text.token(start);
    if text.of(end) == "{" && text.of(text.token(end.end)) == "}" {
        return Some("{}".to_owned());
    }
    if !matches!(end.kind, Kind::Word | Kind::Number) {
        return None;
    }
    loop {
        let next = text.token(end.end);
        match text.of(next).as_str() {
            "." => end = text.token(next.end),
            "(" | "[" => {
                let tokens = text.tokens();
                let open = tokens.iter().position(|token| token.start == next.start)?;
                end = tokens[closing(text, &tokens, open)?];
            }
            _ if end.kind == Kind::Number => return Some(text.of(end)),
            _ => return expression::chain(text, end.end),
        }
    }
}

fn key(text: Text<'_>, token: Token) -> Option<String> {
    match token.kind {
        Kind::Word => Some(text.of(token)),
        Kind::String => expression::unquoted(&text.of(token)).map(str::to_owned),
        _ => None,
    }
}

/// The index of the token that closes the bracket at an index.
pub fn closing(text: Text<'_>, tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    tokens[open..]
        .iter()
        .position(|token| {
            match text.of(*token).as_str() {
                "{" | "[" | "(" => depth += 1,
                "}" | "]" | ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        })
        .map(|length| open + length)
}

/// The only item that there is.
pub fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}
