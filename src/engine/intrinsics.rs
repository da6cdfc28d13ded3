//! The table of primordials: for each one of the host's that would cross, the guest's own
//! takes its place. `lib/intrinsics.js` lists the same names in the same order.

use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsObject, JsResult, JsValue};

use super::builtins::complete_intl;
use super::convert;
use super::descriptor;
use super::guest::{Guest, malformed};
use crate::wire::{Malformed, Reader};

type Lookup = fn(&Intrinsics) -> JsObject;

/// A constructor and its prototype, two entries of the table.
macro_rules! constructors {
    ($($name:ident),* $(,)?) => {
        &[$(
            |intrinsics: &Intrinsics| intrinsics.constructors().$name().constructor(),
            |intrinsics: &Intrinsics| intrinsics.constructors().$name().prototype(),
        )*]
    };
}

/// Entry `2n` is a constructor and `2n + 1` its prototype.
const CONSTRUCTORS: &[Lookup] = constructors![
    object,
    function,
    array,
    error,
    eval_error,
    range_error,
    reference_error,
    syntax_error,
    type_error,
    uri_error,
    aggregate_error,
    date,
    regexp,
    map,
    set,
    promise,
    array_buffer,
    shared_array_buffer,
    data_view,
    typed_array,
    typed_int8_array,
    typed_uint8_array,
    typed_uint8clamped_array,
    typed_int16_array,
    typed_uint16_array,
    typed_int32_array,
    typed_uint32_array,
    typed_float32_array,
    typed_float64_array,
    typed_bigint64_array,
    typed_biguint64_array,
    string,
    number,
    boolean,
    symbol,
    bigint,
    proxy,
    weak_map,
    weak_set,
    weak_ref,
    finalization_registry,
    iterator,
    generator_function,
    async_function,
    async_generator_function,
];

/// The entries behind the constructors.
const OBJECTS: &[Lookup] = &[
    |intrinsics| intrinsics.objects().reflect(),
    |intrinsics| intrinsics.objects().math(),
    |intrinsics| intrinsics.objects().json(),
    |intrinsics| intrinsics.objects().atomics(),
    |intrinsics| intrinsics.objects().intl().upcast(),
    |intrinsics| intrinsics.objects().generator(),
    |intrinsics| intrinsics.objects().async_generator(),
    |intrinsics| intrinsics.objects().iterator_prototypes().array(),
    |intrinsics| intrinsics.objects().iterator_prototypes().map(),
    |intrinsics| intrinsics.objects().iterator_prototypes().set(),
    |intrinsics| intrinsics.objects().iterator_prototypes().string(),
    |intrinsics| intrinsics.objects().iterator_prototypes().regexp_string(),
    |intrinsics| intrinsics.objects().iterator_prototypes().async_iterator(),
    |intrinsics| intrinsics.objects().throw_type_error().into(),
    |intrinsics| intrinsics.objects().eval().into(),
    |intrinsics| intrinsics.objects().is_finite().into(),
    |intrinsics| intrinsics.objects().is_nan().into(),
    |intrinsics| intrinsics.objects().parse_float().into(),
    |intrinsics| intrinsics.objects().parse_int().into(),
];

/// The prototypes of the built-in kinds that arrive as the real thing: from `Error` to
/// `BigInt`, as they stand in [`CONSTRUCTORS`].
const RECORD_PROTOTYPES: std::ops::Range<usize> = 3..36;

/// An entry whose number has this bit is a member of the entry that the rest names: its
/// key and the field of its descriptor follow.
pub const MEMBER: u32 = 1 << 20;

fn lookup(guest: &Guest, context: &Context, index: u32) -> Option<JsObject> {
    let index = index as usize;
    let lookup = CONSTRUCTORS
        .get(index)
        .or_else(|| OBJECTS.get(index.checked_sub(CONSTRUCTORS.len())?))?;
    let found = lookup(context.intrinsics());
    let classes = guest.classes.borrow();
    let ours = classes.iter().find(|(engine, _)| *engine == found);
    Some(ours.map_or(found, |(_, ours)| ours.clone()))
}

/// The guest's own primordial for a number that the host sent.
pub fn get(
    guest: &Guest,
    context: &mut Context,
    index: u32,
    reader: &mut Reader<'_>,
) -> JsResult<JsValue> {
    let owner = lookup(guest, context, index & !MEMBER)
        .ok_or_else(|| malformed(Malformed("unknown primordial")))?;
    if owner == context.intrinsics().objects().intl().upcast() {
        complete_intl(context)?;
    }
    if index & MEMBER == 0 {
        return Ok(owner.into());
    }
    let key = convert::get_key(guest, context, reader)?;
    let field = reader.word().map_err(malformed)?;
    Ok(member(&owner, &key, field).unwrap_or_else(|| inert(context)))
}

/// A method or an accessor's function, as the guest's own object has it now.
fn member(owner: &JsObject, key: &PropertyKey, field: u32) -> Option<JsValue> {
    let property = owner.borrow().properties().get(key)?;
    let value = match field {
        0 => property.value(),
        1 => property.get(),
        _ => property.set(),
    };
    value.filter(|value| value.is_callable()).cloned()
}

/// What stands for a primordial that this engine lacks: a function that does nothing.
fn inert(context: &Context) -> JsValue {
    context
        .intrinsics()
        .constructors()
        .function()
        .prototype()
        .into()
}

/// The number of a prototype of a kind that arrives as the real thing.
pub fn index_of_record_prototype(context: &Context, object: &JsObject) -> Option<u32> {
    let intrinsics = context.intrinsics();
    RECORD_PROTOTYPES
        .map(|kind| 2 * kind + 1)
        .find(|&index| CONSTRUCTORS[index](intrinsics) == *object)
        .and_then(|index| u32::try_from(index).ok())
}

/// The number of a primordial, from a table that is made when it is first wanted.
pub fn index_of(guest: &Guest, context: &Context, object: &JsObject) -> Option<u32> {
    let mut table = guest.intrinsics.borrow_mut();
    let table = table.get_or_insert_with(|| {
        (0..)
            .map_while(|index| Some((lookup(guest, context, index)?, index)))
            .collect()
    });
    table.get(object).copied()
}

/// The value of an own data property of a prototype chain, as far as it is made of data
/// properties only: an accessor ends the walk, so that no guest code runs.
pub fn inherited_value(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    inherited_property(object, key)?.value().cloned()
}

/// A property of a prototype chain that no proxy is in.
pub fn inherited_property(object: &JsObject, key: &PropertyKey) -> Option<PropertyDescriptor> {
    let mut object = object.clone();
    for _ in 0..1000 {
        if object.is::<boa_engine::builtins::proxy::Proxy>() {
            return None;
        }
        if let Some(property) = object.borrow().properties().get(key) {
            return Some(property);
        }
        object = object.prototype()?;
    }
    None
}

/// An own data property's value (see [`descriptor::own_value`]) if it is a string.
pub fn own_string(object: &JsObject, key: boa_engine::JsString) -> Option<boa_engine::JsString> {
    descriptor::own_value(object, &key.into())?.as_string()
}
