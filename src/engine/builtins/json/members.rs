//! What is in an object or array, as `JSON` goes through it: the one walk that writing and
//! reviving share.

use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue};

use crate::engine::builtins::array_like::{is_array, length_of, look};
use crate::engine::guest::{Guest, object_of};

/// What is to be written or revived of an object.
pub enum Members {
    Keys(Vec<PropertyKey>),
    /// The elements of an array. Its length is what a proxy says: they are not listed.
    Elements(u64),
}

impl Members {
    pub fn of(object: &JsObject, context: &mut Context) -> JsResult<Self> {
        if is_array(object, context)? {
            Ok(Self::Elements(length_of(object, context)?))
        } else {
            enumerable_keys(object, context).map(Self::Keys)
        }
    }

    /// Does `body` with the key of each, and looks at the limits now and then.
    pub fn each(
        &self,
        context: &mut Context,
        mut body: impl FnMut(&PropertyKey, &mut Context) -> JsResult<()>,
    ) -> JsResult<()> {
        match self {
            Self::Keys(keys) => keys.iter().try_for_each(|key| body(key, context)),
            Self::Elements(length) => (0..*length).try_for_each(|index| {
                look(index, context)?;
                let key = match u32::try_from(index) {
                    Ok(index) => PropertyKey::from(index),
                    Err(_) => JsString::from(index.to_string()).into(),
                };
                body(&key, context)
            }),
        }
    }
}

/// The own enumerable string keys of an object.
fn enumerable_keys(object: &JsObject, context: &mut Context) -> JsResult<Vec<PropertyKey>> {
    if object.is_ordinary() {
        let keys = object.own_property_keys(context)?;
        let object = object.borrow();
        let is_enumerable = |key: &PropertyKey| {
            let property = object.properties().get(key);
            property.is_some_and(|property| property.enumerable() == Some(true))
        };
        let keys = keys.into_iter();
        return Ok(keys
            .filter(|key| !matches!(key, PropertyKey::Symbol(_)) && is_enumerable(key))
            .collect());
    }
    let keys = Guest::of(context)?.reflection.keys.clone();
    let keys = keys.call(&JsValue::undefined(), &[object.clone().into()], context)?;
    let keys = object_of(&keys)?;
    (0..length_of(&keys, context)?)
        .map(|index| Ok(keys.get(index, context)?.to_string(context)?.into()))
        .collect()
}

/// A property key as the language has them: an index is a string there.
pub fn key_value(key: PropertyKey) -> JsValue {
    match key {
        PropertyKey::Index(index) => JsString::from(index.get().to_string()).into(),
        key => key.into(),
    }
}
