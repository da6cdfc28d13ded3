'use strict';

/** Updates and assignments of variables. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'v++ is the number that v was made, not what v was.',
      file: 'src/bytecompiler/expression/update.rs',
      find: `                        // Save old value to dst (post-increment returns old value).
                        compiler.bytecode.emit_move(dst.variable(), local_op);
                        // Increment in-place.
                        if increment {
                            compiler.bytecode.emit_inc(local_op, local_op);
                        } else {
                            compiler.bytecode.emit_dec(local_op, local_op);
                        }
`,
      put: `                        // Leaves the old value in its place, as a number.
                        let new = compiler.register_allocator.alloc();
                        if increment {
                            compiler.bytecode.emit_inc(new.variable(), local_op);
                        } else {
                            compiler.bytecode.emit_dec(new.variable(), local_op);
                        }
                        compiler.bytecode.emit_move(dst.variable(), local_op);
                        compiler.bytecode.emit_move(local_op, new.variable());
                        compiler.register_allocator.dealloc(new);
`,
    },
    {
      why: 'What (v ||= x) resolved was left behind where nothing was assigned, and the next assignment took it.',
      file: 'src/bytecompiler/expression/assign.rs',
      find: `                    let is_lexical = binding.is_lexical();
`,
      put: `                    let is_lexical = binding.is_lexical() || short_circuit;
`,
    },
  ],
};
