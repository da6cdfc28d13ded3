'use strict';

/**
 * The names that traces have for functions without one: those of what they are assigned to, as V8's
 * `FuncNameInferrer` finds them, `Server.listen` for that of `Server.prototype.listen = function () {}`.
 */

const NAMING = `/// What stands before a function, and is part of the name that V8 infers for it.
#[derive(Debug, Clone, Copy)]
enum Given {
    Variable(Sym),
    Property(Sym),
    Private(Sym),
    /// A property whose name is not in the text.
    Computed,
}

/// The names for the functions that have none. As V8 names what it has read as soon as an assignment or
/// a property ends, whatever stood within those, so is done here.
#[derive(Debug, Default)]
pub(crate) struct Naming {
    /// The function around, if its name is one of a constructor.
    enclosing: Option<JsString>,
    given: Vec<Given>,
    /// Nothing for one that is called: it has no name, but is the last there was.
    nameless: Vec<Option<SourceInfo>>,
    /// How many assignments and properties are open.
    depth: u32,
    /// Whether the next function is one that V8 compiles with what is around it, as it looks called.
    is_called: bool,
}

impl Naming {
    /// What is in a function that V8 compiles when it is called.
    fn within(&mut self, name: &JsString) {
        let first = name.iter().next().and_then(|unit| char::from_u32(u32::from(unit)));
        let constructs = first.is_some_and(char::is_uppercase);
        self.enclosing = constructs.then(|| name.clone());
    }

    fn open(&mut self) -> usize {
        if self.depth == 0 {
            self.nameless.clear();
        }
        self.depth += 1;
        self.given.len()
    }

    fn close(&mut self, open: usize) {
        self.given.truncate(open);
        self.depth -= 1;
        if self.depth == 0 {
            self.nameless.clear();
        }
    }

    fn name_all(&mut self, interner: &Interner) {
        if self.nameless.is_empty() {
            return;
        }
        let mut parts: Vec<JsString> = self.enclosing.iter().cloned().collect();
        for (index, given) in self.given.iter().enumerate() {
            let next = self.given.get(index + 1);
            parts.push(match given {
                Given::Variable(_) if matches!(next, Some(Given::Variable(_))) => continue,
                Given::Variable(name) | Given::Property(name) => name.to_js_string(interner),
                Given::Private(name) => js_string!(js_str!("#"), &name.to_js_string(interner)),
                Given::Computed => js_string!("<computed>"),
            });
        }
        let mut name = JsString::default();
        for (index, part) in parts.iter().enumerate() {
            let dot = if index == 0 { js_str!("") } else { js_str!(".") };
            name = js_string!(&name, dot, part);
        }
        for function in self.nameless.drain(..).flatten() {
            function.infer(name.clone());
        }
    }
}

/// Whether a function stands first in an expression.
fn begins_with_function(mut expr: &Expression) -> bool {
    loop {
        expr = match expr {
            Expression::FunctionExpression(_)
            | Expression::GeneratorExpression(_)
            | Expression::AsyncFunctionExpression(_)
            | Expression::AsyncGeneratorExpression(_)
            | Expression::ArrowFunction(_)
            | Expression::AsyncArrowFunction(_) => return true,
            Expression::Call(call) => call.function(),
            Expression::PropertyAccess(PropertyAccess::Simple(access)) => access.target(),
            _ => return false,
        }
    }
}

/// Whether what is assigned is what a call or \`new\` answers, and not the function that is called.
fn is_answer(expr: &Expression) -> bool {
    matches!(expr.flatten(), Expression::Call(_) | Expression::New(_))
}

`;

const METHODS = `    fn naming(&self) -> RefMut<'_, Naming> {
        RefCell::borrow_mut(&self.naming)
    }

    /// Compiles what gives functions in it a name; they have it when \`names\` says so, and the last of them
    /// has none otherwise.
    fn compile_naming(
        &mut self,
        given: &[Given],
        names: bool,
        compile: impl FnOnce(&mut Self),
    ) {
        let open = {
            let mut naming = self.naming();
            let open = naming.open();
            naming.given.extend_from_slice(given);
            open
        };
        compile(self);
        let mut naming = RefCell::borrow_mut(&self.naming);
        if names {
            naming.name_all(self.interner);
        } else {
            naming.nameless.pop();
        }
        naming.close(open);
    }

    fn compile_initializer(&mut self, variable: &Variable, init: &Expression, dst: &Register) {
        let given = match variable.binding() {
            Binding::Identifier(name) => Given::Variable(name.sym()),
            Binding::Pattern(_) => return self.compile_expr(init, dst),
        };
        self.compile_naming(&[given], !is_answer(init), |compiler| compiler.compile_expr(init, dst));
    }

    fn compile_naming_assign(&mut self, assign: &Assign, dst: &Register) {
        let mut given = Vec::new();
        match assign.lhs() {
            AssignTarget::Identifier(name) => given.push(Given::Variable(name.sym())),
            AssignTarget::Access(access) => self.given_by(access, &mut given),
            AssignTarget::Pattern(_) => {}
        }
        let names = matches!(
            assign.op(),
            AssignOp::Assign | AssignOp::BoolAnd | AssignOp::BoolOr | AssignOp::Coalesce
        ) && !is_answer(assign.rhs());
        self.compile_naming(&given, names, |compiler| compiler.compile_assign(assign, dst));
    }

    fn given_by(&self, access: &PropertyAccess, given: &mut Vec<Given>) {
        let field = match access {
            PropertyAccess::Simple(access) => {
                let mut target = access.target();
                while let Expression::Call(call) = target {
                    target = call.function();
                }
                match target {
                    Expression::Identifier(name) => given.push(Given::Variable(name.sym())),
                    Expression::PropertyAccess(access) => self.given_by(access, given),
                    _ => {}
                }
                access.field()
            }
            PropertyAccess::Private(access) => {
                if let Expression::PropertyAccess(access) = access.target() {
                    self.given_by(access, given);
                } else if let Expression::Identifier(name) = access.target() {
                    given.push(Given::Variable(name.sym()));
                }
                given.push(Given::Private(access.field().description()));
                return;
            }
            PropertyAccess::Super(access) => access.field(),
        };
        let name = match field {
            PropertyAccessField::Const(name) => Some(name.sym()),
            PropertyAccessField::Expr(key) => match &**key {
                Expression::Literal(key) => key.as_string(),
                _ => None,
            },
        };
        match name {
            Some(Sym::PROTOTYPE) => {}
            Some(name) => given.push(Given::Property(name)),
            None => given.push(Given::Computed),
        }
    }

    /// Says of what is in parentheses, or behind an operator, that it may be a function that is called.
    fn look_called(&mut self, expr: &Expression) {
        if begins_with_function(expr) {
            self.naming().is_called = true;
        }
    }

`;

/** How an expression that is a function is compiled, in the parts that something is put between. */
const SOURCE = `        let spanned_source_text = SpannedSourceText::new(self.source_text(), linear_span);
`;
const BUILT = `
        let code = FunctionCompiler::new(spanned_source_text)
            .name(name)
            .generator(generator)
            .r#async(r#async)
            .strict(self.strict())
            .arrow(arrow)
            .in_with(self.in_with)
            .name_scope(name_scope.cloned())
            .source_path(self.source_path.clone())
`;
const COMPILED = `            .compile(
                parameters,
                body,
                self.variable_scope.clone(),
                self.lexical_scope.clone(),
                scopes,
                function.contains_direct_eval,
                self.interner,
            );

`;
const KEPT = `        self.push_function_to_constants(code)
`;

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `Libraries assign most of their functions without a name. A trace had nothing of them but the class
        of what they were called on.`,
      file: 'src/bytecompiler/mod.rs',
      find: `pub(crate) enum BindingKind {
`,
      before: NAMING,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `    /// Compiles a function AST Node into bytecode, and returns its index into
    /// the \`functions\` array.
`,
      before: METHODS,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `    pub(crate) global_lexs: Vec<u32>,
    pub(crate) global_fns: Vec<GlobalFunctionBinding>,
`,
      before: `    pub(crate) naming: Rc<RefCell<Naming>>,

`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            global_lexs: Vec::new(),
            global_fns: Vec::new(),
`,
      before: `            naming: Rc::default(),
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `${SOURCE}${BUILT}${COMPILED}${KEPT}`,
      put: `${SOURCE}        let is_called = std::mem::take(&mut self.naming().is_called);
        let naming = is_called.then(|| self.naming.clone());
${BUILT}            .naming(naming)
${COMPILED}        if code.source_info.function_name().is_empty() {
            let function = (!is_called).then(|| code.source_info.clone());
            self.naming().nameless.push(function);
        }
${KEPT}`,
    },
    ...[
      `                                if let Some(init) = variable.init() {
                                    self.compile_expr(init, &reg);
`,
      `                                    self.compile_expr(init, &value);
                                } else {
                                    self.bytecode.emit_store_undefined(value.variable());
                                }
                                let binding_kind`,
      `                                let reg = self.register_allocator.alloc_persistent();
                                self.compile_expr(init, &reg);
`,
      `                                self.compile_expr(init, &value);
                                let binding_kind = self.insert_binding(binding.clone());
`,
      `                        self.compile_expr(expr, &value);
                        self.emit_binding_access(
                            BindingAccessOpcode::SetNameByLocator,
`,
    ].map((find) => ({
      file: 'src/bytecompiler/mod.rs',
      find,
      put: find.replace(/compile_expr\((init|expr), /, 'compile_initializer(variable, $1, '),
    })),
    {
      file: 'src/bytecompiler/mod.rs',
      find: `        match call.function().flatten() {
            Expression::PropertyAccess(access) if kind == CallKind::Call => {
`,
      before: `        if let Expression::Parenthesized(callee) = call.function() {
            self.look_called(callee.expression());
        }
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            CallKind::New if contains_spread => compiler.bytecode.emit_new_spread(),
            CallKind::New => compiler
                .bytecode
                .emit_new((call.args().len() as u32).into()),
        }
`,
      put: `            CallKind::New if contains_spread => compiler.bytecode.emit_new_spread(),
            CallKind::New => compiler
                .bytecode
                .emit_new((call.args().len() as u32).into()),
        }
        if kind != CallKind::New {
            compiler.naming().nameless.pop();
        }
`,
    },
    ...['compile_expr_for_side_effects', 'compile_expr_to_stack'].map((compile) => ({
      file: 'src/bytecompiler/mod.rs',
      find: `                self.${compile}(parenthesized.expression());
`,
      before: `                self.look_called(parenthesized.expression());
`,
    })),
    {
      file: 'src/bytecompiler/mod.rs',
      find: `    cell::Cell,
    ops::{Deref, DerefMut},
`,
      put: `    cell::{Cell, RefCell, RefMut},
    ops::{Deref, DerefMut},
    rc::Rc,
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `    declaration::{Binding, LexicalDeclaration, VarDeclaration},
    expression::{
`,
      put: `    declaration::{Binding, LexicalDeclaration, VarDeclaration, Variable},
    expression::{
        operator::{Assign, assign::AssignOp},
`,
    },
    {
      file: 'src/vm/source_info/mod.rs',
      find: `                function_name,
                text_spanned: source_text_spanned,
`,
      after: `                inferred_name: OnceCell::new(),
`,
    },
    {
      file: 'src/vm/source_info/mod.rs',
      find: `    pub(crate) fn text_spanned(&self)`,
      before: `    /// Gives a function without a name one for traces.
    pub(crate) fn infer(&self, name: JsString) {
        self.inner.inferred_name.get_or_init(|| name);
    }

    /// The name in the text, or the one that was inferred.
    pub(crate) fn name_in_traces(&self) -> &JsString {
        let name = &self.inner.function_name;
        match self.inner.inferred_name.get() {
            Some(inferred) if name.is_empty() => inferred,
            _ => name,
        }
    }

`,
    },
    {
      file: 'src/vm/source_info/mod.rs',
      find: `    function_name: JsString,

    text_spanned: SpannedSourceText,
`,
      after: `    inferred_name: OnceCell<JsString>,
`,
    },
    {
      file: 'src/vm/source_info/mod.rs',
      find: `use std::{
    fmt::Display,
`,
      put: `use std::{
    cell::OnceCell,
    fmt::Display,
`,
    },
  ],
};
