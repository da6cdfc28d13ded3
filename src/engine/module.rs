//! Module records: compiling them, linking them as the host says, and their state.
//!
//! The host runs the linking algorithm, as Node's `vm.Module` does: it compiles a module,
//! learns what it requests, finds the modules that answer the requests, and sends their
//! handles. What Boa's loader is then asked for is in the table (`import.rs`), so that
//! loading a graph never waits. Evaluation is in `evaluate.rs`, wrong links are explained in
//! `link_error.rs`.

use std::borrow::Cow;
use std::mem;
use std::path::Path;

use boa_engine::builtins::promise::PromiseState;
use boa_engine::module::ModuleRequest;
use boa_engine::native_function::NativeFunction;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsResult, JsValue, Module, Source};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::ending::terminated;
use super::functions::nameless;
use super::guest::{Guest, object_of};
use super::link_error;
use super::origin::{Goal, Origin};
use super::script::too_deep;
use super::top_level_await::{self, WAITING, Wait};
use super::{guard, report, rescue};
use crate::wire::{Malformed, Text, Writer};

/// Set in the handles of modules, so that they are no script's.
pub const MODULE: u32 = 1 << 30;

/// How far a module has come. `lib/modules/module-record.js` has the codes.
#[derive(Clone)]
pub enum Progress {
    Unlinked,
    Linked,
    Evaluating,
    /// Its code has run, or has run to an `await`: the promise of its evaluation.
    Started(JsPromise),
    /// Its evaluation failed with this, or never ended.
    Failed(JsValue),
}

pub struct Record {
    pub module: Module,
    /// What it requests, and the handle of the module that the host chose.
    pub links: Vec<(ModuleRequest, Option<u32>)>,
    /// What a synthetic module requests of its own parts.
    pub(super) parts: Vec<(ModuleRequest, Module)>,
    /// The text, until it is linked: it explains what is wrong with the links.
    pub source: Vec<u16>,
    pub progress: Progress,
    /// Whether the host was asked for a synthetic module's steps.
    pub(super) begun: bool,
}

/// The modules that the host knows, by handle. A handle is never issued twice: handlers of
/// promises name modules by them.
#[derive(Default)]
pub struct Modules {
    records: HashMap<u32, Record>,
    issued: u32,
    ids: HashMap<Module, u32>,
    /// Those whose graphs are loaded, and which may have a namespace (see `namespace.rs`).
    loaded: Vec<Module>,
    /// While a module's requests are read: those read so far.
    pub reading: Option<Vec<ModuleRequest>>,
    /// Whether a graph is being loaded, which runs no guest code.
    pub loading: bool,
}

impl Modules {
    pub(super) fn keep(&mut self, record: Record) -> u32 {
        let id = MODULE | self.issued;
        self.issued += 1;
        self.ids.insert(record.module.clone(), id);
        self.records.insert(id, record);
        id
    }

    pub fn get(&self, id: u32) -> JsResult<&Record> {
        Ok(self.records.get(&id).ok_or(UNKNOWN)?)
    }

    pub fn get_mut(&mut self, id: u32) -> JsResult<&mut Record> {
        Ok(self.records.get_mut(&id).ok_or(UNKNOWN)?)
    }

    /// Lets go a module; it lives on where guest code or another module holds it.
    pub fn release(&mut self, id: u32) {
        if let Some(record) = self.records.remove(&id) {
            self.ids.remove(&record.module);
        }
    }

    /// The module that the host chose for a request.
    pub fn target(&self, referrer: &Module, request: &ModuleRequest) -> JsResult<Module> {
        let id = *self.ids.get(referrer).ok_or(UNKNOWN)?;
        let record = self.get(id)?;
        if let Some((_, part)) = record.parts.iter().find(|(known, _)| known == request) {
            return Ok(part.clone());
        }
        let link = record.links.iter().find(|(known, _)| known == request);
        let target = link.and_then(|(_, target)| *target).ok_or(UNKNOWN)?;
        Ok(self.get(target)?.module.clone())
    }

    pub fn id_of(&self, module: &Module) -> Option<u32> {
        self.ids.get(module).copied()
    }

    /// The steps of a synthetic module, if they were begun.
    pub fn begun_steps_of(&self, id: u32) -> Option<Module> {
        let record = self.get(id).ok()?;
        let (_, steps) = record.parts.get(1)?;
        record.begun.then(|| steps.clone())
    }

    /// The modules that a module depends on, in the order of its requests.
    pub fn dependencies(&self, id: u32) -> Vec<u32> {
        let links = self.get(id).map_or(&[][..], |record| &record.links);
        links.iter().filter_map(|(_, target)| *target).collect()
    }

    /// Notes that a graph is loaded.
    fn note_loaded(&mut self, graph: &[u32]) {
        for id in graph {
            if let Some(record) = self.records.get(id)
                && matches!(record.progress, Progress::Unlinked)
            {
                self.loaded.push(record.module.clone());
                let parts = record.parts.iter().map(|(_, part)| part.clone());
                self.loaded.extend(parts);
            }
        }
    }

    pub fn take_loaded(&mut self) -> Vec<Module> {
        mem::take(&mut self.loaded)
    }

    /// A module and all that it depends on, those first that others depend on.
    pub fn graph(&self, root: u32) -> Vec<u32> {
        fn visit(modules: &Modules, id: u32, seen: &mut HashSet<u32>, graph: &mut Vec<u32>) {
            if !seen.insert(id) {
                return;
            }
            for dependency in modules.dependencies(id) {
                visit(modules, dependency, seen, graph);
            }
            graph.push(id);
        }
        let mut graph = Vec::new();
        visit(self, root, &mut HashSet::default(), &mut graph);
        graph
    }
}

const UNKNOWN: Malformed = Malformed("a module that was never linked or compiled");

/// What the host learns of a module that was compiled.
pub struct Compiled {
    id: u32,
    top_level_await: bool,
    requests: Vec<ModuleRequest>,
}

impl Compiled {
    pub fn write(&self, message: &mut Writer) {
        message.word(self.id);
        message.word(u32::from(self.top_level_await));
        message.count(self.requests.len());
        for request in &self.requests {
            write_request(message, request);
        }
    }
}

/// Writes a request: specifier, and a list of attributes.
pub fn write_request(message: &mut Writer, request: &ModuleRequest) {
    message.text(super::convert::text_of(request.specifier()));
    message.count(request.attributes().len());
    for attribute in request.attributes() {
        message.text(super::convert::text_of(attribute.key()));
        message.text(super::convert::text_of(attribute.value()));
    }
}

/// Compiles a text as a module.
pub fn compile(
    guest: &Guest,
    context: &mut Context,
    text: Text<'_>,
    origin: Origin,
) -> JsResult<Compiled> {
    let source = super::script::units_of(text);
    if !guard::fits(source.as_slice(), rescue::stack_left()) {
        return Err(too_deep());
    }
    super::script::announce(guest, context, &source)?;
    let path = guest
        .scripts
        .borrow_mut()
        .origins
        .path_of(origin, Goal::Module, &source);
    let (module, text) = parse(&source, &path, context)
        .map_err(|error| report::syntax_error(guest, &path, &error, None))?;
    let wait = top_level_await::find(&text, context);
    let module = if wait == Wait::Loop {
        let waiting = [&text[..], &WAITING.encode_utf16().collect::<Vec<_>>()].concat();
        Module::parse(Source::from_utf16(&waiting).with_path(&path), None, context)?
    } else {
        module
    };
    let requests = requests_of(guest, context, &module);
    let record = Record {
        links: requests
            .iter()
            .map(|request| (request.clone(), None))
            .collect(),
        ..record(module, source)
    };
    Ok(Compiled {
        id: guest.modules.borrow_mut().keep(record),
        top_level_await: wait != Wait::None,
        requests,
    })
}

/// Parses a module's text; returns what of it was read.
fn parse<'a>(
    source: &'a [u16],
    path: &Path,
    context: &mut Context,
) -> JsResult<(Module, Cow<'a, [u16]>)> {
    let mut parse =
        |text: &[u16]| Module::parse(Source::from_utf16(text).with_path(path), None, context);
    let parsed = parse(source);
    if parsed.is_err()
        && let Some(text) = terminated(source)
        && let Ok(module) = parse(&text)
    {
        return Ok((module, text.into()));
    }
    Ok((parsed?, source.into()))
}

pub(super) fn record(module: Module, source: Vec<u16>) -> Record {
    Record {
        module,
        links: Vec::new(),
        parts: Vec::new(),
        source,
        progress: Progress::Unlinked,
        begun: false,
    }
}

/// Boa tells nobody what a module requests but its loader, which answers none of the requests
/// while it reads them: the loading is given up.
fn requests_of(guest: &Guest, context: &mut Context, module: &Module) -> Vec<ModuleRequest> {
    guest.modules.borrow_mut().reading = Some(Vec::new());
    let _ = module.load(context);
    let reading = guest.modules.borrow_mut().reading.take();
    reading.unwrap_or_default()
}

/// Fills in which modules answer a module's requests.
pub fn link(guest: &Guest, id: u32, targets: &[u32]) -> JsResult<()> {
    let mut modules = guest.modules.borrow_mut();
    let record = modules.get_mut(id)?;
    if record.links.len() != targets.len() {
        return Err(Malformed("not as many modules as requests").into());
    }
    for ((_, link), target) in record.links.iter_mut().zip(targets) {
        *link = Some(*target);
    }
    Ok(())
}

/// Connects the imports and exports of a whole graph.
pub fn instantiate(guest: &Guest, context: &mut Context, id: u32) -> JsResult<()> {
    let module = guest.modules.borrow().get(id)?.module.clone();
    load(guest, context, &module)?;
    let graph = guest.modules.borrow().graph(id);
    guest.modules.borrow_mut().note_loaded(&graph);
    if let Err(error) = link_in_frame(context, module) {
        return Err(link_error::explain(guest, context, id, error));
    }
    let mut values = Vec::new();
    for id in graph {
        let mut modules = guest.modules.borrow_mut();
        let record = modules.get_mut(id)?;
        if matches!(record.progress, Progress::Unlinked) {
            record.progress = Progress::Linked;
            record.source = Vec::new();
            values.extend(record.parts.first().map(|(_, values)| values.clone()));
        }
    }
    // Boa gives variables the value `undefined` no sooner than this.
    for module in values {
        module.evaluate(context)?;
    }
    Ok(())
}

/// Boa leaves values on its stack when it links, and they would stand between the operands of
/// whatever code called the host, if any did: so it is done below a function of the guest's,
/// whose end clears what is above it.
fn link_in_frame(context: &mut Context, module: Module) -> JsResult<()> {
    let link = NativeFunction::from_copy_closure_with_captures(
        |_, _, module: &Module, context| {
            module.link(context)?;
            Ok(JsValue::undefined())
        },
        module,
    );
    let link = nameless(context, link);
    let frame = context.eval(Source::from_bytes("(function (link) { link(); })"))?;
    object_of(&frame)?.call(&JsValue::undefined(), &[link.into()], context)?;
    Ok(())
}

fn load(guest: &Guest, context: &mut Context, module: &Module) -> JsResult<()> {
    guest.modules.borrow_mut().loading = true;
    let loaded = module.load(context);
    guest.modules.borrow_mut().loading = false;
    match loaded.state() {
        PromiseState::Fulfilled(_) => Ok(()),
        PromiseState::Pending => Err(UNKNOWN.into()),
        PromiseState::Rejected(reason) => {
            // The host hears of it here.
            guest.jobs.forget_rejection(&loaded.into());
            Err(boa_engine::JsError::from_opaque(reason))
        }
    }
}

/// The code of a module's state, and the error of one that failed.
pub fn state(guest: &Guest, id: u32) -> JsResult<(u32, JsValue)> {
    let modules = guest.modules.borrow();
    let code = match &modules.get(id)?.progress {
        Progress::Unlinked => 0,
        Progress::Linked => 2,
        Progress::Evaluating => 3,
        Progress::Failed(error) => return Ok((5, error.clone())),
        Progress::Started(promise) => match promise.state() {
            PromiseState::Rejected(error) => return Ok((5, error)),
            _ => 4,
        },
    };
    Ok((code, JsValue::undefined()))
}

/// The namespace object of a linked module.
pub fn namespace(guest: &Guest, context: &mut Context, id: u32) -> JsResult<JsValue> {
    let module = guest.modules.borrow().get(id)?.module.clone();
    Ok(module.namespace(context).into())
}
