//! What a record has beside its internal state: a prototype, own properties, and whether
//! more can be added. Read from slots, so that no code runs.

use boa_engine::JsString;
use boa_engine::builtins::typed_array::TypedArray;
use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsResult, JsValue, js_string};

use super::buffers;
use crate::engine::convert::{get_key, get_value, put_key, put_prototype, put_value};
use crate::engine::descriptor::{attributes_of, flags_of};
use crate::engine::guest::Guest;
use crate::wire::{Reader, RecordKind, Value, Writer};

/// An own data property.
pub(super) type Own = (PropertyKey, PropertyDescriptor);

/// Whether an object is one of the prototypes that have a primitive value themselves.
pub(super) fn is_wrapper_prototype(context: &Context, object: &JsObject) -> bool {
    let constructors = context.intrinsics().constructors();
    [
        constructors.number(),
        constructors.boolean(),
        constructors.string(),
        constructors.symbol(),
        constructors.bigint(),
    ]
    .into_iter()
    .any(|constructor| constructor.prototype() == *object)
}

/// The prototype that an object of a kind is born with.
fn default_prototype(context: &Context, object: &JsObject, kind: RecordKind) -> Option<JsObject> {
    let constructors = context.intrinsics().constructors();
    Some(match kind {
        RecordKind::Date => constructors.date().prototype(),
        RecordKind::RegExp => constructors.regexp().prototype(),
        RecordKind::Map => constructors.map().prototype(),
        RecordKind::Set => constructors.set().prototype(),
        RecordKind::ArrayBuffer => constructors.array_buffer().prototype(),
        RecordKind::DataView => constructors.data_view().prototype(),
        RecordKind::Promise => constructors.promise().prototype(),
        RecordKind::TypedArray => buffers::constructor_of(context, object)?.prototype(),
        RecordKind::Boxed | RecordKind::Error => return None,
    })
}

/// Writes a record's prototype (absent if it is the one that the receiver gives it anyway),
/// whether it is extensible, and its own data properties.
pub(super) fn put(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
    kind: RecordKind,
) {
    let prototype = object.prototype();
    if prototype.is_some() && prototype == default_prototype(context, object, kind) {
        message.value(Value::Absent);
    } else {
        put_prototype(guest, context, message, prototype.as_ref());
    }
    // An ordinary internal method, which cannot fail.
    let extensible = object.is_extensible(context).unwrap_or(true);
    message.word(u32::from(extensible));
    put_own(guest, context, message, &own_data(object));
}

/// Writes own data properties.
pub(super) fn put_own(guest: &Guest, context: &mut Context, message: &mut Writer, own: &[Own]) {
    message.count(own.len());
    for (key, property) in own {
        put_key(guest, message, key);
        message.attributes(attributes_of(property));
        let value = property.value().cloned().unwrap_or_default();
        put_value(guest, context, message, &value);
    }
}

/// Reads own data properties.
pub(super) fn get_own(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Vec<Own>> {
    let mut own = Vec::new();
    for _ in 0..reader.count()? {
        let key = get_key(guest, context, reader)?;
        let attributes = reader.attributes()?;
        let value = get_value(guest, context, reader)?;
        own.push((key, flags_of(attributes).value(value).build()));
    }
    Ok(own)
}

/// The own data properties that are not made by the internal state.
fn own_data(object: &JsObject) -> Vec<Own> {
    let exotic = object.is::<JsString>();
    let indexed = exotic || object.is::<TypedArray>();
    let skipped = if exotic {
        js_string!("length")
    } else {
        js_string!("lastIndex")
    };
    let skipped = PropertyKey::from(skipped);
    let object = object.borrow();
    let properties = object.properties();
    let indices = properties.index_property_keys().map(PropertyKey::from);
    let keys: Vec<PropertyKey> = if indexed {
        Vec::new()
    } else {
        indices.collect()
    };
    keys.into_iter()
        .chain(object.shape().keys())
        .filter(|key| *key != skipped)
        .filter_map(|key| {
            let property = properties.get(&key)?;
            property.is_data_descriptor().then_some((key, property))
        })
        .collect()
}

/// What was read of a record's shape.
pub(super) struct Shape {
    prototype: JsValue,
    extensible: bool,
    own: Vec<Own>,
}

pub(super) fn get(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Shape> {
    Ok(Shape {
        prototype: get_value(guest, context, reader)?,
        extensible: reader.word()? != 0,
        own: get_own(guest, context, reader)?,
    })
}

impl Shape {
    /// Gives an object that was just made its shape.
    pub(super) fn apply(
        self,
        guest: &Guest,
        context: &mut Context,
        object: &JsObject,
    ) -> JsResult<()> {
        if self.prototype.is_null() {
            object.set_prototype(None);
        } else if let Some(prototype) = self.prototype.as_object() {
            object.set_prototype(Some(prototype));
        }
        for (key, property) in self.own {
            object.insert_property(key, property);
        }
        if !self.extensible {
            let prevent = &guest.reflection.prevent_extensions;
            prevent.call(&JsValue::undefined(), &[object.clone().into()], context)?;
        }
        Ok(())
    }
}
