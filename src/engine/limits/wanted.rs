//! Whether anybody still waits for what an engine of this thread does. Node ends a Worker where
//! its JavaScript runs, and tells no engine; so the watchdog (`watchdog.rs`) has such a thread
//! look, in a signal handler, when a turn takes long. How to look is the host's: the addon says
//! it once for each Worker.

use std::cell::Cell;
use std::time::Duration;

use super::Limits;
use super::watchdog::watchdog;
use crate::allocator;

/// Says whether the thread's host wants anything any more. It is called in a signal handler, on
/// the thread that it is about, while guest code is what the signal has interrupted: it
/// must neither allocate nor take a lock.
pub type Look = fn() -> bool;

/// How long a turn takes after which a thread looks whether anybody waits for it, and how often
/// it does.
pub const LOOK_EVERY: Duration = Duration::from_millis(200);
/// In how many looks native code may stop by itself once nobody waits for it.
const PATIENT_LOOKS: u32 = 3;

thread_local! {
    static LOOK: Cell<Option<Look>> = const { Cell::new(None) };
    /// How often nobody was found waiting.
    static IN_VAIN: Cell<u32> = const { Cell::new(0) };
}

/// Has the engines of this thread stop when `look` says that they are not wanted, until
/// [`leave_alone`].
pub fn tend(look: Look) {
    if LOOK.replace(Some(look)).is_none() {
        watchdog().tend();
    }
}

/// The thread ends, or has no engines any more.
pub fn leave_alone() {
    if LOOK.take().is_some() {
        watchdog().leave_alone();
    }
}

/// Stops the engine that runs if nobody waits for it, and says whether it is to be left where
/// it is, since it did not stop. Called in a signal handler.
pub fn look(limits: &Limits) -> bool {
    // Whoever holds the lock that stopping takes, on this thread, is critical.
    if LOOK.get().is_none_or(|look| look()) || allocator::is_critical() {
        return false;
    }
    limits.stop();
    IN_VAIN.set(IN_VAIN.get() + 1);
    IN_VAIN.get() > PATIENT_LOOKS
}
