//! The error for an object that is in itself, in V8's words.

use std::fmt::Write as _;

use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{JsError, JsNativeError, JsString, js_string};

use crate::engine::peek::own_value;

/// How many steps of the way are shown before those that are left out.
const FIRST_SHOWN: usize = 2;

/// The error for the way from an object to itself: each object on it and the key by which it
/// is in the one before, and the `last` key.
pub fn circular(way: &[(JsObject, PropertyKey)], last: &PropertyKey) -> JsError {
    let mut message = String::from("Converting circular structure to JSON");
    for (place, (object, key)) in way.iter().enumerate() {
        let name = constructor_name(object);
        let key = shown_key(key);
        // Writing to a string does not fail.
        let _ = match place {
            0 => write!(
                message,
                "\n    --> starting at object with constructor '{name}'"
            ),
            _ if place <= FIRST_SHOWN || place + 1 == way.len() => {
                write!(
                    message,
                    "\n    |     {key} -> object with constructor '{name}'"
                )
            }
            _ if place == FIRST_SHOWN + 1 => write!(message, "\n    |     ..."),
            _ => Ok(()),
        };
    }
    let _ = write!(message, "\n    --- {} closes the circle", shown_key(last));
    JsNativeError::typ().with_message(message).into()
}

fn shown_key(key: &PropertyKey) -> String {
    match key {
        PropertyKey::Index(index) => format!("index {}", index.get()),
        key => format!("property '{key}'"),
    }
}

/// The name of an object's constructor, as far as it can be had without running code.
fn constructor_name(object: &JsObject) -> String {
    let own = |object: &JsObject, key: JsString| own_value(object, &key.into());
    let mut next = Some(object.clone());
    while let Some(object) = next {
        if let Some(constructor) = own(&object, js_string!("constructor"))
            && let Some(constructor) = constructor.as_object()
            && let Some(name) = own(&constructor, js_string!("name"))
            && let Some(name) = name.as_string()
        {
            return name.to_std_string_lossy();
        }
        next = object.prototype();
    }
    "Object".to_owned()
}
