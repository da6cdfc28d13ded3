'use strict';

/** Where the compiler says what a function is assigned to, for `inferred.js`: in expressions, objects, classes and functions. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'V8 names what it has read as soon as an assignment, a property or a function ends.',
      file: 'src/bytecompiler/expression/mod.rs',
      find: `            Expression::Parenthesized(parenthesized) => {
`,
      after: `                self.look_called(parenthesized.expression());
`,
    },
    {
      file: 'src/bytecompiler/expression/mod.rs',
      find: `            Expression::Unary(unary) => self.compile_unary(unary, dst),
`,
      put: `            Expression::Unary(unary) => {
                self.look_called(unary.target());
                self.compile_unary(unary, dst);
            }
`,
    },
    {
      file: 'src/bytecompiler/expression/mod.rs',
      find: `            Expression::Assign(assign) => self.compile_assign(assign, dst),
`,
      put: `            Expression::Assign(assign) => self.compile_naming_assign(assign, dst),
`,
    },
    {
      file: 'src/bytecompiler/expression/object_literal.rs',
      find: `                        let value = self.register_allocator.alloc();
                        self.compile_expr(expr, &value);
                        if *name == Sym::__PROTO__`,
      put: `                        let value = self.register_allocator.alloc();
                        self.compile_naming(&[Given::Property(name.sym())], true, |compiler| {
                            compiler.compile_expr(expr, &value);
                        });
                        if *name == Sym::__PROTO__`,
    },
    {
      file: 'src/bytecompiler/expression/object_literal.rs',
      find: `                        self.compile_expr(expr, &function);
                        if expr`,
      put: `                        self.compile_naming(&[], true, |compiler| {
                            compiler.compile_expr(expr, &function);
                        });
                        if expr`,
    },
    {
      file: 'src/bytecompiler/expression/object_literal.rs',
      find: `use crate::bytecompiler::{Access, ByteCompiler, FunctionSpec, MethodKind, Register};
`,
      put: `use crate::bytecompiler::{Access, ByteCompiler, FunctionSpec, Given, MethodKind, Register};
`,
    },
    {
      file: 'src/bytecompiler/class.rs',
      find: `        compiler.code_block_flags |= CodeBlockFlags::IS_CLASS_CONSTRUCTOR;
`,
      after: `        compiler.naming().within(&class_name);
`,
    },
    {
      file: 'src/bytecompiler/class.rs',
      find: `        let code = Gc::new(compiler.finish());
        let index = self.push_function_to_constants(code);

        let class_register`,
      put: `        let code = Gc::new(compiler.finish());
        if class_name.is_empty() {
            self.naming().nameless.push(Some(code.source_info.clone()));
        }
        let index = self.push_function_to_constants(code);

        let class_register`,
    },
    {
      file: 'src/bytecompiler/function.rs',
      find: `    source_path: SourcePath,
}
`,
      put: `    source_path: SourcePath,
    naming: Option<Rc<RefCell<Naming>>>,
}
`,
    },
    {
      file: 'src/bytecompiler/function.rs',
      find: `            source_path: SourcePath::None,
`,
      after: `            naming: None,
`,
    },
    {
      file: 'src/bytecompiler/function.rs',
      find: `    /// Compile a function statement list and it's parameters into bytecode.
`,
      before: `    /// Set what names the functions in it, if that is what names it.
    pub(crate) fn naming(mut self, naming: Option<Rc<RefCell<Naming>>>) -> Self {
        self.naming = naming;
        self
    }

`,
    },
    {
      file: 'src/bytecompiler/function.rs',
      find: `        let mut compiler = ByteCompiler::new(
            self.name,
`,
      put: `        let naming = self.naming.unwrap_or_else(|| {
            let mut naming = Naming::default();
            naming.within(&self.name);
            Rc::new(RefCell::new(naming))
        });
        let mut compiler = ByteCompiler::new(
            self.name,
`,
    },
    {
      file: 'src/bytecompiler/function.rs',
      find: `        compiler.length = length;
`,
      before: `        compiler.naming = naming;
`,
    },
    {
      file: 'src/bytecompiler/function.rs',
      find: `    bytecompiler::ByteCompiler,
`,
      put: `    bytecompiler::{ByteCompiler, Naming},
`,
    },
    {
      file: 'src/bytecompiler/function.rs',
      find: `use boa_interner::Interner;
`,
      after: `use std::{cell::RefCell, rc::Rc};
`,
    },
  ],
};
