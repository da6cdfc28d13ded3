//! What V8's messages quote of the source: the callee of a call, the object and the key of
//! a property access. They are read backwards from the place that Boa names.

use super::source::{Kind, Text, Token};

/// What V8 shows for what has no name.
const VALUE: &str = "(intermediate value)";

/// How many links of a chain are followed.
const LINKS: usize = 32;

/// A property access.
pub struct Access {
    /// Where the chain of names begins that the object is, if it is one.
    pub start: Option<usize>,
    /// Whether the property is assigned.
    pub assigned: bool,
    /// Where V8 sees it: at the name, or at the bracket.
    pub place: usize,
    /// Where it ends.
    pub end: usize,
}

/// The callee of the call whose parenthesis, or whose `new`, is at an offset; or whose beginning, if it
/// is that of a tagged template or has a `?.`.
pub fn callee_before(text: Text<'_>, offset: usize) -> Option<String> {
    let token = text.token(offset);
    if text.of(token) == "(" || token.kind == Kind::Template {
        return chain(text, offset);
    }
    if text.of(token) != "new" {
        let end = end_of_names(text, token);
        let next = text.token(end);
        let is_called = next.kind == Kind::Template || text.of(next) == "(";
        return is_called.then(|| chain(text, end)).flatten();
    }
    let mut callee = text.token(token.end);
    if text.of(callee) == "(" {
        let close = text.closing(callee)?;
        let inner = text.token(callee.end);
        let is_chain =
            inner.kind == Kind::Word && text.token(end_of_names(text, inner)).start == close.start;
        if !is_chain {
            return chain(text, end_of_names(text, close));
        }
        callee = inner;
    }
    if callee.kind != Kind::Word {
        return (callee.kind != Kind::Punctuator).then(|| text.of(callee));
    }
    chain(text, end_of_names(text, callee))
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

/// The chain of properties and calls that ends at an offset, as V8 prints it.
pub fn chain(text: Text<'_>, end: usize) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut end = text.skip_back(end);
    for _ in 0..LINKS {
        let last = end.checked_sub(1)?;
        if text.is(last, ')') || text.is(last, ']') {
            let open = opening(text, last)?;
            let before = text.skip_back(open);
            let continues = before > 0 && continues(text, before);
            if !continues {
                parts.push(root(text, open, last));
                break;
            }
            parts.push(link(&text.slice(open + 1, last), text.is(open, '[')));
            end = before;
            continue;
        }
        if text.is(last, '"') || text.is(last, '\'') || text.is(last, '`') {
            let open = (0..last).rev().find(|&at| text.0[at] == text.0[last])?;
            parts.push(format!("\"{}\"", text.slice(open + 1, last)));
            break;
        }
        let word = text.word_before(end)?;
        if word.end != end {
            return None;
        }
        let start = word.start;
        let name = text.of(word);
        let before = text.skip_back(start);
        let is_spread = before > 1 && text.is(before - 2, '.');
        if before > 0 && text.is(before - 1, '.') && !is_spread {
            let optional = before > 1 && text.is(before - 2, '?');
            parts.push(format!("{}{name}", if optional { "?." } else { "." }));
            end = text.skip_back(before - 1 - usize::from(optional));
            continue;
        }
        let constructed = text
            .word_before(start)
            .is_some_and(|word| text.of(word) == "new");
        if constructed && parts.last().is_some_and(|part| part == "(...)") {
            parts.pop();
            parts.push(VALUE.to_owned());
        } else {
            parts.push(name);
        }
        break;
    }
    parts.reverse();
    Some(parts.concat())
}

/// Whether what ends at an offset is an object that is called or whose property is taken.
fn continues(text: Text<'_>, end: usize) -> bool {
    const STATEMENTS: [&str; 12] = [
        "return", "if", "while", "for", "typeof", "void", "new", "throw", "case", "in", "of",
        "delete",
    ];
    match text.word_before(end) {
        Some(word) if word.end == end => !STATEMENTS.contains(&text.of(word).as_str()),
        _ => text.is(end - 1, ')') || text.is(end - 1, ']'),
    }
}

pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|character| character.is_alphanumeric() || matches!(character, '_' | '$'))
}

/// Whether it is a number or a chain of names.
fn is_key(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    text.split('.').all(is_name)
}

pub fn unquoted(text: &str) -> Option<&str> {
    let quote = text
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    text.strip_prefix(quote)?.strip_suffix(quote)
}

/// A computed property or a call.
fn link(inner: &str, property: bool) -> String {
    let inner = inner.trim();
    match (property, unquoted(inner)) {
        (false, _) => "(...)".to_owned(),
        (true, Some(key)) => format!(".{key}"),
        (true, None) if is_key(inner) => format!("[{inner}]"),
        (true, None) => format!("[{VALUE}]"),
    }
}

/// What stands in parentheses or is an array, from its bracket to the one that closes it.
fn root(text: Text<'_>, open: usize, close: usize) -> String {
    let first = text.token(open + 1);
    let inner = text.closing(first).filter(|_| text.is(first.start, '{'));
    let literal = inner.filter(|inner| text.skip(inner.end) == close);
    let literal = literal.and_then(|_| object_literal(text, first));
    let inner = literal.unwrap_or_else(|| text.slice(open + 1, close).trim().to_owned());
    if text.is(open, '[') {
        return format!("[{inner}]");
    }
    if inner.starts_with('{') {
        return inner;
    }
    let inner = inner.as_str();
    // What calls without a receiver is compiled to: `(0, module.name)()`.
    let behind_zero = inner.strip_prefix("0").map(str::trim_start);
    let behind_zero = behind_zero
        .and_then(|rest| rest.strip_prefix(','))
        .map(str::trim);
    if let Some(names) = behind_zero.filter(|names| names.split('.').all(is_name)) {
        return format!("(0 , {names})");
    }
    match inner {
        "void 0" => "(void 0)".to_owned(),
        _ if is_name(inner) || unquoted(inner).is_some() => inner.to_owned(),
        _ => VALUE.to_owned(),
    }
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

/// The bracket that is closed at an offset.
fn opening(text: Text<'_>, close: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in (0..=close).rev() {
        if [')', ']', '}'].iter().any(|&bracket| text.is(at, bracket)) {
            depth += 1;
        } else if ['(', '[', '{'].iter().any(|&bracket| text.is(at, bracket)) {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// The property access whose key is at an offset, or the assignment to a property whose
/// target begins there.
pub fn access_at(text: Text<'_>, offset: usize) -> Option<Access> {
    let before = text.skip_back(offset);
    if before > 0 && text.is(before - 1, '.') {
        return Some(access(text, before - 1, text.token(offset).end));
    }
    if before > 0 && text.is(before - 1, '[') {
        return Some(access(text, before - 1, computed_end(text, offset)));
    }
    assigned_at(text, offset)
}

/// The property access whose object begins at an offset.
pub fn access_from(text: Text<'_>, offset: usize) -> Option<Access> {
    let mut token = text.token(offset);
    let mut last = None;
    for _ in 0..LINKS {
        if token.kind != Kind::Word && last.is_none() {
            return None;
        }
        let dot = text.token(token.end);
        match text.of(dot).as_str() {
            "." => {
                token = text.token(dot.end);
                last = Some(access(text, dot.start, token.end));
            }
            "[" => {
                token.end = computed_end(text, dot.end);
                last = Some(access(text, dot.start, token.end));
            }
            _ => break,
        }
    }
    last
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

/// Where the brackets end whose key, if it is one token, begins at an offset.
fn computed_end(text: Text<'_>, offset: usize) -> usize {
    text.token(text.token(offset).end).end
}

fn access(text: Text<'_>, end: usize, after: usize) -> Access {
    Access {
        start: base_before(text, end),
        assigned: text.of(text.token(after)) == "=",
        end: after,
        place: if text.is(end, '[') || follows_optional(text, end) {
            end
        } else {
            text.skip(end + 1)
        },
    }
}

/// Whether the dot at an offset is behind a name with a `?.` before it: V8 sees that at the dot.
fn follows_optional(text: Text<'_>, dot: usize) -> bool {
    let name = text.word_before(dot);
    let before = name.map_or(0, |name| text.skip_back(name.start));
    before > 1 && text.is(before - 1, '.') && text.is(before - 2, '?')
}

/// `a.b.c = …`, at its beginning.
fn assigned_at(text: Text<'_>, offset: usize) -> Option<Access> {
    access_from(text, offset).filter(|access| access.assigned)
}

/// Where the chain of plain names begins that ends at an offset.
fn base_before(text: Text<'_>, mut end: usize) -> Option<usize> {
    for _ in 0..LINKS {
        let word = text.word_before(end)?;
        let before = text.skip_back(word.start);
        if before == 0 || !text.is(before - 1, '.') {
            return Some(word.start);
        }
        end = before - 1;
    }
    None
}

/// Where V8 sees a variable that a statement reads before it does anything else: at the
/// statement's beginning.
pub fn leading(text: Text<'_>, offset: usize) -> usize {
    const PREFIXES: [&str; 9] = ["(", "-", "+", "!", "~", "new", "void", "typeof", "="];
    let tokens = text.tokens();
    let mut before = tokens.partition_point(|token| token.start < offset);
    let mut start = offset;
    while before > 0 {
        let token = tokens[before - 1];
        let word = text.of(token);
        match word.as_str() {
            "return" | "throw" => return token.start,
            "if" | "switch" if text.is(text.skip(token.end), '(') => return token.start,
            ";" | "{" | "}" | ":" => return start,
            word if PREFIXES.contains(&word) => {}
            _ if token.kind == Kind::Word && text.is(start, '=') => {}
            _ if text.place(token.end).0 < text.place(start).0 => return start,
            _ => return offset,
        }
        start = token.start;
        before -= 1;
    }
    start
}
