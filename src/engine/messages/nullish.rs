//! V8's words for the use of a property of `undefined` or `null`. Boa says neither which of the two
//! it was nor which property, and has no place for the call of a method.

use std::iter::successors;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsValue};

use super::super::expression::{Access, LINKS, access_at, access_behind, access_from, called};
use super::super::guest::Guest;
use super::super::source::Text;
use super::{at_place, in_source, name_of_call, patterns, values};

/// What is said, if the source tells what was used.
pub fn words(guest: &Guest, context: &mut Context, error: &JsObject) -> Option<String> {
    let placed = at_place(guest, context, error, |text, offset| {
        let accesses = accesses_at(text, name_of_call(text, offset))?;
        Some((text.is(offset, '('), accesses))
    });
    match placed {
        Some((false, accesses)) => Some(refused(context, &accesses)),
        // At a call it may have been the function that threw.
        Some((true, accesses)) => values::of_names(context, &accesses[0].base)
            .filter(JsValue::is_null_or_undefined)
            .map(|_| refused(context, &accesses)),
        None => unplaced(guest, context, error),
    }
}

/// The property access at a place, and those behind it.
fn accesses_at(text: Text<'_>, offset: usize) -> Option<Vec<Access>> {
    let behind = |access: &Access| access_behind(text, access);
    let updated = || {
        let access = access_from(text, offset)?;
        let operator = text.of(text.token(access.end));
        let updates = operator.ends_with('=') || matches!(operator.as_str(), "++" | "--");
        updates.then_some(access)
    };
    let first = access_at(text, offset).or_else(updated);
    let accesses: Vec<Access> = successors(first, behind).take(LINKS).collect();
    (!accesses.is_empty()).then_some(accesses)
}

/// Which of the two a value was is not in Boa's error: what is written in the source or still
/// stands in a variable of all scripts tells. If that does not, it was `undefined`, as what is
/// not there is. Of several accesses it was the first whose object may have been none.
fn refused(context: &mut Context, accesses: &[Access]) -> String {
    let mut is_null = false;
    let mut failed = accesses.iter().find(|access| {
        let value = values::of_names(context, &access.base);
        is_null = value.as_ref().is_some_and(JsValue::is_null);
        value.is_none_or(|value| value.is_null_or_undefined())
    });
    let access = failed.get_or_insert(&accesses[0]);
    let value = if is_null { "null" } else { "undefined" };
    let (verb, doing) = if access.assigned {
        ("set", "setting")
    } else {
        ("read", "reading")
    };
    match &access.key {
        Some(key) => format!("Cannot {verb} properties of {value} ({doing} '{key}')"),
        None => format!("Cannot {verb} properties of {value}"),
    }
}

/// Boa has no place for the call of a method of `undefined`, nor for what a loop or a spread was
/// to iterate. If the text has only one of these, it is that.
fn unplaced(guest: &Guest, context: &mut Context, error: &JsObject) -> Option<String> {
    let (iterated, mut calls) = in_source(guest, context, error, |text, offset| {
        let scope = patterns::scope(text, offset)?;
        Some((patterns::iterated(scope), called(scope)))
    })?;
    if let Some(iterated) = iterated {
        let shown = values::shown_of(context, &iterated);
        if matches!(shown.as_deref(), Some("undefined" | "null")) {
            return Some(format!("{iterated} is not iterable"));
        }
    }
    calls.retain(|call| {
        let value = values::of_names(context, &call.base);
        value.is_none_or(|value| value.is_null_or_undefined())
    });
    Some(match calls.as_slice() {
        [_] => refused(context, &calls),
        _ => "Cannot read properties of undefined".to_owned(),
    })
}
