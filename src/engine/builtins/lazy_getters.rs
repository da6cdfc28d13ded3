//! Getters that put a value into their own place, or before it: `get k() { const v = make();
//! Object.defineProperty(this, 'k', { value: v }); return v }`.
//!
//! Boa notes where a place in a text found the getter only when that has returned, for the object
//! as it is by then: from there on the place takes the value for a getter, or calls the one that
//! the object inherits again. So such a property is veiled: as an accessor that says the value,
//! which is what the place takes it for. Where the inherited getter is called again, what it
//! defines is what is veiled, and that comes off: the place sees another shape from then on. What
//! could tell the accessor takes the veil off first.

use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsSymbol, JsValue};
use boa_gc::{Finalize, Trace};

use super::original::{Original, precede};
use crate::engine::descriptor;
use crate::engine::guest::Guest;

/// What a veil's functions know.
#[derive(Trace, Finalize, Clone)]
struct Veiled {
    #[unsafe_ignore_trace]
    key: PropertyKey,
    value: JsValue,
}

/// Whether a getter of this name runs that the object has, or inherits at once: of those that are
/// further away no place in a text takes note.
pub fn is_running(object: &JsObject, key: &PropertyKey, context: &Context) -> bool {
    let getter = match own(object, key) {
        Some(property) => property.get().cloned(),
        None => object
            .prototype()
            .and_then(|prototype| own(&prototype, key)?.get().cloned()),
    };
    let Some(getter) = getter.and_then(|getter| getter.as_object()) else {
        return false;
    };
    let Some(function) = getter.downcast_ref::<OrdinaryFunction>() else {
        return false;
    };
    let code = std::ptr::from_ref(function.codeblock());
    let mut frames = context.stack_trace();
    frames.any(|frame| std::ptr::from_ref(&**frame.code_block()) == code)
}

/// Whether the getter runs that stands behind a veil, which was to come off by now.
pub fn runs_again(guest: &Guest, object: &JsObject, key: &PropertyKey, context: &Context) -> bool {
    let prototype = || object.prototype();
    veiled(guest, object, key).is_some()
        && prototype().is_some_and(|prototype| is_running(&prototype, key, context))
}

/// Veils a property that a getter has put in place.
pub fn veil(guest: &Guest, object: &JsObject, key: &PropertyKey, context: &mut Context) {
    let Some(property) = own(object, key) else {
        return;
    };
    let Some(value) = property.value().cloned() else {
        return;
    };
    let sign = sign(guest, context);
    let knows = Veiled {
        key: key.clone(),
        value: value.clone(),
    };
    let build = |native| FunctionObjectBuilder::new(context.realm(), native).build();
    let get = build(NativeFunction::from_copy_closure_with_captures(
        get,
        knows.clone(),
    ));
    get.insert_property(sign, property.clone());
    let set = property.writable() == Some(true);
    let set = set.then(|| {
        build(NativeFunction::from_copy_closure_with_captures(
            set_value, knows,
        ))
    });
    object.insert_property(
        key.clone(),
        PropertyDescriptor::builder()
            .get(get)
            .maybe_set(set.map(JsValue::from))
            .maybe_enumerable(property.enumerable())
            .maybe_configurable(property.configurable()),
    );
}

/// Takes the veil off, if there is one.
pub fn unveil(guest: &Guest, object: &JsObject, key: &PropertyKey) {
    if let Some(property) = veiled(guest, object, key) {
        object.insert_property(key.clone(), property);
    }
}

fn unveil_all(guest: &Guest, object: &JsObject) {
    let keys = object.borrow().shape().keys();
    for key in &keys {
        unveil(guest, object, key);
    }
}

/// The property behind a veil.
fn veiled(guest: &Guest, object: &JsObject, key: &PropertyKey) -> Option<PropertyDescriptor> {
    let sign = guest.veil.get()?;
    let get = own(object, key)?.get()?.as_object()?;
    own(&get, &sign.clone().into())
}

/// By what the getter of a veil is known, which has the property under it.
fn sign(guest: &Guest, context: &Context) -> JsSymbol {
    let make = || {
        let object = context.intrinsics().constructors().object().constructor();
        let reflect = context.intrinsics().objects().reflect();
        precede(context, &object, "getOwnPropertyDescriptor", describe);
        precede(context, &object, "getOwnPropertyDescriptors", describe_all);
        precede(context, &reflect, "getOwnPropertyDescriptor", describe);
        JsSymbol::new(None).unwrap_or_else(JsSymbol::unscopables)
    };
    guest.veil.get_or_init(make).clone()
}

fn own(object: &JsObject, key: &PropertyKey) -> Option<PropertyDescriptor> {
    object.borrow().properties().get(key)
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what a native function of the engine's returns"
)]
fn get(_: &JsValue, _: &[JsValue], veiled: &Veiled, _: &mut Context) -> JsResult<JsValue> {
    Ok(veiled.value.clone())
}

/// An assignment to what the veil is on, or to what inherits it.
fn set_value(
    this: &JsValue,
    args: &[JsValue],
    veiled: &Veiled,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    if let Some(object) = this.as_object() {
        unveil(&guest, &object, &veiled.key);
        let value = args.get_or_undefined(0).clone();
        let property = match own(&object, &veiled.key) {
            Some(_) => PropertyDescriptor::builder().value(value).build(),
            None => descriptor::plain(value),
        };
        object.define_property_or_throw(veiled.key.clone(), property, context)?;
    }
    Ok(JsValue::undefined())
}

/// `Object.getOwnPropertyDescriptor` and `Reflect.getOwnPropertyDescriptor`.
fn describe(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else {
        return original.call(this, args, context);
    };
    let key = args.get_or_undefined(1).to_property_key(context)?;
    let guest = Guest::of(context)?;
    unveil(&guest, &guest.innermost(&object), &key);
    original.call(this, &[object.into(), key.into()], context)
}

/// `Object.getOwnPropertyDescriptors`.
fn describe_all(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    if let Some(object) = args.get_or_undefined(0).as_object() {
        let guest = Guest::of(context)?;
        unveil_all(&guest, &guest.innermost(&object));
    }
    original.call(this, args, context)
}
