//! What a reviver makes of a text that was read: the second half of `JSON.parse`.

use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsResult, JsValue};

use super::deeper;
use super::members::Members;
use crate::engine::descriptor;
use crate::engine::guest::Guest;
use crate::engine::membrane::key_value;

/// `InternalizeJSONProperty` (ECMA-262, 25.5.1.1).
pub fn revive(
    holder: &JsObject,
    key: &PropertyKey,
    reviver: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    deeper(context, |context| {
        let value = holder.get(key.clone(), context)?;
        if let Some(object) = value.as_object() {
            Members::of(&object, context)?.each(context, |key, context| {
                let member = revive(&object, key, reviver, context)?;
                replace(&object, key, member, context)
            })?;
        }
        let name = key_value(key.clone());
        reviver.call(&holder.clone().into(), &[name, value], context)
    })
}

/// Gives a property another value, or takes it away; what the object refuses is let be.
fn replace(
    object: &JsObject,
    key: &PropertyKey,
    value: JsValue,
    context: &mut Context,
) -> JsResult<()> {
    let reflection = &Guest::of(context)?.reflection;
    let key = key_value(key.clone());
    if value.is_undefined() {
        let arguments = [object.clone().into(), key];
        reflection
            .delete_property
            .call(&JsValue::undefined(), &arguments, context)?;
        return Ok(());
    }
    let property = PropertyDescriptor::builder()
        .value(value)
        .writable(true)
        .enumerable(true)
        .configurable(true)
        .build();
    let property = descriptor::to_object(&property, None);
    let arguments = [object.clone().into(), key, property.into()];
    reflection
        .define_property
        .call(&JsValue::undefined(), &arguments, context)?;
    Ok(())
}
