//! Where V8 sees an error, given where Boa does, which marks the beginning of most expressions and other
//! ends of a call or an assignment. `stack.rs` asks.

use boa_engine::js_string;
use boa_engine::object::JsObject;

use super::patterns;
use crate::engine::expression::{access_at, callee_before, leading};
use crate::engine::intrinsics::own_string;
use crate::engine::source::{Kind, Text};

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
    let offset = offset?;
    let place = PLACES.iter().find(|(words, _)| message.contains(words));
    let place = place.and_then(|(_, place)| place(text, offset));
    Some(place.unwrap_or_else(|| name_of_call(text, offset)))
}

type Place = fn(Text<'_>, usize) -> Option<usize>;

/// Where V8 sees the errors that say so, given where Boa does.
const PLACES: [(&str, Place); 14] = [
    ("Assignment to constant variable.", |text, offset| {
        Some(text.token(text.token(offset).end).start)
    }),
    ("Cannot read properties of", property),
    ("Cannot set properties of", property),
    ("Cannot assign to read only property", property),
    ("Cannot add property", property),
    ("Cannot create property", property),
    ("which has only a getter", property),
    ("Cannot destructure", first_of_pattern),
    (" is not iterable", |text, offset| {
        text.is(offset, '[')
            .then(|| patterns::initializer(text, offset))?
    }),
    ("Cannot use 'in' operator", operator_before),
    ("in instanceof check", operator_before),
    ("Right-hand side of 'instanceof'", operator_before),
    ("Cannot mix BigInt", operator_before),
    ("Cannot convert a Symbol value", operator_before),
];

/// The name or the bracket of a property, or the operator that assigns to it.
fn property(text: Text<'_>, offset: usize) -> Option<usize> {
    if text.is(offset, '{') {
        return first_of_pattern(text, offset);
    }
    let access = access_at(text, offset)?;
    Some(if access.assigned {
        text.token(access.end).start
    } else {
        access.place
    })
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

/// The operator whose second operand is at an offset.
fn operator_before(text: Text<'_>, offset: usize) -> Option<usize> {
    let mut end = text.skip_back(offset);
    while end > 0 && text.is(end - 1, '(') {
        end = text.skip_back(end - 1);
    }
    if let Some(word) = text.word_before(end) {
        let word = Some(word).filter(|word| matches!(text.of(*word).as_str(), "in" | "instanceof"));
        return word.map(|word| word.start);
    }
    let is_operator = |at: usize| "+-*/%<>=!&|^".chars().any(|it| text.is(at, it));
    let length = (0..end).rev().take(3).take_while(|at| is_operator(*at));
    let start = end - length.count();
    // What follows an assignment has its operator behind it, or none.
    let is_assigned = end - start == 1 && text.is(start, '=');
    (start < end && !is_assigned).then_some(start)
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

/// Whether guest code makes an error at a place: then the words are its own, whatever they are.
fn makes_error(text: Text<'_>, offset: usize) -> Option<()> {
    let callee = callee_before(text, offset)?;
    let class = callee.rsplit('.').next().unwrap_or_default();
    let makes = class == "super" || class.ends_with("Error") || class.ends_with("Exception");
    makes.then_some(())
}
