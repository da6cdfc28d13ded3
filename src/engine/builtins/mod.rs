//! The guest's built-ins that differ from Boa's: those that would be a channel between
//! contexts, those that panic or overflow, and those that Node's contexts have and Boa's
//! do not.

use std::borrow::Cow;

use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::JsObject;
use boa_engine::{
    Context, JsArgs, JsError, JsNativeError, JsResult, JsStr, JsString, JsValue, js_str,
};

use crate::engine::descriptor;
use crate::engine::functions::named;
use crate::engine::guest::Guest;
use crate::engine::stack;

mod array_like;
mod async_generator;
mod buffers;
mod console;
mod date;
mod disposable;
mod flat;
mod function_text;
mod join;
mod json;
pub mod late;
mod locale;
mod named;
mod newer;
pub mod original;
mod proxies;
mod regexp;
mod regexp_statics;
mod repeated;
mod rigid;
mod sort;
mod state;
mod temporal;
mod tim_sort;
mod web_assembly;

pub use array_like::is_array;
pub use disposable::install as install_disposables;
pub use late::{expect as expect_late, settle as settle_late, settle_quick};
pub use locale::object as intl;
pub use named::{expect as expect_named, expect_key};
pub use newer::{await_newer, expect as expect_newer};
pub use regexp::written as written_pattern;
pub use rigid::install as forbid_freezing;
pub use state::BuiltIns;
pub use temporal::install as install_temporal;

/// Puts the built-ins in place; runs before any guest code.
pub fn install(guest: &Guest, context: &mut Context, audible: bool) -> JsResult<()> {
    stack::install(guest, context);
    sort::install(context);
    json::install(context);
    join::install(context);
    repeated::install(context);
    flat::install(context);
    function_text::install(context);
    buffers::install(context);
    locale::install(guest, context);
    date::install(guest, context)?;
    proxies::install(guest, context)?;
    regexp::install(context);
    let symbol = context.intrinsics().constructors().symbol().constructor();
    method(context, &symbol, "for", 1, symbol_for);
    method(context, &symbol, "keyFor", 1, symbol_key_for);
    console::install(guest, context, audible);
    web_assembly::install(guest, context);
    Ok(())
}

/// What Boa has on the global and a guest may lack: what is nameless in the language (ECMA-262,
/// 23.2.1), and what an older V8 does not have, in the order of the setup's bits.
pub const LEAVING: [JsStr<'static>; 3] = [
    js_str!("TypedArray"),
    js_str!("Iterator"),
    js_str!("Float16Array"),
];

/// Takes from the global what the host's own realm does not have: code that asks for it finds
/// the same on both sides.
pub fn remove_globals(context: &mut Context, absent: u32) -> JsResult<()> {
    let absent = absent << 1 | 1;
    // The last one first (`global.rs`).
    for (bit, name) in LEAVING.into_iter().enumerate().rev() {
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
    let function = named(context, name, length, function);
    hidden(owner, JsString::from(name), function.into());
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
