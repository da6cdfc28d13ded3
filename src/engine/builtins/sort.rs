//! `sort` and `toSorted` of arrays and typed arrays, on a sort that takes any answer of a
//! comparator (`tim_sort.rs`). Rust's own panics when the answers contradict one another, and
//! guests have such comparators (`() => Math.random() - 0.5`).

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};

use super::array_like::{length_of, look};
use super::original::{Original, replace};
use super::tim_sort::Sorter;
use super::{range_error, type_error};

/// Puts the four methods in place.
pub fn install(context: &Context) {
    let arrays = context.intrinsics().constructors().array().prototype();
    let typed = context
        .intrinsics()
        .constructors()
        .typed_array()
        .prototype();
    replace(context, &arrays, "sort", sort);
    replace(context, &arrays, "toSorted", to_sorted);
    replace(context, &typed, "sort", sort_typed);
    replace(context, &typed, "toSorted", to_sorted_typed);
}

/// The comparator; `None` if there is none, an error if it cannot be called.
fn comparator(args: &[JsValue]) -> JsResult<Option<JsObject>> {
    let given = args.get_or_undefined(0);
    if given.is_undefined() {
        return Ok(None);
    }
    let given = given.as_callable().map(Some);
    given
        .ok_or_else(|| type_error("The comparison function must be either a function or undefined"))
}

/// `Array.prototype.sort` (ECMA-262, 23.1.3.30).
fn sort(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let compare = comparator(args)?;
    let object = this.to_object(context)?;
    let length = length_of(&object, context)?;
    let items = read(&object, length, Holes::Skipped, context)?;
    let items = sorted(items, compare.as_ref(), context)?;
    let count = items.len() as u64;
    write(&object, items, context)?;
    for index in count..length {
        look(index, context)?;
        object.delete_property_or_throw(index, context)?;
    }
    Ok(object.into())
}

/// `Array.prototype.toSorted` (ECMA-262, 23.1.3.34).
fn to_sorted(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let compare = comparator(args)?;
    let object = this.to_object(context)?;
    let length = length_of(&object, context)?;
    if length > u64::from(u32::MAX) {
        return Err(range_error("Invalid array length"));
    }
    let items = read(&object, length, Holes::Read, context)?;
    let items = sorted(items, compare.as_ref(), context)?;
    Ok(JsArray::from_iter(items, context).into())
}

/// `%TypedArray%.prototype.sort` (ECMA-262, 23.2.3.29). Without a comparator no code of the
/// guest's runs, and Boa's is right.
fn sort_typed(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some((array, compare)) = typed(this, args)? else {
        return original.call(this, args, context);
    };
    let length = length_of_typed(&array, context)?;
    let items = read(&array, length, Holes::Read, context)?;
    let items = sorted(items, Some(&compare), context)?;
    write(&array, items, context)?;
    Ok(array.into())
}

/// `%TypedArray%.prototype.toSorted` (ECMA-262, 23.2.3.33).
fn to_sorted_typed(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some((array, compare)) = typed(this, args)? else {
        return original.call(this, args, context);
    };
    let length = length_of_typed(&array, context)?;
    let items = read(&array, length, Holes::Read, context)?;
    // A typed array of the same kind and length.
    let copy = original.call(this, &[], context)?;
    let items = sorted(items, Some(&compare), context)?;
    if let Some(copy) = copy.as_object() {
        write(&copy, items, context)?;
    }
    Ok(copy)
}

/// A typed array and a comparator, if it is these that were given.
fn typed(this: &JsValue, args: &[JsValue]) -> JsResult<Option<(JsObject, JsObject)>> {
    let Some(compare) = comparator(args)? else {
        return Ok(None);
    };
    let array = this
        .as_object()
        .filter(|object| object.is::<boa_engine::builtins::typed_array::TypedArray>());
    Ok(array.map(|array| (array, compare)))
}

/// The length that `length` of the prototype says; an error for one whose buffer is gone.
fn length_of_typed(array: &JsObject, context: &mut Context) -> JsResult<u64> {
    let prototype = context
        .intrinsics()
        .constructors()
        .typed_array()
        .prototype();
    let values = prototype.get(js_string!("values"), context)?;
    if let Some(values) = values.as_callable() {
        // Validates what it is called on, as `sort` does.
        values.call(&array.clone().into(), &[], context)?;
    }
    let length = boa_engine::object::builtins::JsTypedArray::from_object(array.clone())?;
    Ok(length.length(context)? as u64)
}

/// Puts the items where an array begins.
fn write(array: &JsObject, items: Vec<JsValue>, context: &mut Context) -> JsResult<()> {
    for (index, item) in items.into_iter().enumerate() {
        array.set(index, item, true, context)?;
    }
    Ok(())
}

/// What becomes of an element that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holes {
    Skipped,
    Read,
}

fn read(
    object: &JsObject,
    length: u64,
    holes: Holes,
    context: &mut Context,
) -> JsResult<Vec<JsValue>> {
    let mut items = Vec::new();
    for index in 0..length {
        look(index, context)?;
        if holes == Holes::Read || object.has_property(index, context)? {
            items.push(object.get(index, context)?);
        }
    }
    Ok(items)
}

/// Sorts, `undefined` to the end (ECMA-262, 23.1.3.30.1).
fn sorted(
    items: Vec<JsValue>,
    compare: Option<&JsObject>,
    context: &mut Context,
) -> JsResult<Vec<JsValue>> {
    let (mut items, undefined): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| !item.is_undefined());
    Sorter::new(compare, context).sort(&mut items)?;
    items.extend(undefined);
    Ok(items)
}
