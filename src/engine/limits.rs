//! What stops a run: the deadlines of the runs under way, and the trip that the watchdog
//! (`watchdog.rs`) pulls.
//!
//! Boa compares its `RuntimeLimits` at every loop iteration and call, and guest code cannot
//! catch the error. Tripping means setting them to nothing from outside, that of loops first.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use boa_engine::error::{EngineError, RuntimeLimitError};
use boa_engine::vm::RuntimeLimits;
use boa_engine::{Context, JsError, JsResult};

use super::memory::Memory;
use super::nesting::{self, Deadline};
use super::watchdog::watchdog;
use super::{base_frame, rescue, sigint};
use crate::allocator::{Account, critically};

/// Levels of calls, through native functions too. Sized to the stack: the dearest level
/// measured, a callback of `Array.prototype.forEach`, takes 8 KB of 256 MiB.
const RECURSION: usize = 10_000;
/// Values on Boa's own stack: half a gigabyte, which counts as memory. 10,000 frames of 400
/// registers take 4 million; but what a loop catches out of native functions leaves values
/// there until the loop's function returns (`base_frame.rs`), 7 each time.
const STACK: usize = 1 << 26;

/// Why a run was stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stop {
    Timeout = 1,
    Interrupt = 2,
    Host = 3,
    Memory = 4,
}

/// What the watchdog may touch of an engine.
pub(super) struct Trip {
    stop: AtomicU8,
    /// Whether its time of grace is over, too.
    pub(super) overdue: AtomicBool,
    /// Where the engine's limits are, as long as it lives.
    limits: Mutex<Option<LimitsPointer>>,
}

struct LimitsPointer(*mut RuntimeLimits);

// SAFETY: the pointer is only followed under the mutex that holds it, and it is taken out
// before what it points to goes (`Limits::detach`).
unsafe impl Send for LimitsPointer {}

impl Trip {
    /// Stops the engine at the next turn of a loop. Calls are let through yet: Boa panics
    /// where one fails that cannot fail, as in making the promise of an `import()`.
    pub(super) fn pull(&self, stop: Stop) {
        self.stop.store(stop as u8, Ordering::SeqCst);
        self.set(0, None);
    }

    /// Stops the engine at the next call, too.
    pub(super) fn insist(&self) {
        self.set(0, Some(0));
    }

    fn set(&self, loops: u64, recursion: Option<usize>) {
        let pointer = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(LimitsPointer(limits)) = *pointer {
            // SAFETY: the engine lives while the pointer is there. The engine's thread may
            // read the fields at the same time: each is one aligned word, which every
            // target we build for reads whole, and either value it sees is one that was
            // set. Boa offers no other way to stop a run from outside.
            unsafe {
                (*limits).set_loop_iteration_limit(loops);
                if let Some(recursion) = recursion {
                    (*limits).set_recursion_limit(recursion);
                }
            }
        }
    }
}

/// The limits of one engine.
pub struct Limits {
    trip: Arc<Trip>,
    /// The deadlines of the runs under way, the innermost last.
    scopes: RefCell<Vec<Scope>>,
    next: Cell<u64>,
    /// The timeout of what enters the engine without one of its own, in milliseconds.
    otherwise: Cell<Option<f64>>,
    recursion: Cell<usize>,
    pub memory: Memory,
}

#[derive(Default)]
struct Scope {
    deadline: Option<Instant>,
    timeout: f64,
}

impl Limits {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            trip: Arc::new(Trip {
                stop: AtomicU8::new(0),
                overdue: AtomicBool::new(false),
                limits: Mutex::new(None),
            }),
            scopes: RefCell::default(),
            next: Cell::new(0),
            otherwise: Cell::new(None),
            recursion: Cell::new(RECURSION + base_frame::LEVELS),
            memory: Memory::new(),
        })
    }

    /// Connects the limits to a context that will not move until [`Limits::detach`].
    pub fn attach(&self, context: &mut Context) {
        let limits = context.runtime_limits_mut();
        limits.set_recursion_limit(self.recursion.get());
        limits.set_stack_size_limit(STACK);
        let pointer = LimitsPointer(std::ptr::from_mut(limits));
        critically(|| *self.pointer() = Some(pointer));
    }

    pub fn detach(&self) {
        *self.pointer() = None;
    }

    fn pointer(&self) -> std::sync::MutexGuard<'_, Option<LimitsPointer>> {
        self.trip
            .limits
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Why the engine is being stopped, if it is.
    pub fn stopping(&self) -> Option<Stop> {
        match self.trip.stop.load(Ordering::SeqCst) {
            1 => Some(Stop::Timeout),
            2 => Some(Stop::Interrupt),
            3 => Some(Stop::Host),
            4 => Some(Stop::Memory),
            _ => None,
        }
    }

    /// The error that unwinds guest code while the engine is being stopped.
    pub fn check(&self) -> JsResult<()> {
        self.stopping().map_or(Ok(()), |_| Err(Self::error()))
    }

    fn error() -> JsError {
        EngineError::from(RuntimeLimitError::LoopIteration).into()
    }

    /// Stops the engine from within, because the host said so in the middle of an answer.
    pub fn stop(&self) -> JsError {
        self.trip.pull(Stop::Host);
        self.trip.insist();
        Self::error()
    }

    /// Stops the engine from within, because it takes too much memory. `far` is said when it
    /// went on taking after that.
    pub fn exceed(&self, far: bool) {
        self.trip.pull(Stop::Memory);
        if far {
            self.trip.insist();
        }
    }

    /// Sets what holds for the whole context; 0 leaves a limit as it is.
    pub fn configure(&self, timeout: f64, memory: f64, levels: u32) {
        if timeout > 0.0 {
            self.otherwise.set(Some(timeout));
        }
        if memory >= 1.0 {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "limits are far below 2^53"
            )]
            self.memory.set_limit(memory as usize);
        }
        if levels > 0 {
            self.recursion
                .set(RECURSION.min(levels as usize) + base_frame::LEVELS);
            critically(|| self.trip.set(u64::MAX, Some(self.recursion.get())));
        }
    }

    /// The timeout of a request that brings none, unless it is part of another.
    pub fn default_timeout(&self) -> Option<f64> {
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
    pub fn interrupter(&self) -> impl Fn() + Send + Sync + 'static {
        let trip = Arc::clone(&self.trip);
        move || {
            trip.pull(Stop::Interrupt);
            trip.insist();
        }
    }

    /// Runs `body` under a timeout in milliseconds; `None` is none of its own. Returns what
    /// `body` returned and why it was stopped, if it was.
    /// With `sigint`, the signal ends it too. What ends a run of another engine around it
    /// ends this one as well.
    pub fn within<R>(
        &self,
        timeout: Option<f64>,
        sigint: bool,
        body: impl FnOnce() -> R,
    ) -> (R, Option<Stopped>) {
        if timeout.is_none() && !sigint && !nesting::is_held() && !sigint::is_waited_for() {
            self.scopes.borrow_mut().push(Scope::default());
            let result = body();
            return (result, self.leave(false));
        }
        let own = timeout.map(|timeout| Deadline {
            at: after(timeout),
            timeout,
        });
        let (nearest, held) = nesting::hold(own);
        let watched = sigint::watch(sigint, || Arc::new(self.interrupter()));
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
        });
        let outer = armed.map(|deadline| {
            let id = self.next.replace(self.next.get() + 1);
            rescue::expect_looks();
            critically(|| watchdog().watch(&self.trip, id, deadline));
            id
        });
        let result = body();
        if let Some(id) = outer {
            critically(|| watchdog().forget(&self.trip, Some(id)));
        }
        let interrupted = watched.fired();
        drop((watched, held));
        (result, self.leave(interrupted))
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
                Some(Stopped::Memory(self.memory.limit()))
            }
        }
    }

    /// Lets the engine run again.
    fn reset(&self) {
        self.trip.stop.store(0, Ordering::SeqCst);
        self.trip.overdue.store(false, Ordering::SeqCst);
        critically(|| self.trip.set(u64::MAX, Some(self.recursion.get())));
    }
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
