//! The traps of stand-ins: each asks the host for the operation of ECMA-262, 6.1.7.2 that it
//! is for, or answers from a snapshot.

use std::rc::Rc;

use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsResult, JsString, JsValue};

use super::shadow::{agree_on_shadow, forget_on_shadow, keep_on_shadow, seal_shadow};
use super::{call_host, filled};
use crate::engine::convert::{get_object, get_value, get_values, put_key, put_value};
use crate::engine::functions::Reflection;
use crate::engine::guest::{Answer, Guest, object_of};
use crate::engine::handles::HostRef;
use crate::engine::intrinsics::inherited_property;
use crate::engine::snapshot::{self, Found, Snapshot};
use crate::engine::{descriptor, forward, plain, records};
use crate::wire::{HandleId, Opcode, Value, Writer};

pub(super) const OBJECT: [(&str, NativeFunctionPointer); 11] = [
    ("get", trap_get),
    ("set", trap_set),
    ("has", trap_has),
    ("deleteProperty", trap_delete),
    ("ownKeys", trap_own_keys),
    ("getOwnPropertyDescriptor", trap_get_own),
    ("defineProperty", trap_define),
    ("getPrototypeOf", trap_get_prototype),
    ("setPrototypeOf", trap_set_prototype),
    ("isExtensible", trap_is_extensible),
    ("preventExtensions", trap_prevent_extensions),
];

pub(super) const CONSTRUCTOR: [(&str, NativeFunctionPointer); 2] =
    [("apply", trap_apply), ("construct", trap_construct)];

/// The object that knows which of the host's a trap is about: the shadow, or the handler.
fn holder_of(handler: &JsValue, args: &[JsValue]) -> JsResult<JsObject> {
    [args.get_or_undefined(0), handler]
        .into_iter()
        .filter_map(JsValue::as_object)
        .find(JsObject::is::<HostRef>)
        .ok_or_else(no_stand_in)
}

pub(super) fn no_stand_in() -> JsError {
    JsNativeError::typ()
        .with_message("not a stand-in for an object of the host")
        .into()
}

pub(super) fn handle_of(holder: &JsObject) -> JsResult<HandleId> {
    let reference = holder.downcast_ref::<HostRef>();
    reference.map_or_else(|| Err(no_stand_in()), |reference| Ok(reference.id))
}

/// Asks the host for an operation on the object that a trap is about.
pub(super) fn ask_target(
    context: &mut Context,
    holder: &JsObject,
    opcode: Opcode,
    write: impl FnOnce(&Guest, &mut Writer, &mut Context) -> JsResult<()>,
) -> JsResult<(Rc<Guest>, Answer)> {
    let id = handle_of(holder)?;
    let guest = Guest::of(context)?;
    let answer = guest.ask(context, opcode, |message, context| {
        message.value(Value::Yours(id));
        write(&guest, message, context)
    })?;
    Ok((guest, answer))
}

fn ask_boolean(
    context: &mut Context,
    holder: &JsObject,
    opcode: Opcode,
    write: impl FnOnce(&Guest, &mut Writer, &mut Context) -> JsResult<()>,
) -> JsResult<bool> {
    let (guest, answer) = ask_target(context, holder, opcode, write)?;
    Ok(get_value(&guest, context, &mut answer.reader())?.to_boolean())
}

pub fn key_of(value: &JsValue, context: &mut Context) -> JsResult<PropertyKey> {
    value.to_property_key(context)
}

/// Looks at the snapshot of the object that a trap is about, if there is a valid one:
/// it is taken at the second read since code of the host's may have run.
fn in_snapshot<R>(
    guest: &Guest,
    context: &mut Context,
    holder: &JsObject,
    look: impl FnOnce(&Snapshot) -> Option<R>,
) -> JsResult<Option<R>> {
    let Some(reference) = holder.downcast_ref::<HostRef>() else {
        return Ok(None);
    };
    let epoch = guest.epoch.get();
    if reference.stand_in.asks_at(epoch) {
        let answer = guest.ask(context, Opcode::Snapshot, |message, _| {
            message.value(Value::Yours(reference.id));
            Ok(())
        })?;
        let snapshot = snapshot::get(guest, context, &mut answer.reader())?;
        reference.stand_in.set_snapshot(epoch, snapshot);
    }
    Ok(reference.stand_in.with_snapshot(look))
}

fn trap_get(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    if let Some(value) = records::answer_locally(&guest, context, args.get_or_undefined(2), &key)? {
        return Ok(value);
    }
    let known = match in_snapshot(&guest, context, &holder, |snapshot| snapshot.find(&key))? {
        Some(Found::Own(value)) => {
            filled::note_read(&guest, context, &holder, args.get_or_undefined(0))?;
            Some(value)
        }
        Some(Found::Nothing) => Some(JsValue::undefined()),
        Some(Found::OfLanguage { is_array }) => {
            Some(plain::of_language(&guest, context, &key, is_array))
        }
        None => None,
    };
    if let Some(value) = known {
        return Ok(value);
    }
    let id = handle_of(&holder)?;
    ask_get(&guest, context, id, &key, args.get_or_undefined(2))
}

/// Has the host read a property of one of its objects.
pub(super) fn ask_get(
    guest: &Guest,
    context: &mut Context,
    id: HandleId,
    key: &PropertyKey,
    receiver: &JsValue,
) -> JsResult<JsValue> {
    let answer = guest.ask(context, Opcode::Get, |message, context| {
        message.value(Value::Yours(id));
        put_key(guest, message, key);
        put_value(guest, context, message, receiver);
        Ok(())
    })?;
    if let Some(method) = forward::method_of(guest, context, answer.reader())? {
        return Ok(method);
    }
    get_value(guest, context, &mut answer.reader())
}

fn trap_set(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    let (value, receiver) = (args.get_or_undefined(2), args.get_or_undefined(3));
    if records::is_own(&guest, context, receiver) && !is_decided(&guest, context, &holder, &key)? {
        // Nothing that it inherits has a say, as where there is nothing to inherit.
        let nothing = JsObject::with_null_proto().into();
        let set = [nothing, key.into(), value.clone(), receiver.clone()];
        return Reflection::call(context, &guest.reflection.set, &set);
    }
    ask_boolean(context, &holder, Opcode::Set, |guest, message, context| {
        put_key(guest, message, &key);
        put_value(guest, context, message, value);
        put_value(guest, context, message, receiver);
        Ok(())
    })
    .map(Into::into)
}

/// Whether a property that an object of the host's has or inherits decides what becomes of an
/// assignment to an object that inherits from it (ECMA-262, 10.1.9.2): a setter, or a value that
/// cannot be written.
fn is_decided(
    guest: &Guest,
    context: &mut Context,
    holder: &JsObject,
    key: &PropertyKey,
) -> JsResult<bool> {
    let decides = |found: &PropertyDescriptor| found.writable() != Some(true);
    let mut id = handle_of(holder)?;
    loop {
        if let Some(found) = own_property_of(guest, context, id, key)? {
            return Ok(decides(&found));
        }
        let Some(prototype) = prototype_of(context, guest, id)?.as_object() else {
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

fn trap_has(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    let found = match in_snapshot(&guest, context, &holder, |snapshot| snapshot.find(&key))? {
        Some(Found::Own(_)) => true,
        Some(Found::Nothing) => false,
        Some(Found::OfLanguage { is_array }) if !plain::is_named_by_language(&key, is_array) => {
            false
        }
        _ => ask_boolean(context, &holder, Opcode::Has, |guest, message, _| {
            put_key(guest, message, &key);
            Ok(())
        })?,
    };
    if !found {
        forget_on_shadow(context, args.get_or_undefined(0), &key)?;
    }
    Ok(found.into())
}

fn trap_delete(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    let deleted = ask_boolean(context, &holder, Opcode::Delete, |guest, message, _| {
        put_key(guest, message, &key);
        Ok(())
    })?;
    if deleted {
        forget_on_shadow(context, args.get_or_undefined(0), &key)?;
    }
    Ok(deleted.into())
}

fn trap_own_keys(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let guest = Guest::of(context)?;
    if let Some(keys) = in_snapshot(&guest, context, &holder, |snapshot| Some(snapshot.keys()))? {
        show_prototype(&guest, &holder, None)?;
        return Ok(JsArray::from_iter(keys.into_iter().map(key_value), context).into());
    }
    let (guest, answer) = ask_target(context, &holder, Opcode::OwnKeys, |_, _, _| Ok(()))?;
    let mut reader = answer.reader();
    let keys = get_values(&guest, context, &mut reader)?;
    let prototype = prototype_of(context, &guest, handle_of(&holder)?)?;
    show_prototype(&guest, &holder, prototype.as_object())?;
    keep_on_shadow(context, args.get_or_undefined(0), &keys)?;
    let keys = keys.into_iter().map(|key| match key.as_i32() {
        Some(index) => JsValue::from(JsString::from(index.to_string())),
        None => key,
    });
    Ok(JsArray::from_iter(keys, context).into())
}

/// Leaves a stand-in its prototype where Boa's `for…in` looks for one: in the proxy itself, of which
/// it asks the keys first, and not through the trap. What has a snapshot inherits no keys.
fn show_prototype(guest: &Guest, holder: &JsObject, prototype: Option<JsObject>) -> JsResult<()> {
    let proxy = guest.imports.borrow().get(handle_of(holder)?);
    if let Some(proxy) = proxy.filter(|proxy| proxy.prototype() != prototype) {
        proxy.set_prototype(prototype);
    }
    Ok(())
}

/// A property key as the language has them: an index is a string there.
pub fn key_value(key: PropertyKey) -> JsValue {
    match key {
        PropertyKey::Index(index) => JsString::from(index.get().to_string()).into(),
        key => key.into(),
    }
}

fn trap_get_own(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    let found = match in_snapshot(&guest, context, &holder, |snapshot| {
        Some(snapshot.property(&key))
    })? {
        Some(found) => found,
        None => own_property(context, &holder, &key)?,
    };
    let Some(found) = found else {
        forget_on_shadow(context, args.get_or_undefined(0), &key)?;
        return Ok(JsValue::undefined());
    };
    if found.configurable() == Some(false) {
        agree_on_shadow(context, args.get_or_undefined(0), key, &found)?;
    }
    let prototype = context.intrinsics().constructors().object().prototype();
    Ok(descriptor::to_object(context, &found, Some(prototype)).into())
}

pub(super) fn own_property(
    context: &mut Context,
    holder: &JsObject,
    key: &PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    let guest = Guest::of(context)?;
    own_property_of(&guest, context, handle_of(holder)?, key)
}

pub fn own_property_of(
    guest: &Guest,
    context: &mut Context,
    id: HandleId,
    key: &PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    let answer = guest.ask(context, Opcode::GetOwn, |message, _| {
        message.value(Value::Yours(id));
        put_key(guest, message, key);
        Ok(())
    })?;
    descriptor::get(guest, context, &mut answer.reader())
}

fn trap_define(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    let wanted = descriptor::from_object(&object_of(args.get_or_undefined(2))?);
    let defined = ask_boolean(
        context,
        &holder,
        Opcode::Define,
        |guest, message, context| {
            put_key(guest, message, &key);
            descriptor::put(guest, context, message, Some(&wanted));
            Ok(())
        },
    )?;
    // The invariants are about a property that becomes fixed by this, or was.
    let shadow = object_of(args.get_or_undefined(0))?;
    let was_fixed = shadow.borrow().properties().contains_key(&key);
    if defined && (wanted.configurable() == Some(false) || was_fixed) {
        let found = own_property(context, &holder, &key)?;
        if let Some(found) = found
            && found.configurable() == Some(false)
        {
            agree_on_shadow(context, args.get_or_undefined(0), key, &found)?;
        }
    }
    Ok(defined.into())
}

fn trap_get_prototype(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let id = handle_of(&holder_of(this, args)?)?;
    let guest = Guest::of(context)?;
    prototype_of(context, &guest, id)
}

pub(super) fn prototype_of(
    context: &mut Context,
    guest: &Guest,
    id: HandleId,
) -> JsResult<JsValue> {
    let answer = guest.ask(context, Opcode::GetPrototype, |message, _| {
        message.value(Value::Yours(id));
        Ok(())
    })?;
    get_value(guest, context, &mut answer.reader())
}

fn trap_set_prototype(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    ask_boolean(
        context,
        &holder,
        Opcode::SetPrototype,
        |guest, message, context| {
            put_value(guest, context, message, args.get_or_undefined(1));
            Ok(())
        },
    )
    .map(Into::into)
}

fn trap_is_extensible(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let extensible = ask_boolean(context, &holder, Opcode::IsExtensible, |_, _, _| Ok(()))?;
    if !extensible {
        seal_shadow(context, &holder, args.get_or_undefined(0))?;
    }
    Ok(extensible.into())
}

fn trap_prevent_extensions(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let prevented = ask_boolean(
        context,
        &holder,
        Opcode::PreventExtensions,
        |_, _, _| Ok(()),
    )?;
    if prevented {
        seal_shadow(context, &holder, args.get_or_undefined(0))?;
    }
    Ok(prevented.into())
}

fn trap_apply(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let id = handle_of(&holder)?;
    let arguments = list_of(args.get_or_undefined(2), context)?;
    call_host(context, id, args.get_or_undefined(1), &arguments)
}

fn trap_construct(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holder = holder_of(this, args)?;
    let arguments = list_of(args.get_or_undefined(1), context)?;
    let (guest, answer) = ask_target(
        context,
        &holder,
        Opcode::Construct,
        |guest, message, context| {
            put_value(guest, context, message, args.get_or_undefined(2));
            snapshot::put_arguments(guest, context, message, &arguments);
            Ok(())
        },
    )?;
    get_object(&guest, context, &mut answer.reader()).map(Into::into)
}

/// The elements of an array that the engine itself made.
fn list_of(array: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    let array = JsArray::from_object(object_of(array)?)?;
    let length = array.length(context)?;
    (0..length).map(|index| array.get(index, context)).collect()
}
