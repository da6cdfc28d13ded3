//! The thread that knows the deadlines of all runs of the process, and stops those that are
//! over: first by tripping the engine's limits (`trip.rs`), that of loops and then that of
//! calls, and if that was not heard, by prodding the engine's thread (`signals/`). Threads that
//! may be ended in the middle of a run (`wanted.rs`) are prodded whenever a turn takes long.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::pace::Pace;
use super::trip::{Stop, Trip};
use super::wanted::LOOK_EVERY;
use crate::allocator::critically;
use crate::engine::signals;

/// How long an engine may work until it comes to a loop.
const PATIENCE: Duration = Duration::from_millis(20);
/// How long it may take for that, whatever it does.
const AT_MOST: Duration = Duration::from_millis(400);
/// How long after that an engine may take to stop by itself. Native code of Boa's
/// that comes back at all (a sort, a collection) comes back within it.
const GRACE: Duration = Duration::from_millis(500);
/// How often an overdue engine is looked at until it can be given up.
const PROD_EVERY: Duration = Duration::from_millis(2);

/// One thread for the process, started with the first timeout, asleep while none is armed.
pub(super) struct Watchdog {
    lists: Mutex<Lists>,
    changed: Condvar,
    /// Whether its thread was started.
    runs: Mutex<bool>,
}

#[derive(Default)]
struct Lists {
    watched: Vec<Watched>,
    tended: Vec<Tended>,
    /// When the turns of those are looked at next.
    look: Option<Instant>,
}

/// A thread that may be ended in the middle of a run. It takes itself out before it is gone.
struct Tended {
    thread: signals::Thread,
    pace: Pace,
    /// The turn that it was in at the last look.
    turn: Option<u32>,
}

struct Watched {
    deadline: Instant,
    id: u64,
    trip: Arc<Trip>,
    /// Where the engine runs. It lives as long as this is in the list: the engine's thread
    /// takes it out itself.
    thread: signals::Thread,
    pace: Pace,
    stage: Stage,
}

/// How far a run that does not stop was gone against.
enum Stage {
    Armed,
    Tripped { at: Instant, worked: Duration },
    Insisted,
}

pub(super) fn watchdog() -> &'static Watchdog {
    static WATCHDOG: OnceLock<&'static Watchdog> = OnceLock::new();
    WATCHDOG.get_or_init(|| {
        Box::leak(Box::new(Watchdog {
            lists: Mutex::default(),
            changed: Condvar::new(),
            runs: Mutex::new(false),
        }))
    })
}

/// Starts the watchdog's thread.
pub fn prepare() {
    watchdog().start();
}

impl Watched {
    /// Trips the engine; later, as often as it takes, has its thread give it up.
    fn expire(&mut self, now: Instant) {
        match self.stage {
            Stage::Armed => {
                self.trip.pull(Stop::Timeout);
                self.stage = Stage::Tripped {
                    at: now,
                    worked: self.pace.worked(),
                };
                self.deadline = now + PATIENCE;
            }
            // Calls are not let fail while the engine may just not have come to its next loop
            // yet: native code that relies on one panics then.
            Stage::Tripped { at, worked } if now < at + AT_MOST && self.is_excused(worked) => {
                self.deadline = now + PROD_EVERY;
            }
            Stage::Tripped { .. } => {
                // The end of a request within this one may have reset the engine meanwhile.
                self.trip.insist(Stop::Timeout);
                self.stage = Stage::Insisted;
                self.deadline = now + GRACE;
            }
            Stage::Insisted => {
                self.trip.overdue.store(true, Ordering::SeqCst);
                signals::prod(self.thread);
                self.deadline = now + PROD_EVERY;
            }
        }
    }

    /// Whether the engine got no turn or is collecting, after its thread had worked so long.
    fn is_excused(&self, worked: Duration) -> bool {
        self.pace.is_collecting() || self.pace.worked().saturating_sub(worked) < PATIENCE
    }
}

impl Lists {
    /// Does what is due, and says when it has to be done again.
    fn see_to(&mut self, now: Instant) -> Option<Instant> {
        for watched in self
            .watched
            .iter_mut()
            .filter(|watched| watched.deadline <= now)
        {
            watched.expire(now);
        }
        if self.look.is_some_and(|look| look <= now) {
            self.look = Some(now + LOOK_EVERY);
            for tended in &mut self.tended {
                let before = std::mem::replace(&mut tended.turn, tended.pace.turn());
                if before.is_some() && before == tended.turn {
                    signals::prod(tended.thread);
                }
            }
        }
        let next = self.watched.iter().map(|watched| watched.deadline).min();
        next.into_iter().chain(self.look).min()
    }
}

impl Watchdog {
    fn lock(&self) -> std::sync::MutexGuard<'_, Lists> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the thread runs; it is tried again where there was none to be had.
    fn start(&'static self) -> bool {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if !*runs {
            let thread = std::thread::Builder::new().name("rsvm-watchdog".to_owned());
            *runs = thread.spawn(|| self.run()).is_ok();
        }
        *runs
    }

    /// Has an engine stopped at a deadline; at once if there is nobody to do it then.
    pub(super) fn watch(&'static self, trip: &Arc<Trip>, id: u64, deadline: Instant) {
        critically(|| {
            if !self.start() {
                return trip.pull(Stop::Timeout);
            }
            self.lock().watched.push(Watched {
                deadline,
                id,
                trip: Arc::clone(trip),
                thread: signals::this_thread(),
                pace: Pace::of_this_thread(),
                stage: Stage::Armed,
            });
            self.changed.notify_one();
        });
    }

    /// Takes one deadline of an engine's out of the list, or all.
    pub(super) fn forget(&self, trip: &Arc<Trip>, id: Option<u64>) {
        let others = |watched: &Watched| {
            id.is_some_and(|id| watched.id != id) || !Arc::ptr_eq(&watched.trip, trip)
        };
        critically(|| self.lock().watched.retain(others));
    }

    /// Looks after this thread, until [`Watchdog::leave_alone`].
    pub(super) fn tend(&'static self) {
        critically(|| {
            if !self.start() {
                return;
            }
            let mut lists = self.lock();
            lists.tended.push(Tended {
                thread: signals::this_thread(),
                pace: Pace::of_this_thread(),
                turn: None,
            });
            lists.look.get_or_insert(Instant::now() + LOOK_EVERY);
            self.changed.notify_one();
        });
    }

    pub(super) fn leave_alone(&self) {
        critically(|| {
            let mut lists = self.lock();
            lists
                .tended
                .retain(|tended| !tended.pace.is_of_this_thread());
            if lists.tended.is_empty() {
                lists.look = None;
            }
        });
    }

    fn run(&self) {
        let mut lists = self.lock();
        loop {
            let now = Instant::now();
            lists = match lists.see_to(now) {
                None => self
                    .changed
                    .wait(lists)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(next) => {
                    self.changed
                        .wait_timeout(lists, next.saturating_duration_since(now))
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
    }
}
