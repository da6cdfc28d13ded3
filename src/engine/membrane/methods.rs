//! What stand-ins do: the internal methods of ECMA-262, 6.1.7.2. Each asks the host for its
//! operation, or answers from a snapshot.

use std::rc::Rc;

use boa_engine::object::{HostMethods, JsObject, JsPrototype};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsError, JsNativeError, JsResult, JsString, JsValue};

use super::{StandIn, on_records};
use crate::engine::convert::{get_keys, get_object, get_value, put_key, put_value};
use crate::engine::guest::{Answer, Guest};
use crate::engine::intrinsics::prototype;
use crate::engine::object_snapshot::{Found, Snapshot};
use crate::engine::peek::inherited_property;
use crate::engine::snapshot;
use crate::engine::{descriptor, forward, plain, records};
use crate::wire::{HandleId, Opcode, Value, Writer};

pub(super) static METHODS: HostMethods = HostMethods {
    get_prototype_of,
    set_prototype_of,
    is_extensible,
    prevent_extensions,
    get_own_property,
    define_own_property,
    has_property,
    get,
    try_get,
    set,
    delete,
    own_property_keys,
    call,
    array_method,
    construct,
};

fn no_stand_in() -> JsError {
    JsNativeError::typ()
        .with_message("not a stand-in for an object of the host")
        .into()
}

pub(super) fn handle_of(object: &JsObject) -> JsResult<HandleId> {
    let stand_in = object.downcast_ref::<StandIn>().ok_or_else(no_stand_in)?;
    Ok(stand_in.reference.id)
}

/// Asks the host for an operation on its object.
fn ask(
    context: &mut Context,
    object: &JsObject,
    opcode: Opcode,
    write: impl FnOnce(&Guest, &mut Writer, &mut Context),
) -> JsResult<(Rc<Guest>, Answer)> {
    let target = Value::Yours(handle_of(object)?);
    let guest = Guest::of(context)?;
    let answer = guest.ask_of(context, target, opcode, |message, context| {
        write(&guest, message, context);
    })?;
    Ok((guest, answer))
}

fn ask_boolean(
    context: &mut Context,
    object: &JsObject,
    opcode: Opcode,
    write: impl FnOnce(&Guest, &mut Writer, &mut Context),
) -> JsResult<bool> {
    let (guest, answer) = ask(context, object, opcode, write)?;
    Ok(get_value(&guest, context, &mut answer.reader())?.to_boolean())
}

/// Looks at the snapshot of an object, if there is a valid one: it is taken at the second read
/// since code of the host's may have run.
fn in_snapshot<R>(
    guest: &Guest,
    context: &mut Context,
    object: &JsObject,
    look: impl FnOnce(&Snapshot) -> Option<R>,
) -> JsResult<Option<R>> {
    let stand_in = object.downcast_ref::<StandIn>().ok_or_else(no_stand_in)?;
    let reference = &stand_in.reference;
    let epoch = guest.epoch.get();
    if reference.place.asks_at(epoch) {
        let target = Value::Yours(reference.id);
        let answer = guest.ask_of(context, target, Opcode::Snapshot, |_, _| {})?;
        let snapshot = snapshot::get(guest, context, &mut answer.reader())?;
        reference.place.set_snapshot(epoch, snapshot);
    }
    Ok(reference.place.with_snapshot(look))
}

fn get(
    object: &JsObject,
    key: &PropertyKey,
    receiver: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    if let Some(value) = records::answer_locally(&guest, context, receiver, key)? {
        return Ok(value);
    }
    match in_snapshot(&guest, context, object, |snapshot| snapshot.find(key))? {
        Some(Found::Own(value)) => Ok(value),
        Some(Found::Nothing) => Ok(JsValue::undefined()),
        Some(Found::OfLanguage { is_array }) => {
            Ok(plain::of_language(&guest, context, key, is_array))
        }
        None => ask_get(&guest, context, handle_of(object)?, key, receiver),
    }
}

fn try_get(
    object: &JsObject,
    key: &PropertyKey,
    receiver: &JsValue,
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let is_there = has_property(object, key, context)?;
    is_there
        .then(|| get(object, key, receiver, context))
        .transpose()
}

/// Has the host read a property of one of its objects.
pub(super) fn ask_get(
    guest: &Guest,
    context: &mut Context,
    id: HandleId,
    key: &PropertyKey,
    receiver: &JsValue,
) -> JsResult<JsValue> {
    let answer = guest.ask_of(
        context,
        Value::Yours(id),
        Opcode::Get,
        |message, context| {
            put_key(guest, message, key);
            put_value(guest, context, message, receiver);
        },
    )?;
    if let Some(method) = forward::method_of(guest, context, answer.reader())? {
        return Ok(method);
    }
    get_value(guest, context, &mut answer.reader())
}

fn set(
    object: &JsObject,
    key: &PropertyKey,
    value: &JsValue,
    receiver: &JsValue,
    context: &mut Context,
) -> JsResult<bool> {
    let record = receiver.as_object();
    match record.filter(|_| records::is_record(context, receiver)) {
        Some(record) if !is_decided(context, object, key)? => {
            on_records::set(object, key, value, &record, context)
        }
        _ => ask_set(object, key, value, receiver, context),
    }
}

/// Has the host set a property of one of its objects.
pub(super) fn ask_set(
    object: &JsObject,
    key: &PropertyKey,
    value: &JsValue,
    receiver: &JsValue,
    context: &mut Context,
) -> JsResult<bool> {
    ask_boolean(context, object, Opcode::Set, |guest, message, context| {
        put_key(guest, message, key);
        put_value(guest, context, message, value);
        put_value(guest, context, message, receiver);
    })
}

/// Whether a property that an object of the host's has or inherits decides what becomes of an
/// assignment to an object that inherits from it (ECMA-262, 10.1.9.2): a setter, or a value that
/// cannot be written.
fn is_decided(context: &mut Context, object: &JsObject, key: &PropertyKey) -> JsResult<bool> {
    let guest = Guest::of(context)?;
    let decides = |found: &PropertyDescriptor| found.writable() != Some(true);
    let mut id = handle_of(object)?;
    loop {
        if let Some(found) = own_property_of(&guest, context, id, key)? {
            return Ok(decides(&found));
        }
        let Some(prototype) = prototype_of(&guest, context, id)? else {
            return Ok(false);
        };
        let handle = guest.imports.borrow().handle_of(&prototype);
        match handle {
            Some(handle) => id = handle,
            // One of the primordials, which are the guest's own.
            None => return Ok(inherited_property(&prototype, key).is_some_and(|it| decides(&it))),
        }
    }
}

fn has_property(object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<bool> {
    let guest = Guest::of(context)?;
    match in_snapshot(&guest, context, object, |snapshot| snapshot.find(key))? {
        Some(Found::Own(_)) => Ok(true),
        Some(Found::Nothing) => Ok(false),
        Some(Found::OfLanguage { is_array }) if !plain::is_named_by_language(key, is_array) => {
            Ok(false)
        }
        _ => ask_boolean(context, object, Opcode::Has, |guest, message, _| {
            put_key(guest, message, key);
        }),
    }
}

fn delete(object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<bool> {
    ask_boolean(context, object, Opcode::Delete, |guest, message, _| {
        put_key(guest, message, key);
    })
}

fn own_property_keys(object: &JsObject, context: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let guest = Guest::of(context)?;
    if let Some(keys) = in_snapshot(&guest, context, object, |snapshot| Some(snapshot.keys()))? {
        return Ok(keys);
    }
    let (guest, answer) = ask(context, object, Opcode::OwnKeys, |_, _, _| {})?;
    get_keys(&guest, context, &mut answer.reader())
}

fn get_own_property(
    object: &JsObject,
    key: &PropertyKey,
    context: &mut Context,
) -> JsResult<Option<PropertyDescriptor>> {
    let guest = Guest::of(context)?;
    let known = in_snapshot(&guest, context, object, |snapshot| {
        Some(snapshot.property(key))
    })?;
    match known {
        Some(found) => Ok(found),
        None => own_property_of(&guest, context, handle_of(object)?, key),
    }
}

/// Asks the host for an own property, which is complete.
pub fn own_property_of(
    guest: &Guest,
    context: &mut Context,
    id: HandleId,
    key: &PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    let answer = guest.ask_of(context, Value::Yours(id), Opcode::GetOwn, |message, _| {
        put_key(guest, message, key);
    })?;
    let found = descriptor::get(guest, context, &mut answer.reader())?;
    Ok(found.map(PropertyDescriptor::complete_property_descriptor))
}

fn define_own_property(
    object: &JsObject,
    key: &PropertyKey,
    wanted: &PropertyDescriptor,
    context: &mut Context,
) -> JsResult<bool> {
    ask_boolean(
        context,
        object,
        Opcode::Define,
        |guest, message, context| {
            put_key(guest, message, key);
            descriptor::put(guest, context, message, Some(wanted));
        },
    )
}

fn get_prototype_of(object: &JsObject, context: &mut Context) -> JsResult<JsPrototype> {
    let guest = Guest::of(context)?;
    let stand_in = object.downcast_ref::<StandIn>().ok_or_else(no_stand_in)?;
    let reference = &stand_in.reference;
    let look = |snapshot: &Snapshot| snapshot.prototype(context);
    match reference.place.glance(guest.epoch.get(), look) {
        Some(known) => Ok(known),
        None => prototype_of(&guest, context, reference.id),
    }
}

fn prototype_of(guest: &Guest, context: &mut Context, id: HandleId) -> JsResult<JsPrototype> {
    let answer = guest.ask_of(context, Value::Yours(id), Opcode::GetPrototype, |_, _| {})?;
    Ok(get_value(guest, context, &mut answer.reader())?.as_object())
}

fn set_prototype_of(
    object: &JsObject,
    prototype: JsPrototype,
    context: &mut Context,
) -> JsResult<bool> {
    let value = prototype.map_or_else(JsValue::null, JsValue::from);
    let is_set = ask_boolean(
        context,
        object,
        Opcode::SetPrototype,
        |guest, message, context| put_value(guest, context, message, &value),
    )?;
    // What cannot be changed may be set again (ECMA-262, 10.4.7.2), and the host has not the guest's
    // primordials to compare.
    let guest = Guest::of(context)?;
    match value.as_object() {
        Some(ours) if !is_set && guest.imports.borrow().handle_of(&ours).is_none() => {
            Ok(get_prototype_of(object, context)? == Some(ours))
        }
        _ => Ok(is_set),
    }
}

fn is_extensible(object: &JsObject, context: &mut Context) -> JsResult<bool> {
    ask_boolean(context, object, Opcode::IsExtensible, |_, _, _| {})
}

fn prevent_extensions(object: &JsObject, context: &mut Context) -> JsResult<bool> {
    ask_boolean(context, object, Opcode::PreventExtensions, |_, _, _| {})
}

fn call(
    object: &JsObject,
    this: &JsValue,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let (guest, answer) = ask(context, object, Opcode::Call, |guest, message, context| {
        put_value(guest, context, message, this);
        snapshot::put_arguments(guest, context, message, arguments);
    })?;
    snapshot::get_result(&guest, context, &mut answer.reader())
}

/// Has the host do at once what its array would be asked for element by element, if it does
/// (`arrayMethod` in lib/forward.js).
fn array_method(
    object: &JsObject,
    name: JsString,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let this = object.clone().into();
    forward::call_on_host(context, prototype("array"), &name.into(), &this, arguments)
}

fn construct(
    object: &JsObject,
    arguments: &[JsValue],
    new_target: &JsValue,
    context: &mut Context,
) -> JsResult<JsObject> {
    let (guest, answer) = ask(
        context,
        object,
        Opcode::Construct,
        |guest, message, context| {
            put_value(guest, context, message, new_target);
            snapshot::put_arguments(guest, context, message, arguments);
        },
    )?;
    get_object(&guest, context, &mut answer.reader())
}
