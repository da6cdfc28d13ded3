//! Giving up an engine in the middle of whatever it does.
//!
//! Boa recurses, allocates and loops in native code that cannot be told to stop. What ends
//! it there is to leave: the engine's stack is never resumed, unwound or dropped, its
//! memory stays as it is, and the host goes on behind `Engine::enter` as if the engine had
//! answered. That is sound as long as nothing that others use is left half done, so it is
//! done only outside of the allocator, of what [`critically`](crate::allocator::critically)
//! guards, and of the thread's collector. An overflow cannot wait, though; if the collector
//! turns out to have been in the middle of something, no engine of that thread runs again.
//!
//! Two ways lead out: [`give_up`], from code of ours on the engine's stack, most often in an
//! allocation (`limits/memory.rs`), where the collector can be asked; and a signal (`signals/`),
//! from anywhere, for engines that allocate nothing.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::panic::catch_unwind;
use std::ptr;
use std::rc::Rc;

use boa_gc::{Finalize, Gc, Trace, Tracer};
use corosensei::Yielder;
use corosensei::trap::CoroutineTrapHandler;

use super::limits::{Limits, pace};
use super::seat::{Failure, Outcome};
use crate::allocator;

/// Why an engine was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Stack,
    Memory,
    Overdue,
    Unwanted,
}

impl Reason {
    /// What the host is told.
    pub fn text(self) -> &'static str {
        match self {
            Self::Stack => "native code ran out of stack",
            Self::Memory => "native code asked for more memory than the limit allows",
            Self::Overdue => "native code did not stop at its timeout",
            Self::Unwanted => "native code did not stop when its Worker was ended",
        }
    }
}

/// An engine that has a stack, in the middle of a request.
pub struct Frame {
    pub handler: CoroutineTrapHandler<Outcome>,
    pub limits: Rc<Limits>,
    lowest: usize,
    yielder: Cell<*const Yielder<(), ()>>,
    reason: Cell<Option<Reason>>,
}

/// What native code that is called below a parsed text gets to run on: what a parser leaves
/// is not all.
const RESERVE: usize = 8 << 20;

/// What the thread's collector is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Collector {
    /// Nothing, or what one allocation takes.
    AtRest,
    /// It has begun to mark and not to sweep.
    Marking,
    /// It has swept, and is not known yet to have ended, or is doing so again.
    Swept,
}

/// How many looks, 2 ms apart, an overdue engine gets to come to an allocation.
const LOOKS_FOR_ALLOCATION: u32 = 5;
/// After how many the collector has come from its sweep to its end: what it does there is to
/// shrink a few tables.
const LOOKS_AFTER_SWEEP: u32 = 50;
/// How many collections in a row tell that they sweep.
const CANARIES: usize = 8;

thread_local! {
    static RUNNING: Cell<*const Frame> = const { Cell::new(ptr::null()) };
    static COLLECTOR: Cell<Collector> = const { Cell::new(Collector::AtRest) };
    /// For each collection to come, what is to be its garbage. They are left to the collector
    /// when the thread ends, which may be gone by then.
    static STOCK: RefCell<ManuallyDrop<Vec<Gc<Canary>>>> = RefCell::default();
    /// How often it was asked whether the engine that runs may be left, since the collector
    /// did anything.
    static LOOKS: Cell<u32> = const { Cell::new(0) };
    static PREPARED: Cell<bool> = const { Cell::new(false) };
    static COLLECTOR_LOST: Cell<bool> = const { Cell::new(false) };
}

fn set_collector(state: Collector) {
    COLLECTOR.set(state);
    LOOKS.set(0);
    pace::set_collecting(state != Collector::AtRest);
}

impl Frame {
    #[allow(
        clippy::unnecessary_box_returns,
        reason = "a frame is known by its address, so it must not move"
    )]
    pub fn new(
        handler: CoroutineTrapHandler<Outcome>,
        limits: Rc<Limits>,
        lowest: usize,
    ) -> Box<Self> {
        Box::new(Self {
            handler,
            limits,
            lowest,
            yielder: Cell::new(ptr::null()),
            reason: Cell::new(None),
        })
    }

    /// Runs `body`, which resumes the engine.
    pub fn run<R>(&self, body: impl FnOnce() -> R) -> R {
        self.limits.memory.set_stack(self.lowest);
        let outer = RUNNING.replace(self);
        pace::set_working(true);
        if COLLECTOR.get() == Collector::Swept {
            is_collector_at_rest();
        }
        // SAFETY: the account belongs to `limits`, which this frame keeps; the thread is
        // pointed elsewhere below, before anything can drop it.
        let account = unsafe { allocator::charge(&raw const *self.limits.account()) };
        let result = body();
        // SAFETY: what was charged before is charged by a caller of this function, which
        // has not returned.
        unsafe { allocator::charge(account) };
        RUNNING.set(outer);
        pace::set_working(!outer.is_null());
        result
    }

    /// Why this engine was given up, if it was.
    pub fn reason(&self) -> Option<Reason> {
        self.reason.get()
    }

    /// Marks the engine as given up. Called in a signal handler, too.
    pub fn mark(&self, reason: Reason) {
        self.reason.set(Some(reason));
    }
}

/// The engine that this thread runs, if it runs one.
///
/// # Safety
///
/// The reference must not be kept: it is that of a [`Frame::run`] that has not returned.
pub unsafe fn running<'a>() -> Option<&'a Frame> {
    // SAFETY: set by `Frame::run` for as long as it borrows the frame.
    unsafe { RUNNING.get().as_ref() }
}

/// How much native stack the engine that runs may still use for parsing.
pub fn stack_left() -> usize {
    let here = 0_u8;
    // SAFETY: used within this function only.
    let lowest = unsafe { running() }.map_or(0, |frame| frame.lowest);
    (ptr::from_ref(&here).addr() - lowest).saturating_sub(RESERVE)
}

/// Says where the engine that has just begun on its stack can be left.
pub fn set_way_out(yielder: &Yielder<(), ()>) {
    // SAFETY: used within this function only.
    if let Some(frame) = unsafe { running() } {
        frame.yielder.set(ptr::from_ref(yielder));
    }
}

/// Leaves the engine that runs, for good. Returns only if there is none to leave.
pub fn give_up(reason: Reason) {
    // SAFETY: `Frame::run` of this frame has not returned: it is what is left here.
    let Some(frame) = (unsafe { running() }) else {
        return;
    };
    // SAFETY: the yielder lives at the bottom of the stack that this runs on.
    let Some(yielder) = (unsafe { frame.yielder.get().as_ref() }) else {
        return;
    };
    frame.mark(reason);
    allocator::given_up();
    loop {
        yielder.suspend(());
    }
}

/// What a stack that was left by a signal returns.
pub fn left() -> Outcome {
    allocator::given_up();
    Err(Failure::GivenUp)
}

/// Whether the engine that runs may be left where it is: neither the allocator nor the
/// collector nor a lock of ours is in the middle of something. If it allocates at all, it is
/// to be left there. Called in a signal handler.
pub fn may_leave() -> bool {
    // SAFETY: used within this function only.
    if let Some(frame) = unsafe { running() } {
        frame.limits.memory.ask_at_next();
    }
    if !boa_gc::finalizer_safe() {
        // It sweeps, which takes as long as it takes.
        LOOKS.set(0);
        return false;
    }
    let looks = LOOKS.get() + 1;
    LOOKS.set(looks);
    let waits = match COLLECTOR.get() {
        Collector::AtRest => looks <= LOOKS_FOR_ALLOCATION,
        Collector::Marking => true,
        Collector::Swept => looks <= LOOKS_AFTER_SWEEP,
    };
    !waits && !allocator::is_critical()
}

/// A run begins whose end will be waited for.
pub fn expect_looks() {
    LOOKS.set(0);
}

/// Whether the collector is in the middle of nothing, not even of an allocation. Whoever asks
/// it for anything otherwise panics: Boa has no other way to tell. Not to be called in a signal
/// handler: it may collect.
pub fn is_collector_at_rest() -> bool {
    if COLLECTOR.get() == Collector::Marking || !boa_gc::finalizer_safe() {
        return false;
    }
    let asked = allocator::silently(|| catch_unwind(stock_up));
    if asked.is_ok() {
        set_collector(Collector::AtRest);
    }
    asked.is_ok()
}

/// Provides for the collections to come. At least one canary is made in any case.
fn stock_up() {
    loop {
        // A collection may take one from the stock here.
        let canary = Gc::new(Canary);
        let full = STOCK.with_borrow_mut(|stock| {
            stock.push(canary);
            stock.truncate(CANARIES);
            stock.len() == CANARIES
        });
        if full {
            return;
        }
    }
}

/// Whether the collector has swept since it was asked last.
pub fn has_swept() -> bool {
    COLLECTOR.get() == Collector::Swept
}

/// Lives as long as its thread's collector, which tells it of each collection.
#[derive(Finalize)]
struct Sentinel;

// SAFETY: holds nothing to trace.
unsafe impl Trace for Sentinel {
    unsafe fn trace(&self, _: &mut Tracer) {}
    unsafe fn trace_non_roots(&self) {
        // Without a canary nobody would say that it sweeps.
        let canary = STOCK.with(|stock| stock.try_borrow_mut().ok()?.pop());
        if canary.is_some() {
            set_collector(Collector::Marking);
        }
    }
    fn run_finalizer(&self) {}
}

/// Becomes garbage when a collection begins, so that its sweep drops it.
#[derive(Finalize)]
struct Canary;

// SAFETY: holds nothing to trace.
unsafe impl Trace for Canary {
    unsafe fn trace(&self, _: &mut Tracer) {}
    unsafe fn trace_non_roots(&self) {}
    fn run_finalizer(&self) {}
}

impl Drop for Canary {
    fn drop(&mut self) {
        set_collector(Collector::Swept);
        // SAFETY: used within this function only.
        if let Some(frame) = unsafe { running() } {
            frame.limits.memory.ask_at_next();
        }
    }
}

/// Makes the thread ready to give engines up: called whenever one is entered.
pub fn prepare() {
    if !PREPARED.replace(true) {
        super::heap::raise_threshold();
        // Traced first in every collection, as the first object of the thread's.
        std::mem::forget(Gc::new(Sentinel));
        stock_up();
        super::signals::prepare_thread();
    }
}

/// Finds out what state an engine that was given up has left the thread's collector in.
pub fn examine_collector() {
    boa_gc::keep_all();
    if !is_collector_at_rest() {
        COLLECTOR_LOST.set(true);
    }
}

/// Whether no engine can run on this thread any more.
pub fn is_collector_lost() -> bool {
    COLLECTOR_LOST.get()
}
