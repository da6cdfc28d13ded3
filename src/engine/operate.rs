//! Operations of the host's on one of the guest's objects: the internal methods of ECMA-262,
//! 10.1, as `Reflect` has them. `serve.rs` performs every other request.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::convert::{get_key, get_object, get_value, refused};
use super::functions::Reflection;
use super::guest::{Guest, malformed};
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
    let reserved = guest
        .dynamic
        .borrow()
        .meta
        .as_ref()
        .is_some_and(|meta| *meta != target);
    if reserved {
        return Err(refused(
            "only import.meta can be used while it is being filled",
        ));
    }
    let reflection = &guest.reflection;
    let reflect = |context: &mut Context, function: &JsObject, rest: &[JsValue]| {
        let mut arguments = vec![target.clone().into()];
        arguments.extend_from_slice(rest);
        Reflection::call(context, function, &arguments)
    };
    let value = match opcode {
        Opcode::Call => {
            let this = get_value(guest, context, reader)?;
            let arguments = snapshot::get_arguments(guest, context, reader)?;
            return Ok(Reply::Result(target.call(&this, &arguments, context)?));
        }
        Opcode::Construct => {
            let new_target = get_value(guest, context, reader)?;
            let arguments = snapshot::get_arguments(guest, context, reader)?;
            let new_target = new_target.as_object();
            target
                .construct(&arguments, new_target.as_ref(), context)?
                .into()
        }
        Opcode::Get => {
            let key = get_key(guest, context, reader)?;
            let receiver = get_value(guest, context, reader)?;
            builtins::expect_key(guest, context, &key);
            reflect(context, &reflection.get, &[key.into(), receiver])?
        }
        Opcode::Set => {
            let key = get_key(guest, context, reader)?;
            let value = get_value(guest, context, reader)?;
            let receiver = get_value(guest, context, reader)?;
            reflect(context, &reflection.set, &[key.into(), value, receiver])?
        }
        Opcode::Has => {
            let key = get_key(guest, context, reader)?;
            reflect(context, &reflection.has, &[key.into()])?
        }
        Opcode::Delete => {
            let key = get_key(guest, context, reader)?;
            reflect(context, &reflection.delete_property, &[key.into()])?
        }
        Opcode::OwnKeys => return target.own_property_keys(context).map(Reply::Keys),
        Opcode::GetOwn => {
            let key = get_key(guest, context, reader)?;
            if target == context.global_object() {
                builtins::settle_late(guest, context, &key)?;
            }
            let found = reflect(
                context,
                &reflection.get_own_property_descriptor,
                &[key.into()],
            )?;
            let found = found.as_object();
            return Ok(Reply::Property(
                found.map(|found| descriptor::from_object(&found)),
            ));
        }
        Opcode::Define => {
            let key = get_key(guest, context, reader)?;
            let property = descriptor::get(guest, context, reader)?
                .ok_or_else(|| malformed(Malformed("no descriptor")))?;
            let describing = descriptor::to_object(context, &property, None);
            reflect(
                context,
                &reflection.define_property,
                &[key.into(), describing.into()],
            )?
        }
        Opcode::GetPrototype => {
            let prototype = reflect(context, &reflection.get_prototype_of, &[])?;
            return Ok(Reply::Prototype(prototype.as_object()));
        }
        Opcode::SetPrototype => {
            let prototype = get_value(guest, context, reader)?;
            reflect(context, &reflection.set_prototype_of, &[prototype])?
        }
        Opcode::IsExtensible => reflect(context, &reflection.is_extensible, &[])?,
        Opcode::PreventExtensions => reflect(context, &reflection.prevent_extensions, &[])?,
        _ => return Err(refused("not an operation of the guest's")),
    };
    Ok(Reply::Value(value))
}
