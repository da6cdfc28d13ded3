'use strict';

/** What the built-in iterators answer to a loop that takes a step without calling `next` (`steps.js`). */

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
