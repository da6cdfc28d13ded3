//! Names that a script declares by `let`, `const` or `class` when earlier texts have used them.
//!
//! Boa decides when it compiles a function whether a free name of it is a property of the
//! global object, and a function would never see what a later script declares beside that
//! object (ECMA-262, 9.1.1.4). So the object that the global inherits from gets an accessor
//! under such a name, which reads and writes the binding. That `name in globalThis` then says
//! so is the price. `script.rs` asks which names these are, `kept.rs` has them shown before the
//! first run.

use std::path::Path;

use boa_engine::ast::operations::bound_names;
use boa_engine::ast::scope::Scope;
use boa_engine::ast::{Declaration, Script, StatementListItem};
use boa_engine::interner::{Interner, Sym};
use boa_engine::parser::Parser;
use boa_engine::{Context, JsResult, JsString, Source};

use super::{Names, names_any};
use crate::engine::descriptor::hidden_accessor;
use crate::engine::guest::{Guest, object_of};
use crate::engine::kept::LexicalNames;
use crate::engine::source::is_name;
use crate::engine::{base_frame, guard, mirror, rescue};

/// The words that such declarations begin with.
const DECLARING: [&[u8]; 3] = [b"let", b"const", b"class"];

/// Whether a text may declare names for all scripts that are no properties of the global.
pub fn may_declare(units: &[u16]) -> bool {
    names_any(units, &DECLARING)
}

/// What a script declares; `used` is what earlier texts have used.
pub fn of(text: &[u16], used: Option<&Names>) -> LexicalNames {
    let mut declared = declared(text).into_iter().peekable();
    let first = declared.peek().cloned();
    let names = declared.map(JsString::from);
    let is_used = |name: &JsString| used.is_some_and(|used| used.has(name));
    LexicalNames {
        first,
        used_before: names.filter(is_used).collect(),
    }
}

/// The names that a script declares by `let`, `const` or `class` for all scripts.
pub fn declared(text: &[u16]) -> Vec<String> {
    read(text, |script, interner| {
        let items = script.statements().statements().iter();
        spelled(interner, items.flat_map(lexical_names))
    })
}

fn lexical_names(item: &StatementListItem) -> Vec<Sym> {
    match item {
        StatementListItem::Declaration(declaration) => match &**declaration {
            Declaration::Lexical(declaration) => bound_names(declaration),
            Declaration::ClassDeclaration(class) => bound_names(&**class),
            _ => Vec::new(),
        },
        StatementListItem::Statement(_) => Vec::new(),
    }
}

/// What is found in a script; nothing in one that nests too deep to be parsed here.
pub fn read<T: Default>(text: &[u16], find: impl FnOnce(&Script, &Interner) -> T) -> T {
    if !guard::fits(text, rescue::stack_left()) {
        return T::default();
    }
    let mut interner = Interner::default();
    let mut parser = Parser::new(Source::from_utf16(text));
    let parsed = parser.parse_script(&Scope::new_global(), &mut interner);
    parsed.map_or_else(|_| T::default(), |script| find(&script, &interner))
}

pub fn spelled(interner: &Interner, names: impl IntoIterator<Item = Sym>) -> Vec<String> {
    let names = names.into_iter();
    names
        .map(|name| interner.resolve_expect(name).to_string())
        .collect()
}

/// Has the functions of earlier texts see the names that a script is about to declare.
pub fn show(guest: &Guest, context: &mut Context, names: &[JsString]) -> JsResult<()> {
    for name in names {
        let text = name.to_std_string_escaped();
        if mirror::inherits(guest, name) || !is_name(&text) {
            continue;
        }
        let value = if text == "v" { "w" } else { "v" };
        let both = format!("[() => {text}, ({value}) => {{ {text} = {value} }}]");
        let both = Source::from_bytes(both.as_bytes()).with_path(Path::new(base_frame::PATH));
        let both = boa_engine::Script::parse(both, None, context)?.evaluate(context)?;
        let both = object_of(&both)?;
        let accessor = hidden_accessor(Some(both.get(0, context)?), Some(both.get(1, context)?));
        mirror::show_inherited(guest, name.clone().into(), accessor);
    }
    Ok(())
}
