//! Whether a module awaits at its top level. Boa finds that out by itself, but keeps it to
//! itself, and looks for `await` expressions only: a module whose only wait is a `for await`
//! would run to its end without waiting.

use std::ops::ControlFlow;

use boa_engine::ast::function::FunctionBody;
use boa_engine::ast::operations::{ContainsSymbol, contains};
use boa_engine::ast::scope::Scope;
use boa_engine::ast::statement::iteration::ForOfLoop;
use boa_engine::ast::visitor::{VisitWith, Visitor};
use boa_engine::parser::Parser;
use boa_engine::{Context, Source};

use super::names::names_any;

/// How a module waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    None,
    /// In a way that Boa sees.
    Expression,
    /// With `for await` alone.
    Loop,
}

/// What makes a module wait that Boa would not see to. It is never evaluated.
pub const WAITING: &str = "\n;if (0) await 0;";

/// Looks through the text of a module that has been parsed before; only one with the word
/// needs it.
pub fn find(source: &[u16], context: &mut Context) -> Wait {
    if !names_any(source, &[b"await"]) {
        return Wait::None;
    }
    let mut parser = Parser::new(Source::from_utf16(source));
    let parsed = parser.parse_module(&Scope::new_global(), context.interner_mut());
    match parsed {
        Ok(module) if contains(&module, ContainsSymbol::AwaitExpression) => Wait::Expression,
        Ok(module) if module.visit_with(&mut Loops).is_break() => Wait::Loop,
        _ => Wait::None,
    }
}

/// Stops at a `for await` outside of functions.
struct Loops;

impl<'ast> Visitor<'ast> for Loops {
    type BreakTy = ();

    fn visit_for_of_loop(&mut self, node: &'ast ForOfLoop) -> ControlFlow<()> {
        if node.r#await() {
            return ControlFlow::Break(());
        }
        node.visit_with(self)
    }

    fn visit_function_body(&mut self, _: &'ast FunctionBody) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
