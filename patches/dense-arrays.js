'use strict';

/**
 * Methods of arrays whose elements lie one behind the other. They asked for each element as the language
 * says, and defined it in the result: 200 to 400 ns, where V8 takes 1 to 5. Of an array of which nothing is
 * special (its prototype, its `length`, its elements), nobody sees how they come and go, so they are
 * moved at once (`dense-elements.js`).
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'An array that has become longer meanwhile loses what is behind its new length.',
      file: 'src/builtins/array/mod.rs',
      find: `            let mut borrowed_object = o.borrow_mut();
            if borrowed_object.properties().shape.to_addr_usize()
                == context
                    .intrinsics()
                    .templates()
                    .array()
                    .shape()
                    .to_addr_usize()
            {
                // NOTE: The "length" property`,
      put: `            let mut borrowed_object = o.borrow_mut();
            let count = borrowed_object.properties().indexed_properties.dense_len();
            if count.is_some_and(|count| count as u64 <= len)
                && borrowed_object.properties().shape.to_addr_usize()
                    == context
                        .intrinsics()
                        .templates()
                        .array()
                        .shape()
                        .to_addr_usize()
            {
                // NOTE: The "length" property`,
    },
    {
      why: `The \`length\` of an array is no place to write to: from the second time on, an assignment to it kept
        the elements behind it, and took any value.`,
      file: 'src/vm/opcode/set/property.rs',
      find: `    if succeeded && slot.is_cacheable() {
`,
      put: `    let is_length = object.is_array() && name == PropertyKey::from(crate::js_string!("length"));
    if succeeded && slot.is_cacheable() && !is_length {
`,
    },
    {
      why: '`concat`',
      file: 'src/builtins/array/mod.rs',
      find: `                // iv. Repeat, while k < len,
                for k in 0..len {
                    // 1. Let P be ! ToString(𝔽(k)).
                    // 2. Let exists be ? HasProperty(E, P).
`,
      before: `                if let Some(all) = part(&item, len, 0..len, context) {
                    let count = n;
                    let append = |elements: &mut IndexedProperties| Some(elements.append(all));
                    if with_elements(&arr, count, context, append).is_some() {
                        n += len;
                        continue;
                    }
                }
`,
    },
    {
      why: '`push`',
      file: 'src/builtins/array/mod.rs',
      find: `        // 5. For each element E of items, do
        for element in args.iter().cloned() {
            // a. Perform ? Set(O, ! ToString(𝔽(len)), E, true).
`,
      before: `        if inherits_no_elements(context)
            && with_elements(&o, len, context, |elements| {
                args.iter().for_each(|value| {
                    elements.push_dense(value);
                });
                Some(())
            })
            .is_some()
        {
            return Ok((len + arg_count).into());
        }
`,
    },
    {
      why: '`pop`',
      file: 'src/builtins/array/mod.rs',
      find: `        // 3. If len = 0, then
        if len == 0 {
            // a. Perform ? Set(O, "length", +0𝔽, true).
            Self::set_length(&o, 0, context)?;

            // b. Return undefined.
            Ok(JsValue::undefined())
`,
      before: `        if let Some(last) = with_elements(&o, len, context, IndexedProperties::pop_dense) {
            return Ok(last);
        }
`,
    },
    {
      why: '`reverse`',
      file: 'src/builtins/array/mod.rs',
      find: `        // 3. Let middle be floor(len / 2).
        let middle = len / 2;
        // 4. Let lower be 0.
        let mut lower = 0;
`,
      before: `        if with_elements(&o, len, context, IndexedProperties::reverse).is_some() {
            return Ok(o.into());
        }
`,
    },
    {
      why: '`unshift`',
      file: 'src/builtins/array/mod.rs',
      find: `            // b. Let k be len.
            let mut k = len;
            // c. Repeat, while k > 0,
            while k > 0 {
                // i. Let from be ! ToString(𝔽(k - 1)).
`,
      before: `            if inherits_no_elements(context)
                && with_elements(&o, len, context, |elements| {
                    elements.replace(0..0, args.iter().cloned())
                })
                .is_some()
            {
                return Ok((len + arg_count).into());
            }
`,
    },
    {
      why: '`slice`',
      file: 'src/builtins/array/mod.rs',
      find: `        let a = Self::array_species_create(&o, count, context)?;
`,
      after: `        if is_fresh(&a, context)
            && let Some(elements) = part(&o, len, k..final_, context)
        {
            give(&a, elements);
            return Ok(a.into());
        }
`,
    },
    {
      why: '`splice`',
      file: 'src/builtins/array/mod.rs',
      find: `        let arr = Self::array_species_create(&o, actual_delete_count, context)?;
`,
      after: `        let start_at = actual_start as usize;
        let range = start_at..start_at + actual_delete_count as usize;
        if (item_count <= actual_delete_count || inherits_no_elements(context))
            && !JsObject::equals(&o, &arr)
            && is_fresh(&arr, context)
            && let Some(taken) = with_elements(&o, len, context, |elements| {
                elements.replace(range, items.iter().cloned())
            })
        {
            give(&arr, taken);
            return Ok(arr.into());
        }
`,
    },
    {
      why: '`fill`, also of an array that was made with a length only.',
      file: 'src/builtins/array/mod.rs',
      find: `        // 11. Repeat, while k < final,
        while k < final_ {
            // a. Let Pk be ! ToString(𝔽(k)).
            let pk = k;
            // b. Perform ? Set(O, Pk, value, true).
            o.set(pk, value.clone(), true, context)?;
`,
      before: `        let is_made = is_fresh(&o, context)
            && inherits_no_elements(context)
            && o.borrow().properties().storage[0].as_number() == Some(len as f64);
        if k == 0 && final_ == len && is_made && len <= AT_ONCE_MAX {
            let mut elements = IndexedProperties::default();
            for _ in 0..len {
                elements.push_dense(value);
            }
            give(&o, elements);
            return Ok(o.into());
        }
        if with_elements(&o, len, context, |elements| {
            let values = std::iter::repeat_n(value.clone(), final_.saturating_sub(k) as usize);
            elements.replace(k as usize..final_ as usize, values)
        })
        .is_some()
        {
            return Ok(o.into());
        }
`,
    },
    {
      why: '`indexOf`',
      file: 'src/builtins/array/mod.rs',
      find: `        // 10. Repeat, while k < len,
        while k < len {
            // a. Let kPresent be ? HasProperty(O, ! ToString(𝔽(k))).
`,
      before: `        let equals = |value: &JsValue| search_element.strict_equals(value);
        if let Some(found) = position(&o, len as u64, k, context, equals) {
            return Ok(found.map_or_else(|| JsValue::new(-1), JsValue::new));
        }
`,
    },
    {
      why: '`includes`',
      file: 'src/builtins/array/mod.rs',
      find: `        // 10. Repeat, while k < len,
        while k < len {
            // a. Let elementK be ? Get(O, ! ToString(𝔽(k))).
`,
      before: `        let equals = |value: &JsValue| JsValue::same_value_zero(search_element, value);
        if let Some(found) = position(&o, len as u64, k, context, equals) {
            return Ok(found.is_some().into());
        }
`,
    },
    {
      why: '`toReversed`',
      file: 'src/builtins/array/mod.rs',
      find: `        for i in 0..len {
            // a. Let from be ! ToString(𝔽(len - k - 1)).
`,
      before: `        if let Some(mut elements) = part(&o, len, 0..len, context)
            && elements.reverse().is_some()
        {
            give(&a, elements);
            return Ok(a.into());
        }
`,
    },
    {
      why: '`map`, `filter` and whatever else defines one element after the other in an array that it makes.',
      file: 'src/object/operations.rs',
      find: `        // 3. Let newDesc be the PropertyDescriptor { [[Value]]: V, [[Writable]]: true, [[Enumerable]]: true, [[Configurable]]: true }.
        let new_desc = PropertyDescriptor::builder()
            .value(value)
            .writable(true)
            .enumerable(true)
            .configurable(true);
        // 4. Return ? O.[[DefineOwnProperty]](P, newDesc).
        self.__define_own_property__(
            &key.into(),
`,
      put: `        let (key, value) = (key.into(), value.into());
        if crate::builtins::array::define_next(self, &key, &value, context) {
            return Ok(true);
        }
        // 3. Let newDesc be the PropertyDescriptor { [[Value]]: V, [[Writable]]: true, [[Enumerable]]: true, [[Configurable]]: true }.
        let new_desc = PropertyDescriptor::builder()
            .value(value)
            .writable(true)
            .enumerable(true)
            .configurable(true);
        // 4. Return ? O.[[DefineOwnProperty]](P, newDesc).
        self.__define_own_property__(
            &key,
`,
    },
    {
      why: 'The list of arguments of `apply`.',
      file: 'src/object/operations.rs',
      find: `        // 4. Let list be a new empty List.
        let mut list = Vec::with_capacity(len as usize);
`,
      before: `        if element_types.is_empty()
            && let Some(list) = crate::builtins::array::list_of(&obj, len, context)
        {
            return Ok(list);
        }

`,
    },
  ],
};
