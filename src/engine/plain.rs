//! Which of the guest's objects are plain data, so that looking at them runs no code, and what
//! such an object holds and inherits. `snapshot.rs` writes it, `serve.rs` answers single reads
//! with it.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::context::intrinsics::StandardConstructor;
use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsSymbol, JsValue, js_string};

use super::guest::Guest;
use super::intrinsics;
use super::object_snapshot::is_length;
use super::peek::{self, Found, own, own_value};
use crate::wire::{ARRAY_NAMES, Inherits, OBJECT_NAMES};

/// Whether reading an object's own properties is reading its slots.
pub fn is_plain(object: &JsObject) -> bool {
    object.is_ordinary() || object.is_array()
}

/// What looking for a property finds; nothing is known if an object that is not plain comes before it.
pub fn look_up(object: &JsObject, key: &PropertyKey) -> Option<Found> {
    peek::look_up(object, key, is_plain)
}

/// The value of a data property, own or inherited, or of none: reading it runs no code.
pub fn plain_value(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    match look_up(object, key)? {
        Found::Nothing => Some(JsValue::undefined()),
        Found::Property(property) => property.value().cloned(),
    }
}

fn is_plain_data(property: &PropertyDescriptor) -> bool {
    property.is_data_descriptor()
        && property.writable() == Some(true)
        && property.enumerable() == Some(true)
        && property.configurable() == Some(true)
}

/// What the snapshot of one of the guest's own objects is made of: the keys that are sent,
/// none for an array, and the values.
pub struct Own {
    pub keys: Option<Rc<Vec<PropertyKey>>>,
    pub values: Vec<JsValue>,
}

/// The last object of a message: those behind it are often like it.
#[derive(Default)]
pub struct Last {
    /// The identity of its shape, while the object lives.
    pub shape: Option<usize>,
    pub keys: Option<Rc<Vec<PropertyKey>>>,
    pub inherits: Inherits,
    /// Of the object that was found to be like it; kept, as of each a new list would take more.
    pub values: Vec<JsValue>,
}

impl Last {
    /// Reads an object with the same shape, which tells the keys and that all is plain data.
    /// Returns whether it is one; if not, it must be looked at closely.
    pub fn read_alike(&mut self, context: &mut Context, object: &JsObject, most: usize) -> bool {
        let Some(keys) = self.keys.as_ref().filter(|keys| keys.len() <= most) else {
            return false;
        };
        if !is_open(context, object) {
            return false;
        }
        let object = object.borrow();
        let properties = object.properties();
        let same = self.shape == Some(object.shape().to_addr_usize());
        if !same || properties.index_property_keys().next().is_some() {
            return false;
        }
        self.values.clear();
        for key in keys.iter() {
            let property = properties.get(key);
            let value = property.as_ref().and_then(PropertyDescriptor::value);
            self.values.extend(value.cloned());
        }
        self.values.len() == keys.len()
    }
}

/// Whether an object is plain and can be extended: its snapshot says so of it.
fn is_open(context: &mut Context, object: &JsObject) -> bool {
    is_plain(object) && object.is_extensible(context).unwrap_or(false)
}

/// The own properties of a plain object, if they are all plain data and at most `most`.
pub fn own_data(context: &mut Context, object: &JsObject, most: usize) -> Option<Own> {
    if !is_open(context, object) {
        return None;
    }
    let properties = properties_of(object, most)?;
    if !object.is_array() {
        let (keys, values): (Vec<_>, _) = properties.into_iter().unzip();
        return Some(Own {
            keys: Some(Rc::new(keys)),
            values,
        });
    }
    is_dense(object, &properties).then(|| Own {
        keys: None,
        values: properties.into_iter().map(|(_, value)| value).collect(),
    })
}

/// The properties in the order of their keys, without the length of an array.
fn properties_of(object: &JsObject, most: usize) -> Option<Vec<(PropertyKey, JsValue)>> {
    let is_array = object.is_array();
    let object = object.borrow();
    let properties = object.properties();
    let mut indices: Vec<u32> = properties.index_property_keys().collect();
    indices.sort_unstable();
    let names = object.shape().keys();
    if indices.len() + names.len() > most {
        return None;
    }
    let mut found = Vec::with_capacity(indices.len() + names.len());
    for key in indices.into_iter().map(PropertyKey::from).chain(names) {
        let property = properties.get(&key)?;
        if is_plain_data(&property) {
            found.push((key, property.value()?.clone()));
        // The copy's length can be written, and would be reported so.
        } else if !is_array || !is_length(&key) || property.writable() != Some(true) {
            return None;
        }
    }
    Some(found)
}

/// Whether the properties of an array are just its elements, from the first to the last.
fn is_dense(array: &JsObject, properties: &[(PropertyKey, JsValue)]) -> bool {
    let length =
        own_value(array, &js_string!("length").into()).and_then(|length| length.as_number());
    length == Some(properties.len() as f64)
        && properties
            .iter()
            .zip(0_u32..)
            .all(|((key, _), index)| *key == PropertyKey::from(index))
}

/// What was seen of the names of a prototype of the language's.
#[derive(Default)]
struct Seen {
    shape: usize,
    count: usize,
    is_pristine: bool,
}

/// What is known of the guest's `Object.prototype` and `Array.prototype`.
#[derive(Default)]
pub struct Prototypes {
    object: RefCell<Seen>,
    array: RefCell<Seen>,
}

impl Prototypes {
    /// What a plain object of the guest's inherits, as far as the host can know that by itself.
    pub fn inherited_by(&self, context: &Context, object: &JsObject) -> Inherits {
        let Some(prototype) = object.prototype() else {
            return Inherits::Nothing;
        };
        let constructors = context.intrinsics().constructors();
        let objects = constructors.object().prototype();
        let arrays = constructors.array().prototype();
        let is_array = prototype == arrays && arrays.prototype().as_ref() == Some(&objects);
        let is_known =
            (is_array && is_pristine(&self.array, &arrays, is_array_name)) || prototype == objects;
        if is_known && is_pristine(&self.object, &objects, is_object_name) {
            Inherits::Language
        } else {
            Inherits::Asked
        }
    }
}

/// Whether a prototype has no names but the language's. Its shape is its own: one that changes
/// itself when a property comes, and is another when one goes.
fn is_pristine(
    seen: &RefCell<Seen>,
    prototype: &JsObject,
    is_name: fn(&PropertyKey) -> bool,
) -> bool {
    let prototype = prototype.borrow();
    if prototype
        .properties()
        .index_property_keys()
        .next()
        .is_some()
    {
        return false;
    }
    let keys = prototype.shape().keys();
    let (shape, count) = (prototype.shape().to_addr_usize(), keys.len());
    let mut seen = seen.borrow_mut();
    if (seen.shape, seen.count) != (shape, count) {
        *seen = Seen {
            shape,
            count,
            is_pristine: keys.iter().all(is_name),
        };
    }
    seen.is_pristine
}

fn is_object_name(key: &PropertyKey) -> bool {
    is_one_of(key, &OBJECT_NAMES)
}

fn is_array_name(key: &PropertyKey) -> bool {
    match key {
        PropertyKey::Symbol(symbol) => {
            *symbol == JsSymbol::iterator() || *symbol == JsSymbol::unscopables()
        }
        key => is_one_of(key, &ARRAY_NAMES),
    }
}

fn is_one_of(key: &PropertyKey, names: &[&str]) -> bool {
    matches!(key, PropertyKey::String(key) if names.iter().any(|name| key == name))
}

/// The guest's own of the prototype that an object of the host's has of the language.
pub fn owner_of_language(context: &Context, is_array: bool) -> JsObject {
    standard(context, is_array).prototype()
}

fn standard(context: &Context, is_array: bool) -> &StandardConstructor {
    let constructors = context.intrinsics().constructors();
    if is_array {
        constructors.array()
    } else {
        constructors.object()
    }
}

/// What an object of the host's that inherits from the language has of it under a key: what the
/// guest's own have, as where the host names a primordial.
pub fn of_language(guest: &Guest, context: &Context, key: &PropertyKey, is_array: bool) -> JsValue {
    if !is_named_by_language(key, is_array) {
        return JsValue::undefined();
    }
    let kind = standard(context, is_array);
    if is_one_of(key, &["constructor"]) {
        return intrinsics::replaced(guest, kind.constructor()).into();
    }
    let owners = [kind, standard(context, false)].map(StandardConstructor::prototype);
    let property = owners.iter().find_map(|owner| own(owner, key));
    match property {
        Some(property) if property.is_accessor_descriptor() && is_one_of(key, &["__proto__"]) => {
            kind.prototype().into()
        }
        property => property
            .and_then(|property| property.value().cloned())
            .unwrap_or_default(),
    }
}

/// Whether an object that inherits from the language may have a key of it.
pub fn is_named_by_language(key: &PropertyKey, is_array: bool) -> bool {
    is_object_name(key) || (is_array && is_array_name(key))
}
