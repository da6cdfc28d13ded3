//! Text that guest code compiles itself: `eval`, `Function` and their kin.
//!
//! Boa refuses a wrong text with an error of its own making inside the guest. So the text is
//! parsed here first, where the host is asked whether it may be compiled, and what is wrong
//! under every reading that it could be meant in is refused in V8's words.

use boa_engine::ast::scope::Scope;
use boa_engine::interner::Interner;
use boa_engine::parser::Parser;
use boa_engine::{JsNativeError, JsResult, JsString, Source};

use super::source::Text;
use super::syntax;

/// The kinds of function whose constructors take a text. Which one asks is not said.
const FUNCTIONS: [&str; 4] = ["function", "async function", "function*", "async function*"];

/// Refuses what V8 would refuse. `direct` is said of an `eval` in its proper place; without
/// parameters, anything else may be an indirect `eval` or a function.
pub fn check(parameters: &[JsString], body: &JsString, direct: bool) -> JsResult<()> {
    let mut first = None;
    if parameters.is_empty() {
        let units = body.to_vec();
        let Some(error) = refused_program(&units, direct) else {
            return Ok(());
        };
        first = Some(syntax::explain(&error, Text(&units)).message);
    }
    if direct {
        return first.map_or(Ok(()), fail);
    }
    let mut second = None;
    for kind in FUNCTIONS {
        let units = function(kind, parameters, body);
        let Some(error) = refused_script(&units) else {
            return Ok(());
        };
        second.get_or_insert_with(|| syntax::explain(&error, Text(&units)).message);
    }
    // A text with `return` was meant for a function.
    let program = first.filter(|message| message != "Illegal return statement");
    program.or(second).map_or(Ok(()), fail)
}

fn fail(message: String) -> JsResult<()> {
    Err(JsNativeError::syntax().with_message(message).into())
}

/// The text that V8 parses for a function.
fn function(kind: &str, parameters: &[JsString], body: &JsString) -> Vec<u16> {
    let mut units: Vec<u16> = format!("({kind} anonymous(").encode_utf16().collect();
    for (index, parameter) in parameters.iter().enumerate() {
        if index > 0 {
            units.push(u16::from(b','));
        }
        units.extend(parameter.to_vec());
    }
    units.extend("\n) {\n".encode_utf16());
    units.extend(body.to_vec());
    units.extend("\n})".encode_utf16());
    units
}

fn refused_program(units: &[u16], direct: bool) -> Option<String> {
    let mut parser = Parser::new(Source::from_utf16(units));
    let parsed = parser.parse_eval(direct, &mut Interner::default());
    parsed.err().map(|error| error.to_string())
}

fn refused_script(units: &[u16]) -> Option<String> {
    let mut parser = Parser::new(Source::from_utf16(units));
    let parsed = parser.parse_script(&Scope::new_global(), &mut Interner::default());
    parsed.err().map(|error| error.to_string())
}
