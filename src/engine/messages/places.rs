//! Where V8 sees an error, given where Boa does, which marks the beginning of most expressions, a call by its
//! parenthesis and an operator by the end of what is before it. `stack.rs` asks.

use boa_engine::js_string;
use boa_engine::object::JsObject;

use super::leading::leading;
use super::patterns;
use crate::engine::expression::callee_before;
use crate::engine::peek::own_string;
use crate::engine::source::{Kind, Text, Token};
use crate::engine::syntax;

/// Where V8 sees the first frame of an error, given where Boa does.
pub fn locate(error: &JsObject, text: Text<'_>, offset: Option<usize>) -> Option<usize> {
    let offset = offset.map(|offset| settled(text, offset));
    if offset.is_some_and(|offset| makes_error(text, offset).is_some()) {
        return offset.map(|offset| name_of_call(text, offset));
    }
    let message = own_string(error, js_string!("message")).unwrap_or_default();
    let message = message.to_std_string_lossy();
    if let Some(name) = named(&message) {
        if let Some(operator) = offset.filter(|offset| assigns(text, *offset, name)) {
            return Some(operator);
        }
        let found = find_name(text, name, offset).or(offset);
        return found.map(|found| assignment(text, found).unwrap_or_else(|| leading(text, found)));
    }
    let offset = offset?;
    let place = PLACES.iter().find(|(words, _)| message.contains(words));
    let place = place.and_then(|(_, place)| place(text, offset));
    Some(place.unwrap_or_else(|| name_of_call(text, offset)))
}

/// The place that is meant by the end of an operand (`patches/operators.js`): what stands behind it.
fn settled(text: Text<'_>, offset: usize) -> usize {
    let mut place = text.skip(offset);
    while text.is(place, ')') || text.is(place, ']') {
        place = text.skip(place + 1);
    }
    if text.is(place, '?') && text.is(place + 1, '.') && text.is(text.skip(place + 2), '[') {
        return text.skip(place + 2);
    }
    place
}

type Place = fn(Text<'_>, usize) -> Option<usize>;

/// Where V8 sees the errors that say so, given where Boa does.
const PLACES: [(&str, Place); 8] = [
    ("Symbol(Symbol.asyncIterator)", patterns::place),
    ("Private method '#", private_name),
    ("' was defined without a setter", private_name),
    ("Assignment to constant variable.", |text, offset| {
        let token = text.token(offset);
        let next = text.token(token.end);
        let is_target = token.kind == Kind::Word && !is_written(text, next);
        Some(
            if is_target || is_written(text, token) && text.of(token).ends_with('=') {
                token.start
            } else {
                next.start
            },
        )
    }),
    ("Cannot read properties of", first_of_pattern),
    ("Cannot destructure", first_of_pattern),
    (" iterable", patterns::place),
    ("Spread syntax requires", patterns::place),
];

/// The private name before the operator at an offset.
fn private_name(text: Text<'_>, offset: usize) -> Option<usize> {
    let name = text.word_before(offset)?;
    let start = name.start.checked_sub(1)?;
    text.is(start, '#').then_some(start)
}

/// Whether a token is an operator that assigns to what is next to it.
fn is_written(text: Text<'_>, token: Token) -> bool {
    const COMPARE: [&str; 6] = ["==", "===", "!=", "!==", "<=", ">="];
    let operator = text.of(token);
    let assigns = operator.ends_with('=') && !COMPARE.contains(&operator.as_str());
    token.kind == Kind::Punctuator && (assigns || matches!(operator.as_str(), "++" | "--"))
}

/// What the first property of a pattern is bound to.
fn first_of_pattern(text: Text<'_>, offset: usize) -> Option<usize> {
    if !text.is(offset, '{') {
        return None;
    }
    let key = text.token(offset + 1);
    let colon = text.token(key.end);
    let is_bound = text.of(colon) == ":";
    Some(if is_bound {
        text.skip(colon.end)
    } else {
        key.start
    })
}

/// Whether a name is assigned to by the operator at an offset.
fn assigns(text: Text<'_>, offset: usize, name: &str) -> bool {
    let target = text.word_before(offset);
    text.of(text.token(offset)) == "=" && target.is_some_and(|target| text.of(target) == name)
}

/// The operator of an assignment to the name at an offset: V8 marks that.
fn assignment(text: Text<'_>, offset: usize) -> Option<usize> {
    let operator = text.token(text.token(offset).end);
    (text.of(operator) == "=").then_some(operator.start)
}

/// The variable that a `ReferenceError` is about, which is not always at Boa's place.
fn named(message: &str) -> Option<&str> {
    if message.starts_with("Must call super constructor") {
        return Some("this");
    }
    let access = message
        .strip_prefix("Cannot access '")
        .and_then(|rest| rest.strip_suffix("' before initialization"));
    access
        .or_else(|| message.strip_suffix(" is not defined"))
        .filter(|name| !name.contains(' '))
}

/// The use of a name that is nearest to a place: there or behind it, or anywhere.
fn find_name(text: Text<'_>, name: &str, offset: Option<usize>) -> Option<usize> {
    const DECLARES: [&str; 7] = [".", "?.", "typeof", "function", "class", "let", "const"];
    let from = offset.unwrap_or(0);
    let tokens = text.tokens();
    let uses = tokens.iter().enumerate().filter(|(index, token)| {
        let before = index.checked_sub(1).map(|index| text.of(tokens[index]));
        let before = before.as_deref().unwrap_or_default();
        token.kind == Kind::Word && text.of(**token) == name && !DECLARES.contains(&before)
    });
    let uses: Vec<usize> = uses.map(|(_, token)| token.start).collect();
    let behind = uses.iter().find(|start| **start >= from);
    behind.or_else(|| uses.first()).copied()
}

/// Where V8 sees what is called: at the name before the parenthesis where Boa has it, if that is no word of the
/// language and no private name.
pub fn name_of_call(text: Text<'_>, offset: usize) -> usize {
    let offset = settled(text, offset);
    let name = text.word_before(offset).filter(|name| {
        let word = text.of(*name);
        let is_private = name.start > 0 && text.is(name.start - 1, '#');
        let is_number = word.starts_with(|first: char| first.is_ascii_digit());
        text.is(offset, '(')
            && !is_private
            && !is_number
            && (word == "super" || !syntax::is_keyword(&word))
    });
    name.map_or(offset, |name| name.start)
}

/// Whether guest code makes an error at a place: then the words are its own, whatever they are.
fn makes_error(text: Text<'_>, offset: usize) -> Option<()> {
    let callee = callee_before(text, offset)?;
    let class = callee.rsplit('.').next().unwrap_or_default();
    let makes = class == "super" || class.ends_with("Error") || class.ends_with("Exception");
    makes.then_some(())
}
