'use strict';

/**
 * Of a loop that declares names for each turn, drops those that were found in it, not all there are.
 * @param {string} kind
 */
function loop(kind) {
  const names = ['Let', 'Const']
    .map(
      (it) => `        if let IterableLoopInitializer::${it}(node) = node.initializer() {
            let bound_names = bound_names(node);
            self.0.retain(|name| !bound_names.contains(name));
        }
`,
    )
    .join('');
  const head = `        node: &'ast crate::statement::${kind},
    ) -> ControlFlow<Self::BreakTy> {
`;
  return {
    file: 'src/operations/mod.rs',
    find: `${head}        self.visit(node.body())?;

${names}`,
    put: `${head}        let from = self.0.len();
        self.visit(node.body())?;

${names.replaceAll(
  'self.0.retain(|name| !bound_names.contains(name))',
  'self.drop_declared(from, |name| bound_names.contains(name))',
)}`,
  };
}

/** Which names a statement declares, and where. */
module.exports = [
  {
    crate: 'boa_engine',
    edits: [
      {
        why: `Where parameters have expressions, the variables of a function are in a scope behind theirs: a function
          in a block was put on the global.`,
        file: 'src/bytecompiler/declarations.rs',
        find: `                let mut variable_scope = self.lexical_scope.clone();
`,
        after: `                self.variable_scope = variable_scope.clone();
`,
      },
    ],
  },
  {
    crate: 'boa_ast',
    edits: [
      {
        file: 'src/scope.rs',
        find: `    ) -> Result<IdentifierReference, BindingLocatorError> {
        if !self.is_function() {
            return`,
        put: `    ) -> Result<IdentifierReference, BindingLocatorError> {
        if !self.is_function() && self.inner.bindings.borrow().find(&name).is_none() {
            return`,
      },
      {
        why: `What a function in the condition of a \`case\` has for parameters and variables was declared around the
        \`switch\`, too: \`case list.some((x) => x < 0)\` hid the \`x\` of the program.`,
        file: 'src/operations/mod.rs',
        find: `        for case in node.cases() {
            self.visit(case)?;
        }
        if let Some(node) = node.default() {
            self.visit(node)?;
        }
        ControlFlow::Continue(())
    }

    fn visit_labelled_item(&mut self, node: &'ast LabelledItem) -> ControlFlow<Self::BreakTy> {
        match node {
            LabelledItem::FunctionDeclaration(_) => ControlFlow::Continue(()),
            LabelledItem::Statement(stmt) => self.visit(stmt),
`,
        put: `        for case in node.cases() {
            self.visit(case.body())?;
        }
        if let Some(node) = node.default() {
            self.visit(node)?;
        }
        ControlFlow::Continue(())
    }

    fn visit_labelled_item(&mut self, node: &'ast LabelledItem) -> ControlFlow<Self::BreakTy> {
        match node {
            LabelledItem::FunctionDeclaration(_) => ControlFlow::Continue(()),
            LabelledItem::Statement(stmt) => self.visit(stmt),
`,
      },
      {
        why: `A function in a block is a variable of the function around it (ECMA-262, B.3.3), unless something around
        the block declares its name; blocks that were closed before it do not.`,
        file: 'src/operations/mod.rs',
        find: `impl<'ast> Visitor<'ast> for AnnexBFunctionDeclarationNamesVisitor<'_> {
`,
        before: `impl AnnexBFunctionDeclarationNamesVisitor<'_> {
    /// Drops those of the names from a place on that are declared around them.
    fn drop_declared(&mut self, from: usize, is_declared: impl Fn(&Sym) -> bool) {
        let mut place = 0;
        self.0.retain(|name| {
            place += 1;
            place <= from || !is_declared(name)
        });
    }
}

`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `        self.visit(node.statement_list())?;
        for statement in node.statement_list().statements() {
            if let StatementListItem::Declaration(declaration) = statement
`,
        before: `        let from = self.0.len();
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `        let lexically_declared_names = lexically_declared_names_legacy(node.statement_list());

        self.0
            .retain(|name| !lexically_declared_names.contains(&(*name, false)));
`,
        put: `        let lexically_declared_names = lexically_declared_names_legacy(node.statement_list());

        self.drop_declared(from, |name| lexically_declared_names.contains(&(*name, false)));
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `        for case in node.cases() {
            self.visit(case)?;
            for statement in case.body().statements() {
`,
        put: `        let from = self.0.len();
        for case in node.cases() {
            self.visit(case.body())?;
            for statement in case.body().statements() {
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `        let lexically_declared_names = lexically_declared_names_legacy(node);

        self.0
            .retain(|name| !lexically_declared_names.contains(&(*name, false)));
`,
        put: `        let lexically_declared_names = lexically_declared_names_legacy(node);

        self.drop_declared(from, |name| lexically_declared_names.contains(&(*name, false)));
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `        self.visit(node.body())?;

        if let Some(ForLoopInitializer::Lexical(node)) = node.init() {
            let bound_names = bound_names(&node.declaration);
            self.0.retain(|name| !bound_names.contains(name));
        }
`,
        put: `        let from = self.0.len();
        self.visit(node.body())?;

        if let Some(ForLoopInitializer::Lexical(node)) = node.init() {
            let bound_names = bound_names(&node.declaration);
            self.drop_declared(from, |name| bound_names.contains(name));
        }
`,
      },
      loop('ForInLoop'),
      loop('ForOfLoop'),
    ],
  },
];
