'use strict';

/** The variables of functions whose parameters have expressions. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'A var with the name of a parameter begins with its value, which is in the scope outside.',
      file: 'src/bytecompiler/declarations.rs',
      find: `                drop(self.push_declarative_scope(Some(scope)));

                let mut variable_scope`,
      put: `                let function_scope = self.lexical_scope.clone();
                drop(self.push_declarative_scope(Some(scope)));

                let mut variable_scope`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `                            let binding = scope
                                .get_binding_reference(&n_string)
                                .expect("must have binding");
                            let index = self.get_binding(&binding);
                            self.emit_binding_access(BindingAccessOpcode::GetName, &index, &value);
`,
      put: `                            let binding = function_scope
                                .get_binding_reference(&n_string)
                                .expect("must have binding");
                            let index = self.get_binding(&binding);
                            self.emit_binding_access(BindingAccessOpcode::GetName, &index, &value);
`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `                        // TODO: What?
                        self.bytecode.emit_store_undefined(value.variable());
`,
      put: '',
    },
  ],
};
