//! What is called what in traces of the texts that guest code has compiled itself, by `eval` or as
//! functions: by where that was, `eval at f (file.js:1:1), <anonymous>:1:7`, or as such a text calls
//! itself (`//# sourceURL=`). The engine asks through `hooks.rs` (`patches/origins.js`), `frames.rs` and
//! `stack.rs` when a trace is shown.

use std::path::PathBuf;

use boa_engine::context::TraceFrame;

use super::frames::{self, Frame, Place};
use super::guest::Guest;
use super::origin::Compiled;
use super::source::Text;
use super::stack;

/// What V8 calls the code of an `eval`, and a function that was made of texts.
pub const NAME: &str = "eval";

/// The name that such a function has.
const MADE: &str = "anonymous";

/// How many texts that compiled one another are told of one.
const DEPTH: usize = 16;

/// The comment by which a text names itself, and how that may begin.
const URL: &str = "sourceURL=";
const HEADS: [&str; 4] = ["//# ", "//@ ", "//#\t", "//@\t"];

/// The path that names a text to the engine.
pub fn path_of(guest: &Guest, text: &[u16], caller: Option<&TraceFrame>) -> PathBuf {
    let name = source_url(Text(text)).unwrap_or_default();
    let caller = caller.and_then(frames::read);
    let mut scripts = guest.scripts.borrow_mut();
    scripts.origins.path_of_evaluated(name, caller, text)
}

/// Names the frames of such code as V8 does.
pub fn name_frames(guest: &Guest, frames: &mut [Frame]) {
    let scripts = guest.scripts.borrow();
    let is_evaluated = |frame: &Frame| match frame.place {
        Place::Source(at) => scripts
            .origins
            .get(at.origin)
            .is_some_and(Compiled::is_evaluated),
        _ => false,
    };
    for frame in frames {
        let is_code = frame.function.is_empty() && frame.method.is_none();
        if (is_code || frame.function == MADE) && is_evaluated(frame) {
            NAME.clone_into(&mut frame.function);
            if is_code {
                frame.class = None;
            }
        }
    }
}

/// Where a text comes from (V8's `FormatEvalOrigin`); nothing if no code of the guest's had it compiled.
pub fn origin_of(guest: &Guest, compiled: &Compiled) -> Option<String> {
    origin_within(guest, compiled, DEPTH)
}

fn origin_within(guest: &Guest, compiled: &Compiled, depth: usize) -> Option<String> {
    let name = &compiled.origin.filename;
    if !name.is_empty() {
        return Some(name.clone());
    }
    let caller = compiled.caller.as_ref()?;
    let function = match caller.function.as_str() {
        "" | MADE => "<anonymous>",
        name => name,
    };
    let at = place_of(guest, caller, depth.checked_sub(1)?);
    let at = at.as_deref().unwrap_or("unknown source");
    Some(format!("eval at {function} ({at})"))
}

/// Where the caller is, or from where its own text comes.
fn place_of(guest: &Guest, caller: &Frame, depth: usize) -> Option<String> {
    let Place::Source(position) = caller.place else {
        return None;
    };
    {
        let scripts = guest.scripts.borrow();
        let compiled = scripts.origins.get(position.origin)?;
        if compiled.is_evaluated() {
            return origin_within(guest, compiled, depth);
        }
    }
    let (file, place) = stack::shown(guest, caller, position, None);
    let (line, column) = place?;
    Some(format!("{file}:{line}:{column}"))
}

/// What a text calls itself in its last comment that does: one word, and nothing behind it.
fn source_url(text: Text<'_>) -> Option<String> {
    let word: Vec<u16> = URL.encode_utf16().collect();
    // Almost no text has it, and to read one takes far longer.
    if !text.0.windows(word.len()).any(|units| units == word) {
        return None;
    }
    let heads = HEADS.map(|head| head.encode_utf16().chain(word.iter().copied()).collect());
    let begins = |start: &usize| {
        let rest = &text.0[*start..];
        heads.iter().any(|head: &Vec<u16>| rest.starts_with(head))
    };
    let tokens = text.tokens();
    let is_comment = |start: &usize| {
        !tokens
            .iter()
            .any(|it| it.start <= *start && *start < it.end)
    };
    let mut starts = (0..text.0.len()).rev().filter(begins);
    let start = starts.find(is_comment)?;
    let behind = start + HEADS[0].len() + word.len();
    let name = text.slice(behind, text.next_line(behind).unwrap_or(text.0.len()));
    let name = name.trim();
    let is_word = !name.is_empty() && !name.contains(char::is_whitespace);
    is_word.then(|| name.to_owned())
}
