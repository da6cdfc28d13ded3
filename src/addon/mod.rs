//! The N-API surface: functions that move messages between the arena and the engines
//! of one environment. They know nothing of Boa, and never call back into JavaScript.
//!
//! The functions are raw callbacks: with two numbers such a call takes 19 ns, one through
//! `#[napi]` 95 ns. JavaScript's half is `lib/session.js`.

mod arena;
mod call;
mod callbacks;
mod child;
mod engines;
mod environment;
mod nursery;
mod pressure;
mod requests;
mod slot;
mod turns;
mod wanted;
mod weak;

use std::cell::{RefCell, UnsafeCell};
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::rc::{Rc, Weak};

use napi::bindgen_prelude::Object;
use napi::{Env, JsValue, Result, sys};
use napi_derive::napi;

use callbacks::Callback;
use environment::Environment;

/// An environment is shared by its functions, and ends with the last of them.
type Shared = UnsafeCell<Environment>;

/// The environments that this thread of JavaScript has opened.
type Opened = RefCell<Vec<Weak<Shared>>>;

/// Exports `open`, and ties all engines to the end of the thread of JavaScript.
#[napi(module_exports)]
pub fn register(exports: Object<'_>, env: Env) -> Result<()> {
    let opened = Box::into_raw(Box::new(Opened::default()));
    // SAFETY: `opened` lives until the clean-up hook that is registered below, and `open` cannot
    // be called after it.
    unsafe {
        define(
            env.raw(),
            exports.value().value,
            "open",
            open,
            opened.cast(),
        )?;
    }
    // SAFETY: the hook runs once, on this thread, when no callback can run any more.
    let status = unsafe { sys::napi_add_env_cleanup_hook(env.raw(), Some(end_all), opened.cast()) };
    napi::check_status!(status)?;
    child::begin_environment();
    Ok(())
}

/// Drops the engines of all environments.
unsafe extern "C" fn end_all(opened: *mut c_void) {
    // SAFETY: made by `Box::into_raw` in `register`, and given to this hook alone.
    let opened = unsafe { Box::from_raw(opened.cast::<Opened>()) };
    // A panic must not cross into Node while it ends.
    let _ = catch_unwind(AssertUnwindSafe(move || {
        for environment in opened.into_inner().iter().filter_map(Weak::upgrade) {
            // SAFETY: no callback is under way, and none will be.
            unsafe { (*environment.get()).end() };
        }
        child::end_environment();
        wanted::leave_alone();
    }));
}

/// `open(): object`: the functions of a new environment. `lib/native.js` calls it once.
unsafe extern "C" fn open(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let (mut count, mut opened) = (0, ptr::null_mut());
    // SAFETY: `info` belongs to the call under way; the arguments are not asked for.
    unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &raw mut count,
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut opened,
        );
    }
    // SAFETY: what was registered with the function lives as long as it can be called.
    let opened = unsafe { &*opened.cast::<Opened>() };
    let functions = catch_unwind(AssertUnwindSafe(|| functions(env, opened)));
    functions
        .ok()
        .and_then(Result::ok)
        .unwrap_or(ptr::null_mut())
}

/// The functions of a new environment.
fn functions(env: sys::napi_env, opened: &Opened) -> Result<sys::napi_value> {
    let environment = Rc::new(Shared::default());
    let mut opened = opened.borrow_mut();
    opened.retain(|environment| environment.strong_count() > 0);
    opened.push(Rc::downgrade(&environment));
    let mut object = ptr::null_mut();
    // SAFETY: `env` is that of the call under way.
    napi::check_status!(unsafe { sys::napi_create_object(env, &raw mut object) })?;
    for (name, callback) in callbacks::TABLE {
        let share = Rc::into_raw(Rc::clone(&environment)).cast_mut().cast();
        // SAFETY: the share is the function's, which gives it back when it is collected; all
        // values belong to this call.
        unsafe {
            let function = define(env, object, name, *callback, share)?;
            let status = sys::napi_add_finalizer(
                env,
                function,
                share,
                Some(give_back),
                ptr::null_mut(),
                ptr::null_mut(),
            );
            napi::check_status!(status)?;
        }
    }
    Ok(object)
}

/// Takes a function's share of its environment; with the last one its engines end.
unsafe extern "C" fn give_back(env: sys::napi_env, share: *mut c_void, _: *mut c_void) {
    // SAFETY: made by `Rc::into_raw` for the function that has been collected.
    let environment = unsafe { Rc::from_raw(share.cast::<Shared>()) };
    let _ = catch_unwind(AssertUnwindSafe(move || {
        if Rc::strong_count(&environment) == 1 {
            // SAFETY: a finalizer comes between callbacks, and there is no function left.
            unsafe { (*environment.get()).abandon(env) };
        }
    }));
}

/// Defines a function that is given `data`.
///
/// # Safety
/// `env` must be the current one, `object` belong to it, and `data` live as long as the function
/// can be called.
unsafe fn define(
    env: sys::napi_env,
    object: sys::napi_value,
    name: &str,
    callback: Callback,
    data: *mut c_void,
) -> Result<sys::napi_value> {
    let (text, length) = (name.as_ptr().cast(), name.len().cast_signed());
    let (mut function, mut key) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the caller's, and the name is given with its length.
    let statuses = unsafe {
        [
            sys::napi_create_function(env, text, length, Some(callback), data, &raw mut function),
            sys::napi_create_string_utf8(env, text, length, &raw mut key),
            sys::napi_set_property(env, object, key, function),
        ]
    };
    for status in statuses {
        napi::check_status!(status)?;
    }
    Ok(function)
}
