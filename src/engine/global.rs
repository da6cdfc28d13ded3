//! The guest's global object, as Boa is given it to put the built-ins on.
//!
//! Its shape is a shared one: such a shape never changes itself, so that comparing its address
//! tells whether a property came, went or changed its attributes (`mirror/`). But to take a
//! property away, or to put an accessor in its place, such a shape makes all those that came
//! later anew: 8 % of what a context costs, for the few built-ins that guests do not have. So
//! from a thread's second context on, those that stay come first.

use std::cell::RefCell;

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::object::shape::RootShape;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsObject, JsValue};

use super::descriptor::hidden;

thread_local! {
    /// The built-ins that stayed as Boa has them in the thread's first context.
    static STAYING: RefCell<Vec<PropertyKey>> = const { RefCell::new(Vec::new()) };
}

/// A global object, with places for the built-ins that stay.
pub fn make(intrinsics: &Intrinsics) -> JsObject {
    let prototype = intrinsics.constructors().object().prototype();
    let global = JsObject::new(&RootShape::default(), prototype, OrdinaryObject).upcast();
    STAYING.with_borrow(|staying| {
        for key in staying {
            global.insert_property(key.clone(), hidden(JsValue::undefined()));
        }
    });
    global
}

/// Learns which built-ins stay; called when they are all in place.
pub fn learn(context: &Context) {
    STAYING.with_borrow_mut(|staying| {
        if staying.is_empty() {
            let global = context.global_object();
            let global = global.borrow();
            let mut keys = global.shape().keys();
            keys.retain(|key| {
                let property = global.properties().get(key);
                property.is_some_and(|it| it.value().is_some() && it.configurable() == Some(true))
            });
            *staying = keys;
        }
    });
}
