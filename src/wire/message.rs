//! The operations that cross, and the flags that announce a message's sections.
//!
//! | opcode | direction | body | answered by |
//! |---|---|---|---|
//! | `Get` | both | target, key, receiver | value |
//! | `Set` | both | target, key, value, receiver | boolean |
//! | `Has`, `Delete` | both | target, key | boolean |
//! | `OwnKeys` | both | target | list of keys |
//! | `GetOwn` | both | target, key | descriptor |
//! | `Define` | both | target, key, descriptor | boolean |
//! | `GetPrototype` | both | target | object or null |
//! | `SetPrototype` | both | target, object or null | boolean |
//! | `IsExtensible`, `PreventExtensions` | both | target | boolean |
//! | `Call` | both | target, this, list of arguments, tail | value; behind an object, its snapshot |
//! | `Construct` | both | target, new target, list of arguments, tail | value |
//! | `Snapshot` | both | target | snapshot |
//! | `Fetch` | both | target | the record, whose content is in the section `UPDATES` |
//! | `Compile` … `Limit` | to the guest | see `engine::serve` | see there |
//! | `Console` … `EvaluateSynthetic` | to the host | see `lib/operations.js` | see there |
//! | `Return` | both | what the request is answered by | — |
//! | `Throw` | to the guest | value | — |
//! | `Throw` | to the host | value, decoration: a text that shows the place, or `Absent` | — |
//! | `Fault` | to the guest | nothing | — |
//! | `Fault` | to the host | code, number; for a malformed message also a text | — |
//!
//! A list is a count and that many values. A descriptor is a word of [`Attributes`] and
//! the values they announce. The number of a fault is the milliseconds of a timeout or the
//! bytes of a limit of memory, and else 0; the codes are those of `engine::serve::Fault`.
//!
//! A snapshot (`engine::snapshot`, `lib/snapshot.js`) is a word for its form, with what the object
//! inherits above the lowest byte ([`super::Inherits`]), and then:
//!
//! | form | |
//! |---|---|
//! | 0, none | nothing, and no tail |
//! | 1, object | count, that many keys, that many values |
//! | 2, array | list |
//! | 3, alike: an object with the keys of the last one of form 1 in this message | values |
//!
//! Behind one that is not none comes a tail: of each member that brings its own snapshot, its
//! place plus one and the snapshot without a tail; then a zero. Behind arguments comes the same of
//! those that bring theirs.

use super::numbered;

numbered! {
    /// What a message asks for, or how it answers.
    pub enum Opcode {
        Get = 0x01,
        Set = 0x02,
        Has = 0x03,
        Delete = 0x04,
        OwnKeys = 0x05,
        GetOwn = 0x06,
        Define = 0x07,
        GetPrototype = 0x08,
        SetPrototype = 0x09,
        IsExtensible = 0x0a,
        PreventExtensions = 0x0b,
        Call = 0x0c,
        Construct = 0x0d,
        Snapshot = 0x0e,
        Fetch = 0x0f,

        Compile = 0x20,
        Run = 0x21,
        CompileFunction = 0x22,
        RunJobs = 0x23,
        Setup = 0x25,
        Settle = 0x26,
        Check = 0x27,
        CompileModule = 0x28,
        SyntheticModule = 0x29,
        LinkModule = 0x2a,
        InstantiateModule = 0x2b,
        EvaluateModule = 0x2c,
        ModuleState = 0x2d,
        ModuleNamespace = 0x2e,
        SetExport = 0x2f,
        SettleImport = 0x30,
        Limit = 0x31,

        Console = 0x40,
        Import = 0x41,
        Locale = 0x42,
        ImportMeta = 0x43,
        EvaluateSynthetic = 0x44,

        Return = 0x60,
        Throw = 0x61,
        Fault = 0x62,
    }
}

impl Opcode {
    /// Whether the message ends an exchange instead of beginning one.
    #[must_use]
    pub const fn is_completion(self) -> bool {
        matches!(self, Self::Return | Self::Throw | Self::Fault)
    }
}

/// What an entry of the section of jobs is.
pub mod queued {
    /// So many of the guest's jobs, each with a turn of its own.
    pub const JOBS: u32 = 0;
    /// A reaction to a promise of the host's, whose number follows.
    pub const REACTION: u32 = 1;
}

/// Bits of a message's first word: which sections stand between it and the body.
/// They stand in the order of the bits.
pub mod flags {
    /// To the guest only: what the request may take (see [`super::Allowance`]). It is the
    /// first, so that it can be read by who cannot read the others.
    pub const ALLOWANCE: u32 = 1 << 8;
    /// Handles that the sender no longer holds: a count and that many numbers.
    pub const RELEASES: u32 = 1 << 9;
    /// Differences of the mirrored global: a count and that many
    /// (key, [`super::Attributes`], value…) entries; `ABSENT` attributes delete.
    pub const PATCHES: u32 = 1 << 10;
    /// To the host only: what is to take a turn among its microtasks since the last message: a
    /// count and that many entries of two words (see [`super::queued`]).
    pub const JOBS: u32 = 1 << 11;
    /// To the host only: promises whose rejection became unhandled or handled.
    pub const REJECTIONS: u32 = 1 << 12;
    /// Records whose content is new or changed: a count and that many entries (see
    /// `engine::records`).
    pub const UPDATES: u32 = 1 << 13;
    /// No section: nothing of the sender's ran for this answer, so what the receiver has
    /// read of the sender's objects before still holds.
    pub const QUIET: u32 = 1 << 14;
    /// To the host only, and behind the body: long texts, where each begins, and how many there
    /// are. Values name them by their place, however often one stands in the message.
    pub const TEXTS: u32 = 1 << 15;
    /// To the guest only, and no section: it is to collect its garbage, which may hold much.
    pub const COLLECT: u32 = 1 << 16;
}

/// The fields of a property descriptor (ECMA-262, 6.2.6) that are present, and the
/// values of the boolean ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attributes(pub u32);

impl Attributes {
    pub const VALUE: u32 = 1;
    pub const GET: u32 = 1 << 1;
    pub const SET: u32 = 1 << 2;
    pub const HAS_WRITABLE: u32 = 1 << 3;
    pub const WRITABLE: u32 = 1 << 4;
    pub const HAS_ENUMERABLE: u32 = 1 << 5;
    pub const ENUMERABLE: u32 = 1 << 6;
    pub const HAS_CONFIGURABLE: u32 = 1 << 7;
    pub const CONFIGURABLE: u32 = 1 << 8;
    /// No property at all.
    pub const ABSENT: u32 = 1 << 9;
    /// To the host, of its mirrored global: the value is the guest's built-in of that name.
    pub const BUILT_IN: u32 = 1 << 10;
    /// To the guest, of its mirrored global: the sandbox inherits the property.
    pub const INHERITED: u32 = 1 << 11;

    #[must_use]
    pub const fn has(self, bit: u32) -> bool {
        self.0 & bit != 0
    }
}
