//! rsvm: the API of Node's `vm` on independent Boa engines.
//!
//! `allocator` counts what each engine takes. `wire` is the message format, `engine` everything
//! that is Boa's, `addon` everything that is Node-API's. Only messages pass between the last
//! two, so that `child` can serve an engine in a process of its own.

#[cfg(feature = "addon")]
#[cfg_attr(test, allow(dead_code, reason = "a test binary registers no addon"))]
mod addon;
pub mod allocator;
pub mod child;
pub mod engine;
pub mod wire;

#[global_allocator]
static ALLOCATOR: allocator::Counting = allocator::Counting;
