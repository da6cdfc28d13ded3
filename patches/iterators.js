'use strict';

/** The iterators of loops and patterns: closed by every way out, and in step with the code. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `A frame's open iterators are a stack. What is thrown in a for…in stayed on it, and the
        loop around went on with the wrong one: a handler cuts it back to what it had.`,
      file: 'src/vm/code_block.rs',
      find: `    pub(crate) environment_count: u32,
`,
      after: `    pub(crate) iterator_count: u32,
`,
    },
    {
      file: 'src/bytecompiler/jump_control.rs',
      find: `            environment_count,
`,
      after: `            iterator_count: self.open_iterators,
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `    pub(crate) current_open_environments_count: u32,
`,
      after: `    pub(crate) open_iterators: u32,
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            current_open_environments_count: 0,
`,
      after: `            open_iterators: 0,
`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `        let environment_sp = frame.env_fp + handler.environment_count;
`,
      after: `        let iterator_count = handler.iterator_count as usize;
        frame.iterators.truncate(iterator_count);
`,
    },
    {
      why: 'One that throws, or is done, stays until its loop or pattern takes it off.',
      file: 'src/vm/opcode/iteration/iterator.rs',
      find: `        iterator.step(context)?;

        context.vm.frame_mut().iterators.push(iterator);

        Ok(())
`,
      put: `        let stepped = if iterator.done() {
            Ok(true)
        } else {
            iterator.step(context)
        };

        context.vm.frame_mut().iterators.push(iterator);

        stepped.map(|_| ())
`,
    },
    {
      file: 'src/vm/opcode/iteration/iterator.rs',
      find: `        let iter_value = iterator.value(context)?;
        context.vm.set_register(value.into(), iter_value);

        context.vm.frame_mut().iterators.push(iterator);

`,
      put: `        let iter_value = iterator.value(context);

        context.vm.frame_mut().iterators.push(iterator);

        context.vm.set_register(value.into(), iter_value?);
`,
    },
    {
      file: 'src/vm/opcode/iteration/iterator.rs',
      find: `        loop {
            let done = match iterator.step(context) {
`,
      put: `        while !iterator.done() {
            let done = match iterator.step(context) {
`,
    },
    {
      file: 'src/vm/opcode/iteration/iterator.rs',
      find: `        let Some(record) = context.vm.frame_mut().iterators.pop() else {
`,
      put: `        let Some(mut record) = context.vm.frame_mut().iterators.pop() else {
`,
    },
    {
      file: 'src/vm/opcode/iteration/iterator.rs',
      find: `        let Some(ret) = record
            .iterator()
            .get_method(js_string!("return"), context)?
        else {
`,
      put: `        let ret = match record.iterator().get_method(js_string!("return"), context) {
            Ok(ret) => ret,
            Err(error) => {
                record.end();
                context.vm.frame_mut().iterators.push(record);
                return Err(error);
            }
        };
        let Some(ret) = ret else {
`,
    },
    {
      file: 'src/vm/opcode/iteration/iterator.rs',
      find: `        let return_value = ret.call(&record.iterator().clone().into(), &[], context)?;
`,
      put: `        let return_value = match ret.call(&record.iterator().clone().into(), &[], context) {
            Ok(value) => value,
            Err(error) => {
                record.end();
                context.vm.frame_mut().iterators.push(record);
                return Err(error);
            }
        };
`,
    },
    {
      file: 'src/builtins/iterable/mod.rs',
      find: `    /// Get the \`[[Done]]\` field of the \`IteratorRecord\`.`,
      before: `    /// Nothing more is to be had of it.
    pub(crate) fn end(&mut self) {
        self.done = true;
    }

`,
    },
    {
      why: 'A labelled break out of a loop closes it, as a labelled continue does.',
      file: 'src/bytecompiler/statement/break.rs',
      find: `            } else if info.is_loop() || info.is_switch() {
                actions.push(JumpRecordAction::Transfer { index: i as u32 });
                break;
            }
`,
      put: `            } else if info.is_loop() || info.is_switch() {
                actions.push(JumpRecordAction::Transfer { index: i as u32 });
                break;
            }

            if info.iterator_loop() {
                actions.push(JumpRecordAction::CloseIterator {
                    r#async: info.for_await_of_loop(),
                });
            }
`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `        self.bytecode.emit_create_for_in_iterator(value.variable());
`,
      after: `        self.open_iterators += 1;
`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `        self.iterator_close(false);
`,
      after: `        self.open_iterators -= 1;
`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `            self.bytecode.emit_get_iterator(object.variable());
        }
`,
      after: `        self.open_iterators += 1;
`,
    },
    {
      why: `A generator that is ended by return() while it is suspended in a for…of closes that loop: no
        exception is pending then, and what the closing throws is thrown.`,
      file: 'src/bytecompiler/statement/loop.rs',
      find: `            self.bytecode.emit_exception(error.variable());

            // NOTE: Capture throw of the iterator close and ignore it.
            let handler_index = self.push_handler();
            self.iterator_close(for_of_loop.r#await());
            self.patch_handler(handler_index);

            self.bytecode.emit_throw(error.variable());
            self.register_allocator.dealloc(error);
`,
      put: `            let has_error = self.register_allocator.alloc();
            self.bytecode
                .emit_maybe_exception(has_error.variable(), error.variable());
            let by_return = self.jump_if_false(&has_error);
            self.register_allocator.dealloc(has_error);

            // NOTE: Capture throw of the iterator close and ignore it.
            let handler_index = self.push_handler();
            self.iterator_close(for_of_loop.r#await());
            self.patch_handler(handler_index);

            self.bytecode.emit_throw(error.variable());
            self.register_allocator.dealloc(error);

            self.patch_jump(by_return);
            let returned = self.register_allocator.alloc();
            self.bytecode
                .emit_set_register_from_accumulator(returned.variable());
            self.iterator_close(for_of_loop.r#await());
            self.bytecode.emit_set_accumulator(returned.variable());
            self.register_allocator.dealloc(returned);
            self.bytecode.emit_re_throw();

`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `
        self.iterator_close(for_of_loop.r#await());
`,
      after: `        self.open_iterators -= 1;
`,
    },
    {
      file: 'src/bytecompiler/declaration/declaration_pattern.rs',
      find: `                self.bytecode.emit_get_iterator(object.variable());
`,
      after: `                self.open_iterators += 1;
`,
    },
    {
      file: 'src/bytecompiler/declaration/declaration_pattern.rs',
      find: `                self.patch_jump(no_exception_thrown);

                self.iterator_close(false);
`,
      after: `                self.open_iterators -= 1;
`,
    },
    {
      why: 'A proxy is asked what it inherits from.',
      file: 'src/builtins/object/for_in_iterator.rs',
      find: `            let proto = object.prototype().clone();
`,
      put: `            let proto =
                object.__get_prototype_of__(&mut InternalMethodPropertyContext::new(context))?;
`,
    },
  ],
};
