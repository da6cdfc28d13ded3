//! The native stacks that engines run on. Only a few engines keep one between two requests
//! (`seat.rs`), so a thousand idle contexts take no memory for stacks; taking one from the
//! pool costs 2 ns, mapping a new one 10-35 µs.

use std::cell::RefCell;
use std::io;

use corosensei::stack::DefaultStack;

/// Boa recurses in its parser, its compiler and many built-ins: a level of nested function
/// expressions takes 58 KB. The memory is reserved, and committed as it is touched.
const STACK_BYTES: usize = 256 << 20;
/// How many idle stacks a thread keeps: as many as engines nest in one another usually.
const KEPT: usize = 4;

thread_local! {
    static IDLE: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
}

pub fn take() -> io::Result<DefaultStack> {
    let idle = IDLE.try_with(|idle| idle.borrow_mut().pop()).ok().flatten();
    idle.map_or_else(|| DefaultStack::new(STACK_BYTES), Ok)
}

pub fn give_back(stack: DefaultStack) {
    // A thread that is ending has no pool any more; the stack is then unmapped.
    let _ = IDLE.try_with(|idle| {
        let mut idle = idle.borrow_mut();
        if idle.len() < KEPT {
            idle.push(stack);
        }
    });
}
