//! Whether Node still wants what a Worker's thread does. `engine/limits/wanted.rs` asks while an engine
//! runs, `child.rs` while it waits for one in another process.

use std::cell::Cell;
use std::ptr;

use napi::sys;

use crate::engine::wanted;

thread_local! {
    /// That of the Worker, if this is the thread of one.
    static WORKER: Cell<sys::napi_env> = const { Cell::new(ptr::null_mut()) };
}

/// Has engines of this thread stop when Node ends it.
pub fn tend(env: sys::napi_env) {
    WORKER.set(env);
    wanted::tend(is_wanted);
}

/// The environment ends.
pub fn leave_alone() {
    wanted::leave_alone();
    WORKER.set(ptr::null_mut());
}

/// Whether this is the thread of a Worker, which may be ended at any time.
pub fn is_tended() -> bool {
    !WORKER.get().is_null()
}

/// Whether JavaScript may run here, which is so until the Worker is terminated.
pub fn is_wanted() -> bool {
    let env = WORKER.get();
    if env.is_null() {
        return true;
    }
    let mut same = false;
    // SAFETY: `env` is this thread's and lives until `leave_alone`. Nothing of V8's is under way
    // here: engines call no JavaScript, and none of it is on their stacks. Without values
    // the function does nothing but look whether JavaScript may run, and complain: it neither
    // allocates nor locks, as a signal handler demands.
    let status =
        unsafe { sys::napi_strict_equals(env, ptr::null_mut(), ptr::null_mut(), &raw mut same) };
    !matches!(
        status,
        sys::Status::napi_pending_exception | sys::Status::napi_cannot_run_js
    )
}
