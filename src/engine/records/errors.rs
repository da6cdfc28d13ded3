//! Errors: each arrives as an error of the same kind, with its message, stack, causes and
//! own properties. They are written with their content wherever they stand.

use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsNativeError, JsResult, JsValue, js_string};

use super::link;
use crate::engine::convert::{get_key, get_value, put_key, put_prototype, put_value};
use crate::engine::descriptor::{attributes_of, flags_of, own_value};
use crate::engine::guest::{Guest, malformed};
use crate::engine::intrinsics::inherited_value;
use crate::engine::stack;
use crate::wire::{ErrorKind, HandleId, Reader, RecordKind, Value, Writer};

/// How deep the causes of an error follow it; what is deeper is a plain stand-in.
const CAUSES: usize = 32;

/// Writes an error. Returns false for one that is to cross by its handle: the message has it
/// whole already, or it would follow too deep and is a plain stand-in.
pub fn put(guest: &Guest, context: &mut Context, message: &mut Writer, object: &JsObject) -> bool {
    let id = guest.exports.borrow_mut().issue(object);
    {
        let mut links = guest.links.borrow_mut();
        if links.writing >= CAUSES || !links.begin_error(id) {
            return false;
        }
        links.writing += 1;
    }
    put_error(guest, context, message, object);
    guest.links.borrow_mut().writing -= 1;
    true
}

/// The prototypes of the errors, in the order of [`ErrorKind::ALL`].
fn error_prototypes(context: &Context) -> [JsObject; 8] {
    let constructors = context.intrinsics().constructors();
    [
        constructors.error().prototype(),
        constructors.eval_error().prototype(),
        constructors.range_error().prototype(),
        constructors.reference_error().prototype(),
        constructors.syntax_error().prototype(),
        constructors.type_error().prototype(),
        constructors.uri_error().prototype(),
        constructors.aggregate_error().prototype(),
    ]
}

/// The kind of an error: that of the nearest intrinsic prototype.
fn kind_of(context: &Context, object: &JsObject) -> (ErrorKind, bool) {
    let prototypes = error_prototypes(context);
    let mut direct = true;
    let mut next = object.prototype();
    for _ in 0..100 {
        let Some(prototype) = next else { break };
        if let Some(kind) = prototypes.iter().position(|known| *known == prototype) {
            return (ErrorKind::ALL[kind], direct);
        }
        direct = false;
        next = prototype.prototype();
    }
    (ErrorKind::Error, false)
}

fn put_error(guest: &Guest, context: &mut Context, message: &mut Writer, object: &JsObject) {
    let id = guest.exports.borrow_mut().issue(object);
    message.record(id, RecordKind::Error);
    let (kind, direct) = kind_of(context, object);
    message.word(kind as u32);
    let text = own_value(object, &js_string!("message").into()).filter(|text| !text.is_object());
    put_optional(guest, context, message, text);
    let trace = stack::trace_of(guest, context, object);
    put_optional(guest, context, message, trace.map(Into::into));
    let name = inherited_value(object, &js_string!("name").into()).filter(JsValue::is_string);
    put_optional(guest, context, message, name);
    if direct {
        message.value(Value::Absent);
    } else {
        put_prototype(guest, context, message, object.prototype().as_ref());
    }
    let own = own_data(object);
    message.count(own.len());
    for (key, property) in own {
        put_key(guest, message, &key);
        message.attributes(attributes_of(&property));
        let value = property.value().cloned().unwrap_or_default();
        put_value(guest, context, message, &value);
    }
}

/// The own data properties of an error beside its message and stack.
fn own_data(object: &JsObject) -> Vec<(PropertyKey, PropertyDescriptor)> {
    let skipped = [js_string!("message"), js_string!("stack")].map(PropertyKey::from);
    let object = object.borrow();
    object
        .shape()
        .keys()
        .into_iter()
        .filter(|key| !skipped.contains(key))
        .filter_map(|key| {
            let property = object.properties().get(&key)?;
            property.is_data_descriptor().then_some((key, property))
        })
        .collect()
}

fn put_optional(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    value: Option<JsValue>,
) {
    match value {
        Some(value) => put_value(guest, context, message, &value),
        None => message.value(Value::Absent),
    }
}

/// Reads an error of the host's: the object that is linked to its handle, or a new one.
pub fn get(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    id: HandleId,
) -> JsResult<JsObject> {
    let kind = reader.word().map_err(malformed)? as usize;
    let known = guest.imports.borrow().get(id);
    let fresh = known.is_none();
    let object = if let Some(object) = known {
        object
    } else {
        let object = new_error(context, kind);
        // It may inherit one, as a `DOMException` does; its own is among what follows.
        object.delete_property_or_throw(js_string!("message"), context)?;
        link(guest, context, id, &object)?;
        object
    };
    let prototype = get_value(guest, context, reader)?;
    if fresh && let Some(prototype) = prototype.as_object() {
        object.set_prototype(Some(prototype));
    }
    for _ in 0..reader.count().map_err(malformed)? {
        let key = get_key(guest, context, reader)?;
        let attributes = reader.attributes().map_err(malformed)?;
        let value = get_value(guest, context, reader)?;
        if fresh {
            object.insert_property(key, flags_of(attributes).value(value));
        }
    }
    Ok(object)
}

fn new_error(context: &mut Context, kind: usize) -> JsObject {
    let kind = ErrorKind::ALL
        .get(kind)
        .copied()
        .unwrap_or(ErrorKind::Error);
    let error = match kind {
        ErrorKind::Error => JsNativeError::error(),
        ErrorKind::Eval => JsNativeError::eval(),
        ErrorKind::Range => JsNativeError::range(),
        ErrorKind::Reference => JsNativeError::reference(),
        ErrorKind::Syntax => JsNativeError::syntax(),
        ErrorKind::Type => JsNativeError::typ(),
        ErrorKind::Uri => JsNativeError::uri(),
        ErrorKind::Aggregate => JsNativeError::aggregate(Vec::new()),
    };
    error.into_opaque(context)
}
