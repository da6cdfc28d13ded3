//! Names that a script may not declare by `let`, `const` or `class`, since an earlier one declared
//! them by `var` or as a function (`[[VarNames]]` in ECMA-262, 9.1.1.4 and 16.1.7).
//!
//! Boa refuses such a script by the attributes of the global's properties, which are the
//! sandbox's: where the sandbox has had the name before, `var` leaves no trace. And it refuses
//! after the script's names have been bound, which hides the `var` from then on. So `script.rs`
//! asks here first, and what is refused never comes to Boa. The earlier texts are read again for
//! that, which is rare: the name must be one of the sandbox's. V8 goes by the attributes, too, from
//! Node 26 on.

use boa_engine::ast::Script;
use boa_engine::ast::expression::Identifier;
use boa_engine::ast::operations::{
    VarScopedDeclaration, annex_b_function_declarations_names, var_declared_names,
    var_scoped_declarations,
};
use boa_engine::interner::Sym;
use boa_engine::{Context, JsString};

use super::{Names, late, names_any};
use crate::engine::guest::Guest;
use crate::engine::mirror::{self, Owned};

/// The words that such declarations begin with.
const DECLARING: [&[u8]; 2] = [b"var", b"function"];

/// The name that a text declares by `let`, `const` or `class` and must not. If there is none, Boa
/// will accept the text: what makes it refuse others is no longer so.
pub fn clash(guest: &Guest, context: &mut Context, text: &[u16]) -> Option<String> {
    if !late::may_declare(text) {
        return None;
    }
    let words = Names::of(text);
    let by_attributes = guest.settings.get().by_attributes;
    let may_be_var = |name: &JsString| !by_attributes && is_used(guest, name);
    let mut suspects = mirror::owned(guest, context);
    suspects.retain(|owned| words.has(&owned.name) && (owned.is_fixed || may_be_var(&owned.name)));
    if suspects.is_empty() {
        return None;
    }
    let declared = late::declared(text);
    suspects.retain(|owned| declared.contains(&owned.name.to_std_string_lossy()));
    let is_clash = |owned: &&Owned| {
        let declared = was_declared(guest, &owned.name);
        declared != by_attributes || by_attributes && owned.is_unsent
    };
    if let Some(clash) = suspects.iter().find(is_clash) {
        return Some(clash.name.to_std_string_lossy());
    }
    for owned in suspects.into_iter().filter(|owned| owned.is_fixed) {
        mirror::loosen(guest, context, owned.name);
    }
    None
}

fn is_used(guest: &Guest, name: &JsString) -> bool {
    let used = guest.used.borrow();
    used.as_ref().is_some_and(|used| used.has(name))
}

/// Whether a script has declared a name by `var` or as a function.
fn was_declared(guest: &Guest, name: &JsString) -> bool {
    let scripts = guest.scripts.borrow();
    let (units, name) = (name.to_vec(), name.to_std_string_lossy());
    let mut texts = scripts.origins.scripts();
    texts.any(|text| {
        text.windows(units.len()).any(|part| part == units)
            && names_any(text, &DECLARING)
            && declared(text).contains(&name)
    })
}

/// Has `var` leave a name what it is where the sandbox inherits it: node:vm asks the sandbox for
/// the value before it looks at what was declared.
pub fn keep_inherited(guest: &Guest, context: &mut Context, text: &[u16]) {
    let inherited = mirror::inherited(guest, context);
    if inherited.is_empty() || !names_any(text, &[b"var"]) {
        return;
    }
    let words = Names::of(text);
    if !inherited.iter().any(|name| words.has(name)) {
        return;
    }
    let declared = late::read(text, |script, interner| {
        let functions = functions(script);
        let mut names = var_declared_names(script);
        names.retain(|name| !functions.contains(name));
        late::spelled(interner, names)
    });
    for name in inherited {
        if declared.contains(&name.to_std_string_lossy()) {
            mirror::keep_inherited(guest, context, name);
        }
    }
}

/// The names of a script's functions.
fn functions(script: &Script) -> Vec<Sym> {
    let declarations = var_scoped_declarations(script).into_iter();
    let names = declarations.filter_map(|declaration| match declaration {
        VarScopedDeclaration::FunctionDeclaration(function) => Some(function.name()),
        VarScopedDeclaration::GeneratorDeclaration(function) => Some(function.name()),
        VarScopedDeclaration::AsyncFunctionDeclaration(function) => Some(function.name()),
        VarScopedDeclaration::AsyncGeneratorDeclaration(function) => Some(function.name()),
        VarScopedDeclaration::VariableDeclaration(_) => None,
    });
    names.map(Identifier::sym).collect()
}

/// The names that a script declares by `var` or as functions.
pub fn declared(text: &[u16]) -> Vec<String> {
    late::read(text, |script, interner| {
        let mut names: Vec<_> = var_declared_names(script).into_iter().collect();
        if !script.strict() {
            names.extend(annex_b_function_declarations_names(script));
        }
        late::spelled(interner, names)
    })
}
