//! The engines of one copy of `lib/`, and its arena. A Node environment (the main thread or a
//! Worker) may have several copies: test runners load a module once for each file, and a program
//! may forget it and load it again.

use rustc_hash::FxHashMap as HashMap;

use napi::sys;

use super::arena::Arena;
use super::engines::AnyEngine;
use super::slot::{self, Slot};
use super::weak::WeakValue;
use crate::engine::{self, Lost, Turn};

/// How many engines are made between two looks for those whose sandbox is gone, if they do
/// not take so many bytes before.
const SWEEP_EVERY: usize = 32;
const SWEEP_AT: i64 = 64 << 20;

/// The state behind the callbacks.
#[derive(Default)]
pub struct Environment {
    arena: Arena,
    slots: HashMap<u32, Slot>,
    next: u32,
    /// Since the last look for engines whose sandbox is gone: how many were made, and by how
    /// much they have grown.
    made: usize,
    grown: i64,
    /// Why an engine was lost last.
    pub lost: Option<Lost>,
}

/// How a call into an engine ended.
pub enum Entered {
    /// With a message of so many words, which is in the arena if that has room for it.
    Turn(Turn, u32),
    Lost,
    /// Nothing has come yet.
    Pending,
}

impl Environment {
    /// Uses another arena of `length` words from now on.
    pub fn set_arena(&mut self, words: *mut u32, length: usize) {
        self.arena.set_words(words, length);
    }

    /// Has `enter` find its numbers in `words`, of which there are `length`.
    pub fn set_registers(&mut self, words: *mut u32, length: usize) {
        self.arena.set_registers(words, length);
    }

    /// Makes an engine, in a process of its own if it is to be `apart`, and returns its
    /// number.
    pub fn create(&mut self, env: sys::napi_env, apart: bool) -> Result<u32, Lost> {
        self.made += 1;
        let many = self.made >= SWEEP_EVERY.max(self.slots.len() / 8);
        if many || self.grown >= SWEEP_AT {
            (self.made, self.grown) = (0, 0);
            self.sweep_owners(env);
        }
        let slot = Slot::new(env, apart)?;
        self.next += 1;
        self.slots.insert(self.next, slot);
        Ok(self.next)
    }

    /// Ties an engine's life to an object of the host's.
    pub fn set_owner(&mut self, id: u32, owner: WeakValue) {
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.set_owner(owner);
        }
    }

    /// Ends all engines: nobody can call them any more.
    pub fn abandon(&mut self, env: sys::napi_env) {
        for id in self.slots.keys().copied().collect::<Vec<_>>() {
            self.dispose(env, id);
        }
    }

    /// Ends all engines together with the Node environment, which lets go what it keeps.
    pub fn end(&mut self) {
        self.slots.clear();
    }

    fn sweep_owners(&mut self, env: sys::napi_env) {
        let gone: Vec<u32> = self
            .slots
            .iter()
            .filter(|(_, slot)| slot.is_orphan(env))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.dispose(env, id);
        }
    }

    /// Ends an engine. One that is in the middle of a request is given up as it is.
    pub fn dispose(&mut self, env: sys::napi_env, id: u32) {
        if let Some(slot) = self.slots.remove(&id) {
            slot.end(env);
            engine::collect_ended();
        }
    }

    pub fn slot(&mut self, id: u32) -> Option<&mut Slot> {
        self.slots.get_mut(&id)
    }

    /// Gives an engine control, as the registers say, and has them say how that ended.
    pub fn enter(&mut self, env: sys::napi_env, status_of: fn(&Entered) -> u32) {
        if let Some((id, length)) = self.arena.entering() {
            let entered = self.enter_engine(env, id, length);
            self.arena.set_status(status_of(&entered));
        }
    }

    fn enter_engine(&mut self, env: sys::napi_env, id: u32, length: usize) -> Entered {
        self.with_engine(env, id, |engine, arena| {
            engine.enter(arena.message(length)).map(Some)
        })
    }

    /// Gives an engine in a process of its own control, and does not wait for it.
    pub fn send(&mut self, env: sys::napi_env, id: u32, length: usize) -> Entered {
        self.with_engine(env, id, |engine, arena| {
            if let Some(child) = engine.apart() {
                child.send(arena.message(length))?;
            }
            Ok(None)
        })
    }

    /// What became of what was sent.
    pub fn receive(&mut self, env: sys::napi_env, id: u32) -> Entered {
        self.with_engine(env, id, |engine, _| match engine.apart() {
            Some(child) => child.receive(),
            None => Ok(None),
        })
    }

    /// Does with an engine what `turn` says; what it answers by then is put into the arena.
    fn with_engine(
        &mut self,
        env: sys::napi_env,
        id: u32,
        turn: impl FnOnce(&mut AnyEngine, &Arena) -> Result<Option<Turn>, Lost>,
    ) -> Entered {
        let Some(slot) = self.slots.get_mut(&id) else {
            return self.lose(disposed());
        };
        match turn(&mut slot.engine, &self.arena) {
            Ok(Some(turn)) => {
                self.grown += note(env, slot, &mut self.arena);
                let words = self.arena.receive(&slot.engine);
                self.delivered(turn, words)
            }
            Ok(None) => Entered::Pending,
            Err(lost) => self.lose(lost),
        }
    }

    /// Puts the engine's message into the arena once more.
    pub fn deliver(&mut self, id: u32) -> Entered {
        let Some(slot) = self.slots.get(&id) else {
            return self.lose(disposed());
        };
        let asks = slot.engine.is_waiting();
        let words = self.arena.receive(&slot.engine);
        self.delivered(if asks { Turn::Ask } else { Turn::Reply }, words)
    }

    fn delivered(&mut self, turn: Turn, words: Option<u32>) -> Entered {
        if let Some(words) = words {
            return Entered::Turn(turn, words);
        }
        let reason = "its message has more than 4 GiB".to_owned();
        self.lose(Lost::Resources(reason))
    }

    fn lose(&mut self, lost: Lost) -> Entered {
        self.lost = Some(lost);
        Entered::Lost
    }

    /// Keeps a stand-in of the host's for an engine's object. Returns how many there are.
    pub fn hold(&mut self, env: sys::napi_env, id: u32, handle: u32, value: WeakValue) -> usize {
        let Some(slot) = self.slots.get_mut(&id) else {
            value.delete(env);
            return 0;
        };
        slot.hold(env, handle, value)
    }

    /// Keeps a compiled script for as long as `user` lives.
    pub fn watch(&mut self, env: sys::napi_env, id: u32, script: u32, user: WeakValue) {
        match self.slots.get_mut(&id) {
            Some(slot) => slot.watch(env, script, user),
            None => user.delete(env),
        }
    }

    /// Tells an engine which of its objects and scripts the host has let go; `thoroughly` has V8
    /// collect before.
    pub fn sweep(&mut self, env: sys::napi_env, id: u32, thoroughly: bool) {
        if thoroughly {
            slot::collect_thoroughly(env);
        }
        if let Some(slot) = self.slots.get_mut(&id) {
            let dead = slot.sweep(env);
            self.arena.tell(&dead);
        }
    }
}

/// Notes what an engine has come to weigh, and has the arena say what is due. Returns by how much
/// it has grown.
fn note(env: sys::napi_env, slot: &mut Slot, arena: &mut Arena) -> i64 {
    let more = slot.weigh(env);
    arena.set_due(slot.due(more));
    more.max(0)
}

fn disposed() -> Lost {
    Lost::Resources("the context is disposed of".to_owned())
}
