'use strict';

/** Words that are names, too, where nothing else is meant: `async`, `of` and their like. */
module.exports = {
  crate: 'boa_parser',
  edits: [
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
      why: `\`async (\` begins the call of a function of that name as well as an arrow function: which of them
          shows behind the parenthesis (ECMA-262, CoverCallExpressionAndAsyncArrowHead).`,
      file: 'src/parser/expression/assignment/mod.rs',
      find: `                    && (matches!(peek_1, TokenKind::Punctuator(Punctuator::OpenParen))
                        || (matches!(
                            peek_1,
                            TokenKind::IdentifierName(_)
                                | TokenKind::Keyword((
                                    Keyword::Yield | Keyword::Await | Keyword::Of,
                                    _
                                ))
                        ) && matches!(
                            cursor.peek(2, interner).or_abrupt()?.kind(),
                            TokenKind::Punctuator(Punctuator::Arrow)
                        )))
                {
`,
      put: `                    && matches!(
                        peek_1,
                        TokenKind::IdentifierName(_)
                            | TokenKind::Keyword((
                                Keyword::Yield
                                    | Keyword::Await
                                    | Keyword::Of
                                    | Keyword::Async
                                    | Keyword::Let,
                                _
                            ))
                    )
                    && matches!(
                        cursor.peek(2, interner).or_abrupt()?.kind(),
                        TokenKind::Punctuator(Punctuator::Arrow)
                    )
                {
`,
    },
    {
      file: 'src/parser/expression/assignment/mod.rs',
      find: `            FormalParameterListOrExpression::FormalParameterList {
                fpl: parameters, ..
            } => {
`,
      before: `            FormalParameterListOrExpression::FormalParameterList {
                fpl: parameters,
                is_async: true,
                ..
            } => {
                return AsyncArrowFunction::new(self.allow_in, self.allow_yield)
                    .parse_after(parameters, (start_linear_span, position), cursor, interner)
                    .map(Expression::AsyncArrowFunction);
            }
`,
    },
    {
      file: 'src/parser/expression/assignment/async_arrow_function.rs',
      find: `        let next_token = cursor.peek(0, interner).or_abrupt()?;
        let (params, params_start_position) =
            if next_token.kind() == &TokenKind::Punctuator(Punctuator::OpenParen) {
                let params_start_position = cursor
                    .expect(Punctuator::OpenParen, "async arrow function", interner)?
                    .span()
                    .end();

                let params = FormalParameters::new(false, true).parse(cursor, interner)?;
                cursor.expect(Punctuator::CloseParen, "async arrow function", interner)?;
                (params, params_start_position)
            } else {
                let params_start_position = next_token.span().start();
                let param = BindingIdentifier::new(self.allow_yield, true)
                    .parse(cursor, interner)
                    .set_context("async arrow function")?;
                (
                    FormalParameterList::from(FormalParameter::new(
                        Variable::from_identifier(param, None),
                        false,
                    )),
                    params_start_position,
                )
            };

`,
      put: `        let param = BindingIdentifier::new(self.allow_yield, true)
            .parse(cursor, interner)
            .set_context("async arrow function")?;
        let params = FormalParameterList::from(FormalParameter::new(
            Variable::from_identifier(param, None),
            false,
        ));
        let start = (start_linear_span, async_token_span.start());
        self.parse_after(params, start, cursor, interner)
    }
}

impl AsyncArrowFunction {
    /// Parses what follows the parameters, of a function that starts at \`start\`.
    pub(super) fn parse_after<R: ReadChar>(
        self,
        params: FormalParameterList,
        start: (boa_ast::LinearSpan, boa_ast::Position),
        cursor: &mut Cursor<R>,
        interner: &mut Interner,
    ) -> ParseResult<ast::function::AsyncArrowFunction> {
        let (start_linear_span, params_start_position) = start;
`,
    },
    {
      file: 'src/parser/expression/assignment/async_arrow_function.rs',
      find: `            Span::new(async_token_span.start(), body_span_end),
`,
      put: `            Span::new(params_start_position, body_span_end),
`,
    },
    {
      file: 'src/parser/expression/assignment/async_arrow_function.rs',
      find: `        function::{FormalParameters, FunctionBody},
`,
      put: `        function::FunctionBody,
`,
    },
    {
      file: 'src/parser/expression/fpl_or_exp.rs',
      find: `        fpl: FormalParameterList,
`,
      after: `        is_async: bool,
`,
    },
    {
      file: 'src/parser/expression/primary/mod.rs',
      find: `            fpl: parameters,
            span_start: span.start(),
        })
    }
}
`,
      put: `            fpl: parameters,
            is_async: false,
            span_start: span.start(),
        })
    }
}

/// What stands between the parentheses behind \`async\`, as parameters of an arrow function.
pub(super) fn arguments_to_async_parameters(
    arguments: &[ast::Expression],
    strict: bool,
    span: Span,
) -> ParseResult<FormalParameterList> {
    let mut parameters = Vec::new();
    for argument in arguments {
        let rest = match argument {
            ast::Expression::Spread(spread) => Some(spread.target()),
            _ => None,
        };
        let from = parameters.len();
        let node = rest.unwrap_or(argument);
        expression_to_formal_parameters(node, &mut parameters, strict, span)?;
        if rest.is_some() {
            let variable = parameters[from].variable().clone();
            if !std::ptr::eq(argument, &arguments[arguments.len() - 1]) {
                return Err(Error::general(
                    "rest parameter must be the last formal parameter",
                    span.start(),
                ));
            }
            if variable.init().is_some() {
                return Err(Error::general(
                    "Rest parameter may not have a default initializer",
                    span.start(),
                ));
            }
            parameters[from] = FormalParameter::new(variable, true);
        }
    }
    let parameters = FormalParameterList::from(parameters);
    if ast::operations::bound_names(&parameters).contains(&Sym::AWAIT) {
        return Err(Error::general(
            "'await' is not a valid identifier name in an async function",
            span.start(),
        ));
    }
    Ok(parameters)
}
`,
    },
    {
      file: 'src/parser/expression/left_hand_side/mod.rs',
      find: `                let member = MemberExpression::new(self.allow_yield, self.allow_await)
                    .parse(cursor, interner)?;
                if let Some(tok)`,
      put: `                let is_async = cursor.peek(0, interner)?.is_some_and(|tok| {
                    tok.kind() == &TokenKind::Keyword((Keyword::Async, false))
                });
                let member = MemberExpression::new(self.allow_yield, self.allow_await)
                    .parse(cursor, interner)?;
                if is_async
                    && let FormalParameterListOrExpression::Expression(
                        boa_ast::Expression::Identifier(name),
                    ) = &member
                    && cursor
                        .peek_no_skip_line_term(0, interner)?
                        .is_some_and(|tok| {
                            tok.kind() == &TokenKind::Punctuator(Punctuator::OpenParen)
                        })
                {
                    let (args, span) = Arguments::new(self.allow_yield, self.allow_await)
                        .parse(cursor, interner)?;
                    let arrow = TokenKind::Punctuator(Punctuator::Arrow);
                    let next = cursor.peek_no_skip_line_term(0, interner)?;
                    if next.is_some_and(|tok| tok.kind() == &arrow) {
                        return Ok(FormalParameterListOrExpression::FormalParameterList {
                            fpl: super::primary::arguments_to_async_parameters(&args, cursor.strict(), span)?,
                            is_async: true,
                            span_start: span.start(),
                        });
                    }
                    CallExpressionTail::new(
                        self.allow_yield,
                        self.allow_await,
                        boa_ast::expression::Call::new((*name).into(), args, span).into(),
                    )
                    .parse(cursor, interner)?
                    .into()
                } else if let Some(tok)`,
    },
    {
      why: '`of` and `async` are names of parameters, too.',
      file: 'src/parser/expression/assignment/mod.rs',
      find: `            | TokenKind::Keyword((Keyword::Yield | Keyword::Await, _)) => {
                cursor.set_goal(InputElement::Div);
`,
      put: `            | TokenKind::Keyword((
                Keyword::Yield | Keyword::Await | Keyword::Of | Keyword::Let,
                _,
            )) => {
                cursor.set_goal(InputElement::Div);
`,
    },
    {
      file: 'src/parser/expression/assignment/mod.rs',
      find: `                let peek_1 = cursor.peek(1, interner).or_abrupt()?.kind().clone();
`,
      after: `                if peek_1 == TokenKind::Punctuator(Punctuator::Arrow) {
                    return ArrowFunction::new(self.allow_in, self.allow_yield, self.allow_await)
                        .parse(cursor, interner)
                        .map(Expression::ArrowFunction);
                }
`,
    },
    {
      why: 'And of labels, and of what is imported.',
      file: 'src/parser/statement/mod.rs',
      find: `            TokenKind::IdentifierName(_)
            | TokenKind::Keyword((Keyword::Await | Keyword::Yield, _)) => {
                // Labelled Statement check
`,
      put: `            TokenKind::IdentifierName(_)
            | TokenKind::Keyword((
                Keyword::Await | Keyword::Yield | Keyword::Of | Keyword::Async | Keyword::Let,
                _,
            )) => {
                // Labelled Statement check
`,
    },
    {
      file: 'src/parser/statement/declaration/import.rs',
      find: `            | TokenKind::Keyword((Keyword::Await | Keyword::Yield, _)) => {
                let imported_binding`,
      put: `            | TokenKind::Keyword((
                Keyword::Await | Keyword::Yield | Keyword::Of | Keyword::Async,
                _,
            )) => {
                let imported_binding`,
    },
    {
      file: 'src/parser/statement/declaration/import.rs',
      find: `            TokenKind::Keyword((kw, _)) => {
                let export_name = kw.to_sym();

                cursor.advance(interner);
`,
      put: `            TokenKind::Keyword((kw, _)) => {
                let export_name = kw.to_sym();

                let next = cursor.peek(1, interner)?;
                if next.is_none_or(|next| next.kind() != &TokenKind::identifier(Sym::AS)) {
                    let name = ImportedBinding.parse(cursor, interner)?;
                    return Ok(AstImportSpecifier::new(name, name.sym()));
                }
                cursor.advance(interner);
`,
    },
    {
      why: 'What follows a name that is no keyword is an operator: `async / 2`.',
      file: 'src/parser/expression/assignment/mod.rs',
      find: `                let peek_1 = cursor.peek(1, interner).or_abrupt()?.kind().clone();
`,
      before: `                cursor.set_goal(InputElement::Div);
`,
    },
    {
      file: 'src/parser/expression/primary/mod.rs',
      find: `                let contain_escaped_char = *contain_escaped_char;
`,
      after: `                cursor.set_goal(InputElement::Div);
`,
    },
    ...[
      ['statement/mod.rs', ''],
      ['statement/expression/mod.rs', 'crate::lexer::'],
    ].map(([file, path]) => ({
      file: `src/parser/${file}`,
      find: `            TokenKind::Keyword((Keyword::Async, false)) => {
`,
      after: `                cursor.set_goal(${path}InputElement::Div);
`,
    })),
  ],
};
