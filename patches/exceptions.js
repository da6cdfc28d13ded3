'use strict';

/** What a catch throws, behind whose try a finally stands. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `The exception waited where every exception waits, and was gone when the finally, or what ran
        while it awaited, caught another: now it has a register, as without a catch.`,
      file: 'src/bytecompiler/statement/try.rs',
      find: `                self.patch_handler(catch_handler);
                self.bytecode.emit_store_true(finally_re_throw.variable());
`,
      after: `                let has_error = self.register_allocator.alloc();
                self.bytecode
                    .emit_maybe_exception(has_error.variable(), error.variable());
`,
    },
    {
      file: 'src/bytecompiler/statement/try.rs',
      find: `                self.register_allocator.dealloc(error);
                let do_not_throw_exit = self.jump_if_false(&finally_re_throw);
`,
      put: `                let do_not_throw_exit = self.jump_if_false(&finally_re_throw);
                let by_return = self.jump_if_false(&has_error);
                self.register_allocator.dealloc(has_error);
                self.bytecode.emit_throw(error.variable());
                self.register_allocator.dealloc(error);
                self.patch_jump(by_return);
`,
    },
  ],
};
