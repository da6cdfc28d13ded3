//! The frames of a trace: read from the text that Boa keeps with an error, and put right where V8 sees
//! them otherwise (what was constructed, which built-ins it hides, whose methods they are). `stack.rs` and
//! `call_site.rs` show them.

use boa_engine::context::TraceFrame;
use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsValue, js_string};

use super::builtins::late;
use super::functions::is_class;
use super::guest::Guest;
use super::origin::number_in;
use super::peek::{own_string, own_value};
use super::{base_frame, evaluated};

/// What stands between the class of the receiver and the name of a function (`patches/traces.js`).
const BEHIND_CLASS: char = '\u{2}';

/// What stands between the name and that of the property by which the receiver has the function.
const BEFORE_METHOD: char = '\u{3}';

/// What stands before the name of a function that waits for what a job goes on with (`patches/waiting.js`).
const WAITS: char = '\u{4}';

/// What stands behind the name of a combination of promises, before the number of the one that it waits for.
const BEFORE_ELEMENT: char = '\u{5}';

/// What a line of Boa's says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// That of what the function was called on, unless it was on nothing or the global.
    pub class: Option<String>,
    /// Empty for a function without a name and for a script.
    pub function: String,
    /// The property by which what the function was called on has it, if that is known.
    pub method: Option<String>,
    /// Whether `new` called it.
    pub constructs: bool,
    /// Whether it waits, and was left meanwhile.
    pub waits: bool,
    pub place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Native,
    /// `Promise.all` and its like, which wait for this one of their promises.
    Element(u32),
    Source(Position),
    /// Code of no text that is known, with its own line and column.
    Eval(Option<(u32, u32)>),
    /// A built-in that is written in JavaScript (`builtins/late.rs`), which `frames` shows as native.
    BuiltIn(Option<(u32, u32)>),
}

impl Place {
    fn is_ours(self) -> bool {
        matches!(self, Self::BuiltIn(_))
    }
}

/// A place in a compiled text, as Boa counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub origin: usize,
    pub at: Option<(u32, u32)>,
}

/// The frames of an error. A function that a `new` below it calls is named so.
pub fn frames_of(guest: &Guest, context: &mut Context, error: &JsObject) -> Vec<Frame> {
    let mut frames = frames(&raw_trace(guest, context, error));
    frames.drain(..constructors(error, &frames));
    show_receivers(guest, &mut frames);
    mark_constructed(guest, &mut frames);
    frames
}

/// Says of each frame whether the next one, which called it, constructed something.
fn mark_constructed(guest: &Guest, frames: &mut [Frame]) {
    for index in 1..frames.len() {
        let constructed = matches!(frames[index].place, Place::Source(at) if constructs(guest, at));
        if constructed {
            frames[index - 1].constructs = true;
            frames[index - 1].class = None;
        }
    }
    // A constructor that a class has without its saying so calls the one above it.
    for index in (1..frames.len()).rev() {
        let is_implied = matches!(frames[index].place, Place::Source(at) if at.at.is_none());
        if frames[index].constructs && is_implied {
            frames[index - 1].constructs = true;
            frames[index - 1].class = None;
        }
    }
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
        let class = own_value(&object, &constructor).and_then(|it| it.as_object());
        let class = class.filter(is_class);
        let Some(class) = class else {
            break;
        };
        names.extend(own_string(&class, js_string!("name")).map(|it| it.to_std_string_lossy()));
        prototype = object.prototype();
    }
    names
}

fn constructs(guest: &Guest, position: Position) -> bool {
    let scripts = guest.scripts.borrow();
    let is_new = || {
        let compiled = scripts.origins.get(position.origin)?;
        let text = compiled.text()?;
        let token = text.token(compiled.offset(position.at?)?);
        let calls_super = || text.of(token) == "super" && text.of(text.token(token.end)) == "(";
        Some(text.of(token) == "new" || calls_super())
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
    let Ok(error) = constructor.call(&JsValue::undefined(), &[], context) else {
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
    mark_constructed(guest, &mut frames);
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
    evaluated::name_frames(guest, frames);
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

/// V8 has the name of its function for the class of a generator, if it has one.
fn show_generators(frames: &mut [Frame]) {
    for index in 1..frames.len() {
        let (inner, outer) = frames.split_at_mut(index);
        let (inner, outer) = (&inner[index - 1], &mut outer[0]);
        let is_generator = outer.class.as_deref() == Some("Generator");
        let is_resumed = is_generator && matches!(outer.place, Place::Native);
        let is_named = !["", evaluated::NAME].contains(&inner.function.as_str());
        if is_resumed && is_named {
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
        "call" => true,
        "apply" => class.starts_with(OF_FUNCTION) || class == "Function" || class == "Reflect",
        "construct" => class == "Reflect",
        // Called with `new` or without.
        "Array" | "Proxy" => class.is_empty(),
        name => class == "RegExp" && name.starts_with("[Symbol.") && on_string(),
    }
}

/// The frames of a trace of Boa's, without the engine's own.
pub fn frames(raw: &str) -> Vec<Frame> {
    let mut frames: Vec<Frame> = raw.lines().filter_map(frame).collect();
    show_built_ins(&mut frames);
    frames
}

/// Shows a built-in that is written in JavaScript as one that is not: by the frame of what guest code
/// has called, if that has a name, and not by those of what does the work.
fn show_built_ins(frames: &mut Vec<Frame>) {
    if !frames.iter().any(|frame| frame.place.is_ours()) {
        return;
    }
    let mut is_within = false;
    let mut is_called = false;
    for index in (0..frames.len()).rev() {
        let place = frames[index].place;
        let is_hidden = match place {
            Place::Native | Place::Element(_) => is_within,
            Place::BuiltIn(_) => is_within || is_called || frames[index].function.is_empty(),
            Place::Source(_) | Place::Eval(_) => false,
        };
        is_within = place.is_ours() || is_within && matches!(place, Place::Native);
        is_called = !is_within && matches!(place, Place::Native);
        frames[index].place = match place {
            Place::BuiltIn(_) => Place::Native,
            place => place,
        };
        if is_hidden {
            frames.remove(index);
        }
    }
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
            Place::Native | Place::Element(_) => None,
            Place::Eval(at) | Place::BuiltIn(at) | Place::Source(Position { at, .. }) => {
                Some((frame, at))
            }
        })
}

/// What a frame of Boa's says.
pub fn read(frame: &TraceFrame) -> Option<Frame> {
    entry(&frame.line)
}

/// Where a frame of Boa's is, if that is in a text that was compiled for the host.
pub fn position(frame: &TraceFrame) -> Option<Position> {
    match entry(&frame.line)?.place {
        Place::Source(position) => Some(position),
        Place::Native | Place::Element(_) | Place::Eval(_) | Place::BuiltIn(_) => None,
    }
}

fn entry(line: &str) -> Option<Frame> {
    let (name, place) = line.rsplit_once(" (")?;
    let place = place.strip_suffix(')')?;
    if place.starts_with(base_frame::PATH) {
        return None;
    }
    let waits = name.starts_with(WAITS);
    let name = name.strip_prefix(WAITS).unwrap_or(name);
    let (name, element) = match name.split_once(BEFORE_ELEMENT) {
        Some((name, element)) => (name, element.parse().ok()),
        None => (name, None),
    };
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
        waits,
        place: match element {
            Some(element) => Place::Element(element),
            None if is_native => Place::Native,
            None => place_of(place),
        },
    })
}

/// `\u{1}origin\u{1}:line:column`, or what Boa says of code from a string.
fn place_of(place: &str) -> Place {
    let mut numbers = place.rsplit(':');
    let column = numbers.next().and_then(|text| text.parse().ok());
    let line = numbers.next().and_then(|text| text.parse().ok());
    let at = line.zip(column);
    match number_in(place) {
        Some(origin) => Place::Source(Position { origin, at }),
        None if place.starts_with(late::PATH) => Place::BuiltIn(at),
        None => Place::Eval(at),
    }
}
