'use strict';

/**
 * What tells an embedder that an object is as it was, and which of its values is not: the mirror
 * (src/engine/mirror/) asks at each crossing.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `With its address, it tells whether a shape is still as it was: one of an object's own grows.`,
      file: 'src/object/shape/mod.rs',
      find: `    /// Return location in memory of the [\`Shape\`].
    #[inline]
    #[must_use]
    pub fn to_addr_usize`,
      before: `    /// How many places for properties there are, empty ones among them.
    #[must_use]
    pub fn place_count(&self) -> usize {
        match &self.inner {
            Inner::Shared(shape) => shape.property_count() as usize,
            Inner::Unique(shape) => shape.property_table().borrow().keys.len(),
        }
    }

    /// The property whose value lies at a place of an object's values.
    #[must_use]
    pub fn key_at(&self, place: usize) -> Option<PropertyKey> {
        match &self.inner {
            Inner::Shared(shape) => shape.key_at(place),
            Inner::Unique(shape) => shape.property_table().borrow().key_at(place),
        }
    }

`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `    fn property_count(&self) -> u32 {
`,
      put: `    pub(crate) fn property_count(&self) -> u32 {
`,
    },
    {
      file: 'src/object/shape/shared_shape/mod.rs',
      find: `    /// Get the property this [\`SharedShape\`] refers to.
`,
      before: `    /// The property whose value lies at a place.
    pub(crate) fn key_at(&self, place: usize) -> Option<PropertyKey> {
        self.property_table().inner().borrow().key_at(place)
    }

`,
    },
    {
      file: 'src/object/shape/unique_shape.rs',
      find: `    fn property_table(&self) -> &RefCell<PropertyTableInner> {
`,
      put: `    pub(crate) fn property_table(&self) -> &RefCell<PropertyTableInner> {
`,
    },
    {
      file: 'src/object/shape/property_table.rs',
      find: `    /// Insert a property entry into the table.
    pub(crate) fn insert(`,
      before: `    /// The property whose value, or one half of it, lies at a place.
    pub(crate) fn key_at(&self, place: usize) -> Option<PropertyKey> {
        let behind = |(_, slot): &(PropertyKey, Slot)| slot.index as usize <= place;
        let index = self.keys.partition_point(behind).checked_sub(1)?;
        Some(self.keys[index].0.clone())
    }

`,
    },
    {
      file: 'src/object/property_map.rs',
      find: `    /// Remove the property with the given key from the [\`PropertyMap\`].
`,
      before: `    /// The values of the properties that have names: of an accessor, its two functions.
    #[must_use]
    pub fn named_values(&self) -> &[JsValue] {
        &self.storage
    }

`,
    },
    {
      file: 'src/value/mod.rs',
      find: `    /// Create a new [\`JsValue\`] from an inner value.
`,
      before: `    /// Whether two values are one, represented in one way. Two that are not may be texts of one wording.
    #[inline]
    #[must_use]
    pub fn is_identical(&self, other: &Self) -> bool {
        self.0.difference(&other.0) == 0
    }

    /// Whether two lists are, value by value. Without a way out for each, many are compared at a time.
    #[must_use]
    pub fn are_identical(left: &[Self], right: &[Self]) -> bool {
        let pairs = left.iter().zip(right);
        let difference = pairs.fold(0, |bits, (left, right)| bits | left.0.difference(&right.0));
        left.len() == right.len() && difference == 0
    }

`,
    },
    {
      why: `What is one need not be compared: texts of 100 MB that were, each time that control passed, took
        ten seconds which no deadline ended.`,
      file: 'src/value/equality.rs',
      find: `        debug_assert_eq!(x.get_type(), y.get_type());
        match (x.variant(), y.variant()) {
            (JsVariant::Null, JsVariant::Null)`,
      put: `        debug_assert_eq!(x.get_type(), y.get_type());
        if x.is_identical(y) {
            return true;
        }
        match (x.variant(), y.variant()) {
            (JsVariant::Null, JsVariant::Null)`,
    },
    {
      file: 'src/value/inner/nan_boxed.rs',
      find: `    /// Creates a new \`NanBoxedValue\` from an u64 value without checking the validity
`,
      before: `    /// The bits that two do not have in common.
    #[inline(always)]
    pub(crate) fn difference(&self, other: &Self) -> u64 {
        self.value() ^ other.value()
    }

`,
    },
  ],
};
