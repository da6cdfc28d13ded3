//! What the specification's algorithms ask of arrays and what is like them, and Boa keeps to
//! itself. The built-ins beside this file use it.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsSymbol, JsValue, js_string};

use super::type_error;
use crate::engine::guest::Guest;

/// How many elements are read between two looks at the limits: a length is a number that
/// the guest chooses.
const LOOK_EVERY: u64 = 1 << 12;

/// Looks at the limits now and then. Called for each element, by its index.
pub fn look(index: u64, context: &mut Context) -> JsResult<()> {
    if index % LOOK_EVERY == LOOK_EVERY - 1 {
        Guest::of(context)?.limits.check()?;
    }
    Ok(())
}

/// `LengthOfArrayLike` (ECMA-262, 7.3.18).
pub fn length_of(object: &JsObject, context: &mut Context) -> JsResult<u64> {
    object
        .get(js_string!("length"), context)?
        .to_length(context)
}

/// `IsArray` (ECMA-262, 7.2.2), which looks through proxies.
pub fn is_array(object: &JsObject, context: &mut Context) -> JsResult<bool> {
    if object.is_array() || object.is_ordinary() {
        return Ok(object.is_array());
    }
    let is_array = Guest::of(context)?.reflection.is_array.clone();
    let answer = is_array.call(&JsValue::undefined(), &[object.clone().into()], context)?;
    Ok(answer.to_boolean())
}

/// `SpeciesConstructor` (ECMA-262, 7.3.22): the class of what a method of `object` makes.
pub fn species(object: &JsObject, default: JsObject, context: &mut Context) -> JsResult<JsObject> {
    let class = object.get(js_string!("constructor"), context)?;
    if class.is_undefined() {
        return Ok(default);
    }
    let class = class
        .as_object()
        .ok_or_else(|| type_error("The .constructor property is not an object"))?;
    let class = class.get(JsSymbol::species(), context)?;
    if class.is_null_or_undefined() {
        return Ok(default);
    }
    class
        .as_constructor()
        .ok_or_else(|| type_error("object.constructor[Symbol.species] is not a constructor"))
}

/// `ArraySpeciesCreate` (ECMA-262, 10.4.2.2) of length 0.
pub fn species_array(object: &JsObject, context: &mut Context) -> JsResult<JsObject> {
    let mut class = context.intrinsics().constructors().array().constructor();
    if is_array(object, context)? {
        class = species(object, class, context)?;
    }
    class.construct(&[JsValue::from(0)], Some(&class), context)
}
