'use strict';

/** What is done at once to the elements of an array that lie one behind the other (`dense-arrays.js`). */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'What is done to elements at once.',
      file: 'src/object/property_map.rs',
      find: `    /// Transform this array into a sparse array if it isn't so already.
`,
      before: `    /// How many elements there are, if they lie one behind the other.
    pub(crate) fn dense_len(&self) -> Option<usize> {
        match self {
            Self::DenseI32(all) => Some(all.len()),
            Self::DenseF64(all) => Some(all.len()),
            Self::DenseElement(all) => Some(all.len()),
            Self::SparseElement(_) | Self::SparseProperty(_) => None,
        }
    }

    /// One of such elements.
    pub(crate) fn dense_value(&self, index: usize) -> Option<JsValue> {
        match self {
            Self::DenseI32(all) => all.get(index).copied().map(JsValue::from),
            Self::DenseF64(all) => all.get(index).copied().map(JsValue::from),
            Self::DenseElement(all) => all.get(index).cloned(),
            Self::SparseElement(_) | Self::SparseProperty(_) => None,
        }
    }

    /// A copy of some of them.
    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> Option<Self> {
        Some(match self {
            Self::DenseI32(all) => Self::DenseI32(all.get(range)?.into()),
            Self::DenseF64(all) => Self::DenseF64(all.get(range)?.into()),
            Self::DenseElement(all) => Self::DenseElement(all.get(range)?.into()),
            Self::SparseElement(_) | Self::SparseProperty(_) => return None,
        })
    }

    /// Takes those from a place on.
    fn split_off(&mut self, at: usize) -> Self {
        match self {
            Self::DenseI32(all) => Self::DenseI32(all.split_off(at)),
            Self::DenseF64(all) => Self::DenseF64(all.split_off(at)),
            Self::DenseElement(all) => Self::DenseElement(all.split_off(at)),
            Self::SparseElement(_) | Self::SparseProperty(_) => Self::default(),
        }
    }

    /// Puts others behind them.
    pub(crate) fn append(&mut self, mut others: Self) {
        match (&mut *self, &mut others) {
            (Self::DenseI32(all), Self::DenseI32(others)) => all.append(others),
            (Self::DenseF64(all), Self::DenseF64(others)) => all.append(others),
            (Self::DenseElement(all), Self::DenseElement(others)) => all.append(others),
            (_, others) => {
                let mut index = 0;
                while let Some(value) = others.dense_value(index) {
                    self.push_dense(&value);
                    index += 1;
                }
            }
        }
    }

    /// Puts values in the place of some of them; returns those.
    pub(crate) fn replace(
        &mut self,
        range: std::ops::Range<usize>,
        values: impl Iterator<Item = JsValue>,
    ) -> Option<Self> {
        if range.start > range.end || range.end > self.dense_len()? {
            return None;
        }
        let rest = self.split_off(range.end);
        let taken = self.split_off(range.start);
        for value in values {
            self.push_dense(&value);
        }
        self.append(rest);
        Some(taken)
    }

    /// Takes the last of them.
    pub(crate) fn pop_dense(&mut self) -> Option<JsValue> {
        match self {
            Self::DenseI32(all) => all.pop().map(JsValue::from),
            Self::DenseF64(all) => all.pop().map(JsValue::from),
            Self::DenseElement(all) => all.pop(),
            Self::SparseElement(_) | Self::SparseProperty(_) => None,
        }
    }

    /// Turns their order round.
    pub(crate) fn reverse(&mut self) -> Option<()> {
        match self {
            Self::DenseI32(all) => all.reverse(),
            Self::DenseF64(all) => all.reverse(),
            Self::DenseElement(all) => all.reverse(),
            Self::SparseElement(_) | Self::SparseProperty(_) => return None,
        }
        Some(())
    }

`,
    },
    {
      file: 'src/builtins/array/mod.rs',
      find: `/// Define an own property for an array exotic object.
`,
      before: `/// The most elements that are moved at once: meanwhile no deadline is looked at, and no limit of memory.
const AT_ONCE_MAX: u64 = 1 << 20;

/// Whether an array has the prototype and the \`length\` that arrays are made with, and takes elements.
fn is_plain(array: &JsObject, context: &Context) -> bool {
    let template = context.intrinsics().templates().array().shape().to_addr_usize();
    let object = array.borrow();
    array.is_array() && object.extensible && object.shape().to_addr_usize() == template
}

/// Whether such an array inherits no elements, so that nobody hears of one that is new.
fn inherits_no_elements(context: &Context) -> bool {
    let constructors = context.intrinsics().constructors();
    let array = constructors.array().prototype();
    let object = constructors.object().prototype();
    let has_some = |it: &JsObject| {
        let it = it.borrow();
        it.properties().index_property_keys().next().is_some()
    };
    !has_some(&array)
        && !has_some(&object)
        && array.prototype().as_ref() == Some(&object)
        && object.prototype().is_none()
}

/// Does something to the elements of a plain array, if they are \`len\`, as its \`length\` says.
fn with_elements<R>(
    array: &JsObject,
    len: u64,
    context: &Context,
    act: impl FnOnce(&mut IndexedProperties) -> Option<R>,
) -> Option<R> {
    if len > AT_ONCE_MAX || !is_plain(array, context) {
        return None;
    }
    let mut object = array.borrow_mut();
    let properties = object.properties_mut();
    let elements = &mut properties.indexed_properties;
    let count = elements.dense_len()?;
    if count as u64 != len || properties.storage[0].as_number() != Some(len as f64) {
        return None;
    }
    let result = act(elements)?;
    let count = elements.dense_len()?;
    properties.storage[0] = JsValue::new(count as u64);
    Some(result)
}

/// A copy of some elements of such an array.
fn part(
    array: &JsObject,
    len: u64,
    range: std::ops::Range<u64>,
    context: &Context,
) -> Option<IndexedProperties> {
    let range = range.start as usize..range.end as usize;
    with_elements(array, len, context, |elements| elements.part(range))
}

/// All of them, as a list.
pub(crate) fn list_of(array: &JsObject, len: u64, context: &Context) -> Option<Vec<JsValue>> {
    with_elements(array, len, context, |elements| {
        (0..len as usize).map(|index| elements.dense_value(index)).collect()
    })
}

/// Defines an element of a plain array that comes next behind the others.
pub(crate) fn define_next(
    array: &JsObject,
    key: &PropertyKey,
    value: &JsValue,
    context: &Context,
) -> bool {
    let PropertyKey::Index(index) = key else {
        return false;
    };
    if !is_plain(array, context) {
        return false;
    }
    let index = index.get();
    let mut object = array.borrow_mut();
    let properties = object.properties_mut();
    let elements = &mut properties.indexed_properties;
    if elements.dense_len() != Some(index as usize) || !elements.push_dense(value) {
        return false;
    }
    let length = properties.storage[0].as_number().unwrap_or_default();
    if length <= f64::from(index) {
        properties.storage[0] = JsValue::new(u64::from(index) + 1);
    }
    true
}

/// Whether a plain array has no elements yet, whatever its \`length\`.
fn is_fresh(array: &JsObject, context: &Context) -> bool {
    is_plain(array, context)
        && array.borrow().properties().indexed_properties.dense_len() == Some(0)
}

/// Gives a fresh array its elements.
fn give(array: &JsObject, elements: IndexedProperties) {
    let mut array = array.borrow_mut();
    let properties = array.properties_mut();
    properties.storage[0] = JsValue::new(elements.dense_len().unwrap_or_default() as u64);
    properties.indexed_properties = elements;
}

/// The place of the first element from one on that passes a test, if the elements can be looked at.
fn position(
    array: &JsObject,
    len: u64,
    from: i64,
    context: &Context,
    test: impl Fn(&JsValue) -> bool,
) -> Option<Option<usize>> {
    let from = usize::try_from(from).ok()?;
    with_elements(array, len, context, |elements| {
        let passes = |index: &usize| elements.dense_value(*index).is_some_and(|it| test(&it));
        Some((from..len as usize).find(passes))
    })
}

`,
    },
    {
      file: 'src/object/property_map.rs',
      find: `        let index = index as usize;
        match &self.indexed_properties {
            IndexedProperties::DenseI32(properties) => {
                properties.get(index).copied().map(JsValue::from)
            }
            IndexedProperties::DenseF64(properties) => {
                properties.get(index).copied().map(JsValue::from)
            }
            IndexedProperties::DenseElement(properties) => properties.get(index).cloned(),
            IndexedProperties::SparseProperty(_) | IndexedProperties::SparseElement(_) => None,
        }
`,
      put: `        self.indexed_properties.dense_value(index as usize)
`,
    },
  ],
};
