//! V8's words for the frequent errors in place of Boa's.
//!
//! Boa tells of each error of its own as it becomes an object (`hooks.rs`), and asks for what
//! is said of a value that was misused. What V8 says of the expression ("a.b is not a
//! function") is read from the source text at the error's place.

use boa_engine::context::TraceFrame;
use boa_engine::object::JsObject;
use boa_engine::{Context, JsString, js_string};

use super::declarations;
use super::expression::{argument_at, callee_before};
use super::guest::Guest;
use super::intrinsics::own_string;
use super::pattern_words;
use super::source::Text;
use super::stack;

mod misuse;
mod patterns;
mod places;
mod private;
mod table;
mod values;

use crate::engine::descriptor;
pub use misuse::words as of_misuse;
pub use places::{locate, name_of_call};
use table::{NO_ITERATOR, Say, entry};

const NO_SPREAD: &str = "Spread syntax requires ...iterable[Symbol.iterator] to be a function";

/// Gives an error of Boa's own V8's message. `trace` is where it was thrown, the innermost
/// frame first.
pub fn refine(
    guest: &Guest,
    context: &mut Context,
    error: &JsObject,
    trace: &mut dyn Iterator<Item = TraceFrame>,
) {
    let key = js_string!("message");
    let Some(message) = own_string(error, key.clone()) else {
        return;
    };
    let message = message.to_std_string_lossy();
    let Some((say, part)) = entry(&message) else {
        return;
    };
    let site = Site {
        guest,
        place: stack::innermost(trace),
    };
    let refined = words(&site, context, say, part);
    error.insert_property(key, descriptor::hidden(JsString::from(refined)));
}

/// Whether guest code makes an error at a place: then the words are its own, whatever they are.
fn makes_error(text: Text<'_>, offset: usize) -> Option<()> {
    let callee = callee_before(text, offset)?;
    let class = callee.rsplit('.').next().unwrap_or_default();
    let makes = class == "super" || class.ends_with("Error") || class.ends_with("Exception");
    makes.then_some(())
}

fn words(site: &Site<'_>, context: &mut Context, say: Say, part: &str) -> String {
    match say {
        Say::Words(words) => words.to_owned(),
        Say::Around(before, after) => format!("{before}{part}{}", after.replace('\u{0}', part)),
        Say::Missing => {
            // V8 says so of the declarations of the script itself only.
            let is_declared = context.realm().scope().has_lex_binding(&part.into());
            let declares = |text: Text<'_>, _| {
                let names = declarations::top_level(text);
                names.iter().any(|it| it.lexical && it.name == part)
            };
            if is_declared && site.in_text(|text, at| Some(declares(text, at))) == Some(true) {
                return format!("Cannot access '{part}' before initialization");
            }
            format!("{part} is not defined")
        }
        Say::NotA(what) => {
            let callee = site.at_place(callee_before);
            format!(
                "{} {what}",
                callee.as_deref().unwrap_or("(intermediate value)")
            )
        }
        Say::Argument(before, otherwise, after) => {
            let argument = site.at_place(argument_at);
            let shown =
                argument.and_then(|argument| values::shown_of(site.guest, context, &argument));
            format!("{before}{}{after}", shown.as_deref().unwrap_or(otherwise))
        }
        Say::Private(of) => {
            let words = site.in_text(|text, offset| of.words(text, offset));
            words.unwrap_or_else(|| of.otherwise().to_owned())
        }
        Say::Pattern => no_pattern(part),
        Say::NotIterable => not_iterable(site, part),
        Say::Destructure => destructure(site, context, part),
    }
}

/// `refused` is why a pattern cannot be compiled, then ` of ` and the pattern as a literal.
fn no_pattern(refused: &str) -> String {
    let (reason, literal) = refused.split_once(" of /").unwrap_or((refused, ""));
    let (pattern, flags) = literal.rsplit_once('/').unwrap_or_default();
    pattern_words::refused(pattern, flags, reason)
}

/// `value` is what was to be iterated, with its type. A built-in says no more of it.
fn not_iterable(site: &Site<'_>, value: &str) -> String {
    let found = site.in_source(|text, offset| {
        let iterated = patterns::scope(text, offset).and_then(patterns::iterated);
        iterated
            .map(|iterated| format!("{iterated} is not iterable"))
            .or_else(|| {
                let spreads = argument_at(text, offset?)?.trim_start().starts_with("...");
                spreads.then(|| NO_SPREAD.to_owned())
            })
    });
    found.unwrap_or_else(|| format!("{value}{NO_ITERATOR}"))
}

/// `part` is what was to be taken apart: `undefined` or `null`.
fn destructure(site: &Site<'_>, context: &mut Context, part: &str) -> String {
    let pattern = site.in_source(patterns::find);
    let Some(pattern) = pattern else {
        let parameter = site.in_source(|text, _| patterns::parameter(text));
        let property = parameter.map_or_else(String::new, |name| format!("property '{name}' of "));
        let value = if part == "null" && !property.is_empty() {
            "object null"
        } else {
            part
        };
        return format!("Cannot destructure {property}'{value}' as it is {part}.");
    };
    let shown = values::shown_of(site.guest, context, &pattern.value);
    let is_whole = shown.is_none_or(|shown| shown == part);
    let value = pattern.value;
    match (pattern.first, pattern.inner) {
        _ if pattern.is_array => format!("{value} is not iterable"),
        (_, Some(inner)) if !is_whole => {
            format!("Cannot read properties of {part} (reading '{inner}')")
        }
        (Some(first), _) => {
            format!("Cannot destructure property '{first}' of '{value}' as it is {part}.")
        }
        (None, _) => format!("Cannot destructure '{value}' as it is {part}."),
    }
}

/// Where an error was thrown.
struct Site<'a> {
    guest: &'a Guest,
    /// The frame, and the line and column in its text.
    place: Option<(TraceFrame, Option<(u32, u32)>)>,
}

impl Site<'_> {
    /// What is read from the source text at the place of an error.
    fn at_place<R>(&self, read: impl FnOnce(Text<'_>, usize) -> Option<R>) -> Option<R> {
        self.in_source(|text, offset| read(text, offset?))
    }

    /// The same, from the text's beginning if Boa has no place.
    fn in_text<R>(&self, read: impl FnOnce(Text<'_>, usize) -> Option<R>) -> Option<R> {
        self.in_source(|text, offset| read(text, offset.unwrap_or(0)))
    }

    fn in_source<R>(&self, read: impl FnOnce(Text<'_>, Option<usize>) -> Option<R>) -> Option<R> {
        let (frame, at) = self.place.as_ref()?;
        let text = Text(frame.source()?);
        let offset = at.and_then(|(line, column)| text.offset(line, column));
        read(text, offset)
    }
}
