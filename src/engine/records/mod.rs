//! Built-ins with internal state, which arrive as the real thing on the other side instead
//! of as a stand-in: dates, maps, typed arrays, promises and so on.
//!
//! The two are linked by identity: the guest's own object has a handle like any exported
//! one; an object that was made for one of the host's is tied to its handle in a weak map,
//! whose value gives the handle back when the object dies.
//!
//! A record stands in a message as a head, from which the receiver makes the object, and
//! its content follows in the `UPDATES` section ([`ledger`]). So a message is not nested as
//! deep as the objects in it, a cycle is nothing special, and a change of the content is
//! told in the same words as the content itself. `lib/records` is the host's half.

mod buffers;
mod collections;
mod errors;
mod image;
mod ledger;
mod links;
mod promises;
mod scalars;
mod shape;
mod watched;

use boa_engine::builtins::array_buffer::ArrayBuffer;
use boa_engine::builtins::dataview::DataView;
use boa_engine::builtins::date::Date;
use boa_engine::builtins::error::Error;
use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::builtins::promise::Promise;
use boa_engine::builtins::regexp::RegExp;
use boa_engine::builtins::typed_array::TypedArray;
use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsValue};

use super::guest::Guest;
use super::handles::{HostRef, Imports};
use super::peek::own_getter;
use super::{membrane, objects};
use crate::wire::{HandleId, Malformed, Opcode, Reader, RecordKind, Traits, Value, Writer};

pub use errors::{Computed, compute, computed};
pub use ledger::{begin, begin_body, finish, named, named_by_view, receive};
pub use links::{Links, Look};
pub use promises::{awaited, settle};

/// What a stand-in answers to `get` without the host, if it is the prototype of a real
/// object of the guest's: what that object's own bytes are. The host's accessors would tell
/// of the host's object. And while a promise is settled, whose value is known to be no
/// thenable, nothing is asked at all.
pub fn answer_locally(
    guest: &Guest,
    context: &mut Context,
    receiver: &JsValue,
    key: &PropertyKey,
) -> JsResult<Option<JsValue>> {
    if guest.links.borrow().quiet.get() {
        return Ok(Some(JsValue::undefined()));
    }
    let Some(receiver) = receiver.as_object().filter(JsObject::is::<TypedArray>) else {
        return Ok(None);
    };
    let prototype = context
        .intrinsics()
        .constructors()
        .typed_array()
        .prototype();
    match own_getter(&prototype, key) {
        Some(getter) => getter.call(&receiver.into(), &[], context).map(Some),
        None => Ok(None),
    }
}

/// Whether a value is an object that arrives as the real thing on the other side, or has done so here.
pub fn is_record(context: &mut Context, value: &JsValue) -> bool {
    let object = value.as_object();
    object.is_some_and(|object| kind_of(context, &object).is_some())
}

/// Whether a value is one of the guest's objects that arrive as the real thing.
pub fn is_own(guest: &Guest, context: &mut Context, value: &JsValue) -> bool {
    let Some(object) = value.as_object() else {
        return false;
    };
    let imported = guest.imports.borrow().handle_of(&object).is_some();
    !imported && kind_of(context, &object).is_some()
}

/// The kind of an object of the guest's, if it is to arrive as the real thing.
fn kind_of(context: &mut Context, object: &JsObject) -> Option<RecordKind> {
    if object.is::<OrdinaryObject>() || object.is_callable() || object.is_array() {
        return None;
    }
    if object.is::<Error>() {
        Some(RecordKind::Error)
    } else if object.is::<Promise>() {
        Some(RecordKind::Promise)
    } else if object.is::<Date>() {
        Some(RecordKind::Date)
    } else if object.is::<RegExp>() {
        Some(RecordKind::RegExp)
    } else if object.is::<collections::Map>() {
        Some(RecordKind::Map)
    } else if object.is::<collections::Set>() {
        Some(RecordKind::Set)
    } else if object.is::<ArrayBuffer>() {
        Some(RecordKind::ArrayBuffer)
    } else if object.is::<TypedArray>() {
        // What lies on shared memory cannot be copied back and forth: a stand-in is made for it.
        buffers::buffer_of(context, object).map(|_| RecordKind::TypedArray)
    } else if object.is::<DataView>() {
        buffers::buffer_of(context, object).map(|_| RecordKind::DataView)
    } else if scalars::primitive_of(object).is_some() {
        // The prototypes of the wrappers are wrappers too (ECMA-262, 20.3.3).
        (!shape::is_wrapper_prototype(context, object)).then_some(RecordKind::Boxed)
    } else {
        None
    }
}

/// Writes an object of the guest's as a record if it is of such a kind. Returns whether it
/// was.
pub fn put(guest: &Guest, context: &mut Context, message: &mut Writer, object: &JsObject) -> bool {
    let Some(kind) = kind_of(context, object) else {
        return false;
    };
    if kind == RecordKind::Error {
        return errors::put(guest, context, message, object);
    }
    let id = guest.exports.borrow_mut().issue(object);
    if !needs_head(guest, object, id, kind) {
        message.value(Value::Mine(id, Traits(Traits::RECORD)));
        return true;
    }
    message.record(id, kind);
    match kind {
        RecordKind::Date => scalars::put_date_head(context, message, object),
        RecordKind::RegExp => scalars::put_regexp_head(guest, context, message, object),
        RecordKind::Boxed => scalars::put_boxed_head(guest, context, message, object),
        RecordKind::ArrayBuffer => buffers::put_buffer_head(guest, context, message, object),
        RecordKind::TypedArray => buffers::put_typed_array_head(guest, context, message, object),
        RecordKind::DataView => buffers::put_data_view_head(guest, context, message, object),
        RecordKind::Map | RecordKind::Set | RecordKind::Promise | RecordKind::Error => {}
    }
    true
}

/// Has the content of a record follow if the host has it not. Returns whether its head must
/// be written here: the first time in the order in which the message is read, which is the
/// body last.
fn needs_head(guest: &Guest, object: &JsObject, id: HandleId, kind: RecordKind) -> bool {
    let mut links = guest.links.borrow_mut();
    let mut exports = guest.exports.borrow_mut();
    if exports.is_described(id) {
        let head = !links.in_body && links.headless.remove(&id);
        drop((links, exports));
        named(guest, id, true);
        return head;
    }
    exports.set_described(id, true);
    links.queue.push_back((object.clone(), kind));
    if links.in_body {
        links.headless.insert(id);
    }
    !links.in_body
}

/// Reads a record of the host's: the object that is linked to its handle, or a new one.
pub fn get(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    id: HandleId,
    kind: RecordKind,
) -> JsResult<JsObject> {
    let fresh = match kind {
        RecordKind::Error => return errors::get(guest, context, reader, id),
        RecordKind::Date => scalars::get_date(context, reader)?,
        RecordKind::RegExp => scalars::get_regexp(context, reader)?,
        RecordKind::Boxed => scalars::get_boxed(guest, context, reader)?,
        RecordKind::Map => Some(collections::new_map(context)),
        RecordKind::Set => Some(collections::new_set(context)),
        RecordKind::ArrayBuffer => buffers::get_buffer(context, reader)?,
        RecordKind::TypedArray => buffers::get_typed_array(guest, context, reader)?,
        RecordKind::DataView => buffers::get_data_view(guest, context, reader)?,
        RecordKind::Promise => None,
    };
    let known = guest.imports.borrow().get(id);
    if let Some(known) = known {
        return Ok(known);
    }
    if kind == RecordKind::Promise {
        return promises::new_promise(guest, context, id);
    }
    // A regular expression that only the host's engine understands.
    let Some(fresh) = fresh else {
        return Ok(membrane::stand_in(guest, context, id, Traits(0)));
    };
    link(guest, context, id, &fresh)?;
    guest.links.borrow_mut().pin(&fresh);
    Ok(fresh)
}

/// The object for a record whose content was sent before. One that was collected since is
/// asked for anew.
pub fn known(guest: &Guest, context: &mut Context, id: HandleId) -> JsResult<JsObject> {
    if let Some(known) = guest.imports.borrow().get(id) {
        return Ok(known);
    }
    let before = guest.imports.borrow_mut().set_telling(false);
    let answer = guest.ask_of(context, Value::Yours(id), Opcode::Fetch, |_, _| {});
    guest.imports.borrow_mut().set_telling(before);
    super::convert::get_object(guest, context, &mut answer?.reader())
}

/// Has the content of a record written anew when it is named next: the host has lost it.
pub fn describe_again(guest: &Guest, object: &JsObject) {
    let mut exports = guest.exports.borrow_mut();
    let id = exports.issue(object);
    exports.set_described(id, false);
}

/// Ties a real object to a handle of the host's for as long as the object lives.
pub fn link(guest: &Guest, context: &mut Context, id: HandleId, object: &JsObject) -> JsResult<()> {
    let holder = objects::holding(context, Imports::reference(&guest.imports, id));
    if let Some(reference) = holder.downcast_ref::<HostRef>() {
        reference.bind(object);
    }
    let map = guest.links.borrow().holders.clone();
    map.set(object, holder.into(), context)?;
    Ok(())
}

/// A record whose parts do not agree.
const MISMATCH: Malformed = Malformed("record");
