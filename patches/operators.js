'use strict';

/**
 * Where operators and assignments are. V8 sees what fails in one at the operator, of which Boa's tree knows
 * nothing: it is the first thing behind the operand before it, but for spaces and what closes brackets. So the
 * place is the end of that operand, and the text says the rest (`src/engine/messages/places.rs`).
 */

/**
 * What sets a property, at the operator.
 * @param {'assign' | 'update'} file
 * @param {string} indent
 * @param {string} find
 */
const written = (file, indent, find) => ({
  file: `src/bytecompiler/expression/${file}.rs`,
  find,
  before: `${indent}compiler.push_source_position(written);\n`,
  after: `${indent}compiler.pop_source_position();\n`,
});

/**
 * @param {string} indent
 * @param {string} value
 */
const setByValue = (indent, value) => `${indent}compiler.bytecode.emit_set_property_by_value(
${indent}    ${value}.variable(),
${indent}    key.variable(),
${indent}    object.variable(),
${indent}    object.variable(),
${indent});
`;

/**
 * @param {string} indent
 * @param {string} value
 */
const setPrivate = (indent, value) => `${indent}compiler.bytecode.emit_set_private_field(
${indent}    ${value}.variable(),
${indent}    object.variable(),
${indent}    index.into(),
${indent});
`;

const [DEEP, SHALLOW] = [' '.repeat(28), ' '.repeat(24)];

module.exports = {
  crate: 'boa_engine',
  edits: [
    ...['arithmetic', 'bitwise', 'relational'].map((kind) => ({
      why: 'What has two operands.',
      file: 'src/bytecompiler/expression/binary.rs',
      find: `                    self_.compile_binary_${kind}(op, binary.rhs(), dst, lhs);
`,
      put: `                    let mut compiler = self_.guard_at(binary.lhs().span().end());
                    compiler.compile_binary_${kind}(op, binary.rhs(), dst, lhs);
`,
    })),
    {
      file: 'src/bytecompiler/expression/binary.rs',
      find: `        self.compile_expr(binary.rhs(), dst);
        self.bytecode
            .emit_in_private(dst.variable(), index.into(), dst.variable());
`,
      put: `        self.compile_expr(binary.rhs(), dst);
        let mut compiler = self.guard_at(binary.lhs().span().end());
        compiler
            .bytecode
            .emit_in_private(dst.variable(), index.into(), dst.variable());
`,
    },
    {
      file: 'src/bytecompiler/expression/binary.rs',
      find: 'use boa_ast::{\n    Expression,\n',
      put: 'use boa_ast::{\n    Expression, Spanned,\n',
    },
    {
      why: 'A comparison that a jump depends on.',
      file: 'src/bytecompiler/mod.rs',
      find: `        let mut label_index = Address::new(0);
        match hoisted {
            Some(h) if h.is_rhs => {
                let rhs = h.register.variable();
                self.compile_expr_operand(binary.lhs(), |compiler, lhs| {
                    label_index = compiler.next_opcode_location();
                    emit_fn(&mut compiler.bytecode, Self::DUMMY_ADDRESS, lhs, rhs);
                });
            }
            Some(h) => {
                let lhs = h.register.variable();
                self.compile_expr_operand(binary.rhs(), |compiler, rhs| {
                    label_index = compiler.next_opcode_location();
                    emit_fn(&mut compiler.bytecode, Self::DUMMY_ADDRESS, lhs, rhs);
                });
            }
            None => {
                self.compile_expr_operand(binary.lhs(), |compiler, lhs| {
                    compiler.compile_expr_operand(binary.rhs(), |compiler, rhs| {
                        label_index = compiler.next_opcode_location();
                        emit_fn(&mut compiler.bytecode, Self::DUMMY_ADDRESS, lhs, rhs);
                    });
                });
            }
        }
        Some(Label { index: label_index })
`,
      put: `        let mut index = Address::new(0);
        let mut emit = |compiler: &mut Self, lhs: RegisterOperand, rhs: RegisterOperand| {
            let mut compiler = compiler.guard_at(binary.lhs().span().end());
            index = compiler.next_opcode_location();
            emit_fn(&mut compiler.bytecode, Self::DUMMY_ADDRESS, lhs, rhs);
        };
        match hoisted {
            Some(h) if h.is_rhs => {
                let rhs = h.register.variable();
                self.compile_expr_operand(binary.lhs(), |compiler, lhs| emit(compiler, lhs, rhs));
            }
            Some(h) => {
                let lhs = h.register.variable();
                self.compile_expr_operand(binary.rhs(), |compiler, rhs| emit(compiler, lhs, rhs));
            }
            None => {
                self.compile_expr_operand(binary.lhs(), |compiler, lhs| {
                    compiler.compile_expr_operand(binary.rhs(), |compiler, rhs| {
                        emit(compiler, lhs, rhs);
                    });
                });
            }
        }
        Some(Label { index })
`,
    },
    {
      why: `An assignment is at its operator. For what is read first, if it reads, V8 has the place of what was evaluated
        before: of the object.`,
      file: 'src/bytecompiler/mod.rs',
      find: `pub(crate) trait ToJsString {
`,
      before: `/// Where the object of an access is.
fn place_of_object(access: &PropertyAccess) -> Position {
    match access {
        PropertyAccess::Simple(access) => place_of(access.target()),
        PropertyAccess::Private(access) => place_of(access.target()),
        PropertyAccess::Super(access) => access.span().start(),
    }
}

`,
    },
    {
      why: 'What is deleted is at what it is a property of, unless that is a name.',
      file: 'src/bytecompiler/mod.rs',
      find: `pub(crate) trait ToJsString {
`,
      before: `fn place_of_deletion(deletion: &Unary) -> Position {
    match deletion.target().flatten() {
        Expression::PropertyAccess(PropertyAccess::Simple(access))
            if !matches!(
                access.target().flatten(),
                Expression::Identifier(_) | Expression::This(_)
            ) =>
        {
            place_of(access.target())
        }
        _ => deletion.span().start(),
    }
}

`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            Binary,
            assign::AssignTarget,
`,
      put: `            Binary, Unary,
            assign::AssignTarget,
`,
    },
    {
      file: 'src/bytecompiler/expression/unary.rs',
      find: '                let mut compiler = self.position_guard(unary);\n',
      put: '                let mut compiler = self.guard_at(place_of_deletion(unary));\n',
    },
    {
      file: 'src/bytecompiler/expression/unary.rs',
      find: 'use crate::bytecompiler::{Access, BindingAccessOpcode, ByteCompiler, Register, ToJsString};\n',
      put: `use crate::bytecompiler::{
    Access, BindingAccessOpcode, ByteCompiler, Register, ToJsString, place_of_deletion,
};
`,
    },
    {
      why: 'The parts of a template become texts at the last of them.',
      file: 'src/bytecompiler/expression/mod.rs',
      find: `        self.bytecode.emit_concat_to_string(dst.variable(), values);
`,
      put: `        let mut parts = template_literal.elements().iter().rev();
        let last = parts.find_map(|part| match part {
            TemplateElement::Expr(expression) => Some(place_of(expression)),
            TemplateElement::String(_) => None,
        });
        let place = last.unwrap_or(template_literal.span().start());
        let mut compiler = self.guard_at(place);
        compiler.bytecode.emit_concat_to_string(dst.variable(), values);
        drop(compiler);
`,
    },
    {
      file: 'src/bytecompiler/expression/mod.rs',
      find: `use super::{Access, CallResultDest, Callable, NodeKind, Register, ToJsString};
`,
      put: `use super::{Access, CallResultDest, Callable, NodeKind, Register, ToJsString, place_of};
`,
    },
    {
      file: 'src/bytecompiler/expression/mod.rs',
      find: `use boa_ast::{
    Expression,
`,
      put: `use boa_ast::{
    Expression, Spanned,
`,
    },
    {
      file: 'src/bytecompiler/expression/assign.rs',
      find: `        let mut compiler = self.position_guard(assign);

        if assign.op() == AssignOp::Assign {
`,
      put: `        let written = assign.lhs().span().end();
        let place = match assign.lhs() {
            AssignTarget::Pattern(_) => assign.span().start(),
            _ if assign.op() == AssignOp::Assign => written,
            AssignTarget::Identifier(name) => name.span().start(),
            AssignTarget::Access(access) => place_of_object(access),
        };
        let mut compiler = self.guard_at(place);

        if assign.op() == AssignOp::Assign {
`,
    },
    {
      file: 'src/bytecompiler/expression/assign.rs',
      find: `    bytecompiler::{Access, BindingAccessOpcode, ByteCompiler, Label, Register, ToJsString},
`,
      put: `    bytecompiler::{
        Access, BindingAccessOpcode, ByteCompiler, Label, Register, ToJsString, place_of_object,
    },
`,
    },
    {
      file: 'src/bytecompiler/expression/assign.rs',
      find: `    Expression,
    expression::{
        access::{PropertyAccess, PropertyAccessField},
        operator::{Assign, assign::AssignOp},
`,
      put: `    Expression, Spanned,
    expression::{
        access::{PropertyAccess, PropertyAccessField},
        operator::{
            Assign,
            assign::{AssignOp, AssignTarget},
        },
`,
    },
    written(
      'assign',
      DEEP,
      `${DEEP}compiler.emit_set_property_by_name(dst, None, &object, name.sym());\n`,
    ),
    written('assign', DEEP, setByValue(DEEP, 'dst')),
    written('assign', SHALLOW, setPrivate(SHALLOW, 'dst')),
    {
      why: 'So are `++` and `--`; before what they change, V8 has them at its last name.',
      file: 'src/bytecompiler/expression/update.rs',
      find: `        let mut compiler = self.position_guard(update);
`,
      put: `        let place = match update.target() {
            UpdateTarget::Identifier(_) => update.span().start(),
            UpdateTarget::PropertyAccess(access) => place_of_object(access),
        };
        let mut compiler = self.guard_at(place);
`,
    },
    {
      file: 'src/bytecompiler/expression/update.rs',
      find: `            Access::Property { access } => match access {
`,
      put: `            Access::Property { access } => {
                let written = if post {
                    access.span().end()
                } else {
                    place_of_access(access)
                };
                match access {
`,
    },
    {
      file: 'src/bytecompiler/expression/update.rs',
      find: `            },
            Access::This => unreachable!(),
`,
      put: `            }}
            Access::This => unreachable!(),
`,
    },
    {
      file: 'src/bytecompiler/expression/update.rs',
      find: `    Access, BindingAccessOpcode, BindingKind, ByteCompiler, Register, ToJsString,
};
use boa_ast::{
`,
      put: `    Access, BindingAccessOpcode, BindingKind, ByteCompiler, Register, ToJsString,
    place_of_access, place_of_object,
};
use boa_ast::{
    Spanned,
`,
    },
    {
      file: 'src/bytecompiler/expression/update.rs',
      find: `        operator::{Update, update::UpdateOp},
`,
      put: `        operator::{
            Update,
            update::{UpdateOp, UpdateTarget},
        },
`,
    },
    written(
      'update',
      DEEP,
      `${DEEP}compiler.emit_set_property_by_name(&value, None, &object, ident.sym());\n`,
    ),
    written('update', DEEP, setByValue(DEEP, 'value')),
    written('update', ' '.repeat(20), setPrivate(' '.repeat(20), 'value')),
  ],
};
