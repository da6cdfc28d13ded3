//! What an expression of the source was worth, as far as that can be told behind the error:
//! literals, and names that lead from the global scope through data properties alone, which runs
//! no guest code. And how V8 shows a value in its messages.

use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsString, JsValue, Script, Source, js_string};

use crate::engine::expression::{is_name, unquoted};
use crate::engine::intrinsics::{inherited_value, own_string};

/// What a chain of names leads to; `undefined` behind an object that has no such property.
pub fn of_names(context: &mut Context, names: &[String]) -> Option<JsValue> {
    let (first, rest) = names.split_first()?;
    let mut value = variable(context, first)?;
    for name in rest {
        let key = PropertyKey::from(JsString::from(name.as_str()));
        value = inherited_value(&value.as_object()?, &key).unwrap_or_default();
    }
    Some(value)
}

/// The value of a variable of all scripts.
fn variable(context: &mut Context, name: &str) -> Option<JsValue> {
    match name {
        "undefined" => return Some(JsValue::undefined()),
        "null" => return Some(JsValue::null()),
        "globalThis" => return Some(context.global_object().into()),
        _ => {}
    }
    let key = JsString::from(name);
    if context.realm().scope().has_lex_binding(&key) {
        let source = Source::from_bytes(name.as_bytes());
        return Script::parse(source, None, context)
            .and_then(|script| script.evaluate(context))
            .ok();
    }
    inherited_value(&context.global_object(), &key.into())
}

/// How V8 shows the value of an expression, if that can be told.
pub fn shown_of(context: &mut Context, expression: &str) -> Option<String> {
    let expression = expression.trim();
    match expression.chars().next() {
        None => Some("undefined".to_owned()),
        Some('{') => Some("#<Object>".to_owned()),
        Some('[') => Some("[object Array]".to_owned()),
        Some('"' | '\'') => unquoted(expression).map(str::to_owned),
        Some('0'..='9' | '-') => expression
            .parse::<f64>()
            .ok()
            .map(|_| expression.to_owned()),
        Some(_) if matches!(expression, "true" | "false" | "Infinity" | "NaN") => {
            Some(expression.to_owned())
        }
        Some(_) => {
            let names: Vec<String> = expression.split('.').map(str::to_owned).collect();
            if !names.iter().all(|name| is_name(name)) {
                return None;
            }
            let value = of_names(context, &names)?;
            shown(context, &value)
        }
    }
}

/// How V8 shows a value; functions, which it shows with their source, are left out.
pub fn shown(context: &mut Context, value: &JsValue) -> Option<String> {
    let Some(object) = value.as_object() else {
        if let Some(symbol) = value.as_symbol() {
            return Some(symbol.descriptive_string().to_std_string_lossy());
        }
        return Some(value.to_string(context).ok()?.to_std_string_lossy());
    };
    if object.is_callable() {
        return None;
    }
    if object.is_array() {
        return Some("[object Array]".to_owned());
    }
    let constructor = inherited_value(&object, &js_string!("constructor").into());
    let name = constructor
        .and_then(|constructor| constructor.as_object())
        .and_then(|constructor| own_string(&constructor, js_string!("name")));
    Some(name.map_or_else(
        || "[object Object]".to_owned(),
        |name| format!("#<{}>", name.to_std_string_lossy()),
    ))
}
