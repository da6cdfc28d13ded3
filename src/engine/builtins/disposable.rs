//! The classes of explicit resource management, which Boa does not have, for guests of hosts that
//! have them.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult};

use super::late::{self, Late};
use crate::engine::guest::Guest;

const CLASSES: Late = Late {
    names: &["SuppressedError", "DisposableStack", "AsyncDisposableStack"],
    quick: false,
    make,
};

/// Puts accessors in the classes' places.
pub fn install(guest: &Guest, context: &Context) {
    late::install(guest, context, CLASSES);
}

fn make(context: &mut Context) -> JsResult<JsObject> {
    let guest = Guest::of(context)?;
    late::evaluate(include_str!("disposable.js"), &guest, context, &[])
}
