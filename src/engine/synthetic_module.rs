//! Synthetic modules, whose exports the host sets.
//!
//! Boa's own synthetic modules can only be given values while they are evaluated, and
//! `setExport` may be called before and after. So a synthetic module is three modules here:
//! one of source text that holds the values as variables, which live bindings lead to; one of
//! Boa's synthetic ones that asks the host for its evaluation steps; and, for the others to
//! import, one that exports from the first and depends on the second.

use boa_engine::module::{ModuleRequest, SyntheticModuleInitializer};
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, Module, Source, js_string};

use super::convert::string_of;
use super::guest::{Guest, object_of};
use super::module::record;
use crate::wire::{Malformed, Opcode, Reader};

const VALUES: &str = "values";
const STEPS: &str = "steps";

/// Makes a synthetic module with the given exports.
pub fn make(guest: &Guest, context: &mut Context, names: &[JsString]) -> JsResult<u32> {
    let values = parse(context, &values_source(names))?;
    let facade = parse(context, &facade_source(names))?;
    let id = guest.modules.borrow_mut().keep(record(facade, Vec::new()));
    let steps = Module::synthetic(
        &[],
        SyntheticModuleInitializer::from_copy_closure_with_captures(
            |_, id, context| {
                let guest = Guest::of(context)?;
                guest.modules.borrow_mut().get_mut(*id)?.begun = true;
                guest
                    .ask(context, Opcode::EvaluateSynthetic, |message, _| {
                        message.word(*id);
                        Ok(())
                    })
                    .map(|_| ())
            },
            id,
        ),
        None,
        None,
        context,
    );
    let request = |name: &str| ModuleRequest::from_specifier(JsString::from(name));
    guest.modules.borrow_mut().get_mut(id)?.parts =
        vec![(request(VALUES), values), (request(STEPS), steps)];
    Ok(id)
}

fn parse(context: &mut Context, source: &[u16]) -> JsResult<Module> {
    Module::parse(Source::from_utf16(source), None, context)
}

/// Variables for the values, and the function that sets one by its index.
fn values_source(names: &[JsString]) -> Vec<u16> {
    use std::fmt::Write as _;
    let mut source = String::new();
    for index in 0..names.len() {
        // A `String` takes all that is written to it.
        let _ = write!(source, "export var v{index};");
    }
    source.push_str("export function set(index, value) { switch (index) {");
    for index in 0..names.len() {
        let _ = write!(source, "case {index}: v{index} = value; break;");
    }
    source.push_str("} }");
    source.encode_utf16().collect()
}

fn facade_source(names: &[JsString]) -> Vec<u16> {
    let mut source: Vec<u16> = "export {".encode_utf16().collect();
    for (index, name) in names.iter().enumerate() {
        source.extend(format!("v{index} as \"").encode_utf16());
        for unit in name.to_vec() {
            source.extend(format!("\\u{unit:04x}").encode_utf16());
        }
        source.extend("\",".encode_utf16());
    }
    source.extend(format!("}} from '{VALUES}'; import '{STEPS}';").encode_utf16());
    source
}

/// Sets an export of a linked synthetic module, by its place among the names.
pub fn set_export(
    guest: &Guest,
    context: &mut Context,
    id: u32,
    index: u32,
    value: JsValue,
) -> JsResult<()> {
    let values = {
        let modules = guest.modules.borrow();
        let record = modules.get(id)?;
        record.parts.first().map(|(_, values)| values.clone())
    };
    let values = values.ok_or(Malformed("not a synthetic module"))?;
    let set: JsObject = object_of(&values.namespace(context).get(js_string!("set"), context)?)?;
    set.call(&JsValue::undefined(), &[index.into(), value], context)?;
    Ok(())
}

/// The names of a synthetic module, as they stand in a message.
pub fn names(reader: &mut Reader<'_>) -> JsResult<Vec<JsString>> {
    let mut names = Vec::new();
    for _ in 0..reader.count()? {
        names.push(string_of(reader.text()?));
    }
    Ok(names)
}
