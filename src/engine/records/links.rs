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
use boa_gc::{Finalize, Trace};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::buffers::BufferParts;
use super::image::Image;
use super::scalars::RegExpParts;
use super::watched::Watched;
use crate::engine::guest::Guest;
use crate::wire::{HandleId, RecordKind};

/// As many records of a sort are compared before each message, and as many maps, sets and
/// buffers before one that ends a request. Of more, only those are that the message names, and
/// what `watched.rs` says. A promise that settles is told in the next reply, however many there
/// are: nothing else need ever come after it.
const ALL: usize = 128;
const ALL_CONTAINERS: usize = 4096;
/// How many records there are before the collector is asked for the first time.
pub(super) const COLLECT: usize = 512;

/// What both sides last agreed on of one record.
#[derive(Trace, Finalize)]
pub(super) enum State {
    Time(#[unsafe_ignore_trace] f64),
    LastIndex(JsValue),
    Entries(Vec<(JsValue, JsValue)>),
    Values(Vec<JsValue>),
    Bytes(#[unsafe_ignore_trace] Image),
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
    /// Those that hold other things change more often than dates do.
    pub(super) containers: Watched,
    pub(super) others: Watched,
    /// The guest's promises that are not settled as far as the host knows.
    pub(super) pending: Vec<Linked>,
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
    /// The guest's promises for the host's that somebody waits for. In one engine what settles a
    /// promise keeps it; nothing else may know those that a suspended function waits for.
    pub(super) awaited: HashMap<HandleId, JsObject>,
    /// How many errors are being written now, one within the other.
    pub(super) writing: usize,
    /// The errors that the message under way has whole.
    pub(super) errors: Errors,
    pub(super) regexp_parts: Option<Rc<RegExpParts>>,
    pub(super) buffer_parts: Option<Rc<BufferParts>>,
    /// Whether a promise is being settled whose value is not to be asked for `then`.
    pub(super) quiet: Cell<bool>,
}

impl Links {
    pub fn new(context: &mut Context) -> Self {
        Self {
            holders: JsWeakMap::new(context),
            containers: Watched::default(),
            others: Watched::default(),
            pending: Vec::new(),
            collect_at: COLLECT,
            named: Vec::new(),
            queue: VecDeque::new(),
            headless: HashSet::default(),
            in_body: false,
            pinned: Vec::new(),
            awaited: HashMap::default(),
            writing: 0,
            errors: Errors::default(),
            regexp_parts: RegExpParts::new(context).map(Rc::new),
            buffer_parts: BufferParts::new(context).map(Rc::new),
            quiet: Cell::new(false),
        }
    }

    pub(super) fn pin(&mut self, object: &JsObject) {
        self.pinned.push(object.clone());
    }

    /// Whether an error is written whole now: once, as its owners' graph may lead to it by as many
    /// ways as one likes. What the sections have is read before the body.
    pub(super) fn begin_error(&mut self, id: HandleId) -> bool {
        let Errors { sections, body } = &mut self.errors;
        if self.in_body {
            !sections.contains(&id) && body.insert(id)
        } else {
            sections.insert(id)
        }
    }

    /// The list that a record of that kind is in.
    pub(super) fn list(&mut self, kind: RecordKind) -> &mut Watched {
        match kind {
            RecordKind::Map | RecordKind::Set | RecordKind::ArrayBuffer => &mut self.containers,
            _ => &mut self.others,
        }
    }

    /// A record is named in the message under way: of many, it is compared now.
    pub(super) fn name(&mut self, linked: Linked) {
        if self.are_many() {
            self.named.push(linked);
        }
    }

    pub(super) fn are_many(&self) -> bool {
        self.containers.records.len() > ALL || self.others.records.len() > ALL
    }

    /// How many records there are, but for promises.
    pub(super) fn count(&self) -> usize {
        self.containers.records.len() + self.others.records.len()
    }

    /// The records to compare now, by list, and the pending promises, which are taken out.
    pub(super) fn due(&mut self, look: Look) -> Due {
        let named = mem::take(&mut self.named);
        let (containers, others) = match look {
            Look::Nowhere => (Vec::new(), Vec::new()),
            Look::Around => (self.containers.turn(ALL), self.others.turn(ALL)),
            Look::Everywhere => (self.containers.turn(ALL_CONTAINERS), self.others.turn(ALL)),
        };
        let pending = match look {
            Look::Everywhere => mem::take(&mut self.pending),
            Look::Around if self.pending.len() <= ALL => mem::take(&mut self.pending),
            _ => Vec::new(),
        };
        Due {
            named,
            containers,
            others,
            pending,
        }
    }
}

/// The errors that a message has whole.
#[derive(Default)]
pub(super) struct Errors {
    pub(super) sections: HashSet<HandleId>,
    pub(super) body: HashSet<HandleId>,
}

/// What a message is to compare; records of the lists with their places.
pub(super) struct Due {
    pub(super) named: Vec<Linked>,
    pub(super) containers: Vec<(usize, Linked)>,
    pub(super) others: Vec<(usize, Linked)>,
    pub(super) pending: Vec<Linked>,
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
