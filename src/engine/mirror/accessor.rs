//! The accessors that stand on the global for those of the sandbox. `mirror/` makes one for
//! each; their functions ask the host.

use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsValue, NativeFunction};
use boa_gc::{Finalize, Trace};

use crate::engine::convert::{get_value, put_key, put_value};
use crate::engine::descriptor::flags_of;
use crate::engine::functions::nameless;
use crate::engine::guest::Guest;
use crate::wire::{Attributes, Opcode, Value};

/// What an accessor of the sandbox is called with: its key, which the collector does not
/// own (strings and symbols are counted).
#[derive(Trace, Finalize, Clone)]
struct Named(#[unsafe_ignore_trace] PropertyKey);

/// An accessor that calls the sandbox's own across the boundary.
pub fn accessor(
    context: &Context,
    key: &PropertyKey,
    attributes: Attributes,
) -> PropertyDescriptor {
    let named = Named(key.clone());
    let get = NativeFunction::from_copy_closure_with_captures(get_on_sandbox, named.clone());
    let set = NativeFunction::from_copy_closure_with_captures(set_on_sandbox, named);
    // Both halves, whichever the sandbox has: as with node:vm, assigning to a property that
    // has no setter is no error in strict mode either.
    flags_of(attributes)
        .get(nameless(context, get))
        .set(nameless(context, set))
        .complete_with_defaults()
        .build()
}

fn get_on_sandbox(
    _: &JsValue,
    _: &[JsValue],
    key: &Named,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let answer = guest.ask_of(context, Value::Global, Opcode::Get, |message, _| {
        put_key(&guest, message, &key.0);
        message.value(Value::Global);
    })?;
    get_value(&guest, context, &mut answer.reader())
}

fn set_on_sandbox(
    _: &JsValue,
    args: &[JsValue],
    key: &Named,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    guest.ask_of(context, Value::Global, Opcode::Set, |message, context| {
        put_key(&guest, message, &key.0);
        put_value(&guest, context, message, args.get_or_undefined(0));
        message.value(Value::Global);
    })?;
    Ok(JsValue::undefined())
}
