//! Keeping the shadow of a stand-in such that what its traps answer agrees with it, where
//! ECMA-262, 10.5 demands that of a proxy.

use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsObject, JsResult, JsValue};

use rustc_hash::FxHashSet as HashSet;

use super::traps::{ask_target, handle_of, key_of, own_property, prototype_of};
use crate::engine::convert::get_values;
use crate::engine::descriptor;
use crate::engine::functions::Reflection;
use crate::engine::guest::{Guest, object_of};
use crate::wire::Opcode;

/// Makes the shadow have a property just as it is reported.
pub(super) fn agree_on_shadow(
    context: &mut Context,
    shadow: &JsValue,
    key: PropertyKey,
    property: &PropertyDescriptor,
) -> JsResult<()> {
    let shadow = object_of(shadow)?;
    let describing = descriptor::to_object(context, property, None);
    let define = Guest::of(context)?.reflection.define_property.clone();
    Reflection::call(
        context,
        &define,
        &[shadow.into(), key.into(), describing.into()],
    )?;
    Ok(())
}

/// Takes a property from the shadow that the object has no more.
pub(super) fn forget_on_shadow(
    context: &mut Context,
    shadow: &JsValue,
    key: &PropertyKey,
) -> JsResult<()> {
    let Some(shadow) = shadow.as_object() else {
        return Ok(());
    };
    if shadow.borrow().properties().contains_key(key) {
        let delete = Guest::of(context)?.reflection.delete_property.clone();
        Reflection::call(context, &delete, &[shadow.into(), key.clone().into()])?;
    }
    Ok(())
}

/// Takes every property from the shadow that is not among the object's keys.
pub(super) fn keep_on_shadow(
    context: &mut Context,
    shadow: &JsValue,
    keys: &[JsValue],
) -> JsResult<()> {
    let object = object_of(shadow)?;
    let mut present = HashSet::default();
    for key in keys {
        present.insert(key_of(key, context)?);
    }
    for key in object.own_property_keys(context)? {
        if !present.contains(&key) {
            forget_on_shadow(context, shadow, &key)?;
        }
    }
    Ok(())
}

/// Makes the shadow of an object that is not extensible one that has the same properties
/// and is not extensible either (ECMA-262, 10.5.3 and 10.5.11).
pub(super) fn seal_shadow(
    context: &mut Context,
    holder: &JsObject,
    shadow: &JsValue,
) -> JsResult<()> {
    let shadow_object = object_of(shadow)?;
    if !shadow_object.is_extensible(context)? {
        return Ok(());
    }
    let (guest, answer) = ask_target(context, holder, Opcode::OwnKeys, |_, _, _| Ok(()))?;
    let keys = get_values(&guest, context, &mut answer.reader())?;
    keep_on_shadow(context, shadow, &keys)?;
    for key in keys {
        let key = key_of(&key, context)?;
        if let Some(property) = own_property(context, holder, &key)? {
            agree_on_shadow(context, shadow, key, &property)?;
        }
    }
    let guest = Guest::of(context)?;
    let prototype = prototype_of(context, &guest, handle_of(holder)?)?;
    let set_prototype = guest.reflection.set_prototype_of.clone();
    Reflection::call(context, &set_prototype, &[shadow.clone(), prototype])?;
    let prevent = guest.reflection.prevent_extensions.clone();
    Reflection::call(context, &prevent, std::slice::from_ref(shadow))?;
    Ok(())
}
