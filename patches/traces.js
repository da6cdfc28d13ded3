'use strict';

/**
 * What the functions of a trace were called on, which V8 says, too: `Array.map`, `Server.listen`. Boa
 * knows their names alone. `src/engine/stack.rs` reads what is kept of it, before the name.
 */

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'Who makes a trace has what the stack says of the receivers, too (`receivers.js`).',
      file: 'src/vm/opcode/control_flow/throw.rs',
      find: `ShadowEntry::Bytecode { pc, source_info });
`,
      put: `ShadowEntry::Bytecode {
            pc,
            source_info,
            shown: None,
        });
`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `                    .take(self.vm.runtime_limits.backtrace_limit(), self.vm.frame().pc),
`,
      put: `                    .take(self.vm.runtime_limits.backtrace_limit(), self.vm.frame().pc)
                    .of(&self.vm)
                    .below(err.own_frame()),
`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `            native.stack.0 = ErrorStack::Backtrace(backtrace);
`,
      put: `            native.stack.0 = ErrorStack::Backtrace(backtrace.of(&self.vm));
`,
    },
    {
      file: 'src/builtins/error/mod.rs',
      find: `        let backtrace = context.vm.shadow_stack.caller_position(limit);
`,
      put: `        let backtrace = context.vm.shadow_stack.caller_position(limit).of(&context.vm);
`,
    },
    {
      why: `A generator runs on a stack of its own: what the frames below it were called on is on the one that
        waits for it, and was read from the wrong one.`,
      file: 'src/vm/mod.rs',
      find: `    pub(crate) shadow_stack: ShadowStack,
`,
      after: `
    /// The stacks that wait for a generator, and how many frames are on them and those before.
    pub(crate) waiting: Vec<(usize, Stack)>,
`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `            shadow_stack: ShadowStack::default(),
`,
      after: `            waiting: Vec::new(),
`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `impl Vm {
`,
      after: `    /// The stack that a frame is on.
    pub(crate) fn stack_of(&self, frame: usize) -> &Stack {
        let waiting = self.waiting.iter().find(|(frames, _)| frame < *frames);
        waiting.map_or(&self.stack, |(_, stack)| stack)
    }

`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `    /// Creates a new stack with the given capacity.
    fn new(`,
      put: `    /// Creates a new stack with the given capacity.
    pub(crate) fn new(`,
    },
    {
      file: 'src/builtins/generator/mod.rs',
      find: `        std::mem::swap(&mut context.vm.stack, &mut self.stack);
        let Some(frame) = self.call_frame.take() else {
            return CompletionRecord::Throw(PanicError::new("should have a call frame").into());
        };
`,
      put: `        let Some(frame) = self.call_frame.take() else {
            return CompletionRecord::Throw(PanicError::new("should have a call frame").into());
        };
        std::mem::swap(&mut context.vm.stack, &mut self.stack);
        let waiting = std::mem::replace(&mut self.stack, Stack::new(0));
        context.vm.waiting.push((context.vm.frames.len(), waiting));
`,
    },
    {
      file: 'src/builtins/generator/mod.rs',
      find: `        std::mem::swap(&mut context.vm.stack, &mut self.stack);
        self.call_frame = context.vm.pop_frame();
`,
      put: `        if let Some((_, waiting)) = context.vm.waiting.pop() {
            self.stack = std::mem::replace(&mut context.vm.stack, waiting);
        }
        self.call_frame = context.vm.pop_frame();
`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `    /// Set the \`this\` value of the given frame.
`,
      before: `    /// What is at a place of a frame, if that has its place on the stack.
    pub(crate) fn peek(&self, place: usize) -> Option<&JsValue> {
        self.stack.get(place)
    }

`,
    },
    ...['src/error/mod.rs', 'src/builtins/error/mod.rs'].map((file) => ({
      file,
      find: `                function_name: None,
                source_info: NativeSourceInfo::caller(),
`,
      after: `                this: None,
`,
    })),
    {
      why: `A call of a built-in keeps what it was called on, which is paid for by the realm: that is taken
        only where it is another than the context is in.`,
      file: 'src/native_function/mod.rs',
      find: `    context.check_runtime_limits()?;
    let this_function_object = obj.clone();

    let NativeFunctionObject {
        f: function,
        name,
        constructor,
        realm,
    } = obj
        .downcast_ref::<NativeFunctionObject>()
        .expect("the object should be a native function object")
        .clone();

    let pc = context.vm.frame().pc;
    let native_source_info = context.native_source_info();
    context
        .vm
        .shadow_stack
        .push_native(pc, name, native_source_info);

    let mut realm = realm.unwrap_or_else(|| context.realm().clone());

    context.swap_realm(&mut realm);
    context.vm.native_active_function = Some(this_function_object);

    let result = if`,
      put: `    context.check_runtime_limits()?;
    let this_function_object = obj.clone();

    let native = obj
        .downcast_ref::<NativeFunctionObject>()
        .expect("the object should be a native function object");
    let function = native.f.clone();
    let name = native.name.clone();
    let constructor = native.constructor;
    let mut other_realm = native
        .realm
        .as_ref()
        .filter(|realm| *realm != context.realm())
        .cloned();
    drop(native);

    let pc = context.vm.frame().pc;
    let native_source_info = context.native_source_info();
    context
        .vm
        .shadow_stack
        .push_native(pc, name, native_source_info, Some(this.clone()));

    if let Some(realm) = &mut other_realm {
        context.swap_realm(realm);
    }
    context.vm.native_active_function = Some(this_function_object);

    let result = if`,
    },
    {
      file: 'src/native_function/mod.rs',
      find: `    context.vm.native_active_function = None;
    context.swap_realm(&mut realm);

    let entry = context.vm.shadow_stack.pop();
    let result = result.map_err(|error| error.of_call(entry, this, args));
`,
      put: `    context.vm.native_active_function = None;
    if let Some(realm) = &mut other_realm {
        context.swap_realm(realm);
    }

    let entry = context.vm.shadow_stack.pop();
    let result = result.map_err(|error| error.of_call(entry, this, args));
`,
    },
    {
      file: 'src/native_function/mod.rs',
      find: `        .push_native(pc, name, native_source_info);

    let mut realm = realm.unwrap_or_else(|| context.realm().clone());

    context.swap_realm(&mut realm);
    context.vm.native_active_function = Some(this_function_object);

    let new_target`,
      put: `        .push_native(pc, name, native_source_info, None);

    let mut realm = realm.unwrap_or_else(|| context.realm().clone());

    context.swap_realm(&mut realm);
    context.vm.native_active_function = Some(this_function_object);

    let new_target`,
    },
    {
      why: 'Where a function is among those that are called, by which `captureStackTrace` begins above it.',
      file: 'src/context/mod.rs',
      find: '        self.host_hooks.clone()\n    }\n',
      after: `
    /// How many calls of functions, those of built-ins apart, are above the topmost of this one;
    /// nothing if it is not being called.
    #[must_use]
    pub fn calls_above(&self, function: &JsObject) -> Option<usize> {
        let calls = self.vm.frames.iter().enumerate().rev();
        let mut called = calls.map(|(index, frame)| {
            let stack = self.vm.stack_of(index);
            stack.peek(frame.function_index()).and_then(JsValue::as_object)
        });
        called.position(|called| called.as_ref() == Some(function))
    }
`,
    },
  ],
};
