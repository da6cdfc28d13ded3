//! Where an engine is between two turns: without a native stack, on one that it rests on
//! until the next request, on one in the middle of a request, or lost.
//!
//! An engine that has answered stays below its base frame (`base_frame.rs`), because going
//! there takes half as long as a short call. A native stack is 256 MiB of addresses, though,
//! and some hundred KB of memory; so on each thread only the engines used last may rest.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::{Rc, Weak};

use boa_engine::Context;
use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::guest::Guest;
use super::limits::{Limits, nesting};
use super::rescue::{self, Frame};
use super::{Lost, panics, pool};

/// How many engines of a thread may rest: as many as take turns usually.
const RESTING: usize = 4;

thread_local! {
    /// The engines that rest, or did when they were used last; that one is the last.
    static USED: RefCell<Vec<Weak<Seat>>> = const { RefCell::new(Vec::new()) };
}

/// What runs on the engine's stack.
pub struct Core {
    pub context: Context,
    pub guest: Rc<Guest>,
    pub limits: Rc<Limits>,
}

impl Drop for Core {
    fn drop(&mut self) {
        self.limits.detach();
        self.guest.let_go(&mut self.context);
    }
}

/// Why there is no core any more.
pub enum Failure {
    Panic(String),
    GivenUp,
}

pub type Outcome = Result<Box<Core>, Failure>;
type Running = Coroutine<(), (), Outcome, DefaultStack>;

enum State {
    Idle(Box<Core>),
    /// Suspended between two requests.
    Resting(ManuallyDrop<Running>, Box<Frame>),
    /// Suspended in the middle of a request. Dropping it would run destructors of guest
    /// code on a stack that is not there to be unwound; it is left alone instead.
    Asking(ManuallyDrop<Running>, Box<Frame>),
    Lost(Lost),
}

/// The place of one engine.
pub struct Seat {
    /// `None` while the engine runs.
    state: RefCell<Option<State>>,
    guest: Rc<Guest>,
    /// What held on the thread when the request under way began.
    mark: Cell<nesting::Mark>,
}

impl Seat {
    pub fn new(core: Box<Core>) -> Rc<Self> {
        Rc::new(Self {
            guest: Rc::clone(&core.guest),
            state: RefCell::new(Some(State::Idle(core))),
            mark: Cell::default(),
        })
    }

    pub fn is_lost(&self) -> bool {
        matches!(*self.state.borrow(), Some(State::Lost(_)) | None)
    }

    /// Runs the engine until it has something for the host.
    pub fn go_on(self: &Rc<Self>) -> Result<(), Lost> {
        let (running, frame) = self.stack()?;
        self.resume(running, frame)?;
        if self.is_resting() {
            remember(self);
        }
        Ok(())
    }

    /// Has the engine give its stack back, if it rests on one.
    pub fn leave(&self) {
        let state = self.state.take();
        match state {
            Some(State::Resting(running, frame)) if !rescue::is_collector_lost() => {
                self.guest.base_frame.leave();
                // Whatever goes wrong, the engine is told to be lost when it is used next.
                let _ = self.resume(ManuallyDrop::into_inner(running), frame);
            }
            state => *self.state.borrow_mut() = state,
        }
    }

    /// Ends what an engine has to do with its thread, before it is dropped. One that waits for
    /// an answer gets none any more, as in a Worker that is ended in the middle of a call.
    pub fn close(&self) {
        self.leave();
        if matches!(*self.state.borrow(), Some(State::Asking(..))) {
            self.let_go();
        }
    }

    /// Takes back what holds for the request under way, which will not end: its deadlines would
    /// stop other engines, and have the watchdog go on prodding a thread that may be gone.
    fn let_go(&self) {
        self.guest.limits.abandon();
        nesting::restore(self.mark.get());
    }

    fn is_resting(&self) -> bool {
        matches!(*self.state.borrow(), Some(State::Resting(..)))
    }

    /// The stack on which the engine goes on.
    fn stack(&self) -> Result<(Running, Box<Frame>), Lost> {
        let state = self.state.take();
        match state {
            Some(State::Lost(lost)) => {
                self.put(State::Lost(lost.clone()));
                Err(lost)
            }
            Some(state) if rescue::is_collector_lost() => {
                // Dropping it would touch what the collector was doing.
                std::mem::forget(state);
                Err(self.lose(Lost::Collector))
            }
            Some(State::Idle(core)) => {
                self.mark.set(nesting::mark());
                start(core).map_err(|(core, error)| {
                    self.put(State::Idle(core));
                    Lost::Resources(error)
                })
            }
            Some(State::Resting(running, frame)) => {
                self.mark.set(nesting::mark());
                Ok((ManuallyDrop::into_inner(running), frame))
            }
            Some(State::Asking(running, frame)) => Ok((ManuallyDrop::into_inner(running), frame)),
            None => Err(Lost::Resources("entered from within".to_owned())),
        }
    }

    fn resume(&self, mut running: Running, frame: Box<Frame>) -> Result<(), Lost> {
        match frame.run(|| running.resume(())) {
            CoroutineResult::Yield(()) if frame.reason().is_some() => {
                // SAFETY: the stack is never resumed, and what it holds is forgotten
                // (`rescue.rs`).
                unsafe { running.force_reset() };
                Err(self.give_up(running, &frame))
            }
            CoroutineResult::Yield(()) => {
                let running = ManuallyDrop::new(running);
                self.put(if self.guest.base_frame.is_resting() {
                    State::Resting(running, frame)
                } else {
                    State::Asking(running, frame)
                });
                Ok(())
            }
            CoroutineResult::Return(Ok(core)) => {
                pool::give_back(running.into_stack());
                self.put(State::Idle(core));
                Ok(())
            }
            CoroutineResult::Return(Err(Failure::Panic(message))) => {
                let lost = self.lose(Lost::Panic(message));
                pool::give_back(running.into_stack());
                rescue::examine_collector();
                Err(lost)
            }
            CoroutineResult::Return(Err(Failure::GivenUp)) => Err(self.give_up(running, &frame)),
        }
    }

    fn put(&self, state: State) {
        *self.state.borrow_mut() = Some(state);
    }

    /// Buries an engine that was left in the middle.
    fn give_up(&self, running: Running, frame: &Frame) -> Lost {
        let lost = self.lose(match (frame.reason(), frame.limits.expired()) {
            (Some(rescue::Reason::Overdue), Some(timeout)) => Lost::Overdue(timeout),
            (reason, _) => Lost::GivenUp(reason.map_or("it was given up", rescue::Reason::text)),
        });
        // All of it may have been touched: the system gets it back.
        drop(running.into_stack());
        rescue::examine_collector();
        lost
    }

    fn lose(&self, lost: Lost) -> Lost {
        self.let_go();
        self.put(State::Lost(lost.clone()));
        // Its tables belong to what was left, and must not be dropped either.
        std::mem::forget(Rc::clone(&self.guest));
        lost
    }
}

/// Keeps an engine that has answered among those that rest, and sends the one away that has
/// not been used for longest.
fn remember(seat: &Rc<Seat>) {
    let left = USED.try_with(|used| {
        let mut used = used.borrow_mut();
        if used
            .last()
            .is_some_and(|last| last.as_ptr() == Rc::as_ptr(seat))
        {
            return None;
        }
        used.retain(|other| other.as_ptr() != Rc::as_ptr(seat) && other.strong_count() > 0);
        used.push(Rc::downgrade(seat));
        (used.len() > RESTING).then(|| used.remove(0))
    });
    match left {
        Ok(oldest) => oldest
            .and_then(|oldest| oldest.upgrade())
            .as_deref()
            .map_or((), Seat::leave),
        // The thread is ending.
        Err(_) => seat.leave(),
    }
}

/// Begins the request in the inbox on a stack of its own.
fn start(core: Box<Core>) -> Result<(Running, Box<Frame>), (Box<Core>, String)> {
    let stack = match pool::take() {
        Ok(stack) => stack,
        Err(error) => return Err((core, format!("no native stack: {error}"))),
    };
    let lowest = stack.limit().get();
    let limits = Rc::clone(&core.limits);
    let running = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
        let mut core = ManuallyDrop::new(core);
        let guest = Rc::clone(&core.guest);
        rescue::set_way_out(yielder);
        let result = catch_unwind(AssertUnwindSafe(|| {
            guest.attached(yielder, || guest.base_frame.stay(&guest, &mut core.context));
        }));
        match result {
            Ok(()) => Ok(ManuallyDrop::into_inner(core)),
            // What a panic left behind is in an unknown state: it is never run or
            // dropped again.
            Err(panic) => {
                core.limits.detach();
                Err(Failure::Panic(panics::message_of(panic.as_ref())))
            }
        }
    });
    let frame = Frame::new(running.trap_handler(), limits, lowest);
    Ok((running, frame))
}
