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

/// Where an error without a place of its own comes from: for Boa that is the beginning of the text
/// or of the function.
pub fn scope(text: Text<'_>, offset: Option<usize>) -> Option<Text<'_>> {
    let Some(start) = offset.filter(|start| *start > 0) else {
        return Some(text);
    };
    if !text.is(start, '{') {
        return None;
    }
    let inner = Text(&text.0[start..]);
    let tokens = inner.tokens();
    let close = tokens[closing(inner, &tokens, 0)?];
    Some(Text(&inner.0[..close.end]))
}

/// The pattern at an offset, or the only one that declares names where the error comes from.
pub fn find(text: Text<'_>, offset: Option<usize>) -> Option<Pattern> {
    pattern(text, offset).or_else(|| pattern(scope(text, offset)?, None))
}

fn pattern(text: Text<'_>, offset: Option<usize>) -> Option<Pattern> {
    let tokens = text.tokens();
    let opens = |token: Token| matches!(text.of(token).as_str(), "{" | "[");
    let at_offset = tokens
        .iter()
        .position(|token| Some(token.start) == offset && opens(*token));
    let open = at_offset.or_else(|| {
        let declares = |token: Token| matches!(text.of(token).as_str(), "const" | "let" | "var");
        let begins = |index: &usize| declares(tokens[index - 1]) && opens(tokens[*index]);
        only((1..tokens.len()).filter(begins))
    })?;
    let close = closing(text, &tokens, open)?;
    let equals = tokens.get(close + 1)?;
    if text.of(*equals) != "=" {
        return None;
    }
    let within = &tokens[open + 1..close];
    let is_array = text.of(tokens[open]) == "[";
    let nested =
        (1..within.len()).find(|&index| opens(within[index]) && text.of(within[index - 1]) == ":");
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
        [] => pattern(text, None)
            .filter(|pattern| pattern.is_array)
            .map(|pattern| pattern.value),
        [one] => quoted(text, text.skip(tokens[one].end)),
        _ => None,
    }
}

/// The two sides of the only `in` of a text, if these are literals or names.
pub fn searched(text: Text<'_>) -> Option<(String, String)> {
    let tokens = text.tokens();
    let is_in = |index: &usize| text.of(tokens[*index]) == "in";
    let place = only((1..tokens.len()).filter(is_in))?;
    let object = *tokens.get(place + 1)?;
    let end = expression::end_of_names(text, object);
    Some((text.of(tokens[place - 1]), text.slice(object.start, end)))
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
