//! The table of primordials: for each one of the host's that would cross, the guest's own
//! takes its place. `lib/intrinsics.js` lists the same names in the same order.

use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsObject, JsResult, JsValue};

use super::builtins;
use super::convert;
use super::guest::Guest;
use super::peek::own;
use crate::wire::{Malformed, Reader};

type Lookup = fn(&Intrinsics) -> JsObject;

/// Constructors and their prototypes, two entries of the table for each.
macro_rules! constructors {
    ($($name:ident),* $(,)?) => {
        /// Entry `2n` is a constructor and `2n + 1` its prototype.
        const CONSTRUCTORS: &[Lookup] = &[$(
            |intrinsics| intrinsics.constructors().$name().constructor(),
            |intrinsics| intrinsics.constructors().$name().prototype(),
        )*];
        const CONSTRUCTOR_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

/// The entries behind the constructors.
macro_rules! objects {
    ($($name:ident: $lookup:expr),* $(,)?) => {
        const OBJECTS: &[Lookup] = &[$($lookup),*];
        const OBJECT_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

constructors![
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

objects![
    reflect: |intrinsics| intrinsics.objects().reflect(),
    math: |intrinsics| intrinsics.objects().math(),
    json: |intrinsics| intrinsics.objects().json(),
    atomics: |intrinsics| intrinsics.objects().atomics(),
    generator: |intrinsics| intrinsics.objects().generator(),
    async_generator: |intrinsics| intrinsics.objects().async_generator(),
    array_iterator: |intrinsics| intrinsics.objects().iterator_prototypes().array(),
    map_iterator: |intrinsics| intrinsics.objects().iterator_prototypes().map(),
    set_iterator: |intrinsics| intrinsics.objects().iterator_prototypes().set(),
    string_iterator: |intrinsics| intrinsics.objects().iterator_prototypes().string(),
    regexp_string_iterator: |intrinsics| intrinsics.objects().iterator_prototypes().regexp_string(),
    async_iterator: |intrinsics| intrinsics.objects().iterator_prototypes().async_iterator(),
    throw_type_error: |intrinsics| intrinsics.objects().throw_type_error().into(),
    eval: |intrinsics| intrinsics.objects().eval().into(),
    is_finite: |intrinsics| intrinsics.objects().is_finite().into(),
    is_nan: |intrinsics| intrinsics.objects().is_nan().into(),
    parse_float: |intrinsics| intrinsics.objects().parse_float().into(),
    parse_int: |intrinsics| intrinsics.objects().parse_int().into(),
    decode_uri: |intrinsics| intrinsics.objects().uri_functions().decode_uri().into(),
    decode_uri_component: |intrinsics| intrinsics.objects().uri_functions().decode_uri_component().into(),
    encode_uri: |intrinsics| intrinsics.objects().uri_functions().encode_uri().into(),
    encode_uri_component: |intrinsics| intrinsics.objects().uri_functions().encode_uri_component().into(),
    escape: |intrinsics| intrinsics.objects().escape().into(),
    unescape: |intrinsics| intrinsics.objects().unescape().into(),
];

/// The entry behind all of them: `Intl`, which the engine has none of.
const INTL: u32 = number(CONSTRUCTORS.len() + OBJECTS.len());

/// The prototypes of the built-in kinds that arrive as the real thing: from `Error` to
/// `BigInt`, as they stand in [`CONSTRUCTORS`].
const RECORD_PROTOTYPES: std::ops::RangeInclusive<usize> =
    place(CONSTRUCTOR_NAMES, "error")..=place(CONSTRUCTOR_NAMES, "bigint");

/// The number of a constructor's prototype.
pub const fn prototype(constructor: &str) -> u32 {
    number(2 * place(CONSTRUCTOR_NAMES, constructor) + 1)
}

/// The number of one of the other objects.
pub const fn object(name: &str) -> u32 {
    number(CONSTRUCTORS.len() + place(OBJECT_NAMES, name))
}

#[allow(clippy::cast_possible_truncation, reason = "there are not so many")]
const fn number(place: usize) -> u32 {
    place as u32
}

/// Where a name stands; one that does not is an error when this is compiled.
const fn place(names: &[&str], name: &str) -> usize {
    let mut at = 0;
    while !is_same(names[at].as_bytes(), name.as_bytes()) {
        at += 1;
    }
    at
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// An entry whose number has this bit is a member of the entry that the rest names: its
/// key and the field of its descriptor follow.
pub const MEMBER: u32 = 1 << 20;

fn lookup(guest: &Guest, context: &Context, index: u32) -> Option<JsObject> {
    let index = index as usize;
    let lookup = CONSTRUCTORS
        .get(index)
        .or_else(|| OBJECTS.get(index.checked_sub(CONSTRUCTORS.len())?))?;
    Some(replaced(guest, lookup(context.intrinsics())))
}

/// What guests have in the place of a class of the engine's, or that class.
pub fn replaced(guest: &Guest, class: JsObject) -> JsObject {
    let classes = guest.builtins.classes.borrow();
    let ours = classes.iter().find(|(engine, _)| *engine == class);
    ours.map_or(class, |(_, ours)| ours.clone())
}

/// The guest's own primordial for a number that the host sent.
pub fn get(
    guest: &Guest,
    context: &mut Context,
    index: u32,
    reader: &mut Reader<'_>,
) -> JsResult<JsValue> {
    let number = index & !MEMBER;
    let owner = if number == INTL {
        builtins::intl(context)?
    } else {
        lookup(guest, context, number).ok_or(Malformed("unknown primordial"))?
    };
    if index & MEMBER == 0 {
        return Ok(owner.into());
    }
    let key = convert::get_key(guest, context, reader)?;
    let field = reader.word()?;
    Ok(member(&owner, &key, field).unwrap_or_else(|| inert(context)))
}

/// A method or an accessor's function, as the guest's own object has it now.
fn member(owner: &JsObject, key: &PropertyKey, field: u32) -> Option<JsValue> {
    let property = own(owner, key)?;
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
        .map(number)
}

/// The number of a primordial, from a table that is made when it is first wanted.
pub fn index_of(guest: &Guest, context: &Context, object: &JsObject) -> Option<u32> {
    let intl = guest.builtins.locale.get().map(|locale| &locale.intl);
    if intl == Some(object) {
        return Some(INTL);
    }
    let mut table = guest.intrinsics.borrow_mut();
    let table = table.get_or_insert_with(|| {
        (0..)
            .map_while(|index| Some((lookup(guest, context, index)?, index)))
            .collect()
    });
    table.get(object).copied()
}
