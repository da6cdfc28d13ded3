'use strict';

/** The variables of modules, and what becomes of those that depend on each other. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `A var is undefined from when its module is linked: others see it before the module runs, as
        modules that import each other do.`,
      file: 'src/module/source.rs',
      find: `        let mut imports = Vec::new();
`,
      after: `        let mut variables = Vec::new();
`,
    },
    {
      file: 'src/module/source.rs',
      find: `                        let index = compiler.insert_binding(binding);
                        compiler.emit_binding_access(
                            BindingAccessOpcode::DefInitVar,
                            &index,
                            &CallFrame::undefined_register(),
                        );
`,
      put: `                        if binding.local() {
                            let index = compiler.insert_binding(binding);
                            compiler.emit_binding_access(
                                BindingAccessOpcode::DefInitVar,
                                &index,
                                &CallFrame::undefined_register(),
                            );
                        } else {
                            variables.push(env.get_binding(&name).js_expect("binding must exist")?);
                        }
`,
    },
    {
      file: 'src/module/source.rs',
      find: `        // deferred initialization of function exports`,
      before: `        for locator in variables {
            let frame = context.vm.frame_mut();
            let global = frame.realm.environment();
            frame.environments.put_lexical_value(
                locator.scope(),
                locator.binding_index(),
                JsValue::undefined(),
                global,
            );
        }

`,
    },
    {
      why: `Of modules that depend on each other each waits for its own dependencies: all of them waited for as
        many as the one had that was asked for first, and never ran.`,
      file: 'src/module/source.rs',
      find: `        cycle_root: Module,
        ancestor_index: usize,
        async_evaluation_order: Option<usize>,
    },
`,
      put: `        cycle_root: Module,
        ancestor_index: usize,
        async_evaluation_order: Option<usize>,
        pending_async_dependencies: usize,
    },
`,
    },
    {
      file: 'src/module/source.rs',
      find: `                ancestor_index: index,
                async_evaluation_order: None,
            },
`,
      put: `                ancestor_index: index,
                async_evaluation_order: None,
                pending_async_dependencies: 0,
            },
`,
    },
    {
      file: 'src/module/source.rs',
      find: `                let ModuleStatus::Evaluating {
                    async_evaluation_order,
                    ..
                } = &mut *self.status.borrow_mut()
`,
      put: `                let ModuleStatus::Evaluating {
                    async_evaluation_order,
                    pending_async_dependencies: pending,
                    ..
                } = &mut *self.status.borrow_mut()
`,
    },
    {
      file: 'src/module/source.rs',
      find: `                debug_assert!(async_evaluation_order.is_none());
`,
      after: `                *pending = pending_async_dependencies;
`,
    },
    {
      file: 'src/module/source.rs',
      find: `                            cycle_root,
                            async_evaluation_order,
                            context,
                            ..
                        } => if let`,
      put: `                            cycle_root,
                            async_evaluation_order,
                            pending_async_dependencies,
                            context,
                            ..
                        } => if let`,
    },
    {
      why: 'The run of a module may be over before it begins.',
      file: 'src/module/source.rs',
      find: `            context,
        )
        .js_expect(
            "capability creation must always succeed when using the \`%Promise%\` intrinsic",
        )?;
`,
      put: `            context,
        )?;
`,
    },
    {
      why: 'What a module throws is that of all that wait for it, whether they were about to run or not.',
      file: 'src/module/source.rs',
      find: `        let parents = std::mem::take(&mut *self.async_parent_modules.borrow_mut());
`,
      put: `        let parents = self.async_parent_modules.borrow().clone();
`,
    },
    {
      why: 'Of modules that depend on each other it is the first that has the promise.',
      file: 'src/module/source.rs',
      find: `        // 4. If module.[[TopLevelCapability]] is not empty, then
        if let Some(promise) = promise {
`,
      before: `        let promise = match (promise, module.kind().as_source_text()) {
            (None, Some(root)) if &module != module_self => {
                let status = root.status.borrow();
                let capability = status.top_level_capability();
                let promise = capability.map(|it| JsPromise::from_object(it.promise().clone()));
                promise.transpose()?
            }
            (promise, _) => promise,
        };

`,
    },
    {
      why: 'Whoever asks for a module that is under way already waits for it.',
      file: 'src/module/source.rs',
      find: `        let result =
            module_src.inner_evaluate(&module, &mut stack, 0, Some(capability.clone()), context);
`,
      before: `        if let ModuleStatus::EvaluatingAsync {
            top_level_capability: none @ None,
            ..
        } = &mut *module_src.status.borrow_mut()
        {
            *none = Some(capability.clone());
        }
`,
    },
    {
      why: 'All that fail together have one error.',
      file: 'src/module/source.rs',
      find: `                // a. For each Cyclic Module Record m of stack, do
                for m in stack.iter().filter_map(|cmr| cmr.kind().as_source_text()) {
                    m.status.borrow_mut().transition(|current| match current {
                        // i. Assert: m.[[Status]] is evaluating.
`,
      before: `                let err = match err.clone().into_opaque(context) {
                    Ok(value) => JsError::from_opaque(value),
                    Err(_) => err,
                };
`,
    },
    {
      why: 'What a module throws that waited for another is its own error, and not that of the other.',
      file: 'src/module/source.rs',
      find: `            async_module_execution_rejected(module, e, context)?;
            continue;
`,
      put: `            async_module_execution_rejected(&m, e, context)?;
            continue;
`,
    },
    {
      why: `Where a link is wrong, modules that depend on each other are not linked, and may be linked again: of
        those that had got their environments the source was gone, and the engine panicked.`,
      file: 'src/module/source.rs',
      find: `    PreLinked {
        environment: Gc<DeclarativeEnvironment>,
`,
      put: `    PreLinked {
        #[unsafe_ignore_trace]
        source: boa_ast::Module,
        source_text: SourceText,
        environment: Gc<DeclarativeEnvironment>,
`,
    },
    {
      file: 'src/module/source.rs',
      find: `                    ModuleStatus::Linking {
                        source,
                        source_text,
                        ..
                    } => ModuleStatus::Unlinked {
`,
      put: `                    ModuleStatus::Linking {
                        source,
                        source_text,
                        ..
                    }
                    | ModuleStatus::PreLinked {
                        source,
                        source_text,
                        ..
                    } => ModuleStatus::Unlinked {
`,
    },
    {
      file: 'src/module/source.rs',
      find: `                            ancestor_index: info,
                            context,
                            environment,
                        } => ModuleStatus::Linked {
`,
      put: `                            ancestor_index: info,
                            context,
                            environment,
                            ..
                        } => ModuleStatus::Linked {
`,
    },
    {
      file: 'src/module/source.rs',
      find: `            ModuleStatus::Linking { ancestor_index, .. } => ModuleStatus::PreLinked {
                environment: env,
`,
      put: `            ModuleStatus::Linking {
                ancestor_index,
                source,
                source_text,
            } => ModuleStatus::PreLinked {
                source,
                source_text,
                environment: env,
`,
    },
    {
      why: 'What has become of a module that was evaluated with others.',
      file: 'src/module/source.rs',
      find: `    /// Gets the loaded modules of this module.
`,
      before: `    /// How the evaluation of this module has gone so far; nothing if it has not begun.
    pub(crate) fn outcome(&self) -> Option<JsResult<()>> {
        match &*self.status.borrow() {
            ModuleStatus::EvaluatingAsync { .. } | ModuleStatus::Evaluated { error: None, .. } => {
                Some(Ok(()))
            }
            ModuleStatus::Evaluated {
                error: Some(error), ..
            } => Some(Err(error.clone())),
            _ => None,
        }
    }

`,
    },
    {
      file: 'src/module/mod.rs',
      find: `    /// Get an exported value from the module.
`,
      before: `    /// How the evaluation of a source text module has gone so far; nothing if it has not begun, or
    /// the module is a synthetic one.
    #[must_use]
    pub fn outcome(&self) -> Option<JsResult<()>> {
        self.kind().as_source_text()?.outcome()
    }

`,
    },
    {
      why: 'A limit ends a module that awaits, too, in the middle of its first part.',
      file: 'src/module/source.rs',
      find: `    fn execute_async(&self, module_self: &Module, context: &mut Context) {
`,
      put: `    fn execute_async(&self, module_self: &Module, context: &mut Context) -> JsResult<()> {
`,
    },
    {
      file: 'src/module/source.rs',
      find: `            context,
        )
        .expect("cannot fail for the %Promise% intrinsic");
`,
      put: `            context,
        )?;
`,
    },
    {
      file: 'src/module/source.rs',
      find: `        self.execute(module_self, Some(capability), context)
            .expect("async modules cannot directly throw");
`,
      put: `        self.execute(module_self, Some(capability), context)
`,
    },
    {
      file: 'src/module/source.rs',
      find: `                self.execute_async(module_self, context);
`,
      put: `                self.execute_async(module_self, context)?;
`,
    },
    {
      file: 'src/module/source.rs',
      find: `            m_src.execute_async(&m, context);
`,
      put: `            m_src.execute_async(&m, context)?;
`,
    },
  ],
};
