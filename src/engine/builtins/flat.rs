//! `Array.prototype.flat` (ECMA-262, 23.1.3.13), which in Boa goes as deep as the arrays are
//! nested, an array that contains itself without an end.

use boa_engine::object::JsObject;
use boa_engine::value::IntegerOrInfinity;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::array_like::{is_array, length_of, look, species_array};
use super::original::{Original, replace};
use crate::engine::script::too_deep;

/// How deep arrays may be nested. V8 ends at some 7,000, by its stack.
const MAX_LEVELS: usize = 10_000;

/// Puts the method in place.
pub fn install(context: &Context) {
    let arrays = context.intrinsics().constructors().array().prototype();
    replace(context, &arrays, "flat", flat);
}

/// An array that is being read.
struct Level {
    array: JsObject,
    length: u64,
    next: u64,
}

impl Level {
    fn new(array: JsObject, context: &mut Context) -> JsResult<Self> {
        let length = length_of(&array, context)?;
        Ok(Self {
            array,
            length,
            next: 0,
        })
    }
}

fn flat(
    this: &JsValue,
    args: &[JsValue],
    _: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let mut levels = vec![Level::new(this.to_object(context)?, context)?];
    let depth = depth(args.get_or_undefined(0), context)?;
    let result = species_array(&levels[0].array, context)?;
    let mut count = 0_u64;
    let mut steps = 0_u64;
    while let Some(level) = levels.last_mut() {
        if level.next == level.length {
            levels.pop();
            continue;
        }
        let (array, index) = (level.array.clone(), level.next);
        level.next += 1;
        look(steps, context)?;
        steps += 1;
        if !array.has_property(index, context)? {
            continue;
        }
        let element = array.get(index, context)?;
        match element.as_object() {
            Some(inner) if levels.len() <= depth && is_array(&inner, context)? => {
                if levels.len() == MAX_LEVELS {
                    return Err(too_deep());
                }
                levels.push(Level::new(inner, context)?);
            }
            _ => {
                result.create_data_property_or_throw(count, element, context)?;
                count += 1;
            }
        }
    }
    Ok(result.into())
}

/// How many levels to go down: 1 unless said otherwise.
fn depth(given: &JsValue, context: &mut Context) -> JsResult<usize> {
    if given.is_undefined() {
        return Ok(1);
    }
    Ok(match given.to_integer_or_infinity(context)? {
        IntegerOrInfinity::PositiveInfinity => usize::MAX,
        IntegerOrInfinity::NegativeInfinity => 0,
        IntegerOrInfinity::Integer(levels) => usize::try_from(levels.max(0)).unwrap_or(usize::MAX),
    })
}
