'use strict';

/**
 * Where in the source an operation is. Boa knew it of calls and of properties that are read; whatever
 * else failed was placed at the beginning of its function.
 */

const AT_FIELD = 'let mut compiler = self.position_guard(access.field());';

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
      why: 'A method that is called is a property that is read: at its name.',
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
      put: `                ${AT_FIELD}
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
                ${AT_FIELD}
                compiler.compile_expr(access.target(), this);

                let index = compiler.get_or_insert_private_name(access.field());
                compiler
                    .bytecode
                    .emit_get_private_field(dst.variable(), this.variable(), index.into());
`,
    },
    {
      why: 'So is what a chain with `?.` reads.',
      file: 'src/bytecompiler/mod.rs',
      find: `                self.bytecode.emit_move(this.variable(), value.variable());
                match field {
                    PropertyAccessField::Const(name) => {
                        self.emit_get_property_by_name(value, None, value, name.sym());
                    }
                    PropertyAccessField::Expr(expr) => {
                        let key = self.register_allocator.alloc();
                        self.compile_expr(expr, &key);
                        self.bytecode.emit_get_property_by_value(
                            value.variable(),
                            key.variable(),
                            value.variable(),
                            value.variable(),
                        );
                        self.register_allocator.dealloc(key);
                    }
                }
`,
      put: `                let mut compiler = self.position_guard(field);
                compiler.bytecode.emit_move(this.variable(), value.variable());
                match field {
                    PropertyAccessField::Const(name) => {
                        compiler.emit_get_property_by_name(value, None, value, name.sym());
                    }
                    PropertyAccessField::Expr(expr) => {
                        let key = compiler.register_allocator.alloc();
                        compiler.compile_expr(expr, &key);
                        compiler.bytecode.emit_get_property_by_value(
                            value.variable(),
                            key.variable(),
                            value.variable(),
                            value.variable(),
                        );
                        compiler.register_allocator.dealloc(key);
                    }
                }
`,
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
            self.pop_source_position();
            let handler_index = self.push_handler();
`,
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
    ...['arithmetic', 'bitwise', 'relational'].map((kind) => ({
      why: 'What has two operands is placed at the second: the operator is before it.',
      file: 'src/bytecompiler/expression/binary.rs',
      find: `                    self_.compile_binary_${kind}(op, binary.rhs(), dst, lhs);
`,
      put: `                    let mut compiler = self_.position_guard(binary.rhs());
                    compiler.compile_binary_${kind}(op, binary.rhs(), dst, lhs);
`,
    })),
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
    {
      why: `Of positions that begin at the same instruction the outer one was found: now a list of where the
        position changes.`,
      file: 'src/vm/source_info/builder/mod.rs',
      find: `#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct EntryRange {
    start: u32,
    end: u32,
    position: Option<Position>,
}

impl EntryRange {
    fn range(&self) -> Range<u32> {
        self.start..self.end
    }

    fn is_empty(&self) -> bool {
        self.range().is_empty()
    }
}

#[derive(Debug, Default)]
pub(crate) struct SourceMapBuilder {
    entries: Vec<EntryRange>,
    stack: Vec<u32>,
}

impl SourceMapBuilder {
    pub(crate) fn build(self, final_pc: u32) -> Box<[Entry]> {
        assert!(self.stack.is_empty(), "forgot to pop source scope");
        let end_entry = self
            .entries
            .last()
            .copied()
            .map(|entry| EntryRange {
                start: entry.end,
                end: final_pc,
                position: None,
            })
            .unwrap_or_default();

        self.entries
            .into_iter()
            .chain(std::iter::once(end_entry))
            .filter(|entry| !entry.is_empty())
            .dedup_by(|a, b| a.position == b.position)
            .map(|entry| Entry {
                pc: entry.start,
                position: entry.position,
            })
            .collect::<Box<[_]>>()
    }

    pub(crate) fn push_source_position(&mut self, start_pc: u32, position: Option<Position>) {
        let index = self.entries.len() as u32;
        self.entries.push(EntryRange {
            start: start_pc,
            end: u32::MAX,
            position,
        });
        self.stack.push(index);
    }

    // TODO: document implementation range flattening.
    pub(crate) fn pop_source_position(&mut self, current_start_pc: u32) {
        let Some(index) = self.stack.pop().map(|index| index as usize) else {
            panic!("popped more than pushed");
        };

        self.entries[index].end = current_start_pc;

        if self.entries[index].range().is_empty() {
            return;
        }

        let Some(parent) = self.stack.last().copied().map(|index| index as usize) else {
            return;
        };

        let ordering = self.entries[parent].start.cmp(&self.entries[index].start);

        let new_parent_index = match ordering {
            Ordering::Equal => {
                self.entries.swap(parent, index);
                let (parent, index) = (index, parent);

                self.entries[parent].start = self.entries[index].end;

                parent
            }
            Ordering::Less => {
                let old_end = self.entries[parent].end;
                assert_eq!(old_end, u32::MAX, "parent end position should not be set");

                self.entries[parent].end = self.entries[index].start;

                let new_index = self.entries.len();
                self.entries.push(EntryRange {
                    start: self.entries[index].end,
                    end: u32::MAX,
                    position: self.entries[parent].position,
                });
                new_index
            }
            Ordering::Greater => {
                unreachable!("Parent source scope cannot be greater than child scope")
            }
        };

        if let Some(parent) = self.stack.last_mut() {
            *parent = new_parent_index as u32;
        }
    }
}
`,
      put: `#[derive(Debug, Default)]
pub(crate) struct SourceMapBuilder {
    /// Where the position changes, in the order of the code.
    entries: Vec<Entry>,
    /// The positions around what is compiled.
    stack: Vec<Option<Position>>,
}

impl SourceMapBuilder {
    pub(crate) fn build(self, _final_pc: u32) -> Box<[Entry]> {
        assert!(self.stack.is_empty(), "forgot to pop source scope");
        let entries = self.entries.into_iter();
        entries
            .dedup_by(|a, b| a.position == b.position)
            .collect::<Box<[_]>>()
    }

    pub(crate) fn push_source_position(&mut self, start_pc: u32, position: Option<Position>) {
        self.stack.push(position);
        self.change(start_pc, position);
    }

    pub(crate) fn pop_source_position(&mut self, current_start_pc: u32) {
        assert!(self.stack.pop().is_some(), "popped more than pushed");
        self.change(current_start_pc, self.stack.last().copied().flatten());
    }

    fn change(&mut self, pc: u32, position: Option<Position>) {
        match self.entries.last_mut() {
            Some(last) if last.pc == pc => last.position = position,
            _ => self.entries.push(Entry { pc, position }),
        }
    }
}
`,
    },
    {
      file: 'src/vm/source_info/builder/mod.rs',
      find: 'use std::{cmp::Ordering, ops::Range};\n\n',
      put: '',
    },
  ],
};
