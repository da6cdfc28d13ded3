//! A global that mirrors a sandbox stays extensible, as with node:vm: what the host puts on the
//! sandbox later must have a place. `builtins::forbid_freezing` calls this for such contexts.

use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::original::{Original, replace};
use super::type_error;

/// Puts guards before the four built-ins.
pub fn install(context: &Context) {
    let object = context.intrinsics().constructors().object().constructor();
    replace(context, &object, "freeze", freeze);
    replace(context, &object, "seal", seal);
    replace(context, &object, "preventExtensions", prevent_extensions);
    let reflect = context.intrinsics().objects().reflect();
    replace(context, &reflect, "preventExtensions", refuse_extensions);
}

/// Built-ins that answer so where the global is what they are given.
macro_rules! refusing {
    ($($name:ident: $answer:expr),* $(,)?) => {$(
        fn $name(
            this: &JsValue,
            args: &[JsValue],
            original: &Original,
            context: &mut Context,
        ) -> JsResult<JsValue> {
            if is_global(args, context) {
                return $answer;
            }
            original.call(this, args, context)
        }
    )*};
}

// In V8's words; that of `Reflect` says no instead.
refusing! {
    freeze: Err(type_error("Cannot freeze")),
    seal: Err(type_error("Cannot seal")),
    prevent_extensions: Err(type_error("Cannot prevent extensions")),
    refuse_extensions: Ok(false.into()),
}

fn is_global(args: &[JsValue], context: &Context) -> bool {
    args.get_or_undefined(0).as_object() == Some(context.global_object())
}
