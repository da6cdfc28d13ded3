//! The guest's half of the membrane: proxies that stand in for objects of the host.
//!
//! A stand-in is a `Proxy` whose target is a shadow, an empty object of the right kind. Of
//! an ordinary object the shadow holds the handle, and the handler is one table of traps
//! that all share; of a function or an array a handler of its own does, which inherits the
//! traps. What holds the handle dies with the proxy. Each trap asks the host; what it
//! answers must agree with the shadow where ECMA-262, 10.5 demands it, so a property that
//! cannot be configured is defined on the shadow before it is reported.

use std::cell::OnceCell;

use boa_engine::native_function::{NativeFunction, NativeFunctionPointer};
use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

mod filled;
mod shadow;
mod traps;

use super::convert::put_value;
use super::guest::{Guest, malformed};
use super::handles::{HostRef, Imports};
use super::{descriptor, objects, snapshot};
use crate::wire::{HandleId, Malformed, Opcode, Traits, Value};
pub use filled::empty as empty_shadows;
pub use traps::{key_of, key_value, own_property_of};

/// The objects that handlers inherit their traps from, each made when it is first wanted.
#[derive(Default)]
pub struct TrapTables {
    object: OnceCell<JsObject>,
    get: OnceCell<JsValue>,
    constructor: OnceCell<JsObject>,
    inherited: OnceCell<JsObject>,
    language: OnceCell<JsObject>,
}

impl TrapTables {
    fn object(&self, context: &mut Context) -> JsObject {
        let object = || table(context, None, &traps::OBJECT);
        self.object.get_or_init(object).clone()
    }

    fn constructor(&self, context: &mut Context) -> JsObject {
        let object = self.object(context);
        let constructor = || table(context, Some(object), &traps::CONSTRUCTOR);
        self.constructor.get_or_init(constructor).clone()
    }

    /// The traps of what a filled shadow inherits from.
    fn inherited(&self, context: &mut Context) -> JsObject {
        let inherited = || table(context, None, &filled::INHERITED);
        self.inherited.get_or_init(inherited).clone()
    }

    /// What filled shadows inherit from that have it of the language.
    fn language(&self, guest: &Guest, context: &mut Context) -> JsResult<JsObject> {
        if let Some(known) = self.language.get() {
            return Ok(known.clone());
        }
        let traps = table(context, None, &filled::LANGUAGE);
        let target = objects::ordinary(context, None);
        let proxy = &guest.reflection.proxy;
        let made = proxy.construct(&[target.into(), traps.into()], None, context)?;
        Ok(self.language.get_or_init(|| made).clone())
    }

    /// The trap for reading, as an array's own handler has it.
    fn get(&self) -> PropertyDescriptor {
        let get = || {
            let table = self.object.get();
            table.and_then(|table| descriptor::own_value(table, &js_string!("get").into()))
        };
        descriptor::hidden(self.get.get_or_init(|| get().unwrap_or_default()).clone())
    }
}

pub fn table(
    context: &mut Context,
    prototype: Option<JsObject>,
    traps: &[(&str, NativeFunctionPointer)],
) -> JsObject {
    let table =
        JsObject::from_proto_and_data(prototype, boa_engine::builtins::object::OrdinaryObject);
    for (name, trap) in traps {
        let function =
            FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(*trap)).build();
        table.insert_property(
            JsString::from(*name),
            PropertyDescriptor::builder()
                .value(function)
                .writable(false)
                .enumerable(false)
                .configurable(false),
        );
    }
    table
}

/// The object that stands in for the host's `id`: the same one as long as the guest holds
/// it.
pub fn stand_in(
    guest: &Guest,
    context: &mut Context,
    id: HandleId,
    traits: Traits,
) -> JsResult<JsObject> {
    if let Some(object) = guest.imports.borrow().get(id) {
        return Ok(object);
    }
    let reference = Imports::reference(&guest.imports, id);
    let traps = guest.traps.object(context);
    let (shadow, handler, holder) = if traits.has(Traits::CALLABLE) {
        let constructor = traits.has(Traits::CONSTRUCTOR);
        let shadow = function_shadow(context, id, constructor);
        let traps = if constructor {
            guest.traps.constructor(context)
        } else {
            traps
        };
        let handler = function_handler(traps, reference, constructor);
        (shadow, handler.clone(), handler)
    } else if traits.has(Traits::ARRAY) {
        let shadow = JsArray::new(context)?;
        let handler = JsObject::from_proto_and_data(Some(traps), reference);
        // An array is read many times, and the way to the table is a fifth of that.
        handler.insert_property(js_string!("get"), guest.traps.get());
        (shadow.into(), handler.clone(), handler)
    } else {
        // No handler of its own: of many objects it would be half the work.
        let shadow = objects::holding(context, reference);
        (shadow.clone(), traps, shadow)
    };
    let proxy =
        guest
            .reflection
            .proxy
            .construct(&[shadow.into(), handler.into()], None, context)?;
    let reference = holder
        .downcast_ref::<HostRef>()
        .ok_or_else(|| malformed(Malformed("holder")))?;
    Imports::bind(&reference, &proxy);
    Ok(proxy)
}

fn function_handler(traps: JsObject, reference: HostRef, constructor: bool) -> JsObject {
    let handler = JsObject::from_proto_and_data(Some(traps), reference);
    if !constructor {
        // There is no such trap, and to look for it in the table takes a tenth of a call.
        handler.insert_property(
            js_string!("apply"),
            descriptor::hidden(JsValue::undefined()),
        );
    }
    handler
}

/// The shadow of a function. One that is no constructor is called without a trap: the
/// proxy passes the call on to it, which saves the array of the arguments. Boa calls a
/// native constructor without `this`.
fn function_shadow(context: &mut Context, id: HandleId, constructor: bool) -> JsObject {
    let function = NativeFunction::from_copy_closure(move |this, arguments, context| {
        call_host(context, id, this, arguments)
    });
    FunctionObjectBuilder::new(context.realm(), function)
        .constructor(constructor)
        .build()
        .into()
}

/// Calls the host's function `id`.
fn call_host(
    context: &mut Context,
    id: HandleId,
    this: &JsValue,
    arguments: &[JsValue],
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let answer = guest.ask(context, Opcode::Call, |message, context| {
        message.value(Value::Yours(id));
        put_value(&guest, context, message, this);
        snapshot::put_arguments(&guest, context, message, arguments);
        Ok(())
    })?;
    snapshot::get_result(&guest, context, &mut answer.reader())
}
