//! Which variable was used before its declaration ran (ECMA-262, 9.1.1.1.6): Boa says that one
//! was, without its name, or that a script's own is not defined. `messages/` asks.

use super::declarations::{self, Declared};
use super::source::{Kind, Text, Token};

/// Whether a text declares a name by `let`, `const` or `class` outside all blocks.
pub fn declares(text: Text<'_>, name: &str) -> bool {
    let names = declarations::top_level(text);
    names
        .iter()
        .any(|declared| declared.lexical && declared.name == name)
}

/// The first variable at or behind an offset that is used before its declaration, or in it.
pub fn first(text: Text<'_>, offset: usize) -> Option<String> {
    let declared = declarations::all(text);
    let tokens = text.tokens();
    let from = tokens.partition_point(|token| token.start < offset);
    let used = tokens[from..]
        .iter()
        .find(|token| token.kind == Kind::Word && is_early(text, &declared, **token))?;
    Some(text.of(*used))
}

fn is_early(text: Text<'_>, declared: &[Declared], used: Token) -> bool {
    let name = text.of(used);
    let mut own = declared
        .iter()
        .filter(|declared| declared.lexical && declared.name == name)
        .map(|declared| declared.token);
    let Some(declaration) = own.next() else {
        return false;
    };
    let initializes = |from: usize| text.of(text.token(from)) == "=";
    let within = declaration.end < used.start
        && initializes(declaration.end)
        && text.token(text.token(declaration.end).end).start == used.start;
    used.start < declaration.start || within
}
