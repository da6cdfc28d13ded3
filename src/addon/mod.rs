//! The N-API surface: functions that move messages between the arena and the engines
//! of one environment. They know nothing of Boa, and never call back into JavaScript.
//!
//! The functions are raw callbacks: with two numbers such a call takes 19 ns, one through
//! `#[napi]` 95 ns. JavaScript's half is `lib/session.js`.

mod callbacks;
mod child;
mod engines;
mod environment;
mod nursery;
mod turns;
mod weak;

use napi::bindgen_prelude::Object;
use napi::{Env, JsValue, Result, sys};
use napi_derive::napi;

use environment::Environment;

/// Registers the functions and ties the environment's engines to its end.
#[napi(module_exports)]
pub fn register(exports: Object<'_>, env: Env) -> Result<()> {
    let environment = Box::into_raw(Box::new(Environment::default()));
    for (name, callback) in callbacks::TABLE {
        let mut function = std::ptr::null_mut();
        // SAFETY: `env` is the current one, the name is given with its length, and
        // `environment` lives until the clean-up hook that is registered below.
        let status = unsafe {
            sys::napi_create_function(
                env.raw(),
                name.as_ptr().cast(),
                name.len().cast_signed(),
                Some(*callback),
                environment.cast(),
                &raw mut function,
            )
        };
        napi::check_status!(status)?;
        // SAFETY: both values belong to this environment and scope.
        let status = unsafe {
            let mut key = std::ptr::null_mut();
            sys::napi_create_string_utf8(
                env.raw(),
                name.as_ptr().cast(),
                name.len().cast_signed(),
                &raw mut key,
            );
            sys::napi_set_property(env.raw(), exports.value().value, key, function)
        };
        napi::check_status!(status)?;
    }
    // SAFETY: the hook runs once, on this thread, when no callback can run any more.
    let status = unsafe {
        sys::napi_add_env_cleanup_hook(env.raw(), Some(end_environment), environment.cast())
    };
    napi::check_status!(status)?;
    child::begin_environment();
    Ok(())
}

/// Drops an environment with its engines.
unsafe extern "C" fn end_environment(environment: *mut std::ffi::c_void) {
    // SAFETY: made by `Box::into_raw` in `register`, and given to this hook alone.
    let environment = unsafe { Box::from_raw(environment.cast::<Environment>()) };
    // A panic must not cross into Node while it ends.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        drop(environment);
        child::end_environment();
    }));
}
