//! The live global, for a sandbox that is a proxy: it cannot be compared with what it was, so
//! the global asks it at every access.
//!
//! Behind the global, as its prototype, stands a proxy whose traps ask the sandbox first and
//! then the built-ins, which are moved off the global for that. What guest code declares comes
//! to lie on the global itself; once the sandbox was told of it (`mirror/`), it is taken from
//! there, and the sandbox answers for it too. `serve.rs` makes a global live in a setup.

use boa_engine::native_function::{NativeFunction, NativeFunctionPointer};
use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsData, JsNativeError, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, GcRefCell, Trace};

use super::convert::{get_value, get_values, put_key, put_value};
use super::guest::{Answer, Guest};
use super::membrane::key_value;
use super::{descriptor, mirror};
use crate::wire::{Opcode, Value, Writer};

/// What the handler of the proxy holds.
#[derive(Trace, Finalize, JsData)]
struct Live {
    /// Those that the global had.
    built_ins: JsObject,
    seen: GcRefCell<Option<Seen>>,
}

/// What `has` found: Boa asks for a variable with `has` and `get`, where V8 asks once.
#[derive(Trace, Finalize)]
struct Seen {
    #[unsafe_ignore_trace]
    key: PropertyKey,
    #[unsafe_ignore_trace]
    epoch: u32,
    value: JsValue,
}

/// Makes the global live; runs behind the installation of the built-ins.
pub fn make_live(guest: &Guest, context: &mut Context) -> JsResult<()> {
    let built_ins = JsObject::with_null_proto();
    let global = context.global_object();
    let itself = PropertyKey::from(js_string!("globalThis"));
    for key in global.own_property_keys(context)? {
        let property = global.borrow().properties().get(&key);
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
    let traps = table(
        context,
        &[
            ("get", get),
            ("set", set),
            ("has", has),
            ("ownKeys", own_keys),
            ("getOwnPropertyDescriptor", get_own),
        ],
    );
    let seen = GcRefCell::default();
    let handler = JsObject::from_proto_and_data(Some(traps), Live { built_ins, seen });
    let shadow = JsObject::with_null_proto();
    let live = guest
        .reflection
        .proxy
        .construct(&[shadow.into(), handler.into()], None, context)?;
    global.set_prototype(Some(live));
    Ok(())
}

/// A handler with these traps.
fn table(context: &mut Context, traps: &[(&str, NativeFunctionPointer)]) -> JsObject {
    let table = JsObject::with_null_proto();
    for (name, trap) in traps {
        let native = NativeFunction::from_fn_ptr(*trap);
        let function = FunctionObjectBuilder::new(context.realm(), native).build();
        table.insert_property(JsString::from(*name), descriptor::fixed(function));
    }
    table
}

fn key_of(value: &JsValue, context: &mut Context) -> JsResult<PropertyKey> {
    value.to_property_key(context)
}

/// Takes from the global what the sandbox was told of.
pub fn hand_over(guest: &Guest, context: &mut Context, keys: &[PropertyKey]) {
    for key in keys {
        // It was made deletable, so that this cannot fail.
        mirror::remove(guest, context, key);
    }
}

/// Asks for an operation on the sandbox.
fn ask(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    write: impl FnOnce(&Guest, &mut Writer, &mut Context),
) -> JsResult<Answer> {
    guest.ask(context, opcode, |message, context| {
        message.value(Value::Global);
        write(guest, message, context);
        Ok(())
    })
}

fn ask_value(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    write: impl FnOnce(&Guest, &mut Writer, &mut Context),
) -> JsResult<JsValue> {
    let answer = ask(guest, context, opcode, write)?;
    get_value(guest, context, &mut answer.reader())
}

fn ask_for(guest: &Guest, context: &mut Context, key: &PropertyKey) -> JsResult<JsValue> {
    ask_value(guest, context, Opcode::Get, |guest, message, _| {
        put_key(guest, message, key);
        message.value(Value::Global);
    })
}

/// Uses what the handler of the proxy holds.
fn with_live<R>(handler: &JsValue, body: impl FnOnce(&Live) -> R) -> JsResult<R> {
    handler
        .as_object()
        .and_then(|handler| handler.downcast_ref::<Live>().map(|live| body(&live)))
        .ok_or_else(|| {
            JsNativeError::typ()
                .with_message("not a live global")
                .into()
        })
}

fn built_in(handler: &JsValue, key: &PropertyKey) -> JsResult<Option<JsValue>> {
    with_live(handler, |live| descriptor::own_value(&live.built_ins, key))
}

fn get(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    let epoch = guest.epoch.get();
    let seen = with_live(this, |live| live.seen.borrow_mut().take())?;
    if let Some(seen) = seen
        && seen.key == key
        && seen.epoch == epoch
    {
        return Ok(seen.value.clone());
    }
    let value = ask_for(&guest, context, &key)?;
    if !value.is_undefined() {
        return Ok(value);
    }
    Ok(built_in(this, &key)?.unwrap_or_default())
}

/// A sandbox may answer a `get` for what its `has` denies, and node:vm goes by `get`.
fn has(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    if built_in(this, &key)?.is_some() {
        return Ok(true.into());
    }
    let value = ask_for(&guest, context, &key)?;
    if value.is_undefined() {
        return ask_value(&guest, context, Opcode::Has, |guest, message, _| {
            put_key(guest, message, &key);
        });
    }
    let epoch = guest.epoch.get();
    let seen = Seen { key, epoch, value };
    with_live(this, |live| *live.seen.borrow_mut() = Some(seen))?;
    Ok(true.into())
}

/// What the sandbox refuses stays on the guest's own global, as with node:vm, where nobody sees it if
/// the sandbox has a value of its own.
fn set(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    let value = args.get_or_undefined(2);
    let done = ask_value(&guest, context, Opcode::Set, |guest, message, context| {
        put_key(guest, message, &key);
        put_value(guest, context, message, value);
        message.value(Value::Global);
    })?;
    if !done.to_boolean() && !has_value(&guest, context, &key)? {
        let property = descriptor::plain(value.clone());
        mirror::keep(&guest, context, key, property);
    }
    Ok(true.into())
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
    let answer = ask(guest, context, Opcode::GetOwn, |guest, message, _| {
        put_key(guest, message, key);
    })?;
    descriptor::get(guest, context, &mut answer.reader())
}

fn own_keys(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let answer = ask(&guest, context, Opcode::OwnKeys, |_, _, _| {})?;
    let keys = get_values(&guest, context, &mut answer.reader())?;
    let mut named = Vec::with_capacity(keys.len());
    for key in keys {
        named.push(key_value(key.to_property_key(context)?));
    }
    Ok(JsArray::from_iter(named, context).into())
}

/// The proxy's target has nothing, so nothing may be reported as fixed (ECMA-262, 10.5.5).
fn get_own(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    let Some(found) = own_property(&guest, context, &key)? else {
        return Ok(JsValue::undefined());
    };
    let reported = PropertyDescriptor::builder()
        .value(found.value().cloned().unwrap_or_default())
        .writable(true)
        .enumerable(found.enumerable() == Some(true))
        .configurable(true)
        .build();
    let prototype = context.intrinsics().constructors().object().prototype();
    Ok(descriptor::to_object(context, &reported, Some(prototype)).into())
}
