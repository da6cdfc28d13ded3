//! `RegExp.$1` and its like: what the last match was, which every match tells (the proposal
//! "Legacy RegExp features"; V8's `regexp.tq`). Boa has none of it. To remember each match
//! takes a call for each, so a context only begins to when a text names `RegExp`.

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};
use boa_gc::{Finalize, Trace};

use super::original::{Original, replace};
use crate::engine::descriptor::hidden_accessor;
use crate::engine::guest::Guest;
use crate::engine::peek::own_value;

/// What a property says of the last match.
#[derive(Clone, Copy)]
enum Part {
    Group(u32),
    Input,
    Match,
    LastGroup,
    Before,
    After,
}

/// What one of the accessors is for.
#[derive(Trace, Finalize, Clone)]
struct Wanted(#[unsafe_ignore_trace] Part);

const PARTS: [(&str, Part); 19] = [
    ("input", Part::Input),
    ("$_", Part::Input),
    ("lastMatch", Part::Match),
    ("$&", Part::Match),
    ("lastParen", Part::LastGroup),
    ("$+", Part::LastGroup),
    ("leftContext", Part::Before),
    ("$`", Part::Before),
    ("rightContext", Part::After),
    ("$'", Part::After),
    ("$1", Part::Group(1)),
    ("$2", Part::Group(2)),
    ("$3", Part::Group(3)),
    ("$4", Part::Group(4)),
    ("$5", Part::Group(5)),
    ("$6", Part::Group(6)),
    ("$7", Part::Group(7)),
    ("$8", Part::Group(8)),
    ("$9", Part::Group(9)),
];

/// What a context remembers.
#[derive(Default)]
pub struct LastMatch {
    /// What `exec` answered.
    found: Option<JsObject>,
    /// What was put on `RegExp.input` since.
    input: Option<JsString>,
}

/// Puts them in place.
pub fn install(context: &Context) {
    let regexp = context.intrinsics().constructors().regexp();
    let (class, prototype) = (regexp.constructor(), regexp.prototype());
    for (name, part) in PARTS {
        let get = NativeFunction::from_copy_closure_with_captures(get, Wanted(part));
        let set = NativeFunction::from_copy_closure_with_captures(set, Wanted(part));
        let function = |what: &str, native| {
            FunctionObjectBuilder::new(context.realm(), native)
                .name(js_string!(format!("{what} {name}")))
                .length(usize::from(what == "set"))
                .build()
        };
        let accessor = hidden_accessor(
            Some(function("get", get).into()),
            Some(function("set", set).into()),
        );
        class.insert_property(JsString::from(name), accessor);
    }
    // One of the guest's stays: without the engine's below it there is no match to remember.
    let exec = own_value(&prototype, &js_string!("exec").into());
    let native = |it: &JsObject| it.is::<boa_engine::native_function::NativeFunctionObject>();
    if exec
        .and_then(|exec| exec.as_object())
        .is_some_and(|exec| native(&exec))
    {
        replace(context, &prototype, "exec", exec_and_remember);
    }
}

/// `RegExp.prototype.exec` (ECMA-262, 22.2.6.2), by which all other methods match, too.
fn exec_and_remember(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let found = original.call(this, args, context)?;
    if let Some(found) = found.as_object() {
        let guest = Guest::of(context)?;
        let mut last = guest.builtins.last_match.borrow_mut();
        last.found = Some(found);
        last.input = None;
    }
    Ok(found)
}

fn get(_: &JsValue, _: &[JsValue], wanted: &Wanted, context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let last = guest.builtins.last_match.borrow();
    if let (Part::Input, Some(input)) = (wanted.0, &last.input) {
        return Ok(input.clone().into());
    }
    let said = last.found.as_ref().and_then(|found| read(found, wanted.0));
    Ok(said.unwrap_or_default().into())
}

fn set(_: &JsValue, args: &[JsValue], wanted: &Wanted, context: &mut Context) -> JsResult<JsValue> {
    if matches!(wanted.0, Part::Input) {
        let input = args.get_or_undefined(0).to_string(context)?;
        Guest::of(context)?.builtins.last_match.borrow_mut().input = Some(input);
    }
    Ok(JsValue::undefined())
}

/// A part of a match. Runs no guest code.
fn read(found: &JsObject, part: Part) -> Option<JsString> {
    let group = |index: u32| own_value(found, &index.into())?.as_string();
    let input = || own_value(found, &js_string!("input").into())?.as_string();
    let start = || own_value(found, &js_string!("index").into())?.as_i32();
    let start = || usize::try_from(start()?).ok();
    match part {
        Part::Group(index) => group(index),
        Part::Input => input(),
        Part::Match => group(0),
        Part::LastGroup => {
            let length = own_value(found, &js_string!("length").into())?.as_i32()?;
            let last = u32::try_from(length).ok()?.checked_sub(1)?;
            (last > 0).then(|| group(last))?
        }
        Part::Before => input()?.get(..start()?),
        Part::After => input()?.get(start()? + group(0)?.len()..),
    }
}
