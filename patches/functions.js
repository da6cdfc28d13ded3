'use strict';

/** The variables of functions whose parameters have expressions. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'A var with the name of a parameter begins with its value, which is in the scope outside.',
      file: 'src/bytecompiler/declarations.rs',
      find: `                drop(self.push_declarative_scope(Some(scope)));`,
      before: `                let function_scope = self.lexical_scope.clone();
`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `                            let binding = scope
`,
      put: `                            let binding = function_scope
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
