//! `repeat`, `padStart` and `padEnd` (ECMA-262, 22.1.3.18, 22.1.3.16 and 22.1.3.17). Boa's make a
//! list of as many pieces as the result has, 16 bytes for each, and know of no longest string: 60 MB
//! of one letter took a gigabyte.

use boa_engine::string::JsStrVariant;
use boa_engine::value::IntegerOrInfinity;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsStr, JsString, JsValue, js_string};

use super::join::MAX_LENGTH;
use super::original::{Original, replace};
use super::{range_error, type_error};

/// Puts the methods in place.
pub fn install(context: &Context) {
    let strings = context.intrinsics().constructors().string().prototype();
    replace(context, &strings, "repeat", repeat);
    replace(context, &strings, "padStart", pad_start);
    replace(context, &strings, "padEnd", pad_end);
}

fn repeat(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let string = string_of(this, "repeat", context)?;
    let count = args.get_or_undefined(0).to_number(context)?;
    let times = match IntegerOrInfinity::from(count) {
        IntegerOrInfinity::Integer(times) if times >= 0 => times.unsigned_abs(),
        _ => {
            let given = JsValue::from(count).to_string(context)?;
            let words = format!("Invalid count value: {}", given.to_std_string_lossy());
            return Err(JsNativeError::range().with_message(words).into());
        }
    };
    let length = u128::from(times) * string.len() as u128;
    repeated(&string, length).map(Into::into)
}

fn pad_start(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let string = string_of(this, "padStart", context)?;
    let filling = filling_of(&string, args, context)?;
    Ok(js_string!(&filling, &string).into())
}

fn pad_end(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let string = string_of(this, "padEnd", context)?;
    let filling = filling_of(&string, args, context)?;
    Ok(js_string!(&string, &filling).into())
}

fn string_of(this: &JsValue, method: &str, context: &mut Context) -> JsResult<JsString> {
    if this.is_null_or_undefined() {
        let words = format!("String.prototype.{method} called on null or undefined");
        return Err(type_error(words));
    }
    this.to_string(context)
}

/// What a string lacks to the length that is asked for.
fn filling_of(string: &JsString, args: &[JsValue], context: &mut Context) -> JsResult<JsString> {
    let wanted = args.get_or_undefined(0).to_length(context)?;
    let missing = wanted.saturating_sub(string.len() as u64);
    if missing == 0 {
        return Ok(js_string!());
    }
    let filler = match args.get_or_undefined(1) {
        none if none.is_undefined() => js_string!(" "),
        given => given.to_string(context)?,
    };
    if filler.is_empty() {
        return Ok(filler);
    }
    if wanted > MAX_LENGTH as u64 {
        return Err(range_error("Invalid string length"));
    }
    repeated(&filler, missing.into())
}

/// So many units of a string that begins again where it ends.
fn repeated(string: &JsString, length: u128) -> JsResult<JsString> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > MAX_LENGTH {
        return Err(range_error("Invalid string length"));
    }
    Ok(match string.as_str().variant() {
        JsStrVariant::Latin1(units) => JsString::from(JsStr::latin1(&cycle(units, length))),
        JsStrVariant::Utf16(units) => JsString::from(cycle(units, length).as_slice()),
    })
}

/// In ever longer pieces: 30 copies make a gigabyte.
fn cycle<U: Copy>(units: &[U], length: usize) -> Vec<U> {
    let mut all = Vec::with_capacity(length);
    all.extend_from_slice(&units[..units.len().min(length)]);
    while all.len() < length && !all.is_empty() {
        let more = all.len().min(length - all.len());
        all.extend_from_within(..more);
    }
    all
}
