//! How much an engine may take. The allocator counts (`crate::allocator`) and asks here
//! when an account is over its mark: first garbage is collected, because Boa's collector
//! sees the headers of objects and not what they hold (3,000 dropped buffers of 10 MB pile
//! up otherwise); then the run is stopped, with an error that guest code cannot catch; and
//! if native code goes on taking, or wants far too much at once, the engine is given up.
//!
//! The collector is the thread's, so one engine's garbage may be freed while another runs
//! and is then taken off the wrong account. An account is therefore never believed to hold
//! more than its thread does, or less than nothing.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::allocator::{self, Account, Excess};
use crate::engine::rescue::{self, Reason};

/// What an engine may take unless it is told otherwise.
pub const DEFAULT: usize = 1 << 30;
/// The largest buffer, whatever the limit: 1.5 GiB, as Boa has it.
pub const MAX_BUFFER: u64 = 3 << 29;
/// How much an engine takes before its payloads are a reason to collect.
const FIRST_COLLECTION: isize = 64 << 20;
/// Smaller payloads are covered by the collector's own count: 4 KB are 20 times the header
/// of the object that holds them.
const PAYLOAD: usize = 4 << 10;
/// How much is taken before it is looked again whether the collector is at rest.
const LATER: isize = 16 << 10;
/// The garbage of ended engines is collected when what is in use is no more than so many times as
/// much, since the walk is through that. It pays to do so while a cache still has the garbage: a
/// context is made in half of the time where the one before was, measured with 4 MB of it
/// against none. With much in use, it is collected when it is [`FIRST_COLLECTION`].
const WORTHWHILE: isize = 2;
/// What must be left of an engine's stack for the collector and the allocator to run.
const RESERVE: usize = 256 << 10;

thread_local! {
    /// What engines held that have ended since the last collection for that.
    static ENDED: Cell<isize> = const { Cell::new(0) };
}

/// Whether an engine's limit is for its process as a whole ([`own_process`]).
static OWN_PROCESS: AtomicBool = AtomicBool::new(false);

/// The bounds of an engine: see the fields of [`Memory`].
pub struct Bounds {
    asked: isize,
    limit: isize,
    soft: isize,
}

impl Bounds {
    const fn new(asked: isize, limit: isize) -> Self {
        Self {
            asked,
            limit,
            soft: limit,
        }
    }
}

/// One engine's memory.
pub struct Memory {
    pub account: Account,
    /// As the host has set it.
    asked: Cell<isize>,
    /// What of it may be counted.
    limit: Cell<isize>,
    /// Where a run is stopped: the limit, or somewhat more as long as the engine is over it,
    /// so that the guest can run what lets its garbage go.
    soft: Cell<isize>,
    collect_at: Cell<isize>,
    /// Whether a run was stopped, and what it held is still to be let go.
    stopped: Cell<bool>,
}

impl Memory {
    pub fn new() -> Self {
        let memory = Self {
            account: Account {
                used: Cell::new(0),
                ask_at: Cell::new(0),
                floor: Cell::new(0),
                exceeded,
            },
            asked: Cell::new(0),
            limit: Cell::new(0),
            soft: Cell::new(0),
            collect_at: Cell::new(FIRST_COLLECTION),
            stopped: Cell::new(false),
        };
        memory.set_limit(DEFAULT);
        memory
    }

    pub fn set_limit(&self, bytes: usize) {
        let bytes = isize::try_from(bytes).unwrap_or(isize::MAX / 2);
        self.bound(&Bounds::new(bytes, counted(bytes)));
    }

    fn bound(&self, bounds: &Bounds) {
        self.asked.set(bounds.asked);
        self.limit.set(bounds.limit);
        self.soft.set(bounds.soft);
        self.mark();
    }

    /// Has a run take no more than so many bytes on top of what is held when it begins.
    /// Returns the bounds before, or nothing if the engine may not take that much anyway.
    pub fn tighten(&self, bytes: usize) -> Option<Bounds> {
        let bytes = isize::try_from(bytes).unwrap_or(isize::MAX / 2);
        let limit = self.account.used.get().saturating_add(counted(bytes));
        if limit >= self.limit.get() {
            return None;
        }
        let before = Bounds {
            asked: self.asked.get(),
            limit: self.limit.get(),
            soft: self.soft.get(),
        };
        self.bound(&Bounds::new(bytes, limit));
        Some(before)
    }

    /// Undoes [`Memory::tighten`].
    pub fn loosen(&self, before: &Bounds) {
        self.bound(before);
    }

    /// The limit in bytes, as the host is told it.
    pub fn limit(&self) -> isize {
        self.asked.get()
    }

    /// What a buffer may take now.
    pub fn for_buffer(&self) -> u64 {
        if self.account.used.get() > self.limit.get() / 2 {
            self.collect();
        }
        let left = self.limit.get() - self.account.used.get();
        u64::try_from(left).unwrap_or(0).min(MAX_BUFFER)
    }

    /// Has the next allocation asked about, whatever it takes. Called in a signal handler, too.
    pub fn ask_at_next(&self) {
        self.account.ask_at.set(isize::MIN);
    }

    /// Has the allocations that come next not asked about: each that the collector makes would be
    /// told of in vain, by a panic that takes 5 µs. Not for an engine that is to be stopped.
    fn ask_later(&self) {
        let used = self.account.used.get();
        self.account.ask_at.set(used.saturating_add(LATER));
    }

    /// From where on an engine is stopped at any call, not only in loops.
    fn far(&self) -> isize {
        self.soft.get().saturating_add(self.allowed() / 32)
    }

    /// From where on native code is not waited for any longer.
    fn hard(&self) -> isize {
        let more = if is_own_process() { 8 } else { 4 };
        self.limit.get().saturating_add(self.allowed() / more)
    }

    /// How much the limit allows, whatever was held before.
    fn allowed(&self) -> isize {
        counted(self.asked.get())
    }

    /// Takes what is held for what it can be: garbage of others may have been taken off the
    /// account, and garbage of its own not.
    pub fn correct(&self) -> isize {
        let used = self.account.used.get().min(allocator::live()).max(0);
        self.account.used.set(used);
        used
    }

    /// Says where the stack is that the engine runs on from now.
    pub fn set_stack(&self, lowest: usize) {
        self.account.floor.set(lowest + RESERVE);
    }

    fn mark(&self) {
        self.account
            .ask_at
            .set(self.soft.get().min(self.collect_at.get()));
    }

    /// Frees what is garbage, and says whether the engine is under its limit then. Not to be
    /// called in the middle of a collection.
    pub fn collect(&self) -> bool {
        force_collection();
        let used = self.correct();
        self.collect_at
            .set(used.saturating_mul(2).max(FIRST_COLLECTION));
        if used < self.limit.get() && self.soft.get() < isize::MAX {
            self.soft.set(self.limit.get());
        }
        self.mark();
        self.is_under()
    }

    /// As [`Memory::collect`], for what takes so little that it would collect at every turn
    /// if almost nothing came of it.
    fn collect_for_small(&self) -> bool {
        !std::thread::panicking()
            && self.collect()
            && self.soft.get() - self.account.used.get() >= self.allowed() / 16
    }

    /// A run was stopped for its memory.
    pub fn expect_recovery(&self) {
        // What ends the run takes memory, too, which must not count as another excess.
        self.soft.set(isize::MAX);
        self.mark();
        self.stopped.set(true);
    }

    /// Makes the engine usable if a run was stopped for its memory. Called when no frame of
    /// the run is left that may hold what it took.
    pub fn recover(&self) {
        if !self.stopped.replace(false) {
            return;
        }
        self.collect();
        let (used, limit) = (self.account.used.get(), self.limit.get());
        self.soft.set(limit.max(used.saturating_add(limit / 8)));
        self.mark();
    }

    fn is_under(&self) -> bool {
        self.account.used.get() <= self.soft.get()
    }
}

/// From now on a limit is for this process as a whole. What the allocator and the collector
/// need besides what is counted (measured: a quarter to 45 % of it, least for buffers and
/// most for small objects) has to be part of it, so less may be counted.
pub fn own_process() {
    OWN_PROCESS.store(true, Ordering::Relaxed);
}

/// Whether this process is that of one engine alone.
pub fn is_own_process() -> bool {
    OWN_PROCESS.load(Ordering::Relaxed)
}

/// What of so many bytes may be counted.
fn counted(bytes: isize) -> isize {
    if is_own_process() {
        bytes / 5 * 4
    } else {
        bytes
    }
}

/// An engine has ended that held so many bytes, which are garbage now.
pub fn ended(bytes: isize) {
    // A thread that ends collects no more.
    let _ = ENDED.try_with(|ended| ended.set(ended.get().saturating_add(bytes)));
}

/// Frees what ended engines held, if it is worth a walk through what the others of the thread
/// hold. No account is theirs any more, so that nothing else would ask for it.
pub fn collect_ended() {
    let much = ENDED.try_with(|ended| {
        let garbage = ended.get();
        let in_use = allocator::live() - garbage;
        let much = garbage >= (in_use / WORTHWHILE).min(FIRST_COLLECTION);
        if much {
            ended.set(0);
        }
        much
    });
    if much == Ok(true) && !rescue::is_collector_lost() && rescue::is_collector_at_rest() {
        force_collection();
    }
}

/// Has the collector run, and notes that it has come to its end.
fn force_collection() {
    boa_gc::force_collect();
    rescue::is_collector_at_rest();
}

/// What the allocator calls before it makes an allocation that is too much.
fn exceeded(_: &Account, excess: Excess) {
    match excess {
        Excess::Bytes(bytes) => stop(bytes),
        // The collector must come to its end.
        Excess::Refused(_) | Excess::Stack if !rescue::is_collector_at_rest() => {}
        Excess::Refused(_) => rescue::give_up(Reason::Memory),
        Excess::Stack => rescue::give_up(Reason::Stack),
    }
}

/// Has the engine that wants so many bytes collect or stop.
fn stop(bytes: usize) {
    // SAFETY: used within this function only, which the frame's `run` encloses.
    let Some(frame) = (unsafe { rescue::running() }) else {
        return;
    };
    let limits = &frame.limits;
    let memory = &limits.memory;
    let small = bytes < PAYLOAD || std::thread::panicking();
    let idle = !rescue::has_swept() && !limits.is_overdue();
    if idle && small && memory.is_under() {
        return memory.mark();
    }
    // The collector takes memory to free some, and so does each of its allocations.
    if !rescue::is_collector_at_rest() {
        if memory.is_under() {
            memory.ask_later();
        }
        return;
    }
    memory.mark();
    if limits.is_overdue() {
        rescue::give_up(Reason::Overdue);
    }
    if memory.account.used.get() <= memory.account.ask_at.get() {
        return;
    }
    let helped = if small {
        memory.is_under() || (limits.stopping().is_none() && memory.collect_for_small())
    } else {
        memory.collect()
    };
    if helped {
        return;
    }
    let used = memory.account.used.get();
    if used > memory.hard() {
        rescue::give_up(Reason::Memory);
    }
    limits.exceed(used > memory.far());
}
