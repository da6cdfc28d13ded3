//! The engine as a process of its own: `isolation: 'process'`.
//!
//! `rsvm-engine` (`src/bin`) loads this library, as Node does, and calls
//! [`rsvm_engine_main`]: so there is one compiled engine, and its pages are shared. The
//! process gives up everything but its pipes (`confine/`), and then serves one engine over
//! them (`serve.rs`). The host's half is `addon/child.rs`; both speak `frame.rs`.

pub mod bell;
mod confine;
pub mod frame;
#[cfg(target_os = "linux")]
mod self_test;
mod serve;
pub mod system;

use std::io::PipeReader;
use std::panic::catch_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::engine::{Engine, own_process, sigint};
use frame::{Frame, Link};
use system::Inherited;

/// Exit codes that the host has words for (`addon/child.rs`).
pub mod exit {
    pub const DONE: i32 = 0;
    /// Said by `src/bin/rsvm-engine.rs`.
    pub const NO_LIBRARY: i32 = 69;
    pub const NO_ENGINE: i32 = 70;
    pub const NOT_CONFINED: i32 = 71;
    pub const PANIC: i32 = 72;
}

/// The whole life of the process; returns its exit code. With `test` it serves nothing, and
/// tries to break out instead (`self_test.rs`).
#[unsafe(no_mangle)]
pub extern "C" fn rsvm_engine_main(test: bool) -> i32 {
    catch_unwind(|| if test { prove() } else { live() }).unwrap_or(exit::PANIC)
}

fn live() -> i32 {
    confine::shed();
    own_process();
    // SAFETY: the host starts this process with these pipes, and nothing here uses the
    // standard streams otherwise: a panic's words have nowhere to go.
    let Inherited {
        input,
        output,
        bell,
    } = unsafe { Inherited::take() };
    let Ok(engine) = Engine::new() else {
        return exit::NO_ENGINE;
    };
    let busy = Arc::new(Busy::default());
    listen(&engine, &busy, bell);
    if confine::lock().is_err() {
        return exit::NOT_CONFINED;
    }
    let mut link = Link::new(input, output);
    if link.send(Frame::Ready, &[]).is_ok() {
        serve::serve(engine, &mut link, &busy);
    }
    exit::DONE
}

#[cfg(not(target_os = "linux"))]
fn prove() -> i32 {
    exit::NOT_CONFINED
}

#[cfg(target_os = "linux")]
fn prove() -> i32 {
    confine::shed();
    own_process();
    if let Err(problem) = confine::lock() {
        self_test::say(&format!("not confined: {problem}"));
        return exit::NOT_CONFINED;
    }
    self_test::run()
}

/// What the engine has to do. Held while it is interrupted, so that no stroke of the bell stops another
/// request than the one that it is for.
#[derive(Default)]
pub struct Busy(Mutex<Requests>);

#[derive(Default)]
struct Requests {
    /// Whether one is under way.
    any: bool,
    /// How many have begun.
    begun: u32,
    /// The one that a stroke is for which came before it.
    awaited: Option<u32>,
}

impl Busy {
    fn lock(&self) -> MutexGuard<'_, Requests> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The engine is to go on, or to begin a request.
    fn begin(&self, is_request: bool) {
        let mut requests = self.lock();
        requests.any = true;
        requests.begun = requests.begun.wrapping_add(u32::from(is_request));
        let is_due = requests
            .awaited
            .is_some_and(|awaited| awaited <= requests.begun);
        if is_due {
            requests.awaited = None;
            sigint::deliver();
        }
    }

    /// The engine has given control back.
    fn pause(&self, is_under_way: bool, engine: &Engine) {
        let mut requests = self.lock();
        requests.any = is_under_way;
        engine.rest();
    }

    /// The bell was rung.
    fn strike(&self, request: u32) {
        let mut requests = self.lock();
        if request > requests.begun {
            requests.awaited = Some(request);
        } else if requests.any {
            sigint::deliver();
        }
    }
}

/// Starts the thread that runs beside the engine: none can be started later.
fn listen(engine: &Engine, busy: &Arc<Busy>, bell: PipeReader) {
    sigint::be_told(engine.interrupter());
    let busy = Arc::clone(busy);
    bell::listen(bell, move |request| busy.strike(request));
}
