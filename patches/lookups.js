'use strict';

/** How a scope finds its names while a text is compiled. */
module.exports = {
  crate: 'boa_ast',
  edits: [
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
  ],
};
