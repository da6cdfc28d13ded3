//! Source text: compiling it, running it, and where it came from.
//!
//! A text that cannot be compiled ends in V8's `SyntaxError` (`syntax/`).

use std::path::{Path, PathBuf};

use boa_engine::{Context, JsError, JsNativeError, JsResult, JsValue, Script, Source};

use super::ending::terminated;
use super::guest::Guest;
use super::kept::{Kept, LexicalNames};
use super::mirror::watch::{self, Watch};
use super::names::{late, var};
use super::origin::{Goal, Origin};
use super::parsed::Parsed;
use super::{builtins, declarations, guard, parsed, report, rescue};
use crate::wire::{Malformed, Text};

pub fn units_of(text: Text<'_>) -> Vec<u16> {
    match text {
        Text::Latin1(bytes) => bytes.iter().map(|&byte| u16::from(byte)).collect(),
        Text::Utf16(units) => units.to_vec(),
    }
}

/// The error for what nests too deep, as V8 has it.
pub fn too_deep() -> JsError {
    JsNativeError::range()
        .with_message("Maximum call stack size exceeded")
        .into()
}

/// Refuses a text that nests too deep to be parsed here.
pub fn check_depth(units: &[u16]) -> JsResult<()> {
    if guard::fits(units, rescue::stack_left()) {
        Ok(())
    } else {
        Err(too_deep())
    }
}

/// The path that names a text's origin to Boa.
pub fn path_of(guest: &Guest, units: &[u16], origin: Origin, goal: Goal) -> PathBuf {
    let mut scripts = guest.scripts.borrow_mut();
    scripts.origins.path_of(origin, goal, units)
}

/// Tells those who look for names in texts that this one will be compiled.
pub fn announce<U: Copy + Into<u16>>(
    guest: &Guest,
    context: &mut Context,
    text: &[U],
) -> JsResult<()> {
    let mut used = guest.used.borrow_mut();
    used.get_or_insert_with(Box::default).add_words(text);
    drop(used);
    builtins::expect_named(guest, context, text);
    builtins::expect_newer(guest, context, text)?;
    builtins::expect_late(guest, context, text)
}

/// Parses a text and compiles it for the guest's realm. The path names the text's origin.
pub fn parse(guest: &Guest, context: &mut Context, units: &[u16], path: &Path) -> JsResult<Script> {
    announce(guest, context, units)?;
    let script = match parsed::take(units) {
        Some(parsed) => parsed.into_script(path, context),
        None => with_an_end(units, |units| {
            let source = Source::from_utf16(units).with_path(path);
            Script::parse(source, None, context)
        }),
    };
    let script = script.map_err(|error| {
        let taken = taken_name(context, &error, units);
        report::syntax_error(guest, path, &error, taken.as_deref())
    })?;
    script.codeblock(context)?;
    Ok(script)
}

/// Parses a text, or the same with an end that Boa sees.
fn with_an_end<T, E>(units: &[u16], mut parse: impl FnMut(&[u16]) -> Result<T, E>) -> Result<T, E> {
    let error = match parse(units) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    match terminated(units).map(|units| parse(&units)) {
        Some(Ok(parsed)) => Ok(parsed),
        _ => Err(error),
    }
}

/// Whether a text can be compiled. Its names are bound nowhere, as those of an `eval` that has not
/// run: one text may be checked any number of times, and to bind them takes half as long again.
pub fn check(guest: &Guest, text: Text<'_>, origin: Origin) -> JsResult<()> {
    let units = units_of(text);
    let is_shallow = guard::fits(&units, parsed::STACK.min(rescue::stack_left()));
    if !is_shallow {
        check_depth(&units)?;
    }
    let path = path_of(guest, &units, origin, Goal::Script);
    let parsed = with_an_end(&units, |units| Parsed::parse(units, &path))
        .map_err(|error| report::syntax_error(guest, &path, &error.into(), None))?;
    if is_shallow {
        guest.checked.keep(units, parsed);
    }
    Ok(())
}

/// The name that a text declares and an earlier script declared already: Boa says that
/// there is one, so each is tried alone.
fn taken_name(context: &mut Context, error: &JsError, units: &[u16]) -> Option<String> {
    let message = error.as_native()?.message();
    if !message.contains("duplicate lexical declaration") {
        return None;
    }
    let own = declarations::top_level(super::source::Text(units)).into_iter();
    let own = own.map(|declared| (declared.name, declared.lexical));
    // Those that are declared in a block, too.
    let through = var::declared(units).into_iter();
    let mut names = own.chain(through.map(|name| (name, false)));
    let taken = names.find(|(name, is_lexical)| {
        let is_restricted = ["undefined", "NaN", "Infinity"].contains(&name.as_str());
        if is_restricted && *is_lexical {
            return true;
        }
        // Parsing a `let` would declare it; a `var` collides with the same names and does not.
        let text = format!("var {name}");
        Script::parse(Source::from_bytes(text.as_bytes()), None, context).is_err()
    });
    taken.map(|(name, _)| name)
}

/// Compiles a text and returns the number that [`run`] takes.
pub fn compile(
    guest: &Guest,
    context: &mut Context,
    text: Text<'_>,
    origin: Origin,
) -> JsResult<u32> {
    let units = units_of(text);
    check_depth(&units)?;
    let path = path_of(guest, &units, origin, Goal::Script);
    if let Some(name) = var::clash(guest, context, &units) {
        return Err(report::taken(guest, &path, &name));
    }
    let used = late::may_declare(&units).then(|| guest.used.borrow().clone());
    let bound = bindings(context);
    let script = parse(guest, context, &units, &path)?;
    let names = if bindings(context) > bound {
        late::of(&units, used.flatten().as_deref())
    } else {
        LexicalNames::default()
    };
    var::keep_inherited(guest, context, &units);
    let watched = watch::names(guest, super::source::Text(&units));
    let mut scripts = guest.scripts.borrow_mut();
    let text = scripts.origins.text_of(&path);
    let text = text.unwrap_or_else(|| units.into());
    Ok(scripts.keep(Kept::new(script, path, text, watched, names)))
}

/// How many names scripts have declared by `let`, `const` or `class`.
fn bindings(context: &Context) -> u32 {
    context.realm().scope().num_bindings()
}

/// Runs a compiled text and returns its completion value.
pub fn run(guest: &Guest, context: &mut Context, id: u32) -> JsResult<JsValue> {
    let kept = guest.scripts.borrow().get(id);
    let kept = kept.ok_or(Malformed("a script that was never compiled"))?;
    let script = kept.script_to_run(guest, context)?;
    if kept.watched.is_empty() {
        return script.evaluate(context);
    }
    let watch = Watch::begin(guest, context, &kept.watched);
    let result = script.evaluate(context);
    watch.end(guest, context);
    result
}
