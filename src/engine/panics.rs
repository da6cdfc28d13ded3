//! Panics of an engine: caught at the bottom of its stack (`seat.rs`), and not printed,
//! because the host gets them as an error.

use std::any::Any;
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::Once;

use crate::allocator;

/// How much of what a panic says is passed on, in bytes: it may hold whole values.
const MAX_TEXT: usize = 1000;

thread_local! {
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Has panics on an engine's stack noted and not printed; others are printed as ever.
pub fn keep_silent() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if !allocator::is_silent() {
                before(info);
            } else if let Some(place) = info.location() {
                // An allocation that is too much would ask the collector, which may panic; a
                // panic in here ends the process.
                allocator::critically(|| {
                    let text = format!("{}:{}", name_of(place.file()), place.line());
                    let _ = PLACE.try_with(|place| *place.borrow_mut() = text);
                });
            }
        }));
    });
}

/// A source file of a crate's, without the folders of the machine that it was built on.
fn name_of(file: &str) -> &str {
    let file = file
        .rsplit_once("/registry/src/")
        .map_or(file, |(_, rest)| rest);
    file.split_once('/').map_or(file, |(_, rest)| rest)
}

/// What a panic says, and where it was raised.
pub fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let text = text.map(|text| &text[..text.floor_char_boundary(MAX_TEXT)]);
    let place = PLACE.with(RefCell::take);
    format!("{} ({place})", text.unwrap_or("unknown panic"))
}
