'use strict';

/**
 * In which order the functions and variables of a script are properties of the global: as they are declared, as in
 * V8. ECMA-262, 16.1.7 makes the functions first, which only a Proxy as the global could tell apart otherwise.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      file: 'src/vm/code_block.rs',
      find: `    pub(crate) global_vars: Box<[u32]>,
`,
      after: `
    /// The names of both, in the order of their declarations.
    #[unsafe_ignore_trace]
    pub(crate) global_names: Box<[u32]>,
`,
    },
    {
      file: 'src/vm/code_block.rs',
      find: `            global_vars: Box::default(),
`,
      after: `            global_names: Box::default(),
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `    pub(crate) global_vars: Vec<u32>,
`,
      after: `    pub(crate) global_names: Vec<u32>,
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            global_vars: Vec::new(),
`,
      after: `            global_names: Vec::new(),
`,
    },
    {
      file: 'src/bytecompiler/mod.rs',
      find: `            global_vars: self.global_vars.into_boxed_slice(),
`,
      after: `            global_names: self.global_names.into_boxed_slice(),
`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `        let var_declarations = var_scoped_declarations(script);

        // 6.`,
      put: `        let var_declarations = var_scoped_declarations(script);
        self.note_global_names(&var_declarations);

        // 6.`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `        let var_declarations = var_scoped_declarations(body);

        // SKIP: 3. If strict is false, then
        // covered by the scope analyzer.
`,
      put: `        let var_declarations = var_scoped_declarations(body);
        if var_env.is_global() {
            self.note_global_names(&var_declarations);
        }
`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `    /// \`BlockDeclarationInstantiation ( code, env )\`
`,
      before: `    /// Notes the names that are declared, in order.
    fn note_global_names(&mut self, declarations: &[VarScopedDeclaration<'_>]) {
        let mut noted = rustc_hash::FxHashSet::default();
        for declaration in declarations {
            let names = match declaration {
                VarScopedDeclaration::FunctionDeclaration(f) => vec![f.name().sym()],
                VarScopedDeclaration::GeneratorDeclaration(f) => vec![f.name().sym()],
                VarScopedDeclaration::AsyncFunctionDeclaration(f) => vec![f.name().sym()],
                VarScopedDeclaration::AsyncGeneratorDeclaration(f) => vec![f.name().sym()],
                VarScopedDeclaration::VariableDeclaration(variable) => bound_names(*variable),
            };
            for name in names {
                if noted.insert(name) {
                    let index = self.get_or_insert_name(name);
                    self.global_names.push(index);
                }
            }
        }
    }

`,
    },
    {
      file: 'src/context/mod.rs',
      find: `        for fun in &codeblock.global_fns {
            // ...
            // c.`,
      put: `        let functions = codeblock.global_fns.iter();
        let functions: rustc_hash::FxHashMap<_, _> = functions
            .map(|function| (function.name_index, function.function_index))
            .collect();
        for name_index in &codeblock.global_names {
            let name = codeblock.constant_string(*name_index as usize);
            let Some(function) = functions.get(name_index) else {
                self.create_global_var_binding(name, configurable_globals)?;
                continue;
            };
            // c.`,
    },
    {
      file: 'src/context/mod.rs',
      find: `            let function = create_function_object_fast(
                codeblock.constant_function(fun.function_index as usize),
                self,
            );
            let name = codeblock.constant_string(fun.name_index as usize);
            self.create_global_function_binding(`,
      put: `            let function = create_function_object_fast(
                codeblock.constant_function(*function as usize),
                self,
            );
            self.create_global_function_binding(`,
    },
    {
      file: 'src/context/mod.rs',
      find: `        // 17. For each String vn of declaredVarNames, do
        for global_declared_var in &codeblock.global_vars {
            // a. Perform ? env.CreateGlobalVarBinding(vn, false).
            let name = codeblock.constant_string(*global_declared_var as usize);
            self.create_global_var_binding(name, configurable_globals)?;
        }

`,
      put: '',
    },
  ],
};
