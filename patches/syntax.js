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
        file: 'src/parser/statement/break_stm/mod.rs',
        find: `            if tok.map(Token::kind) == Some(&TokenKind::Punctuator(Punctuator::Semicolon)) {
                cursor.advance(interner);
            }
`,
        put: `            let semicolon = TokenKind::Punctuator(Punctuator::Semicolon);
            let is_line = tok.is_some_and(|it| it.kind() == &TokenKind::LineTerminator);
            if tok.map(Token::kind) == Some(&semicolon)
                || is_line && cursor.peek(0, interner)?.is_some_and(|it| it.kind() == &semicolon)
            {
                cursor.advance(interner);
            }
`,
      },
      {
        why: 'Only a decimal number has an exponent.',
        file: 'src/lexer/number.rs',
        find: `            Some(0x0065 /*e */ | 0x0045 /* E */) => {
`,
        put: `            Some(0x0065 /*e */ | 0x0045 /* E */) if kind.base() == 10 => {
`,
      },
      {
        why: 'A parameter has a default, and no other assignment.',
        file: 'src/parser/expression/primary/mod.rs',
        find: `        ast::Expression::Assign(assign) => match assign.lhs() {
`,
        put: `        ast::Expression::Assign(assign) if assign.op() == ast::expression::operator::assign::AssignOp::Assign => match assign.lhs() {
`,
      },
      {
        why: '`new a?.b()` is neither a call nor a construction.',
        file: 'src/parser/expression/left_hand_side/member.rs',
        find: `                        _ => (Box::default(), lhs_inner.span()),
`,
        before: `                        Some(next) if next.kind() == &TokenKind::Punctuator(Punctuator::Optional) => {
                            return Err(Error::unexpected(
                                next.to_string(interner),
                                next.span(),
                                "new expression",
                            ));
                        }
`,
      },
      {
        why: 'What may follow `yield`.',
        file: 'src/parser/expression/assignment/yield.rs',
        find: `                | Punctuator::Div,
            )
            | TokenKind::Keyword((
                Keyword::Yield
`,
        put: `                | Punctuator::Div
                | Punctuator::AssignDiv,
            )
            | TokenKind::PrivateIdentifier(_)
            | TokenKind::Keyword((
                Keyword::Yield
                | Keyword::Of
                | Keyword::Let
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
