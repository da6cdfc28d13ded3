'use strict';

/** The texts of classes, which `Function.prototype.toString` (ECMA-262, 20.2.3.5) says. */

const FIELD = '    linear_span: Option<LinearSpanIgnoreEq>,\n';

/** @param {string} node */
const accessors = (node) => `    /// Says where the text of the ${node} is.
    #[must_use]
    pub fn with_linear_span(mut self, span: LinearSpan) -> Self {
        self.linear_span = Some(span.into());
        self
    }

    /// Where the text of the ${node} is.
    #[must_use]
    pub fn linear_span(&self) -> Option<LinearSpan> {
        self.linear_span.map(|span| span.0)
    }

`;

module.exports = [
  {
    crate: 'boa_ast',
    edits: [
      {
        why: 'A class knew where it stands in lines and columns, not in the text, or did not know at all.',
        file: 'src/function/class.rs',
        find: 'pub struct ClassDeclaration {\n    name: Identifier,\n',
        after: FIELD,
      },
      {
        file: 'src/function/class.rs',
        find: '            name_scope: Scope::default(),\n',
        after: '            linear_span: None,\n',
      },
      {
        file: 'src/function/class.rs',
        find: '    /// Returns the name of the class declaration.\n',
        before: accessors('declaration'),
      },
      {
        file: 'src/function/class.rs',
        find: '    elements,\n            span,\n            name_scope,\n',
        put: '    elements,\n            span,\n            name_scope,\n            linear_span: None,\n',
      },
      {
        file: 'src/function/class.rs',
        find: 'pub struct ClassExpression {\n',
        after: FIELD,
      },
      {
        file: 'src/function/class.rs',
        find: '    /// Returns the name of the class expression.\n',
        before: accessors('expression'),
      },
    ],
  },
  {
    crate: 'boa_parser',
    edits: [
      {
        why: 'From the keyword to the brace that closes the body.',
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: `        let span = cursor
            .expect((Keyword::Class, false), "class declaration", interner)?
            .span();
`,
        put: `        let keyword = cursor.expect((Keyword::Class, false), "class declaration", interner)?;
        let (span, text) = (keyword.span(), keyword.linear_span());
`,
      },
      {
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: '        let (super_ref, constructor, elements, _end) =\n',
        put: '        let (super_ref, constructor, elements, (_end, text_end)) =\n',
      },
      {
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: `            elements.into_boxed_slice(),
        ))
`,
        put: `            elements.into_boxed_slice(),
        )
        .with_linear_span(text.union(text_end)))
`,
      },
      {
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: '        Vec<function::ClassElement>,\n        Position,\n',
        put: '        Vec<function::ClassElement>,\n        (Position, boa_ast::LinearPosition),\n',
      },
      {
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: '        let token_span_end = token.span().end();\n',
        after: '        let token_text_end = token.linear_span().end();\n',
      },
      {
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: 'Ok((super_ref, None, Vec::new(), token_span_end))',
        put: 'Ok((super_ref, None, Vec::new(), (token_span_end, token_text_end)))',
      },
      {
        file: 'src/parser/statement/declaration/hoistable/class_decl/mod.rs',
        find: `            let end = cursor
                .expect(Punctuator::CloseBlock, "class tail", interner)?
                .span()
                .start();
`,
        put: `            let brace = cursor.expect(Punctuator::CloseBlock, "class tail", interner)?;
            let end = (brace.span().start(), brace.linear_span().end());
`,
      },
      {
        file: 'src/parser/expression/primary/class_expression/mod.rs',
        find: `        let class_span_start = cursor
            .expect(
                TokenKind::Keyword((Keyword::Class, false)),
                "class expression",
                interner,
            )?
            .span()
            .start();
`,
        put: `        let keyword = cursor.expect(
            TokenKind::Keyword((Keyword::Class, false)),
            "class expression",
            interner,
        )?;
        let (class_span_start, text) = (keyword.span().start(), keyword.linear_span());
`,
      },
      {
        file: 'src/parser/expression/primary/class_expression/mod.rs',
        find: '        let (super_ref, constructor, elements, end) =\n',
        put: '        let (super_ref, constructor, elements, (end, text_end)) =\n',
      },
      {
        file: 'src/parser/expression/primary/class_expression/mod.rs',
        find: `            Span::new(class_span_start, end),
        ))
`,
        put: `            Span::new(class_span_start, end),
        )
        .with_linear_span(text.union(text_end)))
`,
      },
    ],
  },
  {
    crate: 'boa_engine',
    edits: [
      {
        why: 'The code of a class has its text.',
        file: 'src/bytecompiler/class.rs',
        find: "    name_scope: Option<&'a Scope>,\n}\n",
        put: "    name_scope: Option<&'a Scope>,\n    linear_span: Option<boa_ast::LinearSpan>,\n}\n",
      },
      {
        file: 'src/bytecompiler/class.rs',
        find: '            name_scope: Some(class.name_scope()),\n',
        after: '            linear_span: class.linear_span(),\n',
      },
      {
        file: 'src/bytecompiler/class.rs',
        find: '            name_scope: class.name_scope(),\n',
        after: '            linear_span: class.linear_span(),\n',
      },
      {
        file: 'src/bytecompiler/class.rs',
        find: `        // The new span is not the same as the parent \`ByteCompiler\` have.
        let spanned_source_text = self.spanned_source_text.clone_only_source();
        let mut compiler = ByteCompiler::new(
            class_name.clone(),
`,
        put: `        let source = self.spanned_source_text.source_text();
        let spanned_source_text = crate::SpannedSourceText::new(source, class.linear_span);
        let mut compiler = ByteCompiler::new(
            class_name.clone(),
`,
      },
    ],
  },
];
