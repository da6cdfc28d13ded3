//! What V8's messages quote of the source: the callee of a call, the object and the key of
//! a property access. They are read backwards from the place that Boa names.

use super::printed::Printer;
use super::source::{Kind, Text, Token};

/// What V8 shows for what has no name.
pub const VALUE: &str = "(intermediate value)";

/// How many links of a chain are followed.
const LINKS: usize = 32;

const QUOTES: [char; 3] = ['"', '\'', '`'];
const OPENING: [char; 3] = ['(', '[', '{'];
const CLOSING: [char; 3] = [')', ']', '}'];

/// The callee of the call whose parenthesis, or whose `new`, is at an offset; or whose beginning, if it
/// is that of a tagged template.
pub fn callee_before(text: Text<'_>, offset: usize) -> Option<String> {
    let token = text.token(offset);
    if text.of(token) == "(" || token.kind == Kind::Template {
        return callee(text, before_optional(text, offset).unwrap_or(offset));
    }
    if text.of(token) == "new" {
        let printed = Printer::new(text, token.end).chain(false)?;
        return Some(printed).filter(|printed| !printed.is_empty());
    }
    let end = end_of_names(text, token);
    let next = text.token(end);
    let is_called = next.kind == Kind::Template || text.of(next) == "(";
    is_called.then(|| callee(text, end)).flatten()
}

/// What is called, and ends at an offset.
pub fn callee(text: Text<'_>, end: usize) -> Option<String> {
    let mut printer = Printer::new(text, beginning(text, end)?).until(end);
    printer.chain(true).filter(|printed| !printed.is_empty())
}

/// Where the chain of plain names ends that begins with a token.
fn end_of_names(text: Text<'_>, first: Token) -> usize {
    let mut end = first.end;
    loop {
        let dot = text.token(end);
        match text.of(dot).as_str() {
            "." | "?." => end = text.token(dot.end).end,
            _ => return end,
        }
    }
}

/// Where the chain of properties and calls begins that ends at an offset.
pub fn beginning(text: Text<'_>, end: usize) -> Option<usize> {
    let mut end = text.skip_back(end);
    for _ in 0..LINKS {
        let start = operand(text, end)?;
        let before = text.skip_back(start);
        let is_bracket = text.is_any(start, &['(', '[', '`']);
        if let Some(object) = before_optional(text, start) {
            end = object;
        } else if before > 0 && text.is(before - 1, '.') && !text.is(before.wrapping_sub(2), '.') {
            end = text.skip_back(before - 1);
        } else if before > 1 && is_number(text, before - 2) {
            end = before - 1;
        } else if is_bracket && before > 0 && continues(text, before) {
            end = before;
        } else {
            return Some(constructed(text, start));
        }
    }
    None
}

/// Whether a number ends at an offset, which has a dot behind it.
fn is_number(text: Text<'_>, end: usize) -> bool {
    let word = text.word_before(end);
    text.is(end, '.')
        && word.is_some_and(|word| text.of(word).starts_with(|it: char| it.is_ascii_digit()))
}

/// Where the last part of a chain begins that ends at an offset: a name, a literal, or what is in brackets.
fn operand(text: Text<'_>, end: usize) -> Option<usize> {
    let last = end.checked_sub(1)?;
    if text.is_any(last, &CLOSING) {
        return enclosing(text, last);
    }
    if text.is_any(last, &QUOTES) {
        return (0..last).rev().find(|&at| text.0[at] == text.0[last]);
    }
    let number = usize::from(text.is(last, '.'));
    let start = text.word_start(end - number);
    let is_private = start > 0 && text.is(start - 1, '#');
    if start > 0 && text.is(start - 1, '/') || start == end && text.is(last, '/') {
        // The flags of a regular expression, which is in one line.
        let slash = start.min(last + 1) - 1;
        let opens = |at: &usize| text.is(*at, '/') && !text.is(at.wrapping_sub(1), '\\');
        return (0..slash)
            .rev()
            .take_while(|at| !text.is(*at, '\n'))
            .find(opens);
    }
    (start < end).then(|| start - usize::from(is_private))
}

/// The same with each `new` before it.
fn constructed(text: Text<'_>, mut start: usize) -> usize {
    while let Some(word) = text.word_before(start)
        && text.of(word) == "new"
    {
        start = word.start;
    }
    start
}

/// The end of what has a `?.` behind it that an offset is behind.
fn before_optional(text: Text<'_>, offset: usize) -> Option<usize> {
    let end = text.skip_back(offset);
    let is_optional = end > 1 && text.is(end - 1, '.') && text.is(end - 2, '?');
    is_optional.then(|| text.skip_back(end - 2))
}

/// Whether what ends at an offset is an object that is called or whose property is taken.
pub fn continues(text: Text<'_>, end: usize) -> bool {
    const STATEMENTS: [&str; 12] = [
        "return", "if", "while", "for", "typeof", "void", "new", "throw", "case", "in", "of",
        "delete",
    ];
    match text.word_before(end) {
        Some(word) if word.end == end => !STATEMENTS.contains(&text.of(word).as_str()),
        _ => text.is(end - 1, ')') || text.is(end - 1, ']'),
    }
}

pub fn unquoted(text: &str) -> Option<&str> {
    let quote = text
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    text.strip_prefix(quote)?.strip_suffix(quote)
}

/// The object literal that begins with a token: V8 prints how many properties there are.
pub fn object_literal(text: Text<'_>, open: Token) -> Option<String> {
    let close = text.closing(open)?;
    let mut token = text.token(open.end);
    let (mut depth, mut is_begun, mut count) = (0_usize, false, 0_usize);
    while token.start < close.start {
        match text.of(token).as_str() {
            "{" | "[" | "(" => depth += 1,
            "}" | "]" | ")" => depth -= 1,
            _ => {}
        }
        is_begun = depth > 0 || text.of(token) != ",";
        count += usize::from(!is_begun);
        token = text.token(token.end);
    }
    Some(format!(
        "{{{}}}",
        VALUE.repeat(count + usize::from(is_begun))
    ))
}

/// The bracket around what ends at an offset, or that is closed there. What is in a text is read over.
pub fn enclosing(text: Text<'_>, end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = end;
    while at > 0 {
        at -= 1;
        if text.is_any(at, &QUOTES) {
            let mut quoted = (0..at).rev().take_while(|it| !text.is(*it, '\n'));
            at = quoted.find(|it| text.0[*it] == text.0[at]).unwrap_or(at);
        } else if text.is_any(at, &CLOSING) {
            depth += 1;
        } else if text.is_any(at, &OPENING) {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

/// Where the word is in whose operand an offset is; of words that end an operand none comes between.
pub fn operator_before(
    text: Text<'_>,
    offset: usize,
    operator: &str,
    ending: &[&str],
) -> Option<usize> {
    let tokens = text.tokens_before(offset);
    // What stands in a template is read as a text of its own.
    if let Some(template) = tokens.last().filter(|it| it.kind == Kind::Template)
        && template.end > offset
    {
        let is_opened = |at: &usize| text.is(*at, '$') && text.is(*at + 1, '{');
        let open = (template.start..offset).rev().find(is_opened)? + 2;
        let inner = Text(text.0.get(open..offset)?);
        let found = operator_before(inner, inner.0.len(), operator, ending)?;
        return Some(open + found);
    }
    let mut words = tokens.iter().rev().map(|token| (token, text.of(*token)));
    let is_last = |word: &str| word == operator || ending.contains(&word);
    let (token, word) = words.find(|(_, word)| is_last(word))?;
    (word == operator).then_some(token.start)
}

/// Where the arguments begin of the call whose callee, `new` or parenthesis is at an offset.
pub fn arguments_at(text: Text<'_>, offset: usize) -> Option<Vec<usize>> {
    let mut open = text.token(offset);
    while text.of(open) != "(" {
        let is_callee = open.kind == Kind::Word || matches!(text.of(open).as_str(), "." | "?.");
        if !is_callee {
            return None;
        }
        open = text.token(open.end);
    }
    let mut starts = vec![text.skip(open.end)];
    let mut depth = 0_usize;
    let mut end = open.end;
    loop {
        let token = text.token(end);
        match text.of(token).as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" if depth == 0 => return Some(starts),
            "," if depth == 0 => starts.push(text.skip(token.end)),
            ")" | "]" | "}" => depth = depth.checked_sub(1)?,
            _ if token.kind == Kind::End => return None,
            _ => {}
        }
        end = token.end;
    }
}
