'use strict';

/**
 * Where `eval` in a function declares its names. The scope that a function was compiled with is that of
 * all its calls: a `var` of one call's was declared in the later ones, too, and hid a name of the program's
 * there. And what `eval` finds of the names around it.
 */
module.exports = [
  {
    crate: 'boa_ast',
    edits: [
      {
        why: `Who looks for an \`eval\` looks into methods, fields and static blocks, too: the variables around
          them stayed where none finds them, and to read one ended the engine.`,
        file: 'src/operations/mod.rs',
        find: `                ClassElement::MethodDefinition(m) => {
                    if self.0 == ContainsSymbol::DirectEval {
                        return ControlFlow::Continue(());
                    }

`,
        put: `                ClassElement::MethodDefinition(m) => {
                    self.visit_contains_eval(m.contains_direct_eval())?;

`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `                ClassElement::FieldDefinition(field)
                | ClassElement::StaticFieldDefinition(field) => field.name.visit_with(self),
                _ => ControlFlow::Continue(()),
            }
        }

        fn visit_property_definition(
`,
        put: `                ClassElement::FieldDefinition(field)
                | ClassElement::StaticFieldDefinition(field) => {
                    field.name.visit_with(self)?;
                    self.look_for_eval(field.initializer())
                }
                ClassElement::PrivateFieldDefinition(field)
                | ClassElement::PrivateStaticFieldDefinition(field) => {
                    self.look_for_eval(field.initializer())
                }
                ClassElement::StaticBlock(block) => self.look_for_eval(Some(block.statements())),
            }
        }

        fn visit_property_definition(
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `                if self.0 == ContainsSymbol::DirectEval {
                    return ControlFlow::Continue(());
                }

                if self.0 == ContainsSymbol::MethodDefinition {
`,
        put: `                self.visit_contains_eval(m.contains_direct_eval())?;

                if self.0 == ContainsSymbol::MethodDefinition {
`,
      },
      {
        file: 'src/operations/mod.rs',
        find: `        fn visit_contains_eval(&mut self, contains_direct_eval: bool) -> ControlFlow<()> {
`,
        before: `        fn look_for_eval<N: VisitWith>(&mut self, node: Option<&N>) -> ControlFlow<()> {
            match node {
                Some(node) if self.0 == ContainsSymbol::DirectEval => node.visit_with(self),
                _ => ControlFlow::Continue(()),
            }
        }

`,
      },
      {
        why: '`eval` may name `arguments`.',
        file: 'src/scope_analyzer.rs',
        find: `        self.direct_eval = contains_direct_eval || self.direct_eval;
        if self.direct_eval {
            scopes.escape_all_bindings();
        }
        let mut scope = scopes.parameter_scope();
`,
        put: `        self.direct_eval = contains_direct_eval || self.direct_eval;
        if self.direct_eval {
            scopes.escape_all_bindings();
        }
        let mut scope = scopes.parameter_scope();
        if contains_direct_eval {
            scope.access_binding(&Sym::ARGUMENTS.to_js_string(self.interner), true);
        }
`,
      },
      ...['Function', 'Generator', 'AsyncFunction', 'AsyncGenerator'].map((kind) => ({
        why: 'It may name the function that it stands in.',
        file: 'src/scope_analyzer.rs',
        find: `        node: &'ast mut ${kind}Expression,
    ) -> ControlFlow<Self::BreakTy> {
        self.visit_function_like(
            &mut node.parameters,
`,
        put: `        node: &'ast mut ${kind}Expression,
    ) -> ControlFlow<Self::BreakTy> {
        if let Some(scope) = &node.name_scope
            && (node.contains_direct_eval || self.direct_eval)
        {
            scope.escape_all_bindings();
        }
        self.visit_function_like(
            &mut node.parameters,
`,
      })),
      {
        why: 'It may declare anew what a `catch` around it catches (ECMA-262, B.3.4).',
        file: 'src/scope_analyzer.rs',
        find: `        while this_env.scope_index() != var_env.scope_index() {
`,
        after: `            if this_env.is_of_catch() {
                let Some(outer) = this_env.outer() else { break };
                this_env = outer;
                continue;
            }
`,
      },
      {
        file: 'src/scope_analyzer.rs',
        find: `        let mut scope = Scope::new(self.scope.clone(), false);
        if let Some(binding) = node.parameter() {
`,
        put: `        let mut scope = Scope::new(self.scope.clone(), false);
        scope.set_of_catch();
        if let Some(binding) = node.parameter() {
`,
      },
      {
        file: 'src/scope.rs',
        find: `    // Has the \`this\` been accessed/escaped outside the function environment boundary.
`,
        before: `    of_catch: Cell<bool>,
`,
      },
      {
        file: 'src/scope.rs',
        find: `                function: true,
                this_escaped: Cell::new(false),
`,
        after: `                of_catch: Cell::new(false),
`,
      },
      {
        file: 'src/scope.rs',
        find: `                function,
                this_escaped: Cell::new(false),
`,
        after: `                of_catch: Cell::new(false),
`,
      },
      {
        file: 'src/scope.rs',
        find: `    /// Check if the scope is a function scope.
`,
        before: `    /// Whether its names are what a \`catch\` catches.
    #[must_use]
    pub fn is_of_catch(&self) -> bool {
        self.inner.of_catch.get()
    }

    pub(crate) fn set_of_catch(&self) {
        self.inner.of_catch.set(true);
    }

`,
      },
      {
        why: 'A copy that other names can be declared in, and what was compiled within the one within the other.',
        file: 'src/scope.rs',
        find: `    /// Checks if the scope has only local bindings.
`,
        before: `    /// A scope with the same names, to be given others.
    #[must_use]
    pub fn fork(&self) -> Self {
        self.within(self.inner.outer.clone())
    }

    fn within(&self, outer: Option<Self>) -> Self {
        let Inner {
            unique_id,
            index,
            bindings,
            function,
            of_catch,
            of_arrow,
            this_escaped,
            context,
            ..
        } = &*self.inner;
        Self {
            inner: Rc::new(Inner {
                unique_id: *unique_id,
                outer,
                index: index.clone(),
                bindings: bindings.clone(),
                function: *function,
                of_catch: of_catch.clone(),
                of_arrow: of_arrow.clone(),
                this_escaped: this_escaped.clone(),
                context: context.clone(),
            }),
        }
    }

    /// A copy of a scope, in which another one takes the place of one around it.
    #[must_use]
    pub fn rebased(&self, from: &Self, to: &Self) -> Self {
        if [from, to].iter().any(|it| Rc::ptr_eq(&it.inner, &self.inner)) {
            return to.clone();
        }
        match &self.inner.outer {
            Some(outer) => self.within(Some(outer.rebased(from, to))),
            None => self.clone(),
        }
    }

`,
      },
    ],
  },
  {
    crate: 'boa_engine',
    edits: [
      {
        why: 'A call in which something is evaluated has a scope of its own from then on.',
        file: 'src/environments/runtime/declarative/function.rs',
        find: `    // Safety: Nothing in \`Scope\` needs tracing.
    #[unsafe_ignore_trace]
    scope: Scope,
}
`,
        put: `    // Safety: Nothing in \`Scope\` needs tracing.
    #[unsafe_ignore_trace]
    scope: Scope,

    /// That of this call, if something was evaluated in it.
    #[unsafe_ignore_trace]
    own_scope: OnceCell<Scope>,
}
`,
      },
      {
        file: 'src/environments/runtime/declarative/function.rs',
        find: `            slots: Box::new(slots),
            scope,
`,
        after: `            own_scope: OnceCell::new(),
`,
      },
      {
        file: 'src/environments/runtime/declarative/function.rs',
        find: `use std::cell::RefCell;
`,
        put: `use std::cell::{OnceCell, RefCell};
`,
      },
      {
        file: 'src/environments/runtime/declarative/function.rs',
        find: `    pub(crate) const fn compile(&self) -> &Scope {
        &self.scope
    }
`,
        put: `    pub(crate) fn compile(&self) -> &Scope {
        self.own_scope.get().unwrap_or(&self.scope)
    }

    /// Gives this call a scope that names can be declared in.
    pub(crate) fn fork_scope(&self) {
        self.own_scope.get_or_init(|| self.scope.fork());
    }

    /// A scope of the function's as it is in this call.
    pub(crate) fn rebased(&self, scope: &Scope) -> Scope {
        let own = self.own_scope.get();
        own.map_or_else(|| scope.clone(), |own| scope.rebased(&self.scope, own))
    }
`,
      },
      {
        file: 'src/environments/runtime/declarative/function.rs',
        find: `        let compile_bindings_len = self.scope.num_bindings() as usize;
`,
        put: `        let compile_bindings_len = self.compile().num_bindings() as usize;
`,
      },
      {
        file: 'src/builtins/eval/mod.rs',
        find: `        let lexical_scope = lexical_scope.unwrap_or(context.realm().scope().clone());
`,
        put: `        let mut lexical_scope = lexical_scope.unwrap_or(context.realm().scope().clone());
        if direct && let Some(function) = var_environment.kind().as_function() {
            if !strict {
                function.fork_scope();
            }
            variable_scope = function.compile().clone();
            lexical_scope = function.rebased(&lexical_scope);
        }
`,
      },
    ],
  },
];
