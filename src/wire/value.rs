//! What a value is while it crosses: the tags, the handles and the records.
//!
//! A handle is an integer issued by one side for an object it owns. The sender says of
//! each handle whose it is: [`Value::Mine`] is the sender's own object, [`Value::Yours`]
//! one that the receiver issued earlier. The same number on both sides therefore never
//! means the same thing, and a handle that was never issued is an error, not a guess.

use super::numbered;

/// The well-known symbols, by the index that stands for them on the wire
/// (ECMA-262, 6.1.5.1). `lib/wire/format.js` holds the same list in the same order.
pub const WELL_KNOWN_SYMBOLS: [&str; 15] = [
    "asyncIterator",
    "hasInstance",
    "isConcatSpreadable",
    "iterator",
    "match",
    "matchAll",
    "replace",
    "search",
    "species",
    "split",
    "toPrimitive",
    "toStringTag",
    "unscopables",
    "dispose",
    "asyncDispose",
];

/// A handle's number, unique for one issuer while the object is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HandleId(pub u32);

/// What the receiver must know of an object before it can stand in for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traits(pub u32);

/// Above the bits stands one more than the number of a primordial, which nobody but its own guest gets.
const INTRINSIC_SHIFT: u32 = 14;

impl Traits {
    pub const CALLABLE: u32 = 1;
    pub const CONSTRUCTOR: u32 = 1 << 1;
    pub const ARRAY: u32 = 1 << 2;
    /// A function written as `class`, which cannot be called.
    pub const CLASS: u32 = 1 << 3;
    /// An `arguments` object.
    pub const ARGUMENTS: u32 = 1 << 4;
    /// The global object of the sender.
    pub const GLOBAL: u32 = 1 << 5;
    /// Has an own `prototype` property that is not configurable.
    pub const PROTOTYPE: u32 = 1 << 6;
    /// A record whose content was sent before.
    pub const RECORD: u32 = 1 << 7;
    /// A module namespace object (ECMA-262, 10.4.6).
    pub const NAMESPACE: u32 = 1 << 8;
    /// `%Array.prototype.values%`, which iterates arrays.
    pub const ARRAY_VALUES: u32 = 1 << 9;
    /// An asynchronous function or generator.
    pub const ASYNC: u32 = 1 << 10;
    /// A generator function.
    pub const GENERATOR: u32 = 1 << 11;
    /// `%Error.prototype.toString%`, which says what an error is.
    pub const ERROR_TEXT: u32 = 1 << 12;
    /// A built-in function.
    pub const BUILT_IN: u32 = 1 << 13;

    /// The same, of a primordial.
    #[must_use]
    pub const fn of_intrinsic(self, index: u32) -> Self {
        Self(self.0 | (index + 1) << INTRINSIC_SHIFT)
    }

    #[must_use]
    pub const fn has(self, bit: u32) -> bool {
        self.0 & bit != 0
    }
}

numbered! {
    /// The built-in kinds with internal state that arrive as the real thing.
    pub enum RecordKind {
        Error = 1,
        Date = 2,
        RegExp = 3,
        Map = 4,
        Set = 5,
        ArrayBuffer = 6,
        TypedArray = 7,
        DataView = 8,
        Boxed = 9,
        Promise = 10,
    }
}

numbered! {
    /// The constructor of an error that crosses (ECMA-262, 20.5).
    pub enum ErrorKind {
        Error = 0,
        Eval = 1,
        Range = 2,
        Reference = 3,
        Syntax = 4,
        Type = 5,
        Uri = 6,
        Aggregate = 7,
    }
}

/// A string as it lies in a message: one byte a unit where every unit fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text<'a> {
    Latin1(&'a [u8]),
    Utf16(&'a [u16]),
}

impl Text<'_> {
    /// The text for a person: lone surrogates become U+FFFD.
    #[must_use]
    pub fn to_string_lossy(&self) -> String {
        match self {
            Self::Latin1(bytes) => bytes.iter().map(|&byte| char::from(byte)).collect(),
            Self::Utf16(units) => String::from_utf16_lossy(units),
        }
    }
}

/// A value in a message, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Undefined,
    Null,
    Bool(bool),
    Int(i32),
    Number(f64),
    Text(Text<'a>),
    /// Hexadecimal digits after an optional minus sign.
    BigInt(&'a [u8]),
    WellKnownSymbol(u8),
    /// A symbol of the sender's `Symbol.for` registry.
    RegisteredSymbol(Text<'a>),
    /// A symbol that the sender owns, with its description.
    MineSymbol(HandleId, Option<Text<'a>>),
    YoursSymbol(HandleId),
    /// An object that the sender owns.
    Mine(HandleId, Traits),
    /// An object that the receiver owns.
    Yours(HandleId),
    /// The receiver's own copy of a primordial, by its number in the table of primordials.
    Intrinsic(u32),
    /// The receiver's own global object.
    Global,
    /// An object that the sender owns and whose content follows (see [`RecordKind`]).
    Record(HandleId, RecordKind),
    /// No value: a hole, or a field that is not there.
    Absent,
    /// The text of that place in the message's list of texts.
    TextAt(u32),
}

/// The tags of [`Value`] in the low byte of its first word.
pub(crate) mod tag {
    pub const UNDEFINED: u32 = 0;
    pub const NULL: u32 = 1;
    pub const FALSE: u32 = 2;
    pub const TRUE: u32 = 3;
    pub const INT: u32 = 4;
    pub const NUMBER: u32 = 5;
    pub const LATIN1: u32 = 6;
    pub const UTF16: u32 = 7;
    pub const BIGINT: u32 = 8;
    pub const WELL_KNOWN_SYMBOL: u32 = 9;
    pub const REGISTERED_SYMBOL: u32 = 10;
    pub const MINE_SYMBOL: u32 = 11;
    pub const YOURS_SYMBOL: u32 = 12;
    pub const MINE: u32 = 13;
    pub const YOURS: u32 = 14;
    pub const INTRINSIC: u32 = 15;
    pub const GLOBAL: u32 = 16;
    pub const RECORD: u32 = 17;
    pub const ABSENT: u32 = 18;
    pub const TEXT_AT: u32 = 19;
}
