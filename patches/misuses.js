'use strict';

/** Where the host is asked what the error says: the operations that a value may not allow (`hooks.js`). */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'These had a message of their own, in which the value was not.',
      file: 'src/vm/opcode/get/property.rs',
      find: '    let object = object.base_class(context)?;\n',
      put: `    let Ok(object) = object.base_class(context) else {
        let name = context.vm.frame().code_block().ic[usize::from(index)].name.clone();
        return Err(Misuse::Get(object, &name.into()).error(context));
    };
`,
    },
    {
      file: 'src/vm/opcode/get/property.rs',
      find: '    let object = base.base_class(context)?;\n',
      put: `    let Ok(object) = base.base_class(context) else {
        return Err(Misuse::Get(&base, &key_value).error(context));
    };
`,
    },
    {
      file: 'src/vm/opcode/get/property.rs',
      find: '    Context, JsResult, JsValue, js_string,\n',
      after: '    context::Misuse,\n',
    },
    {
      file: 'src/vm/opcode/set/property.rs',
      find: '    Context, JsNativeError, JsResult,\n    builtins::function::set_function_name,\n',
      put: '    Context, JsResult,\n    builtins::function::set_function_name,\n    context::Misuse,\n',
    },
    {
      file: 'src/vm/opcode/set/property.rs',
      find: '    let object = value_object.to_object(context)?;\n',
      put: `    let Ok(object) = value_object.to_object(context) else {
        let name = context.vm.frame().code_block().ic[usize::from(index)].name.clone();
        return Err(Misuse::Set(value_object, &name.into()).error(context));
    };
`,
    },
    {
      file: 'src/vm/opcode/set/property.rs',
      find: `        return Err(JsNativeError::typ()
            .with_message(format!("cannot set non-writable property: {name}"))
            .into());
`,
      put: '        return Err(Misuse::Set(value_object, &name.into()).error(context));\n',
    },
    {
      file: 'src/vm/opcode/set/property.rs',
      find: `        let object = context.vm.get_register(object.into()).clone();
        let object = object.to_object(context)?;

        let key = key.to_property_key(context)?;

        // Fast Path:
`,
      put: `        let base = context.vm.get_register(object.into()).clone();
        let Ok(object) = base.to_object(context) else {
            return Err(Misuse::Set(&base, &key).error(context));
        };

        let key = key.to_property_key(context)?;

        // Fast Path:
`,
    },
    {
      file: 'src/vm/opcode/set/property.rs',
      find: `            return Err(JsNativeError::typ()
                .with_message(format!("cannot set non-writable property: {key}"))
                .into());
`,
      put: '            return Err(Misuse::Set(&base, &key.into()).error(context));\n',
    },
    {
      file: 'src/object/operations.rs',
      find: `            return Err(JsNativeError::typ()
                .with_message(format!("cannot set non-writable property: {key}"))
                .into());
`,
      put: `            let object = self.clone().into();
            return Err(Misuse::Put(&object, &key.into()).error(context));
`,
    },
    {
      file: 'src/object/operations.rs',
      find: `        let success = self.create_data_property(key.clone(), value, context)?;
        // 4. If success is false, throw a TypeError exception.
        if !success {
            return Err(JsNativeError::typ()
                .with_message(format!("cannot redefine property: {key}"))
                .into());
`,
      put: `        let success = self.create_data_property(key.clone(), value, context)?;
        // 4. If success is false, throw a TypeError exception.
        if !success {
            let object = self.clone().into();
            return Err(Misuse::Define(&object, &key.into()).error(context));
`,
    },
    {
      file: 'src/object/operations.rs',
      find: `            return Err(JsNativeError::typ()
                .with_message(format!("cannot redefine property: {key}"))
                .into());
`,
      put: `            let object = self.clone().into();
            return Err(Misuse::Define(&object, &key.into()).error(context));
`,
    },
    {
      file: 'src/object/operations.rs',
      find: '    context::intrinsics::{StandardConstructor, StandardConstructors},\n',
      put: `    context::{
        Misuse,
        intrinsics::{StandardConstructor, StandardConstructors},
    },
`,
    },
    {
      file: 'src/vm/opcode/delete/mod.rs',
      find: `        if !result && strict {
            return Err(JsNativeError::typ()
                .with_message("Cannot delete property")
                .into());
`,
      put: `        if !result && strict {
            return Err(Misuse::Delete(&object.into(), &key.into()).error(context));
`,
    },
    {
      file: 'src/vm/opcode/delete/mod.rs',
      find: `        if !result && context.vm.frame().code_block().strict() {
            return Err(JsNativeError::typ()
                .with_message("Cannot delete property")
                .into());
`,
      put: `        if !result && context.vm.frame().code_block().strict() {
            return Err(Misuse::Delete(&object.into(), &property_key.into()).error(context));
`,
    },
    {
      file: 'src/vm/opcode/delete/mod.rs',
      find: '    Context, JsError, JsResult, error::JsNativeError,\n',
      put: '    Context, JsError, JsResult, context::Misuse, error::JsNativeError,\n',
    },
    {
      file: 'src/vm/opcode/binary_ops/mod.rs',
      find: `        let Some(rhs) = rhs.as_object() else {
            return Err(JsNativeError::typ()
                .with_message(format!(
                    "right-hand side of 'in' should be an object, got \`{}\`",
                    rhs.type_of()
                ))
                .into());
        };
        let lhs = context.vm.get_register(lhs.into()).clone();
`,
      put: `        let lhs = context.vm.get_register(lhs.into()).clone();
        let Some(rhs) = rhs.as_object() else {
            return Err(Misuse::In(&lhs, &rhs).error(context));
        };
`,
    },
    {
      file: 'src/vm/opcode/binary_ops/mod.rs',
      find: 'use crate::{Context, JsResult, error::JsNativeError, vm::opcode::Operation};',
      put: 'use crate::{Context, JsResult, context::Misuse, error::JsNativeError, vm::opcode::Operation};',
    },
    {
      file: 'src/vm/opcode/push/class/mod.rs',
      find: `            return Err(JsNativeError::typ()
                .with_message("superclass must be a constructor")
                .into());
`,
      put: '            return Err(Misuse::Extend(&superclass).error(context));\n',
    },
    {
      file: 'src/vm/opcode/push/class/mod.rs',
      find: `                return Err(JsNativeError::typ()
                    .with_message("superclass prototype must be an object or null")
                    .into());
`,
      put: `                let words = "Class extends value does not have valid prototype property ";
                return Err(Misuse::Wrong(words, &proto, "").error(context));
`,
    },
    {
      file: 'src/vm/opcode/push/class/mod.rs',
      find: '    error::JsNativeError,\n    object::PROTOTYPE,\n',
      put: '    context::Misuse,\n    object::PROTOTYPE,\n',
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `    ) -> JsResult<IteratorRecord> {
        let method = match hint {
`,
      put: `    ) -> JsResult<IteratorRecord> {
        if self.is_null_or_undefined() {
            return Err(Misuse::Iterate(self).error(context));
        }
        let method = match hint {
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `                        self.get_method(JsSymbol::iterator(), context)?
                            .ok_or_else(|| {
                                // ii. If syncMethod is undefined, throw a TypeError exception.
                                JsNativeError::typ().with_message(format!(
                                    "value with type \`{}\` is not iterable",
                                    self.type_of()
                                ))
                            })?;
`,
      put: `                        self.get_method(JsSymbol::iterator(), context)?
                            // ii. If syncMethod is undefined, throw a TypeError exception.
                            .ok_or_else(|| Misuse::Iterate(self).error(context))?;
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `        let method = method.ok_or_else(|| {
            // 3. If method is undefined, throw a TypeError exception.
            JsNativeError::typ().with_message(format!(
                "value with type \`{}\` is not iterable",
                self.type_of()
            ))
        })?;
`,
      put: `        // 3. If method is undefined, throw a TypeError exception.
        let method = method.ok_or_else(|| Misuse::Iterate(self).error(context))?;
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: '    context::intrinsics::Intrinsics,\n    error::JsNativeError,\n    js_string,\n',
      put: '    context::{Misuse, intrinsics::Intrinsics},\n    error::JsNativeError,\n    js_string,\n',
    },
    {
      why: 'In this one, too, though it is none of the host.',
      file: 'src/builtins/iterable/mod.rs',
      find: `        if let Some(object) = value.into_object() {
            Ok(Self { object })
        } else {
            Err(JsNativeError::typ()
                .with_message("next value should be an object")
                .into())
        }
`,
      put: `        if let Some(object) = value.as_object() {
            return Ok(Self { object });
        }
        let shown = match value.as_string() {
            Some(string) => string.to_std_string_escaped(),
            None => value.display().to_string(),
        };
        Err(JsNativeError::typ()
            .with_message(format!("Iterator result {shown} is not an object"))
            .into())
`,
    },
    {
      file: 'src/object/operations.rs',
      find: `            return Err(JsNativeError::typ()
                .with_message(format!("cannot delete non-configurable property: {key}"))
                .into());
`,
      put: `            let object = self.clone().into();
            return Err(Misuse::Delete(&object, &key.into()).error(context));
`,
    },
    {
      why: 'A private name is looked for in what has none.',
      file: 'src/vm/opcode/binary_ops/mod.rs',
      find: `            return Err(JsNativeError::typ()
                .with_message(format!(
                    "right-hand side of 'in' should be an object, got \`{}\`",
                    rhs.type_of()
                ))
                .into());
        };

        let name = context
            .vm
            .frame()
            .environments
`,
      put: `            let name = crate::js_string!(crate::js_str!("#"), &name);
            let rhs = rhs.clone();
            return Err(Misuse::In(&name.into(), &rhs).error(context));
        };

        let name = context
            .vm
            .frame()
            .environments
`,
    },
    {
      file: 'src/vm/opcode/binary_ops/mod.rs',
      find: 'context::Misuse, error::JsNativeError, vm::opcode::Operation',
      put: 'context::Misuse, vm::opcode::Operation',
    },
  ],
};
