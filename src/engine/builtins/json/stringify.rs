//! `JSON.stringify` (ECMA-262, 25.5.2). It writes into one buffer of UTF-16 units, and what is
//! nested too deep is a `RangeError` as in V8, where Boa's overflows the native stack.

use std::collections::HashSet;

use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::value::{IntegerOrInfinity, JsVariant};
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, js_string};

use super::circular::circular;
use super::deeper;
use super::members::{Members, key_value};
use crate::engine::builtins::array_like::{is_array, length_of, look};
use crate::engine::guest::Guest;

/// How far a level may be indented.
const MAX_GAP: usize = 10;

pub fn stringify(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let replacer = args.get_or_undefined(1).as_object();
    let mut writer = Serializer {
        replacer: replacer
            .as_ref()
            .filter(|object| object.is_callable())
            .cloned(),
        keys: None,
        gap: Vec::new(),
        indent: Vec::new(),
        path: Vec::new(),
        text: Vec::new(),
    };
    if let Some(list) = replacer.filter(|object| !object.is_callable()) {
        writer.keys = listed_keys(&list, context)?;
    }
    writer.gap = gap_of(args.get_or_undefined(2), context)?;
    let value = args.get_or_undefined(0).clone();
    let root = if writer.replacer.is_some() {
        let root = JsObject::with_object_proto(context.intrinsics());
        root.create_data_property_or_throw(js_string!(), value.clone(), context)?;
        Some(root)
    } else {
        None
    };
    let key = js_string!().into();
    if writer.property(root.as_ref(), &key, value, context)? {
        Ok(JsString::from(writer.text.as_slice()).into())
    } else {
        Ok(JsValue::undefined())
    }
}

/// The keys that an array in the place of the replacer lets through, each once.
fn listed_keys(list: &JsObject, context: &mut Context) -> JsResult<Option<Vec<PropertyKey>>> {
    if !is_array(list, context)? {
        return Ok(None);
    }
    let mut keys = Vec::new();
    let mut seen = HashSet::new();
    for index in 0..length_of(list, context)? {
        look(index, context)?;
        let item = list.get(index, context)?;
        let is_wrapper = item
            .as_object()
            .is_some_and(|object| object.is::<JsString>() || object.is::<f64>());
        if item.is_string() || item.is_number() || is_wrapper {
            let key = PropertyKey::from(item.to_string(context)?);
            if seen.insert(key.clone()) {
                keys.push(key);
            }
        }
    }
    Ok(Some(keys))
}

fn gap_of(space: &JsValue, context: &mut Context) -> JsResult<Vec<u16>> {
    let space = match space.as_object() {
        Some(object) if object.is::<f64>() => space.to_number(context)?.into(),
        Some(object) if object.is::<JsString>() => space.to_string(context)?.into(),
        _ => space.clone(),
    };
    if let Some(text) = space.as_string() {
        return Ok(text.iter().take(MAX_GAP).collect());
    }
    if !space.is_number() {
        return Ok(Vec::new());
    }
    let count = match space.to_integer_or_infinity(context)? {
        IntegerOrInfinity::Integer(count) => usize::try_from(count).unwrap_or(0),
        IntegerOrInfinity::PositiveInfinity => MAX_GAP,
        IntegerOrInfinity::NegativeInfinity => 0,
    };
    Ok(vec![u16::from(b' '); count.min(MAX_GAP)])
}

struct Serializer {
    replacer: Option<JsObject>,
    /// The keys that are let through, if not all.
    keys: Option<Vec<PropertyKey>>,
    gap: Vec<u16>,
    indent: Vec<u16>,
    /// The objects that are being written, and the key by which each is in the one before.
    path: Vec<(JsObject, PropertyKey)>,
    text: Vec<u16>,
}

impl Serializer {
    fn push(&mut self, text: &str) {
        self.text.extend(text.encode_utf16());
    }

    /// `SerializeJSONProperty` (ECMA-262, 25.5.2.2), of a value that was read already. Returns
    /// whether anything was written. The holder is only made where somebody sees it.
    fn property(
        &mut self,
        holder: Option<&JsObject>,
        key: &PropertyKey,
        mut value: JsValue,
        context: &mut Context,
    ) -> JsResult<bool> {
        if value.is_object() || value.is_bigint() {
            let to_json = value
                .to_object(context)?
                .get(js_string!("toJSON"), context)?;
            if let Some(to_json) = to_json.as_callable() {
                value = to_json.call(&value, &[key_value(key.clone())], context)?;
            }
        }
        if let (Some(replacer), Some(holder)) = (&self.replacer, holder) {
            let arguments = [key_value(key.clone()), value];
            value = replacer.call(&holder.clone().into(), &arguments, context)?;
        }
        if let Some(object) = value.as_object() {
            if is_raw(&object, context)? {
                let text = object.get(js_string!("rawJSON"), context)?;
                self.text.extend(text.to_string(context)?.iter());
                return Ok(true);
            }
            match unwrapped(&object, &value, context)? {
                Some(primitive) => value = primitive,
                None if object.is_callable() => return Ok(false),
                None => return self.nested(&object, key, context),
            }
        }
        self.primitive(&value)
    }

    fn primitive(&mut self, value: &JsValue) -> JsResult<bool> {
        match value.variant() {
            JsVariant::Boolean(true) => self.push("true"),
            JsVariant::Boolean(false) => self.push("false"),
            JsVariant::String(string) => self.quote(&string),
            JsVariant::Integer32(number) => self.push(&number.to_string()),
            JsVariant::Float64(number) if number.is_finite() => {
                let text = JsString::from(number);
                self.text.extend(text.iter());
            }
            JsVariant::Null | JsVariant::Float64(_) => self.push("null"),
            JsVariant::BigInt(_) => {
                return Err(JsNativeError::typ()
                    .with_message("Do not know how to serialize a BigInt")
                    .into());
            }
            JsVariant::Undefined | JsVariant::Symbol(_) | JsVariant::Object(_) => {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `QuoteJSONString` (ECMA-262, 25.5.2.3).
    fn quote(&mut self, string: &JsString) {
        self.text.push(0x22);
        let mut units = string.iter().peekable();
        while let Some(unit) = units.next() {
            match unit {
                0x22 => self.push("\\\""),
                0x5c => self.push("\\\\"),
                0x08 => self.push("\\b"),
                0x0c => self.push("\\f"),
                0x0a => self.push("\\n"),
                0x0d => self.push("\\r"),
                0x09 => self.push("\\t"),
                0xd800..=0xdbff if matches!(units.peek(), Some(0xdc00..=0xdfff)) => {
                    self.text.push(unit);
                    self.text.extend(units.next());
                }
                0..0x20 | 0xd800..=0xdfff => self.push(&format!("\\u{unit:04x}")),
                unit => self.text.push(unit),
            }
        }
        self.text.push(0x22);
    }

    /// `SerializeJSONObject` and `SerializeJSONArray` (ECMA-262, 25.5.2.4 and 25.5.2.5).
    fn nested(
        &mut self,
        object: &JsObject,
        key: &PropertyKey,
        context: &mut Context,
    ) -> JsResult<bool> {
        if let Some(start) = self.path.iter().position(|(open, _)| open == object) {
            return Err(circular(&self.path[start..], key));
        }
        let mut members = Members::of(object, context)?;
        let is_array = matches!(members, Members::Elements(_));
        if let (Members::Keys(all), Some(keys)) = (&mut members, &self.keys) {
            all.clone_from(keys);
        }
        self.path.push((object.clone(), key.clone()));
        let outer = self.indent.len();
        let gap = self.gap.clone();
        self.indent.extend(&gap);
        self.push(if is_array { "[" } else { "{" });
        let any = deeper(context, |context| {
            self.members(object, &members, is_array, context)
        })?;
        self.indent.truncate(outer);
        if any {
            self.new_line();
        }
        self.push(if is_array { "]" } else { "}" });
        self.path.pop();
        Ok(true)
    }

    /// Writes what is in an object or array; returns whether that was anything.
    fn members(
        &mut self,
        object: &JsObject,
        members: &Members,
        is_array: bool,
        context: &mut Context,
    ) -> JsResult<bool> {
        let mut any = false;
        members.each(context, |key, context| {
            let value = object.get(key.clone(), context)?;
            let before = self.text.len();
            if any {
                self.push(",");
            }
            self.new_line();
            if !is_array {
                let name = key_value(key.clone()).to_string(context)?;
                self.quote(&name);
                self.push(if self.gap.is_empty() { ":" } else { ": " });
            }
            if self.property(Some(object), key, value, context)? {
                any = true;
            } else if is_array {
                self.push("null");
                any = true;
            } else {
                self.text.truncate(before);
            }
            Ok(())
        })?;
        Ok(any)
    }

    fn new_line(&mut self) {
        if !self.gap.is_empty() {
            self.text.push(0x0a);
            self.text.extend(&self.indent);
        }
    }
}

/// Whether an object is what `JSON.rawJSON` makes: exotic to Boa, with no prototype.
fn is_raw(object: &JsObject, context: &mut Context) -> JsResult<bool> {
    if object.is_ordinary() || object.is_array() || object.prototype().is_some() {
        return Ok(false);
    }
    let is_raw = Guest::of(context)?.reflection.is_raw_json.clone();
    let answer = is_raw.call(&JsValue::undefined(), &[object.clone().into()], context)?;
    Ok(answer.to_boolean())
}

/// The primitive that stands for an object with one in it.
fn unwrapped(
    object: &JsObject,
    value: &JsValue,
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    if object.is::<f64>() {
        return Ok(Some(value.to_number(context)?.into()));
    }
    if object.is::<JsString>() {
        return Ok(Some(value.to_string(context)?.into()));
    }
    let boolean = object.downcast_ref::<bool>().map(|boolean| *boolean);
    if let Some(boolean) = boolean {
        return Ok(Some(boolean.into()));
    }
    let bigint = object.downcast_ref::<boa_engine::JsBigInt>();
    Ok(bigint.map(|bigint| bigint.clone().into()))
}
