//! The tables of the records that both sides have: what they last agreed on of each, and which
//! of many a message is to look at. `ledger.rs` compares and writes them.

use std::cell::Cell;
use std::collections::VecDeque;
use std::mem;
use std::rc::Rc;

use boa_engine::Context;
use boa_engine::JsValue;
use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsWeakMap;
use boa_engine::property::PropertyKey;
use boa_gc::{Finalize, Trace};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::buffers::BufferParts;
use super::scalars::RegExpParts;
use crate::engine::guest::Guest;
use crate::wire::{HandleId, RecordKind};

/// As many records are compared before every message. Of more, only the newest and a few
/// others are, in turn, and those that the message names: a program that passes a million
/// dates must not pay for all of them each time. A promise that settles is told in the next
/// reply, however many there are: nothing else need ever come after it.
pub(super) const ALL: usize = 128;
const SOME: usize = 16;
/// The place of a record that a message names, which is looked for nowhere.
pub(super) const NOWHERE: usize = usize::MAX;
/// How many records there are before the collector is asked for the first time.
pub(super) const COLLECT: usize = 512;

/// What both sides last agreed on of one record.
#[derive(Trace, Finalize)]
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

/// What is agreed on, with the kind of the record, as an object that the collector knows.
#[derive(Trace, Finalize, boa_engine::JsData)]
pub(super) struct Known {
    #[unsafe_ignore_trace]
    pub(super) kind: RecordKind,
    pub(super) state: State,
}

/// A record that both sides have and that may change.
#[derive(Clone, Copy)]
pub(super) struct Linked {
    pub(super) id: HandleId,
    pub(super) mine: bool,
}

impl Linked {
    /// The handle of an object; the guest's own has one from now on.
    pub(super) fn of(guest: &Guest, object: &JsObject) -> Self {
        let imported = guest.imports.borrow().handle_of(object);
        Self {
            id: imported.unwrap_or_else(|| guest.exports.borrow_mut().issue(object)),
            mine: imported.is_none(),
        }
    }

    /// The object and what is agreed on of it.
    pub(super) fn known(self, guest: &Guest) -> Option<(JsObject, JsObject)> {
        if self.mine {
            guest.exports.borrow().with_state(self.id)
        } else {
            guest.imports.borrow().with_state(self.id)
        }
    }
}

/// The tables of the records.
pub struct Links {
    /// Which real things of the guest's belong to which handles of the host's.
    pub(super) holders: JsWeakMap,
    /// In the order in which they came.
    pub(super) linked: Vec<Linked>,
    /// The guest's promises that are not settled as far as the host knows.
    pub(super) pending: Vec<Linked>,
    /// Where the next turn of those that are not always compared begins.
    cursor: usize,
    /// How many records are linked when the collector is asked which of them are left.
    pub(super) collect_at: usize,
    /// Of many records, those that the message under way names.
    pub(super) named: Vec<Linked>,
    /// Records named in the message under way whose content is still to be written.
    pub(super) queue: VecDeque<(JsObject, RecordKind)>,
    /// Those named in the body alone so far, which is read last.
    pub(super) headless: HashSet<HandleId>,
    pub(super) in_body: bool,
    /// What was made while a message was read: nothing else may hold it yet.
    pub(super) pinned: Vec<JsObject>,
    /// The guest's promises for the host's that are not settled yet. In one engine what settles a
    /// promise keeps it; nothing else may know those that a suspended function waits for.
    pub(super) awaited: HashMap<HandleId, JsObject>,
    /// How many errors are being written now, one within the other.
    pub(super) writing: usize,
    /// The errors that the message under way has whole: in its sections, and in its body.
    pub(super) errors: [HashSet<HandleId>; 2],
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
            linked: Vec::new(),
            pending: Vec::new(),
            cursor: 0,
            collect_at: COLLECT,
            named: Vec::new(),
            queue: VecDeque::new(),
            headless: HashSet::default(),
            in_body: false,
            pinned: Vec::new(),
            awaited: HashMap::default(),
            writing: 0,
            errors: Default::default(),
            regexp_parts: RegExpParts::new(context).map(Rc::new),
            buffer_parts: BufferParts::new(context).map(Rc::new),
            quiet: Cell::new(false),
            forwarded: HashMap::default(),
        }
    }

    pub(super) fn pin(&mut self, object: &JsObject) {
        self.pinned.push(object.clone());
    }

    /// Whether an error is written whole now: once, as its owners' graph may lead to it by as many
    /// ways as one likes. What the sections have is read before the body.
    pub(super) fn begin_error(&mut self, id: HandleId) -> bool {
        let [sections, body] = &mut self.errors;
        if self.in_body {
            !sections.contains(&id) && body.insert(id)
        } else {
            sections.insert(id)
        }
    }

    /// The records to compare now, with their places, and the pending promises, which are
    /// taken out.
    pub(super) fn due(&mut self, look: Look) -> (Vec<(usize, Linked)>, Vec<Linked>) {
        let named = mem::take(&mut self.named);
        let places = match look {
            Look::Nowhere => Vec::new(),
            _ => self.turn(),
        };
        let due = places.into_iter().map(|place| (place, self.linked[place]));
        // Those named come first, as the others go from the last on.
        let named = named.into_iter().map(|linked| (NOWHERE, linked));
        let due = due.chain(named).collect();
        let pending = match look {
            Look::Everywhere => mem::take(&mut self.pending),
            Look::Around if self.pending.len() <= ALL => mem::take(&mut self.pending),
            _ => Vec::new(),
        };
        (due, pending)
    }

    /// The places of all records, or of some of many.
    fn turn(&mut self) -> Vec<usize> {
        let count = self.linked.len();
        if count <= ALL {
            return (0..count).collect();
        }
        let older = count - SOME;
        self.cursor %= older;
        let turn = self.cursor..older.min(self.cursor + SOME);
        self.cursor += SOME;
        turn.chain(older..count).collect()
    }

    /// Forgets the record at a place; the newest stay the newest.
    pub(super) fn remove(&mut self, place: usize) {
        let newest = self.linked.len().saturating_sub(SOME);
        if place < newest {
            self.linked.swap(place, newest - 1);
            self.linked.remove(newest - 1);
        } else {
            self.linked.remove(place);
        }
    }
}

/// How far a message looks for what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Nothing of the guest's ran.
    Nowhere,
    /// In the middle of a request, whose end is another message.
    Around,
    Everywhere,
}
