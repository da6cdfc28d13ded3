//! The guest's half of the membrane: proxies that stand in for objects of the host.
//!
//! A stand-in is a `Proxy` whose target is a shadow, an empty object of the right kind, and
//! whose handler inherits the traps from one of three shared tables. The handler holds the
//! handle, and dies with the proxy. Each trap asks the host; what it answers must agree
//! with the shadow where ECMA-262, 10.5 demands it, so a property that cannot be
//! configured is defined on the shadow before it is reported.

use boa_engine::native_function::{NativeFunction, NativeFunctionPointer};
use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, js_string};

use super::convert::{get_object, get_value, get_values, put_key, put_value, put_values};
use super::functions::Reflection;
use super::guest::{Answer, Guest, malformed, object_of};
use super::handles::{HostRef, Imports};
use super::records;
use super::snapshot::{self, Snapshot};
use super::{descriptor, forward};
use crate::wire::{HandleId, Malformed, Opcode, Traits, Value, Writer};

/// The objects that handlers inherit their traps from.
pub struct TrapTables {
    object: JsObject,
    constructor: JsObject,
}

const OBJECT_TRAPS: [(&str, NativeFunctionPointer); 11] = [
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

const CONSTRUCTOR_TRAPS: [(&str, NativeFunctionPointer); 2] =
    [("apply", trap_apply), ("construct", trap_construct)];

impl TrapTables {
    pub fn new(context: &mut Context) -> Self {
        let object = table(context, None, &OBJECT_TRAPS);
        let constructor = table(context, Some(object.clone()), &CONSTRUCTOR_TRAPS);
        Self {
            object,
            constructor,
        }
    }
}

pub fn table(
    context: &mut Context,
    prototype: Option<JsObject>,
    traps: &[(&str, NativeFunctionPointer)],
) -> JsObject {
    let table =
        JsObject::from_proto_and_data(prototype, boa_engine::builtins::object::OrdinaryObject);
    for (name, trap) in traps {
        let function =
            FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(*trap)).build();
        table.insert_property(
            JsString::from(*name),
            PropertyDescriptor::builder()
                .value(function)
                .writable(false)
                .enumerable(false)
                .configurable(false),
        );
    }
    table
}

/// The object that stands in for the host's `id`: the same one as long as the guest holds
/// it.
pub fn stand_in(
    guest: &Guest,
    context: &mut Context,
    id: HandleId,
    traits: Traits,
) -> JsResult<JsObject> {
    if let Some(object) = guest.imports.borrow().get(id) {
        return Ok(object);
    }
    let reference = Imports::reference(&guest.imports, id);
    let callable = traits.has(Traits::CALLABLE);
    let constructor = traits.has(Traits::CONSTRUCTOR);
    let shadow = if callable {
        function_shadow(context, id, constructor)
    } else if traits.has(Traits::ARRAY) {
        JsArray::new(context)?.into()
    } else {
        JsObject::with_null_proto()
    };
    let traps = if constructor {
        &guest.traps.constructor
    } else {
        &guest.traps.object
    };
    let handler = JsObject::from_proto_and_data(Some(traps.clone()), reference);
    if callable && !constructor {
        // There is no such trap, and to look for it in the tables takes a tenth of a call.
        handler.insert_property(
            js_string!("apply"),
            descriptor::hidden(JsValue::undefined()),
        );
    }
    let proxy = guest.reflection.proxy.construct(
        &[shadow.into(), handler.clone().into()],
        None,
        context,
    )?;
    let reference = handler
        .downcast_ref::<HostRef>()
        .ok_or_else(|| malformed(Malformed("handler")))?;
    guest.imports.borrow_mut().bind(&reference, &proxy);
    Ok(proxy)
}

/// The shadow of a function. One that is no constructor is called without a trap: the
/// proxy passes the call on to it, which saves the array of the arguments. Boa calls a
/// native constructor without `this`.
fn function_shadow(context: &mut Context, id: HandleId, constructor: bool) -> JsObject {
    let function = NativeFunction::from_copy_closure(move |this, arguments, context| {
        call_host(context, id, this, arguments)
    });
    FunctionObjectBuilder::new(context.realm(), function)
        .constructor(constructor)
        .build()
        .into()
}

/// Calls the host's function `id`.
pub fn call_host(
    context: &mut Context,
    id: HandleId,
    this: &JsValue,
    arguments: &[JsValue],
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let answer = guest.ask(context, Opcode::Call, |message, context| {
        message.value(Value::Yours(id));
        put_value(&guest, context, message, this);
        put_values(&guest, context, message, arguments);
        Ok(())
    })?;
    snapshot::get_result(&guest, context, &mut answer.reader())
}

/// The handle of the handler that a trap was called on.
fn handle_of(handler: &JsValue) -> JsResult<HandleId> {
    handler
        .as_object()
        .and_then(|handler| handler.downcast_ref::<HostRef>().map(|host| host.id))
        .ok_or_else(|| {
            JsNativeError::typ()
                .with_message("not a stand-in for an object of the host")
                .into()
        })
}

/// Asks the host for an operation on the object that a trap's handler stands for.
fn ask_target(
    context: &mut Context,
    handler: &JsValue,
    opcode: Opcode,
    write: impl FnOnce(&Guest, &mut Writer, &mut Context) -> JsResult<()>,
) -> JsResult<(std::rc::Rc<Guest>, Answer)> {
    let id = handle_of(handler)?;
    let guest = Guest::of(context)?;
    let answer = guest.ask(context, opcode, |message, context| {
        message.value(Value::Yours(id));
        write(&guest, message, context)
    })?;
    Ok((guest, answer))
}

fn ask_boolean(
    context: &mut Context,
    handler: &JsValue,
    opcode: Opcode,
    write: impl FnOnce(&Guest, &mut Writer, &mut Context) -> JsResult<()>,
) -> JsResult<bool> {
    let (guest, answer) = ask_target(context, handler, opcode, write)?;
    Ok(get_value(&guest, context, &mut answer.reader())?.to_boolean())
}

pub fn key_of(value: &JsValue, context: &mut Context) -> JsResult<PropertyKey> {
    value.to_property_key(context)
}

/// Looks at the snapshot of the object that a handler stands for, if there is a valid one:
/// it is taken at the second read since code of the host's may have run.
fn in_snapshot<R>(
    context: &mut Context,
    handler: &JsValue,
    look: impl FnOnce(&Snapshot) -> Option<R>,
) -> JsResult<Option<R>> {
    let guest = Guest::of(context)?;
    let handler = object_of(handler)?;
    let Some(reference) = handler.downcast_ref::<HostRef>() else {
        return Ok(None);
    };
    let epoch = guest.epoch.get();
    if reference.stand_in.asks_at(epoch) {
        let answer = guest.ask(context, Opcode::Snapshot, |message, _| {
            message.value(Value::Yours(reference.id));
            Ok(())
        })?;
        let snapshot = snapshot::get(&guest, context, &mut answer.reader())?;
        reference.stand_in.set_snapshot(epoch, snapshot);
    }
    Ok(reference.stand_in.with_snapshot(look))
}

fn trap_get(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = key_of(args.get_or_undefined(1), context)?;
    if let Some(value) = records::answer_locally(context, args.get_or_undefined(2), &key)? {
        return Ok(value);
    }
    if let Some(value) = in_snapshot(context, this, |snapshot| snapshot.get(&key))? {
        return Ok(value);
    }
    let (guest, answer) = ask_target(context, this, Opcode::Get, |guest, message, context| {
        put_key(guest, message, &key);
        put_value(guest, context, message, args.get_or_undefined(2));
        Ok(())
    })?;
    if let Some(method) = forward::method_of(&guest, context, answer.reader())? {
        return Ok(method);
    }
    get_value(&guest, context, &mut answer.reader())
}

fn trap_set(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = key_of(args.get_or_undefined(1), context)?;
    ask_boolean(context, this, Opcode::Set, |guest, message, context| {
        put_key(guest, message, &key);
        put_value(guest, context, message, args.get_or_undefined(2));
        put_value(guest, context, message, args.get_or_undefined(3));
        Ok(())
    })
    .map(Into::into)
}

fn trap_has(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = key_of(args.get_or_undefined(1), context)?;
    if in_snapshot(context, this, |snapshot| snapshot.get(&key))?.is_some() {
        return Ok(true.into());
    }
    let found = ask_boolean(context, this, Opcode::Has, |guest, message, _| {
        put_key(guest, message, &key);
        Ok(())
    })?;
    if !found {
        forget_on_shadow(context, args.get_or_undefined(0), &key)?;
    }
    Ok(found.into())
}

fn trap_delete(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = key_of(args.get_or_undefined(1), context)?;
    let deleted = ask_boolean(context, this, Opcode::Delete, |guest, message, _| {
        put_key(guest, message, &key);
        Ok(())
    })?;
    if deleted {
        forget_on_shadow(context, args.get_or_undefined(0), &key)?;
    }
    Ok(deleted.into())
}

fn trap_own_keys(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(keys) = in_snapshot(context, this, |snapshot| Some(snapshot.keys()))? {
        return Ok(JsArray::from_iter(keys.into_iter().map(key_value), context).into());
    }
    let (guest, answer) = ask_target(context, this, Opcode::OwnKeys, |_, _, _| Ok(()))?;
    let mut reader = answer.reader();
    let keys = get_values(&guest, context, &mut reader)?;
    keep_on_shadow(context, args.get_or_undefined(0), &keys)?;
    let keys = keys.into_iter().map(|key| match key.as_i32() {
        Some(index) => JsValue::from(JsString::from(index.to_string())),
        None => key,
    });
    Ok(JsArray::from_iter(keys, context).into())
}

/// A property key as the language has them: an index is a string there.
pub fn key_value(key: PropertyKey) -> JsValue {
    match key {
        PropertyKey::Index(index) => JsString::from(index.get().to_string()).into(),
        key => key.into(),
    }
}

fn trap_get_own(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = key_of(args.get_or_undefined(1), context)?;
    let found = match in_snapshot(context, this, |snapshot| Some(snapshot.property(&key)))? {
        Some(found) => found,
        None => own_property(context, this, &key)?,
    };
    let Some(found) = found else {
        forget_on_shadow(context, args.get_or_undefined(0), &key)?;
        return Ok(JsValue::undefined());
    };
    if found.configurable() == Some(false) {
        agree_on_shadow(context, args.get_or_undefined(0), key, &found)?;
    }
    let prototype = context.intrinsics().constructors().object().prototype();
    Ok(descriptor::to_object(&found, Some(prototype)).into())
}

fn own_property(
    context: &mut Context,
    handler: &JsValue,
    key: &PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    let (guest, answer) = ask_target(context, handler, Opcode::GetOwn, |guest, message, _| {
        put_key(guest, message, key);
        Ok(())
    })?;
    descriptor::get(&guest, context, &mut answer.reader())
}

fn trap_define(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = key_of(args.get_or_undefined(1), context)?;
    let wanted = descriptor::from_object(&object_of(args.get_or_undefined(2))?);
    let defined = ask_boolean(context, this, Opcode::Define, |guest, message, context| {
        put_key(guest, message, &key);
        descriptor::put(guest, context, message, Some(&wanted));
        Ok(())
    })?;
    // The invariants are about a property that becomes fixed by this, or was.
    let shadow = object_of(args.get_or_undefined(0))?;
    let was_fixed = shadow.borrow().properties().contains_key(&key);
    if defined && (wanted.configurable() == Some(false) || was_fixed) {
        let found = own_property(context, this, &key)?;
        if let Some(found) = found
            && found.configurable() == Some(false)
        {
            agree_on_shadow(context, args.get_or_undefined(0), key, &found)?;
        }
    }
    Ok(defined.into())
}

fn trap_get_prototype(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (guest, answer) = ask_target(context, this, Opcode::GetPrototype, |_, _, _| Ok(()))?;
    let prototype = get_value(&guest, context, &mut answer.reader())?;
    Ok(prototype)
}

fn trap_set_prototype(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    ask_boolean(
        context,
        this,
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
    let extensible = ask_boolean(context, this, Opcode::IsExtensible, |_, _, _| Ok(()))?;
    if !extensible {
        seal_shadow(context, this, args.get_or_undefined(0))?;
    }
    Ok(extensible.into())
}

fn trap_prevent_extensions(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let prevented = ask_boolean(context, this, Opcode::PreventExtensions, |_, _, _| Ok(()))?;
    if prevented {
        seal_shadow(context, this, args.get_or_undefined(0))?;
    }
    Ok(prevented.into())
}

fn trap_apply(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = handle_of(this)?;
    let arguments = list_of(args.get_or_undefined(2), context)?;
    call_host(context, id, args.get_or_undefined(1), &arguments)
}

fn trap_construct(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let arguments = list_of(args.get_or_undefined(1), context)?;
    let (guest, answer) = ask_target(
        context,
        this,
        Opcode::Construct,
        |guest, message, context| {
            put_value(guest, context, message, args.get_or_undefined(2));
            put_values(guest, context, message, &arguments);
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

/// Makes the shadow have a property just as it is reported.
fn agree_on_shadow(
    context: &mut Context,
    shadow: &JsValue,
    key: PropertyKey,
    property: &PropertyDescriptor,
) -> JsResult<()> {
    let shadow = object_of(shadow)?;
    let describing = descriptor::to_object(property, None);
    let define = Guest::of(context)?.reflection.define_property.clone();
    Reflection::call(
        context,
        &define,
        &[shadow.into(), key.into(), describing.into()],
    )?;
    Ok(())
}

/// Takes a property from the shadow that the object has no more.
fn forget_on_shadow(context: &mut Context, shadow: &JsValue, key: &PropertyKey) -> JsResult<()> {
    let Some(shadow) = shadow.as_object() else {
        return Ok(());
    };
    if shadow.borrow().properties().contains_key(key) {
        let delete = Guest::of(context)?.reflection.delete_property.clone();
        Reflection::call(context, &delete, &[shadow.into(), key.clone().into()])?;
    }
    Ok(())
}

/// Takes every property from the shadow that is not among the object's keys.
fn keep_on_shadow(context: &mut Context, shadow: &JsValue, keys: &[JsValue]) -> JsResult<()> {
    let object = object_of(shadow)?;
    let mut present = Vec::with_capacity(keys.len());
    for key in keys {
        present.push(key_of(key, context)?);
    }
    for key in object.own_property_keys(context)? {
        if !present.contains(&key) {
            forget_on_shadow(context, shadow, &key)?;
        }
    }
    Ok(())
}

/// Makes the shadow of an object that is not extensible one that has the same properties
/// and is not extensible either (ECMA-262, 10.5.3 and 10.5.11).
fn seal_shadow(context: &mut Context, handler: &JsValue, shadow: &JsValue) -> JsResult<()> {
    let shadow_object = object_of(shadow)?;
    if !shadow_object.is_extensible(context)? {
        return Ok(());
    }
    let (guest, answer) = ask_target(context, handler, Opcode::OwnKeys, |_, _, _| Ok(()))?;
    let keys = get_values(&guest, context, &mut answer.reader())?;
    keep_on_shadow(context, shadow, &keys)?;
    for key in keys {
        let key = key_of(&key, context)?;
        if let Some(property) = own_property(context, handler, &key)? {
            agree_on_shadow(context, shadow, key, &property)?;
        }
    }
    let prototype = trap_get_prototype(handler, &[], context)?;
    let set_prototype = guest.reflection.set_prototype_of.clone();
    Reflection::call(context, &set_prototype, &[shadow.clone(), prototype])?;
    let prevent = guest.reflection.prevent_extensions.clone();
    Reflection::call(context, &prevent, std::slice::from_ref(shadow))?;
    Ok(())
}
