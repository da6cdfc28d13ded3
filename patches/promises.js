'use strict';

/**
 * Promises of another realm's. The guest's promise for one of the host's is a promise of its own `Promise`, and
 * tells when it settles by the host's word. So that what waits for it has its turn where V8 would give it, Boa
 * says when a reaction to one comes, and waits for one as for a thenable, as ECMA-262, 27.2.4.7.1 has it
 * for a promise whose `constructor` is another `Promise`. `src/engine/records/promises.rs` makes them.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      file: 'src/builtins/promise/mod.rs',
      find: `    handled: bool,
`,
      put: `    handled: bool,
    is_foreign: bool,
`,
    },
    {
      file: 'src/builtins/promise/mod.rs',
      find: `            handled: false,
        }
    }
`,
      put: `            handled: false,
            is_foreign: false,
        }
    }

    /// Makes it one of another realm's, whatever its \`constructor\` is.
    pub fn set_foreign(&mut self) {
        self.is_foreign = true;
    }
`,
    },
    {
      why: 'Who resolves with one, or awaits it, gets a promise of his own.',
      file: 'src/builtins/promise/mod.rs',
      find: `            let x = x.upcast();
            // a. Let xConstructor be ? Get(x, "constructor").
            let x_constructor = x.get(CONSTRUCTOR, context)?;
            // b. If SameValue(xConstructor, C) is true, return x.
            if x_constructor
`,
      put: `            let is_foreign = x.borrow().data().is_foreign;
            let x = x.upcast();
            // a. Let xConstructor be ? Get(x, "constructor").
            let x_constructor = x.get(CONSTRUCTOR, context)?;
            // b. If SameValue(xConstructor, C) is true, return x.
            if !is_foreign && x_constructor
`,
    },
    {
      why: 'The host is told of each reaction to one that has not settled.',
      file: 'src/builtins/promise/mod.rs',
      find: `        match state {
            // 9. If promise.[[PromiseState]] is pending, then
`,
      before: `        if matches!(state, PromiseState::Pending) && promise.borrow().data().is_foreign {
            context.host_hooks().foreign_promise_awaited(promise, context);
        }

`,
    },
    {
      file: 'src/context/hooks.rs',
      find: `    /// [\`HostEnsureCanCompileStrings ( calleeRealm, parameterStrings, bodyString, direct )\`][spec]
`,
      before: `    /// A reaction to a promise of another realm's has come, which has not settled.
    fn foreign_promise_awaited(&self, _promise: &JsObject<Promise>, _context: &mut Context) {}

`,
    },
  ],
};
