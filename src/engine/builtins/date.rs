//! `Date`, where Boa knows less than the host: of the texts that stand for a date those of
//! the specification alone (`Date.parse("Jan 1, 2020")` was `NaN`), and no time zone's name.
//! Both are asked of the host (`lib/locale.js`), with primitives alone.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsDate;
use boa_engine::property::PropertyDescriptor;
use boa_engine::value::PreferredType;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::original::{Original, before, replace};
use super::{hidden, locale};
use crate::engine::guest::{Guest, object_of};
use crate::engine::peek::own_value;

/// A longer text than this is no date.
const LONGEST: usize = 1 << 10;

/// Puts a `Date` of ours before Boa's, which keeps its own `parse`.
pub fn install(guest: &Guest, context: &mut Context) -> JsResult<()> {
    let constructors = context.intrinsics().constructors();
    let (engine, prototype) = (
        constructors.date().constructor(),
        constructors.date().prototype(),
    );
    let class = before(context, Original(engine.clone()), construct);
    class.insert_property(
        js_string!("prototype"),
        PropertyDescriptor::builder()
            .value(prototype.clone())
            .writable(false)
            .enumerable(false)
            .configurable(false),
    );
    for name in [js_string!("now"), js_string!("parse"), js_string!("UTC")] {
        let method = engine.get(name.clone(), context)?;
        hidden(&class, name, method);
    }
    replace(context, &class, "parse", parse);
    replace(context, &prototype, "toString", to_text);
    replace(context, &prototype, "toTimeString", to_text);
    hidden(&prototype, js_string!("constructor"), class.clone().into());
    let global = context.global_object();
    hidden(&global, js_string!("Date"), class.clone().into());
    guest.builtins.classes.borrow_mut().push((engine, class));
    Ok(())
}

/// `new Date(...)` and `Date()` (ECMA-262, 21.4.2.1).
fn construct(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(class) = this.as_object() else {
        let now = original.construct(&[], &original.0, context)?;
        let to_string = now.get(js_string!("toString"), context)?;
        return object_of(&to_string)?.call(&now.into(), &[], context);
    };
    let [value] = args else {
        return Ok(original.construct(args, &class, context)?.into());
    };
    let is_date = |object: JsObject| object.is::<boa_engine::builtins::date::Date>();
    let mut time = value.clone();
    if !time.as_object().is_some_and(is_date) {
        time = time.to_primitive(context, PreferredType::Default)?;
    }
    if let Some(text) = time.as_string() {
        let engine = own_value(&original.0, &js_string!("parse").into());
        let parse = object_of(&engine.unwrap_or_default())?;
        time = time_of(&text, &Original(parse), context)?;
    }
    Ok(original.construct(&[time], &class, context)?.into())
}

/// `Date.parse` (ECMA-262, 21.4.3.2).
fn parse(
    _: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let text = args.get_or_undefined(0).to_string(context)?;
    time_of(&text, original, context)
}

/// The time that a text stands for: the engine says it, or else the host.
fn time_of(text: &JsString, engine: &Original, context: &mut Context) -> JsResult<JsValue> {
    let found = engine.call(&JsValue::undefined(), &[text.clone().into()], context)?;
    if found.as_number().is_some_and(|time| !time.is_nan()) || text.len() > LONGEST {
        return Ok(found);
    }
    ask(js_string!("parse"), text.clone().into(), context)
}

/// `toString` and `toTimeString`, with the name of the time zone (ECMA-262, 21.4.4.41.3).
fn to_text(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let said = original.call(this, args, context)?;
    let time = JsDate::from_object(object_of(this)?)?.get_time(context)?;
    if time.as_number().is_none_or(f64::is_nan) {
        return Ok(said);
    }
    let full = ask(js_string!("toTimeString"), time, context)?.to_string(context)?;
    let full = full.to_std_string_lossy();
    let zone = full.find(" (").map_or("", |at| &full[at..]);
    let said = said.to_string(context)?;
    Ok(js_string!(&said, &JsString::from(zone)).into())
}

fn ask(method: JsString, value: JsValue, context: &mut Context) -> JsResult<JsValue> {
    let date = js_string!("Date").into();
    locale::ask(
        context,
        &[date, method.into(), js_string!("{}").into(), value],
    )
}
