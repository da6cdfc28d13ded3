//! One call of JavaScript's into the addon: its arguments, the environment that it is for, and what
//! it returns. `callbacks.rs` makes one for each.

use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use napi::sys;

use super::environment::Environment;

/// The arguments of a call and the environment it is for.
pub struct Call {
    pub env: sys::napi_env,
    pub arguments: [sys::napi_value; 3],
    environment: *const UnsafeCell<Environment>,
}

impl Call {
    pub fn new(env: sys::napi_env, info: sys::napi_callback_info) -> Self {
        let mut arguments = [ptr::null_mut(); 3];
        let mut count = arguments.len();
        let mut data = ptr::null_mut();
        // SAFETY: `info` belongs to the call under way, and `arguments` has room for as
        // many as `count` says; those not given are `undefined`.
        unsafe {
            sys::napi_get_cb_info(
                env,
                info,
                &raw mut count,
                arguments.as_mut_ptr(),
                ptr::null_mut(),
                &raw mut data,
            );
        }
        Self {
            env,
            arguments,
            environment: data.cast(),
        }
    }

    /// For a function that takes none.
    pub fn without_arguments(env: sys::napi_env, info: sys::napi_callback_info) -> Self {
        let mut data = ptr::null_mut();
        // SAFETY: `info` belongs to the call under way; nothing is asked for but the data.
        unsafe {
            sys::napi_get_cb_info(
                env,
                info,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                &raw mut data,
            );
        }
        Self {
            env,
            arguments: [ptr::null_mut(); 3],
            environment: data.cast(),
        }
    }

    /// The memory of a buffer, and how many words it has; none of what is no buffer.
    pub fn words(&self, index: usize) -> (*mut u32, usize) {
        let mut data = ptr::null_mut();
        let mut bytes = 0;
        // SAFETY: the argument is a value of this call; for one that is no buffer nothing is
        // written.
        unsafe {
            let buffer = self.arguments[index];
            sys::napi_get_arraybuffer_info(self.env, buffer, &raw mut data, &raw mut bytes);
        }
        (data.cast(), bytes / 4)
    }

    pub fn number(&self, index: usize) -> u32 {
        let mut number = 0;
        // SAFETY: the argument is a value of this call; one that is no number leaves 0.
        unsafe { sys::napi_get_value_uint32(self.env, self.arguments[index], &raw mut number) };
        number
    }

    pub fn text(&self, index: usize) -> String {
        let mut length = 0;
        let value = self.arguments[index];
        // SAFETY: the argument is a value of this call; without a buffer its length is asked
        // for, and one that is no string leaves 0.
        unsafe {
            sys::napi_get_value_string_utf8(self.env, value, ptr::null_mut(), 0, &raw mut length);
        }
        let mut bytes = vec![0_u8; length + 1];
        // SAFETY: the buffer has as much room as is said, for the zero behind the text, too.
        unsafe {
            sys::napi_get_value_string_utf8(
                self.env,
                value,
                bytes.as_mut_ptr().cast(),
                bytes.len(),
                &raw mut length,
            );
        }
        bytes.truncate(length);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Does `body` with the environment; a panic becomes `otherwise`.
    pub fn with<R>(&self, otherwise: R, body: impl FnOnce(&mut Environment) -> R) -> R {
        // SAFETY: the function owns a share of its environment. The callbacks run on one
        // thread and none calls another, so it is not aliased.
        let environment = unsafe { &mut *(*self.environment).get() };
        catch_unwind(AssertUnwindSafe(|| body(environment))).unwrap_or(otherwise)
    }

    pub fn undefined(&self) -> sys::napi_value {
        let mut value = ptr::null_mut();
        // SAFETY: `env` is that of the call under way.
        unsafe { sys::napi_get_undefined(self.env, &raw mut value) };
        value
    }

    pub fn return_number(&self, number: u32) -> sys::napi_value {
        let mut value = ptr::null_mut();
        // SAFETY: `env` is that of the call under way.
        unsafe { sys::napi_create_uint32(self.env, number, &raw mut value) };
        value
    }
}
