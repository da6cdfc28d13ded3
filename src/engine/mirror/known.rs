//! What is known of the mirrored global, and what of it guest code changed since.
//!
//! The global is an ordinary Boa object. As long as its shape is the same, no property was
//! added, removed or given other attributes, and only values need comparing, which is one look at
//! the words that they are (`patches/layouts.js`). Indices are in no shape, and are compared each
//! time.

use std::sync::OnceLock;

use boa_engine::JsValue;
use boa_engine::object::JsObject;
use boa_engine::object::shape::Shape;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::order::FirstWrites;
use crate::engine::peek::own;

/// A built-in of the global, as it was before any guest code ran.
pub(super) struct BuiltIn {
    pub(super) value: Option<JsValue>,
    /// What the global has; an accessor while it is watched (`watch.rs`).
    pub(super) property: PropertyDescriptor,
    /// The sandbox or the guest has put something else under its name, which is an entry.
    pub(super) hidden: bool,
}

type Table<T> = IndexMap<PropertyKey, T, FxBuildHasher>;

/// The last agreed state of the global.
#[derive(Default)]
pub struct Mirror {
    pub(super) active: bool,
    pub(super) layout: Layout,
    /// In the order in which they came, which is the order they cross in.
    entries: Table<PropertyDescriptor>,
    /// How many of them are indices.
    indices: usize,
    /// Which of them guest code has defined, and not the host.
    defined: FxHashSet<PropertyKey>,
    pub(super) built_ins: Table<BuiltIn>,
    /// What the sandbox inherits: the prototype of the global.
    pub(super) inherited: Option<JsObject>,
}

/// The names of the built-ins: the same ones in every context whose global has them.
pub(super) static BUILT_IN_NAMES: OnceLock<FxHashSet<String>> = OnceLock::new();

pub(super) fn names_of(built_ins: &Table<BuiltIn>) -> FxHashSet<String> {
    let names = built_ins.keys().filter_map(|key| match key {
        PropertyKey::String(name) => Some(name.to_std_string_lossy()),
        _ => None,
    });
    names.collect()
}

/// Whether a word is the name of a built-in.
pub fn names_built_in(word: &[u16]) -> bool {
    let name = String::from_utf16_lossy(word);
    BUILT_IN_NAMES
        .get()
        .is_some_and(|names| names.contains(&name))
}

impl Mirror {
    pub(super) fn remember(&mut self, key: PropertyKey, property: PropertyDescriptor) {
        if let Some(built_in) = self.built_ins.get_mut(&key) {
            built_in.hidden = true;
        }
        let is_index = is_index(&key);
        let is_new = self.entries.insert(key, property).is_none();
        self.indices += usize::from(is_index && is_new);
    }

    /// Notes who has defined an entry.
    pub(super) fn note_origin(&mut self, key: &PropertyKey, is_guest: bool) {
        if is_guest {
            self.defined.insert(key.clone());
        } else if !self.defined.is_empty() {
            self.defined.remove(key);
        }
    }

    /// Whether the host has brought an entry.
    pub(super) fn is_of_host(&self, key: &PropertyKey) -> bool {
        self.entries.contains_key(key) && !self.defined.contains(key)
    }

    /// Forgets an entry; returns the built-in that it hid.
    pub(super) fn forget(&mut self, key: &PropertyKey) -> Option<PropertyDescriptor> {
        let was_there = self.entries.shift_remove(key).is_some();
        self.indices -= usize::from(is_index(key) && was_there);
        self.defined.remove(key);
        let built_in = self.built_ins.get_mut(key)?;
        built_in.hidden = false;
        Some(built_in.property.clone())
    }

    /// Whether nothing else was put under the name of a built-in.
    pub fn is_pristine(&self, key: &PropertyKey) -> bool {
        let built_in = self.built_ins.get(key);
        built_in.is_some_and(|built_in| !built_in.hidden)
    }

    /// Whether a property holds the built-in of its name.
    pub(super) fn holds_built_in(&self, key: &PropertyKey, property: &PropertyDescriptor) -> bool {
        let built_in = self.built_ins.get(key);
        built_in.is_some_and(|built_in| built_in.value.as_ref() == property.value())
    }

    /// The properties that are no built-ins.
    pub(super) fn keys(&self) -> impl Iterator<Item = &PropertyKey> {
        self.entries.keys()
    }

    /// What the property was when control passed last.
    pub(super) fn known(&self, key: &PropertyKey) -> Option<&PropertyDescriptor> {
        let entry = self.entries.get(key);
        entry.or_else(|| self.built_ins.get(key).map(|built_in| &built_in.property))
    }
}

pub(super) fn own_keys(object: &JsObject) -> Vec<PropertyKey> {
    let mut keys = index_keys(object);
    keys.extend(object.borrow().shape().keys());
    keys
}

fn index_keys(object: &JsObject) -> Vec<PropertyKey> {
    let object = object.borrow();
    let indices = object.properties().index_property_keys();
    indices.map(PropertyKey::from).collect()
}

fn has_indices(object: &JsObject) -> bool {
    let object = object.borrow();
    object.properties().index_property_keys().next().is_some()
}

fn is_index(key: &PropertyKey) -> bool {
    matches!(key, PropertyKey::Index(_))
}

/// What an object has but for its indices. The shape is held, so that no other comes to lie at its
/// address; that of an object with many properties is its own, and grows when one is added.
#[derive(Default)]
pub(super) struct Layout {
    shape: Option<(Shape, usize)>,
    values: Vec<JsValue>,
}

impl Layout {
    pub(super) fn of(object: &JsObject) -> Self {
        let object = object.borrow();
        let shape = object.shape();
        Self {
            shape: Some((shape.clone(), shape.place_count())),
            values: object.properties().named_values().to_vec(),
        }
    }

    fn is_of(&self, shape: &Shape) -> bool {
        self.shape.as_ref().is_some_and(|(known, places)| {
            shape.to_addr_usize() == known.to_addr_usize() && shape.place_count() == *places
        })
    }

    /// The keys of what the object has another value of by now; nothing if other things changed.
    fn take_changed(&mut self, object: &JsObject) -> Option<Vec<PropertyKey>> {
        let object = object.borrow();
        let shape = object.shape();
        if !self.is_of(shape) {
            return None;
        }
        let mut changed = Vec::new();
        let values = object.properties().named_values();
        if JsValue::are_identical(&self.values, values) {
            return Some(changed);
        }
        for (place, (known, now)) in self.values.iter_mut().zip(values).enumerate() {
            if !known.is_identical(now) {
                known.clone_from(now);
                changed.extend(shape.key_at(place));
            }
        }
        Some(changed)
    }
}

pub(super) type Changes = Vec<(PropertyKey, Option<PropertyDescriptor>)>;

/// The changes since both sides agreed.
pub(super) fn changes(mirror: &mut Mirror, global: &JsObject, writes: &FirstWrites) -> Changes {
    let Some(keys) = mirror.layout.take_changed(global) else {
        mirror.layout = Layout::of(global);
        return changed_properties(mirror, global, own_keys(global), |_| true, writes);
    };
    let mut changes = changed_values(mirror, global, keys);
    if mirror.indices > 0 || has_indices(global) {
        changes.extend(changed_properties(
            mirror,
            global,
            index_keys(global),
            is_index,
            writes,
        ));
    }
    changes
}

/// The changes of properties that have the attributes they had.
fn changed_values(mirror: &mut Mirror, global: &JsObject, keys: Vec<PropertyKey>) -> Changes {
    let mut changes = Changes::new();
    for key in keys {
        let (Some(property), Some(known)) = (own(global, &key), mirror.known(&key)) else {
            continue;
        };
        if same_values(&property, known) {
            continue;
        }
        let property = redefined(property, Some(known));
        if property.is_accessor_descriptor() {
            global.insert_property(key.clone(), property.clone());
        }
        mirror.remember(key.clone(), property.clone());
        changes.push((key, Some(property)));
    }
    changes
}

/// The changes where properties may have come, gone or changed their attributes, of the keys of a kind:
/// those of them that the global has.
fn changed_properties(
    mirror: &mut Mirror,
    global: &JsObject,
    keys: Vec<PropertyKey>,
    is_of_kind: fn(&PropertyKey) -> bool,
    writes: &FirstWrites,
) -> Changes {
    let mut changes = Changes::new();
    for key in keys {
        let Some(property) = own(global, &key) else {
            continue;
        };
        let known = mirror.known(&key);
        if known.is_some_and(|known| same(&property, known)) {
            continue;
        }
        // As node:vm, whose interceptors do not see an assignment to a symbol that is new.
        if known.is_none() && matches!(key, PropertyKey::Symbol(_)) && is_assigned(&property) {
            continue;
        }
        let defined = known.is_none_or(|known| !has_attributes_of(&property, known));
        let unsent = known.is_none() && declared_only(&property) && !writes.has(&key);
        let property = redefined(property, known);
        if property.is_accessor_descriptor() {
            global.insert_property(key.clone(), property.clone());
        }
        if !unsent {
            changes.push((key.clone(), Some(property.clone())));
        }
        if defined {
            mirror.note_origin(&key, true);
        }
        mirror.remember(key, property);
    }
    let gone: Vec<PropertyKey> = mirror
        .entries
        .keys()
        .filter(|key| is_of_kind(key) && own(global, key).is_none())
        .cloned()
        .collect();
    for key in gone {
        mirror.forget(&key);
        changes.push((key, None));
    }
    changes
}

/// A property that guest code defined anew, as both sides have it from now on. Of an accessor only
/// the halves are left that are new, as with node:vm; the others are the sandbox's own, and what
/// stands for them here would call itself.
fn redefined(
    property: PropertyDescriptor,
    known: Option<&PropertyDescriptor>,
) -> PropertyDescriptor {
    let Some(known) = known.filter(|known| known.is_accessor_descriptor()) else {
        return property;
    };
    if !property.is_accessor_descriptor() {
        return property;
    }
    let new = |now: Option<&JsValue>, before: Option<&JsValue>| {
        now.filter(|_| now != before).cloned().unwrap_or_default()
    };
    PropertyDescriptor::builder()
        .maybe_enumerable(property.enumerable())
        .maybe_configurable(property.configurable())
        .get(new(property.get(), known.get()))
        .set(new(property.set(), known.set()))
        .build()
}

/// Whether a property is as a `var` without a value makes it (ECMA-262, 9.1.1.4.17).
pub(super) fn declared_only(property: &PropertyDescriptor) -> bool {
    property.configurable() == Some(false)
        && property.value().is_some_and(JsValue::is_undefined)
        && property.writable() == Some(true)
}

/// Whether a property is as an assignment makes it.
fn is_assigned(property: &PropertyDescriptor) -> bool {
    let flags = [
        property.writable(),
        property.enumerable(),
        property.configurable(),
    ];
    flags == [Some(true); 3]
}

/// Whether two properties are the same.
pub(super) fn same(left: &PropertyDescriptor, right: &PropertyDescriptor) -> bool {
    has_attributes_of(left, right) && same_values(left, right)
}

/// Whether two properties are of one kind and have the same attributes.
fn has_attributes_of(left: &PropertyDescriptor, right: &PropertyDescriptor) -> bool {
    left.enumerable() == right.enumerable()
        && left.configurable() == right.configurable()
        && left.writable() == right.writable()
}

/// Whether two properties with the same attributes hold the same, by `SameValue`.
fn same_values(left: &PropertyDescriptor, right: &PropertyDescriptor) -> bool {
    let field = |left: Option<&JsValue>, right: Option<&JsValue>| match (left, right) {
        (Some(left), Some(right)) => JsValue::same_value(left, right),
        (None, None) => true,
        _ => false,
    };
    field(left.value(), right.value())
        && field(left.get(), right.get())
        && field(left.set(), right.set())
}
