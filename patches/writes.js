'use strict';

/**
 * When the variables of scripts get their first values. They are properties of the global from the beginning of
 * their script on, and in their order; the sandbox of `node:vm` has each when it is assigned first, as it has what
 * was never declared. So the global notes which were, and how many properties it had then, which cost nothing but
 * where one is pending. `src/engine/mirror/order.rs` asks.
 */
const METHODS = 'src/object/internal_methods/mod.rs';

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      file: 'src/context/mod.rs',
      find: `        // 5. If hasProperty is false and extensible is true, then
        if !has_property && extensible {
            // a. Perform ? ObjRec.CreateMutableBinding(N, D).
`,
      after: `            self.vm.first_writes.unset.insert(name.clone());
`,
    },
    {
      file: 'src/context/mod.rs',
      find: `/// Builder for the [\`Context\`] type.
`,
      before: `/// The variables of scripts that have no value yet, and those that have got one since the host asked.
#[derive(Debug, Default)]
pub(crate) struct FirstWrites {
    pub(crate) unset: rustc_hash::FxHashSet<JsString>,
    written: Vec<(JsString, usize)>,
}

impl FirstWrites {
    pub(crate) fn note(&mut self, global: &JsObject, key: &PropertyKey) {
        if let PropertyKey::String(name) = key
            && self.unset.remove(name)
        {
            let count = global.borrow().shape().key_count();
            self.written.push((name.clone(), count));
        }
    }
}

impl Context {
    /// The variables of scripts that were assigned for the first time since this was asked last, in order,
    /// and how many properties the global had then.
    pub fn take_first_writes(&mut self) -> Vec<(JsString, usize)> {
        std::mem::take(&mut self.vm.first_writes.written)
    }
}

`,
    },
    {
      file: 'src/object/shape/mod.rs',
      find: `    /// How many places for properties there are, empty ones among them.
`,
      before: `    /// How many keys there are.
    pub(crate) fn key_count(&self) -> usize {
        match &self.inner {
            Inner::Shared(shape) => shape.property_count() as usize,
            Inner::Unique(shape) => shape.keys().len(),
        }
    }

`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `    /// The promise of what a job goes on with.
    pub(crate) resumed: Option<JsObject>,
`,
      before: `    pub(crate) first_writes: crate::context::FirstWrites,

`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `            resumed: None,
`,
      before: `            first_writes: crate::context::FirstWrites::default(),
`,
    },
    {
      file: METHODS,
      find: `            __delete__: global_delete,
`,
      before: `            __set__: global_set,
`,
    },
    {
      file: METHODS,
      find: `fn global_delete(
`,
      before: `fn global_set(
    global: &JsObject,
    key: PropertyKey,
    value: JsValue,
    receiver: JsValue,
    context: &mut InternalMethodPropertyContext<'_>,
) -> JsResult<bool> {
    if !context.vm.first_writes.unset.is_empty() {
        context.vm.first_writes.note(global, &key);
    }
    ordinary_set(global, key, value, receiver, context)
}

`,
    },
  ],
};
