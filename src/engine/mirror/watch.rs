//! Assignments that leave no trace. `this.Symbol = Symbol` makes `Symbol` a property of the
//! sandbox, as with node:vm, but the global looks the same before and after. So while a text
//! runs that assigns to a name like that (`names`, when it is compiled), the built-in of that
//! name is an accessor, which costs other texts nothing. `script.rs` calls this around a run;
//! `mirror/` takes the accessor for the built-in.

use boa_engine::native_function::NativeFunction;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue};
use boa_gc::{Finalize, Trace};

use super::{names_built_in, pristine, replace_built_in};
use crate::engine::descriptor;
use crate::engine::functions::nameless;
use crate::engine::guest::Guest;
use crate::engine::source::Text;

/// The built-ins of the global that a text assigns to, or seems to.
pub fn names(guest: &Guest, text: Text<'_>) -> Vec<PropertyKey> {
    let mut found = Vec::new();
    for word in text.assigned_words().filter(|word| names_built_in(word)) {
        let key = PropertyKey::from(JsString::from(word));
        if guest.mirror.borrow().is_pristine(&key) && !found.contains(&key) {
            found.push(key);
        }
    }
    found
}

/// The built-ins that are watched, and what they were.
pub struct Watch(Vec<(PropertyKey, PropertyDescriptor)>);

impl Watch {
    pub fn begin(guest: &Guest, context: &Context, names: &[PropertyKey]) -> Self {
        let mut watched = Vec::new();
        for key in names {
            let Some(property) = pristine(guest, context, key) else {
                continue;
            };
            if property.configurable() == Some(true)
                && let Some(value) = property.value()
            {
                let accessor = accessor(context, key, value);
                replace_built_in(guest, context, key, accessor);
                watched.push((key.clone(), property));
            }
        }
        Self(watched)
    }

    pub fn end(self, guest: &Guest, context: &Context) {
        for (key, property) in self.0 {
            replace_built_in(guest, context, &key, property);
        }
    }
}

#[derive(Trace, Finalize, Clone)]
struct Watched {
    // The collector does not own strings.
    #[unsafe_ignore_trace]
    key: PropertyKey,
    value: JsValue,
}

fn accessor(context: &Context, key: &PropertyKey, value: &JsValue) -> PropertyDescriptor {
    let watched = Watched {
        key: key.clone(),
        value: value.clone(),
    };
    let get = NativeFunction::from_copy_closure_with_captures(
        |_, _, watched: &Watched, _| Ok(watched.value.clone()),
        watched.clone(),
    );
    let set = NativeFunction::from_copy_closure_with_captures(assign, watched);
    descriptor::hidden_accessor(
        Some(nameless(context, get).into()),
        Some(nameless(context, set).into()),
    )
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what a native function of the engine's returns"
)]
fn assign(
    _: &JsValue,
    args: &[JsValue],
    watched: &Watched,
    context: &mut Context,
) -> JsResult<JsValue> {
    context.global_object().insert_property(
        watched.key.clone(),
        descriptor::plain(args.get_or_undefined(0).clone()),
    );
    Ok(JsValue::undefined())
}
