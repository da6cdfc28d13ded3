'use strict';

/** How a scope finds its names while a text is compiled. */
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
      why: `Each use of a name looked at all the names of every scope around it: a library of two thousand
        functions in one closure took half of its time for that, and one of eight thousand 3 s.`,
      file: 'src/scope.rs',
      find: `/// A scope maps bound identifiers to their binding positions.
`,
      before: `/// The bindings of a scope, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq)]
struct Bindings {
    list: Vec<Binding>,
    /// Where each is, from [\`Bindings::FEW\`] on.
    places: FxHashMap<JsString, usize>,
}

impl Bindings {
    /// How many are looked through as fast as a hash is made.
    const FEW: usize = 8;

    fn place(&self, name: &JsString) -> Option<usize> {
        if self.list.len() < Self::FEW {
            return self.list.iter().position(|binding| &binding.name == name);
        }
        self.places.get(name).copied()
    }

    fn find(&self, name: &JsString) -> Option<&Binding> {
        self.place(name).map(|place| &self.list[place])
    }

    fn find_mut(&mut self, name: &JsString) -> Option<&mut Binding> {
        self.place(name).map(|place| &mut self.list[place])
    }

    fn push(&mut self, binding: Binding) {
        self.list.push(binding);
        let indexed = self.places.len();
        if self.list.len() >= Self::FEW {
            for (place, binding) in self.list.iter().enumerate().skip(indexed) {
                self.places.insert(binding.name.clone(), place);
            }
        }
    }
}

impl std::ops::Deref for Bindings {
    type Target = [Binding];

    fn deref(&self) -> &[Binding] {
        &self.list
    }
}

impl std::ops::DerefMut for Bindings {
    fn deref_mut(&mut self) -> &mut [Binding] {
        &mut self.list
    }
}

`,
    },
    {
      file: 'src/scope.rs',
      find: `use boa_string::JsString;
`,
      after: `use rustc_hash::FxHashMap;
`,
    },
    {
      file: 'src/scope.rs',
      find: `    bindings: RefCell<Vec<Binding>>,
`,
      put: `    bindings: RefCell<Bindings>,
`,
    },
    {
      file: 'src/scope.rs',
      find: `            .iter()
            .find(|b| &b.name == name)
            .is_some_and(Binding::is_lex)
`,
      put: `            .find(name)
            .is_some_and(Binding::is_lex)
`,
    },
    {
      file: 'src/scope.rs',
      find: `        self.inner.bindings.borrow().iter().any(|b| &b.name == name)
`,
      put: `        self.inner.bindings.borrow().find(name).is_some()
`,
    },
    {
      file: 'src/scope.rs',
      find: `        if let Some(binding) = self.inner.bindings.borrow().iter().find(|b| b.name == name) {
            IdentifierReference::new(
`,
      put: `        if let Some(binding) = self.inner.bindings.borrow().find(&name) {
            IdentifierReference::new(
`,
    },
    {
      file: 'src/scope.rs',
      find: `            .iter()
            .find(|b| &b.name == name)
        {
            Some(binding.is_mutable())
`,
      put: `            .find(name)
        {
            Some(binding.is_mutable())
`,
    },
    {
      file: 'src/scope.rs',
      find: `            .iter()
            .find(|b| &b.name == name)
            .map(|binding| {
                BindingLocator::declarative(
`,
      put: `            .find(name)
            .map(|binding| {
                BindingLocator::declarative(
`,
    },
    {
      file: 'src/scope.rs',
      find: `            .iter()
            .find(|b| &b.name == name)
            .map(|binding| {
                IdentifierReference::new(
`,
      put: `            .find(name)
            .map(|binding| {
                IdentifierReference::new(
`,
    },
    {
      file: 'src/scope.rs',
      find: `                .iter_mut()
                .find(|b| &b.name == name)
`,
      put: `                .find_mut(name)
`,
    },
    {
      file: 'src/scope.rs',
      find: `        if let Some(binding) = bindings.iter().find(|b| b.name == name) {
            return BindingLocator::declarative(
`,
      put: `        if let Some(binding) = bindings.find(&name) {
            return BindingLocator::declarative(
`,
    },
    {
      file: 'src/scope.rs',
      find: `        if bindings.iter().any(|b| b.name == name) {
`,
      put: `        if bindings.find(&name).is_some() {
`,
    },
    {
      file: 'src/scope.rs',
      find: `    pub fn set_mutable_binding(
        &self,
        name: JsString,
    ) -> Result<IdentifierReference, BindingLocatorError> {
        Ok(
            match self.inner.bindings.borrow().iter().find(|b| b.name == name) {
`,
      put: `    pub fn set_mutable_binding(
        &self,
        name: JsString,
    ) -> Result<IdentifierReference, BindingLocatorError> {
        Ok(
            match self.inner.bindings.borrow().find(&name) {
`,
    },
    {
      file: 'src/scope.rs',
      find: `                |outer| outer.set_mutable_binding_var(name.clone()),
            );
        }

        Ok(
            match self.inner.bindings.borrow().iter().find(|b| b.name == name) {
`,
      put: `                |outer| outer.set_mutable_binding_var(name.clone()),
            );
        }

        Ok(
            match self.inner.bindings.borrow().find(&name) {
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
