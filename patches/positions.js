'use strict';

/**
 * Where in the source an operation is. Boa knew it of calls and of properties that are read; whatever
 * else failed was placed at the beginning of its function.
 */

/** @param {'simple' | 'private'} kind */
const atField = (kind) => `let mut compiler = self.guard_at(place_of_${kind}(access));`;

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'Every expression has a place: its beginning, if it is not given another below.',
      file: 'src/bytecompiler/mod.rs',
      find: `        self.compile_expr_impl(expr, dst);
    }
`,
      put: `        if let Expression::Literal(_) = expr {
            return self.compile_expr_impl(expr, dst);
        }
        let mut compiler = self.position_guard(expr);
        compiler.compile_expr_impl(expr, dst);
    }
`,
    },
    {
      why: `A property is at its name. Behind a call V8 has it at the dot, and where it is computed at the bracket: that is
        the first thing behind what the property is of, and found by the end of that.`,
      file: 'src/bytecompiler/mod.rs',
      find: `pub(crate) trait ToJsString {
`,
      before: `/// Whether a chain of properties has a call in it.
fn is_behind_call(chain: &Expression) -> bool {
    match chain {
        Expression::Call(_) | Expression::SuperCall(_) => true,
        Expression::PropertyAccess(PropertyAccess::Simple(access)) => is_behind_call(access.target()),
        Expression::PropertyAccess(PropertyAccess::Private(access)) => {
            is_behind_call(access.target())
        }
        Expression::TaggedTemplate(template) => is_behind_call(template.tag()),
        _ => false,
    }
}

fn place_of_simple(access: &SimplePropertyAccess) -> Position {
    match access.field() {
        PropertyAccessField::Const(name) if !is_behind_call(access.target()) => name.span().start(),
        _ => access.target().span().end(),
    }
}

fn place_of_private(access: &PrivatePropertyAccess) -> Position {
    if is_behind_call(access.target()) {
        access.target().span().end()
    } else {
        access.field().span().start()
    }
}

fn place_of_access(access: &PropertyAccess) -> Position {
    match access {
        PropertyAccess::Simple(access) => place_of_simple(access),
        PropertyAccess::Private(access) => place_of_private(access),
        PropertyAccess::Super(access) => access.field().span().start(),
    }
}

/// Where an expression is seen.
fn place_of(expression: &Expression) -> Position {
    match expression.flatten() {
        Expression::PropertyAccess(access) => place_of_access(access),
        expression => expression.span().start(),
    }
}

`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: '        access::{PropertyAccess, PropertyAccessField},\n',
      put: `        access::{
            PrivatePropertyAccess, PropertyAccess, PropertyAccessField, SimplePropertyAccess,
        },
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `    pub(crate) fn push_source_position<T>(&mut self, position: T)
`,
      before: `    /// The same of a place.
    pub(crate) fn guard_at(&mut self, place: Position) -> SourcePositionGuard<'_, 'ctx> {
        SourcePositionGuard::new(self, place)
    }

`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `                PropertyAccess::Simple(access) => {
                    let mut compiler = self.position_guard(access.field());

                    let object`,
      put: `                PropertyAccess::Simple(access) => {
                    ${atField('simple')}

                    let object`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `                PropertyAccess::Private(access) => {
                    let mut compiler = self.position_guard(access.field());
`,
      put: `                PropertyAccess::Private(access) => {
                    ${atField('private')}
`,
    },
    {
      why: 'A method that is called is a property that is read.',
      file: 'src/bytecompiler/mod.rs',
      find: `                self.compile_expr(access.target(), this);

                match access.field() {
                    PropertyAccessField::Const(ident) => {
                        self.emit_get_property_by_name(dst, None, this, ident.sym());
                    }
                    PropertyAccessField::Expr(field) => {
                        let key = self.register_allocator.alloc();
                        self.compile_expr(field, &key);
                        self.bytecode.emit_get_property_by_value(
                            dst.variable(),
                            key.variable(),
                            this.variable(),
                            this.variable(),
                        );
                        self.register_allocator.dealloc(key);
                    }
                }
            }
            PropertyAccess::Private(access) => {
                self.compile_expr(access.target(), this);

                let index = self.get_or_insert_private_name(access.field());
                self.bytecode
                    .emit_get_private_field(dst.variable(), this.variable(), index.into());
`,
      put: `                ${atField('simple')}
                compiler.compile_expr(access.target(), this);

                match access.field() {
                    PropertyAccessField::Const(ident) => {
                        compiler.emit_get_property_by_name(dst, None, this, ident.sym());
                    }
                    PropertyAccessField::Expr(field) => {
                        let key = compiler.register_allocator.alloc();
                        compiler.compile_expr(field, &key);
                        compiler.bytecode.emit_get_property_by_value(
                            dst.variable(),
                            key.variable(),
                            this.variable(),
                            this.variable(),
                        );
                        compiler.register_allocator.dealloc(key);
                    }
                }
            }
            PropertyAccess::Private(access) => {
                ${atField('private')}
                compiler.compile_expr(access.target(), this);

                let index = compiler.get_or_insert_private_name(access.field());
                compiler
                    .bytecode
                    .emit_get_private_field(dst.variable(), this.variable(), index.into());
`,
    },
    {
      why: 'So is what a chain with `?.` reads, and calls.',
      file: 'src/bytecompiler/mod.rs',
      find: `    /// Compile a single operation in an optional chain.
`,
      before: `    /// Compiles an operation of an optional chain, at its place.
    fn compile_optional_item(
        &mut self,
        operation: &OptionalOperation,
        this: &Register,
        value: &Register,
    ) {
        let mut compiler = self.position_guard(operation);
        compiler.compile_optional_item_kind(operation.kind(), this, value);
    }

`,
    },
    ...['this, value', '&this, &value'].flatMap((registers) =>
      ['first', 'item'].map((item) => ({
        file: 'src/bytecompiler/mod.rs',
        find: `compile_optional_item_kind(${item}.kind(), ${registers})`,
        put: `compile_optional_item(${item}, ${registers})`,
      })),
    ),
    {
      file: 'src/bytecompiler/mod.rs',
      find: 'New, Optional, OptionalOperationKind,',
      put: 'New, Optional, OptionalOperation, OptionalOperationKind,',
    },
    {
      why: 'What is taken apart is so at its pattern.',
      file: 'src/bytecompiler/mod.rs',
      find: '        self.compile_declaration_pattern_impl(pattern, def, object);\n',
      put: `        let mut compiler = self.position_guard(pattern);
        compiler.compile_declaration_pattern_impl(pattern, def, object);
`,
    },
    {
      why: 'What is iterated is so where it is written.',
      file: 'src/bytecompiler/expression/mod.rs',
      find: `                            self.compile_expr(spread.target(), &value);
                            self.bytecode.emit_get_iterator(value.variable());
                            self.bytecode.emit_push_iterator_to_array(dst_op);
`,
      put: `                            self.compile_expr(spread.target(), &value);
                            let mut compiler = self.position_guard(spread.target());
                            compiler.bytecode.emit_get_iterator(value.variable());
                            compiler.bytecode.emit_push_iterator_to_array(dst_op);
                            drop(compiler);
`,
    },
    {
      why: 'The tag of a template, too; one of `super` was called on `undefined`.',
      file: 'src/bytecompiler/expression/mod.rs',
      find: `                    Expression::PropertyAccess(PropertyAccess::Simple(access)) => {
                        self.compile_expr(access.target(), &this);
                        match access.field() {
                            PropertyAccessField::Const(ident) => {
                                self.emit_get_property_by_name(&function, None, &this, ident.sym());
                            }
                            PropertyAccessField::Expr(field) => {
                                let key = self.register_allocator.alloc();
                                self.compile_expr(field, &key);
                                self.bytecode.emit_get_property_by_value(
                                    function.variable(),
                                    key.variable(),
                                    this.variable(),
                                    this.variable(),
                                );
                                self.register_allocator.dealloc(key);
                            }
                        }
                    }
                    Expression::PropertyAccess(PropertyAccess::Private(access)) => {
                        let index = self.get_or_insert_private_name(access.field());
                        self.compile_expr(access.target(), &this);
                        self.bytecode.emit_get_private_field(
                            function.variable(),
                            this.variable(),
                            index.into(),
                        );
                    }
`,
      put: `                    Expression::PropertyAccess(access) => {
                        self.compile_access_preserve_this(access, &this, &function);
                    }
`,
    },
    {
      file: 'src/bytecompiler/expression/mod.rs',
      find: '        access::{PropertyAccess, PropertyAccessField},\n',
      put: '',
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: '    fn compile_access_preserve_this(\n',
      put: '    pub(crate) fn compile_access_preserve_this(\n',
    },
    {
      why: 'An iterator is asked for the next where that is bound.',
      file: 'src/bytecompiler/statement/loop.rs',
      find: `        self.bytecode.emit_iterator_next();
        if for_of_loop.r#await() {
`,
      put: `        let bound = place_of(for_of_loop.initializer());
        self.push_source_position(bound);
        self.bytecode.emit_iterator_next();
        self.pop_source_position();
        if for_of_loop.r#await() {
`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `            self.bytecode.emit_iterator_value(reg.variable());

            self.push_handler()
`,
      put: `            self.push_source_position(bound);
            self.bytecode.emit_iterator_value(reg.variable());
            self.pop_source_position();

            self.push_handler()
`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `            self.bytecode.emit_iterator_value(value.variable());
            let handler_index = self.push_handler();
`,
      put: `            self.push_source_position(bound);
            self.bytecode.emit_iterator_value(value.variable());
            let handler_index = self.push_handler();
`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `            self.register_allocator.dealloc(value);
            handler_index
`,
      before: '            self.pop_source_position();\n',
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `            self.bytecode.emit_iterator_value(value.variable());

            match for_in_loop.initializer() {
`,
      put: `            self.bytecode.emit_iterator_value(value.variable());
            self.push_source_position(place_of(for_in_loop.initializer()));

            match for_in_loop.initializer() {
`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `            self.register_allocator.dealloc(value);
        }

        self.compile_stmt(for_in_loop.body(), use_expr, true);
`,
      before: '            self.pop_source_position();\n',
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `impl ByteCompiler<'_> {
`,
      before: `use boa_ast::{Position, Spanned};

/// Where what a loop binds is written.
fn place_of(initializer: &IterableLoopInitializer) -> Position {
    let of_binding = |binding: &Binding| match binding {
        Binding::Identifier(name) => name.span(),
        Binding::Pattern(pattern) => pattern.span(),
    };
    let span = match initializer {
        IterableLoopInitializer::Identifier(name) => name.span(),
        IterableLoopInitializer::Access(access) => access.span(),
        IterableLoopInitializer::Var(variable) => of_binding(variable.binding()),
        IterableLoopInitializer::Let(binding) | IterableLoopInitializer::Const(binding) => {
            of_binding(binding)
        }
        IterableLoopInitializer::Pattern(pattern) => pattern.span(),
    };
    span.start()
}

`,
    },
    {
      file: 'src/bytecompiler/declaration/declaration_pattern.rs',
      find: `                for element in pattern.bindings() {
                    self.compile_array_pattern_element(element, def);
                }
`,
      put: `                for element in pattern.bindings() {
                    let bound = place_of(element);
                    if let Some(bound) = bound {
                        self.push_source_position(bound);
                    }
                    self.compile_array_pattern_element(element, def);
                    if bound.is_some() {
                        self.pop_source_position();
                    }
                }
`,
    },
    {
      file: 'src/bytecompiler/declaration/declaration_pattern.rs',
      find: `impl ByteCompiler<'_> {
`,
      before: `use boa_ast::{Position, Spanned};

/// Where what an element of a pattern binds is written.
fn place_of(element: &ArrayPatternElement) -> Option<Position> {
    let span = match element {
        ArrayPatternElement::SingleName { ident, .. } => ident.span(),
        ArrayPatternElement::PropertyAccess { access, .. }
        | ArrayPatternElement::PropertyAccessRest { access } => access.span(),
        ArrayPatternElement::Pattern { pattern, .. } => pattern.span(),
        ArrayPatternElement::Elision
        | ArrayPatternElement::SingleNameRest { .. }
        | ArrayPatternElement::PatternRest { .. } => return None,
    };
    Some(span.start())
}

`,
    },
    {
      file: 'src/bytecompiler/statement/loop.rs',
      find: `        if for_of_loop.r#await() {
            self.bytecode.emit_get_async_iterator(object.variable());
        } else {
            self.bytecode.emit_get_iterator(object.variable());
        }
`,
      put: `        {
            let mut compiler = self.position_guard(for_of_loop.iterable());
            if for_of_loop.r#await() {
                compiler.bytecode.emit_get_async_iterator(object.variable());
            } else {
                compiler.bytecode.emit_get_iterator(object.variable());
            }
        }
`,
    },
    {
      why: 'What a class extends.',
      file: 'src/bytecompiler/class.rs',
      find: `            self.compile_expr(node, &prototype_register);
            self.bytecode.emit_store_class_prototype(
`,
      put: `            let mut compiler = self.position_guard(node);
            compiler.compile_expr(node, &prototype_register);
            compiler.bytecode.emit_store_class_prototype(
`,
    },
  ],
};
