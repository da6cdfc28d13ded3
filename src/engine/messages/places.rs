//! Where V8 sees an error, given where Boa does: Boa has no place for a variable that is not there,
//! and marks other ends of a call or an assignment. `stack.rs` asks.

use boa_engine::js_string;
use boa_engine::object::JsObject;

use super::super::expression::{access_at, leading};
use super::super::intrinsics::own_string;
use super::super::source::{Kind, Text};
use super::makes_error;

/// Where V8 sees the first frame of an error, given where Boa does.
pub fn locate(error: &JsObject, text: Text<'_>, offset: Option<usize>) -> Option<usize> {
    if offset.is_some_and(|offset| makes_error(text, offset).is_some()) {
        return offset.map(|offset| name_of_call(text, offset));
    }
    let message = own_string(error, js_string!("message")).unwrap_or_default();
    let message = message.to_std_string_lossy();
    if let Some(name) = named(&message) {
        let found = find_name(text, name, offset).or(offset);
        return found.map(|found| assignment(text, found).unwrap_or_else(|| leading(text, found)));
    }
    if message == "Assignment to constant variable." {
        return offset.map(|offset| {
            let operator = text.token(text.token(offset).end);
            operator.start
        });
    }
    if message.starts_with("Cannot read properties of")
        || message.starts_with("Cannot set properties of")
    {
        let access = offset.and_then(|offset| access_at(text, offset));
        let place = access.map(|access| {
            if access.assigned {
                text.token(access.end).start
            } else {
                access.place
            }
        });
        return place.or(offset);
    }
    offset.map(|offset| name_of_call(text, offset))
}

/// The operator of an assignment to the name at an offset: V8 marks that.
fn assignment(text: Text<'_>, offset: usize) -> Option<usize> {
    let operator = text.token(text.token(offset).end);
    (text.of(operator) == "=").then_some(operator.start)
}

/// The variable that a `ReferenceError` is about: Boa has no position for it.
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

/// The use of a name that is nearest to a place: at the head of the property access there,
/// or behind it, or anywhere.
fn find_name(text: Text<'_>, name: &str, offset: Option<usize>) -> Option<usize> {
    let from = offset.unwrap_or(0);
    let tokens = text.tokens();
    let mut uses = tokens.iter().enumerate().filter(|(index, token)| {
        let before = index.checked_sub(1).map(|index| text.of(tokens[index]));
        let before = before.as_deref().unwrap_or_default();
        token.kind == Kind::Word
            && text.of(**token) == name
            && !matches!(
                before,
                "." | "?." | "typeof" | "function" | "class" | "let" | "const"
            )
    });
    let uses: Vec<usize> = uses.by_ref().map(|(_, token)| token.start).collect();
    let head = access_at(text, from).and_then(|access| access.start);
    let head = head.filter(|start| uses.contains(start));
    head.or_else(|| uses.iter().copied().find(|start| *start >= from))
        .or_else(|| uses.first().copied())
}

/// Boa places a call at its parenthesis, V8 at the name before it.
pub fn name_of_call(text: Text<'_>, offset: usize) -> usize {
    if !text.is(offset, '(') {
        return offset;
    }
    text.word_before(offset).map_or(offset, |name| name.start)
}
