//! The engines of one copy of `lib/`, and its arena. A Node environment (the main thread or a
//! Worker) may have several copies: test runners load a module once for each file, and a program
//! may forget it and load it again.

use std::ptr::NonNull;

use rustc_hash::FxHashMap as HashMap;

use napi::sys;

use super::engines::AnyEngine;
use super::pressure::{Due, Pressure};
use super::weak::{WeakTable, WeakValue};
use crate::engine::{self, Lost, Turn};

/// More than V8 would have be outside of its heap, so that it collects all of its garbage at once.
const TOO_MUCH: i64 = 1 << 40;
/// What an object of the guest's weighs that only a stand-in keeps, with its references.
const STAND_IN_BYTES: i64 = 512;
/// For how many stand-ins at a time V8 is told.
const WEIGHED_TOGETHER: usize = 256;
/// By how many bytes an engine must have grown or shrunk for V8 to be told.
const NOTEWORTHY: u64 = 1 << 20;
/// How many engines are made between two looks for those whose sandbox is gone, if they do
/// not take so many bytes before.
const SWEEP_EVERY: usize = 32;
const SWEEP_AT: i64 = 64 << 20;

/// What a message may have: its length and what it is share a number.
const MOST_WORDS: u32 = 1 << 30;

/// An engine, what of it the host holds, and whom it belongs to.
pub struct Slot {
    pub engine: AnyEngine,
    pub stand_ins: WeakTable,
    /// What each compiled script is kept for.
    scripts: WeakTable,
    owner: Option<WeakValue>,
    /// What V8 was told that the engine weighs.
    weight: i64,
    pressure: Pressure,
    /// For how many stand-ins V8 was told of memory.
    weighed: usize,
}

/// What so many stand-ins weigh.
fn weight_of(stand_ins: usize) -> i64 {
    i64::try_from(stand_ins)
        .unwrap_or(i64::MAX)
        .saturating_mul(STAND_IN_BYTES)
}

impl Slot {
    /// Tells V8 what the engine has come to weigh: nothing else says that a sandbox which
    /// nobody has any more holds 20 MB. Returns how much more it is.
    fn weigh(&mut self, env: sys::napi_env) -> i64 {
        let weight = self.engine.weight();
        if weight.abs_diff(self.weight) < NOTEWORTHY {
            return 0;
        }
        let more = weight - self.weight;
        adjust_external_memory(env, more);
        self.weight = weight;
        more
    }

    /// Notes what the engine has come to weigh, and has the registers say what is due. Returns how
    /// much more it is.
    fn note(&mut self, env: sys::napi_env, arena: &Arena) -> i64 {
        let more = self.weigh(env);
        let due = self.due(more);
        if let Some(registers) = arena.registers {
            // SAFETY: `lib/wire/arena.js` keeps their memory; nothing else uses it during a call.
            unsafe { (*registers.as_ptr()).due = due as u32 };
        }
        more
    }

    /// What is due before the next message to the engine, which has grown by so many bytes.
    fn due(&mut self, more: i64) -> Due {
        if more == 0 && !self.pressure.is_watching() {
            return Due::Nothing;
        }
        let held = self.stand_ins.len() + self.scripts.len();
        let held = i64::try_from(held).unwrap_or(i64::MAX);
        self.pressure
            .due(self.engine.taken(), self.engine.memory_limit(), held)
    }

    /// Takes back what V8 was told of the stand-ins. It is told so that it collects those that nobody
    /// has any more; where they were just looked through, what is left is in use, and V8 would go on
    /// collecting for its sake in vain.
    fn weigh_nothing(&mut self, env: sys::napi_env) {
        adjust_external_memory(env, -weight_of(self.weighed));
        self.weighed = 0;
    }
}

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
    pub lost: String,
    /// After how many milliseconds it should have stopped, if that is why it is lost.
    pub overdue: f64,
}

/// The numbers of an `enter`: as arguments and a result, which Node converts, they would take a
/// tenth of a short call. `lib/wire/arena.js` has the same order.
#[repr(C)]
struct Registers {
    engine: u32,
    words: u32,
    status: u32,
    /// What is [`Due`] before the engine's next message.
    due: u32,
}

/// The memory that both sides write messages into; it belongs to `ArrayBuffer`s that
/// `lib/wire/arena.js` keeps.
#[derive(Default)]
struct Arena {
    words: Option<NonNull<u32>>,
    length: usize,
    registers: Option<NonNull<Registers>>,
}

impl Arena {
    /// The first `length` words.
    fn message(&self, length: usize) -> &[u32] {
        match self.words {
            // SAFETY: `lib/wire/arena.js` keeps the arena's memory until it has set another,
            // `length` is bounded by its size, and nothing writes to it during a call: only
            // this thread's JavaScript does, which no engine calls.
            Some(words) => unsafe {
                std::slice::from_raw_parts(words.as_ptr(), length.min(self.length))
            },
            None => &[],
        }
    }

    /// Copies an engine's message into it, if there is room. Returns how many words that has;
    /// nothing if there are more than may be.
    fn receive(&self, engine: &AnyEngine) -> Option<u32> {
        engine.with_message(|message| {
            if let Some(words) = self.words
                && message.len() <= self.length
            {
                // SAFETY: the arena has room for `message.len()` words and the two do not
                // overlap: one is the host's memory, the other the engine's.
                unsafe {
                    std::ptr::copy_nonoverlapping(message.as_ptr(), words.as_ptr(), message.len());
                }
            }
            let words = u32::try_from(message.len()).ok();
            words.filter(|words| *words < MOST_WORDS)
        })
    }

    /// Puts a list into it, behind its count; an empty one if there is no room.
    fn tell(&self, list: &[u32]) {
        let list = if list.len() < self.length { list } else { &[] };
        let (Some(words), Ok(count)) = (self.words, u32::try_from(list.len())) else {
            return;
        };
        // SAFETY: the arena has room for the list and its count, and the list is not in it.
        unsafe {
            words.write(count);
            std::ptr::copy_nonoverlapping(list.as_ptr(), words.add(1).as_ptr(), list.len());
        }
    }
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
        self.arena.words = NonNull::new(words);
        self.arena.length = length;
    }

    /// Has `enter` find its numbers in `words`, of which there are `length`.
    pub fn set_registers(&mut self, words: *mut u32, length: usize) {
        let enough = length * size_of::<u32>() >= size_of::<Registers>();
        self.arena.registers = NonNull::new(words.cast()).filter(|_| enough);
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
        let engine = AnyEngine::new(apart)?;
        let weight = engine.weight();
        adjust_external_memory(env, weight);
        self.next += 1;
        let slot = Slot {
            engine,
            stand_ins: WeakTable::default(),
            scripts: WeakTable::default(),
            owner: None,
            weight,
            pressure: Pressure::default(),
            weighed: 0,
        };
        self.slots.insert(self.next, slot);
        Ok(self.next)
    }

    /// Ties an engine's life to an object of the host's.
    pub fn set_owner(&mut self, id: u32, owner: WeakValue) {
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.owner = Some(owner);
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
            .filter(|(_, slot)| slot.owner.as_ref().is_some_and(|owner| !owner.lives(env)))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.dispose(env, id);
        }
    }

    /// Ends an engine. One that is in the middle of a request is given up as it is.
    pub fn dispose(&mut self, env: sys::napi_env, id: u32) {
        if let Some(mut slot) = self.slots.remove(&id) {
            slot.stand_ins.clear(env);
            slot.scripts.clear(env);
            slot.weigh_nothing(env);
            if let Some(owner) = slot.owner.take() {
                owner.delete(env);
            }
            adjust_external_memory(env, -slot.weight);
            drop(slot);
            engine::collect_ended();
        }
    }

    pub fn slot(&mut self, id: u32) -> Option<&mut Slot> {
        self.slots.get_mut(&id)
    }

    /// Gives an engine control, as the registers say, and has them say how that ended.
    pub fn enter(&mut self, env: sys::napi_env, status_of: fn(&Entered) -> u32) {
        let Some(registers) = self.arena.registers else {
            return;
        };
        // SAFETY: `lib/wire/arena.js` keeps their memory; nothing else uses it during a call.
        let (id, length) = unsafe { ((*registers.as_ptr()).engine, (*registers.as_ptr()).words) };
        let entered = self.enter_engine(env, id, length as usize);
        // SAFETY: as above.
        unsafe { (*registers.as_ptr()).status = status_of(&entered) };
    }

    fn enter_engine(&mut self, env: sys::napi_env, id: u32, length: usize) -> Entered {
        let Some(slot) = self.slots.get_mut(&id) else {
            return self.entered(env, id, Err(disposed()));
        };
        match slot.engine.enter(self.arena.message(length)) {
            Ok(turn) => {
                self.grown += slot.note(env, &self.arena).max(0);
                match self.arena.receive(&slot.engine) {
                    Some(words) => Entered::Turn(turn, words),
                    None => self.too_long(),
                }
            }
            Err(lost) => self.entered(env, id, Err(lost)),
        }
    }

    /// Gives an engine in a process of its own control, and does not wait for it.
    pub fn send(&mut self, env: sys::napi_env, id: u32, length: usize) -> Entered {
        let sent = self.with_engine(id, length, |engine, message| match engine.apart() {
            Some(child) => child.send(message),
            None => Ok(()),
        });
        self.entered(env, id, sent.map(|()| None))
    }

    /// What became of what was sent.
    pub fn receive(&mut self, env: sys::napi_env, id: u32) -> Entered {
        let turn = self.with_engine(id, 0, |engine, _| match engine.apart() {
            Some(child) => child.receive(),
            None => Ok(None),
        });
        self.entered(env, id, turn)
    }

    fn with_engine<R>(
        &mut self,
        id: u32,
        length: usize,
        body: impl FnOnce(&mut AnyEngine, &[u32]) -> Result<R, Lost>,
    ) -> Result<R, Lost> {
        let slot = self.slots.get_mut(&id).ok_or_else(disposed)?;
        body(&mut slot.engine, self.arena.message(length))
    }

    fn entered(
        &mut self,
        env: sys::napi_env,
        id: u32,
        turn: Result<Option<Turn>, Lost>,
    ) -> Entered {
        match turn {
            Ok(Some(turn)) => {
                if let Some(slot) = self.slots.get_mut(&id) {
                    self.grown += slot.note(env, &self.arena).max(0);
                }
                self.deliver(id, turn)
            }
            Ok(None) => Entered::Pending,
            Err(lost) => {
                self.overdue = match lost {
                    Lost::Overdue(milliseconds) => milliseconds,
                    _ => 0.0,
                };
                self.lost = lost.to_string();
                Entered::Lost
            }
        }
    }

    /// Copies the engine's message into the arena, if that has room for it.
    pub fn deliver(&mut self, id: u32, turn: Turn) -> Entered {
        let Some(slot) = self.slots.get(&id) else {
            return Entered::Lost;
        };
        match self.arena.receive(&slot.engine) {
            Some(words) => Entered::Turn(turn, words),
            None => self.too_long(),
        }
    }

    fn too_long(&mut self) -> Entered {
        "its message has more than 4 GiB".clone_into(&mut self.lost);
        self.overdue = 0.0;
        Entered::Lost
    }

    /// Keeps a stand-in of the host's for an engine's object. Returns how many there are.
    pub fn hold(&mut self, env: sys::napi_env, id: u32, handle: u32, value: WeakValue) -> usize {
        let Some(slot) = self.slots.get_mut(&id) else {
            value.delete(env);
            return 0;
        };
        slot.stand_ins.set(env, handle, value);
        let count = slot.stand_ins.len();
        if count.is_multiple_of(WEIGHED_TOGETHER) {
            adjust_external_memory(env, weight_of(WEIGHED_TOGETHER));
            slot.weighed += WEIGHED_TOGETHER;
        }
        count
    }

    /// Keeps a compiled script for as long as `user` lives.
    pub fn watch(&mut self, env: sys::napi_env, id: u32, script: u32, user: WeakValue) {
        match self.slots.get_mut(&id) {
            Some(slot) => slot.scripts.set(env, script, user),
            None => user.delete(env),
        }
    }

    /// Tells an engine which of its objects and scripts the host has let go; `thoroughly` has V8
    /// collect before.
    pub fn sweep(&mut self, env: sys::napi_env, id: u32, thoroughly: bool) {
        if thoroughly {
            adjust_external_memory(env, TOO_MUCH);
            adjust_external_memory(env, -TOO_MUCH);
        }
        if let Some(slot) = self.slots.get_mut(&id) {
            let dead = slot.stand_ins.sweep(env);
            slot.engine.release(&dead);
            for script in slot.scripts.sweep(env) {
                slot.engine.drop_script(script);
            }
            slot.weigh_nothing(env);
            self.arena.tell(&dead);
        }
    }
}

fn disposed() -> Lost {
    Lost::Resources("the context is disposed of".to_owned())
}

/// Tells V8 of memory that is held outside its heap.
pub fn adjust_external_memory(env: sys::napi_env, bytes: i64) {
    let mut now = 0;
    // SAFETY: `env` is the environment that the calling callback was given.
    unsafe {
        sys::napi_adjust_external_memory(env, bytes, &raw mut now);
    }
}
