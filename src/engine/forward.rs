//! Methods of the guest's built-ins that work on stand-ins for the host's objects.
//!
//! A generator, an iterator or a weak map of the host's is a stand-in, so the guest's own
//! `next` or `get` refuses it as a receiver. What a stand-in answers when it is asked for such
//! a method is therefore a function that has the host's call its own on the host's object,
//! and the guest's on any other. Nothing of the guest's built-ins is changed for that, so
//! they run as fast as before on the guest's objects.

use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue};
use boa_gc::{Finalize, Trace};
use rustc_hash::FxHashMap as HashMap;

use super::convert::{put_key, put_value};
use super::guest::Guest;
use super::intrinsics::{self, MEMBER, object, prototype};
use super::snapshot;
use crate::wire::{Opcode, Reader, Value};

/// The primordials whose methods need an internal slot of their receiver that no stand-in
/// has: the prototypes of `SharedArrayBuffer`, the weak collections and references,
/// generators and iterators (see `intrinsics`). `lib/forward.js` has the same list, and `Array`,
/// whose methods `membrane/methods.rs` has the host do.
const OWNERS: [u32; 12] = [
    prototype("shared_array_buffer"),
    prototype("weak_map"),
    prototype("weak_set"),
    prototype("weak_ref"),
    prototype("finalization_registry"),
    object("generator"),
    object("async_generator"),
    object("array_iterator"),
    object("map_iterator"),
    object("set_iterator"),
    object("string_iterator"),
    object("regexp_string_iterator"),
];

/// The functions of a guest, by owner and key.
pub type Forwarded = HashMap<(u32, PropertyKey), JsObject>;

/// Which method a function forwards to.
#[derive(Trace, Finalize, Clone)]
struct Method {
    #[unsafe_ignore_trace]
    owner: u32,
    // Strings and symbols are counted, not collected.
    #[unsafe_ignore_trace]
    key: PropertyKey,
    own: JsObject,
}

/// The function for the answer to a `get`, if it is such a method.
pub fn method_of(
    guest: &Guest,
    context: &mut Context,
    mut reader: Reader<'_>,
) -> JsResult<Option<JsValue>> {
    let Ok(Value::Intrinsic(index)) = reader.value() else {
        return Ok(None);
    };
    let owner = index & !MEMBER;
    if index & MEMBER == 0 || !OWNERS.contains(&owner) {
        return Ok(None);
    }
    let mut named = reader;
    let key = super::convert::get_key(guest, context, &mut named)?;
    let own = intrinsics::get(guest, context, index, &mut reader)?;
    let (Some(own), Ok(0)) = (own.as_object(), named.word()) else {
        return Ok(None);
    };
    if let Some(known) = guest.forwarded.borrow().get(&(owner, key.clone())) {
        return Ok(Some(known.clone().into()));
    }
    let name = match &key {
        PropertyKey::String(name) => name.clone(),
        _ => JsString::default(),
    };
    let method = Method {
        owner,
        key: key.clone(),
        own,
    };
    let native = NativeFunction::from_copy_closure_with_captures(forward, method);
    let function: JsObject = FunctionObjectBuilder::new(context.realm(), native)
        .name(name)
        .build()
        .into();
    let mut forwarded = guest.forwarded.borrow_mut();
    forwarded.insert((owner, key), function.clone());
    Ok(Some(function.into()))
}

fn forward(
    this: &JsValue,
    args: &[JsValue],
    method: &Method,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let of_host = this
        .as_object()
        .is_some_and(|this| guest.imports.borrow().handle_of(&this).is_some());
    if !of_host {
        return method.own.call(this, args, context);
    }
    let result = call_on_host(context, method.owner, &method.key, this, args)?;
    Ok(result.unwrap_or_default())
}

/// Has the host call a method of its own, by its owner's number and its key, on an object of its own.
/// Nothing if it does not.
pub fn call_on_host(
    context: &mut Context,
    owner: u32,
    key: &PropertyKey,
    this: &JsValue,
    args: &[JsValue],
) -> JsResult<Option<JsValue>> {
    let guest = Guest::of(context)?;
    let target = Value::Intrinsic(owner | MEMBER);
    let answer = guest.ask_of(context, target, Opcode::Call, |message, context| {
        put_key(&guest, message, key);
        message.word(0);
        put_value(&guest, context, message, this);
        snapshot::put_arguments(&guest, context, message, args);
    })?;
    let mut reader = answer.reader();
    let mut first = reader;
    if matches!(first.value(), Ok(Value::Absent)) {
        return Ok(None);
    }
    snapshot::get_result(&guest, context, &mut reader).map(Some)
}
