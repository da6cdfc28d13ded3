//! What is said in a language: `Intl`, the `toLocaleString`s and their like. A guest has the
//! host's (`lib/locale.js`), as its versions of languages and calendars are those that the host's
//! own code sees. Boa's own would be 15 MB of data and a tenth of what a context costs, and
//! know a part of the options. Nothing but primitives crosses for them.
//!
//! The classes are written in JavaScript (`locale.js`), and compiled when a guest first wants
//! one of them.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsError, JsNativeError, JsResult, JsValue, NativeFunction, js_string};

use super::late::{self, Late};
use super::original::{Original, replace};
use crate::engine::convert::{get_value, put_values};
use crate::engine::descriptor;
use crate::engine::functions::nameless;
use crate::engine::guest::{Guest, object_of};
use crate::engine::peek::own_string;
use crate::wire::Opcode;

const INTL: Late = Late {
    names: &["Intl"],
    quick: false,
    make: make_intl,
};

/// Puts an accessor in the place of `Intl`.
pub fn install(guest: &Guest, context: &Context) {
    late::install(guest, context, INTL);
}

/// Puts the methods in place.
pub fn install_methods(context: &Context) {
    let constructors = context.intrinsics().constructors();
    let (number, bigint, date, string) = (
        constructors.number().prototype(),
        constructors.bigint().prototype(),
        constructors.date().prototype(),
        constructors.string().prototype(),
    );
    replace(context, &number, "toLocaleString", number_to_text);
    replace(context, &bigint, "toLocaleString", bigint_to_text);
    replace(context, &date, "toLocaleString", date_to_text);
    replace(context, &date, "toLocaleDateString", day_to_text);
    replace(context, &date, "toLocaleTimeString", time_to_text);
    replace(context, &string, "localeCompare", compare);
    replace(context, &string, "toLocaleUpperCase", to_upper_case);
    replace(context, &string, "toLocaleLowerCase", to_lower_case);
}

/// A method that is a function of `locale.js`.
macro_rules! written_there {
    ($($name:ident: $there:literal),* $(,)?) => {$(
        fn $name(
            this: &JsValue,
            args: &[JsValue],
            _: &Original,
            context: &mut Context,
        ) -> JsResult<JsValue> {
            let method = methods(context)?.get(js_string!($there), context)?;
            object_of(&method)?.call(this, args, context)
        }
    )*};
}

written_there! {
    number_to_text: "number",
    bigint_to_text: "bigint",
    date_to_text: "date",
    day_to_text: "day",
    time_to_text: "time",
    compare: "compare",
    upper: "upper",
    lower: "lower",
}

/// Without a locale the engine's own does, which knows the cases of Unicode.
fn to_upper_case(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    match args {
        [] => original.call(this, args, context),
        _ => upper(this, args, original, context),
    }
}

fn to_lower_case(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    match args {
        [] => original.call(this, args, context),
        _ => lower(this, args, original, context),
    }
}

fn make_intl(context: &mut Context) -> JsResult<JsObject> {
    let made = JsObject::with_null_proto();
    let intl = object(context)?;
    made.insert_property(js_string!("Intl"), descriptor::plain(intl));
    Ok(made)
}

/// `Intl` and the functions of `locale.js`.
pub struct Locale {
    pub intl: JsObject,
    methods: JsObject,
}

/// The guest's `Intl` (ECMA-402, 8).
pub fn object(context: &mut Context) -> JsResult<JsObject> {
    let guest = Guest::of(context)?;
    Ok(made(&guest, context)?.intl.clone())
}

fn methods(context: &mut Context) -> JsResult<JsObject> {
    let guest = Guest::of(context)?;
    Ok(made(&guest, context)?.methods.clone())
}

fn made<'a>(guest: &'a Guest, context: &mut Context) -> JsResult<&'a Locale> {
    if let Some(locale) = guest.builtins.locale.get() {
        return Ok(locale);
    }
    let intl = JsObject::with_object_proto(context.intrinsics());
    let arguments = [intl.clone().into(), asking(context).into()];
    let methods = late::evaluate(include_str!("locale.js"), guest, context, &arguments)?;
    Ok(guest
        .builtins
        .locale
        .get_or_init(|| Locale { intl, methods }))
}

/// The function that texts of ours ask the host by.
pub(super) fn asking(context: &Context) -> JsFunction {
    let ask = NativeFunction::from_fn_ptr(|_, asked, context| ask(context, asked));
    nameless(context, ask)
}

/// Has the host's service answer: its name, the method, the settings as JSON, and primitives.
pub fn ask(context: &mut Context, asked: &[JsValue]) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let answer = guest.ask(context, Opcode::Locale, |message, context| {
        put_values(&guest, context, message, asked);
        Ok(())
    });
    let answer = answer.map_err(|error| own_error(context, error))?;
    get_value(&guest, context, &mut answer.reader())
}

/// What the host's service throws as an error of the guest's: the built-in is the guest's, and the
/// host's frames are nobody's.
fn own_error(context: &Context, error: JsError) -> JsError {
    let constructors = context.intrinsics().constructors();
    let thrown = error.as_opaque().and_then(JsValue::as_object);
    let kind = thrown.as_ref().and_then(JsObject::prototype);
    let own = match kind {
        Some(kind) if kind == constructors.range_error().prototype() => JsNativeError::range(),
        Some(kind) if kind == constructors.type_error().prototype() => JsNativeError::typ(),
        _ => return error,
    };
    let message = thrown.and_then(|it| own_string(&it, js_string!("message")));
    let message = message.unwrap_or_default().to_std_string_lossy();
    own.with_message(message).into()
}
