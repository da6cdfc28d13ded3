//! The guest's job queue (ECMA-262, 9.5), and which rejected promises nobody handles.
//!
//! Jobs run when the host says so, one at a time, so that they interleave with the host's
//! own microtasks in the order in which both were enqueued.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::rc::Rc;
use std::task::{Poll, Waker};

use boa_engine::job::{Job, JobExecutor, NativeAsyncJob};
use boa_engine::{Context, JsObject, JsResult};
use rustc_hash::FxHashMap as HashMap;

use super::convert::put_value;
use super::guest::Guest;
use crate::wire::{HandleId, Writer, queued};

/// What takes a turn among the host's microtasks.
enum Queued {
    /// So many of the guest's jobs, each its own.
    Jobs(u32),
    /// What the host tells of a promise of its own.
    Reaction(HandleId),
}

/// The queue; Boa enqueues into it from wherever guest code makes a job.
#[derive(Default)]
pub struct Jobs {
    queue: RefCell<VecDeque<Job>>,
    queued: RefCell<Vec<Queued>>,
    /// Reactions to promises of the host's that have settled and whose turn has not come.
    reactions: RefCell<HashMap<HandleId, VecDeque<Job>>>,
    rejections: RefCell<Vec<(JsObject, bool)>>,
}

impl Jobs {
    /// Notes that a promise became rejected without a handler, or that one got one after all.
    pub fn track(&self, promise: JsObject, handled: bool) {
        let mut rejections = self.rejections.borrow_mut();
        if handled {
            let before = rejections.len();
            rejections.retain(|(rejected, _)| *rejected != promise);
            if rejections.len() < before {
                return;
            }
        }
        rejections.push((promise, handled));
    }

    /// A promise of the host's has got a reaction here.
    pub fn awaits(&self, promise: HandleId) {
        self.queued.borrow_mut().push(Queued::Reaction(promise));
    }

    fn enqueued(&self) {
        let mut queued = self.queued.borrow_mut();
        if let Some(Queued::Jobs(count)) = queued.last_mut() {
            *count += 1;
        } else {
            queued.push(Queued::Jobs(1));
        }
    }

    /// So many of those enqueued last, one after the other, take no turn.
    fn unsay(&self, count: u32) {
        let mut queued = self.queued.borrow_mut();
        if let Some(Queued::Jobs(known)) = queued.last_mut() {
            *known = known.saturating_sub(count);
            if *known == 0 {
                queued.pop();
            }
        }
    }

    /// Runs at most `limit` jobs. An error is one that guest code could not catch.
    pub fn run(&self, context: &mut Context, limit: u32) -> JsResult<()> {
        let next = || self.queue.borrow_mut().pop_front();
        run_each(std::iter::from_fn(next).take(limit as usize), context)
    }

    /// How many jobs wait.
    pub fn len(&self) -> usize {
        self.queue.borrow().len()
    }

    /// Runs the next reaction to a promise of the host's that has settled. The jobs that were
    /// enqueued since there were `before` of them are such reactions: each has its turn when the
    /// host says so.
    pub fn run_reaction(
        &self,
        promise: HandleId,
        before: usize,
        context: &mut Context,
    ) -> JsResult<()> {
        let jobs = {
            let mut queue = self.queue.borrow_mut();
            let before = before.min(queue.len());
            queue.split_off(before)
        };
        self.unsay(u32::try_from(jobs.len()).unwrap_or(u32::MAX));
        run_each(self.next_reaction(promise, jobs), context)
    }

    fn next_reaction(&self, promise: HandleId, jobs: VecDeque<Job>) -> Option<Job> {
        let mut reactions = self.reactions.borrow_mut();
        let waiting = reactions.entry(promise).or_default();
        waiting.extend(jobs);
        let next = waiting.pop_front();
        if waiting.is_empty() {
            reactions.remove(&promise);
        }
        next
    }

    /// Forgets that a promise was rejected before anybody handled it.
    pub fn forget_rejection(&self, promise: &JsObject) {
        let mut rejections = self.rejections.borrow_mut();
        rejections.retain(|(rejected, _)| rejected != promise);
    }

    /// Forgets every job: those of a run that was stopped must not go on later.
    pub fn clear(&self) {
        self.queue.borrow_mut().clear();
        self.reactions.borrow_mut().clear();
    }
}

/// Runs jobs one after the other, up to an error that guest code could not catch.
fn run_each(jobs: impl IntoIterator<Item = Job>, context: &mut Context) -> JsResult<()> {
    for job in jobs {
        let result = run_one(job, context);
        context.clear_kept_objects();
        if let Err(error) = result
            && error.as_engine().is_some()
        {
            return Err(error);
        }
    }
    Ok(())
}

fn run_one(job: Job, context: &mut Context) -> JsResult<()> {
    match job {
        Job::PromiseJob(job) => job.call(context).map(|_| ()),
        Job::GenericJob(job) => job.call(context).map(|_| ()),
        Job::AsyncJob(job) | Job::FinalizationRegistryCleanupJob(job) => poll_once(job, context),
        _ => Ok(()),
    }
}

/// Runs an asynchronous job of Boa's. All that this engine enqueues are ready when they
/// are polled first; one that is not (a `FinalizationRegistry` that waits for the
/// collector) has nothing to tell the guest.
fn poll_once(job: NativeAsyncJob, context: &mut Context) -> JsResult<()> {
    let context = RefCell::new(context);
    let mut future = job.call(&context);
    let mut task = std::task::Context::from_waker(Waker::noop());
    match std::pin::Pin::new(&mut future).poll(&mut task) {
        Poll::Ready(result) => result.map(|_| ()),
        Poll::Pending => Ok(()),
    }
}

impl JobExecutor for Jobs {
    fn enqueue_job(self: Rc<Self>, job: Job, context: &mut Context) {
        if let Job::AsyncJob(job) = job {
            // What `import()` and the loading of modules begin with: the loader answers at
            // once (`import.rs`), and V8 asks its host at once.
            let _ = poll_once(job, context);
            return;
        }
        self.queue.borrow_mut().push_back(job);
        self.enqueued();
    }

    fn run_jobs(self: Rc<Self>, context: &mut Context) -> JsResult<()> {
        self.run(context, u32::MAX)
    }
}

/// Writes what is to take a turn among the host's microtasks, in the order in which it came.
pub fn write_queued(guest: &Guest, message: &mut Writer) -> bool {
    if guest.jobs.queued.borrow().is_empty() {
        return false;
    }
    let queued = std::mem::take(&mut *guest.jobs.queued.borrow_mut());
    message.count(queued.len());
    for entry in queued {
        match entry {
            Queued::Jobs(count) => {
                message.word(queued::JOBS);
                message.word(count);
            }
            Queued::Reaction(promise) => {
                message.word(queued::REACTION);
                message.handle(promise);
            }
        }
    }
    true
}

/// Writes the promises that became rejected without a handler, or got one after all.
pub fn write_rejections(guest: &Guest, context: &mut Context, message: &mut Writer) -> bool {
    if guest.jobs.rejections.borrow().is_empty() {
        return false;
    }
    let rejections = std::mem::take(&mut *guest.jobs.rejections.borrow_mut());
    message.count(rejections.len());
    for (promise, handled) in rejections {
        message.word(u32::from(handled));
        {
            let mut exports = guest.exports.borrow_mut();
            let id = exports.issue(&promise);
            exports.set_unhandled(id, !handled);
        }
        put_value(guest, context, message, &promise.into());
    }
    true
}
