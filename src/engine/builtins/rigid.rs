//! A global that mirrors a sandbox stays extensible, as with node:vm: what the host puts on the
//! sandbox later must have a place. `builtins::forbid_freezing` calls this for such contexts.

use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsValue};

use super::original::{Original, replace};

/// Puts guards before the four built-ins.
pub fn install(context: &mut Context) -> JsResult<()> {
    let object = context.intrinsics().constructors().object().constructor();
    replace(context, &object, "freeze", freeze)?;
    replace(context, &object, "seal", seal)?;
    replace(context, &object, "preventExtensions", prevent_extensions)?;
    let reflect = context.intrinsics().objects().reflect();
    replace(context, &reflect, "preventExtensions", refuse_extensions)
}

/// A built-in that throws on the global, in V8's words.
macro_rules! refusing {
    ($($name:ident: $words:literal),* $(,)?) => {$(
        fn $name(
            this: &JsValue,
            args: &[JsValue],
            original: &Original,
            context: &mut Context,
        ) -> JsResult<JsValue> {
            if is_global(args, context) {
                return Err(JsNativeError::typ().with_message($words).into());
            }
            original.call(this, args, context)
        }
    )*};
}

refusing! {
    freeze: "Cannot freeze",
    seal: "Cannot seal",
    prevent_extensions: "Cannot prevent extensions",
}

/// That of `Reflect` answers instead.
fn refuse_extensions(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    if is_global(args, context) {
        return Ok(false.into());
    }
    original.call(this, args, context)
}

fn is_global(args: &[JsValue], context: &Context) -> bool {
    args.get_or_undefined(0).as_object() == Some(context.global_object())
}
