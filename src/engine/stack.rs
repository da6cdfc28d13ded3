//! Stack traces as Node prints them: `Error: message`, then `    at name (file:line:col)`.
//!
//! Boa keeps a trace with each error and prints it without the first line, with `<main>`
//! for functions without a name, with the paths it was given, which are the numbers of
//! origins, and with the position of a call's parenthesis where V8 has that of the name.
//! The getter of `Error.prototype.stack` is replaced by one that puts this right, and that
//! leaves what it found as an own property, where V8 has it from the beginning.

use boa_engine::builtins::error::Error;
use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use super::descriptor;
use super::expression::operator_before;
use super::frames::{Frame, Place, Position, frames_of};
use super::functions::named;
use super::guest::Guest;
use super::peek::{inherited_value, own, own_value};
use super::source::{Text, is_name};
use super::{call_site, captured, evaluated, messages, records};

/// How many frames Boa keeps with an error.
const KEPT: usize = 100;

/// Replaces the getter of `stack`, and adds what V8's `Error` has beside it.
pub fn install(guest: &Guest, context: &mut Context) {
    context.runtime_limits_mut().set_backtrace_limit(KEPT);
    let prototype = context.intrinsics().constructors().error().prototype();
    let key = js_string!("stack");
    let property = own(&prototype, &key.clone().into());
    let setter = property.and_then(|stack| stack.set().cloned());
    let ours = named(context, "get stack", 0, get_stack);
    prototype.insert_property(key, descriptor::hidden_accessor(Some(ours.into()), setter));
    call_site::install(guest, context);
}

fn get_stack(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let mut holder = this.as_object();
    // An object that inherits from an error has its `stack`.
    while let Some(object) = holder.take_if(|object| !object.is::<Error>()) {
        holder = object.prototype();
    }
    let Some(error) = holder else {
        return Ok(JsValue::undefined());
    };
    let key = PropertyKey::from(js_string!("stack"));
    // The getter may be called by itself.
    if let Some(own) = own_value(&error, &key) {
        return Ok(own);
    }
    let frames = frames_of(&guest, context, &error);
    let stack = call_site::prepared(&guest, context, &error, &frames)?;
    if error.is_extensible(context)? && !error.borrow().properties().contains_key(&key) {
        keep(&error, stack.clone());
    }
    Ok(stack)
}

/// Leaves a trace with an error.
pub fn keep(error: &JsObject, stack: JsValue) {
    error.insert_property(js_string!("stack"), descriptor::hidden(stack));
}

/// The trace of an error as text: its own `stack` if it has one, else Boa's. Runs no guest
/// code.
pub fn trace_of(guest: &Guest, context: &mut Context, error: &JsObject) -> Option<JsString> {
    let key = js_string!("stack").into();
    if let Some(own) = own(error, &key) {
        return match own.value() {
            Some(value) => value.as_string(),
            None => captured::text_of(guest, context, error),
        };
    }
    let frames = frames_of(guest, context, error);
    let limit = call_site::limit(context).unwrap_or(0);
    let computed = |key: &PropertyKey| records::computed(guest, error, key);
    let header = header_by(|key| computed(key).or_else(|| inherited_value(error, key)));
    Some(complete(guest, header, error, &frames, limit))
}

/// The first line of a trace: what `String(error)` is, as far as no guest code runs for it.
pub fn header(error: &JsObject) -> String {
    header_by(|key| inherited_value(error, key))
}

fn header_by(value_of: impl Fn(&PropertyKey) -> Option<JsValue>) -> String {
    let text = |key: JsString| {
        let value = value_of(&key.into())?;
        Some(value.as_string()?.to_std_string_lossy())
    };
    header_of(text(js_string!("name")), text(js_string!("message")))
}

/// The same for the guest, whose accessors are asked.
pub fn asked_header(context: &mut Context, error: &JsObject) -> String {
    let mut text = |key: JsString| -> JsResult<Option<String>> {
        let value = error.get(key, context)?;
        if value.is_undefined() {
            return Ok(None);
        }
        Ok(Some(value.to_string(context)?.to_std_string_lossy()))
    };
    let asked = text(js_string!("name")).and_then(|name| Ok((name, text(js_string!("message"))?)));
    match asked {
        Ok((name, message)) => header_of(name, message),
        Err(_) => header(error),
    }
}

fn header_of(name: Option<String>, message: Option<String>) -> String {
    let name = name.unwrap_or_else(|| "Error".to_owned());
    let message = message.unwrap_or_default();
    match (name.as_str(), message.as_str()) {
        ("", message) => message.to_owned(),
        (name, "") => name.to_owned(),
        (name, message) => format!("{name}: {message}"),
    }
}

/// The first line and the frames.
pub fn complete(
    guest: &Guest,
    header: String,
    error: &JsObject,
    frames: &[Frame],
    limit: usize,
) -> JsString {
    let mut trace = header;
    for (index, frame) in frames.iter().take(limit).enumerate() {
        let top = (index == 0).then_some(error);
        trace.push_str("\n    at ");
        trace.push_str(&line(guest, frame, top));
    }
    JsString::from(trace)
}

/// A frame as text, without its `at`. `top` is the error whose first frame it is.
pub fn line(guest: &Guest, frame: &Frame, top: Option<&JsObject>) -> String {
    let shown = match frame.place {
        Place::Native | Place::BuiltIn(_) => None,
        Place::Element(index) => Some(format!("index {index}")),
        Place::Eval(None) => Some("<anonymous>".to_owned()),
        Place::Eval(Some((line, column))) => Some(format!("<anonymous>:{line}:{column}")),
        Place::Source(position) => Some(match shown(guest, frame, position, top) {
            (file, None) => file,
            (file, Some((line, column))) => format!("{file}:{line}:{column}"),
        }),
    };
    let called = called(frame, guest.settings.get().recent_words);
    let line = match shown {
        None => format!("{called} (<anonymous>)"),
        Some(shown) if called.is_empty() => shown,
        Some(shown) => format!("{called} ({shown})"),
    };
    if frame.waits {
        format!("async {line}")
    } else {
        line
    }
}

/// What a frame says of its function. `spaced` is whether `get x` ends with the name of `x`, as from
/// Node 22 on.
fn called(frame: &Frame, spaced: bool) -> String {
    let function = frame.function.as_str();
    if frame.constructs {
        let function = Some(function).filter(|name| !name.is_empty());
        return format!("new {}", function.unwrap_or("<anonymous>"));
    }
    let class = frame.class.as_deref().filter(|class| !class.is_empty());
    let method = frame.method.as_deref();
    if function.is_empty() {
        return class.map_or_else(String::new, |class| {
            format!("{class}.{}", method.unwrap_or("<anonymous>"))
        });
    }
    // V8 says no class before names like `Server.listen` or `[Symbol.iterator]`.
    let called = match class.filter(|_| is_name(function)) {
        Some(class) => format!("{class}.{function}"),
        None => function.to_owned(),
    };
    let ends_with = |method: &str| {
        let before = function.strip_suffix(method);
        before.is_some_and(|it| it.is_empty() || it.ends_with('.') || spaced && it.ends_with(' '))
    };
    if let Some(method) = method.filter(|method| !ends_with(method)) {
        return format!("{called} [as {method}]");
    }
    called
}

/// File, line and column of a position as V8 has them.
pub fn shown(
    guest: &Guest,
    frame: &Frame,
    position: Position,
    top: Option<&JsObject>,
) -> (String, Option<(i64, i64)>) {
    let scripts = guest.scripts.borrow();
    let Some(compiled) = scripts.origins.get(position.origin) else {
        return ("<anonymous>".to_owned(), None);
    };
    let file = match compiled.origin.filename.as_str() {
        "" => match evaluated::origin_of(guest, compiled) {
            Some(origin) => format!("{origin}, <anonymous>"),
            None => "<anonymous>".to_owned(),
        },
        named => named.to_owned(),
    };
    let Some(text) = compiled.text() else {
        return (
            file,
            position
                .at
                .map(|(line, column)| compiled.shown(line, column)),
        );
    };
    let offset = position.at.and_then(|at| compiled.offset(at));
    let offset = match top {
        Some(error) => messages::locate(error, text, offset),
        None if frame.waits => offset.map(|offset| await_before(text, offset)),
        None => offset.map(|offset| messages::name_of_call(text, offset)),
    };
    let place = offset.and_then(|offset| compiled.place(offset));
    (
        file,
        place.map(|(line, column)| compiled.shown(line, column)),
    )
}

/// The `await` in whose operand an offset is, or that it is of.
fn await_before(text: Text<'_>, offset: usize) -> usize {
    operator_before(text, offset + 1, "await", &[]).unwrap_or(offset)
}
