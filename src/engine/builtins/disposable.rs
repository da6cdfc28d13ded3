//! The classes of explicit resource management, which Boa does not have, for guests of hosts that
//! have them. They are written in JavaScript (`disposable.js`), and compiled when the first of
//! them is asked for: that takes longer than making a context.

use boa_engine::native_function::NativeFunction;
use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, Source};
use boa_gc::{Finalize, Trace};

use crate::engine::descriptor;
use crate::engine::guest::{Guest, object_of};
use crate::engine::mirror;

const NAMES: [&str; 3] = ["SuppressedError", "DisposableStack", "AsyncDisposableStack"];

#[derive(Trace, Finalize, Clone)]
struct Name(JsString);

/// Puts accessors in the classes' places.
pub fn install(context: &Context) {
    for name in NAMES.map(JsString::from) {
        let get = NativeFunction::from_copy_closure_with_captures(get, Name(name.clone()));
        let set = NativeFunction::from_copy_closure_with_captures(set, Name(name.clone()));
        let accessor = PropertyDescriptor::builder()
            .get(FunctionObjectBuilder::new(context.realm(), get).build())
            .set(FunctionObjectBuilder::new(context.realm(), set).build())
            .enumerable(false)
            .configurable(true);
        context.global_object().insert_property(name, accessor);
    }
}

fn get(_: &JsValue, _: &[JsValue], name: &Name, context: &mut Context) -> JsResult<JsValue> {
    let source = Source::from_bytes(include_str!("disposable.js"));
    let classes = object_of(&context.eval(source)?)?;
    for name in NAMES.map(JsString::from) {
        let class = classes.get(name.clone(), context)?;
        put(context, name, class)?;
    }
    classes.get(name.0.clone(), context)
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what a native function of the engine's returns"
)]
fn set(_: &JsValue, args: &[JsValue], name: &Name, context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0).clone();
    context
        .global_object()
        .insert_property(name.0.clone(), descriptor::plain(value));
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
