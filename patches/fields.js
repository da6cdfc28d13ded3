'use strict';

/** What an object has for its operations. */
const FILE = 'src/object/operations.rs';

/** How a literal and a class get their properties. */
const DEFINE = 'src/vm/opcode/define/own_property.rs';

/** @param {string} key */
const defined = (key) => `__define_own_property__(
            &${key},
            PropertyDescriptor::builder()
                .value(value.clone())
                .writable(true)
                .enumerable(true)
                .configurable(true)
                .build(),
            &mut InternalMethodPropertyContext::new(context),
        )?;
`;

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `What a field begins with may change its class (\`static n = 0; id = ++A.n\`), which was borrowed as long
as the fields of an instance were made: a panic.`,
      file: FILE,
      find: `        let constructor_function = constructor
            .downcast_ref::<OrdinaryFunction>()
            .js_expect("class constructor must be function object")?;
`,
      put: `        let function = || {
            constructor
                .downcast_ref::<OrdinaryFunction>()
                .js_expect("class constructor must be function object")
        };
`,
    },
    {
      file: FILE,
      find: `        for (name, method) in constructor_function.get_private_methods() {
`,
      put: `        for at in 0.. {
            let method = function()?.get_private_methods().get(at).cloned();
            let Some((name, method)) = &method else { break };
`,
    },
    {
      file: FILE,
      find: `        for field_record in constructor_function.get_fields() {
`,
      put: `        for at in 0.. {
            let field_record = function()?.get_fields().get(at).cloned();
            let Some(field_record) = &field_record else { break };
`,
    },
    {
      why: `That private names cannot be added to what is not extensible is a proposal, which V8 does not follow.`,
      file: FILE,
      find: `        if !self.is_extensible(context)? {
            return Err(js_error!(
                TypeError: "cannot add private field to non-extensible class instance"
            ));
        }
`,
      put: '',
    },
    {
      file: FILE,
      find: `        if !self.is_extensible(context)? {
            return if getter || setter {
                Err(js_error!(
                    TypeError: "cannot add private accessor to non-extensible class instance"
                ))
            } else {
                Err(js_error!(
                    TypeError: "cannot add private method to non-extensible class instance"
                ))
            };
        }
`,
      put: '',
    },
    {
      why: 'A static field that its class does not take (frozen in a block before) throws, whatever it is called.',
      file: DEFINE,
      find: `        object.${defined('name.into()')}`,
      put: `        object.create_data_property_or_throw(name, value, context)?;
`,
    },
    {
      file: DEFINE,
      find: `        let success = object.${defined('key')}        if !success {
            return Err(JsNativeError::typ()
                .with_message("failed to defined own property")
                .into());
        }
`,
      put: `        object.create_data_property_or_throw(key, value, context)?;
`,
    },
    {
      file: DEFINE,
      find: `use crate::{
    Context, JsNativeError, JsResult,
    object::internal_methods::InternalMethodPropertyContext,
    property::PropertyDescriptor,
    vm::opcode::{IndexOperand, Operation, RegisterOperand},
};
`,
      put: `use crate::{
    Context, JsResult,
    vm::opcode::{IndexOperand, Operation, RegisterOperand},
};
`,
    },
  ],
};
