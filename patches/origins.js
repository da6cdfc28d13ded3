'use strict';

/**
 * What a text is called in traces that is compiled at run time, by `eval` or as a function. Boa names none of
 * them; now it asks its host (`src/engine/evaluated.rs`), and says from where the text came.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      file: 'src/context/hooks.rs',
      find: `    /// Creates the global object of a new [\`Context\`] from the initial intrinsics.
`,
      before: `    /// The path of a text that is compiled at run time; the caller is the function or script that
    /// has it compiled.
    fn evaluated(
        &self,
        _text: &[u16],
        _caller: Option<TraceFrame>,
        _context: &mut Context,
    ) -> Option<std::path::PathBuf> {
        None
    }

`,
    },
    {
      file: 'src/context/mod.rs',
      find: `/// Builder for the [\`Context\`] type.
`,
      before: `impl Context {
    /// The path of a text that is compiled at run time.
    pub(crate) fn path_of_evaluated(&mut self, text: &[u16]) -> crate::vm::source_info::SourcePath {
        let caller = crate::vm::shadow_stack::caller(&self.vm);
        let caller = caller.as_ref().map(TraceFrame::new);
        let path = self.host_hooks().evaluated(text, caller, self);
        path.map_or(crate::vm::source_info::SourcePath::Eval, |path| {
            Some(path).into()
        })
    }
}

`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `impl Backtrace {
`,
      before: `/// The innermost frame that is no built-in's.
pub(crate) fn caller(vm: &Vm) -> Option<ShadowEntry> {
    let mut entries = vm.shadow_stack.stack.iter().rev();
    let entry = entries.position(|entry| matches!(entry, ShadowEntry::Bytecode { .. }))?;
    let index = vm.frames.len().checked_sub(1)?;
    let trace = vm.shadow_stack.take(entry + 1, vm.frames.get(index)?.pc);
    let mut entry = trace.stack.first()?.clone();
    if let ShadowEntry::Bytecode {
        source_info, shown, ..
    } = &mut entry
    {
        *shown = shown_of(source_info, vm.stack_of(index), &vm.frames[index]);
    }
    Some(entry)
}

`,
    },
    {
      file: 'src/builtins/eval/mod.rs',
      find: `        let mut compiler = ByteCompiler::new(
            js_string!("<eval>"),
`,
      before: `        let path = context.path_of_evaluated(&x);
`,
    },
    {
      file: 'src/builtins/eval/mod.rs',
      find: `            // TODO: Could give more information from previous shadow stack.
            SourcePath::Eval,
`,
      put: `            path,
`,
    },
    {
      file: 'src/builtins/eval/mod.rs',
      find: `    vm::{CallFrame, CallFrameFlags, source_info::SourcePath},
`,
      put: `    vm::{CallFrame, CallFrameFlags},
`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `                .in_with(self.in_with)
                .name_scope(None)
                .compile(
`,
      put: `                .in_with(self.in_with)
                .name_scope(None)
                .source_path(self.source_path.clone())
                .compile(
`,
    },
    {
      file: 'src/builtins/function/mod.rs',
      find: `        let code = FunctionCompiler::new(spanned_source_text)
            .name(js_string!("anonymous"))
`,
      put: `        let path = context.path_of_evaluated(&whole);
        let code = FunctionCompiler::new(spanned_source_text)
            .name(js_string!("anonymous"))
            .source_path(path)
`,
    },
  ],
};
