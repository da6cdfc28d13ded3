//! Traces that `Error.captureStackTrace` took and nobody has read. As in V8, the first line is what the
//! object is when its `stack` is read: many classes of errors give theirs a name and a message
//! afterwards. Until then it has an accessor, which makes way for the text. `call_site.rs` takes the
//! traces; `stack.rs` asks for one that goes to the host.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsWeakMap;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::frames::Frame;
use super::functions::named;
use super::guest::Guest;
use super::stack;
use super::{call_site, descriptor, objects};

/// The frames of a trace.
#[derive(Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
struct Frames(Vec<Frame>);

/// The accessor, and the traces by the objects that have it.
pub struct Captured {
    traces: JsWeakMap,
    get: JsObject,
    set: JsObject,
}

impl Captured {
    fn new(context: &mut Context) -> Self {
        Self {
            traces: JsWeakMap::new(context),
            get: named(context, "stack", 0, get).into(),
            set: named(context, "stack", 0, set).into(),
        }
    }
}

/// Gives an object a trace.
pub fn keep(
    guest: &Guest,
    context: &mut Context,
    object: &JsObject,
    frames: Vec<Frame>,
) -> JsResult<()> {
    let captured = guest.errors.captured.get_or_init(|| Captured::new(context));
    let frames = objects::holding(context, Frames(frames));
    captured.traces.set(object, frames.into(), context)?;
    let accessor = descriptor::hidden_accessor(
        Some(captured.get.clone().into()),
        Some(captured.set.clone().into()),
    );
    object.define_property_or_throw(js_string!("stack"), accessor, context)?;
    Ok(())
}

/// The trace of an object, if nobody has read it. Runs no guest code.
fn frames_of(guest: &Guest, context: &mut Context, object: &JsObject) -> Option<Vec<Frame>> {
    let traces = &guest.errors.captured.get()?.traces;
    let frames = traces.get(object, context).ok()?.as_object()?;
    let frames = frames.downcast_ref::<Frames>()?.0.clone();
    Some(frames)
}

/// That trace as text. Runs no guest code.
pub fn text_of(guest: &Guest, context: &mut Context, object: &JsObject) -> Option<JsString> {
    let frames = frames_of(guest, context, object)?;
    let limit = call_site::limit(context).unwrap_or(0);
    let header = stack::header(object);
    Some(stack::complete(guest, header, object, &frames, limit))
}

fn get(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let mut holder = this.as_object();
    // An object that inherits from the one that was captured has its `stack`.
    while let Some(object) = holder {
        if let Some(frames) = frames_of(&guest, context, &object) {
            let stack = call_site::prepared(&guest, context, &object, &frames)?;
            stack::keep(&object, stack.clone());
            return Ok(stack);
        }
        holder = object.prototype();
    }
    Ok(JsValue::undefined())
}

fn set(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = this.as_object() {
        let stack = descriptor::hidden(args.get_or_undefined(0).clone());
        object.define_property_or_throw(js_string!("stack"), stack, context)?;
    }
    Ok(JsValue::undefined())
}
