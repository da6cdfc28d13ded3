//! What stops an engine from outside: the watchdog (`watchdog.rs`), Ctrl+C (`sigint.rs`) and
//! the allocator pull it, and `mod.rs` resets it.
//!
//! Boa compares its `RuntimeLimits` at every loop iteration and call, and guest code cannot
//! catch the error. Tripping means setting them to nothing from outside, that of loops first.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use boa_engine::vm::RuntimeLimits;

use crate::allocator::critically;
use crate::wire::numbered;

numbered! {
    /// Why a run was stopped from outside.
    pub enum Stop {
        Timeout = 1,
        Interrupt = 2,
        Host = 3,
        Memory = 4,
    }
}

/// That it was not.
const GOES_ON: u32 = 0;

/// What the watchdog may touch of an engine.
#[derive(Default)]
pub struct Trip {
    /// A [`Stop`]'s number.
    stop: AtomicU32,
    /// Whether its time of grace is over, too.
    pub overdue: AtomicBool,
    /// Where the engine's limits are, as long as it lives.
    limits: Mutex<Option<LimitsPointer>>,
}

struct LimitsPointer(*mut RuntimeLimits);

// SAFETY: the pointer is only followed under the mutex that holds it, and it is taken out
// before what it points to goes ([`Trip::detach`]).
unsafe impl Send for LimitsPointer {}

impl Trip {
    /// Stops the engine at the next turn of a loop. Calls are let through yet: Boa panics
    /// where one fails that cannot fail, as in making the promise of an `import()`.
    pub fn pull(&self, stop: Stop) {
        self.stop_at(stop, None);
    }

    /// Stops the engine at the next call, too.
    pub fn insist(&self, stop: Stop) {
        self.stop_at(stop, Some(0));
    }

    /// The reason and the limits are set in one step, and so they are reset: a limit without its reason
    /// would stay.
    fn stop_at(&self, stop: Stop, levels: Option<usize>) {
        self.locked(|pointer| {
            self.stop.store(stop as u32, Ordering::SeqCst);
            set(pointer.as_ref(), Some(0), levels);
        });
    }

    /// Sets how many levels of calls there may be, unless the engine is being stopped:
    /// [`Trip::reset`] sets them then.
    pub fn set_levels(&self, levels: usize) {
        self.locked(|pointer| {
            if self.stop.load(Ordering::SeqCst) == GOES_ON {
                set(pointer.as_ref(), None, Some(levels));
            }
        });
    }

    /// Why the engine is being stopped, if it is.
    pub fn stopping(&self) -> Option<Stop> {
        Stop::from_number(self.stop.load(Ordering::SeqCst))
    }

    /// Lets the engine run again, with so many levels of calls.
    pub fn reset(&self, levels: usize) {
        self.locked(|pointer| {
            self.stop.store(GOES_ON, Ordering::SeqCst);
            self.overdue.store(false, Ordering::SeqCst);
            set(pointer.as_ref(), Some(u64::MAX), Some(levels));
        });
    }

    /// Says where the engine's limits are; they stay there until [`Trip::detach`].
    pub fn attach(&self, limits: &mut RuntimeLimits) {
        self.locked(|pointer| *pointer = Some(LimitsPointer(std::ptr::from_mut(limits))));
    }

    pub fn detach(&self) {
        self.locked(|pointer| *pointer = None);
    }

    /// An engine that is given up takes the lock once more, so none is left that holds it.
    fn locked(&self, body: impl FnOnce(&mut Option<LimitsPointer>)) {
        critically(|| body(&mut self.limits.lock().unwrap_or_else(PoisonError::into_inner)));
    }
}

/// Sets those of an engine's own limits that are given.
fn set(pointer: Option<&LimitsPointer>, loops: Option<u64>, levels: Option<usize>) {
    let Some(LimitsPointer(limits)) = pointer else {
        return;
    };
    // SAFETY: what the pointer is to lives while it is there, and the caller holds its mutex.
    // The engine's thread does not: it reads the fields at the same time, which by Rust's
    // rules is a data race, and no rule makes it sound. What is relied on is that Boa reads
    // them through an opaque `&mut Context` at each loop and call, so that the compiler cannot
    // keep them in registers, and that each is one aligned word, which every target that we
    // build for reads and writes whole: the engine sees the value of before or the one set.
    // Boa offers no other way to stop a run from outside; atomics upstream would end it.
    unsafe {
        if let Some(loops) = loops {
            (**limits).set_loop_iteration_limit(loops);
        }
        if let Some(levels) = levels {
            (**limits).set_recursion_limit(levels);
        }
    }
}
