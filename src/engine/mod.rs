//! One guest: a Boa context on its own native stack, driven by messages.
//!
//! [`Engine::enter`] hands it a message (see `wire`) and returns what it wants next: it is
//! done with the request, or it has stopped in the middle of one and needs the host to do
//! something. Nothing in here knows Node-API; the addon, a child process and the tests
//! drive an engine in the same way.

mod base_frame;
mod builtins;
mod call_site;
mod captured;
mod convert;
mod crossing;
mod declarations;
mod descriptor;
mod ending;
mod evaluate;
mod evaluated;
mod expression;
mod forward;
mod frames;
mod function_body;
mod functions;
mod global;
mod graph;
mod guard;
mod guest;
mod handles;
mod heap;
mod hooks;
mod import;
mod intrinsics;
mod jobs;
mod kept;
mod limits;
mod lines;
mod link_error;
mod membrane;
mod messages;
mod mirror;
mod module;
mod names;
mod namespace;
mod object_snapshot;
mod objects;
mod operate;
mod origin;
mod panics;
mod parsed;
mod pattern_words;
mod peek;
mod plain;
mod pool;
mod printed;
mod records;
mod report;
mod rescue;
mod script;
mod seat;
mod serve;
mod setup;
mod signals;
mod snapshot;
mod source;
mod stack;
mod strings;
mod symbols;
mod syntax;
mod synthetic_module;
#[cfg(test)]
mod tests;
mod texts;
mod top_level_await;

use std::rc::Rc;

use boa_engine::context::ContextBuilder;
use boa_engine::optimizer::OptimizerOptions;

pub use limits::memory::{DEFAULT as DEFAULT_MEMORY, collect_ended};
pub use limits::{nesting, sigint, wanted};

use guest::Guest;
use hooks::Hooks;
use jobs::Jobs;
use limits::sigint::Interrupt;
use limits::{Limits, memory, watchdog};
use seat::{Core, Seat};

use crate::allocator;
use crate::wire::{HandleId, Malformed, Reader};

/// What an engine needs of its host after it was given control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The message is the reply to the request that was entered last.
    Reply,
    /// The message is an operation for the host; its answer must be entered next.
    Ask,
}

/// Why an engine cannot go on.
#[derive(Debug, Clone, PartialEq)]
pub enum Lost {
    /// It panicked, with this message.
    Panic(String),
    /// It could not be made or given a stack.
    Resources(String),
    /// It was left in the middle, for this reason.
    GivenUp(&'static str),
    /// It was left in the middle because it did not stop after so many milliseconds.
    Overdue(f64),
    /// An engine of the same thread was left in the middle of a collection.
    Collector,
    /// It had a process of its own, and this is what became of it.
    Process(String),
}

impl Lost {
    /// The timeout that it did not stop at, in milliseconds, if that is why.
    #[must_use]
    pub fn overdue(&self) -> Option<f64> {
        match self {
            Self::Overdue(timeout) => Some(*timeout),
            _ => None,
        }
    }
}

impl std::fmt::Display for Lost {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Panic(message) => write!(formatter, "it panicked: {message}"),
            Self::Resources(message) | Self::Process(message) => formatter.write_str(message),
            Self::GivenUp(reason) => formatter.write_str(reason),
            Self::Overdue(milliseconds) => {
                write!(
                    formatter,
                    "native code did not stop after its {milliseconds} ms"
                )
            }
            Self::Collector => formatter.write_str(
                "an engine of this thread was lost in the middle of a garbage collection, \
                 and no engine can run on it any more",
            ),
        }
    }
}

/// One guest engine.
pub struct Engine {
    seat: Rc<Seat>,
    guest: Rc<Guest>,
    /// How many of its questions wait for their answer.
    asked: u32,
    waiting: bool,
    /// What it took to make it, in bytes.
    made_of: isize,
}

impl Engine {
    /// Makes an engine with a fresh global.
    ///
    /// # Errors
    ///
    /// [`Lost::Resources`] if Boa cannot make a context.
    pub fn new() -> Result<Self, Lost> {
        panics::keep_silent();
        rescue::prepare();
        if rescue::is_collector_lost() {
            return Err(Lost::Collector);
        }
        let before = allocator::live();
        let jobs = Rc::new(Jobs::default());
        let limits = Limits::new();
        let resources = |error: boa_engine::JsError| Lost::Resources(error.to_string());
        let context = ContextBuilder::new()
            .host_hooks(Hooks::new(Rc::clone(&jobs)))
            .job_executor(Rc::clone(&jobs))
            .module_loader(Rc::new(import::Loader))
            .can_block(false)
            .build()
            .map_err(resources)?;
        let mut context = Box::new(context);
        // Boa would make other programs of some: `v * v` of `v ** 2`, whatever `v` is, and nothing
        // of `if (false) 1`, which answers `undefined`.
        context.set_optimizer_options(OptimizerOptions::empty());
        let guest = Guest::new(jobs, Rc::clone(&limits), &mut context).map_err(resources)?;
        let mut core = Box::new(Core {
            context: *context,
            guest: Rc::clone(&guest),
            limits: Rc::clone(&limits),
        });
        limits.attach(&mut core.context);
        Ok(Self {
            seat: Seat::new(core),
            guest,
            asked: 0,
            waiting: false,
            made_of: allocator::live() - before,
        })
    }

    /// Gives the engine control with a message: a request, or the answer to what it asked.
    ///
    /// # Errors
    ///
    /// What the engine was lost of, now or earlier.
    pub fn enter(&mut self, message: &[u32]) -> Result<Turn, Lost> {
        self.guest.deliver(message);
        let completion = Reader::new(message).is_completion();
        if completion && self.asked == 0 {
            serve::reject(&self.guest, &Malformed("an answer to no question"));
            return Ok(Turn::Reply);
        }
        self.asked -= u32::from(completion);
        self.seat.go_on()?;
        Ok(self.turn())
    }

    /// Whether the message in the outbox is a reply; keeps count of what was asked.
    fn turn(&mut self) -> Turn {
        let outbox = self.guest.outbox.borrow();
        let reply = Reader::new(outbox.words()).is_completion();
        self.waiting = !reply;
        self.asked += u32::from(!reply);
        if reply { Turn::Reply } else { Turn::Ask }
    }

    /// Whether the message that the engine wrote last is a question.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// Lets go an object of the guest's that the host holds no more.
    pub fn release(&self, id: HandleId) {
        if !self.seat.is_lost() {
            self.guest.exports.borrow_mut().release(id);
        }
    }

    /// Lets go a compiled script or module; what it made lives on.
    pub fn drop_script(&self, id: u32) {
        if self.seat.is_lost() {
            return;
        }
        if id & module::MODULE == 0 {
            self.guest.scripts.borrow_mut().release(id);
        } else {
            self.guest.modules.borrow_mut().release(id);
        }
    }

    /// The message that the engine wrote last.
    pub fn with_message<R>(&self, read: impl FnOnce(&[u32]) -> R) -> R {
        read(self.guest.outbox.borrow().words())
    }

    /// How many bytes its guest has taken, as far as is known (see `limits/memory.rs`).
    #[must_use]
    pub fn taken(&self) -> isize {
        self.guest.limits.account().used.get().max(0)
    }

    /// How many it may take.
    #[must_use]
    pub fn memory_limit(&self) -> isize {
        self.guest.limits.memory.limit()
    }

    /// Forgets an interruption that came when there was no run any more.
    pub fn rest(&self) {
        self.guest.limits.rest();
    }

    /// Something that may be called on any thread to interrupt the run under way.
    #[must_use]
    pub fn interrupter(&self) -> Interrupt {
        self.guest.limits.interrupter()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let lost = self.seat.is_lost();
        self.seat.close();
        // What a lost one holds is never given back.
        if !lost {
            memory::ended(self.made_of.max(0) + self.taken());
        }
    }
}

/// Makes this process that of one engine alone, before it is made: starts the threads that
/// engines share, which cannot be started later, and has limits hold for all of it.
pub fn own_process() {
    memory::own_process();
    watchdog::prepare();
}
