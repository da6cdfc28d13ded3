//! `JSON` (ECMA-262, 25.5), in the place of Boa's: that one refuses to read what is nested more
//! than 127 deep, takes 130 ms for a megabyte, and overflows the native stack when it writes
//! what has no end (`JSON.stringify(1, Array)`).

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::{Context, JsNativeError, JsResult, JsString, NativeFunction};

use super::hidden;
use crate::engine::guest::Guest;

mod circular;
mod members;
mod parse;
mod revive;
mod stringify;

/// How deep values may be nested that are written or revived; both call guest code at each
/// level. V8 ends at some 5,000 to 8,000, by its stack. A level takes about 1 KB of ours.
const MAX_LEVELS: u32 = 10_000;

/// Puts the two functions in place.
pub fn install(context: &mut Context) {
    let json = context.intrinsics().objects().json();
    for (name, length, function) in [
        ("parse", 2, NativeFunction::from_fn_ptr(parse::parse)),
        (
            "stringify",
            3,
            NativeFunction::from_fn_ptr(stringify::stringify),
        ),
    ] {
        let function = FunctionObjectBuilder::new(context.realm(), function)
            .name(JsString::from(name))
            .length(length)
            .build();
        hidden(&json, JsString::from(name), function.into());
    }
}

/// Does `body` one level deeper. Levels are counted over all calls under way: a `toJSON` may
/// call `JSON.stringify`.
fn deeper<R>(context: &mut Context, body: impl FnOnce(&mut Context) -> JsResult<R>) -> JsResult<R> {
    let guest = Guest::of(context)?;
    let level = guest.json_levels.get();
    if level >= MAX_LEVELS {
        let error = JsNativeError::range().with_message("Maximum call stack size exceeded");
        return Err(error.into());
    }
    guest.json_levels.set(level + 1);
    let result = body(context);
    guest.json_levels.set(level);
    result
}
