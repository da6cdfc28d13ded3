'use strict';

/** Early errors (ECMA-262, 13 to 16) that Boa's parser let pass, and names that it refused. */

module.exports = [
  {
    crate: 'boa_parser',
    edits: [
      ...['code_point_buf', 'buffer'].map((units) => ({
        why: `Rust's numbers may have a sign: \`"\\u{+41}"\`, \`"\\u+123"\`.`,
        file: 'src/lexer/string.rs',
        find: `            for c in ${units} {
                if let Some(c) = char::from_u32(c) {
`,
        put: `            for c in ${units} {
                if let Some(c) = char::from_u32(c).filter(char::is_ascii_hexdigit) {
`,
      })),
      {
        why: `And so may \`"\\x+1"\`.`,
        file: 'src/lexer/string.rs',
        find: `            if let Some(c) = char::from_u32(c) {
                s.push(c);
            } else {
                return Err(Error::syntax(
                    "invalid Hexadecimal`,
        put: `            if let Some(c) = char::from_u32(c).filter(char::is_ascii_hexdigit) {
                s.push(c);
            } else {
                return Err(Error::syntax(
                    "invalid Hexadecimal`,
      },
      {
        why: 'The initializer of a field is no part of the generator or asynchronous function around it.',
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: `                            AssignmentExpression::new(true, self.allow_yield, self.allow_await)
                                .parse(cursor, interner)?;
                        cursor.expect_semicolon("expected semicolon", interner)?;
                        cursor.set_strict(strict);
                        let function_name = interner.get_or_intern(
`,
        put: `                            AssignmentExpression::new(true, false, false)
                                .parse(cursor, interner)?;
                        cursor.expect_semicolon("expected semicolon", interner)?;
                        cursor.set_strict(strict);
                        let function_name = interner.get_or_intern(
`,
      },
      {
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: `                            AssignmentExpression::new(true, self.allow_yield, self.allow_await)
`,
        put: `                            AssignmentExpression::new(true, false, false)
`,
      },
      {
        why: 'A name that the body of a method declares may not be that of a parameter.',
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: `                    let parameters = m.parameters();
`,
        put: `                    let parameters = m.parameters();
                    crate::parser::name_in_lexically_declared_names(
                        &ast::operations::bound_names(parameters),
                        &lexically_declared_names(m.body()),
                        position,
                        interner,
                    )?;
`,
      },
      {
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: `            if let Some(c) = parsed_constructor {
`,
        put: `            if let Some(c) = parsed_constructor {
                crate::parser::name_in_lexically_declared_names(
                    &ast::operations::bound_names(c.parameters()),
                    &lexically_declared_names(c.body()),
                    position,
                    interner,
                )?;
`,
      },
      {
        why: 'A pattern that is declared needs a value, but in the head of `for … of` and `for … in`.',
        file: 'src/parser/statement/variable/mod.rs',
        find: `            list.push(
                VariableDeclaration::new(self.allow_in, self.allow_yield, self.allow_await)
                    .parse(cursor, interner)?,
            );
`,
        put: `            let position = cursor.peek(0, interner).or_abrupt()?.span().start();
            let variable =
                VariableDeclaration::new(self.allow_in, self.allow_yield, self.allow_await)
                    .parse(cursor, interner)?;
            check_initializer(&variable, position, cursor, interner)?;
            list.push(variable);
`,
      },
      {
        file: 'src/parser/statement/variable/mod.rs',
        find: `/// Reads an individual variable declaration.
`,
        put: `/// Refuses a pattern without a value, unless a loop gives it one.
pub(in crate::parser::statement) fn check_initializer<R: ReadChar>(
    variable: &Variable,
    position: Position,
    cursor: &mut Cursor<R>,
    interner: &mut Interner,
) -> ParseResult<()> {
    if variable.init().is_some() || !matches!(variable.binding(), Binding::Pattern(_)) {
        return Ok(());
    }
    let next = cursor.peek(0, interner)?.map(crate::lexer::Token::kind);
    if matches!(
        next,
        Some(TokenKind::Keyword((Keyword::Of | Keyword::In, _)))
    ) {
        return Ok(());
    }
    Err(Error::general(
        "Missing initializer in destructuring declaration",
        position,
    ))
}

/// Reads an individual variable declaration.
`,
      },
      {
        file: 'src/parser/statement/variable/mod.rs',
        find: `    Keyword, Punctuator,
    declaration::{VarDeclaration, Variable},
`,
        put: `    Keyword, Position, Punctuator, Spanned,
    declaration::{Binding, VarDeclaration, Variable},
`,
      },
      {
        file: 'src/parser/statement/variable/mod.rs',
        find: `use crate::{
    lexer`,
        put: `use crate::{
    Error,
    lexer`,
      },
      {
        file: 'src/parser/statement/declaration/lexical.rs',
        find: `            let decl = LexicalBinding::new(
`,
        put: `            let position = cursor.peek(0, interner).or_abrupt()?.span().start();
            let decl = LexicalBinding::new(
`,
      },
      {
        file: 'src/parser/statement/declaration/lexical.rs',
        find: `            if requires_initializer {
`,
        put: `            check_initializer(&decl, position, cursor, interner)?;
            if requires_initializer {
`,
      },
      {
        why: 'The text may end there.',
        file: 'src/parser/statement/declaration/lexical.rs',
        find: `                    let next = cursor.next(interner).or_abrupt()?;
                    let decl_name = match`,
        put: `                    let decl_name = match`,
      },
      {
        file: 'src/parser/statement/declaration/lexical.rs',
        find: `                        format!("Expected initializer for {decl_name} declaration"),
                        next.span().start(),
`,
        put: `                        format!("Expected initializer for {decl_name} declaration"),
                        position,
`,
      },
      {
        file: 'src/parser/statement/declaration/lexical.rs',
        find: `use ast::operations::bound_names;
`,
        put: `use crate::parser::statement::variable::check_initializer;
use ast::operations::bound_names;
`,
      },
      {
        why: 'A parameter of an arrow function is a name, not a property.',
        file: 'src/parser/expression/primary/mod.rs',
        find: `                "parenthesized expression with non-binding expression",
            ));
        }
    }
    Ok(())
}
`,
        put: `                "parenthesized expression with non-binding expression",
            ));
        }
    }
    let binding = parameters.last().map(|parameter| parameter.variable().binding());
    if let Some(Binding::Pattern(pattern)) = binding
        && let Some(access) = first_access(pattern)
    {
        return Err(Error::general(
            "illegal property in declaration context",
            access.span().start(),
        ));
    }
    Ok(())
}

/// The first property that a pattern assigns to.
fn first_access(pattern: &Pattern) -> Option<&PropertyAccess> {
    match pattern {
        Pattern::Object(object) => object.bindings().iter().find_map(|element| match element {
            ObjectPatternElement::AssignmentPropertyAccess { access, .. }
            | ObjectPatternElement::AssignmentRestPropertyAccess { access } => Some(access),
            ObjectPatternElement::Pattern { pattern, .. } => first_access(pattern),
            _ => None,
        }),
        Pattern::Array(array) => array.bindings().iter().find_map(|element| match element {
            ArrayPatternElement::PropertyAccess { access, .. }
            | ArrayPatternElement::PropertyAccessRest { access } => Some(access),
            ArrayPatternElement::Pattern { pattern, .. }
            | ArrayPatternElement::PatternRest { pattern } => first_access(pattern),
            _ => None,
        }),
    }
}
`,
      },
      {
        file: 'src/parser/expression/primary/mod.rs',
        find: `    pattern::{ArrayPattern, ObjectPattern, Pattern},
`,
        put: `    pattern::{ArrayPattern, ArrayPatternElement, ObjectPattern, ObjectPatternElement, Pattern},
`,
      },
      {
        file: 'src/parser/expression/primary/mod.rs',
        find: `    declaration::Variable,
    expression::{
        Identifier, Parenthesized, This,
`,
        put: `    declaration::{Binding, Variable},
    expression::{
        Identifier, Parenthesized, This, access::PropertyAccess,
`,
      },
      {
        why: 'A pattern in parentheses is no pattern.',
        file: 'src/parser/statement/iteration/for_statement.rs',
        find: `            while let ast::Expression::Parenthesized(p) = expr {
                expr = p.expression().clone();
            }
`,
        put: `            while let ast::Expression::Parenthesized(p) = expr {
                expr = p.expression().clone();
                if matches!(
                    expr,
                    ast::Expression::ArrayLiteral(_) | ast::Expression::ObjectLiteral(_)
                ) {
                    return Err(Error::general("invalid destructuring pattern", position));
                }
            }
`,
      },
      {
        why: 'A function may have the name `let`, but in strict mode.',
        file: 'src/parser/expression/primary/function_expression/mod.rs',
        find: `                Keyword::Yield | Keyword::Await | Keyword::Async | Keyword::Of,
`,
        put: `                Keyword::Yield | Keyword::Await | Keyword::Async | Keyword::Of | Keyword::Let,
`,
      },
      {
        why: 'A class may have the names `async` and `of`.',
        file: 'src/parser/expression/primary/class_expression/mod.rs',
        find: `            | TokenKind::Keyword((Keyword::Yield | Keyword::Await, _)) => {
`,
        put: `            | TokenKind::Keyword((
                Keyword::Yield | Keyword::Await | Keyword::Async | Keyword::Of,
                _,
            )) => {
`,
      },
    ],
  },
  {
    crate: 'boa_ast',
    edits: [
      {
        why: 'Strict mode assigns to no `eval` or `arguments`.',
        file: 'src/expression/literal/array.rs',
        find: `                        Expression::Identifier(ident) => {
                            bindings.push(ArrayPatternElement::SingleNameRest`,
        put: `                        Expression::Identifier(ident)
                            if strict && (*ident == Sym::ARGUMENTS || *ident == Sym::EVAL) =>
                        {
                            return None;
                        }
                        Expression::Identifier(ident) => {
                            bindings.push(ArrayPatternElement::SingleNameRest`,
      },
      {
        file: 'src/expression/literal/object.rs',
        find: `                PropertyDefinition::Property(name, expr) => match (name, AssignTarget::bare(expr)) {
`,
        put: `                PropertyDefinition::Property(name, expr) => match (name, AssignTarget::bare(expr)) {
                    (_, Expression::Identifier(ident))
                        if strict && [Sym::EVAL, Sym::ARGUMENTS].contains(&ident.sym()) =>
                    {
                        return None;
                    }
`,
      },
      {
        file: 'src/expression/literal/object.rs',
        find: `                        Expression::Identifier(ident) => {
                            bindings.push(ObjectPatternElement::RestProperty`,
        put: `                        Expression::Identifier(ident)
                            if strict && [Sym::EVAL, Sym::ARGUMENTS].contains(&ident.sym()) =>
                        {
                            return None;
                        }
                        Expression::Identifier(ident) => {
                            bindings.push(ObjectPatternElement::RestProperty`,
      },
    ],
  },
];
