//! Stack traces as Node prints them: `Error: message`, then `    at name (file:line:col)`.
//!
//! Boa keeps a trace with each error and prints it without the first line, with `<main>`
//! for functions without a name, and with the paths it was given, which are the numbers of
//! origins. The getter of `Error.prototype.stack` is replaced by one that puts this right.

use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::guest::Guest;
use super::intrinsics::inherited_value;
use super::script::MARK;

/// Boa's own getter.
#[derive(Trace, Finalize, Clone)]
struct Original(JsObject);

/// Replaces the getter of `stack`.
pub fn install(context: &mut Context) -> JsResult<()> {
    let prototype = context.intrinsics().constructors().error().prototype();
    let key = js_string!("stack");
    let property = prototype.borrow().properties().get(&key.clone().into());
    let Some(getter) = property.as_ref().and_then(|stack| stack.get()?.as_object()) else {
        return Ok(());
    };
    let setter = property.and_then(|stack| stack.set().cloned());
    let ours = FunctionObjectBuilder::new(
        context.realm(),
        NativeFunction::from_copy_closure_with_captures(get_stack, Original(getter)),
    )
    .name(js_string!("get stack"))
    .build();
    prototype.insert_property(
        key,
        PropertyDescriptor::builder()
            .get(ours)
            .maybe_set(setter)
            .enumerable(false)
            .configurable(true),
    );
    Ok(())
}

fn get_stack(
    this: &JsValue,
    _: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let raw = original.0.call(this, &[], context)?;
    let Some(error) = this.as_object() else {
        return Ok(raw);
    };
    if !error.is::<boa_engine::builtins::error::Error>() {
        return Ok(raw);
    }
    let raw = raw.as_string().unwrap_or_default();
    Ok(complete(&guest, &error, &raw.to_std_string_lossy()).into())
}

/// The trace of an error as text: its own `stack` if it has one, else Boa's.
pub fn trace_of(guest: &Guest, context: &mut Context, error: &JsObject) -> Option<JsString> {
    let key = js_string!("stack").into();
    if let Some(own) = error.borrow().properties().get(&key) {
        return own.value()?.as_string();
    }
    let prototype = context.intrinsics().constructors().error().prototype();
    let getter = prototype.borrow().properties().get(&key)?.get()?.as_object()?;
    if !getter.is::<boa_engine::native_function::NativeFunctionObject>() {
        return Some(complete(guest, error, ""));
    }
    getter
        .call(&error.clone().into(), &[], context)
        .ok()?
        .as_string()
}

/// The first line and the frames.
fn complete(guest: &Guest, error: &JsObject, raw: &str) -> JsString {
    let text = |key: JsString| {
        inherited_value(error, &key.into())
            .and_then(|value| value.as_string())
            .map(|text| text.to_std_string_lossy())
            .unwrap_or_default()
    };
    let name = text(js_string!("name"));
    let message = text(js_string!("message"));
    let mut trace = match (name.as_str(), message.as_str()) {
        ("", message) => message.to_owned(),
        (name, "") => name.to_owned(),
        (name, message) => format!("{name}: {message}"),
    };
    for frame in raw.lines().filter_map(|line| frame(guest, line)).take(10) {
        trace.push_str("\n    at ");
        trace.push_str(&frame);
    }
    JsString::from(trace)
}

/// One line of Boa's as one of Node's; `None` for the engine's own frames.
fn frame(guest: &Guest, line: &str) -> Option<String> {
    let line = line.trim_start().strip_prefix("at ")?;
    let (name, place) = line.rsplit_once(" (")?;
    let place = place.strip_suffix(')')?;
    if place == "native" || place.starts_with("native at ") {
        return (!name.is_empty()).then(|| format!("{name} (<anonymous>)"));
    }
    let place = resolve(guest, place)?;
    Some(match name {
        "" | "<main>" | "<eval>" => place,
        name => format!("{name} ({place})"),
    })
}

/// `\u{1}origin\u{1}:line:column` with the origin's name and offsets.
fn resolve(guest: &Guest, place: &str) -> Option<String> {
    let Some(rest) = place.split(MARK).nth(2) else {
        return Some(place.to_owned());
    };
    let number: usize = place.split(MARK).nth(1)?.parse().ok()?;
    let scripts = guest.scripts.borrow();
    let origin = scripts.origin(number)?;
    let mut parts = rest.trim_start_matches(':').split(':');
    let line: i32 = parts.next()?.parse().ok()?;
    let column: i32 = parts.next()?.parse().ok()?;
    let column = if line == 1 { column + origin.column } else { column };
    Some(format!("{}:{}:{column}", origin.filename, line + origin.line))
}

/// Rewrites a position that a message of Boa's parser ends with, and returns it.
pub fn position_in(message: &str) -> Option<(String, i32, i32)> {
    let (text, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(", col ")?;
    let digits = |text: &str| {
        text.chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
            .parse()
            .ok()
    };
    Some((text.to_owned(), digits(line)?, digits(column)?))
}
