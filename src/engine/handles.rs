//! The tables of what has crossed: the guest's objects that the host holds, and the host's
//! objects that the guest holds.
//!
//! An export is held strongly until the host releases it. An import is held weakly: the
//! guest's stand-in lives as long as guest code holds it, and its end is told to the host
//! with the next message.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::JsObject;
use boa_gc::{Finalize, Gc, GcRefCell, Trace, WeakGc};

use super::membrane::StandIn;
use super::object_snapshot::Snapshot;
use crate::wire::HandleId;

/// A snapshot pays if of so many properties one is read.
const READS_PER_PROPERTY: usize = 16;
const MOST_PATIENCE: usize = 1 << 16;

/// The guest's objects that the host holds.
#[derive(Default)]
pub struct Exports {
    ids: HashMap<JsObject, HandleId>,
    /// By the numbers of their handles.
    objects: Vec<Option<JsObject>>,
    free: Vec<HandleId>,
    /// Records whose content the host has.
    described: HashSet<HandleId>,
    /// Rejected promises that the host was told nobody handles.
    unhandled: HashSet<HandleId>,
    /// What is agreed on of records (see `records`).
    states: HashMap<HandleId, JsObject>,
}

impl Exports {
    /// The handle of an object, issued now if it has none.
    pub fn issue(&mut self, object: &JsObject) -> HandleId {
        if let Some(&id) = self.ids.get(object) {
            return id;
        }
        let id = self.free.pop().unwrap_or_else(|| {
            self.objects.push(None);
            HandleId(u32::try_from(self.objects.len() - 1).unwrap_or(u32::MAX))
        });
        self.objects[id.0 as usize] = Some(object.clone());
        self.ids.insert(object.clone(), id);
        id
    }

    /// Whether the host holds an object.
    pub fn knows(&self, object: &JsObject) -> bool {
        self.ids.contains_key(object)
    }

    pub fn get(&self, id: HandleId) -> Option<JsObject> {
        self.objects.get(id.0 as usize)?.clone()
    }

    pub fn release(&mut self, id: HandleId) {
        let Some(slot) = self.objects.get_mut(id.0 as usize) else {
            return;
        };
        if let Some(object) = slot.take() {
            self.ids.remove(&object);
            self.free.push(id);
            self.described.remove(&id);
            self.unhandled.remove(&id);
            self.states.remove(&id);
        }
    }

    /// A record and what is agreed on of it.
    pub fn with_state(&self, id: HandleId) -> Option<(JsObject, JsObject)> {
        Some((self.get(id)?, self.states.get(&id)?.clone()))
    }

    pub fn set_state(&mut self, id: HandleId, state: JsObject) {
        self.states.insert(id, state);
    }

    /// Whether the host has the content of a record.
    pub fn is_described(&self, id: HandleId) -> bool {
        self.described.contains(&id)
    }

    /// Notes whether the host has the content of a record.
    pub fn set_described(&mut self, id: HandleId, described: bool) {
        if described {
            self.described.insert(id);
        } else {
            self.described.remove(&id);
        }
    }

    /// Whether the host was told that nobody handles a promise's rejection.
    pub fn is_unhandled(&self, id: HandleId) -> bool {
        self.unhandled.contains(&id)
    }

    pub fn set_unhandled(&mut self, id: HandleId, unhandled: bool) {
        if unhandled {
            self.unhandled.insert(id);
        } else {
            self.unhandled.remove(&id);
        }
    }
}

/// Where what stands in for a host's object is kept: the two hold one another, so that a weak
/// reference to the place is one to the object.
#[derive(Trace, Finalize)]
pub struct Place {
    object: GcRefCell<Option<JsObject>>,
    /// What is agreed on of a record (see `records`).
    state: GcRefCell<Option<JsObject>>,
    snapshot: GcRefCell<Option<Snapshot>>,
    /// When the object was read last, and the snapshot taken (see `Guest::epoch`).
    #[unsafe_ignore_trace]
    read_at: Cell<Option<u32>>,
    /// Whether the host was asked for a snapshot since.
    #[unsafe_ignore_trace]
    asked: Cell<bool>,
    /// How often the object was read since, for single properties or in the snapshot.
    #[unsafe_ignore_trace]
    reads: Cell<usize>,
    /// How many reads for single properties come before the next snapshot.
    #[unsafe_ignore_trace]
    patience: Cell<usize>,
}

impl Place {
    /// Has `look` see the snapshot, if there is one.
    pub fn with_snapshot<R>(&self, look: impl FnOnce(&Snapshot) -> Option<R>) -> Option<R> {
        self.snapshot.borrow().as_ref().and_then(look)
    }

    /// Notes a read at `epoch`, and says whether it is the one that is to ask for a
    /// snapshot: the second since code of the host's may have run, unless few reads come
    /// between two such times.
    pub fn asks_at(&self, epoch: u32) -> bool {
        if self.read_at.replace(Some(epoch)) != Some(epoch) {
            self.learn_patience();
            *self.snapshot.borrow_mut() = None;
            self.asked.set(false);
            self.reads.set(0);
            return false;
        }
        let reads = self.reads.get() + 1;
        self.reads.set(reads);
        reads >= self.patience.get() && !self.asked.replace(true)
    }

    /// Takes the next snapshot later if the last one was hardly read: who calls each function of
    /// an array in turn would have all of the array sent as often.
    fn learn_patience(&self) {
        if self.asked.get() {
            let size = self
                .snapshot
                .borrow()
                .as_ref()
                .map_or(MOST_PATIENCE, Snapshot::len);
            let worthwhile = self.reads.get() * READS_PER_PROPERTY >= size;
            let longer = (2 * self.patience.get()).min(MOST_PATIENCE);
            self.patience.set(if worthwhile { 1 } else { longer });
        }
    }

    /// Has `look` see the snapshot if it is of `epoch`, which is no read of it.
    pub fn glance<R>(&self, epoch: u32, look: impl FnOnce(&Snapshot) -> Option<R>) -> Option<R> {
        let is_valid = self.read_at.get() == Some(epoch);
        is_valid.then(|| self.with_snapshot(look)).flatten()
    }

    pub fn set_snapshot(&self, epoch: u32, snapshot: Option<Snapshot>) {
        self.read_at.set(Some(epoch));
        self.asked.set(true);
        self.reads.set(0);
        *self.snapshot.borrow_mut() = snapshot;
    }
}

/// What an object of the guest's that is one of the host's there holds of it. When it is
/// collected, its handle is put on the list that is sent to the host.
#[derive(Trace, Finalize, boa_engine::JsData)]
// Its own `Drop` touches no other object of the collector.
#[boa_gc(unsafe_no_drop)]
pub struct HostRef {
    #[unsafe_ignore_trace]
    pub id: HandleId,
    pub place: Gc<Place>,
    #[unsafe_ignore_trace]
    table: Rc<RefCell<Imports>>,
}

impl Drop for HostRef {
    fn drop(&mut self) {
        // A table borrowed now is one that is being dropped with its engine.
        if let Ok(mut table) = self.table.try_borrow_mut() {
            table.dead.push(self.id);
        }
    }
}

impl HostRef {
    /// Makes `object` the one that the handle leads to.
    pub fn bind(&self, object: &JsObject) {
        *self.place.object.borrow_mut() = Some(object.clone());
        let address = (!object.is::<StandIn>()).then(|| address(object));
        // Before the table is borrowed: this may collect, and what is collected is told to it.
        let place = WeakGc::new(&self.place);
        let mut table = self.table.borrow_mut();
        let before = table.held.insert(self.id, Held { place, address });
        if let Some(stale) = before.and_then(|before| before.address) {
            table.forget_address(stale, self.id);
        }
        if let Some(address) = address {
            table.by_address.insert(address, self.id);
        }
    }
}

/// The host's objects that the guest holds.
#[derive(Default)]
pub struct Imports {
    held: HashMap<HandleId, Held>,
    /// The records among them: a stand-in has its handle itself.
    by_address: HashMap<usize, HandleId>,
    dead: Vec<HandleId>,
    is_silent: bool,
}

/// A host's object as the table has it.
struct Held {
    place: WeakGc<Place>,
    /// That of a record.
    address: Option<usize>,
}

/// An object's identity: nothing else lies at its address while it lives.
fn address(object: &JsObject) -> usize {
    std::ptr::from_ref(object.as_ref()) as usize
}

impl Imports {
    fn place(&self, id: HandleId) -> Option<Gc<Place>> {
        self.held.get(&id)?.place.upgrade()
    }

    /// What the guest has for a handle, if guest code still holds it.
    pub fn get(&self, id: HandleId) -> Option<JsObject> {
        self.place(id)?.object.borrow().clone()
    }

    /// A record and what is agreed on of it.
    pub fn with_state(&self, id: HandleId) -> Option<(JsObject, JsObject)> {
        let place = self.place(id)?;
        let object = place.object.borrow().clone()?;
        let state = place.state.borrow().clone()?;
        Some((object, state))
    }

    pub fn set_state(&self, id: HandleId, state: JsObject) {
        if let Some(place) = self.place(id) {
            *place.state.borrow_mut() = Some(state);
        }
    }

    /// Gives the snapshot of a host's object to what stands in for it.
    pub fn set_snapshot(&self, object: &JsObject, epoch: u32, snapshot: Snapshot) {
        if let Some(place) = self.handle_of(object).and_then(|id| self.place(id)) {
            place.set_snapshot(epoch, Some(snapshot));
        }
    }

    /// The handle that an object stands in for.
    pub fn handle_of(&self, object: &JsObject) -> Option<HandleId> {
        if let Some(stand_in) = object.downcast_ref::<StandIn>() {
            return Some(stand_in.reference.id);
        }
        let id = *self.by_address.get(&address(object))?;
        // An address may be used again before the table knows of the first one's end.
        (self.get(id).as_ref() == Some(object)).then_some(id)
    }

    /// Makes what holds `id`; [`HostRef::bind`] completes it.
    pub fn reference(table: &Rc<RefCell<Self>>, id: HandleId) -> HostRef {
        HostRef {
            id,
            place: Gc::new(Place {
                object: GcRefCell::new(None),
                state: GcRefCell::new(None),
                snapshot: GcRefCell::new(None),
                read_at: Cell::new(None),
                asked: Cell::new(false),
                reads: Cell::new(0),
                patience: Cell::new(1),
            }),
            table: Rc::clone(table),
        }
    }

    /// Forgets where a record of the host's was, unless another lies there by now.
    fn forget_address(&mut self, address: usize, id: HandleId) {
        if self.by_address.get(&address) == Some(&id) {
            self.by_address.remove(&address);
        }
    }

    /// Whether the host is told for now what the guest has let go. In the middle of a message of the
    /// host's it is not: what the rest of that names would be released. Returns what was so before.
    pub fn set_telling(&mut self, is_telling: bool) -> bool {
        !std::mem::replace(&mut self.is_silent, !is_telling)
    }

    /// The handles that the guest has let go since the last call.
    pub fn take_dead(&mut self) -> Vec<HandleId> {
        if self.dead.is_empty() || self.is_silent {
            return Vec::new();
        }
        let mut dead = std::mem::take(&mut self.dead);
        dead.sort_unstable();
        dead.dedup();
        // A handle may have come again after its first stand-in was collected.
        dead.retain(|id| self.get(*id).is_none());
        for id in &dead {
            let gone = self.held.remove(id);
            if let Some(address) = gone.and_then(|gone| gone.address) {
                self.forget_address(address, *id);
            }
        }
        dead
    }
}
