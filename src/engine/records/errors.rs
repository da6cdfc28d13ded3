//! Errors: each arrives as an error of the same kind, with its message, stack, causes and
//! own properties. They are written with their content wherever they stand.

use boa_engine::builtins::error::Error;
use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsNativeError, JsResult, JsValue, js_string};

use super::link;
use super::shape::{Own, get_own, put_own};
use crate::engine::convert::{get_value, put_prototype, put_value};
use crate::engine::descriptor::attributes_of;
use crate::engine::guest::Guest;
use crate::engine::peek::{inherited_property, inherited_value, own};
use crate::engine::stack;
use crate::wire::{Attributes, ErrorKind, HandleId, Reader, RecordKind, Value, Writer};

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
    let text = own(object, &js_string!("message").into()).filter(is_usual_message);
    let fields = fields_of(guest, object, text.is_some());
    put_optional(
        guest,
        context,
        message,
        text.and_then(|text| text.value().cloned()),
    );
    let trace = stack::trace_of(guest, context, object);
    put_optional(guest, context, message, trace.map(Into::into));
    let name = inherited_value(object, &js_string!("name").into()).filter(JsValue::is_string);
    put_optional(guest, context, message, name);
    if direct {
        message.value(Value::Absent);
    } else {
        put_prototype(guest, context, message, object.prototype().as_ref());
    }
    put_own(guest, context, message, &fields);
}

/// Whether a message is a text, or at least no object, with the attributes that the constructors of
/// errors give it.
fn is_usual_message(property: &PropertyDescriptor) -> bool {
    let attributes = Attributes::VALUE | Attributes::HAS_WRITABLE | Attributes::WRITABLE;
    let attributes = attributes | Attributes::HAS_ENUMERABLE;
    let attributes = attributes | Attributes::HAS_CONFIGURABLE | Attributes::CONFIGURABLE;
    attributes_of(property).0 == attributes
        && property.value().is_some_and(|value| !value.is_object())
}

/// The own properties of an error beside its stack, and beside its message if that is said for
/// itself. Those with a getter have the value that was computed, or are left out.
fn fields_of(guest: &Guest, error: &JsObject, has_said_message: bool) -> Vec<Own> {
    let message = PropertyKey::from(js_string!("message"));
    let stack = PropertyKey::from(js_string!("stack"));
    let object = error.borrow();
    let keys = object.shape().keys().into_iter();
    keys.filter(|key| *key != stack && !(has_said_message && *key == message))
        .filter_map(|key| {
            let property = object.properties().get(&key)?;
            if property.is_data_descriptor() {
                return Some((key, property));
            }
            let property = PropertyDescriptor::builder()
                .value(computed(guest, error, &key)?)
                .writable(true)
                .maybe_enumerable(property.enumerable())
                .maybe_configurable(property.configurable())
                .build();
            Some((key, property))
        })
        .collect()
}

/// What the getters of an error answered when it left a run.
pub struct Computed {
    error: JsObject,
    values: Vec<(PropertyKey, JsValue)>,
}

/// What a getter of an error answered.
pub fn computed(guest: &Guest, error: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    let computed = guest.errors.computed.borrow();
    let Computed { values, .. } = computed.as_ref().filter(|it| it.error == *error)?;
    let (_, value) = values.iter().find(|(name, _)| name == key)?;
    Some(value.clone())
}

/// How many getters are asked.
const MOST_GETTERS: usize = 16;

/// Asks the getters of an error that leaves a run, and those that it inherits of what its stack begins
/// with, within its limits: the host has values, and reads them without running a guest's code, where
/// nothing would stop it.
pub fn compute(guest: &Guest, context: &mut Context, value: &JsValue) {
    let error = value.as_object();
    let Some(error) = error.filter(|error| error.is::<Error>()) else {
        return;
    };
    let stack = PropertyKey::from(js_string!("stack"));
    let is_asked = |key: &PropertyKey| {
        let property = own(&error, key);
        *key != stack && property.is_some_and(|property| property.is_accessor_descriptor())
    };
    let is_inherited = |key: &PropertyKey| {
        let property = inherited_property(&error, key);
        own(&error, key).is_none() && property.is_some_and(|it| it.is_accessor_descriptor())
    };
    let header = [js_string!("name"), js_string!("message")].map(PropertyKey::from);
    let keys = error.borrow().shape().keys();
    let keys: Vec<_> = keys
        .into_iter()
        .filter(is_asked)
        .take(MOST_GETTERS)
        .chain(header.into_iter().filter(is_inherited))
        .collect();
    let values = keys.into_iter().filter_map(|key| {
        let value = error.get(key.clone(), context).ok()?;
        Some((key, value))
    });
    let values: Vec<_> = values.collect();
    guest
        .errors
        .computed
        .replace((!values.is_empty()).then_some(Computed { error, values }));
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
    let kind = reader.word()?;
    let known = guest.imports.borrow().get(id);
    let fresh = known.is_none();
    let object = if let Some(object) = known {
        object
    } else {
        let kind = ErrorKind::from_number(kind).unwrap_or(ErrorKind::Error);
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
    let own = get_own(guest, context, reader)?;
    if fresh {
        for (key, property) in own {
            object.insert_property(key, property);
        }
    }
    Ok(object)
}

fn new_error(context: &mut Context, kind: ErrorKind) -> JsObject {
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
