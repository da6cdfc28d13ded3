//! What V8 says of a built-in that was called on, or with, what it cannot use: the value is quoted as V8
//! shows it. `mod.rs` says which of these are the words for an error.

use boa_engine::{Context, JsValue};

use super::say::{Nothing, Say};
use super::table::NO_ITERATOR;
use super::{Site, misuse, values};

/// Something was to be called back that is no function.
pub fn callback(site: &Site<'_>, context: &mut Context, say: Say) -> String {
    let is_recent = site.is_recent();
    if matches!(say, Say::Mapper) && !is_recent {
        return "flatMap mapper function is not callable".to_owned();
    }
    let callback = site.argument(usize::from(matches!(say, Say::Second)));
    let shown = if is_recent || matches!(say, Say::TypedCallback) {
        values::with_type(&callback.cloned().unwrap_or_default())
    } else {
        site.shown(context, callback)
    };
    format!("{shown} is not a function")
}

/// The target of `Reflect.apply` is no function.
pub fn unappliable(site: &Site<'_>, context: &mut Context) -> String {
    let target = site.argument(0);
    let shown = site.shown(context, target);
    let kind = match target.map_or("undefined", JsValue::type_of) {
        _ if target.is_some_and(JsValue::is_null) => "null".to_owned(),
        "object" => "an object".to_owned(),
        kind => format!("a {kind}"),
    };
    format!("Function.prototype.apply was called on {shown}, which is {kind} and not a function")
}

/// `part` is what was to be a BigInt.
pub fn no_big_int(site: &Site<'_>, part: &str) -> String {
    if site.argument(0).is_none_or(JsValue::is_number) {
        return format!(
            "The number {part} cannot be converted to a BigInt because it is not an integer"
        );
    }
    format!("Cannot convert {part} to a BigInt")
}

/// A method of the class of a primitive was called on something else.
pub fn no_primitive(site: &Site<'_>, class: &str) -> String {
    let name = site.name();
    let member = match name.strip_prefix("get ").unwrap_or(&name) {
        "[Symbol.toPrimitive]" => " [ @@toPrimitive ]".to_owned(),
        name => format!(".{name}"),
    };
    format!("{class}.prototype{member} requires that 'this' be a {class}")
}

/// Something stays extensible.
pub fn extensible(site: &Site<'_>) -> String {
    let words = if site.argument(0).is_some_and(misuse::is_proxy) {
        "'preventExtensions' on proxy: trap returned falsish"
    } else {
        "Cannot prevent extensions"
    };
    words.to_owned()
}

/// There is no such element to be replaced.
pub fn no_element(site: &Site<'_>, context: &mut Context) -> String {
    let receiver = site.receiver().and_then(JsValue::as_object);
    if receiver.is_some_and(|receiver| receiver.is_array()) {
        let shown = site.shown(context, site.argument(0));
        return format!("Invalid index : {shown}");
    }
    "Invalid typed array index".to_owned()
}

/// A method of dates was called on something else.
pub fn of_date(site: &Site<'_>, context: &mut Context) -> String {
    let name = site.name();
    if name.starts_with("get") || name == "valueOf" {
        return "this is not a Date object.".to_owned();
    }
    let shown = site.shown(context, site.receiver());
    format!("Method Date.prototype.{name} called on incompatible receiver {shown}")
}

/// The methods of arrays that say so when they are called on `undefined` or `null`.
const OF_ARRAYS: [&str; 13] = [
    "concat",
    "every",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "forEach",
    "indexOf",
    "map",
    "reduce",
    "reduceRight",
    "some",
];

/// A built-in was called on `undefined` or `null`.
pub fn on_nothing(site: &Site<'_>, of: Nothing) -> String {
    match site.name().as_str() {
        "setPrototypeOf" => return "Object.setPrototypeOf called on null or undefined".to_owned(),
        "fromEntries" => return "undefined is not iterable".to_owned(),
        "from" => {
            let given = site.argument(0).cloned().unwrap_or_default();
            return format!("{}{NO_ITERATOR}", values::with_type(&given));
        }
        _ => {}
    }
    let call = site.call.filter(|call| call.this.is_null_or_undefined());
    let name = call.map(|call| call.name.to_std_string_lossy());
    match (of, name) {
        (Nothing::String, Some(name)) => {
            format!("String.prototype.{name} called on null or undefined")
        }
        (Nothing::Array, Some(name)) if OF_ARRAYS.contains(&name.as_str()) => {
            format!("Array.prototype.{name} called on null or undefined")
        }
        _ => "Cannot convert undefined or null to object".to_owned(),
    }
}
