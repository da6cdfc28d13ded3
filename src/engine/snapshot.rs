//! Reading plain data without a crossing for each property.
//!
//! A snapshot is the own properties of an ordinary object or array that holds nothing but
//! plain data. It stays valid until control has passed to the other side and code ran
//! there. A first read asks for one property only: of many objects just one is wanted; the
//! second asks for the snapshot, and gets those of the small objects in it with it: who
//! reads ten thousand records reads a field of each. A small object that a function returns
//! comes with its snapshot.

use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};
use rustc_hash::FxHashMap as HashMap;

use super::convert::{get_key, get_list, get_value, get_values, put_key, put_value};
use super::descriptor::own_value;
use super::guest::{Guest, malformed};
use crate::wire::{Malformed, Reader, Writer};

/// The forms of a snapshot on the wire.
mod form {
    pub(super) const NONE: u32 = 0;
    pub(super) const OBJECT: u32 = 1;
    pub(super) const ARRAY: u32 = 2;
    /// An object with the keys of the last one of this message.
    pub(super) const ALIKE: u32 = 3;
}

/// How many properties a snapshot may have, with those that come with it.
const MAX_PROPERTIES: usize = 100_000;
/// How many properties an object may have whose snapshot comes without being asked for.
const MAX_SMALL: usize = 32;
/// Up to this many keys are looked through one by one.
const FEW_KEYS: usize = 8;

/// The keys of an object, in their order. Objects of one message that have the same share
/// one.
pub struct Shape {
    keys: Vec<PropertyKey>,
    places: HashMap<PropertyKey, usize>,
}

impl Shape {
    fn new(keys: Vec<PropertyKey>) -> Self {
        let places = if keys.len() > FEW_KEYS {
            keys.iter().cloned().zip(0..).collect()
        } else {
            HashMap::default()
        };
        Self { keys, places }
    }

    fn place(&self, key: &PropertyKey) -> Option<usize> {
        if self.keys.len() > FEW_KEYS {
            return self.places.get(key).copied();
        }
        self.keys.iter().position(|known| known == key)
    }
}

/// A copy of the own properties of one of the host's objects.
#[derive(Trace, Finalize)]
pub enum Snapshot {
    Object(#[unsafe_ignore_trace] Rc<Shape>, Vec<JsValue>),
    Array(Vec<JsValue>),
}

impl Snapshot {
    /// The value of an own property.
    pub fn get(&self, key: &PropertyKey) -> Option<JsValue> {
        match (self, key) {
            (Self::Object(shape, values), key) => values.get(shape.place(key)?).cloned(),
            (Self::Array(values), PropertyKey::Index(index)) => {
                values.get(index.get() as usize).cloned()
            }
            (Self::Array(values), key) => is_length(key).then(|| values.len().into()),
        }
    }

    /// An own property. All are plain data, but for the length of an array.
    pub fn property(&self, key: &PropertyKey) -> Option<PropertyDescriptor> {
        let plain = !(matches!(self, Self::Array(_)) && is_length(key));
        let property = PropertyDescriptor::builder()
            .value(self.get(key)?)
            .writable(true)
            .enumerable(plain)
            .configurable(plain);
        Some(property.build())
    }

    /// The keys of all own properties, in the order of ECMA-262, 10.1.11.
    pub fn keys(&self) -> Vec<PropertyKey> {
        match self {
            Self::Object(shape, _) => shape.keys.clone(),
            Self::Array(values) => (0..u32::try_from(values.len()).unwrap_or(u32::MAX))
                .map(PropertyKey::from)
                .chain([js_string!("length").into()])
                .collect(),
        }
    }

    fn values(&self) -> &[JsValue] {
        match self {
            Self::Object(_, values) | Self::Array(values) => values,
        }
    }
}

fn is_length(key: &PropertyKey) -> bool {
    matches!(key, PropertyKey::String(name) if *name == "length")
}

/// Whether reading an object's own properties is reading its slots.
fn is_plain(object: &JsObject) -> bool {
    object.is_ordinary() || object.is_array()
}

/// The value of an own data property of a plain object: reading it runs no code.
pub fn plain_value(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    is_plain(object).then(|| own_value(object, key)).flatten()
}

fn is_plain_data(property: &PropertyDescriptor) -> bool {
    property.is_data_descriptor()
        && property.writable() == Some(true)
        && property.enumerable() == Some(true)
        && property.configurable() == Some(true)
}

/// What the snapshot of one of the guest's own objects is made of: the keys that are sent,
/// none for an array, and the values.
struct Own {
    keys: Option<Rc<Vec<PropertyKey>>>,
    values: Vec<JsValue>,
}

/// The last object of a message: those behind it are often like it.
#[derive(Default)]
struct Last {
    /// The identity of its shape, while the object lives.
    shape: Option<usize>,
    keys: Option<Rc<Vec<PropertyKey>>>,
    /// Of the object that was found to be like it; kept, as of each a new list would take more.
    values: Vec<JsValue>,
}

impl Last {
    /// Reads an object with the same shape, which tells the keys and that all is plain data.
    /// Returns whether it is one; if not, it must be looked at closely.
    fn read_alike(&mut self, context: &mut Context, object: &JsObject, most: usize) -> bool {
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
fn own_data(context: &mut Context, object: &JsObject, most: usize) -> Option<Own> {
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

/// Writes the snapshot of one of the guest's objects.
pub fn put(guest: &Guest, context: &mut Context, message: &mut Writer, object: &JsObject) {
    put_tree(guest, context, message, object, MAX_PROPERTIES);
}

/// Writes what a function returned. Behind an object stands its snapshot if it is small: it
/// is most often read at once, as what an iterator returns.
pub fn put_result(guest: &Guest, context: &mut Context, message: &mut Writer, value: &JsValue) {
    put_value(guest, context, message, value);
    if let Some(object) = value.as_object() {
        if guest.imports.borrow().handle_of(&object).is_some() {
            message.word(form::NONE);
        } else {
            put_tree(guest, context, message, &object, MAX_SMALL);
        }
    }
}

/// Writes an object's snapshot, and after it those of its small members, each behind its
/// place plus one, to a zero; `most` properties in all. Runs no guest code.
fn put_tree(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
    most: usize,
) {
    let Some(own) = own_data(context, object, most) else {
        message.word(form::NONE);
        return;
    };
    let mut last = Last::default();
    let mut left = most - own.values.len();
    put_own(guest, context, message, &own, object, &mut last);
    for (value, place) in own.values.iter().zip(1_u32..) {
        let Some(object) = value.as_object() else {
            continue;
        };
        if guest.imports.borrow().handle_of(&object).is_some() {
            continue;
        }
        let room = left.min(MAX_SMALL);
        if last.read_alike(context, &object, room) {
            left -= last.values.len();
            message.word(place);
            message.word(form::ALIKE);
            for value in &last.values {
                put_value(guest, context, message, value);
            }
        } else if let Some(member) = own_data(context, &object, room) {
            left -= member.values.len();
            message.word(place);
            put_own(guest, context, message, &member, &object, &mut last);
        }
    }
    message.word(0);
}

/// Writes one object's own properties.
fn put_own(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    own: &Own,
    object: &JsObject,
    last: &mut Last,
) {
    match &own.keys {
        None => {
            message.word(form::ARRAY);
            message.count(own.values.len());
        }
        keys if *keys == last.keys => message.word(form::ALIKE),
        Some(keys) => {
            message.word(form::OBJECT);
            message.count(keys.len());
            for key in keys.iter() {
                put_key(guest, message, key);
            }
            let object = object.borrow();
            let shape = object.shape();
            last.shape = shape.is_shared().then(|| shape.to_addr_usize());
            last.keys = Some(Rc::clone(keys));
        }
    }
    for value in &own.values {
        put_value(guest, context, message, value);
    }
}

/// Reads what a function of the host's returned.
pub fn get_result(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<JsValue> {
    let value = get_value(guest, context, reader)?;
    if let Some(object) = value.as_object()
        && let Some(snapshot) = get(guest, context, reader)?
    {
        keep(guest, &object, snapshot);
    }
    Ok(value)
}

/// Gives a snapshot that was not asked for to the stand-in that it is of.
fn keep(guest: &Guest, stand_in: &JsObject, snapshot: Snapshot) {
    let imports = guest.imports.borrow();
    imports.set_snapshot(stand_in, guest.epoch.get(), snapshot);
}

/// Reads the snapshot of one of the host's objects, and gives those that come with it to
/// the stand-ins that they are of.
pub fn get(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<Snapshot>> {
    let mut last = None;
    let Some(snapshot) = get_own(guest, context, reader, &mut last)? else {
        return Ok(None);
    };
    loop {
        let place = reader.word().map_err(malformed)? as usize;
        let Some(place) = place.checked_sub(1) else {
            return Ok(Some(snapshot));
        };
        let member = get_own(guest, context, reader, &mut last)?;
        let stand_in = snapshot.values().get(place).and_then(JsValue::as_object);
        if let (Some(member), Some(stand_in)) = (member, stand_in) {
            keep(guest, &stand_in, member);
        }
    }
}

fn get_own(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    last: &mut Option<Rc<Shape>>,
) -> JsResult<Option<Snapshot>> {
    let form = reader.word().map_err(malformed)?;
    match form {
        form::NONE => return Ok(None),
        form::ARRAY => {
            let values = get_values(guest, context, reader)?;
            return Ok(Some(Snapshot::Array(values)));
        }
        form::OBJECT => {
            let count = reader.count().map_err(malformed)?;
            let mut keys = Vec::with_capacity(count);
            for _ in 0..count {
                keys.push(get_key(guest, context, reader)?);
            }
            *last = Some(Rc::new(Shape::new(keys)));
        }
        form::ALIKE => {}
        _ => return Err(malformed(Malformed("snapshot"))),
    }
    let shape = last
        .clone()
        .ok_or_else(|| malformed(Malformed("a snapshot like none")))?;
    let values = get_list(guest, context, reader, shape.keys.len())?;
    Ok(Some(Snapshot::Object(shape, values)))
}
