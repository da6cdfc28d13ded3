//! `console`, whose methods are the host's. It is made when a text names it (`late.rs`): its 24
//! functions take 4 % of what a context does.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{Context, JsResult, JsString, JsSymbol, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::late::{self, Late};
use crate::engine::convert::{put_values, text_of};
use crate::engine::descriptor;
use crate::engine::guest::Guest;
use crate::wire::Opcode;

const AUDIBLE: Late = Late {
    names: &["console"],
    quick: true,
    make: make_audible,
};

/// Silent, it is there all the same, as in a context of Node's.
const SILENT: Late = Late {
    make: make_silent,
    ..AUDIBLE
};

/// The methods of `console` in a context of Node's.
const METHODS: [&str; 24] = [
    "debug",
    "error",
    "info",
    "log",
    "warn",
    "dir",
    "dirxml",
    "table",
    "trace",
    "group",
    "groupCollapsed",
    "groupEnd",
    "clear",
    "count",
    "countReset",
    "assert",
    "profile",
    "profileEnd",
    "time",
    "timeLog",
    "timeEnd",
    "timeStamp",
    "context",
    "createTask",
];

/// Which of the methods a function is.
#[derive(Trace, Finalize, Clone)]
struct Method(JsString);

/// Puts an accessor in its place.
pub fn install(guest: &Guest, context: &Context, audible: bool) {
    late::install(guest, context, if audible { AUDIBLE } else { SILENT });
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what makes others of its kind may fail"
)]
fn make_audible(context: &mut Context) -> JsResult<JsObject> {
    Ok(make(context, |name| {
        NativeFunction::from_copy_closure_with_captures(print, Method(name))
    }))
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what makes others of its kind may fail"
)]
fn make_silent(context: &mut Context) -> JsResult<JsObject> {
    Ok(make(context, |_| {
        NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined()))
    }))
}

fn make(context: &Context, method: impl Fn(JsString) -> NativeFunction) -> JsObject {
    let prototype = context.intrinsics().constructors().object().prototype();
    let console = JsObject::from_proto_and_data(prototype, OrdinaryObject);
    for name in METHODS.map(JsString::from) {
        let function = FunctionObjectBuilder::new(context.realm(), method(name.clone()))
            .name(name.clone())
            .build();
        console.insert_property(name, descriptor::plain(function));
    }
    console.insert_property(
        JsSymbol::to_string_tag(),
        descriptor::fixed(js_string!("console")),
    );
    let global = JsObject::with_null_proto();
    global.insert_property(js_string!("console"), descriptor::plain(console));
    global
}

fn print(
    _: &JsValue,
    args: &[JsValue],
    method: &Method,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    guest.ask(context, Opcode::Console, |message, context| {
        message.text(text_of(&method.0));
        put_values(&guest, context, message, args);
        Ok(())
    })?;
    Ok(JsValue::undefined())
}
