//! What the namespaces of a context's modules leave behind. Boa hides from its collector what a
//! namespace's names lead to (`ModuleNamespace::resolved_bindings`), so each namespace with an
//! export holds its module, and with it the whole realm, for ever: 370 KB a context. So the
//! namespaces are emptied when their engine ends, by `seat.rs`.

use std::mem;
use std::ptr;

use boa_engine::module::ModuleNamespace;
use boa_engine::{Context, JsObject, Module, Source};

/// Empties the namespaces of modules whose graphs are loaded. Nothing of the context's may run
/// any more.
pub fn empty(modules: &[Module], context: &mut Context) {
    if modules.is_empty() {
        return;
    }
    let Ok(exporter_of_nothing) = Module::parse(Source::from_bytes(""), None, context) else {
        return;
    };
    let nothing = exporter_of_nothing.namespace(context);
    for module in modules {
        let namespace = module.namespace(context);
        if namespace != nothing {
            replace(&namespace, &nothing, &exporter_of_nothing);
        }
    }
}

/// Makes a namespace a second `nothing`, and drops what it was: here and now, because what the
/// collector drops gives nothing back that it does not see.
fn replace(namespace: &JsObject, nothing: &JsObject, exporter_of_nothing: &Module) {
    let Some(mut namespace) = namespace.downcast_mut::<ModuleNamespace>() else {
        return;
    };
    let Some(nothing) = nothing.downcast_ref::<ModuleNamespace>() else {
        return;
    };
    // The copy's share of the module's reference count.
    mem::forget(exporter_of_nothing.clone());
    // SAFETY: a namespace is a module, whose count has just been raised for the copy, and two
    // collections. Those of `nothing` are empty and were never anything else, so they own no
    // memory, and dropping both of them frees nothing twice.
    let before = unsafe { ptr::replace(&raw mut *namespace, ptr::read(&raw const *nothing)) };
    drop(namespace);
    drop(before);
}
