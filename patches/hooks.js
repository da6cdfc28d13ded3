'use strict';

/**
 * What an error says. Boa has a message for each kind of error and tells nobody of the value it is
 * about, nor when the error becomes an object. Now the hooks of the host are asked for the first
 * (`misuses.js`) and told of the second; `src/engine/messages/` is who answers.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'What the host is asked and told, and the call of a built-in that an error is of.',
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
    /// The prototype of an object was set that cannot be.
    Prototype(&'a JsValue),
    /// What was to be called is no function: the value, the key by which it was found, and of what object.
    Uncallable(&'a JsValue, &'a JsValue, &'a JsValue),
    /// A built-in was given what it cannot use: what is said before and behind it.
    Wrong(&'a str, &'a JsValue, &'a str),
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
      before: `    /// The frame of the built-in that the error comes straight from.
    pub(crate) fn own_frame(&self) -> Option<ShadowEntry> {
        self.as_native()?.own_frame()
    }

    /// Notes the call of a built-in that the error is of, if it comes straight from there.
    pub(crate) fn of_call(
        mut self,
        entry: Option<ShadowEntry>,
        this: JsValue,
        arguments: Vec<JsValue>,
    ) -> Self {
        if self.backtrace.is_none()
            && let Some(native) = self.as_native_mut()
            && native.call.0.is_none()
            && let Some(entry) = entry
            && let ShadowEntry::Native {
                function_name: Some(name),
                ..
            } = &entry
        {
            // Its frame is not there any more when the trace is taken.
            if let ErrorStack::Position(position) = &mut native.stack.0 {
                *position = entry.kept();
            }
            native.call = IgnoreEq(Some(Box::new(NativeCall {
                name: name.clone(),
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
      why: 'A class has its name there, too, and in traces; so has a function of the global.',
      file: 'src/builtins/builder.rs',
      find: `            function.realm = Some(self.realm);
`,
      after: `            function.name = self.name.clone();
`,
    },
    {
      file: 'src/builtins/builder.rs',
      find: `            debug_assert_eq!(prototype_old_storage.len(), 0);
        }

        {
            let mut function = self
                .constructor
                .downcast_mut::<NativeFunctionObject>()
                .expect("Builtin must be a function object");
`,
      after: `            function.name = self.name.clone();
`,
    },
    {
      file: 'src/builtins/builder.rs',
      find: `        self = self.static_property(js_string!("name"), name, Attribute::CONFIGURABLE);

        {
            let mut function = self
                .constructor
                .downcast_mut::<NativeFunctionObject>()
                .expect("Builtin must be a function object");
`,
      after: `            function.name = self.name.clone();
`,
    },
    {
      file: 'src/error/mod.rs',
      find: `            Repr::Native(e) => {
                let obj = e.into_opaque(context);
`,
      put: `            Repr::Native(mut e) => {
                let call = e.call.0.take();
                let own = e.own_frame();
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
                // The first is the built-in's own.
                let own = usize::from(call.is_some());
                let mut frames = trace.iter().rev().skip(own).map(TraceFrame::new);
                let hooks = context.host_hooks();
                hooks.error_made(&obj, &mut frames, call.as_deref(), context);
                Ok(obj.into())
`,
    },
    {
      why: 'The host may have called the built-in: then there is no other frame.',
      file: 'src/error/mod.rs',
      find: `                if let Some(backtrace) = self.backtrace
                    && let Some(mut error) = obj.downcast_mut::<Error>()
                {
`,
      put: `                let backtrace = self
                    .backtrace
                    .or_else(|| own.map(|own| Backtrace::default().below(Some(own))));
                if let Some(backtrace) = backtrace
                    && let Some(mut error) = obj.downcast_mut::<Error>()
                {
`,
    },
    {
      file: 'src/error/mod.rs',
      find: `    /// Converts this native error to its opaque representation as a [\`JsObject\`].
`,
      before: `    /// The frame of the built-in that the error comes straight from, until there is a trace.
    fn own_frame(&self) -> Option<ShadowEntry> {
        match &self.stack.0 {
            ErrorStack::Position(
                entry @ ShadowEntry::Native {
                    function_name: Some(_),
                    ..
                },
            ) => Some(entry.clone()),
            _ => None,
        }
    }

`,
    },
    ...['decode_uri', 'decode_uri_component', 'encode_uri', 'encode_uri_component'].map((name) => ({
      why: 'The intrinsics that a host has, too, are told of.',
      file: 'src/builtins/uri/mod.rs',
      find: `    pub(crate) fn ${name}(&self)`,
      put: `    /// Gets the intrinsic function.
    #[must_use]
    pub fn ${name}(&self)`,
    })),
  ],
};
