//! `Temporal`, for guests of hosts that have it: theirs is the host's (`lib/temporal.js`), by the
//! same way as `Intl` (`locale.rs`). Values are data that cross as text.
//!
//! The classes are written in JavaScript (`temporal.js`), and compiled when a guest first wants
//! one of them.

use boa_engine::{Context, JsObject, JsResult, JsString, JsValue};

use super::late::{self, Late};
use super::{locale, method};
use crate::engine::guest::{Guest, object_of};

const TEMPORAL: Late = Late {
    names: &["Temporal"],
    quick: false,
    make,
};

const OF_DATES: &str = "toTemporalInstant";

/// Puts an accessor in its place, and the method of dates.
pub fn install(guest: &Guest, context: &Context) {
    late::install(guest, context, TEMPORAL);
    let dates = context.intrinsics().constructors().date().prototype();
    method(context, &dates, OF_DATES, 0, to_temporal_instant);
}

fn make(context: &mut Context) -> JsResult<JsObject> {
    let guest = Guest::of(context)?;
    if let Some(made) = guest.builtins.temporal.get() {
        return Ok(made.clone());
    }
    let ask = locale::asking(context).into();
    let made = late::evaluate(include_str!("temporal.js"), &guest, context, &[ask])?;
    Ok(guest.builtins.temporal.get_or_init(|| made).clone())
}

/// `Date.prototype.toTemporalInstant` (Temporal, 14.9.1).
fn to_temporal_instant(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let method = make(context)?.get(JsString::from(OF_DATES), context)?;
    object_of(&method)?.call(this, args, context)
}
