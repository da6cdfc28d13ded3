//! Methods of built-ins whose objects do not arrive as the real thing: iterators, generators
//! and weak collections of the host's are stand-ins here, and the guest's own methods, which
//! a guest has in place of the host's, would refuse them. So these methods pass a call on a
//! stand-in to the host's method of the same name.

use boa_engine::native_function::NativeFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::hidden;
use crate::engine::convert::{get_value, put_key, put_value, put_values};
use crate::engine::guest::Guest;
use crate::engine::intrinsics::{self, MEMBER};
use crate::wire::{Opcode, Value};

/// The owners by their place in the table of primordials, and their methods.
const METHODS: [(&str, &[&str]); 11] = [
    ("%GeneratorPrototype%", &["next", "return", "throw"]),
    ("%AsyncGeneratorPrototype%", &["next", "return", "throw"]),
    ("%ArrayIteratorPrototype%", &["next"]),
    ("%MapIteratorPrototype%", &["next"]),
    ("%SetIteratorPrototype%", &["next"]),
    ("%StringIteratorPrototype%", &["next"]),
    ("%RegExpStringIteratorPrototype%", &["next"]),
    ("WeakMap", &["get", "set", "has", "delete"]),
    ("WeakSet", &["add", "has", "delete"]),
    ("WeakRef", &["deref"]),
    ("FinalizationRegistry", &["register", "unregister"]),
];

/// The guest's own method, and how the host's is named.
#[derive(Trace, Finalize, Clone)]
struct Twin {
    own: JsObject,
    #[unsafe_ignore_trace]
    owner: u32,
    #[unsafe_ignore_trace]
    name: PropertyKey,
}

/// Puts the methods in place; runs before any guest code.
pub fn install(context: &Context) {
    for (owner, names) in METHODS {
        let Some((index, prototype)) = intrinsics::prototype_named(context, owner) else {
            continue;
        };
        for name in names {
            replace(context, index, &prototype, JsString::from(*name));
        }
    }
}

fn replace(context: &Context, owner: u32, prototype: &JsObject, name: JsString) {
    let key = PropertyKey::from(name.clone());
    let property = prototype.borrow().properties().get(&key);
    let Some(own) = property.and_then(|property| property.value()?.as_object()) else {
        return;
    };
    let length = own
        .borrow()
        .properties()
        .get(&js_string!("length").into())
        .and_then(|length| length.value()?.as_i32())
        .unwrap_or_default();
    let twin = Twin {
        own,
        owner,
        name: key,
    };
    let native = NativeFunction::from_copy_closure_with_captures(call, twin);
    let function = FunctionObjectBuilder::new(context.realm(), native)
        .name(name.clone())
        .length(usize::try_from(length).unwrap_or_default())
        .build();
    hidden(prototype, name, function.into());
}

fn call(
    this: &JsValue,
    arguments: &[JsValue],
    twin: &Twin,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let is_foreign = this
        .as_object()
        .is_some_and(|object| guest.imports.borrow().handle_of(&object).is_some());
    if !is_foreign {
        return twin.own.call(this, arguments, context);
    }
    let answer = guest.ask(context, Opcode::Call, |message, context| {
        message.value(Value::Intrinsic(twin.owner | MEMBER));
        put_key(&guest, message, &twin.name);
        message.word(0);
        put_value(&guest, context, message, this);
        put_values(&guest, context, message, arguments);
        Ok(())
    })?;
    get_value(&guest, context, &mut answer.reader())
}
