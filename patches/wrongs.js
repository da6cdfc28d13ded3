'use strict';

/**
 * What built-ins were given that is not what it should be, and objects whose prototype cannot be set: the
 * host is asked what is said of them (`hooks.js`).
 */

/**
 * @param {string} before
 * @param {string} value
 * @param {string} [after]
 */
const wrong = (before, value, after = '') =>
  `crate::context::Misuse::Wrong("${before}", ${value}, "${after}").error(context)`;

const GETTER = 'Property descriptor getter must be callable';
const SETTER = 'Property descriptor setter must be callable';

/** @param {string} message */
const thrown = (message) => `                return Err(JsNativeError::typ()
                    .with_message("${message}")
                    .into());
`;

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'Descriptors, and what is in them.',
      file: 'src/object/jsobject.rs',
      find: thrown(GETTER),
      put: `                return Err(${wrong('Getter must be a function: ', '&getter')});
`,
    },
    {
      file: 'src/object/jsobject.rs',
      find: thrown(SETTER),
      put: `                return Err(${wrong('Setter must be a function: ', '&setter')});
`,
    },
    {
      file: 'src/object/jsobject.rs',
      find: `            return Err(JsNativeError::typ()
                .with_message(
                    "Invalid property descriptor.\\
Cannot both specify accessors and a value or writable attribute",
                )
                .into());
`,
      put: `            let words = "Invalid property descriptor. Cannot both specify accessors and a value or \\
                         writable attribute, ";
            let object = self.clone().into();
            return Err(crate::context::Misuse::Wrong(words, &object, "").error(context));
`,
    },
    {
      file: 'src/value/mod.rs',
      find: `        self.as_object()
            .ok_or_else(|| {
                JsNativeError::typ()
                    .with_message("Cannot construct a property descriptor from a non-object")
                    .into()
            })
            .and_then(|obj| obj.to_property_descriptor(context))
`,
      put: `        let Some(object) = self.as_object() else {
            return Err(${wrong('Property description must be an object: ', 'self')});
        };
        object.to_property_descriptor(context)
`,
    },
    {
      file: 'src/builtins/reflect/mod.rs',
      find: `        let prop_desc: JsValue = args
            .get(2)
            .and_then(JsValue::as_object)
            .ok_or_else(|| {
                JsNativeError::typ().with_message("property descriptor must be an object")
            })?
            .into();
`,
      put: `        let prop_desc = args.get_or_undefined(2);
`,
    },
    {
      why: 'The entries of a map.',
      file: 'src/builtins/map/mod.rs',
      find: `        let Some(next) = next.as_object() else {
`,
      put: `        let entry = next;
        let Some(next) = entry.as_object() else {
`,
    },
    {
      file: 'src/builtins/map/mod.rs',
      find: `            let err = Err(JsNativeError::typ()
                .with_message("cannot get key and value from primitive item of \`iterable\`")
                .into());
`,
      put: `            let err = Err(${wrong('Iterator value ', '&entry', ' is not an entry object')});
`,
    },
    {
      why: 'Prototypes.',
      file: 'src/builtins/object/mod.rs',
      find: `            return Err(js_error!(TypeError: "can't set prototype of this object"));
`,
      put: `            return Err(crate::context::Misuse::Prototype(&o).error(context));
`,
    },
    {
      file: 'src/builtins/object/mod.rs',
      find: `        if !status {
            return Err(js_error!(TypeError: "__proto__ called on null or undefined"));
        }
`,
      put: `        if !status {
            return Err(crate::context::Misuse::Prototype(this).error(context));
        }
`,
    },
    {
      why: 'Without an argument the key is `undefined`, and there must be an object.',
      file: 'src/builtins/object/mod.rs',
      find: `        let Some(key) = args.first() else {
            return Ok(JsValue::new(false));
        };

        let key = key.to_property_key(context)?;
`,
      put: `        let key = args.get_or_undefined(0).to_property_key(context)?;
`,
    },
    {
      why: 'The elements of a typed array can be written as long as there are any.',
      file: 'src/builtins/object/mod.rs',
      find: `            // 2. Let status be ? SetIntegrityLevel(O, frozen).
`,
      put: `            use crate::builtins::typed_array::TypedArray;
            let has_elements = |view: &TypedArray| {
                let buffer = view.viewed_array_buffer().as_buffer();
                let length = buffer.bytes(std::sync::atomic::Ordering::SeqCst);
                length.is_some_and(|bytes| view.array_length(bytes.len()) > 0)
            };
            if o.downcast_ref::<TypedArray>().is_some_and(|view| has_elements(&view)) {
                o.__prevent_extensions__(&mut InternalMethodPropertyContext::new(context))?;
                return Err(js_error!(TypeError: "Cannot freeze array buffer views with elements"));
            }
            // 2. Let status be ? SetIntegrityLevel(O, frozen).
`,
    },
    {
      why: 'The getter of `size` called itself `set`.',
      file: 'src/builtins/map/mod.rs',
      find: `            .ok_or_else(|| {
                js_error!(TypeError: "method \`Map.prototype.set\` called on incompatible receiver")
            })?
            .borrow()
            .data()
`,
      put: `            .ok_or_else(|| {
                js_error!(TypeError: "method \`get Map.prototype.size\` called on incompatible receiver")
            })?
            .borrow()
            .data()
`,
    },
  ],
};
