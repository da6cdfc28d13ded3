//! `next`, `return` and `throw` of asynchronous generators (ECMA-262, 27.6.1), which in Boa
//! panic when what runs in the generator is stopped, by a timeout for example. These go on
//! stopping the run instead; the generator is in the middle of something for good.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction, js_string};
use boa_gc::{Finalize, Trace};

use super::hidden;
use crate::engine::guest::Guest;

/// The built-in that one of ours stands before.
#[derive(Trace, Finalize, Clone)]
struct Original(JsObject);

/// Puts the three methods in place.
pub fn install(context: &mut Context) -> JsResult<()> {
    let prototype = context.intrinsics().objects().async_generator();
    for name in ["next", "return", "throw"].map(JsString::from) {
        let Some(original) = prototype.get(name.clone(), context)?.as_object() else {
            continue;
        };
        let native = NativeFunction::from_copy_closure_with_captures(call, Original(original));
        // Without a name for Boa it stands in no trace; the built-in does.
        let function = FunctionObjectBuilder::new(context.realm(), native)
            .length(1)
            .build();
        function.insert_property(
            js_string!("name"),
            PropertyDescriptor::builder()
                .value(name.clone())
                .writable(false)
                .enumerable(false)
                .configurable(true),
        );
        hidden(&prototype, name, function.into());
    }
    Ok(())
}

fn call(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    // What a panic leaves undone is the end of a call of the built-in: an entry of Boa's trace
    // stays, which the frames below take along. The generator itself was left in order.
    let result = catch_unwind(AssertUnwindSafe(|| original.0.call(this, args, context)));
    match (result, guest.limits.check()) {
        (Ok(result), _) => result,
        (Err(_), Err(stopped)) => Err(stopped),
        (Err(panic), Ok(())) => resume_unwind(panic),
    }
}
