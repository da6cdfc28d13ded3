//! Waiting for the processes of engines without holding the thread that runs JavaScript: a
//! thread looks at the pipe, and calls back when something is there or the time is up.
//! `callbacks.rs` hands the environment's calls over; `lib/turns.js` listens.
//!
//! Each wait has a thread of its own, for 20 µs or so: what is awaited takes longer.

use std::ffi::c_void;
use std::ptr;

use napi::sys;

use super::child::Waiter;
use super::environment::Environment;

/// How an environment is called back, and how many waits are under way.
pub struct Turns {
    function: sys::napi_threadsafe_function,
    waits: usize,
}

/// The function, for the thread that waits.
struct Bell(sys::napi_threadsafe_function);

// SAFETY: such a function is made to be called on other threads; the one that has this has
// acquired it.
unsafe impl Send for Bell {}

impl Turns {
    /// Has `callback` called with the number of each engine that is not to be waited for
    /// any longer.
    pub fn new(
        env: sys::napi_env,
        callback: sys::napi_value,
        environment: *mut Environment,
    ) -> Option<Self> {
        let mut function = ptr::null_mut();
        // SAFETY: `env` and `callback` are those of the call under way, the name is given
        // with its length, and `environment` outlives what `ring` may be called for.
        let status = unsafe {
            let mut name = ptr::null_mut();
            sys::napi_create_string_utf8(env, c"rsvm".as_ptr(), 4, &raw mut name);
            sys::napi_create_threadsafe_function(
                env,
                callback,
                ptr::null_mut(),
                name,
                0,
                1,
                ptr::null_mut(),
                None,
                environment.cast(),
                Some(ring),
                &raw mut function,
            )
        };
        if status != sys::Status::napi_ok {
            return None;
        }
        // SAFETY: just made. Nothing is awaited yet, so it keeps no event loop going.
        unsafe { sys::napi_unref_threadsafe_function(env, function) };
        Some(Self { function, waits: 0 })
    }

    /// Waits for an engine's process on another thread, and says whether there is one to be
    /// had.
    pub fn wait(&mut self, env: sys::napi_env, id: u32, waiter: Waiter) -> bool {
        let bell = Bell(self.function);
        // SAFETY: the function exists as long as its environment, which calls this.
        unsafe {
            sys::napi_acquire_threadsafe_function(bell.0);
            if self.waits == 0 {
                sys::napi_ref_threadsafe_function(env, bell.0);
            }
        }
        self.waits += 1;
        let wait = move || {
            let Bell(bell) = { bell };
            waiter.wait();
            // SAFETY: acquired above for this thread. If the environment is ending, the call
            // says so and has given the function back.
            unsafe {
                let id = ptr::without_provenance_mut::<c_void>(id as usize);
                let mode = sys::ThreadsafeFunctionCallMode::nonblocking;
                if sys::napi_call_threadsafe_function(bell, id, mode) != sys::Status::napi_closing {
                    let release = sys::ThreadsafeFunctionReleaseMode::release;
                    sys::napi_release_threadsafe_function(bell, release);
                }
            }
        };
        let thread = std::thread::Builder::new().name("rsvm-wait".to_owned());
        let waits = thread.spawn(wait).is_ok();
        if !waits {
            self.arrived(env);
        }
        waits
    }

    fn arrived(&mut self, env: sys::napi_env) {
        self.waits -= 1;
        if self.waits == 0 {
            // SAFETY: as in `wait`.
            unsafe { sys::napi_unref_threadsafe_function(env, self.function) };
        }
    }
}

/// Called on the environment's thread, between two callbacks of its own.
unsafe extern "C" fn ring(
    env: sys::napi_env,
    callback: sys::napi_value,
    environment: *mut c_void,
    id: *mut c_void,
) {
    if env.is_null() {
        return;
    }
    // SAFETY: the environment lives as long as `env` can be called, and no other callback
    // that uses it is under way.
    if let Some(turns) = unsafe { &mut (*environment.cast::<Environment>()).turns } {
        turns.arrived(env);
    }
    // SAFETY: `env` and `callback` are those of this call.
    unsafe {
        let (mut this, mut number) = (ptr::null_mut(), ptr::null_mut());
        sys::napi_get_undefined(env, &raw mut this);
        #[allow(clippy::cast_possible_truncation, reason = "it was made of 32 bits")]
        sys::napi_create_uint32(env, id.addr() as u32, &raw mut number);
        sys::napi_call_function(env, this, callback, 1, &raw const number, ptr::null_mut());
    }
}
