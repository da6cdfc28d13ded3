'use strict';

/** The variables of modules. */
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
  ],
};
