//! Built-ins of ours in the place of Boa's, which they may call: what stands here for every
//! file beside it is how the one is put before the other.

use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::hidden;
use crate::engine::descriptor;
use crate::engine::peek::own_value;

/// The built-in that one of ours stands before.
#[derive(Trace, Finalize, Clone)]
pub struct Original(pub JsObject);

/// A function of ours, given the built-in in whose place it stands.
pub type Method = fn(&JsValue, &[JsValue], &Original, &mut Context) -> JsResult<JsValue>;

impl Original {
    pub fn call(
        &self,
        this: &JsValue,
        args: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsValue> {
        self.0.call(this, args, context)
    }

    pub fn construct(
        &self,
        args: &[JsValue],
        class: &JsObject,
        context: &mut Context,
    ) -> JsResult<JsObject> {
        self.0.construct(args, Some(class), context)
    }

    /// A property of the built-in's own, such as its name.
    fn own(&self, key: JsString) -> JsValue {
        own_value(&self.0, &key.into()).unwrap_or_default()
    }
}

/// Puts a function of ours in the place of a method, under its name and length. One that the
/// engine lacks stays away.
pub fn replace(context: &Context, owner: &JsObject, name: &'static str, method: Method) {
    let name = JsString::from(name);
    if let Some(original) = find(owner, &name) {
        let function = build(context, original, name.clone(), method);
        hidden(owner, name, function.into());
    }
}

/// [`replace`] by one that always goes on to the built-in ([`before`]).
pub fn precede(context: &Context, owner: &JsObject, name: &'static str, method: Method) {
    let name = JsString::from(name);
    if let Some(original) = find(owner, &name) {
        let function = before(context, original, method);
        hidden(owner, name, function.into());
    }
}

/// A function of ours that goes on to the built-in, which then stands in traces by itself:
/// ours has no name for Boa, and its `name` is put on it.
pub fn before(context: &Context, original: Original, method: Method) -> JsObject {
    let named = original.own(js_string!("name"));
    let function = build(context, original, js_string!(), method);
    function.insert_property(js_string!("name"), descriptor::fixed(named));
    function
}

fn find(owner: &JsObject, name: &JsString) -> Option<Original> {
    let found = own_value(owner, &name.clone().into())?;
    found.as_object().map(Original)
}

fn build(context: &Context, original: Original, name: JsString, method: Method) -> JsObject {
    let length = original.own(js_string!("length")).as_i32().unwrap_or(0);
    let constructor = original.0.is_constructor();
    let native = NativeFunction::from_copy_closure_with_captures(method, original);
    FunctionObjectBuilder::new(context.realm(), native)
        .name(name)
        .length(usize::try_from(length).unwrap_or(0))
        .constructor(constructor)
        .build()
        .into()
}
