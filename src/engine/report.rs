//! What is shown of an error that leaves a run: where it was thrown, with the line of the
//! source and a caret below it, as Node puts it before the stack (`displayErrors`).

use std::cell::{Cell, OnceCell, RefCell};
use std::path::Path;

use boa_engine::builtins::error::Error;
use boa_engine::object::builtins::JsWeakMap;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsError, JsNativeError, JsObject, JsString, JsValue, js_str, js_string};

use super::captured::{self, Captured};
use super::expression::operator_before;
use super::frames::{self, Place, Position, frames_of};
use super::guest::Guest;
use super::origin::Compiled;
use super::peek::inherited_property;
use super::records::Computed;
use super::source::{Kind, Text, Token};
use super::{messages, syntax};

/// What is known of a guest's errors.
#[derive(Default)]
pub struct Errors {
    /// The line and caret of the error that leaves the run now.
    pub decoration: RefCell<Option<String>>,
    /// Whether a run that ends with an error is to show where it was thrown.
    pub shows_place: Cell<bool>,
    /// What the getters of that error answered (`records/errors.rs`).
    pub computed: RefCell<Option<Computed>>,
    /// The prototype of call sites (`call_site.rs`).
    pub call_sites: RefCell<Option<JsObject>>,
    /// What was thrown, is no error of the language's, and shows its place already.
    pub shown: OnceCell<JsWeakMap>,
    /// Traces that nobody has read (`captured.rs`).
    pub captured: OnceCell<Captured>,
}

/// What Node calls a text without a name.
const UNNAMED: &str = "<anonymous_script>";

/// Node's own buffer for the line of carets.
const UNDERLINE: usize = 1020;

/// The line and the carets, from a place in a text.
fn decoration(compiled: &Compiled, text: Text<'_>, start: usize, end: usize) -> Option<String> {
    let (line, column) = text.place(start);
    let first_line = u32::try_from(compiled.header()).ok()? + 1;
    // What stands before a function's body is ours, and shown to nobody.
    let is_ours = line < first_line;
    let (line, column) = if is_ours {
        (first_line, 1)
    } else {
        (line, column)
    };
    let source = text.line(line)?;
    let first = usize::try_from(column).ok()? - 1;
    let width = if is_ours {
        word_length(source)
    } else {
        end.saturating_sub(start)
    };
    let shown = compiled.shown(line, column).0;
    let filename = match compiled.origin.filename.as_str() {
        "" if compiled.is_evaluated() => UNNAMED,
        name => name,
    };
    let written = String::from_utf16_lossy(source);
    let last = first + width;
    // Node puts carets under nothing that goes on in the next line.
    if last > source.len() && !is_ours {
        return Some(format!("{filename}:{shown}\n{written}\n"));
    }
    let blanks = source
        .iter()
        .take(first)
        .take(UNDERLINE)
        .map(|&unit| if unit == u16::from(b'\t') { '\t' } else { ' ' });
    let last = last.min(source.len());
    let carets = std::iter::repeat_n('^', last.saturating_sub(first).min(UNDERLINE));
    let underline: String = blanks.chain(carets).collect();
    Some(format!("{filename}:{shown}\n{written}\n{underline}\n"))
}

/// How long the word is that a line begins with, at least 1.
fn word_length(line: &[u16]) -> usize {
    let is_letter = |unit: &&u16| u8::try_from(**unit).is_ok_and(|it| it.is_ascii_alphanumeric());
    line.iter().take_while(is_letter).count().max(1)
}

/// The error of a text that Boa's parser refused, in V8's words. Leaves its decoration with
/// the guest. `taken` is the name that another script declared before.
pub fn syntax_error(guest: &Guest, path: &Path, error: &JsError, taken: Option<&str>) -> JsError {
    let Some(native) = error.as_native() else {
        return error.clone();
    };
    let scripts = guest.scripts.borrow();
    let compiled = scripts.origins.at(path);
    let Some((compiled, text)) = compiled.and_then(|found| Some((found, found.text()?))) else {
        return error.clone();
    };
    let fault = match taken {
        // V8 finds this when it runs the script, and shows the script's beginning.
        Some(name) => syntax::twice(
            name,
            Token {
                kind: Kind::Word,
                start: 0,
                end: 1,
            },
        ),
        None => syntax::explain(native.message(), text),
    };
    let decoration = decoration(compiled, text, fault.start, fault.end);
    guest.errors.decoration.replace(decoration);
    JsNativeError::syntax().with_message(fault.message).into()
}

/// The error of a text that declares a name which another script has declared, in V8's words.
pub fn taken(guest: &Guest, path: &Path, name: &str) -> JsError {
    let error = JsNativeError::syntax().with_message("declared already");
    syntax_error(guest, path, &error.into(), Some(name))
}

/// The value that an error is for the host. One that guest code cannot catch is what V8
/// throws when a stack is exhausted. If its place is to be `shown`, leaves the decoration
/// with the guest.
pub fn thrown(guest: &Guest, context: &mut Context, error: JsError, shown: bool) -> JsValue {
    let by_guest = error.as_opaque().is_some();
    let value = error.into_opaque(context).unwrap_or_else(|_| {
        JsNativeError::range()
            .with_message("Maximum call stack size exceeded")
            .into_opaque(context)
            .into()
    });
    if shown
        && guest.errors.decoration.borrow().is_none()
        && let Some(error) = value.as_object()
    {
        let decoration = decorate(guest, context, &error, by_guest);
        if error.is::<Error>() {
            guest.errors.decoration.replace(decoration);
        } else if let Some(decoration) = decoration {
            show_on(guest, context, &error, &decoration);
        }
    }
    value
}

/// Puts the decoration before the `stack` of what is thrown and is no error of the language's, as old
/// classes of errors make them, once. No guest code runs for it.
fn show_on(guest: &Guest, context: &mut Context, object: &JsObject, decoration: &str) {
    let key = PropertyKey::from(js_string!("stack"));
    let Some(property) = inherited_property(object, &key) else {
        return;
    };
    let text = match property.value() {
        Some(value) if property.writable() == Some(true) => value.as_string(),
        Some(_) => None,
        None => captured::text_of(guest, context, object),
    };
    let is_own = object.borrow().properties().contains_key(&key);
    let (Some(text), true) = (
        text,
        is_own || object.is_extensible(context).unwrap_or(false),
    ) else {
        return;
    };
    let shown = &guest.errors.shown;
    let shown = shown.get_or_init(|| JsWeakMap::new(context)).clone();
    if shown.has(object, context).unwrap_or(true)
        || shown.set(object, true.into(), context).is_err()
    {
        return;
    }
    let text = js_string!(&JsString::from(decoration), js_str!("\n"), &text);
    let enumerable = if is_own {
        property.enumerable()
    } else {
        Some(true)
    };
    object.insert_property(
        key,
        PropertyDescriptor::builder()
            .value(text)
            .writable(true)
            .maybe_enumerable(enumerable)
            .configurable(true),
    );
}

/// The decoration of a runtime error: at the `throw`, if it was one that ended the run, or where the
/// engine threw it.
fn decorate(
    guest: &Guest,
    context: &mut Context,
    error: &JsObject,
    by_guest: bool,
) -> Option<String> {
    if guest.imports.borrow().handle_of(error).is_some() {
        return None;
    }
    let thrown = context.last_throw().filter(|_| by_guest);
    let thrown = thrown.and_then(|frame| {
        let place = frames::position(&frame)?;
        at_place(guest, place, throw_before)
    });
    thrown.or_else(|| {
        let frames = frames_of(guest, context, error);
        let place = frames.into_iter().find_map(|frame| match frame.place {
            Place::Source(position) => Some(position),
            _ => None,
        })?;
        at_place(guest, place, |text, offset| {
            let thrown = by_guest.then(|| throw_before(text, offset)).flatten();
            thrown.or_else(|| messages::locate(error, text, Some(offset)))
        })
    })
}

/// The decoration of what begins where `find` says, given where Boa does.
fn at_place(
    guest: &Guest,
    place: Position,
    find: impl FnOnce(Text<'_>, usize) -> Option<usize>,
) -> Option<String> {
    let scripts = guest.scripts.borrow();
    let compiled = scripts.origins.get(place.origin)?;
    let text = compiled.text()?;
    let (line, column) = place.at?;
    let start = find(text, text.offset(line, column)?)?;
    decoration(compiled, text, start, start + 1)
}

/// The `throw` in whose operand an offset is.
fn throw_before(text: Text<'_>, offset: usize) -> Option<usize> {
    operator_before(text, offset, "throw", &[";", "{", "}"])
}
