//! Records that may change, of one sort: which of them a message compares. Of many, not all
//! are: a program that passes a million dates must not pay for all of them each time.
//! `links.rs` has one list for what seldom changes and one for what holds other things;
//! `lib/records/watched.js` is the same on the host's side.

use super::links::Linked;

/// The newest, and those that have changed since, are compared each time, and a few others in
/// turn.
const LAST: usize = 16;
const SOME: usize = 16;

#[derive(Default)]
pub(super) struct Watched {
    pub(super) records: Vec<Linked>,
    /// Where the next turn of those begins that are not always compared.
    cursor: usize,
    /// Counts those that came to be among the last.
    moved: usize,
}

impl Watched {
    /// The places to compare, and what is there: all, or some if there are more than `most`.
    pub(super) fn turn(&mut self, most: usize) -> Vec<(usize, Linked)> {
        let count = self.records.len();
        let others = if count > most { count - LAST } else { 0 };
        if self.cursor >= others {
            self.cursor = 0;
        }
        let turn = self.cursor..others.min(self.cursor + SOME);
        self.cursor = turn.end;
        let places = turn.chain(others..count);
        places.map(|place| (place, self.records[place])).collect()
    }

    /// The record at a place has changed: it is likely to change again.
    pub(super) fn keep(&mut self, place: usize) {
        let last = self.records.len().saturating_sub(LAST);
        if place < last {
            self.records.swap(place, last + self.moved % LAST);
            self.moved += 1;
        }
    }

    /// Forgets the record at a place; the last stay the last.
    pub(super) fn remove(&mut self, place: usize) {
        let last = self.records.len().saturating_sub(LAST);
        if place < last {
            self.records.swap(place, last - 1);
            self.records.remove(last - 1);
        } else {
            self.records.remove(place);
        }
    }
}
