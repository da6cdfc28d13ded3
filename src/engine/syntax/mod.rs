//! V8's words for what Boa's parser refuses. Programs tell by them whether a text is wrong
//! or only unfinished ("Unexpected end of input").
//!
//! Boa says what it expected; V8 mostly says what it met. So most of Boa's messages only
//! give the place, and the token that stands there gives the message; a table (`table.rs`) has
//! those in which V8 says more.

mod assignment;
mod table;
mod unexpected;

use assignment::assignment;
use table::Say::{
    Around, Assignment, Before, Bracketed, Covering, End, LastBefore, Named, Parameters, Pattern,
    Point, Power, Seek, Twice, Undeclared, Words,
};
use table::{Say, TABLE};
pub use unexpected::is_keyword;
use unexpected::{at_end, unexpected};

use super::declarations;
use super::pattern_words;
use super::source::{Kind, Text, Token};

const NEGATED: &str = "Unary operator used immediately before exponentiation expression. \
     Parenthesis must be used to disambiguate operator precedence";

/// V8's message, and the offsets between which it puts the carets.
pub struct Fault {
    pub message: String,
    pub start: usize,
    pub end: usize,
}

/// What V8 would say of a text that Boa refused with `message`.
pub fn explain(message: &str, text: Text<'_>) -> Fault {
    let message = message
        .strip_prefix("failed to parse function body: ")
        .or_else(|| message.strip_prefix("failed to parse function parameters: "))
        .unwrap_or(message);
    let (body, offset) = match position_in(message) {
        Some((body, line, column)) => (body, text.offset(line, column)),
        None => (message.to_owned(), None),
    };
    let token = text.token(offset.unwrap_or(text.0.len()));
    match TABLE.iter().find(|(part, _)| says(&body, part)) {
        Some((_, say)) => said(*say, &body, text, token),
        None => unexpected(&body, text, token),
    }
}

/// Whether a message has a part of `TABLE` in it.
fn says(message: &str, part: &str) -> bool {
    let mut rest = message;
    part.split('…').all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

/// Splits off the position that a message of Boa's parser ends with.
fn position_in(message: &str) -> Option<(String, u32, u32)> {
    let (text, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(", col ")?;
    let text = text.trim_end_matches(',').to_owned();
    Some((text, line.trim().parse().ok()?, column.trim().parse().ok()?))
}

fn at(token: Token, message: impl Into<String>) -> Fault {
    Fault {
        message: message.into(),
        start: token.start,
        end: token.end,
    }
}

/// A name that is declared for the second time.
pub fn twice(name: &str, token: Token) -> Fault {
    at(
        token,
        format!("Identifier '{name}' has already been declared"),
    )
}

fn said(say: Say, body: &str, text: Text<'_>, token: Token) -> Fault {
    match say {
        Words(words) => at(token, words),
        Point(words) => at(
            Token {
                end: token.start + 1,
                ..token
            },
            words,
        ),
        Before(words) => at(text.word_before(token.start).unwrap_or(token), words),
        Covering(words) => {
            let before = last_before(text, token.start);
            let covering = before.filter(|before| before.end >= token.start);
            at(covering.unwrap_or(token), words)
        }
        Bracketed(words) => {
            let end = text.closing(token).map_or(token.end, |close| close.end);
            at(Token { end, ..token }, words)
        }
        Seek(word, words) => at(named(text, word, token).next().unwrap_or(token), words),
        LastBefore(words) => at(last_before(text, token.start).unwrap_or(token), words),
        Named(before, after) => {
            let name = body.rsplit(' ').next().unwrap_or_default();
            let place = named(text, name, token).next_back().unwrap_or(token);
            at(place, format!("{before}{name}{after}"))
        }
        Around(before, after) => {
            let name = private_name(text, token);
            at(name, format!("{before}{}{after}", text.of(name)))
        }
        Undeclared => {
            let name = private_name(text, token);
            let shown = text.of(name);
            let start = text.skip_back(name.start).saturating_sub(1);
            let place = Token {
                end: start + 1,
                start,
                ..name
            };
            at(
                place,
                format!("Private field '{shown}' must be declared in an enclosing class"),
            )
        }
        Parameters(words) if unexpected::begins_parameter(text, token) => at(token, words),
        Power if assignment::is_negated(text, token) => at(token, NEGATED),
        Parameters(_) | Power => unexpected(body, text, token),
        Pattern => pattern(body, text, token),
        End => at_end(text),
        Twice => match declarations::twice(text).or_else(|| named_in(body, text)) {
            Some((name, token)) => twice(&name, token),
            None => at(token, "Identifier has already been declared"),
        },
        Assignment => assignment(text, token),
    }
}

/// The private name that is meant by a token: that one, the next, or the first.
fn private_name(text: Text<'_>, token: Token) -> Token {
    let is_private = |token: &Token| text.is(token.start, '#');
    let near = [token, text.token(token.end)].into_iter().find(is_private);
    near.or_else(|| text.tokens().into_iter().find(is_private))
        .unwrap_or_else(|| text.token(token.end))
}

/// A regular expression that cannot be compiled; Boa's message ends with the reason.
fn pattern(body: &str, text: Text<'_>, token: Token) -> Fault {
    let reason = body
        .rsplit_once("literal: ")
        .map_or(body, |(_, reason)| reason);
    let tokens = text.tokens();
    let literal = tokens.iter().find(|literal| {
        text.is(literal.start, '/') && literal.start <= token.start && token.start < literal.end
    });
    let literal = literal.copied().unwrap_or(token);
    let source = text.of(literal);
    let message = match source[1.min(source.len())..].rsplit_once('/') {
        Some((pattern, flags)) => pattern_words::refused(pattern, flags, reason),
        None => pattern_words::refused_unseen(reason),
    };
    at(literal, message)
}

/// The last use of the name that Boa puts in backquotes, or of a `catch`'s parameter.
fn named_in(body: &str, text: Text<'_>) -> Option<(String, Token)> {
    let tokens = text.tokens();
    let caught = || {
        let at = tokens.iter().position(|token| text.of(*token) == "catch")?;
        let open = tokens.get(at + 1)?;
        let close = text.closing(*open)?;
        let mut declared = declarations::all(text).into_iter();
        let of_pattern = |name: &str| {
            let in_pattern = |token: &&Token| open.start < token.start && token.end <= close.start;
            let mut words = tokens.iter().filter(in_pattern);
            words.any(|token| text.of(*token) == name)
        };
        declared.find(|it| it.token.start > close.start && of_pattern(&it.name))
    };
    let Some(name) = body.split('`').nth(1).map(str::to_owned) else {
        return caught().map(|caught| (caught.name, caught.token));
    };
    let name = name.as_str();
    let start = Token {
        kind: Kind::End,
        start: 0,
        end: 0,
    };
    Some((name.to_owned(), named(text, name, start).next_back()?))
}

/// The last token that begins before an offset.
fn last_before(text: Text<'_>, offset: usize) -> Option<Token> {
    text.tokens_before(offset).last().copied()
}

/// The words at or behind a token that a message names.
fn named(text: Text<'_>, name: &str, from: Token) -> impl DoubleEndedIterator<Item = Token> {
    let tokens = text.tokens().into_iter();
    tokens.filter(move |token| token.start >= from.start && text.of(*token) == name)
}
