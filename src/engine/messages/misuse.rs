//! V8's words for what a value does not allow. Boa asks for them where it happens
//! (`patches/misuses.js`), so they are of the value itself, and no guest code runs.

use boa_engine::builtins::proxy::Proxy;
use boa_engine::context::Misuse;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsSymbol, JsValue};

use super::table::NO_ITERATOR;
use super::values::{self, shown};
use crate::engine::guest::Guest;
use crate::engine::peek::inherited_property;
use crate::engine::{descriptor, membrane, mirror};

/// What the error says of a misuse.
pub fn words(guest: &Guest, context: &mut Context, misuse: Misuse<'_>) -> String {
    match misuse {
        Misuse::Get(value, key) => of_nothing(guest, context, value, key, ("read", "reading")),
        Misuse::Set(value, key) if value.is_null_or_undefined() => {
            of_nothing(guest, context, value, key, ("set", "setting"))
        }
        Misuse::Set(value, key) => unassignable(guest, context, value, key),
        Misuse::Put(value, key) => {
            if value.as_object().as_ref() == Some(&context.global_object()) {
                return unassignable_global(guest, context, key);
            }
            unassignable(guest, context, value, key)
        }
        Misuse::Delete(value, key) => {
            let key = shown(guest, context, key);
            if is_proxy(value) {
                return refused_by_trap("deleteProperty", &key);
            }
            let shown = shown(guest, context, value);
            format!("Cannot delete property '{key}' of {shown}")
        }
        Misuse::Define(value, key) => {
            let text = shown(guest, context, key);
            if is_proxy(value) {
                return refused_by_trap("defineProperty", &text);
            }
            if own_property(guest, context, value, key).is_some() {
                return format!("Cannot redefine property: {text}");
            }
            format!("Cannot define property {text}, object is not extensible")
        }
        Misuse::In(key, value) => {
            let key = shown(guest, context, key);
            let shown = shown(guest, context, value);
            format!("Cannot use 'in' operator to search for '{key}' in {shown}")
        }
        Misuse::Extend(value) => {
            let shown = shown(guest, context, value);
            format!("Class extends value {shown} is not a constructor or null")
        }
        Misuse::Uncallable(value, key, object) => {
            let [value, key, object] = [value, key, object].map(|it| shown(guest, context, it));
            format!(
                "'{value}' returned for property '{key}' of object '{object}' is not a function"
            )
        }
        Misuse::Prototype(value) => unsettable(guest, context, value),
        Misuse::Wrong(before, value, after) => {
            let shown = shown(guest, context, value);
            format!("{before}{shown}{after}")
        }
        Misuse::Iterate(value) => {
            let site = values::with_type(value);
            format!("{site}{NO_ITERATOR}")
        }
    }
}

/// What is said of the use of a property of `undefined` or `null`.
fn of_nothing(
    guest: &Guest,
    context: &mut Context,
    value: &JsValue,
    key: &JsValue,
    (verb, doing): (&str, &str),
) -> String {
    let is_iterator = key
        .as_symbol()
        .is_some_and(|key| key == JsSymbol::iterator());
    if is_iterator && verb == "read" {
        return format!("{}{NO_ITERATOR}", values::with_type(value));
    }
    let value = if value.is_null() { "null" } else { "undefined" };
    if key.as_object().is_some_and(|key| key.is_array()) {
        return format!("Cannot {verb} properties of {value}");
    }
    let key = shown(guest, context, key);
    format!("Cannot {verb} properties of {value} ({doing} '{key}')")
}

fn refused_by_trap(trap: &str, key: &str) -> String {
    format!("'{trap}' on proxy: trap returned falsish for property '{key}'")
}

/// What is said of an object whose prototype cannot be set.
fn unsettable(guest: &Guest, context: &mut Context, value: &JsValue) -> String {
    if is_proxy(value) {
        return refused_by_trap("setPrototypeOf", "undefined");
    }
    let objects = context.intrinsics().constructors().object().prototype();
    match value.as_object() {
        Some(object) if object == objects => {
            "Immutable prototype object 'Object.prototype' cannot have their prototype set".into()
        }
        Some(object) if !object.is_extensible(context).unwrap_or(true) => {
            let shown = shown(guest, context, value);
            format!("{shown} is not extensible")
        }
        // The host has refused: what is given would answer for its object.
        Some(object) if guest.imports.borrow().handle_of(&object).is_some() => {
            "Immutable prototype object '#<Object>' cannot have their prototype set".into()
        }
        _ => "Cyclic __proto__ value".into(),
    }
}

/// Whether a value is a proxy that guest code made.
pub fn is_proxy(value: &JsValue) -> bool {
    value.as_object().is_some_and(|object| object.is::<Proxy>())
}

/// Up to Node 24 it is another thing for what the sandbox has brought.
fn unassignable_global(guest: &Guest, context: &mut Context, key: &JsValue) -> String {
    let text = shown(guest, context, key);
    let key = key.to_property_key(context);
    let is_of_host = key.is_ok_and(|key| mirror::is_of_host(guest, &key));
    if !guest.settings.get().by_attributes && is_of_host {
        return format!("Cannot redefine property: {text}");
    }
    format!("Cannot assign to read only property '{text}' of object '[object Object]'")
}

fn unassignable(guest: &Guest, context: &mut Context, value: &JsValue, key: &JsValue) -> String {
    let text = shown(guest, context, key);
    if is_proxy(value) {
        return refused_by_trap("set", &text);
    }
    let shown = shown(guest, context, value);
    let kind = value.type_of();
    match property(guest, context, value, key) {
        Some(property) if property.is_accessor_descriptor() => {
            format!("Cannot set property {text} of {shown} which has only a getter")
        }
        Some(_) => {
            format!("Cannot assign to read only property '{text}' of {kind} '{shown}'")
        }
        None if value.is_object() => {
            format!("Cannot add property {text}, object is not extensible")
        }
        None => format!("Cannot create property '{text}' on {kind} '{shown}'"),
    }
}

/// A property that a value has or inherits.
fn property(
    guest: &Guest,
    context: &mut Context,
    value: &JsValue,
    key: &JsValue,
) -> Option<PropertyDescriptor> {
    own_property(guest, context, value, key).or_else(|| {
        let key = key.to_property_key(context).ok()?;
        inherited_property(&value.as_object()?, &key)
    })
}

/// A property that a value has itself; the host is asked of its own objects.
fn own_property(
    guest: &Guest,
    context: &mut Context,
    value: &JsValue,
    key: &JsValue,
) -> Option<PropertyDescriptor> {
    // Of a string it is the wrapper that has them.
    let object = value.to_object(context).ok()?;
    let handle = guest.imports.borrow().handle_of(&object);
    if let Some(handle) = handle {
        let key = key.to_property_key(context).ok()?;
        return membrane::own_property_of(guest, context, handle, &key).ok()?;
    }
    let own = &guest.reflection.get_own_property_descriptor;
    let asked = [object.into(), key.clone()];
    let found = own.call(&JsValue::undefined(), &asked, context).ok()?;
    Some(descriptor::from_object(&found.as_object()?))
}
