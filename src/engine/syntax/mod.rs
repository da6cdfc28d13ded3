//! V8's words for what Boa's parser refuses. Programs tell by them whether a text is wrong
//! or only unfinished ("Unexpected end of input").
//!
//! Boa says what it expected; V8 mostly says what it met. So most of Boa's messages only
//! give the place, and the token that stands there gives the message; a table (`table.rs`) has
//! those in which V8 says more.

mod table;

use table::Say::{
    Around, Assignment, Before, Covering, End, LastBefore, Named, Pattern, Point, Twice, Words,
};
use table::{Say, TABLE};

use super::declarations;
use super::pattern_words;
use super::source::{Kind, Text, Token};

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
        .unwrap_or(message);
    let (body, offset) = match position_in(message) {
        Some((body, line, column)) => (body, text.offset(line, column)),
        None => (message.to_owned(), None),
    };
    let token = text.token(offset.unwrap_or(text.0.len()));
    match TABLE.iter().find(|(part, _)| body.contains(part)) {
        Some((_, say)) => said(*say, &body, text, token),
        None => unexpected(&body, text, token),
    }
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
        LastBefore(words) => at(last_before(text, token.start).unwrap_or(token), words),
        Named(before, after) => {
            let name = body.rsplit(' ').next().unwrap_or_default();
            let place = word_named(text, name, token, true).unwrap_or(token);
            at(place, format!("{before}{name}{after}"))
        }
        Around(before, after) => {
            let name = if text.is(token.start, '#') {
                token
            } else {
                text.token(token.end)
            };
            let private = || {
                text.tokens()
                    .into_iter()
                    .find(|token| text.is(token.start, '#'))
            };
            let name = Some(name)
                .filter(|name| text.is(name.start, '#'))
                .or_else(private)
                .unwrap_or(name);
            at(name, format!("{before}{}{after}", text.of(name)))
        }
        Pattern => pattern(body, text, token),
        End => at_end(text),
        Twice => match declarations::twice(text).or_else(|| named_in(body, text)) {
            Some((name, token)) => twice(&name, token),
            None => at(token, "Identifier has already been declared"),
        },
        Assignment => assignment(text, token),
    }
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
        tokens.get(at + 2).map(|token| text.of(*token))
    };
    let name = body.split('`').nth(1).map(str::to_owned).or_else(caught)?;
    let name = name.as_str();
    let start = Token {
        kind: Kind::End,
        start: 0,
        end: 0,
    };
    Some((name.to_owned(), word_named(text, name, start, true)?))
}

/// The last token that begins before an offset.
fn last_before(text: Text<'_>, offset: usize) -> Option<Token> {
    let tokens = text.tokens();
    tokens.into_iter().rev().find(|token| token.start < offset)
}

/// The word at or behind a token that a message names.
fn word_named(text: Text<'_>, name: &str, from: Token, last: bool) -> Option<Token> {
    let tokens = text.tokens();
    let mut named = tokens
        .into_iter()
        .filter(|token| token.start >= from.start && text.of(*token) == name);
    if last {
        named.next_back()
    } else {
        named.next()
    }
}

/// V8's `ReportUnexpectedTokenAt`.
fn unexpected(body: &str, text: Text<'_>, token: Token) -> Fault {
    if let Some(fault) = after_word(body, text, token) {
        return fault;
    }
    if body.starts_with(char::is_uppercase) {
        return at(token, body);
    }
    let shown = text.of(token);
    let message = match token.kind {
        Kind::End => return at_end(text),
        Kind::Illegal => "Invalid or unexpected token".to_owned(),
        Kind::Number => "Unexpected number".to_owned(),
        Kind::String => "Unexpected string".to_owned(),
        Kind::Template => "Unexpected template string".to_owned(),
        Kind::Word if shown == "enum" => "Unexpected reserved word".to_owned(),
        Kind::Word if !is_keyword(&shown) => format!("Unexpected identifier '{shown}'"),
        _ => format!("Unexpected token '{shown}'"),
    };
    at(token, message)
}

/// What V8 says of a word that Boa took for an identifier, and that the next token shows
/// to have been meant otherwise.
fn after_word(body: &str, text: Text<'_>, token: Token) -> Option<Fault> {
    let before = text.word_before(token.start)?;
    match text.of(before).as_str() {
        "await" if body.starts_with("expected token ';'") => Some(at(
            before,
            "await is only valid in async functions and the top level bodies of modules",
        )),
        "import" if body.starts_with("expected token '.'") => {
            Some(at(before, "Cannot use import statement outside a module"))
        }
        "let" if body.starts_with("expected token ';'") && token.kind == Kind::Word => {
            let previous = text.skip_back(before.start);
            (previous > 0 && text.is(previous - 1, ')')).then(|| {
                at(
                    Token {
                        end: token.end,
                        ..before
                    },
                    "Lexical declaration cannot appear in a single-statement context",
                )
            })
        }
        _ => None,
    }
}

/// The words that V8 shows as tokens and not as identifiers.
fn is_keyword(word: &str) -> bool {
    const KEYWORDS: [&str; 38] = [
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "new",
        "null",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "enum",
        "#!",
        "",
    ];
    KEYWORDS.contains(&word)
}

/// The end of the text: V8 tells apart what was left open.
fn at_end(text: Text<'_>) -> Fault {
    let end = text.0.len();
    let end = Token {
        kind: Kind::End,
        start: end,
        end,
    };
    let tokens = text.tokens();
    match (open_at_end(text, &tokens), tokens.last()) {
        (Some(words), Some(last)) => at(*last, words),
        _ => at(end, "Unexpected end of input"),
    }
}

fn open_at_end(text: Text<'_>, tokens: &[Token]) -> Option<&'static str> {
    let mut open: Vec<usize> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match text.of(*token).as_str() {
            "(" | "[" | "{" => open.push(index),
            ")" | "]" | "}" => {
                open.pop();
            }
            _ => {}
        }
    }
    let last = tokens.last()?;
    let shown = |index: usize| tokens.get(index).map(|token| text.of(*token));
    if let Some(&bracket) = open.last() {
        let called = tokens.get(bracket.checked_sub(1)?)?;
        let name = text.of(*called);
        let callable =
            called.kind == Kind::Word && !is_keyword(&name) || name == ")" || name == "]";
        let complete =
            last.kind != Kind::Punctuator || matches!(text.of(*last).as_str(), ")" | "]" | "}");
        let is_call = shown(bracket)? == "(" && callable && !declares(text, tokens, bracket);
        return (is_call && complete).then_some("missing ) after argument list");
    }
    if text.of(*last) == "}" && tokens.iter().any(|token| text.of(*token) == "try") {
        let handled = tokens
            .iter()
            .any(|token| matches!(text.of(*token).as_str(), "catch" | "finally"));
        return (!handled).then_some("Missing catch or finally after try");
    }
    None
}

/// Whether the parenthesis is that of parameters or of a statement's head.
fn declares(text: Text<'_>, tokens: &[Token], bracket: usize) -> bool {
    let word = |back: usize| {
        let token = bracket
            .checked_sub(back)
            .and_then(|index| tokens.get(index));
        token.map(|token| text.of(*token)).unwrap_or_default()
    };
    word(2) == "function" || word(2) == "*"
}

/// An assignment to a literal or a call: V8 says of what kind, and marks the target. Boa
/// names the operator, or the operand of one that stands before it.
fn assignment(text: Text<'_>, token: Token) -> Fault {
    if matches!(text.of(token).as_str(), "eval" | "arguments") {
        return at(token, "Unexpected eval or arguments in strict mode");
    }
    let tokens = text.tokens();
    let here = tokens
        .iter()
        .position(|known| known.start == token.start)
        .unwrap_or(0);
    let is_update = |index: usize| {
        tokens
            .get(index)
            .is_some_and(|token| matches!(text.of(*token).as_str(), "++" | "--"))
    };
    let operator = tokens[here..]
        .iter()
        .position(|token| {
            text.of(*token).ends_with('=') || matches!(text.of(*token).as_str(), "++" | "--")
        })
        .map_or(here, |distance| here + distance);
    if is_update(operator) && operator == here && tokens.get(here + 1).is_some() {
        return at(
            tokens[here + 1],
            "Invalid left-hand side expression in prefix operation",
        );
    }
    let words = if is_update(operator) {
        "Invalid left-hand side expression in postfix operation"
    } else {
        "Invalid left-hand side in assignment"
    };
    let end = operator
        .checked_sub(1)
        .map_or(token.end, |last| tokens[last].end);
    let first = target_start(text, &tokens[..operator]).unwrap_or(token.start);
    let start = first.min(token.start);
    if text.slice(start, end).trim_end() == "eval"
        || text.slice(start, end).trim_end() == "arguments"
    {
        return Fault {
            message: "Unexpected eval or arguments in strict mode".to_owned(),
            start,
            end,
        };
    }
    Fault {
        message: words.to_owned(),
        start,
        end,
    }
}

/// Where the expression that the tokens end with begins.
fn target_start(text: Text<'_>, tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for token in tokens.iter().rev() {
        match text.of(*token).as_str() {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(token.start);
        }
    }
    None
}
