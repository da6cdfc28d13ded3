//! Functions of a body and parameters (`vm.compileFunction`), compiled in a text of ours around them. What is
//! whole only together with that text is refused as V8 refuses it, which parses the parts. `serve.rs` calls it.

use boa_engine::ast::{Expression, Statement, StatementList, StatementListItem};
use boa_engine::parser::Parser;
use boa_engine::{Context, JsError, JsNativeError, JsResult, JsString, JsValue, Source};

use super::guest::{Guest, Settings, object_of};
use super::origin::{Goal, Origin};
use super::script::{self, too_deep};
use super::source::{Text, is_word};
use super::{guard, rescue};

/// What closes the function that [`compile`] writes around a body.
const TAIL: &str = "\n})})";

/// Compiles the body of a function with the given parameters, in the scope of the
/// objects in `extensions`, the innermost last (`vm.compileFunction`).
pub fn compile(
    guest: &Guest,
    context: &mut Context,
    body: &JsString,
    parameters: &[JsString],
    extensions: &[JsValue],
    origin: Origin,
) -> JsResult<JsValue> {
    let (units, header) = function_text(body, parameters, extensions.len());
    script::check_depth(&units)?;
    let shown = &units[..units.len() - TAIL.len()];
    let path = script::path_of(guest, shown, origin, Goal::Function(header));
    let script = match script::parse(guest, context, &units, &path) {
        Err(_) if closes_early(context, &body.to_vec()) => return Err(closed_early()),
        parsed => parsed?,
    };
    check_parts(guest, context, body, parameters)?;
    let outer = object_of(&script.evaluate(context)?)?;
    outer.call(&JsValue::undefined(), extensions, context)
}

/// The text of a function that makes the one that is wanted, in the scope of so many objects, and how many
/// lines of it are above the body.
fn function_text(body: &JsString, parameters: &[JsString], extensions: usize) -> (Vec<u16>, i32) {
    let mut units = encoded("(function(){");
    let mut push = |text: &str| units.extend(text.encode_utf16());
    for index in 0..extensions {
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
    let ends = units.iter().filter(|&&unit| unit == u16::from(b'\n'));
    let lines = ends.count();
    units.extend(body.to_vec());
    units.extend(TAIL.encode_utf16());
    (units, i32::try_from(lines).unwrap_or(i32::MAX))
}

/// Whether a body closes the function and goes on behind it: what stands before the first
/// bracket that closes none of the body's own is a whole body then.
fn closes_early(context: &mut Context, body: &[u16]) -> bool {
    let Some(bracket) = Text(body).unopened_bracket() else {
        return false;
    };
    let before = Source::from_utf16(&body[..bracket.start]);
    let parsed = Parser::new(before).parse_function_body(context.interner_mut(), false, false);
    parsed.is_ok()
}

/// Whether parameters and body, which are whole together, are plainly whole apart: the parameters
/// are nothing but names, and the body's last bracket is not the end of another function.
fn are_whole(context: &mut Context, body: &[u16], parameters: &[JsString]) -> bool {
    let is_name = |name: &JsString| !name.is_empty() && name.iter().all(is_word);
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
    let checked = function.call(&JsValue::undefined(), &arguments, context);
    guest.settings.set(settings);
    checked.map(|_| ())
}
