'use strict';

/** What the parser refused though it is in the language, and took though it is not. */
module.exports = [
  {
    crate: 'boa_ast',
    edits: [
      {
        why: `\`using\` is a name. As a declaration the engine gives nothing back at its end, so that is refused,
          as V8 refused it before Node 24; in functions and \`eval\` it made the engine panic.`,
        file: 'src/keyword/mod.rs',
        find: `            "using" => Ok(Self::Using),
`,
        put: '',
      },
      {
        why: `\`undefined\`, \`NaN\` and \`Infinity\` cannot be declared (ECMA-262, GlobalDeclarationInstantiation).
          It was found when they were declared already, and nothing read them any more.`,
        file: 'src/scope_analyzer.rs',
        find: `        if env.has_binding(&name) {
            return Err("duplicate lexical declaration");
        }
`,
        put: `        let is_restricted = ["undefined", "NaN", "Infinity"].iter().any(|it| name == *it);
        if is_restricted || env.has_binding(&name) {
            return Err("duplicate lexical declaration");
        }
`,
      },
    ],
  },
  {
    crate: 'boa_parser',
    edits: [
      {
        why: 'The comma between two declarations may be on the next line.',
        file: 'src/parser/statement/declaration/lexical.rs',
        find: `            match cursor.peek_semicolon(interner)? {
                SemicolonResult::Found(_) => break,
`,
        before: `            let next = cursor.peek(0, interner)?;
            if next.is_some_and(|next| next.kind() == &TokenKind::Punctuator(Punctuator::Comma)) {
                cursor.advance(interner);
                continue;
            }
`,
      },
      {
        why: 'So may the semicolon behind a statement: it is not one more, which `else` cannot follow.',
        file: 'src/parser/cursor/mod.rs',
        find: `                    let _next = self.buffered_lexer.next(false, interner)?;
                    Ok(())
`,
        put: `                    let is_line = tk.kind() == &TokenKind::LineTerminator;
                    let _next = self.buffered_lexer.next(false, interner)?;
                    let next = self.peek(0, interner)?;
                    let semicolon = TokenKind::Punctuator(Punctuator::Semicolon);
                    if is_line && next.is_some_and(|next| next.kind() == &semicolon) {
                        self.advance(interner);
                    }
                    Ok(())
`,
      },
      {
        why: 'What follows `export default async` may be an arrow function, or the name itself.',
        file: 'src/parser/statement/declaration/export.rs',
        find: `                        let next_token = cursor.peek(2, interner).or_abrupt()?;
                        if next_token.kind() == &TokenKind::Punctuator(Punctuator::Mul) {
                            AstExportDeclaration::DefaultAsyncGeneratorDeclaration(
`,
        put: `                        let function = TokenKind::Keyword((Keyword::Function, false));
                        let next_token = cursor.peek(1, interner)?;
                        let is_function = next_token.is_some_and(|it| it.kind() == &function);
                        let next_token = cursor.peek(2, interner)?;
                        let mul = TokenKind::Punctuator(Punctuator::Mul);
                        let is_generator = next_token.is_some_and(|it| it.kind() == &mul);
                        if !is_function {
                            let expr = AssignmentExpression::new(true, false, true)
                                .parse(cursor, interner)?;
                            cursor.expect_semicolon("default expression export", interner)?;
                            AstExportDeclaration::DefaultAssignmentExpression(expr)
                        } else if is_generator {
                            AstExportDeclaration::DefaultAsyncGeneratorDeclaration(
`,
      },
      {
        why: 'A function that a parameter has when it is left out is named after it.',
        file: 'src/parser/function/mod.rs',
        find: `                    Variable::from_identifier(ident, init)
`,
        put: `                    let init = init.map(|mut init| {
                        init.set_anonymous_function_definition_name(&ident);
                        init
                    });
                    Variable::from_identifier(ident, init)
`,
      },
      {
        why: 'What the flag `u` says of a pattern `v` says, too.',
        file: 'src/lexer/regex.rs',
        find: `            unicode: value.contains(RegExpFlags::UNICODE),
`,
        put: `            unicode: value.intersects(RegExpFlags::UNICODE | RegExpFlags::UNICODE_SETS),
`,
      },
      {
        why: 'A private field cannot be deleted at the end of a chain, either: the compiler panicked.',
        file: 'src/parser/expression/unary.rs',
        find: `                    Expression::PropertyAccess(PropertyAccess::Private(_)) => {
`,
        before: `                    Expression::Optional(optional)
                        if optional.chain().last().is_some_and(|last| {
                            use boa_ast::expression::OptionalOperationKind;
                            let kind = last.kind();
                            matches!(kind, OptionalOperationKind::PrivatePropertyAccess { .. })
                        }) =>
                    {
                        return Err(Error::lex(LexError::Syntax(
                            "cannot delete private fields".into(),
                            position,
                        )));
                    }
`,
      },
    ],
  },
];
