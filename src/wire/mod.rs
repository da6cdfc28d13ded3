//! The message format that the two sides of the boundary speak.
//!
//! A message is a sequence of little-endian 32-bit words. Its first word holds an
//! [`Opcode`] in the low byte and [`flags`] above it; the sections that the flags announce
//! come next, then the body. `lib/wire/` is the same format on the host's side.
//!
//! This module knows neither the engine nor Node-API: it may be used by an addon, by a
//! child process behind a pipe, or by a fuzzer. Nothing in it panics on malformed input.

mod allowance;
mod message;
mod names;
mod numbered;
mod reader;
#[cfg(test)]
pub(crate) mod tests;
mod value;
mod writer;

pub use allowance::Allowance;
pub use message::{Attributes, Opcode, flags, queued};
pub use names::{ARRAY_NAMES, Inherits, OBJECT_NAMES};
pub(crate) use numbered::numbered;
pub use reader::{Malformed, Reader};
pub use value::{ErrorKind, HandleId, RecordKind, Text, Traits, Value, WELL_KNOWN_SYMBOLS};
pub use writer::Writer;
