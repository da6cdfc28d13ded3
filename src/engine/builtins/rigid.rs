//! A global that mirrors a sandbox stays extensible, as with node:vm: what the host puts on the
//! sandbox later must have a place. `builtins::forbid_freezing` calls this for such contexts.

use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue};
use boa_gc::{Finalize, Trace};

use super::hidden;

/// A built-in that is not to be used on the global, and what V8 says then; with no words the
/// built-in answers `false`.
#[derive(Trace, Finalize, Clone)]
struct Guarded {
    original: JsObject,
    words: &'static str,
}

const OF_OBJECT: [(&str, &str); 3] = [
    ("freeze", "Cannot freeze"),
    ("seal", "Cannot seal"),
    ("preventExtensions", "Cannot prevent extensions"),
];

/// Puts guards before the four built-ins.
pub fn install(context: &mut Context) -> JsResult<()> {
    let object = context.intrinsics().constructors().object().constructor();
    for (name, words) in OF_OBJECT {
        guard(context, &object, name, words)?;
    }
    let reflect = context.intrinsics().objects().reflect();
    guard(context, &reflect, "preventExtensions", "")
}

fn guard(context: &mut Context, owner: &JsObject, name: &str, words: &'static str) -> JsResult<()> {
    let name = JsString::from(name);
    let Some(original) = owner.get(name.clone(), context)?.as_object() else {
        return Ok(());
    };
    let guarded = Guarded { original, words };
    let native = NativeFunction::from_copy_closure_with_captures(call, guarded);
    let function = FunctionObjectBuilder::new(context.realm(), native)
        .name(name.clone())
        .length(1)
        .build();
    hidden(owner, name, function.into());
    Ok(())
}

fn call(
    this: &JsValue,
    args: &[JsValue],
    guarded: &Guarded,
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = args.get_or_undefined(0).as_object();
    if target.is_none_or(|target| target != context.global_object()) {
        return guarded.original.call(this, args, context);
    }
    if guarded.words.is_empty() {
        return Ok(false.into());
    }
    Err(JsNativeError::typ().with_message(guarded.words).into())
}
