//! What the process gives up before any guest code runs: everything but its memory, its
//! pipes and the clock, as far as the operating system lets it. `shed` lets go what was
//! inherited; `lock` comes when the engine and its threads are there and nothing more is to
//! be opened. A file for each system.
//!
//! The host has cleared the environment, but for the time zone, and set the process apart
//! from its terminal (`addon/nursery.rs`); what it bounds from outside is in `system`.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(unix)]
mod posix;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
pub use linux::{lock, shed};
#[cfg(all(unix, not(target_os = "linux")))]
pub use posix::{lock, shed};
#[cfg(windows)]
pub use windows::{lock, shed};
