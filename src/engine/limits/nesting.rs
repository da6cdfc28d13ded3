//! Runs within runs, of one engine or several: a host function that a guest calls may run
//! another guest, and what ends the outer run must end the inner one too.
//!
//! Each thread keeps the deadlines of the runs under way on it, the outermost first. A run
//! in another engine is given the nearest of them as its own.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::sigint;

/// When a run has to end, and after how many milliseconds that is.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    pub at: Instant,
    pub timeout: f64,
}

thread_local! {
    static DEADLINES: RefCell<Vec<Deadline>> = const { RefCell::new(Vec::new()) };
}

/// How many deadlines hold in the whole process. Most calls find none, and need not look for
/// those of their thread, which takes as long as all else that a short call does about time.
static HELD: AtomicUsize = AtomicUsize::new(0);

/// Whether any deadline may hold on this thread.
pub fn is_held() -> bool {
    HELD.load(Ordering::Relaxed) > 0
}

/// A deadline that holds until this is dropped.
pub struct Held(bool);

impl Drop for Held {
    fn drop(&mut self) {
        if self.0 {
            // A thread that ends may have no deadlines any more.
            let _ = DEADLINES.try_with(|deadlines| deadlines.borrow_mut().pop());
            HELD.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// How many deadlines hold on this thread, and how many runs wait for the signal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mark {
    deadlines: usize,
    sigints: usize,
}

/// What holds on this thread now; for [`restore`].
pub fn mark() -> Mark {
    Mark {
        deadlines: if is_held() {
            DEADLINES.with_borrow(Vec::len)
        } else {
            0
        },
        sigints: sigint::mark(),
    }
}

/// Takes back what was taken on since [`mark`]. A run that is over has none
/// left, but one whose engine was given up never dropped its own.
pub fn restore(mark: Mark) {
    // A thread that ends may have no deadlines any more.
    let over = DEADLINES.try_with(|deadlines| {
        let mut deadlines = deadlines.borrow_mut();
        let over = deadlines.len().saturating_sub(mark.deadlines);
        deadlines.truncate(mark.deadlines);
        over
    });
    HELD.fetch_sub(over.unwrap_or(0), Ordering::Relaxed);
    sigint::restore(mark.sigints);
}

/// Takes a run's own deadline on, if it has one, and returns the one that holds for it: the
/// nearest of this thread.
pub fn hold(own: Option<Deadline>) -> (Option<Deadline>, Held) {
    DEADLINES.with_borrow_mut(|deadlines| {
        let outer = deadlines.last().copied();
        let nearest = match (own, outer) {
            (Some(own), Some(outer)) if outer.at < own.at => Some(outer),
            (own, outer) => own.or(outer),
        };
        let held = nearest.filter(|_| own.is_some());
        deadlines.extend(held);
        HELD.fetch_add(usize::from(held.is_some()), Ordering::Relaxed);
        (nearest, Held(held.is_some()))
    })
}
