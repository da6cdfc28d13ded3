//! The guest's half of the membrane: what stands in for objects of the host.
//!
//! A stand-in is an object of its own kind (`patches/host-objects.js`): it holds the handle, and
//! what the language asks of an object (ECMA-262, 6.1.7.2) it asks the host for, or answers from
//! a snapshot (`methods.rs`). It has no properties and no prototype of its own, so that Boa finds
//! nothing in it and no inline cache knows its shape. The handle is let go with it.

use boa_engine::object::{HostKind, InternalObjectMethods, JsObject};
use boa_engine::{Context, JsData};
use boa_gc::{Finalize, Trace};

mod methods;
mod on_records;

use super::guest::Guest;
use super::handles::{HostRef, Imports};
use super::objects;
use crate::wire::{HandleId, Traits};
pub use methods::own_property_of;

/// The data of a stand-in.
#[derive(Trace, Finalize)]
pub struct StandIn {
    pub reference: HostRef,
    #[unsafe_ignore_trace]
    kind: HostKind,
}

impl JsData for StandIn {
    fn internal_methods(&self) -> &'static InternalObjectMethods {
        static OBJECT: InternalObjectMethods = of_host(HostKind::Object);
        static ARRAY: InternalObjectMethods = of_host(HostKind::Array);
        static FUNCTION: InternalObjectMethods = of_host(HostKind::Function);
        static CONSTRUCTOR: InternalObjectMethods = of_host(HostKind::Constructor);
        match self.kind {
            HostKind::Object | HostKind::Global => &OBJECT,
            HostKind::Array => &ARRAY,
            HostKind::Function => &FUNCTION,
            HostKind::Constructor => &CONSTRUCTOR,
        }
    }
}

const fn of_host(kind: HostKind) -> InternalObjectMethods {
    InternalObjectMethods::of_host(&methods::METHODS, kind)
}

fn kind_of(traits: Traits) -> HostKind {
    if traits.has(Traits::CONSTRUCTOR) {
        HostKind::Constructor
    } else if traits.has(Traits::CALLABLE) {
        HostKind::Function
    } else if traits.has(Traits::ARRAY) {
        HostKind::Array
    } else {
        HostKind::Object
    }
}

/// The object that stands in for the host's `id`: the same one as long as the guest holds
/// it.
pub fn stand_in(guest: &Guest, context: &Context, id: HandleId, traits: Traits) -> JsObject {
    if let Some(object) = guest.imports.borrow().get(id) {
        return object;
    }
    let reference = Imports::reference(&guest.imports, id);
    let kind = kind_of(traits);
    let object = objects::holding(context, StandIn { reference, kind });
    if let Some(stand_in) = object.downcast_ref::<StandIn>() {
        stand_in.reference.bind(&object);
    }
    object
}
