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
      put: `    pub(crate) shape: KnownShape,
    /// That of the prototype, if the property is there.
    pub(crate) prototype: Option<KnownShape>,
`,
    },
    {
      why: `A getter may have put something else in its place, or before it: what was found is remembered
        only if it is still there. A shape of an object's own stays when a property is added: what hides an
        inherited one would not be seen.`,
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
                Some(prototype) if shape.is_shared() && shape.lookup(&key).is_none() => {
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
        if entries.is_full() {
            entries.retain(|entry| entry.shape.is_alive());
        }

        // Add a new entry if there's space.
        if entries
            .try_push(CacheEntry {
                shape: shape.into(),
                prototype: prototype.as_ref().map(KnownShape::from),
`,
    },
    {
      why: `A look at a cache goes by addresses: to have the shape of each entry, and to let it go again, took
        most of what reading a property took. Where another shape has come to lie at the address, the weak
        reference tells.`,
      file: 'src/vm/inline_cache/mod.rs',
      find: `        let mut i = 0;
        let mut result = None;
        let shape_addr = shape.to_addr_usize();

        while i < entries.len() {
            if let Some(upgraded) = entries[i].shape.upgrade() {
                if upgraded.to_addr_usize() == shape_addr {
                    result = Some((upgraded, entries[i].slot));
                    break;
                }
                i += 1;
            } else {
                // Opportunistically clean up stale weak shapes.
                entries.swap_remove(i);
            }
        }

        result
`,
      put: `        let place = entries.iter().position(|it| it.shape.may_be(shape))?;
        let entry = &entries[place];
        let is_there = entry.shape.is_alive()
            && entry.prototype.as_ref().is_none_or(|known| {
                let prototype = shape.prototype();
                prototype.is_some_and(|prototype| {
                    known.may_be(prototype.borrow().shape()) && known.is_alive()
                })
            });
        if !is_there {
            entries.swap_remove(place);
            return None;
        }
        Some(entry.slot)
`,
    },
    {
      file: 'src/vm/inline_cache/mod.rs',
      find: `    /// Returns the cached \`(Shape, Slot)\` if a matching shape exists in the inline cache.
    ///
    /// Opportunistically cleans up stale weak shape references during lookup.
    pub(crate) fn get(&self, shape: &Shape) -> Option<(Shape, Slot)> {
`,
      put: `    /// Returns the cached \`Slot\` if a matching shape exists in the inline cache.
    pub(crate) fn get(&self, shape: &Shape) -> Option<Slot> {
`,
    },
    {
      file: 'src/vm/inline_cache/mod.rs',
      find: `/// An inline cache entry for a property access.
`,
      before: `/// A shape that may be gone, and where it was.
#[derive(Clone, Debug, Trace, Finalize)]
pub(crate) struct KnownShape {
    address: usize,
    shape: WeakShape,
}

impl KnownShape {
    fn may_be(&self, shape: &Shape) -> bool {
        self.address == shape.to_addr_usize()
    }

    fn is_alive(&self) -> bool {
        self.shape.is_alive()
    }

    pub(crate) fn to_addr_usize(&self) -> usize {
        self.shape.to_addr_usize()
    }
}

impl From<&Shape> for KnownShape {
    fn from(shape: &Shape) -> Self {
        Self {
            address: shape.to_addr_usize(),
            shape: shape.into(),
        }
    }
}

`,
    },
    {
      file: 'src/object/shape/mod.rs',
      find: `impl From<&Shape> for WeakShape {
`,
      before: `impl WeakShape {
    /// Whether the [\`Shape\`] has not been freed.
    pub(crate) fn is_alive(&self) -> bool {
        match self {
            WeakShape::Shared(shape) => shape.is_alive(),
            WeakShape::Unique(shape) => shape.is_alive(),
        }
    }
}

`,
    },
    ...[
      ['src/object/shape/shared_shape/mod.rs', 'WeakSharedShape'],
      ['src/object/shape/unique_shape.rs', 'WeakUniqueShape'],
    ].map(([file, name]) => ({
      file,
      find: `impl ${name} {
`,
      after: `    /// Whether the shape has not been freed.
    pub(crate) fn is_alive(&self) -> bool {
        self.inner.is_upgradable()
    }

`,
    })),
    ...[
      ['src/vm/opcode/get/property.rs', '    '],
      ['src/vm/opcode/get/name.rs', '            '],
      ['src/vm/opcode/set/property.rs', '    '],
    ].map(([file, indent]) => ({
      file,
      find: `if let Some((shape, slot)) = ic.get(object_borrowed.shape()) {
`,
      put: `if let Some(slot) = ic.get(object_borrowed.shape()) {
${indent}    let shape = object_borrowed.shape();
`,
    })),
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
    {
      why: `The prototypes of classes were held by the shape of empty objects, with whatever their
        methods hold, until there were 256 more: a library that was loaded again and again stayed 256
        times. Where a prototype is will do, as its shapes hold it: that of a shape that lives is
        nobody else's place.`,
      file: 'src/object/shape/shared_shape/forward_transition.rs',
      find: `/// The internal representation of [\`ForwardTransition\`].
`,
      before: `/// Where a prototype is.
fn place_of(prototype: &JsPrototype) -> usize {
    prototype.as_ref().map_or(0, |it| std::ptr::from_ref(it.as_ref()).addr())
}

`,
    },
    {
      file: 'src/object/shape/shared_shape/forward_transition.rs',
      find: `    prototypes: Option<Box<TransitionMap<JsPrototype>>>,
`,
      put: `    prototypes: Option<Box<TransitionMap<usize>>>,
`,
    },
    {
      file: 'src/object/shape/shared_shape/forward_transition.rs',
      find: `    pub(super) fn insert_prototype(&self, key: JsPrototype, value: &Gc<SharedShapeInner>) {
`,
      put: `    pub(super) fn insert_prototype(&self, key: &JsPrototype, value: &Gc<SharedShapeInner>) {
`,
    },
    {
      file: 'src/object/shape/shared_shape/forward_transition.rs',
      find: `        prototypes.map.insert(key, WeakGc::new(value));
`,
      put: `        prototypes.map.insert(place_of(key), WeakGc::new(value));
`,
    },
    {
      file: 'src/object/shape/shared_shape/forward_transition.rs',
      find: `        let transitions = this.prototypes.as_ref()?;
        transitions.map.get(key).cloned()
`,
      put: `        let transitions = this.prototypes.as_ref()?;
        transitions.map.get(&place_of(key)).cloned()
`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `            .insert_prototype(prototype, &new_shape.inner);
`,
      put: `            .insert_prototype(&prototype, &new_shape.inner);
`,
    },
  ],
};
