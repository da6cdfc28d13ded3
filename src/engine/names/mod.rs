//! The names that stand in texts. Of many names a filter is made: another than those that were added may be
//! said to be there, none that was is missed. A guest has one of all its texts (`Guest::used`), for
//! `late.rs` and `var.rs`; those of one text are made when they are asked for. Of a few
//! words a text is asked by itself, which `builtins/` does of each that is compiled.

pub mod late;
pub mod var;

use boa_engine::JsString;
use boa_engine::string::JsStrVariant;

use super::source::is_word;

/// How many bits the filter has: a text of 500 names sets one in sixteen.
const BITS: usize = 8192;

#[derive(Clone)]
pub struct Names([u64; BITS / 64]);

impl Default for Names {
    fn default() -> Self {
        Self([0; BITS / 64])
    }
}

impl Names {
    /// The words of a text.
    pub fn of(text: &[u16]) -> Self {
        let mut names = Self::default();
        names.add_words(text);
        names
    }

    fn add(&mut self, name: impl Iterator<Item = u16>) {
        let hash = hash(name);
        self.0[hash / 64] |= 1 << (hash % 64);
    }

    /// Adds all the words of a text.
    pub fn add_words<U: Copy + Into<u16>>(&mut self, text: &[U]) {
        let mut at = 0;
        while let Some(&unit) = text.get(at) {
            let end = word_end(text, at);
            if is_word(unit.into()) {
                self.add(text[at..end].iter().map(|&unit| unit.into()));
            }
            at = end.max(at + 1);
        }
    }

    pub fn has(&self, name: &JsString) -> bool {
        match name.as_str().variant() {
            JsStrVariant::Latin1(units) if units.is_ascii() => self.has_word(units),
            // Such a name may have units that are no words to `is_word`.
            _ => true,
        }
    }

    /// [`has`](Self::has) for a name of ASCII letters.
    pub fn has_word(&self, word: &[u8]) -> bool {
        let hash = hash(word.iter().map(|&unit| unit.into()));
        self.0[hash / 64] & (1 << (hash % 64)) != 0
    }
}

/// The place of a name in the filter.
fn hash(units: impl Iterator<Item = u16>) -> usize {
    let mix = |hash: u32, unit| (hash.rotate_left(5) ^ u32::from(unit)).wrapping_mul(0x9e37_79b9);
    (units.fold(0, mix) >> 8) as usize % BITS
}

/// Where the word ends that begins at `at`.
pub fn word_end<U: Copy + Into<u16>>(text: &[U], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.iter().position(|&unit| !is_word(unit.into()));
    length.map_or(text.len(), |length| at + length)
}

/// Whether a text has one of these words anywhere.
pub fn names_any<U: Copy + Into<u16>>(text: &[U], words: &[&[u8]]) -> bool {
    let first = |word: &&[u8]| word.first().map_or(0, |&byte| 1_u128 << (byte & 0x7f));
    let firsts = words.iter().map(first).fold(0, |all, bit| all | bit);
    (0..text.len()).any(|at| {
        let rest = &text[at..];
        let unit: u16 = rest[0].into();
        unit < 128
            && firsts >> unit & 1 != 0
            && words.iter().any(|word| {
                let mut pairs = rest.iter().zip(*word);
                rest.len() >= word.len()
                    && pairs.all(|(&unit, &byte)| unit.into() == u16::from(byte))
            })
    })
}
