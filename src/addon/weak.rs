//! Weak references to objects of the host's, swept by us.
//!
//! Inside one long synchronous loop a `WeakRef` pins its target and a
//! `FinalizationRegistry` never runs (measured over 300,000 objects); references of
//! Node-API neither pin nor wait.

use rustc_hash::FxHashMap as HashMap;
use std::ptr;

use napi::sys;

/// A weak reference. It must be deleted by hand: that needs the environment.
pub struct WeakValue(sys::napi_ref);

impl WeakValue {
    pub fn new(env: sys::napi_env, value: sys::napi_value) -> Option<Self> {
        let mut reference = ptr::null_mut();
        // SAFETY: `env` and `value` are those of the callback under way.
        let status = unsafe { sys::napi_create_reference(env, value, 0, &raw mut reference) };
        (status == sys::Status::napi_ok).then_some(Self(reference))
    }

    /// The object, if it has not been collected.
    pub fn get(&self, env: sys::napi_env) -> Option<sys::napi_value> {
        let mut value = ptr::null_mut();
        // SAFETY: the reference is this environment's and not deleted: `delete` takes it.
        let status = unsafe { sys::napi_get_reference_value(env, self.0, &raw mut value) };
        (status == sys::Status::napi_ok && !value.is_null()).then_some(value)
    }

    pub fn lives(&self, env: sys::napi_env) -> bool {
        with_scope(env, || self.get(env).is_some())
    }

    pub fn delete(self, env: sys::napi_env) {
        // SAFETY: taken by value, so it is deleted once.
        unsafe { sys::napi_delete_reference(env, self.0) };
    }
}

/// How many references are looked at in one scope.
const LOOKS: usize = 256;

/// Does `body` in a scope of its own, so that looking at many leaves no handles behind.
fn with_scope<R>(env: sys::napi_env, body: impl FnOnce() -> R) -> R {
    let mut scope = ptr::null_mut();
    // SAFETY: `env` is that of the callback under way.
    unsafe { sys::napi_open_handle_scope(env, &raw mut scope) };
    let result = body();
    // SAFETY: opened above, and nothing of it is used any more.
    unsafe { sys::napi_close_handle_scope(env, scope) };
    result
}

/// Objects of the host's that something of an engine's is held for, by the number of that: a stand-in for
/// each handle, and for each script who uses it.
#[derive(Default)]
pub struct WeakTable {
    entries: HashMap<u32, WeakValue>,
}

impl WeakTable {
    pub fn get(&self, env: sys::napi_env, handle: u32) -> Option<sys::napi_value> {
        self.entries.get(&handle)?.get(env)
    }

    pub fn set(&mut self, env: sys::napi_env, handle: u32, value: WeakValue) {
        if let Some(before) = self.entries.insert(handle, value) {
            before.delete(env);
        }
    }

    /// Removes the entries whose object was collected, and returns their handles.
    pub fn sweep(&mut self, env: sys::napi_env) -> Vec<u32> {
        let entries: Vec<(&u32, &WeakValue)> = self.entries.iter().collect();
        let mut dead = Vec::new();
        for some in entries.chunks(LOOKS) {
            with_scope(env, || {
                let gone = some.iter().filter(|(_, value)| value.get(env).is_none());
                dead.extend(gone.map(|(handle, _)| **handle));
            });
        }
        for handle in &dead {
            if let Some(value) = self.entries.remove(handle) {
                value.delete(env);
            }
        }
        dead
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn clear(&mut self, env: sys::napi_env) {
        for (_, value) in self.entries.drain() {
            value.delete(env);
        }
    }
}
