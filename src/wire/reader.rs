//! Reading a message: the one decoder of the Rust side.

use super::value::{HandleId, RecordKind, Text, Traits, Value, tag};
use super::{Allowance, Attributes, Opcode, flags};

/// What is wrong with a message. It is the sender's fault and never a panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

/// A position in a message.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    words: &'a [u32],
    at: usize,
}

impl<'a> Reader<'a> {
    #[must_use]
    pub const fn new(words: &'a [u32]) -> Self {
        Self { words, at: 0 }
    }

    /// A reader that begins at a position that [`Reader::position`] gave.
    #[must_use]
    pub const fn at(words: &'a [u32], position: usize) -> Self {
        Self {
            words,
            at: position,
        }
    }

    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }

    /// The first word: the opcode and the flags.
    pub fn head(&mut self) -> Result<(Opcode, u32), Malformed> {
        let word = self.word()?;
        let opcode = Opcode::from_number(word & 0xff).ok_or(Malformed("unknown opcode"))?;
        Ok((opcode, word & !0xff))
    }

    /// Whether the message, which is at its head, ends an exchange; one that cannot be read
    /// does not.
    #[must_use]
    pub fn is_completion(mut self) -> bool {
        self.head().is_ok_and(|(opcode, _)| opcode.is_completion())
    }

    /// What the head's flags say that a request may take, if they do. The first section.
    pub fn allowance(&mut self, present: u32) -> Result<Option<Allowance>, Malformed> {
        let given = present & flags::ALLOWANCE != 0;
        given.then(|| Allowance::read(self)).transpose()
    }

    pub fn word(&mut self) -> Result<u32, Malformed> {
        let word = self.words.get(self.at).ok_or(Malformed("truncated"))?;
        self.at += 1;
        Ok(*word)
    }

    pub fn handle(&mut self) -> Result<HandleId, Malformed> {
        self.word().map(HandleId)
    }

    pub fn attributes(&mut self) -> Result<Attributes, Malformed> {
        self.word().map(Attributes)
    }

    pub fn number(&mut self) -> Result<f64, Malformed> {
        let low = u64::from(self.word()?);
        let high = u64::from(self.word()?);
        Ok(f64::from_bits(high << 32 | low))
    }

    fn take(&mut self, words: usize) -> Result<&'a [u32], Malformed> {
        let end = self.at.checked_add(words).ok_or(Malformed("truncated"))?;
        let slice = self.words.get(self.at..end).ok_or(Malformed("truncated"))?;
        self.at = end;
        Ok(slice)
    }

    /// `count` bytes, padded to a whole word.
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let words = self.take(count.div_ceil(4))?;
        // SAFETY: `words` is initialised memory of at least `count` bytes, any byte is a
        // valid `u8`, and `u8` has no alignment to respect.
        Ok(unsafe { std::slice::from_raw_parts(words.as_ptr().cast::<u8>(), count) })
    }

    fn units(&mut self, count: usize) -> Result<&'a [u16], Malformed> {
        let words = self.take(count.div_ceil(2))?;
        // SAFETY: `words` is initialised memory of at least `count` units, any bits are a
        // valid `u16`, and words are aligned more strictly than units.
        Ok(unsafe { std::slice::from_raw_parts(words.as_ptr().cast::<u16>(), count) })
    }

    fn text_of(&mut self, head: u32) -> Result<Text<'a>, Malformed> {
        let length = self.length(head)?;
        match head & 0xff {
            tag::LATIN1 => self.bytes(length).map(Text::Latin1),
            tag::UTF16 => self.units(length).map(Text::Utf16),
            _ => Err(Malformed("not a string")),
        }
    }

    /// The payload of a tag word, or the next word where the payload is all ones.
    fn length(&mut self, head: u32) -> Result<usize, Malformed> {
        let payload = head >> 8;
        let length = if payload == 0x00ff_ffff {
            self.word()?
        } else {
            payload
        };
        usize::try_from(length).map_err(|_| Malformed("length"))
    }

    pub fn text(&mut self) -> Result<Text<'a>, Malformed> {
        let head = self.word()?;
        self.text_of(head)
    }

    pub fn value(&mut self) -> Result<Value<'a>, Malformed> {
        let head = self.word()?;
        Ok(match head & 0xff {
            tag::UNDEFINED => Value::Undefined,
            tag::NULL => Value::Null,
            tag::FALSE => Value::Bool(false),
            tag::TRUE => Value::Bool(true),
            tag::INT => Value::Int(self.word()?.cast_signed()),
            tag::NUMBER => Value::Number(self.number()?),
            tag::LATIN1 | tag::UTF16 => Value::Text(self.text_of(head)?),
            tag::BIGINT => {
                let length = self.length(head)?;
                Value::BigInt(self.bytes(length)?)
            }
            tag::WELL_KNOWN_SYMBOL => Value::WellKnownSymbol(
                u8::try_from(head >> 8).map_err(|_| Malformed("unknown symbol"))?,
            ),
            tag::REGISTERED_SYMBOL => Value::RegisteredSymbol(self.text()?),
            tag::MINE_SYMBOL => {
                let id = self.handle()?;
                let description = if head >> 8 == 0 {
                    None
                } else {
                    Some(self.text()?)
                };
                Value::MineSymbol(id, description)
            }
            tag::YOURS_SYMBOL => Value::YoursSymbol(self.handle()?),
            tag::MINE => {
                let traits = Traits(head >> 8);
                Value::Mine(self.handle()?, traits)
            }
            tag::YOURS => Value::Yours(self.handle()?),
            tag::INTRINSIC => Value::Intrinsic(head >> 8),
            tag::GLOBAL => Value::Global,
            tag::RECORD => {
                let kind =
                    RecordKind::from_number(head >> 8).ok_or(Malformed("unknown record kind"))?;
                Value::Record(self.handle()?, kind)
            }
            tag::ABSENT => Value::Absent,
            tag::TEXT_AT => Value::TextAt(head >> 8),
            _ => return Err(Malformed("unknown tag")),
        })
    }

    /// A count that promises at least one word for each thing counted, so that a false
    /// one cannot make the receiver reserve memory.
    pub fn count(&mut self) -> Result<usize, Malformed> {
        let count = self.word()? as usize;
        if count > self.words.len() - self.at {
            return Err(Malformed("count"));
        }
        Ok(count)
    }
}
