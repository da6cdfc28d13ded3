//! The frame that the requests of the host's are served on.
//!
//! Boa cuts its stack of values back when a function returns, but not where it leaves
//! `Context::run` with an error that nobody caught: what the frames below held stays there,
//! out of everyone's reach. A run that was stopped for its memory so kept all of it, and
//! after 285,000 runs that threw, a context had no stack left. So requests are served by a
//! native function below a frame of bytecode, which returns after each of those. Returning
//! and coming back takes 450 ns, half of a short call; so after others the engine stays and
//! waits for the next request (`seat.rs`).

use std::cell::Cell;
use std::path::Path;

use boa_engine::native_function::NativeFunction;
use boa_engine::{Context, JsObject, JsResult, JsValue, Script, Source};

use super::functions::nameless;
use super::guest::{Guest, object_of};
use super::{crossing, serve};
use crate::wire::Malformed;

/// How many levels of calls this takes of a guest's.
pub const LEVELS: usize = 2;

/// What Boa is told to be the path of the frame. Stands in no trace, because it is no
/// origin's (`origin.rs`).
pub const PATH: &str = "\u{1}\u{1}";

/// After how many requests the stack is cut back in any case: jobs that fail leave values
/// there, too, and tell nobody.
const REQUESTS: u32 = 1000;

/// Whether code that names this path as its own has no script: the host had it made.
pub fn is_path(path: Option<&Path>) -> bool {
    path == Some(PATH.as_ref())
}

/// The functions of both frames, and whether the engine may stay on them.
pub struct BaseFrame {
    bytecode: JsObject,
    native: JsObject,
    begun: Cell<bool>,
    resting: Cell<bool>,
    /// How many more requests may be served without leaving.
    left: Cell<u32>,
}

impl BaseFrame {
    pub fn new(context: &mut Context) -> JsResult<Self> {
        // The shortest to compile: every context does.
        let source = "serve => serve()".as_bytes();
        let source = Source::from_reader(source, Some(PATH.as_ref()));
        let bytecode = Script::parse(source, None, context)?.evaluate(context)?;
        let native = NativeFunction::from_fn_ptr(serve_requests);
        Ok(Self {
            bytecode: object_of(&bytecode)?,
            native: nameless(context, native).into(),
            begun: Cell::new(false),
            resting: Cell::new(false),
            left: Cell::new(0),
        })
    }

    /// Has the engine leave the frame before it waits for another request, or instead of
    /// serving the one that it is told of next.
    pub fn leave(&self) {
        self.left.set(0);
    }

    /// Whether the engine waits for its next request.
    pub fn is_resting(&self) -> bool {
        self.resting.get()
    }

    /// Serves the request in the inbox, and those that come until the frame is left. Returns
    /// when what they held on the stack of values is let go.
    pub fn stay(&self, guest: &Guest, context: &mut Context) {
        self.left.set(REQUESTS);
        self.begun.set(false);
        let arguments = [self.native.clone().into()];
        let _ = self
            .bytecode
            .call(&JsValue::undefined(), &arguments, context);
        if !self.begun.get() {
            // Interrupted between two requests, the guest calls nothing; this one says so.
            serve_one(guest, context);
        }
        guest.limits.memory.recover();
    }
}

fn serve_requests(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let frame = &guest.base_frame;
    frame.begun.set(true);
    loop {
        serve_one(&guest, context);
        frame.left.set(frame.left.get().saturating_sub(1));
        if frame.left.get() == 0 {
            break;
        }
        frame.resting.set(true);
        guest.suspend();
        frame.resting.set(false);
        if frame.left.get() == 0 {
            break;
        }
    }
    Ok(JsValue::undefined())
}

fn serve_one(guest: &Guest, context: &mut Context) {
    let message = guest.message();
    guest.advance();
    let mut reader = message.reader();
    match crossing::receive(guest, context, &mut reader) {
        Ok(head) => serve::serve(guest, context, head, reader),
        Err(_) => serve::reject(guest, &Malformed("sections")),
    }
    context.clear_kept_objects();
}
