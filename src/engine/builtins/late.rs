//! Globals that are written in JavaScript: they are compiled when the first of them is asked
//! for, which takes longer than making a context. Until then accessors stand in their places.

use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, Source};
use boa_gc::{Finalize, Trace};

use crate::engine::descriptor;
use crate::engine::guest::{Guest, object_of};
use crate::engine::mirror;

/// Globals that are made when the first of them is asked for.
#[derive(Clone, Copy)]
pub struct Late {
    pub names: &'static [&'static str],
    /// Makes an object that has them all.
    pub make: fn(&mut Context) -> JsResult<JsObject>,
}

#[derive(Trace, Finalize, Clone)]
struct Awaited {
    name: JsString,
    #[unsafe_ignore_trace]
    late: Late,
}

/// The object that a text of ours answers.
pub fn evaluate(text: &str, context: &mut Context) -> JsResult<JsObject> {
    object_of(&context.eval(Source::from_bytes(text))?)
}

/// Puts accessors in the places of globals.
pub fn install(context: &Context, late: Late) {
    for name in late.names.iter().copied().map(JsString::from) {
        let awaited = Awaited {
            name: name.clone(),
            late,
        };
        let get = NativeFunction::from_copy_closure_with_captures(get, awaited.clone());
        let set = NativeFunction::from_copy_closure_with_captures(set, awaited);
        let accessor = PropertyDescriptor::builder()
            .get(FunctionObjectBuilder::new(context.realm(), get).build())
            .set(FunctionObjectBuilder::new(context.realm(), set).build())
            .enumerable(false)
            .configurable(true);
        context.global_object().insert_property(name, accessor);
    }
}

fn get(_: &JsValue, _: &[JsValue], awaited: &Awaited, context: &mut Context) -> JsResult<JsValue> {
    let made = (awaited.late.make)(context)?;
    for name in awaited.late.names.iter().copied().map(JsString::from) {
        let value = made.get(name.clone(), context)?;
        put(context, name, value)?;
    }
    made.get(awaited.name.clone(), context)
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what a native function of the engine's returns"
)]
fn set(
    _: &JsValue,
    args: &[JsValue],
    awaited: &Awaited,
    context: &mut Context,
) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0).clone();
    context
        .global_object()
        .insert_property(awaited.name.clone(), descriptor::plain(value));
    Ok(JsValue::undefined())
}

/// Puts a class in its accessor's place, if that is still there.
fn put(context: &Context, name: JsString, class: JsValue) -> JsResult<()> {
    let guest = Guest::of(context)?;
    let key = PropertyKey::from(name);
    let property = descriptor::hidden(class);
    mirror::replace_built_in(&guest, context, &key, property.clone());
    let global = context.global_object();
    let there = global.borrow().properties().get(&key);
    if there.is_some_and(|there| there.is_accessor_descriptor()) {
        global.insert_property(key, property);
    }
    Ok(())
}
