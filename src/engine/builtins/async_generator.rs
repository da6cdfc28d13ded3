//! `next`, `return` and `throw` of asynchronous generators (ECMA-262, 27.6.1), which in Boa
//! panic when what runs in the generator is stopped, by a timeout or at the end of a recursion.
//! These go on stopping the run instead; the generator is in the middle of something for good.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use boa_engine::error::{EngineError, RuntimeLimitError};
use boa_engine::{Context, JsResult, JsValue};

use super::original::{Original, precede};
use crate::engine::guest::Guest;
use crate::engine::panics::message_of;

/// What Boa asserts of a generator that ended: its own code catches all that can be caught.
const ENDED_BY_A_LIMIT: &str = "!result.is_throw_completion()";

/// Puts the three methods in place.
pub fn install(context: &Context) {
    let prototype = context.intrinsics().objects().async_generator();
    for name in ["next", "return", "throw"] {
        precede(context, &prototype, name, call);
    }
}

fn call(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    // What a panic leaves undone is the end of a call of the built-in: an entry of Boa's trace
    // stays, which the frames below take along. The generator itself was left in order.
    let result = catch_unwind(AssertUnwindSafe(|| original.call(this, args, context)));
    match (result, guest.limits.check()) {
        (Ok(result), _) => result,
        (Err(_), Err(stopped)) => Err(stopped),
        (Err(panic), Ok(())) if message_of(panic.as_ref()).contains(ENDED_BY_A_LIMIT) => {
            Err(EngineError::from(RuntimeLimitError::Recursion).into())
        }
        (Err(panic), Ok(())) => resume_unwind(panic),
    }
}
