//! Waiting for the processes of engines without holding the thread that runs JavaScript: a
//! thread looks at the pipe, and calls back when something is there or the time is up.
//! `callbacks.rs` hands the call over; `lib/turns.js` is called back.
//!
//! Each wait has a thread of its own, and a function to be called: what is awaited takes longer
//! than the 30 µs for both, and nothing is left to be kept behind it.

use std::cell::RefCell;
use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::sys;

use super::child::Waiter;

/// The function that a thread calls when it has waited, until it has been called or the environment ends: Node
/// frees it then, whoever still has it. The event loop goes on until it has been called.
struct Bell(Mutex<Option<Function>>);

struct Function(sys::napi_threadsafe_function);

// SAFETY: such a function is made to be called on other threads.
unsafe impl Send for Function {}

thread_local! {
    /// The bells of this thread's environment that its end is to take the functions out of.
    static HUNG: RefCell<Vec<Arc<Bell>>> = const { RefCell::new(Vec::new()) };
}

impl Bell {
    fn lock(&self) -> MutexGuard<'_, Option<Function>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One that is taken down when the environment ends, before Node frees its function: hooks run in the
    /// opposite order, and that of the function is there first.
    fn hang(env: sys::napi_env, callback: sys::napi_value) -> Option<Arc<Self>> {
        let function = function(env, callback)?;
        let bell = Arc::new(Self(Mutex::new(Some(Function(function)))));
        take_down(env);
        // SAFETY: `env` is that of the call under way, and what the hook is given is kept in the list
        // until the hook has run or was removed.
        unsafe { sys::napi_add_env_cleanup_hook(env, Some(silence), hook_of(&bell)) };
        let _ = HUNG.try_with(|hung| hung.borrow_mut().push(Arc::clone(&bell)));
        Some(bell)
    }

    fn ring(&self) {
        // Held for as long as the function is used: the end of the environment waits for it.
        let mut held = self.lock();
        if let Some(Function(function)) = held.take() {
            let mode = sys::ThreadsafeFunctionCallMode::nonblocking;
            let release = sys::ThreadsafeFunctionReleaseMode::release;
            // SAFETY: the function is there as long as the environment has not taken it out.
            unsafe {
                sys::napi_call_threadsafe_function(function, ptr::null_mut(), mode);
                sys::napi_release_threadsafe_function(function, release);
            }
        }
    }
}

/// A bell, as its hook is given it.
fn hook_of(bell: &Arc<Bell>) -> *mut c_void {
    Arc::as_ptr(bell).cast_mut().cast()
}

/// Forgets those that were rung.
fn take_down(env: sys::napi_env) {
    let _ = HUNG.try_with(|hung| {
        hung.borrow_mut().retain(|bell| {
            let waits = bell.lock().is_some();
            if !waits {
                // SAFETY: added with the same arguments, on this thread.
                unsafe { sys::napi_remove_env_cleanup_hook(env, Some(silence), hook_of(bell)) };
            }
            waits
        });
    });
}

/// The environment ends: nobody may call the function any more.
unsafe extern "C" fn silence(bell: *mut c_void) {
    // SAFETY: the list has the bell, on this thread, until its hook was removed.
    let bell = unsafe { &*bell.cast::<Bell>() };
    bell.lock().take();
}

/// `callback` as a function that other threads may call.
fn function(
    env: sys::napi_env,
    callback: sys::napi_value,
) -> Option<sys::napi_threadsafe_function> {
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
    (status == sys::Status::napi_ok).then_some(function)
}

/// Has `callback` called when an engine's process is not to be waited for any longer. Returns
/// whether it will be.
pub fn wait(env: sys::napi_env, callback: sys::napi_value, waiter: Waiter) -> bool {
    let Some(bell) = Bell::hang(env, callback) else {
        return false;
    };
    let thread = std::thread::Builder::new().name("rsvm-wait".to_owned());
    let own = Arc::clone(&bell);
    let waits = thread.spawn(move || {
        waiter.wait();
        own.ring();
    });
    if waits.is_err()
        && let Some(Function(function)) = bell.lock().take()
    {
        let abort = sys::ThreadsafeFunctionReleaseMode::abort;
        // SAFETY: made above, and no thread has it.
        unsafe { sys::napi_release_threadsafe_function(function, abort) };
    }
    waits.is_ok()
}
