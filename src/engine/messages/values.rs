//! What an expression of the source was worth, as far as that can be told behind the error:
//! literals, and names that lead from the global scope through data properties alone, which runs
//! no guest code. And how V8 shows a value in its messages.

use boa_engine::builtins::date::Date;
use boa_engine::builtins::error::Error;
use boa_engine::builtins::regexp::RegExp;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsObject, JsString, JsSymbol, JsValue, Script, Source, js_string};

use crate::engine::expression::{is_name, unquoted};
use crate::engine::functions::Reflection;
use crate::engine::guest::Guest;
use crate::engine::intrinsics::{inherited_value, own_string};
use crate::engine::{descriptor, stack};

/// How many units of a text a message has at most.
const MOST_UNITS: usize = 10_000;

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
pub fn shown_of(guest: &Guest, context: &mut Context, expression: &str) -> Option<String> {
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
            Some(shown(guest, context, &value))
        }
    }
}

/// How V8 shows a value in its messages (`Object::NoSideEffectsToString`).
pub fn shown(guest: &Guest, context: &mut Context, value: &JsValue) -> String {
    let Some(object) = value.as_object() else {
        return shown_primitive(context, value);
    };
    if guest.imports.borrow().handle_of(&object).is_some() {
        return shown_stand_in(guest, context, value).to_owned();
    }
    if object.is_callable() {
        let text = guest.reflection.function_text.call(value, &[], context);
        return text.map_or_else(|_| "function".to_owned(), |text| shortened(&text));
    }
    if object.is::<Error>() {
        return stack::header(&object);
    }
    let text = js_string!("toString").into();
    let objects = context.intrinsics().constructors().object().prototype();
    let own = descriptor::own_value(&objects, &text);
    let constructor = inherited_value(&object, &js_string!("constructor").into());
    let name = constructor
        .and_then(|constructor| own_string(&constructor.as_object()?, js_string!("name")))
        .filter(|name| !name.is_empty());
    match name {
        Some(name) if inherited_value(&object, &text) == own => {
            format!("#<{}>", name.to_std_string_lossy())
        }
        _ => format!("[object {}]", tag_of(&object)),
    }
}

/// A value with what `typeof` says of it, as V8 shows what it has no words of the source for.
pub fn with_type(value: &JsValue) -> String {
    let kind = value.type_of();
    if let Some(text) = value.as_string() {
        return format!("{kind} \"{}\"", shortened(&text.into()));
    }
    if value.is_null() || value.is_boolean() || value.is_number() {
        return format!("{kind} {}", value.display());
    }
    kind.to_owned()
}

fn shown_primitive(context: &mut Context, value: &JsValue) -> String {
    if let Some(symbol) = value.as_symbol() {
        return symbol.descriptive_string().to_std_string_lossy();
    }
    let text = value.to_string(context).map(Into::into);
    shortened(&text.unwrap_or_default())
}

/// What stands for an object of the host: to ask for its class would run the host's code.
fn shown_stand_in(guest: &Guest, context: &mut Context, value: &JsValue) -> &'static str {
    if value.is_callable() {
        return "function";
    }
    let is_array = &guest.reflection.is_array;
    match Reflection::call(context, is_array, std::slice::from_ref(value)) {
        Ok(is_array) if is_array.to_boolean() => "[object Array]",
        _ => "#<Object>",
    }
}

/// ECMA-262, 20.1.3.6, of what is no plain object.
fn tag_of(object: &JsObject) -> String {
    let tag = inherited_value(object, &JsSymbol::to_string_tag().into());
    if let Some(tag) = tag.and_then(|tag| tag.as_string()) {
        return tag.to_std_string_lossy();
    }
    let class = if object.is_array() {
        "Array"
    } else if object.is::<Date>() {
        "Date"
    } else if object.is::<RegExp>() {
        "RegExp"
    } else {
        "Object"
    };
    class.to_owned()
}

/// A text as far as a message has it: one can be as long as the guest's memory.
fn shortened(text: &JsValue) -> String {
    let text = text.as_string().unwrap_or_default();
    let end = text.len().min(MOST_UNITS);
    text.get(..end).unwrap_or_default().to_std_string_lossy()
}
