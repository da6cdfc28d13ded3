//! What is said in a language: `Intl` and the `toLocaleString`s. Boa's services for numbers and
//! dates know some of their options and answer wrongly without the others, so a guest has the
//! host's (`lib/locale.js`). Nothing but primitives crosses for them.
//!
//! The classes are written in JavaScript (`locale.js`), and compiled when a guest first wants
//! one of them.

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{Context, JsResult, JsValue, NativeFunction, js_string};

use super::late::{self, Late};
use super::original::{Original, replace};
use crate::engine::convert::{get_value, put_values};
use crate::engine::descriptor;
use crate::engine::guest::{Guest, object_of};
use crate::wire::Opcode;

const INTL: Late = Late {
    names: &["Intl"],
    make: make_intl,
};

/// Puts `Intl` and the methods in place.
pub fn install(context: &mut Context) -> JsResult<()> {
    let constructors = context.intrinsics().constructors();
    let (number, bigint, date) = (
        constructors.number().prototype(),
        constructors.bigint().prototype(),
        constructors.date().prototype(),
    );
    replace(context, &number, "toLocaleString", number_to_text)?;
    replace(context, &bigint, "toLocaleString", bigint_to_text)?;
    replace(context, &date, "toLocaleString", date_to_text)?;
    replace(context, &date, "toLocaleDateString", day_to_text)?;
    replace(context, &date, "toLocaleTimeString", time_to_text)?;
    late::install(context, INTL);
    Ok(())
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
}

fn make_intl(context: &mut Context) -> JsResult<JsObject> {
    let made = JsObject::with_null_proto();
    methods(context)?;
    let intl = context.intrinsics().objects().intl().upcast();
    made.insert_property(js_string!("Intl"), descriptor::plain(intl));
    Ok(made)
}

/// The methods of `locale.js`, which completes `Intl` when it runs.
pub fn methods(context: &mut Context) -> JsResult<JsObject> {
    let guest = Guest::of(context)?;
    if let Some(methods) = guest.locale.get() {
        return Ok(methods.clone());
    }
    let complete = late::evaluate(include_str!("locale.js"), context)?;
    let intl = context.intrinsics().objects().intl().upcast();
    let ask = FunctionObjectBuilder::new(
        context.realm(),
        NativeFunction::from_fn_ptr(|_, asked, context| ask(context, asked)),
    )
    .build();
    let methods = complete.call(&JsValue::undefined(), &[intl.into(), ask.into()], context)?;
    let methods = object_of(&methods)?;
    Ok(guest.locale.get_or_init(|| methods).clone())
}

/// Has the host's service answer: its name, the method, the settings as JSON, and primitives.
pub fn ask(context: &mut Context, asked: &[JsValue]) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let answer = guest.ask(context, Opcode::Locale, |message, context| {
        put_values(&guest, context, message, asked);
        Ok(())
    })?;
    get_value(&guest, context, &mut answer.reader())
}
