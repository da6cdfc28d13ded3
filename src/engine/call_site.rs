//! What V8's `Error` has beside the standard's: `captureStackTrace`, `stackTraceLimit`, and
//! `prepareStackTrace` with its call sites.
//!
//! A call site knows what Boa's trace says: the function's name, the class of its `this` and the
//! place. Boa keeps neither the function nor its `this`.

use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::builtins::proxy::Proxy;
use boa_engine::native_function::{NativeFunction, NativeFunctionPointer};
use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{Context, JsArgs, JsData, JsNativeError, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::frames::{self, Frame, Place};
use super::guest::Guest;
use super::intrinsics::{inherited_value, own_string};
use super::membrane::StandIn;
use super::stack;
use super::{captured, descriptor};

/// V8's own limit.
const LIMIT: i32 = 10;

/// A call site's frame, as text.
#[derive(Debug, Clone, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
struct CallSite {
    function: String,
    /// Of what the function was called on.
    class: Option<String>,
    method: Option<String>,
    constructs: bool,
    waits: bool,
    file: Option<String>,
    place: Option<(i64, i64)>,
    is_eval: bool,
    text: String,
}

/// The methods of a call site.
const METHODS: [(&str, NativeFunctionPointer); 19] = [
    ("getColumnNumber", |this, _, _| place(this, |place| place.1)),
    ("getEvalOrigin", |_, _, _| Ok(JsValue::undefined())),
    ("getFileName", |this, _, _| file(this)),
    ("getFunction", |_, _, _| Ok(JsValue::undefined())),
    ("getFunctionName", |this, _, _| function(this)),
    ("getLineNumber", |this, _, _| place(this, |place| place.0)),
    ("getMethodName", |this, _, _| method(this)),
    ("getPosition", |_, _, _| Ok(JsValue::from(0))),
    ("getPromiseIndex", |_, _, _| Ok(JsValue::null())),
    ("getScriptNameOrSourceURL", |this, _, _| file(this)),
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
    ("isPromiseAll", |_, _, _| Ok(false.into())),
    ("isToplevel", |this, _, _| {
        let site = of(this)?;
        Ok((site.class.is_none() && !site.constructs).into())
    }),
];

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
    Ok(or_null(of(this)?.file.as_deref()))
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

fn native(context: &Context, name: &str, length: usize, native: NativeFunctionPointer) -> JsValue {
    FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(native))
        .name(JsString::from(name))
        .length(length)
        .build()
        .into()
}

/// Puts `captureStackTrace` and `stackTraceLimit` on `Error`.
pub fn install(guest: &Guest, context: &mut Context) {
    let constructor = context.intrinsics().constructors().error().constructor();
    let capture = native(context, "captureStackTrace", 2, capture_stack_trace);
    constructor.insert_property(js_string!("captureStackTrace"), descriptor::hidden(capture));
    constructor.insert_property(js_string!("stackTraceLimit"), descriptor::plain(LIMIT));
    let object = context.intrinsics().constructors().object().prototype();
    let prototype =
        JsObject::from_proto_and_data(object, boa_engine::builtins::object::OrdinaryObject);
    for (name, method) in METHODS {
        prototype.insert_property(
            JsString::from(name),
            descriptor::hidden(native(context, name, 0, method)),
        );
    }
    let text: NativeFunctionPointer = |this, _, _| Ok(JsString::from(of(this)?.text).into());
    let text = native(context, "toString", 0, text);
    prototype.insert_property(js_string!("toString"), descriptor::hidden(text));
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
    let (is_eval, file, place) = match frame.place {
        Place::Native | Place::BuiltIn(_) => (false, None, None),
        Place::Eval(at) => {
            let at = at.map(|(line, column)| (i64::from(line), i64::from(column)));
            (true, None, at)
        }
        Place::Source(position) => {
            let (file, place) = stack::shown(guest, frame, position, top);
            (false, Some(file), place)
        }
    };
    let site = CallSite {
        function: frame.function.clone(),
        class: frame.class.clone(),
        method: frame.method.clone(),
        constructs: frame.constructs,
        waits: frame.waits,
        file,
        place,
        is_eval,
        text: stack::line(guest, frame, top),
    };
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
