//! Maps and sets: all entries in their order. Bringing one up to date keeps what it has and
//! the order of it where both agree, so that an iteration that is under way goes on.

use boa_engine::builtins::map::ordered_map::OrderedMap;
use boa_engine::builtins::set::ordered_set::OrderedSet;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsMap, JsSet};
use boa_engine::{Context, JsResult, JsValue};

use super::MISMATCH;
use super::links::State;
use crate::engine::convert::{self, get_value, get_values, put_value};
use crate::engine::guest::Guest;
use crate::wire::{Reader, Writer};

pub(super) type Map = OrderedMap<JsValue>;
pub(super) type Set = OrderedSet;

pub(super) fn new_map(context: &mut Context) -> JsObject {
    JsMap::new(context).into()
}

pub(super) fn new_set(context: &mut Context) -> JsObject {
    JsSet::new(context).into()
}

fn same(left: &JsValue, right: &JsValue) -> bool {
    JsValue::same_value(left, right)
}

pub(super) fn entries_differ(object: &JsObject, known: &[(JsValue, JsValue)]) -> bool {
    object.downcast_ref::<Map>().is_some_and(|map| {
        map.len() != known.len()
            || map
                .iter()
                .zip(known)
                .any(|((key, value), known)| !same(key, &known.0) || !same(value, &known.1))
    })
}

pub(super) fn values_differ(object: &JsObject, known: &[JsValue]) -> bool {
    object.downcast_ref::<Set>().is_some_and(|set| {
        set.len() != known.len()
            || set
                .iter()
                .zip(known)
                .any(|(value, known)| !same(value, known))
    })
}

fn entries_of(object: &JsObject) -> Vec<(JsValue, JsValue)> {
    object.downcast_ref::<Map>().map_or_else(Vec::new, |map| {
        map.iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    })
}

fn values_of(object: &JsObject) -> Vec<JsValue> {
    object
        .downcast_ref::<Set>()
        .map_or_else(Vec::new, |set| set.iter().cloned().collect())
}

pub(super) fn put_entries(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) -> State {
    let entries = entries_of(object);
    message.count(entries.len());
    for (key, value) in &entries {
        put_value(guest, context, message, key);
        put_value(guest, context, message, value);
    }
    State::Entries(entries)
}

pub(super) fn put_values(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
) -> State {
    let values = values_of(object);
    convert::put_values(guest, context, message, &values);
    State::Values(values)
}

pub(super) fn read_entries(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    object: &JsObject,
) -> JsResult<State> {
    let count = reader.count()?;
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let key = get_value(guest, context, reader)?;
        entries.push((key, get_value(guest, context, reader)?));
    }
    let mut map = object.downcast_mut::<Map>().ok_or(MISMATCH)?;
    let kept: Map = entries.iter().fold(Map::new(), |mut kept, (key, value)| {
        kept.insert(key.clone(), value.clone());
        kept
    });
    let gone: Vec<JsValue> = map
        .iter()
        .map(|(key, _)| key)
        .filter(|key| !kept.contains_key(key))
        .cloned()
        .collect();
    for key in gone {
        map.remove(&key);
    }
    for (key, value) in &entries {
        map.insert(key.clone(), value.clone());
    }
    if map
        .iter()
        .zip(&entries)
        .any(|((key, _), entry)| !same(key, &entry.0))
    {
        map.clear();
        for (key, value) in &entries {
            map.insert(key.clone(), value.clone());
        }
    }
    Ok(State::Entries(entries))
}

pub(super) fn read_values(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    object: &JsObject,
) -> JsResult<State> {
    let values = get_values(guest, context, reader)?;
    let mut set = object.downcast_mut::<Set>().ok_or(MISMATCH)?;
    let mut kept = Set::new();
    for value in &values {
        kept.add(value.clone());
    }
    let gone: Vec<JsValue> = set
        .iter()
        .filter(|value| !kept.contains(value))
        .cloned()
        .collect();
    for value in gone {
        set.delete(&value);
    }
    for value in &values {
        set.add(value.clone());
    }
    if set
        .iter()
        .zip(&values)
        .any(|(value, wanted)| !same(value, wanted))
    {
        set.clear();
        for value in &values {
            set.add(value.clone());
        }
    }
    Ok(State::Values(values))
}
