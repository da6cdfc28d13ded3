//! The guest's half of the mirrored global: what the sandbox's properties last were, so
//! that only differences cross.
//!
//! The global is an ordinary Boa object. As long as its shape is the same, no property was
//! added, removed or given other attributes, and only values need comparing. A walk over the
//! eighty built-ins costs 5 µs and few programs overwrite them: they are compared when a run
//! ends, if a text is new or one could overwrite them (`reach.rs`).

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsResult, JsValue};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::sync::OnceLock;

use super::accessor::accessor;
use super::convert::{get_key, get_value, put_key, put_value};
use super::descriptor;
use super::descriptor::{attributes_of, flags_of};
use super::guest::{Guest, malformed};
use super::live;
use super::reach::could_overwrite;
use crate::wire::{Attributes, Reader, Value, Writer};

/// What is known of one property that both sides have.
struct Entry {
    property: PropertyDescriptor,
    /// Declared by `var` and not assigned yet: such a one stays off the sandbox, as with
    /// node:vm.
    unsent: bool,
}

/// A built-in of the global, as it was before any guest code ran.
struct BuiltIn {
    value: Option<JsValue>,
    /// What the global has; an accessor while it is watched (`watch.rs`).
    property: PropertyDescriptor,
    /// The sandbox or the guest has put something else under its name, which is an entry.
    hidden: bool,
}

type Table<T> = IndexMap<PropertyKey, T, FxBuildHasher>;

/// The last agreed state of the global.
#[derive(Default)]
pub struct Mirror {
    active: bool,
    shape: usize,
    /// In the order in which they came, which is the order they cross in.
    entries: Table<Entry>,
    built_ins: Table<BuiltIn>,
    /// What the sandbox inherits: the prototype of the global.
    inherited: Option<JsObject>,
    /// Whether a text was compiled since the built-ins were compared.
    compiled: bool,
    /// Whether guest code can have the global object, or assigns to a built-in.
    reachable: bool,
}

/// The names of the built-ins: the same ones in every context whose global has them.
static BUILT_IN_NAMES: OnceLock<FxHashSet<String>> = OnceLock::new();

fn names_of(built_ins: &Table<BuiltIn>) -> FxHashSet<String> {
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
        self.compiled = true;
        self.reachable = self.reachable
            || BUILT_IN_NAMES
                .get()
                .is_some_and(|names| could_overwrite(text, |name| names.contains(name)));
    }

    /// The host has given the guest its own global object.
    pub fn expect_anything(&mut self) {
        self.reachable = true;
    }

    /// Whether a run may have overwritten a built-in.
    fn is_doubtful(&mut self) -> bool {
        std::mem::take(&mut self.compiled) || self.reachable
    }

    fn remember(&mut self, key: PropertyKey, entry: Entry) {
        if let Some(built_in) = self.built_ins.get_mut(&key) {
            built_in.hidden = true;
        }
        self.entries.insert(key, entry);
    }

    /// Forgets an entry; returns the built-in that it hid.
    fn forget(&mut self, key: &PropertyKey) -> Option<PropertyDescriptor> {
        self.entries.shift_remove(key);
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
    fn holds_built_in(&self, key: &PropertyKey, property: &PropertyDescriptor) -> bool {
        let built_in = self.built_ins.get(key);
        built_in.is_some_and(|built_in| built_in.value.as_ref() == property.value())
    }

    /// What the property was when control passed last.
    fn known(&self, key: &PropertyKey) -> Option<&PropertyDescriptor> {
        let entry = self.entries.get(key).map(|entry| &entry.property);
        entry.or_else(|| self.built_ins.get(key).map(|built_in| &built_in.property))
    }
}

/// Takes the global as it is now for the built-ins, and begins to mirror.
pub fn activate(guest: &Guest, context: &Context) {
    let global = context.global_object();
    let mut mirror = guest.mirror.borrow_mut();
    for key in own_keys(&global) {
        if let Some(property) = own(&global, &key) {
            let built_in = BuiltIn {
                value: property.value().cloned(),
                property,
                hidden: false,
            };
            mirror.built_ins.insert(key, built_in);
        }
    }
    if !guest.settings.get().live {
        let inherited = JsObject::from_proto_and_data(global.prototype(), OrdinaryObject);
        global.set_prototype(Some(inherited.clone()));
        mirror.inherited = Some(inherited);
        BUILT_IN_NAMES.get_or_init(|| names_of(&mirror.built_ins));
    }
    mirror.active = true;
    mirror.shape = shape_of(&global).unwrap_or_default();
}

fn own(object: &JsObject, key: &PropertyKey) -> Option<PropertyDescriptor> {
    object.borrow().properties().get(key)
}

fn own_keys(object: &JsObject) -> Vec<PropertyKey> {
    let object = object.borrow();
    let indices = object.properties().index_property_keys();
    let mut keys: Vec<PropertyKey> = indices.map(PropertyKey::from).collect();
    keys.extend(object.shape().keys());
    keys
}

/// The identity of an object's shape, if the shape is one that never changes itself.
fn shape_of(object: &JsObject) -> Option<usize> {
    let object = object.borrow();
    let indexed = object.properties().index_property_keys().next().is_some();
    let shape = object.shape();
    (shape.is_shared() && !indexed).then(|| shape.to_addr_usize())
}

/// Writes what guest code changed on the global since the last message. Returns whether
/// there was anything.
pub fn write_changes(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    thorough: bool,
) -> bool {
    let changed = {
        let mut mirror = guest.mirror.borrow_mut();
        if !mirror.active {
            return false;
        }
        let global = context.global_object();
        let shape = shape_of(&global);
        if shape == Some(mirror.shape) {
            changed_values(&mut mirror, &global, thorough)
        } else {
            mirror.shape = shape.unwrap_or_default();
            changed_properties(&mut mirror, &global)
        }
    };
    if changed.is_empty() {
        return false;
    }
    let global = context.global_object();
    message.count(changed.len());
    let sent: Vec<PropertyKey> = changed.iter().map(|(key, _)| key.clone()).collect();
    for (key, property) in changed {
        put_key(guest, message, &key);
        let Some(property) = property else {
            message.attributes(Attributes(Attributes::ABSENT));
            continue;
        };
        let mut attributes = attributes_of(&property);
        if guest.mirror.borrow().holds_built_in(&key, &property) {
            attributes.0 |= Attributes::BUILT_IN;
        }
        message.attributes(attributes);
        let fields = [property.value(), property.get(), property.set()];
        for value in fields.into_iter().flatten() {
            if value.as_object().is_some_and(|object| object == global) {
                message.value(Value::Global);
            } else {
                put_value(guest, context, message, value);
            }
        }
    }
    if guest.settings.get().live {
        live::hand_over(guest, context, &sent);
    }
    true
}

type Changes = Vec<(PropertyKey, Option<PropertyDescriptor>)>;

/// The changes where no property came, went or changed its attributes.
fn changed_values(mirror: &mut Mirror, global: &JsObject, thorough: bool) -> Changes {
    let mut changes = Changes::new();
    let object = global.borrow();
    for (key, entry) in &mut mirror.entries {
        let Some(property) = object.properties().get(key) else {
            continue;
        };
        if !same_values(&property, &entry.property) {
            entry.property = property.clone();
            entry.unsent = false;
            changes.push((key.clone(), Some(property)));
        }
    }
    if !thorough || !mirror.is_doubtful() {
        return changes;
    }
    let mut overwritten = Vec::new();
    for (key, built_in) in &mirror.built_ins {
        if !built_in.hidden
            && let Some(property) = object.properties().get(key)
            && !same_values(&property, &built_in.property)
        {
            overwritten.push((key.clone(), property));
        }
    }
    for (key, property) in overwritten {
        changes.push((key.clone(), Some(property.clone())));
        let unsent = false;
        mirror.remember(key, Entry { property, unsent });
    }
    changes
}

/// The changes where properties may have come, gone or changed their attributes.
fn changed_properties(mirror: &mut Mirror, global: &JsObject) -> Changes {
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
        let unsent = known.is_none() && declared_only(&property);
        if !unsent {
            changes.push((key.clone(), Some(property.clone())));
        }
        mirror.remember(key, Entry { property, unsent });
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

/// Whether a property is as a `var` without a value makes it (ECMA-262, 9.1.1.4.17).
fn declared_only(property: &PropertyDescriptor) -> bool {
    property.configurable() == Some(false)
        && property.value().is_some_and(JsValue::is_undefined)
        && property.writable() == Some(true)
}

/// Whether two properties are the same.
fn same(left: &PropertyDescriptor, right: &PropertyDescriptor) -> bool {
    left.enumerable() == right.enumerable()
        && left.configurable() == right.configurable()
        && left.writable() == right.writable()
        && same_values(left, right)
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

/// Applies what the host changed on the sandbox.
pub fn apply_changes(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<()> {
    for _ in 0..reader.count().map_err(malformed)? {
        let key = get_key(guest, context, reader)?;
        let attributes = reader.attributes().map_err(malformed)?;
        if attributes.has(Attributes::ABSENT) {
            inherit(guest, context, &key, None)?;
            remove(guest, context, &key)?;
            continue;
        }
        let property = if attributes.has(Attributes::VALUE) {
            let value = get_value(guest, context, reader)?;
            flags_of(attributes)
                .value(value)
                .complete_with_defaults()
                .build()
        } else {
            accessor(context, &key, attributes)
        };
        if attributes.has(Attributes::INHERITED) {
            remove(guest, context, &key)?;
            inherit(guest, context, &key, Some(property))?;
        } else {
            inherit(guest, context, &key, None)?;
            keep(guest, context, key, property);
        }
    }
    let shape = shape_of(&context.global_object()).unwrap_or_default();
    guest.mirror.borrow_mut().shape = shape;
    Ok(())
}

/// Has the global inherit a property, or inherit it no more.
fn inherit(
    guest: &Guest,
    context: &mut Context,
    key: &PropertyKey,
    property: Option<PropertyDescriptor>,
) -> JsResult<()> {
    let inherited = guest.mirror.borrow().inherited.clone();
    let Some(inherited) = inherited else {
        return Ok(());
    };
    if own(&inherited, key).is_some() {
        inherited.insert_property(key.clone(), deletable());
        inherited.delete_property_or_throw(key.clone(), context)?;
    }
    if let Some(property) = property {
        inherited.insert_property(key.clone(), property);
    }
    Ok(())
}

/// What a property is made so that it can be deleted.
fn deletable() -> PropertyDescriptor {
    descriptor::plain(JsValue::undefined())
}

/// Puts a property on the global that both sides have now.
pub fn keep(guest: &Guest, context: &Context, key: PropertyKey, property: PropertyDescriptor) {
    context
        .global_object()
        .insert_property(key.clone(), property.clone());
    let unsent = false;
    let mut mirror = guest.mirror.borrow_mut();
    mirror.remember(key, Entry { property, unsent });
}

/// A built-in as the global has it, if nothing else was put under its name.
pub fn pristine(guest: &Guest, context: &Context, key: &PropertyKey) -> Option<PropertyDescriptor> {
    let mirror = guest.mirror.borrow();
    let built_in = mirror.built_ins.get(key)?;
    let property = own(&context.global_object(), key)?;
    (!built_in.hidden && same(&property, &built_in.property)).then_some(property)
}

/// Has another property stand for a built-in, on the global too if the built-in is there.
pub fn replace_built_in(
    guest: &Guest,
    context: &Context,
    key: &PropertyKey,
    property: PropertyDescriptor,
) {
    let there = pristine(guest, context, key).is_some();
    if let Some(built_in) = guest.mirror.borrow_mut().built_ins.get_mut(key) {
        built_in.property = property.clone();
    }
    if there {
        let global = context.global_object();
        global.insert_property(key.clone(), property);
    }
}

/// Takes a property that the sandbox lost from the global; a built-in that it hid comes
/// back.
pub fn remove(guest: &Guest, context: &mut Context, key: &PropertyKey) -> JsResult<()> {
    let global = context.global_object();
    let hidden = guest.mirror.borrow_mut().forget(key);
    if let Some(built_in) = hidden {
        global.insert_property(key.clone(), built_in);
    } else if own(&global, key).is_some() {
        // What `var` declared cannot be deleted until it is configurable.
        global.insert_property(key.clone(), deletable());
        global.delete_property_or_throw(key.clone(), context)?;
    }
    Ok(())
}
