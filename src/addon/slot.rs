//! An engine as an environment keeps it (`environment.rs`): what of it the host holds, whom it
//! belongs to, and what V8 is told of its weight.

use napi::sys;

use super::engines::AnyEngine;
use super::pressure::{Due, Pressure};
use super::weak::{WeakTable, WeakValue};
use crate::engine::Lost;

/// More than V8 would have be outside of its heap, so that it collects all of its garbage at once.
const TOO_MUCH: i64 = 1 << 40;
/// What an object of the guest's weighs that only a stand-in keeps, with its references.
const STAND_IN_BYTES: i64 = 512;
/// For how many stand-ins at a time V8 is told.
const WEIGHED_TOGETHER: usize = 256;
/// By how many bytes an engine must have grown or shrunk for V8 to be told.
const NOTEWORTHY: u64 = 1 << 20;

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

impl Slot {
    /// Makes an engine, in a process of its own if it is to be `apart`.
    pub fn new(env: sys::napi_env, apart: bool) -> Result<Self, Lost> {
        let engine = AnyEngine::new(apart)?;
        let weight = engine.weight();
        adjust_external_memory(env, weight);
        Ok(Self {
            engine,
            stand_ins: WeakTable::default(),
            scripts: WeakTable::default(),
            owner: None,
            weight,
            pressure: Pressure::default(),
            weighed: 0,
        })
    }

    /// Ties the engine's life to an object of the host's.
    pub fn set_owner(&mut self, owner: WeakValue) {
        self.owner = Some(owner);
    }

    /// Whether what it was tied to has been collected.
    pub fn is_orphan(&self, env: sys::napi_env) -> bool {
        self.owner.as_ref().is_some_and(|owner| !owner.lives(env))
    }

    /// Keeps a stand-in of the host's for one of the engine's objects. Returns how many there are.
    pub fn hold(&mut self, env: sys::napi_env, handle: u32, value: WeakValue) -> usize {
        self.stand_ins.set(env, handle, value);
        let count = self.stand_ins.len();
        if count.is_multiple_of(WEIGHED_TOGETHER) {
            adjust_external_memory(env, weight_of(WEIGHED_TOGETHER));
            self.weighed += WEIGHED_TOGETHER;
        }
        count
    }

    /// Keeps a compiled script for as long as `user` lives.
    pub fn watch(&mut self, env: sys::napi_env, script: u32, user: WeakValue) {
        self.scripts.set(env, script, user);
    }

    /// Tells the engine which of its objects and scripts the host has let go. Returns those objects.
    pub fn sweep(&mut self, env: sys::napi_env) -> Vec<u32> {
        let dead = self.stand_ins.sweep(env);
        self.engine.release(&dead);
        for script in self.scripts.sweep(env) {
            self.engine.drop_script(script);
        }
        self.weigh_nothing(env);
        dead
    }

    /// Tells V8 what the engine has come to weigh: nothing else says that a sandbox which
    /// nobody has any more holds 20 MB. Returns how much more it is.
    pub fn weigh(&mut self, env: sys::napi_env) -> i64 {
        let weight = self.engine.weight();
        if weight.abs_diff(self.weight) < NOTEWORTHY {
            return 0;
        }
        let more = weight - self.weight;
        adjust_external_memory(env, more);
        self.weight = weight;
        more
    }

    /// What is due before the next message to the engine, which has grown by so many bytes.
    pub fn due(&mut self, more: i64) -> Due {
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

    /// Ends the engine. One that is in the middle of a request is given up as it is.
    pub fn end(mut self, env: sys::napi_env) {
        self.stand_ins.clear(env);
        self.scripts.clear(env);
        self.weigh_nothing(env);
        if let Some(owner) = self.owner.take() {
            owner.delete(env);
        }
        adjust_external_memory(env, -self.weight);
    }
}

/// What so many stand-ins weigh.
fn weight_of(stand_ins: usize) -> i64 {
    i64::try_from(stand_ins)
        .unwrap_or(i64::MAX)
        .saturating_mul(STAND_IN_BYTES)
}

/// Has V8 collect all of its garbage now.
pub fn collect_thoroughly(env: sys::napi_env) {
    adjust_external_memory(env, TOO_MUCH);
    adjust_external_memory(env, -TOO_MUCH);
}

/// Tells V8 of memory that is held outside its heap.
fn adjust_external_memory(env: sys::napi_env, bytes: i64) {
    let mut now = 0;
    // SAFETY: `env` is the environment that the calling callback was given.
    unsafe {
        sys::napi_adjust_external_memory(env, bytes, &raw mut now);
    }
}
