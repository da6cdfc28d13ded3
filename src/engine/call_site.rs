//! What V8's `Error` has beside the standard's: `captureStackTrace`, `stackTraceLimit`, and
//! `prepareStackTrace` with its call sites.
//!
//! A call site knows what Boa's trace says: the function's name, the class of its `this` and the
//! place. Boa keeps neither the function nor its `this`.

use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::builtins::proxy::Proxy;
use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsData, JsNativeError, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::frames::{self, Frame, Place, Position};
use super::functions::named;
use super::guest::Guest;
use super::membrane::StandIn;
use super::peek::{inherited_value, own_string};
use super::{captured, descriptor, evaluated, stack};

/// V8's own limit.
const LIMIT: i32 = 10;

/// A call site's frame, as text.
#[derive(Debug, Default, Clone, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
struct CallSite {
    function: String,
    /// Of what the function was called on.
    class: Option<String>,
    method: Option<String>,
    constructs: bool,
    waits: bool,
    /// Of a combination of promises: which of them it waits for.
    element: Option<u32>,
    file: Option<String>,
    /// The same, or what a text calls itself that guest code has compiled.
    url: Option<String>,
    /// From where such a text comes.
    evaluated: Option<String>,
    place: Option<(i64, i64)>,
    is_eval: bool,
    text: String,
}

/// The methods of a call site.
const METHODS: [(&str, NativeFunctionPointer); 20] = [
    ("getColumnNumber", |this, _, _| place(this, |place| place.1)),
    ("getEvalOrigin", |this, _, _| {
        let origin = of(this)?.evaluated;
        Ok(origin.map_or_else(JsValue::undefined, |it| JsString::from(it).into()))
    }),
    ("getFileName", |this, _, _| file(this)),
    ("getFunction", |_, _, _| Ok(JsValue::undefined())),
    ("getFunctionName", |this, _, _| function(this)),
    ("getLineNumber", |this, _, _| place(this, |place| place.0)),
    ("getMethodName", |this, _, _| method(this)),
    ("getPosition", |_, _, _| Ok(JsValue::from(0))),
    ("getPromiseIndex", |this, _, _| {
        Ok(of(this)?.element.map_or(JsValue::null(), JsValue::from))
    }),
    ("getScriptNameOrSourceURL", |this, _, _| {
        let site = of(this)?;
        Ok(site.named(site.url.as_deref()))
    }),
    ("getScriptHash", |_, _, _| Ok(js_string!().into())),
    ("getThis", |_, _, _| Ok(JsValue::undefined())),
    ("getTypeName", |this, _, _| {
        Ok(or_null(of(this)?.class.as_deref()))
    }),
    ("isAsync", |this, _, _| Ok(of(this)?.waits.into())),
    ("isConstructor", |this, _, _| {
        Ok(of(this)?.constructs.into())
    }),
    ("isEval", |this, _, _| Ok(of(this)?.is_eval.into())),
    // Of scripts of V8's own, which built-ins have not.
    ("isNative", |_, _, _| Ok(false.into())),
    ("isPromiseAll", |this, _, _| {
        Ok(of(this)?.element.is_some().into())
    }),
    ("isToplevel", |this, _, _| {
        let site = of(this)?;
        Ok((site.class.is_none() && !site.constructs).into())
    }),
    ("toString", |this, _, _| {
        Ok(JsString::from(of(this)?.text).into())
    }),
];

impl CallSite {
    /// The name of a file: a text that guest code has compiled has none, and built-ins none of their own.
    fn named(&self, name: Option<&str>) -> JsValue {
        match name {
            None if self.is_eval => JsValue::undefined(),
            name => or_null(name),
        }
    }

    /// Says where in a text it is.
    fn stand(&mut self, guest: &Guest, frame: &Frame, at: Position, top: Option<&JsObject>) {
        let (file, place) = stack::shown(guest, frame, at, top);
        self.place = place;
        let scripts = guest.scripts.borrow();
        let compiled = scripts.origins.get(at.origin);
        if let Some(compiled) = compiled.filter(|it| it.is_evaluated()) {
            self.is_eval = true;
            self.evaluated = evaluated::origin_of(guest, compiled);
            self.url = Some(compiled.origin.filename.clone()).filter(|url| !url.is_empty());
        } else {
            self.url = Some(file.clone());
            self.file = Some(file);
        }
    }
}

fn of(this: &JsValue) -> JsResult<CallSite> {
    this.as_object()
        .and_then(|object| object.downcast_ref::<CallSite>().map(|site| site.clone()))
        .ok_or_else(|| {
            JsNativeError::typ()
                .with_message("CallSite method called on incompatible receiver")
                .into()
        })
}

fn or_null(text: Option<&str>) -> JsValue {
    text.map_or_else(JsValue::null, |text| JsString::from(text).into())
}

fn file(this: &JsValue) -> JsResult<JsValue> {
    let site = of(this)?;
    Ok(site.named(site.file.as_deref()))
}

fn function(this: &JsValue) -> JsResult<JsValue> {
    let site = of(this)?;
    Ok(or_null(
        Some(site.function.as_str()).filter(|name| !name.is_empty()),
    ))
}

fn method(this: &JsValue) -> JsResult<JsValue> {
    Ok(or_null(of(this)?.method.as_deref()))
}

fn place(this: &JsValue, which: fn((i64, i64)) -> i64) -> JsResult<JsValue> {
    let place = of(this)?.place;
    Ok(place.map_or_else(JsValue::null, |place| JsValue::from(which(place) as f64)))
}

/// Puts `captureStackTrace` and `stackTraceLimit` on `Error`.
pub fn install(guest: &Guest, context: &mut Context) {
    let constructor = context.intrinsics().constructors().error().constructor();
    let capture = named(context, "captureStackTrace", 2, capture_stack_trace);
    constructor.insert_property(js_string!("captureStackTrace"), descriptor::hidden(capture));
    constructor.insert_property(js_string!("stackTraceLimit"), descriptor::plain(LIMIT));
    let object = context.intrinsics().constructors().object().prototype();
    let prototype =
        JsObject::from_proto_and_data(object, boa_engine::builtins::object::OrdinaryObject);
    for (name, method) in METHODS {
        let method = descriptor::hidden(named(context, name, 0, method));
        prototype.insert_property(JsString::from(name), method);
    }
    *guest.errors.call_sites.borrow_mut() = Some(prototype);
}

/// How many frames `Error.stackTraceLimit` allows; `None` if it is no number, and then V8
/// keeps no trace at all.
pub fn limit(context: &Context) -> Option<usize> {
    let constructor = context.intrinsics().constructors().error().constructor();
    let limit = inherited_value(&constructor, &js_string!("stackTraceLimit").into())?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped before"
    )]
    limit
        .as_number()
        .map(|limit| limit.clamp(0.0, 1e6) as usize)
}

/// The value of `stack` for an error: text, or what the guest's `prepareStackTrace` makes
/// of the call sites.
pub fn prepared(
    guest: &Guest,
    context: &mut Context,
    error: &JsObject,
    frames: &[Frame],
) -> JsResult<JsValue> {
    let Some(limit) = limit(context) else {
        return Ok(JsValue::undefined());
    };
    let constructor = context.intrinsics().constructors().error().constructor();
    let prepare = inherited_value(&constructor, &js_string!("prepareStackTrace").into());
    let Some(prepare) = prepare.and_then(|value| value.as_callable()) else {
        let header = stack::asked_header(context, error);
        return Ok(stack::complete(guest, header, error, frames, limit).into());
    };
    let sites: Vec<JsValue> = frames
        .iter()
        .take(limit)
        .enumerate()
        .map(|(index, frame)| site(guest, frame, (index == 0).then_some(error)))
        .collect();
    let sites = JsArray::from_iter(sites, context);
    prepare.call(
        &constructor.into(),
        &[error.clone().into(), sites.into()],
        context,
    )
}

fn site(guest: &Guest, frame: &Frame, top: Option<&JsObject>) -> JsValue {
    let mut site = CallSite {
        function: frame.function.clone(),
        class: frame.class.clone(),
        method: frame.method.clone(),
        constructs: frame.constructs,
        waits: frame.waits,
        text: stack::line(guest, frame, top),
        ..CallSite::default()
    };
    match frame.place {
        Place::Native | Place::BuiltIn(_) => {}
        Place::Element(index) => site.element = Some(index),
        Place::Eval(at) => {
            site.is_eval = true;
            site.place = at.map(|(line, column)| (line.into(), column.into()));
        }
        Place::Source(position) => site.stand(guest, frame, position, top),
    }
    JsObject::from_proto_and_data(guest.errors.call_sites.borrow().clone(), site).into()
}

/// Where the frames begin that are above the topmost call of a function. V8 shows none where it is not
/// called at all, and all where it is a proxy.
fn above(context: &Context, frames: &[Frame], function: &JsObject) -> usize {
    if function.is::<Proxy>() {
        return 0;
    }
    let is_built_in = |frame: &Frame| matches!(frame.place, Place::Native);
    let found = if function.is::<OrdinaryFunction>() {
        let mut calls = (0..frames.len()).filter(|index| !is_built_in(&frames[*index]));
        context
            .calls_above(function)
            .and_then(|above| calls.nth(above))
    } else {
        let name = own_string(function, js_string!("name"));
        let name = name.map(|name| name.to_std_string_lossy());
        let is_it = |frame: &Frame| is_built_in(frame) && Some(&frame.function) == name.as_ref();
        frames.iter().position(is_it)
    };
    found.map_or(frames.len(), |found| found + 1)
}

/// `Error.captureStackTrace(object, function)`: the frames above that function's.
fn capture_stack_trace(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else {
        return Err(JsNativeError::typ().with_message("invalid_argument").into());
    };
    let guest = Guest::of(context)?;
    let mut frames = frames::current(&guest, context);
    if let Some(function) = args.get_or_undefined(1).as_callable() {
        frames.drain(..above(context, &frames, &function));
    }
    // What is no object of this engine's own gets the text at once.
    if object.is::<StandIn>() || object.is::<Proxy>() {
        let value = prepared(&guest, context, &object, &frames)?;
        object.define_property_or_throw(js_string!("stack"), descriptor::hidden(value), context)?;
    } else {
        captured::keep(&guest, context, &object, frames)?;
    }
    Ok(JsValue::undefined())
}
