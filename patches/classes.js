'use strict';

/** How a class is read. */
const FILE = 'src/parser/statement/declaration/hoistable/class_decl/mod.rs';

module.exports = [
  {
    crate: 'boa_parser',
    edits: [
      {
        why: 'A method that a text calls `constructor` is the constructor.',
        file: FILE,
        find: `            TokenKind::IdentifierName((Sym::CONSTRUCTOR, _)) if !r#static => {
                cursor.advance(interner);
                let strict = cursor.strict();
`,
        put: `            TokenKind::IdentifierName((Sym::CONSTRUCTOR, _))
            | TokenKind::StringLiteral((Sym::CONSTRUCTOR, _))
                if !r#static =>
            {
                cursor.advance(interner);
                let strict = cursor.strict();
`,
      },
      {
        why: 'With the name on the next line, `async` is a field.',
        file: FILE,
        find: `        let token = cursor.peek(0, interner).or_abrupt()?;
        let start_linear_span = token.linear_span();
        let start_linear_pos = start_linear_span.start();
`,
        put: `        let is_line = cursor.peek_is_line_terminator(1, interner)?.unwrap_or(true);
        let token = cursor.peek(0, interner).or_abrupt()?;
        let start_linear_span = token.linear_span();
        let start_linear_pos = start_linear_span.start();
`,
      },
      {
        file: FILE,
        find: `            TokenKind::Keyword((Keyword::Async, false)) if is_keyword => {
`,
        put: `            TokenKind::Keyword((Keyword::Async, false)) if is_keyword && !is_line => {
`,
      },
      {
        why: 'Nor is an asynchronous method a generator.',
        file: 'src/parser/expression/primary/object_initializer/mod.rs',
        find: `            FunctionBody::new(true, true, "async method definition").parse(cursor, interner)?;
`,
        put: `            FunctionBody::new(false, true, "async method definition").parse(cursor, interner)?;
`,
      },
      {
        why: 'A setter has one parameter.',
        file: FILE,
        find: `            match &element {
                function::ClassElement::MethodDefinition(m) => {
`,
        after: `                    let parameters = m.parameters();
                    let is_one = parameters.as_ref().len() == 1 && !parameters.has_rest_parameter();
                    if matches!(m.kind(), MethodDefinitionKind::Set) && !is_one {
                        return Err(Error::general("a setter has one parameter", position));
                    }
                    if matches!(m.kind(), MethodDefinitionKind::Get) && !parameters.as_ref().is_empty() {
                        return Err(Error::general("a getter has no parameters", position));
                    }
`,
      },
    ],
  },
  {
    crate: 'boa_ast',
    edits: [
      {
        why: 'What a field is called names its function, and is no use of `arguments`.',
        file: 'src/operations/mod.rs',
        find: `    /// Visitor used by the function to search for an identifier with the name \`arguments\`.
    #[derive(Debug, Clone, Copy)]
    struct ContainsArgsVisitor;

    impl<'ast> Visitor<'ast> for ContainsArgsVisitor {
        type BreakTy = ();
`,
        after: `
        fn visit_arrow_function(&mut self, node: &'ast ArrowFunction) -> ControlFlow<Self::BreakTy> {
            self.visit_formal_parameter_list(node.parameters())?;
            self.visit_function_body(node.body())
        }

        fn visit_async_arrow_function(
            &mut self,
            node: &'ast AsyncArrowFunction,
        ) -> ControlFlow<Self::BreakTy> {
            self.visit_formal_parameter_list(node.parameters())?;
            self.visit_function_body(node.body())
        }
`,
      },
    ],
  },
];
