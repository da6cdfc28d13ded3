//! The state of one guest beside its Boa context, and its way out to the host.
//!
//! Native functions of the guest reach it through [`Guest::of`]. To have the host do
//! something, the guest writes a message and suspends its own stack ([`Guest::ask`]); what
//! comes back is either the answer or a nested request, which is served right there with
//! the one `&mut Context` that the suspended function was given.

use rustc_hash::FxHashMap as HashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::{Context, JsError, JsNativeError, JsObject, JsResult, JsValue};
use corosensei::Yielder;

use super::base_frame::BaseFrame;
use super::builtins::BuiltIns;
use super::forward::Forwarded;
use super::functions::Reflection;
use super::handles::{Exports, Imports};
use super::jobs::Jobs;
use super::kept::Scripts;
use super::limits::Limits;
use super::mirror::Mirror;
use super::module::Modules;
use super::names::Names;
use super::plain::Prototypes;
use super::records::{Links, Look};
use super::report::Errors;
use super::symbols::Symbols;
use super::texts::Texts;
use super::{convert, crossing, import, namespace, parsed, serve};
use crate::wire::{Malformed, Opcode, Reader, Value, Writer, flags};

/// A guest's tables, and the two messages under way between it and the host.
pub struct Guest {
    inbox: Rc<RefCell<Vec<u32>>>,
    pub outbox: RefCell<Writer>,
    pub base_frame: BaseFrame,
    yielder: Cell<*const Yielder<(), ()>>,
    pub exports: RefCell<Exports>,
    pub imports: Rc<RefCell<Imports>>,
    pub symbols: RefCell<Symbols>,
    pub scripts: RefCell<Scripts>,
    /// The text that was checked last.
    pub checked: Rc<parsed::Slot>,
    pub modules: RefCell<Modules>,
    /// The `import()`s under way.
    pub dynamic: RefCell<import::Imports>,
    pub mirror: RefCell<Mirror>,
    /// The words of all texts, once there was one.
    pub used: RefCell<Option<Box<Names>>>,
    pub jobs: Rc<Jobs>,
    pub limits: Rc<Limits>,
    pub reflection: Reflection,
    /// Counts how often code of the host's may have run: what was read of its objects
    /// before may have changed since.
    pub epoch: Cell<u32>,
    pub texts: RefCell<Texts>,
    /// Whether what objects of the guest's inherit is the language's alone.
    pub prototypes: Prototypes,
    pub builtins: BuiltIns,
    pub settings: Cell<Settings>,
    pub links: RefCell<Links>,
    pub forwarded: RefCell<Forwarded>,
    pub errors: Errors,
    /// The primordials by object, once they were asked for (`intrinsics::index_of`).
    pub intrinsics: RefCell<Option<HashMap<JsObject, u32>>>,
}

/// What the host says of a context when it makes it.
#[derive(Debug, Clone, Copy, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent options of a context"
)]
pub struct Settings {
    /// Whether `eval` and `Function` may compile strings.
    pub strings: bool,
    /// Whether the guest's primordials are the host's own on the host's side, as they are
    /// for code that runs in the host's own realm (`runInThisContext`).
    pub one_realm: bool,
    /// Whether the global asks the sandbox at every access (`mirror/live.rs`).
    pub live: bool,
    /// Whether a run ends with the promise jobs (`microtaskMode: 'afterEvaluate'`).
    pub runs_jobs: bool,
    /// Whether `let` may declare a name is decided by the sandbox's property, as since Node 26,
    /// and not by what earlier scripts declared.
    pub by_attributes: bool,
    /// Whether messages are worded as since Node 22.
    pub recent_words: bool,
    /// Whether traces name the class that a built-in is called on, as since Node 24, and not
    /// `Function`.
    pub named_classes: bool,
}

/// What the host answered.
pub struct Answer {
    message: Message,
    body: usize,
}

impl Answer {
    /// The body of the answer, behind its head and sections.
    pub fn reader(&self) -> Reader<'_> {
        Reader::at(&self.message.words, self.body)
    }
}

/// A message of the host's, taken out of the inbox so that others may come while it is read.
/// Its memory goes back there: every call would have to take some otherwise.
pub struct Message {
    words: Vec<u32>,
    inbox: Rc<RefCell<Vec<u32>>>,
}

impl Message {
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.words)
    }

    /// Whether it answers a question.
    fn is_completion(&self) -> bool {
        self.reader().is_completion()
    }

    /// Whether nothing of the host's ran for it.
    fn is_quiet(&self) -> bool {
        self.words
            .first()
            .is_some_and(|head| head & flags::QUIET != 0)
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        if let Ok(mut inbox) = self.inbox.try_borrow_mut()
            && inbox.capacity() == 0
        {
            *inbox = std::mem::take(&mut self.words);
        }
    }
}

impl Guest {
    pub fn new(jobs: Rc<Jobs>, limits: Rc<Limits>, context: &mut Context) -> JsResult<Rc<Self>> {
        let reflection = Reflection::new(context)?;
        let links = Links::new(context);
        let base_frame = BaseFrame::new(context)?;
        let guest = Rc::new(Self {
            inbox: Rc::default(),
            outbox: RefCell::default(),
            base_frame,
            yielder: Cell::new(std::ptr::null()),
            exports: RefCell::default(),
            imports: Rc::default(),
            symbols: RefCell::new(Symbols::new()),
            scripts: RefCell::default(),
            checked: Rc::default(),
            modules: RefCell::default(),
            dynamic: RefCell::default(),
            mirror: RefCell::default(),
            used: RefCell::default(),
            jobs,
            limits,
            reflection,
            epoch: Cell::new(0),
            texts: RefCell::default(),
            prototypes: Prototypes::default(),
            builtins: BuiltIns::default(),
            settings: Cell::default(),
            links: RefCell::new(links),
            forwarded: RefCell::default(),
            errors: Errors::default(),
            intrinsics: RefCell::default(),
        });
        context.insert_data(Rc::clone(&guest));
        Ok(guest)
    }

    /// The guest that a context belongs to.
    pub fn of(context: &Context) -> JsResult<Rc<Self>> {
        context
            .get_data::<Rc<Self>>()
            .cloned()
            .ok_or_else(|| JsNativeError::error().with_message("no guest").into())
    }

    /// Runs `body` with the way out to the host open.
    pub fn attached<R>(&self, yielder: &Yielder<(), ()>, body: impl FnOnce() -> R) -> R {
        let before = self.yielder.replace(std::ptr::from_ref(yielder));
        let result = body();
        self.yielder.set(before);
        result
    }

    /// Puts a message of the host's into the inbox.
    pub fn deliver(&self, message: &[u32]) {
        let mut inbox = self.inbox.borrow_mut();
        inbox.clear();
        inbox.extend_from_slice(message);
    }

    /// Takes the message out of the inbox.
    pub fn message(&self) -> Message {
        Message {
            words: std::mem::take(&mut *self.inbox.borrow_mut()),
            inbox: Rc::clone(&self.inbox),
        }
    }

    /// Code of the host's may have run: what was read of its objects is over.
    pub fn advance(&self) {
        self.epoch.set(self.epoch.get().wrapping_add(1));
    }

    /// Lets go what the collector would not give back with the engine's objects, once the
    /// engine has ended.
    pub fn let_go(&self, context: &mut Context) {
        // Its objects hold the table, too. A weak reference that is dropped in the middle of
        // a sweep is never freed: 48 bytes each.
        self.imports.take();
        let mut modules = self.modules.borrow_mut().take_loaded();
        modules.extend(self.dynamic.borrow().facades());
        namespace::empty(&modules, context);
    }

    /// Gives control to the host; returns when it has put a message into the inbox.
    pub fn suspend(&self) {
        // SAFETY: the pointer is set by `attached` for as long as the reference that it
        // was made of lives, and guest code only runs below `attached` on that stack.
        if let Some(yielder) = unsafe { self.yielder.get().as_ref() } {
            yielder.suspend(());
        }
    }

    /// As [`Guest::ask`], for an operation on the object that `target` names.
    pub fn ask_of(
        &self,
        context: &mut Context,
        target: Value,
        opcode: Opcode,
        write: impl FnOnce(&mut Writer, &mut Context),
    ) -> JsResult<Answer> {
        self.ask(context, opcode, |message, context| {
            message.value(target);
            write(message, context);
            Ok(())
        })
    }

    /// Has the host perform an operation and returns its answer. `write` gets the message
    /// whose head is written; the sections are this function's work.
    pub fn ask(
        &self,
        context: &mut Context,
        opcode: Opcode,
        write: impl FnOnce(&mut Writer, &mut Context) -> JsResult<()>,
    ) -> JsResult<Answer> {
        if self.yielder.get().is_null() {
            return Err(JsNativeError::error()
                .with_message("the host cannot be reached now")
                .into());
        }
        // The message is built aside: exporting a value may run no guest code, but a
        // nested request could otherwise find the outbox borrowed.
        let mut message = std::mem::take(&mut *self.outbox.borrow_mut());
        message.clear();
        crossing::begin(self, context, &mut message, opcode);
        write(&mut message, context)?;
        crossing::finish(self, context, &mut message, Look::Around);
        *self.outbox.borrow_mut() = message;
        loop {
            self.suspend();
            let message = self.message();
            // A run that is over by now ends with the answer. What the host asks before that,
            // from a function that took too long, it is told of in a reply of its own.
            if message.is_completion() {
                self.limits.check()?;
            }
            let mut reader = message.reader();
            if !message.is_quiet() {
                self.advance();
            }
            let head = crossing::receive(self, context, &mut reader)?;
            match head.opcode {
                Opcode::Return => {
                    let body = reader.position();
                    return Ok(Answer { message, body });
                }
                Opcode::Throw => {
                    let value = convert::get_value(self, context, &mut reader)?;
                    return Err(JsError::from_opaque(value));
                }
                Opcode::Fault => {
                    self.limits.stop();
                    return Err(Limits::error());
                }
                _ => serve::serve(self, context, head, reader),
            }
        }
    }
}

/// A malformed message ends the operation that it belongs to with this error.
impl From<Malformed> for JsError {
    fn from(Malformed(what): Malformed) -> Self {
        JsNativeError::typ()
            .with_message(format!("malformed message: {what}"))
            .into()
    }
}

/// `value` as an object, or the error for a message that names something else.
pub fn object_of(value: &JsValue) -> JsResult<JsObject> {
    value
        .as_object()
        .ok_or_else(|| Malformed("not an object").into())
}
