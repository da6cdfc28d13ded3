//! Giving up an engine in the middle of whatever it does.
//!
//! Boa recurses, allocates and loops in native code that cannot be told to stop. What ends
//! it there is to leave: the engine's stack is never resumed, unwound or dropped, its
//! memory stays as it is, and the host goes on behind `Engine::enter` as if the engine had
//! answered. That is sound as long as nothing that others use is left half done, so it is
//! done only outside of the allocator and of what [`critically`](crate::allocator::critically)
//! guards; and if the thread's collector turns out to be in the middle of something, no
//! engine of that thread runs again.
//!
//! Two ways lead out: [`give_up`], from code of ours on the engine's stack, and a signal
//! (`signals.rs`), from anywhere.

use std::cell::Cell;
use std::panic::catch_unwind;
use std::ptr;
use std::rc::Rc;

use boa_gc::{Finalize, Gc, Trace, Tracer};
use corosensei::Yielder;
use corosensei::trap::CoroutineTrapHandler;

use super::limits::Limits;
use super::seat::{Failure, Outcome};
use crate::allocator;

/// Why an engine was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Stack,
    Memory,
    Overdue,
}

impl Reason {
    /// What the host is told.
    pub fn text(self) -> &'static str {
        match self {
            Self::Stack => "native code ran out of stack",
            Self::Memory => "native code asked for more memory than the limit allows",
            Self::Overdue => "native code did not stop at its timeout",
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

/// After how many looks, 2 ms apart, a collection that seems not to end has ended: marking
/// a gigabyte takes less than this half of a second. If not, `examine_collector` finds out.
const PATIENCE: u32 = 250;

thread_local! {
    static RUNNING: Cell<*const Frame> = const { Cell::new(ptr::null()) };
    /// Whether the collector is between the beginning of its marks and its sweep.
    static MARKING: Cell<bool> = const { Cell::new(false) };
    /// How often it was asked whether the engine that runs may be left.
    static LOOKS: Cell<u32> = const { Cell::new(0) };
    static PREPARED: Cell<bool> = const { Cell::new(false) };
    static COLLECTOR_LOST: Cell<bool> = const { Cell::new(false) };
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
        // SAFETY: the account belongs to `limits`, which this frame keeps; the thread is
        // pointed elsewhere below, before anything can drop it.
        let account = unsafe { allocator::charge(&raw const *self.limits.account()) };
        let result = body();
        // SAFETY: what was charged before is charged by a caller of this function, which
        // has not returned.
        unsafe { allocator::charge(account) };
        RUNNING.set(outer);
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

/// Whether the engine that runs may be left at any instruction: neither the allocator nor
/// the collector nor a lock of ours is in the middle of something. Called in a signal
/// handler.
pub fn may_leave() -> bool {
    let looks = LOOKS.get() + 1;
    LOOKS.set(looks);
    // Only the first collection of a run tells that it has ended (`expect_collection`).
    let marking = MARKING.get() && looks <= PATIENCE;
    !allocator::is_critical() && boa_gc::finalizer_safe() && !marking
}

/// Lives as long as its thread's collector, which tells it of each collection.
#[derive(Finalize)]
struct Sentinel;

// SAFETY: holds nothing to trace.
unsafe impl Trace for Sentinel {
    unsafe fn trace(&self, _: &mut Tracer) {}
    unsafe fn trace_non_roots(&self) {
        MARKING.set(true);
    }
    fn run_finalizer(&self) {}
}

/// Is garbage when it is made, so that the next sweep drops it.
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
        MARKING.set(false);
    }
}

/// Makes the thread ready to give engines up: called whenever one is entered.
pub fn prepare() {
    if !PREPARED.replace(true) {
        super::heap::raise_threshold();
        // Traced first in every collection, as the first object of the thread's.
        std::mem::forget(Gc::new(Sentinel));
        super::signals::prepare_thread();
    }
}

/// Has the next collection say when it sweeps: until then a thread that has begun to mark
/// is left alone. One such object is enough for one collection.
pub fn expect_collection() {
    LOOKS.set(0);
    MARKING.set(false);
    drop(Gc::new(Canary));
}

/// Finds out what state an engine that was given up has left the thread's collector in.
pub fn examine_collector() {
    MARKING.set(false);
    // Whoever left in the middle of the collector left it borrowed, and this panics.
    let works = boa_gc::finalizer_safe()
        && allocator::silently(|| catch_unwind(|| drop(Gc::new(Canary))).is_ok());
    if !works {
        COLLECTOR_LOST.set(true);
    }
}

/// Whether no engine can run on this thread any more.
pub fn is_collector_lost() -> bool {
    COLLECTOR_LOST.get()
}
