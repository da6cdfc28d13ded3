//! Buffers of bytes and the views of them. The bytes are copied, never lent: each side has
//! a buffer of its own, and what changed is brought over when control passes.
//!
//! The views of a buffer of the guest's all stand on the one buffer that the host has of
//! it. A view of the host's that may see only a part of its buffer (a `Buffer` of Node's
//! lies in a pool) comes without the buffer, and has one of its own here.

use boa_engine::builtins::array_buffer::ArrayBuffer;
use boa_engine::builtins::typed_array::{TypedArray, TypedArrayKind};
use boa_engine::context::intrinsics::StandardConstructor;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArrayBuffer, JsDataView, JsTypedArray};
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use super::MISMATCH;
use super::image::Image;
use super::links::State;
use crate::engine::convert::{get_value, put_object};
use crate::engine::guest::Guest;
use crate::engine::peek::own_getter;
use crate::wire::{Reader, Writer};

/// Stands for no length: for one that follows the buffer's, and for that of a buffer detached.
const NONE: f64 = -1.0;

/// A length that no buffer has and every view fits into.
const REACH: usize = 1 << 60;

/// In the order of `ELEMENTS` in `lib/records/buffers.js`.
const KINDS: [TypedArrayKind; 12] = [
    TypedArrayKind::Int8,
    TypedArrayKind::Uint8,
    TypedArrayKind::Uint8Clamped,
    TypedArrayKind::Int16,
    TypedArrayKind::Uint16,
    TypedArrayKind::Int32,
    TypedArrayKind::Uint32,
    TypedArrayKind::BigInt64,
    TypedArrayKind::BigUint64,
    TypedArrayKind::Float16,
    TypedArrayKind::Float32,
    TypedArrayKind::Float64,
];

fn constructor(context: &Context, kind: TypedArrayKind) -> &StandardConstructor {
    let constructors = context.intrinsics().constructors();
    match kind {
        TypedArrayKind::Int8 => constructors.typed_int8_array(),
        TypedArrayKind::Uint8 => constructors.typed_uint8_array(),
        TypedArrayKind::Uint8Clamped => constructors.typed_uint8clamped_array(),
        TypedArrayKind::Int16 => constructors.typed_int16_array(),
        TypedArrayKind::Uint16 => constructors.typed_uint16_array(),
        TypedArrayKind::Int32 => constructors.typed_int32_array(),
        TypedArrayKind::Uint32 => constructors.typed_uint32_array(),
        TypedArrayKind::BigInt64 => constructors.typed_bigint64_array(),
        TypedArrayKind::BigUint64 => constructors.typed_biguint64_array(),
        TypedArrayKind::Float16 => constructors.typed_float16_array(),
        TypedArrayKind::Float32 => constructors.typed_float32_array(),
        TypedArrayKind::Float64 => constructors.typed_float64_array(),
    }
}

/// The constructor of a typed array's kind.
pub(super) fn constructor_of<'a>(
    context: &'a Context,
    object: &JsObject,
) -> Option<&'a StandardConstructor> {
    let kind = object.downcast_ref::<TypedArray>()?.kind();
    Some(constructor(context, kind))
}

/// The buffer of a view, or a buffer itself; none that is shared memory.
pub(super) fn buffer_of(context: &mut Context, object: &JsObject) -> Option<JsArrayBuffer> {
    let buffer = if object.is::<ArrayBuffer>() {
        object.clone()
    } else if object.is::<TypedArray>() {
        let view = JsTypedArray::from_object(object.clone()).ok()?;
        view.buffer(context).ok()?.as_object()?
    } else {
        let view = JsDataView::from_object(object.clone()).ok()?;
        view.buffer(context).ok()?.as_object()?
    };
    JsArrayBuffer::from_object(buffer).ok()
}

/// Writes a length or an offset, or that there is none.
fn put_length(message: &mut Writer, length: Option<u64>) {
    message.number(length.map_or(NONE, |length| length as f64));
}

/// A length or an offset as it was read: a whole number that fits, or none.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded before"
)]
fn length(reader: &mut Reader<'_>) -> JsResult<Option<u64>> {
    let number = reader.number()?;
    Ok((0.0..=9_007_199_254_740_991.0)
        .contains(&number)
        .then_some(number as u64))
}

/// The accessors of `ArrayBuffer.prototype` that tell how long a buffer can become, taken
/// before any guest code ran: Boa offers no other way.
pub(super) struct BufferParts {
    resizable: JsObject,
    max_byte_length: JsObject,
}

impl BufferParts {
    pub(super) fn new(context: &Context) -> Option<Self> {
        let prototype = context
            .intrinsics()
            .constructors()
            .array_buffer()
            .prototype();
        let getter = |name: JsString| own_getter(&prototype, &name.into());
        Some(Self {
            resizable: getter(js_string!("resizable"))?,
            max_byte_length: getter(js_string!("maxByteLength"))?,
        })
    }
}

/// How long a buffer can become, if it can be resized.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a length"
)]
fn max_length_of(guest: &Guest, context: &mut Context, object: &JsObject) -> Option<u64> {
    let parts = guest.links.borrow().buffer_parts.clone()?;
    let receiver = object.clone().into();
    let resizable = parts.resizable.call(&receiver, &[], context).ok()?;
    let length = parts.max_byte_length.call(&receiver, &[], context).ok()?;
    let length = length.as_number()? as u64;
    resizable.to_boolean().then_some(length)
}

/// Writes how long a buffer is and can become.
pub(super) fn put_buffer_head(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) {
    let length = object
        .downcast_ref::<ArrayBuffer>()
        .and_then(|buffer| buffer.data().map(<[u8]>::len));
    put_length(message, Some(length.unwrap_or_default() as u64));
    put_length(message, max_length_of(guest, context, object));
}

pub(super) fn get_buffer(
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<JsObject>> {
    let size = length(reader)?.ok_or(MISMATCH)?;
    let max = length(reader)?;
    let mut buffer = new_buffer(context, size)?;
    if let Some(max) = max {
        buffer = buffer.with_max_byte_length(max);
    }
    Ok(Some(buffer.into()))
}

fn new_buffer(context: &mut Context, size: u64) -> JsResult<JsArrayBuffer> {
    JsArrayBuffer::new(usize::try_from(size).map_err(|_| MISMATCH)?, context)
}

/// Writes of which kind a typed array is, and the part of its buffer that it sees.
pub(super) fn put_typed_array_head(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) {
    let Some(buffer) = buffer_of(context, object) else {
        return;
    };
    let (kind, offset, length) = {
        let Some(view) = object.downcast_ref::<TypedArray>() else {
            return;
        };
        // A view whose length follows the buffer's has another in a longer one.
        let length = view.array_length(REACH);
        let follows = length != view.array_length(REACH + 8);
        (
            view.kind(),
            view.byte_offset(),
            (!follows).then_some(length),
        )
    };
    let index = KINDS.iter().position(|known| *known == kind);
    message.count(index.unwrap_or_default());
    put_part(guest, context, message, &buffer.into(), (offset, length));
}

/// Writes a buffer, and where in it a view begins and how long it is.
fn put_part(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    buffer: &JsObject,
    (offset, length): (u64, Option<u64>),
) {
    put_object(guest, context, message, buffer);
    put_length(message, Some(offset));
    put_length(message, length);
}

pub(super) fn get_typed_array(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<JsObject>> {
    let index = reader.word()? as usize;
    let kind = *KINDS.get(index).ok_or(MISMATCH)?;
    let class = constructor(context, kind).constructor();
    get_view(guest, context, reader, &class)
}

/// Reads the part of its buffer that a view of a class sees.
fn get_view(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    class: &JsObject,
) -> JsResult<Option<JsObject>> {
    let buffer = get_value(guest, context, reader)?;
    let offset = length(reader)?.ok_or(MISMATCH)?;
    let size = length(reader)?;
    let arguments = view_arguments(context, buffer, offset, size)?;
    class.construct(&arguments, None, context).map(Some)
}

/// What a view is made of; the buffer of one that came without is its own.
fn view_arguments(
    context: &mut Context,
    buffer: JsValue,
    offset: u64,
    size: Option<u64>,
) -> JsResult<Vec<JsValue>> {
    let buffer = match buffer.as_object() {
        Some(_) => buffer,
        None => return Ok(vec![new_buffer(context, offset)?.into()]),
    };
    let mut arguments = vec![buffer, offset.into()];
    arguments.extend(size.map(JsValue::from));
    Ok(arguments)
}

/// Writes the part of its buffer that a data view sees.
pub(super) fn put_data_view_head(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) {
    let Some(buffer) = buffer_of(context, object) else {
        return;
    };
    let view = JsDataView::from_object(object.clone());
    let (offset, length) = view.map_or((0, 0), |view| {
        let offset = view.byte_offset(context).unwrap_or_default();
        (offset, view.byte_length(context).unwrap_or_default())
    });
    let bytes = buffer.byte_length() as u64;
    let object: JsObject = buffer.into();
    let resizable = max_length_of(guest, context, &object).is_some();
    // Boa does not tell whether the length follows the buffer's; one that ends with it does.
    let follows = resizable && offset + length == bytes;
    let length = (!follows).then_some(length);
    put_part(guest, context, message, &object, (offset, length));
}

pub(super) fn get_data_view(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<JsObject>> {
    let views = context.intrinsics().constructors().data_view();
    get_view(guest, context, reader, &views.constructor())
}

/// Whether the bytes of a buffer, or of a view that has one to itself, are not those known.
pub(super) fn differs(context: &mut Context, object: &JsObject, known: Option<&[u8]>) -> bool {
    buffer_of(context, object).is_some_and(|buffer| match (buffer.data(), known) {
        (Some(bytes), Some(known)) => *bytes != *known,
        (None, None) => false,
        _ => true,
    })
}

/// Writes the bytes of a buffer, or the part where they differ from those known.
pub(super) fn put_bytes(
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
    before: Image,
) -> State {
    let Some(buffer) = buffer_of(context, object) else {
        put_length(message, Some(0));
        message.word(0);
        return State::Settled;
    };
    let Some(bytes) = buffer.data() else {
        put_length(message, None);
        message.word(0);
        return State::Bytes(before.with(None));
    };
    put_length(message, Some(bytes.len() as u64));
    let (start, end) = difference(&bytes, before.known().unwrap_or_default());
    message.word(u32::from(start < end));
    if start < end {
        put_length(message, Some(start as u64));
        put_length(message, Some((end - start) as u64));
        message.bytes(&bytes[start..end]);
    }
    State::Bytes(before.with(Some(&bytes)))
}

/// Where bytes begin and cease to differ from those known.
fn difference(bytes: &[u8], known: &[u8]) -> (usize, usize) {
    let same = |(left, right): &(&u8, &u8)| left == right;
    let start = bytes.iter().zip(known).take_while(same).count();
    if bytes.len() != known.len() || start == bytes.len() {
        return (start, bytes.len());
    }
    let backwards = bytes.iter().rev().zip(known.iter().rev());
    (start, bytes.len() - backwards.take_while(same).count())
}

/// Reads the bytes of a buffer.
pub(super) fn read_bytes(
    context: &mut Context,
    reader: &mut Reader<'_>,
    object: &JsObject,
    before: Image,
) -> JsResult<State> {
    let size = length(reader)?;
    let parts = reader.word()?;
    let buffer = buffer_of(context, object).ok_or(MISMATCH)?;
    let Some(size) = size else {
        if buffer.data().is_some() {
            buffer.detach(&JsValue::undefined())?;
        }
        return Ok(State::Bytes(before.with(None)));
    };
    if size != buffer.byte_length() as u64 && object.is::<ArrayBuffer>() {
        // One that the guest has detached stays so.
        let _ = buffer.borrow_mut().data_mut().resize(size);
    }
    for _ in 0..parts {
        let start = length(reader)?.ok_or(MISMATCH)?;
        let count = length(reader)?.ok_or(MISMATCH)?;
        let start = usize::try_from(start).map_err(|_| MISMATCH)?;
        let count = usize::try_from(count).map_err(|_| MISMATCH)?;
        let part = reader.bytes(count)?;
        let end = start.checked_add(count).ok_or(MISMATCH)?;
        if let Some(mut bytes) = buffer.data_mut()
            && let Some(bytes) = bytes.get_mut(start..end)
        {
            bytes.copy_from_slice(part);
        }
    }
    Ok(State::Bytes(before.with(buffer.data().as_deref())))
}
