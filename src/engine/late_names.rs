//! Names that a script declares by `let`, `const` or `class` when earlier texts have used them.
//!
//! Boa decides when it compiles a function whether a free name of it is a property of the
//! global object, and a function would never see what a later script declares beside that
//! object (ECMA-262, 9.1.1.4). So the object that the global inherits from gets an accessor
//! under such a name, which reads and writes the binding. That `name in globalThis` then says
//! so is the price. `script.rs` asks here for each text and at the first run of each.

use std::path::Path;

use boa_engine::ast::operations::bound_names;
use boa_engine::ast::scope::Scope;
use boa_engine::ast::{Declaration, StatementListItem};
use boa_engine::interner::Interner;
use boa_engine::parser::Parser;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsResult, JsString, Script, Source};

use super::guest::{Guest, object_of};
use super::{base_frame, builtins, guard, mirror, rescue, source};

/// The words that such declarations begin with.
const DECLARING: [&[u8]; 3] = [b"let", b"const", b"class"];

/// The names that a script declares by `let`, `const` or `class` for all scripts; none of one
/// that nests too deep to be parsed here.
pub fn declared(text: source::Text<'_>) -> Vec<String> {
    if !guard::fits(text.0, rescue::stack_left()) {
        return Vec::new();
    }
    let mut interner = Interner::default();
    let mut parser = Parser::new(Source::from_utf16(text.0));
    let Ok(script) = parser.parse_script(&Scope::new_global(), &mut interner) else {
        return Vec::new();
    };
    let declared = |item: &StatementListItem| match item {
        StatementListItem::Declaration(declaration) => match &**declaration {
            Declaration::Lexical(declaration) => bound_names(declaration),
            Declaration::ClassDeclaration(class) => bound_names(&**class),
            _ => Vec::new(),
        },
        StatementListItem::Statement(_) => Vec::new(),
    };
    let names = script.statements().statements().iter().flat_map(declared);
    names
        .map(|name| interner.resolve_expect(name).to_string())
        .collect()
}

/// Those of a text's names that an earlier text has used. To be asked before the text itself is
/// announced.
pub fn used_before(guest: &Guest, units: &[u16]) -> Vec<JsString> {
    let Some(used) = &*guest.used.borrow() else {
        return Vec::new();
    };
    if !builtins::names_any(units, &DECLARING) {
        return Vec::new();
    }
    let names = declared(source::Text(units))
        .into_iter()
        .map(JsString::from);
    names.filter(|name| used.has(name)).collect()
}

/// Has the functions of earlier texts see the names that a script is about to declare.
pub fn show(guest: &Guest, context: &mut Context, names: &[JsString]) -> JsResult<()> {
    for name in names {
        let text = name.to_std_string_escaped();
        if mirror::inherits(guest, name) || !text.chars().all(is_plain) {
            continue;
        }
        let value = if text == "v" { "w" } else { "v" };
        let both = format!("[() => {text}, ({value}) => {{ {text} = {value} }}]");
        let both = Source::from_bytes(both.as_bytes()).with_path(Path::new(base_frame::PATH));
        let both = Script::parse(both, None, context)?.evaluate(context)?;
        let both = object_of(&both)?;
        let accessor = PropertyDescriptor::builder()
            .get(both.get(0, context)?)
            .set(both.get(1, context)?)
            .enumerable(false)
            .configurable(true);
        mirror::show_inherited(guest, name.clone().into(), accessor.build());
    }
    Ok(())
}

fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}
