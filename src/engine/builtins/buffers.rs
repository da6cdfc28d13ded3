//! Built-ins on the bytes of a buffer that call code of the guest's after they looked at it:
//! `ArrayBuffer.prototype.slice`, `Atomics` and the methods of `DataView`. Where that code makes
//! the buffer shorter, or changes the view, Boa's panic; these look again.

use boa_engine::builtins::dataview::DataView;
use boa_engine::builtins::typed_array::TypedArrayKind;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArrayBuffer, JsTypedArray};
use boa_engine::value::IntegerOrInfinity;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::array_like::species;
use super::original::{Original, precede, replace};
use super::type_error;

/// The functions of `Atomics` on an element.
const ON_ELEMENTS: [&str; 9] = [
    "add",
    "and",
    "compareExchange",
    "exchange",
    "load",
    "or",
    "store",
    "sub",
    "xor",
];

/// The methods of a view that read, those that write a number, and those that write a big one.
const READING: [&str; 11] = [
    "getInt8",
    "getUint8",
    "getInt16",
    "getUint16",
    "getInt32",
    "getUint32",
    "getFloat16",
    "getFloat32",
    "getFloat64",
    "getBigInt64",
    "getBigUint64",
];
const WRITING: [&str; 9] = [
    "setInt8",
    "setUint8",
    "setInt16",
    "setUint16",
    "setInt32",
    "setUint32",
    "setFloat16",
    "setFloat32",
    "setFloat64",
];
const WRITING_BIG: [&str; 2] = ["setBigInt64", "setBigUint64"];

/// Puts the methods of views in place.
pub fn install_views(context: &Context) {
    let views = context.intrinsics().constructors().data_view().prototype();
    let all = |names: &'static [&str], method| {
        for name in names {
            precede(context, &views, name, method);
        }
    };
    all(&READING, read_view);
    all(&WRITING, write_view);
    all(&WRITING_BIG, write_big);
}

/// Puts `slice` in place.
pub fn install(context: &Context) {
    let buffers = context.intrinsics().constructors().array_buffer();
    replace(context, &buffers.prototype(), "slice", slice);
}

/// Puts the functions of `Atomics` in place.
pub fn install_atomics(context: &Context) {
    let atomics = context.intrinsics().objects().atomics();
    for name in ON_ELEMENTS {
        precede(context, &atomics, name, at_element);
    }
}

/// `ArrayBuffer.prototype.slice` (ECMA-262, 25.1.6.7).
fn slice(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let found = this.as_object().and_then(|object| {
        let buffer = JsArrayBuffer::from_object(object.clone()).ok()?;
        Some((object, buffer))
    });
    let (object, buffer) = found.ok_or_else(|| {
        type_error("Method ArrayBuffer.prototype.slice called on incompatible receiver")
    })?;
    let length = length_of(&buffer)?;
    let first = position(args.get_or_undefined(0), 0, length, context)?;
    let last = position(args.get_or_undefined(1), length, length, context)?;
    let count = last.saturating_sub(first);
    let class = context.intrinsics().constructors().array_buffer();
    let class = species(&object, class.constructor(), context)?;
    let made = class.construct(&[JsValue::from(count as u64)], Some(&class), context)?;
    let copy = JsArrayBuffer::from_object(made.clone())?;
    if length_of(&copy)? < count || JsObject::equals(&made, &object) {
        return Err(type_error("Species constructor returned an invalid buffer"));
    }
    // What is left of what was to be copied.
    let last = length_of(&buffer)?.min(first + count);
    if let (Some(from), Some(mut to)) = (buffer.data(), copy.data_mut())
        && first < last
    {
        to[..last - first].copy_from_slice(&from[first..last]);
    }
    Ok(made.into())
}

/// The operations on an element (ECMA-262, 25.4.3): what they are given is made the numbers
/// that it means before the built-in looks at the buffer.
fn at_element(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let array = args.get_or_undefined(0);
    let kind = array.as_object().and_then(|object| {
        let array = JsTypedArray::from_object(object).ok()?;
        Some((array.kind()?, array))
    });
    // The built-in refuses these before it looks at anything else.
    let Some((kind, view)) = kind.filter(|(kind, _)| is_integral(*kind)) else {
        return original.call(this, args, context);
    };
    let index = args.get_or_undefined(1).to_index(context)?;
    let mut plain = vec![array.clone(), JsValue::from(index)];
    // Past the end the built-in throws, without a look at the values.
    if index < view.length(context)? as u64 {
        for value in args.iter().skip(2) {
            plain.push(primitive(kind, value, context)?);
        }
    }
    original.call(this, &plain, context)
}

/// `GetViewValue` (ECMA-262, 25.3.1.5).
fn read_view(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    on_view(this, args, original, context, None)
}

/// `SetViewValue` (ECMA-262, 25.3.1.6).
fn write_view(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    on_view(this, args, original, context, Some(TypedArrayKind::Float64))
}

fn write_big(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    on_view(
        this,
        args,
        original,
        context,
        Some(TypedArrayKind::BigInt64),
    )
}

/// Has the built-in get what it converts as it would have it: the place, and a value of a kind.
fn on_view(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
    written: Option<TypedArrayKind>,
) -> JsResult<JsValue> {
    let is_view = this.as_object().is_some_and(|it| it.is::<DataView>());
    let mut plain = args.to_vec();
    if is_view && args.iter().any(JsValue::is_object) {
        plain.resize(args.len().max(2), JsValue::undefined());
        plain[0] = plain[0].to_index(context)?.into();
        if let Some(kind) = written {
            plain[1] = primitive(kind, &plain[1], context)?;
        }
    }
    original.call(this, &plain, context)
}

fn is_integral(kind: TypedArrayKind) -> bool {
    !matches!(
        kind,
        TypedArrayKind::Uint8Clamped
            | TypedArrayKind::Float16
            | TypedArrayKind::Float32
            | TypedArrayKind::Float64
    )
}

/// A value as the built-in takes it without running code of the guest's.
fn primitive(kind: TypedArrayKind, value: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    if matches!(kind, TypedArrayKind::BigInt64 | TypedArrayKind::BigUint64) {
        return Ok(value.to_bigint(context)?.into());
    }
    Ok(value.to_number(context)?.into())
}

/// The bytes of a buffer that is not detached.
fn length_of(buffer: &JsArrayBuffer) -> JsResult<usize> {
    let bytes = buffer.data();
    bytes.map(|bytes| bytes.len()).ok_or_else(|| {
        type_error("Cannot perform ArrayBuffer.prototype.slice on a detached ArrayBuffer")
    })
}

/// A position as an argument says it: from the end if it is negative, within the buffer.
fn position(
    given: &JsValue,
    default: usize,
    length: usize,
    context: &mut Context,
) -> JsResult<usize> {
    if given.is_undefined() {
        return Ok(default);
    }
    Ok(match given.to_integer_or_infinity(context)? {
        IntegerOrInfinity::PositiveInfinity => length,
        IntegerOrInfinity::NegativeInfinity => 0,
        IntegerOrInfinity::Integer(at) => {
            let distance = usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX);
            if at < 0 {
                length.saturating_sub(distance)
            } else {
                distance.min(length)
            }
        }
    })
}
