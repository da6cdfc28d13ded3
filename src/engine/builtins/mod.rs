//! The guest's built-ins that differ from Boa's: those that would be a channel between
//! contexts, those that panic or overflow, and those that Node's contexts have and Boa's
//! do not.

use std::borrow::Cow;

use boa_engine::native_function::{NativeFunction, NativeFunctionPointer};
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{
    Context, JsArgs, JsError, JsNativeError, JsResult, JsStr, JsString, JsSymbol, JsValue, js_str,
    js_string,
};
use boa_gc::{Finalize, Trace};

use crate::engine::convert::put_values;
use crate::engine::descriptor;
use crate::engine::guest::Guest;
use crate::engine::stack;
use crate::wire::Opcode;

mod array_like;
mod async_generator;
mod buffers;
mod date;
mod disposable;
mod flat;
mod function_text;
mod join;
mod json;
mod late;
mod locale;
mod newer;
pub mod original;
mod proxies;
mod regexp;
mod regexp_statics;
mod repeated;
mod rigid;
mod sort;
mod temporal;
mod tim_sort;
mod web_assembly;

pub use array_like::is_array;
pub use disposable::install as install_disposables;
pub use late::{Expected as ExpectedGlobals, expect as expect_late};
pub use locale::{Locale, object as intl};
pub use newer::{await_newer, expect as expect_newer};
pub use proxies::Proxies;
pub use regexp::written as written_pattern;
pub use regexp_statics::{LastMatch, expect as expect_regexp_statics};
pub use rigid::install as forbid_freezing;
pub use temporal::install as install_temporal;

/// The methods of `console` in a context of Node's.
const CONSOLE_METHODS: [&str; 24] = [
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

/// Puts the built-ins in place; runs before any guest code.
pub fn install(context: &mut Context, console: bool) -> JsResult<()> {
    let guest = Guest::of(context)?;
    stack::install(&guest, context)?;
    sort::install(context)?;
    json::install(context);
    join::install(context)?;
    repeated::install(context)?;
    flat::install(context)?;
    function_text::install(context)?;
    buffers::install(context)?;
    locale::install(&guest, context)?;
    date::install(&guest, context)?;
    proxies::install(&guest, context)?;
    regexp::install(context);
    async_generator::install(context)?;
    // Boa names it on the global, where the language has nothing (ECMA-262, 23.2.1).
    context
        .global_object()
        .delete_property_or_throw(js_string!("TypedArray"), context)?;
    let symbol = context.intrinsics().constructors().symbol().constructor();
    method(context, &symbol, "for", 1, symbol_for);
    method(context, &symbol, "keyFor", 1, symbol_key_for);
    install_console(context, console);
    web_assembly::install(context)
}

/// Globals that the engine has and an older V8 does not, in the order of the setup's bits.
const NEWER: [JsStr<'static>; 2] = [js_str!("Iterator"), js_str!("Float16Array")];

/// Takes from the global what the host's own realm does not have: code that asks for it finds
/// the same on both sides.
pub fn remove_globals(context: &mut Context, absent: u32) -> JsResult<()> {
    for (bit, name) in NEWER.into_iter().enumerate() {
        if absent & (1 << bit) != 0 {
            context
                .global_object()
                .delete_property_or_throw(JsString::from(name), context)?;
        }
    }
    Ok(())
}

fn method(
    context: &Context,
    owner: &JsObject,
    name: &str,
    length: usize,
    function: NativeFunctionPointer,
) {
    let function =
        FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(function))
            .name(JsString::from(name))
            .length(length)
            .build();
    hidden(owner, JsString::from(name), function.into());
}

/// Whether a text has one of these words anywhere.
pub fn names_any<U: Copy + Into<u16>>(text: &[U], words: &[&[u8]]) -> bool {
    (0..text.len()).any(|at| {
        let rest = &text[at..];
        words.iter().any(|word| {
            let mut pairs = rest.iter().zip(*word);
            rest.len() >= word.len() && pairs.all(|(&unit, &byte)| unit.into() == u16::from(byte))
        })
    })
}

fn type_error(words: impl Into<Cow<'static, str>>) -> JsError {
    JsNativeError::typ().with_message(words).into()
}

fn range_error(words: &'static str) -> JsError {
    JsNativeError::range().with_message(words).into()
}

/// Defines a property as built-ins are: writable, configurable, not enumerable.
fn hidden(owner: &JsObject, name: JsString, value: JsValue) {
    owner.insert_property(name, descriptor::hidden(value));
}

/// `Symbol.for` (ECMA-262, 20.4.2.2), on a registry of this context's own.
fn symbol_for(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = args.get_or_undefined(0).to_string(context)?;
    let guest = Guest::of(context)?;
    let symbol = guest.symbols.borrow_mut().registered(&key);
    symbol
        .map(Into::into)
        .ok_or_else(|| range_error("too many symbols"))
}

/// `Symbol.keyFor` (ECMA-262, 20.4.2.6).
fn symbol_key_for(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(symbol) = args.get_or_undefined(0).as_symbol() else {
        return Err(type_error("Symbol.keyFor takes a symbol"));
    };
    let guest = Guest::of(context)?;
    let key = guest.symbols.borrow().key_for(&symbol);
    Ok(key)
}

/// Which method of `console` a function is.
#[derive(Trace, Finalize, Clone)]
struct Method(JsString);

/// `console`, whose methods are the host's. Silent, it is there all the same, as in a
/// context of Node's.
fn install_console(context: &mut Context, audible: bool) {
    let prototype = context.intrinsics().constructors().object().prototype();
    let console =
        JsObject::from_proto_and_data(prototype, boa_engine::builtins::object::OrdinaryObject);
    for name in CONSOLE_METHODS {
        let native = if audible {
            NativeFunction::from_copy_closure_with_captures(
                console_method,
                Method(JsString::from(name)),
            )
        } else {
            NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined()))
        };
        let function = FunctionObjectBuilder::new(context.realm(), native)
            .name(JsString::from(name))
            .build();
        console.insert_property(JsString::from(name), descriptor::plain(function));
    }
    console.insert_property(
        JsSymbol::to_string_tag(),
        descriptor::fixed(js_string!("console")),
    );
    hidden(
        &context.global_object(),
        js_string!("console"),
        console.into(),
    );
}

fn console_method(
    _: &JsValue,
    args: &[JsValue],
    method: &Method,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    guest.ask(context, Opcode::Console, |message, context| {
        message.text(crate::engine::convert::text_of(&method.0));
        put_values(&guest, context, message, args);
        Ok(())
    })?;
    Ok(JsValue::undefined())
}
