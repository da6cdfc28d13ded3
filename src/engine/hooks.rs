//! What Boa asks its host, and tells it of.

use std::path::PathBuf;
use std::rc::Rc;

use boa_engine::builtins::promise::{OperationType, Promise};
use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::context::{HostHooks, Misuse, NativeCall, TraceFrame};
use boa_engine::realm::Realm;
use boa_engine::string::JsStrVariant;
use boa_engine::{Context, JsNativeError, JsObject, JsResult, JsString};

use super::guest::Guest;
use super::jobs::Jobs;
use super::limits::memory::MAX_BUFFER;
use super::script::{announce, too_deep};
use super::{evaluated, global, guard, messages, records, rescue, strings};

/// The host hooks of Boa.
pub struct Hooks {
    jobs: Rc<Jobs>,
}

impl Hooks {
    pub fn new(jobs: Rc<Jobs>) -> Rc<Self> {
        Rc::new(Self { jobs })
    }
}

impl HostHooks for Hooks {
    fn misuse(&self, misuse: Misuse<'_>, context: &mut Context) -> String {
        match Guest::of(context) {
            Ok(guest) => messages::of_misuse(&guest, context, misuse),
            Err(_) => String::new(),
        }
    }

    fn error_made(
        &self,
        error: &JsObject,
        trace: &mut dyn Iterator<Item = TraceFrame>,
        call: Option<&NativeCall>,
        context: &mut Context,
    ) {
        if let Ok(guest) = Guest::of(context) {
            messages::refine(&guest, context, error, trace, call);
        }
    }

    /// Asked before every buffer is made, which is when the garbage of earlier ones counts.
    fn max_buffer_size(&self, context: &mut Context) -> u64 {
        Guest::of(context).map_or(MAX_BUFFER, |guest| guest.limits.memory.for_buffer())
    }

    fn create_global_object(&self, intrinsics: &Intrinsics) -> JsObject {
        global::make(intrinsics)
    }

    fn promise_rejection_tracker(
        &self,
        promise: &JsObject<Promise>,
        operation: OperationType,
        _: &mut Context,
    ) {
        let handled = operation == OperationType::Handle;
        self.jobs.track(promise.clone().upcast(), handled);
    }

    fn foreign_promise_awaited(&self, promise: &JsObject<Promise>, context: &mut Context) {
        if let Ok(guest) = Guest::of(context) {
            records::awaited(&guest, &promise.clone().upcast());
        }
    }

    fn evaluated(
        &self,
        text: &[u16],
        caller: Option<TraceFrame>,
        context: &mut Context,
    ) -> Option<PathBuf> {
        let guest = Guest::of(context).ok()?;
        Some(evaluated::path_of(&guest, text, caller.as_ref()))
    }

    fn ensure_can_compile_strings(
        &self,
        _: Realm,
        parameters: &[JsString],
        body: &JsString,
        direct: bool,
        context: &mut Context,
    ) -> JsResult<()> {
        let guest = Guest::of(context)?;
        if guest.settings.get().strings {
            bounded(&guest, context, parameters.iter().chain([body]))?;
            return strings::check(parameters, body, direct);
        }
        Err(JsNativeError::eval()
            .with_message("Code generation from strings disallowed for this context")
            .into())
    }
}

/// Refuses texts that are too deep for what is left of the stack.
fn bounded<'a>(
    guest: &Guest,
    context: &mut Context,
    texts: impl Iterator<Item = &'a JsString>,
) -> JsResult<()> {
    let stack = rescue::stack_left();
    for text in texts {
        let fits = match text.as_str().variant() {
            JsStrVariant::Latin1(units) => {
                announce(guest, context, units)?;
                guard::fits(units, stack)
            }
            JsStrVariant::Utf16(units) => {
                announce(guest, context, units)?;
                guard::fits(units, stack)
            }
        };
        if !fits {
            return Err(too_deep());
        }
    }
    Ok(())
}
