//! Boa's way to the host for what code imports.
//!
//! A static import is answered from the table that the host filled (`module.rs`). `import()`
//! is the host's to answer, at once or later, and with any object: a module of this engine, of
//! another one, or a namespace of the host's own. Boa's loader can only answer with a module of
//! its own, whose namespace then becomes the value of the promise. So it is answered at once
//! with a *facade*: a synthetic module whose one export is `then`. The promise is resolved with
//! the facade's namespace, finds that it has a `then`, and waits for what that passes on
//! (ECMA-262, 27.2.1.3.2): whatever the host settles the import with. No guest code ever sees
//! the facade, no future waits in the engine's queue, and the promise is Boa's own.
//!
//! Boa asks of its host that one specifier of one referrer always lead to the same module, as
//! ECMA-262 does. `vm`'s callback is asked anew each time, and may answer anew; so there is one
//! facade for each specifier, and a line of imports that wait at it. All imports take the same
//! number of jobs to arrive there, so they arrive in the order in which they were asked for.
//!
//! The alternative, a loader whose future waits, would have to be kept from poll to poll with
//! a reference to a context that is somebody else's in between.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::{Future, pending};
use std::rc::Rc;

use boa_engine::module::{ModuleLoader, ModuleRequest, Referrer, SyntheticModuleInitializer};
use boa_engine::native_function::NativeFunction;
use boa_engine::{Context, JsArgs, JsError, JsObject, JsResult, JsValue, Module, js_string};
use rustc_hash::FxHashMap as HashMap;

use super::base_frame;
use super::convert::put_value;
use super::functions::nameless;
use super::guest::Guest;
use super::limits::Stopped;
use super::module::write_request;
use crate::wire::{Malformed, Opcode};

/// Whom the host names as the referrer of code that belongs to no script or module.
const REALM: u32 = u32::MAX;

/// What is known of an `import()` under way.
enum Import {
    /// Neither has the host settled it, nor has the promise asked.
    New,
    /// The functions that settle the promise.
    Awaited {
        resolve: JsValue,
        reject: JsValue,
    },
    Settled(Result<JsValue, JsValue>),
}

/// What answers a request of one importer, and the tickets of the imports on their way there.
struct Facade {
    module: Module,
    coming: VecDeque<u32>,
}

/// The imports under way.
#[derive(Default)]
pub struct Imports {
    tickets: HashMap<u32, Import>,
    next: u32,
    /// The place of a facade, by importer and request.
    places: HashMap<(u32, ModuleRequest), usize>,
    facades: Vec<Facade>,
    /// The `import.meta` that the host is filling now.
    pub meta: Option<JsObject>,
    /// What the host threw instead, while the engine is being stopped for it.
    pub failure: Option<JsValue>,
}

impl Imports {
    /// The modules that stand for what `import()` asked for.
    pub fn facades(&self) -> impl Iterator<Item = Module> {
        self.facades.iter().map(|facade| facade.module.clone())
    }
}

pub struct Loader;

impl ModuleLoader for Loader {
    fn load_imported_module(
        self: Rc<Self>,
        referrer: Referrer,
        request: ModuleRequest,
        context: &RefCell<&mut Context>,
    ) -> impl Future<Output = JsResult<Module>> {
        let loaded = load(&referrer, request, &mut context.borrow_mut());
        async move {
            match loaded {
                Some(loaded) => loaded,
                None => pending().await,
            }
        }
    }

    fn init_import_meta(
        self: Rc<Self>,
        import_meta: &JsObject,
        module: &Module,
        context: &mut Context,
    ) {
        if let Ok(guest) = Guest::of(context) {
            let importer = guest.scripts.borrow().origins.importer_of(module.path());
            fill_meta(&guest, context, import_meta, importer);
        }
    }
}

/// `None` leaves the request without an answer for ever.
fn load(
    referrer: &Referrer,
    request: ModuleRequest,
    context: &mut Context,
) -> Option<JsResult<Module>> {
    let guest = match Guest::of(context) {
        Ok(guest) => guest,
        Err(error) => return Some(Err(error)),
    };
    {
        let mut modules = guest.modules.borrow_mut();
        if let Some(reading) = &mut modules.reading {
            reading.push(request);
            return None;
        }
        if modules.loading {
            return Some(match referrer {
                Referrer::Module(module) => modules.target(module, &request),
                _ => Err(Malformed("no module").into()),
            });
        }
    }
    Some(begin(&guest, context, referrer, &request))
}

/// Begins an `import()`: the host is asked now, as V8 asks it, and answers when it can.
fn begin(
    guest: &Guest,
    context: &mut Context,
    referrer: &Referrer,
    request: &ModuleRequest,
) -> JsResult<Module> {
    let importer = match referrer {
        Referrer::Realm(_) => REALM,
        referrer if base_frame::is_path(referrer.path()) => REALM,
        referrer => guest.scripts.borrow().origins.importer_of(referrer.path()),
    };
    let ticket = {
        let mut imports = guest.dynamic.borrow_mut();
        let ticket = imports.next;
        imports.next = ticket.wrapping_add(1);
        imports.tickets.insert(ticket, Import::New);
        ticket
    };
    let asked = guest.ask(context, Opcode::Import, |message, _| {
        message.word(ticket);
        message.word(importer);
        write_request(message, request);
        Ok(())
    });
    if let Err(error) = asked {
        guest.dynamic.borrow_mut().tickets.remove(&ticket);
        return Err(error);
    }
    // Boa tells the requests of scripts apart by their specifiers alone.
    let request = match referrer {
        Referrer::Module(_) => request.clone(),
        _ => ModuleRequest::from_specifier(request.specifier().clone()),
    };
    let place = place_of(guest, context, (importer, request));
    let mut imports = guest.dynamic.borrow_mut();
    let facade = &mut imports.facades[place];
    facade.coming.push_back(ticket);
    Ok(facade.module.clone())
}

/// The place of the facade for a request, which is made if there is none.
fn place_of(guest: &Guest, context: &mut Context, key: (u32, ModuleRequest)) -> usize {
    let mut imports = guest.dynamic.borrow_mut();
    if let Some(place) = imports.places.get(&key) {
        return *place;
    }
    let place = imports.facades.len();
    let module = facade(context, place);
    imports.places.insert(key, place);
    imports.facades.push(Facade {
        module,
        coming: VecDeque::new(),
    });
    place
}

fn facade(context: &mut Context, place: usize) -> Module {
    Module::synthetic(
        &[js_string!("then")],
        SyntheticModuleInitializer::from_copy_closure_with_captures(
            |module, place, context| {
                let then = NativeFunction::from_copy_closure_with_captures(then, *place);
                module.set_export(&js_string!("then"), nameless(context, then).into())
            },
            place,
        ),
        None,
        None,
        context,
    )
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "Boa passes what a closure captured by reference"
)]
/// The `then` of a facade: the promise of an `import()` asks for its value.
fn then(
    _: &JsValue,
    arguments: &[JsValue],
    place: &usize,
    context: &mut Context,
) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    let resolve = arguments.get_or_undefined(0).clone();
    let reject = arguments.get_or_undefined(1).clone();
    let (ticket, known) = {
        let mut imports = guest.dynamic.borrow_mut();
        let ticket = imports
            .facades
            .get_mut(*place)
            .and_then(|facade| facade.coming.pop_front());
        let ticket = ticket.ok_or(Malformed("no import"))?;
        (ticket, imports.tickets.remove(&ticket))
    };
    match known {
        Some(Import::Settled(result)) => pass(context, &resolve, &reject, result)?,
        Some(Import::New) => {
            let awaited = Import::Awaited { resolve, reject };
            guest.dynamic.borrow_mut().tickets.insert(ticket, awaited);
        }
        _ => {}
    }
    Ok(JsValue::undefined())
}

/// Settles an `import()` as the host says.
pub fn settle(
    guest: &Guest,
    context: &mut Context,
    ticket: u32,
    result: Result<JsValue, JsValue>,
) -> JsResult<()> {
    let known = guest.dynamic.borrow_mut().tickets.remove(&ticket);
    match known {
        Some(Import::Awaited { resolve, reject }) => pass(context, &resolve, &reject, result),
        Some(Import::New) => {
            let settled = Import::Settled(result);
            guest.dynamic.borrow_mut().tickets.insert(ticket, settled);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn pass(
    context: &mut Context,
    resolve: &JsValue,
    reject: &JsValue,
    result: Result<JsValue, JsValue>,
) -> JsResult<()> {
    let (function, value) = match result {
        Ok(value) => (resolve, value),
        Err(reason) => (reject, reason),
    };
    if let Some(function) = function.as_object() {
        function.call(&JsValue::undefined(), &[value], context)?;
    }
    Ok(())
}

/// Has the host fill a module's `import.meta`. Boa holds the module's slot for it meanwhile,
/// so nothing else of the guest may be touched by the host (`operate.rs`).
fn fill_meta(guest: &Guest, context: &mut Context, meta: &JsObject, importer: u32) {
    if importer == 0 {
        return;
    }
    let outer = guest.dynamic.borrow_mut().meta.replace(meta.clone());
    let asked = guest.ask(context, Opcode::ImportMeta, |message, context| {
        message.word(importer);
        put_value(guest, context, message, &meta.clone().into());
        Ok(())
    });
    guest.dynamic.borrow_mut().meta = outer;
    // Boa's hook cannot fail, so the run is stopped, and ends with this error (`serve.rs`).
    if let Err(error) = asked
        && let Ok(error) = error.into_opaque(context)
    {
        guest.dynamic.borrow_mut().failure = Some(error);
        guest.limits.stop();
    }
}

/// The error that a run was stopped for, if the host failed to fill an `import.meta`.
pub fn failure(guest: &Guest, stopped: Option<Stopped>) -> Option<JsError> {
    let mut imports = guest.dynamic.borrow_mut();
    let failure = imports.failure.clone();
    if guest.limits.stopping().is_none() {
        imports.failure = None;
    }
    let failure = failure.filter(|_| stopped == Some(Stopped::Host));
    failure.map(JsError::from_opaque)
}
