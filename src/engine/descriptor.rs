//! Property descriptors between Boa and the wire, and as objects for `Reflect`.

use boa_engine::object::JsObject;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use super::convert::{get_value, put_value};
use super::guest::Guest;
use super::objects;
use super::peek::own_value;
use crate::wire::{Attributes, Reader, Writer};

/// A property as an assignment makes it: writable, enumerable and configurable.
pub fn plain(value: impl Into<JsValue>) -> PropertyDescriptor {
    data(value.into(), true, true)
}

/// A property as built-ins have them (ECMA-262, 17): writable and configurable.
pub fn hidden(value: impl Into<JsValue>) -> PropertyDescriptor {
    data(value.into(), true, false)
}

/// A property as a function's name: configurable, and nothing else.
pub fn fixed(value: impl Into<JsValue>) -> PropertyDescriptor {
    data(value.into(), false, false)
}

/// An accessor as built-ins have them: configurable.
pub fn hidden_accessor(get: Option<JsValue>, set: Option<JsValue>) -> PropertyDescriptor {
    PropertyDescriptor::builder()
        .maybe_get(get)
        .maybe_set(set)
        .enumerable(false)
        .configurable(true)
        .build()
}

/// The same property, but configurable.
pub fn configurable(mut property: PropertyDescriptor) -> PropertyDescriptor {
    property.fill_with(PropertyDescriptor::builder().configurable(true).build());
    property
}

fn data(value: JsValue, writable: bool, enumerable: bool) -> PropertyDescriptor {
    PropertyDescriptor::builder()
        .value(value)
        .writable(writable)
        .enumerable(enumerable)
        .configurable(true)
        .build()
}

/// The attribute word of a descriptor.
pub fn attributes_of(descriptor: &PropertyDescriptor) -> Attributes {
    let mut bits = 0;
    let mut flag = |field: Option<bool>, has, set| {
        if let Some(value) = field {
            bits |= has | if value { set } else { 0 };
        }
    };
    flag(
        descriptor.writable(),
        Attributes::HAS_WRITABLE,
        Attributes::WRITABLE,
    );
    flag(
        descriptor.enumerable(),
        Attributes::HAS_ENUMERABLE,
        Attributes::ENUMERABLE,
    );
    flag(
        descriptor.configurable(),
        Attributes::HAS_CONFIGURABLE,
        Attributes::CONFIGURABLE,
    );
    if descriptor.value().is_some() {
        bits |= Attributes::VALUE;
    }
    if descriptor.get().is_some() {
        bits |= Attributes::GET;
    }
    if descriptor.set().is_some() {
        bits |= Attributes::SET;
    }
    Attributes(bits)
}

pub fn put(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    descriptor: Option<&PropertyDescriptor>,
) {
    let Some(descriptor) = descriptor else {
        message.attributes(Attributes(Attributes::ABSENT));
        return;
    };
    message.attributes(attributes_of(descriptor));
    let fields = [descriptor.value(), descriptor.get(), descriptor.set()];
    for value in fields.into_iter().flatten() {
        put_value(guest, context, message, value);
    }
}

pub fn get(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<PropertyDescriptor>> {
    let attributes = reader.attributes()?;
    if attributes.has(Attributes::ABSENT) {
        return Ok(None);
    }
    let mut builder = flags_of(attributes);
    if attributes.has(Attributes::VALUE) {
        builder = builder.value(get_value(guest, context, reader)?);
    }
    if attributes.has(Attributes::GET) {
        builder = builder.get(get_value(guest, context, reader)?);
    }
    if attributes.has(Attributes::SET) {
        builder = builder.set(get_value(guest, context, reader)?);
    }
    Ok(Some(builder.build()))
}

/// A builder with the boolean fields that an attribute word announces.
pub fn flags_of(attributes: Attributes) -> boa_engine::property::PropertyDescriptorBuilder {
    let field = |has, set| attributes.has(has).then(|| attributes.has(set));
    PropertyDescriptor::builder()
        .maybe_writable(field(Attributes::HAS_WRITABLE, Attributes::WRITABLE))
        .maybe_enumerable(field(Attributes::HAS_ENUMERABLE, Attributes::ENUMERABLE))
        .maybe_configurable(field(
            Attributes::HAS_CONFIGURABLE,
            Attributes::CONFIGURABLE,
        ))
}

/// `FromPropertyDescriptor` (ECMA-262, 6.2.6.4), on an object that inherits nothing.
pub fn to_object(
    context: &Context,
    descriptor: &PropertyDescriptor,
    like: Option<JsObject>,
) -> JsObject {
    let object = objects::ordinary(context, like);
    let field = |name: JsString, value: Option<JsValue>| {
        if let Some(value) = value {
            object.insert_property(name, plain(value));
        }
    };
    field(js_string!("value"), descriptor.value().cloned());
    field(
        js_string!("writable"),
        descriptor.writable().map(Into::into),
    );
    field(js_string!("get"), descriptor.get().cloned());
    field(js_string!("set"), descriptor.set().cloned());
    field(
        js_string!("enumerable"),
        descriptor.enumerable().map(Into::into),
    );
    field(
        js_string!("configurable"),
        descriptor.configurable().map(Into::into),
    );
    object
}

/// The descriptor that an object made by `Reflect.getOwnPropertyDescriptor` describes. Only
/// its own properties count: a guest may have put others on `Object.prototype`.
pub fn from_object(object: &JsObject) -> PropertyDescriptor {
    let own = |name: JsString| own_value(object, &name.into());
    let boolean = |name| own(name).map(|value| value.to_boolean());
    PropertyDescriptor::builder()
        .maybe_writable(boolean(js_string!("writable")))
        .maybe_enumerable(boolean(js_string!("enumerable")))
        .maybe_configurable(boolean(js_string!("configurable")))
        .maybe_value(own(js_string!("value")))
        .maybe_get(own(js_string!("get")))
        .maybe_set(own(js_string!("set")))
        .build()
}
