//! Objects of which there are many: stand-ins, descriptors, what JSON is parsed into.
//!
//! `JsObject::from_proto_and_data` and its like give each object a shape of its own. It is an
//! object of the collector's, too, and no inline cache knows it again; these objects share
//! theirs with all that are made alike.

use boa_engine::Context;
use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::object::{JsObject, NativeObject};

/// An object that inherits from `prototype`, as a literal makes one.
pub fn ordinary(context: &Context, prototype: Option<JsObject>) -> JsObject {
    JsObject::new(context.root_shape(), prototype, OrdinaryObject).upcast()
}

/// The same, that inherits from `%Object.prototype%`.
pub fn plain(context: &Context) -> JsObject {
    let prototype = context.intrinsics().constructors().object().prototype();
    ordinary(context, Some(prototype))
}

/// An object without a prototype that holds `data`.
pub fn holding<T: NativeObject>(context: &Context, data: T) -> JsObject {
    JsObject::new(context.root_shape(), None, data).upcast()
}
