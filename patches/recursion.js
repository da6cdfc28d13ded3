'use strict';

/** Calls that are too deep. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `A program may catch the error, as in V8. Where nothing may be called any more, a run is being
        stopped from outside: of that it may not.`,
      file: 'src/vm/mod.rs',
      find: `            return Err(RuntimeLimitError::Recursion.into());
`,
      put: `            if self.vm.runtime_limits.recursion_limit() == 0 {
                return Err(RuntimeLimitError::Recursion.into());
            }
            return Err(JsNativeError::range()
                .with_message("Maximum call stack size exceeded")
                .into());
`,
    },
    {
      why: 'So may `import()` be: the engine took that for impossible, and panicked.',
      file: 'src/vm/opcode/call/mod.rs',
      find: `            context,
        )
        .expect("operation cannot fail for the %Promise% intrinsic");
`,
      put: `            context,
        )?;
`,
    },
  ],
};
