//! What an object of the host's held when it was last looked at (`snapshot.rs` reads it).

use std::rc::Rc;

use boa_engine::object::JsPrototype;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsValue, js_string};
use boa_gc::{Finalize, Trace};
use rustc_hash::FxHashMap as HashMap;

use super::plain;
use crate::wire::Inherits;

/// Up to this many keys are looked through one by one.
const FEW_KEYS: usize = 8;

/// The keys of an object, in their order. Objects of one message that have the same share
/// one.
pub struct Shape {
    pub(super) keys: Vec<PropertyKey>,
    places: HashMap<PropertyKey, usize>,
}

impl Shape {
    pub(super) fn new(keys: Vec<PropertyKey>) -> Self {
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
pub struct Snapshot {
    pub(super) own: Properties,
    #[unsafe_ignore_trace]
    pub(super) inherits: Inherits,
}

#[derive(Trace, Finalize)]
pub(super) enum Properties {
    Object(#[unsafe_ignore_trace] Rc<Shape>, Vec<JsValue>),
    Array(Vec<JsValue>),
}

/// What a snapshot tells of a key.
pub enum Found {
    /// The value of an own property.
    Own(JsValue),
    /// There is none, nor is any inherited.
    Nothing,
    /// There is none; the language may have one for what inherits from it.
    OfLanguage { is_array: bool },
}

impl Snapshot {
    /// The value of an own property.
    pub fn get(&self, key: &PropertyKey) -> Option<JsValue> {
        match (&self.own, key) {
            (Properties::Object(shape, values), key) => values.get(shape.place(key)?).cloned(),
            (Properties::Array(values), PropertyKey::Index(index)) => {
                values.get(index.get() as usize).cloned()
            }
            (Properties::Array(values), key) => is_length(key).then(|| values.len().into()),
        }
    }

    /// What reading a property finds; `None` if only the host knows.
    pub fn find(&self, key: &PropertyKey) -> Option<Found> {
        if let Some(value) = self.get(key) {
            return Some(Found::Own(value));
        }
        match self.inherits {
            Inherits::Asked => None,
            Inherits::Nothing => Some(Found::Nothing),
            Inherits::Language => Some(Found::OfLanguage {
                is_array: self.elements().is_some(),
            }),
        }
    }

    /// The elements of an array.
    pub fn elements(&self) -> Option<&[JsValue]> {
        match &self.own {
            Properties::Array(values) => Some(values),
            Properties::Object(..) => None,
        }
    }

    /// How many properties there are.
    pub fn len(&self) -> usize {
        self.values().len()
    }

    /// What the object inherits from; `None` if only the host knows.
    pub fn prototype(&self, context: &Context) -> Option<JsPrototype> {
        match self.inherits {
            Inherits::Asked => None,
            Inherits::Nothing => Some(None),
            Inherits::Language => {
                let is_array = self.elements().is_some();
                Some(Some(plain::owner_of_language(context, is_array)))
            }
        }
    }

    /// An own property. All are plain data, but for the length of an array.
    pub fn property(&self, key: &PropertyKey) -> Option<PropertyDescriptor> {
        let plain = !(self.elements().is_some() && is_length(key));
        let property = PropertyDescriptor::builder()
            .value(self.get(key)?)
            .writable(true)
            .enumerable(plain)
            .configurable(plain);
        Some(property.build())
    }

    /// The keys of all own properties, in the order of ECMA-262, 10.1.11.
    pub fn keys(&self) -> Vec<PropertyKey> {
        match &self.own {
            Properties::Object(shape, _) => shape.keys.clone(),
            Properties::Array(values) => (0..u32::try_from(values.len()).unwrap_or(u32::MAX))
                .map(PropertyKey::from)
                .chain([js_string!("length").into()])
                .collect(),
        }
    }

    pub(super) fn values(&self) -> &[JsValue] {
        match &self.own {
            Properties::Object(_, values) | Properties::Array(values) => values,
        }
    }
}

pub fn is_length(key: &PropertyKey) -> bool {
    matches!(key, PropertyKey::String(name) if *name == "length")
}
