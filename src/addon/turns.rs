//! Waiting for the processes of engines without holding the thread that runs JavaScript: a
//! thread looks at the pipe, and calls back when something is there or the time is up.
//! `callbacks.rs` hands the call over; `lib/turns.js` is called back.
//!
//! Each wait has a thread of its own, and a function to be called: what is awaited takes longer
//! than the 30 µs for both, and nothing is left to be kept behind it.

use std::ptr;

use napi::sys;

use super::child::Waiter;

/// The function, for the thread that waits. The event loop goes on until it has been called.
struct Bell(sys::napi_threadsafe_function);

// SAFETY: such a function is made to be called on other threads, and one alone has this.
unsafe impl Send for Bell {}

impl Bell {
    fn new(env: sys::napi_env, callback: sys::napi_value) -> Option<Self> {
        let mut function = ptr::null_mut();
        // SAFETY: `env` and `callback` are those of the call under way, and the name is given
        // with its length. Without functions of our own the callback is called as it is.
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
                ptr::null_mut(),
                None,
                &raw mut function,
            )
        };
        (status == sys::Status::napi_ok).then_some(Self(function))
    }

    fn ring(self) {
        let mode = sys::ThreadsafeFunctionCallMode::nonblocking;
        // SAFETY: the function is this thread's until it is released. If the environment is
        // ending, the call says so and has given it back.
        unsafe {
            if sys::napi_call_threadsafe_function(self.0, ptr::null_mut(), mode)
                != sys::Status::napi_closing
            {
                let release = sys::ThreadsafeFunctionReleaseMode::release;
                sys::napi_release_threadsafe_function(self.0, release);
            }
        }
    }
}

/// Has `callback` called when an engine's process is not to be waited for any longer. Returns
/// whether it will be.
pub fn wait(env: sys::napi_env, callback: sys::napi_value, waiter: Waiter) -> bool {
    let Some(bell) = Bell::new(env, callback) else {
        return false;
    };
    let Bell(function) = bell;
    let thread = std::thread::Builder::new().name("rsvm-wait".to_owned());
    let waits = thread.spawn(move || {
        waiter.wait();
        bell.ring();
    });
    if waits.is_err() {
        let abort = sys::ThreadsafeFunctionReleaseMode::abort;
        // SAFETY: made above, and no thread has it.
        unsafe { sys::napi_release_threadsafe_function(function, abort) };
    }
    waits.is_ok()
}
