'use strict';

/** When the value of a name is read. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `What is on the left of an operator is read before what is on its right, which may assign to it:
        \`a + (a = 5)\` was 10.`,
      file: 'src/bytecompiler/mod.rs',
      find: `    /// Compile an expression and return the operand where the result lives.
`,
      before: `    /// The operand on the left of another one.
    pub(crate) fn compile_left_operand(
        &mut self,
        lhs: &Expression,
        rhs: &Expression,
        inner_fn: impl FnOnce(&mut Self, RegisterOperand),
    ) {
        if !matches!(lhs, Expression::Identifier(_)) || !assigns(rhs) {
            return self.compile_expr_operand(lhs, inner_fn);
        }
        let reg = self.register_allocator.alloc();
        self.compile_expr(lhs, &reg);
        inner_fn(self, reg.variable());
        self.register_allocator.dealloc(reg);
    }

`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            None => {
                self.compile_expr_operand(binary.lhs(), |compiler, lhs| {
`,
      put: `            None => {
                self.compile_left_operand(binary.lhs(), binary.rhs(), |compiler, lhs| {
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `impl ToJsString for Sym {
`,
      before: `/// Whether an expression assigns to anything.
fn assigns(expression: &Expression) -> bool {
    struct Assigns;
    impl<'ast> boa_ast::visitor::Visitor<'ast> for Assigns {
        type BreakTy = ();

        fn visit_assign(
            &mut self,
            _: &'ast Assign,
        ) -> std::ops::ControlFlow<()> {
            std::ops::ControlFlow::Break(())
        }

        fn visit_update(
            &mut self,
            _: &'ast boa_ast::expression::operator::Update,
        ) -> std::ops::ControlFlow<()> {
            std::ops::ControlFlow::Break(())
        }
    }
    if matches!(expression, Expression::Identifier(_) | Expression::Literal(_)) {
        return false;
    }
    boa_ast::visitor::Visitor::visit_expression(&mut Assigns, expression).is_break()
}

`,
    },
    ...['arithmetic', 'bitwise', 'relational'].map((kind) => ({
      file: 'src/bytecompiler/expression/binary.rs',
      find: `                self.compile_expr_operand(binary.lhs(), |self_, lhs| {
                    let mut compiler = self_.guard_at(binary.lhs().span().end());
                    compiler.compile_binary_${kind}(op, binary.rhs(), dst, lhs);
`,
      put: `                self.compile_left_operand(binary.lhs(), binary.rhs(), |self_, lhs| {
                    let mut compiler = self_.guard_at(binary.lhs().span().end());
                    compiler.compile_binary_${kind}(op, binary.rhs(), dst, lhs);
`,
    })),
  ],
};
