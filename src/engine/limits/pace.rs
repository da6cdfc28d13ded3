//! How far a thread has come, as another sees it: the time it has worked, whether it is
//! collecting garbage, and which turn of an engine it is in. The watchdog (`watchdog.rs`) does
//! not take an engine that got no turn, or whose collector is at work, for one that does not
//! listen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

thread_local! {
    static OWN: Pace = Pace {
        clock: clock::of_this_thread(),
        collecting: Arc::default(),
        turns: Arc::default(),
    };
}

/// The progress of one thread.
#[derive(Clone)]
pub struct Pace {
    clock: clock::Clock,
    collecting: Arc<AtomicBool>,
    /// Twice the number of turns that have begun, and one more while an engine works.
    turns: Arc<AtomicU32>,
}

impl Pace {
    pub fn of_this_thread() -> Self {
        OWN.with(Clone::clone)
    }

    /// The time that the thread has worked, from some moment on. The thread must live.
    pub fn worked(&self) -> Duration {
        clock::read(self.clock)
    }

    /// Whether the thread's collector has begun and is not known to have ended.
    pub fn is_collecting(&self) -> bool {
        self.collecting.load(Ordering::Relaxed)
    }

    pub fn is_of_this_thread(&self) -> bool {
        OWN.with(|own| Arc::ptr_eq(&own.turns, &self.turns))
    }

    /// The number of the turn that an engine of the thread works in, if one does.
    pub fn turn(&self) -> Option<u32> {
        let turns = self.turns.load(Ordering::Relaxed);
        (turns % 2 == 1).then_some(turns)
    }
}

/// Says that an engine of this thread begins a turn, or that none works any more.
pub fn set_working(working: bool) {
    let _ = OWN.try_with(|own| {
        let before = own.turns.load(Ordering::Relaxed) & !1;
        let now = before.wrapping_add(2) | u32::from(working);
        own.turns.store(now, Ordering::Relaxed);
    });
}

/// Says whether this thread's collector is at work.
pub fn set_collecting(collecting: bool) {
    // A thread that ends may have none any more.
    let _ = OWN.try_with(|own| own.collecting.store(collecting, Ordering::Relaxed));
}

#[cfg(target_os = "linux")]
mod clock {
    use std::time::Duration;

    pub type Clock = libc::clockid_t;

    pub fn of_this_thread() -> Clock {
        let mut clock = libc::CLOCK_MONOTONIC;
        // SAFETY: the thread is this one, and the pointer is to a local.
        unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &raw mut clock) };
        clock
    }

    pub fn read(clock: Clock) -> Duration {
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: the pointer is to a local; a clock that is gone is an error, and no time.
        unsafe { libc::clock_gettime(clock, &raw mut time) };
        Duration::new(
            u64::try_from(time.tv_sec).unwrap_or(0),
            u32::try_from(time.tv_nsec).unwrap_or(0),
        )
    }
}

/// Where a thread's time cannot be read by others, all time counts.
#[cfg(not(target_os = "linux"))]
mod clock {
    use std::sync::OnceLock;
    use std::time::{Duration, Instant};

    pub type Clock = ();

    pub fn of_this_thread() {}

    pub fn read((): Clock) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}
