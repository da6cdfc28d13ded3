'use strict';

/** Where an exception was thrown, which need not be where its error was made. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'Kept for whoever shows the line of an exception that nobody caught.',
      file: 'src/vm/mod.rs',
      find: '    pub(crate) shadow_stack: ShadowStack,\n',
      after: `
    /// Where the last \`throw\` was that no error of the engine's own followed.
    pub(crate) last_throw: Option<shadow_stack::ShadowEntry>,
`,
    },
    {
      file: 'src/vm/mod.rs',
      find: '            pending_exception: None,\n',
      after: '            last_throw: None,\n',
    },
    {
      file: 'src/vm/mod.rs',
      find: '    fn handle_error(&mut self, mut err: JsError) -> ControlFlow<CompletionRecord> {\n',
      after: `        if err.as_opaque().is_none() {
            self.vm.last_throw = None;
        }
`,
    },
    {
      file: 'src/vm/opcode/control_flow/throw.rs',
      find: `        let pc = context.vm.frame().pc - 1;
`,
      after: `        let source_info = context.vm.frame().code_block().source_info().clone();
        context.vm.last_throw = Some(ShadowEntry::Bytecode { pc, source_info });
`,
    },
    {
      file: 'src/vm/opcode/control_flow/throw.rs',
      find: '        opcode::{IndexOperand, Operation, RegisterOperand},\n',
      after: '        shadow_stack::ShadowEntry,\n',
    },
    {
      file: 'src/context/mod.rs',
      find: '        self.host_hooks.clone()\n    }\n',
      after: `
    /// Where the last \`throw\` was that no error of the engine's own followed.
    #[must_use]
    pub fn last_throw(&self) -> Option<TraceFrame> {
        self.vm.last_throw.as_ref().map(TraceFrame::new)
    }
`,
    },
  ],
};
