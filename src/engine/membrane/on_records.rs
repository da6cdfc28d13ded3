//! What a guest sets on a real thing that inherits from an object of the host's: an error of a class of the
//! host's, a buffer. `methods.rs` comes here where nothing in between has a say.
//!
//! One of the guest's own just gets the property. What stands for one of the host's has it as an accessor
//! that goes to the host: it is the thing's own for whoever asks here, and both sides see one value.

use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsValue, NativeFunction};
use boa_gc::{Finalize, Trace};

use super::methods::{ask_get, ask_set, handle_of};
use crate::engine::functions;
use crate::engine::guest::Guest;
use crate::engine::records;

/// A property of the host's record that `record` stands for.
#[derive(Trace, Finalize, Clone)]
struct Shared {
    /// What the record inherits from.
    object: JsObject,
    /// Strings and symbols are counted, and not the collector's.
    #[unsafe_ignore_trace]
    key: PropertyKey,
    record: JsObject,
}

pub(super) fn set(
    object: &JsObject,
    key: &PropertyKey,
    value: &JsValue,
    record: &JsObject,
    context: &mut Context,
) -> JsResult<bool> {
    let guest = Guest::of(context)?;
    let receiver = JsValue::from(record.clone());
    if records::is_own(&guest, context, &receiver) {
        // Nothing that it inherits has a say, as where there is nothing to inherit.
        let nothing = JsObject::with_null_proto().into();
        let set = [nothing, key.clone().into(), value.clone(), receiver];
        let reflect = &guest.reflection.set;
        let done = reflect.call(&JsValue::undefined(), &set, context)?;
        return Ok(done.to_boolean());
    }
    if !record.is_extensible(context)? || !ask_set(object, key, value, &receiver, context)? {
        return Ok(false);
    }
    let shared = Shared {
        object: object.clone(),
        key: key.clone(),
        record: record.clone(),
    };
    record.insert_property(key.clone(), accessor(context, &shared));
    Ok(true)
}

fn accessor(context: &Context, shared: &Shared) -> PropertyDescriptor {
    let read = NativeFunction::from_copy_closure_with_captures(get_shared, shared.clone());
    let write = NativeFunction::from_copy_closure_with_captures(set_shared, shared.clone());
    PropertyDescriptor::builder()
        .get(functions::nameless(context, read))
        .set(functions::nameless(context, write))
        .enumerable(true)
        .configurable(true)
        .build()
}

fn get_shared(
    _: &JsValue,
    _: &[JsValue],
    shared: &Shared,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let receiver = shared.record.clone().into();
    let id = handle_of(&shared.object)?;
    ask_get(&guest, context, id, &shared.key, &receiver)
}

fn set_shared(
    _: &JsValue,
    arguments: &[JsValue],
    shared: &Shared,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Shared {
        object,
        key,
        record,
    } = shared;
    let receiver = record.clone().into();
    ask_set(
        object,
        key,
        arguments.get_or_undefined(0),
        &receiver,
        context,
    )?;
    Ok(JsValue::undefined())
}
