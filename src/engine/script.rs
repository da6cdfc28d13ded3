//! Source text: compiling it, running it, and where it came from.
//!
//! A text that cannot be compiled ends in V8's `SyntaxError` (`syntax/`).

use std::path::{Path, PathBuf};

use boa_engine::ast::{Expression, Statement, StatementList, StatementListItem};
use boa_engine::object::JsObject;
use boa_engine::parser::Parser;
use boa_engine::{Context, JsError, JsNativeError, JsResult, JsString, JsValue, Script, Source};

use super::ending::terminated;
use super::functions::Reflection;
use super::guest::{Guest, Settings, malformed};
use super::kept::{Kept, LexicalNames};
use super::origin::{Goal, Origin};
use super::parsed::Parsed;
use super::watch::{self, Watch};
use super::{builtins, declarations, guard, late_names, parsed, report, rescue, var_names};
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

/// Refuses a text that nests too deep; returns the path that names its origin to Boa.
fn enter(guest: &Guest, units: &[u16], origin: Origin, goal: Goal) -> JsResult<PathBuf> {
    if guard::fits(units, rescue::stack_left()) {
        Ok(path_of(guest, units, origin, goal))
    } else {
        Err(too_deep())
    }
}

/// The path that names a text's origin to Boa. The [`TAIL`] of a function is our own.
fn path_of(guest: &Guest, units: &[u16], origin: Origin, goal: Goal) -> PathBuf {
    let is_function = matches!(goal, Goal::Function(_));
    let tail = if is_function { TAIL.len() } else { 0 };
    let shown = &units[..units.len() - tail];
    let mut scripts = guest.scripts.borrow_mut();
    scripts.origins.path_of(origin, goal, shown)
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
    let path = if is_shallow {
        path_of(guest, &units, origin, Goal::Script)
    } else {
        enter(guest, &units, origin, Goal::Script)?
    };
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
    let through = var_names::declared(units).into_iter();
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
    let path = enter(guest, &units, origin, Goal::Script)?;
    if let Some(name) = var_names::clash(guest, context, &units) {
        return Err(report::taken(guest, &path, &name));
    }
    let used = late_names::may_declare(&units).then(|| guest.used.borrow().clone());
    let bound = bindings(context);
    let script = parse(guest, context, &units, &path)?;
    let names = if bindings(context) > bound {
        late_names::of(&units, used.flatten().as_deref())
    } else {
        LexicalNames::default()
    };
    var_names::keep_inherited(guest, context, &units);
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
    let kept = kept.ok_or_else(|| malformed(Malformed("a script that was never compiled")))?;
    let script = kept.script_to_run(guest, context)?;
    if kept.watched.is_empty() {
        return script.evaluate(context);
    }
    let watch = Watch::begin(guest, context, &kept.watched);
    let result = script.evaluate(context);
    watch.end(guest, context);
    result
}

/// What closes the function that [`compile_function`] writes around a body.
const TAIL: &str = "\n})})";

/// Whether a body closes the function and goes on behind it: what stands before the first
/// bracket that closes none of the body's own is a whole body then.
fn closes_early(context: &mut Context, body: &[u16]) -> bool {
    let Some(bracket) = super::source::Text(body).unopened_bracket() else {
        return false;
    };
    let before = Source::from_utf16(&body[..bracket.start]);
    let parsed = Parser::new(before).parse_function_body(context.interner_mut(), false, false);
    parsed.is_ok()
}

/// Whether parameters and body, which are whole together, are plainly whole apart: the parameters
/// are nothing but names, and the body's last bracket is not the end of another function.
fn are_whole(context: &mut Context, body: &[u16], parameters: &[JsString]) -> bool {
    let is_name = |name: &JsString| !name.is_empty() && name.iter().all(super::source::is_word);
    if !parameters.iter().all(is_name) {
        return false;
    }
    if !body.contains(&u16::from(b'}')) {
        return true;
    }
    let text = [&encoded("(function () {\n"), body, &encoded("\n})")].concat();
    let mut parser = Parser::new(Source::from_utf16(&text));
    let parsed = parser.parse_eval(false, context.interner_mut());
    parsed.is_ok_and(|(script, _)| is_function(script.statements()))
}

/// Whether statements are nothing but a function in parentheses.
fn is_function(statements: &StatementList) -> bool {
    let [StatementListItem::Statement(statement)] = statements.statements() else {
        return false;
    };
    let Statement::Expression(Expression::Parenthesized(expression)) = &**statement else {
        return false;
    };
    matches!(expression.expression(), Expression::FunctionExpression(_))
}

fn encoded(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// The error of a body that ends before its function does.
fn closed_early() -> JsError {
    JsNativeError::syntax()
        .with_message("Unexpected token '}'")
        .into()
}

/// Has `Function` parse parameters and body apart: one that is only whole together with the
/// other is refused there.
fn check_parts(
    guest: &Guest,
    context: &mut Context,
    body: &JsString,
    parameters: &[JsString],
) -> JsResult<()> {
    let units = body.to_vec();
    if are_whole(context, &units, parameters) {
        return Ok(());
    }
    let stack = rescue::stack_left();
    let fits = |text: &JsString| guard::fits(&text.to_vec(), stack);
    if !parameters.iter().chain([body]).all(fits) {
        return Err(too_deep());
    }
    if closes_early(context, &units) {
        return Err(closed_early());
    }
    let mut arguments: Vec<JsValue> = parameters.iter().map(|name| name.clone().into()).collect();
    arguments.push(body.clone().into());
    let function = guest.reflection.function.clone();
    let settings = guest.settings.get();
    guest.settings.set(Settings {
        strings: true,
        ..settings
    });
    let checked = Reflection::call(context, &function, &arguments);
    guest.settings.set(settings);
    checked.map(|_| ())
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
    let mut units = encoded("(function(){");
    let mut push = |text: &str| units.extend(text.encode_utf16());
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
    units.extend(TAIL.encode_utf16());

    let lines = units[..units.len() - body.len() - TAIL.len()]
        .iter()
        .filter(|&&unit| unit == u16::from(b'\n'))
        .count();
    let header = i32::try_from(lines).unwrap_or(i32::MAX);
    let path = enter(guest, &units, origin, Goal::Function(header))?;
    let script = match parse(guest, context, &units, &path) {
        Err(_) if closes_early(context, &body.to_vec()) => return Err(closed_early()),
        parsed => parsed?,
    };
    check_parts(guest, context, body, parameters)?;
    let outer: JsObject = super::guest::object_of(&script.evaluate(context)?)?;
    outer.call(&JsValue::undefined(), extensions, context)
}
