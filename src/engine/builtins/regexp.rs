//! `RegExp.prototype.source`. Boa's puts a backslash before every slash, also before one that
//! has its own or needs none: what is composed of such sources matches something else.

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::original::Original;
use crate::engine::descriptor::hidden_accessor;
use crate::engine::peek::own_getter;

const SLASH: u16 = b'/' as u16;
const BACKSLASH: u16 = b'\\' as u16;

/// Puts the accessor in place.
pub fn install(context: &Context) {
    let prototype = context.intrinsics().constructors().regexp().prototype();
    let key = PropertyKey::from(js_string!("source"));
    let Some(original) = own_getter(&prototype, &key) else {
        return;
    };
    let native = NativeFunction::from_copy_closure_with_captures(source, Original(original));
    let ours = FunctionObjectBuilder::new(context.realm(), native)
        .name(js_string!("get source"))
        .build();
    prototype.insert_property(key, hidden_accessor(Some(ours.into()), None));
}

/// `get RegExp.prototype.source` (ECMA-262, 22.2.6.13).
fn source(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let said = original.call(this, args, context)?;
    Ok(match said.as_string() {
        Some(said) => JsString::from(escape(&written(&said)).as_slice()).into(),
        None => said,
    })
}

/// The pattern as it was written, of what Boa's accessor says.
pub fn written(said: &JsString) -> Vec<u16> {
    let mut units = Vec::with_capacity(said.len());
    for unit in said {
        if unit == SLASH && units.last() == Some(&BACKSLASH) {
            units.pop();
        }
        units.push(unit);
    }
    units
}

/// `EscapeRegExpPattern` (ECMA-262, 22.2.6.13.1) as V8 does it: a slash needs a backslash if it
/// has none and stands in no class.
fn escape(pattern: &[u16]) -> Vec<u16> {
    let mut escaped = Vec::with_capacity(pattern.len());
    let (mut after_backslash, mut in_class) = (false, false);
    for &unit in pattern {
        if !after_backslash {
            match u8::try_from(unit) {
                Ok(b'/') if !in_class => escaped.push(BACKSLASH),
                Ok(b'[') => in_class = true,
                Ok(b']') => in_class = false,
                _ => {}
            }
        }
        after_backslash = unit == BACKSLASH && !after_backslash;
        escaped.push(unit);
    }
    escaped
}
