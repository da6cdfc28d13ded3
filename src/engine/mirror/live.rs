//! The live global, for a sandbox that is a proxy: it cannot be compared with what it was, so
//! the global asks it at every access.
//!
//! Behind the global, as its prototype, stands an object that asks the sandbox first and then
//! the built-ins, which are moved off the global for that. What guest code declares comes to lie
//! on the global itself; once the sandbox was told of it (`mirror/`), it is taken from there, and
//! the sandbox answers for it too. `setup.rs` makes a global live.

use boa_engine::object::{HostKind, HostMethods, InternalObjectMethods, JsObject};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsData, JsError, JsNativeError, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use crate::engine::convert::{get_keys, get_value, put_key, put_value};
use crate::engine::guest::Guest;
use crate::engine::peek::{own, own_value};
use crate::engine::{descriptor, objects};
use crate::wire::{Opcode, Value, Writer};

/// The data of that object.
#[derive(Trace, Finalize)]
struct Live {
    /// Those that the global had.
    built_ins: JsObject,
}

/// Makes the global live; runs behind the installation of the built-ins.
pub fn make_live(context: &mut Context) -> JsResult<()> {
    let built_ins = JsObject::with_null_proto();
    let global = context.global_object();
    let itself = PropertyKey::from(js_string!("globalThis"));
    for key in global.own_property_keys(context)? {
        let property = own(&global, &key);
        let movable = property
            .filter(|property| property.configurable() == Some(true) && property.value().is_some());
        // The global's name for itself is no variable of the sandbox's.
        if let Some(property) = movable
            && key != itself
        {
            global.delete_property_or_throw(key.clone(), context)?;
            built_ins.insert_property(key, property);
        }
    }
    let live = objects::holding(context, Live { built_ins });
    global.set_prototype(Some(live));
    Ok(())
}

impl JsData for Live {
    fn internal_methods(&self) -> &'static InternalObjectMethods {
        static METHODS: HostMethods = HostMethods {
            get,
            try_get,
            set,
            has_property,
            own_property_keys,
            get_own_property,
            define_own_property: |_, _, _, _| Ok(false),
            delete,
            get_prototype_of: |_, _| Ok(None),
            set_prototype_of: |_, prototype, _| Ok(prototype.is_none()),
            is_extensible: |_, _| Ok(true),
            prevent_extensions: |_, _| Ok(false),
            call: |_, _, _, _| Err(no_live_global()),
            array_method: |_, _, _, _| Ok(None),
            construct: |_, _, _, _| Err(no_live_global()),
        };
        static OBJECT: InternalObjectMethods =
            InternalObjectMethods::of_host(&METHODS, HostKind::Global);
        &OBJECT
    }
}

fn no_live_global() -> JsError {
    JsNativeError::typ()
        .with_message("not a live global")
        .into()
}

/// Asks for an operation on the sandbox.
fn ask_value(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    write: impl FnOnce(&mut Writer, &mut Context),
) -> JsResult<JsValue> {
    let answer = guest.ask_of(context, Value::Global, opcode, write)?;
    get_value(guest, context, &mut answer.reader())
}

fn built_in(object: &JsObject, key: &PropertyKey) -> JsResult<Option<JsValue>> {
    let live = object.downcast_ref::<Live>().ok_or_else(no_live_global)?;
    Ok(own_value(&live.built_ins, key))
}

fn get(
    object: &JsObject,
    key: &PropertyKey,
    _: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let found = value_of(object, key, context)?;
    Ok(found.unwrap_or_default())
}

/// What the sandbox has under a name, or else the built-in of it.
fn value_of(
    object: &JsObject,
    key: &PropertyKey,
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let guest = Guest::of(context)?;
    let value = ask_value(&guest, context, Opcode::Get, |message, _| {
        put_key(&guest, message, key);
        message.value(Value::Global);
    })?;
    if !value.is_undefined() {
        return Ok(Some(value));
    }
    built_in(object, key)
}

/// A sandbox may answer a `get` for what its `has` denies, and node:vm goes by `get`.
fn try_get(
    object: &JsObject,
    key: &PropertyKey,
    _: &JsValue,
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let value = value_of(object, key, context)?;
    if value.is_some() {
        return Ok(value);
    }
    let is_there = ask_has(context, key)?;
    Ok(is_there.then(JsValue::undefined))
}

fn ask_has(context: &mut Context, key: &PropertyKey) -> JsResult<bool> {
    let guest = Guest::of(context)?;
    let has = ask_value(&guest, context, Opcode::Has, |message, _| {
        put_key(&guest, message, key);
    })?;
    Ok(has.to_boolean())
}

fn has_property(object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<bool> {
    if built_in(object, key)?.is_some() || value_of(object, key, context)?.is_some() {
        return Ok(true);
    }
    ask_has(context, key)
}

/// What the sandbox refuses stays on the guest's own global, as with node:vm, where nobody sees it if
/// the sandbox has a value of its own.
fn set(
    _: &JsObject,
    key: &PropertyKey,
    value: &JsValue,
    _: &JsValue,
    context: &mut Context,
) -> JsResult<bool> {
    let guest = Guest::of(context)?;
    let done = ask_value(&guest, context, Opcode::Set, |message, context| {
        put_key(&guest, message, key);
        put_value(&guest, context, message, value);
        message.value(Value::Global);
    })?;
    if !done.to_boolean() && !has_value(&guest, context, key)? {
        let property = descriptor::plain(value.clone());
        super::keep(&guest, context, key.clone(), property);
    }
    Ok(true)
}

/// Whether the sandbox has a property of its own that is no accessor.
fn has_value(guest: &Guest, context: &mut Context, key: &PropertyKey) -> JsResult<bool> {
    let found = own_property(guest, context, key)?;
    Ok(found.is_some_and(|found| found.is_data_descriptor()))
}

/// The sandbox's own property.
fn own_property(
    guest: &Guest,
    context: &mut Context,
    key: &PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    let answer = guest.ask_of(context, Value::Global, Opcode::GetOwn, |message, _| {
        put_key(guest, message, key);
    })?;
    descriptor::get(guest, context, &mut answer.reader())
}

fn delete(_: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<bool> {
    let guest = Guest::of(context)?;
    let deleted = ask_value(&guest, context, Opcode::Delete, |message, _| {
        put_key(&guest, message, key);
    })?;
    Ok(deleted.to_boolean())
}

fn own_property_keys(_: &JsObject, context: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let guest = Guest::of(context)?;
    let answer = guest.ask_of(context, Value::Global, Opcode::OwnKeys, |_, _| {})?;
    get_keys(&guest, context, &mut answer.reader())
}

/// As node:vm has them for a global with such a sandbox: values that can be written and configured.
fn get_own_property(
    object: &JsObject,
    key: &PropertyKey,
    context: &mut Context,
) -> JsResult<Option<PropertyDescriptor>> {
    let guest = Guest::of(context)?;
    let Some(found) = own_property(&guest, context, key)? else {
        return Ok(built_in(object, key)?.map(descriptor::hidden));
    };
    Ok(Some(
        PropertyDescriptor::builder()
            .value(found.value().cloned().unwrap_or_default())
            .writable(true)
            .enumerable(found.enumerable() == Some(true))
            .configurable(true)
            .build(),
    ))
}
