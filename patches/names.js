'use strict';

/**
 * An assignment to a name, as deep as it stands.
 * @param {number} depth
 */
function assignment(depth) {
  const indent = ' '.repeat(depth);
  const arms = (/** @type {string} */ bind, /** @type {string[]} */ refusal) =>
    [
      `    let index = self.${bind}(binding);`,
      '    self.emit_binding_access(BindingAccessOpcode::SetName, &index, value);',
      '}',
      'Err(BindingLocatorError::MutateImmutable) => {',
      ...refusal,
      '}',
    ]
      .map((line) => `${indent}${line}\n`)
      .join('');
  return {
    file: 'src/bytecompiler/mod.rs',
    find: arms('insert_binding', [
      '    let index = self.get_or_insert_string(name);',
      '    self.bytecode.emit_throw_mutate_immutable(index.into());',
    ]),
    put: arms('assigned_binding', ['    self.emit_assignment_to_constant(name);']),
  };
}

/** Which names a statement declares, and where. */

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

/**
 * The same of the names that a block declares.
 * @param {string} statements
 */
function block(statements) {
  const names = `        let lexically_declared_names = lexically_declared_names_legacy(${statements});

`;
  return {
    file: 'src/operations/mod.rs',
    find: `${names}        self.0
            .retain(|name| !lexically_declared_names.contains(&(*name, false)));
`,
    put: `${names}        self.drop_declared(from, |name| lexically_declared_names.contains(&(*name, false)));
`,
  };
}

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
      {
        why: 'A constant cannot be used before its declaration, and so not be assigned to.',
        file: 'src/bytecompiler/mod.rs',
        find: `    fn next_opcode_location(&mut self) -> Address {
`,
        before: `    /// Throws what an assignment to a constant does: another error, if it has no value yet.
    fn emit_assignment_to_constant(&mut self, name: JsString) {
        let binding = self.lexical_scope.get_identifier_reference(name.clone());
        let index = self.get_binding(&binding);
        let value = self.register_allocator.alloc();
        self.emit_binding_access(BindingAccessOpcode::GetName, &index, &value);
        self.register_allocator.dealloc(value);
        let index = self.get_or_insert_string(name);
        self.bytecode.emit_throw_mutate_immutable(index.into());
    }

`,
      },
      {
        why: 'Nor can a variable be, which its declaration begins.',
        file: 'src/bytecompiler/mod.rs',
        find: `    #[inline]
    pub(crate) fn insert_binding(`,
        before: `    /// The binding that an assignment goes to.
    pub(crate) fn assigned_binding(&mut self, binding: IdentifierReference) -> BindingKind {
        if binding.is_lexical() {
            self.get_binding(&binding)
        } else {
            self.insert_binding(binding)
        }
    }

`,
      },
      {
        file: 'src/bytecompiler/statement/loop.rs',
        find: `                IterableLoopInitializer::Identifier(ident) => {
                    let ident = ident.to_js_string(self.interner());
                    self.emit_binding(BindingOpcode::InitVar, ident, &value);
`,
        put: `                IterableLoopInitializer::Identifier(ident) => {
                    let ident = ident.to_js_string(self.interner());
                    self.emit_binding(BindingOpcode::SetName, ident, &value);
`,
      },
      {
        file: 'src/bytecompiler/statement/loop.rs',
        find: `                            let index = self.insert_binding(binding);
                            self.emit_binding_access(
                                BindingAccessOpcode::DefInitVar,
                                &index,
                                &value,
                            );
`,
        put: `                            let index = self.assigned_binding(binding);
                            self.emit_binding_access(
                                BindingAccessOpcode::DefInitVar,
                                &index,
                                &value,
                            );
`,
      },
      ...[16, 24].map(assignment),
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
        find: `            self.visit(case)?;
        }
        if let Some(node) = node.default() {
`,
        put: `            self.visit(case.body())?;
        }
        if let Some(node) = node.default() {
`,
      },
      {
        why: `What a \`case\` declares is not to be used in the others as long as it was not reached: where registers
          had the values, nobody knew.`,
        file: 'src/scope_analyzer.rs',
        find: `        self.visit_expression_mut(&mut node.val)?;
        let direct_eval_old = self.direct_eval;
        self.direct_eval = node.contains_direct_eval || self.direct_eval;
        if let Some(scope) = &mut node.scope {
            if self.direct_eval {
`,
        put: `        self.visit_expression_mut(&mut node.val)?;
        let direct_eval_old = self.direct_eval;
        self.direct_eval = node.contains_direct_eval || self.direct_eval;
        if let Some(scope) = &mut node.scope {
            let declares = |case: &crate::statement::Case| !lexically_declared_names(case.body()).is_empty();
            let others = node.cases.split_last();
            if self.direct_eval || others.is_some_and(|(_, cases)| cases.iter().any(declares)) {
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
      block('node.statement_list()'),
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
      block('node'),
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
