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
use super::expression::{
    Access, access_at, access_from, argument_at, arguments_at, callee_before, end_of_names,
};
use super::guest::Guest;
use super::intrinsics::own_string;
use super::pattern_words;
use super::source::Text;
use super::stack::{self, Place, Position};

mod nullish;
mod patterns;
mod places;
mod private;
mod table;
mod values;
mod writes;

use crate::engine::descriptor;
pub use places::{locate, name_of_call};
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
    if at_place(guest, context, error, makes_error).is_some() {
        return;
    }
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

/// Whether guest code makes an error at a place: then the words are its own, whatever they are.
fn makes_error(text: Text<'_>, offset: usize) -> Option<()> {
    let callee = callee_before(text, offset)?;
    let class = callee.rsplit('.').next().unwrap_or_default();
    let makes = class == "super" || class.ends_with("Error") || class.ends_with("Exception");
    makes.then_some(())
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
        Say::Words(words) => words.to_owned(),
        Say::Around(before, after) => format!("{before}{part}{}", after.replace('\u{0}', part)),
        Say::ReadOnly => read_only(guest, context, error, part),
        Say::Undeletable => undeletable(guest, context, error),
        Say::Missing => {
            let early = in_text(guest, context, error, |text, _| {
                dead_zone::declares(text, part).then_some(())
            });
            match early {
                Some(()) => before_initialization(part),
                None => format!("{part} is not defined"),
            }
        }
        Say::Early => match in_text(guest, context, error, dead_zone::first) {
            Some(name) => before_initialization(&name),
            None => "Cannot access a variable before initialization".to_owned(),
        },
        Say::NotA(what) => {
            let callee = at_place(guest, context, error, callee_before);
            format!(
                "{} {what}",
                callee.as_deref().unwrap_or("(intermediate value)")
            )
        }
        Say::Argument(before, otherwise, after) => {
            let argument = at_place(guest, context, error, argument_at);
            let shown = argument.and_then(|argument| values::shown_of(context, &argument));
            format!("{before}{}{after}", shown.as_deref().unwrap_or(otherwise))
        }
        Say::Heritage => not_extensible(guest, context, error),
        Say::ClassCall => {
            let callee = at_place(guest, context, error, callee_before);
            let name = callee
                .as_deref()
                .and_then(|callee| callee.rsplit('.').next());
            format!(
                "Class constructor {} cannot be invoked without 'new'",
                name.unwrap_or_default()
            )
        }
        Say::Private(of) => {
            let words = in_text(guest, context, error, |text, offset| of.words(text, offset));
            words.unwrap_or_else(|| of.otherwise().to_owned())
        }
        Say::Pattern => no_pattern(guest, context, error, part),
        Say::In => not_searchable(guest, context, error, part),
        Say::NotIterable => not_iterable(guest, context, error, part),
        Say::Destructure => destructure(guest, context, error, part),
        Say::Nullish => nullish::words(guest, context, error)
            .unwrap_or_else(|| "Cannot convert undefined or null to object".to_owned()),
    }
}

fn read_only(guest: &Guest, context: &mut Context, error: &JsObject, key: &str) -> String {
    enum Target {
        Name,
        Property(Access),
    }
    let target = at_place(guest, context, error, |text, offset| {
        let token = text.token(offset);
        let operator = text.of(text.token(token.end));
        if text.of(token) == key && operator.ends_with('=') {
            return Some(Target::Name);
        }
        access_at(text, offset)
            .or_else(|| access_from(text, offset))
            .map(Target::Property)
    });
    match target {
        Some(Target::Name) => writes::refused_global(guest, key),
        Some(Target::Property(access)) => writes::refused(context, key, Some(&access)),
        None => writes::refused(context, key, None),
    }
}

fn undeletable(guest: &Guest, context: &mut Context, error: &JsObject) -> String {
    let access = at_place(guest, context, error, |text, offset| {
        let word = text.token(offset);
        let deletes = text.of(word) == "delete";
        access_from(text, if deletes { text.skip(word.end) } else { offset })
    });
    let words = access.and_then(|access| writes::undeletable(context, &access));
    words.unwrap_or_else(|| "Cannot delete property".to_owned())
}

/// `reason` is why the pattern of a regular expression was refused.
fn no_pattern(guest: &Guest, context: &mut Context, error: &JsObject, reason: &str) -> String {
    let arguments = at_place(guest, context, error, arguments_at).unwrap_or_default();
    let mut shown = arguments
        .iter()
        .map(|argument| values::shown_of(context, argument));
    match (shown.next().flatten(), shown.next()) {
        (Some(pattern), flags) => {
            let flags = flags.flatten().unwrap_or_default();
            pattern_words::refused(&pattern, &flags, reason)
        }
        (None, _) => pattern_words::refused_unseen(reason),
    }
}

/// `part` is the type of what `in` was asked of.
fn not_searchable(guest: &Guest, context: &mut Context, error: &JsObject, part: &str) -> String {
    let sides = in_source(guest, context, error, |text, offset| {
        patterns::searched(patterns::scope(text, offset)?)
    });
    let (key, object) = sides.unzip();
    let mut shown = |source: Option<String>| values::shown_of(context, &source?);
    let key = shown(key).map_or_else(String::new, |key| format!(" to search for '{key}'"));
    let object = shown(object);
    format!(
        "Cannot use 'in' operator{key} in {}",
        object.as_deref().unwrap_or(part)
    )
}

fn not_extensible(guest: &Guest, context: &mut Context, error: &JsObject) -> String {
    let heritage = in_source(guest, context, error, |text, _| heritage(text));
    let shown = heritage.and_then(|names| values::shown_of(context, &names));
    let shown = shown.as_deref().unwrap_or("undefined");
    format!("Class extends value {shown} is not a constructor or null")
}

/// What the only class of a text that has one extends, if these are names.
fn heritage(text: Text<'_>) -> Option<String> {
    let tokens = text.tokens();
    let extends = |token: &&super::source::Token| text.of(**token) == "extends";
    let start = patterns::only(tokens.iter().filter(extends))?.end;
    let end = end_of_names(text, text.token(start));
    Some(text.slice(start, end))
}

/// `part` is the type of what was to be iterated.
fn not_iterable(guest: &Guest, context: &mut Context, error: &JsObject, part: &str) -> String {
    let found = in_source(guest, context, error, |text, offset| {
        let iterated = patterns::scope(text, offset).and_then(patterns::iterated);
        iterated
            .map(|iterated| (iterated, true))
            .or_else(|| Some((argument_at(text, offset?)?, false)))
    });
    match found {
        Some((iterated, true)) => format!("{iterated} is not iterable"),
        Some((argument, false)) if argument.trim_start().starts_with("...") => {
            "Spread syntax requires ...iterable[Symbol.iterator] to be a function".to_owned()
        }
        Some((argument, false)) => {
            let shown = values::shown_of(context, &argument).unwrap_or_default();
            let value = format!("{part} {shown}");
            let value = value.trim_end();
            format!("{value} is not iterable (cannot read property Symbol(Symbol.iterator))")
        }
        None => format!("{part} is not iterable"),
    }
}

/// `part` is what was to be taken apart: `undefined` or `null`.
fn destructure(guest: &Guest, context: &mut Context, error: &JsObject, part: &str) -> String {
    let pattern = in_source(guest, context, error, patterns::find);
    let Some(pattern) = pattern else {
        let parameter = in_source(guest, context, error, |text, _| patterns::parameter(text));
        let property = parameter.map_or_else(String::new, |name| format!("property '{name}' of "));
        let value = if part == "null" && !property.is_empty() {
            "object null"
        } else {
            part
        };
        return format!("Cannot destructure {property}'{value}' as it is {part}.");
    };
    let shown = values::shown_of(context, &pattern.value);
    let is_whole = shown.is_none_or(|shown| shown == part);
    let value = pattern.value;
    match (pattern.first, pattern.inner) {
        _ if pattern.is_array => format!("{value} is not iterable"),
        (_, Some(inner)) if !is_whole => {
            format!("Cannot read properties of {part} (reading '{inner}')")
        }
        (Some(first), _) => {
            format!("Cannot destructure property '{first}' of '{value}' as it is {part}.")
        }
        (None, _) => format!("Cannot destructure '{value}' as it is {part}."),
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
