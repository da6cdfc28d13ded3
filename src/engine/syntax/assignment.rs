//! Assignments to what is no variable, property or pattern.

use super::super::source::{Kind, Text, Token};
use super::Fault;
use super::at;
use super::table::RESTRICTED;

/// An assignment to a literal or a call: V8 says of what kind, and marks the target. Boa
/// names the operator, or the operand of one that stands before it.
pub(super) fn assignment(text: Text<'_>, token: Token) -> Fault {
    if matches!(text.of(token).as_str(), "eval" | "arguments") {
        return at(token, RESTRICTED);
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
    let last = operator.checked_sub(1).map(|last| text.of(tokens[last]));
    let words = if is_update(operator) {
        "Invalid left-hand side expression in postfix operation"
    } else if matches!(last.as_deref(), Some("]" | "}")) && !is_operand(text, &tokens[..operator]) {
        "Invalid destructuring assignment target"
    } else {
        "Invalid left-hand side in assignment"
    };
    let end = operator
        .checked_sub(1)
        .map_or(token.end, |last| tokens[last].end);
    let first = target_start(text, &tokens[..operator]).unwrap_or(token.start);
    let start = first.min(token.start);
    let message = match text.slice(start, end).trim_end() {
        "eval" | "arguments" => RESTRICTED,
        _ => words,
    };
    Fault {
        message: message.to_owned(),
        start,
        end,
    }
}

/// Where the expression that the tokens end with begins.
pub(super) fn target_start(text: Text<'_>, tokens: &[Token]) -> Option<usize> {
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

/// Whether an operator stands before what the tokens end with.
fn is_operand(text: Text<'_>, tokens: &[Token]) -> bool {
    const BEFORE: [&str; 11] = ["(", "[", "{", ",", ";", ":", "?", "=", "=>", "}", ")"];
    let Some(start) = target_start(text, tokens) else {
        return false;
    };
    let before = tokens.iter().rfind(|token| token.end <= start);
    before.is_some_and(|before| !BEFORE.contains(&text.of(*before).as_str()))
}

/// Whether what is before a token has an operator of its own before it.
pub(super) fn is_negated(text: Text<'_>, token: Token) -> bool {
    const OPERATORS: [&str; 8] = ["-", "+", "!", "~", "typeof", "void", "delete", "await"];
    let mut tokens = text.tokens();
    tokens.retain(|known| known.end <= token.start);
    let mut operand = target_start(text, &tokens);
    loop {
        tokens.retain(|known| operand.is_some_and(|start| known.end <= start));
        let Some(before) = tokens.last().copied() else {
            return false;
        };
        let is_link = operand.is_some_and(|at| text.is(at, '[') || text.is(at, '('));
        match text.of(before).as_str() {
            "." | "?." => {
                tokens.pop();
            }
            "]" | ")" if is_link => {}
            word if OPERATORS.contains(&word) => return true,
            _ if is_link && before.kind == Kind::Word => {}
            _ => return false,
        }
        operand = target_start(text, &tokens);
    }
}
