//! The place of an error and the call of a built-in that it is of, as the words for it need them.

use boa_engine::context::{NativeCall, TraceFrame};
use boa_engine::{Context, JsValue};

use super::values;
use crate::engine::guest::Guest;
use crate::engine::source::Text;

/// Where an error was thrown.
pub struct Site<'a> {
    pub guest: &'a Guest,
    /// The frame, and the line and column in its text.
    pub place: Option<(TraceFrame, Option<(u32, u32)>)>,
    pub call: Option<&'a NativeCall>,
}

impl<'a> Site<'a> {
    /// What the built-in was called with.
    pub fn argument(&self, index: usize) -> Option<&'a JsValue> {
        self.call?.arguments.get(index)
    }

    /// What the built-in was called on.
    pub fn receiver(&self) -> Option<&'a JsValue> {
        Some(&self.call?.this)
    }

    /// The name of the built-in that was called.
    pub fn name(&self) -> String {
        let name = self.call.map(|call| call.name.to_std_string_lossy());
        name.unwrap_or_default()
    }

    /// Whether the host's V8 is that of Node 22 or newer, which says more of some errors.
    pub fn is_recent(&self) -> bool {
        self.guest.settings.get().recent_words
    }

    /// A value of the call, as V8 shows it.
    pub fn shown(&self, context: &mut Context, value: Option<&JsValue>) -> String {
        let value = value.cloned().unwrap_or_default();
        values::shown(self.guest, context, &value)
    }

    /// What is read from the source text at the place of an error.
    pub fn at_place<R>(&self, read: impl FnOnce(Text<'_>, usize) -> Option<R>) -> Option<R> {
        self.in_source(|text, offset| read(text, offset?))
    }

    /// The same, from the text's beginning if Boa has no place.
    pub fn in_text<R>(&self, read: impl FnOnce(Text<'_>, usize) -> Option<R>) -> Option<R> {
        self.in_source(|text, offset| read(text, offset.unwrap_or(0)))
    }

    fn in_source<R>(&self, read: impl FnOnce(Text<'_>, Option<usize>) -> Option<R>) -> Option<R> {
        let (frame, at) = self.place.as_ref()?;
        let text = Text(frame.source()?);
        let offset = at.and_then(|(line, column)| text.offset(line, column));
        read(text, offset)
    }
}
