//! What both sides have of the records: for each that can change, what they last agreed
//! on, so that only differences cross; and the `UPDATES` section that carries them.
//!
//! An entry of the section is the record, a word of [`part`] bits with the kind above them,
//! and the parts. What was agreed on is kept in a weak map by object, so that it keeps
//! nothing alive: it may hold the very objects that a map holds.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;

use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsWeakMap;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsValue};
use boa_gc::{Finalize, Trace};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::buffers::BufferParts;
use super::scalars::RegExpParts;
use super::{buffers, collections, mismatch, promises, scalars, shape};
use crate::engine::convert::{get_object, put_object};
use crate::engine::guest::{Guest, malformed};
use crate::wire::{HandleId, Reader, RecordKind, Writer, flags};

/// The parts of an entry.
mod part {
    /// Prototype, own properties, extensibility (see `shape`).
    pub(super) const SHAPE: u32 = 1;
    pub(super) const CONTENT: u32 = 1 << 1;
}

/// As many records are compared before every message. Of more, only the newest and a few
/// others are, in turn: a program that passes a million dates must not pay for all of them
/// each time. A record that is named in a message is always compared.
const ALL: usize = 1024;
const SOME: usize = 32;

/// What both sides last agreed on of one record.
#[derive(Trace, Finalize, boa_engine::JsData)]
pub(super) enum State {
    Time(#[unsafe_ignore_trace] f64),
    LastIndex(JsValue),
    Entries(Vec<(JsValue, JsValue)>),
    Values(Vec<JsValue>),
    /// None of a buffer that was detached.
    Bytes(#[unsafe_ignore_trace] Option<Vec<u8>>),
    /// A promise of the guest's that is not settled as far as the host knows.
    Pending,
    /// A promise of the host's, settled with these when the host says so.
    Awaited(ResolvingFunctions),
    /// Nothing that could change.
    Settled,
}

/// A record that both sides have and that may change.
#[derive(Clone, Copy)]
struct Linked {
    id: HandleId,
    mine: bool,
    kind: RecordKind,
}

impl Linked {
    fn object(self, guest: &Guest) -> Option<JsObject> {
        if self.mine {
            guest.exports.borrow().get(self.id)
        } else {
            guest.imports.borrow().get(self.id)
        }
    }
}

/// The tables of the records.
pub struct Links {
    /// Which real things of the guest's belong to which handles of the host's.
    pub(super) holders: JsWeakMap,
    states: JsWeakMap,
    linked: Vec<Linked>,
    /// Where the next turn of those that are not always compared begins.
    cursor: usize,
    /// Records named in the message under way whose content is still to be written.
    pub(super) queue: VecDeque<(JsObject, RecordKind)>,
    /// Those named in the body alone so far, which is read last.
    pub(super) headless: HashSet<HandleId>,
    pub(super) in_body: bool,
    /// What was made while a message was read: nothing else may hold it yet.
    pinned: Vec<JsObject>,
    /// The errors being written now, the outermost first.
    pub(super) writing: Vec<JsObject>,
    pub(super) regexp_parts: Option<Rc<RegExpParts>>,
    pub(super) buffer_parts: Option<Rc<BufferParts>>,
    /// Whether a promise is being settled whose value is not to be asked for `then`.
    pub(super) quiet: Cell<bool>,
    /// The functions of `forward`, by owner and key.
    pub forwarded: HashMap<(u32, PropertyKey), JsObject>,
}

impl Links {
    pub fn new(context: &mut Context) -> Self {
        Self {
            holders: JsWeakMap::new(context),
            states: JsWeakMap::new(context),
            linked: Vec::new(),
            cursor: 0,
            queue: VecDeque::new(),
            headless: HashSet::default(),
            in_body: false,
            pinned: Vec::new(),
            writing: Vec::new(),
            regexp_parts: RegExpParts::new(context).map(Rc::new),
            buffer_parts: BufferParts::new(context).map(Rc::new),
            quiet: Cell::new(false),
            forwarded: HashMap::default(),
        }
    }

    pub(super) fn pin(&mut self, object: &JsObject) {
        self.pinned.push(object.clone());
    }

    /// The records to compare now: all, or some of many.
    fn due(&mut self) -> Vec<Linked> {
        let count = self.linked.len();
        if count <= ALL {
            return self.linked.clone();
        }
        let older = count - SOME;
        self.cursor %= older;
        let turn = self.linked[..older].iter().cycle().skip(self.cursor);
        let mut due: Vec<Linked> = turn.take(SOME).copied().collect();
        self.cursor += SOME;
        due.extend_from_slice(&self.linked[older..]);
        due
    }
}

/// What is agreed on of a record, as an object that the weak map holds.
pub(super) fn state_of(
    guest: &Guest,
    context: &mut Context,
    object: &JsObject,
) -> Option<JsObject> {
    let states = guest.links.borrow().states.clone();
    states.get(object, context).ok()?.as_object()
}

/// Notes what is agreed on of a record from now on.
pub(super) fn agree(
    guest: &Guest,
    context: &mut Context,
    object: &JsObject,
    kind: RecordKind,
    state: State,
) -> JsResult<()> {
    let changes = !matches!(state, State::Settled | State::Awaited(_));
    let known = state_of(guest, context, object);
    let holder = JsObject::from_proto_and_data(None, state);
    let states = guest.links.borrow().states.clone();
    states.set(object, holder.into(), context)?;
    if known.is_none() && changes {
        let imported = guest.imports.borrow().handle_of(object);
        let linked = match imported {
            Some(id) => Linked {
                id,
                mine: false,
                kind,
            },
            None => Linked {
                id: guest.exports.borrow_mut().issue(object),
                mine: true,
                kind,
            },
        };
        guest.links.borrow_mut().linked.push(linked);
    }
    Ok(())
}

/// Begins a message: what was meant for one that was never sent is forgotten, and what
/// guest code does not hold by now may go.
pub fn begin(guest: &Guest) {
    let mut links = guest.links.borrow_mut();
    links.in_body = false;
    links.headless.clear();
    links.pinned.clear();
    for (object, _) in std::mem::take(&mut links.queue) {
        let id = guest.exports.borrow_mut().issue(&object);
        guest.exports.borrow_mut().set_described(id, false);
    }
}

/// The sections are written: what is named next is named in the body.
pub fn begin_body(guest: &Guest) {
    guest.links.borrow_mut().in_body = true;
}

/// Completes a message with what is new of the records; of those that the host has already
/// only if guest code may have changed them.
pub fn finish(guest: &Guest, context: &mut Context, message: &mut Writer, changes: bool) {
    let due = {
        let mut links = guest.links.borrow_mut();
        links.in_body = false;
        if links.linked.is_empty() && links.queue.is_empty() {
            return;
        }
        if changes { links.due() } else { Vec::new() }
    };
    let start = message.len();
    let count_at = message.reserve();
    let mut count = 0;
    let mut gone = false;
    for linked in due {
        match write_change(guest, context, message, linked) {
            Some(true) => count += 1,
            Some(false) => {}
            None => gone = true,
        }
    }
    if gone {
        prune(guest, context);
    }
    loop {
        let next = guest.links.borrow_mut().queue.pop_front();
        let Some((object, kind)) = next else { break };
        put_object(guest, context, message, &object);
        // A wrapper has all its content in the head, and a view in its buffer.
        let content = match kind {
            RecordKind::Boxed | RecordKind::TypedArray | RecordKind::DataView => 0,
            _ => part::CONTENT,
        };
        message.word(part::SHAPE | content | (kind as u32) << 8);
        shape::put(guest, context, message, &object, kind);
        if content != 0 {
            write_content(guest, context, message, &object, kind, None);
        }
        count += 1;
    }
    if count == 0 {
        message.truncate(start);
        return;
    }
    message.fill(count_at, count);
    message.move_to_sections(start);
    message.add_flags(flags::UPDATES);
}

/// Writes what changed of a record, if anything did. None if it need not be looked at any
/// more.
fn write_change(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    linked: Linked,
) -> Option<bool> {
    let object = linked.object(guest)?;
    let state = state_of(guest, context, &object)?;
    let changed = match &*state.downcast_ref::<State>()? {
        State::Time(time) => scalars::time_of(context, &object).to_bits() != time.to_bits(),
        State::LastIndex(index) => !JsValue::same_value(&scalars::last_index_of(&object), index),
        State::Entries(entries) => collections::entries_differ(&object, entries),
        State::Values(values) => collections::values_differ(&object, values),
        State::Bytes(bytes) => buffers::differs(context, &object, bytes.as_deref()),
        State::Pending => promises::is_settled(&object),
        State::Awaited(_) => false,
        State::Settled => return None,
    };
    if !changed {
        return Some(false);
    }
    put_object(guest, context, message, &object);
    message.word(part::CONTENT | (linked.kind as u32) << 8);
    write_content(guest, context, message, &object, linked.kind, Some(&state));
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
            let before = before.and_then(|state| match &*state.downcast_ref::<State>()? {
                State::Bytes(bytes) => bytes.clone(),
                _ => None,
            });
            buffers::put_bytes(context, message, object, before.as_deref())
        }
        RecordKind::Promise => promises::put_outcome(guest, context, message, object),
        RecordKind::Boxed | RecordKind::Error => State::Settled,
    };
    // Fails only if the weak map refuses an object, which it never does.
    let _ = agree(guest, context, object, kind, state);
}

/// Takes the records from the list that are gone or cannot change any more.
fn prune(guest: &Guest, context: &mut Context) {
    let linked = std::mem::take(&mut guest.links.borrow_mut().linked);
    let left = linked
        .into_iter()
        .filter(|linked| {
            linked
                .object(guest)
                .and_then(|object| state_of(guest, context, &object))
                .is_some_and(|state| {
                    state
                        .downcast_ref::<State>()
                        .is_some_and(|state| !matches!(*state, State::Settled))
                })
        })
        .collect();
    guest.links.borrow_mut().linked = left;
}

/// Reads the section and brings the guest's objects up to date.
pub fn receive(guest: &Guest, context: &mut Context, reader: &mut Reader<'_>) -> JsResult<()> {
    for _ in 0..reader.count().map_err(malformed)? {
        let object = get_object(guest, context, reader)?;
        let head = reader.word().map_err(malformed)?;
        let kind = RecordKind::from_wire(head >> 8).ok_or_else(mismatch)?;
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
            buffers::read_bytes(context, reader, object)?
        }
        RecordKind::Promise => return promises::read_outcome(guest, context, reader, object),
        RecordKind::Boxed | RecordKind::Error => State::Settled,
    };
    agree(guest, context, object, kind, state)
}
