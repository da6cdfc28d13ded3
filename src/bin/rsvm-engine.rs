//! The executable of `isolation: 'process'`: `rsvm-engine LIBRARY [--self-test]` loads the
//! library that Node loads as an addon, and lives as `src/child` says. It has nothing of its
//! own, so that the engine is compiled, linked and kept in memory once.

use std::env::args_os;
use std::process::exit;

use libloading::Library;

fn main() {
    let mut arguments = args_os().skip(1);
    let library = arguments.next().unwrap_or_default();
    let test = arguments.next().is_some_and(|flag| flag == "--self-test");
    // SAFETY: the path is the host's, of the addon that it runs itself; loading it runs no
    // more than its constructors, which Node-API's register nothing without Node.
    let Ok(library) = (unsafe { Library::new(library) }) else {
        exit(NO_LIBRARY);
    };
    // SAFETY: the function of that name has this signature (`src/child/mod.rs`).
    let code = match unsafe { library.get::<extern "C" fn(bool) -> i32>(b"rsvm_engine_main\0") } {
        Ok(live) => live(test),
        Err(_) => NO_LIBRARY,
    };
    exit(code);
}

/// `addon/child.rs` has words for it.
const NO_LIBRARY: i32 = 69;
