//! Dates, regular expressions, and the wrappers of primitive values.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsDate, JsRegExp};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsBigInt, JsResult, JsString, JsSymbol, JsValue, js_string};

use super::MISMATCH;
use super::links::State;
use crate::engine::builtins::written_pattern;
use crate::engine::convert::{get_value, put_value, string_of, text_of};
use crate::engine::guest::Guest;
use crate::engine::peek::{own, own_getter, own_value};
use crate::wire::{Reader, Writer};

/// A date's time value (ECMA-262, 21.4.1.1).
pub(super) fn time_of(context: &mut Context, object: &JsObject) -> f64 {
    JsDate::from_object(object.clone())
        .and_then(|date| date.value_of(context))
        .ok()
        .and_then(|time| time.as_number())
        .unwrap_or(f64::NAN)
}

pub(super) fn put_date_head(context: &mut Context, message: &mut Writer, object: &JsObject) {
    message.number(time_of(context, object));
}

pub(super) fn get_date(
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<JsObject>> {
    let time = reader.number()?;
    let date = JsDate::new(context);
    date.set_time(time, context)?;
    Ok(Some(date.into()))
}

pub(super) fn put_time(context: &mut Context, message: &mut Writer, object: &JsObject) -> State {
    let time = time_of(context, object);
    message.number(time);
    State::Time(time)
}

pub(super) fn read_time(
    context: &mut Context,
    reader: &mut Reader<'_>,
    object: &JsObject,
) -> JsResult<State> {
    let time = reader.number()?;
    let date = JsDate::from_object(object.clone())?;
    date.set_time(time, context)?;
    // As it is written next, so that no difference is seen.
    Ok(State::Time(time_of(context, object)))
}

/// The accessors of `RegExp.prototype` that tell a regular expression's parts, taken
/// before any guest code ran: each reads a slot of its receiver.
pub(super) struct RegExpParts {
    source: JsObject,
    flags: Vec<(char, JsObject)>,
}

const FLAGS: [(char, &str); 8] = [
    ('d', "hasIndices"),
    ('g', "global"),
    ('i', "ignoreCase"),
    ('m', "multiline"),
    ('s', "dotAll"),
    ('u', "unicode"),
    ('v', "unicodeSets"),
    ('y', "sticky"),
];

impl RegExpParts {
    pub(super) fn new(context: &Context) -> Option<Self> {
        let prototype = context.intrinsics().constructors().regexp().prototype();
        let getter = |name: &str| own_getter(&prototype, &PropertyKey::from(JsString::from(name)));
        Some(Self {
            source: getter("source")?,
            flags: FLAGS
                .iter()
                .filter_map(|(flag, name)| Some((*flag, getter(name)?)))
                .collect(),
        })
    }

    fn source(&self, context: &mut Context, object: &JsObject) -> JsString {
        let source = self.source.call(&object.clone().into(), &[], context);
        let source = source.ok().and_then(|source| source.as_string());
        JsString::from(written_pattern(&source.unwrap_or_default()).as_slice())
    }

    fn flags(&self, context: &mut Context, object: &JsObject) -> String {
        let receiver = object.clone().into();
        let set = |context: &mut Context, getter: &JsObject| {
            let flag = getter.call(&receiver, &[], context);
            flag.is_ok_and(|flag| flag.to_boolean())
        };
        self.flags
            .iter()
            .filter_map(|(flag, getter)| set(context, getter).then_some(*flag))
            .collect()
    }
}

pub(super) fn put_regexp_head(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) {
    let parts = guest.links.borrow().regexp_parts.clone();
    let (source, flags) = match parts {
        Some(parts) => (parts.source(context, object), parts.flags(context, object)),
        None => Default::default(),
    };
    message.text(text_of(&source));
    message.str(&flags);
}

/// A regular expression, unless only the host's engine understands it.
pub(super) fn get_regexp(
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<JsObject>> {
    let source = string_of(reader.text()?);
    let flags = string_of(reader.text()?);
    Ok(JsRegExp::new(source, flags, context).ok().map(Into::into))
}

pub(super) fn last_index_of(object: &JsObject) -> JsValue {
    own_value(object, &js_string!("lastIndex").into()).unwrap_or_default()
}

pub(super) fn put_last_index(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) -> State {
    let index = last_index_of(object);
    put_value(guest, context, message, &index);
    State::LastIndex(index)
}

pub(super) fn read_last_index(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    object: &JsObject,
) -> JsResult<State> {
    let index = get_value(guest, context, reader)?;
    let key = PropertyKey::from(js_string!("lastIndex"));
    let property = own(object, &key);
    let writable = property.is_none_or(|property| property.writable() != Some(false));
    // What stands in for an expression that this engine does not understand has no slot.
    if object.is::<boa_engine::builtins::regexp::RegExp>() {
        object.insert_property(
            key,
            PropertyDescriptor::builder()
                .value(index.clone())
                .writable(writable)
                .enumerable(false)
                .configurable(false),
        );
        return Ok(State::LastIndex(index));
    }
    Ok(State::Settled)
}

/// The primitive value that an object wraps.
pub(super) fn primitive_of(object: &JsObject) -> Option<JsValue> {
    if let Some(value) = object.downcast_ref::<bool>() {
        return Some((*value).into());
    }
    if let Some(value) = object.downcast_ref::<f64>() {
        return Some((*value).into());
    }
    if let Some(value) = object.downcast_ref::<JsString>() {
        return Some(value.clone().into());
    }
    if let Some(value) = object.downcast_ref::<JsSymbol>() {
        return Some(value.clone().into());
    }
    let value = object.downcast_ref::<JsBigInt>()?;
    Some(value.clone().into())
}

pub(super) fn put_boxed_head(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) {
    let value = primitive_of(object).unwrap_or_default();
    put_value(guest, context, message, &value);
}

pub(super) fn get_boxed(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<JsObject>> {
    let value = get_value(guest, context, reader)?;
    if value.is_null_or_undefined() || value.is_object() {
        return Err(MISMATCH.into());
    }
    value.to_object(context).map(Some)
}
