'use strict';

/** How loops, patterns and spreads step through built-in iterators; those answer in `stepped.js`. */

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `Each step of a loop called \`next\`, made an object of what it had, and looked its two members up
        again: 1 µs, four times of what the loop itself takes. That of a built-in iterator is taken without
        all three where nothing of a program can tell. Limits are looked at as in a call.`,
      file: 'src/builtins/iterable/mod.rs',
      find: `/// \`CreateIterResultObject( value, done )\`
`,
      before: `/// What a step of an iterator comes to: nothing at its end.
pub(crate) type Step = Option<JsValue>;

/// A step of an iterator of a built-in kind. Nothing if it is none of that kind, or if its \`next\` would run
/// code of the program.
type Shortcut = fn(&JsObject, &mut Context) -> Option<JsResult<Step>>;

/// The shortcuts, by the \`next\` that each stands for.
const SHORTCUTS: [(NativeFunctionPointer, Shortcut); 5] = [
    (ArrayIterator::next, ArrayIterator::shortcut),
    (MapIterator::next, MapIterator::shortcut),
    (SetIterator::next, SetIterator::shortcut),
    (StringIterator::next, StringIterator::shortcut),
    (ForInIterator::next, ForInIterator::shortcut),
];

/// The shortcut for a \`next\`, if there is one.
fn shortcut_for(next: &JsValue) -> Option<Shortcut> {
    let next = next.as_object()?;
    let pointer = next.downcast_ref::<NativeFunctionObject>()?.f.pointer()?;
    let found = SHORTCUTS
        .iter()
        .find(|(next, _)| std::ptr::fn_addr_eq(*next, pointer))?;
    Some(found.1)
}

/// What \`next\` answers for a step.
pub(crate) fn step_result(step: Step, context: &mut Context) -> JsValue {
    let done = step.is_none();
    create_iter_result_object(step.unwrap_or_default(), done, context)
}

`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `    /// The result of the last call to \`next\`.
    last_result: IteratorResult,
}
`,
      put: `    /// What the last step had.
    last: Last,

    #[unsafe_ignore_trace]
    shortcut: Option<Shortcut>,
}

/// What the last step of an iterator had.
#[derive(Debug, Clone, Trace, Finalize)]
enum Last {
    Nothing,
    /// An object of its \`next\`.
    Result(IteratorResult),
    /// A value by a shortcut.
    Value(JsValue),
}
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `        Self {
            iterator,
            next_method,
            done: false,
            last_result: IteratorResult {
                object: JsObject::with_null_proto(),
            },
        }
`,
      put: `        let shortcut = shortcut_for(&next_method);
        Self {
            iterator,
            next_method,
            done: false,
            last: Last::Nothing,
            shortcut,
        }
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `    /// Gets the last result object of the iterator record.
    pub(crate) const fn last_result(&self) -> &IteratorResult {
        &self.last_result
    }
`,
      put: `    /// The object that the iterator's \`next\` had last, or would have had.
    pub(crate) fn last_result(&self, context: &mut Context) -> JsValue {
        match &self.last {
            Last::Result(result) => result.object().clone().into(),
            Last::Value(value) => step_result(Some(value.clone()), context),
            Last::Nothing => step_result(None, context),
        }
    }
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `        self.set_done_on_err(|iter| iter.last_result.value(context))
`,
      put: `        self.set_done_on_err(|iter| match &iter.last {
            Last::Result(result) => result.value(context),
            Last::Value(value) => Ok(value.clone()),
            Last::Nothing => Ok(JsValue::undefined()),
        })
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `            iter.done = result.complete(context)?;

            iter.last_result = result;

            Ok(())
`,
      put: `            iter.done = result.complete(context)?;

            iter.last = Last::Result(result);

            Ok(())
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `        self.set_done_on_err(|iter| {
            // 1. Let result be ? IteratorNext(iteratorRecord).
            let result = iter.next(None, context)?;
`,
      put: `        self.set_done_on_err(|iter| {
            if let Some(shortcut) = iter.shortcut {
                context.check_runtime_limits()?;
                if let Some(step) = shortcut(&iter.iterator, context) {
                    let step = step?;
                    iter.done = step.is_none();
                    iter.last = step.map_or(Last::Nothing, Last::Value);
                    return Ok(iter.done);
                }
            }
            // 1. Let result be ? IteratorNext(iteratorRecord).
            let result = iter.next(None, context)?;
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `            iter.last_result = result;

            // 6. Return result.
`,
      put: `            iter.last = Last::Result(result);

            // 6. Return result.
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `use crate::{
    Context, JsResult, JsValue,
`,
      before: `use crate::builtins::array::ArrayIterator;
use crate::builtins::map::MapIterator;
use crate::builtins::object::for_in_iterator::ForInIterator;
use crate::builtins::set::SetIterator;
use crate::builtins::string::StringIterator;
use crate::native_function::{NativeFunctionObject, NativeFunctionPointer};
`,
    },
    {
      file: 'src/native_function/mod.rs',
      find: `    /// Creates a \`NativeFunction\` from a function pointer.
`,
      before: `    /// The function, if it is one that captures nothing.
    pub(crate) fn pointer(&self) -> Option<NativeFunctionPointer> {
        match self.inner {
            Inner::PointerFn(pointer) => Some(pointer),
            Inner::Closure(_) => None,
        }
    }

`,
    },
    {
      why: 'Only loops that await ask for the object.',
      file: 'src/vm/opcode/iteration/iterator.rs',
      find: `            .last_result()
            .object()
            .clone();
        context.vm.set_register(value.into(), last_result.into());
`,
      put: `            .clone();
        let last_result = iterator.last_result(context);
        context.vm.set_register(value.into(), last_result);
`,
    },
    {
      file: 'src/vm/opcode/iteration/iterator.rs',
      find: `        let last_result = context
`,
      put: `        let iterator = context
`,
    },
    {
      why: `What is spread is appended to a new array, whatever \`Array.prototype\` has.`,
      file: 'src/vm/opcode/push/array.rs',
      find: `        let value = context.vm.get_register(value.into()).clone();
        let o = context
            .vm
            .get_register(array.into())
            .as_object()
            .js_expect("should be an object")?;

        // Fast path: push directly to dense indexed storage.
`,
      put: `        let value = context.vm.get_register(value.into()).clone();
        let o = context
            .vm
            .get_register(array.into())
            .as_object()
            .js_expect("should be an object")?;
        Self::append(&o, value, context)
    }

    /// Appends a value to an array of the engine's own.
    fn append(o: &JsObject, value: JsValue, context: &mut Context) -> JsResult<()> {
        // Fast path: push directly to dense indexed storage.
`,
    },
    {
      file: 'src/vm/opcode/push/array.rs',
      find: `        let array = context.vm.get_register(array.into()).clone();
        let mut iterator = context
`,
      put: `        let array = context
            .vm
            .get_register(array.into())
            .as_object()
            .js_expect("should be an object")?;
        let mut iterator = context
`,
    },
    {
      file: 'src/vm/opcode/push/array.rs',
      find: `            Array::push(&array, &[next], context)?;
`,
      put: `            PushValueToArray::append(&array, next, context)?;
`,
    },
    {
      file: 'src/vm/opcode/push/array.rs',
      find: `    Context, JsExpect, JsResult, JsValue,
    builtins::Array,
`,
      put: `    Context, JsExpect, JsObject, JsResult, JsValue,
    builtins::Array,
`,
    },
  ],
};
