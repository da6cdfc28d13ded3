'use strict';

/** What the names of a text are bound to: by parameters, in what is strict, in classes and arrow functions. */
module.exports = {
  crate: 'boa_ast',
  edits: [
    {
      why: 'What is in a pattern is an expression of the parameters, too: it does not see the body.',
      file: 'src/function/parameters.rs',
      find: `            if parameter.init().is_some() {
                flags |= FormalParameterListFlags::HAS_EXPRESSIONS;
            }
`,
      put: `            if parameter.init().is_some() || has_expression(parameter.variable().binding()) {
                flags |= FormalParameterListFlags::HAS_EXPRESSIONS;
            }
`,
    },
    {
      file: 'src/function/parameters.rs',
      find: `            if !(flags.contains(FormalParameterListFlags::HAS_EXPRESSIONS)
                || parameter.is_rest_param()
                || parameter.init().is_some())
            {
                length += 1;
            }
`,
      put: `            is_optional |= parameter.is_rest_param() || parameter.init().is_some();
            if !is_optional {
                length += 1;
            }
`,
    },
    {
      file: 'src/function/parameters.rs',
      find: `        let mut length = 0;
`,
      after: `        let mut is_optional = false;
`,
    },
    {
      file: 'src/function/parameters.rs',
      find: `/// A list of \`FormalParameter\`s that describes`,
      before: `/// Whether a pattern has defaults or computed names in it.
fn has_expression(binding: &Binding) -> bool {
    fn in_pattern(pattern: &Pattern) -> bool {
        match pattern {
            Pattern::Object(pattern) => pattern.bindings().iter().any(in_property),
            Pattern::Array(pattern) => pattern.bindings().iter().any(in_element),
        }
    }
    fn in_property(property: &ObjectPatternElement) -> bool {
        use ObjectPatternElement as Property;
        match property {
            Property::SingleName {
                name, default_init, ..
            } => name.literal().is_none() || default_init.is_some(),
            Property::Pattern {
                name,
                pattern,
                default_init,
            } => name.literal().is_none() || default_init.is_some() || in_pattern(pattern),
            Property::RestProperty { .. } => false,
            Property::AssignmentPropertyAccess { .. }
            | Property::AssignmentRestPropertyAccess { .. } => true,
        }
    }
    fn in_element(element: &ArrayPatternElement) -> bool {
        use ArrayPatternElement as Element;
        match element {
            Element::Elision | Element::SingleNameRest { .. } => false,
            Element::SingleName { default_init, .. } => default_init.is_some(),
            Element::Pattern {
                pattern,
                default_init,
            } => default_init.is_some() || in_pattern(pattern),
            Element::PatternRest { pattern } => in_pattern(pattern),
            Element::PropertyAccess { .. } | Element::PropertyAccessRest { .. } => true,
        }
    }
    match binding {
        Binding::Identifier(_) => false,
        Binding::Pattern(pattern) => in_pattern(pattern),
    }
}

`,
    },
    {
      file: 'src/function/parameters.rs',
      find: `    operations::bound_names,
`,
      after: `    pattern::{ArrayPatternElement, ObjectPatternElement, Pattern},
`,
    },
    {
      why: 'A function in one that is strict is so: its own name cannot be assigned.',
      file: 'src/scope_analyzer.rs',
      find: `        self.in_arrow = arrow;

        let function_scope`,
      put: `        self.in_arrow = arrow;
        let strict_around = std::mem::replace(&mut self.strict, strict);

        let function_scope`,
    },
    {
      file: 'src/scope_analyzer.rs',
      find: `        self.in_arrow = old_in_arrow;

        ControlFlow::Continue(())
`,
      put: `        self.in_arrow = old_in_arrow;
        self.strict = strict_around;

        ControlFlow::Continue(())
`,
    },
    {
      why: 'All of a class is strict.',
      file: 'src/scope_analyzer.rs',
      find: `        let mut name_scope = Scope::new(self.scope.clone(), false);
        let name = node.name().to_js_string(self.interner);
        name_scope.create_immutable_binding(name, true);
`,
      before: `        let strict_around = std::mem::replace(&mut self.strict, true);
`,
    },
    {
      file: 'src/scope_analyzer.rs',
      find: `        node.name_scope = name_scope;
        ControlFlow::Continue(())
`,
      before: `        self.strict = strict_around;
`,
    },
    {
      file: 'src/scope_analyzer.rs',
      find: `        let mut name_scope = None;
        if let Some(name) = node.name
            && node.name_scope.is_some()
`,
      before: `        let strict_around = std::mem::replace(&mut self.strict, true);
`,
    },
    {
      file: 'src/scope_analyzer.rs',
      find: `        if let Some(mut scope) = name_scope {
            std::mem::swap(&mut self.scope, &mut scope);
        }
        ControlFlow::Continue(())
`,
      before: `        self.strict = strict_around;
`,
    },
    {
      why: `Of an arrow function in another one that does not name \`this\` itself, \`this\` was the global: only
        the function around the first one kept its own.`,
      file: 'src/scope.rs',
      find: `            if crossed_function_border && current.is_function() {
                current.inner.this_escaped.set(true);
                return;
            }
`,
      put: `            if crossed_function_border && current.is_function() {
                current.inner.this_escaped.set(true);
                if !current.inner.of_arrow.get() {
                    return;
                }
            }
`,
    },
    {
      file: 'src/scope.rs',
      find: `    /// Check if the scope is a function scope.
`,
      before: `    pub(crate) fn set_of_arrow(&self, arrow: bool) {
        self.inner.of_arrow.set(arrow);
    }

`,
    },
    {
      file: 'src/scope.rs',
      find: `    // Has the \`this\` been accessed/escaped outside the function environment boundary.
`,
      before: `    of_arrow: Cell<bool>,
`,
    },
    ...['function: true', 'function'].map((it) => ({
      file: 'src/scope.rs',
      find: `                ${it},
                this_escaped: Cell::new(false),
`,
      put: `                ${it},
                of_arrow: Cell::new(false),
                this_escaped: Cell::new(false),
`,
    })),
    {
      file: 'src/scope_analyzer.rs',
      find: `        let function_scopes = function_declaration_instantiation(
            body,
            parameters,
            arrow,
`,
      before: `        function_scope.set_of_arrow(arrow);
`,
    },
    {
      why: 'A function in the computed name of a method sees the variables around the class.',
      file: 'src/scope_analyzer.rs',
      find: `            ClassElement::MethodDefinition(node) => self.visit_function_like(
                &mut node.parameters,
                &mut node.body,
                &mut node.scopes,
                node.contains_direct_eval,
            ),
`,
      put: `            ClassElement::MethodDefinition(node) => {
                if let Some(name) = node.computed_name_mut() {
                    self.visit_expression_mut(name)?;
                }
                self.visit_function_like(
                    &mut node.parameters,
                    &mut node.body,
                    &mut node.scopes,
                    node.contains_direct_eval,
                )
            }
`,
    },
    ...[
      'let strict = node.body.strict();',
      'let contains_direct_eval = node.contains_direct_eval();',
    ].map((first) => ({
      file: 'src/scope_analyzer.rs',
      find: `            ClassElement::MethodDefinition(node) => {
                ${first}
`,
      put: `            ClassElement::MethodDefinition(node) => {
                if let Some(name) = node.computed_name_mut() {
                    self.visit_expression_mut(name)?;
                }
                ${first}
`,
    })),
    {
      file: 'src/function/class.rs',
      find: `impl ToInternedString for ClassElementName {
`,
      before: `impl ClassMethodDefinition {
    /// What the name is computed from.
    pub(crate) fn computed_name_mut(&mut self) -> Option<&mut Expression> {
        match &mut self.name {
            ClassElementName::PropertyName(PropertyName::Computed(name)) => Some(name),
            _ => None,
        }
    }
}

`,
    },
  ],
};
