//! Says what is wrong with the links of a graph in V8's words. Boa names the export that it
//! could not find, but not the request that should have had it; so the texts are read again.

use boa_engine::ast;
use boa_engine::ast::declaration::{ExportEntry, ImportAttribute, ImportName, ReExportImportName};
use boa_engine::ast::scope::Scope;
use boa_engine::interner::{Interner, Sym};
use boa_engine::module::{self, ModuleRequest};
use boa_engine::parser::Parser;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsError, JsNativeError, JsString, Source};

use super::guest::Guest;

/// What a module wants of another: the request, and the export's name.
type Wanted = (ModuleRequest, JsString);

/// `error`, or a better one if the texts of the graph tell what it is about.
pub fn explain(guest: &Guest, context: &mut Context, root: u32, error: JsError) -> JsError {
    let graph = guest.modules.borrow().graph(root);
    for id in graph {
        let wanted = match guest.modules.borrow().get(id) {
            Ok(record) if !record.source.is_empty() => wanted(&record.source, context),
            _ => continue,
        };
        for (request, name) in wanted {
            if let Some(message) = missing(guest, context, id, &request, &name) {
                return JsNativeError::syntax().with_message(message).into();
            }
        }
    }
    error
}

/// The text of the error if a module's request has no such export.
fn missing(
    guest: &Guest,
    context: &mut Context,
    id: u32,
    request: &ModuleRequest,
    name: &JsString,
) -> Option<String> {
    let referrer = guest.modules.borrow().get(id).ok()?.module.clone();
    let target = guest.modules.borrow().target(&referrer, request).ok()?;
    let keys = target.namespace(context).own_property_keys(context).ok()?;
    if keys.contains(&PropertyKey::from(name.clone())) {
        return None;
    }
    let specifier = request.specifier().to_std_string_lossy();
    let name = name.to_std_string_lossy();
    Some(if is_ambiguous(guest, context, &target, &name) {
        format!(
            "The requested module '{specifier}' contains conflicting star exports for name '{name}'"
        )
    } else {
        format!("The requested module '{specifier}' does not provide an export named '{name}'")
    })
}

/// Whether two modules that a module exports everything of have that export.
fn is_ambiguous(
    guest: &Guest,
    context: &mut Context,
    module: &boa_engine::Module,
    name: &str,
) -> bool {
    let dependencies = {
        let modules = guest.modules.borrow();
        let Some(id) = modules.id_of(module) else {
            return false;
        };
        modules.dependencies(id)
    };
    let key = PropertyKey::from(JsString::from(name));
    let mut found = 0;
    for id in dependencies {
        let Ok(dependency) = guest
            .modules
            .borrow()
            .get(id)
            .map(|record| record.module.clone())
        else {
            continue;
        };
        let keys = dependency.namespace(context).own_property_keys(context);
        found += u32::from(keys.is_ok_and(|keys| keys.contains(&key)));
    }
    found > 1
}

/// What a text imports and exports by name from other modules, in its order.
fn wanted(source: &[u16], context: &mut Context) -> Vec<Wanted> {
    let interner = context.interner_mut();
    let mut parser = Parser::new(Source::from_utf16(source));
    let Ok(module) = parser.parse_module(&Scope::new_global(), interner) else {
        return Vec::new();
    };
    let mut wanted = Vec::new();
    for entry in module.items().import_entries() {
        if let ImportName::Name(name) = entry.import_name() {
            let request = request_of(interner, entry.module_request(), entry.attributes());
            wanted.push((request, text(interner, name)));
        }
    }
    for entry in module.items().export_entries() {
        if let ExportEntry::ReExport(entry) = entry
            && let ReExportImportName::Name(name) = entry.import_name()
        {
            let request = request_of(interner, entry.module_request(), entry.attributes());
            wanted.push((request, text(interner, name)));
        }
    }
    wanted
}

fn text(interner: &Interner, symbol: Sym) -> JsString {
    JsString::from(interner.resolve_expect(symbol).utf16())
}

fn request_of(
    interner: &Interner,
    specifier: Sym,
    attributes: &[ImportAttribute],
) -> ModuleRequest {
    let attributes = attributes
        .iter()
        .map(|attribute: &ast::declaration::ImportAttribute| {
            module::ImportAttribute::new(
                text(interner, attribute.key()),
                text(interner, attribute.value()),
            )
        });
    ModuleRequest::new(text(interner, specifier), attributes.collect())
}
