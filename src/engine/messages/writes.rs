//! V8's words for properties that cannot be assigned to or deleted. Boa has one message for every
//! reason; which it was is told from the object, if the source's names still lead to it. If not,
//! it was most likely a frozen one.

use boa_engine::{Context, JsObject, JsString, JsValue};

use super::values;
use crate::engine::expression::Access;
use crate::engine::intrinsics::inherited_property;

/// What is said of an assignment to the property `key`, given what the source says of the object.
pub fn refused(context: &mut Context, key: &str, access: Option<&Access>) -> String {
    let Some(access) = access else {
        return read_only(key, "#<Object>");
    };
    // What a method assigned is not what the source names.
    let is_method = access.key.as_deref().is_some_and(|name| name != key);
    match values::of_names(context, &access.base) {
        Some(value) => match value.as_object() {
            Some(object) => of_object(context, key, &object),
            None => of_primitive(context, key, &value),
        },
        None if is_method => format!("Cannot add property {key}, object is not extensible"),
        None if is_index(key) || key == "length" => read_only(key, "[object Array]"),
        None => read_only(key, "#<Object>"),
    }
}

/// What is said of an assignment to a property of the global by its bare name.
pub fn refused_global(key: &str, by_attributes: bool) -> String {
    if by_attributes || matches!(key, "undefined" | "NaN" | "Infinity") {
        return read_only(key, "[object Object]");
    }
    format!("Cannot redefine property: {key}")
}

/// What is said of the deletion of a property.
pub fn undeletable(context: &mut Context, access: &Access) -> Option<String> {
    let key = access.key.as_ref()?;
    let value = values::of_names(context, &access.base);
    let object = value.and_then(|value| values::shown(context, &value));
    let object = object.as_deref().unwrap_or("#<Object>");
    Some(format!("Cannot delete property '{key}' of {object}"))
}

fn read_only(key: &str, object: &str) -> String {
    format!("Cannot assign to read only property '{key}' of object '{object}'")
}

fn is_index(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

fn of_object(context: &mut Context, key: &str, object: &JsObject) -> String {
    let value = JsValue::from(object.clone());
    let shown = values::shown(context, &value).unwrap_or_else(|| "#<Function>".to_owned());
    match inherited_property(object, &JsString::from(key).into()) {
        None => format!("Cannot add property {key}, object is not extensible"),
        Some(property) if property.is_accessor_descriptor() => {
            format!("Cannot set property {key} of {shown} which has only a getter")
        }
        Some(_) => read_only(key, &shown),
    }
}

fn of_primitive(context: &mut Context, key: &str, value: &JsValue) -> String {
    let shown = values::shown(context, value).unwrap_or_default();
    let kind = value.type_of();
    if value.is_string() && (key == "length" || is_index(key)) {
        return format!("Cannot assign to read only property '{key}' of {kind} '{shown}'");
    }
    format!("Cannot create property '{key}' on {kind} '{shown}'")
}
