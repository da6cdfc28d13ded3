'use strict';

/** Shapes, and the caches of places in the code that go by them. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `To take a property away goes back behind it and takes the later steps again. Those to other
        attributes are none of them: it goes back behind every property that has others by now, and
        takes it again as it is.`,
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `        let mut current = Some(self);
`,
      after: `        let mut configured = false;
        let mut later = None;
`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `            if current_shape.flags().is_insert_transition_type() && &current_property_key == key {
                let base = if let Some(base) = current_shape.previous() {
                    base.clone()
                } else {
                    // It's the root, because it doesn't have previous.
                    current_shape.clone()
                };
                break base;
            }

            // Do not add property that we are trying to delete.
            // this can happen if a configure was called after inserting it into the shape
            if &current_property_key != key {
                // Only take the latest changes to a property. To try to build a smaller tree.
                transitions
                    .entry(current_property_key)
                    .or_insert(slot.attributes);
`,
      put: `            let is_insert = current_shape.flags().is_insert_transition_type();
            configured |= !is_insert;
            if is_insert && &current_property_key == key {
                later = Some(transitions.len());
            }

            // Do not add property that we are trying to delete.
            // this can happen if a configure was called after inserting it into the shape
            if &current_property_key != key {
                // Only take the latest changes to a property. To try to build a smaller tree.
                let latest = self.lookup(&current_property_key).filter(|_| configured);
                transitions
                    .entry(current_property_key)
                    .or_insert(latest.map_or(slot.attributes, |slot| slot.attributes));
            }

            if later.is_some() && is_insert {
                // It's the root, if it doesn't have previous.
                let base = current_shape.previous().unwrap_or(current_shape);
                if !configured || !self.has_changed_since(base) {
                    break base.clone();
                }
`,
    },
    {
      why: 'So it says how many of the steps belong behind the property, for one that changes its kind.',
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `        (base, prototype, transitions)
`,
      put: `        (base, prototype, transitions, later.unwrap_or(0))
`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `        IndexMap<PropertyKey, SlotAttributes>,
`,
      after: `        usize,
`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `        let (mut base, prototype, transitions) = self.rollback_before(key);
`,
      put: `        let (mut base, prototype, transitions, _) = self.rollback_before(key);
`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `        let (mut base, prototype, transitions) = self.rollback_before(&key.property_key);
`,
      put: `        let (mut base, prototype, transitions, later) = self.rollback_before(&key.property_key);
`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `        // Apply this property.
        base = base.insert_property_transition(key);

        // Apply previous properties.
        for (property_key, attributes) in transitions.into_iter().rev() {
            let transition = TransitionKey {
                property_key,
                attributes,
            };
`,
      put: `        // Apply this property in its place, and the others around it.
        let earlier = transitions.len() - later;
        let others = transitions.into_iter().rev();
        let mut all: Vec<_> = others
            .map(|(property_key, attributes)| TransitionKey {
                property_key,
                attributes,
            })
            .collect();
        all.insert(earlier, key);
        for transition in all {
`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `    /// Remove a property from [\`SharedShape\`], returning the new [\`SharedShape\`].`,
      before: `    /// Whether a property that an earlier shape has is there with other attributes.
    fn has_changed_since(&self, earlier: &Self) -> bool {
        let table = earlier.property_table().inner().borrow();
        let properties = table.keys.iter().take(earlier.property_count() as usize);
        let changed = properties.map(|(key, slot)| (key.clone(), slot.attributes));
        let changed: Vec<_> = changed.collect();
        drop(table);
        changed
            .into_iter()
            .any(|(key, attributes)| self.lookup(&key).is_some_and(|it| it.attributes != attributes))
    }

`,
    },
    {
      why: `A place that found a property in a prototype asks whether that still has the shape it had: to
        delete a method, or to make a getter of it, moves the others.`,
      file: 'src/vm/inline_cache/mod.rs',
      find: `    pub(crate) shape: WeakShape,
`,
      after: `    /// That of the prototype, if the property is there.
    pub(crate) prototype: Option<WeakShape>,
`,
    },
    {
      why: `A getter may have put something else in its place, or before it: what was found is remembered
        only if it is still there.`,
      file: 'src/vm/inline_cache/mod.rs',
      find: `        let mut entries = self.entries.borrow_mut();

        // Add a new entry if there's space.
        if entries
            .try_push(CacheEntry {
                shape: shape.into(),
`,
      put: `        let key = PropertyKey::from(self.name.clone());
        let prototype = if slot.attributes.contains(SlotAttributes::PROTOTYPE) {
            match shape.prototype() {
                Some(prototype) if shape.lookup(&key).is_none() => {
                    Some(prototype.borrow().shape().clone())
                }
                _ => return,
            }
        } else {
            None
        };
        let found = prototype.as_ref().unwrap_or(shape).lookup(&key);
        let attributes = slot.attributes.difference(SlotAttributes::INLINE_CACHE_BITS);
        if found.is_none_or(|found| found.index != slot.index || found.attributes != attributes) {
            return;
        }

        let mut entries = self.entries.borrow_mut();

        // Add a new entry if there's space.
        if entries
            .try_push(CacheEntry {
                shape: shape.into(),
                prototype: prototype.as_ref().map(WeakShape::from),
`,
    },
    {
      file: 'src/vm/inline_cache/mod.rs',
      find: `                    result = Some((upgraded, entries[i].slot));
`,
      put: `                    let is_there = entries[i].prototype.as_ref().is_none_or(|shape| {
                        let prototype = upgraded.prototype();
                        prototype.is_some_and(|prototype| {
                            prototype.borrow().shape().to_addr_usize() == shape.to_addr_usize()
                        })
                    });
                    if is_there {
                        result = Some((upgraded, entries[i].slot));
                    } else {
                        entries.swap_remove(i);
                    }
`,
    },
    {
      file: 'src/vm/inline_cache/mod.rs',
      find: `    object::shape::{Shape, WeakShape, slot::Slot},
`,
      put: `    object::shape::{
        Shape, WeakShape,
        slot::{Slot, SlotAttributes},
    },
    property::PropertyKey,
`,
    },
  ],
};
