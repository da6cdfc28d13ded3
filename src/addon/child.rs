//! An engine in a process of its own, as the host drives it: the same turns as those of an
//! [`Engine`](crate::engine::Engine), over pipes. Its process is killed if it does not
//! answer in time, and ends with this. `engines.rs` is the only caller; processes come
//! from and go to `nursery.rs`.

use std::io::{self, PipeReader};
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::nursery::{self, Newborn};
use super::requests::Requests;
use super::wanted;
use crate::child::bell::Bell;
use crate::child::exit;
use crate::child::frame::{Frame, Link, text_of};
use crate::child::system::{Bounds, violence, wait_to_read};
use crate::engine::nesting::Deadline;
use crate::engine::wanted::LOOK_EVERY;
use crate::engine::{DEFAULT_MEMORY, Lost, Turn};
use crate::wire::{Allowance, Opcode, Reader};

/// How long a process that has closed its pipes may take to end.
const AGONY: Duration = Duration::from_millis(200);
/// What a process may map besides what its guest takes: native stacks, the engine itself.
const ADDRESSES: u64 = 8 << 30;

/// Says what processes run: the executable, and the library that it loads.
pub fn set_program(paths: [String; 2]) {
    let _ = nursery::PROGRAM.set(paths.map(Into::into));
}

/// An environment of Node's begins, or ends: it has no children any more.
pub use nursery::{enter as begin_environment, leave as end_environment};

/// So many bytes; what is no such number is 0 or as many as there can be.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is out of range is cut off"
)]
fn bytes_of(number: f64) -> u64 {
    number as u64
}

/// One engine, elsewhere.
pub struct Child {
    process: Option<std::process::Child>,
    bounds: Bounds,
    link: Link,
    bell: Arc<Bell>,
    message: Vec<u32>,
    waiting: bool,
    requests: Requests,
    /// How many bytes its guest may take, and says that it has.
    memory: u64,
    taken: u64,
    /// What it is told with the next message.
    untold: Vec<(Frame, Vec<u32>)>,
    lost: Option<Lost>,
}

impl Child {
    pub fn new() -> Result<Self, Lost> {
        let newborn = nursery::take()
            .map_err(|error| Lost::Process(format!("its process did not start: {error}")))?;
        let Newborn {
            process,
            bounds,
            link,
            bell,
        } = newborn;
        let child = Self {
            process: Some(process),
            bounds,
            link,
            bell: Arc::new(bell),
            message: Vec::new(),
            waiting: false,
            requests: Requests::default(),
            memory: DEFAULT_MEMORY as u64,
            taken: 0,
            untold: Vec::new(),
            lost: None,
        };
        child.limit_addresses();
        Ok(child)
    }

    /// Has the system bound what the process takes, beyond what its allocator counts.
    fn limit_addresses(&self) {
        let addresses = self.memory.saturating_mul(2).saturating_add(ADDRESSES);
        self.bounds.limit_memory(addresses);
    }

    /// How many bytes the guest may take.
    pub fn memory_limit(&self) -> i64 {
        i64::try_from(self.memory).unwrap_or(i64::MAX)
    }

    /// How many it has taken, as its process says; no more than it may.
    pub fn taken(&self) -> i64 {
        i64::try_from(self.taken.min(self.memory)).unwrap_or(i64::MAX)
    }

    /// Gives the engine control, and waits until it gives it back.
    pub fn enter(&mut self, message: &[u32]) -> Result<Turn, Lost> {
        self.give(message, true)?;
        self.take_back()
    }

    /// Gives the engine control; [`Child::receive`] says when it has given it back.
    pub fn send(&mut self, message: &[u32]) -> Result<(), Lost> {
        self.give(message, false)
    }

    /// The engine's turn, if it has come back or will not come any more; `None` if it is to
    /// be waited for ([`Child::waiter`]).
    pub fn receive(&mut self) -> Result<Option<Turn>, Lost> {
        if self.lost.is_none() && !self.link.has_input() {
            if !self.requests.are_overdue() {
                return Ok(None);
            }
            let error = io::ErrorKind::TimedOut.into();
            let lost = self.reason_of(&error);
            return Err(self.lose(lost));
        }
        self.take_back().map(Some)
    }

    /// What waits for the engine's turn on another thread.
    pub fn waiter(&self) -> io::Result<Waiter> {
        Ok(Waiter {
            input: self.link.input()?,
            until: self.requests.until(),
        })
    }

    /// Ends the request under way: at once if the engine can be interrupted, after the time
    /// of grace if not.
    pub fn interrupt(&mut self) {
        self.bell.ring(self.requests.begun());
        self.requests.end_now();
    }

    /// Keeps to what the context is allowed.
    fn limit(&mut self, allowance: Allowance) {
        self.requests.allow(allowance.timeout);
        if let Some(memory) = allowance.memory {
            self.memory = bytes_of(memory);
            self.limit_addresses();
        }
    }

    fn give(&mut self, message: &[u32], waits: bool) -> Result<(), Lost> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let (opcode, allowance) = head_of(message);
        if opcode == Some(Opcode::Limit) {
            self.limit(allowance);
        }
        let left = match opcode {
            Some(completion) if completion.is_completion() => None,
            Some(Opcode::Limit) => self
                .requests
                .begin(&Allowance::default(), waits, &self.bell),
            _ => self.requests.begin(&allowance, waits, &self.bell),
        };
        let told = self.tell_all();
        let sent = told.and_then(|()| self.link.send(Frame::Enter(left), message));
        self.requests.begin_turn();
        sent.map_err(|error| {
            let lost = self.reason_of(&error);
            self.lose(lost)
        })
    }

    fn take_back(&mut self) -> Result<Turn, Lost> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        if !self.await_wanted() {
            let reason = "nobody waits for it: its Worker was ended".to_owned();
            return Err(self.lose(Lost::Process(reason)));
        }
        let received = self.link.receive(&mut self.message, self.requests.until());
        self.requests.end_turn();
        let turn = match received {
            Ok(frame) => self.turn(frame),
            Err(error) => Err(self.reason_of(&error)),
        };
        turn.map_err(|lost| self.lose(lost))
    }

    /// Waits until the engine's turn is over, or its time; not so long as to see what there is if
    /// the thread is to end before.
    fn await_wanted(&self) -> bool {
        while wanted::is_tended() {
            let look = Instant::now() + LOOK_EVERY;
            let until = self.requests.until().map_or(look, |until| until.min(look));
            if self.link.has_input_by(until) || until < look {
                return true;
            }
            if !wanted::is_wanted() {
                return false;
            }
        }
        true
    }

    fn turn(&mut self, frame: Frame) -> Result<Turn, Lost> {
        match frame {
            Frame::Reply(taken) => {
                self.taken = bytes_of(taken);
                self.requests.end();
                self.waiting = false;
                Ok(Turn::Reply)
            }
            Frame::Ask(taken) => {
                self.taken = bytes_of(taken);
                self.waiting = true;
                Ok(Turn::Ask)
            }
            Frame::Lost(Some(timeout), _) => Err(Lost::Overdue(timeout)),
            Frame::Lost(None, bytes) => Err(Lost::Process(text_of(&self.message, bytes))),
            _ => Err(nonsense()),
        }
    }

    /// Why nothing came.
    fn reason_of(&mut self, error: &io::Error) -> Lost {
        let deadline = self.requests.deadline();
        match (error.kind(), deadline) {
            (io::ErrorKind::TimedOut, Some(Deadline { timeout: 0.0, .. })) => {
                Lost::Process("it did not stop when its run was aborted".to_owned())
            }
            (io::ErrorKind::TimedOut, Some(deadline)) => Lost::Overdue(deadline.timeout),
            (io::ErrorKind::InvalidData, _) => nonsense(),
            _ => Lost::Process(self.autopsy()),
        }
    }

    /// How the process came to its end, which its pipe has announced.
    fn autopsy(&mut self) -> String {
        let Some(process) = &mut self.process else {
            return "its process has ended".to_owned();
        };
        let until = Instant::now() + AGONY;
        loop {
            match process.try_wait() {
                Ok(Some(status)) => return reason(status),
                Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(1)),
                _ => return "its process does not answer".to_owned(),
            }
        }
    }

    fn lose(&mut self, lost: Lost) -> Lost {
        self.lost = Some(lost.clone());
        self.end();
        lost
    }

    /// Ends the process, and the requests with it: the innermost first, as they nest.
    fn end(&mut self) {
        self.requests.clear();
        if let Some(process) = self.process.take() {
            nursery::bury(process);
        }
    }

    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    pub fn release(&mut self, handles: &[u32]) {
        self.tell(Frame::Release, handles);
    }

    pub fn drop_script(&mut self, id: u32) {
        self.tell(Frame::Drop, &[id]);
    }

    /// Says what needs no answer: with the next message, if the engine may be at work, and not hear it
    /// until its pipe is full.
    fn tell(&mut self, frame: Frame, words: &[u32]) {
        if self.lost.is_some() || words.is_empty() {
            return;
        }
        self.untold.push((frame, words.to_vec()));
        if !self.requests.is_empty() {
            return;
        }
        if let Err(error) = self.tell_all() {
            let lost = self.reason_of(&error);
            self.lose(lost);
        }
    }

    fn tell_all(&mut self) -> io::Result<()> {
        for (frame, words) in std::mem::take(&mut self.untold) {
            self.link.send(frame, &words)?;
        }
        Ok(())
    }

    pub fn with_message<R>(&self, read: impl FnOnce(&[u32]) -> R) -> R {
        read(&self.message)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end();
    }
}

/// Waits for an engine's turn, away from what it belongs to.
pub struct Waiter {
    input: PipeReader,
    until: Option<Instant>,
}

impl Waiter {
    /// Returns when the turn is over, or its time.
    pub fn wait(self) {
        let _ = wait_to_read(&self.input, self.until);
    }
}

/// What a message says, and what it may take.
fn head_of(message: &[u32]) -> (Option<Opcode>, Allowance) {
    let mut reader = Reader::new(message);
    let Ok((opcode, present)) = reader.head() else {
        return (None, Allowance::default());
    };
    let allowance = reader.allowance(present).ok().flatten();
    (Some(opcode), allowance.unwrap_or_default())
}

fn nonsense() -> Lost {
    Lost::Process("its process sent nonsense".to_owned())
}

/// What a process' end means.
pub fn reason(status: ExitStatus) -> String {
    if let Some(violence) = violence(status) {
        return format!("its process was ended by {violence}");
    }
    match status.code().unwrap_or_default() {
        exit::NO_LIBRARY => "its process did not find the engine".to_owned(),
        exit::NO_ENGINE => "its process could not make an engine".to_owned(),
        exit::NOT_CONFINED => "its process could not be confined".to_owned(),
        exit::PANIC => "its process panicked".to_owned(),
        code => format!("its process ended with the exit code {code}"),
    }
}
