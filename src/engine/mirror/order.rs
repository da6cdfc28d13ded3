//! In which order what is new crosses to the sandbox: that in which guest code assigned it, as
//! node:vm's interceptors hear of it. A variable of a script is a property of the global from the
//! script's beginning on, so the global's own order tells of the others alone; when a variable was
//! assigned first, the engine has noted (`patches/writes.js`).

use boa_engine::JsString;
use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use rustc_hash::FxHashMap;

use super::known::Changes;

/// The variables that were assigned for the first time: when, and how many properties the global
/// had then.
#[derive(Default)]
pub(super) struct FirstWrites(FxHashMap<PropertyKey, (usize, usize)>);

impl FirstWrites {
    pub(super) fn new(writes: Vec<(JsString, usize)>) -> Self {
        let writes = writes.into_iter().enumerate();
        let numbered = writes.map(|(time, (name, places))| (name.into(), (time, places)));
        Self(numbered.collect())
    }

    pub(super) fn has(&self, key: &PropertyKey) -> bool {
        !self.0.is_empty() && self.0.contains_key(key)
    }

    /// Puts changes in the order in which they were made, as far as they are new.
    pub(super) fn sort(&self, changes: &mut Changes, global: &JsObject) {
        if self.0.is_empty() || self.are_sorted(changes) {
            return;
        }
        let keys = global.borrow().shape().keys().into_iter();
        let places = keys.enumerate().map(|(place, key)| (key, place));
        let places: FxHashMap<_, _> = places.collect();
        // Behind what was there then, and before what came later.
        changes.sort_by_key(|(key, _)| match self.0.get(key) {
            Some((time, count)) => (2 * count, *time),
            None => (places.get(key).map_or(0, |place| 2 * place + 1), 0),
        });
    }

    /// Whether all that changed are such variables, in their order, as nearly always.
    fn are_sorted(&self, changes: &Changes) -> bool {
        let times: Option<Vec<_>> = changes.iter().map(|(key, _)| self.0.get(key)).collect();
        times.is_some_and(|times| times.is_sorted())
    }
}
