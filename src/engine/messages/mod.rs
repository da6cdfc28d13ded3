//! V8's words for the frequent errors in place of Boa's.
//!
//! Boa tells of each error of its own as it becomes an object (`hooks.rs`), and asks for what
//! is said of a value that was misused. What V8 says of the expression ("a.b is not a
//! function") is read from the source text at the error's place.

use boa_engine::context::{NativeCall, TraceFrame};
use boa_engine::object::JsObject;
use boa_engine::{Context, JsString, js_string};

use super::declarations;
use super::expression::{VALUE, callee_before};
use super::frames;
use super::guest::Guest;
use super::pattern_words;
use super::peek::own_string;
use super::source::Text;

mod binary;
mod called;
mod leading;
mod misuse;
mod patterns;
mod places;
mod private;
mod say;
mod site;
mod table;
mod values;

use crate::engine::descriptor;
pub use misuse::words as of_misuse;
pub use places::{locate, name_of_call};
use say::Say;
use site::Site;
use table::{NO_FUNCTION, entry};

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

fn words(site: &Site<'_>, context: &mut Context, say: Say, part: &str) -> String {
    match say {
        Say::Recent(words, index) if site.is_recent() => {
            let shown = site.shown(context, site.argument(index));
            format!("{words}: {shown}")
        }
        Say::Either(_, words) if site.guest.settings.get().named_classes => words.to_owned(),
        Say::Words(words) | Say::Recent(words, _) | Say::Either(words, _) => words.to_owned(),
        Say::Around(before, after) => format!("{before}{part}{}", after.replace('\u{0}', part)),
        Say::Argument(before, index, after) => {
            let shown = site.shown(context, site.argument(index));
            format!("{before}{shown}{after}")
        }
        Say::Receiver(before, after) => {
            let shown = site.shown(context, site.receiver());
            format!("{before}{part}{after}{shown}")
        }
        Say::Constructor => {
            let shown = site.shown(context, site.receiver());
            format!("{shown} is not a constructor")
        }
        Say::NotA(what) => {
            let callee = site.at_place(callee_before);
            let callee = callee.as_deref().unwrap_or(VALUE);
            let more = Some(what).filter(|what| *what == NO_FUNCTION);
            let more = more.and_then(|_| site.at_place(patterns::of_answer));
            let (call, answer) = more.unwrap_or_default();
            format!("{callee}{call} {what}{answer}")
        }
        Say::Callback | Say::Second | Say::TypedCallback | Say::Mapper => {
            called::callback(site, context, say)
        }
        Say::Flattened if site.name() == "from" => "Iterator.from called on non-object".to_owned(),
        Say::Flattened => "Iterator.prototype.flatMap called on non-object".to_owned(),
        Say::Reflect => format!("Reflect.{} called on non-object", site.name()),
        Say::Binary(of) => binary::words(site, context, of),
        Say::Date => called::of_date(site, context),
        Say::Extensible => called::extensible(site),
        Say::With => called::no_element(site, context),
        Say::Nothing(of) => called::on_nothing(site, of),
        Say::Primitive(class) => called::no_primitive(site, class),
        Say::Unappliable => called::unappliable(site, context),
        Say::NoBigInt => called::no_big_int(site, part),
        Say::Private(of) => {
            let words = site.in_text(|text, offset| of.words(text, offset));
            words.unwrap_or_else(|| of.otherwise().to_owned())
        }
        Say::Pattern => no_pattern(part),
        Say::NotIterable => patterns::iterated(site, part),
        Say::Destructure => patterns::taken_apart(site, part),
        Say::Missing => missing(site, context, part),
    }
}

/// There is no variable of that name, or none yet.
fn missing(site: &Site<'_>, context: &Context, name: &str) -> String {
    // V8 says so of the declarations of the script itself only.
    let is_declared = context.realm().scope().has_lex_binding(&name.into());
    let declares = |text: Text<'_>, _| {
        let names = declarations::top_level(text);
        let mut own = names.iter();
        own.any(|it| it.lexical && it.name == name).then_some(())
    };
    if is_declared && site.in_text(declares).is_some() {
        return format!("Cannot access '{name}' before initialization");
    }
    format!("{name} is not defined")
}

/// `refused` is why a pattern cannot be compiled, then ` of ` and the pattern as a literal.
fn no_pattern(refused: &str) -> String {
    let (reason, literal) = refused.split_once(" of /").unwrap_or((refused, ""));
    let (pattern, flags) = literal.rsplit_once('/').unwrap_or_default();
    pattern_words::refused(pattern, flags, reason)
}
