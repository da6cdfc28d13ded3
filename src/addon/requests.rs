//! The requests that an engine in a process of its own works at, and until when it may: a request
//! within another has what that leaves it, and what the engine works behind a deadline is added
//! up. `child.rs` has one for each engine, and waits accordingly.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::child::bell::Bell;
use crate::child::frame::Left;
use crate::engine::nesting::{self, Deadline, Held};
use crate::engine::sigint;
use crate::wire::Allowance;

/// How long after its deadline an engine may take to stop by itself: in the child native
/// code that does not come back is left after 500 ms, and then the process goes.
const GRACE: Duration = Duration::from_secs(1);

/// What is left at least to a request whose time is over.
const LEAST_LEFT: Duration = Duration::from_micros(1);

/// A request under way.
struct Request {
    deadline: Option<Deadline>,
    /// How long the engine has worked behind it: one that is asked and asks has many turns.
    overtime: Duration,
    _held: Held,
    _watched: sigint::Watched,
}

/// Those under way of one engine, the innermost last.
pub struct Requests {
    open: Vec<Request>,
    /// How many there have been.
    begun: u32,
    /// When the engine's turn began, and when it has to be over.
    since: Instant,
    until: Option<Instant>,
    /// The timeout of what is not allowed one of its own, in milliseconds.
    otherwise: Option<f64>,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            begun: 0,
            since: Instant::now(),
            until: None,
            otherwise: None,
        }
    }
}

impl Requests {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The number of the one that began last.
    pub fn begun(&self) -> u32 {
        self.begun
    }

    /// When the engine's turn has to be over.
    pub fn until(&self) -> Option<Instant> {
        self.until
    }

    /// Whether it should have been by now.
    pub fn are_overdue(&self) -> bool {
        self.until.is_some_and(|until| until <= Instant::now())
    }

    /// The deadline of the innermost.
    pub fn deadline(&self) -> Option<Deadline> {
        self.open.last()?.deadline
    }

    /// Sets the timeout of those that bring none, if one is given.
    pub fn allow(&mut self, timeout: Option<f64>) {
        self.otherwise = timeout.or(self.otherwise);
    }

    /// Takes a request on; returns what the runs around it leave it. One that nobody `waits`
    /// for here is not around what this thread does meanwhile.
    pub fn begin(&mut self, allowance: &Allowance, waits: bool, bell: &Arc<Bell>) -> Option<Left> {
        let otherwise = self.otherwise.filter(|_| self.open.is_empty());
        let now = Instant::now();
        let own = allowance.timeout.or(otherwise).and_then(|timeout| {
            let time = Duration::try_from_secs_f64(timeout / 1000.0).ok()?;
            let at = now.checked_add(time)?;
            Some(Deadline { at, timeout })
        });
        self.begun = self.begun.wrapping_add(1);
        let (around, nothing) = nesting::hold(None);
        let request = if waits {
            let (deadline, held) = nesting::hold(own);
            let bell = Arc::clone(bell);
            let request = self.begun;
            let interrupt = || Arc::new(move || bell.ring(request)) as sigint::Interrupt;
            Request {
                deadline,
                overtime: Duration::ZERO,
                _held: held,
                _watched: sigint::watch(allowance.sigint, interrupt),
            }
        } else {
            Request {
                deadline: own,
                overtime: Duration::ZERO,
                _held: nothing,
                _watched: sigint::Watched::default(),
            }
        };
        self.open.push(request);
        let Deadline { at, timeout } = around.filter(|_| waits)?;
        // What is over already still needs a number that is not "none".
        let left = at.saturating_duration_since(now).max(LEAST_LEFT);
        Some(Left {
            milliseconds: left.as_secs_f64() * 1000.0,
            timeout,
        })
    }

    /// Ends the innermost, which was answered.
    pub fn end(&mut self) {
        self.open.pop();
    }

    /// Ends all, the innermost first, as they nest.
    pub fn clear(&mut self) {
        while self.open.pop().is_some() {}
    }

    /// Has the outermost be over by now.
    pub fn end_now(&mut self) {
        if let Some(request) = self.open.first_mut() {
            let now = Instant::now();
            request.deadline = Some(Deadline {
                at: now,
                timeout: 0.0,
            });
        }
        self.until = self.end_of_turn();
    }

    /// The engine has control from now on. The host's part of a run is none of its fault.
    pub fn begin_turn(&mut self) {
        self.since = Instant::now();
        self.until = self.end_of_turn();
    }

    /// The engine has given control back.
    pub fn end_turn(&mut self) {
        if let Some(request) = self.open.last_mut()
            && let Some(deadline) = request.deadline
        {
            request.overtime += deadline.at.max(self.since).elapsed();
        }
    }

    /// When a turn has to be over that begins now.
    fn end_of_turn(&self) -> Option<Instant> {
        let Request {
            deadline, overtime, ..
        } = self.open.last()?;
        let begins = (*deadline)?.at.max(Instant::now());
        Some(begins + GRACE.saturating_sub(*overtime))
    }
}
