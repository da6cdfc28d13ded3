//! `join` and `toLocaleString` of arrays (ECMA-262, 23.1.3.18 and 23.1.3.32). Boa's takes
//! memory for as many elements as a length says, and ends only one kind of cycle.

use boa_engine::builtins::typed_array::TypedArray;
use boa_engine::object::JsObject;
use boa_engine::string::JsStrVariant;
use boa_engine::{Context, JsArgs, JsResult, JsStr, JsString, JsValue, js_string};

use super::array_like::{length_of, look};
use super::original::{Original, replace};
use super::{range_error, type_error};
use crate::engine::guest::Guest;
use crate::engine::script::too_deep;

/// How deep arrays may be nested: each level takes some KB of the native stack. V8 ends at
/// some 5,000 to 8,000, by its own.
const MAX_LEVELS: usize = 10_000;

/// The longest string, in units of UTF-16: V8's, so that what is made here can cross.
pub(super) const MAX_LENGTH: usize = (1 << 29) - 24;

/// Puts `join` in place.
pub fn install(context: &Context) {
    let arrays = context.intrinsics().constructors().array().prototype();
    replace(context, &arrays, "join", join);
}

/// Puts `toLocaleString` in place.
pub fn install_for_locales(context: &Context) {
    let arrays = context.intrinsics().constructors().array().prototype();
    let typed = context
        .intrinsics()
        .constructors()
        .typed_array()
        .prototype();
    replace(context, &arrays, "toLocaleString", to_locale_string);
    replace(context, &typed, "toLocaleString", typed_to_locale_string);
}

fn join(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let object = this.to_object(context)?;
    let length = length_of(&object, context)?;
    let separator = match args.get_or_undefined(0) {
        none if none.is_undefined() => js_string!(","),
        given => given.to_string(context)?,
    };
    once(&object, context, |context| {
        joined(&object, length, &separator, context, |element, context| {
            element.to_string(context)
        })
    })
}

/// That of typed arrays (ECMA-262, 23.2.3.31), which are arrays to it when they have elements.
fn typed_to_locale_string(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let typed = this.as_object().filter(JsObject::is::<TypedArray>);
    match typed {
        Some(typed) if length_of(&typed, context)? > 0 => {
            to_locale_string(this, args, original, context)
        }
        _ => original.call(this, args, context),
    }
}

/// With the locales and options of ECMA-402, 18.5.1.
fn to_locale_string(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let object = this.to_object(context)?;
    let length = length_of(&object, context)?;
    let given = [
        args.get_or_undefined(0).clone(),
        args.get_or_undefined(1).clone(),
    ];
    once(&object, context, |context| {
        joined(
            &object,
            length,
            &js_string!(","),
            context,
            |element, context| {
                let method = element
                    .to_object(context)?
                    .get(js_string!("toLocaleString"), context)?;
                let Some(method) = method.as_callable() else {
                    return Err(type_error("toLocaleString is not a function"));
                };
                method.call(element, &given, context)?.to_string(context)
            },
        )
    })
}

/// Does `body` unless the object is being joined already: what contains itself is empty there,
/// as in every engine of a browser.
fn once(
    object: &JsObject,
    context: &mut Context,
    body: impl FnOnce(&mut Context) -> JsResult<JsString>,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    {
        let mut joining = guest.builtins.joining.borrow_mut();
        if joining.contains(object) {
            return Ok(js_string!().into());
        }
        if joining.len() == MAX_LEVELS {
            return Err(too_deep());
        }
        joining.push(object.clone());
    }
    let result = body(context);
    guest.builtins.joining.borrow_mut().pop();
    result.map(JsValue::from)
}

fn joined(
    object: &JsObject,
    length: u64,
    separator: &JsString,
    context: &mut Context,
    mut text_of: impl FnMut(&JsValue, &mut Context) -> JsResult<JsString>,
) -> JsResult<JsString> {
    let separators = length
        .saturating_sub(1)
        .saturating_mul(separator.len() as u64);
    if separators > MAX_LENGTH as u64 {
        return Err(range_error("Invalid string length"));
    }
    let mut text = Text::default();
    for index in 0..length {
        look(index, context)?;
        if index > 0 {
            text.push(separator)?;
        }
        let element = object.get(index, context)?;
        if !element.is_null_or_undefined() {
            text.push(&text_of(&element, context)?)?;
        }
    }
    Ok(text.finish())
}

/// A string as it grows: of one byte a unit until a unit does not fit.
enum Text {
    Narrow(Vec<u8>),
    Wide(Vec<u16>),
}

impl Default for Text {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Text {
    fn push(&mut self, more: &JsString) -> JsResult<()> {
        if self.len() + more.len() > MAX_LENGTH {
            return Err(range_error("Invalid string length"));
        }
        match (&mut *self, more.as_str().variant()) {
            (Self::Narrow(units), JsStrVariant::Latin1(more)) => units.extend_from_slice(more),
            (Self::Narrow(units), JsStrVariant::Utf16(more)) => {
                let mut wide: Vec<u16> = units.iter().copied().map(u16::from).collect();
                wide.extend_from_slice(more);
                *self = Self::Wide(wide);
            }
            (Self::Wide(units), JsStrVariant::Latin1(more)) => {
                units.extend(more.iter().copied().map(u16::from));
            }
            (Self::Wide(units), JsStrVariant::Utf16(more)) => units.extend_from_slice(more),
        }
        Ok(())
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(units) => units.len(),
            Self::Wide(units) => units.len(),
        }
    }

    fn finish(self) -> JsString {
        match self {
            Self::Narrow(units) => JsString::from(JsStr::latin1(&units)),
            Self::Wide(units) => JsString::from(units.as_slice()),
        }
    }
}
