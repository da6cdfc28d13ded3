'use strict';

/** What a stop reaches, and what is left to the end of a thread by an engine that was given up. */
module.exports = [
  {
    crate: 'boa_engine',
    edits: [
      {
        why: `Built-ins go through whatever has a \`length\`, and look at no limit: a run was given up that could have
          been stopped. Only once nothing may be called any more: there are reads that must not fail.`,
        file: 'src/vm/mod.rs',
        find: `    /// Checks if we haven't exceeded the defined runtime limits.
`,
        before: `    /// Ends what a built-in does one after the other, once a run is being stopped from outside.
    #[inline]
    pub(crate) fn check_stopped(&self) -> JsResult<()> {
        if self.vm.runtime_limits.recursion_limit() == 0 {
            return Err(RuntimeLimitError::Recursion.into());
        }
        Ok(())
    }

`,
      },
      ...[
        '        // 3. Return ? O.[[Get]](P, O).\n        self.__get__(\n',
        '        // 4. Let success be ? O.[[Set]](P, V, O).\n',
        '        // 3. Let success be ? O.[[Delete]](P).\n',
        '        // 3. Return ? O.[[HasProperty]](P).\n',
        '        self.__try_get__(\n',
      ].map((find) => ({
        file: 'src/object/operations.rs',
        find,
        before: '        context.check_stopped()?;\n',
      })),
    ],
  },
  {
    crate: 'boa_gc',
    edits: [
      {
        why: `At the end of a thread everything is dropped that its engines have made, on a stack of a few
          megabytes: a tree that an engine was given up in the middle of is as deep as its own stack of
          256 allowed. What such an engine holds is never given back anyway.`,
        file: 'src/lib.rs',
        find: `impl Drop for BoaGc {
    fn drop(&mut self) {
        Collector::dump(self);
    }
}
`,
        put: `thread_local!(static KEPT: Cell<bool> = const { Cell::new(false) });

/// Has nothing be dropped when this thread ends.
pub fn keep_all() {
    KEPT.set(true);
}

impl Drop for BoaGc {
    fn drop(&mut self) {
        if !KEPT.get() {
            Collector::dump(self);
        }
    }
}
`,
      },
    ],
  },
];
