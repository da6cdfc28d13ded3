//! The bytes of a buffer that both sides agreed on. The host keeps the memory of a guest's
//! buffer that was made shorter or detached (`lib/records/shorter.js`); so as to count as
//! the guest's, it is kept here too, as room that nothing uses.

/// The bytes, and none of a buffer that was detached.
#[derive(Default)]
pub(super) struct Image {
    /// Never gives back what it had room for.
    bytes: Vec<u8>,
    is_detached: bool,
}

impl Image {
    /// The bytes that are known; none of a buffer that was detached.
    pub(super) fn known(&self) -> Option<&[u8]> {
        (!self.is_detached).then_some(&*self.bytes)
    }

    /// The same with other bytes, or none of a buffer that is detached.
    #[must_use]
    pub(super) fn with(mut self, bytes: Option<&[u8]>) -> Self {
        self.is_detached = bytes.is_none();
        self.bytes.clear();
        self.bytes.extend_from_slice(bytes.unwrap_or_default());
        self
    }
}
