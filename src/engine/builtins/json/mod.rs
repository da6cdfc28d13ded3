//! `JSON` (ECMA-262, 25.5), in the place of Boa's: that one refuses to read what is nested more
//! than 127 deep, takes 130 ms for a megabyte, and overflows the native stack when it writes
//! what has no end (`JSON.stringify(1, Array)`).

use boa_engine::{Context, JsResult};

use super::method;
use crate::engine::guest::Guest;
use crate::engine::script::too_deep;

mod circular;
mod members;
mod parse;
mod revive;
mod scan;
mod stringify;

/// How deep values may be nested that are written or revived; both call guest code at each
/// level. V8 ends at some 5,000 to 8,000, by its stack. A level takes about 1 KB of ours.
const MAX_LEVELS: u32 = 10_000;

/// Puts the two functions in place.
pub fn install(context: &Context) {
    let json = context.intrinsics().objects().json();
    method(context, &json, "parse", 2, parse::parse);
    method(context, &json, "stringify", 3, stringify::stringify);
}

/// Does `body` one level deeper. Levels are counted over all calls under way: a `toJSON` may
/// call `JSON.stringify`.
fn deeper<R>(context: &mut Context, body: impl FnOnce(&mut Context) -> JsResult<R>) -> JsResult<R> {
    let guest = Guest::of(context)?;
    let level = guest.builtins.json_levels.get();
    if level >= MAX_LEVELS {
        return Err(too_deep());
    }
    guest.builtins.json_levels.set(level + 1);
    let result = body(context);
    guest.builtins.json_levels.set(level);
    result
}
