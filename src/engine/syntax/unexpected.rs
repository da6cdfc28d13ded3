//! A token that V8 did not expect, which is what it says of most wrong texts, and a text that
//! ended too soon.

use super::super::source::{Kind, Text, Token};
use super::assignment::target_start;
use super::{Fault, at};

/// V8's `ReportUnexpectedTokenAt`.
pub(super) fn unexpected(body: &str, text: Text<'_>, token: Token) -> Fault {
    if let Some(fault) = after_word(body, text, token) {
        return fault;
    }
    if body.starts_with(char::is_uppercase) {
        return at(token, body);
    }
    let shown = text.of(token);
    if shown == "="
        && let Some(name) = super::last_before(text, token.start)
        && matches!(
            text.of(name).as_str(),
            "constructor" | "\"constructor\"" | "'constructor'"
        )
    {
        return at(name, "Classes may not have a field named 'constructor'");
    }
    if shown == "=>"
        && let Some(fault) = no_parameters(text, token)
    {
        return fault;
    }
    let message = match token.kind {
        Kind::End => return at_end(text),
        Kind::Illegal => "Invalid or unexpected token".to_owned(),
        Kind::Number => "Unexpected number".to_owned(),
        Kind::String => "Unexpected string".to_owned(),
        Kind::Template => "Unexpected template string".to_owned(),
        _ if body == "expected statement" && shown == "function" => {
            "In non-strict mode code, functions can only be declared at top level, inside a block, or as the body of an if statement.".to_owned()
        }
        Kind::Word if shown == "enum" => "Unexpected reserved word".to_owned(),
        Kind::Word if !is_keyword(&shown) && !matches!(shown.as_str(), "async" | "get" | "set") => format!("Unexpected identifier '{shown}'"),
        _ => format!("Unexpected token '{shown}'"),
    };
    at(token, message)
}

/// An arrow behind what is a value, and not the parameters of a function.
fn no_parameters(text: Text<'_>, arrow: Token) -> Option<Fault> {
    let mut tokens = text.tokens();
    tokens.retain(|token| token.end <= arrow.start);
    let last = *tokens.last()?;
    if text.place(last.end).0 < text.place(arrow.start).0 {
        return None;
    }
    let is_value = !matches!(last.kind, Kind::Punctuator) || text.is(last.start, ']');
    let is_called = text.is(last.start, ')') && {
        let open = target_start(text, &tokens)?;
        let name = text.word_before(open)?;
        text.place(name.end).0 < text.place(arrow.start).0 && text.of(name) == "async"
    };
    let start = target_start(text, &tokens).filter(|_| is_value || is_called)?;
    let start = if is_called {
        text.word_before(start)?.start
    } else {
        start
    };
    Some(Fault {
        message: "Malformed arrow function parameter list".to_owned(),
        start,
        end: last.start,
    })
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
            let is_single = previous > 0 && text.is_any(previous - 1, &[')', ':']);
            is_single.then(|| {
                at(
                    before,
                    "Lexical declaration cannot appear in a single-statement context",
                )
            })
        }
        _ => None,
    }
}

/// Whether a parameter begins with a token.
pub(super) fn begins_parameter(text: Text<'_>, token: Token) -> bool {
    let shown = text.of(token);
    let is_name = token.kind == Kind::Word && !is_keyword(&shown);
    is_name || matches!(shown.as_str(), "[" | "{" | "...")
}

/// The words that V8 shows as tokens and not as identifiers.
pub fn is_keyword(word: &str) -> bool {
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
pub(super) fn at_end(text: Text<'_>) -> Fault {
    let end = text.0.len();
    let end = Token {
        kind: Kind::End,
        start: end,
        end,
    };
    let tokens = text.tokens();
    if let Some(fault) = uninitialized(text, &tokens) {
        return fault;
    }
    match (open_at_end(text, &tokens), tokens.last()) {
        (Some(words), Some(last)) => at(*last, words),
        _ => at(end, "Unexpected end of input"),
    }
}

/// A pattern that ends the text, and declares without a value.
fn uninitialized(text: Text<'_>, tokens: &[Token]) -> Option<Fault> {
    let end = tokens.last()?.end;
    let start = target_start(text, tokens)?;
    let word = text.word_before(start)?;
    let is_pattern = text.is_any(start, &['{', '[']);
    (is_pattern && text.declares(word)).then(|| Fault {
        message: "Missing initializer in destructuring declaration".to_owned(),
        start,
        end,
    })
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
