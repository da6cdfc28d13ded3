//! V8's words for the frequent errors in place of Boa's.
//!
//! Boa makes an error object of its native error in many places and offers none to step
//! in. So the message is put right when the error is first looked at from outside: when it
//! crosses to the host, when its stack is read, when it is made a string. What V8 says of
//! the expression ("a.b is not a function") is read from the source text at the error's
//! place.

use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsError, JsNativeError, JsString, js_string};

use super::dead_zone;
use super::expression::{Access, access_at, callee_before, leading};
use super::guest::Guest;
use super::intrinsics::{inherited_value, own_string};
use super::source::{Kind, Text};
use super::stack::{self, Place, Position};

mod table;

use crate::engine::descriptor;
use table::Say::{Around, ClassCall, Early, Missing, NotA, NotIterable, Nullish, ReadOnly, Words};
use table::{CLASS_CALL, Say, entry};

/// Gives an error V8's message if it has one of Boa's.
pub fn refine(guest: &Guest, context: &mut Context, error: &JsObject) {
    let Some(message) = own_string(error, js_string!("message")) else {
        return;
    };
    let message = message.to_std_string_lossy();
    let Some((say, part)) = entry(&message) else {
        return;
    };
    let refined = words(guest, context, error, say, part);
    let key = PropertyKey::from(js_string!("message"));
    let writable = error
        .borrow()
        .properties()
        .get(&key)
        .is_some_and(|property| property.writable() == Some(true));
    if writable {
        error.insert_property(key, descriptor::hidden(JsString::from(refined)));
    }
}

/// Names the class in the error for the host having called it: no source has the call.
pub fn name_class(error: JsError, class: &JsObject) -> JsError {
    let refused = error
        .as_native()
        .is_some_and(|native| native.message().starts_with(CLASS_CALL));
    if !refused {
        return error;
    }
    let name = own_string(class, js_string!("name")).unwrap_or_default();
    let name = name.to_std_string_lossy();
    JsNativeError::typ()
        .with_message(format!(
            "Class constructor {name} cannot be invoked without 'new'"
        ))
        .into()
}

fn words(guest: &Guest, context: &mut Context, error: &JsObject, say: Say, part: &str) -> String {
    match say {
        Words(words) => words.to_owned(),
        Around(before, after) => format!("{before}{part}{}", after.replace('\u{0}', part)),
        ReadOnly => format!("Cannot assign to read only property '{part}' of object"),
        Missing => {
            let early = in_text(guest, context, error, |text, _| {
                dead_zone::declares(text, part).then_some(())
            });
            match early {
                Some(()) => before_initialization(part),
                None => format!("{part} is not defined"),
            }
        }
        Early => match in_text(guest, context, error, dead_zone::first) {
            Some(name) => before_initialization(&name),
            None => "Cannot access a variable before initialization".to_owned(),
        },
        NotA(what) => {
            let callee = at_place(guest, context, error, callee_before);
            format!(
                "{} {what}",
                callee.as_deref().unwrap_or("(intermediate value)")
            )
        }
        ClassCall => {
            let callee = at_place(guest, context, error, callee_before);
            let name = callee
                .as_deref()
                .and_then(|callee| callee.rsplit('.').next());
            format!(
                "Class constructor {} cannot be invoked without 'new'",
                name.unwrap_or_default()
            )
        }
        NotIterable => format!("{part} is not iterable"),
        Nullish => match at_place(guest, context, error, access_at) {
            Some(access) => nullish(context, &access),
            None => "Cannot convert undefined or null to object".to_owned(),
        },
    }
}

fn before_initialization(name: &str) -> String {
    format!("Cannot access '{name}' before initialization")
}

/// What is read from the source text at the place of an error.
fn at_place<R>(
    guest: &Guest,
    context: &mut Context,
    error: &JsObject,
    read: impl FnOnce(Text<'_>, usize) -> Option<R>,
) -> Option<R> {
    let read = |text: Text<'_>, offset: Option<usize>| read(text, offset?);
    in_source(guest, context, error, read)
}

/// The same, from the text's beginning if Boa has no place.
fn in_text<R>(
    guest: &Guest,
    context: &mut Context,
    error: &JsObject,
    read: impl FnOnce(Text<'_>, usize) -> Option<R>,
) -> Option<R> {
    let read = |text: Text<'_>, offset: Option<usize>| read(text, offset.unwrap_or(0));
    in_source(guest, context, error, read)
}

fn in_source<R>(
    guest: &Guest,
    context: &mut Context,
    error: &JsObject,
    read: impl FnOnce(Text<'_>, Option<usize>) -> Option<R>,
) -> Option<R> {
    let position = position_of(guest, context, error)?;
    let scripts = guest.scripts.borrow();
    let text = scripts.origins.get(position.origin)?.text()?;
    let offset = position
        .at
        .and_then(|(line, column)| text.offset(line, column));
    read(text, offset)
}

fn position_of(guest: &Guest, context: &mut Context, error: &JsObject) -> Option<Position> {
    let raw = stack::raw_trace(guest, context, error);
    match stack::frames(&raw).first()?.place {
        Place::Source(position) => Some(position),
        _ => None,
    }
}

/// Which of the two a value was is not in Boa's error: what is written in the source or
/// still stands in a global variable tells, else the message names both.
fn nullish(context: &Context, access: &Access) -> String {
    let value = match access.base.first().map(String::as_str) {
        Some("null") if access.base.len() == 1 => Some("null"),
        Some("undefined") if access.base.len() == 1 => Some("undefined"),
        _ => global_value(context, &access.base),
    };
    let value = value.unwrap_or("null or undefined");
    let (verb, doing) = if access.assigned {
        ("set", "setting")
    } else {
        ("read", "reading")
    };
    match &access.key {
        Some(key) => format!("Cannot {verb} properties of {value} ({doing} '{key}')"),
        None => format!("Cannot {verb} properties of {value}"),
    }
}

/// What a chain of names leads to from the global object, through data properties alone.
fn global_value(context: &Context, names: &[String]) -> Option<&'static str> {
    let mut object = context.global_object();
    let (last, path) = names.split_last()?;
    let key = |name: &String| PropertyKey::from(JsString::from(name.as_str()));
    for name in path {
        object = inherited_value(&object, &key(name))?.as_object()?;
    }
    match inherited_value(&object, &key(last)) {
        Some(value) if value.is_null() => Some("null"),
        Some(value) if value.is_undefined() => Some("undefined"),
        Some(_) => None,
        None => (!path.is_empty()).then_some("undefined"),
    }
}

/// Where V8 sees the first frame of an error, given where Boa does.
pub fn locate(error: &JsObject, text: Text<'_>, offset: Option<usize>) -> Option<usize> {
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
