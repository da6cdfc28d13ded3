//! What is known of the mirrored global, and what of it guest code changed since.
//!
//! The global is an ordinary Boa object. As long as its shape is the same, no property was
//! added, removed or given other attributes, and only values need comparing: of what a text
//! could assign to (`reach.rs`), of built-ins when a run ends.

use std::sync::OnceLock;

use boa_engine::JsValue;
use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::engine::descriptor::own;
use crate::engine::reach::Reach;

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
    pub(super) shape: usize,
    /// In the order in which they came, which is the order they cross in.
    entries: Table<PropertyDescriptor>,
    /// Which of them guest code has defined, and not the host.
    defined: FxHashSet<PropertyKey>,
    pub(super) built_ins: Table<BuiltIn>,
    /// What the sandbox inherits: the prototype of the global.
    pub(super) inherited: Option<JsObject>,
    /// What guest code could assign to.
    reach: Reach,
    /// Which of the entries and built-ins that is, once it was asked for.
    suspects: Option<Suspects>,
}

/// What is to be compared, by its place in the tables.
struct Suspects {
    entries: Vec<usize>,
    built_ins: Vec<usize>,
}

impl Suspects {
    fn of(mirror: &Mirror) -> Self {
        Self {
            entries: places(&mirror.entries, &mirror.reach),
            built_ins: places(&mirror.built_ins, &mirror.reach),
        }
    }
}

fn places<T>(table: &Table<T>, reach: &Reach) -> Vec<usize> {
    let keys = table.keys().enumerate();
    keys.filter(|(_, key)| reach.includes(key))
        .map(|(place, _)| place)
        .collect()
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
    /// A text is being compiled.
    pub fn expect<U: Copy + Into<u16>>(&mut self, text: &[U]) {
        if self.reach.add(text) {
            self.suspects = None;
        }
    }

    /// The host has given the guest its own global object.
    pub fn expect_anything(&mut self) {
        if self.reach.add_everything() {
            self.suspects = None;
        }
    }

    pub(super) fn remember(&mut self, key: PropertyKey, property: PropertyDescriptor) {
        self.suspects = None;
        if let Some(built_in) = self.built_ins.get_mut(&key) {
            built_in.hidden = true;
        }
        self.entries.insert(key, property);
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
        self.suspects = None;
        self.entries.shift_remove(key);
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
    let object = object.borrow();
    let indices = object.properties().index_property_keys();
    let mut keys: Vec<PropertyKey> = indices.map(PropertyKey::from).collect();
    keys.extend(object.shape().keys());
    keys
}

/// The identity of an object's shape, if the shape is one that never changes itself.
pub(super) fn shape_of(object: &JsObject) -> Option<usize> {
    let object = object.borrow();
    let indexed = object.properties().index_property_keys().next().is_some();
    let shape = object.shape();
    (shape.is_shared() && !indexed).then(|| shape.to_addr_usize())
}

pub(super) type Changes = Vec<(PropertyKey, Option<PropertyDescriptor>)>;

/// The changes where no property came, went or changed its attributes.
pub(super) fn changed_values(mirror: &mut Mirror, global: &JsObject, thorough: bool) -> Changes {
    let suspects = mirror.suspects.take();
    let suspects = suspects.unwrap_or_else(|| Suspects::of(mirror));
    if suspects.entries.is_empty() && !thorough {
        mirror.suspects = Some(suspects);
        return Changes::new();
    }
    let mut changes = Vec::new();
    let object = global.borrow();
    let mut compare = |key: &PropertyKey, known: &PropertyDescriptor| {
        if let Some(property) = object.properties().get(key)
            && !same_values(&property, known)
        {
            changes.push((key.clone(), property));
        }
    };
    for place in &suspects.entries {
        if let Some((key, known)) = mirror.entries.get_index(*place) {
            compare(key, known);
        }
    }
    for place in suspects.built_ins.iter().filter(|_| thorough) {
        if let Some((key, built_in)) = mirror.built_ins.get_index(*place)
            && !built_in.hidden
        {
            compare(key, &built_in.property);
        }
    }
    mirror.suspects = Some(suspects);
    drop(object);
    for (key, property) in &mut changes {
        *property = redefined(property.clone(), mirror.known(key));
        if property.is_accessor_descriptor() {
            global.insert_property(key.clone(), property.clone());
        }
        match mirror.entries.get_mut(key) {
            Some(known) => *known = property.clone(),
            None => mirror.remember(key.clone(), property.clone()),
        }
    }
    let some = |(key, property)| (key, Some(property));
    changes.into_iter().map(some).collect()
}

/// The changes where properties may have come, gone or changed their attributes.
pub(super) fn changed_properties(mirror: &mut Mirror, global: &JsObject) -> Changes {
    let mut changes = Changes::new();
    for key in own_keys(global) {
        let Some(property) = own(global, &key) else {
            continue;
        };
        let known = mirror.known(&key);
        if known.is_some_and(|known| same(&property, known)) {
            continue;
        }
        // As node:vm, whose interceptors do not see a symbol that is new.
        if known.is_none() && matches!(key, PropertyKey::Symbol(_)) {
            continue;
        }
        let defined = known.is_none_or(|known| !has_attributes_of(&property, known));
        let unsent = known.is_none() && declared_only(&property);
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
        .filter(|key| own(global, key).is_none())
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
