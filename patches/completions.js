'use strict';

/**
 * What a script or an `eval` answers (ECMA-262, 8.1 and 14): the value of the statement that had one
 * last. Boa guessed at which statement that was, and kept its value where the next call lost it.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'A register for the value; functions have none.',
      file: 'src/bytecompiler/mod.rs',
      find: '    pub(crate) global_lexs: Vec<u32>,\n',
      before: `    /// The register of the value that the statements come to, in code that answers one.
    completion: Option<u32>,

`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: '            global_lexs: Vec::new(),\n',
      before: '            completion: None,\n',
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `        if use_expr || self.jump_control_info_has_use_expr() {
            let mut use_expr_index = 0;
            for (i, statement) in list.statements().iter().enumerate() {
                match statement {
                    StatementListItem::Statement(statement) => match statement.as_ref() {
                        Statement::Break(_) | Statement::Continue(_) => break,
                        Statement::Empty | Statement::Var(_) => {}
                        Statement::Block(block) if !returns_value(block) => {}
                        _ => use_expr_index = i,
                    },
                    StatementListItem::Declaration(_) => {}
                }
            }

            for (i, item) in list.statements().iter().enumerate() {
                self.compile_stmt_list_item(item, i == use_expr_index, block);
            }
        } else {
            for item in list.statements() {
                self.compile_stmt_list_item(item, false, block);
            }
        }
    }
`,
      put: `        let answers = use_expr && self.completion.is_none();
        if answers {
            self.completion = Some(self.register_allocator.alloc_persistent().index());
            self.clear_completion();
        }
        for item in list.statements() {
            self.compile_stmt_list_item(item, use_expr, block);
        }
        if answers && let Some(completion) = self.completion.take() {
            self.bytecode.emit_set_accumulator(completion.into());
        }
    }

    /// Has the statements come to \`undefined\`.
    pub(crate) fn clear_completion(&mut self) {
        if let Some(completion) = self.completion {
            self.bytecode.emit_store_undefined(completion.into());
        }
    }

    /// Begins a statement: those that hold others come to \`undefined\` if none of these has a value.
    pub(crate) fn begin_statement(&mut self, node: &Statement) {
        if matches!(
            node,
            Statement::If(_)
                | Statement::ForLoop(_)
                | Statement::ForInLoop(_)
                | Statement::ForOfLoop(_)
                | Statement::WhileLoop(_)
                | Statement::DoWhileLoop(_)
                | Statement::Switch(_)
                | Statement::Try(_)
                | Statement::With(_)
        ) {
            self.clear_completion();
        }
    }

    /// Compiles an expression statement.
    pub(crate) fn compile_expr_stmt(&mut self, expr: &Expression) {
        let Some(completion) = self.completion else {
            return self.compile_expr_for_side_effects(expr);
        };
        let value = self.register_allocator.alloc();
        self.compile_expr(expr, &value);
        self.bytecode.emit_move(completion.into(), value.variable());
        self.register_allocator.dealloc(value);
    }

    /// Compiles the block of a \`finally\`, whose value counts only if it is left otherwise than at
    /// its end.
    pub(crate) fn compile_finally(&mut self, compile: impl FnOnce(&mut Self)) {
        let Some(completion) = self.completion else {
            return compile(self);
        };
        let before = self.register_allocator.alloc();
        self.bytecode.emit_move(before.variable(), completion.into());
        self.clear_completion();
        compile(self);
        self.bytecode.emit_move(completion.into(), before.variable());
        self.register_allocator.dealloc(before);
    }
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: '    operations::returns_value,\n',
      put: '',
    },
    {
      file: 'src/bytecompiler/statement/mod.rs',
      find: `    pub fn compile_stmt(&mut self, node: &Statement, use_expr: bool, root_statement: bool) {
`,
      after: `        self.begin_statement(node);
`,
    },
    {
      file: 'src/bytecompiler/statement/mod.rs',
      find: `            Statement::Expression(expr) => {
                if use_expr {
                    let value = self.register_allocator.alloc();
                    self.compile_expr(expr, &value);
                    self.bytecode.emit_set_accumulator(value.variable());
                    self.register_allocator.dealloc(value);
                } else {
                    self.compile_expr_for_side_effects(expr);
                }
            }
`,
      put: `            Statement::Expression(expr) => self.compile_expr_stmt(expr),
`,
    },
    {
      file: 'src/bytecompiler/statement/labelled.rs',
      find: '            LabelledItem::Statement(stmt) => match stmt {\n',
      put: `            LabelledItem::Statement(stmt) => {
                self.begin_statement(stmt);
                match stmt {
`,
    },
    {
      file: 'src/bytecompiler/statement/labelled.rs',
      find: '                stmt => self.compile_stmt(stmt, use_expr, true),\n            },\n',
      put: '                stmt => self.compile_stmt(stmt, use_expr, true),\n                }\n            }\n',
    },
    {
      file: 'src/bytecompiler/statement/try.rs',
      find: '        self.compile_catch_finally_block(finally.block(), false);\n',
      put: `        self.compile_finally(|compiler| {
            compiler.compile_catch_finally_block(finally.block(), false);
        });
`,
    },
    {
      file: 'src/bytecompiler/statement/try.rs',
      find: `        let outer_scope = self.push_declarative_scope(Some(catch.scope()));

        if let Some(binding) = catch.parameter() {
`,
      before: '        self.clear_completion();\n',
    },
    {
      why: 'In sloppy code, as V8 has it, a function in a block is a value of the block.',
      file: 'src/bytecompiler/mod.rs',
      find: `                        Err(BindingLocatorError::Silent) => {}
                    }
                    self.register_allocator.dealloc(value);
                }
            }
            Declaration::ClassDeclaration(class)`,
      put: `                        Err(BindingLocatorError::Silent) => {}
                    }
                    if let Some(completion) = self.completion {
                        self.bytecode.emit_move(completion.into(), value.variable());
                    }
                    self.register_allocator.dealloc(value);
                }
            }
            Declaration::ClassDeclaration(class)`,
    },
    {
      why: `A return that a \`finally\` around it cancels left its value on the stack, where the next one found it
        in the place of its own.`,
      file: 'src/bytecompiler/jump_control.rs',
      find: `    Return { return_value_on_stack: bool },
}
`,
      put: `    Return { value: ReturnValue },
}

/// Where the value of a return is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReturnValue {
    Accumulator,
    Stack,
    Register(u32),
}
`,
    },
    {
      file: 'src/bytecompiler/jump_control.rs',
      find: `            JumpRecordKind::Return {
                return_value_on_stack,
            } => {
                if return_value_on_stack {
                    let value = compiler.register_allocator.alloc();
                    compiler.pop_into_register(&value);
                    compiler.bytecode.emit_set_accumulator(value.variable());
                    compiler.register_allocator.dealloc(value);
                }
`,
      put: `            JumpRecordKind::Return { value } => {
                match value {
                    ReturnValue::Accumulator => {}
                    ReturnValue::Stack => {
                        let value = compiler.register_allocator.alloc();
                        compiler.pop_into_register(&value);
                        compiler.bytecode.emit_set_accumulator(value.variable());
                        compiler.register_allocator.dealloc(value);
                    }
                    ReturnValue::Register(value) => {
                        compiler.bytecode.emit_set_accumulator(value.into());
                    }
                }
`,
    },
    {
      file: 'src/bytecompiler/statement/mod.rs',
      find: `        let actions = self.return_jump_record_actions();

        JumpRecord::new(
            JumpRecordKind::Return {
                return_value_on_stack,
            },
            actions,
        )
        .perform_actions(Self::DUMMY_ADDRESS, self);
`,
      put: `        let passes_finally = self
            .jump_info
            .iter()
            .any(|info| info.is_try_with_finally_block() && !info.in_finally());
        let value = if !return_value_on_stack {
            ReturnValue::Accumulator
        } else if passes_finally {
            let value = self.register_allocator.alloc_persistent();
            self.pop_into_register(&value);
            ReturnValue::Register(value.index())
        } else {
            ReturnValue::Stack
        };
        let actions = self.return_jump_record_actions();

        JumpRecord::new(JumpRecordKind::Return { value }, actions)
            .perform_actions(Self::DUMMY_ADDRESS, self);
`,
    },
    {
      file: 'src/bytecompiler/statement/mod.rs',
      find: `use super::jump_control::{JumpRecord, JumpRecordAction, JumpRecordKind};
`,
      put: `use super::jump_control::{JumpRecord, JumpRecordAction, JumpRecordKind, ReturnValue};
`,
    },
  ],
};
