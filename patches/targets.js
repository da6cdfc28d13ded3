'use strict';

/** What can be assigned to (ECMA-262, 13.15.1): a part of a pattern may be in parentheses if it is simple. */
module.exports = [
  {
    crate: 'boa_ast',
    edits: [
      {
        why: 'A property may be what takes the rest.',
        file: 'src/pattern.rs',
        find: `            Some(ObjectPatternElement::RestProperty { .. })
`,
        put: `            Some(
                ObjectPatternElement::RestProperty { .. }
                    | ObjectPatternElement::AssignmentRestPropertyAccess { .. }
            )
`,
      },
      {
        why: '`[(a)] = [1]` was refused.',
        file: 'src/expression/operator/assign/mod.rs',
        find: `impl AssignTarget {
`,
        after: `    /// A name or a property that is in parentheses, without them; anything else as it is.
    pub(crate) fn bare(expression: &Expression) -> &Expression {
        let mut inner = expression;
        while let Expression::Parenthesized(parenthesized) = inner {
            inner = parenthesized.expression();
        }
        match inner {
            Expression::Identifier(_) | Expression::PropertyAccess(_) => inner,
            _ => expression,
        }
    }

`,
      },
      {
        file: 'src/expression/literal/array.rs',
        find: `            match expr {
                Expression::Identifier(ident) => {
                    if strict && *ident == Sym::ARGUMENTS {
`,
        put: `            match AssignTarget::bare(expr) {
                Expression::Identifier(ident) => {
                    if strict && (*ident == Sym::ARGUMENTS || *ident == Sym::EVAL) {
`,
      },
      {
        file: 'src/expression/literal/array.rs',
        find: `                    match spread.target() {
`,
        put: `                    match AssignTarget::bare(spread.target()) {
`,
      },
      {
        file: 'src/expression/literal/object.rs',
        find: `                PropertyDefinition::Property(name, expr) => match (name, expr) {
                    (PropertyName::Literal(name), Expression::Identifier(ident))
`,
        put: `                PropertyDefinition::Property(name, expr) => match (name, AssignTarget::bare(expr)) {
                    (PropertyName::Literal(name), Expression::Identifier(ident))
`,
      },
    ],
  },
  {
    crate: 'boa_engine',
    edits: [
      {
        why: 'What another pattern takes is not in the rest.',
        file: 'src/bytecompiler/declaration/declaration_pattern.rs',
        find: `                                PropertyName::Literal(ident) => {
                                    self.emit_get_property_by_name(&dst, None, object, ident.sym());
                                }
                                PropertyName::Computed(node) => {
                                    let key = self.register_allocator.alloc();
                                    self.compile_expr(node, &key);
                                    self.bytecode.emit_get_property_by_value(
                                        dst.variable(),
                                        key.variable(),
                                        object.variable(),
                                        object.variable(),
                                    );
                                    self.register_allocator.dealloc(key);
                                }
                            }

                            if let Some(init) = default_init {
                                let skip = self.jump_if_not_undefined(&dst);
                                self.compile_expr(init, &dst);
                                self.patch_jump(skip);
                            }
                            self.compile_declaration_pattern(pattern, def, &dst);
`,
        put: `                                PropertyName::Literal(ident) => {
                                    self.emit_get_property_by_name(&dst, None, object, ident.sym());
                                    if rest_exits {
                                        let key = self.register_allocator.alloc();
                                        let name = self.interner().resolve_expect(ident.sym());
                                        let name = Literal::String(name.into_common(false));
                                        self.emit_store_literal(name, &key);
                                        excluded_keys_registers.push(key);
                                    }
                                }
                                PropertyName::Computed(node) => {
                                    let key = self.register_allocator.alloc();
                                    self.compile_expr(node, &key);
                                    if rest_exits {
                                        self.bytecode.emit_get_property_by_value_push(
                                            dst.variable(),
                                            key.variable(),
                                            object.variable(),
                                            object.variable(),
                                        );
                                        excluded_keys_registers.push(key);
                                    } else {
                                        self.bytecode.emit_get_property_by_value(
                                            dst.variable(),
                                            key.variable(),
                                            object.variable(),
                                            object.variable(),
                                        );
                                        self.register_allocator.dealloc(key);
                                    }
                                }
                            }

                            if let Some(init) = default_init {
                                let skip = self.jump_if_not_undefined(&dst);
                                self.compile_expr(init, &dst);
                                self.patch_jump(skip);
                            }
                            self.compile_declaration_pattern(pattern, def, &dst);
`,
      },
    ],
  },
];
