//! Operations of the host's on one of the guest's objects: the internal methods of ECMA-262,
//! 10.1, as `Reflect` has them. `serve.rs` performs every other request.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::convert::{get_key, get_object, get_value, refused};
use super::guest::Guest;
use super::serve::Reply;
use super::{builtins, descriptor, snapshot};
use crate::wire::{Malformed, Opcode, Reader};

/// An operation on one of the guest's objects.
pub fn operate(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    reader: &mut Reader<'_>,
) -> JsResult<Reply> {
    let target = get_object(guest, context, reader)?;
    let is_reserved = guest
        .dynamic
        .borrow()
        .meta
        .as_ref()
        .is_some_and(|meta| *meta != target);
    if is_reserved {
        return Err(refused(
            "only import.meta can be used while it is being filled",
        ));
    }
    match opcode {
        Opcode::Call => {
            let this = get_value(guest, context, reader)?;
            let arguments = snapshot::get_arguments(guest, context, reader)?;
            target.call(&this, &arguments, context).map(Reply::Result)
        }
        Opcode::Construct => {
            let new_target = get_value(guest, context, reader)?.as_object();
            let arguments = snapshot::get_arguments(guest, context, reader)?;
            let made = target.construct(&arguments, new_target.as_ref(), context)?;
            Ok(Reply::Value(made.into()))
        }
        Opcode::OwnKeys => target.own_property_keys(context).map(Reply::Keys),
        _ => reflect(guest, context, opcode, &target, reader),
    }
}

/// What a function of the guest's first `Reflect` does, whatever has become of that.
fn reflect(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    target: &JsObject,
    reader: &mut Reader<'_>,
) -> JsResult<Reply> {
    let (function, arguments) = reflection(guest, context, opcode, target, reader)?;
    let value = function.call(&JsValue::undefined(), &arguments, context)?;
    Ok(match opcode {
        Opcode::GetPrototype => Reply::Prototype(value.as_object()),
        Opcode::GetOwn => {
            let found = value.as_object();
            Reply::Property(found.map(|found| descriptor::from_object(&found)))
        }
        _ => Reply::Value(value),
    })
}

/// The function that does it, and what it takes.
fn reflection<'a>(
    guest: &'a Guest,
    context: &mut Context,
    opcode: Opcode,
    target: &JsObject,
    reader: &mut Reader<'_>,
) -> JsResult<(&'a JsObject, Vec<JsValue>)> {
    let of = &guest.reflection;
    let object = target.clone().into();
    Ok(match opcode {
        Opcode::Get => {
            let key = get_key(guest, context, reader)?;
            let receiver = get_value(guest, context, reader)?;
            builtins::expect_key(guest, context, &key);
            (&of.get, vec![object, key.into(), receiver])
        }
        Opcode::Set => {
            let key = get_key(guest, context, reader)?;
            let value = get_value(guest, context, reader)?;
            let receiver = get_value(guest, context, reader)?;
            (&of.set, vec![object, key.into(), value, receiver])
        }
        Opcode::Has => (
            &of.has,
            vec![object, get_key(guest, context, reader)?.into()],
        ),
        Opcode::Delete => {
            let key = get_key(guest, context, reader)?;
            (&of.delete_property, vec![object, key.into()])
        }
        Opcode::GetOwn => {
            let key = get_key(guest, context, reader)?;
            if *target == context.global_object() {
                builtins::settle_late(guest, context, &key)?;
            }
            (&of.get_own_property_descriptor, vec![object, key.into()])
        }
        Opcode::Define => {
            let key = get_key(guest, context, reader)?;
            let property =
                descriptor::get(guest, context, reader)?.ok_or(Malformed("no descriptor"))?;
            let describing = descriptor::to_object(context, &property, None);
            (
                &of.define_property,
                vec![object, key.into(), describing.into()],
            )
        }
        Opcode::SetPrototype => {
            let prototype = get_value(guest, context, reader)?;
            (&of.set_prototype_of, vec![object, prototype])
        }
        Opcode::GetPrototype => (&of.get_prototype_of, vec![object]),
        Opcode::IsExtensible => (&of.is_extensible, vec![object]),
        Opcode::PreventExtensions => (&of.prevent_extensions, vec![object]),
        _ => return Err(refused("not an operation of the guest's")),
    })
}
