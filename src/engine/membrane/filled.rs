//! Arrays of the host's that the guest reads again and again.
//!
//! Their elements are put into the shadow and the trap for reading is taken from the handler, so
//! that the proxy passes a read on to the shadow (ECMA-262, 10.5.8, step 6): 150 ns where the trap
//! takes 460. What is no element the shadow inherits from a proxy that asks the host. When code of
//! the host's may have run, the trap comes back (`Guest::advance`).

use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::traps::{ask_get, key_of, no_stand_in};
use crate::engine::guest::Guest;
use crate::engine::handles::HostRef;
use crate::engine::snapshot::Snapshot;
use crate::engine::{descriptor, objects};
use crate::wire::HandleId;

/// How many arrays are filled at a time: each is held as long as it is.
const MOST: usize = 16;

/// So many elements are put into the shadow at the price of one read by the trap.
const ELEMENTS_PER_READ: usize = 16;
/// How many reads filling costs, whatever the length.
const READS: usize = 4;

/// What the target of a shadow's prototype knows of the array. Not more: Boa holds prototypes for
/// some time after the objects that had them are gone.
#[derive(Trace, Finalize, JsData)]
struct Inherited(#[unsafe_ignore_trace] HandleId);

/// The traps of that prototype.
pub(super) const INHERITED: [(&str, NativeFunctionPointer); 1] = [("get", trap_get_inherited)];

/// Asks the host for what an array inherits, or has come to have.
fn trap_get_inherited(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = args
        .get_or_undefined(0)
        .as_object()
        .ok_or_else(no_stand_in)?;
    let Inherited(id) = *target.downcast_ref::<Inherited>().ok_or_else(no_stand_in)?;
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    ask_get(&guest, context, id, &key, args.get_or_undefined(2))
}

/// An array has been read by the trap: fills its shadow if it is worth it.
pub(super) fn note_read(
    guest: &Guest,
    context: &mut Context,
    handler: &JsObject,
    shadow: &JsValue,
) -> JsResult<()> {
    let (Some(reference), Some(shadow)) = (handler.downcast_ref::<HostRef>(), shadow.as_object())
    else {
        return Ok(());
    };
    if !shadow.is_array() {
        return Ok(());
    }
    let reads = reference.stand_in.count_read();
    let elements = reference.stand_in.with_snapshot(|snapshot| match snapshot {
        Snapshot::Array(values) if reads == READS + values.len() / ELEMENTS_PER_READ => {
            Some(values.clone())
        }
        _ => None,
    });
    let id = reference.id;
    drop(reference);
    let Some(elements) = elements else {
        return Ok(());
    };
    inherit(guest, context, &shadow, id)?;
    fill(guest, context, handler, &shadow, &elements)
}

/// Has a shadow inherit from a proxy that asks the host, if it does not yet.
fn inherit(guest: &Guest, context: &mut Context, shadow: &JsObject, id: HandleId) -> JsResult<()> {
    let arrays = context.intrinsics().constructors().array().prototype();
    if shadow.prototype() != Some(arrays) {
        return Ok(());
    }
    let target = objects::holding(context, Inherited(id));
    let traps = guest.traps.inherited(context);
    let asking = guest
        .reflection
        .proxy
        .construct(&[target.into(), traps.into()], None, context)?;
    shadow.set_prototype(Some(asking));
    Ok(())
}

fn fill(
    guest: &Guest,
    context: &mut Context,
    handler: &JsObject,
    shadow: &JsObject,
    elements: &[JsValue],
) -> JsResult<()> {
    for (element, index) in elements.iter().zip(0_u32..) {
        shadow.insert_property(index, descriptor::plain(element.clone()));
    }
    // Takes away what the array had more of, too.
    shadow.set(js_string!("length"), elements.len(), true, context)?;
    handler.insert_property(js_string!("get"), descriptor::hidden(JsValue::undefined()));
    let mut filled = guest.filled.borrow_mut();
    if filled.len() == MOST {
        let oldest = filled.remove(0);
        trap_again(guest, &oldest);
    }
    filled.push(handler.clone());
    Ok(())
}

/// Has the traps answer again for all arrays.
pub fn empty(guest: &Guest) {
    let mut filled = guest.filled.borrow_mut();
    for handler in filled.drain(..) {
        trap_again(guest, &handler);
    }
}

fn trap_again(guest: &Guest, handler: &JsObject) {
    handler.insert_property(js_string!("get"), guest.traps.get());
}
