//! What changes the attributes of properties: `Object.defineProperty` and its like.
//!
//! Boa has attributes in shapes, and of every shape the step that led to it: a property more, or
//! other attributes. To delete a property, or to make an accessor of it, it goes back to where the
//! property came and takes the later steps again, but of changed attributes it then knows only
//! those of the property that came last: the others are as they were first. So what had its
//! attributes changed is put on anew, with what came later, which leaves no such step. A shape
//! that is an object's own, as after 1,024 steps, has none.

use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::lazy_getters;
use super::original::{Original, precede};
use crate::engine::descriptor;
use crate::engine::functions::Reflection;
use crate::engine::guest::Guest;

/// Puts ours in place.
pub fn install(context: &Context) {
    let object = context.intrinsics().constructors().object();
    let reflect = context.intrinsics().objects().reflect();
    precede(context, &object.constructor(), "defineProperty", define);
    precede(
        context,
        &object.constructor(),
        "defineProperties",
        define_all,
    );
    precede(context, &reflect, "defineProperty", try_to_define);
    precede(
        context,
        &object.prototype(),
        "__defineGetter__",
        define_on_this,
    );
    precede(
        context,
        &object.prototype(),
        "__defineSetter__",
        define_on_this,
    );
}

/// Does what may change the attributes of a property of `object`, or of any of its properties.
pub fn keep<R>(
    object: &JsObject,
    key: Option<&PropertyKey>,
    context: &mut Context,
    define: impl FnOnce(&mut Context) -> JsResult<R>,
) -> JsResult<R> {
    let object = Guest::of(context)?.innermost(object);
    let before = shape_with(&object, key);
    let result = define(context);
    if before.is_some_and(|before| shape_with(&object, key).is_some_and(|after| after != before)) {
        renew(&object, key, context);
    }
    result
}

/// The address of the object's shape, if that takes steps and the property was there.
fn shape_with(object: &JsObject, key: Option<&PropertyKey>) -> Option<usize> {
    let object = object.borrow();
    let properties = object.properties();
    let there = match key {
        Some(PropertyKey::Index(_)) => false,
        Some(key) => properties.contains_key(key),
        None => true,
    };
    (there && object.shape().is_shared()).then(|| object.shape().to_addr_usize())
}

/// Puts a property and those that came later on an object anew. If any may have had its attributes
/// changed, as when the object was sealed, all.
fn renew(object: &JsObject, key: Option<&PropertyKey>, context: &mut Context) {
    let mut later = object.borrow().shape().keys();
    let key = key.filter(|_| object.is_extensible(context).unwrap_or(false));
    if let Some(first) = key.and_then(|key| later.iter().position(|it| it == key)) {
        later.drain(..first);
    }
    let own = |key: PropertyKey| {
        let property = object.borrow().properties().get(&key);
        property.map(|property| (key, property))
    };
    let later: Vec<_> = later.into_iter().filter_map(own).collect();
    for (key, property) in later.iter().rev() {
        if property.configurable() == Some(false) {
            object.insert_property(key.clone(), descriptor::configurable(property.clone()));
        }
        let deleted = object.delete_property_or_throw(key.clone(), context);
        debug_assert!(deleted.is_ok(), "what is configurable can be deleted");
    }
    for (key, property) in later {
        object.insert_property(key, property);
    }
}

/// `Object.defineProperty` (ECMA-262, 20.1.2.4).
fn define(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = args.get_or_undefined(0);
    let defined = define_one(this, args, original, context)?;
    Ok(defined.unwrap_or_else(|| target.clone()))
}

/// `Reflect.defineProperty` (ECMA-262, 28.1.3).
fn try_to_define(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let defined = define_one(this, args, original, context)?;
    Ok(defined.unwrap_or_else(|| true.into()))
}

/// What the built-in says; nothing where it need not be asked.
fn define_one(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let Some(object) = args.get_or_undefined(0).as_object() else {
        return original.call(this, args, context).map(Some);
    };
    let key = args.get_or_undefined(1).to_property_key(context)?;
    let mut plain = args.to_vec();
    if let Some(given) = plain.get_mut(1) {
        *given = key.clone().into();
    }
    let guest = Guest::of(context)?;
    let target = guest.innermost(&object);
    let again = lazy_getters::runs_again(&guest, &target, &key, context);
    lazy_getters::unveil(&guest, &target, &key);
    if again {
        return Ok(None);
    }
    let by_getter = lazy_getters::is_running(&target, &key, context);
    let defined = keep(&object, Some(&key), context, |context| {
        original.call(this, &plain, context)
    })?;
    if by_getter {
        lazy_getters::veil(&guest, &target, &key, context);
    }
    Ok(Some(defined))
}

/// `Object.defineProperties` (ECMA-262, 20.1.2.3): one after the other, as the next one might go
/// back behind what the last one changed.
fn define_all(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else {
        return original.call(this, args, context);
    };
    let given = args.get_or_undefined(1).to_object(context)?;
    let mut descriptors = Vec::new();
    for key in given.own_property_keys(context)? {
        if is_enumerable(&given, &key, context)? {
            let described = given.get(key.clone(), context)?;
            descriptors.push((key, described.to_property_descriptor(context)?));
        }
    }
    let guest = Guest::of(context)?;
    let target = guest.innermost(&object);
    for (key, property) in descriptors {
        lazy_getters::unveil(&guest, &target, &key);
        keep(&object, Some(&key), context, |context| {
            object.define_property_or_throw(key.clone(), property, context)
        })?;
    }
    Ok(object.into())
}

fn is_enumerable(object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<bool> {
    let guest = Guest::of(context)?;
    let arguments = [object.clone().into(), key.clone().into()];
    let own = &guest.reflection.get_own_property_descriptor;
    let property = Reflection::call(context, own, &arguments)?.as_object();
    let property = property.map(|property| descriptor::from_object(&property));
    Ok(property.is_some_and(|property| property.enumerable() == Some(true)))
}

/// `__defineGetter__` and `__defineSetter__` (ECMA-262, B.2.2.2 and B.2.2.3).
fn define_on_this(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    match this.as_object() {
        Some(object) => keep(&object, None, context, |context| {
            original.call(this, args, context)
        }),
        None => original.call(this, args, context),
    }
}
