'use strict';

/**
 * What an error says. Boa has a message for each kind of error and tells nobody of the value it is
 * about, nor when the error becomes an object. Now the hooks of the host are asked for the first and
 * told of the second; `src/engine/messages/` is who answers.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'The hooks.',
      file: 'src/context/hooks.rs',
      find: `/// [\`Host Hooks\`] customizable by the host code or engine.
`,
      before: `/// What a value was used for that it does not allow. Keys are as they were given: before
/// they are made property keys.
#[derive(Debug, Clone, Copy)]
pub enum Misuse<'a> {
    /// The property of \`undefined\` or \`null\` was read: the value and the key.
    Get(&'a JsValue, &'a JsValue),
    /// A property was assigned that cannot be.
    Set(&'a JsValue, &'a JsValue),
    /// The same, of a variable that is a property of the global, or by a built-in.
    Put(&'a JsValue, &'a JsValue),
    /// A property was deleted that cannot be.
    Delete(&'a JsValue, &'a JsValue),
    /// A property was defined that cannot be.
    Define(&'a JsValue, &'a JsValue),
    /// A property was looked for, by \`in\`, in what has none.
    In(&'a JsValue, &'a JsValue),
    /// A class extends what it cannot.
    Extend(&'a JsValue),
    /// What cannot be iterated was to be.
    Iterate(&'a JsValue),
}

/// A frame of a trace.
#[derive(Debug)]
pub struct TraceFrame {
    /// As \`stack\` has it, behind the \`at\`.
    pub line: String,
    source: SpannedSourceText,
}

impl TraceFrame {
    pub(crate) fn new(entry: &ShadowEntry) -> Self {
        let source = match entry {
            ShadowEntry::Bytecode { source_info, .. } => source_info.text_spanned().clone(),
            ShadowEntry::Native { .. } => SpannedSourceText::new_empty(),
        };
        let line = entry.display(true).to_string();
        Self { line, source }
    }

    /// The whole text that the line counts in.
    #[must_use]
    pub fn source(&self) -> Option<&[u16]> {
        self.source.whole()
    }
}

/// The call of a built-in that ended in an error of its own.
#[derive(Debug, Clone, Trace, Finalize)]
pub struct NativeCall {
    /// The function's.
    #[unsafe_ignore_trace]
    pub name: JsString,
    /// What it was called on.
    pub this: JsValue,
    /// What it was called with.
    pub arguments: Vec<JsValue>,
}

impl Misuse<'_> {
    /// The error that a misuse ends in.
    pub(crate) fn error(self, context: &mut Context) -> crate::JsError {
        let message = context.host_hooks().misuse(self, context);
        crate::JsNativeError::typ().with_message(message).into()
    }
}

`,
    },
    {
      file: 'src/context/hooks.rs',
      find: `    /// Creates the global object of a new [\`Context\`] from the initial intrinsics.
`,
      before: `    /// What the error says that a misuse of a value ends in.
    fn misuse(&self, _misuse: Misuse<'_>, _context: &mut Context) -> String {
        "a value does not allow what it was used for".to_owned()
    }

    /// Called with each error of the engine's own as it becomes an object; with its trace, the
    /// innermost frame first, and the call of the built-in that it is of.
    fn error_made(
        &self,
        _error: &JsObject,
        _trace: &mut dyn Iterator<Item = TraceFrame>,
        _call: Option<&NativeCall>,
        _context: &mut Context,
    ) {
    }

`,
    },
    {
      file: 'src/context/mod.rs',
      find: 'pub use hooks::{DefaultHooks, HostHooks};',
      put: 'pub use hooks::{DefaultHooks, HostHooks, Misuse, NativeCall, TraceFrame};',
    },
    {
      file: 'src/context/hooks.rs',
      find: '    Context, JsResult, JsString, JsValue,\n',
      put: '    Context, JsResult, JsString, JsValue, SpannedSourceText,\n',
    },
    {
      file: 'src/context/hooks.rs',
      find: '    realm::Realm,\n};\nuse time',
      put: '    realm::Realm,\n    vm::shadow_stack::ShadowEntry,\n};\nuse boa_gc::{Finalize, Trace};\nuse time',
    },
    {
      file: 'src/spanned_source_text.rs',
      find: '    /// Gets inner code points.\n',
      before: `    /// The text of all code points.
    pub(crate) fn whole(&self) -> Option<&[u16]> {
        let text = self.source_text.inner()?;
        Some(text.get_code_points_from_pos(boa_ast::LinearPosition::new(0)))
    }

`,
    },
    {
      file: 'src/error/mod.rs',
      find: '        error::{Error, ErrorKind},\n    },\n',
      after: '    context::{NativeCall, TraceFrame},\n',
    },
    {
      file: 'src/error/mod.rs',
      find: '    pub(crate) stack: IgnoreEq<ErrorStack>,\n}\n',
      put: `    pub(crate) stack: IgnoreEq<ErrorStack>,
    call: IgnoreEq<Option<Box<NativeCall>>>,
}
`,
    },
    {
      file: 'src/error/mod.rs',
      find: `            realm: None,
            stack: IgnoreEq(`,
      put: `            realm: None,
            call: IgnoreEq(None),
            stack: IgnoreEq(`,
    },
    {
      file: 'src/error/mod.rs',
      find: '                Ok(JsNativeError {\n',
      after: '                    call: IgnoreEq(None),\n',
    },
    {
      file: 'src/error/mod.rs',
      find: `            realm,
            stack,
        } = self;
`,
      put: `            realm,
            stack,
            call: _,
        } = self;
`,
    },
    {
      file: 'src/error/mod.rs',
      find: '        mark(&this.realm);\n',
      after: '        mark(&this.call.0);\n',
    },
    {
      file: 'src/error/mod.rs',
      find: '    /// Is the [`JsError`] catchable in JavaScript.\n',
      before: `    /// Notes the call of a built-in that the error is of, if it comes straight from there.
    pub(crate) fn of_call(
        mut self,
        entry: Option<ShadowEntry>,
        this: JsValue,
        arguments: Vec<JsValue>,
    ) -> Self {
        if self.backtrace.is_none()
            && let Some(native) = self.as_native_mut()
            && native.call.0.is_none()
            && let Some(ShadowEntry::Native {
                function_name: Some(name),
                ..
            }) = entry
        {
            native.call = IgnoreEq(Some(Box::new(NativeCall {
                name,
                this,
                arguments,
            })));
        }
        self
    }

`,
    },
    {
      file: 'src/native_function/mod.rs',
      find: `    context.vm.shadow_stack.pop();

    context.vm.stack.push(result?);

    Ok(CallValue::Complete)
}

/// Construct`,
      put: `    let entry = context.vm.shadow_stack.pop();
    let result = result.map_err(|error| error.of_call(entry, this, args));

    context.vm.stack.push(result?);

    Ok(CallValue::Complete)
}

/// Construct`,
    },
    {
      file: 'src/native_function/mod.rs',
      find: `    context.vm.shadow_stack.pop();

    context.vm.stack.push(result?);
`,
      put: `    let entry = context.vm.shadow_stack.pop();
    let result = result.map_err(|error| error.of_call(entry, JsValue::undefined(), args));

    context.vm.stack.push(result?);
`,
    },
    {
      file: 'src/error/mod.rs',
      find: `            Repr::Native(e) => {
                let obj = e.into_opaque(context);
`,
      put: `            Repr::Native(mut e) => {
                let call = e.call.0.take();
                let obj = e.into_opaque(context);
`,
    },
    {
      file: 'src/error/mod.rs',
      find: `                    error.stack = IgnoreEq(ErrorStack::Backtrace(backtrace));
                }
                Ok(obj.into())
`,
      put: `                    error.stack = IgnoreEq(ErrorStack::Backtrace(backtrace));
                }
                let trace = obj
                    .downcast_ref::<Error>()
                    .and_then(|error| error.stack.0.backtrace().cloned())
                    .unwrap_or_default();
                let mut frames = trace.iter().rev().map(TraceFrame::new);
                let hooks = context.host_hooks();
                hooks.error_made(&obj, &mut frames, call.as_deref(), context);
                Ok(obj.into())
`,
    },
    {
      why: 'Who asks.',
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
      find: '    error::JsNativeError,\n    object::PROTOTYPE,\n',
      before: '    context::Misuse,\n',
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
      why: 'Names the class.',
      file: 'src/builtins/function/mod.rs',
      find: `            .with_message("class constructor cannot be invoked without 'new'")
`,
      put: `            .with_message(format!(
                "Class constructor {} cannot be invoked without 'new'",
                function.code.name().to_std_string_escaped()
            ))
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
