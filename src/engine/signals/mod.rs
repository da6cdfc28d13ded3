//! How an engine is given up (`rescue.rs`) from outside of its code: when its stack has come
//! to its end, and when the watchdog finds that it has not stopped at its deadline. A file for
//! each way that operating systems have for it, with the same functions; `way_out.rs` is for
//! those that have none.

#[cfg_attr(
    all(
        any(target_os = "linux", target_os = "macos"),
        any(target_arch = "x86_64", target_arch = "aarch64")
    ),
    path = "unix.rs"
)]
#[cfg_attr(all(windows, target_arch = "x86_64"), path = "windows.rs")]
mod way_out;

pub use way_out::{Thread, prepare_thread, prod, this_thread};
