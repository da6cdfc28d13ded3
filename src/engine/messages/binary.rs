//! What V8 says of lengths and offsets of binary data that cannot be.

use boa_engine::{Context, JsValue};

use super::Site;

/// What cannot be.
#[derive(Clone, Copy)]
pub enum Of {
    /// A length or an offset, whichever it is: no whole number from 0 on, or too large.
    Index,
    /// The length of a buffer, of which the elements do not take all.
    Length,
    /// Where the elements begin, which is in the middle of one.
    Offset,
}

pub fn words(site: &Site<'_>, context: &mut Context, of: Of) -> String {
    let name = site.name();
    match of {
        Of::Length => {
            let bytes = bytes_of(&name);
            format!("byte length of {name} should be a multiple of {bytes}")
        }
        Of::Offset => {
            let bytes = bytes_of(&name);
            format!("start offset of {name} should be a multiple of {bytes}")
        }
        Of::Index => index(site, context, &name),
    }
}

/// The size of the elements, which is in the name of the class in bits.
fn bytes_of(class: &str) -> u32 {
    let bits: String = class.chars().filter(char::is_ascii_digit).collect();
    bits.parse::<u32>().map_or(1, |bits| bits / 8)
}

fn index(site: &Site<'_>, context: &mut Context, name: &str) -> String {
    let of_buffer = site.argument(0).is_some_and(JsValue::is_object);
    if name.ends_with("ArrayBuffer") {
        return "Invalid array buffer length".to_owned();
    }
    if name.ends_with("Array") && !of_buffer {
        let length = site.shown(context, site.argument(0));
        return format!("Invalid typed array length: {length}");
    }
    if name.ends_with("Array") || name == "DataView" {
        let offset = site.shown(context, site.argument(1));
        return format!("Start offset {offset} is outside the bounds of the buffer");
    }
    // `getInt8` and its like: one is called `set` in typed arrays.
    if name.len() > 3 && (name.starts_with("get") || name.starts_with("set")) {
        return "Offset is outside the bounds of the DataView".to_owned();
    }
    "Invalid value: not (convertible to) a safe integer".to_owned()
}
