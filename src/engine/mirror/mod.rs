//! The guest's half of the mirrored global: only differences to what the sandbox's
//! properties last were (`known.rs`) cross.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsResult, JsString, JsValue};

mod accessor;
mod known;
pub mod live;
mod order;
pub mod watch;

use super::convert::{get_key, get_value, put_key, put_value};
use super::descriptor;
use super::descriptor::{attributes_of, flags_of};
use super::guest::Guest;
use super::peek::own;
use crate::wire::{Attributes, Reader, Value, Writer};
use accessor::accessor;
use known::{BUILT_IN_NAMES, BuiltIn, Layout, changes, names_of};
pub use known::{Mirror, names_built_in};
use known::{declared_only, own_keys, same};
use order::FirstWrites;

/// Takes the global as it is now for the built-ins, and begins to mirror.
pub fn activate(guest: &Guest, context: &Context) {
    let global = context.global_object();
    let mut mirror = guest.mirror.borrow_mut();
    let keys = own_keys(&global);
    mirror.built_ins.reserve(keys.len());
    for key in keys {
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
    mirror.layout = Layout::of(&global);
}

/// Writes what guest code changed on the global since the last message. Returns whether
/// there was anything.
pub fn write_changes(guest: &Guest, context: &mut Context, message: &mut Writer) -> bool {
    let writes = FirstWrites::new(context.take_first_writes());
    let mut changed = {
        let mut mirror = guest.mirror.borrow_mut();
        if !mirror.active {
            return false;
        }
        changes(&mut mirror, &context.global_object(), &writes)
    };
    writes.sort(&mut changed, &context.global_object());
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
        // From now on the sandbox answers for them.
        for key in &sent {
            remove(guest, context, key);
        }
    }
    true
}

/// Applies what the host changed on the sandbox.
pub fn apply_changes(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<()> {
    for _ in 0..reader.count()? {
        let key = get_key(guest, context, reader)?;
        let attributes = reader.attributes()?;
        if attributes.has(Attributes::ABSENT) {
            inherit(guest, context, &key, None);
            remove(guest, context, &key);
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
            remove(guest, context, &key);
            inherit(guest, context, &key, Some(property));
        } else {
            inherit(guest, context, &key, None);
            if attributes.has(Attributes::ENUMERABLE) {
                give_up_place(guest, context, &key);
            }
            keep(guest, context, key, property);
        }
    }
    guest.mirror.borrow_mut().layout = Layout::of(&context.global_object());
    Ok(())
}

/// Has a property that takes the place of a built-in stand among those of the sandbox, in their order,
/// and not where the built-in was.
fn give_up_place(guest: &Guest, context: &mut Context, key: &PropertyKey) {
    let built_in = pristine(guest, context, key);
    if built_in.is_some_and(|it| it.configurable() == Some(true)) {
        take(&context.global_object(), key, context);
    }
}

/// A property of the global that is no built-in.
pub struct Owned {
    pub name: JsString,
    /// It cannot be configured.
    pub is_fixed: bool,
    /// It is as a `var` without a value makes it, which the sandbox does not have.
    pub is_unsent: bool,
}

/// The properties of the global that are no built-ins, as far as they are known. None of a live
/// sandbox are.
pub fn owned(guest: &Guest, context: &Context) -> Vec<Owned> {
    let mirror = guest.mirror.borrow();
    let global = context.global_object();
    let keys = if mirror.active {
        mirror.keys().cloned().collect()
    } else {
        own_keys(&global)
    };
    let owned = keys.into_iter().filter_map(|key| {
        let property = own(&global, &key)?;
        match key {
            PropertyKey::String(name) => Some(Owned {
                name,
                is_fixed: property.configurable() == Some(false),
                is_unsent: declared_only(&property),
            }),
            _ => None,
        }
    });
    owned.collect()
}

/// Makes a property of the sandbox's configurable for the guest, so that a script may declare its
/// name by `let`: node:vm's global does not have what the sandbox has.
pub fn loosen(guest: &Guest, context: &mut Context, name: JsString) {
    let key = PropertyKey::from(name);
    let property = own(&context.global_object(), &key);
    if let Some(property) = property.filter(|_| guest.mirror.borrow().active) {
        keep(guest, context, key, descriptor::configurable(property));
    }
}

/// The names of what the sandbox inherits and the global does not have itself.
pub fn inherited(guest: &Guest, context: &Context) -> Vec<JsString> {
    let mirror = guest.mirror.borrow();
    let keys = mirror.inherited.as_ref().map(own_keys).unwrap_or_default();
    let global = context.global_object();
    let inherited = keys.into_iter().filter_map(|key| match key {
        PropertyKey::String(ref name) if own(&global, &key).is_none() => Some(name.clone()),
        _ => None,
    });
    inherited.collect()
}

/// Gives the global a property that it inherits, without a change that anyone would see.
pub fn keep_inherited(guest: &Guest, context: &mut Context, name: JsString) {
    let key = PropertyKey::from(name);
    let mirror = guest.mirror.borrow();
    let inherited = mirror.inherited.as_ref();
    let property = inherited.and_then(|inherited| own(inherited, &key));
    drop(mirror);
    if let Some(property) = property {
        keep(guest, context, key, property);
    }
}

/// Whether the global inherits a property of that name from us.
pub fn inherits(guest: &Guest, name: &JsString) -> bool {
    let mirror = guest.mirror.borrow();
    let inherited = mirror.inherited.as_ref();
    inherited.is_none_or(|inherited| own(inherited, &name.clone().into()).is_some())
}

/// Has the global inherit a property that is not the sandbox's.
pub fn show_inherited(guest: &Guest, key: PropertyKey, property: PropertyDescriptor) {
    if let Some(inherited) = &guest.mirror.borrow().inherited {
        inherited.insert_property(key, property);
    }
}

/// Has the global inherit a property, or inherit it no more.
fn inherit(
    guest: &Guest,
    context: &mut Context,
    key: &PropertyKey,
    property: Option<PropertyDescriptor>,
) {
    let inherited = guest.mirror.borrow().inherited.clone();
    let Some(inherited) = inherited else {
        return;
    };
    if own(&inherited, key).is_some() {
        take(&inherited, key, context);
    }
    if let Some(property) = property {
        inherited.insert_property(key.clone(), property);
    }
}

/// Puts a property on the global that both sides have now.
pub fn keep(guest: &Guest, context: &mut Context, key: PropertyKey, property: PropertyDescriptor) {
    let global = context.global_object();
    global.insert_property(key.clone(), property.clone());
    let mut mirror = guest.mirror.borrow_mut();
    mirror.note_origin(&key, false);
    mirror.remember(key, property);
}

/// Whether the host has brought a property of the global.
pub fn is_of_host(guest: &Guest, key: &PropertyKey) -> bool {
    guest.mirror.borrow().is_of_host(key)
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
pub fn remove(guest: &Guest, context: &mut Context, key: &PropertyKey) {
    let global = context.global_object();
    let hidden = guest.mirror.borrow_mut().forget(key);
    if own(&global, key).is_some() {
        take(&global, key, context);
    }
    if let Some(built_in) = hidden {
        global.insert_property(key.clone(), built_in);
    }
}

/// Deletes a property, one that `var` declared, too.
fn take(object: &JsObject, key: &PropertyKey, context: &mut Context) {
    let fixed = own(object, key).is_some_and(|it| it.configurable() == Some(false));
    if fixed {
        object.insert_property(key.clone(), descriptor::plain(JsValue::undefined()));
    }
    let deleted = object.delete_property_or_throw(key.clone(), context);
    debug_assert!(
        deleted.is_ok(),
        "an ordinary object refuses nothing that is configurable"
    );
}
