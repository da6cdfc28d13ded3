//! Source text: compiling it, running it, and where it came from.
//!
//! Each compiled text has an origin: file name and offsets. Boa's positions count from the
//! text's own beginning, so the path that Boa is given names the origin, and the stack
//! traces are rewritten from it (`stack.rs`).

use std::path::PathBuf;

use boa_engine::object::JsObject;
use boa_engine::{
    Context, JsError, JsNativeError, JsResult, JsString, JsValue, Script, Source,
};

use super::functions::Reflection;
use super::guest::{Guest, Settings, malformed};
use super::{guard, rescue};
use crate::wire::{Malformed, Text};

/// Where a text comes from (`filename`, `lineOffset` and `columnOffset` of node:vm).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub filename: String,
    pub line: i32,
    pub column: i32,
}

/// Stands around an origin's number in the paths that Boa is given. No file's name has it.
pub const MARK: char = '\u{1}';

#[derive(Default)]
pub struct Scripts {
    compiled: Vec<Option<Script>>,
    free: Vec<u32>,
    origins: Vec<Origin>,
}

impl Scripts {
    /// The path that names an origin to Boa.
    pub fn path_of(&mut self, origin: Origin) -> PathBuf {
        let known = self.origins.iter().rposition(|known| *known == origin);
        let number = known.unwrap_or_else(|| {
            self.origins.push(origin);
            self.origins.len() - 1
        });
        PathBuf::from(format!("{MARK}{number}{MARK}"))
    }

    pub fn origin(&self, number: usize) -> Option<&Origin> {
        self.origins.get(number)
    }

    fn keep(&mut self, script: Script) -> u32 {
        if let Some(id) = self.free.pop() {
            self.compiled[id as usize] = Some(script);
            return id;
        }
        self.compiled.push(Some(script));
        u32::try_from(self.compiled.len() - 1).unwrap_or(u32::MAX)
    }

    pub fn release(&mut self, id: u32) {
        if let Some(slot) = self.compiled.get_mut(id as usize)
            && slot.take().is_some()
        {
            self.free.push(id);
        }
    }
}

fn units_of(text: Text<'_>) -> Vec<u16> {
    match text {
        Text::Latin1(bytes) => bytes.iter().map(|&byte| u16::from(byte)).collect(),
        Text::Utf16(units) => units.to_vec(),
    }
}

/// The error for a text that nests too deep, as V8 has it.
pub fn too_deep() -> JsError {
    JsNativeError::range()
        .with_message("Maximum call stack size exceeded")
        .into()
}

fn parse(guest: &Guest, context: &mut Context, units: &[u16], origin: Origin) -> JsResult<Script> {
    if !guard::fits(units, rescue::stack_left()) {
        return Err(too_deep());
    }
    let path = guest.scripts.borrow_mut().path_of(origin);
    let source = Source::from_utf16(units).with_path(&path);
    let script = Script::parse(source, None, context)?;
    script.codeblock(context)?;
    Ok(script)
}

/// Compiles a text and returns the number that [`run`] takes.
pub fn compile(
    guest: &Guest,
    context: &mut Context,
    text: Text<'_>,
    origin: Origin,
) -> JsResult<u32> {
    let script = parse(guest, context, &units_of(text), origin)?;
    Ok(guest.scripts.borrow_mut().keep(script))
}

/// Runs a compiled text and returns its completion value.
pub fn run(guest: &Guest, context: &mut Context, id: u32) -> JsResult<JsValue> {
    let script = guest
        .scripts
        .borrow()
        .compiled
        .get(id as usize)
        .cloned()
        .flatten()
        .ok_or_else(|| malformed(Malformed("a script that was never compiled")))?;
    script.evaluate(context)
}

/// Compiles the body of a function with the given parameters, in the scope of the
/// objects in `extensions`, the innermost last (`vm.compileFunction`).
pub fn compile_function(
    guest: &Guest,
    context: &mut Context,
    body: &JsString,
    parameters: &[JsString],
    extensions: &[JsValue],
    origin: Origin,
) -> JsResult<JsValue> {
    let mut arguments: Vec<JsValue> = parameters.iter().map(|name| name.clone().into()).collect();
    arguments.push(body.clone().into());
    // `Function` parses parameters and body apart: a body that closes the function and
    // goes on behind it is refused there.
    let function = guest.reflection.function.clone();
    let settings = guest.settings.get();
    guest.settings.set(Settings {
        strings: true,
        ..settings
    });
    let checked = Reflection::call(context, &function, &arguments);
    guest.settings.set(settings);
    checked?;

    let mut units: Vec<u16> = Vec::new();
    let mut push = |text: &str| units.extend(text.encode_utf16());
    push("(function(){");
    for index in 0..extensions.len() {
        push(&format!("with(arguments[{index}])"));
    }
    push("return (function (");
    for (index, name) in parameters.iter().enumerate() {
        if index > 0 {
            units.extend(", ".encode_utf16());
        }
        units.extend(name.to_vec());
    }
    units.extend(") {\n".encode_utf16());
    units.extend(body.to_vec());
    units.extend("\n})})".encode_utf16());

    let origin = Origin {
        line: origin.line - 1,
        ..origin
    };
    let script = parse(guest, context, &units, origin)?;
    let outer: JsObject = super::guest::object_of(&script.evaluate(context)?)?;
    outer.call(&JsValue::undefined(), extensions, context)
}
