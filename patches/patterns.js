'use strict';

/** Objects on the left of an assignment, and among the parameters of arrow functions. */
module.exports = {
  crate: 'boa_ast',
  edits: [
    {
      why: 'A computed or numeric key may have a default behind it, or another pattern.',
      file: 'src/expression/literal/object.rs',
      find: `                    (PropertyName::Literal(name), Expression::ObjectLiteral(object)) => {
                        let pattern = object.to_pattern(strict)?.into();
                        bindings.push(ObjectPatternElement::Pattern {
                            name: PropertyName::Literal(*name),
`,
      put: `                    (name, Expression::ObjectLiteral(object)) => {
                        let pattern = object.to_pattern(strict)?.into();
                        bindings.push(ObjectPatternElement::Pattern {
                            name: name.clone(),
`,
    },
    {
      file: 'src/expression/literal/object.rs',
      find: `                    (PropertyName::Literal(name), Expression::ArrayLiteral(array)) => {
                        let pattern = array.to_pattern(strict)?.into();
                        bindings.push(ObjectPatternElement::Pattern {
                            name: PropertyName::Literal(*name),
`,
      put: `                    (name, Expression::ArrayLiteral(array)) => {
                        let pattern = array.to_pattern(strict)?.into();
                        bindings.push(ObjectPatternElement::Pattern {
                            name: name.clone(),
`,
    },
    {
      file: 'src/expression/literal/object.rs',
      find: `                                let name = name.literal()?;
                                if name.sym() == ident.sym() {
`,
      put: `                                if let Some(name) = name.literal()
                                    && name.sym() == ident.sym()
                                {
`,
    },
    {
      file: 'src/expression/literal/object.rs',
      find: `                                    name: PropertyName::Literal(name),
`,
      put: `                                    name: name.clone(),
`,
    },
  ],
};
