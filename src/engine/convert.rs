//! Values between Boa and the wire. Converting a value runs no guest code: what is read of
//! an object is read from its own slots.

use boa_engine::module::ModuleNamespace;
use boa_engine::property::PropertyKey;
use boa_engine::string::JsStrVariant;
use boa_engine::value::JsVariant;
use boa_engine::{
    Context, JsBigInt, JsError, JsNativeError, JsObject, JsResult, JsStr, JsString, JsSymbol,
    JsValue,
};

use super::guest::Guest;
use super::symbols::SymbolHandle;
use super::{builtins, functions, intrinsics, membrane, records};
use crate::wire::{HandleId, Malformed, Reader, Text, Traits, Value, Writer};

/// The text of a Boa string, where it lies.
pub fn text_of(string: &JsString) -> Text<'_> {
    match string.as_str().variant() {
        JsStrVariant::Latin1(bytes) => Text::Latin1(bytes),
        JsStrVariant::Utf16(units) => Text::Utf16(units),
    }
}

pub fn string_of(text: Text<'_>) -> JsString {
    match text {
        Text::Latin1(bytes) => JsString::from(JsStr::latin1(bytes)),
        Text::Utf16(units) => JsString::from(units),
    }
}

/// Writes a value of the guest's, exporting what is an object.
pub fn put_value(guest: &Guest, context: &mut Context, message: &mut Writer, value: &JsValue) {
    match value.variant() {
        JsVariant::Undefined => message.value(Value::Undefined),
        JsVariant::Null => message.value(Value::Null),
        JsVariant::Boolean(boolean) => message.value(Value::Bool(boolean)),
        JsVariant::Integer32(number) => message.value(Value::Int(number)),
        JsVariant::Float64(number) => message.value(Value::Number(number)),
        JsVariant::String(string) => put_text(guest, message, &string),
        JsVariant::BigInt(number) => {
            message.value(Value::BigInt(number.to_string_radix(16).as_bytes()));
        }
        JsVariant::Symbol(symbol) => put_symbol(guest, message, &symbol),
        JsVariant::Object(object) => put_object(guest, context, message, &object),
    }
}

fn put_text(guest: &Guest, message: &mut Writer, text: &JsString) {
    message.value(guest.texts.borrow_mut().value_of(text));
}

fn put_symbol(guest: &Guest, message: &mut Writer, symbol: &JsSymbol) {
    let handle = guest.symbols.borrow_mut().handle_of(symbol);
    match handle {
        SymbolHandle::WellKnown(index) => message.value(Value::WellKnownSymbol(index)),
        SymbolHandle::Registered(key) => message.value(Value::RegisteredSymbol(text_of(&key))),
        SymbolHandle::Yours(id) => message.value(Value::YoursSymbol(id)),
        SymbolHandle::Mine(id) => {
            let description = symbol.description();
            message.value(Value::MineSymbol(id, description.as_ref().map(text_of)));
        }
    }
}

/// Writes an object: the host's own as the host's, one of ours by its handle.
pub fn put_object(guest: &Guest, context: &mut Context, message: &mut Writer, object: &JsObject) {
    records::named_by_view(guest, context, object);
    let home = guest.imports.borrow().handle_of(object);
    if let Some(id) = home {
        records::named(guest, id, false);
        message.value(Value::Yours(id));
        return;
    }
    if guest.settings.get().one_realm
        && let Some(index) = intrinsics::index_of(guest, context, object)
    {
        message.value(Value::Intrinsic(index));
        return;
    }
    if records::put(guest, context, message, object) {
        return;
    }
    let id = guest.exports.borrow_mut().issue(object);
    message.value(Value::Mine(id, traits_of(guest, context, object)));
}

/// Writes a prototype. Those of the built-in kinds that arrive as the real thing are the
/// host's own on the host's side, so that `instanceof` holds there.
pub fn put_prototype(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    prototype: Option<&JsObject>,
) {
    match prototype {
        None => message.value(Value::Null),
        Some(object) => match intrinsics::index_of_record_prototype(context, object) {
            Some(index) => message.value(Value::Intrinsic(index)),
            None => put_object(guest, context, message, object),
        },
    }
}

fn traits_of(guest: &Guest, context: &mut Context, object: &JsObject) -> Traits {
    let mut traits = 0;
    if object.is_ordinary() {
        // As nearly all are.
    } else if *object == context.global_object() {
        traits |= Traits::GLOBAL;
    } else if object.is_callable() {
        traits |= functions::traits_of(context, object);
        if *object == *context.intrinsics().objects().array_prototype_values() {
            traits |= Traits::ARRAY_VALUES;
        } else if *object == guest.reflection.error_text {
            traits |= Traits::ERROR_TEXT;
        }
    } else if builtins::is_array(object, context).unwrap_or(false) {
        traits |= Traits::ARRAY;
    } else if functions::is_arguments(object) {
        traits |= Traits::ARGUMENTS;
    } else if object.is::<ModuleNamespace>() {
        traits |= Traits::NAMESPACE;
    }
    let traits = Traits(traits);
    match intrinsics::index_of(guest, context, object) {
        Some(index) => traits.of_intrinsic(index),
        None => traits,
    }
}

/// Reads a value that the host sent.
pub fn get_value(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<JsValue> {
    let value = reader.value()?;
    value_of(guest, context, reader, value)
}

/// The value that was read; what a reference to a primordial has beside it is read here.
fn value_of(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    value: Value<'_>,
) -> JsResult<JsValue> {
    Ok(match value {
        Value::Undefined | Value::Absent => JsValue::undefined(),
        Value::Null => JsValue::null(),
        Value::Bool(boolean) => boolean.into(),
        Value::Int(number) => number.into(),
        Value::Number(number) => number.into(),
        Value::Text(text) => string_of(text).into(),
        Value::BigInt(digits) => bigint_of(digits)?.into(),
        Value::WellKnownSymbol(index) => guest
            .symbols
            .borrow()
            .well_known(index)
            .ok_or(Malformed("unknown symbol"))?
            .into(),
        Value::RegisteredSymbol(key) => guest
            .symbols
            .borrow_mut()
            .registered(&string_of(key))
            .ok_or(Malformed("symbol"))?
            .into(),
        Value::MineSymbol(id, description) => guest
            .symbols
            .borrow_mut()
            .theirs(id, description.map(string_of))
            .ok_or(Malformed("symbol"))?
            .into(),
        Value::YoursSymbol(id) => guest
            .symbols
            .borrow()
            .mine(id)
            .ok_or(Malformed("a symbol that was never issued"))?
            .into(),
        Value::Yours(id) => export(guest, id)?.into(),
        Value::Mine(id, traits) if traits.has(Traits::RECORD) => {
            records::known(guest, context, id)?.into()
        }
        Value::Mine(id, traits) => membrane::stand_in(guest, context, id, traits).into(),
        Value::Intrinsic(index) => intrinsics::get(guest, context, index, reader)?,
        // Only the guest sends lists of texts.
        Value::TextAt(_) => return Err(Malformed("a text").into()),
        Value::Global => context.global_object().into(),
        Value::Record(id, kind) => records::get(guest, context, reader, id, kind)?.into(),
    })
}

fn export(guest: &Guest, id: HandleId) -> JsResult<JsObject> {
    guest
        .exports
        .borrow()
        .get(id)
        .ok_or_else(|| Malformed("a handle that was never issued").into())
}

fn bigint_of(digits: &[u8]) -> JsResult<JsBigInt> {
    std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| JsBigInt::from_string_radix(digits, 16))
        .ok_or_else(|| Malformed("bigint").into())
}

/// Reads an object.
pub fn get_object(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<JsObject> {
    match reader.value()? {
        // As nearly always; out of a value an object comes by another reference to it.
        Value::Yours(id) => export(guest, id),
        value => value_of(guest, context, reader, value)?
            .as_object()
            .ok_or_else(|| Malformed("not an object").into()),
    }
}

/// Writes a property key: an index as a number.
pub fn put_key(guest: &Guest, message: &mut Writer, key: &PropertyKey) {
    match key {
        PropertyKey::String(string) => put_text(guest, message, string),
        PropertyKey::Symbol(symbol) => put_symbol(guest, message, symbol),
        PropertyKey::Index(index) => match i32::try_from(index.get()) {
            Ok(index) => message.value(Value::Int(index)),
            Err(_) => message.str(&index.get().to_string()),
        },
    }
}

pub fn get_key(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<PropertyKey> {
    let value = get_value(guest, context, reader)?;
    match value.variant() {
        JsVariant::String(string) => Ok(string.into()),
        JsVariant::Symbol(symbol) => Ok(symbol.into()),
        JsVariant::Integer32(index) if index >= 0 => Ok(index.cast_unsigned().into()),
        _ => Err(Malformed("not a property key").into()),
    }
}

/// Reads a list of property keys.
pub fn get_keys(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Vec<PropertyKey>> {
    let count = reader.count()?;
    (0..count)
        .map(|_| get_key(guest, context, reader))
        .collect()
}

/// Reads a list of values.
pub fn get_values(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Vec<JsValue>> {
    let count = reader.count()?;
    get_list(guest, context, reader, count)
}

/// Reads so many values.
pub fn get_list(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    count: usize,
) -> JsResult<Vec<JsValue>> {
    let mut values = Vec::with_capacity(count);
    for _ in 0..count {
        values.push(get_value(guest, context, reader)?);
    }
    Ok(values)
}

pub fn put_values(guest: &Guest, context: &mut Context, message: &mut Writer, values: &[JsValue]) {
    message.count(values.len());
    for value in values {
        put_value(guest, context, message, value);
    }
}

/// The error for a thing of the host's that guest code may not have.
pub fn refused(what: &str) -> JsError {
    JsNativeError::typ().with_message(what.to_owned()).into()
}
