//! What a request may take. The host writes it into the request, as a section of its own;
//! the engine keeps to it, and so does whoever waits for an engine in another process.

use super::{Malformed, Reader, Writer};

/// Bits of the section's first word: what is set, and which values follow, in this order.
mod given {
    pub(super) const SIGINT: u32 = 1;
    pub(super) const TIMEOUT: u32 = 1 << 1;
    pub(super) const MEMORY: u32 = 1 << 2;
    pub(super) const STACK: u32 = 1 << 3;
}

/// The limits of a request; what is not given is as it is without the section.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Allowance {
    /// In milliseconds.
    pub timeout: Option<f64>,
    /// In bytes.
    pub memory: Option<f64>,
    /// In levels of calls.
    pub stack: Option<u32>,
    /// Whether Ctrl+C ends it.
    pub sigint: bool,
}

impl Allowance {
    pub fn write(&self, message: &mut Writer) {
        let word = message.reserve();
        let mut given = 0;
        if self.sigint {
            given |= given::SIGINT;
        }
        for (number, bit) in [(self.timeout, given::TIMEOUT), (self.memory, given::MEMORY)] {
            if let Some(number) = number {
                given |= bit;
                message.number(number);
            }
        }
        if let Some(levels) = self.stack {
            given |= given::STACK;
            message.word(levels);
        }
        message.fill(word, given);
    }

    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let given = reader.word()?;
        let mut positive = |bit| {
            if given & bit == 0 {
                return Ok(None);
            }
            let number = reader.number()?;
            if number.is_finite() && number > 0.0 {
                Ok(Some(number))
            } else {
                Err(Malformed("not a limit"))
            }
        };
        Ok(Self {
            timeout: positive(given::TIMEOUT)?,
            memory: positive(given::MEMORY)?,
            stack: (given & given::STACK != 0)
                .then(|| reader.word())
                .transpose()?,
            sigint: given & given::SIGINT != 0,
        })
    }
}
