//! Arrays of the host's that the guest reads again and again.
//!
//! Their elements are put into the shadow and the trap for reading is taken from the handler, so
//! that the proxy passes a read on to the shadow (ECMA-262, 10.5.8, step 6): 150 ns where the trap
//! takes 460. What is no element the shadow inherits from a proxy. Where the array has just what the
//! language gives it, that is one for all of them, which answers with the guest's own; or else it asks
//! the host. When code of the host's may have run, the trap comes back (`Guest::advance`).

use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::traps::{ask_get, key_of, no_stand_in};
use crate::engine::guest::Guest;
use crate::engine::handles::HostRef;
use crate::engine::{descriptor, objects, plain};
use crate::wire::{HandleId, Inherits};

/// How many arrays are filled at a time: each is held as long as it is.
const MOST: usize = 16;

/// So many elements are put into the shadow at the price of one read by the trap.
const ELEMENTS_PER_READ: usize = 16;
/// How many reads filling costs, whatever the length, where a proxy is inherited from.
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
    let reads = reference.stand_in.reads();
    let worthwhile = reference.stand_in.with_snapshot(|snapshot| {
        let elements = snapshot.elements()?;
        let is_of_language = snapshot.inherits() == Inherits::Language;
        let fixed = if is_of_language { 1 } else { READS };
        let is_now = reads == fixed + elements.len() / ELEMENTS_PER_READ;
        is_now.then(|| (elements.to_vec(), is_of_language))
    });
    let id = reference.id;
    drop(reference);
    let Some((elements, is_of_language)) = worthwhile else {
        return Ok(());
    };
    inherit(guest, context, &shadow, (!is_of_language).then_some(id))?;
    fill(guest, context, handler, &shadow, &elements)
}

/// The traps of the proxy that inherits from the language.
pub(super) const LANGUAGE: [(&str, NativeFunctionPointer); 1] = [("get", trap_get_language)];

/// Answers for what an array inherits that has it of the language: not from the guest's own
/// `Array.prototype` as it is, to which the guest may have added what the host's has not.
fn trap_get_language(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let key = key_of(args.get_or_undefined(1), context)?;
    Ok(plain::of_language(&guest, context, &key, true))
}

/// Has a shadow inherit from the language, or from a proxy that asks the host for what `id` has.
fn inherit(
    guest: &Guest,
    context: &mut Context,
    shadow: &JsObject,
    id: Option<HandleId>,
) -> JsResult<()> {
    let language = guest.traps.language(guest, context)?;
    let Some(id) = id else {
        shadow.set_prototype(Some(language));
        return Ok(());
    };
    let arrays = context.intrinsics().constructors().array().prototype();
    let asks_already = |prototype| prototype != arrays && prototype != language;
    if shadow.prototype().is_some_and(asks_already) {
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
