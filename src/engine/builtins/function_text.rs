//! `Function.prototype.toString` of classes. Boa keeps no text of theirs, and writes them as
//! native functions; programs tell a class from a function by how its text begins.

use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use super::original::{Original, replace};
use crate::engine::functions::is_class;

/// Puts the method in place.
pub fn install(context: &Context) {
    let functions = context.intrinsics().constructors().function().prototype();
    replace(context, &functions, "toString", to_text);
}

/// `Function.prototype.toString` (ECMA-262, 20.2.3.5).
fn to_text(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let said = original.call(this, args, context)?;
    if !this.as_object().as_ref().is_some_and(is_class) {
        return Ok(said);
    }
    let text = said.to_string(context)?.to_std_string_lossy();
    let name = text
        .strip_prefix("function ")
        .and_then(|text| text.strip_suffix("() { [native code] }"));
    Ok(name.map_or(said, |name| class_text(name).into()))
}

fn class_text(name: &str) -> JsString {
    let space = if name.is_empty() { "" } else { " " };
    js_string!(format!("class{space}{name} {{ [native code] }}"))
}
