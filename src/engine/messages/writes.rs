//! V8's words for properties that cannot be assigned to or deleted. Boa has one message for every
//! reason; which it was is told from the object, if the source's names still lead to it. If not,
//! it was most likely a frozen one.

use boa_engine::{Context, JsObject, JsString, JsValue};

use super::values;
use crate::engine::expression::Access;
use crate::engine::guest::Guest;
use crate::engine::intrinsics::inherited_property;
use crate::engine::mirror;

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

/// What is said of an assignment to a property of the global by its bare name. Up to Node 24 it is
/// another thing for what the sandbox has brought.
pub fn refused_global(guest: &Guest, key: &str) -> String {
    let by_attributes = guest.settings.get().by_attributes;
    if !by_attributes && mirror::is_of_host(guest, &JsString::from(key).into()) {
        return format!("Cannot redefine property: {key}");
    }
    read_only(key, "[object Object]")
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
