'use strict';

/** Messages in which Boa does not name what an error is about, though it knows. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'Names the variable that is used before its declaration ran.',
      file: 'src/bytecompiler/mod.rs',
      find: '    Local(Option<u32>),\n',
      put: `    Local(u32),
    /// A local one before its declaration.
    Early(JsString),
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: '            return BindingKind::Local(self.local_binding_registers.get(binding).copied());\n',
      put: `            return match self.local_binding_registers.get(binding) {
                Some(index) => BindingKind::Local(*index),
                None => BindingKind::Early(binding.locator().name().clone()),
            };
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            return BindingKind::Local(Some(
                *self
                    .local_binding_registers
                    .entry(binding)
                    .or_insert_with(|| self.register_allocator.alloc_persistent().index()),
            ));
`,
      put: `            return BindingKind::Local(
                *self
                    .local_binding_registers
                    .entry(binding)
                    .or_insert_with(|| self.register_allocator.alloc_persistent().index()),
            );
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            BindingKind::Local(None) => {
                let error_msg = self.get_or_insert_literal(Literal::String(js_string!(
                    "access of uninitialized binding"
                )));
`,
      put: `            BindingKind::Early(name) => {
                let name = name.to_std_string_escaped();
                let message = format!("Cannot access '{name}' before initialization");
                let error_msg = self.get_or_insert_literal(Literal::String(js_string!(message)));
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: '            BindingKind::Local(Some(index)) => match opcode {\n',
      put: '            BindingKind::Local(index) => match opcode {\n',
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: 'if let BindingKind::Local(Some(local_reg)) = &index {',
      put: 'if let BindingKind::Local(local_reg) = &index {',
    },
    {
      file: 'src/bytecompiler/expression/update.rs',
      find: 'let BindingKind::Local(Some(local_reg)) = &index',
      put: 'let BindingKind::Local(local_reg) = &index',
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: '                            BindingKind::Local(_) => {\n',
      put: '                            BindingKind::Local(_) | BindingKind::Early(_) => {\n',
    },
    {
      file: 'src/vm/opcode/get/name.rs',
      find: 'use crate::{\n    Context, JsResult, JsValue,\n',
      before: 'use boa_ast::scope::{BindingLocator, BindingLocatorScope};\n\n',
    },
    {
      file: 'src/vm/opcode/get/name.rs',
      find: `/// \`GetName\` implements the Opcode Operation for \`Opcode::GetName\`
`,
      before: `/// The error for a name that leads to no value: a declaration that has not run yet, if it is one
/// of a block or function.
fn without_value(locator: &BindingLocator) -> JsNativeError {
    let name = locator.name().to_std_string_escaped();
    JsNativeError::reference().with_message(match locator.scope() {
        BindingLocatorScope::Stack(_) => format!("Cannot access '{name}' before initialization"),
        _ => format!("{name} is not defined"),
    })
}

`,
    },
    {
      file: 'src/vm/opcode/get/name.rs',
      find: `        let result = context.get_binding(&binding_locator)?.ok_or_else(|| {
            let name = binding_locator.name().to_std_string_escaped();
            JsNativeError::reference().with_message(format!("{name} is not defined"))
        })?;
        context.vm.set_register(value.into(), result);
`,
      put: `        let result = context
            .get_binding(&binding_locator)?
            .ok_or_else(|| without_value(&binding_locator))?;
        context.vm.set_register(value.into(), result);
`,
    },
    {
      file: 'src/vm/opcode/get/name.rs',
      find: `        let result = context.get_binding(&binding_locator)?.ok_or_else(|| {
            let name = binding_locator.name().to_std_string_escaped();
            JsNativeError::reference().with_message(format!("{name} is not defined"))
        })?;

        context.vm.frame_mut()`,
      put: `        let result = context
            .get_binding(&binding_locator)?
            .ok_or_else(|| without_value(&binding_locator))?;

        context.vm.frame_mut()`,
    },
    {
      file: 'src/vm/opcode/get/name.rs',
      find: `            let name = binding_locator.name().to_std_string_escaped();
            return Err(JsNativeError::reference()
                .with_message(format!("{name} is not defined"))
                .into());
        };

        context`,
      put: `            return Err(without_value(&binding_locator).into());
        };

        context`,
    },
    {
      why: 'Tells the pattern and the flags that were refused.',
      file: 'src/builtins/regexp/mod.rs',
      find: '            Err(msg) => return Err(JsNativeError::syntax().with_message(msg).into()),\n',
      put: `            Err(_) => {
                let flags = f.to_std_string_escaped();
                return Err(JsNativeError::syntax()
                    .with_message(format!("Invalid flags supplied to RegExp constructor '{flags}'"))
                    .into());
            }
`,
    },
    {
      file: 'src/builtins/regexp/mod.rs',
      find: `                .map_err(|error| {
                    JsNativeError::syntax()
                        .with_message(format!("failed to create matcher: {}", error.text))
                })?
`,
      put: '                .map_err(|error| unmatchable(&error.text, &p, &f))?\n',
    },
    {
      file: 'src/builtins/regexp/mod.rs',
      find: `            Regex::from_unicode(utf16_units, Flags::from(flags)).map_err(|error| {
                JsNativeError::syntax()
                    .with_message(format!("failed to create matcher: {}", error.text))
            })?
`,
      put: `            Regex::from_unicode(utf16_units, Flags::from(flags))
                .map_err(|error| unmatchable(&error.text, &p, &f))?
`,
    },
    {
      file: 'src/builtins/regexp/mod.rs',
      find: '/// The internal representation of a `RegExp` object.\n',
      before: `/// The error for a pattern that cannot be compiled.
fn unmatchable(reason: &str, pattern: &JsString, flags: &JsString) -> JsNativeError {
    JsNativeError::syntax().with_message(format!(
        "failed to create matcher: {reason} of /{}/{}",
        pattern.to_std_string_lossy(),
        flags.to_std_string_lossy()
    ))
}

`,
    },
    {
      why: 'Names the class.',
      file: 'src/builtins/function/mod.rs',
      find: `            .with_message("class constructor cannot be invoked without 'new'")
`,
      put: `            .with_message(match function.code.name().to_std_string_escaped().as_str() {
                "" => "Class constructors cannot be invoked without 'new'".to_owned(),
                name => format!("Class constructor {name} cannot be invoked without 'new'"),
            })
`,
    },
    {
      why: 'Errors that are made objects by another way, which the hook is not told of.',
      file: 'src/builtins/promise/mod.rs',
      find: '"SameValue(resolution, promise) is true"',
      put: '"Chaining cycle detected for promise #<Promise>"',
    },
    {
      file: 'src/builtins/promise/mod.rs',
      find: `"no promise in Promise.any was fulfilled.");

                            // c.`,
      put: `"All promises were rejected");

                            // c.`,
    },
  ],
};
