//! What each run may take: its deadline among those of the runs around it, its memory and its
//! levels of calls, and for which of them a run was stopped (`trip.rs`) when it was.

pub mod memory;
pub mod nesting;
pub mod pace;
pub mod sigint;
mod trip;
pub mod wanted;
pub mod watchdog;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use boa_engine::error::{EngineError, RuntimeLimitError};
use boa_engine::{Context, JsError, JsResult};

use super::{base_frame, rescue};
use crate::allocator::Account;
use crate::wire::Allowance;
use memory::Memory;
use nesting::Deadline;
use sigint::Interrupt;
use trip::{Stop, Trip};
use watchdog::watchdog;

/// Levels of calls, through native functions too. Sized to the stack: the dearest level
/// measured, a callback of `Array.prototype.forEach`, takes 8 KB of 256 MiB.
const RECURSION: usize = 10_000;
/// Values on Boa's own stack: half a gigabyte, which counts as memory. 10,000 frames of 400
/// registers take 4 million; but what a loop catches out of native functions leaves values
/// there until the loop's function returns (`base_frame.rs`), 7 each time.
const STACK: usize = 1 << 26;

/// The limits of one engine.
pub struct Limits {
    trip: Arc<Trip>,
    /// The deadlines of the runs under way, the innermost last.
    scopes: RefCell<Vec<Scope>>,
    next: Cell<u64>,
    /// The timeout of what enters the engine without one of its own, in milliseconds.
    otherwise: Cell<Option<f64>>,
    /// Levels of calls, those of the base frame included.
    levels: Cell<usize>,
    pub memory: Memory,
}

#[derive(Default)]
struct Scope {
    deadline: Option<Instant>,
    timeout: f64,
    /// Whether it may take less memory than what is around it.
    tightened: bool,
}

/// What was allowed before a run that is allowed less.
struct Before {
    levels: Option<usize>,
    memory: Option<memory::Bounds>,
}

impl Limits {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            trip: Arc::default(),
            scopes: RefCell::default(),
            next: Cell::new(0),
            otherwise: Cell::new(None),
            levels: Cell::new(RECURSION + base_frame::LEVELS),
            memory: Memory::new(),
        })
    }

    /// Connects the limits to a context that will not move until [`Limits::detach`].
    pub fn attach(&self, context: &mut Context) {
        let limits = context.runtime_limits_mut();
        limits.set_recursion_limit(self.levels.get());
        limits.set_stack_size_limit(STACK);
        self.trip.attach(limits);
    }

    pub fn detach(&self) {
        self.trip.detach();
    }

    /// Why the engine is being stopped, if it is.
    pub fn stopping(&self) -> Option<Stop> {
        self.trip.stopping()
    }

    /// The error that unwinds guest code while the engine is being stopped.
    pub fn check(&self) -> JsResult<()> {
        self.stopping().map_or(Ok(()), |_| Err(Self::error()))
    }

    /// That error.
    pub fn error() -> JsError {
        EngineError::from(RuntimeLimitError::LoopIteration).into()
    }

    /// Stops the engine because the host says so, or does not wait for it any more.
    pub fn stop(&self) {
        self.trip.insist(Stop::Host);
    }

    /// Stops the engine from within, because it takes too much memory. `far` is said when it
    /// went on taking after that.
    pub fn exceed(&self, far: bool) {
        if far {
            self.trip.insist(Stop::Memory);
        } else {
            self.trip.pull(Stop::Memory);
        }
    }

    /// Sets what holds for the whole context; what is not given stays as it is.
    pub fn configure(&self, allowance: Allowance) {
        if allowance.timeout.is_some() {
            self.otherwise.set(allowance.timeout);
        }
        if let Some(memory) = allowance.memory {
            self.memory.set_limit(whole(memory));
        }
        if let Some(levels) = allowance.stack {
            self.set_levels(RECURSION.min(levels as usize) + base_frame::LEVELS);
        }
    }

    fn set_levels(&self, levels: usize) {
        self.levels.set(levels);
        self.trip.set_levels(levels);
    }

    /// Has a run take no more memory and no more levels than it is allowed, if the context
    /// is allowed more.
    fn tighten(&self, allowance: &Allowance) -> Before {
        let levels = self.levels.get();
        let fewer = allowance.stack.map(|own| own as usize + base_frame::LEVELS);
        let fewer = fewer.filter(|own| *own < levels);
        if let Some(fewer) = fewer {
            self.set_levels(fewer);
        }
        let memory = allowance.memory;
        Before {
            levels: fewer.map(|_| levels),
            memory: memory.and_then(|own| self.memory.tighten(whole(own))),
        }
    }

    fn loosen(&self, before: Before) {
        if let Some(levels) = before.levels {
            self.set_levels(levels);
        }
        if let Some(memory) = before.memory {
            self.memory.loosen(&memory);
        }
    }

    /// The timeout of a request that brings none, unless it is part of another.
    fn default_timeout(&self) -> Option<f64> {
        let outermost = self.scopes.borrow().is_empty();
        self.otherwise.get().filter(|_| outermost)
    }

    /// The timeout that has been over for longest, in milliseconds.
    pub fn expired(&self) -> Option<f64> {
        let now = Instant::now();
        let scopes = self.scopes.try_borrow().ok()?;
        let expired = |scope: &&Scope| scope.deadline.is_some_and(|deadline| deadline <= now);
        scopes.iter().find(expired).map(|scope| scope.timeout)
    }

    /// Whether the engine did not stop in the time that it had for it. Called in a signal
    /// handler.
    pub fn is_overdue(&self) -> bool {
        self.trip.overdue.load(Ordering::SeqCst)
    }

    /// What the engine's memory is charged to.
    pub fn account(&self) -> &Account {
        &self.memory.account
    }

    /// Forgets an engine that was given up.
    pub fn abandon(&self) {
        watchdog().forget(&self.trip, None);
        self.detach();
    }

    /// Something that may be sent to another thread to stop the engine.
    pub fn interrupter(&self) -> Interrupt {
        let trip = Arc::clone(&self.trip);
        Arc::new(move || trip.insist(Stop::Interrupt))
    }

    /// Forgets a stop that came when the last request was over.
    pub fn rest(&self) {
        if self.scopes.borrow().is_empty() && self.stopping().is_some() {
            self.reset();
        }
    }

    /// Runs `body`, which may take what is allowed it. Returns what `body` returned and why
    /// it was stopped, if it was.
    pub fn within<R>(
        &self,
        allowance: Allowance,
        body: impl FnOnce() -> R,
    ) -> (R, Option<Stopped>) {
        self.memory.correct();
        let before = self.tighten(&allowance);
        let timeout = allowance.timeout.or_else(|| self.default_timeout());
        let scope = Scope {
            tightened: before.memory.is_some(),
            ..Scope::default()
        };
        let (result, interrupted) = self.timed(scope, timeout, allowance.sigint, body);
        let stopped = self.leave(interrupted);
        self.loosen(before);
        (result, stopped)
    }

    /// Runs `body` under a timeout in milliseconds; `None` is none of its own. Returns what
    /// `body` returned and whether it was interrupted.
    /// With `sigint`, the signal ends it too. What ends a run of another engine around it
    /// ends this one as well.
    fn timed<R>(
        &self,
        scope: Scope,
        timeout: Option<f64>,
        sigint: bool,
        body: impl FnOnce() -> R,
    ) -> (R, bool) {
        if timeout.is_none() && !sigint && !nesting::is_held() && !sigint::is_waited_for() {
            self.scopes.borrow_mut().push(scope);
            return (body(), false);
        }
        let own = timeout.map(|timeout| Deadline {
            at: after(timeout),
            timeout,
        });
        let (nearest, held) = nesting::hold(own);
        let watched = sigint::watch(sigint, || self.interrupter());
        let deadline = nearest.map(|nearest| nearest.at);
        // A request within a run of this engine is stopped with the run.
        let stopped_anyway = |at: Instant| {
            let scopes = self.scopes.borrow();
            scopes
                .iter()
                .any(|scope| scope.deadline.is_some_and(|known| known <= at))
        };
        let armed = deadline.filter(|at| !stopped_anyway(*at));
        self.scopes.borrow_mut().push(Scope {
            deadline,
            timeout: nearest.map_or(0.0, |nearest| nearest.timeout),
            ..scope
        });
        let outer = armed.map(|deadline| {
            let id = self.next.replace(self.next.get() + 1);
            rescue::expect_looks();
            watchdog().watch(&self.trip, id, deadline);
            id
        });
        let result = body();
        if let Some(id) = outer {
            watchdog().forget(&self.trip, Some(id));
        }
        let interrupted = watched.fired();
        drop((watched, held));
        (result, interrupted)
    }

    /// Ends the innermost scope and decides whether the stop was meant for it.
    fn leave(&self, interrupted: bool) -> Option<Stopped> {
        let mut scopes = self.scopes.borrow_mut();
        let scope = scopes.pop()?;
        let stop = self.stopping()?;
        let now = Instant::now();
        let expired = |scope: &Scope| scope.deadline.is_some_and(|deadline| deadline <= now);
        let outer_expired = scopes.iter().any(expired);
        let done = match stop {
            Stop::Timeout => !outer_expired,
            Stop::Interrupt if interrupted => true,
            Stop::Memory if scope.tightened => true,
            _ => scopes.is_empty(),
        };
        if done {
            self.reset();
        }
        match stop {
            Stop::Timeout if expired(&scope) => Some(Stopped::Timeout(scope.timeout)),
            Stop::Timeout => scopes
                .iter()
                .find(|scope| expired(scope))
                .map(|scope| Stopped::Timeout(scope.timeout)),
            Stop::Interrupt => Some(Stopped::Interrupt),
            Stop::Host => Some(Stopped::Host),
            Stop::Memory => {
                self.memory.expect_recovery();
                Some(Stopped::Memory(self.memory.limit() as f64))
            }
        }
    }

    /// Lets the engine run again.
    fn reset(&self) {
        self.trip.reset(self.levels.get());
    }
}

/// A number of bytes.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limits are positive, and what is above 2^64 is no limit"
)]
fn whole(bytes: f64) -> usize {
    bytes as usize
}

/// So many milliseconds from now.
fn after(timeout: f64) -> Instant {
    let now = Instant::now();
    now.checked_add(Duration::from_secs_f64((timeout / 1000.0).clamp(0.0, 1e9)))
        .unwrap_or(now)
}

/// Why a run ended without a result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stopped {
    /// After so many milliseconds.
    Timeout(f64),
    Interrupt,
    /// The host could not answer an operation (see `Opcode::Fault`).
    Host,
    /// It took more than so many bytes.
    Memory(f64),
}
