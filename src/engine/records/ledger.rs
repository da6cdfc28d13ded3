//! The `UPDATES` section of a message: the differences of the records that both sides have
//! (`links.rs`), so that nothing else crosses.
//!
//! An entry of the section is the record, a word of [`part`] bits with the kind above them,
//! and the parts. What was agreed on is kept with the object's handle, and lives no longer
//! than that: it may hold the very objects that a map holds.

use std::mem;

use boa_engine::builtins::dataview::DataView;
use boa_engine::builtins::typed_array::TypedArray;
use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::image::Image;
use super::links::{COLLECT, Due, Known, Linked, Links, Look, State};
use super::watched::Watched;
use super::{MISMATCH, buffers, collections, promises, scalars, shape};
use crate::engine::convert::{get_object, put_object};
use crate::engine::guest::Guest;
use crate::wire::{HandleId, Reader, RecordKind, Writer, flags};

/// The parts of an entry.
mod part {
    /// Prototype, own properties, extensibility (see `shape`).
    pub(super) const SHAPE: u32 = 1;
    pub(super) const CONTENT: u32 = 1 << 1;
}

/// A record is named in the message under way: of many, it is compared now.
pub fn named(guest: &Guest, id: HandleId, mine: bool) {
    guest.links.borrow_mut().name(Linked { id, mine });
}

/// The same of the buffer of a view, which is what changes.
pub fn named_by_view(guest: &Guest, context: &mut Context, object: &JsObject) {
    let is_view = || object.is::<TypedArray>() || object.is::<DataView>();
    if !guest.links.borrow().are_many() || !is_view() {
        return;
    }
    let Some(buffer) = buffers::buffer_of(context, object) else {
        return;
    };
    let buffer = JsObject::from(buffer);
    let is_known = guest.imports.borrow().handle_of(&buffer).is_some()
        || guest.exports.borrow().knows(&buffer);
    if is_known {
        let linked = Linked::of(guest, &buffer);
        guest.links.borrow_mut().name(linked);
    }
}

/// What is agreed on of a record.
pub(super) fn state_of(guest: &Guest, object: &JsObject) -> Option<JsObject> {
    Some(Linked::of(guest, object).known(guest)?.1)
}

/// Notes what is agreed on of a record from now on.
pub(super) fn agree(guest: &Guest, object: &JsObject, kind: RecordKind, state: State) {
    let linked = Linked::of(guest, object);
    let changes = !matches!(state, State::Settled | State::Awaited(_));
    let pending = matches!(state, State::Pending);
    let known = linked.known(guest).is_some();
    let state = JsObject::from_proto_and_data(None, Known { kind, state });
    if linked.mine {
        guest.exports.borrow_mut().set_state(linked.id, state);
    } else {
        guest.imports.borrow().set_state(linked.id, state);
    }
    if known || !changes {
        return;
    }
    let mut links = guest.links.borrow_mut();
    if pending {
        links.pending.push(linked);
    } else {
        links.list(kind).records.push(linked);
    }
}

/// Begins a message: what was meant for one that was never sent is forgotten, and what
/// guest code does not hold by now may go.
pub fn begin(guest: &Guest) {
    let mut links = guest.links.borrow_mut();
    links.in_body = false;
    links.pinned.clear();
    links.errors.sections.clear();
    links.errors.body.clear();
    if links.queue.is_empty() {
        return;
    }
    links.headless.clear();
    for (object, _) in mem::take(&mut links.queue) {
        let id = guest.exports.borrow_mut().issue(&object);
        guest.exports.borrow_mut().set_described(id, false);
    }
}

/// The sections are written: what is named next is named in the body.
pub fn begin_body(guest: &Guest) {
    let mut links = guest.links.borrow_mut();
    links.in_body = true;
    links.errors.body.clear();
}

/// Completes a message with what is new of the records; of those that the host has already
/// only where guest code may have changed them.
pub fn finish(guest: &Guest, context: &mut Context, message: &mut Writer, look: Look) {
    let due = {
        let mut links = guest.links.borrow_mut();
        links.in_body = false;
        if links.count() == 0 && links.pending.is_empty() && links.queue.is_empty() {
            return;
        }
        links.due(look)
    };
    let Due {
        named,
        containers,
        others,
        pending,
    } = due;
    let start = message.len();
    let count_at = message.reserve();
    let mut count = 0;
    for linked in named {
        let changed = write_change(guest, context, message, linked);
        count += u32::from(changed == Some(true));
    }
    count += write_changes(guest, context, message, containers, |links| {
        &mut links.containers
    });
    count += write_changes(guest, context, message, others, |links| &mut links.others);
    count += write_pending(guest, context, message, pending);
    count += write_new(guest, context, message);
    if count == 0 {
        message.truncate(start);
    } else {
        message.fill(count_at, count);
        message.move_to_sections(start);
        message.add_flags(flags::UPDATES);
    }
    collect(guest);
}

/// Finds out which records are left when there have come to be many: most are gone as soon
/// as the call is that they were passed to, but only the collector knows.
fn collect(guest: &Guest) {
    let mut links = guest.links.borrow_mut();
    if links.count() < links.collect_at {
        return;
    }
    let lists = [
        mem::take(&mut links.containers.records),
        mem::take(&mut links.others.records),
    ];
    drop(links);
    if lists.iter().flatten().any(|linked| !linked.mine) {
        boa_gc::force_collect();
    }
    let [containers, others] = lists.map(|list| {
        let left = list
            .into_iter()
            .filter(|linked| linked.known(guest).is_some());
        left.collect::<Vec<_>>()
    });
    let mut links = guest.links.borrow_mut();
    links.collect_at = COLLECT.max(2 * (containers.len() + others.len()));
    links.containers.records = containers;
    links.others.records = others;
}

/// Writes what changed of records of a list; those that are gone are forgotten.
fn write_changes(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    due: Vec<(usize, Linked)>,
    list: impl Fn(&mut Links) -> &mut Watched,
) -> u32 {
    let mut count = 0;
    // From the last on, as those behind one that is forgotten move.
    for (place, linked) in due.into_iter().rev() {
        match write_change(guest, context, message, linked) {
            Some(true) => {
                count += 1;
                list(&mut guest.links.borrow_mut()).keep(place);
            }
            Some(false) => {}
            None => list(&mut guest.links.borrow_mut()).remove(place),
        }
    }
    count
}

/// Writes which promises were settled; the others stay among those that are looked at.
fn write_pending(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    pending: Vec<Linked>,
) -> u32 {
    let mut count = 0;
    let mut left = Vec::new();
    for linked in pending {
        match write_change(guest, context, message, linked) {
            Some(true) => count += 1,
            Some(false) => left.push(linked),
            None => {}
        }
    }
    if !left.is_empty() {
        // What was written may have made others.
        guest.links.borrow_mut().pending.splice(..0, left);
    }
    count
}

/// Writes those that the host has not yet, and what of their content it has not either.
fn write_new(guest: &Guest, context: &mut Context, message: &mut Writer) -> u32 {
    let mut count = 0;
    loop {
        let next = guest.links.borrow_mut().queue.pop_front();
        let Some((object, kind)) = next else {
            return count;
        };
        put_object(guest, context, message, &object);
        // A wrapper has all its content in the head, and a view in its buffer.
        let parts = match kind {
            RecordKind::Boxed | RecordKind::TypedArray | RecordKind::DataView => part::SHAPE,
            _ => part::SHAPE | part::CONTENT,
        };
        message.word(parts | (kind as u32) << 8);
        shape::put(guest, context, message, &object, kind);
        if parts & part::CONTENT != 0 {
            write_content(guest, context, message, &object, kind, None);
        }
        count += 1;
    }
}

/// Writes what changed of a record, if anything did. None if it need not be looked at any
/// more.
fn write_change(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    linked: Linked,
) -> Option<bool> {
    let (object, known) = linked.known(guest)?;
    let known_data = known.downcast_ref::<Known>()?;
    let kind = known_data.kind;
    let changed = match &known_data.state {
        State::Time(time) => scalars::time_of(context, &object).to_bits() != time.to_bits(),
        State::LastIndex(index) => !JsValue::same_value(&scalars::last_index_of(&object), index),
        State::Entries(entries) => collections::entries_differ(&object, entries),
        State::Values(values) => collections::values_differ(&object, values),
        State::Bytes(image) => buffers::differs(context, &object, image.known()),
        State::Pending => promises::is_settled(&object),
        State::Awaited(_) => false,
        State::Settled => return None,
    };
    drop(known_data);
    if !changed {
        return Some(false);
    }
    put_object(guest, context, message, &object);
    message.word(part::CONTENT | (kind as u32) << 8);
    write_content(guest, context, message, &object, kind, Some(&known));
    Some(true)
}

/// Writes the content of a record and agrees on it. `before` is what was agreed on.
fn write_content(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
    kind: RecordKind,
    before: Option<&JsObject>,
) {
    let state = match kind {
        RecordKind::Date => scalars::put_time(context, message, object),
        RecordKind::RegExp => scalars::put_last_index(guest, context, message, object),
        RecordKind::Map => collections::put_entries(guest, context, message, object),
        RecordKind::Set => collections::put_values(guest, context, message, object),
        RecordKind::ArrayBuffer | RecordKind::TypedArray | RecordKind::DataView => {
            buffers::put_bytes(context, message, object, take_image(before))
        }
        RecordKind::Promise => promises::put_outcome(guest, context, message, object),
        RecordKind::Boxed | RecordKind::Error => State::Settled,
    };
    agree(guest, object, kind, state);
}

/// Takes the bytes out of what was agreed on, which is about to be replaced.
fn take_image(known: Option<&JsObject>) -> Image {
    let known = known.and_then(JsObject::downcast_mut::<Known>);
    known.map_or_else(Image::default, |mut known| match &mut known.state {
        State::Bytes(image) => mem::take(image),
        _ => Image::default(),
    })
}

/// Reads the section and brings the guest's objects up to date.
pub fn receive(guest: &Guest, context: &mut Context, reader: &mut Reader<'_>) -> JsResult<()> {
    for _ in 0..reader.count()? {
        let object = get_object(guest, context, reader)?;
        let head = reader.word()?;
        let kind = RecordKind::from_number(head >> 8).ok_or(MISMATCH)?;
        let shape = (head & part::SHAPE != 0)
            .then(|| shape::get(guest, context, reader))
            .transpose()?;
        if head & part::CONTENT != 0 {
            read_content(guest, context, reader, &object, kind)?;
        }
        if let Some(shape) = shape {
            shape.apply(guest, context, &object)?;
        }
    }
    Ok(())
}

fn read_content(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    object: &JsObject,
    kind: RecordKind,
) -> JsResult<()> {
    let state = match kind {
        RecordKind::Date => scalars::read_time(context, reader, object)?,
        RecordKind::RegExp => scalars::read_last_index(guest, context, reader, object)?,
        RecordKind::Map => collections::read_entries(guest, context, reader, object)?,
        RecordKind::Set => collections::read_values(guest, context, reader, object)?,
        RecordKind::ArrayBuffer | RecordKind::TypedArray | RecordKind::DataView => {
            let before = state_of(guest, object);
            buffers::read_bytes(context, reader, object, take_image(before.as_ref()))?
        }
        // All of a wrapper is in its head; how a promise settles is told of by itself.
        RecordKind::Boxed | RecordKind::Error | RecordKind::Promise => return Err(MISMATCH.into()),
    };
    agree(guest, object, kind, state);
    Ok(())
}
