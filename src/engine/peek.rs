//! Looks at the properties of objects that run no code: an own one is read from its slot, an inherited one
//! as far as only objects stand in the chain that can be looked at so. All that is said of an object while a
//! message is written, or an error made, is found this way. `lib/peek.js` is the same on the host's side.

use boa_engine::builtins::proxy::Proxy;
use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{JsString, JsValue};

use super::membrane::StandIn;

/// How many objects of a prototype chain are looked at.
const LONGEST_CHAIN: usize = 1000;

/// An own property.
pub fn own(object: &JsObject, key: &PropertyKey) -> Option<PropertyDescriptor> {
    object.borrow().properties().get(key)
}

/// The value of an own data property.
pub fn own_value(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    own(object, key)?.value().cloned()
}

/// The value of an own data property, if it is a string.
pub fn own_string(object: &JsObject, key: JsString) -> Option<JsString> {
    own_value(object, &key.into())?.as_string()
}

/// The getter of an own accessor.
pub fn own_getter(object: &JsObject, key: &PropertyKey) -> Option<JsObject> {
    own(object, key)?.get()?.as_object()
}

/// What looking for a property of an object finds.
pub enum Found {
    Property(PropertyDescriptor),
    Nothing,
}

/// Looks along a prototype chain; nothing is known if an object comes first that cannot be looked at.
pub fn look_up(
    object: &JsObject,
    key: &PropertyKey,
    can_be_seen: impl Fn(&JsObject) -> bool,
) -> Option<Found> {
    let mut object = object.clone();
    for _ in 0..LONGEST_CHAIN {
        if !can_be_seen(&object) {
            return None;
        }
        if let Some(property) = own(&object, key) {
            return Some(Found::Property(property));
        }
        match object.prototype() {
            Some(prototype) => object = prototype,
            None => return Some(Found::Nothing),
        }
    }
    None
}

/// A property of a prototype chain, if no proxy and no object of the host's comes before it.
pub fn inherited_property(object: &JsObject, key: &PropertyKey) -> Option<PropertyDescriptor> {
    let has_slots = |object: &JsObject| !object.is::<Proxy>() && !object.is::<StandIn>();
    match look_up(object, key, has_slots)? {
        Found::Property(property) => Some(property),
        Found::Nothing => None,
    }
}

/// The value of such a property, if it is a data property.
pub fn inherited_value(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    inherited_property(object, key)?.value().cloned()
}
