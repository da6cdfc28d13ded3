//! The guest's global object, as Boa is given it to put the built-ins on.
//!
//! Its shape is a shared one: such a shape never changes itself, so that comparing its address
//! tells whether a property came, went or changed its attributes (`mirror/`). But to take a
//! property away, or to put an accessor in its place, such a shape makes all those that came
//! later anew, and then copies the table of them all: 5 % of what a context costs, for the few
//! built-ins that guests do not have. So from a thread's second context on, the global begins
//! with a place for everything that the first one's setup ended with, and what goes comes last.

use std::cell::RefCell;

use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::object::InternalObjectMethods;
use boa_engine::object::shape::RootShape;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsData, JsObject, JsResult, JsString, JsValue};
use boa_gc::{Finalize, Trace};

use super::builtins::LEAVING;
use super::descriptor;
use super::peek::own;

type Places = Vec<(PropertyKey, PropertyDescriptor)>;

thread_local! {
    /// What the thread's first global had, without its objects.
    static PLACES: RefCell<Places> = const { RefCell::new(Vec::new()) };
}

/// The data of a global: with a live one, what is behind it is asked for its properties (`mirror/live.rs`).
#[derive(Trace, Finalize)]
struct Global;

impl JsData for Global {
    fn internal_methods(&self) -> &'static InternalObjectMethods {
        static METHODS: InternalObjectMethods = InternalObjectMethods::of_global();
        &METHODS
    }
}

/// A global object, with places for the built-ins.
pub fn make(intrinsics: &Intrinsics) -> JsObject {
    let prototype = intrinsics.constructors().object().prototype();
    let global = JsObject::new(&RootShape::default(), prototype, Global).upcast();
    PLACES.with_borrow(|places| {
        for (key, place) in places {
            global.insert_property(key.clone(), place.clone());
        }
    });
    global
}

/// Learns which places there are to be; called when everything is in place.
pub fn settle(context: &mut Context) -> JsResult<()> {
    let global = context.global_object();
    let empty = PLACES.with_borrow_mut(|places| {
        if places.is_empty() {
            *places = places_of(&global);
        }
        let empty = places.iter().filter(|(key, place)| {
            place.is_accessor_descriptor() && own(&global, key).is_some_and(|it| is_empty(&it))
        });
        empty.map(|(key, _)| key.clone()).collect::<Vec<_>>()
    });
    // What the first context was to have, and this one is not.
    for key in empty {
        global.delete_property_or_throw(key, context)?;
    }
    Ok(())
}

fn places_of(global: &JsObject) -> Places {
    let keys = global.borrow().shape().keys();
    let staying = keys.into_iter().filter_map(|key| {
        let place = place_of(&own(global, &key)?);
        Some((key, place))
    });
    let mut places: Places = staying.collect();
    for key in LEAVING.map(|name| PropertyKey::from(JsString::from(name))) {
        if own(global, &key).is_none() {
            places.push((key, descriptor::hidden(JsValue::undefined())));
        }
    }
    places
}

/// A property with the same attributes. One that cannot be configured, as `NaN`, is itself.
fn place_of(property: &PropertyDescriptor) -> PropertyDescriptor {
    if property.configurable() == Some(false) {
        return property.clone();
    }
    let place = PropertyDescriptor::builder()
        .maybe_enumerable(property.enumerable())
        .configurable(true);
    if property.is_accessor_descriptor() {
        return place
            .get(JsValue::undefined())
            .set(JsValue::undefined())
            .build();
    }
    let place = place.writable(property.writable() == Some(true));
    place.value(JsValue::undefined()).build()
}

fn is_empty(accessor: &PropertyDescriptor) -> bool {
    accessor.get() == Some(&JsValue::undefined())
}
