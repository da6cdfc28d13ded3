//! Writing a message: the one encoder of the Rust side.

use super::value::{HandleId, RecordKind, Text, Traits, Value, tag};
use super::{Attributes, Opcode, flags};

/// A message in the making. It is kept and cleared, so that its memory is reused.
#[derive(Debug, Default)]
pub struct Writer {
    words: Vec<u32>,
    /// Where the body begins.
    body: usize,
}

impl Writer {
    #[must_use]
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Empties the message. Memory above a megabyte is given back.
    pub fn clear(&mut self) {
        self.words.clear();
        self.words.shrink_to(1 << 18);
    }

    /// Begins a message; its sections must follow in the order of the flags.
    pub fn head(&mut self, opcode: Opcode, flags: u32) {
        self.word(opcode as u32 | flags);
    }

    /// The sections are complete: what is written next is the body.
    pub fn begin_body(&mut self) {
        self.body = self.words.len();
    }

    /// Makes what was written from `start` on the last of the sections: what records hold
    /// is only known when the body that names them is written, but is to be read before.
    pub fn move_to_sections(&mut self, start: usize) {
        if let Some(words) = self.words.get_mut(self.body..)
            && let Some(body) = start.checked_sub(self.body)
            && body <= words.len()
        {
            words.rotate_left(body);
        }
    }

    /// Sets further flags on the message's first word.
    pub fn add_flags(&mut self, flags: u32) {
        if let Some(word) = self.words.first_mut() {
            *word |= flags;
        }
    }

    pub fn word(&mut self, word: u32) {
        self.words.push(word);
    }

    pub fn handle(&mut self, id: HandleId) {
        self.word(id.0);
    }

    /// A count; a message of 2^32 things does not fit into memory.
    #[allow(clippy::cast_possible_truncation, reason = "bounded by memory")]
    pub fn count(&mut self, count: usize) {
        self.word(count as u32);
    }

    /// Reserves a word to be filled by [`Writer::fill`] when its value is known.
    pub fn reserve(&mut self) -> usize {
        self.words.push(0);
        self.words.len() - 1
    }

    pub fn fill(&mut self, at: usize, word: u32) {
        if let Some(slot) = self.words.get_mut(at) {
            *slot = word;
        }
    }

    /// Cuts the message back to a length it had before.
    pub fn truncate(&mut self, length: usize) {
        self.words.truncate(length);
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn attributes(&mut self, attributes: Attributes) {
        self.word(attributes.0);
    }

    #[allow(clippy::cast_possible_truncation, reason = "the halves of a u64")]
    pub fn number(&mut self, number: f64) {
        let bits = number.to_bits();
        self.word(bits as u32);
        self.word((bits >> 32) as u32);
    }

    /// Bytes, padded to a whole word.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let chunks = bytes.chunks_exact(4);
        let rest = chunks.remainder();
        self.words.extend(
            chunks.map(|chunk| u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]])),
        );
        if !rest.is_empty() {
            let mut word = [0; 4];
            word[..rest.len()].copy_from_slice(rest);
            self.word(u32::from_le_bytes(word));
        }
    }

    fn units(&mut self, units: &[u16]) {
        let chunks = units.chunks_exact(2);
        let rest = chunks.remainder();
        self.words
            .extend(chunks.map(|pair| u32::from(pair[0]) | u32::from(pair[1]) << 16));
        if let [unit] = rest {
            self.word(u32::from(*unit));
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "bounded by memory")]
    fn tagged_length(&mut self, tag: u32, length: usize) {
        if length < 0x00ff_ffff {
            self.word(tag | (length as u32) << 8);
        } else {
            self.word(tag | 0xffff_ff00);
            self.word(length as u32);
        }
    }

    pub fn text(&mut self, text: Text<'_>) {
        match text {
            Text::Latin1(bytes) => {
                self.tagged_length(tag::LATIN1, bytes.len());
                self.bytes(bytes);
            }
            Text::Utf16(units) => {
                self.tagged_length(tag::UTF16, units.len());
                self.units(units);
            }
        }
    }

    /// A text of Rust's own.
    pub fn str(&mut self, text: &str) {
        if text.is_ascii() {
            self.text(Text::Latin1(text.as_bytes()));
        } else {
            self.text(Text::Utf16(&text.encode_utf16().collect::<Vec<_>>()));
        }
    }

    pub fn value(&mut self, value: Value<'_>) {
        match value {
            Value::Undefined => self.word(tag::UNDEFINED),
            Value::Null => self.word(tag::NULL),
            Value::Bool(false) => self.word(tag::FALSE),
            Value::Bool(true) => self.word(tag::TRUE),
            Value::Int(number) => {
                self.word(tag::INT);
                self.word(number.cast_unsigned());
            }
            Value::Number(number) => {
                self.word(tag::NUMBER);
                self.number(number);
            }
            Value::Text(text) => self.text(text),
            Value::BigInt(digits) => {
                self.tagged_length(tag::BIGINT, digits.len());
                self.bytes(digits);
            }
            Value::WellKnownSymbol(index) => {
                self.word(tag::WELL_KNOWN_SYMBOL | u32::from(index) << 8);
            }
            Value::RegisteredSymbol(key) => {
                self.word(tag::REGISTERED_SYMBOL);
                self.text(key);
            }
            Value::MineSymbol(id, description) => {
                self.word(tag::MINE_SYMBOL | u32::from(description.is_some()) << 8);
                self.handle(id);
                if let Some(description) = description {
                    self.text(description);
                }
            }
            Value::YoursSymbol(id) => self.tagged_handle(tag::YOURS_SYMBOL, id),
            Value::Mine(id, Traits(traits)) => self.tagged_handle(tag::MINE | traits << 8, id),
            Value::Yours(id) => self.tagged_handle(tag::YOURS, id),
            Value::Intrinsic(index) => self.word(tag::INTRINSIC | index << 8),
            Value::Global => self.word(tag::GLOBAL),
            Value::Record(id, kind) => self.record(id, kind),
            Value::Absent => self.word(tag::ABSENT),
            Value::TextAt(place) => self.word(tag::TEXT_AT | place << 8),
        }
    }

    /// Ends the message with a list of texts: they, where each begins, and how many there are.
    pub fn texts<'a>(&mut self, texts: impl IntoIterator<Item = Text<'a>>) {
        let mut places = Vec::new();
        for text in texts {
            places.push(self.words.len());
            self.text(text);
        }
        let count = places.len();
        for place in places {
            self.count(place);
        }
        self.count(count);
        self.add_flags(flags::TEXTS);
    }

    /// A record's head; its content follows.
    pub fn record(&mut self, id: HandleId, kind: RecordKind) {
        self.tagged_handle(tag::RECORD | (kind as u32) << 8, id);
    }

    fn tagged_handle(&mut self, tag: u32, id: HandleId) {
        self.word(tag);
        self.handle(id);
    }
}
