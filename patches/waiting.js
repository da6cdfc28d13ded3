'use strict';

/**
 * Who waits for the asynchronous function with which a job goes on: V8 shows them behind the frames of a trace,
 * `at async f` and `at async Promise.all (index 0)`. Boa had nothing from which to tell. Now a promise knows the
 * function or the combination of promises that awaits it, and the engine the promise of what the job is about;
 * the frames are read of the functions as they were left, when a trace is taken. `src/engine/frames.rs` knows them
 * by what stands before their names.
 */
const AWAIT = 'src/vm/opcode/await/mod.rs';
const PROMISE = 'src/builtins/promise/mod.rs';
const TRACE = 'src/vm/shadow_stack.rs';

const resuming = (/** @type {string} */ kind) => ({
  file: AWAIT,
  find: `                    r#gen.resume(
                        Some(args.get_or_undefined(0).clone()),
                        GeneratorResumeKind::${kind},
                        context,
                    );
`,
  put: `                    let before = std::mem::replace(&mut context.vm.resumed, r#gen.promise());
                    r#gen.resume(
                        Some(args.get_or_undefined(0).clone()),
                        GeneratorResumeKind::${kind},
                        context,
                    );
                    context.vm.resumed = before;
`,
});

/** The frame of a combination: `src/engine/frames.rs` finds the number of the promise behind the name. */
const combining = (/** @type {string} */ method, /** @type {string} */ step) => ({
  file: PROMISE,
  find: `            ${step}
`,
  before: `            combine(
                &next_promise,
                Waiter::Element {
                    method: "${method}",
                    index,
                    combined: result_capability.promise.clone(),
                },
            );
`,
});

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      file: 'src/vm/mod.rs',
      find: `    /// Where the last \`throw\` was that no error of the engine's own followed.
`,
      before: `    /// The promise of what a job goes on with.
    pub(crate) resumed: Option<JsObject>,

`,
    },
    {
      file: 'src/vm/mod.rs',
      find: `            last_throw: None,
`,
      before: `            resumed: None,
`,
    },
    resuming('Normal'),
    resuming('Throw'),
    {
      file: AWAIT,
      find: `        // 7. Perform PerformPromiseThen(promise, onFulfilled, onRejected).
`,
      before: `        promise.borrow_mut().data_mut().set_waiter(awaiter);

`,
    },
    {
      file: AWAIT,
      find: `        let captures = Gc::new(Cell::new(Some(r#gen)));
`,
      after: `        let awaiter = Waiter::Function(Awaiter(captures.clone()));
`,
    },
    {
      file: AWAIT,
      find: `use std::{cell::Cell, ops::ControlFlow};
`,
      before: `use crate::builtins::generator::Awaiter;
use crate::builtins::promise::Waiter;
`,
    },
    {
      file: 'src/builtins/generator/mod.rs',
      find: `    /// Returns the async generator object, if the function`,
      before: `    /// The promise of an asynchronous function; of a generator, that of the request which it serves.
    pub(crate) fn promise(&self) -> Option<JsObject> {
        let frame = self.call_frame.as_ref()?;
        if frame.code_block().is_async_generator() {
            let generator = self.async_generator_object().ok()??;
            let generator = generator.downcast::<crate::builtins::AsyncGenerator>().ok()?;
            return generator.try_borrow().ok()?.data().served();
        }
        let index = CallFrame::PROMISE_CAPABILITY_PROMISE_REGISTER_INDEX;
        self.stack.get_register(frame, index)?.as_object()
    }

`,
    },
    {
      file: 'src/builtins/generator/mod.rs',
      find: `impl GeneratorContext {
`,
      before: `/// A function that waits, until it is resumed.
#[derive(Clone, Trace, Finalize)]
pub(crate) struct Awaiter(pub(crate) boa_gc::Gc<std::cell::Cell<Option<GeneratorContext>>>);

impl std::fmt::Debug for Awaiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Awaiter")
    }
}

`,
    },
    {
      file: 'src/builtins/async_generator/mod.rs',
      find: `impl IntrinsicObject for AsyncGenerator {
`,
      before: `impl AsyncGenerator {
    /// The promise of the request that is served.
    pub(crate) fn served(&self) -> Option<JsObject> {
        Some(self.queue.front()?.capability.promise().clone())
    }
}

`,
    },
    {
      file: PROMISE,
      find: `    is_foreign: bool,
}
`,
      put: `    is_foreign: bool,
    waiter: Option<Waiter>,
}

/// Who waits for a promise.
#[derive(Clone, Debug, Trace, Finalize)]
#[allow(variant_size_differences)]
pub(crate) enum Waiter {
    Function(Awaiter),
    /// Who has another promise for it.
    Promise(JsObject),
    /// A combination of promises, of which it is the one with the number.
    Element {
        #[unsafe_ignore_trace]
        method: &'static str,
        #[unsafe_ignore_trace]
        index: usize,
        combined: JsObject,
    },
}

/// Notes that a method of \`Promise\` is about to wait for one promise of several.
fn combine(next: &JsValue, waiter: Waiter) {
    if let Some(promise) = next.as_object()
        && let Ok(promise) = promise.downcast::<Promise>()
        && let Ok(mut promise) = promise.try_borrow_mut()
    {
        promise.data_mut().set_waiter(waiter);
    }
}
`,
    },
    {
      file: PROMISE,
      find: `            is_foreign: false,
        }
    }
`,
      put: `            is_foreign: false,
            waiter: None,
        }
    }

    /// Of whom the next reaction is.
    pub(crate) fn set_waiter(&mut self, waiter: Waiter) {
        let is_pending = matches!(self.state, PromiseState::Pending);
        self.waiter = Some(waiter).filter(|_| is_pending && self.fulfill_reactions.is_empty());
    }

    /// Who waits for it, if that is one.
    pub(crate) fn waiter(&self) -> Option<Waiter> {
        let [reaction] = &*self.fulfill_reactions else {
            return None;
        };
        if self.waiter.is_some() {
            return self.waiter.clone();
        }
        let capability = reaction.promise_capability.as_ref()?;
        Some(Waiter::Promise(capability.promise.clone()))
    }
`,
    },
    combining(
      'all',
      '// n. Perform ? Invoke(nextPromise, "then", « onFulfilled, resultCapability.[[Reject]] »).',
    ),
    combining(
      'allSettled',
      '// w. Perform ? Invoke(nextPromise, "then", « onFulfilled, onRejected »).',
    ),
    combining(
      'any',
      '// n. Perform ? Invoke(nextPromise, "then", « resultCapability.[[Resolve]], onRejected »).',
    ),
    {
      file: PROMISE,
      find: `            // d. Perform ? Invoke(nextPromise, "then", « resultCapability.[[Resolve]], resultCapability.[[Reject]] »).
`,
      before: `            // Of a race V8 has no frame.
            combine(
                &next_promise,
                Waiter::Promise(result_capability.promise.clone()),
            );
`,
    },
    {
      file: PROMISE,
      find: `            Some(handler) => match context.host_hooks().call_job_callback(
                &handler,
                &JsValue::undefined(),
                std::slice::from_ref(&argument),
                context,
            ) {
                Ok(v) => Ok(v),
                Err(e) => Err(e.into_opaque(context)?),
            },
`,
      put: `            Some(handler) => {
                let own = promise_capability.as_ref().map(|it| it.promise.clone());
                let before = std::mem::replace(&mut context.vm.resumed, own);
                let result = context.host_hooks().call_job_callback(
                    &handler,
                    &JsValue::undefined(),
                    std::slice::from_ref(&argument),
                    context,
                );
                context.vm.resumed = before;
                match result {
                    Ok(v) => Ok(v),
                    Err(e) => Err(e.into_opaque(context)?),
                }
            }
`,
    },
    {
      file: PROMISE,
      find: `use boa_gc::{Finalize, Gc, GcRefCell, Trace, custom_trace};
`,
      before: `use crate::builtins::generator::Awaiter;
`,
    },
    {
      file: TRACE,
      find: `            if frames.len() + SHOWN < vm.frames.len() {
                break;
            }
        }
        self
    }
`,
      put: `            if frames.len() + SHOWN < vm.frames.len() {
                break;
            }
        }
        self.with_waiting(vm)
    }

    /// With those who wait, one for the other, for what a job goes on with.
    fn with_waiting(mut self, vm: &Vm) -> Self {
        let mut waiting = Vec::new();
        let mut next = vm.resumed.clone();
        for _ in 0..LONGEST_WAIT {
            let Some(promise) = next.take().and_then(|it| it.downcast::<Promise>().ok()) else {
                break;
            };
            let waiter = promise.try_borrow().ok().and_then(|it| it.data().waiter());
            next = match &waiter {
                Some(Waiter::Promise(promise)) => Some(promise.clone()),
                Some(Waiter::Element {
                    method,
                    index,
                    combined,
                }) if waiting.len() < SHOWN => {
                    waiting.push(ShadowEntry::Native {
                        function_name: Some(js_string!(format!(
                            "\\u{4}Promise\\u{2}{method}\\u{3}{method}\\u{5}{index}"
                        ))),
                        source_info: NativeSourceInfo::caller(),
                        this: None,
                    });
                    Some(combined.clone())
                }
                Some(Waiter::Function(Awaiter(context))) if waiting.len() < SHOWN => {
                    let function = context.take();
                    waiting.extend(function.as_ref().and_then(entry_of));
                    let promise = function.as_ref().and_then(GeneratorContext::promise);
                    context.set(function);
                    promise
                }
                _ => None,
            };
        }
        if !waiting.is_empty() {
            waiting.reverse();
            waiting.extend(self.stack.drain(..));
            self.stack = waiting.into_iter().collect();
        }
        self
    }
`,
    },
    {
      file: TRACE,
      find: `/// As many as V8 shows, and some that are not shown.
`,
      before: `/// As many promises are followed from one to the next.
const LONGEST_WAIT: usize = 100;

/// The frame of a function that waits.
fn entry_of(function: &GeneratorContext) -> Option<ShadowEntry> {
    let frame = function.call_frame.as_ref()?;
    let source_info = frame.code_block().source_info.clone();
    let name = shown_of(&source_info, &function.stack, frame);
    let name = name.unwrap_or_else(|| source_info.function_name().clone());
    Some(ShadowEntry::Bytecode {
        pc: frame.pc.saturating_sub(1),
        source_info,
        shown: Some(js_string!(js_str!("\\u{4}"), &name)),
    })
}

`,
    },
    {
      file: TRACE,
      find: `use super::{CallFrame, Stack, Vm};
`,
      after: `use crate::builtins::generator::{Awaiter, GeneratorContext};
use crate::builtins::promise::{Promise, Waiter};
`,
    },
  ],
};
