//! V8's words for the frequent errors in place of Boa's.
//!
//! Boa tells of each error of its own as it becomes an object (`hooks.rs`), and asks for what
//! is said of a value that was misused. What V8 says of the expression ("a.b is not a
//! function") is read from the source text at the error's place.

use boa_engine::context::{NativeCall, TraceFrame};
use boa_engine::object::JsObject;
use boa_engine::{Context, JsString, JsValue, js_string};

use super::declarations;
use super::expression::callee_before;
use super::frames;
use super::guest::Guest;
use super::intrinsics::own_string;
use super::pattern_words;
use super::source::Text;

mod binary;
mod misuse;
mod patterns;
mod places;
mod private;
mod say;
mod table;
mod values;

use crate::engine::descriptor;
pub use misuse::words as of_misuse;
pub use places::{locate, name_of_call};
use say::{Nothing, Say};
use table::{NO_ITERATOR, entry};

/// Gives an error of Boa's own V8's message. `trace` is where it was thrown, the innermost
/// frame first; `call` that of the built-in that it is of.
pub fn refine(
    guest: &Guest,
    context: &mut Context,
    error: &JsObject,
    trace: &mut dyn Iterator<Item = TraceFrame>,
    call: Option<&NativeCall>,
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
        place: frames::innermost(trace),
        call,
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
    let is_recent = site.guest.settings.get().recent_words;
    match say {
        Say::Recent(words, index) if is_recent => {
            let shown = site.shown(context, site.argument(index));
            format!("{words}: {shown}")
        }
        Say::Either(_, words) if site.guest.settings.get().named_classes => words.to_owned(),
        Say::Words(words) | Say::Recent(words, _) | Say::Either(words, _) => words.to_owned(),
        Say::Around(before, after) => format!("{before}{part}{}", after.replace('\u{0}', part)),
        Say::Missing => {
            // V8 says so of the declarations of the script itself only.
            let is_declared = context.realm().scope().has_lex_binding(&part.into());
            let declares = |text: Text<'_>, _| {
                let names = declarations::top_level(text);
                let mut own = names.iter();
                own.any(|it| it.lexical && it.name == part).then_some(())
            };
            if is_declared && site.in_text(declares).is_some() {
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
        Say::Argument(before, index, after) => {
            let shown = site.shown(context, site.argument(index));
            format!("{before}{shown}{after}")
        }
        Say::Binary(of) => binary::words(site, context, of),
        Say::Mapper if !is_recent => "flatMap mapper function is not callable".to_owned(),
        Say::Callback | Say::Second | Say::TypedCallback | Say::Mapper => {
            let callback = site.argument(usize::from(matches!(say, Say::Second)));
            let shown = if is_recent || matches!(say, Say::TypedCallback) {
                values::with_type(&callback.cloned().unwrap_or_default())
            } else {
                site.shown(context, callback)
            };
            format!("{shown} is not a function")
        }
        Say::Receiver(before, after) => {
            let shown = site.shown(context, site.receiver());
            format!("{before}{part}{after}{shown}")
        }
        Say::Date => of_date(site, context),
        Say::Extensible => extensible(site),
        Say::With => no_element(site, context),
        Say::Flattened if site.name() == "from" => "Iterator.from called on non-object".to_owned(),
        Say::Flattened => "Iterator.prototype.flatMap called on non-object".to_owned(),
        Say::Nothing(of) => on_nothing(site, of),
        Say::Constructor => {
            let shown = site.shown(context, site.receiver());
            format!("{shown} is not a constructor")
        }
        Say::Primitive(class) => {
            let name = site.name();
            let member = match name.strip_prefix("get ").unwrap_or(&name) {
                "[Symbol.toPrimitive]" => " [ @@toPrimitive ]".to_owned(),
                name => format!(".{name}"),
            };
            format!("{class}.prototype{member} requires that 'this' be a {class}")
        }
        Say::Reflect => format!("Reflect.{} called on non-object", site.name()),
        Say::Unappliable => {
            let target = site.argument(0);
            let shown = site.shown(context, target);
            let kind = match target.map_or("undefined", JsValue::type_of) {
                _ if target.is_some_and(JsValue::is_null) => "null".to_owned(),
                "object" => "an object".to_owned(),
                kind => format!("a {kind}"),
            };
            format!(
                "Function.prototype.apply was called on {shown}, which is {kind} and not a function"
            )
        }
        Say::NoBigInt => {
            let argument = site.argument(0);
            if argument.is_none_or(JsValue::is_number) {
                return format!(
                    "The number {part} cannot be converted to a BigInt because it is not an integer"
                );
            }
            format!("Cannot convert {part} to a BigInt")
        }
        Say::Private(of) => {
            let words = site.in_text(|text, offset| of.words(text, offset));
            words.unwrap_or_else(|| of.otherwise().to_owned())
        }
        Say::Pattern => no_pattern(part),
        Say::NotIterable => not_iterable(site, part),
        Say::Destructure => destructure(site, part),
    }
}

fn extensible(site: &Site<'_>) -> String {
    let words = if site.argument(0).is_some_and(misuse::is_proxy) {
        "'preventExtensions' on proxy: trap returned falsish"
    } else {
        "Cannot prevent extensions"
    };
    words.to_owned()
}

fn no_element(site: &Site<'_>, context: &mut Context) -> String {
    let receiver = site.receiver().and_then(JsValue::as_object);
    if receiver.is_some_and(|receiver| receiver.is_array()) {
        let shown = site.shown(context, site.argument(0));
        return format!("Invalid index : {shown}");
    }
    "Invalid typed array index".to_owned()
}

fn of_date(site: &Site<'_>, context: &mut Context) -> String {
    let name = site.name();
    if name.starts_with("get") || name == "valueOf" {
        return "this is not a Date object.".to_owned();
    }
    let shown = site.shown(context, site.receiver());
    format!("Method Date.prototype.{name} called on incompatible receiver {shown}")
}

/// The methods of arrays that say so when they are called on `undefined` or `null`.
const OF_ARRAYS: [&str; 13] = [
    "concat",
    "every",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "forEach",
    "indexOf",
    "map",
    "reduce",
    "reduceRight",
    "some",
];

fn on_nothing(site: &Site<'_>, of: Nothing) -> String {
    match site.name().as_str() {
        "setPrototypeOf" => return "Object.setPrototypeOf called on null or undefined".to_owned(),
        "fromEntries" => return "undefined is not iterable".to_owned(),
        "from" => {
            let given = site.argument(0).cloned().unwrap_or_default();
            return format!("{}{NO_ITERATOR}", values::with_type(&given));
        }
        _ => {}
    }
    let call = site.call.filter(|call| call.this.is_null_or_undefined());
    let name = call.map(|call| call.name.to_std_string_lossy());
    match (of, name) {
        (Nothing::String, Some(name)) => {
            format!("String.prototype.{name} called on null or undefined")
        }
        (Nothing::Array, Some(name)) if OF_ARRAYS.contains(&name.as_str()) => {
            format!("Array.prototype.{name} called on null or undefined")
        }
        _ => "Cannot convert undefined or null to object".to_owned(),
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
    let iterated = site.at_place(|text, offset| patterns::not_iterable(text, offset, value));
    let iterated = iterated.filter(|_| site.call.is_none());
    iterated.unwrap_or_else(|| format!("{value}{NO_ITERATOR}"))
}

/// `part` is what was to be taken apart: `undefined` or `null`.
fn destructure(site: &Site<'_>, part: &str) -> String {
    let shown = if part == "null" { "object null" } else { part };
    let Some(pattern) = site.at_place(patterns::at) else {
        return format!("Cannot destructure '{shown}' as it is {part}.");
    };
    match (pattern.first, pattern.value) {
        (_, Some(value)) if pattern.is_array && !pattern.is_nested => {
            format!("{value} is not iterable")
        }
        _ if pattern.is_array => format!("{shown}{NO_ITERATOR}"),
        (Some(first), _) if pattern.is_nested => {
            format!("Cannot read properties of {part} (reading '{first}')")
        }
        (first, value) => {
            let property =
                first.map_or_else(String::new, |first| format!("property '{first}' of "));
            let value = value.as_deref().unwrap_or(shown);
            format!("Cannot destructure {property}'{value}' as it is {part}.")
        }
    }
}

/// Where an error was thrown.
struct Site<'a> {
    guest: &'a Guest,
    /// The frame, and the line and column in its text.
    place: Option<(TraceFrame, Option<(u32, u32)>)>,
    call: Option<&'a NativeCall>,
}

impl<'a> Site<'a> {
    /// What the built-in was called with.
    fn argument(&self, index: usize) -> Option<&'a JsValue> {
        self.call?.arguments.get(index)
    }

    /// What the built-in was called on.
    fn receiver(&self) -> Option<&'a JsValue> {
        Some(&self.call?.this)
    }

    /// The name of the built-in that was called.
    fn name(&self) -> String {
        let name = self.call.map(|call| call.name.to_std_string_lossy());
        name.unwrap_or_default()
    }

    /// A value of the call, as V8 shows it.
    fn shown(&self, context: &mut Context, value: Option<&JsValue>) -> String {
        let value = value.cloned().unwrap_or_default();
        values::shown(self.guest, context, &value)
    }

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
