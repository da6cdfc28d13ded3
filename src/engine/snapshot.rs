//! Reading plain data without a crossing for each property.
//!
//! A snapshot is the own properties of an ordinary object or array that holds nothing but
//! plain data. It stays valid until control has passed to the other side and code ran
//! there. A first read asks for one property only: of many objects just one is wanted; the
//! second asks for the snapshot.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsResult, JsValue};

use super::convert::{get_key, get_value, put_key, put_value};
use super::guest::{Guest, malformed};
use crate::wire::{Reader, Writer};

/// The forms of a snapshot on the wire.
mod form {
    pub(super) const NONE: u32 = 0;
    pub(super) const OBJECT: u32 = 1;
    pub(super) const ARRAY: u32 = 2;
}

/// How many properties a snapshot may have.
const MAX_PROPERTIES: usize = 100_000;

/// Whether reading an object's own properties is reading its slots.
fn is_plain(object: &JsObject) -> bool {
    object.is_ordinary() || object.is_array()
}

/// The value of an own data property of a plain object: reading it runs no code.
pub fn plain_value(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    if !is_plain(object) {
        return None;
    }
    object.borrow().properties().get(key)?.value().cloned()
}

fn is_plain_data(property: &PropertyDescriptor) -> bool {
    property.is_data_descriptor()
        && property.writable() == Some(true)
        && property.enumerable() == Some(true)
        && property.configurable() == Some(true)
}

/// The own properties of a plain object in the order of its keys, if they are all plain data.
fn properties_of(object: &JsObject) -> Option<Vec<(PropertyKey, JsValue)>> {
    let is_array = object.is_array();
    let object = object.borrow();
    let properties = object.properties();
    let mut found = Vec::new();
    let mut indices: Vec<u32> = properties.index_property_keys().collect();
    indices.sort_unstable();
    let names = object.shape().keys();
    if indices.len() + names.len() > MAX_PROPERTIES {
        return None;
    }
    for key in indices.into_iter().map(PropertyKey::from).chain(names) {
        let property = properties.get(&key)?;
        if is_plain_data(&property) {
            found.push((key, property.value()?.clone()));
        } else if !is_array
            || key != PropertyKey::from(boa_engine::js_string!("length"))
            // The copy's length can be written, and would be reported so.
            || property.writable() != Some(true)
        {
            return None;
        }
    }
    Some(found)
}

/// Writes the snapshot of one of the guest's objects. Runs no guest code.
pub fn put(guest: &Guest, context: &mut Context, message: &mut Writer, object: &JsObject) {
    let properties = is_plain(object)
        .then(|| object.is_extensible(context).unwrap_or(false))
        .filter(|extensible| *extensible)
        .and_then(|_| properties_of(object));
    let Some(properties) = properties else {
        message.word(form::NONE);
        return;
    };
    if object.is_array() && is_dense(object, &properties) {
        message.word(form::ARRAY);
        message.count(properties.len());
        for (_, value) in &properties {
            put_value(guest, context, message, value);
        }
        return;
    }
    if object.is_array() {
        message.word(form::NONE);
        return;
    }
    message.word(form::OBJECT);
    message.count(properties.len());
    for (key, value) in &properties {
        put_key(guest, message, key);
        put_value(guest, context, message, value);
    }
}

/// Whether the properties of an array are just its elements, from the first to the last.
fn is_dense(array: &JsObject, properties: &[(PropertyKey, JsValue)]) -> bool {
    let length = super::descriptor::own_value(array, &boa_engine::js_string!("length").into())
        .and_then(|length| length.as_number());
    length == Some(properties.len() as f64)
        && properties
            .iter()
            .zip(0_u32..)
            .all(|((key, _), index)| *key == PropertyKey::from(index))
}

/// Reads a snapshot of one of the host's objects into an object of the guest's own that
/// nothing else refers to.
pub fn get(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<JsObject>> {
    match reader.word().map_err(malformed)? {
        form::ARRAY => {
            let count = reader.count().map_err(malformed)?;
            let mut values = Vec::with_capacity(count);
            for _ in 0..count {
                values.push(get_value(guest, context, reader)?);
            }
            Ok(Some(JsArray::from_iter(values, context).into()))
        }
        form::OBJECT => {
            let copy = JsObject::with_null_proto();
            for _ in 0..reader.count().map_err(malformed)? {
                let key = get_key(guest, context, reader)?;
                let value = get_value(guest, context, reader)?;
                copy.insert_property(
                    key,
                    PropertyDescriptor::builder()
                        .value(value)
                        .writable(true)
                        .enumerable(true)
                        .configurable(true),
                );
            }
            Ok(Some(copy))
        }
        _ => Ok(None),
    }
}
