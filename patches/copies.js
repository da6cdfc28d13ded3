'use strict';

/** Parts of syntax trees that were copied or walked, whole, to be looked at. */

/**
 * Has the names of a declaration asked of itself, which is borrowed.
 * @param {string} file
 * @param {string} step what the comment before it begins with
 * @param {number} indent
 */
function boundNames(file, step, indent) {
  const space = ' '.repeat(indent);
  const comment = `
${space}// ${step} For each String vn of the BoundNames of d, do
`;
  return {
    file,
    find: `${comment}${space}for name in bound_names(&declaration) {
`,
    put: `${comment}${space}for name in bound_names(declaration) {
`,
  };
}

/**
 * Has an operation know where it is. Each asked its first operand and its last, which asked theirs: the
 * time that a chain of them took to compile was the square of its length.
 * @param {string} file
 * @param {string} name
 * @param {string[]} operands
 */
function keptSpan(file, name, operands) {
  const [first, last] = [operands[0], operands[operands.length - 1]];
  const declared = operands.map((it) => `    ${it}: Box<Expression>,\n`).join('');
  const made = operands.map((it) => `            ${it}: Box::new(${it}),\n`).join('');
  const path = `src/expression/operator/${file}`;
  const span = `Span::new(${first}.span().start(), ${last}.span().end())`;
  return [
    {
      why: 'An operation knows where it is.',
      file: path,
      find: `${declared}}\n`,
      put: `${declared}    span: Span,\n}\n`,
    },
    {
      file: path,
      find: `${made}        }\n`,
      put: `            span: ${span},\n${made}        }\n`,
    },
    {
      file: path,
      find: `impl Spanned for ${name} {
    #[inline]
    fn span(&self) -> Span {
        Span::new(self.${first}.span().start(), self.${last}.span().end())
`,
      put: `impl Spanned for ${name} {
    #[inline]
    fn span(&self) -> Span {
        self.span
`,
    },
  ];
}

module.exports = [
  {
    crate: 'boa_parser',
    edits: [
      {
        why: 'What stands in parentheses was copied: a library that is one function there, twice.',
        file: 'src/parser/expression/primary/mod.rs',
        find: `            if let InnerExpression::Expression(expression) = &expressions[0] {
                return Ok(ast::Expression::Parenthesized(Parenthesized::new(
                    expression.clone(),
`,
        put: `            if let Some(InnerExpression::Expression(expression)) = expressions.pop() {
                return Ok(ast::Expression::Parenthesized(Parenthesized::new(
                    expression,
`,
      },
    ],
  },
  {
    crate: 'boa_ast',
    edits: [
      {
        why: `All that is declared in a function was copied when that was compiled, with the functions in
          it, which were so again for each that they stand in.`,
        file: 'src/operations/mod.rs',
        find: `#[derive(Clone, Debug)]
pub enum VarScopedDeclaration {
    /// See [\`VarDeclaration\`]
    VariableDeclaration(Variable),

    /// See [\`FunctionDeclaration\`]
    FunctionDeclaration(FunctionDeclaration),

    /// See [\`GeneratorDeclaration\`]
    GeneratorDeclaration(GeneratorDeclaration),

    /// See [\`AsyncFunctionDeclaration\`]
    AsyncFunctionDeclaration(AsyncFunctionDeclaration),

    /// See [\`AsyncGeneratorDeclaration\`]
    AsyncGeneratorDeclaration(AsyncGeneratorDeclaration),
}

impl VarScopedDeclaration {
    /// Return the bound names of the declaration.
    #[must_use]
    pub fn bound_names(&self) -> Vec<Sym> {
        match self {
            Self::VariableDeclaration(v) => bound_names(v),
            Self::FunctionDeclaration(f) => bound_names(f),
            Self::GeneratorDeclaration(g) => bound_names(g),
            Self::AsyncFunctionDeclaration(f) => bound_names(f),
            Self::AsyncGeneratorDeclaration(g) => bound_names(g),
        }
    }
`,
        put: `#[derive(Clone, Copy, Debug)]
pub enum VarScopedDeclaration<'ast> {
    /// See [\`VarDeclaration\`]
    VariableDeclaration(&'ast Variable),

    /// See [\`FunctionDeclaration\`]
    FunctionDeclaration(&'ast FunctionDeclaration),

    /// See [\`GeneratorDeclaration\`]
    GeneratorDeclaration(&'ast GeneratorDeclaration),

    /// See [\`AsyncFunctionDeclaration\`]
    AsyncFunctionDeclaration(&'ast AsyncFunctionDeclaration),

    /// See [\`AsyncGeneratorDeclaration\`]
    AsyncGeneratorDeclaration(&'ast AsyncGeneratorDeclaration),
}

impl VarScopedDeclaration<'_> {
    /// Return the bound names of the declaration.
    #[must_use]
    pub fn bound_names(&self) -> Vec<Sym> {
        match *self {
            Self::VariableDeclaration(v) => bound_names(v),
            Self::FunctionDeclaration(f) => bound_names(f),
            Self::GeneratorDeclaration(g) => bound_names(g),
            Self::AsyncFunctionDeclaration(f) => bound_names(f),
            Self::AsyncGeneratorDeclaration(g) => bound_names(g),
        }
    }
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `pub fn var_scoped_declarations<'a, N>(node: &'a N) -> Vec<VarScopedDeclaration>
`,
        put: `pub fn var_scoped_declarations<'a, N>(node: &'a N) -> Vec<VarScopedDeclaration<'a>>
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `
struct VarScopedDeclarationsVisitor<'a>(&'a mut Vec<VarScopedDeclaration>);

impl<'ast> Visitor<'ast> for VarScopedDeclarationsVisitor<'_> {
`,
        put: `
struct VarScopedDeclarationsVisitor<'a, 'ast>(&'a mut Vec<VarScopedDeclaration<'ast>>);

impl<'ast> Visitor<'ast> for VarScopedDeclarationsVisitor<'_, 'ast> {
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `
struct TopLevelVarScopedDeclarationsVisitor<'a>(&'a mut Vec<VarScopedDeclaration>);

impl<'ast> Visitor<'ast> for TopLevelVarScopedDeclarationsVisitor<'_> {
`,
        put: `
struct TopLevelVarScopedDeclarationsVisitor<'a, 'ast>(&'a mut Vec<VarScopedDeclaration<'ast>>);

impl<'ast> Visitor<'ast> for TopLevelVarScopedDeclarationsVisitor<'_, 'ast> {
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `        for var in node.0.as_ref() {
            self.0
                .push(VarScopedDeclaration::VariableDeclaration(var.clone()));
        }
`,
        put: `        for var in node.0.as_ref() {
            self.0.push(VarScopedDeclaration::VariableDeclaration(var));
        }
`,
      },
      ...['ForInLoop', 'ForOfLoop'].map((loop) => ({
        file: 'src/operations/mod.rs',
        find: `        node: &'ast crate::statement::${loop},
    ) -> ControlFlow<Self::BreakTy> {
        if let IterableLoopInitializer::Var(var) = node.initializer() {
            self.0
                .push(VarScopedDeclaration::VariableDeclaration(var.clone()));
        }
`,
        put: `        node: &'ast crate::statement::${loop},
    ) -> ControlFlow<Self::BreakTy> {
        if let IterableLoopInitializer::Var(var) = node.initializer() {
            self.0.push(VarScopedDeclaration::VariableDeclaration(var));
        }
`,
      })),
      {
        file: 'src/operations/mod.rs',
        find: `                    Declaration::FunctionDeclaration(f) => {
                        self.0
                            .push(VarScopedDeclaration::FunctionDeclaration(f.clone()));
                    }
                    Declaration::GeneratorDeclaration(f) => {
                        self.0
                            .push(VarScopedDeclaration::GeneratorDeclaration(f.clone()));
                    }
                    Declaration::AsyncFunctionDeclaration(f) => {
                        self.0
                            .push(VarScopedDeclaration::AsyncFunctionDeclaration(f.clone()));
                    }
                    Declaration::AsyncGeneratorDeclaration(f) => {
                        self.0
                            .push(VarScopedDeclaration::AsyncGeneratorDeclaration(f.clone()));
                    }
`,
        put: `                    Declaration::FunctionDeclaration(f) => {
                        self.0.push(VarScopedDeclaration::FunctionDeclaration(f));
                    }
                    Declaration::GeneratorDeclaration(f) => {
                        self.0.push(VarScopedDeclaration::GeneratorDeclaration(f));
                    }
                    Declaration::AsyncFunctionDeclaration(f) => {
                        self.0.push(VarScopedDeclaration::AsyncFunctionDeclaration(f));
                    }
                    Declaration::AsyncGeneratorDeclaration(f) => {
                        self.0.push(VarScopedDeclaration::AsyncGeneratorDeclaration(f));
                    }
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `            LabelledItem::FunctionDeclaration(f) => {
                self.0
                    .push(VarScopedDeclaration::FunctionDeclaration(f.clone()));
`,
        put: `            LabelledItem::FunctionDeclaration(f) => {
                self.0.push(VarScopedDeclaration::FunctionDeclaration(f));
`,
      },
      boundNames('src/scope_analyzer.rs', 'a.i.', 8),
      ...keptSpan('binary/mod.rs', 'Binary', ['lhs', 'rhs']),
      ...keptSpan('conditional.rs', 'Conditional', ['condition', 'if_true', 'if_false']),
    ],
  },
  {
    crate: 'boa_engine',
    edits: [
      boundNames('src/bytecompiler/declarations.rs', 'i.', 8),
      boundNames('src/bytecompiler/declarations.rs', 'i.', 12),
      boundNames('src/bytecompiler/declarations.rs', 'a.i.', 12),
      {
        file: 'src/bytecompiler/declarations.rs',
        find: `            let (name, function) = match declaration {
`,
        put: `            let (name, function) = match *declaration {
`,
      },
    ],
  },
];
