//! What a reviver makes of a text that was read: the second half of `JSON.parse`.

use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use rustc_hash::FxHashMap as HashMap;

use super::deeper;
use super::members::{Members, key_value};
use crate::engine::descriptor;
use crate::engine::guest::Guest;
use crate::engine::objects;

/// Names what a value was read from; without meaning where no sources are kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct SourceId(usize);

/// What a value was read from.
pub enum Source {
    /// The text, and what it was read as.
    Primitive(JsString, JsValue),
    Array(Vec<SourceId>),
    Object(HashMap<PropertyKey, SourceId>),
}

/// All sources of a text, in one list: however deep they are nested, they are let go one by
/// one. The last is that of the whole.
#[derive(Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    pub fn keep(&mut self, source: Source) -> SourceId {
        self.0.push(source);
        SourceId(self.0.len() - 1)
    }

    fn get(&self, id: Option<SourceId>) -> Option<&Source> {
        self.0.get(id?.0)
    }

    /// The source of a member of what `id` is the source of.
    fn member(&self, id: Option<SourceId>, key: &PropertyKey) -> Option<SourceId> {
        match (self.get(id)?, key) {
            (Source::Array(items), PropertyKey::Index(index)) => {
                items.get(index.get() as usize).copied()
            }
            (Source::Object(members), key) => members.get(key).copied(),
            _ => None,
        }
    }
}

/// A reviver at work.
pub struct Reviving {
    reviver: JsObject,
    sources: Sources,
}

impl Reviving {
    pub fn new(reviver: JsObject, sources: Sources) -> Self {
        Self { reviver, sources }
    }

    /// Revives the value of a whole text.
    pub fn document(&self, value: JsValue, context: &mut Context) -> JsResult<JsValue> {
        let root = JsObject::with_object_proto(context.intrinsics());
        root.create_data_property_or_throw(js_string!(), value, context)?;
        let source = self.sources.0.len().checked_sub(1).map(SourceId);
        self.member(&root, &js_string!().into(), source, context)
    }

    /// `InternalizeJSONProperty` (ECMA-262, 25.5.1.1).
    fn member(
        &self,
        holder: &JsObject,
        key: &PropertyKey,
        source: Option<SourceId>,
        context: &mut Context,
    ) -> JsResult<JsValue> {
        deeper(context, |context| {
            let value = holder.get(key.clone(), context)?;
            if let Some(object) = value.as_object() {
                Members::of(&object, context)?.each(context, |key, context| {
                    let source = self.sources.member(source, key);
                    let member = self.member(&object, key, source, context)?;
                    replace(&object, key, member, context)
                })?;
            }
            let about = objects::plain(context);
            if let Some(Source::Primitive(text, read)) = self.sources.get(source)
                && JsValue::same_value(read, &value)
            {
                about.create_data_property_or_throw(js_string!("source"), text.clone(), context)?;
            }
            let arguments = [key_value(key.clone()), value, about.into()];
            self.reviver
                .call(&holder.clone().into(), &arguments, context)
        })
    }
}

/// Gives a property another value, or takes it away; what the object refuses is let be.
fn replace(
    object: &JsObject,
    key: &PropertyKey,
    value: JsValue,
    context: &mut Context,
) -> JsResult<()> {
    let reflection = &Guest::of(context)?.reflection;
    let key = key_value(key.clone());
    if value.is_undefined() {
        let arguments = [object.clone().into(), key];
        reflection
            .delete_property
            .call(&JsValue::undefined(), &arguments, context)?;
        return Ok(());
    }
    let property = descriptor::plain(value);
    let property = descriptor::to_object(context, &property, None);
    let arguments = [object.clone().into(), key, property.into()];
    reflection
        .define_property
        .call(&JsValue::undefined(), &arguments, context)?;
    Ok(())
}
