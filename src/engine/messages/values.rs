//! How V8 shows a value in its messages. Runs no guest code.

use boa_engine::builtins::date::Date;
use boa_engine::builtins::error::Error;
use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::builtins::proxy::Proxy;
use boa_engine::builtins::regexp::RegExp;
use boa_engine::{Context, JsObject, JsString, JsSymbol, JsValue, js_string};

use crate::engine::guest::Guest;
use crate::engine::peek::{inherited_value, own_string, own_value};
use crate::engine::stack;

/// How many units of a text a message has at most.
const MOST_UNITS: usize = 10_000;

/// How V8 shows a value in its messages (`Object::NoSideEffectsToString`).
pub fn shown(guest: &Guest, context: &mut Context, value: &JsValue) -> String {
    let Some(object) = value.as_object() else {
        return shown_primitive(context, value);
    };
    if guest.imports.borrow().handle_of(&object).is_some() {
        return shown_stand_in(guest, context, value).to_owned();
    }
    if object.is::<Proxy>() {
        return "#<Object>".to_owned();
    }
    if object.is_callable() {
        return shown_function(guest, context, &object);
    }
    if object.is::<Error>() {
        return stack::header(&object);
    }
    let text = js_string!("toString").into();
    let objects = context.intrinsics().constructors().object().prototype();
    let own = own_value(&objects, &text);
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

/// Boa looks up the name of one that has no text, which may be a getter.
fn shown_function(guest: &Guest, context: &mut Context, function: &JsObject) -> String {
    if function.is::<OrdinaryFunction>() {
        let text = &guest.reflection.function_text;
        let text = text.call(&function.clone().into(), &[], context);
        return shortened(&text.unwrap_or_default());
    }
    let name = own_string(function, js_string!("name")).unwrap_or_default();
    let name = name.to_std_string_lossy();
    format!("function {name}() {{ [native code] }}")
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
    // The digits of one that is longer than a number may take minutes.
    if value
        .as_bigint()
        .is_some_and(|it| it.to_f64().is_infinite())
    {
        return "a long BigInt".to_owned();
    }
    let text = value.to_string(context).map(Into::into);
    shortened(&text.unwrap_or_default())
}

/// What stands for an object of the host, which has another `toString` than the guest's: to ask for its tag would
/// run the host's code.
fn shown_stand_in(guest: &Guest, context: &mut Context, value: &JsValue) -> &'static str {
    if value.is_callable() {
        return "function";
    }
    let is_array = &guest.reflection.is_array;
    match is_array.call(&JsValue::undefined(), std::slice::from_ref(value), context) {
        Ok(is_array) if is_array.to_boolean() => "[object Array]",
        _ => "[object Object]",
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
    } else if object.is::<JsString>() {
        "String"
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
