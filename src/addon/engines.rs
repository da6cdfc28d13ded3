//! An engine at either level of isolation, as an environment drives it: in this process, or
//! in one of its own. The calls are the same; each is a message or about one.

use super::child::Child;
use crate::engine::{Engine, Lost, Turn};
use crate::wire::HandleId;

/// What V8 is told that an engine in this process weighs, so that it sees a reason to
/// collect: what a context takes before any guest code runs; what it takes later is counted.
const IN_PROCESS_BYTES: i64 = 400 << 10;
/// The same of a process, which is not V8's memory, but the machine's.
const PROCESS_BYTES: i64 = 4 << 20;

/// One guest engine.
pub enum AnyEngine {
    Here(Engine),
    Apart(Box<Child>),
}

impl AnyEngine {
    /// Makes one with a fresh global.
    pub fn new(apart: bool) -> Result<Self, Lost> {
        if apart {
            Ok(Self::Apart(Box::new(Child::new()?)))
        } else {
            Engine::new().map(Self::Here)
        }
    }

    /// How many bytes its guest has taken, as far as is known.
    pub fn taken(&self) -> i64 {
        match self {
            Self::Here(engine) => engine.taken() as i64,
            Self::Apart(child) => child.taken(),
        }
    }

    /// How many it may take.
    pub fn memory_limit(&self) -> i64 {
        match self {
            Self::Here(engine) => engine.memory_limit() as i64,
            Self::Apart(child) => child.memory_limit(),
        }
    }

    /// What V8 is told that it weighs.
    pub fn weight(&self) -> i64 {
        let empty = match self {
            Self::Here(_) => IN_PROCESS_BYTES,
            Self::Apart(_) => PROCESS_BYTES,
        };
        empty.saturating_add(self.taken())
    }

    pub fn enter(&mut self, message: &[u32]) -> Result<Turn, Lost> {
        match self {
            Self::Here(engine) => engine.enter(message),
            Self::Apart(child) => child.enter(message),
        }
    }

    /// An engine apart, whose turns can be awaited.
    pub fn apart(&mut self) -> Option<&mut Child> {
        match self {
            Self::Here(_) => None,
            Self::Apart(child) => Some(child),
        }
    }

    pub fn is_waiting(&self) -> bool {
        match self {
            Self::Here(engine) => engine.is_waiting(),
            Self::Apart(child) => child.is_waiting(),
        }
    }

    /// Lets go objects of the guest's that the host holds no more.
    pub fn release(&mut self, handles: &[u32]) {
        match self {
            Self::Here(engine) => handles
                .iter()
                .for_each(|handle| engine.release(HandleId(*handle))),
            Self::Apart(child) => child.release(handles),
        }
    }

    /// Lets go a compiled script or module; what it made lives on.
    pub fn drop_script(&mut self, id: u32) {
        match self {
            Self::Here(engine) => engine.drop_script(id),
            Self::Apart(child) => child.drop_script(id),
        }
    }

    /// The message that the engine wrote last.
    pub fn with_message<R>(&self, read: impl FnOnce(&[u32]) -> R) -> R {
        match self {
            Self::Here(engine) => engine.with_message(read),
            Self::Apart(child) => child.with_message(read),
        }
    }
}
