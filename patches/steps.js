'use strict';

/** How loops, patterns and spreads step through built-in iterators. */

/** What each kind has for an entry, by what is iterated. */
const ITEMS = {
  map: {
    find: `                let item = match item_kind {
                    PropertyNameKind::Key => Ok(create_iter_result_object(key, false, context)),
                    PropertyNameKind::Value => Ok(create_iter_result_object(value, false, context)),
                    PropertyNameKind::KeyAndValue => {
                        let result = Array::create_array_from_list([key, value], context);
                        Ok(create_iter_result_object(result.into(), false, context))
                    }
                };
                map_iterator.iterated_map = Some(obj);
                return item;
`,
    put: `                let item = match item_kind {
                    PropertyNameKind::Key => key,
                    PropertyNameKind::Value => value,
                    PropertyNameKind::KeyAndValue => {
                        Array::create_array_from_list([key, value], context).into()
                    }
                };
                map_iterator.iterated_map = Some(obj);
                return Some(Ok(Some(item)));
`,
  },
  set: {
    find: `                let item = match item_kind {
                    PropertyNameKind::KeyAndValue => {
                        let result =
                            Array::create_array_from_list([element.clone(), element], context);
                        Ok(create_iter_result_object(result.into(), false, context))
                    }
                    _ => Ok(create_iter_result_object(element, false, context)),
                };
                set_iterator.iterated_set = Some(obj);
                return item;
`,
    put: `                let item = match item_kind {
                    PropertyNameKind::KeyAndValue => {
                        Array::create_array_from_list([element.clone(), element], context).into()
                    }
                    _ => element,
                };
                set_iterator.iterated_set = Some(obj);
                return Some(Ok(Some(item)));
`,
  },
};

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
      why: `The length and the elements of what is iterated may run code, and that code may step the same
        iterator: the engine panicked, as the iterator was borrowed. As in V8, it goes on from the next.`,
      file: 'src/builtins/array/array_iterator.rs',
      find: `        let object = this.as_object();
        let mut array_iterator = object
            .as_ref()
            .and_then(JsObject::downcast_mut::<Self>)
            .ok_or_else(|| JsNativeError::typ().with_message("\`this\` is not an ArrayIterator"))?;
        let index = array_iterator.next_index;
        if array_iterator.done {
            return Ok(create_iter_result_object(
                JsValue::undefined(),
                true,
                context,
            ));
        }

        let len = if let Some(f) = array_iterator.array.downcast_ref::<TypedArray>() {
            let buf = f.viewed_array_buffer().as_buffer();
`,
      put: `        let object = this.as_object();
        let iterator = object
            .as_ref()
            .filter(|object| object.is::<Self>())
            .ok_or_else(|| JsNativeError::typ().with_message("\`this\` is not an ArrayIterator"))?;
        let step = match Self::shortcut(iterator, context) {
            Some(step) => step?,
            None => Self::step(iterator, context)?,
        };
        Ok(step_result(step, context))
    }

    /// The next of an array whose element is there.
    pub(crate) fn shortcut(iterator: &JsObject, context: &mut Context) -> Option<JsResult<Step>> {
        let mut iterator = iterator.downcast_mut::<Self>()?;
        if iterator.done {
            return Some(Ok(None));
        }
        let index = iterator.next_index;
        let element = if iterator.array.is_array() {
            let array = iterator.array.borrow();
            // As in the accessor of a name that is \`length\`: it is what an array stores first.
            let length = array.properties().storage[0].as_number()?;
            let element = || array.properties().get_dense_property(u32::try_from(index).ok()?);
            if index as f64 >= length { None } else { Some(element()?) }
        } else {
            let length = Self::typed_length(&iterator.array)?.ok()?;
            let array = &iterator.array;
            if index < length { Some(array.get(index, context).ok()?) } else { None }
        };
        let Some(element) = element else {
            iterator.done = true;
            return Some(Ok(None));
        };
        iterator.next_index += 1;
        let item = match iterator.kind {
            PropertyNameKind::Key => index.into(),
            PropertyNameKind::Value => element,
            PropertyNameKind::KeyAndValue => {
                Array::create_array_from_list([index.into(), element], context).into()
            }
        };
        Some(Ok(Some(item)))
    }

    /// How many elements a typed array has, if that is what is iterated.
    fn typed_length(array: &JsObject) -> Option<JsResult<u64>> {
        let f = array.downcast_ref::<TypedArray>()?;
        let buf = f.viewed_array_buffer().as_buffer();
        let Some(buf) = buf
            .bytes(std::sync::atomic::Ordering::SeqCst)
            .filter(|buf| !f.is_out_of_bounds(buf.len()))
        else {
            return Some(Err(JsNativeError::typ()
                .with_message("Cannot get value from out of bounds typed array")
                .into()));
        };
        Some(Ok(f.array_length(buf.len())))
    }

    /// The next of whatever is iterated.
    fn step(iterator: &JsObject, context: &mut Context) -> JsResult<Step> {
        let not_borrowed = "nothing borrows it but its own steps, which end before code runs";
        let (array, index) = {
            let iterator = iterator.downcast_ref::<Self>().js_expect(not_borrowed)?;
            (iterator.array.clone(), iterator.next_index)
        };
        let len = match Self::typed_length(&array) {
            Some(length) => length?,
            None => array.length_of_array_like(context)?,
        };

`,
    },
    {
      file: 'src/builtins/array/array_iterator.rs',
      find: `            let Some(buf) = buf
                .bytes(std::sync::atomic::Ordering::SeqCst)
                .filter(|buf| !f.is_out_of_bounds(buf.len()))
            else {
                return Err(JsNativeError::typ()
                    .with_message("Cannot get value from out of bounds typed array")
                    .into());
            };

            f.array_length(buf.len())
        } else {
            array_iterator.array.length_of_array_like(context)?
        };

        if index >= len {
            array_iterator.done = true;
            return Ok(create_iter_result_object(
                JsValue::undefined(),
                true,
                context,
            ));
        }
        array_iterator.next_index = index + 1;
        match array_iterator.kind {
            PropertyNameKind::Key => Ok(create_iter_result_object(index.into(), false, context)),
            PropertyNameKind::Value => {
                let element_value = array_iterator.array.get(index, context)?;
                Ok(create_iter_result_object(element_value, false, context))
            }
            PropertyNameKind::KeyAndValue => {
                let element_value = array_iterator.array.get(index, context)?;
                let result = Array::create_array_from_list([index.into(), element_value], context);
                Ok(create_iter_result_object(result.into(), false, context))
            }
        }
    }
`,
      put: `        let kind = {
            let mut iterator = iterator.downcast_mut::<Self>().js_expect(not_borrowed)?;
            if index >= len {
                iterator.done = true;
                return Ok(None);
            }
            iterator.next_index = index + 1;
            iterator.kind
        };
        Ok(Some(match kind {
            PropertyNameKind::Key => index.into(),
            PropertyNameKind::Value => array.get(index, context)?,
            PropertyNameKind::KeyAndValue => {
                let element = array.get(index, context)?;
                Array::create_array_from_list([index.into(), element], context).into()
            }
        }))
    }
`,
    },
    {
      file: 'src/builtins/array/array_iterator.rs',
      find: `    Context, JsData, JsResult,
    builtins::{
        Array, BuiltInBuilder, IntrinsicObject, JsValue, iterable::create_iter_result_object,
        typed_array::TypedArray,
    },
`,
      put: `    Context, JsData, JsExpect, JsResult,
    builtins::{
        Array, BuiltInBuilder, IntrinsicObject, JsValue,
        iterable::{Step, step_result},
        typed_array::TypedArray,
    },
`,
    },
    ...collectionSteps('map'),
    ...collectionSteps('set'),
    {
      file: 'src/builtins/string/string_iterator.rs',
      find: `        let object = this.as_object();
        let mut string_iterator = object
            .as_ref()
            .and_then(JsObject::downcast_mut::<Self>)
            .ok_or_else(|| JsNativeError::typ().with_message("\`this\` is not an ArrayIterator"))?;

        if string_iterator.string.is_empty() {
            return Ok(create_iter_result_object(
                JsValue::undefined(),
                true,
                context,
            ));
        }
`,
      put: `        let object = this.as_object();
        let step = object
            .as_ref()
            .and_then(|iterator| Self::shortcut(iterator, context))
            .ok_or_else(|| JsNativeError::typ().with_message("\`this\` is not an ArrayIterator"))??;
        Ok(step_result(step, context))
    }

    /// The next of the string.
    pub(crate) fn shortcut(iterator: &JsObject, context: &mut Context) -> Option<JsResult<Step>> {
        let mut string_iterator = iterator.downcast_mut::<Self>()?;
        if string_iterator.string.is_empty() {
            return Some(Ok(None));
        }
`,
    },
    {
      file: 'src/builtins/string/string_iterator.rs',
      find: `            string_iterator.string = js_string!();
            return Ok(create_iter_result_object(
                JsValue::undefined(),
                true,
                context,
            ));
        }
`,
      put: `            string_iterator.string = js_string!();
            return Some(Ok(None));
        }
`,
    },
    {
      file: 'src/builtins/string/string_iterator.rs',
      find: `        let result_string = crate::builtins::string::String::substring(
            &string_iterator.string.clone().into(),
            &[position.into(), string_iterator.next_index.into()],
            context,
        )?;
        Ok(create_iter_result_object(result_string, false, context))
`,
      put: `        let character = crate::builtins::string::String::substring(
            &string_iterator.string.clone().into(),
            &[position.into(), string_iterator.next_index.into()],
            context,
        );
        Some(character.map(Some))
`,
    },
    {
      file: 'src/builtins/string/string_iterator.rs',
      find: `    builtins::{BuiltInBuilder, IntrinsicObject, iterable::create_iter_result_object},
`,
      put: `    builtins::{
        BuiltInBuilder, IntrinsicObject,
        iterable::{Step, step_result},
    },
`,
    },
    {
      why: 'Those of a for…in, which ask proxies, but whose `next` no program sees.',
      file: 'src/builtins/object/for_in_iterator.rs',
      find: `        let object = this.as_object();
        let mut iterator = object
            .as_ref()
            .and_then(|o| o.downcast_mut::<Self>())
            .ok_or_else(|| JsNativeError::typ().with_message("\`this\` is not a ForInIterator"))?;
        let mut object = iterator.object.to_object(context)?;
`,
      put: `        let object = this.as_object();
        let step = object
            .as_ref()
            .and_then(|iterator| Self::shortcut(iterator, context))
            .ok_or_else(|| JsNativeError::typ().with_message("\`this\` is not a ForInIterator"))??;
        Ok(step_result(step, context))
    }

    /// The next name.
    pub(crate) fn shortcut(iterator: &JsObject, context: &mut Context) -> Option<JsResult<Step>> {
        let mut iterator = iterator.downcast_mut::<Self>()?;
        Some(iterator.step(context))
    }

    fn step(&mut self, context: &mut Context) -> JsResult<Step> {
        let iterator = self;
        let mut object = iterator.object.to_object(context)?;
`,
    },
    {
      file: 'src/builtins/object/for_in_iterator.rs',
      find: `    builtins::iterable::create_iter_result_object,
`,
      put: `    builtins::iterable::{Step, step_result},
`,
    },
    {
      file: 'src/builtins/object/for_in_iterator.rs',
      find: `                        return Ok(create_iter_result_object(JsValue::new(r), false, context));
`,
      put: `                        return Ok(Some(JsValue::new(r)));
`,
    },
    {
      file: 'src/builtins/object/for_in_iterator.rs',
      find: `                    return Ok(create_iter_result_object(
                        JsValue::undefined(),
                        true,
                        context,
                    ));
`,
      put: `                    return Ok(None);
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

/**
 * Those of a Map or a Set, whose steps run no code.
 * @param {'map' | 'set'} kind
 */
function collectionSteps(kind) {
  const file = `src/builtins/${kind}/${kind}_iterator.rs`;
  const name = kind === 'map' ? 'MapIterator' : 'SetIterator';
  const article = kind === 'map' ? 'a' : 'an';
  return [
    {
      file,
      find: `        let object = this.as_object();
        let mut ${kind}_iterator = object
            .as_ref()
            .and_then(JsObject::downcast_mut::<Self>)
            .ok_or_else(|| JsNativeError::typ().with_message("\`this\` is not ${article} ${name}"))?;

        let item_kind = ${kind}_iterator.iteration_kind;
`,
      put: `        let object = this.as_object();
        let step = object
            .as_ref()
            .and_then(|iterator| Self::shortcut(iterator, context))
            .ok_or_else(|| JsNativeError::typ().with_message("\`this\` is not ${article} ${name}"))??;
        Ok(step_result(step, context))
    }

    /// The next that is there.
    pub(crate) fn shortcut(iterator: &JsObject, context: &mut Context) -> Option<JsResult<Step>> {
        let mut ${kind}_iterator = iterator.downcast_mut::<Self>()?;
        let item_kind = ${kind}_iterator.iteration_kind;
`,
    },
    {
      file,
      find: ITEMS[kind].find,
      put: ITEMS[kind].put,
    },
    {
      file,
      find: `        Ok(create_iter_result_object(
            JsValue::undefined(),
            true,
            context,
        ))
`,
      put: `        Some(Ok(None))
`,
    },
    {
      file,
      find: `    builtins::{
        Array, BuiltInBuilder, IntrinsicObject, JsValue, iterable::create_iter_result_object,
    },
`,
      put: `    builtins::{
        Array, BuiltInBuilder, IntrinsicObject, JsValue,
        iterable::{Step, step_result},
    },
`,
    },
  ];
}
