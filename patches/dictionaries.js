'use strict';

/** Objects, maps and sets that many things are put in and taken out of. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `To delete a property of an object that shares its shape takes all the later steps again: 0.9 ms with
        1,000 properties. An object of more than a few gets a shape of its own, in which the property's
        place stays empty; when most of the places are, they close up.`,
      file: 'src/object/property_map.rs',
      find: `            // shift all elements when removing.
            if slot.attributes.is_accessor_descriptor() {
`,
      before: `            if let Some(shape) = self.shape.own_without(key) {
                let index = slot.index as usize;
                let width = usize::from(slot.attributes.is_accessor_descriptor());
                self.storage[index..=index + width].fill(JsValue::undefined());
                self.shape = shape.into();
                self.close_up();
                return true;
            }
`,
    },
    {
      file: 'src/object/property_map.rs',
      find: `    /// Overrides all the indexed properties, setting it to dense storage.
`,
      before: `    /// Gives the values places one behind the other, if most places are empty.
    fn close_up(&mut self) {
        let Some((shape, places)) = self.shape.as_unique().and_then(UniqueShape::closed_up) else {
            return;
        };
        let width = |slot: &Slot| usize::from(slot.attributes.is_accessor_descriptor());
        self.storage = places
            .iter()
            .map(|slot| slot.index as usize..=slot.index as usize + width(slot))
            .flat_map(|places| &self.storage[places])
            .cloned()
            .collect();
        self.shape = shape.into();
    }

`,
    },
    {
      file: 'src/object/shape/mod.rs',
      find: `    /// Create a prototype transitions returning the new transitioned [\`Shape\`].
`,
      before: `    /// The shape without a property that an object has then for itself, if there is to be one.
    pub(crate) fn own_without(&self, key: &PropertyKey) -> Option<UniqueShape> {
        match &self.inner {
            Inner::Shared(shape) if shape.property_count() <= Self::REBUILT_MAX => None,
            Inner::Shared(shape) => Some(shape.to_unique().remove_property_transition(key)),
            Inner::Unique(shape) => Some(shape.remove_property_transition(key)),
        }
    }

`,
    },
    {
      file: 'src/object/shape/mod.rs',
      find: `    const TRANSITION_COUNT_MAX: u16 = 1024;
`,
      after: `
    /// The most properties of a [\`SharedShape\`] that is built again when one is taken away.
    const REBUILT_MAX: u32 = 16;
`,
    },
    {
      file: 'src/object/shape/unique_shape.rs',
      find: `        let mut property_table = self.property_table().borrow_mut();
        let Some((index, _attributes)) = property_table.map.remove(key) else {
            return self.clone();
        };

        let index = index as usize;

        // shift elements
        property_table.keys.remove(index);

        // The property that was deleted was not the last property added.
        // Therefore we need to create a new unique shape,
        // to invalidate any pointers to this shape i.e inline caches.
        let mut property_table = std::mem::take(&mut *property_table);

        // If it is not the last property that was deleted,
        // then update all the property slots that are after it.
        if index != property_table.keys.len() {
            // Get the previous value before the value at index,
            //
            // NOTE: calling wrapping_sub when usize index is 0 will wrap into usize::MAX
            //       which will return None, avoiding unneeded checks.
            let mut previous_slot = property_table.keys.get(index.wrapping_sub(1)).map(|x| x.1);

            // Update all slot positions
            for (index, (key, slot)) in property_table.keys.iter_mut().enumerate().skip(index) {
                *slot = Slot::from_previous(previous_slot, slot.attributes);

                let Some((map_index, map_slot)) = property_table.map.get_mut(key) else {
                    unreachable!("There should already be a property")
                };
                *map_index = index as u32;
                *map_slot = *slot;

                previous_slot = Some(*slot);
            }
        }

        let prototype = self.inner.prototype.borrow_mut().take();
        Self::new(prototype, property_table)
    }
`,
      put: `        if self.property_table().borrow_mut().remove(key) {
            self.renewed()
        } else {
            self.clone()
        }
    }

    /// The same for who knew this shape: it is another one, as caches go by.
    fn renewed(&self) -> Self {
        let property_table = std::mem::take(&mut *self.property_table().borrow_mut());
        let prototype = self.inner.prototype.borrow_mut().take();
        Self::new(prototype, property_table)
    }

    /// The shape without the places that are empty, and where the properties were, if most of them are.
    pub(crate) fn closed_up(&self) -> Option<(Self, Vec<Slot>)> {
        let places = self.property_table().borrow_mut().close_up()?;
        Some((self.renewed(), places))
    }
`,
    },
    {
      file: 'src/object/shape/unique_shape.rs',
      find: `        for (key, slot) in property_table.keys.iter_mut().skip(next) {
            *slot = Slot::from_previous(Some(previous_slot), slot.attributes);

            let Some((_, map_slot)) = property_table.map.get_mut(key) else {
                unreachable!("There should already be a property")
            };
            *map_slot = *slot;
`,
      put: `        for (index, (key, slot)) in property_table.keys.iter_mut().enumerate().skip(next) {
            *slot = Slot::from_previous(Some(previous_slot), slot.attributes);

            if let Some((place, map_slot)) = property_table.map.get_mut(key)
                && *place as usize == index
            {
                *map_slot = *slot;
            }
`,
    },
    {
      why: `With other attributes such a shape is another one, or what had found the property went on to write
        what cannot be written any more.`,
      file: 'src/object/shape/unique_shape.rs',
      find: `            // TODO: invalidate the pointer.
            return ChangeTransition {
                shape: self.clone().into(),
`,
      put: `            drop(property_table);
            return ChangeTransition {
                shape: self.renewed().into(),
`,
    },
    {
      file: 'src/object/shape/property_table.rs',
      find: `    pub(crate) keys: Vec<(PropertyKey, Slot)>,
}

impl PropertyTableInner {
`,
      put: `    pub(crate) keys: Vec<(PropertyKey, Slot)>,
    /// How many of the keys are of properties that were taken away.
    empty: usize,
}

impl PropertyTableInner {
    /// Takes a property away. Its place stays, and so do those of the others.
    pub(crate) fn remove(&mut self, key: &PropertyKey) -> bool {
        let was_there = self.map.remove(key).is_some();
        self.empty += usize::from(was_there);
        was_there
    }

    /// The properties that are there, in their places.
    fn present(&self) -> impl Iterator<Item = &(PropertyKey, Slot)> {
        let is_there = |place: usize, key: &PropertyKey| {
            let known = self.map.get(key);
            known.is_some_and(|(index, _)| *index as usize == place)
        };
        let places = self.keys.iter().enumerate();
        places
            .filter(move |(place, (key, _))| self.empty == 0 || is_there(*place, key))
            .map(|(_, property)| property)
    }

    /// Takes the empty places out, if they are most; returns where the properties were.
    pub(crate) fn close_up(&mut self) -> Option<Vec<Slot>> {
        if self.empty <= 16 || self.empty * 2 <= self.keys.len() {
            return None;
        }
        let mut closed = Self::with_capacity(self.map.len());
        let mut places = Vec::with_capacity(self.map.len());
        for (key, slot) in self.present() {
            places.push(*slot);
            closed.insert(key.clone(), slot.attributes);
        }
        *self = closed;
        Some(places)
    }

`,
    },
    {
      file: 'src/object/shape/property_table.rs',
      find: `            map: FxHashMap::with_capacity_and_hasher(capacity, FxBuildHasher),
            keys: Vec::with_capacity(capacity),
        }
    }
`,
      put: `            map: FxHashMap::with_capacity_and_hasher(capacity, FxBuildHasher),
            keys: Vec::with_capacity(capacity),
            empty: 0,
        }
    }
`,
    },
    {
      file: 'src/object/shape/property_table.rs',
      find: `        Self { map, keys }
`,
      put: `        Self {
            map,
            keys,
            empty: 0,
        }
`,
    },
    {
      file: 'src/object/shape/property_table.rs',
      find: `        self.keys
            .iter()
            .take(n)
            .map(|(key, _)| key)
            .filter(|key| matches!(key, PropertyKey::String(_)))
            .chain(
                self.keys
                    .iter()
                    .take(n)
`,
      put: `        self.present()
            .take(n)
            .map(|(key, _)| key)
            .filter(|key| matches!(key, PropertyKey::String(_)))
            .chain(
                self.present()
                    .take(n)
`,
    },
    ...[
      {
        file: 'src/builtins/map/ordered_map.rs',
        table: 'map',
        remove: `        if self.lock == 0 {
            self.map.shift_remove(key).flatten()
        } else if self.map.contains_key(key) {
            self.map.insert(MapKey::Empty(self.empty_count), None);
            self.empty_count += 1;
            self.map.swap_remove(key).flatten()
        } else {
            None
        }
`,
        removed: `        if !self.map.contains_key(key) {
            return None;
        }
        self.map.insert(MapKey::Empty(self.empty_count), None);
        self.empty_count += 1;
        let value = self.map.swap_remove(key).flatten();
        self.close_up();
        value
`,
        retain: '|k, _| matches!(k, MapKey::Key(_))',
        placeAt: 'self.map.get_index(self.first).map(|(key, _)| key)',
      },
      {
        file: 'src/builtins/set/ordered_set.rs',
        table: 'inner',
        remove: `        if self.lock == 0 {
            self.inner.shift_remove(value)
        } else if self.inner.contains(value) {
            self.inner.insert(MapKey::Empty(self.empty_count));
            self.empty_count += 1;
            self.inner.swap_remove(value)
        } else {
            false
        }
`,
        removed: `        if !self.inner.contains(value) {
            return false;
        }
        self.inner.insert(MapKey::Empty(self.empty_count));
        self.empty_count += 1;
        self.inner.swap_remove(value);
        self.close_up();
        true
`,
        retain: '|k| matches!(k, MapKey::Key(_))',
        placeAt: 'self.inner.get_index(self.first)',
      },
    ].flatMap(orderedTable),
    {
      file: 'src/builtins/set/ordered_set.rs',
      find: `        self.inner.len() == 0
`,
      put: `        self.len() == 0
`,
    },
    {
      file: 'src/builtins/map/mod.rs',
      find: `                let Some((k, v)) = map.get_index(index) else {
                    continue;
`,
      put: `                index = map.next_place(index);
                let Some((k, v)) = map.get_index(index) else {
                    index += 1;
                    continue;
`,
    },
    ...['map', 'set'].map((it) => ({
      file: `src/builtins/${it}/${it}_iterator.rs`,
      find: `                let len = entries.full_len();
`,
      after: `                ${it}_iterator.next_index = entries.next_place(${it}_iterator.next_index);
`,
    })),
    ...['IndexMap::new()', 'IndexMap::with_capacity(capacity)'].map((table) => ({
      file: 'src/builtins/map/ordered_map.rs',
      find: `            map: ${table},
`,
      after: `            first: 0,
`,
    })),
    {
      file: 'src/builtins/set/ordered_set.rs',
      find: `            inner: IndexSet::with_capacity(capacity),
`,
      after: `            first: 0,
`,
    },
  ],
};

/**
 * To delete of a map or a set moved all that came later: 10,000 entries took a second to go, the first one
 * first. The place stays empty, as it did while there was an iterator, and who begins anew begins
 * behind the empty ones: one that takes the oldest entry by an iterator leaves that open, and the places
 * with it until it is collected.
 * @param {{ file: string, table: string, remove: string, removed: string, retain: string, placeAt: string }} it
 */
function orderedTable({ file, table, remove, removed, retain, placeAt }) {
  return [
    {
      why: 'An entry that is deleted leaves an empty place, and nothing moves.',
      file,
      find: remove,
      put: removed,
    },
    {
      file,
      find: `        self.lock -= 1;
        if self.lock == 0 {
            self.${table}.retain(${retain});
            self.empty_count = 0;
        }
    }
`,
      put: `        self.lock -= 1;
        self.close_up();
    }

    /// Takes the empty places out, if they are most and no iterator counts them.
    fn close_up(&mut self) {
        if self.lock == 0 && self.empty_count > 16 && self.empty_count * 2 > self.${table}.len() {
            self.${table}.retain(${retain});
            self.empty_count = 0;
            self.first = 0;
        }
        while let Some(MapKey::Empty(_)) = ${placeAt} {
            self.first += 1;
        }
    }

    /// The place to go on from: behind those at the beginning that are empty.
    pub(crate) fn next_place(&self, place: usize) -> usize {
        place.max(self.first)
    }
`,
    },
    {
      file,
      find: `        self.empty_count = places;
`,
      after: `        self.first = places;
`,
    },
    {
      file,
      find: `    empty_count: usize,
}
`,
      put: `    empty_count: usize,
    /// The first place that is not empty.
    first: usize,
}
`,
    },
  ];
}
