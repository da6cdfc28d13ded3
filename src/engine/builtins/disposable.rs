//! The classes of explicit resource management, which Boa does not have, for guests of hosts that
//! have them.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, Source};

use super::late::{self, Late};
use crate::engine::guest::object_of;

const CLASSES: Late = Late {
    names: &["SuppressedError", "DisposableStack", "AsyncDisposableStack"],
    make,
};

/// Puts accessors in the classes' places.
pub fn install(context: &Context) {
    late::install(context, CLASSES);
}

fn make(context: &mut Context) -> JsResult<JsObject> {
    let source = Source::from_bytes(include_str!("disposable.js"));
    object_of(&context.eval(source)?)
}
