//! One guest: a Boa context on its own native stack, driven by messages.
//!
//! [`Engine::enter`] hands it a message (see `wire`) and returns what it wants next: it is
//! done with the request, or it has stopped in the middle of one and needs the host to do
//! something. Nothing in here knows Node-API; the addon, a child process and the tests
//! drive an engine in the same way.

mod accessor;
mod builtins;
mod call_site;
mod convert;
mod crossing;
mod dead_zone;
mod declarations;
mod descriptor;
mod evaluate;
mod expression;
mod forward;
mod functions;
mod graph;
mod guard;
mod guest;
mod handles;
mod heap;
mod import;
mod intrinsics;
mod jobs;
mod limits;
mod link_error;
mod live;
mod membrane;
mod memory;
mod messages;
mod mirror;
mod module;
pub mod nesting;
mod origin;
mod panics;
mod pool;
mod reach;
mod records;
mod report;
mod rescue;
mod script;
mod serve;
pub mod sigint;
mod signals;
mod snapshot;
mod source;
mod stack;
mod strings;
mod syntax;
#[cfg(test)]
mod tests;
mod top_level_await;
mod watch;
mod watchdog;

use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use boa_engine::Context;
use boa_engine::context::ContextBuilder;
use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult, Yielder};

pub use memory::DEFAULT as DEFAULT_MEMORY;

use guest::Guest;
use jobs::{Hooks, Jobs};
use limits::Limits;
use rescue::Frame;

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

/// What runs on the engine's stack.
struct Core {
    context: Context,
    guest: Rc<Guest>,
    limits: Rc<Limits>,
}

impl Drop for Core {
    fn drop(&mut self) {
        self.limits.detach();
    }
}

/// Why there is no core any more.
enum Failure {
    Panic(String),
    GivenUp,
}

type Outcome = Result<Box<Core>, Failure>;
type Running = Coroutine<(), (), Outcome, DefaultStack>;

enum State {
    Idle(Box<Core>),
    /// Suspended in the middle of a request. Dropping it would run destructors of guest
    /// code on a stack that is not there to be unwound; it is left alone instead.
    Asking(ManuallyDrop<Running>, Box<Frame>),
    Lost(Lost),
}

/// One guest engine.
pub struct Engine {
    state: Option<State>,
    guest: Rc<Guest>,
    /// How many of its questions wait for their answer.
    asked: u32,
    waiting: bool,
    /// What held on the thread when the request under way began.
    mark: nesting::Mark,
    /// That of the last request, for the next.
    frame: Option<Box<Frame>>,
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
        let guest = Guest::new(jobs, Rc::clone(&limits), &mut context).map_err(resources)?;
        let mut core = Box::new(Core {
            context: *context,
            guest: Rc::clone(&guest),
            limits: Rc::clone(&limits),
        });
        limits.attach(&mut core.context);
        Ok(Self {
            state: Some(State::Idle(core)),
            guest,
            asked: 0,
            waiting: false,
            mark: nesting::Mark::default(),
            frame: None,
        })
    }

    /// Gives the engine control with a message: a request, or the answer to what it asked.
    ///
    /// # Errors
    ///
    /// What the engine was lost of, now or earlier.
    pub fn enter(&mut self, message: &[u32]) -> Result<Turn, Lost> {
        self.guest.deliver(message);
        let completion = Reader::new(message)
            .head()
            .is_ok_and(|(opcode, _)| opcode.is_completion());
        if completion && self.asked == 0 {
            serve::reject(&self.guest, &Malformed("an answer to no question"));
            return Ok(Turn::Reply);
        }
        self.asked -= u32::from(completion);
        let (running, frame) = self.stack_of()?;
        self.resume(running, frame)
    }

    /// The stack on which the engine goes on.
    fn stack_of(&mut self) -> Result<(Running, Box<Frame>), Lost> {
        match self.state.take() {
            Some(State::Lost(lost)) => {
                self.state = Some(State::Lost(lost.clone()));
                Err(lost)
            }
            Some(state) if rescue::is_collector_lost() => {
                // Dropping it would touch what the collector was doing.
                std::mem::forget(state);
                Err(self.lose(Lost::Collector))
            }
            Some(State::Idle(core)) => {
                self.mark = nesting::mark();
                match start(core) {
                    Ok((running, lowest)) => {
                        let handler = running.trap_handler();
                        let frame = match self.frame.take() {
                            Some(mut frame) => {
                                frame.begin_again(handler, lowest);
                                frame
                            }
                            None => Frame::new(handler, Rc::clone(&self.guest.limits), lowest),
                        };
                        Ok((running, frame))
                    }
                    Err((core, error)) => {
                        self.state = Some(State::Idle(core));
                        Err(Lost::Resources(error))
                    }
                }
            }
            Some(State::Asking(running, frame)) => Ok((ManuallyDrop::into_inner(running), frame)),
            None => Err(Lost::Resources("entered from within".to_owned())),
        }
    }

    fn resume(&mut self, mut running: Running, frame: Box<Frame>) -> Result<Turn, Lost> {
        match frame.run(|| running.resume(())) {
            CoroutineResult::Yield(()) if frame.reason().is_some() => {
                // SAFETY: the stack is never resumed, and what it holds is forgotten
                // (`rescue.rs`).
                unsafe { running.force_reset() };
                Err(self.give_up(running, &frame))
            }
            CoroutineResult::Yield(()) => {
                self.state = Some(State::Asking(ManuallyDrop::new(running), frame));
                Ok(self.turn())
            }
            CoroutineResult::Return(Ok(core)) => {
                pool::give_back(running.into_stack());
                self.frame = Some(frame);
                self.state = Some(State::Idle(core));
                Ok(self.turn())
            }
            CoroutineResult::Return(Err(Failure::Panic(message))) => {
                frame.limits.abandon();
                pool::give_back(running.into_stack());
                rescue::examine_collector();
                Err(self.lose(Lost::Panic(message)))
            }
            CoroutineResult::Return(Err(Failure::GivenUp)) => Err(self.give_up(running, &frame)),
        }
    }

    /// Buries an engine that was left in the middle.
    fn give_up(&mut self, running: Running, frame: &Frame) -> Lost {
        let timeout = frame.limits.expired();
        frame.limits.abandon();
        // All of it may have been touched: the system gets it back.
        drop(running.into_stack());
        rescue::examine_collector();
        match (frame.reason(), timeout) {
            (Some(rescue::Reason::Overdue), Some(timeout)) => self.lose(Lost::Overdue(timeout)),
            (reason, _) => self.lose(Lost::GivenUp(
                reason.map_or("it was given up", rescue::Reason::text),
            )),
        }
    }

    fn lose(&mut self, lost: Lost) -> Lost {
        nesting::restore(self.mark);
        self.state = Some(State::Lost(lost.clone()));
        // Its tables belong to what was left, and must not be dropped either.
        std::mem::forget(Rc::clone(&self.guest));
        lost
    }

    fn is_lost(&self) -> bool {
        matches!(self.state, Some(State::Lost(_)) | None)
    }

    /// Whether the message in the outbox is a reply; keeps count of what was asked.
    fn turn(&mut self) -> Turn {
        let outbox = self.guest.outbox.borrow();
        let reply = Reader::new(outbox.words())
            .head()
            .is_ok_and(|(opcode, _)| opcode.is_completion());
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
        if !self.is_lost() {
            self.guest.exports.borrow_mut().release(id);
        }
    }

    /// Lets go a compiled script or module; what it made lives on.
    pub fn drop_script(&self, id: u32) {
        if self.is_lost() {
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

    /// Something that may be called on any thread to interrupt the run under way.
    #[must_use]
    pub fn interrupter(&self) -> Box<dyn Fn() + Send + Sync> {
        Box::new(self.guest.limits.interrupter())
    }
}

/// Makes this process that of one engine alone, before it is made: starts the threads that
/// engines share, which cannot be started later, and has limits hold for all of it.
pub fn own_process() {
    memory::own_process();
    watchdog::prepare();
}

/// Begins the request in the inbox on a stack of its own.
///
/// Returns the lowest address of that stack, too.
fn start(core: Box<Core>) -> Result<(Running, usize), (Box<Core>, String)> {
    let stack = match pool::take() {
        Ok(stack) => stack,
        Err(error) => return Err((core, format!("no native stack: {error}"))),
    };
    let lowest = stack.limit().get();
    let running = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
        let mut core = ManuallyDrop::new(core);
        let guest = Rc::clone(&core.guest);
        rescue::set_way_out(yielder);
        let result = catch_unwind(AssertUnwindSafe(|| {
            guest.attached(yielder, || begin(&guest, &mut core.context));
        }));
        match result {
            Ok(()) => Ok(ManuallyDrop::into_inner(core)),
            // What a panic left behind is in an unknown state: it is never run or
            // dropped again.
            Err(panic) => {
                core.limits.detach();
                Err(Failure::Panic(panics::message_of(panic.as_ref())))
            }
        }
    });
    Ok((running, lowest))
}

fn begin(guest: &Guest, context: &mut Context) {
    let message = guest.message();
    guest.epoch.set(guest.epoch.get().wrapping_add(1));
    let mut reader = message.reader();
    match crossing::receive(guest, context, &mut reader) {
        Ok(opcode) => serve::serve(guest, context, opcode, reader),
        Err(_) => serve::reject(guest, &Malformed("sections")),
    }
    context.clear_kept_objects();
}
