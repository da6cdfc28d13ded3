//! Stack traces as Node prints them: `Error: message`, then `    at name (file:line:col)`.
//!
//! Boa keeps a trace with each error and prints it without the first line, with `<main>`
//! for functions without a name, with the paths it was given, which are the numbers of
//! origins, and with the position of a call's parenthesis where V8 has that of the name.
//! The getter of `Error.prototype.stack` is replaced by one that puts this right, and that
//! leaves what it found as an own property, where V8 has it from the beginning.

use boa_engine::builtins::error::Error;
use boa_engine::context::TraceFrame;
use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use super::descriptor;
use super::functions::{Reflection, shape_of_function};
use super::guest::Guest;
use super::intrinsics::{inherited_value, own_string};
use super::origin::MARK;
use super::{base_frame, call_site, captured, messages, records};
use crate::wire::Traits;

/// What stands between the class of the receiver and the name of a function (`patches/traces.js`).
const BEHIND_CLASS: char = '\u{2}';

/// What stands between the name and that of the property by which the receiver has the function.
const BEFORE_METHOD: char = '\u{3}';

/// How many frames Boa keeps with an error.
const KEPT: usize = 100;

/// What a line of Boa's says.
#[derive(Debug, Clone)]
pub struct Frame {
    /// That of what the function was called on, unless it was on nothing or the global.
    pub class: Option<String>,
    /// Empty for a function without a name and for a script.
    pub function: String,
    /// The property by which what the function was called on has it, if that is known.
    pub method: Option<String>,
    /// Whether `new` called it.
    pub constructs: bool,
    pub place: Place,
}

#[derive(Debug, Clone, Copy)]
pub enum Place {
    Native,
    Source(Position),
    /// Code that was compiled from a string, with its own line and column.
    Eval(Option<(u32, u32)>),
}

/// A place in a compiled text, as Boa counts.
#[derive(Debug, Clone, Copy)]
pub struct Position {
    pub origin: usize,
    pub at: Option<(u32, u32)>,
}

/// Replaces the getter of `stack`, and adds what V8's `Error` has beside it.
pub fn install(guest: &Guest, context: &mut Context) {
    context.runtime_limits_mut().set_backtrace_limit(KEPT);
    let prototype = context.intrinsics().constructors().error().prototype();
    let key = js_string!("stack");
    let property = prototype.borrow().properties().get(&key.clone().into());
    let setter = property.and_then(|stack| stack.set().cloned());
    let ours = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(get_stack))
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
    if let Some(own) = descriptor::own_value(&error, &key) {
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
    let own = error.borrow().properties().get(&key);
    if let Some(own) = own {
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

/// The frames of an error. A function that a `new` below it calls is named so.
pub fn frames_of(guest: &Guest, context: &mut Context, error: &JsObject) -> Vec<Frame> {
    let mut frames = frames(&raw_trace(guest, context, error));
    frames.drain(..constructors(error, &frames));
    show_receivers(guest, &mut frames);
    for index in 1..frames.len() {
        let constructed = matches!(frames[index].place, Place::Source(at) if calls_new(guest, at));
        if constructed {
            frames[index - 1].constructs = true;
            frames[index - 1].class = None;
        }
    }
    frames
}

/// How many of the first frames are those of the constructors that made an error: as in V8, its
/// trace begins where `new` was said, not where the last `super()` was.
fn constructors(error: &JsObject, frames: &[Frame]) -> usize {
    let names = classes_of(error);
    let is_one = |frame: &&Frame| names.contains(&frame.function);
    frames.iter().take_while(is_one).count().min(names.len())
}

/// The names of the classes that an object is an instance of, as far as guest code wrote them.
fn classes_of(object: &JsObject) -> Vec<String> {
    let constructor = PropertyKey::from(js_string!("constructor"));
    let mut names = Vec::new();
    let mut prototype = object.prototype();
    while let Some(object) = prototype {
        let class = descriptor::own_value(&object, &constructor).and_then(|it| it.as_object());
        let class = class.filter(|it| Traits(shape_of_function(it)).has(Traits::CLASS));
        let Some(class) = class else {
            break;
        };
        names.extend(own_string(&class, js_string!("name")).map(|it| it.to_std_string_lossy()));
        prototype = object.prototype();
    }
    names
}

fn calls_new(guest: &Guest, position: Position) -> bool {
    let scripts = guest.scripts.borrow();
    let is_new = || {
        let compiled = scripts.origins.get(position.origin)?;
        let text = compiled.text()?;
        let token = text.token(compiled.offset(position.at?)?);
        Some(text.of(token) == "new")
    };
    is_new().unwrap_or(false)
}

/// Boa's own text.
pub fn raw_trace(guest: &Guest, context: &mut Context, error: &JsObject) -> String {
    let Some(getter) = &guest.reflection.stack else {
        return String::new();
    };
    let raw = getter.call(&error.clone().into(), &[], context);
    raw.ok()
        .and_then(|raw| raw.as_string())
        .map(|raw| raw.to_std_string_lossy())
        .unwrap_or_default()
}

/// A trace of where the guest is now, without the native function that asks.
pub fn current(guest: &Guest, context: &mut Context) -> Vec<Frame> {
    let constructor = context.intrinsics().constructors().error().constructor();
    let Ok(error) = Reflection::call(context, &constructor, &[]) else {
        return Vec::new();
    };
    let raw = error
        .as_object()
        .map(|error| raw_trace(guest, context, &error));
    let mut frames = frames(&raw.unwrap_or_default());
    if !frames.is_empty() {
        frames.remove(0);
    }
    show_receivers(guest, &mut frames);
    frames
}

/// What a trace has for the class of a function that is no class of guest code's, before its name.
const OF_FUNCTION: &str = "class ";

/// Shows the frames as V8 does: not all of built-ins; what was called on one that is a function is
/// one of `Function` before Node 24, and getters tell their name twice before Node 22.
fn show_receivers(guest: &Guest, frames: &mut Vec<Frame>) {
    let hidden: Vec<bool> = frames
        .iter()
        .enumerate()
        .map(|(index, frame)| is_hidden(frame, frames.get(index + 1)))
        .collect();
    let mut hidden = hidden.into_iter();
    frames.retain(|_| hidden.next() != Some(true));
    show_generators(frames);
    let settings = guest.settings.get();
    for Frame { class, .. } in frames {
        if let Some(own) = class.as_deref().and_then(|it| it.strip_prefix(OF_FUNCTION)) {
            let shown = if settings.named_classes {
                own
            } else {
                "Function"
            };
            *class = Some(shown.to_owned());
        }
    }
}

/// V8 has the name of its function for the class of a generator.
fn show_generators(frames: &mut [Frame]) {
    for index in 1..frames.len() {
        let (inner, outer) = frames.split_at_mut(index);
        let (inner, outer) = (&inner[index - 1], &mut outer[0]);
        let is_generator = outer.class.as_deref() == Some("Generator");
        let is_resumed = is_generator && matches!(outer.place, Place::Native);
        if is_resumed && !inner.function.is_empty() {
            outer.class = Some(inner.function.clone());
        }
    }
}

/// Whether it is that of a built-in that V8 has none for: for what only passes a call on, and for what a method of
/// strings does by a regular expression.
fn is_hidden(frame: &Frame, caller: Option<&Frame>) -> bool {
    if !matches!(frame.place, Place::Native) {
        return false;
    }
    let class = frame.class.as_deref().unwrap_or_default();
    let on_string = || caller.is_some_and(|caller| caller.class.as_deref() == Some("String"));
    match frame.function.as_str() {
        "call" | "apply" => {
            class.starts_with(OF_FUNCTION) || class == "Function" || class == "Reflect"
        }
        "construct" => class == "Reflect",
        name => class == "RegExp" && name.starts_with("[Symbol.") && on_string(),
    }
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
        Place::Native => None,
        Place::Eval(None) => Some("<anonymous>".to_owned()),
        Place::Eval(Some((line, column))) => Some(format!("<anonymous>:{line}:{column}")),
        Place::Source(position) => Some(match shown(guest, position, top) {
            (file, None) => file,
            (file, Some((line, column))) => format!("{file}:{line}:{column}"),
        }),
    };
    let called = called(frame, guest.settings.get().recent_words);
    match shown {
        None => format!("{called} (<anonymous>)"),
        Some(shown) if called.is_empty() => shown,
        Some(shown) => format!("{called} ({shown})"),
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
    let called = match class.filter(|_| is_identifier(function)) {
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

fn is_identifier(name: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_' || it == '$';
    name.chars().all(is_part) && !name.starts_with(char::is_numeric)
}

/// File, line and column of a position as V8 has them.
pub fn shown(
    guest: &Guest,
    position: Position,
    top: Option<&JsObject>,
) -> (String, Option<(i64, i64)>) {
    let scripts = guest.scripts.borrow();
    let Some(compiled) = scripts.origins.get(position.origin) else {
        return ("<anonymous>".to_owned(), None);
    };
    let file = match compiled.origin.filename.as_str() {
        "" => "<anonymous>".to_owned(),
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
        None => offset.map(|offset| messages::name_of_call(text, offset)),
    };
    let place = offset.and_then(|offset| compiled.place(offset));
    (
        file,
        place.map(|(line, column)| compiled.shown(line, column)),
    )
}

/// The frames of a trace of Boa's, without the engine's own.
pub fn frames(raw: &str) -> Vec<Frame> {
    raw.lines().filter_map(frame).collect()
}

fn frame(line: &str) -> Option<Frame> {
    entry(line.trim_start().strip_prefix("at ")?)
}

/// The innermost frame of a trace, if it is in a text, and where it is in that.
pub fn innermost(
    mut trace: impl Iterator<Item = TraceFrame>,
) -> Option<(TraceFrame, Option<(u32, u32)>)> {
    trace
        .find_map(|frame| {
            let place = entry(&frame.line)?.place;
            Some((frame, place))
        })
        .and_then(|(frame, place)| match place {
            Place::Native => None,
            Place::Eval(at) | Place::Source(Position { at, .. }) => Some((frame, at)),
        })
}

/// Where a frame of Boa's is, if that is in a text that was compiled for the host.
pub fn position(frame: &TraceFrame) -> Option<Position> {
    match entry(&frame.line)?.place {
        Place::Source(position) => Some(position),
        Place::Native | Place::Eval(_) => None,
    }
}

fn entry(line: &str) -> Option<Frame> {
    let (name, place) = line.rsplit_once(" (")?;
    let place = place.strip_suffix(')')?;
    if place.starts_with(base_frame::PATH) {
        return None;
    }
    let (class, name) = match name.split_once(BEHIND_CLASS) {
        Some((class, name)) => (Some(class.to_owned()), name),
        None => (None, name),
    };
    let (name, method) = match name.split_once(BEFORE_METHOD) {
        Some((name, method)) => (name, Some(method.to_owned())),
        None => (name, None),
    };
    let function = match name {
        "<main>" | "<eval>" | "<anonymous>" => String::new(),
        name => name.to_owned(),
    };
    let is_native = place == "native" || place.starts_with("native at ");
    if is_native && function.is_empty() {
        return None;
    }
    Some(Frame {
        class,
        function,
        method,
        constructs: false,
        place: if is_native {
            Place::Native
        } else {
            place_of(place)
        },
    })
}

/// `\u{1}origin\u{1}:line:column`, or what Boa says of code from a string.
fn place_of(place: &str) -> Place {
    let mut numbers = place.rsplit(':');
    let column = numbers.next().and_then(|text| text.parse().ok());
    let line = numbers.next().and_then(|text| text.parse().ok());
    let at = line.zip(column);
    match place
        .split(MARK)
        .nth(1)
        .and_then(|number| number.parse().ok())
    {
        Some(origin) => Place::Source(Position { origin, at }),
        None => Place::Eval(at),
    }
}
