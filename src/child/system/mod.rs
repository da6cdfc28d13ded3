//! Where operating systems differ in how a host and its child are held together: waiting at a
//! pipe, starting and bounding a process, what its end says. A file for each, with the same
//! names in it. What a child gives up by itself is `confine`.

use std::io::{PipeReader, PipeWriter};

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

/// The pipes that a host has given its child as its standard streams.
pub struct Inherited {
    pub input: PipeReader,
    pub output: PipeWriter,
    pub bell: PipeReader,
}
