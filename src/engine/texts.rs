//! Long texts of a message to the host. Each crosses once: a guest can put one text of 100 KB into
//! a map 50,000 times, for a word each, and the host would make as many texts of it.
//!
//! `convert.rs` asks for the place of a text, `crossing.rs` writes the list behind the message.

use boa_engine::JsString;
use boa_engine::string::JsStrVariant;
use rustc_hash::FxHashMap as HashMap;

use super::convert::text_of;
use super::memory;
use super::rescue::{self, Reason};
use crate::wire::{Text, Value, Writer};

/// From so many units on a text is a long one.
const LONG: usize = 64;
/// What a value can name.
const MOST: usize = 1 << 24;
/// What a process may hand its host of texts at a time, in bytes: the host has each twice over while it
/// reads them, which no limit of the guest's counts.
const MOST_BYTES: usize = 1 << 28;

/// The long texts of the message under way.
#[derive(Default)]
pub struct Texts {
    /// They are held, so that no other comes to lie where one was.
    list: Vec<JsString>,
    /// By where their units lie and how many there are.
    places: HashMap<(usize, usize), u32>,
}

impl Texts {
    /// How a text is written.
    pub fn value_of<'a>(&mut self, text: &'a JsString) -> Value<'a> {
        if text.len() < LONG || self.list.len() == MOST {
            return Value::Text(text_of(text));
        }
        let units = match text.as_str().variant() {
            JsStrVariant::Latin1(units) => units.as_ptr().addr(),
            JsStrVariant::Utf16(units) => units.as_ptr().addr(),
        };
        let list = &mut self.list;
        let place = *self.places.entry((units, text.len())).or_insert_with(|| {
            list.push(text.clone());
            u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
        });
        Value::TextAt(place)
    }

    /// Forgets those of a message that was never sent.
    pub fn clear(&mut self) {
        if !self.list.is_empty() {
            *self = Self::default();
        }
    }

    /// Writes the list behind the body of its message, if there is one.
    pub fn write(&mut self, message: &mut Writer) {
        if !self.list.is_empty() {
            let texts: Vec<Text<'_>> = self.list.iter().map(text_of).collect();
            if memory::is_own_process() && texts.iter().map(bytes).sum::<usize>() > MOST_BYTES {
                rescue::give_up(Reason::Memory);
            }
            message.texts(texts);
            self.clear();
        }
    }
}

fn bytes(text: &Text<'_>) -> usize {
    match text {
        Text::Latin1(units) => units.len(),
        Text::Utf16(units) => size_of_val(*units),
    }
}
