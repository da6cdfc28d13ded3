//! Evaluating modules so that the state of each is known.
//!
//! Boa evaluates a whole graph at once and tells only what came of the module that it began
//! with. So each module is evaluated by itself here, those first that it depends on: the order
//! is that of ECMA-262, 16.2.1.6.1.3, because a module whose dependencies have all been
//! evaluated does nothing but run its own code. Modules that depend on each other have to be
//! left to Boa together, with what they depend on; they share one promise, as they do in the
//! specification.

use boa_engine::builtins::promise::PromiseState;
use boa_engine::native_function::NativeFunction;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsObject, JsResult, JsValue, Module, js_string};

use super::descriptor;
use super::functions::nameless;
use super::graph::Knots;
use super::guest::Guest;
use super::module::Progress;

/// What became of an evaluation, beside the codes of `module::state`.
const PENDING: u32 = 6;
const EVALUATED: u32 = 4;
const ERRORED: u32 = 5;

/// Evaluates a module and what it depends on. Returns a code, and the error if it failed, or
/// the promise if it has not ended.
pub fn evaluate(guest: &Guest, context: &mut Context, id: u32) -> JsResult<(u32, JsValue)> {
    let mut walk = Walk {
        knots: Knots::find(id, |id| guest.modules.borrow().dependencies(id)),
        open: Vec::new(),
    };
    if let Err(error) = walk.visit(guest, context, id) {
        walk.give_up(guest);
        return Err(error);
    }
    if guest.settings.get().runs_jobs {
        guest.jobs.run(context, u32::MAX)?;
    }
    Ok(match &guest.modules.borrow().get(id)?.progress {
        Progress::Failed(error) => (ERRORED, error.clone()),
        Progress::Started(promise) => match promise.state() {
            PromiseState::Rejected(error) => (ERRORED, error),
            PromiseState::Fulfilled(_) => (EVALUATED, JsValue::undefined()),
            PromiseState::Pending => (PENDING, promise.clone().into()),
        },
        _ => (EVALUATED, JsValue::undefined()),
    })
}

/// A walk over a graph, and the modules that it is in the middle of.
struct Walk {
    knots: Knots,
    open: Vec<u32>,
}

impl Walk {
    /// Evaluates one module; the error is one that stops the engine.
    fn visit(&mut self, guest: &Guest, context: &mut Context, id: u32) -> JsResult<()> {
        if !matches!(guest.modules.borrow().get(id)?.progress, Progress::Linked) {
            return Ok(());
        }
        let knot = self.knots.of(id);
        let depth = self.open.len();
        for member in &knot {
            guest.modules.borrow_mut().get_mut(*member)?.progress = Progress::Evaluating;
            self.open.push(*member);
        }
        let mut failed = None;
        if knot.len() == 1 {
            let dependencies = guest.modules.borrow().dependencies(id);
            for dependency in dependencies {
                self.visit(guest, context, dependency)?;
                failed = failure_of(guest, dependency);
                if failed.is_some() {
                    break;
                }
            }
        }
        // Also after a failure: it makes the module one that failed with the same error, for
        // those that Boa finds it in later.
        let module = guest.modules.borrow().get(id)?.module.clone();
        let promise = module.evaluate(context)?;
        match promise.state() {
            PromiseState::Rejected(_) => forget(guest, context, id, &promise)?,
            PromiseState::Pending if depth > 0 => handle(context, &promise)?,
            _ => {}
        }
        let progress = match (failed, promise.state()) {
            (Some(error), _) | (None, PromiseState::Rejected(error)) => Progress::Failed(error),
            (None, _) => Progress::Started(promise),
        };
        self.open.truncate(depth);
        guest.modules.borrow_mut().get_mut(id)?.progress = progress;
        if knot.len() > 1 {
            record_others(guest, context, id)?;
        }
        Ok(())
    }

    /// A limit was reached: none of these modules will ever end.
    fn give_up(&self, guest: &Guest) {
        let failure = guest.dynamic.borrow().failure.clone();
        let mut modules = guest.modules.borrow_mut();
        for id in &self.open {
            if let Ok(record) = modules.get_mut(*id) {
                record.progress = Progress::Failed(failure.clone().unwrap_or(JsValue::null()));
            }
        }
    }
}

/// Says of the modules of a knot, and of what they depend on, what came of them: Boa has evaluated
/// them together, as far as it got.
fn record_others(guest: &Guest, context: &mut Context, knot: u32) -> JsResult<()> {
    let graph = guest.modules.borrow().graph(knot);
    for id in graph {
        let module = {
            let modules = guest.modules.borrow();
            let record = modules.get(id)?;
            if !matches!(record.progress, Progress::Linked | Progress::Evaluating) {
                continue;
            }
            record.module.clone()
        };
        let progress = match module.outcome() {
            None => Progress::Linked,
            Some(Err(error)) => Progress::Failed(error.into_opaque(context)?),
            Some(Ok(())) => {
                let promise = module.evaluate(context)?;
                if matches!(promise.state(), PromiseState::Pending) {
                    handle(context, &promise)?;
                }
                Progress::Started(promise)
            }
        };
        guest.modules.borrow_mut().get_mut(id)?.progress = progress;
    }
    Ok(())
}

/// The error of a module that failed.
fn failure_of(guest: &Guest, id: u32) -> Option<JsValue> {
    match super::module::state(guest, id) {
        Ok((ERRORED, error)) => Some(error),
        _ => None,
    }
}

/// Forgets that the promise of a module that failed has no handler: the host has the error. So
/// it is with the promises of synthetic modules below it.
fn forget(guest: &Guest, context: &mut Context, id: u32, promise: &JsPromise) -> JsResult<()> {
    guest.jobs.forget_rejection(&promise.clone().into());
    let steps: Vec<Module> = {
        let modules = guest.modules.borrow();
        let graph = modules.graph(id).into_iter();
        graph.filter_map(|id| modules.begun_steps_of(id)).collect()
    };
    for steps in steps {
        // They have run, and this is the promise that they had then.
        guest
            .jobs
            .forget_rejection(&steps.evaluate(context)?.into());
    }
    Ok(())
}

/// Marks a promise as one whose rejection is nobody's oversight: whoever depends on the module
/// fails with it.
fn handle(context: &mut Context, promise: &JsPromise) -> JsResult<()> {
    let ignore = NativeFunction::from_copy_closure(|_, _, _| Ok(JsValue::undefined()));
    let ignore = nameless(context, ignore);
    // Guest code can redefine what `then` asks the promise's constructor for.
    let object: JsObject = promise.clone().into();
    object.insert_property(
        js_string!("constructor"),
        descriptor::hidden(JsValue::undefined()),
    );
    promise.then(None, Some(ignore), context).map(|_| ())
}
