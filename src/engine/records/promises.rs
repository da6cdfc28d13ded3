//! Promises. A guest's promise is a promise of the host's there, and the other way round. How a
//! guest's settles is content that crosses like that of any other record; how one of the host's does
//! is told by a `Settle` request when somebody here waits for it.

use boa_engine::builtins::promise::PromiseState;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsValue, js_string};

use super::ledger::{agree, state_of};
use super::links::{Known, State};
use super::{MISMATCH, link};
use crate::engine::convert::{get_object, get_value, put_value};
use crate::engine::descriptor;
use crate::engine::guest::Guest;
use crate::engine::peek::{inherited_property, own};
use crate::wire::{HandleId, Reader, RecordKind, Writer, numbered};

numbered! {
    /// How a promise stands. A rejection says whether the guest handles it itself: the host's
    /// promise must then not be reported as unhandled.
    enum Outcome {
        Pending = 0,
        Fulfilled = 1,
        Rejected = 2,
        Handled = 3,
    }
}

fn outcome_of(object: &JsObject) -> PromiseState {
    JsPromise::from_object(object.clone()).map_or(PromiseState::Pending, |promise| promise.state())
}

pub(super) fn is_settled(object: &JsObject) -> bool {
    !matches!(outcome_of(object), PromiseState::Pending)
}

/// Writes how a promise of the guest's stands.
pub(super) fn put_outcome(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) -> State {
    match outcome_of(object) {
        PromiseState::Pending => {
            message.word(Outcome::Pending as u32);
            return State::Pending;
        }
        PromiseState::Fulfilled(value) => {
            message.word(Outcome::Fulfilled as u32);
            put_value(guest, context, message, &value);
        }
        PromiseState::Rejected(reason) => {
            let unhandled = {
                let mut exports = guest.exports.borrow_mut();
                let id = exports.issue(object);
                exports.is_unhandled(id)
            };
            let outcome = if unhandled {
                Outcome::Rejected
            } else {
                Outcome::Handled
            };
            message.word(outcome as u32);
            put_value(guest, context, message, &reason);
        }
    }
    State::Settled
}

/// A promise for one of the host's, to be settled when the host says so, which it does when it has
/// heard that somebody waits for it (`awaited`).
pub(super) fn new_promise(
    guest: &Guest,
    context: &mut Context,
    id: HandleId,
) -> JsResult<JsObject> {
    let (promise, functions) = JsPromise::new_pending(context);
    promise.borrow_mut().data_mut().set_foreign();
    let object: JsObject = promise.into();
    link(guest, context, id, &object)?;
    guest.links.borrow_mut().pin(&object);
    agree(
        guest,
        &object,
        RecordKind::Promise,
        State::Awaited(functions),
    );
    Ok(object)
}

/// A reaction to a promise of the host's has come. Each waits for the host's word: others of the
/// host's may have come between two.
pub fn awaited(guest: &Guest, promise: &JsObject) {
    let Some(id) = guest.imports.borrow().handle_of(promise) else {
        return;
    };
    let mut links = guest.links.borrow_mut();
    links.awaited.insert(id, promise.clone());
    guest.jobs.awaits(id);
}

/// Reads how a promise of the host's has settled, and settles the guest's for it if that was not done.
fn read_outcome(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    object: &JsObject,
) -> JsResult<()> {
    let outcome = reader.word()?;
    let value = get_value(guest, context, reader)?;
    let state = state_of(guest, object).ok_or(MISMATCH)?;
    let functions = match &state.downcast_ref::<Known>().ok_or(MISMATCH)?.state {
        State::Awaited(functions) => functions.clone(),
        _ => return Ok(()),
    };
    agree(guest, object, RecordKind::Promise, State::Settled);
    let id = guest.imports.borrow().handle_of(object);
    if let Some(id) = id {
        guest.links.borrow_mut().awaited.remove(&id);
    }
    let settle = match Outcome::from_number(outcome) {
        Some(Outcome::Fulfilled) => functions.resolve,
        Some(Outcome::Rejected) => functions.reject,
        _ => return Err(MISMATCH.into()),
    };
    // Resolving asks an object for `then`, but that it is no thenable is known already.
    let before = guest.links.borrow().quiet.replace(true);
    let result = without_then(&value, context, |context| {
        settle.call(&JsValue::undefined(), std::slice::from_ref(&value), context)
    });
    guest.links.borrow().quiet.set(before);
    result.map(|_| ())
}

/// Does `body` while an object of the guest's has no `then` that would run: a message is being
/// read. One that can be given none keeps it.
fn without_then<R>(
    value: &JsValue,
    context: &mut Context,
    body: impl FnOnce(&mut Context) -> R,
) -> R {
    let key = PropertyKey::from(js_string!("then"));
    let would_run = |object: &JsObject| {
        let property = inherited_property(object, &key);
        property.is_some_and(|it| {
            it.is_accessor_descriptor() || it.value().is_some_and(JsValue::is_callable)
        })
    };
    let Some(object) = value.as_object().filter(would_run) else {
        return body(context);
    };
    let own = own(&object, &key);
    let may_change = match &own {
        Some(own) => own.configurable() == Some(true),
        None => object.is_extensible(context).unwrap_or(false),
    };
    if !may_change {
        return body(context);
    }
    object.insert_property(key.clone(), descriptor::plain(JsValue::undefined()));
    let result = body(context);
    if let Some(own) = own {
        object.insert_property(key, own);
    } else {
        let deleted = object.delete_property_or_throw(key, context);
        debug_assert!(deleted.is_ok(), "it was made configurable");
    }
    result
}

/// Serves a `Settle` request: settles a promise, if that was not done, and runs the next reaction
/// to it at once if the request says so. It comes in the turn of a reaction of the host's, so
/// that has the place among the host's microtasks that it would have in one engine.
pub fn settle(guest: &Guest, context: &mut Context, reader: &mut Reader<'_>) -> JsResult<()> {
    let run = reader.word()? != 0;
    let object = get_object(guest, context, reader)?;
    let before = guest.jobs.len();
    let promise = guest.imports.borrow().handle_of(&object);
    read_outcome(guest, context, reader, &object)?;
    match promise {
        Some(promise) if run => guest.jobs.run_reaction(promise, before, context),
        _ => Ok(()),
    }
}
